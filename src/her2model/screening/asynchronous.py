"""Exact attractors of asynchronous updating, where they are asked for by name.

One species changes at a time; an attractor is a set of states that the dynamics cannot leave and
can go round in for ever. AEON (Beneš et al.; package biodivine_aeon) holds such sets as decision
diagrams over the states. What percolation decides is the same under every update scheme, so only
the other cells are looked at, and of those that have the same dynamics only one. Each stage starts
from all states of the attractors that the one before reaches. A species with levels moves by one
level at a time (the steps encoding of :mod:`her2model.engine.levels`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from her2model.engine.forcing import Cells
from her2model.engine.network import Gate, Network, Subspace, literals
from her2model.engine.scenario import Scenario, stages, step_network
from her2model.errors import InputError, LimitError
from her2model.model.model import Model
from her2model.screening.decision_diagrams import Diagrams
from her2model.screening.outcomes import Outcomes, percolated
from her2model.screening.residual_networks import residual_networks, residual_tests
from her2model.screening.switched_network import Rails, SwitchedNetwork
from her2model.screening.switches import Perturbations
from her2model.verdicts import UNTREATED, Interval, Value, value_of

__all__ = ["ASYNCHRONOUS", "asynchronous_outcomes", "asynchronous_value"]

ASYNCHRONOUS = "attractors of asynchronous updating reachable from the start"
MAX_SYMBOLIC = 2_000_000
"""Most decision-diagram nodes of a set of states."""

States = Any
"""AEON's set of states."""


def asynchronous_outcomes(
    perturbations: Perturbations,
    algebra: Diagrams,
    readout: str,
    *,
    max_feedback: int = 0,
    check: Callable[[str], None] = lambda doing: None,
) -> Outcomes:
    """Find what a species can be in the asynchronous attractors that each cell can reach.

    Parameters are those of :func:`~her2model.screening.outcomes.outcomes`; ``max_feedback`` is
    not used.

    Raises
    ------
    LimitError
        Sets of states grew too large.
    InputError
        The model's field ``untreated`` says which attractor the untreated tumour is in.
    """
    _refuse_untreated(perturbations)
    graded = bool(perturbations.model.levels)
    found, networks, _, sure, rails, rest = percolated(perturbations, algebra, readout, check)
    if algebra.is_empty(rest):
        return found
    found.undecided = rest
    if not graded:
        rest = _agreeing(found, networks[-1], rails, rest, readout, check)
    if algebra.is_empty(rest):
        return found
    order = perturbations.in_topological_order
    tests = _tests(networks, networks[-1].constant(sure))
    for cells, _ in algebra.parts(rest, tests):
        check(f"solving asynchronous dynamics number {found.residual + 1}")
        point = algebra.any_point(cells)
        assert point is not None  # parts are not empty
        on = [s for s, v in zip(order, point, strict=True) if v]
        scenario = perturbations.scenario(on)
        kept = None if graded else networks[-1].needed
        _add(found, cells, _levels(perturbations.model, scenario, readout, kept))
    return found


def _refuse_untreated(perturbations: Perturbations) -> None:
    model = perturbations.model
    if model.untreated and perturbations.start == UNTREATED:
        raise InputError(
            f"{model.name} says with '{UNTREATED}' which attractor the untreated tumour is in, and "
            "that is not looked for under asynchronous updating",
            hint="leave out semantics=, or give start=",
        )


def _add(found: Outcomes, cells: Cells, levels: Iterable[Interval]) -> None:
    found.residual += 1
    for lowest, highest in levels:
        for k in range(len(found.high)):
            if lowest <= k:
                found.low[k] = found.low[k] | cells
            if highest > k:
                found.high[k] = found.high[k] | cells
        if lowest < highest:
            found.free = found.free | cells


def _agreeing(
    found: Outcomes,
    network: SwitchedNetwork,
    rails: Rails,
    rest: Any,
    readout: str,
    check: Callable[[str], None],
) -> Any:
    """Decide the cells in which all attractors that percolation leaves possible are alike.

    Then it does not matter which of them are reached. The other cells are returned.
    """
    watched = network.network.index[readout]
    relevant = tuple(
        i for i in network.needed if not network.algebra.is_empty(rails.free(i) & rest)
    )
    left = network.algebra.false
    for residual in residual_networks(network, rails, rest, relevant, (watched,)):
        check(f"solving asynchronous residual network number {found.residual + 1}")
        stage = _Stage(residual.network, tuple(range(len(residual.places))))
        place = residual.places.index(watched)
        levels = stage.common_levels((place,))
        if levels is None:
            left = left | residual.cells
        else:
            _add(found, residual.cells, levels)
    return left


def _tests(networks: list[SwitchedNetwork], start: Rails) -> list[Any]:
    """Return sets of cells that tell apart whatever matters to the dynamics of the stages.

    In each stage a cell's dynamics are those of the species that can change from where it starts,
    under what is constant around them. Where a species can change only in a later stage, its value
    in the earlier one matters too.
    """
    tests: list[Any] = []
    before = start
    for network in networks:
        grown = network.grown(before)
        tests += residual_tests(network, grown, network.needed).values()
        for i in network.needed:
            free = grown.free(i)
            tests += [free & before.can[0][i], free & before.can[1][i]]
        before = network.shrunk(grown)
    return [t for t in tests if not networks[0].algebra.is_empty(t)]


def asynchronous_value(
    model: Model, scenario: Scenario, readout: str, needed: Iterable[int] | None = None
) -> Value:
    """Return the value of a species over the asynchronous attractors that one scenario reaches.

    Parameters
    ----------
    model, scenario
        What to settle.
    readout
        A species.
    needed
        Numbers of the species to keep in the dynamics, closed under what acts on them; all when
        None.

    Returns
    -------
    Value
        ``unsettled`` where an attractor has states of both values.

    Raises
    ------
    LimitError
        A set of states needed more than two million diagram nodes.
    InputError
        biodivine_aeon is not installed.
    """
    return value_of(_levels(model, scenario, readout, needed), model.species[readout].top)


def _levels(
    model: Model, scenario: Scenario, readout: str, needed: Iterable[int] | None
) -> set[Interval]:
    """Return the lowest and the highest level of a species in each attractor that is reached."""
    every = [(step_network(model, s.scenario), s) for s in stages(model, scenario)]
    first = every[0][0]
    watched = first.bits[readout]
    kept = _acting_on(watched, [n for n, _ in every]) if needed is None else tuple(needed)
    reached: States = None
    before: _Stage | None = None
    for k, (network, (_, given, _)) in enumerate(every):
        stage = _Stage(network, kept)
        if given is not None:
            values = every[0][1].network.values(given)
            start = stage.inside(network.entered(network.subspace(values)))
        else:
            assert before is not None  # only the first stage is given its start
            start = stage.entered(before.moved(reached, stage))
        final = k == len(every) - 1
        attractors = stage.attractors(start, watched if final else None)
        if final:
            return stage.levels(attractors, watched)
        reached, before = _union(attractors), stage
    raise AssertionError("there is always a last stage")


def _acting_on(watched: Iterable[int], networks: Iterable[Network]) -> tuple[int, ...]:
    """Return the numbers of all that acts on some species in some stage, these included."""
    rules = [[on | off for on, off in map(literals, n.rise)] for n in networks]
    found, queue = set(watched), list(watched)
    while queue:
        i = queue.pop()
        sources = {k for r in rules for k in range(r[i].bit_length()) if r[i] >> k & 1}
        queue += sources - found
        found |= sources
    return tuple(sorted(found))


@dataclass(frozen=True)
class _Stage:
    """One stage's asynchronous dynamics."""

    network: Network
    kept: tuple[int, ...]

    @cached_property
    def graph(self) -> Any:
        try:
            from biodivine_aeon import AsynchronousGraph, BooleanNetwork
        except ImportError:
            raise InputError(
                "asynchronous attractors need biodivine_aeon", hint="pip install biodivine_aeon"
            ) from None
        rows = [f"{_name(i)}, {_text(self.network.rise[i])}" for i in self.kept]
        # repaired, because AEON takes a literal that is absorbed for a regulator that must matter
        network = BooleanNetwork.from_bnet("\n".join(rows), repair_graph=True)
        return AsynchronousGraph(network)

    def inside(self, space: Subspace) -> States:
        """Return the states of a subspace."""
        fixed = {_name(i): bool(space.can1 >> i & 1) for i in self.kept if not space.free >> i & 1}
        return self.graph.mk_subspace(fixed).intersect(self._admissible)

    @cached_property
    def _admissible(self) -> States:
        """The states in which a species that is at a level is above every lower one."""
        found = self.graph.mk_unit_colored_vertices()
        for bits in self.network.bits.values():
            for low, high in pairwise(i for i in bits if i in self.kept):
                gap = self.graph.mk_subspace({_name(low): False, _name(high): True})
                found = found.minus(gap)
        return found

    def hull(self, states: States) -> Subspace:
        """Return the smallest subspace that holds some states."""
        fixed = states.vertices().enclosing_named_subspace()
        values = {
            self.network.species[i]: int(fixed[_name(i)])
            for i in self.kept
            if fixed.get(_name(i)) is not None
        }
        return self.network.subspace(values)

    def moved(self, states: States, to: _Stage) -> States:
        """Return the same states in another stage's dynamics."""
        return to.graph.transfer_from(states, self.graph)

    def entered(self, states: States) -> States:
        """Return where states are once the forced species have jumped to their values."""
        from biodivine_aeon import ColoredVertexSet

        forced = self.network.forced_on | self.network.forced_off
        context = self.graph.symbolic_context()
        names = [_name(i) for i in self.kept if forced >> i & 1]
        variables = [context.find_network_bdd_variable(n) for n in names]
        anywhere = ColoredVertexSet(context, states.to_bdd().r_exists(variables))
        values = {
            _name(i): bool(self.network.forced_on >> i & 1) for i in self.kept if forced >> i & 1
        }
        return anywhere.intersect(self.graph.mk_subspace(values))

    def attractors(self, start: States, watched: tuple[int, ...] | None) -> list[States]:
        """Return the attractors that can be reached from some states.

        Which of several are reached is worked out only where it makes a difference.
        """
        from biodivine_aeon import Attractors, Reachability

        within = self.inside(self.network.grown(self.hull(start)))
        with _limited():
            found = list(Attractors.attractors(self._limits, within))
            if len(found) == 1:
                return found
            if watched is not None and len(self.levels(found, watched)) == 1:
                return found
            passed = Reachability.forward_superset(self._limits, start)
        return [a for a in found if not a.intersect(passed).is_empty()]

    def common_levels(self, watched: tuple[int, ...]) -> set[Interval] | None:
        """Return the levels of a species in all attractors, or None where they differ."""
        from biodivine_aeon import Attractors

        whole = self.graph.mk_unit_colored_vertices()
        with _limited():
            found = Attractors.attractors(self._limits, whole)
        levels = self.levels(found, watched)
        return levels if len(levels) == 1 else None

    @property
    def _limits(self) -> Any:
        return {"graph": self.graph, "max_symbolic_size": MAX_SYMBOLIC}

    def levels(self, attractors: list[States], watched: tuple[int, ...]) -> set[Interval]:
        """Return the lowest and the highest level of a species in each attractor."""
        at_least = [self.graph.mk_subspace({_name(i): True}) for i in watched]
        return {
            (
                sum(a.is_subset(on) for on in at_least),
                sum(not a.intersect(on).is_empty() for on in at_least),
            )
            for a in attractors
        }


@contextmanager
def _limited() -> Iterator[None]:
    try:
        yield
    except InterruptedError as reason:
        raise LimitError(
            f"a set of states needed more than {MAX_SYMBOLIC:,} diagram nodes ({reason}); "
            "leave out semantics=, or fix some inputs with context="
        ) from None


def _union(sets: list[States]) -> States:
    found = sets[0]
    for s in sets[1:]:
        found = found.union(s)
    return found


def _name(i: int) -> str:
    return f"x{i:05d}"  # so that any order of names is the order of numbers


def _text(gate: Gate) -> str:
    is_and, on, off, parts = gate
    terms = [_name(i) for i in range(on.bit_length()) if on >> i & 1]
    terms += [f"!{_name(i)}" for i in range(off.bit_length()) if off >> i & 1]
    terms += [f"({_text(p)})" for p in parts]
    if not terms:
        return "true" if is_and else "false"
    return (" & " if is_and else " | ").join(terms)
