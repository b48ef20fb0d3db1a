"""Commands that go in and out of other tools' formats."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import her2model as h2
from her2model.commands.options import DEFAULT, ModelName
from her2model.commands.terminal import echo

__all__ = ["convert"]


def convert(
    file: Annotated[
        Path, typer.Option("--file", "-o", help="The file to write; its suffix says how.")
    ],
    model: ModelName = DEFAULT,
    names: Annotated[
        bool, typer.Option("--names", help="Call species by their printed names, made safe.")
    ] = False,
) -> None:
    """Write a model in another format; what that cannot carry is told on stderr."""
    h2.convert(model, file, names=names)
    echo(f"model: {file}")
