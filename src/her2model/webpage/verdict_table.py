"""Python's verdict of every case that a page offers, as strings of letters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from her2model.engine.scenario import Scenario
from her2model.engine.simulation import settle
from her2model.errors import LimitError
from her2model.model.model import Model
from her2model.screening.landscape import Landscape, landscape
from her2model.verdicts import ARREST, DEATH, ON, Look, Value, look_of, values_of

__all__ = ["value_letters", "verdict_table"]

_AT_ONCE = 3  # an alteration and two drugs
_MOST_NODES = 2_000_000  # beyond that, cells that are settled one by one are sooner there

Case = tuple[tuple[str, ...], tuple[str, ...]]
"""Alterations and drugs."""


class _Answer(NamedTuple):
    look: Look
    growth: Value
    certified: bool


def value_letters(top: int) -> dict[Value, str]:
    """Return the letter of each value of growth; a capital stands where it is certified.

    Examples
    --------
    >>> print(*map(" ".join, value_letters(1).items()), sep=", ")
    off f, on n, mixed m, unsettled u
    """
    between = "abcdeghijklopqrstvwxyz"[: top - 1]
    return dict(zip(values_of(top), ["f", *between, "n", "m", "u"], strict=True))


def verdict_table(
    model: Model, rows: Iterable[tuple[str, ...]], columns: Sequence[tuple[str, ...]]
) -> list[tuple[str, str]]:
    """Return the letters of each row of alterations: of its looks, and of its values of growth."""
    assert model.readouts is not None
    letters = value_letters(model.species[model.readouts.growth].top)
    rows = list(rows)
    answer = _answers(model, rows, columns)
    found = []
    for row in rows:
        cells = [answer((row, drugs)) for drugs in columns]
        growth = (letters[c.growth].upper() if c.certified else letters[c.growth] for c in cells)
        found.append(("".join(c.look.letter for c in cells), "".join(growth)))
    return found


def _answers(
    model: Model, rows: Iterable[tuple[str, ...]], columns: Iterable[tuple[str, ...]]
) -> Callable[[Case], _Answer]:
    """Return what answers a case: landscapes, or one run each where those grow too large."""
    varied = {a for row in rows for a in row}, {d for column in columns for d in column}
    try:
        growth, death = _landscapes(model, *varied)
    except LimitError:
        return lambda case: _settled(model, case)
    return lambda case: _read(growth, death, case)


def _landscapes(
    model: Model, alterations: Iterable[str], drugs: Iterable[str]
) -> tuple[Landscape, Landscape | None]:
    assert model.readouts is not None
    alterations, drugs = sorted(alterations), sorted(drugs)

    def of(readout: str | None) -> Landscape:
        return landscape(
            model, alterations, drugs, readout=readout, max_size=_AT_ONCE, max_nodes=_MOST_NODES
        )

    return of(None), of(model.readouts.death) if model.readouts.death else None


def _read(growth: Landscape, death: Landscape | None, case: Case) -> _Answer:
    dies = death is not None and death.value(*case) == ON
    look = look_of(growth.verdict(*case), DEATH if dies else ARREST)
    return _Answer(look, growth.value(*case), growth.is_certified(*case))


def _settled(model: Model, case: Case) -> _Answer:
    assert model.readouts is not None
    alterations, drugs = case
    result = settle(model, Scenario.of(model, alterations=alterations, drugs=drugs))
    return _Answer(result.look, result[model.readouts.growth], result.is_certified)
