"""The rows of a cohort's picture, in groups by where in the cell they act."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from her2model.model.model import Model

__all__ = ["GAP", "RowGroup", "grouped", "place_of"]

GAP = 0.3
"""Distance of two groups, in rows."""
_PLACES = ("membrane", "cytosol", "nucleus", "elsewhere")
_OUTSIDE = {"extracellular": "membrane", "outcome": "elsewhere"}
"""What a receptor binds, or hides it, acts at the membrane."""

RowGroup = tuple[str, tuple[tuple[float, str], ...]]
"""Where its rows act, and the rows, each with its distance from the top."""


def place_of(model: Model, row: str) -> int:
    """Return the rank of the place where a row of the picture acts, the outermost first.

    It is that of the first species which an alteration sets, or whose inputs it cuts.
    """
    known = {s.name: s.id for s in model.species.values()}
    name = row.partition("=")[0]
    hit = [known.get(name, name)]
    if row in model.alterations:
        a = model.alterations[row]
        hit = [*a.forced, *(cut.split()[-1] for cut in a.cut)]
    found = next((model.species[s].compartment for s in hit if s in model.species), None)
    return _PLACES.index(_OUTSIDE.get(str(found), str(found)) if found else "elsewhere")


def grouped(model: Model, rows: Sequence[str]) -> tuple[RowGroup, ...]:
    """Put rows, in their order, into groups that a gap parts.

    Parameters
    ----------
    model
        Model of the cohort.
    rows
        Names, those of a place beside each other.
    """
    made: list[RowGroup] = []
    y = 0.0
    for place, members in groupby(rows, key=lambda row: place_of(model, row)):
        names = tuple(members)
        made.append((_PLACES[place], tuple((y + k, name) for k, name in enumerate(names))))
        y += len(names) + GAP
    return tuple(made)
