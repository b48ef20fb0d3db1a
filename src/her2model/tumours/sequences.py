"""The shortest order of regimens that no few acquired alterations survive.

A tumour that acquires some alterations survives an order of regimens if none of them stops it then.
The tumours that survive are an intersection of cells of a landscape, so that an order is checked
against every set at once. The shortest orders are found by branching over what stops one survivor,
which misses none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from her2model.displays import Displayed
from her2model.engine.simulation import DISCLAIMER, SEMANTICS
from her2model.errors import InputError
from her2model.model.model import Model
from her2model.tumours.escapes import Further, tumour_of
from her2model.tumours.tumour import Tumour

__all__ = ["Order", "order_of_regimens"]

Drugs = tuple[str, ...]


@dataclass(frozen=True)
class Order(Displayed):
    """An order of regimens, and what survives it.

    Attributes
    ----------
    tumour
        What is treated.
    acquired
        Most alterations that are acquired.
    lines
        The regimens, the first line first; empty where no regimen stops the tumour as it is.
    survivors
        Smallest acquired sets that no regimen to choose from stops. Empty where all are stopped.
    """

    tumour: Tumour
    acquired: int
    lines: tuple[Drugs, ...]
    survivors: tuple[tuple[str, ...], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, for JSON."""
        return {
            "tumour": self.tumour.to_dict(),
            "acquired": self.acquired,
            "lines": [list(d) for d in self.lines],
            "survivors": [list(s) for s in self.survivors],
            "semantics": SEMANTICS,
            "note": DISCLAIMER,
        }

    def __str__(self) -> str:
        most = "alteration" if self.acquired == 1 else f"{self.acquired} alterations or fewer"
        lines = [f"{k}. {' + '.join(d)}" for k, d in enumerate(self.lines, start=1)]
        if not self.lines:
            lines = ["no regimen to choose from stops the tumour as it is"]
        told = [f"survives all: {' + '.join(s)}" for s in self.survivors]
        head = f"{self.tumour.in_words()}: no acquired {most} survives this order"
        if told:
            head = f"{self.tumour.in_words()}: shortest order against what can be stopped at all"
        return "\n".join([head, *lines, *told, DISCLAIMER])


def order_of_regimens(
    model: Model,
    tumour: Tumour | Iterable[str],
    /,
    *,
    acquired: int = 1,
    drugs: Iterable[str] | None = None,
    max_drugs: int = 2,
    **conditions: Any,
) -> Order:
    """Find the shortest order of regimens that no few acquired alterations survive.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    tumour
        A tumour that was read, or the alterations that it carries.
    acquired
        Most alterations that are acquired, at once.
    drugs
        Drugs to choose from; all of the model's when None.
    max_drugs
        Most drugs given together.
    **conditions
        Context, onset, start and limits, as for :func:`~her2model.landscape`.

    Returns
    -------
    Order
        The first line stops the tumour as it is. Of the shortest orders that with the fewest drugs
        in all, and then the first by name. Sets that no regimen stops are set aside and told.

    Examples
    --------
    >>> import her2model as h2
    >>> found = h2.order_of_regimens("her2-resistance", ["PTEN loss"], max_drugs=1)
    >>> found.lines
    (('TDXd',), ('trametinib',))
    """
    if acquired < 1 or max_drugs < 1:
        raise InputError("acquired and max_drugs are at least 1")
    named = None if drugs is None else [model.find_species(d, "drug") for d in drugs]
    after = Further(model, tumour_of(model, tumour), named, **conditions)
    growing = after.growing()
    few = _at_most(after, acquired)
    failing = {chosen: after.under(growing, chosen) & few for chosen in _choices(after, max_drugs)}
    diagrams = after.space.diagrams
    nothing = [0] * len(after.space.order)
    first = [d for d, cells in failing.items() if not diagrams.holds(cells, nothing)]
    if not first:
        return Order(after.tumour, acquired, ())
    beyond = few
    for cells in failing.values():
        beyond = beyond & cells
    useful = _undominated({d: cells & ~beyond for d, cells in failing.items()}, diagrams)
    best = _shortest(useful, first, diagrams)
    return Order(after.tumour, acquired, best, after.smallest(beyond))


def _choices(after: Further, most: int) -> Iterator[Drugs]:
    names = sorted(after.space.order[k].name for k in after.drugs)
    for size in range(1, most + 1):
        yield from combinations(names, size)


def _at_most(after: Further, acquired: int) -> Any:
    """Return the cells without drugs and with at most so many further alterations."""
    diagrams = after.space.diagrams
    return diagrams.at_most(acquired) & after.space.exactly((), after.drugs)


def _undominated(failing: dict[Drugs, Any], diagrams: Any) -> dict[Drugs, Any]:
    """Drop regimens of which another with no more drugs stops all that they stop."""
    kept: dict[Drugs, Any] = {}
    for chosen, cells in failing.items():  # fewest drugs first
        if not any(diagrams.is_empty(other & ~cells) for other in kept.values()):
            kept[chosen] = cells
    return kept


def _shortest(
    failing: dict[Drugs, Any], first: Iterable[Drugs], diagrams: Any
) -> tuple[Drugs, ...]:
    starts = [d for d in first if d in failing]
    size = 1
    while True:
        found = {
            order
            for start in starts
            for order in _orders((start,), failing[start], failing, size, diagrams)
        }
        if found:
            return min(found, key=lambda order: (sum(map(len, order)), order))
        size += 1


def _orders(
    so_far: tuple[Drugs, ...], left: Any, failing: dict[Drugs, Any], size: int, diagrams: Any
) -> Iterator[tuple[Drugs, ...]]:
    """Yield the orders of a size that leave nothing, each with its further lines by name."""
    if diagrams.is_empty(left):
        yield (so_far[0], *sorted(so_far[1:]))
        return
    if len(so_far) == size:
        return
    survivor = diagrams.any_point(left)
    for chosen, cells in failing.items():
        if chosen not in so_far and not diagrams.holds(cells, survivor):
            yield from _orders((*so_far, chosen), left & cells, failing, size, diagrams)
