"""Minimal trap spaces of all cells, with the values of a feedback set as further switches.

Of each species of the set two variables say whether it can be 0 and whether it can be 1, so that
one percolation serves all cells and all choices at once. The choices that the rules reproduce are
the percolated trap spaces, and as one lies inside another exactly when its choice does, the minimal
ones are the choices below which there is no other. What a search pays for each of 3ⁿ choices, the
diagrams pay for where choices differ in what follows from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, reduce
from heapq import heapify, heappop, heappush
from operator import and_
from typing import Any

from her2model.engine.forcing import Cells
from her2model.screening.decision_diagrams import Diagrams
from her2model.screening.switched_network import Rails, SwitchedNetwork, mentioned

__all__ = ["ChosenValues"]

MAX_LAYERS = 64
"""Most attractors of a cell to bring back one by one."""
Variable = tuple[int, int]
"""(species, value): whether the species can have the value."""


class ChosenValues:
    """The network of some cells over switches and choices, percolated.

    Parameters
    ----------
    network
        A stage's network, over decision diagrams.
    rails, region
        Percolated rails, and the cells to settle.
    relevant, feedback
        Species that are free and matter, regulators first; those that every positive cycle among
        them passes through.
    watched
        Species to be asked for, relevant or not.
    """

    def __init__(
        self,
        network: SwitchedNetwork,
        rails: Rails,
        region: Any,
        relevant: tuple[int, ...],
        feedback: tuple[int, ...],
        watched: Iterable[int] = (),
    ) -> None:
        self.here: Diagrams = network.algebra  # type: ignore[assignment]
        self.relevant, self.feedback = relevant, feedback
        order = self._ordered(network, rails)
        self.there = self.here.like(len(order))
        self._switch = [order.index(k) for k in range(self.here.variables)]
        self._place = {x: k for k, x in enumerate(order) if isinstance(x, tuple)}
        self.over = sorted(self._place.values())
        self._done: dict[Any, Any] = {}
        taken = self._taken(rails, network, watched)
        spaces = self._chosen(taken, self._moved(region))
        net = SwitchedNetwork(
            network.network,
            self.there,
            {i: self._both(network.forced[i]) for i in relevant if i in network.forced},
            {a: self._moved(cells) for a, cells in network.cut.items() if a[0] in relevant},
            network.needed,
        )
        vars(net)["gates"], vars(net)["targets"] = network.gates, network.targets
        self._narrow(net, taken, spaces)
        for i in feedback:
            self.there.check_time()
            for value in (0, 1):
                held: Any = net.possible(taken, i, value)
                spaces = spaces & held.equiv(taken.can[value][i])
        self.rails = taken
        self.spaces = self._minimal(spaces)

    def _ordered(self, network: SwitchedNetwork, rails: Rails) -> list[int | Variable]:
        """Order the variables: before those of a species the switches that act on it."""
        among = set(self.relevant)
        found: dict[int | Variable, None] = {}
        for i in self.relevant:
            acting = [*network.forced.get(i, ())]
            acting += [cells for (target, _), cells in network.cut.items() if target == i]
            acting += [rails.can[v][k] for k, v in self._read(network, i) if k not in among]
            for k in sorted({k for cells in acting for k in self.here.support(cells)}):
                found[k] = None
            if i in self.feedback:
                found[i, 1] = found[i, 0] = None
        return [*dict.fromkeys((*found, *range(self.here.variables)))]

    def _read(self, network: SwitchedNetwork, i: int) -> set[Variable]:
        return {lit for value in (0, 1) for lit in mentioned(network.gates[value][i])}

    def _moved(self, cells: Any) -> Any:
        there, done = self.there, self._done
        return self.here.copied(cells, self._switch, there, done)

    def _both(self, cells: tuple[Cells, Cells]) -> tuple[Cells, Cells]:
        return self._moved(cells[0]), self._moved(cells[1])

    def _taken(self, rails: Rails, network: SwitchedNetwork, watched: Iterable[int]) -> Rails:
        """Move the rails of all species that rules are read of, or that are asked for."""
        asked = {k for i in self.relevant for k, _ in self._read(network, i)}
        asked |= {*self.relevant, *watched}
        return Rails(
            tuple(  # type: ignore[arg-type]
                [
                    self._moved(cells) if i in asked else self.there.false
                    for i, cells in enumerate(rails.can[value])
                ]
                for value in (0, 1)
            )
        )

    def _chosen(self, rails: Rails, region: Any) -> Any:
        """Put the choices into the rails; return cells with a choice that they can have."""
        for i in self.feedback:
            can = [self.there.switch(self._place[i, value]) for value in (0, 1)]
            region = region & (can[0] | can[1])
            for value in (0, 1):
                region = region & (rails.can[value][i] | ~can[value])
                rails.can[value][i] = rails.can[value][i] & can[value]
        return region

    def _narrow(self, network: SwitchedNetwork, rails: Rails, region: Cells) -> None:
        """Propagate constants in place, to all species that are not chosen."""
        others = {i for i in self.relevant if i not in self.feedback}
        heap = [*others]
        heapify(heap)
        waiting = set(heap)
        while heap:
            i = heappop(heap)
            waiting.discard(i)
            free = rails.free(i) & region
            fresh: set[int] = set()
            for value in (0, 1):
                gone: Any = self.there.minus(free, network.possible(rails, i, value))
                if not self.there.is_empty(gone):
                    rails.can[value][i] = self.there.minus(rails.can[value][i], gone)
                    free = self.there.minus(free, gone)
                    fresh = (others & {*network.targets[i]}) - waiting
            for target in fresh:
                heappush(heap, target)
            waiting |= fresh

    def _minimal(self, spaces: Any) -> Any:
        """Keep the choices inside which there is no other: a species is free in one where both are.

        As no species can be neither, one step a species adds what lies above some choice.
        """
        free = [
            reduce(and_, (self.there.switch(self._place[i, v]) for v in (1, 0)))
            for i in self.feedback
        ]
        above = spaces
        for both in free:
            self.there.check_time()
            above = above | (both & above.exists(both))
        for both in free:
            self.there.check_time()
            spaces = spaces & ~(both & (above & ~both).exists(both))
        return spaces

    # -- the way back ------------------------------------------------------------------------------

    @cached_property
    def _back(self) -> list[int]:
        back = [0] * self.there.variables
        for k, place in enumerate(self._switch):
            back[place] = k
        return back

    def _returned(self, spaces: Any) -> Any:
        """Return the cells that have one of some trap spaces."""
        cells = self.there.without(spaces, self.over)
        return self.there.copied(cells, self._back, self.here)

    def possible(self, watched: Iterable[int]) -> Iterator[tuple[int, Cells, Cells, Cells]]:
        """Yield watched species with the cells in which some attractor has each at 0, 1, free."""
        for i in watched:
            can = self.rails.can[0][i], self.rails.can[1][i]
            zero, one, free = (self.spaces & cells for cells in (*can, can[0] & can[1]))
            yield i, self._returned(zero), self._returned(one), self._returned(free)

    def layers(self) -> Iterator[tuple[Cells, Rails]]:
        """Yield cells with rails of one attractor of each, until every attractor was there.

        Raises
        ------
        MemoryError
            A cell has too many to bring each back.
        """
        rest = self.spaces
        number = 0
        while not self.there.is_empty(rest):
            number += 1
            if number > MAX_LAYERS:
                raise MemoryError
            layer = rest
            for k in self.over:
                lower = self.there.without(layer & ~self.there.switch(k), self.over)
                layer = layer & ~(lower & self.there.switch(k))
            rails = Rails(({}, {}))
            for value in (0, 1):
                for i in self.relevant:
                    rails.can[value][i] = self._returned(layer & self.rails.can[value][i])
            yield self._returned(layer), rails
            rest = rest & ~layer
