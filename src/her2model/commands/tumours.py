"""The command about real tumours."""

from __future__ import annotations

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
from her2model.commands.output import print_json, wrapped
from her2model.commands.result_files import PICTURES, TABLES, checked_suffix, write_table
from her2model.commands.terminal import echo
from her2model.commands.waiting import waiting
from her2model.errors import InputError
from her2model.tumours.cohort import Cohort, Verdicts
from her2model.tumours.conventions import conventions as conventions_of
from her2model.verdicts import UNTREATED

__all__ = ["escapes", "tumours"]

PAGES = (".html", ".htm")
_Source = Annotated[
    str | None,
    typer.Argument(
        metavar="STUDY",
        help="A study folder, MAF, table or VCF, or a line such as 'HER2 3+, PIK3CA H1047R'.",
    ),
]
_Model = Annotated[str, typer.Option("--model", "-m", help="A model, by name or path.")]
_Regimens = Annotated[
    list[str],
    typer.Option("--drug", "--drugs", "-d", help="Regimen, as trastuzumab+pertuzumab; repeat."),
]
_File = Annotated[
    Path | None,
    typer.Option("--file", "-o", help="Write a page (.html), picture or table (.tsv, .csv)."),
]


def tumours(
    source: _Source = None,
    model: _Model = DEFAULT,
    drugs: _Regimens = [],
    file: _File = None,
    conventions: Annotated[
        Path | None, typer.Option(help="YAML file with conventions of your own.")
    ] = None,
    anonymous: Annotated[bool, typer.Option(help="Leave out the names of samples.")] = False,
    why: Annotated[bool, typer.Option(help="Say of each tumour what was made of it.")] = False,
    smallest: Annotated[
        bool, typer.Option(help="List the smallest regimens that stop each tumour.")
    ] = False,
    show_conventions: Annotated[
        bool, typer.Option("--show-conventions", help="Print the conventions and end.")
    ] = False,
    readout: Readout = None,
    context: Context = [],
    onset: Onset = "de novo",
    start: Start = UNTREATED,
    as_json: AsJson = False,
) -> None:
    """Read tumours and judge them under regimens, for every reading of what is uncertain."""
    if show_conventions:
        return echo(str(conventions_of(conventions)))
    if source is None:
        raise InputError("no tumour is named", where="STUDY", hint="give a file, or a line of text")
    regimens = [r for text in drugs for r in text.split(",") if r.strip()]
    if file is not None:
        checked_suffix(file, (*PAGES, *PICTURES, *TABLES))
        if not regimens:
            raise InputError("no regimen is named", where="--drug", hint="write --drug NAME")
    given = with_readout(model, readout)
    with waiting() as doing:
        doing("reading")
        cohort = h2.read_tumours(source, given, conventions=conventions, anonymous=anonymous)
        doing("judging")
        conditions = {"context": context_values(context), "onset": onset}
        verdicts = (
            cohort.verdicts(regimens, start=start_named(start), **conditions) if regimens else None
        )
        if verdicts is not None and file is not None:
            doing("drawing")
            _write(verdicts, file)
    if as_json:
        return print_json((verdicts or cohort).to_dict())
    _print(cohort, verdicts, why, smallest)
    if file is not None:
        echo(f"written: {file}")


def escapes(
    model: ModelName = DEFAULT,
    drugs: Drugs = [],
    alterations: Alterations = [],
    acquired: Annotated[
        int | None, typer.Option(min=1, help="Also find the shortest order of regimens.")
    ] = None,
    strict: Annotated[bool, typer.Option(help="Growth must be on in every attractor.")] = False,
    readout: Readout = None,
    context: Context = [],
    onset: Onset = "de novo",
    as_json: AsJson = False,
) -> None:
    """List the smallest further alterations that defeat some drugs, and what to give then."""
    given, carried = some_drugs(drugs), split(alterations, model)
    asked = with_readout(model, readout)
    how: dict[str, Any] = {"context": context_values(context), "onset": onset}
    with waiting() as doing:
        doing("escapes")
        if strict:
            found = h2.escapes(asked, carried, given, strict=True, **how)
        else:
            found = h2.next_lines(asked, carried, given, **how)
        order = h2.order_of_regimens(asked, carried, acquired=acquired, **how) if acquired else None
    if as_json:
        return print_json(found.to_dict() | ({"order": order.to_dict()} if order else {}))
    echo(wrapped(str(found)))
    if order:
        echo(wrapped(f"\n{order}"))


def _write(verdicts: Verdicts, file: Path) -> None:
    if file.suffix.lower() in PAGES:
        verdicts.page(file)
    elif file.suffix.lower() in PICTURES:
        verdicts.plot(file)
    else:
        head = (*verdicts.HEAD, *verdicts.regimens, "note")
        write_table(file, head, ((*row, "not for clinical use") for row in verdicts.rows()))


def _print(cohort: Cohort, verdicts: Verdicts | None, why: bool, smallest: bool) -> None:
    few = len(cohort) <= 20
    echo(wrapped(str(cohort if verdicts is None else verdicts)))
    if why or (few and verdicts is not None):
        for k, tumour in enumerate(cohort.tumours):
            echo(wrapped(f"\n{tumour}"))
            for name in verdicts.regimens if verdicts else ():
                assert verdicts is not None
                echo(wrapped(f"  {name}: {verdicts[k, name]}"))
    if smallest:
        for tumour, sets in cohort.regimens():
            told = "; ".join(" + ".join(s) or "nothing needed" for s in sets) or "none"
            echo(wrapped(f"{tumour.name}, smallest regimens: {told}"))
