"""Measure the landscape of her2-resistance beside its peers, in one run, and check it against them.

    python benchmarks/landscape.py

Takes some minutes. Figures go to ``benchmarks/results/landscape.json``, which the docs quote.
Seconds are of the processor unless a name says ``wall``. What is extrapolated is called so.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import random
from typing import Any

import biodivine_aeon as ba
import mpbn
from measuring import Results, cpu, fresh, median
from pyboolnet.file_exchange import bnet2primes
from pyboolnet.trap_spaces import compute_trap_spaces

import her2model as h2
from her2model.attractors import simulate
from her2model.perturbation import compiled
from her2model.screening.decision_diagrams import Diagrams
from her2model.screening.landscape import Landscape, landscape

NAME = "her2-resistance"
MODEL = h2.load(NAME)
ONSETS = ("de novo", "acquired", "together")
CHANCE = random.Random(1)
PACKAGES = ["her2model", "oxidd", "biodivine_aeon", "mpbn", "clingo", "pyboolnet", "numpy"]


def main() -> None:
    results = Results("landscape", PACKAGES)
    our_times(results)
    against_simulate(results)
    against_mpbn(results)
    aeon_one_pass(results)
    peer_loops(results)
    questions(results)
    wide(results)


# -- ours -----------------------------------------------------------------------------------------


def our_times(results: Results) -> None:
    for onset in ONSETS:
        land = landscape(MODEL, onset=onset)
        assert sum(land.counts.values()) == land.provenance.cells == 2**33
        results.note(
            f"landscape {onset} seconds", median(lambda o=onset: landscape(MODEL, onset=o))
        )
        results.note(f"landscape {onset} counts", land.counts)
        results.note(f"landscape {onset} nodes", land.provenance.nodes)
        sure = sum(land.count(w, certified=True) for w in land.counts)
        results.note(f"landscape {onset} certified", sure)
    ligands = {"NRG1": 1, "IGF1": 1}
    land = landscape(MODEL, context=ligands)
    seconds = median(lambda: landscape(MODEL, context=ligands))
    results.note("landscape with ligands seconds", seconds)
    results.note("landscape with ligands counts", land.counts)
    results.note("landscape with ligands undecided", land.provenance.undecided)
    results.note("landscape with ligands feedback", dict(land.provenance.feedback))
    code = "import her2model; print(her2model.landscape('her2-resistance').counts)"
    results.note("cold process", fresh(code))


def questions(results: Results) -> None:
    land = landscape(MODEL)
    results.note("pairs of drugs and minimal bypass", land.all_minimal_bypasses().count())
    results.note("pairs of tumour and minimal drugs", land.all_minimal_combinations().count())
    results.note("all minimal bypasses seconds", median(land.all_minimal_bypasses))
    results.note("all minimal combinations seconds", median(land.all_minimal_combinations))
    results.note("antagonisms seconds", median(land.antagonisms))
    results.note("antagonisms", {r.added: r.count() for r in land.antagonisms()})
    results.note("rescues", {r.added: r.count() for r in land.rescues()})
    for context in ({}, {"NRG1": 1, "IGF1": 1}):
        for readout in ("Proliferation", "PI3K", "ERK", "IRS1"):
            one = landscape(MODEL, readout=readout, context=context)
            seconds, other = cpu(
                lambda r=readout, c=context: landscape(
                    MODEL, readout=r, context=c, semantics="asynchronous"
                )
            )
            name = f"asynchronous {readout}{' with ligands' if context else ''}"
            results.note(f"{name} seconds", seconds)
            results.note(f"{name} calls", other.provenance.residual)
            results.note(f"{name} differing", one.compare(other).differing.count())


def wide(results: Results) -> None:
    """Free species of the consensus as switches too."""
    forced = {s for a in MODEL.alterations.values() for s in a.fix}
    apart = {"Proliferation", "Apoptosis", "BIM", "BCL2", *forced}
    species = [s for s in compiled(MODEL).species if s in MODEL.functions and s not in apart]
    for knockouts, gains in ((31, 0), (24, 23), (len(species), len(species))):
        code = (
            "from her2model.screening.landscape import landscape\n"
            f"print(landscape({NAME!r}, knockouts={species[:knockouts]!r}, "
            f"gains={species[:gains]!r}).counts)"
        )
        found = {"knockouts": knockouts, "gains": gains, **fresh(code)}
        results.note(f"2^{33 + knockouts + gains} sets of switches", found)


# -- agreement ------------------------------------------------------------------------------------


def agree(land: Landscape, altered: tuple[str, ...], drugs: tuple[str, ...], onset: str) -> bool:
    one = simulate(MODEL, alterations=altered, drugs=drugs, onset=onset)
    return (land.verdict(altered, drugs), land.is_certified(altered, drugs)) == (
        one.verdict,
        one.is_certified,
    )


def random_cell(land: Landscape) -> tuple[tuple[str, ...], tuple[str, ...]]:
    altered = [a for a in land.alterations if CHANCE.random() < 0.3]
    return tuple(altered), tuple(d for d in land.drugs if CHANCE.random() < 0.15)


def against_simulate(results: Results) -> None:
    for onset in ONSETS:
        land = landscape(MODEL, onset=onset)
        cells = [random_cell(land) for _ in range(2_000)]
        wrong = sum(not agree(land, *cell, onset) for cell in cells)
        results.note(f"random cells of 2000 that differ from simulate, {onset}", wrong)
        switches = [(0, a) for a in land.alterations] + [(1, d) for d in land.drugs]
        small = [c for k in range(4) for c in itertools.combinations(switches, k)]
        wrong = sum(
            not agree(land, *(tuple(n for j, n in c if j == i) for i in (0, 1)), onset)
            for c in small
        )
        results.note(f"cells of up to 3 switches, {onset}", len(small))
        results.note(f"of these that differ from simulate, {onset}", wrong)


def bnet(altered: tuple[str, ...], drugs: tuple[str, ...]) -> str:
    values = {
        s: int(s in drugs) if s in MODEL.drugs else MODEL.species[s].initial for s in MODEL.inputs
    }
    for a in altered:
        values |= dict(MODEL.alterations[a].fix)
    rules = {s: r.written(" & ", " | ", "!") for s, r in MODEL.functions.items()}
    every = [*MODEL.inputs, *rules]
    return "\n".join(f"{s}, {values[s] if s in values else rules[s]}" for s in every)


def by_mpbn(altered: tuple[str, ...], drugs: tuple[str, ...], start: Any) -> set[Any]:
    network = mpbn.MPBooleanNetwork(bnet(altered, drugs))
    fixed = {s: int(str(f)) for s, f in network.items() if str(f) in ("0", "1")}
    reached = {s: fixed.get(s, start[s]) for s in network}
    return {a["Proliferation"] for a in network.attractors(reachable_from=reached)}


def word(values: set[Any]) -> str:
    if values - {0, 1}:
        return "unsettled"
    return "mixed" if len(values) == 2 else "on" if values == {1} else "off"


def against_mpbn(results: Results) -> None:
    land = landscape(MODEL, onset="together")
    start = simulate(MODEL).attractors[0]
    cells = [random_cell(land) for _ in range(500)]
    seconds, found = cpu(lambda: [word(by_mpbn(*c, start)) for c in cells])
    wrong = sum(land.value(*c) != w for c, w in zip(cells, found, strict=True))
    results.note("random cells of 500 that differ from mpbn", wrong)
    results.note("mpbn reachable, seconds a cell", seconds / 500)
    results.note("mpbn reachable, days for 2^33 (extrapolated)", seconds / 500 * 2**33 / 86_400)


# -- AEON -----------------------------------------------------------------------------------------


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
            text = names[s] if s in MODEL.drugs else str(bool(MODEL.species[s].initial)).lower()
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


def aeon_one_pass(results: Results) -> None:
    land = landscape(MODEL, start="any")
    network = coloured(land)
    graph = ba.AsynchronousGraph(network)
    fixed = median(lambda: ba.FixedPoints.symbolic(graph))
    results.note("AEON coloured fixed points, 2^33, seconds", fixed)
    context = ba.SymbolicSpaceContext(network)
    spaces_graph = ba.AsynchronousGraph(network, context)
    minimal = lambda: ba.TrapSpaces.minimal_symbolic(context, spaces_graph)  # noqa: E731
    results.note("AEON coloured minimal trap spaces, 2^33, seconds", median(minimal, 3))
    results.note("landscape start any seconds", median(lambda: landscape(MODEL, start="any")))
    results.note(
        "cells that differ from AEON, start any", differing(land, network, context, minimal())
    )


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
        ({up: True, down: False}, land._found.on),
        ({up: False, down: True}, land._found.off),
        ({up: True, down: True}, land._found.free),
    ):
        colours = ba.ColoredSpaceSet(context, found.r_select(values).l_and(found)).colors()
        wrong = wrong | (_converted(colours.to_bdd(), number, diagrams) ^ ours)
    return diagrams.count(wrong)


def _converted(bdd: Any, names: dict[Any, int], diagrams: Diagrams) -> Any:
    """Copy one of AEON's diagrams into ours."""
    done: dict[int, Any] = {}

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


# -- loops ----------------------------------------------------------------------------------------


def peer_loops(results: Results) -> None:
    land = landscape(MODEL)
    cells = [random_cell(land) for _ in range(60)]

    def aeon(altered: tuple[str, ...], drugs: tuple[str, ...]) -> int:
        network = ba.BooleanNetwork.from_bnet(bnet(altered, drugs))
        context = ba.SymbolicSpaceContext(network)
        graph = ba.AsynchronousGraph(network, context)
        return len(list(ba.TrapSpaces.minimal_symbolic(context, graph).spaces()))

    def pyboolnet(altered: tuple[str, ...], drugs: tuple[str, ...]) -> int:
        with contextlib.redirect_stdout(io.StringIO()):
            return len(compute_trap_spaces(bnet2primes(bnet(altered, drugs)), "min"))

    calls: dict[str, Any] = {
        "mpbn minimal trap spaces": lambda a, d: len(
            list(mpbn.MPBooleanNetwork(bnet(a, d)).minimal_trapspaces())
        ),
        "AEON minimal trap spaces": aeon,
        "pyboolnet minimal trap spaces": pyboolnet,
        "her2model simulate": lambda a, d: simulate(MODEL, alterations=a, drugs=d).verdict,
    }
    for name, call in calls.items():
        few = cells[:3] if name.startswith("pyboolnet") else cells
        call(*cells[0])
        seconds, _ = cpu(lambda c=call, f=few: [c(*cell) for cell in f])
        mean = seconds / len(few)
        results.note(f"loop of {name}, seconds a cell", mean)
        results.note(f"loop of {name}, days for 2^33 (extrapolated)", mean * 2**33 / 86_400)


if __name__ == "__main__":
    main()
