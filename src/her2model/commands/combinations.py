"""Commands about every combination: landscape, bypass, combine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

import her2model as h2
from her2model.commands.options import (
    DEFAULT,
    Alterations,
    AsJson,
    Context,
    Drugs,
    Gains,
    Knockouts,
    ModelName,
    Onset,
    Readout,
    Start,
    context_values,
    some_drugs,
    split,
    start_named,
    with_readout,
)
from her2model.commands.output import Table, print_json, wrapped
from her2model.commands.result_files import PICTURES, TABLES, checked_suffix, write_table
from her2model.commands.terminal import echo
from her2model.commands.waiting import waiting
from her2model.engine.forcing import Cause
from her2model.engine.simulation import DISCLAIMER
from her2model.errors import InputError, LimitError
from her2model.screening.comparison import Comparison
from her2model.screening.landscape import Landscape
from her2model.screening.regimens import Regimens
from her2model.screening.switches import Combination
from her2model.verdicts import POSSIBLE, RESPONDS, STRICT, UNTREATED

__all__ = ["bypass", "combine", "landscape"]

MAX_ROWS = 1_000_000
"""Most cells in a table."""

Semantics = Annotated[str, typer.Option(help="'most permissive' or 'asynchronous'.")]
Background = Annotated[list[str], typer.Option(help="Drug given in every cell.")]
MaxSize = Annotated[int | None, typer.Option(min=0, help="Most switches on in a cell.")]
Prime = Annotated[bool, typer.Option(help="Sets that work whatever else is there.")]
CellFile = Annotated[
    Path | None, typer.Option("--file", "-o", help="Write the cells: .tsv or .csv.")
]
SetFile = Annotated[
    Path | None,
    typer.Option("--file", "-o", help="Write a picture (.png, .pdf, .svg) or table (.tsv, .csv)."),
]


def landscape(
    model: ModelName = DEFAULT,
    drugs: Drugs = [],
    alterations: Alterations = [],
    knockouts: Knockouts = [],
    gains: Gains = [],
    background: Background = [],
    max_size: MaxSize = None,
    readout: Annotated[str | None, typer.Option(help="A species; else the growth.")] = None,
    context: Context = [],
    onset: Onset = "de novo",
    start: Start = UNTREATED,
    semantics: Semantics = "most permissive",
    word: Annotated[str | None, typer.Option(help="Write only the cells of this verdict.")] = None,
    against: Annotated[
        list[str],
        typer.Option(metavar="KEY=VALUE", help="Compare with another onset, start or semantics."),
    ] = [],
    reversals: Annotated[bool, typer.Option(help="Also list antagonisms and rescues.")] = False,
    file: CellFile = None,
    as_json: AsJson = False,
) -> None:
    """Judge every set of alterations under every set of drugs; what is named here varies."""
    if file is not None:
        checked_suffix(file, TABLES)
    elif word is not None:
        raise InputError("it says which cells to write", where="--word", hint="name a --file")
    fixed: dict[str, Any] = {
        "alterations": split(alterations, model) or None,
        "drugs": split(drugs) or None,
        "knockouts": split(knockouts),
        "gains": split(gains),
        "background": split(background),
        "max_size": max_size,
        "readout": readout,
        "context": context_values(context),
    }
    named: dict[str, Any] = {"onset": onset, "start": start_named(start), "semantics": semantics}
    other = {**named, **_changed(against)}
    with waiting() as doing:
        land = h2.landscape(model, **fixed, **named, progress=doing)
        compared = None
        if against:
            compared = land.compare(h2.landscape(model, **fixed, **other, progress=doing))
        if file is not None:
            _write_cells(land, word, file, doing)
    if as_json:
        return print_json(_landscape_data(land, compared, reversals))
    _print_landscape(land, compared, reversals)
    if file is not None:
        echo(f"cells: {file}")


def bypass(
    model: ModelName = DEFAULT,
    drugs: Drugs = [],
    alterations: Alterations = [],
    possible: Annotated[
        bool, typer.Option(help="Sets with which the tumour does not surely respond.")
    ] = False,
    prime: Prime = False,
    max_size: Annotated[
        int | None, typer.Option(min=0, help="List only sets of at most so many alterations.")
    ] = None,
    readout: Readout = None,
    context: Context = [],
    onset: Onset = "de novo",
    start: Start = UNTREATED,
    semantics: Semantics = "most permissive",
    file: SetFile = None,
    as_json: AsJson = False,
) -> None:
    """List the smallest sets of alterations that defeat some drugs given together."""
    given = some_drugs(drugs)
    if file is not None:
        checked_suffix(file, (*PICTURES, *TABLES))
    with waiting() as doing:
        land = h2.landscape(
            with_readout(model, readout),
            split(alterations, model) or None,
            (),
            background=given,
            context=context_values(context),
            onset=onset,
            start=start_named(start),
            semantics=semantics,
            progress=doing,
        )
        find = land.prime_bypasses if prime else land.minimal_bypasses
        every = find((), strict=not possible)
    kept = [s for s in every if max_size is None or len(s) <= max_size]
    title = _bypass_title(land, len(every), len(kept), prime, possible)
    if file is not None:
        _write_sets(kept, title, file)
    if as_json:
        return print_json(
            {
                "drugs": list(land.provenance.given),
                "unaltered": land.verdict(),
                "kind": "prime" if prime else "minimal",
                "bypass": POSSIBLE if possible else STRICT,
                "found": len(every),
                "sets": [list(s) for s in kept],
                "provenance": land.provenance.to_dict(),
                "note": DISCLAIMER,
            }
        )
    echo(wrapped(title))
    for names in kept:
        echo(wrapped(f"  {' + '.join(names)}"))
    said = f"Onset {land.provenance.onset}; {land.provenance.semantics}. {DISCLAIMER}"
    echo(wrapped(said))
    if file is not None:
        echo(f"written: {file}")


def combine(
    model: ModelName = DEFAULT,
    alterations: Alterations = [],
    drugs: Drugs = [],
    knockouts: Knockouts = [],
    gains: Gains = [],
    background: Background = [],
    prime: Prime = False,
    partly: Annotated[
        bool, typer.Option("--partly", help="A partial response is enough: growth surely less.")
    ] = False,
    readout: Readout = None,
    context: Context = [],
    onset: Onset = "de novo",
    start: Start = UNTREATED,
    semantics: Semantics = "most permissive",
    file: SetFile = None,
    as_json: AsJson = False,
) -> None:
    """Rank the smallest sets of drugs that stop the growth of one tumour."""
    if file is not None:
        checked_suffix(file, (*PICTURES, *TABLES))
    with waiting() as doing:
        found = h2.regimens(
            with_readout(model, readout),
            split(alterations, model),
            knockouts=split(knockouts),
            gains=split(gains),
            prime=prime,
            partly=partly,
            drugs=split(drugs) or None,
            background=split(background),
            context=context_values(context),
            onset=onset,
            start=start_named(start),
            semantics=semantics,
            progress=doing,
        )
    if file is not None:
        _write_regimens(found, file)
    if as_json:
        return print_json(found.to_dict())
    echo(wrapped(str(found)))
    if file is not None:
        echo(f"written: {file}")


def _changed(against: Iterable[str]) -> dict[str, str]:
    """Read ``onset=acquired`` and the like."""
    changed: dict[str, str] = {}
    for text in against:
        key, equals, value = text.partition("=")
        if key not in ("onset", "start", "semantics") or not equals:
            hint = "write onset=, start= or semantics=, as in --against onset=acquired"
            raise InputError(f"{text!r} is nothing to compare with", where="--against", hint=hint)
        changed[key] = start_named(value) if key == "start" else value
    return changed


def _landscape_data(
    land: Landscape, compared: Comparison | None, reversals: bool
) -> dict[str, Any]:
    data = land.to_dict()
    if compared is not None:
        pairs = [{"here": a, "there": b, "cells": n} for (a, b), n in compared.counts.items()]
        differing = compared.differing.count()
        names = list(compared.names)
        data["comparison"] = {"names": names, "pairs": pairs, "differing": differing}
    return data | dict(_reversals(land)) if reversals else data


def _print_landscape(land: Landscape, compared: Comparison | None, reversals: bool) -> None:
    echo(wrapped(str(land)))
    if compared is not None:
        here, there = compared.names
        echo(f"\nHere:  {here}\nThere: {there}")
        echo(f"Cells that differ: {compared.differing.count():,}")
        table = Table("here", "there", "cells")
        for (a, b), n in compared.counts.items():
            table.add_row(a, b, f"{n:,}")
        echo(table)
    for name, rows in _reversals(land) if reversals else ():
        echo(f"\n{name.capitalize()}:")
        table = Table("added", "cells that lose", "the smallest", "and more as small")
        for row in rows:
            more = f"{row['smallest'] - 1:,}"
            table.add_row(row["added"], f"{row['cells']:,}", row["example"], more)
        echo(table)


def _reversals(land: Landscape) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for name, found in (("antagonisms", land.antagonisms()), ("rescues", land.rescues())):
        rows = []
        for reversal in found:
            smallest = reversal.smallest()
            least = min(map(len, smallest))
            as_small = smallest.restrict(max_size=least)
            rows.append(
                {
                    "added": reversal.added,
                    "cells": reversal.count(),
                    "becomes": dict(reversal.becomes),
                    "smallest": as_small.count(),
                    "example": str(as_small.first(1)[0]),
                }
            )
        yield name, rows


# -- files ----------------------------------------------------------------------------------------


def _write_cells(land: Landscape, word: str | None, file: Path, doing: Any) -> None:
    words = list(land.counts) if word is None else [word]
    sets = [(w, sure, land.where(w, certified=sure)) for w in words for sure in (True, False)]
    count = sum(cells.count() for _, _, cells in sets)
    if count > MAX_ROWS:
        raise LimitError(
            f"there are {count:,} cells and at most {MAX_ROWS:,} are written; "
            "name --word, --max-size, or fewer --drug and --alteration"
        )
    rows = (
        (*_columns(cell), w, "yes" if sure else "no") for w, sure, cells in sets for cell in cells
    )
    write_table(
        file, ("alterations", "drugs", "verdict", "certified"), _counted(rows, count, doing)
    )


def _columns(cell: Combination) -> tuple[str, str]:
    altered = [*cell.alterations]
    altered += [str(Cause("knockout", s)) for s in cell.knockouts]
    altered += [str(Cause("gain", s)) for s in cell.gains]
    return " + ".join(altered), " + ".join(cell.drugs)


def _counted(rows: Iterator[tuple[str, ...]], count: int, doing: Any) -> Iterator[tuple[str, ...]]:
    done = 0
    while part := list(islice(rows, 5_000)):
        yield from part
        done += len(part)
        doing(f"writing cells, {done:,} of {count:,}")


def _write_sets(sets: list[tuple[str, ...]], title: str, file: Path) -> None:
    if checked_suffix(file, (*PICTURES, *TABLES)) in TABLES:
        rows = ((str(len(s)), " + ".join(s)) for s in sets)
        return write_table(file, ("size", "alterations"), rows)
    from her2model.drawing.set_chart import set_chart

    set_chart(sets, title=f"{title} Not for clinical use.", file=file)


def _write_regimens(found: Regimens, file: Path) -> None:
    if checked_suffix(file, (*PICTURES, *TABLES)) in TABLES:
        head = ("rank", "drugs", "outcome", "holds", "tumours", "note")
        rows = (
            (str(k), str(r), r.outcome, str(r.holds), str(r.tumours), "not for clinical use")
            for k, r in enumerate(found, start=1)
        )
        return write_table(file, head, rows)
    from her2model.drawing.plots import regimen_chart

    regimen_chart(found, file=file)


def _bypass_title(land: Landscape, found: int, kept: int, prime: bool, possible: bool) -> str:
    given = " + ".join(land.provenance.given)
    unaltered = land.verdict()
    if unaltered != RESPONDS:
        return f"{given}: the unaltered tumour is {unaltered}; there is nothing to bypass."
    kind = "prime" if prime else "smallest"
    sets = "set" if found == 1 else "sets"
    effect = "perhaps defeating" if possible else "defeating"
    listed = "" if kept == found else f"; {kept:,} small enough to list"
    return f"{given}: {found or 'no'} {kind} {sets} of alterations {effect} it{listed}."
