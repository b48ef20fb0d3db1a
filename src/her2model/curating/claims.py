"""Run the published observations that a model must answer to, and say how it fares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from her2model.displays import data_frame
from her2model.engine.scenario import Scenario
from her2model.engine.simulation import DISCLAIMER, Simulation, settle
from her2model.library import load
from her2model.model.model import Model
from her2model.model.parts import CONTRASTS, Claim, FrozenMap
from her2model.verdicts import level_word

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Answer", "answer_to", "evaluate", "to_frame"]

Outcome = Literal["held", "misfit", "contested", "failed", "misfit that holds"]
_PARTS = ("drugs", "alterations", "knockouts", "gains", "context")
Intervals = tuple[tuple[int, int], ...]


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

    @cached_property
    def vacuous(self) -> tuple[str, ...]:
        """What the claim names and holds just as well without, where it holds.

        One sentence for each of its drugs, alterations, knockouts, gains and context, taken as a
        whole. A contrast is never asked without its drugs, as it then is none.
        """
        if self.outcome != "held":
            return ()
        model, found = self.simulation.model, []
        for part in _PARTS:
            named = getattr(self.claim, part)
            if not named or (part == "drugs" and _is_contrast(self.claim)):
                continue
            less = self.claim.model_copy(update={part: type(named)()})
            if not answer_to(model, less).differences:
                found.append(f"holds just as well without {', '.join(named)}")
        return tuple(found)

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
            **({"vacuous": list(self.vacuous)} if self.vacuous else {}),
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
    return [answer_to(model, claim) for claim in model.claims]


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


def answer_to(model: Model, claim: Claim) -> Answer:
    """Run one claim of a model."""
    result = settle(model, Scenario.of_claim(model, claim))
    return Answer(claim, result, tuple(_differences(claim, result)))


def _is_contrast(claim: Claim) -> bool:
    return any(expected in CONTRASTS for expected in claim.expect.values())


def _set_against(claim: Claim, result: Simulation) -> Simulation:
    """Run what a contrast is against: what ``than`` names, or the tumour without its treatment."""
    model = result.model
    if claim.than:
        other = claim.model_copy(update=claim.than.model_dump(exclude_none=True))
        return settle(model, Scenario.of_claim(model, other))
    if claim.drugs:
        return result.untreated
    return settle(model, replace(result.scenario.unaltered(), context=FrozenMap()))


def _differences(claim: Claim, result: Simulation) -> Iterator[str]:
    other = _set_against(claim, result) if _is_contrast(claim) else result
    for species, expected in claim.expect.items():
        if expected in CONTRASTS:
            if not _contrasts(str(expected), result.levels(species), other.levels(species)):
                now, before = result[species], other[species]
                yield f"{species} should be {expected} and is {now}; it was {before} without"
        elif isinstance(expected, str) and expected[0] in "<>=":
            if not all(_is_within(expected, *ends) for ends in result.levels(species)):
                yield f"{species} should be {expected} and is {result[species]}"
        else:
            top = result.model.species[species].top
            word = level_word(expected, top) if isinstance(expected, int) else expected
            if result[species] != word:
                yield f"{species} should be {word} and is {result[species]}"
    if claim.verdict and result.verdict not in claim.verdict:
        wanted = " or ".join(claim.verdict)
        yield f"the verdict should be {wanted} and is {result.verdict or 'none without drugs'}"


def _contrasts(word: str, now: Intervals, before: Intervals) -> bool:
    """Whether a species is surely lower, surely higher, or the same, over all attractors."""
    if word == "unchanged":
        return set(now) == set(before)
    low, high = (now, before) if word == "lowered" else (before, now)
    return max(end for _, end in low) < min(start for start, _ in high)


def _is_within(bound: str, low: int, high: int) -> bool:
    """Whether all levels of an interval are within a bound such as ``>= 2``."""
    sign, number = bound.rstrip("0123456789").strip(), int(bound.lstrip("<>= "))
    return {
        ">=": low >= number,
        ">": low > number,
        "<=": high <= number,
        "<": high < number,
        "==": low == high == number,
    }[sign]
