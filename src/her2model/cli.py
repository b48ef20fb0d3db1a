"""The command line: a command per public function.

Exit code 0: fine; 1: ``check`` has findings; 2: something given is wrong; 3: a limit was hit.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from typing import Annotated, TextIO

import typer

from her2model.commands import (
    answers,
    combinations,
    conversion,
    curating,
    figures,
    models,
    names,
    pictures,
    screening,
    tumours,
    validating,
)
from her2model.errors import Her2ModelError, LimitError
from her2model.formats.format import ConversionWarning

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
    combinations.landscape,
    combinations.bypass,
    combinations.combine,
    screening.screen,
    tumours.tumours,
    tumours.escapes,
    names.find,
    names.drugs,
    names.alterations,
    models.check,
    conversion.convert,
    figures.figures,
    curating.suggest,
    curating.draft,
    curating.compare,
    curating.robustness,
    validating.validate,
    pictures.draw,
    pictures.page,
):
    app.command(_command.__name__.rstrip("_"))(_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit; errors and warnings are one sentence each on stderr."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always", ConversionWarning)
            _TOLD.clear()
            warnings.showwarning = _tell
            app(args=list(arguments) if arguments is not None else None, prog_name="her2model")
    except LimitError as reason:
        _complain(reason, 3)
    except Her2ModelError as reason:
        _complain(reason, 2)


_TOLD: set[str] = set()


def _tell(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Write a warning as one sentence, once: a command may load its model twice."""
    if str(message) not in _TOLD:
        _TOLD.add(str(message))
        sys.stderr.write(f"warning: {message}\n")


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
