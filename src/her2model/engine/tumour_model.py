"""A scenario as a model of its own, for programs that know rules and starts but no drugs.

What acts in the last stage is in the rules, the cuts too; what is forced, and every input, is a
constant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from her2model.engine.levels import cut_rules
from her2model.engine.network import Network
from her2model.engine.scenario import Scenario, sources_cut
from her2model.model.editing import with_rules
from her2model.model.model import Model
from her2model.model.parts import FrozenMap
from her2model.model.rules import Rule

__all__ = ["entered", "forced_levels", "tumour_model"]


def tumour_model(model: Model, scenario: Scenario, network: Network) -> Model:
    """Return the model of a scenario's last stage, whose network is given."""
    held = network.forced
    functions = cut_rules(model.functions, sources_cut(model, scenario))
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
    held = network.forced
    found = {s: [held.get(bit) for bit in model.bits(s)] for s in network.bits}
    return {s: sum(v or 0 for v in bits) for s, bits in found.items() if None not in bits}


def entered(model: Model, network: Network, start: Mapping[str, int]) -> dict[str, int]:
    """Return the levels to which the species jump when a stage begins."""
    held = network.forced
    jumped = {
        s: sum(held.get(bit, int(level >= k)) for k, bit in enumerate(model.bits(s), 1))
        for s, level in start.items()
    }
    return {**jumped, **forced_levels(model, network)}
