"""From switches to outcomes: the stages of a scenario, settled in all cells at once.

What :func:`~her2model.engine.simulation.settle` does for one cell is done here for every cell: the
untouched tumour settles, then the altered or the treated one, then both. Where a stage ends in an
attractor that is not one state, all of it is the start of the next, and a cell with several
attractors starts from each of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple

from her2model.engine.forcing import CAUSES, Cells, contradictions
from her2model.engine.network import Subspace
from her2model.engine.scenario import of_the_tumour, stages
from her2model.engine.trap_spaces import minimal_trap_spaces
from her2model.screening.switched_network import CellAlgebra, Rails, SwitchedNetwork, acting
from her2model.screening.switched_trap_spaces import MAX_FEEDBACK, Settled, settled
from her2model.screening.switches import Perturbations
from her2model.verdicts import MIXED, UNSETTLED, UNTREATED, Value, values_of

__all__ = ["Outcomes", "Percolated", "outcomes", "percolated"]

Check = Callable[[str], None]


@dataclass
class Outcomes:
    """Of one species, the cells by what it can be.

    Attributes
    ----------
    possible
        Cells that are scenarios: their causes do not contradict each other.
    low, high
        For each level from 1 up, the cells with a reachable attractor in which the species can be
        below it, and at or above it; one of each for a species that is on or off.
    free
        Cells with a reachable attractor in which it does not settle.
    certified
        Cells in which percolation alone decides, so that the value holds for every update scheme.
    feedback, undecided, residual
        What was needed beyond percolation: feedback species tried, cells of the last stage that
        percolation left undecided, and residual networks solved one by one.
    left
        Cells for which the time was over, of which the rest is not to be believed.
    """

    possible: Any
    low: list[Any]
    high: list[Any]
    free: Any
    certified: Any
    undecided: Any
    left: Any
    feedback: dict[str, tuple[str, ...]] = field(default_factory=dict)
    residual: int = 0

    @classmethod
    def empty(cls, possible: Cells, algebra: CellAlgebra, top: int) -> Outcomes:
        """Return the outcomes of cells of which nothing is known yet."""
        no = algebra.false
        return cls(possible, [no] * top, [no] * top, no, no, no, no)

    def value(self, word: Value) -> Any:
        """Return the cells with a value, one of :func:`~her2model.verdicts.values_of`."""
        if word == UNSETTLED:
            return self.free
        if word == MIXED:
            both = (low & high for low, high in zip(self.low, self.high, strict=True))
            return reduce(or_, both) & ~self.free
        level = values_of(len(self.high)).index(word)
        reached = [self.high[level - 1] & ~self.low[level - 1]] if level else []
        passed = [self.low[level] & ~self.high[level]] if level < len(self.high) else []
        return reduce(and_, reached + passed)

    def mapped(self, change: Callable[[Any], Any]) -> Outcomes:
        """Return the outcomes with each set of cells by level changed."""
        low, high = [[change(c) for c in row] for row in (self.low, self.high)]
        return replace(self, low=low, high=high)

    def add(self, cells: Cells, rails: Rails, watched: tuple[int, ...]) -> None:
        """Note what attractors of some cells are, as far as the watched bits go."""
        for k, i in enumerate(watched):
            self.low[k] = self.low[k] | (cells & rails.can[0][i])
            self.high[k] = self.high[k] | (cells & rails.can[1][i])
            self.free = self.free | (cells & rails.free(i))


@dataclass(frozen=True)
class _Start:
    """Where some cells start: rails, right in these cells only."""

    cells: Cells
    rails: Rails


def outcomes(
    perturbations: Perturbations,
    algebra: CellAlgebra,
    readout: str,
    *,
    max_feedback: int = MAX_FEEDBACK,
    check: Check = lambda doing: None,
) -> Outcomes:
    """Find what a species can be in the attractors that each cell can reach.

    Parameters
    ----------
    perturbations
        The cells.
    algebra
        Sets of those cells, with a variable for each switch in topological order.
    readout
        The species.
    max_feedback
        Most species of a feedback set to enumerate.
    check
        Called with what comes next, so that the caller can stop where a limit is hit.
    """
    whole = percolated(perturbations, algebra, readout, check)
    if not algebra.is_empty(whole.rest):
        _settle_rest(whole, readout, max_feedback, check)
    return whole.found


class Percolated(NamedTuple):
    """What percolation makes of all stages.

    Attributes
    ----------
    found
        Outcomes so far.
    networks
        The stages after the first.
    spaces, sure
        Attractors of the first stage, and what percolation leaves that holds them.
    rails
        What percolation leaves of the last stage.
    rest
        Cells that are not decided by that.
    """

    found: Outcomes
    networks: list[SwitchedNetwork]
    spaces: list[Subspace]
    sure: Subspace
    rails: Rails
    rest: Any


def percolated(
    perturbations: Perturbations, algebra: CellAlgebra, readout: str, check: Check
) -> Percolated:
    """Percolate stage after stage, and see which cells that decides.

    It starts from what percolation makes of the untouched tumour, so that what is decided holds
    under every update scheme.
    """
    given = acting(perturbations, algebra, set(CAUSES))
    clash = contradictions(perturbations.model, given, perturbations.context, algebra)
    possible = algebra.domain & ~clash
    kinds = (*_between(perturbations), (*CAUSES, "drug"))
    networks = [SwitchedNetwork.of(perturbations, algebra, readout, k) for k in kinds]
    last = networks[-1]
    watched = last.network.bits[readout]
    check("percolating")
    spaces, sure = _first(perturbations, last)
    rails = last.constant(sure)
    for network in networks:
        rails = network.percolated(rails)
    found = Outcomes.empty(possible, algebra, len(watched))
    found.certified = possible & ~_any_free(rails, watched)
    found.add(found.certified, rails, watched)
    return Percolated(found, networks, spaces, sure, rails, possible & ~found.certified)


def _settle_rest(whole: Percolated, readout: str, max_feedback: int, check: Check) -> None:
    """Settle stage after stage the cells that percolation from the first start leaves open."""
    found, watched = whole.found, whole.networks[-1].network.bits[readout]
    taken = [n.gathered(whole.rest) for n in whole.networks]
    (*between, last), (_, take, put) = [t[0] for t in taken], taken[0]
    here = take(whole.rest)
    starts = [_Start(here, last.constant(s)) for s in whole.spaces]
    alone = whole.rails.mapped(take) if not between and whole.spaces == [whole.sure] else None
    there = Outcomes.empty(here, last.algebra, len(watched))
    for network in between:
        starts = _passed(network, starts, max_feedback, there, check)
    settled_already = _by_hull(there, last, starts, watched)
    for start in starts:
        check("settling the last stage")
        cells = start.cells & ~settled_already & ~there.left
        root = alone or last.percolated(start.rails)
        ends = settled(last, root, cells, watched, max_feedback)
        _note(there, "last stage", ends)
        there.add(cells & ~ends.undecided, ends.root, watched)
        there.undecided = there.undecided | ends.undecided
        if ends.left is not None:
            there.left = there.left | ends.left
        for space in ends.found:
            there.add(space.cells, space.rails, watched)
    found.low = [a | put(b) for a, b in zip(found.low, there.low, strict=True)]
    found.high = [a | put(b) for a, b in zip(found.high, there.high, strict=True)]
    found.free = found.free | put(there.free)
    found.undecided, found.left = found.undecided | put(there.undecided), put(there.left)
    found.feedback, found.residual = there.feedback, there.residual


def _by_hull(
    found: Outcomes, network: SwitchedNetwork, starts: list[_Start], watched: tuple[int, ...]
) -> Cells:
    """Percolate from what holds all starts; where that decides, each start gives the same."""
    none: Cells = network.algebra.false
    if len(starts) < 2:
        return none
    hull = starts[0].rails
    for start in starts[1:]:
        hull = Rails(
            tuple(  # type: ignore[arg-type]
                [
                    a | (b & start.cells)
                    for a, b in zip(hull.can[v], start.rails.can[v], strict=True)
                ]
                for v in (0, 1)
            )
        )
    rails = network.percolated(hull)
    decided = starts[0].cells & ~_any_free(rails, watched)
    found.add(decided, rails, watched)
    return decided


def _between(perturbations: Perturbations) -> tuple[tuple[str, ...], ...]:
    """Kinds of switches that act in the stage between the first and the last, if there is one."""
    kinds = {s.kind for s in (*perturbations.varied, *perturbations.given)}
    if perturbations.start != UNTREATED or kinds <= {"drug"} or "drug" not in kinds:
        return ()
    return {"de novo": (CAUSES,), "acquired": (("drug",),), "together": ()}[perturbations.onset]


def _first(perturbations: Perturbations, last: SwitchedNetwork) -> tuple[list[Subspace], Subspace]:
    """Return the attractors of the untouched tumour, and what percolation makes of it."""
    network, given, _ = next(stages(perturbations.model, perturbations.scenario(())))
    assert given is not None  # the first stage is given its start
    if perturbations.start != UNTREATED:
        return [given], given
    spaces, sure = of_the_tumour(
        perturbations.model,
        network,
        minimal_trap_spaces(network, network.grown(given)),
        network.percolated(given),
    )
    needed = sum(1 << i for i in last.needed)
    distinct = {Subspace(s.can0 & needed, s.can1 & needed): s for s in spaces}
    return list(distinct.values()), sure


def _passed(
    network: SwitchedNetwork,
    starts: list[_Start],
    max_feedback: int,
    found: Outcomes,
    check: Check,
) -> list[_Start]:
    """Settle a stage, and return its attractors as the starts of the next.

    A cell with several attractors takes part in several starts; cells with different numbers of
    attractors share them, so that there are as many starts as the most attractors of a cell.
    """
    layers: list[_Start] = []
    for start in starts:
        check("settling the stage between")
        root = network.percolated(start.rails)
        ends = settled(network, root, start.cells, None, max_feedback)
        _note(found, "stage between", ends)
        _pack(network, layers, start.cells & ~ends.undecided, ends.root)
        for space in ends.found:
            _pack(network, layers, space.cells, space.rails)
    return layers


def _pack(network: SwitchedNetwork, layers: list[_Start], cells: Cells, rails: Rails) -> None:
    """Put attractors into the first layers that have room for their cells."""
    algebra = network.algebra
    for k, layer in enumerate(layers):
        if algebra.is_empty(cells):
            return
        cells = cells & ~(layer.cells & _same(network, layer.rails, rails))
        room = cells & ~layer.cells
        if not algebra.is_empty(room):
            layers[k] = _Start(layer.cells | room, _joined(network, room, rails, layer.rails))
            cells = cells & ~room
    if not algebra.is_empty(cells):
        layers.append(_Start(cells, rails))


def _joined(network: SwitchedNetwork, cells: Cells, inside: Rails, outside: Rails) -> Rails:
    joined = outside.copy()
    for value in (0, 1):
        for i in network.needed:
            joined.can[value][i] = (inside.can[value][i] & cells) | (outside.can[value][i] & ~cells)
    return joined


def _same(network: SwitchedNetwork, a: Rails, b: Rails) -> Cells:
    """Return the cells in which two rails agree."""
    same: Cells = network.algebra.true
    for value in (0, 1):
        for i in network.needed:
            same = same & ~(a.can[value][i] ^ b.can[value][i])
    return same


def _any_free(rails: Rails, watched: tuple[int, ...]) -> Cells:
    """Return the cells in which some of the watched bits can be both."""
    return reduce(or_, (rails.free(i) for i in watched))


def _note(found: Outcomes, stage: str, ends: Settled) -> None:
    known: Any = found.feedback.get(stage, ())
    found.feedback[stage] = tuple(dict.fromkeys((*known, *ends.feedback)))
    found.residual += ends.residual
