"""The command line: a command per public function, imported when it runs.

Exit code 0: fine; 1: ``check`` has findings; 2: something given is wrong; 3: a limit was hit;
4: the output could not be written; 130: interrupted; 141: nobody reads the output any more.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any, TextIO

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command_from_info
from typer.models import CommandInfo

from her2model.commands.terminal import OutputLost, echo, guarded
from her2model.errors import Her2ModelError, LimitError

__all__ = ["COMMANDS", "app", "command", "main"]

COMMANDS = {
    "list": ("models", "List the shipped models."),
    "show": ("models", "Show a model, or one species with its evidence."),
    "simulate": ("answers", "Say what becomes of a tumour under drugs."),
    "matrix": ("answers", "Judge every alteration under every drug."),
    "explain": ("answers", "Say why, with the sentence behind each arrow."),
    "landscape": ("combinations", "Judge every set of alterations under every set of drugs."),
    "bypass": ("combinations", "List the smallest sets of alterations that defeat some drugs."),
    "combine": ("combinations", "Rank the smallest sets of drugs that stop one tumour."),
    "screen": ("screening", "Judge every set of up to so many knockouts and gains."),
    "tumours": ("tumours", "Read tumours and judge them under regimens."),
    "escapes": ("tumours", "List what further alterations defeat some drugs."),
    "find": ("names", "Say what names mean, and what a model has for them."),
    "drugs": ("names", "List the drugs of a model."),
    "alterations": ("names", "List the alterations of a model."),
    "check": ("models", "Check that models are curated; exit code 1 if not."),
    "convert": ("conversion", "Write a model in another format."),
    "run": ("archives", "Run a COMBINE archive and write its reports."),
    "figures": ("figures", "Read figure records, and what is probably wrong in them."),
    "suggest": ("curating", "Propose the arrows that a figure's caption states."),
    "draft": ("curating", "Write a model file from the accepted arrows."),
    "compare": ("curating", "Compare curations of one figure, or several figures."),
    "robustness": ("curating", "Say whether a verdict is forced by the arrows."),
    "validate": ("validating", "Say how often a model's verdicts came true on a panel."),
    "experiments": ("validating", "Rank measurements by what they decide between open rules."),
    "draw": ("pictures", "Draw the pathway, with the state that a tumour reaches."),
    "page": ("pictures", "Write an interactive page, one HTML file."),
    "serve": ("serving", "Answer an assistant over the Model Context Protocol."),
    "lessons": ("lessons", "List the lessons, read one, or write all of them."),
}
"""Name → its module in ``commands``, and what it is for: known without importing it."""
WELCOME = """\
Boolean models of HER2 signalling and drug resistance. Not for clinical use.

Three things to begin with:
  her2model list                                        what models there are
  her2model simulate -d trastuzumab -a "PTEN loss"      does it respond?
  her2model explain -d trastuzumab -a "PTEN loss"       why, in sentences

'her2model --help' lists all commands, 'her2model lessons' teaches with them.
"""


def command(name: str) -> Any:
    """Import a command and make it one of typer's."""
    function = getattr(import_module(f"her2model.commands.{COMMANDS[name][0]}"), name, None)
    if function is None:  # a name that Python has already
        function = getattr(import_module(f"her2model.commands.{COMMANDS[name][0]}"), f"{name}_")
    info = CommandInfo(name, callback=function, context_settings=app.info.context_settings)
    return get_command_from_info(info, pretty_exceptions_short=True, rich_markup_mode=None)


class _Commands(TyperGroup):
    """All commands by name; one is imported when it is asked for something."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        return TyperCommand(cmd_name, help=COMMANDS[cmd_name][1], rich_markup_mode=None)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, found, rest = super().resolve_command(ctx, args)
        return name, found and command(found.name or ""), rest


app = typer.Typer(
    cls=_Commands,
    help="Boolean models of HER2 signalling and drug resistance. Not for clinical use.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit; errors and warnings are one sentence each on stderr."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # it would look through all packages
    if arguments is None:
        _spare_collection()
    try:
        with guarded(), warnings.catch_warnings():
            warnings.filterwarnings("always", module="her2model|__main__|typer|click")
            _TOLD.clear()
            warnings.showwarning = _tell
            app(args=list(arguments) if arguments is not None else None, prog_name="her2model")
    except OutputLost as reason:
        if reason.is_closed:
            sys.exit(141)
        _complain(reason, 4)
    except LimitError as reason:
        _complain(reason, 3)
    except Her2ModelError as reason:
        _complain(reason, 2)


def _spare_collection() -> None:
    """Collect cycles seldom, and not at the end: a command's own process begins and ends soon."""
    gc.set_threshold(100_000, 20, 20)
    atexit.register(gc.freeze)


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
def _welcome(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        echo(f"her2model {installed('her2model')}")
    elif ctx.invoked_subcommand is None:
        echo(WELCOME)
