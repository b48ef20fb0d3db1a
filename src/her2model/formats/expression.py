"""Rules as other tools write them: any usual operators, names of almost any letters.

Understood are ``& && and AND``, ``| || or OR``, ``! ~ not NOT``, ``^ xor``, ``=>``, ``<=>``, ``0``,
``1``, ``true``, ``false`` and parentheses. Strongest first: not, xor, and, or, ``=>``, ``<=>``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from her2model.errors import FormatError
from her2model.logic import And, Atom, Expression, Or, Rule

__all__ = ["alike", "joined", "negated", "read_rule"]

MAX_DEPTH = 100
MAX_LITERALS = 10_000
MAX_NAME = 200

_TOKEN = re.compile(r"\s*(<=>|=>|&&?|\|\|?|[!~()^]|[^\s&|!~()^<>=,;]+|.)", re.S)
_OPERATORS = {
    "&": "and", "&&": "and", "and": "and", "|": "or", "||": "or", "or": "or",
    "!": "not", "~": "not", "not": "not", "^": "xor", "xor": "xor", "=>": "=>", "<=>": "<=>",
    "(": "(", ")": ")",
}  # fmt: skip
_CONSTANTS: dict[str, Expression] = {
    "0": Or(()), "false": Or(()), "1": And(()), "true": And(()),
}  # fmt: skip
_WEAKEST_FIRST = ("<=>", "=>", "or", "and", "xor")
_NAME = re.compile(r"[^\s<>=,;]+\Z")


def read_rule(text: str, where: str = "", line: int | None = None) -> Rule:
    """Read a rule; its names are as they stand in the text.

    Parameters
    ----------
    text
        The rule.
    where, line
        Its place, for messages.

    Raises
    ------
    FormatError
        The text is not a rule, or is larger or nested deeper than is read.

    Examples
    --------
    >>> read_rule("HER2 && !(PTEN | IGF-1R)").text
    'HER2 and not PTEN and not IGF-1R'
    >>> read_rule("A ^ B").text
    'A and not B or not A and B'
    """
    return Rule(_Reader(text, where, line).expression())


def joined(kind: type[And] | type[Or], terms: Iterable[Expression]) -> Expression:
    """Join terms, flattened, each once, constants absorbed."""
    flat: dict[Expression, None] = {}
    for term in terms:
        for t in term.terms if isinstance(term, kind) else (term,):
            flat[t] = None
    decisive = (Or if kind is And else And)(())
    if decisive in flat:
        return decisive
    return next(iter(flat)) if len(flat) == 1 else kind(tuple(flat))


def negated(e: Expression) -> Expression:
    """Return the negation."""
    return (~Rule(e)).expression


def alike(a: Expression, b: Expression) -> Expression:
    """Return what is true when both have the same value."""
    both = joined(And, (a, b))
    return joined(Or, (both, joined(And, (negated(a), negated(b)))))


class _Reader:
    """Recursive descent over the operators that occur, so that depth is that of parentheses."""

    def __init__(self, text: str, where: str, line: int | None) -> None:
        self.where, self.line = where, line
        self.tokens = [t for t in _TOKEN.findall(text) if not t.isspace()]
        self.kinds = [_OPERATORS.get(t.lower(), "name") for t in self.tokens]
        self.levels = [op for op in _WEAKEST_FIRST if op in self.kinds]
        self.at = self.depth = self.literals = 0

    def stop(self, message: str, hint: str = "") -> FormatError:
        return FormatError(message, where=self.where, line=self.line, hint=hint)

    def expression(self) -> Expression:
        if not self.tokens:
            raise self.stop("the rule is empty", "write 0 for a species that is always off")
        found = self._level(0)
        if self.at < len(self.tokens):
            raise self._unexpected()
        return found

    def _kind(self) -> str:
        return self.kinds[self.at] if self.at < len(self.kinds) else "end"

    def _unexpected(self) -> FormatError:
        if self._kind() == "end":
            return self.stop("the rule ends where a name or a parenthesis is due")
        token = self.tokens[self.at]
        shown = token if len(token) <= 40 else token[:37] + "..."
        if self._kind() == "name" and self.at and self.kinds[self.at - 1] == "name":
            before = self.tokens[self.at - 1][-40:]
            hint = "join them by an operator; names have no blanks"
            return self.stop(f"two names stand side by side: {before!r} {shown!r}", hint)
        if token == "(" and self.at and self.kinds[self.at - 1] == "name":
            name = self.tokens[self.at - 1][-40:]
            hint = "only rules written out in and, or, not are read"
            return self.stop(f"{name!r} is used as a function", hint)
        return self.stop(f"{shown!r} is out of place in the rule")

    def _level(self, level: int) -> Expression:
        if level == len(self.levels):
            return self._unary()
        operator = self.levels[level]
        terms = [self._level(level + 1)]
        while self._kind() == operator:
            self.at += 1
            terms.append(self._level(level + 1))
        return terms[0] if len(terms) == 1 else self._combined(operator, terms)

    def _combined(self, operator: str, terms: list[Expression]) -> Expression:
        if operator in ("and", "or"):
            return joined(And if operator == "and" else Or, terms)
        if operator == "=>":  # a => b => c is a => (b => c)
            return joined(Or, (*map(negated, terms[:-1]), terms[-1]))
        found = terms[0]
        for term in terms[1:]:
            self._charge(_size(found) + _size(term))
            found = alike(found, negated(term) if operator == "xor" else term)
        return found

    def _charge(self, literals: int) -> None:
        self.literals += literals
        if self.literals > MAX_LITERALS:
            raise self.stop(
                f"the rule has more than {MAX_LITERALS:,} literals",
                "split it with intermediate species",
            )

    def _unary(self) -> Expression:
        negative = False
        while self._kind() == "not":
            negative = not negative
            self.at += 1
        found = self._primary()
        return negated(found) if negative else found

    def _primary(self) -> Expression:
        kind = self._kind()
        if kind == "name":
            token = self.tokens[self.at]
            if not _NAME.match(token):
                raise self._unexpected()
            if len(token) > MAX_NAME:
                raise self.stop(f"the name {token[:30]!r}... has more than {MAX_NAME} characters")
            self.at += 1
            self._charge(1)
            return _CONSTANTS.get(token.lower(), Atom(token))
        if kind != "(":
            raise self._unexpected()
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.stop(f"parentheses are nested more than {MAX_DEPTH} deep")
        self.at += 1
        found = self._level(0)
        if self._kind() != ")":
            raise (
                self.stop("a parenthesis is not closed")
                if self._kind() == "end"
                else (self._unexpected())
            )
        self.at += 1
        self.depth -= 1
        return found


def _size(e: Expression) -> int:
    return 1 if isinstance(e, Atom) else sum(map(_size, e.terms))
