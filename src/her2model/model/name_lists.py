"""Lists of what a model offers by name: its drugs and its alterations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from her2model.model.name_table import Meaning
from her2model.model.names import Names
from her2model.model.parts import Evidence
from her2model.model.variants import variants

__all__ = ["alteration_rows", "drug_rows"]


def drug_rows(names: Names) -> list[dict[str, Any]]:
    """List the drugs: name, class, genes hit, other names, arrows, references."""
    rows = []
    for drug in names.model.drugs:
        meaning = names.targets.meaning_of(drug)
        arrows = [i for i in names.model.interactions.values() if i.source == drug]
        rows.append(
            {
                "name": drug,
                "class": meaning.group if meaning else "",
                "hits": list(names.targets.genes_hit(drug)),
                "also": [n for n in _printed(meaning) if n != drug],
                "arrows": [i.id for i in arrows],
                "evidence": _references(e for i in arrows for e in i.evidence),
            }
        )
    return rows


def alteration_rows(names: Names) -> list[dict[str, Any]]:
    """List the alterations: what each changes, other names, rows that count, references."""
    counted: dict[str, list[str]] = {}
    for row in variants().rows:
        name, perhaps = names.events.counts_as(row)
        if name and not perhaps:
            counted.setdefault(name, []).append(f"{row.gene} {row.change}")
    return [
        {
            "name": name,
            "changes": [f"{s} = {v}" for s, v in a.fix.items()] + [f"cuts {c}" for c in a.cut],
            "also": list(a.aliases),
            "counts": counted.get(name, []),
            "evidence": _references(a.evidence),
        }
        for name, a in names.model.alterations.items()
    ]


def _printed(meaning: Meaning | None) -> tuple[str, ...]:
    return (meaning.name, *meaning.also) if meaning else ()


def _references(evidence: Iterable[Evidence]) -> list[str]:
    return list(dict.fromkeys(e.reference or e.figure or "" for e in evidence))
