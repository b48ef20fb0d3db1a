"""Verdicts of all cells at once: growth with the drugs, set against growth without them.

What :func:`~her2model.verdicts.judged` says of one cell, from the levels of growth in each of its
attractors, is said here of sets of cells, one set a threshold.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import and_, or_

from her2model.engine.forcing import Cells
from her2model.screening.outcomes import Outcomes
from her2model.verdicts import (
    MIXED,
    NO_GROWTH,
    OFF,
    ON,
    PARTIAL,
    RESISTANT,
    RESPONDS,
    UNSETTLED,
    Verdict,
)

__all__ = ["judged_cells", "verdict_words"]


def verdict_words(top: int) -> tuple[Verdict, ...]:
    """Return the words that a verdict can be, where growth has so many levels above 0."""
    words: tuple[Verdict, ...] = (RESPONDS, RESISTANT, MIXED, UNSETTLED, NO_GROWTH)
    return words if top == 1 else (*words, PARTIAL)


def judged_cells(treated: Outcomes, untreated: Outcomes) -> Mapping[Verdict, Cells]:
    """Return the cells of each verdict.

    Parameters
    ----------
    treated
        Of growth, with the drugs.
    untreated
        Of growth in the same cells without their drugs.

    Returns
    -------
    Mapping
        In the order of :func:`verdict_words`; no cell is in two of them, and each that is a
        scenario is in one.
    """
    grows = untreated.high[0] & treated.possible
    responds = treated.value(OFF) & grows
    none = treated.possible & ~grows
    if len(treated.high) == 1:
        resistant, mixed = treated.value(ON) & grows, treated.value(MIXED) & grows
        unsettled = treated.free & grows
        return dict(
            zip(verdict_words(1), (responds, resistant, mixed, unsettled, none), strict=True)
        )
    rest = grows & ~responds
    less = [~t & ~u for t, u in zip(treated.high, untreated.low, strict=True)]
    partial = rest & reduce(or_, less)
    rest = rest & ~partial
    as_much = [~t | ~u for t, u in zip(treated.low, untreated.high, strict=True)]
    resistant = rest & reduce(and_, as_much)
    rest = rest & ~resistant
    words = verdict_words(len(treated.high))
    cells = responds, resistant, rest & ~treated.free, rest & treated.free, none, partial
    return dict(zip(words, cells, strict=True))
