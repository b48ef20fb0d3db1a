"""
3. The truncated receptor
=========================

**Question.** p95HER2 is a piece of HER2 without the part outside the cell. Why does trastuzumab
fail on it, and why does lapatinib not?
"""

# %%
# **Predict first.** Trastuzumab is an antibody, lapatinib goes into the cell. Where does each bind?

import matplotlib.pyplot as plt

import her2model as h2

model = h2.load("her2-resistance")
trastuzumab = h2.simulate(model, alterations=["p95HER2"], drugs=["trastuzumab"])
lapatinib = h2.simulate(model, alterations=["p95HER2"], drugs=["lapatinib"])
print(trastuzumab.summary())
print(lapatinib.summary())

# %%
# Side by side: what is on, and what is lost.

ax = plt.figure(figsize=(13.33, 7.5)).add_axes((0, 0, 1, 1))
ax = h2.draw(model, trastuzumab, compare=lapatinib, focus="Proliferation", ax=ax)

# %%
# The chain behind the failure, from the cause to proliferation. Only what p95HER2 changes is told:

without = h2.simulate(model, drugs=["trastuzumab"])
print(h2.explain(trastuzumab, against=without))

# %%
# And the sentence that says there is *no* arrow from trastuzumab to p95HER2:

for evidence in h2.load("PMC7464074").absent["trastuzumab -| p95HER2"]:
    print(evidence.quote)

# %%
# What this leaves out, and where the literature disagrees
# --------------------------------------------------------
# In patients the reports differ; the claim is kept as contested, with both sides:

claim = next(c for c in model.claims if c.id == "p95×T in patients")
for evidence in claim.evidence:
    print(evidence.supports, evidence.reference or evidence.quote)

# %%
# Exercises
# ---------
# 1. Tanespimycin inhibits HSP90, which keeps HER2 and p95HER2 folded. Does it stop this tumour?
# 2. Does pertuzumab help trastuzumab here?
# 3. A tumour has p95HER2 and PTEN loss. Does lapatinib still work?
#
# Answers
# -------
# 1. Yes. Without HSP90 neither receptor is folded, truncated or not.

assert h2.simulate(model, alterations=["p95HER2"], drugs=["tanespimycin"]).verdict == "responds"

# %%
# 2. No. Pertuzumab blocks the dimer of HER2 and HER3, which p95HER2 does not need.

pair = h2.simulate(model, alterations=["p95HER2"], drugs=["trastuzumab", "pertuzumab"])
assert pair.verdict == "resistant"

# %%
# 3. No. Lapatinib blocks p95HER2, but PTEN loss acts below it.

both = h2.simulate(model, alterations=["p95HER2", "PTEN loss"], drugs=["lapatinib"])
assert both.verdict == "resistant"
