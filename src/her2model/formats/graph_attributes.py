"""Species and arrows as flat attributes of nodes and edges, as graph formats carry them.

What is no number and no plain text stands as JSON: evidence, names and meanings of levels, rules of
level 2 and up, and under ``model`` of the whole graph what is no part of a graph, such as claims.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from her2model.errors import FormatError
from her2model.formats.format import counted
from her2model.model.entities import Entities
from her2model.model.model import Model
from her2model.model.model_file import write_model
from her2model.model.parts import FrozenMap, Interaction

__all__ = [
    "INTERACTIONS",
    "Cleaner",
    "evidence_attributes",
    "from_json",
    "identifiers",
    "rest_of_model",
    "species_attributes",
    "split_members",
    "unfolded",
]

INTERACTIONS = {"activation": "activates", "inhibition": "inhibits", "dual": "affects"}
"""Sign → the verb that Cytoscape shows as the interaction's type."""

_GRAPHED = ("species", "interactions", "rules")
_FOLDED = {"level_names": "levels", "level_meanings": "meaning", "higher": "higher"}
"""Attribute of a node whose text is JSON → the field that it gives."""
_DEEPEST = 5_000

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Cleaner:
    """Replaces the control characters that XML and JSON tools refuse, and counts them."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, text: str) -> str:
        """Return the text without such characters."""
        clean, number = _NOT_XML.subn("\ufffd", text)
        self.count += number
        return clean

    def all(self, attributes: Mapping[str, Any]) -> dict[str, Any]:
        """Return the attributes that have a value, their texts cleaned."""
        return {
            k: self(v) if isinstance(v, str) else v
            for k, v in attributes.items()
            if v not in (None, "")
        }

    def notes(self) -> tuple[str, ...]:
        """Say how much was replaced, if anything was."""
        if not self.count:
            return ()
        return (f"{counted(self.count, 'control character')} replaced by U+FFFD",)


def identifiers(model: Model, species: str, entities: Entities | None) -> tuple[str, ...]:
    """CURIEs of a species: those of its entity, or its members where they are CURIEs.

    Parameters
    ----------
    model, species
        The model, and the id of one of its species.
    entities
        The table that says what an entity's identifiers are.
    """
    s = model.species[species]
    if s.entity and entities and s.entity in entities.by_id:
        return entities.by_id[s.entity].xrefs
    named = [s.entity] if s.entity else list(s.members)
    found: list[str] = []
    for name in named:
        if entities and name in entities.by_id:
            found += entities.by_id[name].xrefs[:1]
        elif ":" in name:
            found.append(name)
    return tuple(dict.fromkeys(found))


def species_attributes(model: Model, species: str, entities: Entities | None) -> dict[str, Any]:
    """Flat attributes of a node."""
    s, rule = model.species[species], model.rules.get(species)
    return {
        "label": s.name,
        "has_label": bool(s.label),
        "kind": s.kind,
        "compartment": s.compartment,
        "entity": s.entity,
        "members": _members(s.members),
        "identifiers": "; ".join(identifiers(model, species, entities)),
        "levels": s.top if s.top > 1 else None,
        "level_names": None if isinstance(s.levels, int) else _json(s.levels),
        "meaning": s.meaning_text or None,
        "level_meanings": _json(dict(s.meaning)) if isinstance(s.meaning, FrozenMap) else None,
        "initial": s.initial,
        "note": s.note,
        "rule": rule.rule if rule else None,
        "rule_is_default": rule.is_default if rule else None,
        "why": rule.why if rule else None,
        "higher": _json([r.model_dump(exclude_none=True) for r in rule.higher])
        if rule and rule.higher
        else None,
    }


def unfolded(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes of a node with the fields that stand in them as JSON.

    Raises
    ------
    FormatError
        Such an attribute is not JSON.
    """
    found = dict(attributes)
    for name, field in _FOLDED.items():
        if isinstance(attributes.get(name), str):
            found[field] = from_json(attributes[name], field)
    if isinstance(attributes.get("members"), str):
        found["members"] = split_members(attributes["members"])
    return found


def _members(members: tuple[str, ...]) -> str:
    """Join members by semicolons, or write them as JSON where that could not be split again."""
    text = "; ".join(members)
    is_plain = tuple(split_members(text)) == members and not text.startswith("[")
    return text if is_plain else _json(members)


def split_members(text: str) -> list[str]:
    """Split what :func:`species_attributes` gives as ``members``."""
    if text.startswith("["):
        found = from_json(text, "members")
        return found if isinstance(found, list) else []
    return [m.strip() for m in text.split(";") if m.strip()]


def from_json(text: str, what: str) -> Any:
    """Read the JSON of an attribute.

    Raises
    ------
    FormatError
        It is not JSON, or nested too deeply.
    """
    try:
        if text.count("[") + text.count("{") <= _DEEPEST:
            return json.loads(text)
    except (RecursionError, ValueError):
        pass
    raise FormatError(f"its {what} is not JSON")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def rest_of_model(model: Model) -> dict[str, Any]:
    """Return what of a model is no part of a graph, such as claims, as plain data."""
    return {k: v for k, v in write_model(model).items() if k not in _GRAPHED}


def evidence_attributes(i: Interaction) -> dict[str, Any]:
    """Flat attributes of an edge that say what it rests on."""
    quotes = [e.quote for e in i.evidence if e.quote]
    return {
        "interaction": INTERACTIONS[i.sign],
        "basis": i.basis,
        "quotes": " | ".join(quotes),
        "figures": "; ".join(dict.fromkeys(e.figure for e in i.evidence if e.figure)),
        "references": "; ".join(dict.fromkeys(e.reference for e in i.evidence if e.reference)),
        "evidence": _json([e.model_dump(exclude_defaults=True) for e in i.evidence]),
    }
