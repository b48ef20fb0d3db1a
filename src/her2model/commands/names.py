"""Commands about names: find, drugs, alterations."""

from __future__ import annotations

from typing import Annotated

import typer

import her2model as h2
from her2model.commands.options import DEFAULT, AsJson, ModelName
from her2model.commands.output import print_json, wrapped
from her2model.commands.terminal import echo
from her2model.model.name_lists import alteration_rows, drug_rows
from her2model.model.names import Names

__all__ = ["alterations", "drugs", "find"]

_Name = Annotated[list[str], typer.Argument(metavar="NAME...", help="What you would type.")]
_Model = Annotated[str, typer.Option("--model", "-m", help="A model, by name or path.")]


def find(names: _Name, model: _Model = DEFAULT, as_json: AsJson = False) -> None:
    """Say what names mean, and what a model has for them: brands, codes, genes, events."""
    found = [h2.find(name, model) for name in names]
    if as_json:
        return print_json([f.to_dict() for f in found])
    for f in found:
        echo(wrapped(f"{f} [{f.status}]"))


def drugs(model: ModelName = DEFAULT, as_json: AsJson = False) -> None:
    """List the drugs of a model: class, genes that they hit, other names, arrows, references."""
    names = Names.of(h2.load(model))
    rows = drug_rows(names)
    if as_json:
        return print_json(rows)
    if not rows:
        echo(wrapped(f"{names.model.name} has no drugs; write some in a file that extends it"))
    for row in rows:
        group = f", {row['class']}" if row["class"] else ""
        echo(wrapped(f"{row['name']}{group}: hits {', '.join(row['hits']) or 'no known gene'}"))
        _lines(("also", row["also"]), ("arrows", row["arrows"]), ("read in", row["evidence"]))


def alterations(model: ModelName = DEFAULT, as_json: AsJson = False) -> None:
    """List the alterations of a model: what they change, other names, changes that count."""
    names = Names.of(h2.load(model))
    rows = alteration_rows(names)
    if as_json:
        return print_json(rows)
    if not rows:
        echo(wrapped(f"{names.model.name} has no alterations; force species, or write some"))
    for row in rows:
        echo(wrapped(f"{row['name']}: {', '.join(row['changes'])}"))
        _lines(("also", row["also"]), ("counts", row["counts"]), ("read in", row["evidence"]))


def _lines(*rows: tuple[str, list[str]]) -> None:
    for what, names in rows:
        if names:
            echo(wrapped(f"    {what}: {', '.join(names)}"))
