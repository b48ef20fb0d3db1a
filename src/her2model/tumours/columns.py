"""The columns of a cohort's picture: tumours, or kinds of tumours that are alike, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from her2model.tumours.cohort import Verdicts
from her2model.tumours.row_groups import place_of
from her2model.verdicts import (
    ARREST,
    DEATH,
    MIXED,
    NO_GROWTH,
    PARTIAL,
    RESISTANT,
    RESPONDS,
    UNSETTLED,
)

__all__ = ["MOST_SINGLE", "WORKS", "Column", "best_first", "columns_of", "row_names"]

MOST_SINGLE = 60
"""Most tumours that have a column each."""


@dataclass(frozen=True, slots=True)
class Column:
    """A tumour, or several that are alike: what they carry and how they fare.

    Attributes
    ----------
    names
        The tumours.
    carried, uncertain
        Alterations and forced species.
    looks
        For each regimen the looks that some reading has.
    sure
        Number of regimens that work in every reading.
    """

    names: tuple[str, ...]
    carried: frozenset[str]
    uncertain: frozenset[str]
    looks: tuple[tuple[str, ...], ...]
    sure: int


def columns_of(verdicts: Verdicts) -> tuple[Column, ...]:
    """Return the columns in their order: most regimens that surely work first, then by pattern."""
    rows = [r for r in row_names(verdicts) if r]
    place = {name: k for k, name in enumerate(rows)}
    single = len(verdicts.cohort) <= MOST_SINGLE
    found: dict[Any, list[str]] = {}
    for k, tumour in enumerate(verdicts.cohort.tumours):
        judged = [verdicts.cells[k, r] for r in verdicts.regimens]
        looks = tuple(j.looks for j in judged)
        carried = frozenset((*_context(verdicts, k), *tumour.alterations, *tumour.forced))
        key = (carried, frozenset(tumour.uncertain), looks, k if single else 0)
        found.setdefault(key, []).append(tumour.name)
    made = [
        Column(tuple(names), carried, uncertain, looks, sum(set(k) <= WORKS for k in looks))
        for (carried, uncertain, looks, _), names in found.items()
    ]
    return tuple(sorted(made, key=lambda c: _order(c, place)))


def _order(column: Column, place: dict[str, int]) -> tuple[Any, ...]:
    pattern = tuple(_RANK.get(k[0], 9) if len(k) == 1 else _RANK[""] for k in column.looks)
    waterfall = [2] * len(place)
    for name in column.carried | column.uncertain:
        waterfall[place[name]] = 0 if name in column.carried else 1
    return -column.sure, pattern, tuple(waterfall), column.names


WORKS = {DEATH, ARREST, RESPONDS}
_BEST_FIRST = (DEATH, ARREST, RESPONDS, PARTIAL, MIXED, "", UNSETTLED, RESISTANT, NO_GROWTH)
_RANK = {look: k for k, look in enumerate(_BEST_FIRST)}


def best_first(look: str) -> int:
    """Return the rank of a look, the best for the patient first."""
    return _RANK.get(look, len(_RANK))


def row_names(verdicts: Verdicts) -> tuple[str, ...]:
    """Return the alterations that some tumour has or may have: by place, in the model's order."""
    there = {n for t in verdicts.cohort for n in (*t.alterations, *t.forced, *t.uncertain)}
    own = [a for a in verdicts.model.alterations if a in there]
    context = {n for k in range(len(verdicts.cohort)) for n in _context(verdicts, k)}
    rows = (*sorted(context), *own, *sorted(there - set(own)))
    return tuple(sorted(rows, key=lambda row: place_of(verdicts.model, row)))


def _context(verdicts: Verdicts, place: int) -> list[str]:
    """Return the names of the inputs that are on in a tumour, of those that tumours set."""
    model, tumour = verdicts.model, verdicts.cohort.tumours[place]
    return [model.species[name].name for name, value in tumour.context.items() if value]
