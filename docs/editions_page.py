"""The page of both editions of the consensus side by side, from what the benchmarks wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from page_parts import table

import her2model as h2

__all__ = ["editions_page"]

RESULTS = Path(__file__).parent.parent / "benchmarks" / "results"
PANELS = {"gdsc": "GDSC", "lsp": "the growth-rate panel"}
SIDES = {1: "amplified", -1: "others", 0: "no difference"}
CONTEXTS = ("default", "serum")
COUNTS = ("drugs", "tumours", "distinct columns", "distinct rows", "certified")


def editions_page() -> str:
    """Show the matrix of each edition, what feedback does, and directions across lines."""
    found = json.loads((RESULTS / "consensus.json").read_text(encoding="utf-8"))
    lines = [
        "# Both editions of the consensus side by side",
        "",
        "Made by `python benchmarks/consensus.py`, directions by `benchmarks/validation.py`; how",
        "the editions do on the panels in all is on [another page](validation.md), and why the",
        "second differs in [its own](../second-edition.md). *Serum* is IGF1.",
    ]
    if found["second"]["digest"] != h2.load("her2-resistance").digest:
        lines += ["", "The second edition has changed since these were counted."]
    return "\n".join([*lines, *_matrix(found), *_loops(found["loops"]), *_directions()])


def _matrix(found: dict[str, Any]) -> Iterator[str]:
    columns = [(e, c) for e in ("first", "second") for c in CONTEXTS]
    tables = [found[e][c] for e, c in columns]
    words = list(dict.fromkeys(w for t in tables for w in t["cells"]))
    yield from ("", "## The matrix", "")
    rows = [(k, *(str(t[k]) for t in tables)) for k in COUNTS]
    rows += [(f"cells *{w}*", *(str(t["cells"].get(w, 0)) for t in tables)) for w in words]
    rows.append(("cells not decided", *(str(len(t["undecided"])) for t in tables)))
    inert = (f"{len(t['inert everywhere'])}: {', '.join(t['inert everywhere'])}" for t in tables)
    rows.append(("inert in every tumour", *inert))
    yield from table(("", *(f"{e}, {c}" for e, c in columns)), rows)


def _loops(found: list[dict[str, Any]]) -> Iterator[str]:
    changing = sum(len(r["loops"]) for r in found if any(r[c] for c in CONTEXTS))
    every = sum(len(r["loops"]) for r in found)
    yield from ("", "## Feedback that changes a verdict when it is cut", "")
    yield (
        f"Of {every} negative loops of at most twelve arrows {changing} change a verdict of the "
        "matrix when they are cut, each at the arrow that leads furthest back from growth; its "
        "source then counts as absent there."
    )
    yield ""
    rows = [
        (f"`{r['cut']}`", str(len(r["loops"])), *(_changed(r[c]) for c in CONTEXTS)) for r in found
    ]
    yield from table(("cut", "loops", "verdicts changed", "with serum"), rows)


def _changed(cells: dict[str, list[str]]) -> str:
    if not cells:
        return "0"
    name, (before, after) = next(iter(cells.items()))
    return f"{len(cells)}, as {name}: {before} → {after}"


def _directions() -> Iterator[str]:
    yield from ("", "## Directions across lines", "")
    yield (
        "Which lines does an agent hit more, those with HER2 amplified or the others? Measured by "
        "the mean share of lines that are at least as sensitive; said by the mean verdict. Agents "
        "with three lines of each kind or more, each panel by itself."
    )
    rows, right, every = [], {"first": 0, "second": 0}, 0
    for panel, label in PANELS.items():
        before, after = (_of(f"{n}-{panel}") for n in ("her2-first-edition", "her2"))
        for agent, row in after.items():
            asked = {"first": before[agent], "second": row}
            every += 1
            for edition, own in asked.items():
                right[edition] += own["said"] == own["measured"]  # of the lines that grow in it
            shown = (SIDES[x] for x in (before[agent]["said"], row["said"], row["measured"]))
            rows.append((label, agent, " + ".join(map(str, row["lines"])), *shown))
    yield ""
    first, second = right.values()
    yield f"Right: the first edition in {first} of {every}, the second in {second}."
    yield ""
    head = ("panel", "agent", "lines, amplified + others", "first", "second", "measured")
    yield from table(head, rows)


def _of(run: str) -> dict[str, dict[str, Any]]:
    text = (RESULTS / "validation" / f"{run}.json").read_text(encoding="utf-8")
    return {row["agent"]: row for row in json.loads(text)["directions"]}
