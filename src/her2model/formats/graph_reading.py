"""GraphML and CX2 read: nodes, and arrows with a sign, in any of the usual attributes.

A file that we wrote gives the same model back. Of another one is taken what every tool agrees on:
names, labels, arrows and signs, and rules, levels and initial values where the nodes have them.
Other rules are the default ones, told as a guess; a rule that names what is no node is refused. A
file of ours that was edited until its parts make no model is read so too; the notes say why, and
which rules were lost.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from her2model.errors import FormatError, InputError
from her2model.formats.arrow_rules import Arrow, draft_of_arrows
from her2model.formats.assembly import assemble
from her2model.formats.draft import Draft
from her2model.formats.format import Reading, listed
from her2model.formats.graph_attributes import from_json, unfolded
from her2model.formats.networkx_graph import model_of_graph
from her2model.formats.registry import suffixes
from her2model.formats.sif import SIGNS
from her2model.formats.xml_tree import Element, parse_xml
from her2model.model.expressions import species_and_level
from her2model.model.model import Model
from her2model.model.model_file import FORMAT
from her2model.model.rules import Rule, Sign

__all__ = ["read_cx2", "read_graphml"]

_SIGN_KEYS = ("sign", "interaction", "effect", "interaction_type", "type", "weight")
_LABEL_KEYS = ("label", "name", "shared name", "id")
_CALLED = ("species", *_LABEL_KEYS)
_CASTS: Mapping[str, Callable[[str], Any]] = {
    "boolean": lambda text: text.strip().lower() in ("true", "1"),
    "int": int,
    "long": int,
}
Row = Mapping[str, Any]


class _Graph(NamedTuple):
    """What a file holds: attributes of its own, nodes by their ids, edges, lines of nodes."""

    about: Row
    nodes: Mapping[str, Row]
    edges: Sequence[tuple[str, str, Row, int | None]]
    lines: Mapping[str, int]


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
    keys = {k.get("id"): k for k in root.all("key")}
    nodes = {e.get("id"): _data(e, keys) for e in graph.all("node")}
    edges = [(e.get("source"), e.get("target"), _data(e, keys), e.line) for e in graph.all("edge")]
    lines = {e.get("id"): e.line for e in graph.all("node")}
    return _reading(_Graph(_data(graph, keys), nodes, edges, lines), path)


def _data(e: Element, keys: Mapping[str, Element]) -> dict[str, Any]:
    found: dict[str, Any] = {k.lower(): v for k, v in e.attributes.items()}
    for d in e.all("data"):
        key = keys.get(d.get("key"))
        name = key.get("attr.name") or key.get("id") if key else d.get("key")
        cast = _CASTS.get(key.get("attr.type") if key else "", str)
        text = d.words if d.children else d.text
        try:
            found[name.lower()] = cast(text)
        except ValueError:
            found[name.lower()] = text
    return found


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
    declared = {kind: _declared(aspects, kind) for kind in ("nodes", "edges")}
    nodes = {
        str(row.get("id")): _values(row, declared["nodes"]) for row in _aspect(aspects, "nodes")
    }
    edges = [
        (str(row.get("s")), str(row.get("t")), _values(row, declared["edges"]), None)
        for row in _aspect(aspects, "edges")
    ]
    about = {k: v for row in _aspect(aspects, "networkAttributes") for k, v in row.items()}
    return _reading(_Graph(about, nodes, edges, {}), path)


def _aspect(aspects: Iterable[Row], name: str) -> Iterator[Row]:
    for aspect in aspects:
        rows = aspect.get(name)
        if isinstance(rows, list):
            yield from (row for row in rows if isinstance(row, dict))


def _declared(aspects: list[Row], kind: str) -> tuple[dict[str, str], dict[str, Any]]:
    """Return the short names of attributes that the file declares, and what those left out are."""
    short: dict[str, str] = {}
    defaults: dict[str, Any] = {}
    for row in _aspect(aspects, "attributeDeclarations"):
        declared = row.get(kind)
        for name, about in declared.items() if isinstance(declared, dict) else ():
            if isinstance(about, dict) and isinstance(about.get("a"), str):
                short[about["a"]] = name
            if isinstance(about, dict) and "v" in about:
                defaults[name.lower()] = about["v"]
    return short, defaults


def _values(row: Row, declared: tuple[Mapping[str, str], Row]) -> dict[str, Any]:
    short, defaults = declared
    given = row.get("v")
    values = given if isinstance(given, dict) else {}
    return {**defaults, **{short.get(k, k).lower(): v for k, v in values.items()}}


def _reading(graph: _Graph, path: Path) -> Reading:
    names, shared = _names(graph.nodes)
    arrows = [
        Arrow(names[source], _sign(data, source, target, path, line), names[target], line)
        for source, target, data, line in _checked(graph, path)
    ]
    notes: list[str] = []
    is_ours = _is_ours(graph)
    if is_ours:
        try:
            return Reading(_whole(graph, path))
        except InputError as reason:
            notes.append(
                f"the file was changed and its parts make no model ({reason.problems[0]}), so only "
                "its arrows, rules and levels are read"
            )
    if shared:
        notes.append(f"nodes of the same name are told apart by their ids: {listed(shared)}")
    reading = assemble(_draft(graph, names, arrows, path, strict=not is_ours))
    return Reading(reading.model, (*notes, *reading.notes))


def _checked(graph: _Graph, path: Path) -> Iterator[tuple[str, str, Row, int | None]]:
    for edge in graph.edges:
        unknown = [end for end in edge[:2] if end not in graph.nodes]
        if unknown:
            message = f"an edge leads to the node {unknown[0][:40]!r}, which is not there"
            raise FormatError(message, where=path.name, line=edge[3])
        yield edge


def _is_ours(graph: _Graph) -> bool:
    """Whether we wrote the file: the whole graph then says what of the model is no part of it."""
    try:
        told = from_json(str(graph.about.get("model")), "model")
    except FormatError:
        return False
    return isinstance(told, dict) and told.get("format") == FORMAT


def _whole(graph: _Graph, path: Path) -> Model:
    import networkx as nx

    ids = {n: str(data.get("species") or n) for n, data in graph.nodes.items()}
    made = nx.MultiDiGraph(model=graph.about["model"])
    for n, data in graph.nodes.items():
        made.add_node(ids[n], **{"label": data.get("name"), **data})
    for source, target, data, _ in graph.edges:
        made.add_edge(ids[source], ids[target], **data)
    return model_of_graph(made, "", path.name)


def _draft(
    graph: _Graph, names: Mapping[str, str], arrows: list[Arrow], path: Path, *, strict: bool
) -> Draft:
    notes: list[str] = []
    rules = dict(_rules(graph, names, path, None if strict else notes))
    known = {s: found[0] for s, found in rules.items()}
    draft = draft_of_arrows(arrows, dict.fromkeys(names.values()), path, known=known)
    draft.notes += [*notes, *_differences(rules, arrows)]
    draft.higher = {s: found[1:] for s, found in rules.items() if len(found) > 1}
    draft.signs = {(a.source, a.target): a.sign for a in arrows}
    draft.lines = {**{names[n]: line for n, line in graph.lines.items()}, **draft.lines}
    species = {s: dict(row) for s, row in draft.species.items()}
    flat: list[str] = []
    for node, data in graph.nodes.items():
        row = species.setdefault(names[node], {})
        if _label(node, data) != names[node]:
            row.setdefault("label", _label(node, data))
        levels, initial = _number(data.get("levels")), _number(data.get("initial"))
        ruled = len(draft.rules_of(names[node]))
        if ruled in (0, levels) and levels > 1:
            row["levels"] = levels
        elif max(ruled, levels) > 1:
            flat.append(names[node])
        if 0 <= initial <= max(1, levels) and not draft.rules[names[node]]:
            row["initial"] = initial
    draft.species = {s: row for s, row in species.items() if row}
    draft.higher = {s: some for s, some in draft.higher.items() if s not in flat}
    if flat:
        draft.notes.append(
            f"read as off and on, since no rule for each level is given: {listed(flat)}"
        )
    return draft


def _number(given: Any) -> int:
    """Return a digit that an attribute gives, or -1."""
    text = str(given).strip().removesuffix(".0")
    return int(text) if len(text) == 1 and text in "0123456789" else -1


def _rules(
    graph: _Graph, names: Mapping[str, str], path: Path, lost: list[str] | None
) -> Iterator[tuple[str, tuple[Rule, ...]]]:
    """Yield the rules that the nodes give, by level.

    One that names what is no node is refused, or told of in ``lost`` where that is given.
    """
    called = _called(graph.nodes, names)
    for node, data in graph.nodes.items():
        where, line = f"{path.name}: rule of {node[:40]}", graph.lines.get(node)
        texts = _rule_texts(data)
        found = [Rule.parse(text, where, line=line, error=FormatError) for text in texts]
        used = (species_and_level(n)[0] for rule in found for n in rule.names)
        unknown = [n for n in used if n not in called]
        if unknown and lost is None:
            message = f"the rule names {unknown[0][:40]!r}, which is not the name of one node"
            hint = "add the node, or take the rule out for the default one"
            raise FormatError(message, where=where, line=line, hint=hint)
        if unknown and lost is not None:
            lost.append(f"the rule of {names[node]} is lost, since {unknown[0][:40]} is not there")
        elif found:
            yield names[node], tuple(rule.renamed(called) for rule in found)


def _called(nodes: Mapping[str, Row], names: Mapping[str, str]) -> dict[str, str]:
    """Return what rules may call a node, where that is the name of no other one."""
    found: dict[str, set[str]] = {}
    for node, row in nodes.items():
        for name in {str(row[k]) for k in _CALLED if row.get(k)}:
            found.setdefault(name, set()).add(names[node])
    return {name: s.pop() for name, s in found.items() if len(s) == 1} | dict(names)


def _differences(rules: Mapping[str, tuple[Rule, ...]], arrows: list[Arrow]) -> Iterator[str]:
    """Say where the rules that nodes give and the arrows into them differ: the rules count."""
    drawn = {(a.source, a.target) for a in arrows}
    read = {
        (species_and_level(n)[0], s): None
        for s, some in rules.items()
        for r in some
        for n in r.names
    }
    idle = [f"{a} to {b}" for a, b in sorted(drawn) if b in rules and (a, b) not in read]
    added = [f"{a} to {b}" for a, b in read if (a, b) not in drawn]
    if idle:
        yield f"edges that the rule of their target does not use get no arrow: {listed(idle)}"
    if added:
        yield f"rules use what no edge comes from, so these get an arrow: {listed(added)}"


def _rule_texts(data: Row) -> list[str]:
    first = data.get("rule")
    if not isinstance(first, str) or not first.strip():
        return []
    try:
        higher = unfolded(data).get("higher")
    except FormatError:
        higher = None
    rows = higher if isinstance(higher, list) else []
    return [first, *(str(r["rule"]) for r in rows if isinstance(r, dict) and "rule" in r)]


def _names(nodes: Mapping[str, Row]) -> tuple[dict[str, str], list[str]]:
    """Name nodes by their label, or by their id where several have that; return such labels too."""
    labels = {n: _label(n, row) for n, row in nodes.items()}
    often = Counter(labels.values())
    shared = [label for label, number in often.items() if number > 1]
    names = {n: n if often[label] > 1 else label for n, label in labels.items()}
    return (names if len(set(names.values())) == len(names) else {n: n for n in nodes}), shared


def _label(node: str, row: Row) -> str:
    return next((str(row[k]).strip() for k in _LABEL_KEYS if row.get(k)), node)


def _sign(data: Row, source: str, target: str, path: Path, line: int | None) -> Sign:
    for key in _SIGN_KEYS:
        given = str(data.get(key, "")).strip().lower().removesuffix(".0")
        if given in SIGNS:
            return SIGNS[given]
    hint = f"an edge has {' or '.join(_SIGN_KEYS[:3])}: activation, inhibition, 1, -1 and so on"
    given = next((f"{key} {str(data[key])[:40]!r}" for key in _SIGN_KEYS if data.get(key)), "")
    message = f"the edge from {source[:40]!r} to {target[:40]!r} has no sign that is known"
    message += f", but {given}" if given else ""
    raise FormatError(message, where=path.name, line=line, hint=hint)
