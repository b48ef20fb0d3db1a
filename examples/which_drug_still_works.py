"""A tumour carries p95HER2: which agents still work, and which drug wins trastuzumab back?"""

import her2model as h2

model = h2.load("her2-resistance")

print("p95HER2, one drug at a time")
for drug in ("trastuzumab", "lapatinib", "TDM1", "tanespimycin", "everolimus"):
    result = h2.simulate(model, alterations=["p95HER2"], drugs=[drug])
    how = f", by {result.response}" if result.response else ""
    print(f"  {model.species[drug].name:<13} {result.verdict}{how}")

print("What trastuzumab needs beside it")
for drug in model.drugs:
    if drug != "trastuzumab":
        pair = h2.simulate(model, alterations=["p95HER2"], drugs=["trastuzumab", drug])
        if pair.verdict == "responds":
            print(f"  {model.species[drug].name}")

print("A qualitative model of published statements; not for clinical use.")
