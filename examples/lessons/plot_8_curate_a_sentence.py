"""
8. Curate a sentence of your own
================================

**Question.** "Masking of the trastuzumab-binding site on HER2" by MUC4: how does a sentence
become
an arrow, a rule and a test?

You will write a small model file, run it, and let ``check`` tell you what is missing.
"""

# %%
# **Predict first.** MUC4 does not inhibit HER2: it keeps trastuzumab from binding. What does MUC4's
# arrow point at?

import tempfile
from pathlib import Path

import matplotlib.pyplot as plt

import her2model as h2

folder = Path(tempfile.mkdtemp())
text = """
format: her2model/1
name: masking
species:
  HER2:             {kind: receptor, initial: 1}
  MUC4:             {kind: protein, initial: 0}
  trastuzumab:      {kind: drug, initial: 0}
  bound:            {kind: complex, label: HER2 bound by trastuzumab}
  signalling:       {kind: phenotype}
interactions:
  HER2 -> bound: []
  trastuzumab -> bound: []
  MUC4 -| bound: []
  HER2 -> signalling: []
  bound -| signalling: []
rules:
  bound: HER2 and trastuzumab and not MUC4
readouts: {growth: signalling}
alterations:
  MUC4 overexpression: {fix: {MUC4: 1}}
"""
(folder / "masking.yaml").write_text(text, encoding="utf-8")
model = h2.load(folder / "masking.yaml")
print(h2.resistance_matrix(model))

# %%
# It runs. Is it curated? ``check`` says what to do next, one sentence for each gap:

report = h2.check(model)
for finding in report.findings:
    print(finding)

# %%
# An arrow without evidence is a bug. Quote the sentence, say what the rule rests on, and write the
# consequence as a claim:

figure = h2.read_figure("PMC9640784")
quote = "Masking of the trastuzumab-binding site on HER2"
print([s.text for s in figure.sentences if quote in s.text])

evidence = f"[{{figure: {figure.figid}, quote: {quote}}}]"
text = text.replace("MUC4 -| bound: []", f"MUC4 -| bound: {evidence}")
text = text.replace(
    "bound: HER2 and trastuzumab and not MUC4",
    "bound: {rule: HER2 and trastuzumab and not MUC4, why: binding needs both and an open site}",
)
text += f"""claims:
  - {{id: masked, status: seed, alterations: [MUC4 overexpression], drugs: [trastuzumab],
     verdict: resistant, evidence: {evidence}}}
"""
(folder / "masking.yaml").write_text(text, encoding="utf-8")
model = h2.load(folder / "masking.yaml")
report = h2.check(model)
print(report)

# %%
# The figure's own model has the same, with all its evidence:

ax = plt.figure(figsize=(13.33, 7.5)).add_axes((0, 0, 1, 1))
ax = h2.draw("PMC9640784", ax=ax)

# %%
# What this leaves out, and where the literature disagrees
# --------------------------------------------------------
# A sentence gives an arrow and seldom the word *and* or *or*. Where you choose, say so in ``why``.
#
# Exercises
# ---------
# 1. Leave out the rule of ``bound``. What is the default, and what is the verdict then?
# 2. Which arrow of your model is still without evidence? Name two.
# 3. What does ``check`` say when the quote has a slip?
#
# Answers
# -------
# 1. The default is any activator and no inhibitor: bound without any drug, which is wrong.

default = text.replace(text[text.index("rules:") : text.index("readouts:")], "")
(folder / "default.yaml").write_text(default, encoding="utf-8")
by_default = h2.load(folder / "default.yaml")
assert by_default.rules["bound"].rule == "(HER2 or trastuzumab) and not MUC4"
assert h2.simulate(by_default)["signalling"] == "off"

# %%
# 2. Two of them are those between HER2, what is bound, and signalling.

missing = [f.where for f in report.findings if "no evidence" in f.message]
assert "masking.yaml: interactions.HER2 -> bound" in missing
assert "masking.yaml: interactions.bound -| signalling" in missing

# %%
# 3. That the quote is not in the caption.

(folder / "slip.yaml").write_text(text.replace("Masking of", "Masking off"), encoding="utf-8")
slip = h2.check(folder / "slip.yaml")
assert any("is not in the caption" in f.message for f in slip.findings)
