"""From a published figure's record to the model that was curated from it."""

import her2model as h2

figure = h2.read_figure("PMC7464074")
for sentence in figure.sentences:
    print(f"[{sentence.start}:{sentence.end}] {sentence.text}")

model = h2.load(figure.figid)
for arrow, interaction in model.interactions.items():
    print(f"{arrow}  ({interaction.basis}: {interaction.evidence[0].quote!r})")

print(h2.check(model))
