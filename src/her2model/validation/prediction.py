"""What a model says of one tumour under one treatment, as a word and as a place in an order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from her2model.engine.simulation import Simulation, simulate
from her2model.errors import InputError
from her2model.model.model import Model
from her2model.validation.panel_file import Agent, Conditions
from her2model.verdicts import (
    MIXED,
    NO_GROWTH,
    OFF,
    ON,
    PARTIAL,
    RESISTANT,
    RESPONDS,
    UNSETTLED,
    judged,
)

__all__ = ["Prediction", "Predictor"]

SCORES: Mapping[str, float] = {
    RESPONDS: 1.0,
    PARTIAL: 0.5,
    MIXED: 0.5,
    UNSETTLED: 0.5,
    RESISTANT: 0.0,
}
"""Place of each verdict in the order from resistant to sensitive."""


@dataclass(frozen=True)
class Prediction:
    """What the model says.

    Attributes
    ----------
    word
        The verdict; with ``no growth`` there is nothing for a drug to stop and the model says
        nothing.
    score
        From 0 (resistant) to 1 (responds); None where the model says nothing.
    treated
        The simulation.
    """

    word: str
    score: float | None
    treated: Simulation


class Predictor:
    """Asks one model, each different question once.

    Parameters
    ----------
    model
        The model.
    readout
        What is read in place of the growth. Then the score is by how much the treatment lowers it,
        an unsettled species counting with its sampled share of time.
    """

    def __init__(self, model: Model, readout: str | None = None) -> None:
        if readout is None and model.readouts is None:
            raise InputError(
                f"{model.name} declares no readouts",
                hint="add 'readouts: {growth: …}' to the model, or 'readout: …' to the panel file",
            )
        self.model = model
        self.readout = readout
        self._growth = model.find_species(readout) if readout else _growth_of(model)
        self._answers: dict[tuple[Conditions, tuple[str, ...], Conditions], Prediction] = {}

    def __call__(self, tumour: Conditions, agent: Agent) -> Prediction:
        """Say what becomes of a tumour under an agent."""
        key = (tumour, agent.drugs, agent.forces)
        if key not in self._answers:
            self._answers[key] = self._asked(tumour, agent)
        return self._answers[key]

    def _asked(self, tumour: Conditions, agent: Agent) -> Prediction:
        untreated = self._simulated(tumour, Conditions(), ())
        treated = self._simulated(tumour, agent.forces, agent.drugs)
        if self.readout is None:
            word = judged(treated.levels(self._growth), untreated.levels(self._growth))
            return Prediction(word, SCORES.get(word), treated)
        before, after = self._level(untreated), self._level(treated)
        if before == 0:
            return Prediction(NO_GROWTH, None, treated)
        word = RESPONDS if after == 0 else PARTIAL if after < before else RESISTANT
        return Prediction(word, before - after, treated)

    def _simulated(
        self, tumour: Conditions, forces: Conditions, drugs: tuple[str, ...]
    ) -> Simulation:
        """Simulate; what an agent forces off stays off in a tumour that has it on."""
        return simulate(
            self.model,
            drugs=drugs,
            alterations=tumour.alterations,
            knockouts={*tumour.knockouts, *forces.knockouts} - {*forces.gains},
            gains=({*tumour.gains} - {*forces.knockouts}) | {*forces.gains},
            context={**tumour.context, **forces.context},
        )

    def _level(self, simulation: Simulation) -> float:
        value = simulation[self._growth]
        if value == UNSETTLED:
            return simulation.fraction(self._growth)[0]
        return {ON: 1.0, OFF: 0.0}.get(value, 0.5)


def _growth_of(model: Model) -> str:
    assert model.readouts is not None  # the caller has looked
    return model.readouts.growth
