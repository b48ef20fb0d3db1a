"""The command that goes through every perturbation: screen."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Annotated

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
    Start,
    context_values,
    split,
    start_named,
)
from her2model.commands.output import Table, print_json
from her2model.commands.terminal import echo
from her2model.engine.simulation import DISCLAIMER
from her2model.errors import InputError, UnknownName
from her2model.screening.landscape import Landscape
from her2model.screening.screen_result import Screen
from her2model.verdicts import UNTREATED, VALUES, VERDICTS

__all__ = ["screen"]

MAX_SHOWN = 50
INTERRUPTED = 130
WORDS = tuple(dict.fromkeys((*VALUES, *VERDICTS)))
Report = Callable[[int, int], None]


def screen(
    model: ModelName = DEFAULT,
    knockouts: Annotated[
        list[str],
        typer.Option(
            "--knockout", "--knockouts", "-k", help="Species to force to 0: names, all or none."
        ),
    ] = ["all"],
    gains: Annotated[
        list[str],
        typer.Option("--gain", "--gains", "-g", help="Species to force to 1: names, all or none."),
    ] = ["all"],
    max_size: Annotated[int, typer.Option(help="Most perturbations at once.")] = 2,
    drugs: Drugs = [],
    alterations: Alterations = [],
    readout: Annotated[str | None, typer.Option(help="A species; else the growth.")] = None,
    context: Context = [],
    onset: Onset = "de novo",
    start: Start = UNTREATED,
    minimal: Annotated[
        str | None, typer.Option(metavar="WORD", help="List the smallest sets with this verdict.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", "-o", help="Write every cell, tab-separated.")
    ] = None,
    resume: Annotated[
        Path | None, typer.Option(help="Results file: kept while it runs, and gone on from.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes to work in.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Judge every set of up to so many knockouts and gains, under the same drugs."""
    if file is not None and not file.absolute().parent.is_dir():
        raise InputError("there is no such folder", where=str(file), hint="make it first")
    if minimal is not None and minimal not in WORDS:
        raise UnknownName.of("word of a screen", minimal, WORDS, "--minimal")
    try:
        with _workers(workers) as executor, _progress() as report:
            found = h2.screen(
                model,
                knockouts=_varied(knockouts),
                gains=_varied(gains),
                max_size=max_size,
                drugs=split(drugs),
                alterations=split(alterations, model),
                readout=readout,
                context=context_values(context),
                onset=onset,
                start=start_named(start),
                executor=executor,
                progress=report,
                resume=resume,
                listed=file is not None,
            )
    except KeyboardInterrupt:
        kept = f"what is done is kept in {resume}; the same command goes on from there"
        lost = "nothing is kept; --resume FILE would keep what is done"
        sys.stderr.write(f"interrupted: {kept if resume else lost}\n")
        raise typer.Exit(INTERRUPTED) from None
    sets = None if minimal is None else _smallest(found, minimal)
    if file is not None and isinstance(found, Screen):
        found.write(file)
    if as_json:
        listed = {} if sets is None else {"minimal": {"word": minimal, "sets": sets}}
        return print_json({**found.to_dict(), **listed})
    _tell(found, minimal, sets)
    if file is not None:
        echo(f"cells: {file}")


def _varied(given: list[str]) -> list[str] | None:
    """Read names, ``all`` or ``none``; None stands for all."""
    names = split(given)
    for word in ("all", "none"):
        if word in names and len(names) > 1:
            raise InputError(f"{word!r} stands beside other names", hint="give one or the others")
    if names == ["all"]:
        return None
    return [] if names == ["none"] else names


@contextmanager
def _workers(count: int) -> Iterator[Executor | None]:
    """Start processes, if there is to be more than this one; Ctrl-C is for this one only."""
    if count == 1:
        yield None
        return
    with ProcessPoolExecutor(count, initializer=_leave_interrupts) as pool:
        try:
            yield pool
        except BaseException:
            started = list(pool._processes.values())
            pool.shutdown(wait=False, cancel_futures=True)
            _end(started)
            raise


def _end(started: Iterable[BaseProcess], seconds: float = 5.0) -> None:
    """Let processes end what they do, but not for ever: interrupted, a pool may just wait."""
    until = time.monotonic() + seconds
    for process in started:
        process.join(max(0.0, until - time.monotonic()))
        if process.is_alive():
            process.terminate()


def _leave_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _progress() -> Iterator[Report | None]:
    """Show a bar on the terminal, on standard error; nothing where nobody looks."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("cells"), Remaining())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _smallest(found: Screen | Landscape, word: str) -> list[dict[str, list[str]]]:
    if not isinstance(found, Screen):
        raise InputError(
            f"{found.provenance.cells:,} cells are counted, not listed",
            where="--minimal",
            hint="give a smaller --max-size, or name the --knockouts and --gains to vary",
        )
    return [{"knockouts": list(c.knockouts), "gains": list(c.gains)} for c in found.minimal(word)]


def _tell(
    found: Screen | Landscape, word: str | None, sets: list[dict[str, list[str]]] | None
) -> None:
    if not isinstance(found, Screen):
        return echo(str(found))
    conditions = " + ".join(map(str, found.sets.perturbations.given)) or UNTREATED
    echo(f"{found.model.name}, {found.readout}, {conditions}: {len(found):,} cells")
    table = Table("perturbations", *found.words)
    for size, row in found.counts_by_size.items():
        table.add_row(str(size), *(f"{n:,}" for n in row.values()))
    echo(table)
    echo(f"certified for every update scheme: {found.certified:,}")
    for line in _lines(word, sets):
        echo(line)
    echo(DISCLAIMER)


def _lines(word: str | None, sets: list[dict[str, list[str]]] | None) -> Iterator[str]:
    if sets is None:
        return
    yield f"smallest sets with {word}: {len(sets):,}"
    for one in sets[:MAX_SHOWN]:
        names = [f"{k} knocked out" for k in one["knockouts"]]
        names += [f"{g} forced on" for g in one["gains"]]
        yield f"  {' + '.join(names) or 'no perturbation'}"
    if len(sets) > MAX_SHOWN:
        yield f"  … and {len(sets) - MAX_SHOWN:,} more: --json lists all"
