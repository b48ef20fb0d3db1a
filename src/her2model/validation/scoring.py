"""Put a model to a panel: what it says of each line, and how well that orders the lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan, nan
from typing import Literal

from her2model.errors import InputError
from her2model.model.model import Model
from her2model.validation.baselines import baselines_of
from her2model.validation.genotype import Genotype, genotype_of, why_left_out
from her2model.validation.panel import Line
from her2model.validation.panel_file import Agent, Panel
from her2model.validation.prediction import Prediction, Predictor
from her2model.validation.statistics import DRAWS, Concordance, Estimate, auroc

__all__ = ["NO_VALUE", "Answer", "Beside", "Figures", "answers_of", "figures_of", "left_out_of"]

NO_VALUE = "no value (empty, NA or nan)"
"""Why a line of a table is not asked of one drug."""

Subset = Literal["all lines", "with the marker", "across"]


@dataclass(frozen=True)
class Answer:
    """What the model says of one line under one agent, beside what was measured.

    Attributes
    ----------
    value
        As measured.
    share
        Share of all lines that the panel measured with the agent that are at least as sensitive:
        0.02 is one of the most sensitive lines.
    baselines
        What each rule of thumb says: 1 sensitive, 0 resistant.
    """

    line: Line
    genotype: Genotype
    agent: Agent
    value: float
    share: float
    sensitive: bool
    prediction: Prediction
    baselines: Mapping[str, float]

    @property
    def right(self) -> bool | None:
        """Whether word and measurement agree; None for words that are neither yes nor no."""
        return _agree(self.prediction.score, self.sensitive)

    def right_by(self, baseline: str) -> bool:
        """Whether a rule of thumb agrees with the measurement."""
        return (self.baselines[baseline] == 1) == self.sensitive


@dataclass(frozen=True)
class Beside:
    """A rule of thumb on the same lines; ``less`` is the model's index less its."""

    index: Estimate
    less: Estimate
    right: int


@dataclass(frozen=True)
class Figures:
    """How well a model orders the lines of a panel, for an agent or for several together.

    Attributes
    ----------
    name, agents, subset
        What is scored.
    lines, answers, silent
        Different lines, their answers (a line measured with three agents has three), and answers
        left out because the model says nothing.
    index
        Concordance index with a 95 % interval over lines.
    auroc
        Of ``responds`` against every other verdict; NaN where all verdicts are alike.
    p
        Two-sided permutation p of the index.
    right, decided
        Answers in which the word agrees with the measurement, of those with a yes or a no.
    """

    name: str
    agents: int
    subset: Subset
    lines: int
    answers: int
    silent: int
    index: Estimate
    auroc: float
    p: float
    right: int
    decided: int
    baselines: Mapping[str, Beside]

    @property
    def unordered(self) -> str:
        """Why there is no index; nothing where there is one."""
        return "no pair of lines to compare" if isnan(self.index.value) else ""


def answers_of(model: Model, panel: Panel) -> list[Answer]:
    """Ask the model about every line and agent of a panel that its file brings to the model.

    Raises
    ------
    InputError
        There is none.
    """
    file = panel.file
    predict = Predictor(model, file.readout)
    rules = baselines_of(file)
    lines = [(k, panel.measured.lines[k]) for k in panel.measured.among(file.groups)]
    tumours = {k: (x, genotype_of(file, x)) for k, x in lines}
    sign = 1 if file.sensitive == "lower" else -1
    found = []
    for agent in file.agents:
        values = panel.measured.of(agent.agent)
        order = sorted(sign * v for v in values.values())
        for k, (line, tumour) in tumours.items():
            if tumour is None or k not in values:
                continue
            share = bisect_right(order, sign * values[k]) / len(order)
            found.append(
                Answer(
                    line,
                    tumour,
                    agent,
                    values[k],
                    share,
                    share <= max(file.share, 1 / len(order)),
                    predict(tumour.conditions, agent),
                    {name: rule(line, tumour) for name, rule in rules.items()},
                )
            )
    if not found:
        untold = all(x.events is None for x in panel.measured.lines.values())
        untold_hint = "write a line's events in the column 'events', or 'none' where it has none"
        raise InputError(
            f"no line of {panel.name} could be read and was measured",
            hint=untold_hint
            if untold
            else "look at groups, require and marker of the panel file, and at events and values",
        )
    return found


def left_out_of(panel: Panel) -> dict[str, tuple[str, ...]]:
    """Return why lines are not asked → which; with the drug where it has no value there."""
    file, measured = panel.file, panel.measured
    known = {k for agent in file.agents for k in measured.of(agent.agent)}
    found: dict[str, tuple[str, ...]] = {}
    for k in measured.among(file.groups):
        why = why_left_out(file, measured.lines[k]) if k in known else ""
        if why:
            found[why] = (*found.get(why, ()), measured.lines[k].name)
    missing = tuple(
        f"{measured.lines[k].name} with {agent.name}"
        for agent in file.agents
        for k in measured.rows.get(agent.agent, ())
        if k not in measured.of(agent.agent)
    )
    return found | ({NO_VALUE: missing} if missing else {})


def figures_of(
    name: str,
    answers: Iterable[Answer],
    *,
    higher: bool,
    subset: Subset = "all lines",
    draws: int = DRAWS,
    seed: int = 0,
) -> Figures:
    """Score answers together: pairs of lines within each agent, lines drawn for all agents at once.

    Parameters
    ----------
    name, subset
        What they are called.
    answers
        Of one agent or of several.
    higher
        Whether a higher measured value means a more sensitive line.
    draws, seed
        Of the bootstrap and of the permutations.
    """
    asked = list(answers)
    told = [a for a in asked if a.prediction.score is not None]
    table = _Table(told, 1 if higher else -1)
    model = table.concordance(lambda a: a.prediction.score)
    beside = {}
    for baseline in asked[0].baselines if asked else ():
        other = table.concordance(lambda a, b=baseline: a.baselines[b])  # type: ignore[misc]
        decided = [a for a in told if a.right is not None]
        beside[baseline] = Beside(
            other.estimate(draws=draws, seed=seed),
            model.difference(other, draws=draws, seed=seed),
            sum(a.right_by(baseline) for a in decided),
        )
    return Figures(
        name,
        len(table.agents),
        subset,
        len(table.lines),
        len(told),
        len(asked) - len(told),
        model.estimate(draws=draws, seed=seed),
        table.auroc(),
        Concordance.permutation_p(
            table.rows(lambda a: a.prediction.score), table.measured, draws=draws, seed=seed
        )
        if model.pairs
        else nan,
        sum(a.right is True for a in told),
        sum(a.right is not None for a in told),
        beside,
    )


class _Table:
    """Answers as rows of agents and columns of lines, NaN where there is none."""

    def __init__(self, answers: Sequence[Answer], sign: int) -> None:
        self.agents = list(dict.fromkeys(a.agent.agent for a in answers))
        self.lines = list(dict.fromkeys(a.line.name for a in answers))
        self._answers = answers
        self._sign = sign

    def rows(self, value: Callable[[Answer], float | None]) -> list[list[float]]:
        """Return a table of a value."""
        cells = {(a.agent.agent, a.line.name): value(a) for a in self._answers}
        return [[_or_nan(cells.get((g, k))) for k in self.lines] for g in self.agents]

    @cached_property
    def measured(self) -> list[list[float]]:
        """The measured values, higher where more sensitive."""
        return self.rows(lambda a: self._sign * a.value)

    def concordance(self, value: Callable[[Answer], float | None]) -> Concordance:
        """Return the concordance of a prediction, pairs taken within agents."""
        if not self._answers:
            return Concordance.of([], [])
        rows = zip(self.rows(value), self.measured, strict=True)
        parts = [Concordance.of(p, m) for p, m in rows]
        return sum(parts[1:], parts[0])

    def auroc(self) -> float:
        """Return the mean over agents of the area under the curve of ``responds``."""
        areas = []
        for score, value in zip(
            self.rows(lambda a: a.prediction.score), self.measured, strict=True
        ):
            there = [(s == 1, v) for s, v in zip(score, value, strict=True) if not isnan(s + v)]
            areas.append(auroc([s for s, _ in there], [v for _, v in there]))
        areas = [a for a in areas if not isnan(a)]
        return sum(areas) / len(areas) if areas else nan


def _agree(score: float | None, sensitive: bool) -> bool | None:
    return None if score not in (0, 1) else (score == 1) == sensitive


def _or_nan(value: float | None) -> float:
    return nan if value is None else value
