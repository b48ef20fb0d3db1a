"""Models as the objects of other Python packages, and back.

These are CoLoMoTo's minibn, mpbn, pyboolnet, cMaBoSS and AEON.

The other package is imported when it is asked for; it need not be installed otherwise. Names are
made safe as in files.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from her2model.errors import InputError, warn
from her2model.formats.aeon import aeon_text, read_aeon
from her2model.formats.bits import bit_names, bit_rules
from her2model.formats.bnet import bnet_rules, read_bnet
from her2model.formats.format import ConversionWarning, Reading
from her2model.formats.maboss import maboss_texts, read_bnd
from her2model.model.model import Model
from her2model.model.rules import Atom, Implicant, Rule

__all__ = [
    "from_aeon",
    "from_cmaboss",
    "from_minibn",
    "from_pyboolnet",
    "to_aeon",
    "to_cmaboss",
    "to_minibn",
    "to_mpbn",
    "to_pyboolnet",
]

Primes = dict[str, list[list[dict[str, int]]]]


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


def to_pyboolnet(model: Model) -> Primes:
    """Make the prime implicants that every function of pyboolnet takes; it need not be installed.

    Parameters
    ----------
    model
        The model.

    Returns
    -------
    dict
        Name → prime implicants of its being 0, and of its being 1, each as name → value; an input
        is 0 where it is 0.

    Notes
    -----
    Definition: Klarner, Bockmayr & Siebert 2015, doi:10.1007/s11047-015-9520-7.

    Examples
    --------
    >>> from her2model.formats.bnet import read_bnet
    >>> to_pyboolnet(read_bnet("A, B & !C", Path("x.bnet")).model)["A"]
    [[{'B': 0}, {'C': 1}], [{'B': 1, 'C': 0}]]
    """
    rules = {s: rule or Rule(Atom(s)) for s, rule in bit_rules(model).items()}
    names = bit_names(model)
    return {
        names[s]: [[_named(p, names) for p in r.prime_implicants] for r in (~rule, rule)]
        for s, rule in rules.items()
    }


def _named(implicant: Implicant, names: Mapping[str, str]) -> dict[str, int]:
    return {names[s]: value for s, value in sorted(implicant)}


def to_cmaboss(
    model: Model,
    start: Mapping[str, int] | None = None,
    *,
    runs: int = 1000,
    time: float = 100,
    seed: int = 100,
) -> Any:
    """Make a ``cmaboss.MaBoSSSim``, for the probabilities of states in continuous time.

    Every rate is 1, so that a run is asynchronous updating.

    Parameters
    ----------
    model
        The model.
    start
        Levels where the runs start; of a species that is not named, any, with equal chance.
    runs
        How many trajectories.
    time
        How long, in mean times of one update.
    seed
        Of the random numbers.

    Raises
    ------
    InputError
        The package cmaboss is not installed.

    Notes
    -----
    Source of the formalism: Stoll et al. 2012, doi:10.1186/1752-0509-6-116.

    Examples
    --------
    >>> from her2model.library import load
    >>> to_cmaboss(load("PMC7464074")).network.keys()[:2]
    ['HER2', 'trastuzumab']
    """
    nodes, settings = maboss_texts(model, start)
    chosen = f"sample_count = {runs};\nmax_time = {time:g};\nseed_pseudorandom = {seed};\n"
    simulation = _package("cmaboss", "cmaboss").MaBoSSSim
    return simulation(network_str=nodes, config_str=settings + chosen)


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


def from_pyboolnet(primes: Primes, name: str = "model") -> Model:
    """Make a model of the prime implicants that pyboolnet works with.

    Parameters
    ----------
    primes
        Name → prime implicants of its being 0, and of its being 1.
    name
        What the model is called.

    Raises
    ------
    FormatError
        A name cannot be read.
    LimitError
        A rule is too large.

    Warns
    -----
    ConversionWarning
        What had to be decided.

    Examples
    --------
    >>> from_pyboolnet({"A": [[{"B": 0}], [{"B": 1}]], "B": [[{}], []]}).rules["B"].rule
    '0'
    """
    return from_minibn({s: _any_of(on) for s, (_, on) in primes.items()}, name)


def _any_of(implicants: list[dict[str, int]]) -> str:
    """Write a rule as bnet does: some of the implicants holds."""
    if not all(implicants):
        return "1"
    terms = (" & ".join(s if v else f"!{s}" for s, v in p.items()) for p in implicants)
    return " | ".join(f"({t})" for t in terms) or "0"


def from_cmaboss(simulation: Any, name: str = "model") -> Model:
    """Make a model of a simulation of cMaBoSS; its rates are not kept.

    Parameters
    ----------
    simulation
        A ``cmaboss.MaBoSSSim``.
    name
        What the model is called.

    Raises
    ------
    FormatError
        Its rates do not follow a logic.
    LimitError
        A rule is too large.

    Warns
    -----
    ConversionWarning
        What had to be decided.

    Examples
    --------
    >>> from her2model.library import load
    >>> model = load("PMC7464074")
    >>> from warnings import catch_warnings, simplefilter
    >>> with catch_warnings():
    ...     simplefilter("ignore")
    ...     from_cmaboss(to_cmaboss(model)).interactions.keys() == model.interactions.keys()
    True
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.bnd")
        path.with_suffix(".cfg").write_text(simulation.str_cfg(), encoding="utf-8")
        return _told(read_bnd(simulation.str_bnd(), path), name)


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
