"""Move the entries of an order one at a time, each to where it costs least, until none gains."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["at_rest"]

_LEAST = 1e-9


def at_rest(order: list[int], passing: NDArray[np.float64], most: int) -> tuple[list[int], int]:
    """Move entries until no move of a single one gains.

    Parameters
    ----------
    order
        Entries, as numbers.
    passing
        What it costs when the first entry, which stood before the second, is set behind it; the
        opposite of what it costs when the second passes the first.
    most
        Most moves.

    Returns
    -------
    order, moves
        The move that gains most is done first.
    """
    size = len(order)
    every = np.arange(size)
    costs = np.zeros((size, size + 1))  # of each entry at each place, but for a constant
    for moves in range(most):
        here = np.array(order)
        np.cumsum(passing[here[:, None], here], axis=1, out=costs[:, 1:])
        saved = costs[every, every] - costs.min(axis=1)
        at = int(saved.argmax())
        if saved[at] < _LEAST:
            return order, moves
        to = int(costs[at].argmin())
        order = [*order[:at], *order[at + 1 :]]
        order.insert(to - (to > at), int(here[at]))
    return order, most
