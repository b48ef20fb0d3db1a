"""To networkx and back: a MultiDiGraph with the sign and the evidence of each arrow.

Species are nodes and arrows edges, keyed by the arrow (``PTEN -| PIP3``). What is no part of a
graph, such as claims, goes along as plain data under ``graph.graph["model"]``, so that the same
model comes back. Graphs from elsewhere need a ``sign`` on each edge.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from her2model.errors import FormatError, InputError, shown
from her2model.formats.assembly import safe_ids
from her2model.formats.graph_attributes import from_json, rest_of_model, unfolded
from her2model.formats.table_sections import SIGNS
from her2model.model.model import Model
from her2model.model.model_file import FORMAT, read_model
from her2model.model.parts import Evidence, LevelRule, Species, arrow, parse_arrow
from her2model.model.strict_yaml import Document

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["from_networkx", "model_of_graph", "to_networkx"]

_FIELDS = tuple(f for f in Species.model_fields if f not in ("id", "label"))
Raw = dict[str, Any]


def to_networkx(model: Model) -> nx.MultiDiGraph:
    """Return a model as a networkx graph.

    Parameters
    ----------
    model
        The model.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes carry ``label`` (``has_label`` where it was given), the other fields of a species,
        and ``rule`` with ``rule_is_default``, ``why`` and, above level 1, ``higher``. Edges, keyed
        by the arrow, carry ``sign`` (``activation``, ``inhibition`` or ``dual``), ``mechanism``,
        ``note`` and ``evidence``.

    Raises
    ------
    InputError
        What is given is no model.

    Examples
    --------
    >>> import networkx as nx
    >>> model = from_networkx(nx.DiGraph([("HER2", "AKT", {"sign": 1})]))
    >>> to_networkx(model)["HER2"]["AKT"]["HER2 -> AKT"]["sign"]
    'activation'
    """
    import networkx as nx

    if not isinstance(model, Model):
        raise InputError(f"{shown(model)} is no model", hint="write to_networkx(load('...'))")
    graph = nx.MultiDiGraph(name=model.name, model=rest_of_model(model))
    for s in model.species.values():
        rule = model.rules.get(s.id)
        graph.add_node(
            s.id,
            label=s.name,
            has_label=bool(s.label),
            **{f: getattr(s, f) for f in _FIELDS},
            rule=rule.rule if rule else None,
            rule_is_default=bool(rule and rule.is_default),
            why=rule.why if rule else None,
            **({"higher": rule.higher} if rule and rule.higher else {}),
        )
    for key, i in model.interactions.items():
        graph.add_edge(
            i.source,
            i.target,
            key=key,
            sign=i.sign,
            mechanism=i.mechanism,
            note=i.note,
            evidence=i.evidence,
        )
    return graph


def from_networkx(graph: nx.Graph, name: str = "") -> Model:
    """Make a model of a directed graph: one of :func:`to_networkx`, or any with signed edges.

    Parameters
    ----------
    graph
        Each edge has ``sign``: ``activation``, ``inhibition``, ``dual``, 1, -1, ``positive`` and so
        on. Node attributes are those of :func:`to_networkx`; a node without ``rule`` has the
        default one, an input without ``initial`` is 0, and nodes without ``kind`` are proteins.
        Node names that are no ids are made safe and kept as labels.
    name
        Name of the model; that of the graph when empty.

    Raises
    ------
    FormatError
        The graph is not directed, an edge has no sign, or the parts make no model.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.DiGraph()
    >>> graph.add_edge("HER2", "AKT", sign=1)
    >>> graph.add_edge("PTEN", "AKT", sign=-1)
    >>> from_networkx(graph, "tiny").rules["AKT"].rule
    'HER2 and not PTEN'
    """
    return model_of_graph(graph, name, "graph")


def model_of_graph(graph: nx.Graph, name: str, source: str) -> Model:
    """Make a model of a graph that stands in some source, as :func:`from_networkx` does."""
    if not graph.is_directed():
        hint = "use networkx.DiGraph or MultiDiGraph"
        raise FormatError("the graph is not directed", where="graph", hint=hint)
    given = _read_json(graph.graph.get("model"), "model", "graph")
    data: Raw = dict(given) if isinstance(given, Mapping) else {"format": FORMAT}
    data["name"] = name or data.get("name") or str(graph.graph.get("name") or "graph")
    ids = _ids(graph)
    told = {n: _unfolded(n, a) for n, a in graph.nodes(data=True)}
    data["interactions"] = _interactions(graph, ids, told)
    data["rules"] = {ids[n]: row for n, a in told.items() for row in _rule(a)}
    ends = [parse_arrow(key) for key in data["interactions"]]
    inputs = {e[0] for e in ends} - {e[2] for e in ends} - set(data["rules"])
    data["species"] = {ids[n]: _species(n, ids[n], a, inputs) for n, a in told.items()}
    try:
        model, _ = read_model(Document(data, {}, source))
    except InputError as reason:
        raise FormatError(reason.problems) from None
    return model


def _ids(graph: nx.Graph) -> dict[Hashable, str]:
    names = [str(n) for n in graph]
    if len(set(names)) < len(names):
        raise FormatError("two nodes have the same name when written as text", where="graph")
    safe = safe_ids(names)
    return {n: safe[str(n)] for n in graph}


def _species(node: Hashable, id: str, attributes: Raw, inputs: set[str]) -> Raw:
    label = attributes.get("label") or str(node)
    row = {"kind": "protein", **{f: attributes[f] for f in _FIELDS if _has(attributes, f)}}
    if label != id or attributes.get("has_label"):
        row["label"] = label
    if id in inputs:
        row.setdefault("initial", 0)
    return row


def _unfolded(node: Hashable, attributes: Raw) -> Raw:
    try:
        found = unfolded(attributes)
        if not isinstance(found.get("higher") or (), list | tuple):
            raise FormatError("its rules of higher levels are not a list")
        return found
    except FormatError as reason:
        raise FormatError(reason.problems[0].message, where=f"graph: node {node}") from None


def _higher(attributes: Raw) -> list[Any]:
    """Return the rules of level 2 and up, as plain data."""
    given = attributes.get("higher") or ()
    return [r.model_dump(exclude_none=True) if isinstance(r, LevelRule) else r for r in given]


def _texts(attributes: Raw) -> str:
    """Return the rules of all levels as one text."""
    higher = (str(r["rule"]) for r in _higher(attributes) if isinstance(r, dict) and "rule" in r)
    return " ".join((str(attributes.get("rule") or ""), *higher))


def _has(attributes: Raw, field: str) -> bool:
    return attributes.get(field) not in (None, (), [])


def _rule(attributes: Raw) -> Iterator[Raw]:
    """Yield the rule of a node in the form of a model file, if it has one of its own."""
    if attributes.get("rule") is None or attributes.get("rule_is_default"):
        return
    why = attributes.get("why")
    first: Raw = {"rule": attributes["rule"], **({"why": why} if why else {})}
    levels = (first, *_higher(attributes))
    yield {str(k): row for k, row in enumerate(levels, 1)} if len(levels) > 1 else first


def _interactions(
    graph: nx.Graph, ids: Mapping[Hashable, str], nodes: Mapping[Hashable, Raw]
) -> dict[str, Raw]:
    found: dict[str, Raw] = {}
    for source, target, attributes in _ordered(graph, nodes):
        where = f"graph: edge {source} to {target}"
        sign = SIGNS.get(str(attributes.get("sign")).lower())
        if sign is None:
            given = attributes.get("sign")
            said = "has no sign" if given is None else f"{shown(given)} is not a sign"
            hint = "set edge attribute sign to activation, inhibition or dual"
            raise FormatError(f"the edge {said}" if given is None else said, where=where, hint=hint)
        row = found.setdefault(arrow(ids[source], sign, ids[target]), {"evidence": []})
        row["evidence"] += _evidence(attributes.get("evidence"), where)
        for field in ("mechanism", "note"):
            if attributes.get(field):
                row.setdefault(field, attributes[field])
    return found


def _ordered(
    graph: nx.Graph, nodes: Mapping[Hashable, Raw]
) -> list[tuple[Hashable, Hashable, Raw]]:
    """Edges, those into one node in the order in which its rule names their sources."""
    named = {n: re.findall(r"\w+", _texts(a)) for n, a in nodes.items()}
    order = {(n, word): k for n, words in named.items() for k, word in enumerate(words)}
    return sorted(graph.edges(data=True), key=lambda e: order.get((e[1], str(e[0])), 0))


def _evidence(given: Any, where: str) -> Iterable[Raw]:
    """Read evidence: pieces of evidence, mappings, or the JSON text of a GraphML file."""
    given = _read_json(given, "evidence", where)
    if not isinstance(given or [], list | tuple):
        raise FormatError("its evidence is not a list", where=where)
    return [
        e.model_dump(exclude_defaults=True) if isinstance(e, Evidence) else e for e in given or []
    ]


def _read_json(given: Any, what: str, where: str) -> Any:
    """Read what may be given as JSON text, as from a GraphML file."""
    try:
        return from_json(given, what) if isinstance(given, str) else given
    except FormatError as reason:
        raise FormatError(reason.problems[0].message, where=where) from None
