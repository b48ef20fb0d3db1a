"""Species and arrows as flat attributes of nodes and edges, as graph formats carry them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from her2model.formats.format import counted
from her2model.model.entities import Entities
from her2model.model.model import Model
from her2model.model.parts import Interaction

__all__ = ["INTERACTIONS", "Cleaner", "evidence_attributes", "identifiers", "species_attributes"]

INTERACTIONS = {"activation": "activates", "inhibition": "inhibits", "dual": "affects"}
"""Sign → the verb that Cytoscape shows as the interaction's type."""

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
        "members": "; ".join(s.members),
        "identifiers": "; ".join(identifiers(model, species, entities)),
        "meaning": s.meaning_text or None,
        "initial": s.initial,
        "note": s.note,
        "rule": rule.rule if rule else None,
        "rule_is_default": rule.is_default if rule else None,
        "why": rule.why if rule else None,
    }


def evidence_attributes(i: Interaction) -> dict[str, Any]:
    """Flat attributes of an edge that say what it rests on."""
    quotes = [e.quote for e in i.evidence if e.quote]
    return {
        "interaction": INTERACTIONS[i.sign],
        "basis": i.basis,
        "quotes": " | ".join(quotes),
        "figures": "; ".join(dict.fromkeys(e.figure for e in i.evidence if e.figure)),
        "references": "; ".join(dict.fromkeys(e.reference for e in i.evidence if e.reference)),
    }
