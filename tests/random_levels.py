"""Random networks of species with levels, as rules over bits and as text."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from random import Random

from her2model.model.rules import Rule
from her2model.model.thresholds import bit_of

LevelRules = Mapping[str, list[Rule]]
MAX_STATES = 300


def tops(chance: Random, size: int) -> dict[str, int]:
    """Highest levels of some species; not so many states that a reference takes long."""
    while True:
        found = {f"s{i}": chance.choice((1, 1, 2, 2, 3)) for i in range(size)}
        if prod(t + 1 for t in found.values()) <= MAX_STATES:
            return found


def network(chance: Random, size: int) -> LevelRules:
    """Rules by level: constants, own levels, both signs of one species, all now and then."""
    highest = tops(chance, size)
    return {s: [_rule(chance, highest) for _ in range(top)] for s, top in highest.items()}


def _rule(chance: Random, highest: Mapping[str, int]) -> Rule:
    if chance.random() < 0.08:
        return Rule.any_of([()] if chance.random() < 0.5 else [])
    used = chance.sample(list(highest), min(len(highest), chance.randint(1, 3)))
    signs = {s: chance.randint(0, 1) for s in used}
    mixed = chance.random() < 0.3
    terms = []
    for _ in range(chance.randint(1, 3)):
        some = chance.sample(used, chance.randint(1, len(used)))
        literals = [(s, chance.randint(0, 1) if mixed else signs[s]) for s in some]
        if mixed and chance.random() < 0.3:
            literals.append((chance.choice(some), chance.randint(0, 1)))
        terms.append(
            tuple((bit_of(s, chance.randint(1, highest[s])), value) for s, value in literals)
        )
    return Rule.any_of(terms)


def functions(rules: LevelRules) -> dict[str, Rule]:
    """The rules by bit, as a model holds them."""
    return {
        bit_of(s, k): rule for s, by_level in rules.items() for k, rule in enumerate(by_level, 1)
    }


def texts(rules: LevelRules) -> dict[str, list[str]]:
    """The rules as Python text."""
    return {s: [rule.text for rule in by_level] for s, by_level in rules.items()}
