"""The address of a case: what to append to a page's own, so that it opens with it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from her2model.engine.scenario import Scenario
from her2model.errors import InputError
from her2model.model.model import Model

__all__ = ["case_link"]


def case_link(model: Model, /, **conditions: Any) -> str:
    """Return what to append to a page's address so that it opens with a case.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    **conditions
        Drugs, alterations, knockouts, gains, context and onset, as for
        :func:`~her2model.simulate`.

    Raises
    ------
    UnknownName
        A name that the model does not have.
    InputError
        Conditions that contradict each other, or a ``start``, which the page does not offer.

    Examples
    --------
    >>> import her2model as h2
    >>> h2.case_link("her2-resistance", alterations=["PTEN loss"], drugs=["trastuzumab"])
    '#a=PTEN%20loss&d=trastuzumab'
    """
    known = ("drugs", "alterations", "knockouts", "gains", "context", "onset")
    for name in conditions:
        if name not in known:
            raise InputError(f"a page's case has no {name!r}", hint=f"there are {', '.join(known)}")
    s = Scenario.of(model, **conditions)
    pairs = [("a", a) for a in s.alterations] + [("d", d) for d in s.drugs]
    pairs += [("off", k) for k in s.knockouts] + [("on", g) for g in s.gains]
    pairs += [("c", f"{name}={value}") for name, value in s.context.items()]
    pairs += [("o", s.onset)] if s.onset != "de novo" else []
    return "#" + "&".join(f"{key}={quote(value, safe='')}" for key, value in pairs)
