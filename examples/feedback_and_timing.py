"""A feedback that keeps a cell unsettled, one that lifts a level, and one drug step by step."""

import her2model as h2

model = h2.load("her2-resistance")

# With IGF1, FOXO brings IGF1R back and IGF1R puts FOXO away: no growth, but no rest either.
conditions = {"drugs": ["trastuzumab", "everolimus"], "context": {"IGF1": 1}}
result = h2.simulate(model, **conditions)
mean, error = result.fraction("p27", runs=50)
print(f"With IGF1, trastuzumab and everolimus leave p27 {result['p27']}:")
print(f"  on for {mean:.2f} ± {error:.2f} of the time under asynchronous updating")
print(h2.explain(result, "p27"))
print()

# Everolimus lifts that brake, and AKT signalling goes on.
tumour = ["IGF1R overexpression"]
before = h2.simulate(model, alterations=tumour)
after = h2.simulate(model, alterations=tumour, drugs=["everolimus"])
for species in ("mTORC1", "S6K", "IRS1", "AKT", "Proliferation"):
    print(f"everolimus, {tumour[0]}: {species} {before[species]} -> {after[species]}")
print()

steps = h2.trajectory(model, "synchronous", drugs=["lapatinib"]).changes()
for number, changed in enumerate(steps, 1):
    told = ", ".join(f"{species} {value}" for species, value in changed.items())
    print(f"lapatinib, step {number}: {told}")
print("A qualitative model of published statements; not for clinical use.")
