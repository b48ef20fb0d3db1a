"""One question at a time: smallest bypasses, smallest combinations, antagonisms, rescues.

Each makes the :func:`~her2model.screening.landscape.landscape` that it needs and asks it; with
several questions, make the landscape once and ask that.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from her2model.model.model import Model
from her2model.screening.landscape import Sets, landscape
from her2model.screening.minimal_sets import Reversal

__all__ = [
    "antagonisms",
    "minimal_bypasses",
    "minimal_combinations",
    "prime_bypasses",
    "prime_combinations",
    "rescues",
]


def minimal_bypasses(
    model: Model, /, drugs: Iterable[str], *, strict: bool = True, **conditions: Any
) -> Sets:
    """List every smallest set of alterations that defeats some drugs.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    drugs
        What is given.
    strict
        Whether the altered tumour must be resistant; otherwise it need only not surely respond.
    **conditions
        Alterations to choose from, context, onset, start and limits, as for
        :func:`~her2model.screening.landscape.landscape`.

    Returns
    -------
    tuple of tuple of str
        Sets of which no proper subset defeats the drugs, smallest first. Empty where none does,
        or where the drugs do not stop the unaltered tumour.

    Raises
    ------
    UnknownName, InputError, LimitError
        As for :func:`~her2model.screening.landscape.landscape`.

    Examples
    --------
    >>> import her2model as h2
    >>> h2.minimal_bypasses("her2-resistance", drugs=["TDM1"])[:2]
    (('CD44–hyaluronan',), ('ER-positive, HER2-negative',))
    """
    land = landscape(model, drugs=(), background=drugs, **conditions)
    return land.minimal_bypasses((), strict=strict)


def prime_bypasses(
    model: Model, /, drugs: Iterable[str], *, strict: bool = True, **conditions: Any
) -> Sets:
    """List every smallest set of alterations that defeats some drugs whatever else is there.

    As :func:`minimal_bypasses`, but every larger set must defeat the drugs too.

    Examples
    --------
    >>> from her2model import load
    >>> len(prime_bypasses(load("her2-resistance"), drugs=["TDM1"]))
    48
    """
    land = landscape(model, drugs=(), background=drugs, **conditions)
    return land.prime_bypasses((), strict=strict)


def minimal_combinations(
    model: Model, /, alterations: Iterable[str] = (), *, partly: bool = False, **conditions: Any
) -> Sets:
    """List every smallest set of drugs that stops the growth of a tumour.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    alterations
        What the tumour carries.
    partly
        Whether it is enough that growth is surely less than untreated: a *partial* response.
    **conditions
        Drugs to choose from, context, onset, start and limits, as for
        :func:`~her2model.screening.landscape.landscape`.

    Returns
    -------
    tuple of tuple of str
        Drug sets of which no proper subset stops it, smallest first; ``((),)`` where it does not
        grow untreated.

    Raises
    ------
    UnknownName, InputError, LimitError
        As for :func:`~her2model.screening.landscape.landscape`.

    Examples
    --------
    >>> import her2model as h2
    >>> h2.minimal_combinations("her2-resistance", alterations=["cyclin D1 overexpression"])[:2]
    (('TDM1',), ('TDXd',))
    """
    land = landscape(model, alterations, **conditions)
    return land.minimal_combinations(land.alterations, partly=partly)


def prime_combinations(
    model: Model, /, alterations: Iterable[str] = (), *, partly: bool = False, **conditions: Any
) -> Sets:
    """List every smallest set of drugs that stops a tumour whatever else is given.

    As :func:`minimal_combinations`, but every larger set must stop it too.
    """
    land = landscape(model, alterations, **conditions)
    return land.prime_combinations(land.alterations, partly=partly)


def antagonisms(
    model: Model, /, *, partly: bool = False, **conditions: Any
) -> tuple[Reversal, ...]:
    """List the drugs that, added to some treatment of some tumour, lose its response.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    partly
        Whether a partial response is one that can be lost, too.
    **conditions
        As for :func:`~her2model.screening.landscape.landscape`.

    Returns
    -------
    tuple of Reversal
        One for each such drug, the one that loses most cells first.

    Examples
    --------
    >>> import her2model as h2
    >>> h2.antagonisms("her2-resistance")[0].added
    'tanespimycin'
    """
    return landscape(model, **conditions).antagonisms(partly=partly)


def rescues(model: Model, /, *, strict: bool = True, **conditions: Any) -> tuple[Reversal, ...]:
    """List the alterations that, added to some tumour, lose its bypass.

    Parameters are those of :func:`antagonisms`; ``strict`` is as for :func:`minimal_bypasses`.

    Examples
    --------
    >>> import her2model as h2
    >>> h2.rescues("her2-resistance")[0].added
    'HER2 loss'
    """
    return landscape(model, **conditions).rescues(strict=strict)
