"""The two files of MaBoSS taken apart: nodes with their attributes, constants, initial states."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from her2model.errors import FormatError
from her2model.formats.assembly import MAX_SPECIES
from her2model.formats.encoding import decoded
from her2model.formats.format import listed
from her2model.formats.maboss_rates import Rates
from her2model.model.files import read_bytes

__all__ = ["Node", "Settings", "read_nodes", "read_settings"]

_SKIPPED = re.compile(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.*?(?:\*/|\Z)|^[ \t]*#[^\n]*', re.S | re.M)
_NODE = re.compile(r"\s*node\s+([^\s{]+)\s*\{([^{}]*)\}", re.I)
_LINE = re.compile(r"\s*([^\W\d]\w*)[ \t]*[,:]([^\n;{}]*)(?:;|\n|\Z)")
_ATTRIBUTE = re.compile(r"\s*(\w+)\s*=\s*(.*)\Z", re.S)
_ISTATE = re.compile(r"(?:\[([^\]]*)\]|([^\s.\[\]]+))\s*\.\s*istate\Z", re.I)
_SETTING = re.compile(r"\$\w+|\w+|(?:\[([^\]]*)\]|([^\s.:\[\]]+))\s*\.\s*\w+")
_ASSIGNED = re.compile(r"(?<![=<>!])=(?!=)")
_CHANCE = re.compile(r"\s*([^,\[\]]*?)\s*\[([^\]]*)\]\s*(?:,|\Z)")


@dataclass(frozen=True)
class Node:
    """A node: its logic alone, or with attributes that work out its rates."""

    name: str
    attributes: Mapping[str, str]
    line: int

    @property
    def rates(self) -> bool:
        """Whether it says more than its logic."""
        return bool({"rate_up", "rate_down"} & set(self.attributes))


@dataclass
class Settings:
    """What a ``.cfg`` file says, as far as it matters to a logical model.

    ``nodes`` are those of which it says something, with the line.
    """

    source: str = ""
    constants: dict[str, float] = field(default_factory=dict)
    initial: dict[str, int] = field(default_factory=dict)
    nodes: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def _bare(text: str) -> str:
    """Blank out comments and descriptions, line breaks kept so that line numbers stay right."""
    return _SKIPPED.sub(lambda found: "\n" * found[0].count("\n") or " ", text)


def read_nodes(text: str, path: Path) -> dict[str, Node]:
    """Read nodes, and the lines ``A, rule`` and ``A: rule`` that MaBoSS takes too.

    Raises
    ------
    FormatError
        Something is neither, or a node stands twice; with the line.
    """
    text = _bare(text)
    found: dict[str, Node] = {}
    at, line, end = 0, 1, len(text.rstrip())
    while at < end:
        node = _NODE.match(text, at)
        short = None if node else _LINE.match(text, at)
        match = node or short
        if not match:
            rest = text[at:].lstrip()
            line += text.count("\n", at, len(text) - len(rest))
            hint = "write 'node A { logic = …; }', or 'A, rule'"
            raise FormatError(f"{rest[:30]!r} is not a node", where=path.name, line=line, hint=hint)
        line += text.count("\n", at, match.start(1))
        name = match[1]
        if name in found:
            raise FormatError(f"the node {name!r} stands twice", where=path.name, line=line)
        given = dict(_attributes(match[2], path, line)) if node else {"logic": match[2]}
        if not (short and name.lower() == "targets" and match[2].strip().lower() == "factors"):
            found[name] = Node(name, given, line)
        if len(found) > MAX_SPECIES:
            message = f"there are more than {MAX_SPECIES:,} nodes"
            raise FormatError(message, where=path.name, line=line)
        line += text.count("\n", match.start(1), match.end())
        at = match.end()
    if not found:
        raise FormatError("there is no node in the file", where=path.name, line=1)
    return found


def _attributes(body: str, path: Path, line: int) -> Iterator[tuple[str, str]]:
    for statement in body.split(";"):
        attribute = _ATTRIBUTE.match(statement)
        if attribute and attribute[1].lower() != "description":
            yield attribute[1].lower(), attribute[2].strip()
        elif statement.strip() and not attribute:
            message = f"{statement.strip()[:30]!r} is not an attribute of a node"
            raise FormatError(message, where=path.name, line=line, hint="write 'logic = …;'")


def read_settings(path: Path) -> Settings:
    """Read the ``.cfg`` beside a ``.bnd``: of the same name, or the only one whose name begins so.

    Raises
    ------
    FormatError
        It cannot be read, or is none: a ``;`` is missing, an initial state stands twice.
    """
    found = Settings()
    beside = _beside(path, found)
    if beside is None:
        return found
    text, note = decoded(read_bytes(beside, error=FormatError), beside)
    if note:
        found.notes.append(f"{beside.name}: {note}")
    found.source = beside.name
    passed: list[str] = []
    again: dict[str, None] = {}
    seen: set[str] = set()
    for left, right, line in _statements(_bare(text), beside.name):
        state = _ISTATE.fullmatch(left)
        if left.startswith("$"):
            value = _constant(left, right, found, line)
            if found.constants.setdefault(left[1:], value) != value:
                again[left] = None
            found.constants[left[1:]] = value
        elif state:
            if left in seen:
                message = f"{left[:40]!r} is given twice"
                raise FormatError(message, where=beside.name, line=line, hint="keep one of them")
            seen.add(left)
            if not _initial(state[1] or state[2], right, found):
                passed.append(left)
        setting = _SETTING.fullmatch(left)
        for node in (setting[1] or setting[2] or "").split(",") if setting else ():
            found.nodes.setdefault(node.strip(), line)
    if passed:
        found.notes.append(f"{beside.name}: initial states left to chance: {listed(passed)}")
    if again:
        names = listed(again)
        found.notes.append(f"{beside.name}: of constants that stand twice the last counts: {names}")
    return found


def _statements(text: str, source: str) -> Iterator[tuple[str, str, int]]:
    """Yield both sides of each setting, and its line."""
    line = 1
    for statement in text.split(";"):
        at = line + statement[: len(statement) - len(statement.lstrip())].count("\n")
        line += statement.count("\n")
        left, equals, right = (part.strip() for part in statement.partition("="))
        if not left and not equals:
            continue
        if not equals or not _SETTING.fullmatch(left) or _ASSIGNED.search(right):
            message = f"{' '.join(statement.split())[:40]!r} is not one setting"
            hint = "write 'name = value;', each with its own ';'"
            raise FormatError(message, where=source, line=at, hint=hint)
        yield left, right, at


def _constant(name: str, text: str, found: Settings, line: int) -> float:
    rates = Rates({"constant": text}, found.constants, found.source, line)
    values = rates.values("constant")
    if len(values) != 1:
        raise rates.stop(f"{name} is not a constant")
    return next(iter(values))


def _beside(path: Path, found: Settings) -> Path | None:
    own = path.with_suffix(".cfg")
    if own.is_file():
        return own
    try:
        others = sorted(p for p in path.parent.glob("*.cfg") if p.is_file())
    except OSError:
        return None
    near = [p for p in others if p.name.startswith(path.stem)]
    if len(others) == 1 and len(list(path.parent.glob("*.bnd"))) == 1:
        near = others
    if len(near) == 1:
        found.notes.append(f"settings are taken from {near[0].name}")
        return near[0]
    if near or others:
        names = listed(p.name for p in near or others)
        found.notes.append(f"no settings are read; name one of them {own.name}: {names}")
    return None


def _initial(names: str, text: str, found: Settings) -> bool:
    """Take initial values that are sure; say whether all of these are."""
    nodes = [n.strip() for n in names.split(",")]
    rows = [
        [x.strip() for x in states.split(",")]
        for chance, states in _CHANCE.findall(text)
        if _number(chance, found) > 0
    ]
    if not rows and "[" not in text:
        rows = [[text]]
    sure = True
    for i, node in enumerate(nodes):
        values = {_number(row[i], found) for row in rows if len(row) == len(nodes)}
        if len(values) == 1 and values <= {0.0, 1.0}:
            found.initial[node] = int(values.pop())
        else:
            found.initial.pop(node, None)
            sure = False
    return sure


def _number(text: str, found: Settings) -> float:
    """Work a constant out; -1 where it is none, as MaBoSS writes what is left to chance."""
    text = {"true": "1", "false": "0"}.get(text.strip().lower(), text)
    try:
        values = Rates({"number": text}, found.constants, "", 0).values("number")
    except FormatError:
        return -1.0
    return next(iter(values)) if len(values) == 1 else -1.0
