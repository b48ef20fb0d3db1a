"""Values that a model gives to its species: each has to be a level that the species has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from her2model.errors import Problem
from her2model.model.parts import Alteration
from her2model.verdicts import UNTREATED

if TYPE_CHECKING:
    from her2model.model.model import Model

__all__ = ["above_top", "level_problems", "not_a_level"]

Note = Callable[..., Problem]


def not_a_level(value: object, species: str, top: int) -> tuple[str, str]:
    """Say that a species does not have a level, and which it has."""
    if top == 1:
        return f"{value!r} is not an activity", "write 0 or 1"
    return f"{value!r} is not a level of {species}", f"write 0 to {top}"


def level_problems(model: Model, note: Note) -> Iterator[Problem]:
    """Yield each value above the highest level of its species, with its place."""
    for s, species in model.species.items():
        if species.kind == "drug" and species.top > 1:
            yield note(f"species.{s}.levels", "a drug is given or not", "leave its 'levels' out")
        if species.initial is not None:
            yield from above_top(model, f"species.{s}.initial", {s: species.initial}, note, "")
    yield from above_top(model, UNTREATED, model.untreated, note)
    for name, a in model.alterations.items():
        where = f"alterations.{name}"
        for part in ("fix", "floor", "cap"):
            yield from above_top(model, f"{where}.{part}", getattr(a, part), note)
        yield from _overlapping(where, a, note)


def above_top(
    model: Model, where: str, values: Mapping[str, int], note: Note, key: str = "."
) -> Iterator[Problem]:
    """Yield each value above the highest level of its species; ``key`` is empty where no key is."""
    for s, value in values.items():
        if s in model.species and value > model.species[s].top:
            at = f"{where}.{s}" if key else where
            yield note(at, *not_a_level(value, s, model.species[s].top))


def _overlapping(where: str, a: Alteration, note: Note) -> Iterator[Problem]:
    """Tell a floor above the cap, and bounds of a species that is fixed already."""
    for s, low in a.floor.items():
        if s in a.cap and a.cap[s] < low:
            message = f"the floor of {s} is {low} and its cap {a.cap[s]}"
            yield note(f"{where}.floor.{s}", message, "a floor lies at or below the cap")
    for part, values in (("floor", a.floor), ("cap", a.cap)):
        for s in values:
            if s in a.fix:
                message = f"{s} is fixed at {a.fix[s]} already"
                yield note(f"{where}.{part}.{s}", message, f"leave out 'fix' or {part!r}")
