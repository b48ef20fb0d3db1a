"""MathML of SBML-qual: conditions on levels to rules, and rules to conditions.

A condition compares a species with a level, ``A = 1`` or ``A >= 1``; comparisons of two species,
species standing alone, and the ids of inputs, which stand for their threshold, are read too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from her2model.errors import FormatError
from her2model.formats.levels import levels_in
from her2model.formats.xml_tree import SEPARATOR, Element, element, text_element
from her2model.model.dialects import FILE_RULES
from her2model.model.expressions import (
    And,
    Atom,
    Expression,
    Or,
    joined,
    negated,
    species_and_level,
)
from her2model.model.plain_rules import MAX_NAME, MAX_PAIRS, literal
from her2model.model.rules import Rule

__all__ = ["condition_shape", "plain_condition", "read_math", "write_math"]

_MATHML = "http://www.w3.org/1998/Math/MathML"
_APPLY, _CI, _CN = (f"{{{_MATHML}}}{name}" for name in ("apply", "ci", "cn"))
_PLAIN = {f"{{{_MATHML}}}{name}": name for name in ("and", "or", "not")}
_VALUES = {
    (f"{{{_MATHML}}}{compared}", number): value
    for compared, number, value in (
        ("eq", "1", 1), ("eq", "0", 0), ("neq", "0", 1), ("neq", "1", 0),
        ("geq", "1", 1), ("lt", "1", 0), ("gt", "0", 1), ("leq", "0", 0),
    )
}  # fmt: skip
_PLAIN |= {compared: "compared" for compared, _ in _VALUES}
_JOINED = {"and": "&", "or": "|", "xor": "^", "implies": "=>"}
_EMPTY = {"and": "1", "or": "0", "xor": "0"}
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "eq": eq, "neq": ne, "geq": ge, "leq": le, "gt": gt, "lt": lt,
}  # fmt: skip
_BETWEEN = {
    "eq": "( {0} <=> {1} )", "neq": "( {0} ^ {1} )", "geq": "( {0} | ! {1} )",
    "leq": "( ! {0} | {1} )", "gt": "( {0} & ! {1} )", "lt": "( ! {0} & {1} )",
}  # fmt: skip


def read_math(
    math: Element, thresholds: Mapping[str, int], where: str, tops: Mapping[str, int] | None = None
) -> Rule:
    """Read the condition in a ``math`` element.

    Parameters
    ----------
    math
        The element.
    thresholds
        Threshold by id of an input, which a condition may use in place of a number.
    where
        The file, for messages.
    tops
        Highest level by id of a species; 1 where it is not given.

    Raises
    ------
    FormatError
        Something in it is no condition on levels; with its line.
    """
    if len(math.children if math.node is None else math.node) != 1:
        raise FormatError("a condition holds one expression", where=where, line=math.line)
    plain = _plain(math.node[0], thresholds, tops or {}) if math.node is not None else None
    if plain is not None:
        return Rule(plain)
    reader = _Reader(thresholds, where, tops or {})
    text = reader.text(math.children[0])
    return Rule.parse(text, where, dialect=FILE_RULES, line=math.line, error=FormatError)


def condition_shape(math: Any) -> tuple[Hashable, dict[str, int]]:
    """Return what conditions that differ in their names alone have in common, and the names.

    Parameters
    ----------
    math
        A ``math`` element, as the standard library has it.
    """
    every = list(math.iter())
    mentioned = [(e.text or "").strip() for e in math.iter(_CI)]
    names = {name: k for k, name in enumerate(dict.fromkeys(mentioned))}
    numbers = tuple([((e.text or "").strip(), *e.items()) for e in math.iter(_CN)])
    places = tuple([names[name] for name in mentioned])
    return (tuple([e.tag for e in every]), tuple(map(len, every)), numbers, places), names


def plain_condition(math: Any) -> Expression | None:
    """Read *and*, *or*, *not* of species that are on or off; None where it is anything else."""
    return _plain(math[0], {}, {})


def _plain(
    e: Any, thresholds: Mapping[str, int], tops: Mapping[str, int], depth: int = 0
) -> Expression | None:
    """Read *and*, *or*, *not* of species that are on or off, as the parser does the whole.

    None where it is anything else, or deeper than is gone through again and again.
    """
    if e.tag != _APPLY or len(e) < 2 or depth > MAX_PAIRS:
        return None
    operator, *parts = e
    kind = _PLAIN.get(operator.tag)
    if kind is None:
        return None
    if kind == "compared":
        return _on_or_off(operator.tag, parts, thresholds, tops)
    if kind == "not":
        inner = _plain(parts[0], thresholds, tops, depth + 1) if len(parts) == 1 else None
        return None if inner is None else negated(inner)
    found: list[Expression] = []
    parts.reverse()
    while parts:  # what is joined alike is one, however many pairs it is written in
        part = parts.pop()
        if len(part) and part[0].tag == operator.tag and part.tag == _APPLY:
            parts += part[:0:-1]
            continue
        term = _plain(part, thresholds, tops, depth + 1)
        if term is None:
            return None
        found.append(term)
    return joined(And if kind == "and" else Or, found) if found else None


def _on_or_off(
    compared: str, sides: list[Any], thresholds: Mapping[str, int], tops: Mapping[str, int]
) -> Expression | None:
    """Read a comparison of a species that is on or off with 0 or 1."""
    if len(sides) != 2:
        return None
    species, number = sides
    if species.tag != _CI or number.tag != _CN or len(species) or len(number):
        return None
    kind = number.keys()
    if kind and (kind != ["type"] or number.get("type") != "integer"):
        return None
    found = _literal(compared, species.text, number.text)
    return None if found is None or found.name in thresholds or found.name in tops else found


@lru_cache(maxsize=65_536)
def _literal(compared: str, species: str | None, number: str | None) -> Atom | None:
    """Return the literal that a comparison with 0 or 1 comes to; None where it is none."""
    name = (species or "").strip()
    value = _VALUES.get((compared, (number or "").strip()))
    if value is None or not name.isidentifier() or len(name) > MAX_NAME:
        return None
    return literal(name, value)


class _Reader:
    def __init__(self, thresholds: Mapping[str, int], where: str, tops: Mapping[str, int]) -> None:
        self.thresholds, self.where, self.tops = thresholds, where, tops

    def stop(self, message: str, e: Element, hint: str = "") -> FormatError:
        return FormatError(message, where=self.where, line=e.line, hint=hint)

    def text(self, top: Element) -> str:
        """Write an expression with infix operators; a stack, so that no depth is too deep."""
        stack: list[Element | str] = [top]
        found: list[str] = []
        while stack:
            item = stack.pop()
            if isinstance(item, str):
                found.append(item)
            elif item.name == "apply":
                stack += reversed(self._applied(item))
            else:
                found.append(self._leaf(item))
        return " ".join(found)

    def _applied(self, e: Element) -> list[Element | str]:
        if not e.children:
            raise self.stop("an 'apply' without an operator", e)
        operator, *given = e.children
        name = operator.name
        if name in _COMPARED:
            return [self._comparison(name, given, e)]
        if name == "not" and len(given) == 1:
            return ["!", "(", given[0], ")"]
        if name == "implies" and len(given) != 2:
            raise self.stop("'implies' takes two conditions", e)
        if name not in _JOINED:
            raise self.stop(f"the operator {name!r} does not make a condition on levels", e)
        if not given:
            return [_EMPTY[name]]
        parts: list[Element | str] = ["("]
        for i, part in enumerate(given):
            parts += [_JOINED[name], part] if i else [part]
        return [*parts, ")"]

    def _leaf(self, e: Element) -> str:
        if e.name in ("true", "false"):
            return str(int(e.name == "true"))
        if e.name == "ci":
            return self._name(e)
        raise self.stop(f"{e.name!r} does not make a condition on levels", e)

    def _name(self, e: Element) -> str:
        name = e.words
        if not name.isidentifier():
            raise self.stop(f"{name[:40]!r} is not an id", e)
        return f'"{name}"'  # a species called 'and' is not the word

    def _comparison(self, name: str, given: list[Element], e: Element) -> str:
        if len(given) != 2:
            raise self.stop(f"{name!r} compares two levels", e)
        first, second = (self._side(side) for side in given)
        compare = _COMPARED[name]
        if isinstance(first, str) and isinstance(second, str):
            if self._top(first) == self._top(second) == 1:
                return _BETWEEN[name].format(first, second)
            rows = []
            for a in range(self._top(first) + 1):
                there = [b for b in range(self._top(second) + 1) if compare(a, b)]
                rows.append(f"( {self._levels(first, [a])} & {self._levels(second, there)} )")
            return f"( {' | '.join(rows)} )"
        if isinstance(first, str):
            assert not isinstance(second, str)
            there = [x for x in range(self._top(first) + 1) if compare(x, second)]
            return self._reached(first, there, name, second, e)
        if isinstance(second, str):
            there = [x for x in range(self._top(second) + 1) if compare(first, x)]
            return self._reached(second, there, name, first, e)
        return str(int(compare(first, second)))

    def _reached(
        self, species: str, levels: list[int], compared: str, number: float, e: Element
    ) -> str:
        """Write that a species has one of some levels, where its highest allows the comparison."""
        top = self._top(species)
        is_level = 0 <= number <= top and (compared not in ("eq", "neq") or number.is_integer())
        if not is_level or not levels:
            shown = f"comparing {species[1:-1][:40]!r} with {number:g} by {compared!r}"
            raise self.stop(f"{shown} tells no levels apart", e, f"its levels are 0 to {top}")
        return self._levels(species, levels)

    def _top(self, name: str) -> int:
        return self.tops.get(name[1:-1], 1)

    def _levels(self, name: str, levels: Iterable[int]) -> str:
        """Write that a species has one of some levels."""
        return _infix(levels_in(name[1:-1], levels, self._top(name)))

    def _side(self, e: Element) -> str | float:
        """Return a quoted name, or a number."""
        if e.name == "ci":
            name = self._name(e)
            return self.thresholds.get(name[1:-1], name)
        if e.name == "cn":
            return self._number(e)
        raise self.stop(f"{e.name!r} cannot be compared with a level", e)

    def _number(self, e: Element) -> float:
        """Read a number of any type that MathML has; ``sep`` parts those of two parts."""
        kind = e.get("type") or "real"
        parts = [part.strip() for part in e.own_text.split(SEPARATOR)]
        try:
            if kind == "e-notation" and len(parts) == 2:
                return float(f"{float(parts[0])}e{int(parts[1])}")
            if kind == "rational" and len(parts) == 2:
                return int(parts[0]) / int(parts[1])
            if kind in ("real", "integer", "double") and len(parts) == 1:
                base = int(e.get("base") or 10)
                return float(parts[0]) if base == 10 else float(int(parts[0], base))
        except (ValueError, ArithmeticError):
            pass
        hint = "a level is an integer, real, e-notation or rational number"
        message = f"{' '.join(parts)[:40]!r} of type {kind[:20]!r} is not a level"
        raise self.stop(message, e, hint)


def _infix(e: Expression) -> str:
    if isinstance(e, Atom):
        return f'"{e.name}"' if e.value else f'! "{e.name}"'
    if not e.terms:
        return _EMPTY["and" if isinstance(e, And) else "or"]
    return f"( {(' & ' if isinstance(e, And) else ' | ').join(map(_infix, e.terms))} )"


def write_math(rule: Rule, graded: Collection[str] = ()) -> str:
    """Write a rule as a ``math`` element; ``graded`` are the species with more than two levels."""
    return element("math", {"xmlns": _MATHML}, _written(rule.expression, graded))


def _written(e: Expression, graded: Collection[str]) -> str:
    if isinstance(e, Atom):
        species, threshold = species_and_level(e.name)
        compared, number = "<eq/>", e.value
        if threshold > 1 or (graded and species in graded):
            compared, number = "<geq/>" if e.value else "<lt/>", threshold
        level = element("cn", {"type": "integer"}, str(number))
        return element("apply", {}, compared, text_element("ci", species), level)
    if not e.terms:
        return "<true/>" if isinstance(e, And) else "<false/>"
    operator = "<and/>" if isinstance(e, And) else "<or/>"
    return element("apply", {}, operator, *(_written(t, graded) for t in e.terms))
