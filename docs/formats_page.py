"""The pages on formats: what each carries, and which models of other people load."""

from __future__ import annotations

import json
from pathlib import Path

from page_parts import table

from her2model.formats.format import CONTENTS, Format
from her2model.formats.registry import all_formats

__all__ = ["foreign_models_page", "formats_page"]

RESULTS = Path(__file__).parent.parent / "benchmarks" / "results"
FOREIGN = RESULTS / "foreign_models.json"
FOREIGN_TABLES = RESULTS / "foreign_tables.json"


def formats_page() -> str:
    """What each format is for, what it carries and what it loses."""
    lines = [
        "# Formats",
        "",
        "The suffix of a file names its format. Nothing is lost in silence: what a format does not",
        "carry is told as a warning when it is written. See [how to use them](../formats.md).",
        "",
        *table(("format", "suffix", "", "what it is for"), map(_format_row, all_formats())),
        "",
        "## What each carries",
        "",
        *table(("", *(f.name for f in all_formats())), map(_content_row, CONTENTS)),
    ]
    return "\n".join(lines)


def _format_row(f: Format) -> tuple[str, ...]:
    ways = " and ".join(w for w, can in (("read", f.is_read), ("written", f.writer)) if can)
    return f.name, ", ".join(f"`{s}`" for s in f.suffixes), ways, f.about


def _content_row(content: str) -> tuple[str, ...]:
    return content, *("yes" if content in f.carries else "–" for f in all_formats())


_COUNTED = {"files", "equal"}


def foreign_models_page() -> str:
    """Which published models load, and which agree with mpbn."""
    found = json.loads(FOREIGN.read_text(encoding="utf-8"))
    versions = ", ".join(f"{p} {v}" for p, v in sorted(found["versions"].items()))
    outcomes = sorted({o for row in found["summary"].values() for o in row} - {"files"})
    counts = [
        (group, row["files"], *(row.get(o, 0) for o in outcomes))
        for group, row in found["summary"].items()
    ]
    others = [row for row in found["models"] if row["outcome"] != "agrees"]
    lines = [
        "# Models of other people",
        "",
        "Logical models of pyboolnet's wheel and of the biodivine-boolean-models collection",
        "were read, and their minimal trap spaces compared with those that mpbn finds in the",
        "same file (SBML was read by AEON for it), with the inputs all off, all",
        "on, and at random; 60 seconds each. Measured by `benchmarks/foreign_models.py` with",
        f"{versions}.",
        "",
        *table(("files", "number", *outcomes), [tuple(map(str, c)) for c in counts]),
        "",
        "## All that do not agree, with the reason",
        "",
        *table(
            ("file", "outcome", "reason"),
            [(f"`{r['file']}`", r["outcome"], r.get("reason", "")) for r in others],
        ),
    ]
    return "\n".join([*lines, "", *_tables_section()])


def _tables_section() -> list[str]:
    """What came of files of further programs, rule by rule."""
    found = json.loads(FOREIGN_TABLES.read_text(encoding="utf-8"))
    outcomes = ["equal", *sorted({o for row in found["summary"].values() for o in row} - _COUNTED)]
    counts = [
        (group, str(row["files"]), *(str(row.get(o, 0)) for o in outcomes))
        for group, row in found["summary"].items()
    ]
    others = [row for row in found["files"] if row["outcome"] != "equal"]
    return [
        "## Files of further programs, rule by rule",
        "",
        "Public files of other programs (each content once), every rule worked out in 64 random",
        "states, and compared with a slow reader of our own that shares nothing with the library",
        "(`benchmarks/foreign_tables.py`, `benchmarks/slow_readers.py`; SBML by libsbml). Not",
        "compared is what that reader refuses, most often a rate whose constant no settings give.",
        "",
        *table(("program", "number", *outcomes), counts),
        "",
        *table(
            ("file", "outcome", "reason"),
            [(f"`{r['file']}`", r["outcome"], _cell(r.get("reason", ""))) for r in others],
        ),
    ]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("$", "\\$").replace("<", "&lt;")
