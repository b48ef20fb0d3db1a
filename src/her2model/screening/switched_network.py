"""A model's rules with switches inside: percolation of all cells at once.

Each species has two *rails*, the set of cells in which it can be 0 and the set in which it can be
1. So the state of every cell is held together, and a rule is evaluated once for all of them. The
sets are decision diagrams or packed words: whatever knows ``&``, ``|`` and ``~``. Percolation is
that of :class:`~her2model.engine.network.Network`, species by species in regulators-first order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from heapq import heapify, heappop, heappush
from operator import and_, or_
from typing import Any, Protocol

from her2model.engine.forcing import Algebra, Cause, Cells, cut_arrows, held
from her2model.engine.network import Gate, Network, Subspace
from her2model.engine.scenario import compiled
from her2model.model.bit_masks import members
from her2model.screening.switches import Perturbations

__all__ = ["CellAlgebra", "Rails", "SwitchedNetwork", "acting", "mentioned"]

Literal = tuple[int, int]
Switched = tuple[bool, tuple[Literal, ...], "tuple[Switched, ...]"]
"""(is a conjunction, (species, value) of each literal, inner gates)."""


class CellAlgebra(Algebra, Protocol):
    """What the engine asks of sets of many cells."""

    domain: Any

    def switch(self, k: int) -> Any:
        """Return the cells in which a switch is on."""

    def is_empty(self, cells: Any) -> bool:
        """Whether no cell is in the set."""

    def minus(self, cells: Any, others: Any) -> Any:
        """Return the cells of a set that are not in another."""

    def count(self, cells: Any) -> int:
        """Return the number of cells."""

    def check_time(self) -> None:
        """Stop where the time for it is over."""

    def piecewise(self) -> None:
        """Say that from here on the answer comes in pieces, of which each counts."""

    def gathered(self, cells: Any) -> tuple[Any, Any, Any]:
        """Return an algebra of only these cells, and the ways there and back."""

    def parts(self, cells: Any, tests: Any) -> Any:
        """Split a set into the parts in which each test has one value, with a bit for each test."""


@dataclass
class Rails:
    """Of each species the cells in which it can be 0 (``can[0]``) and 1 (``can[1]``)."""

    can: tuple[Any, Any]

    def copy(self) -> Rails:
        """Return rails that can be changed apart."""
        return Rails((self.can[0].copy(), self.can[1].copy()))

    def free(self, i: int) -> Cells:
        """Return the cells in which a species can have both values."""
        found: Cells = self.can[0][i] & self.can[1][i]
        return found

    def only(self, i: int, value: int) -> Cells:
        """Return the cells in which a species surely has a value."""
        found: Cells = self.can[value][i] & ~self.can[1 - value][i]
        return found

    def mapped(self, change: Any) -> Rails:
        """Return the rails with each set changed."""
        return Rails(([change(c) for c in self.can[0]], [change(c) for c in self.can[1]]))


@dataclass(frozen=True)
class SwitchedNetwork:
    """One stage's network in all cells.

    Attributes
    ----------
    network
        The compiled model, nothing forced.
    algebra
        The kind of sets.
    forced
        Species → the cells in which it is forced to 0, and to 1.
    cut
        (target, source) → the cells in which that arrow is cut.
    needed
        Species that matter to the readout, in regulators-first order.
    """

    network: Network
    algebra: CellAlgebra
    forced: Mapping[int, tuple[Cells, Cells]]
    cut: Mapping[tuple[int, int], Cells]
    needed: tuple[int, ...]

    @classmethod
    def of(
        cls,
        perturbations: Perturbations,
        algebra: CellAlgebra,
        readout: str,
        kinds: Iterable[str],
    ) -> SwitchedNetwork:
        """Build the network in which only the switches of some kinds act."""
        model = perturbations.model
        network = compiled(model)
        given = acting(perturbations, algebra, set(kinds))
        index = network.index
        cut = {
            (target, source): cells
            for (s, t), cells in cut_arrows(model, given, algebra).items()
            for target in network.bits[t]
            for source in network.bits[s]
        }
        values = held(model, given, perturbations.context, algebra)
        forced = {index[s]: both for s, both in values.items()}
        return cls(network, algebra, forced, cut, _needed(network, network.bits[readout]))

    # -- rules -----------------------------------------------------------------------------------

    @cached_property
    def gates(self) -> tuple[dict[int, Switched], dict[int, Switched]]:
        """Of each species the gate for 0 and the gate for 1."""
        fall, rise = self.network.fall, self.network.rise
        return {i: _switched(fall[i]) for i in self.needed}, {
            i: _switched(rise[i]) for i in self.needed
        }

    @cached_property
    def targets(self) -> dict[int, tuple[int, ...]]:
        """Species that each species acts on, itself not included where it is an input."""
        found: dict[int, list[int]] = {i: [] for i in self.needed}
        for i in self.needed:
            for source in dict.fromkeys(s for g in self.gates for s, _ in mentioned(g[i])):
                found[source].append(i)
        return {i: tuple(t) for i, t in found.items()}

    def possible(self, rails: Rails, i: int, value: int) -> Cells:
        """Return the cells in which the rule of a species can give a value."""
        found = self._holds(self.gates[value][i], rails, i, {})
        if i in self.forced:
            here, there = self.forced[i][value], self.forced[i][1 - value]
            return (found & ~there) | here
        return found

    def _holds(self, gate: Switched, rails: Rails, target: int, known: dict[int, Cells]) -> Cells:
        is_and, literals, parts = gate
        terms = [rails.can[value][source] for source, value in literals]
        if self.cut:
            for k, (source, value) in enumerate(literals):
                gone = self.cut.get((target, source))
                if gone is not None:
                    terms[k] = terms[k] & ~gone if value else terms[k] | gone
        for part in parts:
            if id(part) not in known:
                known[id(part)] = self._holds(part, rails, target, known)
            terms.append(known[id(part)])
        if not terms:
            terms = [self.algebra.true if is_and else self.algebra.false]
        found: Cells = reduce(and_ if is_and else or_, terms)
        return found

    # -- percolation -----------------------------------------------------------------------------

    def constant(self, space: Subspace) -> Rails:
        """Return the rails of one subspace, the same in every cell."""
        which = (self.algebra.false, self.algebra.true)
        n = range(len(self.network.species))
        return Rails(
            ([which[space.can0 >> i & 1] for i in n], [which[space.can1 >> i & 1] for i in n])
        )

    def entered(self, rails: Rails) -> Rails:
        """Return the rails with forced species at their values: they jump there at once."""
        rails = rails.copy()
        for i, (off, on) in self.forced.items():
            rails.can[0][i] = (rails.can[0][i] | off) & ~on
            rails.can[1][i] = (rails.can[1][i] | on) & ~off
        return rails

    def grown(self, rails: Rails) -> Rails:
        """Return the smallest trap space that holds the start, in every cell."""
        rails = self.entered(rails)
        queue = _Queue(self.needed)
        while queue:
            i = queue.pop()
            for value in (0, 1):
                new = self.algebra.minus(self.possible(rails, i, value), rails.can[value][i])
                if not self.algebra.is_empty(new):
                    rails.can[value][i] = rails.can[value][i] | new
                    queue.push(self.targets[i])
        return rails

    def shrunk(self, rails: Rails) -> Rails:
        """Return what is left of trap spaces when their constants are propagated."""
        rails = rails.copy()
        queue = _Queue(self.needed)
        while queue:
            i = queue.pop()
            free = rails.free(i)
            if self.algebra.is_empty(free):
                continue
            for value in (0, 1):
                gone = self.algebra.minus(free, self.possible(rails, i, value))
                if not self.algebra.is_empty(gone):
                    rails.can[value][i] = self.algebra.minus(rails.can[value][i], gone)
                    free = self.algebra.minus(free, gone)
                    queue.push(self.targets[i])
        return rails

    def percolated(self, rails: Rails) -> Rails:
        """Grow, then shrink."""
        return self.shrunk(self.grown(rails))

    def gathered(self, cells: Cells) -> tuple[SwitchedNetwork, Any, Any]:
        """Return the network in only these cells, and the ways there and back."""
        algebra, take, put = self.algebra.gathered(cells)
        if algebra is self.algebra:
            return self, take, put
        forced = {i: (take(off), take(on)) for i, (off, on) in self.forced.items()}
        cut = {k: take(c) for k, c in self.cut.items()}
        there = SwitchedNetwork(self.network, algebra, forced, cut, self.needed)
        vars(there)["gates"], vars(there)["targets"] = self.gates, self.targets
        return there, take, put


class _Queue:
    """Species to look at again, in waves: of each wave the one nearest to the inputs first.

    What a feedback sends back waits for the next wave, so that all changes of a wave are there.
    """

    def __init__(self, species: Iterable[int]) -> None:
        self._wave = list(species)
        heapify(self._wave)
        self._next: list[int] = []
        self._at = -1
        self._waiting = set(self._wave)

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def push(self, species: Iterable[int]) -> None:
        for i in species:
            if i not in self._waiting:
                self._waiting.add(i)
                heappush(self._wave if i > self._at else self._next, i)

    def pop(self) -> int:
        if not self._wave:
            self._wave, self._next = self._next, []
        self._at = heappop(self._wave)
        self._waiting.discard(self._at)
        return self._at


def mentioned(gate: Switched) -> Iterable[Literal]:
    """Yield every literal of a gate, of each inner gate once."""
    stack, seen = [gate], {id(gate)}
    while stack:
        found = stack.pop()
        yield from found[1]
        fresh = [part for part in reversed(found[2]) if id(part) not in seen]
        seen.update(map(id, fresh))
        stack += fresh


def acting(
    perturbations: Perturbations, algebra: CellAlgebra, kinds: set[str]
) -> dict[Cause, Cells]:
    """Return the cells in which each cause of some kinds acts; the others are not there yet."""
    acts = {c: algebra.true for c in perturbations.given if c.kind in kinds}
    for k, c in enumerate(perturbations.in_topological_order):
        if c.kind in kinds:
            acts[c] = algebra.switch(k)
    return acts


def _needed(network: Network, readout: tuple[int, ...]) -> tuple[int, ...]:
    """Species from which the readout's bits can be reached along arrows, regulators first."""
    found, stack = set(readout), list(readout)
    while stack:
        i = stack.pop()
        for gate in (network.rise[i], network.fall[i]):
            for source, _ in mentioned(_switched(gate)):
                if source not in found:
                    found.add(source)
                    stack.append(source)
    return tuple(sorted(found))


def _switched(gate: Gate, known: dict[int, Switched] | None = None) -> Switched:
    known = {} if known is None else known
    is_and, on, off, parts = gate
    literals = tuple((i, 1) for i in members(on)) + tuple((i, 0) for i in members(off))
    for part in parts:
        if id(part) not in known:
            known[id(part)] = _switched(part, known)
    return is_and, literals, tuple([known[id(part)] for part in parts])
