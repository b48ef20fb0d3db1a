"""Levels of a species as bits: bit 1 has the species' own name, bit k the name ``X>=k``.

A rule over literals ``X >= t`` is then a Boolean rule over these names. On the way from levels to
bits a literal is *projected*: ``X >= 2`` becomes ``X and X>=2``, so that a state whose bits are not
a prefix (``X>=2`` without ``X``) means the level below the gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from her2model.model.expressions import And, Atom, Expression, Or, species_and_level
from her2model.model.rules import Rule, Sign

__all__ = [
    "bit_of",
    "bits_of",
    "essential_in",
    "has_one_sign",
    "named_in",
    "projected",
    "signs_of",
    "species_and_level",
]

_AT_LEAST = ">="


def bit_of(species: str, level: int) -> str:
    """Return the name of the bit that says whether a species is at a level or above it.

    Examples
    --------
    >>> bit_of("PIP3", 1), bit_of("PIP3", 2)
    ('PIP3', 'PIP3>=2')
    """
    return species if level == 1 else f"{species}{_AT_LEAST}{level}"


def bits_of(species: str, top: int) -> tuple[str, ...]:
    """Return the names of all bits of a species with levels 0 to ``top``, lowest first."""
    return tuple(bit_of(species, k) for k in range(1, top + 1))


def named_in(rules: Iterable[Rule]) -> dict[str, tuple[int, ...]]:
    """Return the species that rules read, each with the thresholds at which they do."""
    found: dict[str, set[int]] = {}
    for rule in rules:
        for name in rule.names:
            species, level = species_and_level(name)
            found.setdefault(species, set()).add(level)
    return {s: tuple(sorted(levels)) for s, levels in found.items()}


def essential_in(rules: Iterable[Rule]) -> frozenset[str]:
    """Return the species on whose level some of the rules really depend."""
    return frozenset(
        species_and_level(name)[0] for rule in rules for name in projected(rule).essential
    )


def has_one_sign(rules: Iterable[Rule]) -> bool:
    """Whether each species is written with one sign only, over all thresholds and all rules."""
    signs = {(species_and_level(name)[0], value) for rule in rules for name, value in rule.literals}
    return len(signs) == len({species for species, _ in signs})


def projected(rule: Rule) -> Rule:
    """Return the rule in which a bit holds only together with all lower bits of its species."""
    return Rule(_projected(rule.expression)) if rule.reads_levels else rule


def _projected(e: Expression) -> Expression:
    if not isinstance(e, Atom):
        return type(e)(tuple(map(_projected, e.terms)))
    species, level = species_and_level(e.name)
    if level == 1:
        return e
    return (And if e.value else Or)(tuple(Atom(b, e.value) for b in bits_of(species, level)))


def signs_of(rule: Rule) -> Mapping[str, Sign]:
    """Return the sign with which each species acts over all its thresholds.

    As for :attr:`Rule.signs`: as written where each species is written with one sign, and else
    that of its influence on the function; a species without any influence is left out.
    """
    if not rule.reads_levels:
        return rule.signs
    if not rule.is_at_its_word and not has_one_sign([rule]):
        rule = projected(rule)
    signs: dict[str, Sign] = {}
    for name, sign in rule.signs.items():
        species = species_and_level(name)[0]
        signs[species] = sign if signs.get(species, sign) == sign else "dual"
    return signs
