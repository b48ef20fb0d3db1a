"""Listed scenarios judged together: the verdicts of a table without settling each of its cells.

Sets of cells are Python's integers, a bit a cell. Hundreds of cells fit into one, and nothing has
to be imported for them, so that a table costs little more than one of its cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from her2model.engine.scenario import Scenario
from her2model.model.model import Model
from her2model.screening.judged_cells import judged_cells
from her2model.screening.outcomes import Outcomes, outcomes
from her2model.screening.switches import Perturbations
from her2model.verdicts import ARREST, DEATH, ON, RESPONDS, Response, Verdict

__all__ = ["Judged", "ListedCells", "judged_scenarios"]


class Judged(NamedTuple):
    """What a :class:`~her2model.engine.simulation.Simulation` of the same name would say."""

    verdict: Verdict
    response: Response | None
    is_certified: bool
    grows_and_dies: bool


class ListedCells:
    """All sets of some listed cells, as integers: bit k is for cell k.

    Parameters
    ----------
    members
        Of each cell the numbers of the switches that are on.
    """

    true = -1
    false = 0

    def __init__(self, members: Sequence[Iterable[int]]) -> None:
        self.domain = (1 << len(members)) - 1
        self._switch: dict[int, int] = {}
        for cell, on in enumerate(members):
            for k in on:
                self._switch[k] = self._switch.get(k, 0) | 1 << cell

    def switch(self, k: int) -> int:
        """Return the cells in which a switch is on."""
        return self._switch.get(k, 0)

    def is_empty(self, cells: int) -> bool:
        """Whether no cell is in the set."""
        return not cells & self.domain

    def minus(self, cells: int, others: int) -> int:
        """Return the cells of a set that are not in another."""
        return cells & ~others

    def check_time(self) -> None:
        """Do nothing: lists are short."""

    def gathered(self, cells: int) -> tuple[ListedCells, Any, Any]:
        """Return an algebra of only these cells, and the ways there and back: here itself."""
        return self, lambda found: found, lambda found: found & cells

    def parts(self, cells: int, tests: Sequence[int]) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Split a set into the parts in which each test has one value, with those values."""
        found: dict[tuple[int, ...], int] = {}
        rest = cells & self.domain
        while rest:
            bit = rest & -rest
            rest ^= bit
            values = tuple(int(bool(t & bit)) for t in tests)
            found[values] = found.get(values, 0) | bit
        yield from ((part, values) for values, part in found.items())


def judged_scenarios(model: Model, scenarios: Sequence[Scenario]) -> list[Judged]:
    """Judge many scenarios at once, each against the same tumour untreated.

    Parameters
    ----------
    model
        The model, with readouts.
    scenarios
        With drugs, and of one context, onset and start.

    Returns
    -------
    list of Judged
        In the order of the scenarios; exactly what each of them settles to.
    """
    if not scenarios:
        return []
    assert model.readouts is not None  # or there are no verdicts
    growth, death = model.readouts.growth, model.readouts.death
    perturbations, algebra = _cells(model, scenarios)
    found = outcomes(perturbations, algebra, growth)
    untreated = found.mapped(lambda cells: cells >> len(scenarios))
    verdicts: Mapping[Verdict, Any] = judged_cells(found, untreated)
    dies = outcomes(perturbations, algebra, death).value(ON) if death else 0
    grows = ~found.low[0]
    return [
        _judged(next(w for w, cells in verdicts.items() if cells >> k & 1), found, k, dies, grows)
        for k in range(len(scenarios))
    ]


def _judged(verdict: Verdict, found: Outcomes, cell: int, dies: int, grows: int) -> Judged:
    here = dies >> cell & 1
    response: Response | None = (DEATH if here else ARREST) if verdict == RESPONDS else None
    sure = bool(found.certified >> cell & 1)
    return Judged(verdict, response, sure, bool(here & grows >> cell))


def _cells(model: Model, scenarios: Sequence[Scenario]) -> tuple[Perturbations, ListedCells]:
    """Return the switches and the cells: the scenarios in order, then each of them untreated."""
    first = scenarios[0]
    cells = [s.causes for s in (*scenarios, *(s.without_drugs() for s in scenarios))]
    switches = tuple(dict.fromkeys(cause for causes in cells for cause in causes))
    perturbations = Perturbations(model, switches, (), first.context, first.onset, first.start)
    number = {cause: k for k, cause in enumerate(perturbations.in_topological_order)}
    return perturbations, ListedCells([[number[c] for c in causes] for causes in cells])
