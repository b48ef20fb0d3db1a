"""Commands that go in and out of other tools' formats."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import her2model as h2
from her2model.commands.options import ModelName

__all__ = ["convert"]


def convert(
    source: ModelName,
    target: Annotated[
        Path, typer.Argument(metavar="TARGET", help="The file to write; its suffix says how.")
    ],
) -> None:
    """Write a model in another format; what that cannot carry is told on stderr."""
    h2.convert(source, target)
    typer.echo(f"model: {target}")
