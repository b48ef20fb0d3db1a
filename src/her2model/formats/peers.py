"""Models as the objects of other Python packages, and back: CoLoMoTo's minibn, mpbn, AEON.

The other package is imported when it is asked for; it need not be installed otherwise. Names are
made safe as in files.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from her2model.errors import InputError, warn
from her2model.formats.aeon import aeon_text, read_aeon
from her2model.formats.bnet import bnet_rules, read_bnet
from her2model.formats.format import ConversionWarning, Reading
from her2model.model.model import Model

__all__ = ["from_aeon", "from_minibn", "to_aeon", "to_minibn", "to_mpbn"]


def to_minibn(model: Model) -> Any:
    """Make a ``colomoto.minibn.BooleanNetwork``; inputs are species that keep their value.

    Parameters
    ----------
    model
        The model.

    Raises
    ------
    InputError
        The package colomoto_jupyter is not installed.

    Examples
    --------
    >>> from her2model.library import load
    >>> len(to_minibn(load("her2-resistance")))
    123
    """
    return _package("colomoto.minibn", "colomoto_jupyter").BooleanNetwork(bnet_rules(model))


def to_mpbn(model: Model) -> Any:
    """Make an ``mpbn.MPBooleanNetwork``, for most permissive attractors and reachability.

    Inputs are species that keep their value, so its attractors are those under every setting of
    the inputs; fix them to have those of one.

    Parameters
    ----------
    model
        The model.

    Raises
    ------
    InputError
        The package mpbn is not installed.

    Examples
    --------
    >>> from her2model.library import load
    >>> network = to_mpbn(load("PMC7464074"))
    >>> network["PTEN"] = 1
    >>> "HER2_HER2" in network
    True
    """
    return _package("mpbn", "mpbn").MPBooleanNetwork(bnet_rules(model))


def to_aeon(model: Model) -> Any:
    """Make a ``biodivine_aeon.BooleanNetwork`` with every signed arrow.

    Parameters
    ----------
    model
        The model.

    Examples
    --------
    >>> from her2model.library import load
    >>> to_aeon(load("her2-resistance")).variable_count()
    123
    """
    return _package("biodivine_aeon", "biodivine_aeon").BooleanNetwork.from_aeon(aeon_text(model))


def from_minibn(network: Any, name: str = "model") -> Model:
    """Make a model of a network of minibn or of mpbn.

    Parameters
    ----------
    network
        The network: a mapping from names to rules.
    name
        What the model is called.

    Raises
    ------
    FormatError
        A rule cannot be read.
    LimitError
        A rule is too large.

    Warns
    -----
    ConversionWarning
        What had to be decided.

    Examples
    --------
    >>> from_minibn({"A": "!C", "B": "A & C", "C": "A | B"}).interactions["C -| A"].sign
    'inhibition'
    """
    lines = "".join(f"{target}, {_rule(rule)}\n" for target, rule in network.items())
    return _told(read_bnet(lines, _no_file(name)), name)


def _rule(rule: Any) -> str:
    """Write a rule of boolean.py, whose constants and operators print as it is set up."""
    return str(int(rule)) if isinstance(rule, bool) else str(rule)


def from_aeon(network: Any, name: str = "model") -> Model:
    """Make a model of a fully specified network of AEON.

    Parameters
    ----------
    network
        The network.
    name
        What the model is called.

    Raises
    ------
    FormatError
        The network leaves a rule open.
    LimitError
        A rule is too large.

    Warns
    -----
    ConversionWarning
        What had to be decided.

    Examples
    --------
    >>> from her2model.library import load
    >>> model = load("published/Sahin2009")
    >>> from warnings import catch_warnings, simplefilter
    >>> with catch_warnings():
    ...     simplefilter("ignore")
    ...     from_aeon(to_aeon(model)).interactions.keys() == model.interactions.keys()
    True
    """
    return _told(read_aeon(network.to_aeon(), _no_file(name)), name)


def _no_file(name: str) -> Path:
    """Return a path beside which no name map lies."""
    return Path("network in memory", name)


def _told(reading: Reading, name: str) -> Model:
    for note in reading.notes:
        warn(f"{name}: {note}", ConversionWarning)
    return replace(reading.model, name=name, origin="")


def _package(module: str, package: str) -> Any:
    try:
        return import_module(module)
    except ImportError:
        hint = f"install it: pip install {package}"
        raise InputError(f"the package {package} is not installed", hint=hint) from None
