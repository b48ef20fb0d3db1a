"""Commands that go in and out of other tools' formats."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from her2model.commands.options import ModelName
from her2model.library import convert as convert_model

__all__ = ["convert"]


def convert(
    source: ModelName,
    target: Annotated[
        Path, typer.Argument(metavar="TARGET", help="The file to write; its suffix says how.")
    ],
) -> None:
    """Write a model in another format; what that cannot carry is told on stderr."""
    convert_model(source, target)
    typer.echo(f"model: {target}")
