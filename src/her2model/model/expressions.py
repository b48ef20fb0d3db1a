"""Expressions: the text of a rule to a tree, in the notation of each tool.

Read first :class:`Dialect`, one table of signs and words for each notation; then :func:`parse`.
``^``, ``=>``, ``<=>`` and functions that count are written out in *and*, *or* and *not*. A tree is
kept in negation normal form.

A sign that is an operator in some notation is part of a name only where the file says so: the name
is quoted, or declared (it stands as a target). Everything else is refused, with its place.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from math import comb
from typing import NamedTuple

from her2model.errors import InputError, RuleError

__all__ = [
    "AEON_RULES",
    "BNET_RULES",
    "FILE_RULES",
    "GINML_RULES",
    "MABOSS_RULES",
    "MAX_NAME",
    "OWN_RULES",
    "TABULARQUAL_RULES",
    "TEXT_RULES",
    "And",
    "Atom",
    "DeclaredNames",
    "Dialect",
    "Expression",
    "Or",
    "alike",
    "at_least",
    "constant",
    "joined",
    "literals",
    "negated",
    "parse",
    "renamed",
    "species_and_level",
    "substituted",
    "written",
]

MAX_DEPTH = 80  # alternations of and, or, not
MAX_LITERALS = 100_000
MAX_WORK = 3_000_000  # literals touched while joining and negating
MAX_NAME = 200
MAX_LEVEL = 99


@dataclass(frozen=True, slots=True)
class Atom:
    """A species that must be active (``value`` 1) or inactive (``value`` 0).

    ``X>=2`` is the name of the literal "X at level 2 or more"; see :func:`at_least`.
    """

    name: str
    value: int = 1


@dataclass(frozen=True, slots=True)
class And:
    """True when all terms are; ``And(())`` is the constant 1."""

    terms: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """True when some term is; ``Or(())`` is the constant 0."""

    terms: tuple[Expression, ...]


Expression = Atom | And | Or
Kind = type[And] | type[Or]


class Dialect(NamedTuple):
    """How a tool writes rules.

    Attributes
    ----------
    name
        What the notation is called.
    operators
        Sign, or word in small letters, to what it means: ``and or not xor => <=> ( ) 0 1``.
    order
        Operators of two sides, the weakest first.
    functions
        Words that count or join what stands in parentheses behind them.
    compares
        Whether ``X >= 2`` is read.
    plain
        Whether names are made of letters, digits, ``_``, ``.`` and ``:``, and never quoted.
    steps
        Whether ``X[-1]``, the value one step before, is read: it is the ordinary one.
    thresholds
        Whether ``X:2`` is a name, as for GINsim the arrow from X with the threshold 2.
    """

    name: str
    operators: Mapping[str, str]
    order: tuple[str, ...] = ("<=>", "=>", "or", "and", "xor")
    functions: frozenset[str] = frozenset()
    compares: bool = False
    plain: bool = False
    steps: bool = False
    thresholds: bool = False


_WORDS = {"and": "and", "or": "or", "not": "not", "&": "and", "|": "or", "!": "not"}
_PLAIN = _WORDS | {"(": "(", ")": ")", "0": "0", "1": "1", "true": "1", "false": "0"}
_FULL = _PLAIN | {
    "&&": "and", "∧": "and", "||": "or", "∨": "or", "~": "not", "¬": "not",
    "xor": "xor", "^": "xor", "⊕": "xor", "⊻": "xor",
    "=>": "=>", "⇒": "=>", "→": "=>", "<=>": "<=>", "⇔": "<=>", "↔": "<=>",
}  # fmt: skip
_COUNTING = frozenset({"all", "any", "maj", "sumis", "sumgt", "sumlt"})  # as BoolNet has them

OWN_RULES = Dialect("her2model", _PLAIN, compares=True, plain=True)
GINML_RULES = Dialect("GINML", _PLAIN | {"&&": "and", "||": "or"}, thresholds=True)
MABOSS_RULES = Dialect(
    "MaBoSS",
    _PLAIN | {"&&": "and", "||": "or", "^": "xor", "xor": "xor"},
    order=("xor", "or", "and"),
)
TEXT_RULES = Dialect("Cell Collective", {k: v for k, v in _FULL.items() if k.isascii()})
FILE_RULES = Dialect("rules as text", _FULL)
AEON_RULES = Dialect("AEON", _FULL)
TABULARQUAL_RULES = Dialect(
    "TabularQual",
    {k: v for k, v in _FULL.items() if k in set("&|!^()01") | {"true", "false"}},
    order=("or", "xor", "and"),
    compares=True,
    thresholds=True,
)
BNET_RULES = Dialect("bnet", _FULL, functions=_COUNTING, steps=True)


class DeclaredNames:
    """Names that a file declares, which may hold any sign; made once for a file."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_head: dict[str, list[str]] = {}
        for name in sorted(set(names), key=len, reverse=True):
            if not _SIMPLE.fullmatch(name) and (head := _HEAD.match(name)):
                self._by_head.setdefault(head[0], []).append(name)

    def longest(self, text: str, at: int) -> str | None:
        """Return the longest of the names that are not just letters and digits that stands here."""
        head = _HEAD.match(text, at) if self._by_head else None
        for name in self._by_head.get(head[0], ()) if head else ():
            end = at + len(name)
            joins_on = _SIMPLE_END.match(name[-1]) and _SIMPLE_END.match(text[end : end + 1])
            if text.startswith(name, at) and not joins_on:
                return name
        return None


_HEAD = re.compile(r"\w+|\S")
_SIMPLE = re.compile(r"\w*[^\W\d]\w*")
_SIMPLE_END = re.compile(r"\w")
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
    >>> written(parse("PIP3 and not PTEN or MEK >= 2"))
    'PIP3 and not PTEN or MEK >= 2'
    >>> written(parse("A ^ !IGF-1R", BNET_RULES, declared=DeclaredNames(["IGF-1R"])))
    'A and IGF-1R or not A and not IGF-1R'
    """

    def stop(message: str, hint: str = "") -> InputError:
        return error(message, where=where, line=line, hint=hint)

    return _Parser(text, dialect, declared or _NO_NAMES, stop).expression()


# -- trees ----------------------------------------------------------------------------------------


def constant(value: int) -> Expression:
    """Return what is always 0 or always 1."""
    return And(()) if value else Or(())


def at_least(species: str, level: int) -> Expression:
    """Return the literal that a species has some level or a higher one.

    Level 1 is the bare name, and level 0 always holds.

    Examples
    --------
    >>> at_least("X", 2), at_least("X", 1), at_least("X", 0)
    (Atom(name='X>=2', value=1), Atom(name='X', value=1), And(terms=()))
    """
    if level < 1:
        return And(())
    return Atom(f"{species}>={level}" if level > 1 else species)


def species_and_level(name: str) -> tuple[str, int]:
    """Return the species and the level of a literal's name.

    Examples
    --------
    >>> species_and_level("X>=2"), species_and_level("X")
    (('X', 2), ('X', 1))
    """
    species, _, level = name.partition(">=")
    is_level = level.isascii() and level.isdigit() and species
    return (species, int(level)) if is_level else (name, 1)


def joined(kind: Kind, terms: Iterable[Expression]) -> Expression:
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
    if isinstance(e, Atom):
        return Atom(e.name, 1 - e.value)
    return (Or if isinstance(e, And) else And)(tuple(map(negated, e.terms)))


def alike(a: Expression, b: Expression) -> Expression:
    """Return what is true when both have the same value."""
    both = joined(And, (a, b))
    return joined(Or, (both, joined(And, (negated(a), negated(b)))))


def literals(e: Expression) -> Iterator[tuple[str, int]]:
    """Each (name, value) in a tree, as often as it stands there, from left to right."""
    if isinstance(e, Atom):
        yield e.name, e.value
    else:
        for term in e.terms:
            yield from literals(term)


def renamed(e: Expression, names: Mapping[str, str]) -> Expression:
    """Replace names; a new name of a species serves its literals of higher levels too."""
    if not isinstance(e, Atom):
        return type(e)(tuple(renamed(t, names) for t in e.terms))
    if e.name in names:
        return Atom(names[e.name], e.value)
    species, mark, level = e.name.partition(">=")
    return Atom(names.get(species, species) + mark + level, e.value)


def substituted(e: Expression, of: Callable[[str], Expression]) -> Expression:
    """Put an expression in the place of each name."""
    if isinstance(e, Atom):
        return of(e.name) if e.value else negated(of(e.name))
    return joined(type(e), (substituted(t, of) for t in e.terms))


def written(
    e: Expression, conjunction: str = " and ", disjunction: str = " or ", no: str = "not "
) -> str:
    """Write a tree with the operators that are given."""
    if isinstance(e, Atom):
        species, mark, level = e.name.partition(">=")
        if mark:
            return f"{species} {'>=' if e.value else '<'} {level}"
        return e.name if e.value else no + e.name
    if not e.terms:
        return "1" if isinstance(e, And) else "0"
    parts = []
    for term in e.terms:
        text = written(term, conjunction, disjunction, no)
        inner = isinstance(e, And) and isinstance(term, Or) and len(term.terms) > 1
        parts.append(f"({text})" if inner else text)
    return (conjunction if isinstance(e, And) else disjunction).join(parts)


# -- tokens ---------------------------------------------------------------------------------------


class _Token(NamedTuple):
    """A piece of text: an operator by its meaning, or a ``name``, ``function`` or ``number``.

    A run of one parenthesis, or of ``!``, is one token.
    """

    kind: str
    text: str
    at: int
    value: Expression = And(())


_CHUNK = re.compile(r"[^\s&|!~()^<>=,;\"∧∨¬⊕⊻⇒→⇔↔]+")
_SIGN = re.compile(r"<=>|=>|&&|\|\||\(+|\)+|!+|\S")
_QUOTED = re.compile(r'"([^"\n]+)"')
_OWN_NAME = re.compile(r"[^\W\d][\w.:]*|[01]\b")
_COMPARED = re.compile(r"\s*(>=|<=|==|!=|<|>|=)\s*(\d+)\b")
_CALL = re.compile(r"\s*\(")
_THRESHOLD = re.compile(r"[\w.-]*[^\W\d][\w.-]*(:[0-9]{1,3})?")
_STEP = re.compile(r"([^\[\]]+)\[([^\[\]]*)\]")
_DEFAULT_HINT = "write names joined by and, or, not and parentheses"
_LAST = {"name", "0", "1", "number", ")"}  # what ends an operand
_FIRST = {"name", "0", "1", "number", "not", "(", "function"}  # what begins one


class _Tokens:
    """Cuts a text into tokens; what the dialect does not know is refused."""

    def __init__(
        self, text: str, dialect: Dialect, declared: DeclaredNames, stop: Callable[..., InputError]
    ) -> None:
        self.text, self.dialect, self.declared, self.stop = text, dialect, declared, stop

    def __iter__(self) -> Iterator[_Token]:
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

    def refused(self, at: int, shown: str, hint: str = _DEFAULT_HINT) -> InputError:
        where = f" at {_short(shown)!r} (character {at + 1})" if shown else " at its end"
        return self.stop(f"{_short(self.text.strip())!r} is not a rule{where}", hint)

    def _name(self, name: str, at: int, text: str = "") -> _Token:
        if len(name) > MAX_NAME:
            raise self.stop(f"the name {name[:30]!r}... has more than {MAX_NAME} characters")
        return _Token("name", text or name, at, Atom(name))

    def _declared(self, at: int) -> _Token | None:
        name = self.declared.longest(self.text, at)
        is_quoted = self.text[at] == '"' and not self.dialect.plain
        quoted = _QUOTED.match(self.text, at) if is_quoted else None
        if quoted:
            return self._name(quoted[1], at, quoted[0])
        return self._name(name, at) if name else None

    def _word(self, at: int) -> _Token | None:
        found = (_OWN_NAME if self.dialect.plain else _CHUNK).match(self.text, at)
        if not found:
            return None
        word, small = found[0], found[0].lower()
        known = self.dialect.operators.get(small)
        if known:
            return _Token(known, word, at, constant(known == "1"))
        call = _CALL.match(self.text, found.end()) if small in self.dialect.functions else None
        if call:
            return _Token("function", word + call[0], at)
        if self.dialect.thresholds and _THRESHOLD.fullmatch(word):
            return self._name(word, at)
        if self.dialect.plain or _SIMPLE.fullmatch(word):
            return self._name(word, at)
        if word.isdigit():
            return _Token("number", word, at)
        step = _STEP.fullmatch(word) if self.dialect.steps else None
        if step and _SIMPLE.fullmatch(step[1]):
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

    def _sign(self, at: int) -> _Token:
        found = _SIGN.match(self.text, at)
        assert found  # blanks are passed over
        run = found[0][0] in "()!"
        known = self.dialect.operators.get(found[0][0] if run else found[0])
        if found[0] == "," and self.dialect.functions:
            known = ","
        if not known:
            raise self.refused(at, found[0])
        return _Token(known, found[0], at)

    def _compared(self, token: _Token, at: int) -> tuple[_Token, int]:
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


# -- trees of tokens ------------------------------------------------------------------------------


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


class _Parser:
    """A stack of parentheses, so that no depth of them is too deep."""

    def __init__(
        self, text: str, dialect: Dialect, declared: DeclaredNames, stop: Callable[..., InputError]
    ) -> None:
        self.dialect, self.stop = dialect, stop
        self.tokens = _Tokens(text, dialect, declared, stop)
        self.literals = self.work = 0

    def expression(self) -> Expression:
        frames, last = [_Frame([])], _Token("", "", 0)
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

    def _check(self, last: _Token, token: _Token, frames: list[_Frame]) -> None:
        """Demand operands and operators in turn."""
        begins = token.kind in _FIRST
        if begins == (last.kind in _LAST):
            hint = _DEFAULT_HINT
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

    def _take(self, token: _Token, frames: list[_Frame]) -> None:
        items = frames[-1].items
        if token.kind == "name":
            self._charge(1)
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
            self._charge(1)
            items.append(_Operand.of(token.value))
        else:
            items.append(token.kind)

    @staticmethod
    def _negate(token: _Token, items: _Items) -> None:
        """Add a negation, or a run of them, to those that stand there already."""
        if token.text[0] == "!" and len(token.text) % 2 == 0:
            return
        if items and items[-1] == "not":
            items.pop()
        else:
            items.append("not")

    def _close(self, token: _Token, frames: list[_Frame], most: int) -> int:
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
        words = {i for i in items if isinstance(i, str)}
        operator = next((o for o in self.dialect.order if o in words), None)
        if operator is None:
            return self._operand(items)
        parts: list[_Items] = [[]]
        for item in items:
            if item == operator:
                parts.append([])
            else:
                parts[-1].append(item)
        return self._combined(operator, [self._group(p) for p in parts])

    def _operand(self, items: _Items) -> _Operand:
        """Read what is left where no operator of two sides is: an operand, or *not* and one."""
        found = items[-1]
        if isinstance(found, str):
            raise self.stop(f"the number {found[:20]} stands where a name is due")
        if len(items) > 1:
            found.negative = not found.negative
        return found

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

    def _charge(self, number: int) -> None:
        self.literals += number
        if self.literals > MAX_LITERALS:
            message = f"the rule has more than {MAX_LITERALS:,} literals"
            raise self.stop(message, "split it with intermediate species")

    def _work(self, number: int) -> None:
        self.work += number
        if self.work > MAX_WORK:
            raise self.stop(
                f"writing the rule out takes more than {MAX_WORK:,} steps",
                "split it with intermediate species",
            )
