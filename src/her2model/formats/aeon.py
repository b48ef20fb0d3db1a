"""AEON's format: signed regulations (``A -> B``, ``A -| B``, ``A -? B``) and ``$B: rule``.

Written are all arrows and all rules, inputs as ``$X: X``. Read are fully specified models: a
species with several regulators and no rule stands for a family of models, and is refused.
"""

from __future__ import annotations

import re
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
from her2model.formats.bnet import OPERATORS, demand_name
from her2model.formats.draft import Draft
from her2model.formats.format import Format, Reading, Written, losses
from her2model.formats.name_map import labelled, read_name_map, write_name_map
from her2model.model.dialects import AEON_RULES
from her2model.model.entities import Entities
from her2model.model.model import Model
from her2model.model.rules import Atom, Rule, Sign

__all__ = ["AEON", "aeon_text", "read_aeon", "write_aeon"]

_REGULATION = re.compile(r"(\S+?)\s*(->\?|->|-\|\?|-\||-\?\?|-\?)\s*(\S+)\Z")
_SIGNS: dict[str, Sign] = {"->": "activation", "-|": "inhibition"}
_WRITTEN: dict[Sign, str] = {"activation": "->", "inhibition": "-|", "dual": "-?"}
_RULE = re.compile(r"\$\s*([^\s:]+)\s*:(.*)\Z", re.S)
_ABOUT = re.compile(r"#(name|description):(.*)\Z", re.S)


def aeon_text(model: Model) -> str:
    """Write a model as AEON reads it.

    An arrow on which the rule does not really depend is written ``->?``, as AEON wants it.
    """
    names = bit_names(model)
    lines = [f"#name:{_one_line(model.name)}"]
    if model.title:
        lines.append(f"#description:{_one_line(model.title)}")
    for s, rule in bit_rules(model).items():
        if rule is None:
            lines += [f"{names[s]} -> {names[s]}", f"${names[s]}: {names[s]}"]
            continue
        for source, sign in rule.signs.items():
            doubt = "" if source in rule.essential else "?"
            lines.append(f"{names[source]} {_WRITTEN[sign]}{doubt} {names[s]}")
        text = rule_text(rule.renamed(names), names[s], *OPERATORS)
        constant = {"0": "false", "1": "true"}
        lines.append(f"${names[s]}: {constant.get(text, text)}")
    return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def write_aeon(model: Model, entities: Entities | None = None) -> Written:
    """Write regulations and rules, and a name map where printed names differ."""
    names = bit_names(model)
    files = {"": aeon_text(model).encode("utf-8"), **write_name_map(model, names)}
    return Written(files, (*bit_notes(model), *losses(model, AEON.name, AEON.carries)))


def read_aeon(text: str, path: Path) -> Reading:
    r"""Read a fully specified AEON model.

    Raises
    ------
    FormatError
        A line cannot be read, a rule uses what is no regulator, or a rule is missing; with the
        line.

    Examples
    --------
    >>> list(read_aeon("A -> B\nC -| B\n$B: A & !C", Path("x.aeon")).model.interactions)
    ['A -> B', 'C -| B']
    """
    return assemble(_Reader(path).draft(text))


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.about: dict[str, str] = {}
        self.rules: dict[str, Rule | None] = {}
        self.lines: dict[str, int] = {}
        self.inputs: set[str] = set()
        self.regulators: dict[str, dict[str, tuple[str, int]]] = {}

    def stop(self, message: str, line: int, hint: str = "") -> FormatError:
        return FormatError(message, where=self.path.name, line=line, hint=hint)

    def draft(self, text: str) -> Draft:
        for number, line in enumerate(text.split("\n"), 1):
            line = line.strip()
            if line:
                self.take(line, number)
            if len(self.rules) > MAX_SPECIES:
                raise self.stop(f"there are more than {MAX_SPECIES:,} species", number)
        if not self.regulators and not self.rules:
            raise FormatError("there is no regulation in the file", where=self.path.name)
        for target in list(self.regulators):
            self.complete(target)
        self.check()
        self.rules |= dict.fromkeys(self.inputs)
        ids, labels = read_name_map(self.path)
        return Draft(
            self.about.get("name") or model_name(self.path),
            self.rules,
            self.path.name,
            title=self.about.get("description", ""),
            lines=self.lines,
            ids=ids,
            species=labelled(labels, self.rules),
            signs={
                (source, target): _SIGNS[arrow.rstrip("?")]
                for target, sources in self.regulators.items()
                for source, (arrow, _) in sources.items()
                if arrow.rstrip("?") in _SIGNS
            },
        )

    def take(self, line: str, number: int) -> None:
        about, rule, regulation = _ABOUT.match(line), _RULE.match(line), _REGULATION.match(line)
        if about:
            self.about[about[1]] = about[2].strip()
        elif line.startswith("#"):
            pass  # positions and annotations
        elif rule:
            target = rule[1]
            demand_name(target, self.path.name, number)
            if self.rules.get(target):
                message = f"the rule of {target!r} stands twice"
                raise self.stop(message, number, f"the first is on line {self.lines[target]}")
            found = Rule.parse(
                rule[2], self.path.name, dialect=AEON_RULES, line=number, error=FormatError
            )
            self.rules[target] = found
            if is_input(rule[2], target):
                self.inputs.add(target)
            self.lines[target] = number
        elif regulation:
            source, arrow, target = regulation.groups()
            for name in (source, target):
                demand_name(name, self.path.name, number)
            self.regulators.setdefault(target, {})[source] = (arrow, number)
            self.rules.setdefault(source, None)
            self.rules.setdefault(target, None)
            self.lines.setdefault(target, number)
        else:
            raise self.stop(
                f"{line[:40]!r} is neither a regulation nor a rule",
                number,
                "write 'A -> B', 'A -| B', or '$B: rule'",
            )

    def complete(self, target: str) -> None:
        """Give a species without a rule the only one that its regulators allow."""
        if self.rules.get(target):
            return
        sources = list(self.regulators[target].items())
        source, (arrow, number) = sources[0]
        if len(sources) == 1 and source == target and arrow == "->":
            self.inputs.add(target)
        if len(sources) > 1 or arrow not in _SIGNS:
            hint = "a model that leaves rules open cannot be simulated; write the rule"
            message = f"{target!r} has regulators and no rule"
            raise self.stop(message, number, hint)
        self.rules[target] = Rule(Atom(source, int(_SIGNS[arrow] == "activation")))

    def check(self) -> None:
        for target, rule in self.rules.items():
            for name in rule.names if rule else ():
                if name not in self.regulators.get(target, {}) and rule.expression != Atom(target):  # type: ignore[union-attr]
                    hint = f"add '{name} -? {target}'"
                    message = f"the rule of {target!r} uses {name!r}, which has no arrow to it"
                    raise self.stop(message, self.lines[target], hint)


AEON = Format(
    "AEON",
    (".aeon",),
    "rules with signed regulations, for AEON and the tools around it",
    frozenset({"rules", "levels", "signs", "labels"}),
    read_aeon,
    write_aeon,
)
