"""Commands that draw."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

import her2model as h2
from her2model.commands.options import (
    DEFAULT,
    Alterations,
    Context,
    Drugs,
    Gains,
    Knockouts,
    ModelName,
    Onset,
    Start,
    context_values,
    simulation,
    split,
)
from her2model.commands.terminal import echo
from her2model.commands.waiting import waiting
from her2model.errors import InputError
from her2model.verdicts import UNTREATED

__all__ = ["draw", "page"]


def draw(
    file: Annotated[Path, typer.Option("--file", "-o", help="Picture: .png, .pdf or .svg.")],
    model: ModelName = DEFAULT,
    drugs: Drugs = [],
    alterations: Alterations = [],
    knockouts: Knockouts = [],
    gains: Gains = [],
    context: Context = [],
    onset: Onset = "de novo",
    start: Start = UNTREATED,
    state: Annotated[bool, typer.Option(help="Paint the untreated state, without drugs.")] = False,
    untreated: Annotated[bool, typer.Option(help="Draw the same tumour untreated beside it.")] = (
        False
    ),
    style: Annotated[str, typer.Option(help="'textbook', 'sbgn-af' or 'mono'.")] = "textbook",
    size: Annotated[
        str | None,
        typer.Option(help="'slide', 'single' or 'double' column, 'poster'; else what fits."),
    ] = None,
    focus: Annotated[list[str], typer.Option(help="Draw what matters for this species.")] = [],
    why: Annotated[
        str | None, typer.Option(help="Draw the causal chain behind this readout.")
    ] = None,
    add: Annotated[list[str], typer.Option(help="Draw what these drugs change, if added.")] = [],
) -> None:
    """Draw the pathway, with the state that a tumour reaches if one is asked for."""
    from her2model.drawing.diagram import FITTING
    from her2model.engine.simulation import settle

    given = (alterations, knockouts, gains, context, onset, start)
    result = compared = None
    if any([drugs, *given[:4], state, untreated, why, add]):
        result = simulation(model, drugs, *given)
    if result and add:
        compared = simulation(model, [*drugs, *add], *given)
    if result and untreated:
        compared = compared or result
        result = settle(result.model, result.scenario.without_drugs())
    asked_for: Any = {"style": style, "focus": split(focus) or None, "why": why}
    asked_for["compare"] = compared
    if file.suffix.lower() == ".svg":  # which needs no matplotlib
        h2.to_svg(h2.load(model), result, file, size=size or FITTING, **asked_for)
    else:
        h2.draw(h2.load(model), result, file, size=size, **asked_for)
    echo(f"drawing: {file}")


def page(
    file: Annotated[Path, typer.Option("--file", "-o", help="The page: .html.")],
    model: ModelName = DEFAULT,
    drugs: Drugs = [],
    alterations: Alterations = [],
    knockouts: Knockouts = [],
    gains: Gains = [],
    context: Context = [],
    onset: Onset = "de novo",
    quiz: Annotated[
        Path | None, typer.Option(help="Questions: a YAML list of cases, each with a question.")
    ] = None,
    address: Annotated[str, typer.Option(help="Where it will be published, for links.")] = "",
) -> None:
    """Write an interactive page: one HTML file that needs nothing else. It opens with the case."""
    asked = {
        "drugs": split(drugs),
        "alterations": split(alterations, model),
        "knockouts": split(knockouts),
        "gains": split(gains),
        "context": context_values(context),
    }
    case = {name: given for name, given in asked.items() if given}
    if file.suffix.lower() not in (".html", ".htm"):
        raise InputError(
            f"a page is HTML, not {file.suffix!r}", where=str(file), hint="name it x.html"
        )
    first = {**case, "onset": onset} if case else None
    with waiting(doing="making the page"):
        h2.page(model, file, case=first, quiz=quiz or (), address=address)
    echo(f"page: {file}")
