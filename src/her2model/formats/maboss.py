"""MaBoSS: a ``.bnd`` file with the rules, and a ``.cfg`` file with initial states and settings.

Written are unit rates, so that a run is asynchronous updating in continuous time; inputs keep
their value, and every other species starts at 0 or 1 with equal chance. Read are nodes whose rates
follow their logic; rates themselves are not kept.
Source of the formalism: Stoll et al. 2012, doi:10.1186/1752-0509-6-116.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from her2model.errors import FormatError
from her2model.formats.assembly import (
    Draft,
    acting_rules,
    assemble,
    constant,
    is_input,
    model_name,
    rule_text,
    safe_ids,
)
from her2model.formats.bnet import OPERATORS
from her2model.formats.format import Format, Reading, Written, counted, listed, losses
from her2model.formats.name_map import read_name_map, write_name_map
from her2model.model.entities import Entities
from her2model.model.expressions import FILE_RULES
from her2model.model.model import Model
from her2model.model.rules import Rule
from her2model.model.strict_yaml import read_text

__all__ = ["MABOSS", "maboss_texts", "read_bnd", "write_maboss"]

_RESERVED = frozenset(
    {"and", "or", "not", "true", "false", "none", "node", "xor", "nand", "nor", "logic"}
    | {"rate_up", "rate_down", "max_rate", "description", "if", "else", "istate", "is_internal"}
)
_SETTINGS = """
sample_count = 1000;
discrete_time = 0;
use_physrandgen = 0;
seed_pseudorandom = 100;
max_time = 100;
time_tick = 1;
thread_count = 1;
"""
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)
_NODE = re.compile(r"\s*node\s+([^\s{]+)\s*\{([^{}]*)\}", re.I)
_ATTRIBUTE = re.compile(r"\s*(\w+)\s*=\s*(.*)\Z", re.S)
_NUMBER = re.compile(r"[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?\Z")
_INITIAL = re.compile(r"\[?\s*([^\s;\]=,]+?)\s*\]?\.istate\s*=\s*([^;]*);", re.I)
_PARAMETER = re.compile(r"\$(\w+)\s*=\s*([^;]*);")


def maboss_texts(model: Model) -> tuple[str, str]:
    """Write a model as the texts of a ``.bnd`` and a ``.cfg`` file.

    Examples
    --------
    >>> from her2model.formats.bnet import read_bnet
    >>> bnd, cfg = maboss_texts(read_bnet("A, B & !C", Path("x.bnet")).model)
    >>> bnd.splitlines()[1]
    '  logic = (B & !C);'
    """
    names = safe_ids(acting_rules(model), _RESERVED)
    bnd, cfg = [], []
    for s, rule in acting_rules(model).items():
        text = rule_text(rule.renamed(names), names[s], *OPERATORS) if rule else names[s]
        bnd += [
            f"node {names[s]} {{",
            f"  logic = ({text});",
            "  rate_up = @logic ? 1 : 0;",
            "  rate_down = @logic ? 0 : 1;",
            "}",
        ]
        cfg.append(
            f"[{names[s]}].istate = 0.5 [0], 0.5 [1];"
            if rule
            else f"{names[s]}.istate = {model.species[s].initial or 0};"
        )
    return "\n".join(bnd) + "\n", "\n".join(cfg) + "\n" + _SETTINGS


def write_maboss(model: Model, entities: Entities | None = None) -> Written:
    """Write the two files, and a name map where printed names differ."""
    names = safe_ids(acting_rules(model), _RESERVED)
    bnd, cfg = maboss_texts(model)
    files = {"": bnd.encode("ascii"), ".cfg": cfg.encode("ascii")}
    files |= write_name_map(model, names)
    return Written(files, losses(model, MABOSS.name, MABOSS.carries))


def read_bnd(text: str, path: Path) -> Reading:
    """Read nodes, and the ``.cfg`` file of the same name if it lies beside.

    Raises
    ------
    FormatError
        The text is not made of nodes, a node stands twice, or its rates do not follow a logic;
        with the line.
    """
    reader = _Reader(path)
    rules = reader.rules(_without_comments(text))
    ids, labels = read_name_map(path)
    initial, zero = _settings(path, reader.parameters)
    species: dict[str, dict[str, Any]] = {n: {"label": labels[n]} for n in labels if n in rules}
    for name, value in initial.items():
        if name in rules:
            species.setdefault(name, {})["initial"] = value
    draft = Draft(model_name(path), rules, path.name, lines=reader.lines, species=species, ids=ids)
    if reader.parameters:
        draft.notes.append(f"rates are not kept: {listed(sorted(reader.parameters))}")
    if zero:
        draft.notes.append(
            f"{counted(len(zero), 'rate')} of 0 in the settings, which stop a node from changing, "
            f"are not kept: {listed(zero)}"
        )
    return assemble(draft)


def _without_comments(text: str) -> str:
    """Blank comments out, line breaks kept so that line numbers stay right."""
    return _COMMENT.sub(lambda found: "\n" * found[0].count("\n") or " ", text)


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[str, int] = {}
        self.parameters: set[str] = set()

    def stop(self, message: str, line: int, hint: str = "") -> FormatError:
        return FormatError(message, where=self.path.name, line=line, hint=hint)

    def rules(self, text: str) -> dict[str, Rule | None]:
        found: dict[str, Rule | None] = {}
        at, line = 0, 1
        while node := _NODE.match(text, at):
            line += text.count("\n", at, node.start(1))
            name = node[1]
            if name in found:
                raise self.stop(f"the node {name!r} stands twice", line)
            self.lines[name] = line
            found[name] = self._rule(name, self._attributes(node[2], line), line)
            line += text.count("\n", node.start(1), node.end())
            at = node.end()
        if text[at:].strip():
            rest = text[at:].lstrip()
            line += text.count("\n", at, len(text) - len(rest))
            raise self.stop(f"{rest[:30]!r} is not a node", line, "write 'node A { logic = …; }'")
        if not found:
            raise self.stop("there is no node in the file", 1)
        return found

    def _attributes(self, body: str, line: int) -> dict[str, str]:
        found = {}
        for statement in body.split(";"):
            attribute = _ATTRIBUTE.match(statement)
            if attribute:
                found[attribute[1].lower()] = attribute[2].strip()
            elif statement.strip():
                message = f"{statement.strip()[:30]!r} is not an attribute of a node"
                raise self.stop(message, line, "write 'logic = …;'")
        return found

    def _rule(self, name: str, given: Mapping[str, str], line: int) -> Rule | None:
        logic = given.get("logic")
        up, down = given.get("rate_up"), given.get("rate_down")
        if up is None and down is None and logic is None:
            return None
        if logic is not None and up is None and down is None:
            return self._read(logic, name, line)
        if logic is None and _is_zero(up) and _is_zero(down):
            return None
        if logic is None and _is_rate(up) and _is_zero(down):
            return constant(1)
        if logic is None and _is_zero(up) and _is_rate(down):
            return constant(0)
        rising, falling = self._condition(up, 1, logic), self._condition(down, 0, logic)
        if rising is None or falling is None or rising != falling:
            hint = "its rule cannot be told from them; write 'rate_up = @logic ? 1 : 0'"
            raise self.stop(f"the rates of {name!r} do not follow one logic", line, hint)
        return self._read(rising, name, line)

    def _read(self, text: str, name: str, line: int) -> Rule | None:
        rule = Rule.parse(text, self.path.name, dialect=FILE_RULES, line=line, error=FormatError)
        return None if is_input(text, name) else rule

    def _condition(self, rate: str | None, value: int, logic: str | None) -> str | None:
        """Return the condition under which a rate leads to a value, or None."""
        condition, mark, results = (rate or "").partition("?")
        first, colon, second = (part.strip() for part in results.partition(":"))
        if not mark or not colon or "?" in results:
            return None
        moving, still = (first, second) if value else (second, first)
        if not _is_zero(still) or not _is_rate(moving):
            return None
        self.parameters |= set(re.findall(r"\$\w+", moving))
        condition = condition.strip()
        bare = condition.strip("() \t\n")
        return logic if bare == "@logic" else condition


def _is_zero(rate: str | None) -> bool:
    bare = (rate or "0").strip("() \t\n")
    return bool(_NUMBER.match(bare)) and float(bare) == 0


def _is_rate(rate: str | None) -> bool:
    """Whether a rate is a positive number or one parameter."""
    bare = (rate or "").strip("() \t\n")
    if re.match(r"\$\w+\Z", bare):
        return True
    return bool(_NUMBER.match(bare)) and float(bare) > 0


def _settings(path: Path, parameters: set[str]) -> tuple[dict[str, int], list[str]]:
    """Read initial values that are sure, and used rates that are 0, from the ``.cfg`` beside."""
    beside = path.with_suffix(".cfg")
    if not beside.is_file():
        return {}, []
    text = _without_comments(read_text(beside, error=FormatError))
    initial = {}
    for name, value in _INITIAL.findall(text):
        sure = _sure_value(value)
        if sure is not None:
            initial[name] = sure
    zero = [f"${p}" for p, v in _PARAMETER.findall(text) if f"${p}" in parameters and _is_zero(v)]
    return initial, zero


def _sure_value(text: str) -> int | None:
    """Value of ``1``, or of ``1 [1], 0 [0]``; None where it is left to chance."""
    text = text.strip()
    if text.lower() in ("0", "1", "true", "false"):
        return int(text.lower() in ("1", "true"))
    chances = re.findall(r"([0-9.]+)\s*\[\s*([01])\s*\]", text)
    sure = [int(value) for chance, value in chances if _NUMBER.match(chance) and float(chance) > 0]
    return sure[0] if len(sure) == 1 else None


MABOSS = Format(
    "MaBoSS",
    (".bnd",),
    "rules and initial states for stochastic runs with MaBoSS; a .cfg file is written beside",
    frozenset({"rules", "signs", "initial values", "labels"}),
    read_bnd,
    write_maboss,
)
