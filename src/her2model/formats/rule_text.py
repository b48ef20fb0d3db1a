"""Rules as plain text, in the notations of :mod:`her2model.formats.rule_lines`; Gitsbe's models.

Which of them a ``.txt`` file is, its lines tell.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from her2model.errors import FormatError
from her2model.formats.aeon import read_aeon
from her2model.formats.assembly import assemble
from her2model.formats.bnet import draft_of_lines, read_bnet
from her2model.formats.cell_collective import export_name, external_components
from her2model.formats.format import Format, Reading, listed
from her2model.formats.rule_lines import STYLES, Row, rule_rows, style_of, text_lines
from her2model.formats.truth_table import read_cnet
from her2model.model.dialects import FILE_RULES, TEXT_RULES

__all__ = [
    "BOOLEANNET",
    "GITSBE",
    "PLAIN_TEXT",
    "read_booleannet",
    "read_gitsbe",
    "read_plain_text",
]

_INITIAL = {"true": 1, "on": 1, "1": 1, "false": 0, "off": 0, "0": 0, "random": None}
_STEP = re.compile(r"\A\d+\s*:")
_REGULATION = re.compile(r"\S+\s*(?:->\??|-\|\??|-\?\??)\s*\S+\Z")


def read_booleannet(text: str, path: Path) -> Reading:
    r"""Read ``A* = B and not C``; lines such as ``A = B = True`` give initial values.

    Raises
    ------
    FormatError
        A line is neither, a target stands twice, or there is no rule; with its line.

    Examples
    --------
    >>> read_booleannet("A = True\nB* = A and not C", Path("x.booleannet")).model.functions
    {'B': Rule(expression=And(terms=(Atom(name='A', value=1), Atom(name='C', value=0))))}
    """
    rows: list[Row] = []
    initial: dict[str, dict[str, Any]] = {}
    for number, line in text_lines(text):
        rule = STYLES["booleannet"].match(line)
        if rule:
            rows.append((number, rule[1], rule[2]))
            continue
        *names, value = (part.strip() for part in _STEP.sub("", line).split("="))
        if not names or value.lower() not in _INITIAL or not all(names):
            hint = "write 'A* = B and not C', or 'A = True'"
            message = "this is neither a rule nor an initial value"
            raise FormatError(message, where=path.name, line=number, hint=hint)
        found = _INITIAL[value.lower()]
        initial |= {name: {} if found is None else {"initial": found} for name in names}
    draft = draft_of_lines(rows, path, FILE_RULES)
    known = set(draft.rules) | {n for r in draft.rules.values() if r for n in r.names}
    rows_of = {n: {**draft.species.get(n, {}), **initial.get(n, {})} for n in known}
    unused = [n for n in initial if n not in known]
    if unused:
        draft.notes.append(f"initial values of names that no rule uses: {listed(unused)}")
    draft.species = {n: row for n, row in rows_of.items() if row}
    return assemble(draft)


def read_plain_text(text: str, path: Path) -> Reading:
    """Read a file of rules in one of five notations, as its lines tell.

    Raises
    ------
    FormatError
        The lines are of none of them, or cannot be read; with the line.
    """
    lines = list(text_lines(text))
    if lines and lines[0][1].startswith(".v"):
        return read_cnet(text, path)
    if any(_REGULATION.match(line) for _, line in lines[:50]):
        return read_aeon(text, path)
    style = style_of(lines)
    if style == "booleannet":
        return read_booleannet(text, path)
    if style == "comma":
        return read_bnet(text, path)
    dialect = TEXT_RULES if style == "equals" else FILE_RULES
    rows = rule_rows(lines, style, path)
    draft = draft_of_lines(rows, path, dialect, external_components(path))
    draft.name = export_name(path) or draft.name
    return assemble(draft)


def read_gitsbe(text: str, path: Path) -> Reading:
    """Read a model of DrugLogics' Gitsbe: its equations and its name.

    Raises
    ------
    FormatError
        A line is none that such a file has, or an equation cannot be read; with its line.
    """
    rows: list[Row] = []
    name = ""
    for number, line in text_lines(text):
        key, colon, value = (part.strip() for part in line.partition(":"))
        rule = STYLES["booleannet"].match(value) if key.lower() == "equation" else None
        if rule:
            rows.append((number, rule[1], rule[2]))
        elif key.lower() == "modelname":
            name = value
        elif not colon or key.lower() == "equation":
            hint = "write 'equation: A *= B and not C'"
            raise FormatError("this is no line of a model", where=path.name, line=number, hint=hint)
    draft = draft_of_lines(rows, path, FILE_RULES)
    draft.title = name
    return assemble(draft)


_CARRIED = frozenset({"rules", "signs", "initial values"})
BOOLEANNET = Format(
    "booleannet",
    (".booleannet", ".booleannet.txt"),
    "rules with starred targets, of booleannet and CANA",
    _CARRIED,
    read_booleannet,
)
PLAIN_TEXT = Format(
    "plain rules",
    (".txt", ".net", ".rules"),
    "rules as text: booleannet, Cell Collective's expressions, BoolNet, `A <- B`, `A: B`",
    _CARRIED,
    read_plain_text,
)
GITSBE = Format(
    "Gitsbe",
    (".gitsbe",),
    "models that DrugLogics' Gitsbe fits",
    _CARRIED,
    read_gitsbe,
)
