"""Order what stands in each layer so that few lines cross.

Sweeps set each layer by the weighted middle of its neighbours, then by moving one entry at a time
to where it crosses least (the matrix of crossings of all pairs in a layer is exact); several starts
and small disturbances of the best, all from one seed. The least number of crossings is NP-hard to
find even for two layers.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from her2model.drawing.moving import at_rest

__all__ = ["ordered_layers"]

_STARTS, _MIDDLES, _SWEEPS = 6, 6, 12
_WORK, _PATIENCE = 120_000, 60
"""Entries of layers that may be moved in all, and disturbances in a row that gain nothing: bound
the time for any network."""

_Matrix = NDArray[np.float64]


@dataclass(slots=True)
class _Ladder:
    """Layers with the weights of the lines between each and the next."""

    lines: list[_Matrix]
    sizes: list[int]
    orders: list[NDArray[np.intp]] = field(default_factory=list)
    work: int = 0

    def crossings(self) -> float:
        return sum(self._between(k) for k in range(len(self.lines)))

    def _between(self, k: int) -> float:
        m = self.lines[k][np.ix_(self.orders[k], self.orders[k + 1])]
        right = m[:, ::-1].cumsum(axis=1)[:, ::-1] - m  # to the right of each in its row
        above = right.cumsum(axis=0) - right
        return float((above * m).sum())

    def sides(self, k: int, up: bool, down: bool) -> list[_Matrix]:
        """Return the lines of a layer, in the order in which their other ends stand."""
        found = []
        if up and k:
            found.append(self.lines[k - 1].T[:, self.orders[k - 1]])
        if down and k < len(self.lines):
            found.append(self.lines[k][:, self.orders[k + 1]])
        return found

    def by_middle(self, k: int, *, up: bool) -> None:
        """Sort a layer by the weighted middle of its neighbours on one side."""
        here = self.orders[k]
        for m in self.sides(k, up, not up):
            total = m.sum(axis=1)
            middle = m @ (np.arange(m.shape[1]) / max(m.shape[1], 1))
            at = np.empty(len(here))
            at[here] = np.arange(len(here)) / max(len(here), 1)
            wish = np.where(total > 0, middle / np.where(total > 0, total, 1), at)
            self.orders[k] = here[np.argsort(wish[here], kind="stable")]

    def by_moves(self, k: int, *, up: bool = True, down: bool = True) -> bool:
        """Move entries of a layer to where they cross least; say whether any was moved."""
        size = self.sizes[k]
        if size < 2:
            return False
        cost = np.zeros((size, size))  # what crosses when the first stands left of the second
        for m in self.sides(k, up, down):
            cost += m @ (m.cumsum(axis=1) - m).T
        order, moves = at_rest(self.orders[k].tolist(), cost.T - cost, 2 * size)
        self.orders[k] = np.array(order, dtype=np.intp)
        self.work += size * (moves + 1)
        return moves > 0


def ordered_layers(
    layers: Sequence[Sequence[int]], lines: Mapping[tuple[int, int], float], effort: float = 1.0
) -> tuple[list[list[int]], float]:
    """Order the entries of each layer.

    Parameters
    ----------
    layers
        Entries of each layer, from the top.
    lines
        (Entry, entry of the next layer) → how many arrows run there.
    effort
        Share of the work that may be done.

    Returns
    -------
    orders, crossings
        The same input gives the same orders.
    """
    ladder = _ladder(layers, lines)
    chance = random.Random(0)
    most = _WORK * effort
    best = _Best()
    for start in range(_STARTS):
        ladder.orders = [np.arange(n, dtype=np.intp) for n in ladder.sizes]
        if start:
            for order in ladder.orders:
                order[:] = chance.sample(range(len(order)), len(order))
        _sweep(ladder, from_top=start % 2 == 0)
        best.keep(ladder)
        if ladder.work > most:
            break
    vain = 0
    while ladder.work < most and best.crossings and vain < _PATIENCE:
        ladder.orders = [o.copy() for o in best.orders]
        _settle(ladder, _disturb(ladder, chance))
        vain = 0 if best.keep(ladder) else vain + 1
    orders = [[layers[k][i] for i in order] for k, order in enumerate(best.orders)]
    return orders, best.crossings


@dataclass(slots=True)
class _Best:
    crossings: float = float("inf")
    orders: list[NDArray[np.intp]] = field(default_factory=list)

    def keep(self, ladder: _Ladder) -> bool:
        """Keep an order that is as good or better; say whether it is better."""
        crossings = ladder.crossings()
        is_better = crossings < self.crossings
        if crossings <= self.crossings:
            self.crossings, self.orders = crossings, [o.copy() for o in ladder.orders]
        return is_better


def _ladder(layers: Sequence[Sequence[int]], lines: Mapping[tuple[int, int], float]) -> _Ladder:
    place = {n: (k, i) for k, layer in enumerate(layers) for i, n in enumerate(layer)}
    sizes = [len(layer) for layer in layers]
    made = [np.zeros((a, b)) for a, b in pairwise(sizes)]
    for (a, b), weight in lines.items():
        made[place[a][0]][place[a][1], place[b][1]] += weight
    return _Ladder(made, sizes)


def _sweep(ladder: _Ladder, *, from_top: bool) -> None:
    every = range(len(ladder.sizes))
    for turn in range(_MIDDLES):
        down = (turn % 2 == 0) == from_top
        for k in every if down else reversed(every):
            ladder.by_middle(k, up=down)
    for turn in range(4):
        down = turn % 2 == 0
        for k in every if down else reversed(every):
            ladder.by_moves(k, up=down, down=not down)
    _settle(ladder, every)


def _settle(ladder: _Ladder, stirred: Iterable[int]) -> None:
    """Move entries with both layers beside in view, where one was stirred, until none gains."""
    waiting = {k for s in stirred for k in (s - 1, s, s + 1) if 0 <= k < len(ladder.sizes)}
    for turn in range(_SWEEPS):
        if not waiting:
            return
        round_, waiting = sorted(waiting, reverse=turn % 2 == 1), set()
        for k in round_:
            if ladder.by_moves(k):
                waiting |= {n for n in (k - 1, k, k + 1) if 0 <= n < len(ladder.sizes)}


def _disturb(ladder: _Ladder, chance: random.Random) -> range:
    """Shuffle a stretch of a few layers that follow each other; return these."""
    top = chance.randrange(len(ladder.sizes))
    stirred = range(top, min(top + 4, len(ladder.sizes)))
    for k in stirred:
        order = ladder.orders[k]
        wide = min(len(order), chance.randrange(3, 12))
        at = chance.randrange(len(order) - wide + 1)
        part = list(order[at : at + wide])
        chance.shuffle(part)
        order[at : at + wide] = part
    return stirred
