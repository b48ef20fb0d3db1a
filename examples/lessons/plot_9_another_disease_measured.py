"""
9. Another disease, and is it true?
===================================

**Question.** A colorectal cancer and a melanoma carry the same mutation, BRAF V600E. The same drug
helps one and not the other. Why, and how would you find out how often such an answer is right?

The model ``mapk-resistance`` was curated from three other figures. Nothing in the program knows of
BRAF or of HER2: the model is the file.
"""

# %%
# **Predict first.** In melanoma the unaltered tumour responds to vemurafenib. Colorectal cells make
# EGFR; melanoma cells hardly do. What will the drug do to them?

import tempfile
from pathlib import Path

import her2model as h2

model = h2.load("mapk-resistance")
melanoma = h2.simulate(model, drugs=["vemurafenib"])
colon = h2.simulate(model, drugs=["vemurafenib"], context={"EGFR_expression": 1})
print(melanoma.verdict, colon.verdict)

# %%
# The chain says why: the drug stops ERK, ERK no longer holds EGFR down, and EGFR makes RAF dimers,
# which the drug does not stop.

print(h2.explain(colon, "ERK"))

# %%
# So two drugs are needed, and which two can be asked:

print(h2.regimens(model, context={"EGFR_expression": 1}))

# %%
# The whole table, each tumour under each drug:

ax = h2.heatmap(h2.resistance_matrix(model))

# %%
# **Is it true?** A verdict is a prediction. Here is what a laboratory might have measured (the
# values are made up for the lesson): a line, a drug, a concentration that halves growth, and what
# the genome carries. One small file is enough to hold the model against it.

folder = Path(tempfile.mkdtemp())
(folder / "bench.csv").write_text(
    "line,drug,value,events\n"
    "L1,vemurafenib,0.2,BRAF V600E\n"
    "L2,vemurafenib,0.4,BRAF V600E; PTEN null\n"
    "L3,vemurafenib,6.0,BRAF V600E; NRAS Q61R\n"
    "L4,vemurafenib,9.0,BRAF V600E; PIK3CA H1047R\n"
    "L5,vemurafenib,0.3,BRAF V600E; CCND1 amplification\n"
    "L6,vemurafenib,5.0,BRAF V600E; NF1 loss\n",
    encoding="utf-8",
)
result = h2.validate(model, folder / "bench.csv", share=0.5)
print(result)

# %%
# **Read it.** Six lines are few: look at the interval before you look at the index. The rules of
# thumb stand beside it, because a model that is no better than "no alteration" is not worth its
# arrows. And every wrong answer is named:

for answer in result.wrong:
    print(answer.line.name, answer.prediction.word, answer.value)

ax = h2.ranked_lines(result, "vemurafenib")

# %%
# With real lines the answer is sobering, and kept in the open: see how often verdicts come true in
# the reference, with each look at the data in a log. A verdict says so itself:

print(h2.simulate(model, drugs=["trametinib"]).track_record)

# %%
# What this leaves out
# --------------------
# Doses, times and cells that differ within a tumour; and a panel of six made-up lines says nothing
# about patients.
#
# Exercises
# ---------
# 1. A line with PTEN loss is said to respond to vemurafenib. What becomes of its cells?
# 2. Does the EGFR that colon cells make count as a bypass of vemurafenib?
# 3. Name the smallest regimen for the colorectal case in which vemurafenib's place is taken by
#    another BRAF inhibitor, and what goes with it.
#
# Answers
# -------
# 1. They stop growing and live on.

assert h2.simulate(model, drugs=["vemurafenib"], alterations=["PTEN loss"]).response == "arrest"

# %%
# 2. No: it is context, there with and without the alteration, so there was no response to lose.

colon_cells = {"EGFR_expression": 1}
assert h2.bypass(model, [], ["vemurafenib"], context=colon_cells) == "none: inert"

# %%
# 3. An antibody against EGFR goes with it.

found = [r.drugs for r in h2.regimens(model, context=colon_cells)]
assert ("cetuximab", "encorafenib") in found
