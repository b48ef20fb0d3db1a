"""What percolation leaves over: the distinct networks among all undecided cells.

Cells in which the same species stay free, and what is left of their rules is the same, have the
same attractors. So whatever one cell costs is paid once for each distinct residual network.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from her2model.engine.forcing import Cells
from her2model.engine.network import ALWAYS, NEVER, Gate, Network, Subspace
from her2model.screening.switched_network import Rails, Switched, SwitchedNetwork, mentioned

__all__ = ["Residual", "residual_networks", "residual_tests"]


@dataclass(frozen=True)
class Residual:
    """A residual network and its cells.

    Attributes
    ----------
    cells
        The cells that have it.
    network
        The network of the free species that matter; everything else is a constant in it.
    places
        Number in the whole network of each of its species.
    """

    cells: Cells
    network: Network
    places: tuple[int, ...]

    def constants(self, space: Subspace) -> Iterator[tuple[int, int]]:
        """Yield number in the whole network and value of each species that a subspace fixes."""
        for k, i in enumerate(self.places):
            if not space.free >> k & 1:
                yield i, space.can1 >> k & 1


def residual_networks(
    network: SwitchedNetwork,
    rails: Rails,
    region: Cells,
    relevant: tuple[int, ...],
    watched: tuple[int, ...] | None = None,
) -> list[Residual]:
    """Sort cells by their residual network.

    Parameters
    ----------
    network, rails, region
        A stage's network, percolated rails, and the cells to sort.
    relevant
        Species to keep where they are free: closed under what acts on them among the free.
    watched
        Where only one species matters, the numbers of its bits: of each cell only what acts on
        them is kept.
    """
    tests = residual_tests(network, rails, relevant)
    merged: dict[tuple[tuple[int, ...], tuple[Gate, ...]], Cells] = {}
    for cells, values in network.algebra.parts(region, list(tests.values())):
        network.algebra.check_time()
        holds = dict(zip(tests, values, strict=True))
        free = {i for i in relevant if holds.get(("free", i, i, 0))}
        gates = {i: [_left(network.gates[v][i], i, holds, free) for v in (0, 1)] for i in free}
        places = tuple(sorted(free if watched is None else _upstream(gates, watched)))
        rank = {i: k for k, i in enumerate(places)}
        key = places, tuple(_gate(gates[i][v], rank) for v in (1, 0) for i in places)
        merged[key] = merged[key] | cells if key in merged else cells
    return [
        Residual(cells, _network(network.network, places, gates), places)
        for (places, gates), cells in merged.items()
    ]


Test = tuple[str, int, int, int]
"""(what, species, regulator, value): free, or what a regulator of a free species can be, or cut."""


def residual_tests(
    network: SwitchedNetwork, rails: Rails, relevant: tuple[int, ...]
) -> dict[Test, Cells]:
    """Return what tells residual networks apart, as sets of cells; empty ones are left out."""
    tests: dict[Test, Cells] = {("free", i, i, 0): rails.free(i) for i in relevant}
    for i in relevant:
        free = rails.free(i)
        for k, value in sorted({lit for v in (0, 1) for lit in mentioned(network.gates[v][i])}):
            tests["can", i, k, value] = free & rails.can[value][k]
            if (i, k) in network.cut:
                tests["cut", i, k, 0] = free & network.cut[i, k]
    return {t: c for t, c in tests.items() if not network.algebra.is_empty(c)}


Left = Any
"""What is left of a gate: a constant, a literal, or a conjunction (True) or disjunction of such."""


def _left(gate: Switched, target: int, holds: dict[Test, int], free: set[int]) -> Left:
    """Put the constants of one cell into a gate."""
    is_and, literals, parts = gate
    kept: list[Left] = []
    for source, value in literals:
        if holds.get(("cut", target, source, 0)):
            kept.append(not value)
        elif source in free:
            kept.append((source, value))
        else:
            kept.append(bool(holds.get(("can", target, source, value))))
    kept += [_left(p, target, holds, free) for p in parts]
    if (not is_and) in kept:
        return not is_and
    terms = tuple(t for t in kept if t is not is_and)
    if not terms:
        return is_and
    return terms[0] if len(terms) == 1 else (is_and, terms)


def _names(left: Left) -> Iterator[int]:
    if isinstance(left, bool):
        return
    if isinstance(left[0], bool):
        for term in left[1]:
            yield from _names(term)
    else:
        yield left[0]


def _gate(left: Left, rank: dict[int, int]) -> Gate:
    """Write what is left in the form of a compiled gate."""
    if isinstance(left, bool):
        return ALWAYS if left else NEVER
    is_and, terms = left if isinstance(left[0], bool) else (True, (left,))
    masks = [0, 0]
    parts = []
    for first, second in terms:
        if isinstance(first, bool):
            parts.append(_gate((first, second), rank))
        else:
            masks[second] |= 1 << rank[first]
    return Gate(bool(is_and), masks[1], masks[0], tuple(sorted(parts)))


def _upstream(gates: dict[int, list[Left]], watched: tuple[int, ...]) -> set[int]:
    stack = [i for i in watched if i in gates]
    found = set(stack)
    while stack:
        for left in gates[stack.pop()]:
            for source in _names(left):
                if source not in found:
                    found.add(source)
                    stack.append(source)
    return found


def _network(whole: Network, places: tuple[int, ...], gates: tuple[Gate, ...]) -> Network:
    count = len(places)
    return Network(tuple(whole.species[i] for i in places), gates[:count], gates[count:])
