"""PTEN is lost and trastuzumab fails: the chain of causes, and what the loss itself changes."""

import her2model as h2

lost = h2.simulate("her2-resistance", alterations=["PTEN loss"], drugs=["trastuzumab"])
kept = h2.simulate("her2-resistance", drugs=["trastuzumab"])

why = h2.explain(lost)
print(why)
print()
print("And what the loss changes, step by step:")
print(h2.explain(lost, against=kept))
print()
print(f"{h2.references(why).count('@article')} publications stand behind the first answer.")
