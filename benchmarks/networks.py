"""Networks to measure on: bnet files as models, and generated networks of any size."""

from __future__ import annotations

import random
from pathlib import Path

from her2model.model.model import Model
from her2model.model.parts import FrozenMap, Interaction, RuleEntry, Species, arrow
from her2model.model.rules import Rule

__all__ = ["FIRST_EDITION", "from_bnet", "from_repository", "generated", "plain", "to_bnet"]

FIRST_EDITION = str(Path(__file__).parent / "models" / "her2-first-edition.yaml")
"""The consensus without levels, which every peer can read; figures are set beside those of then."""


def from_bnet(path: Path, initial: int = 1) -> Model:
    """Read a bnet file; inputs, written ``x, x`` or without a line, get one value."""
    rules = {}
    for line in path.read_text().splitlines():
        name, comma, text = line.partition(",")
        if comma and not line.startswith("#") and name.strip() != "targets":
            rules[name.strip()] = Rule.parse(text.strip())
    return _model(path.stem, rules, initial)


def from_repository(name: str, initial: int = 1) -> Model:
    """Read a network of the repository that comes with pyboolnet."""
    import pyboolnet

    folder = Path(pyboolnet.__file__).parent / "repository" / name
    return from_bnet(folder / f"{name}.bnet", initial)


def plain(model: Model) -> Model:
    """Return a model's rules alone: no drugs or alterations, inputs at their values."""
    values = {s: model.species[s].initial or 0 for s in model.inputs}
    return _model(model.name, {**{s: Rule.parse(s) for s in values}, **model.functions}, values)


def generated(species: int, inputs: int, seed: int = 0) -> Model:
    """Generate a layered signalling network: chains from inputs, cross-talk, some feedback.

    Each species has one to three regulators, mostly from just before it; 30 % of arrows inhibit,
    and one arrow in twelve goes back.
    """
    chance = random.Random(seed)
    names = [f"in{i}" for i in range(inputs)] + [f"s{i}" for i in range(species)]
    rules: dict[str, Rule] = {n: Rule.parse(n) for n in names[:inputs]}
    for k, name in enumerate(names[inputs:], start=inputs):
        near = names[max(0, k - 12) : k]
        chosen = chance.sample(near, min(len(near), chance.choice([1, 1, 2, 2, 3])))
        if chance.random() < 1 / 12:
            chosen.append(chance.choice(names[k:]))
        terms = [n if chance.random() < 0.7 else f"not {n}" for n in dict.fromkeys(chosen)]
        text = terms[0]
        for term in terms[1:]:
            text = f"({text} {chance.choice(['and', 'or'])} {term})"
        rules[name] = Rule.parse(text)
    return _model(f"generated {species}+{inputs}", rules, 1)


def _model(name: str, rules: dict[str, Rule], initial: int | dict[str, int]) -> Model:
    mentioned = {n for r in rules.values() for n in r.names}
    inputs = [n for n in mentioned if n not in rules or rules[n].text == n]
    kept = {n: r for n, r in rules.items() if n not in inputs and r.signs}
    constants = {n: r.constant for n, r in rules.items() if r.constant is not None}
    arrows = {}
    for target, rule in kept.items():
        for source, sign in rule.signs.items():
            one = Interaction(source=source, target=target, sign=sign)
            arrows[arrow(source, sign, target)] = one
    sources = {i.source for i in arrows.values()}
    species = {n: Species(id=n, kind="protein") for n in kept}
    for n in sources - set(kept):
        value = constants.get(n)
        if value is None:
            value = initial if isinstance(initial, int) else initial[n]
        species[n] = Species(id=n, kind="ligand", initial=value)
    return Model(
        name=name,
        species=FrozenMap(species),
        interactions=FrozenMap(arrows),
        rules=FrozenMap({n: RuleEntry(rule=r.text) for n, r in kept.items()}),
    )


def to_bnet(model: Model) -> str:
    """Write a model's rules as bnet text, inputs at their values."""
    lines = [f"{s}, {model.species[s].initial}" for s in model.inputs]
    lines += [f"{s}, {r.written(' & ', ' | ', '!')}" for s, r in model.functions.items()]
    return "\n".join(lines)
