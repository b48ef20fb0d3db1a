"""What both editions of the consensus show: ``python benchmarks/consensus.py``.

The matrix of every alteration under every drug, by default and with serum (IGF1): distinct columns
and rows, cells of each word, drugs that are inert in every tumour, cells that are not decided. And
which negative feedback loops change a verdict when they are cut: a loop is cut at the arrow that
leads furthest back from growth, whose source then counts as absent there. Goes into
``results/consensus.json``, of which a page of the documentation is made.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import networkx as nx

import her2model as h2
from her2model.curating.arrow_mutations import mutated

HERE = Path(__file__).parent
EDITIONS = {"first": HERE / "models" / "her2-first-edition.yaml", "second": "her2-resistance"}
SERUM = {"default": {}, "serum": {"IGF1": 1}}
UNDECIDED = ("mixed", "unsettled")


def table(matrix: h2.ResistanceMatrix) -> dict[str, Any]:
    """Count what a matrix tells apart."""
    word = {(a, d): matrix[a, d] for a in matrix.alterations for d in matrix.drugs}
    columns = {d: tuple(word[a, d] for a in matrix.alterations) for d in matrix.drugs}
    rows = {tuple(word[a, d] for d in matrix.drugs) for a in matrix.alterations}
    certified = sum(matrix.cell(*names).simulation.is_certified for names in word)
    return {
        "drugs": len(columns),
        "tumours": len(matrix.alterations),
        "distinct columns": len(set(columns.values())),
        "distinct rows": len(rows),
        "cells": dict(Counter(word.values()).most_common()),
        "inert everywhere": [d for d, c in columns.items() if set(c) <= {"inert", "no growth"}],
        "certified": certified,
        "undecided": [", ".join(names) for names, w in word.items() if w in UNDECIDED],
    }


def verdicts(model: h2.Model, context: dict[str, int]) -> dict[str, str]:
    """Tell the verdict of each alteration, or none, under each drug."""
    land = h2.landscape(model, max_size=2, context=context)
    return {
        f"{a or 'none'}, {d}": str(land.verdict([a] if a else [], [d]))
        for a in ("", *model.alterations)
        for d in model.drugs
    }


def closing(model: h2.Model, loop: Any) -> str:
    """Return the arrow of a loop that leads furthest back from growth."""
    graph = nx.DiGraph(h2.regulatory_graph(model)).reverse()
    steps = nx.single_source_shortest_path_length(graph, model.readouts.growth)
    return max(loop.arrows, key=lambda i: (steps[i.target] - steps[i.source], i.id)).id


def loops(model: h2.Model) -> list[dict[str, Any]]:
    """Cut each negative feedback loop, and tell the verdicts that it changes."""
    negative = [x for x in h2.feedback_loops(model) if x.sign == -1]
    through: dict[str, list[str]] = {}
    for loop in negative:
        through.setdefault(closing(model, loop), []).append(str(loop))
    before = {name: verdicts(model, context) for name, context in SERUM.items()}
    found = []
    for arrow, closed in through.items():
        rules = mutated(model, model.interactions[arrow], "fixed off")
        cut = model.with_functions({**model.functions, **rules})
        row: dict[str, Any] = {"cut": arrow, "loops": closed}
        for name, context in SERUM.items():
            after = verdicts(cut, context)
            row[name] = {k: [w, after[k]] for k, w in before[name].items() if after[k] != w}
        found.append(row)
    return found


def main() -> None:
    """Measure, write and print."""
    found: dict[str, Any] = {}
    for edition, name in EDITIONS.items():
        model = h2.load(name)
        found[edition] = {
            "digest": model.digest,
            **{k: table(h2.resistance_matrix(model, context=c)) for k, c in SERUM.items()},
        }
    found["loops"] = loops(h2.load(EDITIONS["second"]))
    path = HERE / "results" / "consensus.json"
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for edition in EDITIONS:
        for context in SERUM:
            told = found[edition][context]
            print(edition, context, {k: v if k != "undecided" else len(v) for k, v in told.items()})
    for row in found["loops"]:
        print(row["cut"], len(row["loops"]), "loops:", *(f"{k} {len(row[k])}" for k in SERUM))


if __name__ == "__main__":
    main()
