"""Other tools as readers of what this library writes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import biodivine_aeon as aeon
import mpbn

import random_networks
from her2model.engine.network import Network
from her2model.engine.trap_spaces import minimal_trap_spaces
from her2model.formats.assembly import (
    assemble,
)
from her2model.formats.bits import bit_rules
from her2model.formats.draft import Draft
from her2model.model.model import Model
from her2model.model.rules import Atom, Rule

Spaces = frozenset[frozenset[tuple[str, Any]]]


def acting(model: Model) -> dict[str, Rule]:
    """The rule of each species that can be simulated; an input's is itself."""
    rules = {s: model.functions.get(s, Rule(Atom(s))) for s in model.species}
    return {s: r for s, r in rules.items() if s not in model.named_only}


def spaces_of(model: Model, fixed: Mapping[str, int]) -> Spaces:
    """Minimal trap spaces by this library's engine, with some species held."""
    network = Network.compiled(acting(model)).fixing(fixed)
    free = dict.fromkeys(network.species, "*")
    return frozenset(
        frozenset({**free, **network.values(s)}.items())
        for s in minimal_trap_spaces(network, network.entered(network.everything))
    )


def spaces_by_mpbn(bnet: str, fixed: Mapping[str, int], folder: Path) -> Spaces:
    path = folder / "read.bnet"
    path.write_text(bnet)
    network = mpbn.MPBooleanNetwork(str(path))
    for name, value in fixed.items():
        network[name] = value
    return frozenset(frozenset(a.items()) for a in network.attractors())


def spaces_by_aeon(network: Any, fixed: Mapping[str, int], infer: bool = True) -> Spaces:
    """Minimal trap spaces by AEON.

    AEON refuses arrows without influence; ``infer`` lets it find the arrows itself.
    """
    for name, value in fixed.items():
        network.set_update_function(name, None)
        for source in network.predecessors(name):
            network.remove_regulation(source, name)
        network.set_update_function(name, "true" if value else "false")
    if infer:
        network = network.infer_valid_graph()
    context = aeon.SymbolicSpaceContext(network)
    graph = aeon.AsynchronousGraph(network, context)
    word = {None: "*", True: 1, False: 0}
    return frozenset(
        frozenset((name, word[value]) for name, value in space.to_named_dict().items())
        for _, space in aeon.TrapSpaces.minimal_symbolic(context, graph)
    )


def primes_of(model: Model) -> dict[str, frozenset[frozenset[tuple[str, int]]]]:
    """Prime implicants of each rule; of a level, of what it takes to reach it."""
    rules = {s: r or Rule(Atom(s)) for s, r in bit_rules(model).items()} if model.levels else None
    every = rules or acting(model)
    return {s: frozenset(map(frozenset, r.prime_implicants)) for s, r in every.items()}


def random_model(seed: int) -> Model:
    """A random network of 4 to 16 species, one third of them with rules of mixed signs."""
    chance = Random(seed)
    size = chance.randint(4, 16)
    texts = random_networks.rules(chance, size, unate=seed % 3 > 0)
    for i in range(chance.randint(0, 2)):
        texts[f"s{i}"] = f"s{i}"
    rules = {s: Rule.parse(t) for s, t in texts.items()}
    return assemble(Draft(f"random_{seed}", rules)).model


def settings_of(model: Model, seed: int, most: int = 3) -> list[dict[str, int]]:
    """Settings of the inputs: their own, all on, and random ones; one where there is no input."""
    chance = Random(seed)
    own = {s: model.species[s].initial or 0 for s in model.inputs}
    found = [own, dict.fromkeys(own, 1)]
    found += [{s: chance.randint(0, 1) for s in own} for _ in range(most - 2)]
    return found[:most] if own else [{}]
