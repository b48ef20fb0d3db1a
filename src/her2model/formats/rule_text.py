"""Rules as plain text: ``A* = B and not C`` (booleannet), ``A = B AND NOT C``, or BoolNet's lines.

Which of the three a ``.txt`` file is, its lines tell: a star beside the equals sign, an equals sign
alone, or a comma.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from her2model.errors import FormatError
from her2model.formats.assembly import assemble
from her2model.formats.bnet import draft_of_lines, read_bnet
from her2model.formats.format import Format, Reading

__all__ = ["BOOLEANNET", "PLAIN_TEXT", "read_booleannet", "read_plain_text"]

_RULE = re.compile(r"(?:\d+\s*:\s*)?(\S+?)\s*\*\s*=\s*(.*)\Z", re.S)
_VALUE = re.compile(r"(?:\d+\s*:\s*)?(\S+?)\s*=\s*(.*)\Z", re.S)
_INITIAL = {"true": 1, "1": 1, "false": 0, "0": 0, "random": None}


def read_booleannet(text: str, path: Path) -> Reading:
    r"""Read ``A* = B and not C``; lines such as ``A = True`` give initial values.

    Raises
    ------
    FormatError
        A line is neither, a target stands twice, or there is no rule; with its line.

    Examples
    --------
    >>> read_booleannet("A = True\nB* = A and not C", Path("x.booleannet")).model.functions
    {'B': Rule(expression=And(terms=(Atom(name='A', value=1), Atom(name='C', value=0))))}
    """
    rows: list[tuple[int, str, str]] = []
    initial: dict[str, dict[str, Any]] = {}
    for number, line in _lines(text):
        rule = _RULE.match(line)
        value = _VALUE.match(line)
        if rule:
            rows.append((number, rule[1], rule[2]))
        elif value and value[2].strip().lower() in _INITIAL:
            found = _INITIAL[value[2].strip().lower()]
            initial[value[1]] = {} if found is None else {"initial": found}
        else:
            hint = "write 'A* = B and not C', or 'A = True'"
            raise FormatError(
                "this is neither a rule nor an initial value",
                where=path.name,
                line=number,
                hint=hint,
            )
    draft = draft_of_lines(rows, path)
    known = set(draft.rules) | {n for r in draft.rules.values() if r for n in r.names}
    rows_of = {n: {**draft.species.get(n, {}), **initial.get(n, {})} for n in known}
    unused = [n for n in initial if n not in known]
    if unused:
        draft.notes.append(f"initial values of names that no rule uses: {', '.join(unused[:8])}")
    draft.species = {n: row for n, row in rows_of.items() if row}
    return assemble(draft)


def read_plain_text(text: str, path: Path) -> Reading:
    """Read a ``.txt`` file in one of three notations, as its lines tell.

    Raises
    ------
    FormatError
        The lines are of none of them, or cannot be read; with the line.
    """
    lines = list(_lines(text))
    if any(_RULE.match(line) for _, line in lines):
        return read_booleannet(text, path)
    if lines and "=" not in lines[0][1] and "," in lines[0][1]:
        return read_bnet(text, path)
    rows = []
    for number, line in lines:
        found = _VALUE.match(line)
        if not found:
            hint = "write 'A = B and not C', 'A* = B and not C', or 'A, B & !C'"
            raise FormatError("this is not a rule", where=path.name, line=number, hint=hint)
        rows.append((number, found[1], found[2]))
    return assemble(draft_of_lines(rows, path))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), 1):
        line = line.partition("#")[0].strip()
        if line:
            yield number, line


BOOLEANNET = Format(
    "booleannet",
    (".booleannet", ".booleannet.txt"),
    "rules with starred targets, of booleannet and CANA",
    frozenset({"rules", "signs", "initial values"}),
    read_booleannet,
)
PLAIN_TEXT = Format(
    "plain rules",
    (".txt", ".net"),
    "rules as text: booleannet, Cell Collective's expressions, or BoolNet",
    frozenset({"rules", "signs", "initial values"}),
    read_plain_text,
)
