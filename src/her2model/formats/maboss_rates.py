"""Rates of MaBoSS: arithmetic over nodes and constants, to the conditions under which they act.

A rate is a number that depends on the state. It is kept as the values that it takes, each with the
condition for it. A node rises where its rate up is above 0 and falls where its rate down is; that
is a logic where it never does both.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from her2model.errors import FormatError
from her2model.model.expressions import And, Atom, Expression, Or, atoms, joined, negated
from her2model.model.rules import Rule

__all__ = ["Rates", "follows", "truth"]

Values = dict[float, Expression]
"""What a rate is worth, and when."""

MAX_VALUES = 64
MAX_DEPTH = 60
MAX_LITERALS = 100_000  # of one condition
MAX_WORK = 1_000_000  # literals written while a node is worked out

_TOKEN = re.compile(
    r"\s*(?:([0-9]+\.?[0-9]*(?:[eE][-+]?[0-9]+)?|\.[0-9]+(?:[eE][-+]?[0-9]+)?)"
    r"|([@$]?[^\W\d]\w*)|(&&|\|\||[<>=!]=|[-+*/<>!?:()&|^,])|(\S))"
)
_WORDS = {"and": "&", "or": "|", "xor": "^", "not": "!", "&&": "&", "||": "|"}
_STRENGTH = {
    "^": 1, "|": 2, "&": 3, "==": 4, "!=": 4, "<": 5, ">": 5, "<=": 5, ">=": 5,
    "+": 6, "-": 6, "*": 7, "/": 7,
}  # fmt: skip
_COMPUTED: dict[str, Callable[[float, float], float]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le,
    ">=": operator.ge, "+": operator.add, "-": operator.sub, "*": operator.mul,
    "/": lambda a, b: a / b if b else a and math.copysign(math.inf, a),
}  # fmt: skip

_FUNCTIONS: dict[str, Callable[..., float]] = {"log": math.log, "exp": math.exp, "pow": math.pow}


def truth(values: Values) -> Expression:
    """Return when a number is not 0."""
    return joined(Or, (when for value, when in values.items() if value))


def follows(rising: Rule, falling: Rule, node: str) -> tuple[Rule, bool]:
    """Return the rule under which a node rises and falls exactly where its rates act.

    Where neither acts it keeps its value, and where both do it goes to and fro: at 0 the rule is
    what lets it rise, at 1 what does not let it fall.

    Parameters
    ----------
    rising, falling
        When each rate is above 0.
    node
        The node's name.

    Returns
    -------
    rule, swings : Rule, bool
        Whether there are states, of the other nodes, in which both rates act.
    """
    if falling == ~rising:
        return rising, False
    rises, falls = rising.fixing({node: 0}), falling.fixing({node: 1})
    both = Rule(joined(And, (rises.expression, falls.expression))).prime_implicants
    none = Rule(joined(And, ((~rises).expression, (~falls).expression))).prime_implicants
    if not both and not none:
        return rises, False
    stays = joined(And, (Atom(node), (~falls).expression))
    starts = joined(And, (Atom(node, 0), rises.expression)) if both else rises.expression
    return Rule(joined(Or, (starts, stays))), bool(both)


@dataclass
class Rates:
    """The attributes of one node, and how to work them out.

    Attributes
    ----------
    attributes
        Name in small letters → text.
    constants
        Name without ``$`` → value, as the settings give it.
    where, line
        The place, for messages.
    supposed
        Constants that no settings give, and what was taken for them.
    """

    attributes: Mapping[str, str]
    constants: Mapping[str, float]
    where: str
    line: int
    supposed: dict[str, float] = field(default_factory=dict)
    _work: int = 0
    _busy: set[str] = field(default_factory=set)

    def stop(self, message: str, hint: str = "") -> FormatError:
        """Make an error at the place of the node."""
        return FormatError(message, where=self.where, line=self.line, hint=hint)

    def values(self, name: str) -> Values:
        """Work out an attribute."""
        text = self.attributes.get(name.lower())
        if text is None:
            raise self.stop(f"@{name} is not an attribute of the node")
        if name.lower() in self._busy:
            raise self.stop(f"@{name} refers to itself")
        self._busy.add(name.lower())
        found = _Reader(text, self).whole()
        self._busy.discard(name.lower())
        return found

    def charged(self, values: Values) -> Values:
        """Count the literals of what was written out, and stop where there are too many."""
        for when in values.values():
            number = len(atoms(when))
            self._work += number
            if number > MAX_LITERALS or self._work > MAX_WORK:
                message = f"written out, the rates have more than {MAX_LITERALS:,} literals"
                raise self.stop(message, "split them with nodes in between")
        return values

    def constant(self, name: str, supposed: float) -> Values:
        """Return a constant of the settings, or what is supposed for it."""
        if name not in self.constants:
            self.supposed[name] = supposed
        return {self.constants.get(name, supposed): And(())}


class _Reader:
    """Reads by the strength of operators; each step returns the values of what it has read."""

    def __init__(self, text: str, rates: Rates) -> None:
        self.rates = rates
        self.tokens: list[str] = []
        for number, name, sign, other in _TOKEN.findall(text):
            if other:
                hint = "a rate is written in numbers, nodes, $constants and @attributes"
                raise rates.stop(f"{other!r} is out of place in {text.strip()[:40]!r}", hint)
            word = number or name or sign
            self.tokens.append(_WORDS.get(word.lower(), word))
        self.at = self.depth = 0
        self.supposed = 1.0  # what an unknown constant is worth

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, due: str = "") -> str:
        token = self.peek()
        if not token or (due and token != due):
            raise self.rates.stop(f"{due or 'a value'} is due before {token or 'the end'!r}")
        self.at += 1
        return token

    def whole(self) -> Values:
        found = self.conditional()
        if self.peek():
            raise self.rates.stop(f"{self.peek()!r} is out of place")
        return found

    def conditional(self) -> Values:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.rates.stop(f"the rate is nested more than {MAX_DEPTH} deep")
        start, before = self.at, dict(self.rates.supposed)
        found = self.binary(1)
        if self.peek() == "?":
            if self.rates.supposed != before and "?" not in self.tokens[start : self.at]:
                self.rates.supposed, self.at, self.supposed = before, start, 0.0
                found = self.binary(1)  # a switch that no settings give is off
                self.supposed = 1.0
            self.take("?")
            first = self.conditional()
            self.take(":")
            found = self.rates.charged(_either(truth(found), first, self.conditional()))
        self.depth -= 1
        return found

    def binary(self, strength: int) -> Values:
        left = self.unary()
        while _STRENGTH.get(self.peek(), 0) >= strength:
            sign = self.take()
            right = self.binary(_STRENGTH[sign] + 1)
            left = self.joined(sign, left, right)
            if sign not in "&|" or not isinstance(truth(right), Atom):
                self.rates.charged(left)  # one more name cannot make much of it
        return left

    def joined(self, sign: str, left: Values, right: Values) -> Values:
        if sign in "&|^":
            a, b = truth(left), truth(right)
            if sign == "^":
                return _of(joined(Or, (joined(And, (a, negated(b))), joined(And, (negated(a), b)))))
            return _of(joined(And if sign == "&" else Or, (a, b)))
        found: dict[float, list[Expression]] = {}
        for x, when_a in left.items():
            for y, when_b in right.items():
                value = float(_COMPUTED[sign](x, y))
                found.setdefault(value, []).append(joined(And, (when_a, when_b)))
        if len(found) > MAX_VALUES:
            raise self.rates.stop(f"the rate takes more than {MAX_VALUES} values")
        return {value: joined(Or, when) for value, when in found.items()}

    def unary(self) -> Values:
        negations = 0
        while self.peek() in ("!", "-", "+"):
            sign = self.take()
            if sign == "-":
                return self.joined("-", {0.0: And(())}, self.unary())
            negations += sign == "!"
        found = self.primary()
        return _of(negated(truth(found))) if negations % 2 else found

    def primary(self) -> Values:
        token = self.take()
        if token == "(":
            found = self.conditional()
            self.take(")")
            return found
        if token[0].isdigit() or token[0] == ".":
            return {float(token): And(())}
        if token[0] == "@":
            return self.rates.values(token[1:])
        if token[0] == "$":
            return self.rates.constant(token[1:], self.supposed)
        if not (token[0].isalpha() or token[0] == "_"):
            raise self.rates.stop(f"{token!r} is out of place")
        if self.peek() == "(":
            return self.function(token)
        if token.lower() in ("true", "false"):
            return _of(Or(()) if token.lower() == "false" else And(()))
        return _of(Atom(token))

    def function(self, name: str) -> Values:
        """Work out a function of constants."""
        self.take("(")
        given = [self.conditional()]
        while self.peek() == ",":
            self.take()
            given.append(self.conditional())
        self.take(")")
        if name not in _FUNCTIONS:
            hint = f"functions are {', '.join(_FUNCTIONS)}"
            raise self.rates.stop(f"the function {name!r} is not worked out", hint)
        if any(len(values) > 1 for values in given):
            raise self.rates.stop(f"{name!r} of what changes with the state is not worked out")
        try:
            return {float(_FUNCTIONS[name](*(next(iter(v)) for v in given))): And(())}
        except (ArithmeticError, TypeError, ValueError) as reason:
            raise self.rates.stop(f"{name!r} has no value here ({reason})") from None


def _of(e: Expression) -> Values:
    """Return 1 where an expression holds and 0 elsewhere."""
    if isinstance(e, Atom) or e.terms:
        return {1.0: e, 0.0: negated(e)}
    return {float(isinstance(e, And)): And(())}


def _either(when: Expression, first: Values, second: Values) -> Values:
    if not isinstance(when, Atom) and not when.terms:
        return first if isinstance(when, And) else second
    found: dict[float, list[Expression]] = {}
    for condition, values in ((when, first), (negated(when), second)):
        for value, given in values.items():
            found.setdefault(value, []).append(joined(And, (condition, given)))
    return {value: joined(Or, conditions) for value, conditions in found.items()}
