"""
10. A drug that leaves a rest
=============================

**Question.** Lapatinib lowers the signal of HER2 and HER3 and does not silence it. What does a rest
of activity do to a tumour, and what do we miss if a kinase can only be on or off?

You will give species levels, read a *partial* response, and see what a cap does where a knockout
would have stopped everything.
"""

# %%
# **Predict first.** A drug caps a kinase at level 1 of 2. Growth needs the kinase at 1 to go on
# slowly, and at 2 to go on fully. Does the tumour respond?

import tempfile
from pathlib import Path

import matplotlib.pyplot as plt

import her2model as h2

text = """
format: her2model/1
name: rest
title: A rest of activity
species:
  NRG1:       {kind: ligand, initial: 1, compartment: extracellular}
  lapatinib:  {kind: drug, initial: 0, compartment: membrane}
  pertuzumab: {kind: drug, initial: 0, compartment: extracellular}
  HER2_HER3:  {kind: complex, levels: 2, compartment: membrane}
  AKT:        {kind: protein, levels: 2, compartment: cytosol}
  growth:     {kind: phenotype, levels: 2, compartment: outcome}
interactions:
  NRG1 -> HER2_HER3: []
  lapatinib -| HER2_HER3: []
  pertuzumab -| HER2_HER3: []
  HER2_HER3 -> AKT: []
  AKT -> growth: []
rules:
  HER2_HER3: {1: NRG1 and not pertuzumab, 2: not lapatinib}
  AKT: {1: HER2_HER3, 2: HER2_HER3 >= 2}
  growth: {1: AKT, 2: AKT >= 2}
readouts: {growth: growth}
alterations:
  AKT held at work: {floor: {AKT: 1}}
"""
file = Path(tempfile.mkdtemp()) / "rest.yaml"
file.write_text(text, encoding="utf-8")
model = h2.load(file)
result = h2.simulate(model, drugs=["lapatinib"])
print(result.verdict, result.level("growth"))

# %%
# It grows, and less than untreated: *partial*. The box is filled as high as the level is.

h2.draw(model, result=result)
plt.show()

# %%
# Step by step a species moves one level at a time.

h2.trajectory_raster(h2.trajectory(model, drugs=["lapatinib"]))
plt.show()

# %%
# The verdict is always against the **same tumour** untreated. Read the second row: where AKT is
# held at work, no drug of this model stops growth any more, and both still lower it.

print(h2.resistance_matrix(model))

# %%
# Both drugs are ``not drug`` in a rule. The one in the rule of level 1 is a knockout; the one
# only in the rule of level 2 is a cap. Which drugs stop the tumour, and which at least slow it?

land = h2.landscape(model)
print(land.minimal_combinations(), land.minimal_combinations(partly=True))

# %%
# **What this leaves out.** A level is an order, not a dose: nothing says how much less level 1
# is, and a partial response is no measured middle. Each level needs its own sentence; a model
# with more of them than its sources can tell apart only looks finer.
#
# Exercises
# ---------
#
# 1. What is the verdict of lapatinib where AKT is capped at 1 anyway, and why is it not *partial*?
# 2. Move ``not lapatinib`` from the rule of level 2 to that of level 1. What changes?
# 3. Which drug alone lowers AKT without silencing it?

# %%
# Answers
# -------
# 1. It resists: it grows at level 1 with lapatinib, and at level 1 without it. *Partial* would be
#    less than untreated.

capped = text.replace("AKT held at work: {floor: {AKT: 1}}", "AKT slowed: {cap: {AKT: 1}}")
file.write_text(capped, encoding="utf-8")
slowed = h2.simulate(file, drugs=["lapatinib"], alterations=["AKT slowed"])
print(slowed.verdict, slowed.untreated.level("growth"))
assert slowed.verdict == "resistant"

# %%
# 2. Then lapatinib silences AKT at once, and the tumour responds.

silenced = text.replace(
    "{1: NRG1 and not pertuzumab, 2: not lapatinib}",
    "{1: NRG1 and not pertuzumab and not lapatinib, 2: NRG1}",
)
file.write_text(silenced, encoding="utf-8")
assert h2.simulate(file, drugs=["lapatinib"]).verdict == "responds"

# %%
# 3. Lapatinib.

lowered = [d for d in model.drugs if h2.simulate(model, drugs=[d]).level("AKT") == (1, 1)]
print(lowered)
assert lowered == ["lapatinib"]
