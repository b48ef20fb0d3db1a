"""Minimal trap spaces of all cells at once.

The search is that of :mod:`her2model.engine.trap_spaces`: the values 0, 1 and free are tried on a
set of species that every positive cycle passes through, here the cycles of all undecided cells
together.
A percolated trap space is known by its values on that set, and one lies inside another exactly
when its values do, so minimality is read off the values. Diagrams hold the values of a larger set
as further switches (``chosen_values``). Where that is too large as well, the cells are sorted by
what is left of their rules, and each distinct residual network is solved once.
Source of the definition: Klarner, Bockmayr & Siebert 2015, doi:10.1007/s11047-015-9520-7.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from her2model.engine.forcing import Cells
from her2model.engine.trap_spaces import Arcs, positive_feedback_set
from her2model.screening.chosen_values import ChosenValues
from her2model.screening.decision_diagrams import Diagrams
from her2model.screening.residual_program import ResidualTrapSpaces
from her2model.screening.switched_network import CellAlgebra, Rails, SwitchedNetwork, mentioned

__all__ = ["MAX_CHOSEN", "MAX_FEEDBACK", "Settled", "TrapSpaces", "settled"]

MAX_FEEDBACK = 8
"""Species of a feedback set to enumerate."""
MAX_CHOSEN = 60
"""Species of a feedback set whose values decision diagrams hold."""
MAX_SEARCHED = 3
"""Species of a feedback set up to which diagrams of the cells alone are quicker."""
FEW_CHOICES = 100
"""Choices that listed cells try in any case: it takes as long to start a solver."""


@dataclass(frozen=True)
class TrapSpaces:
    """A minimal trap space in each of some cells; or, of watched species, what some of them are."""

    cells: Cells
    rails: Rails


@dataclass(frozen=True)
class Settled:
    """Where cells settle.

    Attributes
    ----------
    root
        Rails after percolation: they hold every attractor, and are it where nothing is undecided.
    undecided
        Cells for which percolation does not tell.
    found
        The minimal trap spaces of the undecided cells; each cell is in one or several.
    feedback
        Names of the species that were tried; empty where none was needed.
    residual
        Number of distinct residual networks that were solved instead.
    left
        Cells for which the time was over; None where there are none.
    """

    root: Rails
    undecided: Cells
    found: tuple[TrapSpaces, ...]
    feedback: tuple[str, ...] = ()
    residual: int = 0
    left: Cells | None = None


def settled(
    network: SwitchedNetwork,
    root: Rails,
    region: Cells,
    watched: tuple[int, ...] | None = None,
    max_feedback: int = MAX_FEEDBACK,
) -> Settled:
    """Find the minimal trap spaces inside a trap space, in every cell of a region.

    Parameters
    ----------
    network
        A stage's network.
    root
        Rails of a percolated trap space, as :meth:`SwitchedNetwork.percolated` returns them.
    region
        Cells to settle.
    watched
        Where only one species matters, the numbers of its bits: cells in which percolation decides
        them are left at that, and only what acts on them is looked at. None where every species
        matters.
    max_feedback
        Most species of a feedback set to enumerate.
    """
    free = watched if watched is not None else network.needed
    undecided = network.algebra.false
    for i in free:
        undecided = undecided | root.free(i)
    undecided = undecided & region
    if network.algebra.is_empty(undecided):
        return Settled(root, undecided, ())
    there, take, put = network.gathered(undecided)
    rails, here = root.mapped(take), take(undecided)
    relevant, arcs = _free_arcs(there, rails, here, watched)
    most = min(_searched(there.algebra, here), max_feedback)
    by_diagrams = isinstance(there.algebra, Diagrams)
    feedback = positive_feedback_set(arcs, 2 * (max_feedback if by_diagrams else most))
    names = tuple(network.network.species[i] for i in feedback)
    if len(feedback) <= most:
        search = _Search(there, relevant, feedback)
        spaces = [
            TrapSpaces(put(s.cells), _returned(s.rails, put, watched))
            for s in search.minimal(rails, here)
        ]
        return Settled(root, undecided, tuple(spaces), names)
    if by_diagrams and len(feedback) <= max_feedback:
        try:
            values = ChosenValues(there, rails, here, relevant, feedback, watched or ())
            return Settled(root, undecided, tuple(_brought(values, rails, put, watched)), names)
        except MemoryError:
            pass  # there are other ways
    each = ResidualTrapSpaces(there, rails, here, relevant, watched)
    found = tuple(_brought(each, rails, put, watched))
    return Settled(root, undecided, found, (), len(each.residuals), put(each.left))


def _searched(algebra: CellAlgebra, cells: Cells) -> int:
    """Return the most species of a feedback set to search: 3ⁿ choices, or a solver once a cell."""
    if isinstance(algebra, Diagrams):
        return MAX_SEARCHED
    size, choices = 0, 1
    while 3 * choices <= max(FEW_CHOICES, algebra.count(cells)):
        size, choices = size + 1, 3 * choices
    return size


class _Solved(Protocol):
    """Minimal trap spaces of cells, however they were found."""

    def layers(self) -> Iterator[tuple[Cells, Rails]]:
        """Yield cells with rails of one attractor of each, until every attractor was there."""

    def possible(self, watched: Iterable[int]) -> Iterator[tuple[int, Cells, Cells, Cells]]:
        """Yield watched species with the cells in which some attractor has each at 0, 1, free."""


def _brought(
    values: _Solved, rails: Rails, put: Any, watched: tuple[int, ...] | None
) -> Iterator[TrapSpaces]:
    """Bring minimal trap spaces back: each, or only what watched species can be in some of them.

    Raises
    ------
    MemoryError
        A cell has too many to bring each back from a diagram.
    """
    if watched is None:
        for cells, found in values.layers():
            narrowed = rails.copy()
            for value in (0, 1):
                for i, can in found.can[value].items():
                    narrowed.can[value][i] = can
            yield TrapSpaces(put(cells), narrowed.mapped(put))
        return
    for i, *some in values.possible(watched):
        zero, one, free = map(put, some)
        others = dict.fromkeys(watched, zero & ~zero)
        yield TrapSpaces(zero, Rails(({**others, i: zero}, others)))
        yield TrapSpaces(one, Rails((others, {**others, i: one})))
        yield TrapSpaces(free, Rails(({**others, i: free}, {**others, i: free})))


def _returned(rails: Rails, put: Any, watched: tuple[int, ...] | None) -> Rails:
    """Bring rails back from the gathered cells: those of the watched species only, if any."""
    if watched is None:
        return rails.mapped(put)
    can = [{i: put(rails.can[value][i]) for i in watched} for value in (0, 1)]
    return Rails((can[0], can[1]))


def _free_arcs(
    network: SwitchedNetwork, rails: Rails, region: Cells, watched: tuple[int, ...] | None
) -> tuple[tuple[int, ...], Arcs]:
    """Species free in some cell that matter, and signed arcs between those free in a common one."""
    algebra = network.algebra
    free = {i: rails.free(i) & region for i in network.needed}
    free = {i: cells for i, cells in free.items() if not algebra.is_empty(cells)}
    signs: dict[int, dict[int, int]] = {i: {} for i in free}
    for target in free:
        for source, value in set(mentioned(network.gates[1][target])):
            if source in free and not algebra.is_empty(free[source] & free[target]):
                signs[source][target] = signs[source].get(target, 0) | (1 if value else 2)
    relevant = set(free) if watched is None else _upstream(signs, watched)
    kept = tuple(i for i in network.needed if i in relevant)
    return kept, {i: {t: s for t, s in signs[i].items() if t in relevant} for i in kept}


def _upstream(arcs: Arcs, watched: tuple[int, ...]) -> set[int]:
    sources: dict[int, list[int]] = {i: [] for i in arcs}
    for source, targets in arcs.items():
        for t in targets:
            sources[t].append(source)
    stack = [i for i in watched if i in arcs]
    found = set(stack)
    while stack:
        for source in sources[stack.pop()]:
            if source not in found:
                found.add(source)
                stack.append(source)
    return found


class _Search:
    """Depth first over the values of a feedback set, all cells in step."""

    def __init__(
        self, network: SwitchedNetwork, relevant: tuple[int, ...], feedback: tuple[int, ...]
    ) -> None:
        self.network = network
        self.algebra = network.algebra
        self.relevant = frozenset(relevant)
        self.feedback = feedback
        self.targets = {
            i: tuple(t for t in network.targets[i] if t in self.relevant) for i in relevant
        }

    def minimal(self, root: Rails, region: Cells) -> Iterator[TrapSpaces]:
        """Yield the minimal trap spaces; the rails of each are right in its cells only."""
        leaves = list(self._leaves(root, region, ()))
        for values, cells, rails in leaves:
            for others, theirs, _ in leaves:
                if others != values and _inside(others, values):
                    cells = cells & ~theirs
            if not self.algebra.is_empty(cells):
                yield TrapSpaces(cells, rails)

    def _leaves(
        self, rails: Rails, region: Cells, values: tuple[int, ...]
    ) -> Iterator[tuple[tuple[int, ...], Cells, Rails]]:
        """Yield (values, cells, rails) of every percolated trap space; value 2 is free."""
        if len(values) == len(self.feedback):
            cells = self._closed(rails, region, values)
            if not self.algebra.is_empty(cells):
                yield values, cells, rails
            return
        i = self.feedback[len(values)]
        for value in (1, 0, 2):
            choice = (*values, value)
            narrowed = rails.copy()
            if value == 2:
                here = region & rails.free(i)
                changed: tuple[int, ...] = ()
            else:
                here = region & rails.can[value][i]
                narrowed.can[1 - value][i] = narrowed.can[1 - value][i] & ~here
                changed = self.targets[i]
            if self.algebra.is_empty(here):
                continue
            there = self._narrowed(narrowed, here, choice, changed)
            if not self.algebra.is_empty(there):
                yield from self._leaves(narrowed, there, choice)

    def _narrowed(
        self, rails: Rails, region: Cells, values: tuple[int, ...], changed: Iterable[int]
    ) -> Cells:
        """Propagate constants in place; return the cells where no chosen value is lost."""
        chosen = dict(zip(self.feedback, values, strict=False))
        queue = list(changed)
        waiting = set(queue)
        while queue:
            i = min(waiting)
            queue.remove(i)
            waiting.discard(i)
            can = [self.network.possible(rails, i, v) for v in (0, 1)]
            if i in chosen:
                for v in (0, 1):
                    if chosen[i] in (v, 2):
                        region = region & can[v]
                if self.algebra.is_empty(region):
                    return region
                continue
            free = rails.free(i) & region
            for v in (0, 1):
                gone = free & ~can[v]
                if not self.algebra.is_empty(gone):
                    rails.can[v][i] = rails.can[v][i] & ~gone
                    fresh = [t for t in self.targets[i] if t not in waiting]
                    queue += fresh
                    waiting.update(fresh)
        return region

    def _closed(self, rails: Rails, region: Cells, values: tuple[int, ...]) -> Cells:
        """Return the cells in which the rules reproduce every chosen value exactly."""
        for i, value in zip(self.feedback, values, strict=True):
            for v in (0, 1):
                can = self.network.possible(rails, i, v)
                region = region & (can if value in (v, 2) else ~can)
        return region


def _inside(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    """Whether the values of a are those of b, or b is free there."""
    return all(x == y or y == 2 for x, y in zip(a, b, strict=True))
