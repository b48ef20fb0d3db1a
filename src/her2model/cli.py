"""The command line: a command per public function.

Exit code 0: fine; 1: ``check`` has findings; 2: something given is wrong; 3: a limit was hit.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from her2model.commands import answers, figures, models, pictures, screening
from her2model.errors import Her2ModelError, LimitError

__all__ = ["app", "main"]

app = typer.Typer(
    help="Boolean models of HER2 signalling and drug resistance. Not for clinical use.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for _command in (
    models.list_,
    models.show,
    answers.simulate,
    answers.matrix,
    answers.explain,
    screening.screen,
    models.check,
    figures.figures,
    pictures.draw,
):
    app.command(_command.__name__.rstrip("_"))(_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit; every error of this library is one sentence on stderr."""
    try:
        app(args=list(arguments) if arguments is not None else None, prog_name="her2model")
    except LimitError as reason:
        _complain(reason, 3)
    except Her2ModelError as reason:
        _complain(reason, 2)


def _complain(reason: Her2ModelError, code: int) -> None:
    sys.stderr.write(f"{reason}\n")
    sys.exit(code)


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"her2model {installed('her2model')}")
        raise typer.Exit
