"""Commands about figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from her2model.commands.options import AsJson
from her2model.commands.output import new_table, print_, print_json
from her2model.entities import Reading
from her2model.errors import InputError
from her2model.figures import Figure, read_figure, read_figures
from her2model.library import entities

__all__ = ["figures"]


def figures(
    path: Annotated[Path, typer.Argument(help="A record, or a folder of them.")] = Path("seeds"),
    as_json: AsJson = False,
) -> None:
    """Read figure records: a table of a folder's, or one in full."""
    if path.is_dir():
        found = read_figures(path)
        if not found:
            raise InputError("the folder has no records", where=str(path), hint="they end in .md")
    else:
        figure = read_figure(path)
        found = {figure.figid: figure}
    if as_json:
        return print_json([_figure_data(f) for f in found.values()])
    if not path.is_dir():
        return _show_figure(figure)
    table = new_table("figure", "year", "sentences", "mapped", "rejected", "unknown", "title")
    for f in found.values():
        counts = _word_counts(f)
        numbers = (len(f.sentences), *counts.values())
        title = f.figtitle or f.papertitle or ""
        table.add_row(f.figid, f.year or "", *map(str, numbers), title)
    print_(table)


def _word_counts(figure: Figure) -> dict[str, int]:
    readings = list(entities().read_figure(figure).values())
    kinds: dict[str, Callable[[Reading | None], bool]] = {
        "mapped": lambda r: r is not None and not r.is_rejected,
        "rejected": lambda r: r is not None and r.is_rejected,
        "unknown": lambda r: r is None,
    }
    return {kind: sum(map(test, readings)) for kind, test in kinds.items()}


def _figure_data(figure: Figure) -> dict[str, Any]:
    readings = entities().read_figure(figure)
    return {
        **figure.model_dump(mode="json", exclude_none=True),
        "sentences": [s.text for s in figure.sentences],
        "readings": {w: r and {"entity": r.entity, "why": r.why} for w, r in readings.items()},
    }


def _show_figure(figure: Figure) -> None:
    typer.echo(f"{figure.figid}: {figure.figtitle or ''}\n{figure.papertitle}\n{figure.reftext}\n")
    for s in figure.sentences:
        marks = [f"panel {s.panel}"] if s.panel else []
        marks += [f"mechanism {n}" for n in s.numbers]
        told = f"  ({', '.join(marks)})" if marks else ""
        typer.echo(f"[{s.start}:{s.end}] {s.text}{told}")
    typer.echo("")
    table = new_table("word", "means", "fault", "why")
    for word, reading in entities().read_figure(figure).items():
        if reading is None:
            table.add_row(word, "?", "", "the table does not know it")
        else:
            table.add_row(word, reading.entity or "–", reading.fault or "", reading.why)
    print_(table)
