"""CX2, the JSON of Cytoscape and NDEx: the graph with its evidence, and a style to see it in.

Node and edge attributes have one type each, as the format asks. The style draws
activation with an arrowhead and inhibition with a bar. Positions are those of the shipped drawing
where the model is a shipped one; else species stand in bands, from outside the cell to the outcome.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from her2model.formats.format import CONTENTS, Format, Written
from her2model.formats.graph_attributes import (
    INTERACTIONS,
    Cleaner,
    evidence_attributes,
    identifiers,
    rest_of_model,
    species_attributes,
)
from her2model.formats.graph_reading import read_cx2
from her2model.model.entities import Entities
from her2model.model.model import Model
from her2model.model.parts import Interaction

__all__ = ["CX2", "write_cx2"]

Positions = Mapping[str, tuple[float, float]]
_BANDS = ("extracellular", "membrane", "cytosol", "", "nucleus", "outcome")
_TYPES = {str: "string", bool: "boolean", int: "long", list: "list_of_string"}
_FILLS = {
    "drug": "#0072B2",
    "alteration": "#FCE8DC",
    "phenotype": "#DDF1EA",
    "receptor": "#F5E6BE",
}
_ARROWS = {"activation": "triangle", "inhibition": "tee", "dual": "diamond"}
_COLOURS = {"activation": "#46535E", "inhibition": "#D55E00", "dual": "#CC79A7"}


def write_cx2(
    model: Model, entities: Entities | None = None, positions: Positions | None = None
) -> Written:
    """Write a CX2 document.

    Parameters
    ----------
    model, entities
        The model, and the table that says what an entity's identifiers are.
    positions
        Species → x and y; those of the shipped drawing, or bands, when None.

    Returns
    -------
    Written
        The file, and what it does not carry.
    """
    clean = Cleaner()
    placed = positions or _drawn(model) or _banded(model)
    number = {s: k for k, s in enumerate(model.species)}
    nodes = [
        {
            "id": number[s],
            "x": float(placed[s][0]),
            "y": float(placed[s][1]),
            "v": clean.all(_node(model, s, entities)),
        }
        for s in model.species
    ]
    edges = [
        {"id": k, "s": number[i.source], "t": number[i.target], "v": clean.all(_edge(i))}
        for k, i in enumerate(model.interactions.values())
    ]
    about = clean.all(_about(model))
    aspects: list[tuple[str, list[Any]]] = [
        (
            "attributeDeclarations",
            [
                {
                    "nodes": _declared(nodes, {"name": "n", "represents": "r"}),
                    "edges": _declared(edges, {"interaction": "i"}),
                    "networkAttributes": _declared([{"v": about}], {}),
                }
            ],
        ),
        ("networkAttributes", [about]),
        ("nodes", nodes),
        ("edges", edges),
        ("visualProperties", [_style()]),
        (
            "visualEditorProperties",
            [{"properties": {"nodeSizeLocked": False, "arrowColorMatchesEdge": True}}],
        ),
    ]
    document: list[dict[str, Any]] = [
        {"CXVersion": "2.0", "hasFragments": False},
        {"metaData": [{"elementCount": len(rows), "name": name} for name, rows in aspects]},
        *({name: rows} for name, rows in aspects),
        {"status": [{"error": "", "success": True}]},
    ]
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    return Written({"": text.encode("utf-8")}, clean.notes())


def _about(model: Model) -> dict[str, Any]:
    return {
        "name": model.name,
        "description": model.description or model.title,
        "title": model.title,
        "figure": model.figure,
        "reference": model.source.citation if model.source else None,
        "author": ", ".join(model.curators),
        "date": model.date,
        "disclaimer": "A qualitative model of published statements; not for clinical use.",
        "model": json.dumps(rest_of_model(model), ensure_ascii=False),
    }


def _node(model: Model, species: str, entities: Entities | None) -> dict[str, Any]:
    """Attributes of a node: ``name`` is the printed one, ``id`` that of the rules."""
    plain = species_attributes(model, species, entities)
    known = list(identifiers(model, species, entities))
    return {
        "name": plain.pop("label"),
        "species": species,
        "represents": known[0]
        if known and (len(known) == 1 or model.species[species].entity)
        else None,
        **plain,
        "identifiers": known or None,
        "members": list(model.species[species].members) or None,
    }


def _edge(i: Interaction) -> dict[str, Any]:
    evidence = i.evidence
    return {
        "name": i.id,
        "interaction": INTERACTIONS[i.sign],
        "sign": i.sign,
        "mechanism": i.mechanism,
        "note": i.note,
        "basis": i.basis,
        "quotes": [e.quote for e in evidence if e.quote] or None,
        "figures": list(dict.fromkeys(e.figure for e in evidence if e.figure)) or None,
        "references": list(dict.fromkeys(e.reference for e in evidence if e.reference)) or None,
        "evidence": evidence_attributes(i)["evidence"],
    }


def _declared(elements: list[dict[str, Any]], aliases: Mapping[str, str]) -> dict[str, Any]:
    """Declare each attribute that occurs, with its one type."""
    found: dict[str, Any] = {}
    for element in elements:
        for name, value in element["v"].items():
            alias = {"a": aliases[name]} if name in aliases else {}
            found.setdefault(name, {"d": _TYPES[type(value)], **alias})
    return found


# -- where species stand ----------------------------------------------------------------------


def _drawn(model: Model) -> Positions | None:
    """Return where the shipped drawing of this model has its species, if there is one."""
    folder = files("her2model._models") / "layouts"
    names = {entry.name for entry in folder.iterdir()}
    if f"{model.name}.json" not in names:
        return None
    data = json.loads((folder / f"{model.name}.json").read_text(encoding="utf-8"))
    found = {g["species"]: (g["x"], g["y"]) for g in data["layout"]["glyphs"]}
    if found.keys() - model.species.keys() or set(found) != _acting(model):
        return None
    low = max((y for _, y in found.values()), default=0.0)
    idle = [s for s in model.species if s not in found]
    return found | {s: (k % 8 * 100.0, low + 90 + k // 8 * 48.0) for k, s in enumerate(idle)}


def _acting(model: Model) -> set[str]:
    return set(model.species) - set(model.named_only)


def _banded(model: Model) -> Positions:
    """Place species in bands by compartment, at most eight in a row."""
    found: dict[str, tuple[float, float]] = {}
    y = 0.0
    for band in _BANDS:
        here = [s for s in model.species.values() if (s.compartment or "") == band]
        for k, s in enumerate(here):
            found[s.id] = (k % 8 * 120.0 + k // 8 % 2 * 60.0, y + k // 8 * 72.0)
        y += (len(here) + 7) // 8 * 72.0 + (36.0 if here else 0.0)
    return found


# -- how it looks -----------------------------------------------------------------------------


def _style() -> dict[str, Any]:
    return {
        "default": {
            "network": {"NETWORK_BACKGROUND_COLOR": "#FFFFFF"},
            "node": {
                "NODE_SHAPE": "round-rectangle",
                "NODE_WIDTH": 84.0,
                "NODE_HEIGHT": 26.0,
                "NODE_BACKGROUND_COLOR": "#FFFFFF",
                "NODE_BORDER_COLOR": "#1F2A33",
                "NODE_BORDER_WIDTH": 1.0,
                "NODE_LABEL_COLOR": "#1F2A33",
                "NODE_LABEL_FONT_SIZE": 10,
                "NODE_LABEL_MAX_WIDTH": 80,
            },
            "edge": {
                "EDGE_WIDTH": 1.4,
                "EDGE_LINE_COLOR": _COLOURS["activation"],
                "EDGE_TARGET_ARROW_SHAPE": "triangle",
                "EDGE_TARGET_ARROW_COLOR": _COLOURS["activation"],
                "EDGE_TARGET_ARROW_SIZE": 8,
                "EDGE_SOURCE_ARROW_SHAPE": "none",
            },
        },
        "nodeMapping": {
            "NODE_LABEL": {
                "type": "PASSTHROUGH",
                "definition": {"attribute": "name", "type": "string"},
            },
            "NODE_BACKGROUND_COLOR": _mapped("kind", _FILLS),
            "NODE_LABEL_COLOR": _mapped("kind", {"drug": "#FFFFFF"}),
        },
        "edgeMapping": {
            "EDGE_TARGET_ARROW_SHAPE": _mapped("sign", _ARROWS),
            "EDGE_TARGET_ARROW_COLOR": _mapped("sign", _COLOURS),
            "EDGE_LINE_COLOR": _mapped("sign", _COLOURS),
        },
    }


def _mapped(attribute: str, values: Mapping[str, str]) -> dict[str, Any]:
    rows = [{"v": v, "vp": shown} for v, shown in values.items()]
    definition = {"attribute": attribute, "type": "string", "map": rows}
    return {"type": "DISCRETE", "definition": definition}


CX2 = Format(
    "CX2",
    (".cx2",),
    "the signed graph with evidence and a style, for Cytoscape and NDEx",
    frozenset(CONTENTS),
    read_cx2,
    write_cx2,
)
