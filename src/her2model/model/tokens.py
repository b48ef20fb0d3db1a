"""Tokens: the text of a rule cut into operators, names and numbers, as its notation has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from her2model.errors import InputError
from her2model.model.dialects import SIMPLE_NAME, DeclaredNames, Dialect
from her2model.model.expressions import (
    And,
    Atom,
    Expression,
    Or,
    at_least,
    constant,
    joined,
    literals,
    negated,
    species_and_level,
)
from her2model.model.plain_rules import MAX_NAME

__all__ = ["HINT", "MAX_NAME", "Token", "Tokens"]

MAX_LEVEL = 99
HINT = "write names joined by and, or, not and parentheses"

_CHUNK = re.compile(r"[^\s&|!~()^<>=,;\"∧∨¬⊕⊻⇒→⇔↔]+")
_SIGN = re.compile(r"<=>|=>|&&|\|\||\(+|\)+|!+|\S")
_QUOTED = re.compile(r'"([^"\n]+)"')
_OWN_NAME = re.compile(r"[^\W\d][\w.:]*|[01]\b")
_COMPARED = re.compile(r"\s*(>=|<=|==|!=|<|>|=)\s*(\d+)\b")
_CALL = re.compile(r"\s*\(")
_THRESHOLD = re.compile(r"[\w.-]*[^\W\d][\w.-]*(:[0-9]{1,3})?")
_STEP = re.compile(r"([^\[\]]+)\[([^\[\]]*)\]")
_FIRST = {"name", "0", "1", "number", "not", "(", "function"}  # what begins one


class Token(NamedTuple):
    """A piece of text: an operator by its meaning, or a ``name``, ``function`` or ``number``.

    A run of one parenthesis, or of ``!``, is one token.
    """

    kind: str
    text: str
    at: int
    value: Expression = And(())


class Tokens:
    """Cuts a text into tokens; what the dialect does not know is refused."""

    def __init__(
        self, text: str, dialect: Dialect, declared: DeclaredNames, stop: Callable[..., InputError]
    ) -> None:
        self.text, self.dialect, self.declared, self.stop = text, dialect, declared, stop

    def __iter__(self) -> Iterator[Token]:
        at = 0
        while at < len(self.text):
            if self.text[at].isspace():
                at += 1
                continue
            token = self._declared(at) or self._word(at) or self._sign(at)
            at += len(token.text)
            if token.kind == "name" and self.dialect.compares:
                token, at = self._compared(token, at)
            yield token

    def refused(self, at: int, shown: str, hint: str = HINT) -> InputError:
        """Return the error that something of the text is not understood, with its place."""
        where = f" at {_short(shown)!r} (character {at + 1})" if shown else " at its end"
        return self.stop(f"{_short(self.text.strip())!r} is not a rule{where}", hint)

    def _name(self, name: str, at: int, text: str = "") -> Token:
        if len(name) > MAX_NAME:
            raise self.stop(f"the name {name[:30]!r}... has more than {MAX_NAME} characters")
        return Token("name", text or name, at, Atom(name))

    def _declared(self, at: int) -> Token | None:
        name = self.declared.longest(self.text, at)
        is_quoted = self.text[at] == '"' and not self.dialect.plain
        quoted = _QUOTED.match(self.text, at) if is_quoted else None
        if quoted:
            return self._name(quoted[1], at, quoted[0])
        return self._name(name, at) if name else None

    def _word(self, at: int) -> Token | None:
        found = (_OWN_NAME if self.dialect.plain else _CHUNK).match(self.text, at)
        if not found:
            return None
        word, small = found[0], found[0].lower()
        known = self.dialect.operators.get(small)
        if known:
            return Token(known, word, at, constant(known == "1"))
        call = _CALL.match(self.text, found.end()) if small in self.dialect.functions else None
        if call:
            return Token("function", word + call[0], at)
        if self.dialect.thresholds and _THRESHOLD.fullmatch(word):
            return self._name(word, at)
        if self.dialect.plain or SIMPLE_NAME.fullmatch(word):
            return self._name(word, at)
        if word.isdigit():
            return Token("number", word, at)
        step = _STEP.fullmatch(word) if self.dialect.steps else None
        if step and SIMPLE_NAME.fullmatch(step[1]):
            if step[2] != "-1":
                hint = "only the step before, [-1], is read: the model remembers one state"
                raise self.refused(at, word, hint)
            return self._name(step[1], at, word)
        raise self._holds_a_sign(word, at)

    def _holds_a_sign(self, word: str, at: int) -> InputError:
        sign = next(c for c in word if not (c.isalnum() or c == "_"))
        hint = f"{sign!r} is an operator in other notations; write and, or, not as & | !"
        if word != sign:
            hint += ", or, if it is part of a name, put the name in double quotes"
        return self.refused(at + word.index(sign), word, hint)

    def _sign(self, at: int) -> Token:
        found = _SIGN.match(self.text, at)
        assert found  # blanks are passed over
        run = found[0][0] in "()!"
        known = self.dialect.operators.get(found[0][0] if run else found[0])
        if found[0] == "," and self.dialect.functions:
            known = ","
        if not known:
            raise self.refused(at, found[0])
        return Token(known, found[0], at)

    def _compared(self, token: Token, at: int) -> tuple[Token, int]:
        """Take the comparison with a level that may follow a name."""
        found = _COMPARED.match(self.text, at)
        if not found or (found[1] == "=" and self.dialect.plain):
            return token, at
        level = int(found[2])
        if level > MAX_LEVEL:
            raise self.refused(found.start(2), found[2], f"levels go to {MAX_LEVEL}")
        name = species_and_level(next(literals(token.value))[0])[0]
        low, high = at_least(name, level), at_least(name, level + 1)
        value = {
            ">=": low, "<": negated(low), ">": high, "<=": negated(high),
            "=": joined(And, (low, negated(high))), "!=": joined(Or, (negated(low), high)),
        }[found[1].replace("==", "=")]  # fmt: skip
        return token._replace(value=value), found.end()


def _short(text: str) -> str:
    text = re.sub(r"\s+", " ", text[:200])
    return text if len(text) < 60 else text[:57] + "..."
