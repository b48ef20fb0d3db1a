"""Rules of names, *and*, *or*, *not* and few parentheses, read in one pass over their words.

Most rules are such. What is anything else, wrong ones too, is left to
:mod:`her2model.model.parsing`, which reads the same to the same and says what is not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from her2model.model.dialects import Dialect
from her2model.model.expressions import And, Atom, Expression, Or, constant, joined, negated

__all__ = ["MAX_NAME", "MAX_PAIRS", "literal", "plainly_read", "read_words", "words_of"]

MAX_NAME = 200
MAX_LENGTH = 10_000_000
MAX_PAIRS = 20
"""Parentheses within each other; each level is gone over once more, so few keep it linear."""

_PLAIN = re.compile(r"[\w\s&|!()]*", re.ASCII)
_DOUBLED = re.compile(r"&&|\|\|")
_WORD = re.compile(r"\w+|[&|!()]", re.ASCII)
_LONGEST_WORD = 5  # of the words that are no names in some notation: false, sumgt


def plainly_read(text: str, dialect: Dialect) -> Expression | None:
    """Read a plain rule; None where it is none.

    Examples
    --------
    >>> from her2model.model.dialects import OWN_RULES
    >>> plainly_read("A and not (B or not B)", OWN_RULES)  # doctest: +NORMALIZE_WHITESPACE
    And(terms=(Atom(name='A', value=1), Atom(name='B', value=0), Atom(name='B', value=1)))
    >>> plainly_read("A and (B", OWN_RULES), plainly_read("A >= 2", OWN_RULES)
    (None, None)
    """
    words = words_of(text, dialect)
    return read_words(words, dialect) if words else None


def words_of(text: str, dialect: Dialect) -> list[str]:
    """Cut a rule into words and signs; empty where it is no plain one."""
    if len(text) > MAX_LENGTH or not _PLAIN.fullmatch(text) or _DOUBLED.search(text):
        return []
    words = _WORD.findall(text)
    return words if len(words) <= dialect.literals else []


def read_words(words: Iterable[str], dialect: Dialect) -> Expression | None:
    """Read a rule that is cut into words; None where it is no plain one."""
    return _Pass(dialect).over(words)


class _Pass:
    """What is read so far: alternatives, what the last of them holds, and an open negation."""

    def __init__(self, dialect: Dialect) -> None:
        self.operators, self.functions = dialect.operators, dialect.functions
        self.some: list[Expression] = []
        self.every: list[Expression] = []
        self.negative = False
        self.outer: list[tuple[list[Expression], list[Expression], bool]] = []

    def over(self, words: Iterable[str]) -> Expression | None:
        is_due = True  # an operand, before an operator
        for word in words:
            kind = self._kind(word)
            begins = kind in ("name", "not", "(", "0", "1")
            if begins is not is_due or not self._taken(word, kind):
                return None
            is_due = kind in ("and", "or", "not", "(")
        return None if is_due or self.outer else self._whole()

    def _kind(self, word: str) -> str:
        known = self.operators.get(word)
        if known:
            return known
        if len(word) <= _LONGEST_WORD:
            small = word.lower()
            if small in self.functions:
                return "function"
            return self.operators.get(small, "name")
        return "name"

    def _taken(self, word: str, kind: str) -> bool:
        if kind == "name":
            if len(word) > MAX_NAME or word[0].isdigit():
                return False
            self.every.append(literal(word, 1 - self.negative))
            self.negative = False
        elif kind == "or":
            self.some.append(_all_of(self.every))
            self.every = []
        elif kind == "not":
            self.negative = not self.negative
        elif kind == "(":
            self.outer.append((self.some, self.every, self.negative))
            self.some, self.every, self.negative = [], [], False
            return len(self.outer) <= MAX_PAIRS
        elif kind == ")":
            return self._closed()
        elif kind in ("0", "1"):
            self._operand(constant(kind == "1"))
        return kind in ("and", "or", "not", "name", "0", "1")

    def _closed(self) -> bool:
        if not self.outer:
            return False
        inner = self._whole()
        self.some, self.every, self.negative = self.outer.pop()
        self._operand(inner)
        return True

    def _operand(self, found: Expression) -> None:
        self.every.append(negated(found) if self.negative else found)
        self.negative = False

    def _whole(self) -> Expression:
        last = _all_of(self.every)
        return joined(Or, (*self.some, last)) if self.some else last


def _all_of(terms: list[Expression]) -> Expression:
    return terms[0] if len(terms) == 1 else joined(And, terms)


@lru_cache(maxsize=65_536)
def literal(name: str, value: int) -> Atom:
    """Return the one literal; a file has each of its names many times."""
    return Atom(name, value)
