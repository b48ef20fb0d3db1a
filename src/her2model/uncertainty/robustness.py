"""Whether a verdict follows from the arrows alone, or from the rule that somebody chose.

A source gives arrows, seldom AND or OR. A verdict is *forced by the arrows* if it holds for every
choice of rules that fit the arrows of the species whose rule is the default
(:mod:`her2model.uncertainty.monotone_rules`); otherwise it *depends* on the rule of some species.

The answer is exact. First, percolation with both bounds of each open rule (all regulators needed,
any one enough) is tried, which proves most forced verdicts at once. Else one choice is simulated
and the values of the open rules that the run looked at are noted; every choice that agrees on these
gives the same run, so the rest is split by the first value that differs, until nothing is left.
"""

from __future__ import annotations

import random
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from her2model.displays import Displayed
from her2model.engine.scenario import Scenario
from her2model.engine.simulation import DISCLAIMER, Simulation
from her2model.errors import InputError, UnknownName
from her2model.model.model import Model
from her2model.model.parts import Claim
from her2model.uncertainty.monotone_rules import random_table
from her2model.uncertainty.rule_choice import Choice, Outcome, RuleChoices
from her2model.verdicts import UNTREATED

__all__ = ["Robustness", "checked_species", "open_species", "robust_claims", "robustness"]

Label = Literal["forced", "depends", "not refuted"]
MAX_RUNS = 5_000


@dataclass(frozen=True, repr=False)
class Robustness(Displayed):
    """Whether an answer follows from the arrows.

    Attributes
    ----------
    scenario
        What was asked.
    answer
        With the rules as they are: the verdict, or without drugs the value of the growth readout.
    label
        ``forced``: every fitting choice gives this answer. ``depends``: some choice gives another.
        ``not refuted``: none of the choices drawn did.
    species
        Species whose rule alone can change the answer; if there is none, those that change it
        together.
    together
        Whether it takes the rules of all these species at once.
    others
        Other answers found, each with rules that give it.
    runs
        Simulations that were needed; 0 where percolation was proof enough.
    varied
        Species whose rule was open; where there is none, the answer is that of the curated rules.
    closed
        Species whose rule is one of levels, which are taken as they stand.
    error
        Where choices were drawn: with 95 % confidence, the share of choices (as drawn) that give
        another answer is at most this.
    """

    scenario: Scenario
    answer: Any
    label: Label
    species: tuple[str, ...]
    others: Mapping[Any, Mapping[str, str]]
    runs: int
    error: float | None = None
    together: bool = False
    varied: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The label in words."""
        if self.label == "forced":
            return "forced by the arrows"
        if self.label == "depends":
            if self.together:
                return f"depends on the rules of {_listed(self.species)} together"
            return f"depends on the rule of {' or of '.join(self.species)}"
        return f"not refuted by drawn choices; other answers at most {self.error:.1%} of them"

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data, for JSON."""
        return {
            "scenario": str(self.scenario),
            "answer": self.answer,
            "label": self.label,
            "species": list(self.species),
            "others": {str(k): dict(v) for k, v in self.others.items()},
            "together": self.together,
            "runs": self.runs,
            "error": self.error,
            "varied": list(self.varied),
            "closed": list(self.closed),
            "note": DISCLAIMER,
        }

    def __str__(self) -> str:
        lines = [f"{self.scenario}: {self.answer}, {self.text}"]
        for answer, rules in self.others.items():
            lines += [f"  {answer} with {s} = {rule}" for s, rule in rules.items()]
        if not self.varied:
            lines.append("  no rule was open, so none was varied")
        if self.closed:
            lines.append(f"  not varied: {len(self.closed)} rules by level")
        return "\n".join([*lines, DISCLAIMER])

    def __repr__(self) -> str:
        return f"<Robustness: {self.scenario}: {self.answer}, {self.text}>"


def open_species(model: Model) -> tuple[str, ...]:
    """Name the species whose rule is the default while their arrows allow others.

    Examples
    --------
    >>> from her2model import load
    >>> open_species(load("PMC7464074"))
    ('HER2_HER2', 'Downstream_signalling')
    """
    found = model
    return tuple(s for s, e in found.rules.items() if e.is_default and len(found.regulators(s)) > 1)


def robustness(
    model: Model,
    /,
    *,
    species: Iterable[str] | None = None,
    every: bool = False,
    samples: int | None = None,
    seed: int = 0,
    max_runs: int = MAX_RUNS,
    **conditions: Any,
) -> Robustness:
    """Say whether a verdict holds for every rule that fits the arrows.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    species
        Species whose rule is open; those of :func:`open_species` when None.
    every
        Find every answer that some choice gives, not just a first other one.
    samples
        Draw so many choices instead of going through all; for models beyond the limits.
    seed
        Seed of the draws.
    max_runs
        Most simulations before the exact search gives up.
    **conditions
        Drugs, alterations and so on, as for :func:`~her2model.simulate`.

    Raises
    ------
    LimitError
        The exact search needs more than ``max_runs`` simulations, a species has more than 10
        regulators, or too many of its values matter at once.
    InputError, UnknownName
        As for ``simulate``; or a species has no rule, or the model has the field ``untreated`` and
        no other start is given.

    Examples
    --------
    >>> import her2model as h2
    >>> h2.robustness("PMC8005514", drugs=["trastuzumab"]).text
    'forced by the arrows'
    """
    found = model
    _need_readouts(found)
    scenario = Scenario.of(found, **conditions)
    _need_any_attractor(found, scenario)
    asked = _Question(found, scenario, checked_species(found, species), _verdict, max_runs)
    return asked.sampled(samples, seed) if samples else asked.answered(every)


def robust_claims(model: Model, *, max_runs: int = MAX_RUNS) -> dict[str, Robustness]:
    """Ask of each claim whether all that it expects follows from the arrows.

    The answer of a claim is the tuple of its verdict (if it names one) and the values of the
    species that it expects something of.

    Examples
    --------
    >>> import her2model as h2
    >>> {k: r.label for k, r in h2.robust_claims("PMC8005514").items()}["S3.1"]
    'forced'
    """
    found = model
    answers = {}
    for c in found.claims:
        scenario = Scenario.of_claim(found, c)
        _need_any_attractor(found, scenario)
        asked = _Question(found, scenario, open_species(found), _claimed(c), max_runs)
        asked.readouts = _readouts_of(found, c)
        answers[c.id] = asked.answered(every=False)
    return answers


def _listed(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _claimed(claim: Claim) -> Outcome:
    def outcome(result: Simulation) -> Hashable:
        values = tuple(result[s] for s in claim.expect)
        return ((result.verdict,) if claim.verdict else ()) + values

    return outcome


def _readouts_of(model: Model, claim: Claim) -> tuple[str, ...]:
    growth = (model.readouts.growth,) if claim.verdict and model.readouts else ()
    return (*growth, *claim.expect)


def _verdict(result: Simulation) -> Hashable:
    assert result.model.readouts is not None  # checked before
    return result.verdict or result[result.model.readouts.growth]


def _need_readouts(model: Model) -> None:
    if model.readouts is None:
        hint = "name a species: --readout NAME, readout='NAME' in Python"
        raise InputError(f"{model.name} declares no readouts", hint=hint)


def _need_any_attractor(model: Model, scenario: Scenario) -> None:
    """Refuse a model that says which attractor is the tumour's: other rules may have none such."""
    if model.untreated and scenario.start == UNTREATED:
        raise InputError(
            f"{model.name} says with '{UNTREATED}' which attractor the untreated tumour is in, and "
            "with other rules there may be none such",
            hint=f"give start=, or drop '{UNTREATED}' from the model",
        )


def checked_species(model: Model, species: Iterable[str] | None) -> tuple[str, ...]:
    """Return the ids of species whose rules can be held open; all open ones when None.

    Raises
    ------
    InputError, UnknownName
        A name is no species of the model, or its rule cannot be held open.
    """
    if species is None:
        return open_species(model)
    found = tuple(dict.fromkeys(model.find_species(s) for s in species))
    for s in found:
        if s not in model.rules:
            raise UnknownName(f"{s!r} has no rule", hint=f"open: {', '.join(open_species(model))}")
        if any(i.sign == "dual" for i in model.regulators(s)):
            raise InputError(f"an arrow into {s} has no one sign", hint="leave it out")
        if _reads_levels(model, s):
            raise InputError(f"the rule of {s} is one of levels", hint="leave it out")
    return tuple(s for s in found if len(model.regulators(s)) > 1)


def _reads_levels(model: Model, species: str) -> bool:
    """Whether a rule is one of levels; a threshold above 1 is the name of no species."""
    bits = model.bits(species)
    return any(n not in model.species for b in bits for n in (b, *model.functions[b].names))


class _Question(RuleChoices):
    """One scenario with some open rules, and what follows."""

    def answered(self, every: bool) -> Robustness:
        if self.percolates(self.species):
            return self._result("forced", (), {})
        others: dict[Any, Choice] = {}
        alone = []
        for s in self.species:
            differing = self._first_other((s,))
            if differing:
                alone.append(s)
                others.setdefault(*differing)
        if every or not alone:
            for choice, answer in self.classes(self.species):
                if answer != self.answer:
                    others.setdefault(answer, choice)
                    if not every:
                        break
        if not others:
            return self._result("forced", (), {})
        if alone:
            return self._result("depends", tuple(alone), others)
        return self._together(others)

    def sampled(self, samples: int, seed: int) -> Robustness:
        rng = random.Random(seed)
        others: dict[Any, Choice] = {}
        for _ in range(samples):
            choice = {s: random_table(x.size, rng) for s, x in self.literals.items()}
            answer = self.answer_of(choice)
            if answer != self.answer:
                others.setdefault(answer, choice)
        if not others:
            return replace(self._result("not refuted", (), {}), error=min(1.0, 3 / samples))
        return self._together(others)

    def _together(self, others: Mapping[Any, Choice]) -> Robustness:
        species = tuple(self._needed(*next(iter(others.items()))))
        result = self._result("depends", species, others)
        return replace(result, together=len(species) > 1)

    def _result(
        self, label: Label, species: tuple[str, ...], others: Mapping[Any, Choice]
    ) -> Robustness:
        written = {
            answer: {s: self.literals[s].rule(t).text for s, t in c.items() if t != self.default[s]}
            for answer, c in others.items()
        }
        closed = tuple(s for s in self.model.rules if _reads_levels(self.model, s))
        return Robustness(
            self.scenario, self.answer, label, species, written, self.runs,
            varied=tuple(self.species), closed=closed,
        )  # fmt: skip

    def _needed(self, answer: Any, choice: Choice) -> Iterator[str]:
        """Yield the species of a choice that cannot go back to their default."""
        kept = {s: t for s, t in choice.items() if t != self.default[s]}
        for s in list(kept):
            without = {k: t for k, t in kept.items() if k != s}
            if without and self.answer_of(without) != self.answer:
                kept = without
        yield from kept

    def _first_other(self, species: tuple[str, ...]) -> tuple[Any, Choice] | None:
        if self.percolates(species):
            return None
        for choice, answer in self.classes(species):
            if answer != self.answer:
                return answer, choice
        return None
