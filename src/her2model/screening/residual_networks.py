"""What percolation leaves over: the distinct networks among all undecided cells.

Cells in which the same species stay free, and what is left of their rules is the same, have the
same attractors. So whatever one cell costs is paid once for each distinct residual network.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from her2model.engine.forcing import Cells
from her2model.engine.network import ALWAYS, NEVER, Gate, Network, inner_gates, literals
from her2model.screening.switched_network import Rails, SwitchedNetwork, mentioned

__all__ = ["Residual", "Rest", "residual_networks", "residual_tests"]

MAX_SIMPLIFIED = 200
"""Literals of a rule beyond which it is left as it is."""


@dataclass(frozen=True)
class Residual:
    """A residual network and its cells.

    Attributes
    ----------
    cells
        The cells that have it.
    rests
        What is left of the rule of each of its species, by number in the whole network.
    whole
        The whole network.
    """

    cells: Cells
    rests: Mapping[int, Rest]
    whole: Network

    @property
    def places(self) -> tuple[int, ...]:
        """Number in the whole network of each of its species."""
        return tuple(self.rests)

    @cached_property
    def network(self) -> Network:
        """The network of the free species that matter; everything else is a constant in it."""
        rank = {1 << i: 1 << k for k, i in enumerate(self.rests)}
        rests = [r.gates for r in self.rests.values()]
        fall, rise = ([_ranked(gates[v], rank, {}) for gates in rests] for v in (0, 1))
        species = tuple(self.whole.species[i] for i in self.rests)
        return Network(species, tuple(rise), tuple(fall))


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
    merged: dict[tuple[int, ...], tuple[Cells, dict[int, tuple[Rest, int]]]] = {}
    for cells, values in network.algebra.parts(region, list(tests.values())):
        network.algebra.check_time()
        rests = rules.rests(values)
        if watched is not None:
            rests = _upstream(rests, watched)
        key = tuple([number for _, number in rests.values()])
        known = merged.get(key)
        merged[key] = (cells if known is None else known[0] | cells), rests
    return [
        Residual(cells, {i: rest for i, (rest, _) in rests.items()}, network.network)
        for cells, rests in merged.values()
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


def _left(gate: Gate, can0: int, can1: int, known: dict[int, Gate]) -> Gate:
    """Return what is left of a gate in a subspace: ``ALWAYS``, ``NEVER``, or only free species."""
    is_and, on, off, parts = gate
    if is_and and (on & ~can1 or off & ~can0):
        return NEVER
    if not is_and and (on & ~can0 or off & ~can1):
        return ALWAYS
    free = can0 & can1
    on, off, kept = on & free, off & free, []
    for part in parts:
        if id(part) not in known:
            known[id(part)] = _left(part, can0, can1, known)
        left = known[id(part)]
        if left in (ALWAYS, NEVER):
            if (left == ALWAYS) is not is_and:
                return left
        elif _terms(left) == 1:
            on, off = on | left.on, off | left.off
        else:
            kept.append(left)
    if len(kept) == 1 and not on | off:
        return kept[0]
    found = Gate(is_and, on, off, tuple(sorted(kept)))
    return Gate(True, on, off) if _terms(found) == 1 else found  # one form of what has one term


def _terms(gate: Gate) -> int:
    return gate.on.bit_count() + gate.off.bit_count() + 2 * len(gate.parts)


def _ranked(gate: Gate, rank: Mapping[int, int], known: dict[int, Gate]) -> Gate:
    """Write a gate over species in a smaller network."""
    if id(gate) not in known:
        on, off = (sum(rank[bit] for bit in _bits(mask)) for mask in (gate.on, gate.off))
        parts = tuple([_ranked(p, rank, known) for p in gate.parts])
        known[id(gate)] = type(gate)(gate.is_conjunction, on, off, parts)
    return known[id(gate)]


def _bits(mask: int) -> Iterator[int]:
    while mask:
        yield mask & -mask
        mask &= mask - 1


@dataclass(frozen=True, eq=False)
class Rest:
    """What is left of a species' rule.

    Attributes
    ----------
    whole
        The gates for 0 and for 1, with nothing left out.
    can0, can1
        What those that the rule names can be, as the rule sees them.
    cut
        Whose arrows to the species are cut, as a bit mask.
    is_large
        Whether it takes longer to simplify the rule than it saves.
    """

    whole: tuple[Gate, Gate]
    can0: int
    can1: int
    cut: int
    is_large: bool

    @cached_property
    def gates(self) -> tuple[Gate, Gate]:
        """The gates for 0 and for 1, over free species."""
        left = [_left(gate, self.can0, self.can1, {}) for gate in self.whole]
        off, on = (type(gate)(*e) for gate, e in zip(self.whole, left, strict=True))
        return off, on

    @cached_property
    def sources(self) -> int:
        """Who may still act, as a bit mask: of a large rule each that is free."""
        if self.is_large:
            return self.can0 & self.can1
        sources = 0
        for gate in self.gates:
            on, off = literals(gate)
            sources |= on | off
        return sources

    @property
    def form(self) -> Hashable:
        """The same for rules of which the same is left, unless they are large."""
        return (self.can0, self.can1, self.cut) if self.is_large else self.gates


class _Rules:
    """What is left of the rules in a part of the cells.

    Parts are many, and differ in few tests: a rule is looked at once for each outcome of the tests
    that it depends on.
    """

    def __init__(self, network: SwitchedNetwork, tests: Iterable[Test]) -> None:
        self._bit = {test: 1 << k for k, test in enumerate(tests)}
        self._free = sorted((i, bit) for (what, i, *_), bit in self._bit.items() if what == "free")
        self._literals = {
            i: tuple({lit for v in (0, 1) for lit in mentioned(network.gates[v][i])})
            for i, _ in self._free
        }
        fall, rise = network.network.fall, network.network.rise
        self._whole = {i: (fall[i], rise[i]) for i, _ in self._free}
        self._large = {
            i for i, both in self._whole.items() if sum(map(_size, both)) > MAX_SIMPLIFIED
        }
        self._asked = {i: self._asked_of(i) for i, _ in self._free}
        self._known: dict[tuple[int, int], tuple[Rest, int]] = {}
        self._numbers: dict[tuple[int, Hashable], int] = {}

    def _asked_of(self, i: int) -> int:
        """Return the tests on which a rule depends."""
        sources = {source for source, _ in self._literals[i]}
        return sum(
            bit
            for (what, species, *_), bit in self._bit.items()
            if (species in sources if what == "free" else species == i)
        )

    def rests(self, values: int) -> dict[int, tuple[Rest, int]]:
        """Return what is left of the rule of each free species, with another number for each form.

        They come by the species' number, in ascending order.
        """
        found = {}
        for i, bit in self._free:
            if values & bit:
                key = i, values & self._asked[i]
                rest = self._known.get(key)
                if rest is None:
                    rest = self._known[key] = self._rest(*key)
                found[i] = rest
        return found

    def _rest(self, i: int, outcome: int) -> tuple[Rest, int]:
        rest = Rest(self._whole[i], *self._seen(i, outcome), i in self._large)
        return rest, self._numbers.setdefault((i, rest.form), len(self._numbers))

    def _seen(self, i: int, outcome: int) -> tuple[int, int, int]:
        """Return what each that a rule names can be, and whose arrows are cut: 0 to the rule."""

        def holds(*test: Any) -> int:
            return outcome & self._bit.get(test, 0)

        can, cut = [0, 0], 0
        for source, value in self._literals[i]:
            bit = 1 << source
            if holds("cut", i, source, 0):
                can[0], cut = can[0] | bit, cut | bit
            elif holds("free", source, source, 0):
                can = [can[0] | bit, can[1] | bit]
            else:
                can[value if holds("can", i, source, value) else 1 - value] |= bit
        return can[0], can[1], cut


def _size(gate: Gate) -> int:
    return sum(g.on.bit_count() + g.off.bit_count() for g in inner_gates(gate))


def _upstream(
    rests: Mapping[int, tuple[Rest, int]], watched: tuple[int, ...]
) -> dict[int, tuple[Rest, int]]:
    """Keep what acts on watched species, directly or through others, and these."""
    seen = sum(1 << i for i in watched if i in rests)
    fresh = seen
    while fresh:
        acting = 0
        for bit in _bits(fresh):
            acting |= rests[bit.bit_length() - 1][0].sources
        fresh = acting & ~seen
        seen |= acting
    return {i: rest for i, rest in rests.items() if seen >> i & 1}
