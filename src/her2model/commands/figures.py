"""The command about figure records: list them, show one, flag faults, put them side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

import her2model as h2
from her2model.commands.options import AsJson
from her2model.commands.output import Table, print_json, wrapped
from her2model.commands.terminal import echo
from her2model.curating.figure_faults import RULES, Flag, find_faults
from her2model.curating.figure_summary import compare_records, summarise
from her2model.errors import InputError
from her2model.model.entities import Reading
from her2model.model.figures import Figure
from her2model.model.records import record_path, records_folder
from her2model.model.shipped import entities

__all__ = ["figures"]


def figures(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Records, folders, or ids; else the shipped."),
    ] = None,
    faults: Annotated[bool, typer.Option(help="List only what deserves a look.")] = False,
    compare: Annotated[bool, typer.Option(help="Say which record names what.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read figure records: one in full, a table of several, what is probably wrong in them."""
    if faults and compare:
        raise InputError("--faults and --compare are two questions", hint="ask one at a time")
    given = [record_path(p) for p in paths or [records_folder()]]
    found = _read(given)
    if compare:
        return _show_comparison(found, as_json)
    if faults:
        return _show_faults({f.figid: find_faults(f) for f in found.values()}, as_json)
    if as_json:
        return print_json([_figure_data(f) for f in found.values()])
    if len(given) == 1 and not given[0].is_dir():
        return _show_figure(next(iter(found.values())))
    return _show_list(found)


def _read(paths: list[Path]) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    for path in paths:
        if path.is_dir():
            here = h2.read_figures(path)
            if not here:
                hint = "they end in .md"
                raise InputError("the folder has no records", where=str(path), hint=hint)
        else:
            figure = h2.read_figure(path)
            here = {figure.figid: figure}
        twice = [figid for figid in here if figid in found]
        if twice:
            hint = "give each record once"
            raise InputError(f"the figure {twice[0]} is given twice", where=str(path), hint=hint)
        found |= here
    return found


def _show_list(found: Mapping[str, Figure]) -> None:
    table = Table(
        "figure", "year", "sentences", "mapped", "rejected", "unknown", "to look at", "title"
    )
    for f in found.values():
        counts = _word_counts(f)
        numbers = (len(f.sentences), *counts, len(find_faults(f)))
        title = f.figtitle or f.papertitle or ""
        table.add_row(f.figid, f.year or "", *map(str, numbers), title)
    echo(table)


def _word_counts(figure: Figure) -> tuple[int, int, int]:
    readings = entities().read_figure(figure).values()
    kinds = Counter("unknown" if r is None else r.is_rejected for r in readings)
    return kinds[False], kinds[True], kinds["unknown"]


def _figure_data(figure: Figure) -> dict[str, Any]:
    readings = entities().read_figure(figure)
    short = summarise(figure).to_dict()
    return {
        **figure.model_dump(mode="json", exclude_none=True),
        "sentences": [s.text for s in figure.sentences],
        "readings": {w: r and {"entity": r.entity, "why": r.why} for w, r in readings.items()},
        "names": short["names"],
        "flags": short["flags"],
    }


def _show_figure(figure: Figure) -> None:
    echo(
        wrapped(f"{figure.figid}: {figure.figtitle or ''}\n{figure.papertitle}\n{figure.reftext}\n")
    )
    for s in figure.sentences:
        marks = [f"panel {s.panel}"] if s.panel else []
        marks += [f"mechanism {n}" for n in s.numbers]
        told = f"  ({', '.join(marks)})" if marks else ""
        echo(wrapped(f"[{s.start}:{s.end}] {s.text}{told}"))
    short = summarise(figure)
    names = ", ".join(short.names) or "nothing that looks like a name"
    echo(wrapped(f"\nThe caption names: {names}"))
    _show_words(entities().read_figure(figure))
    _show_faults({figure.figid: short.flags}, as_json=False)


def _show_words(readings: Mapping[str, Reading | None]) -> None:
    table = Table("listed word", "means", "fault", "why")
    for word, reading in readings.items():
        if reading is not None:
            table.add_row(word, reading.entity or "–", reading.fault or "", reading.why)
    if len(table.rows) > 1:
        echo("")
        echo(table)
    unknown = [word for word, reading in readings.items() if reading is None]
    if unknown:
        echo(wrapped(f"\nListed words that nobody has read yet: {', '.join(unknown)}"))


def _show_faults(flags: Mapping[str, tuple[Flag, ...]], as_json: bool) -> None:
    if as_json:
        rows = {
            figid: [{"word": f.word, "rule": f.rule, "why": f.why} for f in found]
            for figid, found in flags.items()
        }
        return print_json(rows)
    for figid, found in flags.items():
        echo(f"\n{figid}: {len(found)} to look at")
        table = Table("word", "rule", "why")
        for f in found:
            table.add_row(f.word, f.rule, f.why)
        if found:
            echo(table)
    counts = Counter(f.rule for found in flags.values() for f in found)
    if len(flags) > 1:
        echo("\n" + ", ".join(f"{rule} {counts[rule]}" for rule in RULES if counts[rule]))


def _show_comparison(found: Mapping[str, Figure], as_json: bool) -> None:
    if len(found) < 2:
        raise InputError("one record has nothing to be compared with", hint="give several")
    rows = compare_records(found.values())
    if as_json:
        return print_json({name: list(where) for name, where in rows.items()})
    table = Table("name", "records", "which")
    for name, where in rows.items():
        table.add_row(name, str(len(where)), ", ".join(w.partition("__")[0] for w in where))
    echo(table)
