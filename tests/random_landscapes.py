"""Small random models with drugs, alterations, cut arrows and rules that are not unate."""

from __future__ import annotations

import itertools
import random

from her2model.model.model import Model
from her2model.model.parts import (
    Alteration,
    FrozenMap,
    Interaction,
    Readouts,
    RuleEntry,
    Species,
    arrow,
)
from her2model.model.rules import Rule
from her2model.screening.landscape import Landscape


def random_model(
    seed: int,
    species: int = 7,
    drugs: int = 3,
    alterations: int = 4,
    *,
    unate: bool = False,
    conflicts: bool = True,
) -> Model:
    """Build a model; the same seed gives the same one."""
    chance = random.Random(seed)
    names = [f"x{i}" for i in range(species)]
    drug_names = [f"d{i}" for i in range(drugs)]
    inputs = ["in0", "in1"]
    rules: dict[str, str] = {}
    hits: dict[str, list[str]] = {n: [] for n in names}
    for d in drug_names:
        for target in chance.sample(names, chance.randint(1, 2)):
            hits[target].append(d)
    for n in names:
        rules[n] = _random_rule(chance, names, inputs, hits[n], unate)
    parsed = {n: Rule.parse(text) for n, text in rules.items()}
    arrows = {}
    for target, rule in parsed.items():
        for source, sign in rule.signs.items():
            i = Interaction(source=source, target=target, sign=sign)
            arrows[arrow(source, sign, target)] = i
    used = {i.source for i in arrows.values()}
    kinds = {**dict.fromkeys(names, "protein"), **dict.fromkeys(drug_names, "drug")}
    every = {
        n: Species(id=n, kind=kinds[n], initial=0 if kinds[n] == "drug" else None) for n in kinds
    }
    for n in inputs:
        every[n] = Species(id=n, kind="ligand", initial=chance.randint(0, 1))
    every = {n: s for n, s in every.items() if n in used or n in names}
    for n in names:
        if not parsed[n].signs:
            del every[n]
    return _finished(chance, every, arrows, rules, alterations, conflicts, seed)


def _random_rule(
    chance: random.Random, names: list[str], inputs: list[str], hits: list[str], unate: bool
) -> str:
    pool = names + inputs
    regulators = chance.sample(pool, chance.randint(1, 3))
    if not unate and len(regulators) > 1 and chance.random() < 0.15:
        a, b, *rest = regulators
        body = f"(({a} and not {b}) or (not {a} and {b}))"
        body = " or ".join([body, *rest])
    else:
        literals = [r if chance.random() < 0.65 else f"not {r}" for r in regulators]
        body = literals[0]
        for literal in literals[1:]:
            body = f"({body} {chance.choice(['and', 'or'])} {literal})"
    for d in hits:
        body = f"{body} and not {d}" if chance.random() < 0.85 else f"({body} or {d})"
    return body


def _finished(
    chance: random.Random,
    every: dict[str, Species],
    arrows: dict[str, Interaction],
    rules: dict[str, str],
    alterations: int,
    conflicts: bool,
    seed: int,
) -> Model:
    targets = sorted({i.target for i in arrows.values()})
    forceable = [s for s in every if every[s].kind != "drug"]
    named = {}
    for k in range(alterations):
        fixed: dict[str, int] = {}
        if chance.random() < 0.75:
            for s in chance.sample(forceable, chance.randint(1, 2)):
                fixed[s] = chance.randint(0, 1) if conflicts else forceable.index(s) % 2
        cut = chance.sample(sorted(arrows), 1) if not fixed or chance.random() < 0.4 else []
        named[f"a{k}"] = Alteration(name=f"a{k}", fix=FrozenMap(fixed), cut=tuple(cut))
    return Model(
        name=f"random {seed}",
        species=FrozenMap(every),
        interactions=FrozenMap(arrows),
        rules=FrozenMap({n: RuleEntry(rule=r) for n, r in rules.items() if n in targets}),
        alterations=FrozenMap(named),
        readouts=Readouts(growth=chance.choice(targets)),
    )


def subsets(names: tuple[str, ...], size: int | None = None) -> list[tuple[str, ...]]:
    most = len(names) if size is None else size
    return [c for k in range(most + 1) for c in itertools.combinations(names, k)]


def cells(land: Landscape) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return list(itertools.product(subsets(land.alterations), subsets(land.drugs)))
