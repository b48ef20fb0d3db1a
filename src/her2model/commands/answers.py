"""Commands that answer: simulate, matrix, explain."""

from __future__ import annotations

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
    Gains,
    Knockouts,
    ModelName,
    Onset,
    Readout,
    Start,
    context_values,
    groups,
    named_set,
    simulation,
    split,
    start_named,
    with_readout,
)
from her2model.commands.output import coloured, print_json, wrapped
from her2model.commands.terminal import echo
from her2model.engine.simulation import DISCLAIMER, Simulation, settle
from her2model.errors import InputError
from her2model.verdicts import UNSETTLED, UNTREATED, Baseline

COLOURS = {"✕": "1;34", "–": "36", "▲": "1;33", "·": "2"}

__all__ = ["explain", "matrix", "simulate"]


def simulate(
    model: ModelName = DEFAULT,
    drugs: Drugs = [],
    alterations: Alterations = [],
    knockouts: Knockouts = [],
    gains: Gains = [],
    context: Context = [],
    onset: Onset = "de novo",
    start: Start = UNTREATED,
    file: Annotated[
        Path | None,
        typer.Option("--file", "-o", help="Write a COMBINE archive for other programs: .omex."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what becomes of a tumour under drugs."""
    result = simulation(model, drugs, alterations, knockouts, gains, context, onset, start)
    if file is not None:
        h2.write_archive(result, file)
    if as_json:
        return print_json(result.to_dict())
    echo(wrapped(result.summary()))
    for readout, value in result.readouts.items():
        if value == UNSETTLED:
            mean, error = result.fraction(readout)
            echo(f"{readout} is on {mean:.3f} ± {error:.3f} of the time (sampled)")
    if result.track_record is not None:
        echo(wrapped(str(result.track_record)))
    echo(wrapped(DISCLAIMER))


def matrix(
    model: ModelName = DEFAULT,
    drugs: Drugs = [],
    alterations: Alterations = [],
    background: Annotated[list[str], typer.Option(help="Drug given in every column.")] = [],
    readout: Readout = None,
    context: Context = [],
    onset: Onset = "de novo",
    start: Start = UNTREATED,
    file: Annotated[
        Path | None, typer.Option("--file", "-o", help="Write a heat map: .png, .pdf or .svg.")
    ] = None,
    size: Annotated[
        str | None, typer.Option(help="Of a heat map: 'single' or 'double' column, or 'slide'.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Judge every alteration under every drug; join names with + for combinations."""
    result = h2.resistance_matrix(
        with_readout(model, readout),
        drugs=[named_set(d) for d in groups(drugs)] or None,
        alterations=[named_set(a, model) for a in groups(alterations)] or None,
        background=split(background),
        context=context_values(context),
        onset=onset,
        start=start_named(start),
    )
    if not result.drugs:
        hint = "write some in a file that extends it"
        raise InputError(f"{result.model.name} has no drugs", hint=hint)
    if file is not None:
        from her2model.drawing.matrix_chart import heatmap

        heatmap(result, file=file, size=size)
    if as_json:
        return print_json(result.to_dict())
    echo(coloured(str(result), COLOURS))
    if file is not None:
        echo(f"heat map: {file}")


def explain(
    model: ModelName = DEFAULT,
    readout: Annotated[str | None, typer.Argument(help="A species; else the growth.")] = None,
    drugs: Drugs = [],
    alterations: Alterations = [],
    knockouts: Knockouts = [],
    gains: Gains = [],
    context: Context = [],
    onset: Onset = "de novo",
    start: Start = UNTREATED,
    against: Annotated[
        Baseline | None,
        typer.Option(help="Tell only what differs from the tumour without alterations, or drugs."),
    ] = None,
    full: Annotated[bool, typer.Option(help="Also spell out what is absent.")] = False,
    short: Annotated[
        bool, typer.Option(help="Three lines: answer, decisive arrow, basis.")
    ] = False,
    bibtex: Annotated[bool, typer.Option(help="Print the references as BibTeX instead.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say why a readout has its value, with the sentence behind each arrow."""
    result = simulation(model, drugs, alterations, knockouts, gains, context, onset, start)
    told = h2.explain(result, readout, against=_other(result, against))
    if as_json:
        return print_json(told.to_dict())
    if bibtex:
        return echo(h2.references(told))
    echo(wrapped(told.short() if short else told.text(full=full)))


def _other(result: Simulation, against: str | None) -> Simulation | None:
    if against is None:
        return None
    scenario = result.scenario
    other = scenario.unaltered() if against == "unaltered" else scenario.without_drugs()
    return settle(result.model, other)
