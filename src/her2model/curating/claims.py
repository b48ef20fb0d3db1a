"""Run the published observations that a model must answer to, and say how it fares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from her2model.data_frames import data_frame
from her2model.engine.scenario import Scenario
from her2model.engine.simulation import DISCLAIMER, Simulation, settle
from her2model.library import load
from her2model.model.model import Model
from her2model.model.parts import Claim

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Answer", "evaluate", "to_frame"]

Outcome = Literal["held", "misfit", "contested", "failed", "misfit that holds"]
_WORDS: dict[Any, str] = {0: "off", 1: "on"}


@dataclass(frozen=True)
class Answer:
    """What the model says to one claim.

    Attributes
    ----------
    claim, simulation
        The claim, and the model's run of its conditions.
    differences
        One sentence for each expectation that the run does not meet.
    """

    claim: Claim
    simulation: Simulation
    differences: tuple[str, ...]

    @property
    def outcome(self) -> Outcome:
        """How the claim fares.

        ``held``; ``misfit``, where the file says why the model disagrees; ``contested``, which is
        not scored; ``failed`` without a reason; or a ``misfit that holds``, whose reason is stale.
        """
        if self.claim.status == "contested":
            return "contested"
        if self.claim.misfit:
            return "misfit" if self.differences else "misfit that holds"
        return "failed" if self.differences else "held"

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain data, for JSON."""
        return {
            "id": self.claim.id,
            "status": self.claim.status,
            "outcome": self.outcome,
            "scenario": str(self.simulation.scenario),
            "verdict": self.simulation.verdict,
            "differences": list(self.differences),
            "misfit": self.claim.misfit,
            "evidence": [e.model_dump(exclude_none=True) for e in self.claim.evidence],
        }


def evaluate(model: str | Path | Model) -> list[Answer]:
    """Run every claim of a model.

    Parameters
    ----------
    model
        A model, the name of a shipped one, or a path.

    Returns
    -------
    list of Answer
        In the order of the file.

    Examples
    --------
    >>> {answer.outcome for answer in evaluate("PMC7464074")}
    {'held'}
    """
    model = load(model)
    return [_answer(model, claim) for claim in model.claims]


def to_frame(answers: Iterable[Answer]) -> pd.DataFrame:
    """Return answers as a pandas DataFrame, a row for each claim.

    Parameters
    ----------
    answers
        What :func:`evaluate` returns.

    Raises
    ------
    InputError
        pandas is not installed.

    Examples
    --------
    >>> to_frame(evaluate("PMC7464074"))["outcome"].unique().tolist()
    ['held']
    """
    rows = [
        (
            a.claim.id,
            a.claim.status,
            a.outcome,
            str(a.simulation.scenario),
            a.simulation.verdict,
            "; ".join(a.differences),
            a.claim.misfit,
        )
        for a in answers
    ]
    columns = ["id", "status", "outcome", "scenario", "verdict", "differences", "misfit"]
    return data_frame(rows, columns, note=DISCLAIMER)


def _answer(model: Model, claim: Claim) -> Answer:
    result = settle(model, Scenario.of_claim(model, claim))
    return Answer(claim, result, tuple(_differences(claim, result)))


def _differences(claim: Claim, result: Simulation) -> Iterator[str]:
    for species, expected in claim.expect.items():
        word = _WORDS.get(expected, expected)
        if result[species] != word:
            yield f"{species} should be {word} and is {result[species]}"
    if claim.verdict and result.verdict not in claim.verdict:
        wanted = " or ".join(claim.verdict)
        yield f"the verdict should be {wanted} and is {result.verdict or 'none without drugs'}"
