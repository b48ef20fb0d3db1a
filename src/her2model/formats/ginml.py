"""GINsim's models: ``.ginml``, and the zip archive ``.zginml`` that holds one, with their levels.

A node has the levels 0 to ``maxvalue``. Where it goes is told in one of two ways. By *values*:
``<value val="2"><exp str="E2F1:2 &amp; !RB1"/></value>``, where ``E2F1:2`` is the interaction from
E2F1 with the threshold 2. By *parameters*: each names the interactions that act, all others not,
and the value; what is not listed is 0. An interaction acts from its ``minvalue`` up to its
``maxvalue``, or up to the next threshold of the same source.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from her2model.errors import FormatError, LimitError
from her2model.formats.assembly import (
    MAX_SPECIES,
    assemble,
    model_name,
)
from her2model.formats.draft import Draft
from her2model.formats.encoding import decoded
from her2model.formats.format import Format, Reading
from her2model.formats.levels import between, overlap, rules_by_level
from her2model.formats.xml_tree import Element, parse_xml
from her2model.model.dialects import GINML_RULES
from her2model.model.expressions import And, Expression, Or, at_least, joined, negated, substituted
from her2model.model.parsing import parse
from her2model.model.rules import Rule, Sign

__all__ = ["GINML", "ZGINML", "read_ginml", "read_zginml"]

MAX_BYTES = 8_000_000
MAX_LEVEL = 9
MAX_PARAMETERS = 20_000
_SIGNS: dict[str, Sign] = {"positive": "activation", "negative": "inhibition"}


def read_zginml(raw: bytes, path: Path) -> Reading:
    """Read the ``.ginml`` in a ``.zginml`` archive.

    Raises
    ------
    FormatError
        It is no such archive, holds more than is read, or as for :func:`read_ginml`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = [n for n in archive.namelist() if n.lower().endswith(".ginml")]
            if len(names) != 1:
                hint = "GINsim writes one regulatoryGraph.ginml into it"
                message = f"there are {len(names)} .ginml files in the .zginml archive"
                raise FormatError(message, where=str(path), hint=hint)
            with archive.open(names[0]) as member:
                inside = member.read(MAX_BYTES + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as reason:
        hint = "save the model again in GINsim"
        message = f"this is no .zginml archive ({reason})"
        raise FormatError(message, where=str(path), hint=hint) from None
    except Exception as reason:  # zlib.error has no home of its own
        if type(reason).__name__ != "error":
            raise
        raise FormatError(f"the archive is damaged ({reason})", where=str(path)) from None
    if len(inside) > MAX_BYTES:
        message = f"what is in the archive has more than {MAX_BYTES:,} bytes"
        raise FormatError(message, where=str(path))
    text, _ = decoded(inside, path)
    return read_ginml(text, path)


def read_ginml(text: str, path: Path) -> Reading:
    """Read a regulatory graph of GINsim.

    Raises
    ------
    FormatError
        It is none; a parameter or an expression names an interaction that is not there; two values
        hold in a state for which there is no parameter; each with its line.
    """
    return assemble(_Reader(path, parse_xml(text, path.name, doctype=True)).draft())


@dataclass(frozen=True)
class _Edge:
    """One interaction: its source acts while its level is from ``low`` to ``high``."""

    source: str
    low: int
    acts: Expression
    sign: Sign | None


@dataclass
class _Node:
    top: int
    edges: dict[str, _Edge] = field(default_factory=dict)  # by id

    def of(self, source: str) -> list[_Edge]:
        return [e for e in self.edges.values() if e.source == source]


class _Reader:
    def __init__(self, path: Path, root: Element) -> None:
        self.path, self.root = path, root
        self.nodes: dict[str, _Node] = {}

    def stop(self, message: str, e: Element, hint: str = "") -> FormatError:
        return FormatError(message, where=self.path.name, line=e.line, hint=hint)

    def draft(self) -> Draft:
        graph = self.root.first("graph")
        if self.root.name != "gxl" or graph is None:
            raise self.stop(f"the file is not GINML; it begins with {self.root.name!r}", self.root)
        if graph.get("class") != "regulatory":
            message = f"this is a graph of class {graph.get('class')!r}"
            raise self.stop(message, graph, "a model is of class 'regulatory'")
        elements = list(graph.all("node"))
        if not elements or len(elements) > MAX_SPECIES:
            message = f"there are {len(elements):,} nodes; 1 to {MAX_SPECIES:,} are read"
            raise self.stop(message, graph)
        for e in elements:
            self.take_node(e)
        self.take_edges(list(graph.all("edge")))
        rules: dict[str, Rule | None] = {}
        higher: dict[str, tuple[Rule, ...]] = {}
        for e in elements:
            found = self.rules(e)
            rules[e.get("id")] = found[0] if found else None
            if found[1:]:
                higher[e.get("id")] = found[1:]
        return Draft(
            graph.get("id") or model_name(self.path),
            rules,
            self.path.name,
            description=_told(graph),
            lines={e.get("id"): e.line for e in elements},
            species={e.get("id"): self.species(e) for e in elements},
            higher=higher,
        )

    def take_node(self, e: Element) -> None:
        name = e.get("id")
        if not name or name in self.nodes:
            raise self.stop(f"the node {name[:40]!r} stands twice or has no id", e)
        self.nodes[name] = _Node(self.number(e, "maxvalue", 1))
        if not 1 <= self.nodes[name].top <= MAX_LEVEL:
            raise self.stop(f"the highest level of {name!r} is not from 1 to {MAX_LEVEL}", e)

    def number(self, e: Element, key: str, default: int) -> int:
        text = e.get(key)
        if text and not (text.isascii() and text.isdigit() and len(text) < 4):
            raise self.stop(f"{key} is {text[:20]!r}, not a level", e)
        return int(text) if text else default

    def species(self, e: Element) -> dict[str, Any]:
        row: dict[str, Any] = {"label": e.get("name"), "note": _told(e)}
        top = self.nodes[e.get("id")].top
        if top > 1:
            row["levels"] = top
        return {k: v for k, v in row.items() if v}

    def take_edges(self, elements: list[Element]) -> None:
        given: dict[tuple[str, str], list[tuple[int, str, str, Element]]] = {}
        for e in elements:
            ends = e.get("from"), e.get("to")
            for end in ends:
                if end not in self.nodes:
                    raise self.stop(f"{end[:40]!r} is not a node of the graph", e)
            for low, sign, name in self.effects(e):
                if not 1 <= low <= self.nodes[ends[0]].top:
                    raise self.stop(f"{ends[0]!r} has no level {low}", e)
                given.setdefault(ends, []).append((low, sign, name, e))
        for (source, target), found in given.items():
            found.sort(key=lambda item: item[0])
            nexts = [low for low, *_ in found[1:]]
            top = self.nodes[source].top
            for (low, sign, name, e), above in zip(found, [*nexts, top + 1], strict=True):
                high = min(self.number(e, "maxvalue", above - 1), above - 1)
                edge = _Edge(source, low, between(source, low, high, top), _SIGNS.get(sign))
                self.nodes[target].edges[name] = edge

    def effects(self, e: Element) -> list[tuple[int, str, str]]:
        """Thresholds of an edge, each with its sign and id."""
        effects = e.get("effects").split()
        name = e.get("id") or f"{e.get('from')}:{e.get('to')}"
        if not effects:
            return [(self.number(e, "minvalue", 1), e.get("sign"), name)]
        found = []
        for effect in effects:
            level, _, sign = effect.partition(":")
            if not level.isascii() or not level.isdigit() or len(level) > 3:
                raise self.stop(f"{effect[:40]!r} is no threshold with a sign", e)
            found.append((int(level), sign, f"{name}:{level}"))
        return found

    def rules(self, e: Element) -> tuple[Rule, ...]:
        """Rules of a node by level; none for an input."""
        name, node = e.get("id"), self.nodes[e.get("id")]
        if e.get("input") == "true":
            return ()
        parameters = list(e.all("parameter"))
        if len(parameters) > MAX_PARAMETERS:
            raise self.stop(f"{name!r} has more than {MAX_PARAMETERS:,} parameters", e)
        told = [(self.level(p, node), self.parameter(p, node)) for p in parameters]
        base = self.number(e, "basevalue", 0)
        if base:
            none = joined(And, (negated(edge.acts) for edge in node.edges.values()))
            told.append((base, none))
        listed_states = joined(Or, (when for _, when in told))
        values: dict[int, list[Expression]] = {}
        for value in e.all("value"):
            level = self.level(value, node)
            for exp in value.all("exp"):
                values.setdefault(level, []).append(self.expression(exp, node))
        conditions = self.settled(values, told, listed_states, e)
        rules = rules_by_level(conditions, 0, node.top)
        is_itself = all(r.expression == at_least(name, k) for k, r in enumerate(rules, 1))
        return () if is_itself else rules

    def level(self, e: Element, node: _Node) -> int:
        found = self.number(e, "val", 1)
        if found > node.top:
            raise self.stop(f"the value {found} is above the highest level, {node.top}", e)
        return found

    def parameter(self, e: Element, node: _Node) -> Expression:
        """All interactions that are named act, and no other."""
        acting = e.get("idActiveInteractions").split()
        unknown = [i for i in acting if i not in node.edges]
        if unknown:
            hint = "an interaction that acts on the node is due"
            raise self.stop(f"the parameter names {unknown[0][:60]!r}, which is none here", e, hint)
        return joined(
            And,
            (
                edge.acts if name in acting else negated(edge.acts)
                for name, edge in node.edges.items()
            ),
        )

    def expression(self, e: Element, node: _Node) -> Expression:
        text = e.get("str")
        if not text.strip():
            return And(())
        found = parse(text, GINML_RULES, where=self.path.name, line=e.line, error=FormatError)
        return substituted(found, lambda name: self.literal(name, node, e))

    def literal(self, name: str, node: _Node, e: Element) -> Expression:
        """Return when an interaction acts: by its source, and the threshold where one is given."""
        source, colon, level = name.partition(":")
        edges = node.of(source)
        if colon:
            edges = [edge for edge in edges if edge.low == int(level)]
        if not edges:
            message = f"{name[:60]!r} is no interaction that acts on this node"
            raise self.stop(message, e, "give the edge, or drop it from the expression")
        if colon:
            return edges[0].acts
        return joined(Or, (edge.acts for edge in edges))

    def settled(
        self,
        values: dict[int, list[Expression]],
        parameters: list[tuple[int, Expression]],
        listed_states: Expression,
        e: Element,
    ) -> dict[int, list[Expression]]:
        """Join values and parameters by level; a parameter counts where values contradict it."""
        rules = {level: Rule(joined(Or, some)) for level, some in values.items()}
        if self.clash(rules, parameters):
            rest = negated(listed_states)
            rules = {level: Rule(joined(And, (r.expression, rest))) for level, r in rules.items()}
            both = self.clash(rules, [])
            if both:
                message = f"values of {e.get('id')!r} hold at once where {both}"
                raise self.stop(message, e, "keep one of them, or give the parameter")
        conditions = {level: [r.expression] for level, r in rules.items()}
        for level, when in parameters:
            conditions.setdefault(level, []).append(when)
        return conditions

    def clash(self, rules: dict[int, Rule], parameters: list[tuple[int, Expression]]) -> str:
        """Return a state in which two levels hold, or an empty text."""
        by_level: dict[int, list[Expression]] = {}
        for level, when in parameters:
            by_level.setdefault(level, []).append(when)
        fixed = [(level, Rule(joined(Or, some))) for level, some in by_level.items()]
        items = list(rules.items())
        for i, (level, rule) in enumerate(items):
            for other, against in (*items[:i], *fixed):
                try:
                    both = None if level == other else overlap(rule, against)
                except LimitError:
                    return "it could not be found out"
                if both is not None:
                    return ", ".join(f"{n} = {v}" for n, v in both) or "every state"
        return ""


def _told(e: Element) -> str:
    return " ".join(c.words for c in e.all("annotation", "comment")).strip()[:2000]


_CARRIED = frozenset({"rules", "levels", "signs", "labels", "notes", "species without arrows"})
GINML = Format(
    "GINML",
    (".ginml",),
    "GINsim's regulatory graphs, with levels and layout",
    _CARRIED,
    read_ginml,
)
ZGINML = Format(
    "GINsim archive",
    (".zginml",),
    "GINsim's own files, each of which holds a graph",
    _CARRIED,
    opener=read_zginml,
)
