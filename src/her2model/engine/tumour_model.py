"""A scenario as a model of its own, for programs that know rules and starts but no drugs.

What acts in the last stage is in the rules, the cuts too; what is forced, and every input, is a
constant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from her2model.engine.forcing import ONE_CELL, cut_arrows
from her2model.engine.levels import cut_rules
from her2model.engine.network import Network
from her2model.engine.scenario import Scenario
from her2model.model.editing import with_rules
from her2model.model.model import Model
from her2model.model.parts import FrozenMap
from her2model.model.rules import Rule

__all__ = ["entered", "forced_levels", "tumour_model"]


def tumour_model(model: Model, scenario: Scenario, network: Network) -> Model:
    """Return the model of a scenario's last stage, whose network is given."""
    held = _held(network)
    cut: dict[str, list[str]] = {}
    for source, target in cut_arrows(model, dict.fromkeys(scenario.causes, -1), ONE_CELL):
        cut.setdefault(target, []).append(source)
    functions = cut_rules(model.functions, cut)
    changed: dict[str, tuple[str, ...]] = {}
    for s in model.rules:
        rules = [Rule.parse(str(held[b])) if b in held else functions[b] for b in model.bits(s)]
        if rules != [model.functions[b] for b in model.bits(s)]:
            changed[s] = tuple(r.text for r in rules)
    for s, level in forced_levels(model, network).items():
        if s in model.inputs:
            changed[s] = tuple(str(int(level >= k)) for k in range(1, model.species[s].top + 1))
    bare = replace(
        model, alterations=FrozenMap(), claims=(), waived=(), untreated=FrozenMap()
    )  # all of these speak of drugs and inputs, and there are none any more
    return with_rules(bare, changed)


def forced_levels(model: Model, network: Network) -> dict[str, int]:
    """Return the level of each species that a stage holds at one."""
    held = _held(network)
    found = {s: [held.get(bit) for bit in model.bits(s)] for s in network.bits}
    return {s: sum(v or 0 for v in bits) for s, bits in found.items() if None not in bits}


def entered(model: Model, network: Network, start: Mapping[str, int]) -> dict[str, int]:
    """Return the levels to which the species jump when a stage begins."""
    held = _held(network)
    jumped = {
        s: sum(held.get(bit, int(level >= k)) for k, bit in enumerate(model.bits(s), 1))
        for s, level in start.items()
    }
    return {**jumped, **forced_levels(model, network)}


def _held(network: Network) -> dict[str, int]:
    """Return each bit that is forced, with its value."""
    on, off = network.forced_on, network.forced_off
    return {b: on >> i & 1 for i, b in enumerate(network.species) if (on | off) >> i & 1}
