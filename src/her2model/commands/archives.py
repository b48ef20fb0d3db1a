"""The command that runs COMBINE archives, with the options that BioSimulators asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import her2model as h2
from her2model.commands.output import wrapped
from her2model.commands.terminal import echo

__all__ = ["run"]


def run(
    archive: Annotated[Path, typer.Option("--archive", "-i", help="A COMBINE archive, .omex.")],
    folder: Annotated[
        Path, typer.Option("--file", "--out-dir", "-o", help="Folder for the reports.")
    ] = Path(),
) -> None:
    """Run a COMBINE archive and write its reports; exit code 1 if a task fails."""
    ran = h2.run_archive(archive, folder)
    for one in ran:
        echo(wrapped(str(one)))
    if any(one.failed for one in ran):
        raise typer.Exit(1)
