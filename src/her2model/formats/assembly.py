"""From rules under foreign names to a model: safe ids, signs from the rules, inputs by name.

A species without a rule is an input, and so is one whose rule is only its own name. Ids are made of
letters, digits and ``_``; the foreign name stays as the label. Signs are those of the rule
(Rule.signs); a regulator without one sign has an arrow of sign ``dual``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from her2model.errors import FormatError, LimitError, ModelError, Problem
from her2model.formats.bit_reading import merged
from her2model.formats.draft import Draft
from her2model.formats.format import Reading, counted, listed
from her2model.formats.levels import shape
from her2model.model import expressions
from her2model.model.expressions import species_and_level
from her2model.model.implicants import MAX_NAMES
from her2model.model.model import Model
from her2model.model.parts import Alteration, FrozenMap, Interaction, LevelRule, RuleEntry, Species
from her2model.model.rules import Atom, Expression, Or, Rule, Sign
from her2model.model.thresholds import bit_of, signs_of

__all__ = [
    "MAX_SPECIES",
    "WORDS",
    "acting_rules",
    "assemble",
    "constant",
    "is_input",
    "model_name",
    "rule_text",
    "safe_ids",
]

MAX_SPECIES = 20_000
MAX_LITERALS = 500
MAX_MULTIPLIED = 20_000
"""Literals of a rule of many names up to which it is tried to write it in fewer."""

PATIENCE, MULTIPLIED = 30, 3
"""Rules of many names whose signs are sought in vain, and that are multiplied out in vain, before
further ones are taken as they are."""

MAX_ID = 190
"""Most characters of a name in an id; with what makes it unique, no id comes to more than 200."""
_GOOD = re.compile(rf"[A-Za-z][A-Za-z0-9_]{{0,{MAX_ID - 1}}}")

WORDS = frozenset({"and", "or", "not", "xor", "true", "false", "none"})
"""What no tool takes for a name, in small letters."""
_OTHER = re.compile(r"[^A-Za-z0-9_]+")
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "σ": "sigma",
    "τ": "tau", "ω": "omega",
}  # fmt: skip


def model_name(path: Path) -> str:
    """Name a model by its file, without the suffix."""
    return path.stem.removesuffix(".booleannet") or "model"


def safe_ids(names: Iterable[str], taken: frozenset[str] = WORDS) -> dict[str, str]:
    """Give each name an id of letters, digits and ``_`` that no tool reads otherwise.

    Ids differ even when case is ignored. A name that is a good id already keeps it; very long ones
    are cut.

    Parameters
    ----------
    names
        The names, none twice.
    taken
        Words that must not be used, in lower case.

    Examples
    --------
    >>> list(safe_ids(["AKT", "IGF-1R", "4EBP1", "akt", "NFκB", "not"]).values())
    ['AKT', 'IGF_1R', '_4EBP1', 'akt_2', 'NFkappaB', 'not_']
    """
    names = list(names)
    wanted = {name: _identifier(name, taken) for name in names}
    used: set[str] = set(taken)
    found: dict[str, str] = {}
    for name in sorted(names, key=lambda n: wanted[n] != n):  # good ids are kept
        base, number = wanted[name], 1
        candidate = base
        while candidate.lower() in used:
            number += 1
            candidate = f"{base}_{number}"
        used.add(candidate.lower())
        found[name] = candidate
    return {name: found[name] for name in names}


def _identifier(name: str, taken: frozenset[str]) -> str:
    if _GOOD.fullmatch(name) and name.lower() not in taken:
        return name
    spelled = "".join(_GREEK.get(c, c) for c in name)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "replace").decode()
    plain = "".join(c for c in plain if c != "?" or "?" in name) or "_"
    plain = _OTHER.sub("_", plain)[:MAX_ID]
    if not plain.strip("_"):
        plain = "x"
    if plain[0].isdigit():
        plain = f"_{plain}"
    return f"{plain}_" if plain.lower() in taken else plain


def rule_text(rule: Rule, target: str, *operators: str) -> str:
    """Write a rule so that each name in it has an influence.

    A species that sustains itself is written as ``X & X``, since ``X`` alone is how an input is
    written.

    Parameters
    ----------
    rule
        The rule, over the names that the file uses.
    target
        Whose rule it is.
    *operators
        As for ``Rule.written``.
    """
    text = rule.effective.written(*operators)
    return (operators[0] if operators else " and ").join((text, text)) if text == target else text


def is_input(text: str, target: str) -> bool:
    """Whether a rule is only the name of its target: so an input is written.

    Examples
    --------
    >>> is_input("(A)", "A"), is_input("A & A", "A")
    (True, False)
    """
    return text.strip(' \t\n()"') == target


def acting_rules(model: Model) -> dict[str, Rule | None]:
    """Rules of the species that can be simulated, in file order; None for inputs."""
    left_out = set(model.named_only)
    return {s: model.functions.get(s) for s in model.species if s not in left_out}


def assemble(draft: Draft) -> Reading:
    """Make a model of a draft.

    Raises
    ------
    FormatError
        The rules do not make a model; each problem with its line.
    """
    return _Assembly(merged(draft)).reading()


class _Assembly:
    def __init__(self, draft: Draft) -> None:
        self.notes: list[str] = list(draft.notes)
        self.rewritten: list[str] = []
        self.unsure: dict[str, None] = {}
        self.failed = 0
        self.draft = draft = self._settled(draft)
        self.read: dict[str, Rule] = {}
        names = dict.fromkeys(draft.rules)
        every = (rule for name in draft.rules for rule in draft.rules_of(name))
        read = (map(_species_in, r.names) if r.reads_levels else r.names for r in every)
        names.update(dict.fromkeys(chain.from_iterable(read)))
        names.update(dict.fromkeys(draft.species))
        odd = [n for n in names if ">=" in n]
        if odd:
            hint = "it reads as a level; rename the species"
            message = f"the name {odd[0][:40]!r} holds '>='"
            raise FormatError(message, where=draft.source, line=_line_of(draft, odd[0]), hint=hint)
        self.names = list(names)
        if len(self.names) > MAX_SPECIES:
            raise FormatError(
                f"there are {len(self.names):,} species and at most {MAX_SPECIES:,} are read",
                where=draft.source,
            )
        self.ids = self._ids()
        self.is_renamed = any(i != n for n, i in self.ids.items())

    def _settled(self, draft: Draft) -> Draft:
        """Find the signs of all rules; of those where that takes too long, take them as written."""
        first = {n: self._signed(n, r) if r else None for n, r in draft.rules.items()}
        higher = {n: tuple(self._signed(n, r) for r in rules) for n, rules in draft.higher.items()}
        return replace(draft, rules=first, higher=higher)

    def _signed(self, name: str, rule: Rule) -> Rule:
        if len(self.unsure) < PATIENCE or rule.is_unate or len(rule.names) <= MAX_NAMES:
            try:
                _ = rule.is_unate or rule.has_known_signs or rule.found_influences()
                signs_of(rule)
                return rule
            except LimitError:
                pass
        self.unsure[name] = None
        return rule.at_its_word()

    def _ids(self) -> dict[str, str]:
        known = set(self.names)
        given = {n: i for n, i in self.draft.ids.items() if n in known}
        if len({i.lower() for i in given.values()}) < len(given):
            given = {}
        rest = [n for n in self.names if n not in given]
        taken = WORDS | {i.lower() for i in given.values()}
        return given | safe_ids(rest, frozenset(taken))

    def reading(self) -> Reading:
        rules = {n: r for n, r in self.draft.rules.items() if r}
        found = Interaction.each_of([row for target in rules for row in self._arrows(target)])
        arrows = {i.id: i for i in found}
        acting = {i.source for i in found} | {self.ids[n] for n in rules}
        entries = RuleEntry.each_of([self._entry(n, r) for n, r in rules.items()])
        species = self._species([self._row(n, n in rules, acting) for n in self.names])
        model = self._model(
            species, arrows, {self.ids[n]: e for n, e in zip(rules, entries, strict=True)}
        )
        self._tell(model, acting, rules)
        return Reading(model, tuple(self.notes))

    def _arrows(self, target: str) -> Iterator[dict[str, Any]]:
        signs: dict[str, Sign] = {}
        for rule in self.draft.rules_of(target):
            for name, sign in signs_of(rule).items():
                signs[name] = sign if signs.get(name, sign) == sign else "dual"
        for source, sign in signs.items():
            declared = self.draft.signs.get((source, target))
            if declared and declared not in (sign, "dual"):
                self.notes.append(
                    f"{source} to {target}: the file declares {declared}, the rule says {sign}, "
                    "which is kept"
                )
            ends = {"source": self.ids[source], "target": self.ids[target], "sign": sign}
            yield {**ends, **self.draft.arrows.get((source, target), {})}

    def _row(self, name: str, has_rule: bool, acting: set[str]) -> dict[str, Any]:
        """Return the fields of a species."""
        id = self.ids[name]
        given = {"id": id, "kind": "protein", **self.draft.species.get(name, {})}
        label = given.pop("label", "") or name
        initial = given.pop("initial", None)
        if not has_rule:
            given["initial"] = initial or 0 if id in acting or self._is_input(name) else initial
        if label != id:
            given["label"] = label
        return given

    def _is_input(self, name: str) -> bool:
        """Whether a file of nothing but rules says that a species keeps its value."""
        return name in self.draft.rules and name not in self.draft.species

    def _species(self, rows: list[dict[str, Any]]) -> dict[str, Species]:
        try:
            return {s.id: s for s in Species.each_of(rows)}
        except ValidationError as reason:
            first = reason.errors()[0]
            name = self.names[int(first["loc"][0])]
            raise FormatError(
                f"{name}: {first['msg']}",
                where=self.draft.source,
                line=self.draft.lines.get(name),
            ) from None

    def _entry(self, name: str, rule: Rule) -> dict[str, Any]:
        """Return the fields of a species' rules, and keep them as they are read."""
        texts = []
        for level, given in enumerate((rule, *self.draft.higher.get(name, ())), 1):
            own = self._shortened(name, given)
            if self.is_renamed:
                own = own.renamed(self.ids)
            self.read[bit_of(self.ids[name], level)] = own
            texts.append(own.text)
        why = self.draft.reasons.get(name)
        higher = tuple(LevelRule(rule=text) for text in texts[1:])
        is_default = not why and not higher and _is_default(rule)
        return {"rule": texts[0], "why": why, "is_default": is_default, "higher": higher}

    def _shortened(self, name: str, rule: Rule) -> Rule:
        """Leave out names without influence; replace thousands of states by prime implicants."""
        rule = rule.effective
        if len(rule.text) <= MAX_LITERALS:  # not that many letters even
            return rule
        written = _literals(rule.expression)
        if written <= MAX_LITERALS:
            return rule
        is_hard = len(rule.names) > MAX_NAMES
        if is_hard and (self.failed >= MULTIPLIED or written > MAX_MULTIPLIED):
            return rule
        try:
            short = Rule.any_of(rule.prime_implicants)
        except LimitError:
            self.failed += is_hard
            return rule
        if len(short.signs) < len(rule.signs) or _literals(short.expression) >= written:
            return rule
        self.rewritten.append(name)
        return short

    def _model(
        self,
        species: Mapping[str, Species],
        arrows: Mapping[str, Interaction],
        rules: Mapping[str, RuleEntry],
    ) -> Model:
        draft = self.draft
        try:
            return Model(
                name=draft.name,
                species=FrozenMap(species),
                interactions=FrozenMap(arrows),
                rules=FrozenMap(rules),
                title=draft.title,
                description=draft.description,
                origin=draft.source,
                alterations=FrozenMap(self._alterations()),
                read=self.read,
                **draft.publication,
            )
        except ModelError as reason:
            raise FormatError(self._placed(p) for p in reason.problems) from None

    def _alterations(self) -> Iterator[tuple[str, Alteration]]:
        for name, nodes in self.draft.switches.items():
            fixed = FrozenMap((self.ids[n], value) for n, value in nodes.items())
            yield name, Alteration(name=name, fix=fixed, note="a switch in the file")

    def _placed(self, p: Problem) -> Problem:
        """Give a problem of the model the line of the rule that it is about."""
        names = {i: n for n, i in self.ids.items()}
        id = p.where.rpartition("rules.")[2]
        return Problem(p.where, p.message, p.hint, self.draft.lines.get(names.get(id, "")))

    def _tell(self, model: Model, acting: set[str], rules: Mapping[str, Rule]) -> None:
        given = {n for n, row in self.draft.species.items() if row.get("initial") is not None}
        renamed = [f"{n} is {i}" for n, i in self.ids.items() if i != n and n not in self.draft.ids]
        free = [n for n in self.names if self.ids[n] in model.inputs and n not in given]
        idle = [n for n in self.names if self.ids[n] not in acting]
        dual = [key for key, i in model.interactions.items() if i.sign == "dual"]
        unkept = [n for n in rules if n in given]
        silent = list(self._silent(rules))
        if self.draft.switches:
            names = listed(self.draft.switches)
            self.notes.append(
                f"switches of the file that are off, to be asked for by name: {names}"
            )
        for found, text in (
            (renamed, "{0} made safe, printed names kept as labels: {1}"),
            (free, "free inputs: {1}; they are 0 unless a scenario sets them"),
            (idle, "{1}: without rule or effect, so not simulated"),
            (dual, "arrows without one sign (dual): {1}"),
            (silent, "names without influence get no arrow: {1}"),
            (self.unsure, "signs taken as written, since the rules are too long to try them: {1}"),
            (self.rewritten, "rules of {0} written as their prime implicants: {1}"),
            (unkept, "initial values of {0} with rules are not kept; give start= to simulate"),
        ):
            if found:
                noun = "name" if found is renamed else "species"
                self.notes.append(text.format(counted(len(found), noun), listed(found)))

    def _silent(self, rules: Iterable[str]) -> Iterator[str]:
        """Yield the names that stand in a rule and have no influence there."""
        for target in rules:
            for rule in self.draft.rules_of(target):
                for name in rule.names if len(rule.signs) < len(rule.names) else ():
                    if name not in rule.signs:
                        yield f"{name} in the rule of {target}"


def _line_of(draft: Draft, name: str) -> int | None:
    """Return the line of the rule of a species, or of the first one that reads it."""
    readers = (
        t for t in draft.rules for r in draft.rules_of(t) if name in map(_species_in, r.names)
    )
    return next((draft.lines[t] for t in (name, *readers) if t in draft.lines), None)


def _is_default(rule: Rule) -> bool:
    """Whether a rule is: any activator and no inhibitor."""
    signs = rule.signs
    if not rule.is_unate or rule.reads_levels or "activation" not in signs.values():
        return False
    no = [n for n, sign in signs.items() if sign == "inhibition"]
    if isinstance(rule.expression, Atom) or (isinstance(rule.expression, Or) and no):
        return not no
    default = Rule.default([n for n in signs if n not in no], no)
    return shape(rule.expression) == shape(default.expression)


def _species_in(name: str) -> str:
    return species_and_level(name)[0]


def _literals(e: Expression) -> int:
    return 1 if isinstance(e, Atom) else sum(map(_literals, e.terms))


def constant(value: int) -> Rule:
    """Return the rule that is always 0 or always 1."""
    return Rule(expressions.constant(value))
