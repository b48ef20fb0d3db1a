"""Random networks and small random models, the same for the same seed."""

from __future__ import annotations

from random import Random
from typing import Any

from her2model.model.model import Model
from her2model.model.parts import Alteration, FrozenMap, Interaction, Readouts, RuleEntry, Species
from her2model.model.rules import Rule


def rule(chance: Random, names: list[str], most: int = 3, unate: bool = True) -> str:
    """A random rule over some of the names: an alternative of conjunctions."""
    used = chance.sample(names, min(len(names), chance.randint(1, most)))
    signs = {n: chance.random() < 0.6 for n in used}
    terms = []
    for _ in range(chance.randint(1, 3)):
        some = chance.sample(used, chance.randint(1, len(used)))
        terms.append(
            " and ".join(
                n if (signs[n] if unate else chance.random() < 0.5) else f"not {n}" for n in some
            )
        )
    return " or ".join(f"({t})" for t in terms)


def rules(chance: Random, size: int, most: int = 3, unate: bool = True) -> dict[str, str]:
    """Rules for ``size`` species; now and then one is constant."""
    names = [f"s{i}" for i in range(size)]
    return {
        n: rule(chance, names, most, unate) if chance.random() > 0.05 else f"{n} or not {n}"
        for n in names
    }


def model(chance: Random, size: int, drugs: int = 2) -> Model:
    """A model with drugs, a context input, and alterations that fix or cut."""
    names = [f"s{i}" for i in range(size)]
    agents = [f"drug{i}" for i in range(drugs)]
    texts = {n: rule(chance, [*names, "input"]) for n in names}
    for agent in agents:
        for target in chance.sample(names, chance.randint(1, 2)):
            texts[target] = f"({texts[target]}) and not {agent}"
    arrows = {}
    for target, text in texts.items():
        for source, sign in Rule.parse(text).signs.items():
            i = Interaction(source=source, target=target, sign=sign)
            arrows[i.id] = i
    species: dict[str, Any] = {n: Species(id=n, kind="protein") for n in names}
    species |= {a: Species(id=a, kind="drug", initial=0) for a in agents}
    species["input"] = Species(id="input", kind="ligand", initial=chance.randint(0, 1))
    acting = {i.source for i in arrows.values()} | {i.target for i in arrows.values()}
    alterations = {
        "gain": Alteration(name="gain", fix=FrozenMap({chance.choice(names): 1})),
        "loss": Alteration(name="loss", fix=FrozenMap({chance.choice(names): 0})),
        "cut": Alteration(name="cut", cut=(chance.choice(list(arrows)),)),
    }
    return Model(
        name="random",
        species=FrozenMap({s: v for s, v in species.items() if s in acting}),
        interactions=FrozenMap(arrows),
        rules=FrozenMap({n: RuleEntry(rule=t) for n, t in texts.items()}),
        alterations=FrozenMap(alterations),
        readouts=Readouts(growth=names[0], death=names[1]),
    )
