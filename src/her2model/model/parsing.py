"""The parser of rules.

Plain ones are read by :mod:`her2model.model.plain_rules`; here are those with ``^``, ``=>``,
``<=>``, functions that count, comparisons with levels, quoted names, and those that are wrong. What
*and*, *or* and *not* join is read by boolean.py; the rest is written out in them first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from math import comb
from typing import Any

from her2model.errors import InputError, RuleError
from her2model.model.dialects import OWN_RULES, DeclaredNames, Dialect
from her2model.model.expressions import And, Atom, Expression, Kind, Or, alike, joined, negated
from her2model.model.plain_rules import plainly_read
from her2model.model.tokens import HINT, Token, Tokens

__all__ = ["parse"]

MAX_DEPTH = 80  # alternations of and, or, not
MAX_LITERALS = 100_000  # that come of writing operators out
MAX_WORK = 3_000_000  # literals touched while joining and negating

_LAST = {"name", "0", "1", "number", ")"}  # what ends an operand
_FIRST = {"name", "0", "1", "number", "not", "(", "function"}  # what begins one
_NO_NAMES = DeclaredNames()


def parse(
    text: str,
    dialect: Dialect = OWN_RULES,
    *,
    where: str = "",
    line: int | None = None,
    declared: DeclaredNames | None = None,
    error: type[InputError] = RuleError,
) -> Expression:
    """Read an expression.

    Parameters
    ----------
    text
        The expression.
    dialect
        Its notation.
    where, line
        Its place, for messages.
    declared
        Names that the file declares.
    error
        The class of error to raise.

    Raises
    ------
    InputError
        Of the given class: the text is no such expression, or is larger or nested deeper than is
        read.

    Examples
    --------
    >>> from her2model.model.dialects import BNET_RULES
    >>> from her2model.model.expressions import written
    >>> written(parse("PIP3 and not PTEN or MEK >= 2"))
    'PIP3 and not PTEN or MEK >= 2'
    >>> written(parse("A ^ !IGF-1R", BNET_RULES, declared=DeclaredNames(["IGF-1R"])))
    'A and IGF-1R or not A and not IGF-1R'
    """

    def stop(message: str, hint: str = "") -> InputError:
        return error(message, where=where, line=line, hint=hint)

    declared = declared or _NO_NAMES
    found = plainly_read(text, dialect) if declared.are_plain else None
    return found or _Parser(text, dialect, declared, stop).expression()


@dataclass(slots=True, eq=False)
class _Operand:
    """Terms joined by *and* or by *or*, still growing, and whether all of it is to be negated."""

    kind: Kind
    terms: deque[Expression]
    depth: int = 0
    size: int = 1
    negative: bool = False

    @classmethod
    def of(cls, e: Expression, depth: int = 0, size: int = 1) -> _Operand:
        if isinstance(e, Atom):
            return cls(And, deque([e]), depth, size)
        return cls(type(e), deque(e.terms), depth, size)

    def finished(self) -> Expression:
        return joined(self.kind, self.terms)


_Items = list["_Operand | str"]


@dataclass(slots=True, eq=False)
class _Frame:
    """What stands within a pair of parentheses, or several around the same, and its function."""

    items: _Items
    function: str = ""
    pairs: int = 1
    arguments: list[_Operand] = field(default_factory=list)

    @property
    def counts(self) -> bool:
        """Whether its last argument is a number."""
        return self.function.startswith("sum")


_BEYOND = frozenset({"xor", "=>", "<=>"})  # what boolean.py does not know


@cache
def _algebra() -> Any:
    """Return the one algebra: boolean.py keeps state on classes, so a second would disturb it."""
    import boolean  # few rules need it

    return boolean.BooleanAlgebra()


class _Parser:
    """A stack of parentheses, so that no depth of them is too deep."""

    def __init__(
        self, text: str, dialect: Dialect, declared: DeclaredNames, stop: Callable[..., InputError]
    ) -> None:
        self.dialect, self.stop = dialect, stop
        self.tokens = Tokens(text, dialect, declared, stop)
        self.names = self.literals = self.work = 0

    def expression(self) -> Expression:
        frames, last = [_Frame([])], Token("", "", 0)
        for token in self.tokens:
            self._check(last, token, frames)
            self._take(token, frames)
            last = token
        if not last.text:
            raise self.stop("the rule is empty", "write 0 for a species always off")
        if len(frames) > 1:
            raise self.stop("the parentheses do not match")
        if last.kind not in _LAST:
            raise self.tokens.refused(0, "")
        return self._settled(self._group(frames[0].items)).finished()

    def _check(self, last: Token, token: Token, frames: list[_Frame]) -> None:
        """Demand operands and operators in turn."""
        begins = token.kind in _FIRST
        if begins == (last.kind in _LAST):
            hint = HINT
            if last.kind == token.kind == "name":
                both = f"{last.text[-40:]!r} {token.text[:40]!r}"
                hint = f"two names stand side by side: {both}; a name with a blank is read only "
                hint += "where it is quoted or declared"
            elif token.kind == "(" and last.kind == "name":
                hint = f"{last.text[:40]!r} is no function that is read; write it out in and, or"
            raise self.tokens.refused(token.at, token.text, hint)
        if token.kind == "number" and not frames[-1].counts:
            hint = "the constants are 0 and 1; put a name that is a number in double quotes"
            raise self.tokens.refused(token.at, token.text, hint)

    def _take(self, token: Token, frames: list[_Frame]) -> None:
        items = frames[-1].items
        if token.kind == "name":
            self._count()
            items.append(_Operand.of(token.value))
        elif token.kind == "(":
            frames.append(_Frame([], pairs=len(token.text)))
        elif token.kind == "function":
            frames.append(_Frame([], token.text.rpartition("(")[0].strip().lower()))
        elif token.kind == ")":
            left = len(token.text)
            while left:
                left -= self._close(token, frames, left)
        elif token.kind == ",":
            self._close(token, frames, 0)
        elif token.kind == "not":
            self._negate(token, items)
        elif frames[-1].counts and token.text.isdigit():
            items.append(token.text)
        elif token.kind in ("0", "1"):
            self._count()
            items.append(_Operand.of(token.value))
        else:
            items.append(token.kind)

    @staticmethod
    def _negate(token: Token, items: _Items) -> None:
        """Add a negation, or a run of them, to those that stand there already."""
        if token.text[0] == "!" and len(token.text) % 2 == 0:
            return
        if items and items[-1] == "not":
            items.pop()
        else:
            items.append("not")

    def _close(self, token: Token, frames: list[_Frame], most: int) -> int:
        """End an argument, or the innermost parentheses; say how many pairs, ``most`` at most."""
        frame = frames[-1]
        if len(frames) == 1 and token.kind == ")":
            raise self.stop("the parentheses do not match")
        if token.kind == "," and not frame.function:
            raise self.tokens.refused(token.at, token.text)
        last = frame.items[0] if len(frame.items) == 1 and token.kind == ")" else None
        if frame.counts and token.kind == ")":
            if not isinstance(last, str):
                hint = f"{frame.function} ends in the number that it compares with"
                raise self.tokens.refused(token.at, token.text, hint)
            number = min(int(last[:9]), len(frame.arguments) + 1)
        else:
            frame.arguments.append(self._group(frame.items))
            number = 0
        frame.items = []
        closed = min(frame.pairs, most)
        frame.pairs -= closed
        if not frame.pairs:
            frames.pop()
            found = self._counted(frame, number) if frame.function else frame.arguments[0]
            frames[-1].items.append(found)
        elif not frame.function:
            frame.items.append(frame.arguments.pop())
        return closed

    def _counted(self, frame: _Frame, number: int) -> _Operand:
        """Write out a function of BoolNet: how many of its arguments are true."""
        least = {
            "all": len(frame.arguments), "any": 1, "maj": len(frame.arguments) // 2 + 1,
            "sumgt": number + 1, "sumis": number, "sumlt": number,
        }[frame.function]  # fmt: skip
        terms = [self._settled(a).finished() for a in frame.arguments]
        size = max((a.size for a in frame.arguments), default=1)
        found = self._some(terms, least, size)
        if frame.function == "sumlt":
            found.negative = True
        if frame.function == "sumis":
            more = self._some(terms, number + 1, size)
            more.negative = True
            found = self._joined(And, [found, more])
        return found

    def _some(self, terms: list[Expression], least: int, size: int) -> _Operand:
        """Return that at least so many of the terms are true."""
        number = comb(len(terms), least) * least * size
        self._charge(number)
        chosen = (joined(And, some) for some in combinations(terms, least))
        return _Operand.of(joined(Or, chosen), 2 + size.bit_length(), number)

    def _group(self, items: _Items) -> _Operand:
        """Read what stands within parentheses, which holds no further ones."""
        if len(items) == 1 and isinstance(items[0], _Operand):
            return items[0]
        words = {i for i in items if isinstance(i, str)}
        if words in ({"and"}, {"or"}):  # nothing to be read: no sign goes before another
            operands = [i for i in items if isinstance(i, _Operand)]
            return self._joined(And if "and" in words else Or, operands)
        if not words & _BEYOND:
            return self._folded(self._by_boolean_py(items))
        operator = next(o for o in self.dialect.order if o in words)
        parts: list[_Items] = [[]]
        for item in items:
            if item == operator:
                parts.append([])
            else:
                parts[-1].append(item)
        return self._combined(operator, [self._group(p) for p in parts])

    def _by_boolean_py(self, items: _Items) -> Any:
        import boolean

        kinds = {"and": boolean.TOKEN_AND, "or": boolean.TOKEN_OR, "not": boolean.TOKEN_NOT}
        tokens = []
        for item in items:
            if isinstance(item, str) and item.isdigit():
                raise self.stop(f"the number {item[:20]} stands where a name is due")
            tokens.append((kinds[item] if isinstance(item, str) else boolean.Symbol(item), "", 0))
        return _algebra().parse(tokens)

    def _folded(self, node: Any) -> _Operand:
        if node.isliteral and not node.args:
            operand: _Operand = node.obj
            return operand
        parts = [self._folded(a) for a in node.args]
        if node.operator == "~":
            parts[0].negative = not parts[0].negative
            return parts[0]
        return self._joined(And if node.operator == "&" else Or, parts)

    def _combined(self, operator: str, parts: list[_Operand]) -> _Operand:
        if operator in ("and", "or"):
            return self._joined(And if operator == "and" else Or, parts)
        if operator == "=>":  # a => b => c is a => (b => c)
            for part in parts[:-1]:
                part.negative = not part.negative
            return self._joined(Or, parts)
        found = parts[0]
        for part in parts[1:]:
            if operator == "xor":
                part.negative = not part.negative
            size = 2 * (found.size + part.size)
            self._charge(size // 2)
            depth = max(found.depth, part.depth) + 2
            both = alike(self._settled(found).finished(), self._settled(part).finished())
            found = self._checked(_Operand.of(both, depth, size))
        return found

    def _joined(self, kind: Kind, parts: list[_Operand]) -> _Operand:
        """Join operands; the longest that is joined alike takes up the terms of the others."""
        for part in parts:
            self._settled(part)
            if len(part.terms) != 1 and part.kind is not kind:
                part.terms = deque([part.finished()])
                part.depth += 1
        at = max(range(len(parts)), key=lambda i: len(parts[i].terms))
        found = _Operand(
            kind, parts[at].terms, max(p.depth for p in parts), sum(p.size for p in parts)
        )
        for part in reversed(parts[:at]):
            found.terms.extendleft(reversed(part.terms))
            self._work(len(part.terms))
        for part in parts[at + 1 :]:
            found.terms.extend(part.terms)
            self._work(len(part.terms))
        return self._checked(found)

    def _settled(self, operand: _Operand) -> _Operand:
        """Push a pending negation into the terms."""
        if operand.negative:
            self._work(operand.size)
            operand.negative = False
            operand.terms = deque(negated(t) for t in operand.terms)
            operand.kind = Or if operand.kind is And else And
        return operand

    def _checked(self, operand: _Operand) -> _Operand:
        if operand.depth > MAX_DEPTH:
            message = f"and, or, not are nested more than {MAX_DEPTH} deep"
            raise self.stop(message, "split the rule with intermediate species")
        return operand

    def _count(self) -> None:
        """Count a name or constant that is written."""
        self.names += 1
        self._demand(self.names, self.dialect.literals)

    def _charge(self, number: int) -> None:
        """Count literals that an operator is written out in."""
        self.literals += number
        self._demand(self.literals, MAX_LITERALS)

    def _demand(self, number: int, most: int) -> None:
        if number > most:
            message = f"the rule has more than {most:,} literals"
            raise self.stop(message, "split it with intermediate species")

    def _work(self, number: int) -> None:
        self.work += number
        if self.work > MAX_WORK:
            raise self.stop(
                f"writing the rule out takes more than {MAX_WORK:,} steps",
                "split it with intermediate species",
            )
