"""Commands that hold a model against measurements: validate, experiments."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

import her2model as h2
from her2model.commands.options import AsJson, ModelName, split
from her2model.commands.output import print_json
from her2model.commands.terminal import echo
from her2model.validation.published import is_published

__all__ = ["experiments", "validate"]


def validate(
    model: ModelName,
    panel: Annotated[
        str,
        typer.Argument(
            metavar="PANEL",
            help="A shipped panel, a panel file, a table with line, drug, value and events, or "
            "a table of published truths.",
        ),
    ],
    data: Annotated[
        Path | None, typer.Option(help="Folder or table that holds the panel's values.")
    ] = None,
    sensitive: Annotated[
        Literal["lower", "higher"], typer.Option(help="For a table: which values are sensitive.")
    ] = "lower",
    share: Annotated[
        float, typer.Option(help="For a table: share of lines that is called sensitive.")
    ] = 0.25,
    wrong: Annotated[bool, typer.Option("--wrong", help="List every wrong answer.")] = False,
    page: Annotated[
        Path | None, typer.Option(help="Write one HTML file: figures, pictures, wrong answers.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", "-o", help="Draw the figures: .png, .pdf or .svg.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say how often a model's verdicts came true on a panel, beside rules of thumb."""
    if is_published(Path(panel)):
        published = h2.validate_published(model, panel)
        return print_json(published.to_dict()) if as_json else echo(str(published))
    result = h2.validate(model, panel, data=data, sensitive=sensitive, share=share)
    if page is not None:
        h2.validation_page(result, page)
    if file is not None:
        h2.forest_plot(result, file=file)
    if as_json:
        return print_json(result.to_dict())
    echo(str(result))
    if wrong:
        for a in result.wrong:
            events = ", ".join(a.genotype.events) or "no alteration"
            echo(
                f"{a.line.name} ({events}), {a.agent.name}: said {a.prediction.word}, "
                f"{result.panel.value} {a.value:.3g}, among the {a.share:.0%} most sensitive"
            )


def experiments(
    model: ModelName,
    panel: Annotated[str, typer.Argument(metavar="PANEL", help="As for 'validate'.")],
    data: Annotated[
        Path | None, typer.Option(help="Folder or table that holds the panel's values.")
    ] = None,
    species: Annotated[
        list[str], typer.Option("--species", "-s", help="Species whose rule is open; repeat.")
    ] = [],
    most: Annotated[int, typer.Option(help="How many experiments.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Rank lines and drugs by how much a measurement decides between rules that are open."""
    found = h2.experiments(model, panel, data=data, species=split(species) or None, most=most)
    if as_json:
        return print_json(found.to_dict())
    echo(str(found))
