"""Annotations in SBML: identifiers and references as MIRIAM wants them, the rest in our own words.

Identifiers stand under ``bqbiol:is``, ``isVersionOf``, ``hasVersion`` and ``hasPart``, references
under ``isDescribedBy``, all as addresses of identifiers.org. What has no such place (the verbatim
quote, what 1 means, the kind of a species) stands in elements of our own namespace, which other
tools leave alone, and quotes also in the notes, for people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from her2model.formats.xml_tree import Element, element, text_element
from her2model.model.entities import Entities, Entity
from her2model.model.parts import Evidence, FrozenMap, Interaction, Species

__all__ = [
    "OWN",
    "annotation",
    "curies",
    "evidence_read",
    "identifiers",
    "levels_read",
    "notes",
    "own",
    "own_evidence",
    "own_levels",
    "references",
]

OWN = "urn:her2model:annotation:1"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_BIOLOGY = "http://biomodels.net/biology-qualifiers/"
_XHTML = "http://www.w3.org/1999/xhtml"
_ADDRESS = "https://identifiers.org/"
_FIGURE = "https://pfocr.wikipathways.org/figures/{}.html"
_CURIE = re.compile(r"(?:https?://identifiers\.org/|urn:miriam:)(.+)\Z")
_EVIDENCE = tuple(Evidence.model_fields)


def annotation(metaid: str, resources: Mapping[str, Iterable[str]], *more: str) -> str:
    """Write an ``annotation``: addresses by qualifier, then our own elements."""
    qualified = [
        element(
            f"bqbiol:{qualifier}",
            {},
            element("rdf:Bag", {}, *(element("rdf:li", {"rdf:resource": a}) for a in addresses)),
        )
        for qualifier, addresses in ((q, list(a)) for q, a in resources.items())
        if addresses
    ]
    parts = list(more)
    if qualified:
        about = element("rdf:Description", {"rdf:about": f"#{metaid}"}, *qualified)
        parts.insert(0, element("rdf:RDF", {"xmlns:rdf": _RDF, "xmlns:bqbiol": _BIOLOGY}, about))
    return element("annotation", {}, *parts) if parts else ""


def notes(*paragraphs: str) -> str:
    """Write ``notes`` of paragraphs, empty ones left out."""
    told = [text_element("p", p) for p in paragraphs if p]
    return element("notes", {}, element("body", {"xmlns": _XHTML}, *told)) if told else ""


def identifiers(species: Species, entities: Entities | None) -> dict[str, list[str]]:
    """Return the addresses of what a species is, by qualifier."""
    table = entities.by_id if entities else {}
    found: dict[str, list[str]] = {"is": [], "isVersionOf": [], "hasVersion": [], "hasPart": []}
    entity = table.get(species.entity or "")
    if entity:
        found["is"] += entity.xrefs
        found["isVersionOf"] += _xrefs(table, [entity.parent] if entity.parent else [])
        part = "hasVersion" if entity.kind == "family" else "hasPart"
        found[part] += _xrefs(table, entity.members)
    elif species.entity and ":" in species.entity:
        found["is"].append(species.entity)
    part = "hasVersion" if species.kind == "family" else "hasPart"
    found[part] += _xrefs(table, species.members)
    return {q: [_ADDRESS + c for c in dict.fromkeys(found[q])] for q in found}


def _xrefs(table: Mapping[str, Entity], names: Iterable[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        found += table[name].xrefs if name in table else [name] if ":" in name else []
    return found


def references(evidence: Iterable[Evidence]) -> dict[str, list[str]]:
    """Return the addresses of what describes an arrow."""
    found = [
        _ADDRESS + e.reference if e.reference else _FIGURE.format(e.figure)
        for e in evidence
        if e.reference or e.figure
    ]
    return {"isDescribedBy": list(dict.fromkeys(found))}


def curies(annotated: Element, qualifier: str) -> list[str]:
    """Return the identifiers under a qualifier, such as ``hgnc:3430``."""
    found = []
    for e in annotated.all("annotation", "RDF", "Description", qualifier, "Bag", "li"):
        address = _CURIE.match(e.get("resource"))
        if address:
            found.append(_curie(address[1]))
    return list(dict.fromkeys(found))


def _curie(text: str) -> str:
    """Read ``hgnc/HGNC:3430``, ``hgnc:3430`` or ``HGNC:3430``."""
    text = text.replace("%3A", ":")
    prefix, slash, rest = text.partition("/")
    if slash and ":" not in prefix:
        text = rest if rest.partition(":")[0].lower() == prefix.lower() else f"{prefix}:{rest}"
    prefix, _, rest = text.partition(":")
    return f"{prefix.lower()}:{rest}"


def own(name: str, attributes: Mapping[str, object], *inside: str) -> str:
    """Write an element of our own namespace."""
    return element(f"h2:{name}", {"xmlns:h2": OWN, **attributes}, *inside)


def own_evidence(i: Interaction) -> str:
    """Write mechanism, note and evidence of an arrow."""
    rows = [own("evidence", e.model_dump(exclude_defaults=True)) for e in i.evidence]
    given = {"mechanism": i.mechanism, "note": i.note}
    return own("interaction", given, *rows) if rows or any(given.values()) else ""


def own_levels(s: Species) -> Iterator[str]:
    """Write what each level of a species is called and means, as far as that is said."""
    meaning = s.meaning if isinstance(s.meaning, FrozenMap) else {}
    for level in range(s.top + 1):
        name = None if isinstance(s.levels, int) else s.levels[level]
        told = {"name": name, "meaning": meaning.get(str(level))}
        if any(told.values()):
            yield element("h2:level", {"number": level, **told})


def levels_read(rows: Iterable[Element], top: int) -> dict[str, Any]:
    """Read what :func:`own_levels` wrote; names only where all levels up to ``top`` have one."""
    levels = {row.get("number"): row for row in rows}
    names = [row.get("name") for row in levels.values()]
    meaning = {k: row.get("meaning") for k, row in levels.items() if row.get("meaning")}
    found: dict[str, Any] = {"meaning": FrozenMap(meaning)} if meaning else {}
    if list(levels) == list(map(str, range(top + 1))) and all(names):
        found["levels"] = tuple(names)
    return found


def evidence_read(rows: Iterable[Element]) -> tuple[Evidence, ...]:
    """Read evidence that :func:`own_evidence` wrote."""
    return tuple(
        Evidence.model_validate({k: v for k, v in row.attributes.items() if k in _EVIDENCE})
        for row in rows
    )
