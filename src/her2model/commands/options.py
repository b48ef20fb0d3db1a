"""Options that several commands share, and how their text is read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

import her2model as h2
from her2model.errors import InputError, UnknownName
from her2model.verdicts import STARTS, UNTREATED, StartWord

if TYPE_CHECKING:
    from her2model.engine.simulation import Simulation
    from her2model.model.model import Model

__all__ = [
    "DEFAULT",
    "context_values",
    "groups",
    "named_set",
    "simulation",
    "some_drugs",
    "split",
    "start_named",
    "with_readout",
]

_PLUS = r"\s+\+\s+|(?<=\S)\+(?=\S)"
"""A plus with blanks on both sides or on none: "Ca2+ influx" has none of these."""


def _models(incomplete: str) -> list[str]:
    """Name the shipped models that begin so, for completion in a shell."""
    return [name for name in h2.list_models() if name.startswith(incomplete)]


_MODEL_HELP = "A shipped model (see 'her2model list'), the id of a figure, or a path."
DEFAULT = "her2-resistance"
"""The model of a command that names none."""
ModelName = Annotated[
    str, typer.Argument(metavar="MODEL", help=_MODEL_HELP, autocompletion=_models)
]
Drugs = Annotated[
    list[str], typer.Option("--drug", "--drugs", "-d", help="Drug; repeat, or a,b or a+b.")
]
Alterations = Annotated[
    list[str],
    typer.Option("--alteration", "--alterations", "-a", help="Alteration; repeat, or a,b or a+b."),
]
Knockouts = Annotated[
    list[str], typer.Option("--knockout", "--knockouts", "-k", help="Species forced to 0.")
]
Gains = Annotated[
    list[str], typer.Option("--gain", "--gains", "-g", help="Species forced on, or AKT=1.")
]
Context = Annotated[
    list[str], typer.Option("--context", "-c", metavar="NAME=0|1", help="Value of an input.")
]
Onset = Annotated[str, typer.Option(help="'de novo', 'acquired' or 'together'.")]
Start = Annotated[str, typer.Option(help=" or ".join(map(repr, STARTS)) + ".")]
Readout = Annotated[str | None, typer.Option(help="A species to take for the growth readout.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def simulation(
    model: str,
    drugs: list[str],
    alterations: list[str],
    knockouts: list[str],
    gains: list[str],
    context: list[str],
    onset: str,
    start: str,
) -> Simulation:
    """Simulate what the options of a command say."""
    return h2.simulate(
        model,
        drugs=split(drugs),
        alterations=split(alterations, model),
        knockouts=split(knockouts),
        gains=split(gains),
        context=context_values(context),
        onset=onset,
        start=start_named(start),
    )


def with_readout(model: str, readout: str | None) -> str | Model:
    """Return a model's name, or the model with another growth readout where one is named."""
    return model if readout is None else h2.load(model, readouts=readout)


def split(given: Iterable[str], model: str | None = None) -> list[str]:
    """Split ``a,b`` and ``a+b``, and drop blanks; a name of the model's with a plus stays whole."""
    return [name for group in groups(given) for name in named_set(group, model)]


def some_drugs(given: Iterable[str]) -> list[str]:
    """Split the drugs that a command needs.

    Raises
    ------
    InputError
        None is named.
    """
    drugs = split(given)
    if not drugs:
        raise InputError("no drug is named", where="--drug", hint="write --drug NAME")
    return drugs


def groups(given: Iterable[str]) -> list[str]:
    """Split ``a,b`` and drop blanks; ``a+b`` stays one."""
    return [name.strip() for text in given for name in text.split(",") if name.strip()]


def named_set(name: str, model: str | None = None) -> list[str]:
    """Read ``a + b`` or ``a+b`` as names that occur together."""
    if model is not None and "+" in name and h2.find(name, model).roles:
        return [name]
    return [n for n in re.split(_PLUS, name) if n]


def context_values(given: list[str]) -> dict[str, int]:
    """Read ``NAME=0``, ``NAME=1``, and further levels where the species has some."""
    values = {}
    for text in split(given):
        name, equals, value = text.partition("=")
        if not equals or not value.isdecimal():
            raise InputError(f"{text!r} sets nothing", where="--context", hint="write NAME=0 or =1")
        values[name] = int(value)
    return values


def start_named(given: str) -> StartWord:
    """Read the name of a start."""
    if given == UNTREATED:
        return UNTREATED
    if given == "any":
        return "any"
    raise UnknownName.of("start", given, STARTS, "--start")
