"""Rules by level that say less than they seem to: levels never reached, or never rested at."""

from __future__ import annotations

from collections.abc import Iterator

from her2model.curating.coverage import problem
from her2model.errors import Problem
from her2model.model.model import Model
from her2model.model.rules import And, Rule
from her2model.model.thresholds import projected

__all__ = ["about_levels"]


def about_levels(model: Model, species: str) -> Iterator[Problem]:
    """Yield what is odd between the rules of a species' levels.

    A species tends to the highest level up to which all rules are true. So a rule for level 2 that
    may be true where the rule for level 1 is not says less than it seems to: a reader is told
    both, unless the rule says in its ``why`` what it adds.
    """
    entry = model.rules[species]
    rules = [projected(model.functions[b]) for b in model.bits(species)]
    for k in range(1, len(rules)):
        where = f"rules.{species}.{k + 1}"
        upper, lower = entry.texts[k], entry.texts[k - 1]
        if not _can_be_true(*rules[: k + 1]):
            message = f"level {k + 1} is never reached: {upper!r} excludes the rules below it"
            yield problem(model, where, message, "mend the rules, or give one level less")
        elif not _can_be_true(*rules[:k], ~rules[k]):
            message = f"level {k} is never rested at: {upper!r} follows from the rules below it"
            yield problem(model, where, message, "mend the rules, or give one level less")
        elif not entry.higher[k - 1].why and _can_be_true(rules[k], ~rules[k - 1]):
            message = f"{upper!r} can hold where the rule of level {k}, {lower!r}, does not"
            hint = f"it counts only with that of level {k}: write it out, or say so in 'why'"
            yield problem(model, where, message, hint)


def _can_be_true(*rules: Rule) -> bool:
    """Whether some state makes all rules true."""
    return bool(Rule(And(tuple(r.expression for r in rules))).fixing({}).prime_implicants)
