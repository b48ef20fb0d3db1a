"""
2. One drug, step by step
=========================

**Question.** A HER2-positive tumour gets lapatinib. What goes off first, and what last?
"""

# %%
# A species is on or off, or at a level between, and has a rule; with levels, a rule for each:

import matplotlib.pyplot as plt

import her2model as h2

model = h2.load("her2-resistance")
for species in ("HER2_HER2", "PI3K", "PIP3", "AKT"):
    print(f"{species} = {model.rules[species].written}")

# %%
# **Predict first.** Lapatinib inhibits the kinase of HER2. Follow the rules: which species change
# in the first step, when every rule is applied at once? How many steps until proliferation is
# off?

run = h2.trajectory(model, "synchronous", drugs=["lapatinib"])
for step, changed in enumerate(run.changes(), 1):
    print(step, ", ".join(f"{s} {value}" for s, value in changed.items()))

# %%
# The same as a raster, time from left to right:

ax = plt.figure(figsize=(8, 10)).add_axes((0, 0, 1, 1))
ax = h2.trajectory_raster(run, title="Lapatinib on a HER2-positive tumour", ax=ax)

# %%
# Why is proliferation off in the end? Each step has its sentence.

result = h2.simulate(model, drugs=["lapatinib"])
print(h2.explain(result, "AKT"))

# %%
# What this leaves out, and where the literature disagrees
# --------------------------------------------------------
# Steps have no length: step 2 is not two hours. Lapatinib in cells leaves a rest of kinase
# activity; the model has it where neuregulin is about, and not without.
#
# Exercises
# ---------
# 1. Which species goes *up* first under lapatinib?
# 2. Does trastuzumab take as many steps as lapatinib until proliferation is off?
# 3. What does the run end in: one state, or a cycle?
#
# Answers
# -------
# 1. FOXO: nothing holds it off any more once AKT is off.

first_up = next(
    s
    for step, changed in enumerate(run.changes())
    for s, value in changed.items()
    if value > run.of(s)[step]
)
assert first_up == "FOXO"

# %%
# 2. No: 13 steps instead of 12. It has to bind the receptor first.


def steps_to_stop(drug: str) -> int:
    return h2.trajectory(model, "synchronous", drugs=[drug]).of("Proliferation").index(0)


assert steps_to_stop("lapatinib") == 12
assert steps_to_stop("trastuzumab") == 13

# %%
# 3. In one state, which stays.

assert run.cycle_start == len(run) - 1
