"""Run the published observations that a model must answer to, and say how it fares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from her2model.data_frames import data_frame
from her2model.engine.scenario import Scenario
from her2model.engine.simulation import DISCLAIMER, Simulation, settle
from her2model.library import load
from her2model.model.model import Model
from her2model.model.parts import Claim, Contrast

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Answer", "evaluate", "to_frame"]

Outcome = Literal["held", "misfit", "contested", "failed", "misfit that holds"]
_WORDS: dict[Any, str] = {0: "off", 1: "on"}
_CONTRASTS = frozenset(get_args(Contrast))


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
        if expected in _CONTRASTS:
            other = settle(result.model, Scenario.of_claim(result.model, compared(claim)))
            before, after = other.level(species), result.level(species)
            if _change(before, after) != expected:
                yield f"{species} should be {expected} and goes from {_told(before)} to {_told(after)}"
        elif not _is_met(expected, result, species):
            yield f"{species} should be {_WORDS.get(expected, expected)} and is {result[species]}"
    if claim.verdict and result.verdict not in claim.verdict:
        wanted = " or ".join(claim.verdict)
        yield f"the verdict should be {wanted} and is {result.verdict or 'none without drugs'}"


def compared(claim: Claim) -> Claim:
    """Return the claim in the conditions that its contrasts are against.

    Those of ``than``; without it, the same tumour untreated, or, where the claim has no drugs, the
    unaltered one.
    """
    if claim.than is None:
        return claim.model_copy(update={"drugs" if claim.drugs else "alterations": ()})
    otherwise = {k: getattr(claim.than, k) for k in type(claim.than).model_fields}
    return claim.model_copy(update={k: v for k, v in otherwise.items() if v is not None})


def _is_met(expected: int | str, result: Simulation, species: str) -> bool:
    low, high = result.level(species)
    if isinstance(expected, int):
        return (low, high) == (expected, expected)
    if expected.startswith(">="):
        return low >= int(expected.removeprefix(">="))
    return result[species] == expected


def _change(before: tuple[int, int], after: tuple[int, int]) -> str:
    if after[0] > before[1]:
        return "raised"
    if after[1] < before[0]:
        return "lowered"
    return "unchanged" if after == before else "mixed"


def _told(level: tuple[int, int]) -> str:
    low, high = level
    return f"{low}" if low == high else f"{low} to {high}"
