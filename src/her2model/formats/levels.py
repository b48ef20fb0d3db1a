"""Targets with levels: from the conditions of each level to a rule for each, and in few words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from her2model.errors import LimitError
from her2model.model.expressions import (
    And,
    Atom,
    Expression,
    Or,
    at_least,
    constant,
    joined,
    negated,
    species_and_level,
)
from her2model.model.implicants import MAX_NAMES
from her2model.model.rules import Implicant, Rule

__all__ = [
    "between",
    "is_nested",
    "levels_in",
    "overlap",
    "rules_by_level",
    "shape",
    "terms_by_level",
    "tidied",
]


def shape(e: Expression) -> object:
    """Return what does not change when terms are written in another order."""
    return e if isinstance(e, Atom) else (type(e), frozenset(map(shape, e.terms)))


def _conditions(e: Expression) -> frozenset[object]:
    """Return the shapes of what has to hold at once."""
    return frozenset(map(shape, e.terms if isinstance(e, And) else (e,)))


def is_nested(high: Rule, low: Rule) -> bool:
    """Whether one rule holds only where another does.

    Raises
    ------
    LimitError
        It could not be found out.
    """
    if _conditions(low.expression) <= _conditions(high.expression):
        return True
    return overlap(high, ~low) is None


def between(species: str, low: int, high: int, top: int) -> Expression:
    """Return that a species has a level from ``low`` to ``high``, of 0 to ``top``.

    Examples
    --------
    >>> between("X", 1, 1, 2)
    And(terms=(Atom(name='X', value=1), Atom(name='X>=2', value=0)))
    """
    above = negated(at_least(species, high + 1)) if high < top else And(())
    return joined(And, (at_least(species, low) if low <= top else Or(()), above))


def levels_in(species: str, levels: Iterable[int], top: int) -> Expression:
    """Return that a species has one of some levels, of 0 to ``top``."""
    wanted = {level for level in levels if 0 <= level <= top}
    starts = sorted(level for level in wanted if level - 1 not in wanted)
    ends = sorted(level for level in wanted if level + 1 not in wanted)
    return joined(Or, (between(species, a, b, top) for a, b in zip(starts, ends, strict=True)))


def rules_by_level(
    conditions: Mapping[int, Iterable[Expression]], usual: int, top: int
) -> tuple[Rule, ...]:
    """Return the rule of each level from 1 to ``top``.

    Parameters
    ----------
    conditions
        Level → when the target tends to it; no two levels at once.
    usual
        The level where no condition holds.
    top
        The highest level.
    """
    when = {level: joined(Or, found) for level, found in conditions.items()}
    rules: list[Rule] = []
    above: Expression = Or(())
    for k in range(top, usual, -1):
        above = _either(when.get(k, Or(())), above)
        rules.append(tidied(Rule(above)))
    for k in range(min(usual, top), 0, -1):
        below = joined(Or, (e for level, e in when.items() if level < k))
        rules.append(tidied(Rule(negated(below))))
    return tuple(reversed(rules))


def _either(term: Expression, above: Expression) -> Expression:
    """Join the condition of a level with that of higher ones.

    A condition that says "this much, and not enough for more", as :func:`terms_by_level` writes it,
    comes to "this much"; written out, it would be too long to work with.
    """
    if above == Or(()):
        return term
    whole = _conditions(above)
    parts = term.terms if isinstance(term, And) else (term,)
    base = joined(And, (e for e in parts if shape(e) in whole))
    more = joined(And, (e for e in parts if shape(e) not in whole))
    if _conditions(base) | _conditions(negated(more)) == whole:
        return base
    return joined(Or, (above, term))


def terms_by_level(rules: Iterable[Rule]) -> list[tuple[int, Rule]]:
    """Return when a target tends to each level from the highest to 1, no two at once.

    Examples
    --------
    >>> [(k, r.text) for k, r in terms_by_level([Rule.parse("A"), Rule.parse("A >= 2")])]
    [(2, 'A and A >= 2'), (1, 'A and A < 2')]
    """
    rules = list(rules)
    found = []
    for k in range(len(rules), 0, -1):
        reached = [r.expression for r in rules[:k]]
        beyond = [negated(rules[k].expression)] if k < len(rules) else []
        found.append((k, Rule(joined(And, (*reached, *beyond)))))
    return found


def overlap(one: Rule, other: Rule) -> Implicant | None:
    """Return a state in which two rules hold, or None.

    Raises
    ------
    LimitError
        It could not be found out.
    """
    both = Rule(joined(And, (one.expression, other.expression)))
    ladders = {species_and_level(n)[0] for n in both.names if ">=" in n}
    steps = [
        joined(Or, (negated(at_least(s, k)), at_least(s, below)))
        for s in ladders
        for k, below in _steps(s, both.names)
    ]
    if not Rule(joined(And, (both.expression, *steps))).can_hold:
        return None
    return next((i for i in both.prime_implicants if _is_possible(i)), None)


def tidied(rule: Rule) -> Rule:
    """Return the rule in few words, where it reads levels above 1.

    States that no species can have (level 2 and not level 1) count as free to choose.
    """
    ladders = {species_and_level(n)[0] for n in rule.names if ">=" in n}
    if not ladders or len(rule.names) > MAX_NAMES:
        return rule
    none = [
        joined(And, (at_least(s, k), negated(at_least(s, below))))
        for s in ladders
        for k, below in _steps(s, rule.names)
    ]
    try:
        implicants = Rule(joined(Or, (rule.expression, *none))).prime_implicants
    except LimitError:
        return rule
    kept: list[Implicant] = []
    for i in map(_shortest, filter(_is_possible, implicants)):
        if not any(_implies(i, k) for k in kept):
            kept = [*(k for k in kept if not _implies(k, i)), i]
    if not kept:
        return Rule(constant(0))
    return Rule.any_of(kept)


def _steps(species: str, names: Iterable[str]) -> list[tuple[int, int]]:
    """Return the neighbouring levels at which a species is read."""
    found = (species_and_level(n) for n in names)
    read = sorted(level for s, level in found if s == species)
    return list(zip(read[1:], read, strict=False))


def _is_possible(implicant: Implicant) -> bool:
    """Whether some species levels agree with it."""
    least: dict[str, int] = {}
    most: dict[str, int] = {}
    for name, value in implicant:
        species, level = species_and_level(name)
        if value:
            least[species] = max(level, least.get(species, 0))
        else:
            most[species] = min(level - 1, most.get(species, level))
    return all(least[s] <= most[s] for s in least.keys() & most.keys())


def _shortest(implicant: Implicant) -> Implicant:
    """Leave out literals that another one of the same species implies."""
    return tuple(
        lit
        for lit in implicant
        if not any(other != lit and _literal_implies(other, lit) for other in implicant)
    )


def _literal_implies(one: tuple[str, int], other: tuple[str, int]) -> bool:
    (a, k), (b, m) = species_and_level(one[0]), species_and_level(other[0])
    return a == b and one[1] == other[1] and (k >= m if one[1] else k <= m)


def _implies(one: Implicant, other: Implicant) -> bool:
    return all(any(_literal_implies(mine, lit) for mine in one) for lit in other)
