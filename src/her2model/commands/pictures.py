"""Commands that draw."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from her2model.commands.options import (
    Alterations,
    Context,
    Drugs,
    Gains,
    Knockouts,
    ModelName,
    Onset,
    Start,
    simulation,
    split,
)
from her2model.library import load

__all__ = ["draw"]


def draw(
    model: ModelName,
    file: Annotated[Path, typer.Option("--file", "-o", help="Picture: .png, .pdf or .svg.")],
    drugs: Drugs = [],
    alterations: Alterations = [],
    knockouts: Knockouts = [],
    gains: Gains = [],
    context: Context = [],
    onset: Onset = "de novo",
    start: Start = "untreated",
    state: Annotated[bool, typer.Option(help="Paint the untreated state, without drugs.")] = False,
    untreated: Annotated[bool, typer.Option(help="Draw the same tumour untreated beside it.")] = (
        False
    ),
    style: Annotated[str, typer.Option(help="'textbook', 'sbgn-af' or 'mono'.")] = "textbook",
    size: Annotated[str, typer.Option(help="'slide', 'single' or 'double' column.")] = "slide",
    focus: Annotated[list[str], typer.Option(help="Draw what matters for this species.")] = [],
) -> None:
    """Draw the pathway, with the state that a tumour reaches if one is asked for."""
    from her2model.attractors import settle
    from her2model.drawing.diagram import draw as draw_model

    asked = [*drugs, *alterations, *knockouts, *gains, *context]
    result = None
    if asked or state or untreated:
        result = simulation(model, drugs, alterations, knockouts, gains, context, onset, start)
    other = settle(result.model, result.scenario.without_drugs()) if result and untreated else None
    draw_model(
        load(model),
        other or result,
        file,
        style=style,
        size=size,
        focus=split(focus) or None,
        compare=result if other else None,
    )
    typer.echo(f"drawing: {file}")
