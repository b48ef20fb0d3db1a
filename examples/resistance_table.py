"""The whole table, alterations down and drugs across, on the screen and as a picture."""

import sys
from pathlib import Path

import her2model as h2

file = Path(sys.argv[1] if len(sys.argv) > 1 else "resistance-table.png")
matrix = h2.resistance_matrix("her2-resistance")
h2.heatmap(matrix, file=file)
print(matrix)
print(f"Picture: {file.name}")

# What does each drug add for a tumour that is already treated with trastuzumab?
added = h2.resistance_matrix(
    "her2-resistance",
    alterations=["IGF1R overexpression", "HER3 up-regulation"],
    drugs=["cixutumumab", "everolimus", "lapatinib"],
    background=["trastuzumab"],
)
print(added["IGF1R overexpression", "cixutumumab"])  # responds
