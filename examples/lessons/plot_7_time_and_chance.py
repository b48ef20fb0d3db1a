"""
7. Time and chance
==================

**Question.** Does the order of updates change the answer? And what becomes of a tumour that never
settles?
"""

# %%
# Everolimus and its own feedback
# -------------------------------
# O'Reilly et al. 2006 (`pubmed:16452206 <https://pubmed.ncbi.nlm.nih.gov/16452206>`_): inhibiting
# mTOR takes away the brake that S6K holds on IRS1, and AKT is activated.
#
# **Predict first.** With too much of IGF1's receptor, what does everolimus do to IRS1?

import matplotlib.pyplot as plt

import her2model as h2

model = h2.load("her2-resistance")
for drugs in ([], ["everolimus"]):
    result = h2.simulate(model, alterations=["IGF1R overexpression"], drugs=drugs)
    print(drugs or "untreated", {s: result[s] for s in ("mTORC1", "S6K", "IRS1", "AKT")})

# %%
# Resistance that nobody put in
# -----------------------------
# Under neratinib AKT falls, FOXO wakes and HER3 rises, and with more HER3 a rest of signal comes
# back (`doi:10.18632/oncotarget.1148 <https://doi.org/10.18632/oncotarget.1148>`_). The model has
# the arrows; what follows it works out.

for drugs in ([], ["neratinib"], ["neratinib", "trastuzumab"]):
    result = h2.simulate(model, drugs=drugs)
    print(drugs or "untreated", {s: result.level(s)[0] for s in ("HER3", "AKT", "Apoptosis")})

# %%
# A loop that does not settle
# ---------------------------
# With IGF1 about, trastuzumab and everolimus together leave its receptor. AKT holds FOXO off, FOXO
# raises the receptor, the receptor turns AKT on: an odd number of inhibitions, so the loop cannot
# come to rest.

result = h2.simulate(model, drugs=["trastuzumab", "everolimus"], context={"IGF1": 1})
print(result["Proliferation"], result["p27"])
print(h2.explain(result, "p27"))

# %%
# *Unsettled* is the answer: neither on nor off. How often is it on, when one species after the
# other is updated at random?

share, error = result.fraction("p27")
print(f"{share:.2f} ± {error:.2f}")

# %%
# Synchronous updating moves everything at once and gives a neat cycle:

run = h2.trajectory(model, "synchronous", drugs=["trastuzumab", "everolimus"], context={"IGF1": 1})
print(f"a cycle of {len(run) - run.cycle_start} states after {run.cycle_start} steps")
ax = plt.figure(figsize=(8, 12)).add_axes((0, 0, 1, 1))
ax = h2.trajectory_raster(run, title="Trastuzumab and everolimus with IGF1 about", ax=ax)

# %%
# Small enough to see whole
# -------------------------
# The core of that loop has four species, so sixteen states. Each box is a state; those that a run
# comes back to for ever are outlined.
#
# **Predict first.** How many states come back for ever when all rules are applied at once? And when
# one is applied at a time?

import tempfile
from pathlib import Path

text = """
format: her2model/1
name: loop
species:
  FOXO: {kind: protein}
  HER3: {kind: receptor}
  PI3K: {kind: family}
  AKT:  {kind: family}
interactions:
  FOXO -> HER3: []
  HER3 -> PI3K: []
  PI3K -> AKT: []
  AKT -| FOXO: []
rules:
  FOXO: not AKT
"""
file = Path(tempfile.mkdtemp()) / "loop.yaml"
file.write_text(text, encoding="utf-8")
ax = plt.figure(figsize=(12, 5)).add_axes((0, 0, 1, 1))
ax = h2.state_transitions(file, ax=ax)

# %%
# What this leaves out, and where the literature disagrees
# --------------------------------------------------------
# The share of time is a share of *updates*: nothing says how long one takes. Synchronous updating
# can invent cycles that no other order has; that is why verdicts do not rest on it.
#
# Exercises
# ---------
# 1. Does growth settle, though p27 does not?
# 2. Does adding cixutumumab, which blocks IGF1's receptor, settle p27?
# 3. In the loop of four: how many of the sixteen states recur, synchronously and asynchronously?
#
# Answers
# -------
# 1. Yes. What comes and goes is p27, not proliferation.

assert result.verdict == "responds"

# %%
# 2. Yes: then p27 is on for good.

drugs = ["trastuzumab", "everolimus", "cixutumumab"]
assert h2.simulate(model, drugs=drugs, context={"IGF1": 1})["p27"] == "on"

# %%
# 3. All sixteen where species move together, and eight where one moves at a time.

import networkx as nx


def recurrent(scheme: str) -> int:
    states = set()
    for number in range(16):
        start = {s: number >> k & 1 for k, s in enumerate(("FOXO", "HER3", "PI3K", "AKT"))}
        graph = h2.state_transition_graph(file, scheme, start=start)
        for states_together in nx.attracting_components(graph):
            states |= states_together
    return len(states)


assert recurrent("synchronous") == 16
assert recurrent("asynchronous") == 8
