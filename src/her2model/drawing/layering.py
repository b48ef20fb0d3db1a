"""Set the species of any network in layers, so that signal flows down from the inputs.

Species are put in order by their distance from the inputs; arrows that then point back up are
feedback. Arrows on shortest ways and the only input of a species are the last to be cut. Finding
the fewest arrows to cut is NP-hard, so the order is improved by moving one species at a time.
"""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from her2model.drawing.moving import at_rest

__all__ = ["Arc", "Layers", "layered", "ordered"]

_ALONG, _ONLY, _ACTIVATES, _INHIBITS = 1.0, 5.0, 1.2, 0.9
"""What it costs to cut an arrow on a shortest way, a sole input, any activation, inhibition."""
_FAR_STEP = {"activation": 1.0, "inhibition": 3.0, "dual": 2.0}
_ROUNDS = 12
_WORK, _PATIENCE = 1_500, 80
"""Moves in all to cut less, and shuffles in a row that gain nothing: bound the time."""
_WIDE, _LEAST_WIDE = 2.2, 10
"""Most species of a layer, in square roots of their number, so that a page is not too wide."""


class Arc(NamedTuple):
    """An arrow between two different species."""

    source: str
    target: str
    sign: str


@dataclass(frozen=True, slots=True)
class Layers:
    """The layer of each species, 0 at the top, and the arrows that are feedback."""

    of: Mapping[str, int]
    upward: frozenset[tuple[str, str]]


def layered(
    order: Sequence[str],
    arcs: Sequence[Arc],
    first: Collection[str] = (),
    last: Collection[str] = (),
) -> Layers:
    """Choose a layer for each species.

    Parameters
    ----------
    order
        What is drawn, from the top; arrows against this order are feedback.
    arcs
        Arrows between different species, each pair of ends once.
    first, last
        Species to be pinned to the first layer and to the last.

    Returns
    -------
    Layers
        Two ends of an arrow are never in one layer.
    """
    place = {s: k for k, s in enumerate(order)}
    upward = frozenset((a.source, a.target) for a in arcs if place[a.source] > place[a.target])
    down = [(a.target, a.source) if (a.source, a.target) in upward else a[:2] for a in arcs]
    return Layers(_ranked(order, list(dict.fromkeys(down)), first, last), upward)


# -- order ----------------------------------------------------------------------------------------


def _distances(species: Sequence[str], arcs: Iterable[Arc]) -> dict[str, float]:
    """Return how far each species is from the nearest input; inhibition counts as far."""
    after: dict[str, list[tuple[str, float]]] = {s: [] for s in species}
    into = dict.fromkeys(species, 0)
    for a in arcs:
        after[a.source].append((a.target, _FAR_STEP[a.sign]))
        into[a.target] += 1
    far: dict[str, float] = {}
    place = {s: k for k, s in enumerate(species)}
    heap = [(0.0, place[s], s) for s in species if not into[s]]
    waiting = sorted(species, key=lambda s: (into[s] - len(after[s]), place[s]))
    while len(far) < len(species):
        if not heap:  # only cycles are left: begin where more leads out than in
            start = next(s for s in waiting if s not in far)
            heap = [(0.0, place[start], start)]
        d, _, s = heapq.heappop(heap)
        if s in far:
            continue
        far[s] = d
        for t, step in after[s]:
            if t not in far:
                heapq.heappush(heap, (d + step, place[t], t))
    return far


def _weight(arc: Arc, arcs: Sequence[Arc], far: Mapping[str, float]) -> float:
    weight = _ACTIVATES if arc.sign == "activation" else _INHIBITS
    if far[arc.target] >= far[arc.source] + _FAR_STEP[arc.sign]:
        weight += _ALONG
    if sum(a.target == arc.target for a in arcs) == 1:
        weight += _ONLY
    return weight


def ordered(species: Sequence[str], arcs: Sequence[Arc], seed: int = 0) -> list[str]:
    """Order species so that what points back weighs little.

    Species are moved one at a time while that gains, from the order by distance; then stretches of
    the best order are shuffled and mended again, as often as the work allows.

    Parameters
    ----------
    species, arcs
        The network, without arrows from a species to itself.
    seed
        Orders that cut as little are many; another seed may find another one.
    """
    far = _distances(species, arcs)
    weights = {(a.source, a.target): _weight(a, arcs, far) for a in arcs}
    names = sorted(species, key=lambda s: far[s])
    place = {s: k for k, s in enumerate(names)}
    matrix = np.zeros((len(names), len(names)))
    for a in arcs:
        matrix[place[a.source], place[a.target]] += weights[a.source, a.target]
    chance = random.Random(seed)
    passing = matrix - matrix.T
    best, work = at_rest(list(range(len(names))), passing, _WORK)
    least = _pointing_back(best, matrix)
    vain = 0
    while least > 0 and work < _WORK and vain < _PATIENCE:
        order = list(best)
        at, wide = chance.randrange(len(order)), chance.randrange(3, 12)
        part = order[at : at + wide]
        chance.shuffle(part)
        order[at : at + wide] = part
        if chance.random() < 0.3:
            order.insert(chance.randrange(len(order)), order.pop(chance.randrange(len(order))))
        order, moves = at_rest(order, passing, _WORK)
        work += moves + 1
        cost = _pointing_back(order, matrix)
        vain += 1
        if cost < least - 1e-9:
            best, least, vain = order, cost, 0
    return [names[k] for k in best]


def _pointing_back(order: list[int], matrix: NDArray[np.float64]) -> float:
    return float(np.tril(matrix[np.ix_(order, order)], -1).sum())


# -- layers ---------------------------------------------------------------------------------------


def _ranked(
    order: Sequence[str],
    down: Sequence[tuple[str, str]],
    first: Collection[str],
    last: Collection[str],
) -> dict[str, int]:
    """Set each species as high as it can be, then move it to where its lines are short."""
    above: dict[str, list[str]] = {s: [] for s in order}
    below: dict[str, list[str]] = {s: [] for s in order}
    for s, t in down:
        above[t].append(s)
        below[s].append(t)
    layer: dict[str, int] = {}
    for s in order:
        layer[s] = max((layer[o] + 1 for o in above[s]), default=0)
    ends = [s for s in last if not below[s]]
    deepest = max((d for s, d in layer.items() if s not in ends), default=-1) + bool(ends)
    layer.update(dict.fromkeys(ends, deepest))
    fixed = {s for s in first if not above[s]} | set(ends)
    _pull([s for s in order if s not in fixed and (above[s] or below[s])], layer, above, below)
    return _narrowed(order, layer, below)


def _pull(
    free: Sequence[str],
    layer: dict[str, int],
    above: Mapping[str, Sequence[str]],
    below: Mapping[str, Sequence[str]],
) -> None:
    """Move each species to the side on which it has more lines, as far as they let it."""
    deepest = max(layer.values(), default=0)
    for turn in range(2 * _ROUNDS):
        before = dict(layer)
        for s in free[::-1] if turn % 2 == 0 else free:
            pull = len(below[s]) - len(above[s])
            if pull > 0:
                layer[s] = min((layer[o] - 1 for o in below[s]), default=deepest)
            elif pull < 0:
                layer[s] = max((layer[o] + 1 for o in above[s]), default=0)
        if layer == before:
            break


def _narrowed(
    order: Sequence[str], layer: Mapping[str, int], below: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    """Split wide layers: what acts far below stands above what acts near by."""
    widest = max(_LEAST_WIDE, round(_WIDE * math.sqrt(len(order))))
    rows: dict[int, list[str]] = {}
    for s in order:
        rows.setdefault(layer[s], []).append(s)
    found: dict[str, int] = {}
    number = 0
    for depth in sorted(rows):
        row = sorted(rows[depth], key=lambda s: -min((layer[t] for t in below[s]), default=0))
        parts = math.ceil(len(row) / widest)
        size = math.ceil(len(row) / parts)
        for k, s in enumerate(row):
            found[s] = number + k // size
        number += parts
    return found
