"""Commands that hold a model against measurements: validate, experiments."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

import her2model as h2
from her2model.commands.options import DEFAULT, AsJson, ModelName, split
from her2model.commands.output import print_json, wrapped
from her2model.commands.result_files import PICTURES, checked_suffix
from her2model.commands.terminal import echo
from her2model.commands.waiting import waiting
from her2model.errors import InputError
from her2model.validation.published import is_published

__all__ = ["experiments", "validate"]


_PANEL = (
    "A shipped panel, a panel file, a table with line, drug, value and events, or a table of "
    "published truths. A single argument is the panel."
)
Panel = Annotated[str | None, typer.Argument(metavar="PANEL", help=_PANEL)]


def validate(
    model: ModelName = DEFAULT,
    panel: Panel = None,
    data: Annotated[
        Path | None, typer.Option(help="Folder or table that holds the panel's values.")
    ] = None,
    sensitive: Annotated[
        Literal["lower", "higher"] | None,
        typer.Option(help="For a table: which values are sensitive; lower, if not said."),
    ] = None,
    share: Annotated[
        float | None,
        typer.Option(help="For a table: share of lines that is called sensitive; 0.25, if not."),
    ] = None,
    wrong: Annotated[bool, typer.Option("--wrong", help="List every wrong answer.")] = False,
    files: Annotated[
        list[Path],
        typer.Option("--file", "-o", help="Write a page (.html) or a picture; repeat."),
    ] = [],
    page: Annotated[
        Path | None, typer.Option("--page", hidden=True, help="As --file with a page.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say how often a model's verdicts came true on a panel, beside rules of thumb."""
    model, panel = _named(model, panel)
    files = [*files, *([page] if page else [])]
    if is_published(Path(panel)):
        given = {"--data": data, "--sensitive": sensitive, "--share": share, "--file": files}
        for option, value in given.items():
            if value not in (None, []):
                told = f"{option} does not go with a table of published truths"
                raise InputError(told, hint="leave it out")
        published = h2.validate_published(model, panel)
        return print_json(published.to_dict()) if as_json else echo(wrapped(str(published)))
    with waiting(doing="all lines of the panel"):
        result = h2.validate(model, panel, data=data, sensitive=sensitive, share=share)
    for file in files:
        if checked_suffix(file, (".html", *PICTURES)) == ".html":
            h2.validation_page(result, file)
        else:
            h2.forest_plot(result, file=file)
    if as_json:
        return print_json(result.to_dict())
    echo(wrapped(str(result)))
    if wrong:
        for a in result.wrong:
            events = ", ".join(a.genotype.events) or "no alteration"
            told = (
                f"{a.line.name} ({events}), {a.agent.name}: said {a.prediction.word}, "
                f"{result.panel.value} {a.value:.3g}, among the {a.share:.0%} most sensitive"
            )
            echo(wrapped(told))


def experiments(
    model: ModelName = DEFAULT,
    panel: Panel = None,
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
    model, panel = _named(model, panel)
    with waiting(doing="all choices of rules"):
        found = h2.experiments(model, panel, data=data, species=split(species) or None, most=most)
    if as_json:
        return print_json(found.to_dict())
    echo(wrapped(str(found)))


def _named(model: str, panel: str | None) -> tuple[str, str]:
    """Return the model and the panel; a single argument is the panel."""
    if panel is not None:
        return model, panel
    if model == DEFAULT:
        raise InputError("no panel is named", hint="'her2model validate PANEL'")
    return DEFAULT, model
