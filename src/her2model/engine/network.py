"""A model's rules compiled for the engines: subspaces as bit masks, and ternary percolation.

A *subspace* says of each species whether it can be 0 and whether it can be 1; species that can be
both are free. It is held as two integers with a bit a species. Rules in the forms of
:mod:`her2model.model.subspace_forms` are evaluated on it exactly: the value 1 (or 0) is possible if
some state of the subspace gives it.

Percolation from a start has two monotone phases. *Growing* adds each value that a rule can give,
which ends in the smallest trap space that holds the start. *Shrinking* removes each value that a
rule can no longer give. The result holds every attractor that can be reached from the start, under
synchronous, asynchronous, block-sequential and most permissive updating alike.
Sources: Klarner, Bockmayr & Siebert 2015, doi:10.1007/s11047-015-9520-7 (trap spaces);
Paulevé et al. 2020, doi:10.1038/s41467-020-18112-5 (most permissive semantics).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from her2model.model.expressions import species_and_level
from her2model.model.rules import And, Atom, Expression, Rule
from her2model.model.subspace_forms import subspace_forms

__all__ = ["Gate", "Network", "SharedGate", "Subspace", "inner_gates", "literals", "possible"]

SHARED = 2
"""A gate is gone through by its objects where it has over so many times as many places."""


class Gate(NamedTuple):
    """A conjunction, or else a disjunction, over bit masks.

    Attributes
    ----------
    is_conjunction
        Whether all of it must hold, or any.
    on, off
        Species that are read as 1, and as 0.
    parts
        Inner gates.
    """

    is_conjunction: bool
    on: int
    off: int
    parts: tuple[Gate, ...] = ()


class SharedGate(Gate):
    """A gate in which inner gates stand in several places, as the same object: read them once."""

    __slots__ = ()


ALWAYS = Gate(True, 0, 0)
NEVER = Gate(False, 0, 0)


@dataclass(frozen=True, slots=True, order=True)
class Subspace:
    """Values that each species can have: bit i of ``can0`` and ``can1`` is for species i."""

    can0: int
    can1: int

    @property
    def free(self) -> int:
        """Species that can have both values, as a bit mask."""
        return self.can0 & self.can1

    def __contains__(self, other: Subspace) -> bool:
        return not (other.can0 & ~self.can0 or other.can1 & ~self.can1)


def possible(gate: Gate, can0: int, can1: int) -> bool:
    """Whether some state of the subspace makes the gate true."""
    is_and, on, off, parts = gate
    if is_and:
        if on & ~can1 or off & ~can0:
            return False
        if not parts:
            return True
    else:
        if on & can1 or off & can0:
            return True
        if not parts:
            return False
    if isinstance(gate, SharedGate):
        return _possible_once(gate, can0, can1, {})
    return (all if is_and else any)(possible(p, can0, can1) for p in parts)


def _possible_once(gate: Gate, can0: int, can1: int, known: dict[int, bool]) -> bool:
    """Do as :func:`possible`, with each inner gate once."""
    if id(gate) not in known:
        is_and, on, off, parts = gate
        if is_and:
            found = not (on & ~can1 or off & ~can0)
            found = found and all(_possible_once(p, can0, can1, known) for p in parts)
        else:
            found = bool(on & can1 or off & can0)
            found = found or any(_possible_once(p, can0, can1, known) for p in parts)
        known[id(gate)] = found
    return known[id(gate)]


def inner_gates(gate: Gate) -> Iterator[Gate]:
    """Yield a gate and those within it, each object once, outer ones first."""
    stack, seen = [gate], {id(gate)}
    while stack:
        found = stack.pop()
        yield found
        for part in found.parts:
            if id(part) not in seen:
                seen.add(id(part))
                stack.append(part)


def literals(gate: Gate) -> tuple[int, int]:
    """Species that the gate reads as 1 and as 0, as bit masks."""
    _, on, off, parts = gate
    if isinstance(gate, SharedGate):
        for part in inner_gates(gate):
            on, off = on | part.on, off | part.off
        return on, off
    for part in parts:
        more_on, more_off = literals(part)
        on, off = on | more_on, off | more_off
    return on, off


@dataclass(frozen=True, eq=False)
class Network:
    """Compiled rules.

    Parameters
    ----------
    species
        Their names; bit i stands for ``species[i]``. A species with levels has one for each, named
        as :mod:`her2model.model.thresholds` says.
    rise, fall
        For each species the gate under which it can become 1, and the one for 0.
    forced_on, forced_off
        Species held at a value, as bit masks.
    """

    species: tuple[str, ...]
    rise: tuple[Gate, ...]
    fall: tuple[Gate, ...]
    forced_on: int = 0
    forced_off: int = 0

    @classmethod
    def compiled(cls, rules: Mapping[str, Rule], inputs: Iterable[str] = ()) -> Network:
        """Compile rules; an input without a rule keeps whatever value it has."""
        every = {**{i: Rule(Atom(i)) for i in inputs}, **rules}
        names = _regulators_first({s: r.names for s, r in every.items()})
        index = {s: i for i, s in enumerate(names)}
        gates = [_gates(every[s], index) for s in names]
        return cls(names, tuple(g[0] for g in gates), tuple(g[1] for g in gates))

    @cached_property
    def index(self) -> dict[str, int]:
        """Position of each species."""
        return {s: i for i, s in enumerate(self.species)}

    @property
    def forced(self) -> dict[str, int]:
        """Species held at a value, with that value."""
        either = self.forced_on | self.forced_off
        held = ((s, i) for i, s in enumerate(self.species) if either >> i & 1)
        return {s: self.forced_on >> i & 1 for s, i in held}

    @cached_property
    def bits(self) -> Mapping[str, tuple[int, ...]]:
        """Positions of the bits of each species, from level 1 up; one unless it has levels."""
        return _bits_by_species(self.species)

    def level(self, space: Subspace, species: str) -> tuple[int, int]:
        """Return the lowest and the highest level of a species in a trap space."""
        bits = self.bits[species]
        if len(bits) == 1:
            return 1 - (space.can0 >> bits[0] & 1), space.can1 >> bits[0] & 1
        low = sum(not space.can0 >> i & 1 for i in bits)
        return low, sum(space.can1 >> i & 1 for i in bits)

    def levels(self, state: int) -> dict[str, int]:
        """Return the level of each species in a state."""
        if len(self.bits) == len(self.species):
            return {s: state >> i & 1 for i, s in enumerate(self.species)}
        return {s: sum(state >> i & 1 for i in bits) for s, bits in self.bits.items()}

    def taken_over(self, space: Subspace, other: Network) -> Subspace:
        """Return a subspace of another network, whose species are the same in another order."""
        if other.species == self.species:
            return space
        places = [self.index[s] for s in other.species]
        can0 = sum((space.can0 >> i & 1) << k for i, k in enumerate(places))
        return Subspace(can0, sum((space.can1 >> i & 1) << k for i, k in enumerate(places)))

    @property
    def everything(self) -> Subspace:
        """The whole state space."""
        full = (1 << len(self.species)) - 1
        return Subspace(full, full)

    def with_rules(self, rules: Mapping[str, Rule]) -> Network:
        """Return the network with some rules replaced."""
        rise, fall = list(self.rise), list(self.fall)
        for s, rule in rules.items():
            rise[self.index[s]], fall[self.index[s]] = _gates(rule, self.index)
        return replace(self, rise=tuple(rise), fall=tuple(fall))

    def fixing(self, values: Mapping[str, int]) -> Network:
        """Return the network with some species forced to a value."""
        rise, fall = list(self.rise), list(self.fall)
        on, off = self.forced_on, self.forced_off
        for s, value in values.items():
            i = self.index[s]
            bit = 1 << i
            rise[i], fall[i] = (ALWAYS, NEVER) if value else (NEVER, ALWAYS)
            on, off = (on | bit, off & ~bit) if value else (on & ~bit, off | bit)
        return Network(self.species, tuple(rise), tuple(fall), on, off)

    def entered(self, space: Subspace) -> Subspace:
        """Return the subspace with the forced species at their values: they jump there at once."""
        on, off = self.forced_on, self.forced_off
        return Subspace((space.can0 | off) & ~on, (space.can1 | on) & ~off)

    def subspace(self, values: Mapping[str, int]) -> Subspace:
        """Return the subspace in which the named species have the given values."""
        full = (1 << len(self.species)) - 1
        ones = sum(1 << self.index[s] for s, v in values.items() if v)
        zeros = sum(1 << self.index[s] for s, v in values.items() if not v)
        return Subspace(full & ~ones, full & ~zeros)

    def values(self, space: Subspace) -> dict[str, int]:
        """Values of the species that are not free."""
        free = space.free
        return {s: space.can1 >> i & 1 for i, s in enumerate(self.species) if not free >> i & 1}

    def grown(self, space: Subspace) -> Subspace:
        """Return the smallest trap space that holds the start, forced species at their values."""
        space = self.entered(space)
        can0, can1 = space.can0, space.can1
        changed = True
        while changed:
            changed = False
            for i, (rise, fall) in enumerate(zip(self.rise, self.fall, strict=True)):
                bit = 1 << i
                if not can1 & bit and possible(rise, can0, can1):
                    can1 |= bit
                    changed = True
                if not can0 & bit and possible(fall, can0, can1):
                    can0 |= bit
                    changed = True
        return Subspace(can0, can1)

    def shrunk(self, space: Subspace) -> Subspace:
        """Return what is left of a trap space when its constants are propagated."""
        can0, can1 = space.can0, space.can1
        changed = True
        while changed:
            changed = False
            for i, (rise, fall) in enumerate(zip(self.rise, self.fall, strict=True)):
                bit = 1 << i
                if not (can0 & can1 & bit):
                    continue
                if not possible(rise, can0, can1):
                    can1 &= ~bit
                    changed = True
                elif not possible(fall, can0, can1):
                    can0 &= ~bit
                    changed = True
        return Subspace(can0, can1)

    def percolated(self, start: Subspace) -> Subspace:
        """Grow, then shrink: a trap space that holds every attractor reachable from the start."""
        return self.shrunk(self.grown(start))


@lru_cache(maxsize=256)
def _bits_by_species(names: tuple[str, ...]) -> Mapping[str, tuple[int, ...]]:
    """Group bits by species; networks of one model share this."""
    found: dict[str, dict[int, int]] = {}
    for i, name in enumerate(names):
        species, level = species_and_level(name)
        found.setdefault(species, {})[level] = i
    return {s: tuple(i for _, i in sorted(bits.items())) for s, bits in found.items()}


def _gates(rule: Rule, index: Mapping[str, int]) -> tuple[Gate, Gate]:
    """Return the gates for 1 and for 0, both exact on subspaces."""
    rise, fall = (_whole_gate(e, index) for e in subspace_forms(rule))
    return rise, fall


def _whole_gate(e: Expression, index: Mapping[str, int]) -> Gate:
    known: dict[int, tuple[Gate, int]] = {}
    gate, places = _gate(e, index, known)
    return SharedGate(*gate) if places > SHARED * (len(known) + 1) else gate


def _gate(
    e: Expression, index: Mapping[str, int], known: dict[int, tuple[Gate, int]]
) -> tuple[Gate, int]:
    """Return the gate of an expression, and how many places of gates it has."""
    if isinstance(e, Atom):
        bit = 1 << index[e.name]
        return (Gate(True, bit, 0) if e.value else Gate(True, 0, bit)), 1
    on = off = 0
    parts, places = [], 1
    for term in e.terms:
        if not isinstance(term, Atom):
            if id(term) not in known:
                known[id(term)] = _gate(term, index, known)
            part, more = known[id(term)]
            parts.append(part)
            places += more
        elif term.value:
            on |= 1 << index[term.name]
        else:
            off |= 1 << index[term.name]
    return Gate(isinstance(e, And), on, off, tuple(parts)), places


def _regulators_first(regulators: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Order species so that most come after what acts on them, which saves sweeps."""
    order: dict[str, None] = {}
    seen: set[str] = set()
    for root in regulators:
        stack: list[tuple[str, Iterator[str]]] = []
        if root not in seen:
            seen.add(root)
            stack.append((root, iter(regulators[root])))
        while stack:
            species, rest = stack[-1]
            step = next((r for r in rest if r not in seen), None)
            if step is None:
                order[species] = None
                stack.pop()
            else:
                seen.add(step)
                stack.append((step, iter(regulators[step])))
    return tuple(order)
