"""
1. Reading a caption
====================

**Question.** A review figure has a caption of four sentences. Which arrows does it state, and which
does it only suggest?

The figure is number 1 of Patel et al. 2020: HER2 signalling, and four mechanisms by which a tumour
resists trastuzumab.
"""

# %%
# The sentences
# -------------
# A record of the figure holds its caption. Sentences may begin with the number of a mechanism.

import matplotlib.pyplot as plt

import her2model as h2

figure = h2.read_figure("PMC7464074")
for sentence in figure.sentences:
    print(sentence.numbers, sentence.text)

# %%
# **Predict first.** Which sentence says that something *inhibits* something else? Which says it by
# way of a loss? Write the arrows down, ``->`` for activation and ``-|`` for inhibition.

# %%
# The arrows
# ----------
# "Mutations or loss of PTEN constitutively activates the PI3K signaling pathway": what activates
# when it is *lost* inhibits when it is there. So the arrow is ``PTEN -| PI3K``.

model = h2.load(figure.figid)
for arrow, interaction in model.interactions.items():
    evidence = interaction.evidence[0]
    print(f"{arrow:42} {interaction.basis:9} {evidence.quote!r}")

# %%
# *caption* arrows are stated. *inferred* ones are the curator's reading, with the reason:

for interaction in model.interactions.values():
    if interaction.basis == "inferred":
        print(f"{interaction.id}: {interaction.evidence[0].note}")

# %%
# The picture drawn from the model, not from the printed figure:

ax = plt.figure(figsize=(13.33, 7.5)).add_axes((0, 0, 1, 1))
ax = h2.draw(model, ax=ax)

# %%
# What text mining made of the picture
# ------------------------------------
# The record also lists words that were read in the image. Some are not what they seem.

print(h2.check(model))

# %%
# What this leaves out, and where the literature disagrees
# --------------------------------------------------------
# The caption names RAS, RAF, MEK, ERK, AKT and mTOR only in the picture; the model has them as
# species without arrows. And whether truncated HER2 predicts resistance *in patients* is contested:
# see the claims of the consensus.
#
# Exercises
# ---------
# 1. The caption says that the truncated isoform loses the binding site for trastuzumab. Is there an
#    arrow from trastuzumab to p95HER2?
# 2. How many of the arrows are stated, and how many inferred?
# 3. What happens to downstream signalling under trastuzumab when MET is overexpressed?
#
# Answers
# -------
# 1. No. The model even says that it is absent, so that nobody adds it by mistake.

assert "trastuzumab -| p95HER2" not in model.interactions
assert "trastuzumab -| p95HER2" in model.absent

# %%
# 2. Seven rest on the caption, and four are inferred.

bases = [i.basis for i in model.interactions.values()]
assert (bases.count("caption"), bases.count("inferred")) == (7, 4)

# %%
# 3. It stays on: MET reaches it past the blocked receptor.

result = h2.simulate(model, alterations=["MET overexpression"], drugs=["trastuzumab"])
assert result["Downstream_signalling"] == "on"
