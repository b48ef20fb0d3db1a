"""From a published figure's record to the model that was curated from it."""

from pathlib import Path

import her2model as h2

seeds = Path(__file__).parent.parent / "seeds"
figure = h2.read_figures(seeds)["PMC7464074__cancers-12-02081-g001"]
for sentence in figure.sentences:
    print(f"[{sentence.start}:{sentence.end}] {sentence.text}")

model = h2.load(figure.figid)
for arrow, interaction in model.interactions.items():
    print(f"{arrow}  ({interaction.basis}: {interaction.evidence[0].quote!r})")

print(h2.check(model, figures=seeds))
