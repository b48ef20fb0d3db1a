"""Rules that differ in their names alone: read once, and found out about once.

A file of thousands of rules has few shapes. A *shape* is a rule over places, ``{0}``, ``{1}`` and
so on. Its signs, its text and what is left of it without names that do nothing are those of every
rule of that shape, under the names that stand at its places.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property
from typing import Any

from her2model.errors import LimitError
from her2model.model.dialects import Dialect
from her2model.model.expressions import Atom, Expression, renamed
from her2model.model.plain_rules import literal, read_words, words_of
from her2model.model.rules import Rule

__all__ = ["RuleShapes"]

MAX_PLACES = 8
"""Names of a rule that is looked up by its shape: their truth table is small."""
MAX_WORDS = 300
_PLACES = [f"{{{k}}}" for k in range(MAX_PLACES)]

Plan = int | tuple[Any, list[Any]]


class _Shape:
    """A rule over places."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.places = [_PLACES.index(name) for name in rule.names]
        atoms = sorted(rule.literals)
        self.literals = [(_PLACES.index(name), value) for name, value in atoms]
        self.plan = _plan(rule.expression, {Atom(*a): k for k, a in enumerate(atoms)})
        self.signs = [(_PLACES.index(name), sign) for name, sign in rule.signs.items()]
        self.text = rule.text

    @cached_property
    def effective(self) -> _Shape | None:
        """What is left of it without names that do nothing; None where that is all of it."""
        found = self.rule.effective
        return None if found is self.rule else _Shape(found)

    def under(self, names: Sequence[str]) -> Rule:
        """Return the rule of this shape with these names at its places."""
        rule = Rule(_put(self.plan, [literal(names[k], value) for k, value in self.literals]))
        known = vars(rule)
        known["names"] = tuple([names[k] for k in self.places])
        known["signs"] = {names[k]: sign for k, sign in self.signs}
        known["is_unate"] = self.rule.is_unate
        known["reads_levels"] = False
        known["text"] = self.text.format(*names)
        if self.effective:
            known["_without_silent_names"] = self.effective.under(names)
        return rule


class RuleShapes:
    """The shapes of the rules of one file.

    Examples
    --------
    >>> from her2model.model.dialects import BNET_RULES
    >>> shapes = RuleShapes()
    >>> shapes.of_text("A & !B", BNET_RULES).text, shapes.of_text("C & !D", BNET_RULES).signs
    ('A and not B', {'C': 'activation', 'D': 'inhibition'})
    >>> shapes.of_text("A ^ B", BNET_RULES) is None
    True
    """

    def __init__(self) -> None:
        self._known: dict[Hashable, _Shape | None] = {}
        self._are_names: dict[str, bool] = {}

    def of_text(self, text: str, dialect: Dialect) -> Rule | None:
        """Read a plain rule of few names; None where it is none."""
        words = words_of(text, dialect)
        if not words or len(words) > MAX_WORDS:
            return None
        are_names = self._are_names
        for word in words:
            if word not in are_names:
                are_names[word] = read_words((word,), dialect) == Atom(word)
        names = [word for word in dict.fromkeys(words) if are_names[word]]
        if len(names) > MAX_PLACES:
            return None
        place = dict(zip(names, _PLACES, strict=False))
        shape = tuple([place.get(word, word) for word in words])
        return self.of_shape(shape, names, lambda: read_words(words, dialect))

    def of_shape(
        self, shape: Hashable, names: Sequence[str], read: Callable[[], Expression | None]
    ) -> Rule | None:
        """Return the rule of a shape.

        Parameters
        ----------
        shape
            What rules have in common that differ in their names alone.
        names
            The names at its places, none twice.
        read
            Reads such a rule, once; None where it is to be read in another way.
        """
        if len(names) > MAX_PLACES:
            return None
        if shape not in self._known:
            self._known[shape] = _shape_of(read(), dict(zip(names, _PLACES, strict=False)))
        found = self._known[shape]
        return found.under(names) if found else None


def _shape_of(e: Expression | None, places: Mapping[str, str]) -> _Shape | None:
    if e is None:
        return None
    try:
        return _Shape(Rule(renamed(e, places)))
    except LimitError:
        return None


def _plan(e: Expression, number: Mapping[Atom, int]) -> Plan:
    if isinstance(e, Atom):
        return number[e]
    return type(e), [_plan(t, number) for t in e.terms]


def _put(plan: Plan, atoms: Sequence[Atom]) -> Expression:
    """Build the expression of a plan."""
    if isinstance(plan, int):
        return atoms[plan]
    kind, parts = plan
    found: Expression = kind(tuple([atoms[p] if type(p) is int else _put(p, atoms) for p in parts]))
    return found
