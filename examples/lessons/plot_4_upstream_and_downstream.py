"""
4. Upstream and downstream
==========================

**Question.** A PIK3CA mutation and PTEN loss both keep AKT on under trastuzumab. Does the same
second drug win both tumours back?
"""

# %%
# PI3K makes the lipid PIP3, and PTEN removes it:

import matplotlib.pyplot as plt

import her2model as h2

model = h2.load("her2-resistance")
print("PIP3 =", model.rules["PIP3"].written)
print("because", model.rules["PIP3"].why)

# %%
# **Predict first.** Alpelisib inhibits the α form of PI3K, pictilisib all forms, capivasertib AKT,
# everolimus mTORC1. Which rescue trastuzumab in which tumour?

partners = ["alpelisib", "pictilisib", "capivasertib", "everolimus"]
matrix = h2.resistance_matrix(
    model,
    alterations=["PIK3CA mutation", "PTEN loss"],
    drugs=partners,
    background=["trastuzumab"],
)
_, ax = plt.subplots(figsize=(10, 6), layout="constrained")
ax = h2.heatmap(matrix, title="Added to trastuzumab", ax=ax)

# %%
# Alpelisib fails after PTEN loss: without PTEN the β form is enough to keep PIP3.

lost = h2.simulate(model, alterations=["PTEN loss"], drugs=["trastuzumab", "alpelisib"])
print(h2.explain(lost, "PIP3", against=h2.simulate(model, drugs=["trastuzumab", "alpelisib"])))

# %%
# On the pathway: what keeps proliferation on.

ax = plt.figure(figsize=(13.33, 7.5)).add_axes((0, 0, 1, 1))
ax = h2.draw(model, lost, focus="Proliferation", ax=ax)

# %%
# What this leaves out, and where the literature disagrees
# --------------------------------------------------------
# Everolimus stops growth here and does not kill: it acts below AKT, which keeps the cells alive.
# Whether a PIK3CA mutation or PTEN loss defeats *lapatinib* is contested; the model says that it
# does:

for name in ("PIK3CA×L", "PTEN×L"):
    claim = next(c for c in model.claims if c.id == name)
    print(name, [f"{e.supports} {e.reference or e.figure}" for e in claim.evidence])

# %%
# Exercises
# ---------
# 1. Which of the four partners makes cells die in both tumours?
# 2. By death or by arrest: how does the PIK3CA-mutant tumour respond to trastuzumab + everolimus?
# 3. Does any of the four work alone, without trastuzumab, against the PIK3CA-mutant tumour?
#
# Answers
# -------
# 1. Pictilisib and capivasertib: with AKT off, and the receptor blocked, cells die in both tumours.

kill = {
    d
    for d in partners
    if all(
        matrix.cell(a, d).simulation.response == "death" for a in ("PIK3CA mutation", "PTEN loss")
    )
}
assert kill == {"pictilisib", "capivasertib"}

# %%
# 2. By arrest.

assert matrix.cell("PIK3CA mutation", "everolimus").simulation.response == "arrest"

# %%
# 3. None does: each leaves some growth, *partial*. ERK, raised by HER3, keeps it.

alone = h2.resistance_matrix(model, alterations=["PIK3CA mutation"], drugs=partners)
assert {alone["PIK3CA mutation", d] for d in partners} == {"partial"}
