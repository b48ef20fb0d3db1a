"""
6. Two drugs and smallest combinations
======================================

**Question.** One drug fails. Which second drug helps, which two are enough, and can one more drug
do harm?
"""

# %%
# All of them at once
# -------------------
# Thirty alterations and twenty-two drugs: each may be there or not.
#
# **Predict first.** How many different tumours under different treatments is that? How long would
# it take to simulate each, at a thousandth of a second?

import matplotlib.pyplot as plt

import her2model as h2

land = h2.landscape("her2-resistance")
print(f"{land.provenance.cells:,} cells, {land.provenance.cells / 1000 / 86_400:.0f} days")
print(f"{land.provenance.seconds:.2f} s for all of them at once")
print(land)

# %%
# No cell was simulated by itself: sets of cells were moved through the rules instead. Each answer
# is what a simulation of that cell gives.

one = h2.simulate("her2-resistance", alterations=["PTEN loss"], drugs=["trastuzumab"])
print(one.verdict, land.verdict(["PTEN loss"], ["trastuzumab"]))

# %%
# What defeats a drug
# -------------------
# **Predict first.** Which alterations defeat lapatinib by themselves? Is there a pair that does so
# although neither of the two does?

for drugs in (["lapatinib"], ["TDM1"], ["TDM1", "palbociclib"]):
    print(" + ".join(drugs))
    for names in land.minimal_bypasses(drugs):
        print("   ", " + ".join(names))

# %%
# T-DM1 and palbociclib fail for different reasons. Together they are defeated only by two
# alterations at once, one against each:

sets = land.minimal_bypasses(["TDM1", "palbociclib"])
ax = plt.figure(figsize=(13.33, 4)).add_axes((0, 0, 1, 1))
ax = h2.bypass_lattice(sets, title="What defeats T-DM1 with palbociclib", ax=ax)

# %%
# Which combination wins a tumour back
# ------------------------------------
# A tumour with an IGF1 receptor in excess resists trastuzumab. A *smallest* combination is one from
# which no drug can be left out.
#
# **Predict first.** Which drug must be added to trastuzumab here? Does everolimus do?

found = h2.regimens("her2-resistance", ["IGF1R overexpression"])
print(found)

# %%
# The bars say how robust each is: in what share of the tumours that have other alterations too do
# these drugs still stop growth? Not for clinical use: all alterations count alike here.

_, ax = plt.subplots(figsize=(9, 5), layout="constrained")
ax = h2.regimen_chart(found, ax=ax)

# %%
# When a second drug harms
# ------------------------
# **Predict first.** T-DM1 works where PTEN is lost. Tanespimycin makes cells destroy HER2. Is T-DM1
# with tanespimycin better?

tumour = ["PTEN loss"]
for drugs in (["TDM1"], ["TDM1", "tanespimycin"]):
    print(" + ".join(drugs), "->", land.verdict(tumour, drugs))
pair = h2.simulate("her2-resistance", alterations=tumour, drugs=["TDM1", "tanespimycin"])
print(h2.explain(pair, "DM1_payload"))

# %%
# No HER2, no door for the poison. All drugs that take away some response when they are added:

for reversal in land.antagonisms():
    example = reversal.smallest().first(1)[0]
    print(f"{reversal.added:14} {reversal.count():>12,} cells, such as {example}")

# %%
# What this leaves out, and where the literature disagrees
# --------------------------------------------------------
# Doses, the order of drugs, and harm to the patient: a drug is given or not. That T-DM1 and
# tanespimycin work against each other is a prediction from two arrows; no reference of the model
# tests it. Antibodies against IGF1R, which the model favours above, did not prolong survival in 17
# studies; the claim is kept as contested:

claim = next(c for c in land.model.claims if c.id == "IGF1R×C in patients")
for evidence in claim.evidence:
    print(evidence.supports, evidence.reference, evidence.note or "")

# %%
# Exercises
# ---------
# 1. Which two alterations can trastuzumab no longer be defeated by, once pertuzumab is given too?
# 2. Which of everolimus, capivasertib and alpelisib, added to trastuzumab, wins back a tumour with
#    PTEN loss? Why not the third?
# 3. A tumour has cyclin E amplified. Which single drugs work, and what must be given with
#    palbociclib?
# 4. Where ER can come back, everolimus with trametinib works. Which drug, added to these two and to
#    lapatinib, keeps the response?
# 5. Find a bypass that is *minimal* but not *prime*: one more alteration loses it.
#
# Answers
# -------
# 1. HER3 up-regulation and NRG1 fusion: pertuzumab blocks the dimer by which both act.

alone = set(land.minimal_bypasses(["trastuzumab"]))
both = set(land.minimal_bypasses(["trastuzumab", "pertuzumab"]))
assert alone - both == {("HER3 up-regulation",), ("NRG1 fusion",)}

# %%
# 2. Everolimus and capivasertib. Alpelisib turns PI3K off, but PIP3 stays on: without PTEN, p110β
#    fills it, and alpelisib spares p110β.

partners = ("everolimus", "capivasertib", "alpelisib")
works = {d for d in partners if land.verdict(["PTEN loss"], ["trastuzumab", d]) == "responds"}
assert works == {"everolimus", "capivasertib"}
third = h2.simulate(
    "her2-resistance", alterations=["PTEN loss"], drugs=["trastuzumab", "alpelisib"]
)
assert third["PI3K"] == "off"
assert third["PIP3"] == "on"

# %%
# 3. T-DM1 and trastuzumab deruxtecan work alone. Palbociclib needs dinaciclib, which blocks CDK2.

regimens = land.minimal_combinations(["cyclin E/CDK2"])
assert [r for r in regimens if len(r) == 1] == [("TDM1",), ("TDXd",)]
assert [r for r in regimens if "palbociclib" in r] == [("dinaciclib", "palbociclib")]

# %%
# 4. T-DM1, trastuzumab deruxtecan or fulvestrant.

base = ["everolimus", "trametinib", "lapatinib"]
assert land.verdict(["ER reactivation"], base) == "resistant"
kept = {d for d in land.drugs if land.verdict(["ER reactivation"], [*base, d]) == "responds"}
assert kept == {"TDM1", "TDXd", "fulvestrant"}

# %%
# 5. ER reactivation defeats everolimus with trastuzumab; with PTEN loss besides, it no longer does.

drugs = ["everolimus", "trastuzumab"]
lost = set(land.minimal_bypasses(drugs)) - set(land.prime_bypasses(drugs))
assert lost == {("ER reactivation",)}
assert land.verdict(["ER reactivation", "PTEN loss"], drugs) == "responds"
