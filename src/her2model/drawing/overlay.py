"""A result as a drawing shows it: what is on, what is forced, which arrows carry the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from her2model.engine.forcing import gained as gained_by
from her2model.engine.simulation import Simulation
from her2model.errors import InputError
from her2model.model.model import Model
from her2model.model.rules import Sign
from her2model.verdicts import (
    MIXED,
    OFF,
    ON,
    UNSETTLED,
    VALUES,
    Value,
    level_in,
    level_word,
    values_of,
)

__all__ = ["Carries", "Overlay", "State", "overlay_of"]

State = Simulation | Mapping[str, int | str]
"""A result, or a plain state: species → a level, ``on``, ``off``, ``mixed`` or ``unsettled``."""

Carries = Literal["yes", "partly", "no", "cut"]

_WORDS: dict[int | str, Value] = {
    0: OFF,
    1: ON,
    "*": UNSETTLED,
    **{v: v for v in VALUES},
}


@dataclass(frozen=True)
class Overlay:
    """What is painted on a diagram.

    Attributes
    ----------
    values
        Value of each species.
    lost, gained
        Species that the scenario forces to 0 or to 1.
    given
        Drugs that are given.
    cut
        Arrows that an alteration cuts.
    heading
        The scenario and its verdict in one line.
    """

    values: Mapping[str, Value]
    lost: frozenset[str] = frozenset()
    gained: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    cut: frozenset[str] = frozenset()
    heading: str = ""
    readouts: Mapping[str, Value] = field(default_factory=dict)

    def forces(self, species: str) -> bool:
        """Whether the scenario forces a species to a value."""
        return species in self.lost or species in self.gained

    def carries(self, interaction: str, source: str, target: str, sign: Sign) -> Carries:
        """Say whether an arrow carries the answer: its source is on, and its target follows."""
        if interaction in self.cut:
            return "cut"
        at, to = self.values.get(source, "off"), self.values.get(target, "off")
        if at == "off":
            return "no"
        follows: Value = "off" if sign == "inhibition" else "on"
        between = level_in(to) is not None
        if sign != "dual" and to not in (follows, MIXED, UNSETTLED) and not between:
            return "no"
        return "yes" if at == "on" and (sign == "dual" or to == follows) else "partly"


def overlay_of(model: Model, result: State) -> Overlay:
    """Read a result, or a plain state, as an overlay.

    Raises
    ------
    InputError
        The result is of another model, or a value is none.
    UnknownName
        A plain state names a species that the model does not have.
    """
    if isinstance(result, Simulation):
        if result.model.digest != model.digest:
            raise InputError(
                f"the result is of {result.model.name!r} and the diagram of {model.name!r}",
                hint="simulate and draw the same model",
            )
        return _of_simulation(result)
    if not isinstance(result, Mapping):
        raise InputError(
            f"{result!r} is not a result", hint="give what simulate() returned, or a state"
        )
    values: dict[str, Value] = {}
    for name, value in result.items():
        species = model.find_species(name)
        word = _word(value, model.species[species].top)
        if word is None:
            raise InputError(
                f"{value!r} is not a value of {name}", hint="values are 0, 1, on, off, mixed"
            )
        values[species] = word
    given = frozenset(d for d in model.drugs if values.get(d) == "on")
    return Overlay(values, given=given, heading="a given state")


def _word(value: int | str, top: int) -> Value | None:
    """Return the word for a value that a user gives, or None where it is none."""
    if isinstance(value, int) and 0 <= value <= top:
        return level_word(value, top)
    return str(value) if value in values_of(top) else _WORDS.get(value)


def _of_simulation(result: Simulation) -> Overlay:
    scenario, model = result.scenario, result.model
    lost, gained = set(scenario.knockouts), {gained_by(model, g)[0] for g in scenario.gains}
    cut: set[str] = set()
    for name in scenario.alterations:
        alteration = model.alterations[name]
        cut.update(alteration.cut)
        for s, v in alteration.fix.items():
            (gained if v else lost).add(s)
        gained.update(alteration.floor)
        lost.update(s for s, v in alteration.cap.items() if not v)
    verdict_text = result.look.meaning if result.verdict else ""
    shown = _readouts(result)
    answer = ", ".join(f"{model.species[s].name} {v}" for s, v in shown.items())
    heading = f"{_scenario(result)} — " + "; ".join(t for t in (verdict_text, answer) if t)
    return Overlay(
        result.state,
        frozenset(lost),
        frozenset(gained),
        frozenset(scenario.drugs),
        frozenset(cut),
        heading,
        shown,
    )


def _scenario(result: Simulation) -> str:
    """Return the scenario with printed names, its first letter large."""
    names = {d: result.model.species[d].name for d in result.scenario.drugs}
    text = str(result.scenario)
    for drug, name in names.items():
        text = text.replace(drug, name)
    return text[:1].upper() + text[1:] if text[1:2].islower() else text


def _readouts(result: Simulation) -> dict[str, Value]:
    named = result.model.readouts
    if named is None:
        return {}
    return {s: result[s] for s in (named.growth, named.death) if s is not None}
