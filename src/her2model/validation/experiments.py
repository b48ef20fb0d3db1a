"""What would decide: which measurement tells most of the open rule sets apart.

Sources give arrows, seldom rules. Where a rule is open, many sets of rules fit what is known; they
agree on most tumours and differ on some. A line and a drug on which they split evenly is an
experiment that decides most, whatever comes out of it.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from her2model.displays import Displayed
from her2model.engine.scenario import Scenario
from her2model.engine.simulation import DISCLAIMER
from her2model.errors import InputError
from her2model.model.arguments import listed, whole_number
from her2model.model.model import Model
from her2model.uncertainty.monotone_rules import random_table
from her2model.uncertainty.robustness import checked_species
from her2model.uncertainty.rule_choice import RuleChoices
from her2model.validation.panel_file import Agent, Conditions, Panel
from her2model.validation.prediction import Predictor
from her2model.validation.scoring import Answer, answers_of
from her2model.validation.table import opened_panel

__all__ = ["Experiment", "Experiments", "experiments"]

CHOICES = 32
DRAWS = 1000
Told = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Experiment:
    """A line and an agent.

    Attributes
    ----------
    line, agent
        Names; the line is one of those that the model does not tell apart.
    responds
        Share of the open rule sets that say it responds.
    decides
        Share of the pairs of rule sets that this experiment tells apart and none before it.
    """

    line: str
    agent: str
    responds: float
    decides: float


@dataclass(frozen=True, repr=False)
class Experiments(Displayed):
    """Experiments ranked by what they decide, and the test of the ranking on what was measured.

    Attributes
    ----------
    species
        Species whose rule is open.
    choices
        Rule sets that were drawn.
    ranked
        The best experiment first, each given those before it.
    decided, at_random
        Share of the pairs of rule sets that the chosen experiments told apart by their measured
        outcome, and the mean over as many experiments drawn at random.
    better
        Share of random draws in which the chosen ones decided more.
    remarks
        What was made of the panel that is not as it stands there, in sentences.
    """

    model: Model
    species: tuple[str, ...]
    choices: int
    ranked: tuple[Experiment, ...]
    decided: float
    at_random: float
    better: float
    remarks: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data, for JSON."""
        return {
            "model": self.model.name,
            "digest": self.model.digest,
            "species": list(self.species),
            "choices": self.choices,
            "ranked": [vars(e) for e in self.ranked],
            "decided": round(self.decided, 3),
            "at random": round(self.at_random, 3),
            "better": round(self.better, 3),
            "remarks": list(self.remarks),
            "note": DISCLAIMER,
        }

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{self.model.name}: open are the rules of {', '.join(self.species)}"
        yield from self.remarks
        yield f"{self.choices} rule sets that fit the arrows were drawn"
        for k, e in enumerate(self.ranked, 1):
            yield (
                f"{k:>2}. {e.line}, {e.agent}: {e.responds:.0%} of the rule sets say it responds; "
                f"decides {e.decides:.0%} of their pairs"
            )
        yield (
            f"by what was measured these decide {self.decided:.0%} of the pairs, as many at random "
            f"{self.at_random:.0%}; better than random in {self.better:.0%} of {DRAWS:,} draws"
        )
        yield DISCLAIMER

    def __repr__(self) -> str:
        return f"<Experiments for {self.model.name}: {len(self.ranked)}>"


def experiments(
    model: Model,
    panel: str | Path | Panel,
    *,
    data: str | Path | None = None,
    species: Iterable[str] | None = None,
    choices: int = CHOICES,
    most: int = 10,
    seed: int = 0,
) -> Experiments:
    r"""Rank the experiments of a panel by how much they decide between open rule sets.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    panel, data
        As for :func:`~her2model.validate`.
    species
        Species whose rule is open; those of
        :func:`~her2model.uncertainty.robustness.open_species` when None.
    choices
        How many rule sets are drawn, two or more, each a choice of monotone rules that use all
        arrows.
    most
        How many experiments are chosen at most.
    seed
        Of the draws.

    Raises
    ------
    InputError
        No rule is open or can be, or the panel brings nothing to the model.

    Notes
    -----
    All experiments of a panel were made, so that the ranking can be tested on what came out: the
    chosen ones should leave fewer pairs of rule sets equally right than as many at random do.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import her2model as h2
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "mine.csv")
    ...     _ = path.write_text("line,drug,value,events\nA,palbociclib,1,none\n")
    ...     found = h2.experiments("her2-resistance", path, choices=4, most=1)
    >>> found.ranked[0].agent, 0 <= found.ranked[0].responds <= 1
    ('palbociclib', True)
    """
    whole_number(choices, "choices", 2)  # one rule set has no pair to tell apart
    whole_number(most, "most", 1)
    opened = opened_panel(model, panel, data)
    rng = random.Random(seed)
    open_ = checked_species(model, None if species is None else listed(species, "species"))
    if not open_:
        raise InputError("no rule of the model is open", hint="name species=, or another model")
    answers = answers_of(model, opened)
    base = RuleChoices(model, Scenario.of(model), open_, lambda s: None, 1)
    sets = [
        base.chosen({s: random_table(base.literals[s].size, rng) for s in open_})
        for _ in range(choices)
    ]
    told = _predictions(sets, answers, opened.file.readout)
    chosen, gains = _greedy(told, most)
    sensitive = np.array([a.sensitive for a in answers])
    decided = _told_apart(told[:, chosen], sensitive[chosen])
    draws = np.random.default_rng(seed)
    others = [
        _told_apart(told[:, k], sensitive[k])
        for k in (draws.choice(len(answers), len(chosen), replace=False) for _ in range(DRAWS))
    ]
    ranked = [
        Experiment(a.line.name, a.agent.name, float((told[:, k] == 1).mean()), gain)
        for k, gain in zip(chosen, gains, strict=True)
        for a in (answers[k],)
    ]
    better = float(np.mean([decided > o for o in others]))
    mean = float(np.mean(others))
    return Experiments(model, open_, choices, tuple(ranked), decided, mean, better, opened.remarks)


def _predictions(sets: Sequence[Model], answers: Sequence[Answer], readout: str | None) -> Told:
    """Ask every rule set about every line and agent, each different question once."""
    keys: dict[tuple[Conditions, Agent], int] = {}
    index = [keys.setdefault((a.genotype.conditions, a.agent), len(keys)) for a in answers]
    rows = []
    for chosen in sets:
        predict = Predictor(chosen, readout)
        scores = [predict(tumour, agent).score for tumour, agent in keys]
        rows.append([-1.0 if s is None else s for s in scores])
    table: Told = np.array(rows)[:, index]
    return table


def _greedy(told: Told, most: int) -> tuple[list[int], list[float]]:
    """Choose the experiments that tell most of the remaining pairs apart, one after the other."""
    count = len(told)
    apart = told[:, None, :] != told[None, :, :]
    left = ~np.eye(count, dtype=bool)
    chosen: list[int] = []
    gains: list[float] = []
    for _ in range(min(most, told.shape[1])):
        split = (apart & left[:, :, None]).sum(axis=(0, 1))
        if len(chosen) and not split.any():  # all that can be told apart is: the evenest splits
            split = apart.sum(axis=(0, 1)) / (count * count)
        split[chosen] = -1
        best = int(split.argmax())
        gains.append(float((apart[:, :, best] & left).sum() / (count * (count - 1))))
        left &= ~apart[:, :, best]
        chosen.append(best)
    return chosen, gains


def _told_apart(told: Told, sensitive: npt.NDArray[np.bool_]) -> float:
    """Return the share of pairs of rule sets that were not right equally often."""
    right = np.where(told < 0, 0.5, np.where(sensitive, told, 1 - told)).sum(axis=1)
    count = len(right)
    apart = np.abs(right[:, None] - right[None, :]) > 1e-9
    return float(apart.sum() / (count * (count - 1)))
