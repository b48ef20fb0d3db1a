"""Truth tables: the ``.cnet`` format of BNS and CANA.

``.v 3`` is the number of nodes; ``.n 1 2 2 3`` says that node 1 has two regulators, 2 and 3, and
the lines after it give its value for patterns of them (``1- 1``); what no line covers is 0, which
is told. A
comment ``# 1 = A``, or a line ``.l 1 A``, names a node.
"""

from __future__ import annotations

import re
from pathlib import Path

from her2model.errors import FormatError
from her2model.formats.assembly import MAX_SPECIES, assemble, is_input, model_name
from her2model.formats.draft import Draft
from her2model.formats.format import Format, Reading, listed
from her2model.model.expressions import And, Atom, Expression, Or, joined
from her2model.model.rules import Rule

__all__ = ["CNET", "read_cnet"]

_NAMED = re.compile(r"(?:#\s*(?=\d+\s*[=:])|\.l\s+)(\d+)(?:\s*[=:]\s*|\s+)(\S.*?)\s*\Z")
_ROW = re.compile(r"([01-]*)\s*([01])\Z")
MAX_ROWS = 200_000
_MAX_CHECKED = 14
"""Most regulators of a node whose patterns are all looked at."""


def read_cnet(text: str, path: Path) -> Reading:
    """Read truth tables.

    Raises
    ------
    FormatError
        A line is none of such a file, or a row does not fit its node; with its line.
    """
    reader = _Reader(path)
    for number, line in enumerate(text.split("\n"), 1):
        reader.take(line.strip(), number)
    return assemble(reader.draft())


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.names: dict[int, str] = {}
        self.inputs: dict[int, list[int]] = {}
        self.rows: dict[int, dict[str, list[str]]] = {}
        self.lines: dict[int, int] = {}
        self.node = self.count = 0
        self.due = (0, 0)
        self.open: list[str] = []
        self.unchecked: list[str] = []

    def stop(self, message: str, line: int, hint: str = "") -> FormatError:
        return FormatError(message, where=self.path.name, line=line, hint=hint)

    def take(self, line: str, number: int) -> None:
        named = _NAMED.match(line)
        if named:
            self.names[int(named[1][:9])] = named[2]
        elif line.startswith(".n"):
            self.head(line, number)
        elif re.fullmatch(r"\.v\s+[0-9]{1,8}", line):
            self.due = (int(line.split()[1]), number)
        elif line and not line.startswith(("#", ".")):
            self.row(line, number)

    def head(self, line: str, number: int) -> None:
        words = line.split()[1:]
        if not all(w.isascii() and w.isdigit() and len(w) < 9 for w in words) or len(words) < 2:
            raise self.stop("this is no node", number, "write '.n node count regulators'")
        node, count, *regulators = map(int, words)
        if count != len(regulators) or node in self.inputs:
            raise self.stop(f"node {node} stands twice, or has not {count} regulators", number)
        if len(set(regulators)) < count:
            raise self.stop(f"node {node} names a regulator twice", number, "name each once")
        if len(self.inputs) >= MAX_SPECIES:
            raise self.stop(f"at most {MAX_SPECIES:,} nodes are read", number)
        self.node, self.inputs[node], self.lines[node] = node, regulators, number
        self.rows[node] = {"0": [], "1": []}

    def row(self, line: str, number: int) -> None:
        found = _ROW.match(line)
        if not found or self.node not in self.inputs:
            raise self.stop(f"{line[:40]!r} is no row of a truth table", number, "write '1- 1'")
        pattern = found[1].strip()
        if len(pattern) != len(self.inputs[self.node]):
            due = len(self.inputs[self.node])
            raise self.stop(f"the row has {len(pattern)} signs where {due} are due", number)
        self.count += 1
        if self.count > MAX_ROWS:
            raise self.stop(f"at most {MAX_ROWS:,} rows are read", number)
        self.rows[self.node][found[2]].append(pattern)

    def draft(self) -> Draft:
        if not self.inputs:
            raise FormatError("there is no node in the file", where=self.path.name)
        due, line = self.due
        if line and due != len(self.inputs):
            message = f"'.v' says {due} nodes and the file has {len(self.inputs)}"
            raise self.stop(message, line, "add the missing nodes, or correct the number")
        name = {n: self.names.get(n, f"x{n}") for n in self.inputs}
        first = {label: n for n, label in reversed(name.items())}
        twice = [n for n, label in name.items() if first[label] != n]
        if twice:
            message = f"the nodes {first[name[twice[0]]]} and {twice[0]} have the same name"
            raise self.stop(message, self.lines[twice[0]])
        rules: dict[str, Rule | None] = {}
        for node, regulators in self.inputs.items():
            missing = [r for r in regulators if r not in name]
            if missing:
                raise self.stop(f"there is no node {missing[0]}", self.lines[node])
            rules[name[node]] = self.rule(node, [name[r] for r in regulators], name[node])
        lines = {name[n]: line for n, line in self.lines.items()}
        draft = Draft(model_name(self.path), rules, self.path.name, lines=lines)
        if self.open:
            draft.notes.append(f"patterns without a row are read as 0: {listed(self.open)}")
        if self.unchecked:
            names = listed(self.unchecked)
            draft.notes.append(f"too many regulators to look for missing or odd rows: {names}")
        return draft

    def demand_one_value(self, node: int, target: str) -> None:
        """Refuse rows that contradict each other; keep in mind where patterns have no row."""
        count = len(self.inputs[node])
        if count > _MAX_CHECKED:
            self.unchecked.append(target)
            return
        masks = _masks(count)
        full = (1 << (1 << count)) - 1
        covered = {"0": 0, "1": 0}
        for value, rows in self.rows[node].items():
            for row in rows:
                these = full
                for mask, sign in zip(masks, row, strict=True):
                    these &= full if sign == "-" else mask if sign == "1" else full ^ mask
                covered[value] |= these
        both, none = covered["0"] & covered["1"], full & ~(covered["0"] | covered["1"])
        if both:
            pattern = _pattern(both, count)
            message = f"the rows of {target[:40]!r} give {pattern} the values 0 and 1"
            raise self.stop(message, self.lines[node], "keep one of them")
        if none:
            self.open.append(f"{_pattern(none, count)} of {target}")

    def rule(self, node: int, regulators: list[str], target: str) -> Rule | None:
        """Return any row of value 1; a node without rows is an input."""
        on, off = self.rows[node]["1"], self.rows[node]["0"]
        if not on and not off:
            if not regulators:
                return None
            hint = "give its rows, or no regulators for an input"
            raise self.stop(f"{target[:40]!r} has regulators and no row", self.lines[node], hint)
        self.demand_one_value(node, target)
        terms: list[Expression] = [
            joined(And, (Atom(r, int(c)) for r, c in zip(regulators, row, strict=True) if c != "-"))
            for row in on
        ]
        rule = Rule(joined(Or, terms))
        return None if is_input(rule.text, target) else rule


def _masks(count: int) -> list[int]:
    """Return, for each regulator, the set of patterns in which it is 1, as the bits of a number."""
    masks = []
    for k in range(count):
        run = 1 << (count - 1 - k)  # so many patterns in a row have the same sign
        block = ((1 << run) - 1) << run
        for step in range(k):
            block |= block << (2 * run << step)
        masks.append(block)
    return masks


def _pattern(found: int, count: int) -> str:
    """Write the first pattern of a set; empty where a node has no regulators."""
    first = (found & -found).bit_length() - 1
    return f"{first:0{count}b}" if count else "''"


CNET = Format(
    "truth tables",
    (".cnet",),
    "truth tables of BNS and CANA, node by node",
    frozenset({"rules", "signs", "labels"}),
    read_cnet,
)
