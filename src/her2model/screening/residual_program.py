"""Minimal trap spaces of all residual networks, by one logic program that is ground once.

The program has the rules of every species that is free in some cell. A residual network differs in
which of them are free, what the others are, and which arrows are cut: that is assumed when it is
asked for, so that clingo starts from what it has learnt before. The models that the program has
under such assumptions, with as few values as possible, are the minimal trap spaces, as in
:mod:`her2model.engine.trap_spaces`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Any

from her2model.engine.forcing import Cells
from her2model.engine.network import Gate, SharedGate
from her2model.engine.trap_spaces import MAX_TRAP_SPACES
from her2model.errors import LimitError
from her2model.model.bit_masks import members
from her2model.screening.packed_words import OutOfTime
from her2model.screening.residual_networks import Residual, residual_networks
from her2model.screening.switched_network import Rails, SwitchedNetwork, mentioned

__all__ = ["ResidualProgram", "ResidualTrapSpaces"]

Values = list[tuple[bool, bool]]
"""Of some species whether each can be 0 and can be 1 in a trap space."""


class ResidualTrapSpaces:
    """Minimal trap spaces of some cells, each residual network solved once.

    Parameters are those of :func:`~her2model.screening.residual_networks.residual_networks`.

    Attributes
    ----------
    residuals
        The residual networks, in the order of their first cells where cells are listed.
    left
        Cells that were left out by :meth:`possible`, because the time was over.
    """

    def __init__(
        self,
        network: SwitchedNetwork,
        rails: Rails,
        region: Cells,
        relevant: tuple[int, ...],
        watched: tuple[int, ...] | None,
    ) -> None:
        self.network, self.rails, self.region = network, rails, region
        self.residuals = residual_networks(network, rails, region, relevant, watched)
        self._program = ResidualProgram(network, self.residuals)
        self.left: Cells = network.algebra.false

    def possible(self, watched: Iterable[int]) -> Iterator[tuple[int, Cells, Cells, Cells]]:
        """Yield watched species with the cells in which some attractor has each at 0, 1, free."""
        watched = tuple(watched)
        none = self.network.algebra.false
        found: dict[int, list[Cells]] = {i: [none, none, none] for i in watched}
        self.network.algebra.piecewise()
        for number, residual in enumerate(self.residuals):
            asked = [i for i in watched if i in residual.rests]
            try:
                each = self._seen(residual, asked)
            except OutOfTime:
                if not number:
                    raise
                self.left = reduce(or_, (r.cells for r in self.residuals[number:]))
                break
            for i, seen in zip(asked, each, strict=True):
                for k in seen:
                    found[i][k] = found[i][k] | residual.cells
        for i in watched:
            zero, one, free = found[i]
            sure = [self.region & self.rails.only(i, value) for value in (0, 1)]
            yield i, zero | free | sure[0], one | free | sure[1], free

    def _seen(self, residual: Residual, asked: Sequence[int]) -> list[set[int]]:
        """Return the values, 0, 1 or 2 for free, of each asked species in all trap spaces."""
        seen: list[set[int]] = [set() for _ in asked]
        for values in self._solved(residual, asked):
            for (can0, can1), of in zip(values, seen, strict=True):
                of.add(2 if can0 and can1 else int(can1))
            if all(2 in of for of in seen):  # each is both, so there is no more to learn
                break
        return seen

    def _solved(self, residual: Residual, asked: Sequence[int]) -> Iterator[Values]:
        for count, values in enumerate(self._program.solved(residual, asked)):
            self.network.algebra.check_time()
            if count >= MAX_TRAP_SPACES:
                raise LimitError(
                    f"there are more than {MAX_TRAP_SPACES:,} minimal trap spaces; fix some inputs "
                    "with context="
                )
            yield values

    def layers(self) -> Iterator[tuple[Cells, Rails]]:
        """Yield cells with rails of one attractor of each, until every attractor was there."""
        layers: list[tuple[list[Cells], dict[tuple[int, int], Cells]]] = []
        none = self.network.algebra.false
        for residual in self.residuals:
            for count, values in enumerate(self._solved(residual, residual.places)):
                if count == len(layers):
                    layers.append(([none], {}))
                (cells,), gone = layers[count]
                layers[count][0][0] = cells | residual.cells
                for i, (can0, can1) in zip(residual.places, values, strict=True):
                    if not (can0 and can1):
                        lost = int(can0), i
                        gone[lost] = gone.get(lost, none) | residual.cells
        for (cells,), gone in layers:
            found = Rails(({}, {}))
            for (value, i), lost_in in gone.items():
                found.can[value][i] = self.network.algebra.minus(self.rails.can[value][i], lost_in)
            yield cells, found


class ResidualProgram:
    """The logic program of some residual networks of one switched network."""

    def __init__(self, network: SwitchedNetwork, residuals: Sequence[Residual]) -> None:
        import clingo

        self._control = clingo.Control(
            ["--heuristic=Domain", "--enum-mode=domRec", "--dom-mod=5,16", "--models=0"],
            logger=lambda code, message: None,  # where nothing is to choose it says so on stderr
        )
        self._guards: dict[int, int] = {}
        self._can: tuple[dict[int, int], dict[int, int]] = ({}, {})
        self._cut: dict[tuple[int, int], int] = {}
        self._literals: dict[tuple[int, int, int], int] = {}
        self._atoms: dict[tuple[int, int], int] = {}
        self._is_shared = False
        gates = network.gates
        free = sorted({i for residual in residuals for i in residual.rests})
        acting = {s for i in free for v in (0, 1) for s, _ in mentioned(gates[v][i])}
        with self._control.backend() as self._backend:
            for i in free:
                self._guards[i] = self._choice()
            for i in sorted(acting | {*free}):
                for value in (0, 1):
                    name = clingo.Function("in", [clingo.Number(i), clingo.Number(value)])
                    self._can[value][i] = self._choice(name)
            for target, source in sorted(network.cut):
                if target in self._guards:
                    self._cut[target, source] = self._choice()
            for i, guard in self._guards.items():
                can = [self._can[value][i] for value in (0, 1)]
                self._backend.add_rule([], [guard, *(-atom for atom in can)])
                for value, whole in ((0, network.network.fall), (1, network.network.rise)):
                    self._is_shared = isinstance(whole[i], SharedGate)
                    for body in self._bodies(whole[i], i):
                        self._backend.add_rule([can[value]], [guard, *body])

    def _choice(self, *name: Any) -> int:
        atom: int = self._backend.add_atom(*name)
        self._backend.add_rule([atom], [], choice=True)
        return atom

    def _bodies(self, gate: Gate, target: int) -> list[list[int]]:
        """Rule bodies, any of which makes the gate true; inner gates get atoms of their own."""
        is_and, on, off, parts = gate
        terms = [
            self._literal(target, source, value)
            for value, mask in ((1, on), (0, off))
            for source in members(mask)
        ]
        if not is_and and not self._is_shared:
            inner = (body for part in parts for body in self._bodies(part, target))
            return [[term] for term in terms] + [*inner]
        terms += [self._inner(part, target) for part in parts]
        return [terms] if is_and else [[term] for term in terms]

    def _inner(self, gate: Gate, target: int) -> int:
        """Give an inner gate an atom of its own."""
        key = target, id(gate)
        if key not in self._atoms:
            bodies = self._bodies(gate, target)
            self._atoms[key] = atom = self._backend.add_atom()
            for body in bodies:
                self._backend.add_rule([atom], body)
        return self._atoms[key]

    def _literal(self, target: int, source: int, value: int) -> int:
        """Return what says that a source can have a value, as a rule sees it: cut, it is 0."""
        can = self._can[value][source]
        cut = self._cut.get((target, source))
        if cut is None:
            return can
        key = target, source, value
        if key not in self._literals:
            atom: int = self._backend.add_atom()
            self._backend.add_rule([atom], [can, -cut])
            if not value:
                self._backend.add_rule([atom], [cut])
            self._literals[key] = atom
        return self._literals[key]

    def solved(self, residual: Residual, asked: Sequence[int]) -> Iterator[Values]:
        """Yield what some free species can be in each minimal trap space of a residual network."""
        atoms = [(self._can[0][i], self._can[1][i]) for i in asked]
        with self._control.solve(assumptions=self._assumed(residual), yield_=True) as models:
            for model in models:
                yield [(model.is_true(zero), model.is_true(one)) for zero, one in atoms]

    def _assumed(self, residual: Residual) -> list[int]:
        rests = residual.rests
        can = [0, 0]
        for rest in rests.values():
            can[0] |= rest.can0 & ~rest.cut
            can[1] |= rest.can1
        assumed = [guard if i in rests else -guard for i, guard in self._guards.items()]
        for (target, source), cut in self._cut.items():
            held = target in rests and rests[target].cut >> source & 1
            assumed.append(cut if held else -cut)
        for value, atoms in enumerate(self._can):
            mask = can[value]
            assumed += [a if mask >> i & 1 else -a for i, a in atoms.items() if i not in rests]
        return assumed
