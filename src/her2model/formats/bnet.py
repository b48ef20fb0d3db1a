"""The bnet format of BoolNet, pyboolnet, mpbn and others: ``target, rule`` on each line.

Written are ``&``, ``|``, ``!``, the constants ``0`` and ``1``, and every input as ``X, X``: some
tools drop an input that has no line, and some read words as names. Read are also word operators,
comments after ``#``, and inputs without a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from her2model.errors import FormatError
from her2model.formats.assembly import (
    MAX_SPECIES,
    assemble,
    is_input,
    model_name,
    rule_text,
)
from her2model.formats.bits import bit_names, bit_notes, bit_rules
from her2model.formats.draft import Draft
from her2model.formats.format import Format, Reading, Written, losses
from her2model.formats.name_map import labelled, read_name_map, write_name_map
from her2model.formats.rule_lines import STYLES, Row, rule_rows, table_rows, text_lines
from her2model.model.dialects import BNET_RULES, DeclaredNames, Dialect
from her2model.model.entities import Entities
from her2model.model.model import Model
from her2model.model.rule_shapes import RuleShapes
from her2model.model.rules import Rule
from her2model.model.tokens import MAX_NAME

__all__ = [
    "BNET",
    "OPERATORS",
    "bnet_rules",
    "demand_name",
    "draft_of_lines",
    "read_bnet",
    "write_bnet",
]

OPERATORS = (" & ", " | ", "!")
_RESERVED = frozenset({"and", "or", "not", "xor", "true", "false", "none", "targets", "factors"})
_NO_NAME = re.compile('[&|!()=<>,;"\x00-\x1f\x7f]')


def bnet_rules(model: Model) -> dict[str, str]:
    """Rules of a model as bnet writes them: name → text, inputs as themselves.

    Examples
    --------
    >>> model = read_bnet("A, B & !C", Path("x.bnet")).model
    >>> bnet_rules(model)
    {'A': 'B & !C', 'B': 'B', 'C': 'C'}
    """
    names = _names(model)
    return {
        names[s]: rule_text(rule.renamed(names), names[s], *OPERATORS) if rule else names[s]
        for s, rule in bit_rules(model).items()
    }


def _names(model: Model) -> dict[str, str]:
    return bit_names(model, _RESERVED)


def write_bnet(model: Model, entities: Entities | None = None) -> Written:
    """Write the rules, and a name map where printed names differ."""
    lines = ["targets, factors", *(f"{s}, {r}" for s, r in bnet_rules(model).items())]
    text = "\n".join(lines) + "\n"
    files = {"": text.encode("ascii"), **write_name_map(model, _names(model))}
    return Written(files, (*bit_notes(model), *losses(model, BNET.name, BNET.carries)))


def read_bnet(text: str, path: Path) -> Reading:
    """Read ``target, rule`` lines, or ``target <- rule``.

    Raises
    ------
    FormatError
        A line is not of that form, a target stands twice, or nothing is there; with its line.
    """
    lines = list(islice(text_lines(text), MAX_SPECIES + 2))  # a header, and one too many
    arrows = bool(lines) and STYLES["arrow"].match(lines[0][1])
    rows = rule_rows(lines, "arrow", path) if arrows else table_rows(lines, path)
    return assemble(draft_of_lines(rows, path))


def draft_of_lines(
    rows: list[Row], path: Path, dialect: Dialect = BNET_RULES, names: Iterable[str] = ()
) -> Draft:
    """Collect (line, target, rule) rows into a draft.

    What stands as a target is a name, whatever signs it holds, and so are ``names``, which the file
    or one beside it declares; those without a row are inputs.

    Raises
    ------
    FormatError
        A target stands twice or is no name, a rule cannot be read, or there is no row.
    """
    if len(rows) > MAX_SPECIES:
        message = f"there are more than {MAX_SPECIES:,} rules"
        raise FormatError(message, where=path.name, line=rows[MAX_SPECIES][0])
    ids, labels = read_name_map(path)
    rules: dict[str, Rule | None] = {}
    lines: dict[str, int] = {}
    names = tuple(names)
    shapes = RuleShapes()
    declared = DeclaredNames([*(target for _, target, _ in rows), *labels, *names])
    for number, target, text in rows:
        demand_name(target, path.name, number)
        if target in rules:
            message = f"{target!r} stands twice, first on line {lines[target]}"
            raise FormatError(message, where=path.name, line=number, hint="keep one of them")
        rule = shapes.of_text(text, dialect) if declared.are_plain else None
        rule = rule or Rule.parse(
            text, path.name, dialect=dialect, line=number, declared=declared, error=FormatError
        )
        rules[target] = None if is_input(text, target) else rule
        lines[target] = number
    if not rules:
        raise FormatError("there is no rule in the file", where=path.name)
    rules |= {name: None for name in names if name not in rules}
    return Draft(
        model_name(path),
        rules,
        path.name,
        lines=lines,
        ids=ids,
        species=labelled(labels, rules),
    )


def demand_name(name: str, source: str, line: int) -> None:
    """Refuse as a target what is an operator, a constant, or several names."""
    hint = "a target is one name"
    if len(name) > MAX_NAME:
        message = f"the name {name[:30]!r}... has more than {MAX_NAME} characters"
        raise FormatError(message, where=source, line=line)
    if _NO_NAME.search(name) or BNET_RULES.operators.get(name.lower()) or not name:
        raise FormatError(f"{name[:40]!r} cannot be a target", where=source, line=line, hint=hint)


BNET = Format(
    "bnet",
    (".bnet",),
    "rules, for mpbn, pyboolnet, BoolNet, AEON, biobalm and MaBoSS",
    frozenset({"rules", "levels", "signs", "labels"}),
    read_bnet,
    write_bnet,
)
