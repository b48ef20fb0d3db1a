"""Rules as other tools write them: any usual operators, names of almost any letters.

Understood are ``& && and AND``, ``| || or OR``, ``! ~ not NOT``, ``^ xor``, ``=>``, ``<=>``, ``0``,
``1``, ``true``, ``false`` and parentheses. Strongest first: not, xor, and, or, ``=>``, ``<=>``.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from her2model.errors import FormatError
from her2model.model.rules import And, Atom, Expression, Or, Rule

__all__ = ["alike", "joined", "negated", "read_rule"]

MAX_DEPTH = 80  # alternations of and, or, not: the logic module reads no more than 100
MAX_LITERALS = 100_000
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
_STRENGTH = {"<=>": 1, "=>": 2, "or": 3, "and": 4, "xor": 5, "not": 6}
_NAME = re.compile(r"[^\s<>=,;\x00-\x1f\x7f]+\Z")


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


@dataclass(slots=True)
class _Group:
    """Terms joined by *and* or by *or*, still growing; nested alike, they are one group."""

    kind: type[And] | type[Or]
    terms: deque[Expression]

    def finished(self) -> Expression:
        return joined(self.kind, self.terms)


@dataclass(slots=True)
class _Operand:
    value: Expression | _Group
    depth: int
    literals: int
    negative: bool = False

    def settled(self) -> Expression | _Group:
        """Push a pending negation into the value."""
        if self.negative:
            self.value = negated(self.expression())
            self.negative = False
        return self.value

    def expression(self) -> Expression:
        return self.value.finished() if isinstance(self.value, _Group) else self.value

    def finished(self) -> Expression:
        value = self.settled()
        return value.finished() if isinstance(value, _Group) else value

    def group(self, kind: type[And] | type[Or]) -> _Group:
        value = self.settled()
        if isinstance(value, _Group) and value.kind is kind:
            return value
        finished = self.finished()
        self.depth += 1
        return _Group(kind, deque([finished]))


class _Reader:
    """Two stacks, of operands and of operators, so that no depth of parentheses is too deep."""

    def __init__(self, text: str, where: str, line: int | None) -> None:
        self.where, self.line = where, line
        self.tokens = [t for t in _TOKEN.findall(text) if not t.isspace()]
        self.kinds = [_OPERATORS.get(t.lower(), "name") for t in self.tokens]
        self.operands: list[_Operand] = []
        self.operators: list[str] = []
        self.literals = 0

    def stop(self, message: str, hint: str = "") -> FormatError:
        return FormatError(message, where=self.where, line=self.line, hint=hint)

    def expression(self) -> Expression:
        if not self.tokens:
            raise self.stop("the rule is empty", "write 0 for a species that is always off")
        name_due = True
        for at, kind in enumerate(self.kinds):
            if kind not in (("name", "not", "(") if name_due else (*_STRENGTH, ")")):
                raise self._unexpected(at)
            if not name_due and kind == "not":
                raise self._unexpected(at)
            name_due = self._take(at, kind)
        if name_due:
            raise self.stop("the rule ends where a name or a parenthesis is due")
        self._reduce(0)
        if self.operators:
            raise self.stop("a parenthesis is not closed")
        return self.operands[0].finished()

    def _take(self, at: int, kind: str) -> bool:
        """Take a token, and say whether a name is due after it."""
        if kind == "name":
            self.operands.append(self._operand(self.tokens[at], at))
            return False
        if kind == ")":
            self._reduce(0)
            if not self.operators:
                raise self._unexpected(at)
            self.operators.pop()
            return False
        if kind in _STRENGTH and kind != "not":
            right = kind == "=>"  # a => b => c is a => (b => c)
            self._reduce(_STRENGTH[kind] + right)
        self.operators.append(kind)
        return True

    def _operand(self, token: str, at: int) -> _Operand:
        if not _NAME.match(token):
            raise self._unexpected(at)
        if len(token) > MAX_NAME:
            raise self.stop(f"the name {token[:30]!r}... has more than {MAX_NAME} characters")
        self._charge(1)
        return _Operand(_CONSTANTS.get(token.lower(), Atom(token)), 0, 1)

    def _reduce(self, strength: int) -> None:
        """Apply the waiting operators that bind at least as strongly, back to a parenthesis."""
        while self.operators and self.operators[-1] != "(":
            if _STRENGTH[self.operators[-1]] < strength:
                return
            operator = self.operators.pop()
            right = self.operands.pop()
            if operator == "not":
                right.negative = not right.negative
                self.operands.append(right)
            else:
                self.operands.append(self._joined(operator, self.operands.pop(), right))

    def _joined(self, operator: str, left: _Operand, right: _Operand) -> _Operand:
        if operator in ("and", "or"):
            return self._grouped(And if operator == "and" else Or, left, right)
        if operator == "=>":
            left.negative = not left.negative
            return self._grouped(Or, left, right)
        self._charge(left.literals + right.literals)
        if operator == "xor":
            right.negative = not right.negative
        found = alike(left.finished(), right.finished())
        depth = max(left.depth, right.depth) + 2
        return self._checked(found, depth, 2 * (left.literals + right.literals))

    def _grouped(self, kind: type[And] | type[Or], left: _Operand, right: _Operand) -> _Operand:
        first, second = left.group(kind), right.group(kind)
        if len(second.terms) > len(first.terms):
            second.terms.extendleft(reversed(first.terms))
            first = second
        else:
            first.terms.extend(second.terms)
        return self._checked(first, max(left.depth, right.depth), left.literals + right.literals)

    def _checked(self, value: Expression | _Group, depth: int, literals: int) -> _Operand:
        if depth > MAX_DEPTH:
            message = f"and, or, not are nested more than {MAX_DEPTH} deep"
            raise self.stop(message, "split the rule with intermediate species")
        return _Operand(value, depth, literals)

    def _charge(self, literals: int) -> None:
        self.literals += literals
        if self.literals > MAX_LITERALS:
            raise self.stop(
                f"the rule has more than {MAX_LITERALS:,} literals",
                "split it with intermediate species",
            )

    def _unexpected(self, at: int) -> FormatError:
        token = self.tokens[at]
        shown = token if len(token) <= 40 else token[:37] + "..."
        after_name = at > 0 and self.kinds[at - 1] == "name"
        if self.kinds[at] == "name" and after_name:
            before = self.tokens[at - 1][-40:]
            hint = "join them by an operator; names have no blanks"
            return self.stop(f"two names stand side by side: {before!r} {shown!r}", hint)
        if token == "(" and after_name:
            name = self.tokens[at - 1][-40:]
            hint = "only rules written out in and, or, not are read"
            return self.stop(f"{name!r} is used as a function", hint)
        return self.stop(f"{shown!r} is out of place in the rule")
