"""The page of measured verdicts, from the files that ``benchmarks/validation.py`` writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from page_parts import table

__all__ = ["validation_page"]

RESULTS = Path(__file__).parent.parent / "benchmarks" / "results" / "validation"
HEADINGS = {
    "her2-first-edition-gdsc": "HER2, first edition, on GDSC",
    "her2-first-edition-lsp": "HER2, first edition, on the growth-rate panel",
    "her2-gdsc": "HER2 as it stands, on GDSC",
    "her2-lsp": "HER2 as it stands, on the growth-rate panel",
    "mapk-gdsc": "The second disease on GDSC",
    "mapk-levels-gdsc": "The second disease with levels, on GDSC",
    "beal-erk": "Béal et al. 2021 on the same lines, by ERK",
    "beal-growth": "Béal et al. 2021 on the same lines, by growth",
}
NOTES = {
    "mapk-levels-gdsc": "`benchmarks/models/mapk-levels.yaml`: an inhibitor leaves some of MEK "
    "where RAS drives RAF dimers, and gene dose of cyclin D1 alone only slows. It was looked at "
    "second.",
    "beal-growth": "Their growth readout is informative by its drop and misleading by its level: "
    "of the lines that this model says grow most untreated, fewer are sensitive (index of the "
    "untreated level 0.47 for BRAF and 0.46 for MEK inhibitors), and for two of five answers it "
    "says that the line does not grow at all.",
}
BEGIN = """# How often verdicts come true

Every verdict of a model is a prediction, and here predictions are held against measured cell lines.
`make validate` makes this page again from packages alone; what is measured in tables that are in no
package is made again where these are given (`benchmarks/validation.py --help`) and is as recorded
otherwise. Every look is in the [log of looks](validation-log.md).

**Index**: the share of pairs of lines, measured differently with the same agent, that the model
orders alike; a pair that it does not tell apart counts one half, so that a constant reaches 0.50.
In brackets the interval that holds 95 % of 1,000 draws of the lines; a line is drawn with all its
drugs. **p**: how often shuffled lines are as far from 0.50, of 1,000. **AUROC**: of *responds*
against every other verdict. **Right**: the word agrees with whether the line was among the quarter
of all lines that the agent hit hardest. **Silent**: answers left out because the untreated tumour
of the model does not grow. Beside each figure stands the best of the **rules of thumb** on the same
lines, and by how much the model is ahead of it, with its interval. A model is better than a rule
where that interval lies above 0.

Which measured agent stands for which drug, and which event of a genome for which alteration, is in
`models/panels/`, each with its reason. GDSC's data have terms of their own and are not in this
project; figures made of them are.
"""


def validation_page() -> str:
    """Show every results file: its figures beside the rules of thumb, words, and wrong lines."""
    files = {name: RESULTS / f"{name}.json" for name in HEADINGS}
    found = {
        name: json.loads(file.read_text(encoding="utf-8"))
        for name, file in files.items()
        if file.exists()
    }
    lines = [BEGIN, "## In short", "", *_short(found), ""]
    for name, data in found.items():
        lines += [f"## {HEADINGS[name]}", "", *_told(data), ""]
        lines += [NOTES[name], ""] if name in NOTES else []
    lines += ["## Published truths", "", *_published()]
    lines += ["", "## What would decide", "", *_experiments()]
    return "\n".join(lines)


def _experiments() -> Iterator[str]:
    yield (
        "Where sources give arrows and no rule, many rule sets fit. `experiments` ranks lines and "
        "drugs by how many pairs of them a measurement tells apart; that was tested on what these "
        "panels measured."
    )
    for file in sorted(RESULTS.glob("experiments-*.json")):
        data = json.loads(file.read_text(encoding="utf-8"))
        yield ""
        yield (
            f"**{data['model']}**, open: {', '.join(data['species'])}; {data['choices']} "
            "rule sets. "
            f"The ten chosen decide {data['decided']:.0%} of their pairs, ten at random "
            f"{data['at random']:.0%}; more than random in {data['better']:.0%} of 1,000 draws."
        )
        yield ""
        rows = (
            (e["line"], e["agent"], f"{e['responds']:.0%}", f"{e['decides']:.0%}")
            for e in data["ranked"]
        )
        columns = ("line", "agent", "rule sets that say it responds", "pairs that it decides")
        yield from table(columns, rows)


def _published() -> Iterator[str]:
    yield (
        "What studies saw in a subgroup under a regimen, often as a contrast; the interval is over "
        "studies. The model of the second disease has no such table yet."
    )
    yield ""
    rows = []
    for file in sorted(RESULTS.glob("*-truths.json")):
        data = json.loads(file.read_text(encoding="utf-8"))
        kinds = "; ".join(f"{k} {a} of {b}" for k, (a, b) in data["by test"].items())
        rules = "; ".join(f"{k} {_interval(v)}" for k, v in data["rules"].items())
        asked = f"{data['asked']} of {data['rows']}"
        rows.append((data["model"], asked, _interval(data["share"]), kinds, rules))
    yield from table(("model", "asked", "right", "by kind", "rules of thumb"), rows)


def _short(found: dict[str, Any]) -> Iterator[str]:
    columns = ("model and panel", "drugs", "of lines", "lines", "index", "best rule", "ahead by")
    rows = []
    for name, data in found.items():
        for f in (f for f in data["figures"] if f["agents"] > 1):
            row = _row(f)
            rows.append((HEADINGS[name], f["name"], f["subset"], row[1], row[3], *row[7:]))
    yield from table(columns, rows)


def _told(data: dict[str, Any]) -> Iterator[str]:
    yield f"{data['title']}. {data['value']}. Source: {data['source']}. Model digest "
    yield f"`{data['digest'][:12]}`, panel `{data['panel']}`."
    for subset in dict.fromkeys(f["subset"] for f in data["figures"]):
        rows = [f for f in data["figures"] if f["subset"] == subset]
        yield ""
        yield f"*{subset[0].upper()}{subset[1:]}:*"
        yield ""
        columns = (
            "agents",
            "lines",
            "silent",
            "index",
            "p",
            "AUROC",
            "right",
            "best rule",
            "ahead by",
        )
        yield from table(columns, (_row(f) for f in rows))
    yield ""
    said = "; ".join(
        f"*{word}* was sensitive in {n['sensitive']} of {n['of']}"
        for word, n in data["words"].items()
    )
    yield f"Words: {said}."
    yield ""
    yield from _wrong(data.get("wrong", []))


def _row(f: dict[str, Any]) -> tuple[str, ...]:
    name, best = max(f["baselines"].items(), key=lambda b: (b[1]["index"]["value"], b[0]))
    return (
        f["name"],
        str(f["lines"]),
        str(f["silent"]),
        _interval(f["index"]),
        _number(f["p"]),
        _number(f["auroc"]),
        f"{f['right']} of {f['decided']}",
        f"{name} {_interval(best['index'])}, right {best['right']}",
        _interval(best["less"]),
    )


def _wrong(rows: list[dict[str, str]]) -> Iterator[str]:
    """Name the lines that were wrong, by what was said, each with its agents."""
    for said in dict.fromkeys(r["said"] for r in rows):
        own = [r for r in rows if r["said"] == said]
        lines: dict[str, list[str]] = {}
        for r in own:
            lines.setdefault(r["line"], []).append(r["agent"])
        told = "; ".join(f"{k} ({', '.join(v)})" for k, v in sorted(lines.items()))
        measured = own[0]["measured"]
        count = f"{len(own)} answers, {len(lines)} lines"
        yield f"<details><summary>Said {said} and was {measured}: {count}</summary>"
        yield ""
        yield told
        yield ""
        yield "</details>"
        yield ""


def _interval(e: dict[str, float]) -> str:
    return f"{e['value']:.2f} ({e['low']:.2f} to {e['high']:.2f})"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}" if value >= 0.01 else f"{value:.3f}"
