"""What must hold of a claim: its names are the model's, its values are levels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import eq, ge, gt, le, lt
from typing import TYPE_CHECKING

from her2model.errors import Problem, did_you_mean
from her2model.model.level_checks import above_top
from her2model.model.parts import Claim, Conditions

if TYPE_CHECKING:
    from her2model.model.model import Model

__all__ = ["problems_of_claim"]

Note = Callable[..., Problem]
_NUMBER = re.compile(r"\d+\Z")


def problems_of_claim(model: Model, claim: Claim, note: Note) -> Iterator[Problem]:
    """Yield what is wrong with a claim, with the place of each problem."""
    where = f"claims.{claim.id}"
    yield from _problems_of_conditions(model, where, claim, note)
    if claim.than:
        yield from _problems_of_conditions(model, f"{where}.than", claim.than, note)
    yield from _unknown(model, f"{where}.expect", claim.expect, note)
    for s, expected in claim.expect.items():
        if s in model.species and str(expected)[0] in "<>=":
            yield from _empty_bound(f"{where}.expect.{s}", expected, model.species[s].top, note)
    levels = {s: _level(value) for s, value in claim.expect.items()}
    known = {s: v for s, v in levels.items() if v is not None}
    yield from above_top(model, f"{where}.expect", known, note)
    if claim.verdict and not model.readouts:
        yield note(where, "a verdict needs 'readouts.growth'")


def _empty_bound(where: str, bound: object, top: int, note: Note) -> Iterator[Problem]:
    """Tell a bound that every level meets, or none does: it asks nothing."""
    compare = {">=": ge, ">": gt, "<=": le, "<": lt, "==": eq}
    sign, number = str(bound).rstrip("0123456789").strip(), _level(str(bound)) or 0
    met = sum(compare[sign](level, number) for level in range(top + 1)) if number <= top else 1
    if met in (0, top + 1):
        every = "no level meets it" if not met else "every level meets it"
        yield note(where, f"{bound!r} asks nothing: {every}", f"its levels are 0 to {top}")


def _level(expected: int | str) -> int | None:
    """Return the level that an expectation names, if it does."""
    found = _NUMBER.search(str(expected))
    return int(found[0]) if found else None


def _problems_of_conditions(
    model: Model, where: str, given: Claim | Conditions, note: Note
) -> Iterator[Problem]:
    for d in given.drugs or ():
        if d not in model.drugs:
            yield note(f"{where}.drugs", f"{d!r} is not a drug", did_you_mean(d, model.drugs))
    for a in given.alterations or ():
        if a not in model.alterations:
            hint = did_you_mean(a, model.alterations)
            yield note(f"{where}.alterations", f"{a!r} is not an alteration", hint)
    for part in ("knockouts", "gains", "context"):
        values = getattr(given, part) or ()
        yield from _unknown(model, f"{where}.{part}", values, note)
        if isinstance(values, Mapping):
            yield from above_top(model, f"{where}.{part}", values, note)
    yield from _impossible(model, where, given, note)


def _impossible(
    model: Model, where: str, given: Claim | Conditions, note: Note
) -> Iterator[Problem]:
    """Yield what no scenario can be: see :class:`her2model.engine.scenario.Scenario`."""
    gains = given.gains or ()
    for part, named in (("knockouts", given.knockouts or ()), ("gains", gains)):
        for s in named:
            if s in model.drugs:
                yield note(f"{where}.{part}.{s}", f"{s!r} is a drug", "list it under 'drugs'")
    for s in set(given.knockouts or ()) & set(gains):
        yield note(f"{where}.gains.{s}", f"{s!r} is a knockout too", "leave one of them out")
    for s, level in gains.items() if isinstance(gains, Mapping) else ():
        if level == 0:
            yield note(f"{where}.gains.{s}", f"{s!r} is gained to level 0", "list it as a knockout")
    for s in given.context or ():
        if s in model.rules:
            yield note(f"{where}.context.{s}", f"{s!r} has a rule, so it is no input", "force it")


def _unknown(model: Model, where: str, named: Iterable[str], note: Note) -> Iterator[Problem]:
    for s in named:
        if s not in model.species:
            yield note(f"{where}.{s}", f"{s!r} is not a species", did_you_mean(s, model.species))
