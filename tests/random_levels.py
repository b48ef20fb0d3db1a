"""Random networks of species with levels, as rules over bits and as text."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from random import Random

from her2model.model.model import Model
from her2model.model.parts import (
    Alteration,
    FrozenMap,
    Interaction,
    LevelRule,
    Readouts,
    RuleEntry,
    Species,
)
from her2model.model.rules import And, Atom, Rule, Sign
from her2model.model.thresholds import bit_of, named_in, signs_of

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


def _telling(chance: Random, highest: Mapping[str, int]) -> Rule:
    """A rule that depends on all that it names."""
    while True:
        rule = _rule(chance, highest)
        if set(named_in([rule])) == set(signs_of(rule)):
            return rule


def functions(rules: LevelRules) -> dict[str, Rule]:
    """The rules by bit, as a model holds them."""
    return {
        bit_of(s, k): rule for s, by_level in rules.items() for k, rule in enumerate(by_level, 1)
    }


def texts(rules: LevelRules) -> dict[str, list[str]]:
    """The rules as Python text."""
    return {s: [rule.text for rule in by_level] for s, by_level in rules.items()}


def model(chance: Random, size: int, drugs: int = 2) -> Model:
    """A model with levels, drugs, an input with levels, and alterations of every kind."""
    highest = tops(chance, size) | {"input": chance.choice((1, 2))}
    rules = {
        s: [_rule(chance, highest) for _ in range(highest[s])] for s in highest if s != "input"
    }
    agents = [f"drug{i}" for i in range(drugs)]
    for agent in agents:
        for s in chance.sample(list(rules), min(len(rules), chance.randint(1, 2))):
            k = chance.randrange(len(rules[s]))
            rules[s][k] = Rule(And((rules[s][k].expression, Atom(agent, 0)))).fixing({})
    arrows = {}
    for target, by_level in rules.items():
        signs: dict[str, Sign] = {}
        for rule in by_level:
            for source, sign in signs_of(rule).items():
                signs[source] = sign if signs.get(source, sign) == sign else "dual"
        for source, sign in signs.items():
            i = Interaction(source=source, target=target, sign=sign)
            arrows[i.id] = i
    species: dict[str, Species] = {
        s: Species(id=s, kind="protein", levels=top) for s, top in highest.items()
    }
    species["input"] = Species(
        id="input",
        kind="ligand",
        levels=highest["input"],
        initial=chance.randint(0, highest["input"]),
    )
    species |= {a: Species(id=a, kind="drug", initial=0) for a in agents}
    kept = {end for i in arrows.values() for end in (i.source, i.target)} | set(rules)
    names = list(rules)
    entries = {
        s: RuleEntry(rule=first.text, higher=tuple(LevelRule(rule=r.text) for r in higher))
        for s, (first, *higher) in rules.items()
    }
    some = {k: chance.choice(names) for k in ("fix", "floor", "cap")}
    level = {k: chance.randint(0, highest[s]) for k, s in some.items()}
    alterations = {
        k: Alteration.model_validate({"name": k, k: {s: level[k]}}) for k, s in some.items()
    }
    if arrows:
        alterations["cut"] = Alteration(name="cut", cut=(chance.choice(list(arrows)),))
    return Model(
        name="random",
        species=FrozenMap({s: v for s, v in species.items() if s in kept}),
        interactions=FrozenMap(arrows),
        rules=FrozenMap(entries),
        alterations=FrozenMap(alterations),
        readouts=Readouts(growth=names[0]),
    )
