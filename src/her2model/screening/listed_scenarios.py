"""Listed scenarios judged together: the verdicts of a table without settling each of its cells.

Hundreds of cells fit into an integer, and nothing has to be imported for them, so that a table
costs little more than one of its cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from her2model.engine.scenario import Scenario
from her2model.model.model import Model
from her2model.screening.judged_cells import judged_cells
from her2model.screening.listed_cells import ListedCells
from her2model.screening.outcomes import Outcomes, outcomes
from her2model.screening.switches import Perturbations
from her2model.verdicts import ARREST, DEATH, ON, RESPONDS, Response, Verdict

__all__ = ["Judged", "judged_scenarios"]


class Judged(NamedTuple):
    """What a :class:`~her2model.engine.simulation.Simulation` of the same name would say."""

    verdict: Verdict
    response: Response | None
    is_certified: bool
    grows_and_dies: bool


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
    return perturbations, ListedCells.of([[number[c] for c in causes] for causes in cells])
