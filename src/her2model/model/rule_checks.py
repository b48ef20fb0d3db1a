"""What must hold between a species' rules and the arrows into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from her2model.errors import LimitError, Problem, RuleError, did_you_mean
from her2model.model.parts import RuleEntry, arrow
from her2model.model.rules import Rule, Sign
from her2model.model.thresholds import bit_of, named_in, signs_of

if TYPE_CHECKING:
    from her2model.model.model import Model

__all__ = ["problems_of_rule", "top_levels_problems"]

Note = Callable[..., Problem]


def problems_of_rule(
    model: Model,
    s: str,
    entry: RuleEntry,
    parsed: dict[str, Rule],
    note: Note,
    read: Mapping[str, Rule] = MappingProxyType({}),
) -> Iterator[Problem]:
    """Yield what is wrong with the rules of a species, and put them into ``parsed``, bit by bit.

    Parameters
    ----------
    model, s, entry
        The model, the species, and its rules.
    parsed
        Where each rule that can be read goes: by species, and by ``X>=k`` for level k.
    note
        Makes a problem from a place, a message and a hint.
    read
        Rules that are parsed already, by bit.

    Yields
    ------
    Problem
        In the order of the rules, then of the arrows.
    """
    where = f"rules.{s}"
    arrows = {i.source: i.sign for i in model.regulators(s)}
    known = None if entry.higher else read.get(s)
    if known and _is_fine(model, s, known, arrows):
        parsed[s] = known.effective
        return
    if entry.is_default:
        refused = _no_default(model, s, arrows)
        if refused:
            yield note(where, *refused)
            return
    signs: dict[str, Sign] = {}
    for level, text in enumerate(entry.texts, 1):
        at = f"{where}.{level}" if entry.higher else where
        bit = bit_of(s, level)
        try:
            known = None if entry.is_default else read.get(bit)
            rule = known or Rule.parse(text, f"{model.origin or model.name}: {at}")
        except RuleError as reason:
            if not entry.is_default:  # else what is wrong is an id, which is told of as such
                yield from reason.problems
            return
        try:
            found = signs_of(rule)
        except LimitError:
            rule = rule.at_its_word()
            found = signs_of(rule)
        parsed[bit] = rule.effective
        yield from _problems_of_names(model, s, rule, found, entry, at, note)
        for name, sign in found.items():
            signs[name] = sign if signs.get(name, sign) == sign else "dual"
    yield from _problems_of_arrows(model, s, arrows, signs, note)


def _is_fine(model: Model, s: str, rule: Rule, arrows: Mapping[str, Sign]) -> bool:
    """Whether a rule reads what its arrows say, of species that there are, and no level above 1."""
    if rule.reads_levels or not (rule.is_unate or rule.has_known_signs) or rule.signs != arrows:
        return False
    own = model.species.get(s)
    return own is not None and own.top == 1 and model.species.keys() >= {*rule.names}


def _no_default(model: Model, s: str, arrows: Mapping[str, Sign]) -> tuple[str, str] | None:
    if s in model.species and model.species[s].top > 1:
        return "a species with levels has no default rule", "write {1: …, 2: …}"
    if "dual" in arrows.values():
        return "arrows without one sign have no default rule", "write the rule"
    if "activation" not in arrows.values():
        message = "only inhibitors act on it, so no default rule fits"
        return message, "write the rule, or add what activates it"
    return None


def _problems_of_names(
    model: Model,
    s: str,
    rule: Rule,
    signs: Mapping[str, Sign],
    entry: RuleEntry,
    where: str,
    note: Note,
) -> Iterator[Problem]:
    """Names without a species or an arrow, and thresholds that their species does not reach."""
    ends = {i.source for i in model.regulators(s)}
    for name, thresholds in named_in([rule]).items():
        if name not in model.species:
            if not entry.is_default:  # else the arrow is told of
                yield note(where, f"{name!r} is not a species", did_you_mean(name, model.species))
            continue
        if name not in signs:
            continue
        if name not in ends:
            hint = f"add '{arrow(name, signs[name], s)}' with its evidence"
            yield note(where, f"{name!r} has no arrow to {s}", hint)
        top = model.species[name].top
        if thresholds[-1] > top:
            message = f"'{name} >= {thresholds[-1]}' is above the highest level of {name}, {top}"
            yield note(where, message, f"write a level up to {top}, or give {name} more 'levels'")


def _problems_of_arrows(
    model: Model, s: str, arrows: Mapping[str, Sign], signs: Mapping[str, Sign], note: Note
) -> Iterator[Problem]:
    for name, sign in signs.items():
        if name in model.species and name in arrows and arrows[name] not in (sign, "dual"):
            acts = "acts with both signs" if sign == "dual" else f"acts by {sign}"
            yield note(f"rules.{s}", f"{name!r} {acts}, and the arrow says {arrows[name]}")
    for name, sign in arrows.items():
        if name not in signs and name in model.species:
            where = f"interactions.{arrow(name, sign, s)}"
            hint = "use it in the rule, or drop the arrow"
            yield note(where, f"the rule of {s} does not use it", hint)


def top_levels_problems(model: Model, note: Note) -> Iterator[Problem]:
    """Rules that are missing for a level, or that stand for a level that is not there."""
    for s, entry in model.rules.items():
        if s not in model.species or entry.is_default:
            continue
        top, count = model.species[s].top, len(entry.texts)
        if count > top:
            message = f"there is a rule for level {count}, and the highest level of {s} is {top}"
            hint = f"write 'levels: {count}' at species.{s}, or drop the rule"
            yield note(f"rules.{s}.{count}", message, hint)
        elif count < top:
            hint = "write {" + ", ".join(f"{k}: …" for k in range(1, top + 1)) + "}"
            message = f"level {count + 1} has no rule, and the highest level of {s} is {top}"
            yield note(f"rules.{s}", message, hint)
