"""AEON's best way: the switches as parameters of one network, every cell a colour."""

from __future__ import annotations

from typing import Any

import biodivine_aeon as ba
from measuring import Results, fresh, median
from networks import FIRST_EDITION

import her2model as h2
from her2model import landscape
from her2model.screening.landscape import Landscape

NAME = FIRST_EDITION
MODEL = h2.load(NAME)

__all__ = ["against_aeon", "coloured"]


def coloured(land: Landscape) -> Any:
    """The network with the switches as AEON's parameters; species that only carry them go."""
    names = {str(s): f"sw_{k}" for k, s in enumerate(land._space.order)}
    forced: dict[str, tuple[list[str], list[str]]] = {}
    for a, alteration in MODEL.alterations.items():
        for s, v in alteration.fix.items():
            forced.setdefault(s, ([], []))[v].append(names[a])
    lines = []
    for s in [*MODEL.inputs, *MODEL.functions]:
        if s in MODEL.functions:
            text = MODEL.functions[s].written(" & ", " | ", "!")
        else:
            initial = land.perturbations.context.get(s, MODEL.species[s].initial)
            text = names[s] if s in MODEL.drugs else str(bool(initial)).lower()
        off, on = forced.get(s, ([], []))
        for switch in off:
            text = f"({text}) & !{switch}"
        for switch in on:
            text = f"({text}) | {switch}"
        lines.append(f"{s}, {text}")
    network = ba.BooleanNetwork.from_bnet("\n".join(lines))
    network = network.inline_inputs(True, True).inline_constants(True, True)
    for s in MODEL.inputs:
        if network.find_variable(s) is not None:
            network = network.inline_variable(s, True)
    return network


def against_aeon(results: Results) -> None:
    """Time both passes, and compare every cell, without and with ligands."""
    for name, ligands in (("", {}), (" with ligands", {"NRG1": 1, "IGF1": 1})):
        land = landscape(MODEL, start="any", context=ligands)
        network = coloured(land)
        graph = ba.AsynchronousGraph(network)
        fixed = median(lambda g=graph: ba.FixedPoints.symbolic(g))
        results.note(f"AEON coloured fixed points, 2^33{name}, seconds", fixed)
        context = ba.SymbolicSpaceContext(network)
        spaces_graph = ba.AsynchronousGraph(network, context)
        seconds = median(lambda c=context, g=spaces_graph: ba.TrapSpaces.minimal_symbolic(c, g), 3)
        results.note(f"AEON coloured minimal trap spaces, 2^33{name}, seconds", seconds)
        ours = median(lambda c=ligands: landscape(MODEL, start="any", context=c))
        results.note(f"landscape start any{name} seconds", ours)
        results.note(f"AEON coloured minimal trap spaces over ours{name}", seconds / ours)
        results.note(f"AEON coloured fixed points over ours{name}", fixed / ours)
        spaces = ba.TrapSpaces.minimal_symbolic(context, spaces_graph)
        results.note(f"landscape start any{name} counts", land.counts)
        wrong = differing(land, network, context, spaces)
        results.note(f"cells that differ from AEON, start any{name}", wrong)
    memory(results)


def memory(results: Results) -> None:
    """Run each pass in a process of its own, which reads the network as AEON writes it."""
    text = coloured(landscape(MODEL, start="any")).to_aeon()
    ready = f"import biodivine_aeon as ba\nnetwork = ba.BooleanNetwork.from_aeon({text!r})\n"
    passes = {
        "AEON fixed points": "print(ba.FixedPoints.symbolic(ba.AsynchronousGraph(network)))",
        "AEON minimal trap spaces": (
            "x = ba.SymbolicSpaceContext(network)\n"
            "print(ba.TrapSpaces.minimal_symbolic(x, ba.AsynchronousGraph(network, x)))"
        ),
    }
    for name, code in passes.items():
        results.note(f"{name} in a cold process", fresh(ready + code))


def differing(land: Landscape, network: Any, context: Any, spaces: Any) -> int:
    """Count, over all cells, those with another set of readout values in AEON's trap spaces."""
    growth = network.find_variable("Proliferation")
    up = context.get_positive_space_variable(growth)
    down = context.get_negative_space_variable(growth)
    found = spaces.to_bdd()
    diagrams = land._space.diagrams
    number = {
        context.get_function_table(f)[0][1]: int(context.get_function_name(f).removeprefix("sw_"))
        for f in context.explicit_functions()
    }
    wrong = diagrams.false
    for values, ours in (
        ({up: True}, land._found.high[0]),
        ({down: True}, land._found.low[0]),
        ({up: True, down: True}, land._found.free),
    ):
        colours = ba.ColoredSpaceSet(context, found.r_select(values).l_and(found)).colors()
        wrong = wrong | (_converted(colours.to_bdd(), number, diagrams) ^ ours)
    return diagrams.count(wrong)


def _converted(bdd: Any, names: dict[Any, int], diagrams: Any) -> Any:
    """Copy one of AEON's diagrams into ours."""
    done: dict[str, Any] = {}

    def copy(pointer: Any) -> Any:
        key = str(pointer)
        if key not in done:
            if pointer.is_terminal():
                done[key] = diagrams.true if pointer.is_one() else diagrams.false
            else:
                low, high = map(copy, bdd.node_links(pointer))
                done[key] = diagrams.switch(names[bdd.node_variable(pointer)]).ite(high, low)
        return done[key]

    return copy(bdd.root())
