"""Random models with all that is awkward, through every format and back: the same network."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from itertools import product
from math import prod
from pathlib import Path
from random import Random
from typing import Any

import pytest

import her2model as h2
from her2model.formats.assembly import assemble
from her2model.formats.draft import Draft
from her2model.formats.format import CONTENTS, ConversionWarning
from her2model.formats.registry import all_formats
from her2model.model.expressions import species_and_level
from her2model.model.model import Model
from her2model.model.rules import Rule
from her2model.model.thresholds import bit_of
from peer_readers import acting

MODELS = int(os.environ.get("HER2MODEL_ROUND_TRIPS", "6"))  # 500 for all
CARRIERS = [f for f in all_formats() if f.is_read and f.writer and "levels" in f.carries]
NAMES = (
    "IGF-1R", "4EBP1", "HER2:HER3", "T DM1", "NFκB", "and", "akt", "AKT", "p53@x", "ERK1/2", "Ca2+",
    "β-catenin", "node", "targets", "true", "$x", "!x", "(x)", "é", "名", "A,B", 'say "no"', "x;y",
    "a=b", "X_b1", "X_b2", "Y_b1", "#5", "0", "p.Val600", "<b>", "&", "it's", "=1+1", "rule", "C|D",
)  # fmt: skip
Literal = tuple[str, int]


def random_model(seed: int) -> Model:
    """Levels, constants, rules of 20 inputs, both signs of one name, what sustains itself."""
    chance = Random(seed)
    size = 24 if seed % 5 == 0 else chance.randint(3, 9)
    names = chance.sample(NAMES, size)
    tops = {n: chance.choice((1, 1, 1, 2, 3)) for n in names}
    inputs = set(chance.sample(names, chance.randint(0, size // 2)))
    rules: dict[str, Rule | None] = dict.fromkeys(names)
    higher: dict[str, tuple[Rule, ...]] = {}
    for name in names:
        if name not in inputs:
            first, *rest = (one_rule(chance, name, tops) for _ in range(tops[name]))
            rules[name], higher[name] = first, tuple(rest)
    species: dict[str, dict[str, Any]] = {n: {"levels": top} for n, top in tops.items() if top > 1}
    for name in inputs:
        species.setdefault(name, {})["initial"] = chance.randint(0, tops[name])
    kept = {n: some for n, some in higher.items() if some}
    return assemble(Draft(f"random_{seed}", rules, species=species, higher=kept)).model


def one_rule(chance: Random, target: str, tops: dict[str, int]) -> Rule:
    names = list(tops)

    def literal(name: str) -> Literal:
        return bit_of(name, chance.randint(1, tops[name])), chance.randint(0, 1)

    kind = chance.random()
    if kind < 0.1:
        return Rule.any_of([()] if kind < 0.05 else [])
    if kind < 0.25:  # keeps itself on
        return Rule.any_of(
            [((bit_of(target, 1), 1),), (literal(chance.choice(names)),)][: 1 + (kind < 0.2)]
        )
    if kind < 0.4:  # exclusive or
        (a, _), (b, _) = (literal(n) for n in chance.sample(names, 2))
        return Rule.any_of([((a, 1), (b, 0)), ((a, 0), (b, 1))])
    if len(names) > 20 and kind < 0.6:
        some = [literal(n) for n in chance.sample(names, 20)]
        return Rule.any_of([tuple(some[k : k + 4]) for k in range(0, 20, 4)])
    terms = [tuple({literal(n) for n in chance.sample(names, chance.randint(1, 3))}) for _ in "ab"]
    return Rule.any_of(terms)


class Network:
    """A model by its printed names: levels, inputs, signs, and where each species tends to."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.ids = {s.name: s.id for s in model.species.values() if s.id in acting(model)}
        name = {id: n for n, id in self.ids.items()}
        self.tops = {n: model.species[s].top for n, s in self.ids.items()}
        self.inputs = {name[s]: model.species[s].initial for s in model.inputs}
        arrows = model.interactions.values()
        self.signs = {(name[i.source], i.sign, name[i.target]) for i in arrows}

    def regulators(self, target: str) -> set[str]:
        bits = self.model.bits(self.ids[target])
        used = {n for b in bits if b in self.model.functions for n in self.model.functions[b].names}
        return {self.model.species[species_and_level(n)[0]].name for n in used}

    def target(self, name: str, state: dict[str, int]) -> int:
        """The highest level up to which all rules hold."""
        level = 0
        for bit in self.model.bits(self.ids[name]):
            rule = self.model.functions[bit]
            read = {n: species_and_level(n) for n in rule.names}
            names = {n: self.model.species[s].name for n, (s, _) in read.items()}
            if not rule.evaluate({n: int(state[names[n]] >= k) for n, (_, k) in read.items()}):
                break
            level += 1
        return level


def states(tops: dict[str, int]) -> Iterator[dict[str, int]]:
    """All states of some species, or 200 of them."""
    if prod(top + 1 for top in tops.values()) <= 400:
        for row in product(*(range(top + 1) for top in tops.values())):
            yield dict(zip(tops, row, strict=True))
        return
    chance = Random(1)
    for _ in range(200):
        often = chance.random()  # rules of many inputs need nearly all on, or off
        yield {
            n: chance.randint(1, top) if chance.random() < often else 0 for n, top in tops.items()
        }


def demand_the_same(one: Network, other: Network, *, steps: bool) -> None:
    """Demand the same inputs, signs and targets; or, with steps, the same way to go from there."""
    idle = one.tops.keys() ^ other.tops.keys()  # named without influence, as X in "X or X < 2"
    assert idle <= one.inputs.keys() | other.inputs.keys()
    assert {n: one.tops.get(n, top) for n, top in other.tops.items()} == other.tops
    assert one.inputs.keys() - idle == other.inputs.keys() - idle
    if set(one.tops.values()) <= {1}:  # else a sign may belong to a level that is never reached
        assert one.signs == other.signs
    for target in one.tops.keys() - one.inputs.keys():
        used = one.regulators(target) | other.regulators(target) | {target}
        for state in states({n: (one.tops | other.tops)[n] for n in sorted(used)}):
            here, first, second = state[target], *(n.target(target, state) for n in (one, other))
            if steps:
                first, second = ((t > here) - (t < here) for t in (first, second))
            assert first == second, (target, state)


@pytest.mark.parametrize("kind", CARRIERS, ids=lambda f: f.name)
def test_a_network_comes_back(kind: Any, tmp_path: Path) -> None:
    """The same network, so the same attractors; and the same model where all of it is carried."""
    for seed in range(MODELS):
        model = random_model(seed)
        path = tmp_path / f"m{seed}{kind.suffixes[0]}"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConversionWarning)
            h2.save(model, path)
            back = h2.load(path)
        try:
            if kind.carries == set(CONTENTS):
                assert back == model
            else:
                demand_the_same(Network(model), Network(back), steps=kind.name == "MaBoSS")
                if "initial values" in kind.carries:
                    assert Network(back).inputs.items() <= Network(model).inputs.items()
        except AssertionError as reason:
            raise AssertionError(f"seed {seed}, {kind.name}: {reason}") from reason
