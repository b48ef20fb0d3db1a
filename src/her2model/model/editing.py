"""Edit a model in code: readouts, drugs, alterations, rules and inputs, as a new model.

What is edited here has no evidence. It is meant for questions at a call and for scripts; a model to
be kept is a file that extends another and says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from her2model.errors import InputError, UnknownName, did_you_mean, shown
from her2model.model.parts import (
    Alteration,
    FrozenMap,
    Interaction,
    LevelRule,
    Readouts,
    RuleEntry,
    Species,
    arrow,
)
from her2model.model.rules import Rule
from her2model.model.thresholds import signs_of

if TYPE_CHECKING:
    from her2model.model.model import Model

__all__ = ["edited", "with_rules"]

_EXAMPLES: Mapping[str, Any] = {
    "drugs": {"trametinib": "MEK"},
    "alterations": {"NF1 loss": {"NF1": 0}},
    "rules": {"ERK": "MEK"},
    "initial": {"EGF": 1},
}


def edited(
    model: Model,
    *,
    readouts: str | Mapping[str, Any] | None = None,
    drugs: Mapping[str, str | Iterable[str]] | None = None,
    alterations: Mapping[str, Mapping[str, int | str]] | None = None,
    rules: Mapping[str, str | Mapping[int, str]] | None = None,
    initial: Mapping[str, int] | None = None,
    name: str | None = None,
) -> Model:
    """Return a model with some of its parts replaced; see :meth:`her2model.Model.replace`."""
    mappings = {"drugs": drugs, "alterations": alterations, "rules": rules, "initial": initial}
    for what, given in mappings.items():
        if given is not None and not isinstance(given, Mapping):
            hint = f"write, for example, {what}={_EXAMPLES[what]}"
            raise InputError(f"{what}={shown(given)} is no mapping", hint=hint)
    parts: dict[str, Any] = {
        "species": dict(model.species),
        "interactions": dict(model.interactions),
        "rules": dict(model.rules),
        "alterations": dict(model.alterations),
    }
    for target, text in (rules or {}).items():
        _set_rule(model, parts, _species(model, target), _texts(target, text))
    for drug, targets in (drugs or {}).items():
        _add_drug(model, parts, drug, [targets] if isinstance(targets, str) else targets)
    for species, value in (initial or {}).items():
        known = _species(model, species)
        parts["species"][known] = parts["species"][known].model_copy(update={"initial": value})
    for title, fix in (alterations or {}).items():
        found = ((_species(model, s), v) for s, v in fix.items())
        fixed = FrozenMap((s, model.species[s].level_of(v, title)) for s, v in found)
        parts["alterations"][title] = Alteration(name=title, fix=fixed)
    changed: dict[str, Any] = {key: FrozenMap(value) for key, value in parts.items()}
    if readouts is not None:
        changed["readouts"] = _readouts(model, readouts)
    if name is not None:
        changed["name"] = name
    return replace(model, **changed)


def with_rules(model: Model, rules: Mapping[str, tuple[str, ...]]) -> Model:
    """Return a model with other rules: species → a text for each of its levels, from 1 up."""
    parts: dict[str, Any] = {
        "species": dict(model.species),
        "interactions": dict(model.interactions),
        "rules": dict(model.rules),
    }
    for target, texts in rules.items():
        _set_rule(model, parts, target, texts)
    changed: dict[str, Any] = {key: FrozenMap(value) for key, value in parts.items()}
    return replace(model, **changed)


def _texts(target: str, given: str | Mapping[int, str]) -> tuple[str, ...]:
    """Return the texts of a rule, lowest level first."""
    if not isinstance(given, Mapping):
        return (given,)
    if sorted(given) != list(range(1, len(given) + 1)):
        hint = "write {1: ..., 2: ...}, a rule for each level from 1 up"
        raise InputError(f"rule of {target}: its levels are {shown(list(given))}", hint=hint)
    return tuple(given[k] for k in sorted(given))


def _species(model: Model, name: str) -> str:
    return model.find_species(name)


def _readouts(model: Model, given: str | Mapping[str, Any]) -> Readouts:
    if isinstance(given, str):
        return Readouts(growth=_species(model, given))
    is_known = isinstance(given, Mapping) and set(given) <= set(Readouts.model_fields)
    if not is_known or "growth" not in given:
        hint = "write a name, {'growth': NAME} or {'growth': NAME, 'death': NAME}"
        raise InputError(f"readouts={shown(given)} will not do", hint=hint)
    named = {k: _species(model, v) for k, v in given.items() if k != "pathway" and v}
    pathway = tuple(_species(model, s) for s in given.get("pathway", ()))
    return Readouts(**named, pathway=pathway)


def _add_drug(model: Model, parts: dict[str, Any], drug: str, targets: Iterable[str]) -> None:
    """Add a drug, or make an input one, and let it inhibit its targets, whatever activates them."""
    old = parts["species"].get(drug)
    if old is not None and drug in parts["rules"]:
        raise InputError(
            f"{drug!r} has a rule, so it is no drug", hint="give the drug another name"
        )
    kept = old.model_dump(exclude={"kind", "initial"}) if old is not None else {"id": drug}
    parts["species"][drug] = Species(**{**kept, "kind": "drug", "initial": 0})
    for name in targets:
        target = _species(model, name)
        entry = parts["rules"].get(target)
        if entry is None:
            hint = f"give it a rule: rules={{{target!r}: ...}}"
            raise InputError(f"{target!r} has no rule that {drug} could break", hint=hint)
        texts = tuple(f"({t}) and not {drug}" for t in entry.texts)
        if drug not in Rule.parse(entry.rule).names:
            _set_rule(model, parts, target, texts)


def _set_rule(model: Model, parts: dict[str, Any], target: str, texts: tuple[str, ...]) -> None:
    """Put a rule in place of another, with the arrows that it needs and no others."""
    signs: dict[str, Any] = {}
    for text in texts:
        for name, sign in signs_of(Rule.parse(text)).items():
            if name not in parts["species"]:
                hint = did_you_mean(name, parts["species"])
                raise UnknownName(
                    f"{name!r} is not a species", where=f"rule of {target}", hint=hint
                )
            signs[name] = sign if signs.get(name, sign) == sign else "dual"
    arrows = {i.source: i for i in parts["interactions"].values() if i.target == target}
    for key in [k for k, i in parts["interactions"].items() if i.target == target]:
        del parts["interactions"][key]
    for source, sign in signs.items():
        old = arrows.get(source)
        same = old is not None and old.sign in (sign, "dual")
        made = old if same else Interaction(source=source, target=target, sign=sign)
        assert made is not None  # it is the old arrow, or a new one
        parts["interactions"][arrow(source, made.sign, target)] = made
    higher = tuple(LevelRule(rule=t) for t in texts[1:])
    parts["rules"][target] = RuleEntry(rule=texts[0], higher=higher)
    kept = parts["species"][target]
    if kept.initial is not None:  # an input that has a rule now is none any more
        parts["species"][target] = kept.model_copy(update={"initial": None})
