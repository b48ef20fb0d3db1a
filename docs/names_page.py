"""The page of genes, families, drugs and whatever else figures name."""

from __future__ import annotations

from page_parts import table

from her2model.model.entities import Entity
from her2model.model.shipped import entities

__all__ = ["names_page"]

KINDS = {
    "gene": "Genes and proteins",
    "family": "Families",
    "complex": "Complexes",
    "variant": "Variants",
    "drug": "Drugs",
    "ligand": "Ligands",
    "lipid": "Lipids",
    "glycan": "Glycans",
    "process": "Processes",
}
RESOLVER = "https://bioregistry.io/"


def names_page() -> str:
    """List every entity by kind: its symbol, what it is printed as, its members, identifiers."""
    lines = [
        "# Names of genes and drugs",
        "",
        "What the figures name, and what is meant. A family has several genes; a rule of a model",
        "speaks of the family. What a figure's text mining made of each word is in",
        "[Words of the figures](words.md).",
    ]
    every = list(entities().by_id.values())
    for kind, heading in KINDS.items():
        rows = [_row(e) for e in every if e.kind == kind]
        if rows:
            lines += ["", f"## {heading}", ""]
            lines += table(("name", "also printed as", "made of", "identifiers", "note"), rows)
    return "\n".join(lines)


def _row(entity: Entity) -> tuple[str, ...]:
    name = f"**{entity.label or entity.id}**"
    if entity.label and entity.label != entity.id:
        name += f" ({entity.id})"
    made_of = ", ".join(entity.members)
    if entity.parent:
        made_of = f"a form of {entity.parent}"
    return (
        name,
        ", ".join(entity.aliases),
        made_of,
        ", ".join(f"[{x}]({RESOLVER}{x})" for x in entity.xrefs),
        entity.note or "",
    )
