"""What a model says of one tumour under one treatment, as a word and as a place in an order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from her2model.engine.simulation import Simulation, simulate
from her2model.errors import InputError
from her2model.model.model import Model
from her2model.validation.panel_file import Agent, Conditions

__all__ = ["Prediction", "Predictor"]

NO_GROWTH = "does not grow"
SCORES: Mapping[str, float] = {
    "responds": 1.0,
    "partial": 0.5,
    "mixed": 0.5,
    "unsettled": 0.5,
    "resistant": 0.0,
}
"""Place of each verdict in the order from resistant to sensitive."""


@dataclass(frozen=True)
class Prediction:
    """What the model says.

    Attributes
    ----------
    word
        The verdict, or ``does not grow`` where the untreated tumour does not, so that there is
        nothing for a drug to stop and the model says nothing.
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
        before = self._level(untreated)
        if before == 0:
            return Prediction(NO_GROWTH, None, treated)
        if self.readout is not None:
            drop = before - self._level(treated)
            word = "responds" if drop == before else "partial" if drop > 0 else "resistant"
            return Prediction(word, drop, treated)
        word = treated.verdict or _WORDS[treated[self._growth]]
        return Prediction(word, SCORES[word], treated)

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
        if value == "unsettled" and self.readout is not None:
            return simulation.fraction(self._growth)[0]
        return {"on": 1.0, "off": 0.0}.get(value, 0.5)


_WORDS = {"on": "resistant", "off": "responds", "mixed": "mixed", "unsettled": "unsettled"}


def _growth_of(model: Model) -> str:
    assert model.readouts is not None  # the caller has looked
    return model.readouts.growth
