"""The page of measured figures, from the files that the benchmarks write."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from page_parts import table

__all__ = ["benchmarks_page"]

RESULTS = Path(__file__).parent.parent / "benchmarks" / "results"
MACHINE = ("machine", "python", "versions")
OWN_PAGE = {
    "arrow_mutations": "arrow-mutations.md",
    "consensus": "two-editions.md",
    "foreign_models": "foreign-models.md",
    "foreign_tables": "foreign-models.md",
    "screen": "screen-figures.md",
}


def benchmarks_page() -> str:
    """Show each results file as a table, with the versions it was measured with."""
    lines = [
        "# Benchmarks",
        "",
        "Measured by the scripts in `benchmarks/`, against other programs where they answer the",
        "same question. Times are those of one machine: compare within a table. The figures are",
        "copied from `benchmarks/results/` by a program.",
    ]
    for file in sorted(RESULTS.glob("*.json")):
        data = json.loads(file.read_text(encoding="utf-8"))
        lines += ["", f"## {file.stem.replace('_', ' ').capitalize()}", ""]
        script = RESULTS.parent / f"{file.stem}.py"
        if script.exists():
            lines += [f"Made by `python benchmarks/{script.name}`.", ""]
        if file.stem in OWN_PAGE:
            lines += [f"They have [a page of their own]({OWN_PAGE[file.stem]})."]
            continue
        if not isinstance(data, dict):
            data = {"rows": data}
        lines += table(("figure", "value"), _rows({k: data[k] for k in data if k not in MACHINE}))
        lines += ["", f"Measured with {', '.join(_rest(data))}."]
    return "\n".join(lines)


def _rows(data: Any, before: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _rows(value, f"{before}: {key}" if before else str(key))
    elif isinstance(data, list) and any(isinstance(v, dict | list) for v in data):
        for number, value in enumerate(data, 1):
            yield from _rows(value, f"{before} {number}".strip())
    else:
        yield before, _shown(data)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value)


def _rest(data: dict[str, Any]) -> Iterator[str]:
    if "python" in data:
        yield f"Python {data['python']}"
    yield from (f"{name} {number}" for name, number in (data.get("versions") or {}).items())
    if "machine" in data:
        yield f"on {data['machine']}"
