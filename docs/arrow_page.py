"""The page of the mutation test, from what the benchmark wrote."""

from __future__ import annotations

import json
from pathlib import Path

from page_parts import table

import her2model as h2

__all__ = ["arrows_page"]

RESULTS = Path(__file__).parent.parent / "benchmarks" / "results" / "arrow_mutations.json"


def arrows_page() -> str:
    """Show how many broken arrows each model notices, and which it does not."""
    measured = json.loads(RESULTS.read_text(encoding="utf-8"))
    lines = [
        "# Which arrows would be missed",
        "",
        "Each arrow of a model is deleted, fixed on, fixed off and flipped; the verdicts of the",
        "resistance matrix and the claims are asked again. A mutant with the same function as",
        "before cannot be noticed and does not count. An arrow that nothing notices rests on its",
        "citation alone. Made by `python benchmarks/arrow_mutations.py`; for a model of your own:",
        "`her2model check --arrows`.",
        "",
    ]
    rows = [
        (
            f"`{name}`" + (" (the model has changed since)" if _is_older(name, row) else ""),
            str(row["arrows"]),
            str(row["mutants"]),
            f"{row['share']:.0%}",
            str(row["noticed by verdicts"]),
            str(row["noticed by claims"]),
            str(len(row["silent"])),
        )
        for name, row in measured.items()
    ]
    head = ("model", "arrows", "mutants", "noticed", "by verdicts", "by claims", "silent")
    lines += table(head, rows)
    for name, row in measured.items():
        if row["unnoticed"]:
            lines += ["", f"## {name}", ""]
            lines += [f"- nothing notices `{a}`" for a in row["silent"]]
            some = ((a, c) for a, c in row["unnoticed"].items() if a not in row["silent"])
            lines += [f"- nothing notices `{a}` {', '.join(c)}" for a, c in some]
    return "\n".join(lines)


def _is_older(name: str, row: dict[str, str]) -> bool:
    return name not in h2.list_models() or h2.load(name).digest != row["digest"]
