"""What percolation leaves over: the distinct networks among all undecided cells.

Cells in which the same species stay free, and what is left of their rules is the same, have the
same attractors. So whatever one cell costs is paid once for each distinct residual network.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

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
    rules = _Rules(network, tests)
    merged: dict[tuple[int, ...], tuple[Cells, dict[int, _Rest]]] = {}
    for cells, values in network.algebra.parts(region, list(tests.values())):
        network.algebra.check_time()
        rests = rules.rests(values)
        if watched is not None:
            rests = {i: rests[i] for i in sorted(_upstream(rests, watched))}
        key = tuple(rest.number for rest in rests.values())
        known = merged.get(key)
        merged[key] = (cells if known is None else known[0] | cells), rests
    return [_residual(network.network, cells, rests) for cells, rests in merged.values()]


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


def _gate(left: Left, rank: Mapping[int, int] | None = None) -> Gate:
    """Write what is left in the form of a compiled gate, species by their rank if there is one."""
    if isinstance(left, bool):
        return ALWAYS if left else NEVER
    is_and, terms = left if isinstance(left[0], bool) else (True, (left,))
    masks = [0, 0]
    parts = []
    for first, second in terms:
        if isinstance(first, bool):
            parts.append(_gate((first, second), rank))
        else:
            masks[second] |= 1 << (first if rank is None else rank[first])
    return Gate(bool(is_and), masks[1], masks[0], tuple(sorted(parts)))


class _Rest(NamedTuple):
    """What is left of a species' rule: its gates for 0 and 1, who acts, a number for each form."""

    gates: tuple[Left, Left]
    sources: frozenset[int]
    number: int


class _Rules:
    """What is left of the rules in a part of the cells.

    Parts are many, and differ in few tests: a rule is looked at once for each outcome of the tests
    that it depends on.
    """

    def __init__(self, network: SwitchedNetwork, tests: Iterable[Test]) -> None:
        self._gates = network.gates
        self._tests = tuple(tests)
        self._free = [(k, i) for k, (what, i, *_) in enumerate(self._tests) if what == "free"]
        self._asked = {i: self._asked_of(i) for _, i in self._free}
        self._known: dict[tuple[int, tuple[int, ...]], _Rest] = {}
        self._numbers: dict[tuple[int, Gate, Gate], int] = {}

    def _asked_of(self, i: int) -> tuple[int, ...]:
        """Return the places of the tests on which a rule depends."""
        sources = {source for v in (0, 1) for source, _ in mentioned(self._gates[v][i])}
        return tuple(
            k
            for k, (what, species, *_) in enumerate(self._tests)
            if (species in sources if what == "free" else species == i)
        )

    def rests(self, values: tuple[int, ...]) -> dict[int, _Rest]:
        """Return what is left of the rule of each free species, by number."""
        found = {}
        for place, i in self._free:
            if values[place]:
                outcome = tuple([values[k] for k in self._asked[i]])
                rest = self._known.get((i, outcome))
                if rest is None:
                    rest = self._known[i, outcome] = self._rest(i, outcome)
                found[i] = rest
        return found

    def _rest(self, i: int, outcome: tuple[int, ...]) -> _Rest:
        tests = [self._tests[k] for k in self._asked[i]]
        holds = dict(zip(tests, outcome, strict=True))
        free = {species for (what, species, *_), value in holds.items() if what == "free" and value}
        off, on = (_left(self._gates[v][i], i, holds, free) for v in (0, 1))
        form = i, _gate(off), _gate(on)
        number = self._numbers.setdefault(form, len(self._numbers))
        return _Rest((off, on), frozenset([*_names(off), *_names(on)]), number)


def _upstream(rests: Mapping[int, _Rest], watched: tuple[int, ...]) -> set[int]:
    stack = [i for i in watched if i in rests]
    found = set(stack)
    while stack:
        fresh = rests[stack.pop()].sources - found
        found |= fresh
        stack += fresh
    return found


def _residual(whole: Network, cells: Cells, rests: Mapping[int, _Rest]) -> Residual:
    places = tuple(sorted(rests))
    rank = {i: k for k, i in enumerate(places)}
    off, on = ([_gate(rests[i].gates[v], rank) for i in places] for v in (0, 1))
    network = Network(tuple(whole.species[i] for i in places), tuple(on), tuple(off))
    return Residual(cells, network, places)
