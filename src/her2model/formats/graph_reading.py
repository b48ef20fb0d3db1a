"""GraphML and CX2 read: nodes, and arrows with a sign, in any of the usual attributes.

What is taken is what every tool agrees on: names, labels, arrows and signs, and the rules and the
initial values where the nodes have them, as ours do. Other rules are the default ones, told as a
guess; evidence stays in the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from her2model.errors import FormatError
from her2model.formats.arrow_rules import Arrow, draft_of_arrows
from her2model.formats.assembly import assemble
from her2model.formats.format import Reading
from her2model.formats.registry import suffixes
from her2model.formats.sif import SIGNS
from her2model.formats.xml_tree import Element, parse_xml
from her2model.model.rules import Rule, Sign

__all__ = ["read_cx2", "read_graphml"]

_SIGN_KEYS = ("sign", "interaction", "effect", "interaction_type", "type", "weight")
_LABEL_KEYS = ("label", "name", "shared name", "id")
Row = Mapping[str, Any]


def read_graphml(text: str, path: Path) -> Reading:
    """Read the nodes and signed edges of a GraphML file.

    Raises
    ------
    FormatError
        It is no directed GraphML, or an edge has no sign that is known; with its line.
    """
    root = parse_xml(text, path.name)
    graph = root.first("graph")
    if root.name != "graphml" or graph is None:
        hint = f"it holds no graph; read are {suffixes(read=True)}"
        raise FormatError("the file is not GraphML", where=path.name, line=root.line, hint=hint)
    if graph.get("edgedefault") == "undirected":
        message = "the graph is not directed"
        raise FormatError(message, where=path.name, line=graph.line, hint="an arrow has a target")
    keys = {k.get("id"): k.get("attr.name") or k.get("id") for k in root.all("key")}
    nodes = {e.get("id"): _data(e, keys) for e in graph.all("node")}
    edges = [(e.get("source"), e.get("target"), _data(e, keys), e.line) for e in graph.all("edge")]
    return _reading(nodes, edges, path)


def _data(e: Element, keys: Mapping[str, str]) -> dict[str, str]:
    found = {keys.get(d.get("key"), d.get("key")).lower(): d.words for d in e.all("data")}
    return {**{k.lower(): v for k, v in e.attributes.items()}, **found}


def read_cx2(text: str, path: Path) -> Reading:
    """Read the nodes and signed edges of a CX2 file.

    Raises
    ------
    FormatError
        It is no CX2, or an edge has no sign that is known.
    """
    try:
        aspects = json.loads(text)
    except (RecursionError, ValueError) as reason:
        line = getattr(reason, "lineno", 1)
        raise FormatError(f"this is not JSON ({reason})", where=path.name, line=line) from None
    if not isinstance(aspects, list) or not all(isinstance(a, dict) for a in aspects):
        hint = "a CX2 file is a list of aspects"
        raise FormatError("this is not CX2", where=path.name, hint=hint, line=1)
    short = _aliases(aspects)
    nodes = {str(row.get("id")): _values(row, short) for row in _aspect(aspects, "nodes")}
    edges = [
        (str(row.get("s")), str(row.get("t")), _values(row, short), None)
        for row in _aspect(aspects, "edges")
    ]
    return _reading(nodes, edges, path)


def _aspect(aspects: Iterable[Row], name: str) -> Iterator[Row]:
    for aspect in aspects:
        rows = aspect.get(name)
        if isinstance(rows, list):
            yield from (row for row in rows if isinstance(row, dict))


def _aliases(aspects: list[Row]) -> dict[str, str]:
    """Return the short names that the file declares for attributes."""
    found: dict[str, str] = {}
    for row in _aspect(aspects, "attributeDeclarations"):
        for kind in ("nodes", "edges"):
            declared = row.get(kind)
            for name, about in declared.items() if isinstance(declared, dict) else ():
                if isinstance(about, dict) and isinstance(about.get("a"), str):
                    found[about["a"]] = name
    return found


def _values(row: Row, short: Mapping[str, str]) -> dict[str, Any]:
    given = row.get("v")
    values = given if isinstance(given, dict) else {}
    return {short.get(k, k).lower(): v for k, v in values.items()}


def _reading(
    nodes: Mapping[str, Row], edges: Iterable[tuple[str, str, Row, int | None]], path: Path
) -> Reading:
    names = _names(nodes)
    arrows = []
    for source, target, data, line in edges:
        unknown = [end for end in (source, target) if end not in nodes]
        if unknown:
            message = f"an edge leads to the node {unknown[0][:40]!r}, which is not there"
            raise FormatError(message, where=path.name, line=line)
        sign = _sign(data, source, target, path, line)
        arrows.append(Arrow(names[source], sign, names[target], line))
    known = {}
    called = {str(row[k]): names[n] for n, row in nodes.items() for k in _LABEL_KEYS if row.get(k)}
    called |= names
    for node, data in nodes.items():
        rule = data.get("rule")
        if isinstance(rule, str) and rule.strip():
            found = Rule.parse(rule, f"{path.name}: rule of {node[:40]}", error=FormatError)
            if all(name in called for name in found.names):
                known[names[node]] = found.renamed(called)
    draft = draft_of_arrows(arrows, names.values(), path, known=known)
    for node, data in nodes.items():
        if str(data.get("initial")) in ("0", "1") and not draft.rules[names[node]]:
            row = dict(draft.species.get(names[node], {}))
            draft.species = {
                **draft.species,
                names[node]: {**row, "initial": int(data["initial"])},
            }
    return assemble(draft)


def _names(nodes: Mapping[str, Row]) -> dict[str, str]:
    """Name nodes by their label where no two have the same."""
    labels = {
        n: next((str(row[k]).strip() for k in _LABEL_KEYS if row.get(k)), n)
        for n, row in nodes.items()
    }
    return labels if len(set(labels.values())) == len(labels) else {n: n for n in nodes}


def _sign(data: Row, source: str, target: str, path: Path, line: int | None) -> Sign:
    for key in _SIGN_KEYS:
        given = str(data.get(key, "")).strip().lower().removesuffix(".0")
        if given in SIGNS:
            return SIGNS[given]
    hint = f"an edge has {' or '.join(_SIGN_KEYS[:3])}: activation, inhibition, 1, -1 and so on"
    message = f"the edge from {source[:40]!r} to {target[:40]!r} has no sign that is known"
    raise FormatError(message, where=path.name, line=line, hint=hint)
