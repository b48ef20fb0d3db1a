"""Slow readers of other tools' files, each from the definition of its notation alone.

They share nothing with the library: a network is, for each species, a function from a state to the
level to which the species tends. What they do not know they refuse with a ``ValueError``.
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

State = dict[str, int]
Network = dict[str, Callable[[State], int]]
"""Name of a species → where it tends to."""

_TOKEN = re.compile(
    r'\s*(?:"([^"]+)"|(\d[\d.]*[eE][-+]?\d+|\.\d+|\$?\w[\w.]*(?::[1-9](?![\w.]))?|@\w+)'
    r"|(>=|<=|==|!=|&&|\|\||[-?:()&|!~^+*/<>=,]))"
)
_TIGHTER = (("|", "||", "or"), ("^", "xor"), ("&", "&&", "and"), ("==", "!=", "="),
            (">=", "<=", "<", ">"), ("+", "-"), ("*", "/"))  # fmt: skip


def evaluate(text: str, of: Callable[[str], float], order: Any = _TIGHTER) -> float:
    """Value of an expression, as C has it: by descent over its tokens, nothing simplified."""
    descent = _Descent(text, of, order)
    value = descent.ternary()
    if descent.tokens:
        raise ValueError(f"{descent.tokens[0][1]!r} is left over")
    return value


class _Descent:
    def __init__(self, text: str, of: Callable[[str], float], order: Any) -> None:
        self.of, self.order = of, order
        self.tokens: list[tuple[bool, str]] = []
        at = 0
        while text[at:].strip():
            found = _TOKEN.match(text, at)
            if not found:
                raise ValueError(f"no token at {text[at : at + 20]!r}")
            self.tokens.append((not found[3], found[1] or found[2] or found[3]))
            at = found.end()

    def take(self, *signs: str) -> str:
        if self.tokens and self.tokens[0][1].lower() in signs:
            return self.tokens.pop(0)[1].lower()
        return ""

    def ternary(self) -> float:
        value = self.binary(0)
        if not self.take("?"):
            return value
        first = self.ternary()
        if not self.take(":"):
            raise ValueError("a colon is missing")
        second = self.ternary()
        return first if value else second

    def binary(self, level: int) -> float:
        if level == len(self.order):
            return self.unary()
        value = self.binary(level + 1)
        while sign := self.take(*self.order[level]):
            value = applied(sign, value, self.binary(level + 1))
        return value

    def unary(self) -> float:
        if self.take("!", "not", "~"):
            return float(not self.unary())
        if self.take("-"):
            return -self.unary()
        if self.take("("):
            value = self.ternary()
            if not self.take(")"):
                raise ValueError("a parenthesis is missing")
            return value
        if not self.tokens or not self.tokens[0][0]:
            raise ValueError("an operand is missing")
        return self.of(self.tokens.pop(0)[1])


def applied(sign: str, a: float, b: float) -> float:
    """One operator of two sides."""
    return float({
        "|": lambda: a or b, "||": lambda: a or b, "or": lambda: a or b,
        "^": lambda: bool(a) != bool(b), "xor": lambda: bool(a) != bool(b),
        "&": lambda: a and b, "&&": lambda: a and b, "and": lambda: a and b,
        "==": lambda: a == b, "=": lambda: a == b, "!=": lambda: a != b, ">=": lambda: a >= b,
        "<=": lambda: a <= b, "<": lambda: a < b, ">": lambda: a > b, "+": lambda: a + b,
        "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b if b else float("inf"),
    }[sign]())  # fmt: skip


def number(text: str) -> float | None:
    try:
        return float({"true": "1", "false": "0"}.get(text.lower(), text))
    except ValueError:
        return None


def cnet(path: Path) -> Network:
    """BNS and CANA: rows of 0, 1 and - for the inputs, and the value; nothing listed is 0."""
    names: dict[str, str] = {}
    blocks: list[tuple[str, list[str], list[tuple[str, str]]]] = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        words = line.partition("#")[0].split()
        label = re.match(r"#\s*(\d+)\s*=\s*(.+)", line)  # so BNS names its nodes
        if label:
            names[label[1]] = label[2].strip()
        if not words:
            continue
        if words[0] == ".l":
            names[words[1]] = line.split(None, 2)[2].strip()
        elif words[0] == ".n":
            blocks.append((words[1], words[3:], []))
        elif words[0] not in (".v", ".e") and blocks:
            rows = blocks[-1][2]
            rows.append((words[0], words[1]) if len(words) == 2 else ("", words[0]))

    def function(inputs: list[str], rows: list[tuple[str, str]]) -> Callable[[State], int]:
        def value(state: State) -> int:
            bits = [str(state[names.get(i, i)]) for i in inputs]
            for row, out in rows:
                if all(r in ("-", b) for r, b in zip(row, bits, strict=True)):
                    return int(out)
            return 0

        return value

    return {names.get(n, n): function(i, r) for n, i, r in blocks if i or r}


def ginml(path: Path) -> Network:
    """GINsim: parameters by the interactions that act, or values by expressions; else 0."""
    text = path.read_bytes()
    if path.suffix.lower() == ".zginml":
        with zipfile.ZipFile(path) as archive:
            name = next(n for n in archive.namelist() if n.lower().endswith(".ginml"))
            text = archive.read(name)
    graph = ET.parse(io.BytesIO(text)).getroot().find("graph")
    assert graph is not None
    edges: dict[str, dict[str, tuple[str, int]]] = {}
    for e in graph.iter("edge"):
        source, target, id = e.get("from", ""), e.get("to", ""), e.get("id")
        effects = [x.partition(":")[0] for x in e.get("effects", "").split()]
        for low in effects or [e.get("minvalue") or "1"]:
            key = f"{id or source + ':' + target}{':' + low if effects else ''}"
            edges.setdefault(target, {})[key] = source, int(low)
    nodes = [e for e in graph.iter("node") if e.get("input") != "true"]
    return {e.get("id", ""): _Node(e, edges.get(e.get("id", ""), {})).value for e in nodes}


_GINML_NAME = re.compile(r"[\w.-]*[^\W\d][\w.-]*(?::\d)?")


class _Node:
    """A node of GINsim, and the interactions that act on it: their sources and thresholds."""

    def __init__(self, e: ET.Element, edges: dict[str, tuple[str, int]]) -> None:
        self.e, self.edges = e, edges

    def active(self, key: str, state: State) -> bool:
        source, low = self.edges[key]
        higher = [k for s, k in self.edges.values() if s == source and k > low]
        return low <= state[source] < min([*higher, 99])

    def named(self, name: str, state: State) -> float:
        source, _, low = name.partition(":")
        keys = [k for k, (s, m) in self.edges.items() if s == source and low in ("", str(m))]
        if not keys:
            raise ValueError(f"no interaction {name}")
        return float(any(self.active(k, state) for k in keys))

    def value(self, state: State) -> int:
        acting = {k for k in self.edges if self.active(k, state)}
        for p in self.e.findall("parameter"):
            if set(p.get("idActiveInteractions", "").split()) == acting:
                return int(p.get("val", "1"))
        for v in self.e.findall("value"):
            for exp in v.findall("exp"):
                text = _GINML_NAME.sub(r'"\g<0>"', exp.get("str", ""))
                if not text.strip() or evaluate(text, lambda n: self.named(n, state), _PLAIN):
                    return int(v.get("val", "1"))
        return int(self.e.get("basevalue") or 0) if not acting else 0


_PLAIN = (("|", "||", "or"), ("&", "&&", "and"))


_KEPT: list[Any] = []


def sbml(path: Path) -> Network:
    """SBML-qual, by libsbml: the first term that holds, or else the default."""
    import libsbml

    document = libsbml.readSBMLFromFile(str(path))
    _KEPT.append(document)  # what libsbml gives points into it
    model = document.getModel()
    qual = model and model.getPlugin("qual")
    if not qual:
        raise ValueError("no logical model")
    found: Network = {}
    for t in (qual.getTransition(k) for k in range(qual.getNumTransitions())):
        thresholds = {
            i.getId(): i.getThresholdLevel()
            for i in (t.getInput(k) for k in range(t.getNumInputs()))
            if i.getId()
        }
        terms = [t.getFunctionTerm(k) for k in range(t.getNumFunctionTerms())]
        default = t.getDefaultTerm()

        def value(
            state: State, terms: Any = terms, default: Any = default, own: Any = thresholds
        ) -> int:
            for term in terms:
                if math(term.getMath(), state, own):
                    return int(term.getResultLevel())
            return int(default.getResultLevel()) if default else 0

        if terms or default:
            for k in range(t.getNumOutputs()):
                found[t.getOutput(k).getQualitativeSpecies()] = value
    return found


def math(e: Any, state: State, thresholds: dict[str, int]) -> float:
    """Value of a tree of MathML."""
    import libsbml

    if e is None:
        raise ValueError("a term has no condition")
    parts = [math(e.getChild(k), state, thresholds) for k in range(e.getNumChildren())]
    kind = e.getType()
    name = e.getName()
    if kind == libsbml.AST_NAME:
        return float(state[name] if name in state else thresholds[name])
    if e.isNumber():
        return float(e.getValue())
    simple = {
        libsbml.AST_CONSTANT_TRUE: lambda: 1.0, libsbml.AST_CONSTANT_FALSE: lambda: 0.0,
        libsbml.AST_LOGICAL_AND: lambda: float(all(parts)),
        libsbml.AST_LOGICAL_OR: lambda: float(any(parts)),
        libsbml.AST_LOGICAL_NOT: lambda: float(not parts[0]),
        libsbml.AST_LOGICAL_XOR: lambda: float(sum(map(bool, parts)) % 2),
        libsbml.AST_RELATIONAL_EQ: lambda: float(parts[0] == parts[1]),
        libsbml.AST_RELATIONAL_NEQ: lambda: float(parts[0] != parts[1]),
        libsbml.AST_RELATIONAL_GEQ: lambda: float(parts[0] >= parts[1]),
        libsbml.AST_RELATIONAL_LEQ: lambda: float(parts[0] <= parts[1]),
        libsbml.AST_RELATIONAL_GT: lambda: float(parts[0] > parts[1]),
        libsbml.AST_RELATIONAL_LT: lambda: float(parts[0] < parts[1]),
    }  # fmt: skip
    if kind not in simple:
        raise ValueError("an operator that is not known")
    return simple[kind]()


_MABOSS = (("^", "xor"), ("|", "||", "or"), ("&", "&&", "and"), *_TIGHTER[3:])
_NODE = re.compile(r"node\s+(\S+?)\s*\{([^{}]*)\}", re.I)


def bnd(path: Path) -> Network:
    """MaBoSS: a node rises where its rate up is above 0, and falls where the one down is."""
    bare = re.compile(r'"[^"\n]*"|//[^\n]*|/\*.*?\*/', re.S)
    text = bare.sub(" ", path.read_text(encoding="latin-1"))
    text = re.sub(r"([?:])", r" \1 ", text)  # so that no part of a condition reads as X:2
    near = [p for p in path.parent.glob("*.cfg") if p.name.startswith(path.stem)]
    alone = list(path.parent.glob("*.cfg")) if len(list(path.parent.glob("*.bnd"))) == 1 else []
    own = path.with_suffix(".cfg")
    beside = own if own.is_file() else next(iter(near if len(near) == 1 else alone), None)
    constants: dict[str, float] = {}
    if beside and (own.is_file() or len(near) == 1 or len(alone) == 1):
        given = bare.sub(" ", beside.read_text(encoding="latin-1"))
        for name, value in re.findall(r"(\$\w+)\s*=\s*([^;]+);", given):
            constants[name] = evaluate(value, lambda n: constant(n, constants), _MABOSS)

    def function(name: str, body: str) -> Callable[[State], int]:
        rows = (part.partition("=") for part in body.split(";"))
        told = {k.strip().lower(): v.strip() for k, _, v in rows if v}

        def of(state: State, word: str) -> float:
            if word.startswith("@"):
                return evaluate(told[word[1:].lower()], lambda n: of(state, n), _MABOSS)
            if word in state:
                return state[word]
            return constant(word, constants)

        def value(state: State) -> int:
            logic = told.get("logic")
            own = evaluate(logic, lambda n: of(state, n), _MABOSS) if logic else state[name]
            up = told.get("rate_up")
            down = told.get("rate_down")
            if state[name]:
                falls = evaluate(down, lambda n: of(state, n), _MABOSS) > 0 if down else not own
                return int(not falls)
            rises = evaluate(up, lambda n: of(state, n), _MABOSS) > 0 if up else bool(own)
            return int(rises)

        return value

    if _NODE.sub("", text).strip():
        raise ValueError("lines beside the nodes")
    return {name: function(name, body) for name, body in _NODE.findall(text)}


def constant(name: str, constants: dict[str, float]) -> float:
    value = number(name)
    if value is not None:
        return value
    if name not in constants:
        raise ValueError(f"nothing says what {name} is")
    return constants[name]


def bnet(path: Path) -> Network:
    """Lines ``target, rule``."""
    found: Network = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        target, comma, rule = (part.strip() for part in line.partition("#")[0].partition(","))
        if comma and target.lower() not in ("targets", "target"):
            found[target] = lambda state, rule=rule: int(
                evaluate(rule, lambda n: state_of(n, state), _PLAIN)
            )
    return found


def state_of(name: str, state: State) -> float:
    value = number(name)
    return state[name] if name in state or value is None else value


def sif(path: Path) -> Network:
    """Arrows alone: on where an activator is and no inhibitor; only inhibitors, where none is."""
    into: dict[str, list[tuple[str, bool]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.split("\t") if "\t" in line else line.split()
        if len(words) < 3:
            continue
        source, verb, *targets = (w.strip() for w in words)
        sign = {"->": 1, "activates": 1, "1": 1, "-|": 0, "inhibits": 0, "-1": 0}.get(verb)
        if (
            sign is None
            or re.match(r"and\d*$", source)
            or any(re.match(r"and\d*$", t) for t in targets)
        ):
            raise ValueError(f"the verb {verb} or an and-node")
        for target in targets:
            into.setdefault(target, []).append((source, bool(sign)))

    def function(arrows: list[tuple[str, bool]]) -> Callable[[State], int]:
        some = [s for s, on in arrows if on]
        none = [s for s, on in arrows if not on]
        return lambda state: int(
            (not some or any(state[s] for s in some)) and not any(state[s] for s in none)
        )

    return {target: function(arrows) for target, arrows in into.items()}


def xlsx(path: Path) -> Network:
    """TabularQual: the highest level of which a row holds."""
    from openpyxl import load_workbook

    book = load_workbook(path, data_only=True)
    tables = {}
    for name in ("Species", "Transitions"):
        header, *rows = book[name].iter_rows(values_only=True)
        tables[name] = [dict(zip(header, row, strict=False)) for row in rows if any(row)]
    called = {
        str(r.get("Name") or r["Species_ID"]): str(r["Species_ID"]) for r in tables["Species"]
    }
    called |= {i: i for i in list(called.values())}
    rows_of: dict[str, list[tuple[int, str]]] = {}
    for row in tables["Transitions"]:
        target = called[str(row["Target"]).strip('"')]
        level = int(row.get("Level") or 1)
        rows_of.setdefault(target, []).append((level, str(row["Rule"])))

    def named(name: str, state: State) -> float:
        value = number(name)
        if name in called:
            return state[called[name]]
        if ":" in name:
            species, _, low = name.rpartition(":")
            return float(state[called[species]] >= int(low))
        if value is None:
            raise ValueError(f"no species {name}")
        return value

    def function(rows: list[tuple[int, str]]) -> Callable[[State], int]:
        return lambda state: max(
            [0, *(level for level, rule in rows if evaluate(rule, lambda n: named(n, state)))]
        )

    return {target: function(rows) for target, rows in rows_of.items()}


SLOW: dict[str, Callable[[Path], Network]] = {
    ".txt": cnet, ".cnet": cnet, ".ginml": ginml, ".zginml": ginml, ".sbml": sbml, ".xml": sbml,
    ".bnd": bnd, ".bnet": bnet, ".sif": sif, ".xlsx": xlsx,
}  # fmt: skip
"""Suffix → the slow reader."""
