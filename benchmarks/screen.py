"""Measure screens beside their peers, in one run, and compare the answers.

    python benchmarks/screen.py                         # generated networks
    python benchmarks/screen.py FOLDER                  # and the bnet files in a folder

Which files: ``E20.bnet`` (Sahin 2009, 20 species), ``MAPK53.bnet`` (Grieco 2013, 53),
``BCR80.bnet`` (Zañudo 2017, 80) and ``T117.bnet`` (Taoma 2024, 117) of the collection of
published Boolean models by Pastva and others (numbers 096, 070, 140 and 231 there); those that
are not there are left out.
Figures go to ``benchmarks/results/screen.json``, which the docs quote. Loading is not counted.
Seconds are of the processor. What is extrapolated from a sample is called so.
"""

from __future__ import annotations

import itertools
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import biodivine_aeon as ba
import mpbn
from measuring import Results, cpu, median
from networks import from_bnet, generated, to_bnet

from her2model.attractors import simulate
from her2model.model import Model
from her2model.screening.screen import Screen, screen
from her2model.trap_spaces import minimal_trap_spaces

PACKAGES = ["her2model", "numpy", "biodivine_aeon", "mpbn", "pyboolnet", "clingo"]
SMALL = {"E20": "v_pRB1", "MAPK53": "v_Proliferation", "BCR80": "v_Proliferation"}
Cell = tuple[tuple[str, ...], tuple[str, ...]]


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("no such folder")
    results = Results("screen", PACKAGES)
    for name, readout in SMALL.items():
        if (folder / f"{name}.bnet").exists():
            small(results, name, from_bnet(folder / f"{name}.bnet"), readout)
    large(results, "generated 117", generated(110, 7, seed=4), "s109")
    if (folder / "T117.bnet").exists():
        large(results, "T117", from_bnet(folder / "T117.bnet"), "v_E2F1")
    thousand(results)


def word(values: set[Any]) -> str:
    """Word for the values of a readout over attractors: 0, 1 or anything else."""
    if values - {0, 1}:
        return "unsettled"
    return "mixed" if len(values) == 2 else "on" if values == {1} else "off"


# -- peers, each in its own best way for one perturbation -----------------------------------------


def mpbn_loop(model: Model, readout: str) -> Callable[[Cell], str]:
    whole = mpbn.MPBooleanNetwork(to_bnet(model))

    def one(cell: Cell) -> str:
        network = whole.copy()
        for s in cell[0]:
            network[s] = False
        for s in cell[1]:
            network[s] = True
        return word({a[readout] for a in network.attractors()})

    return one


def aeon_loop(model: Model, readout: str) -> Callable[[Cell], str]:
    whole = ba.BooleanNetwork.from_bnet(to_bnet(model))

    def one(cell: Cell) -> str:
        network = ba.BooleanNetwork(whole)
        for value, species in zip(("false", "true"), cell, strict=True):
            for s in species:
                for regulator in network.predecessors(s):
                    network.remove_regulation(regulator, s)
                network.set_update_function(s, value)
        context = ba.SymbolicSpaceContext(network)
        spaces = ba.TrapSpaces.minimal_symbolic(context, ba.AsynchronousGraph(network, context))
        variable = network.find_variable(readout)
        return word({None if s[variable] is None else int(s[variable]) for s in spaces.spaces()})

    return one


def pyboolnet_loop(model: Model, readout: str) -> Callable[[Cell], str]:
    from pyboolnet.file_exchange import bnet2primes
    from pyboolnet.prime_implicants import create_constants
    from pyboolnet.trap_spaces import compute_trap_spaces

    primes = bnet2primes(to_bnet(model).replace(", 0\n", ", 0\n"))

    def one(cell: Cell) -> str:
        fixed = {**dict.fromkeys(cell[0], 0), **dict.fromkeys(cell[1], 1)}
        changed = create_constants(primes, fixed, copy=True)
        spaces = compute_trap_spaces(changed, "min", max_output=100_000)
        return word({s.get(readout) for s in spaces})

    return one


def clocked(
    results: Results, name: str, loop: Callable[[Cell], str], found: Screen, cells: list[Cell]
) -> float:
    """Time a loop over cells, note how many answers differ, return seconds a cell."""
    loop(cells[0])
    seconds, words = cpu(lambda: [loop(c) for c in cells])
    differ = sum(found.word(*c) != w for c, w in zip(cells, words, strict=True))
    results.note(f"{name}, cells asked", len(cells))
    results.note(f"{name}, answers that differ", differ)
    return seconds / len(cells)


# -- wild type and all single and double knockouts ------------------------------------------------


def small(results: Results, name: str, model: Model, readout: str) -> None:
    knockouts = [*model.functions, *model.inputs]

    def ours() -> Screen:
        found = screen(
            model, knockouts=knockouts, gains=(), max_size=2, readout=readout, start="any"
        )
        assert isinstance(found, Screen)
        return found

    found = ours()
    seconds = median(ours)
    results.note(f"{name}, knockouts up to 2, cells", len(found))
    results.note(f"{name}, knockouts up to 2, counts", found.counts)
    results.note(f"{name}, her2model seconds", seconds)
    every: list[Cell] = [(c, ()) for k in range(3) for c in itertools.combinations(knockouts, k)]
    peers = {"mpbn": mpbn_loop, "AEON": aeon_loop, "pyboolnet": pyboolnet_loop}
    for peer, make in peers.items():
        sample = every if name == "E20" or peer == "mpbn" else every[:: len(every) // 150]
        each = clocked(results, f"{name}, {peer}", make(model, readout), found, sample)
        results.note(f"{name}, {peer} seconds (mean × cells)", each * len(every))
        results.note(f"{name}, {peer} ÷ her2model", each * len(every) / seconds)


# -- all single, double and triple knockouts and gains --------------------------------------------


def large(results: Results, name: str, model: Model, readout: str) -> None:
    species = [s for s in (*model.functions, *model.inputs) if s != readout]

    def ours(start: str) -> Screen:
        found = screen(
            model, knockouts=species, gains=species, max_size=3, readout=readout, start=start
        )
        assert isinstance(found, Screen)
        return found

    for start in ("untreated", "any"):
        found = ours(start)
        results.note(f"{name}, up to 3, start {start}, cells", len(found))
        results.note(f"{name}, up to 3, start {start}, counts", found.counts)
        results.note(f"{name}, up to 3, start {start}, certified", found.certified)
        results.note(
            f"{name}, up to 3, start {start}, her2model seconds", median(lambda s=start: ours(s), 3)
        )
    seconds = results.data[f"{name}, up to 3, start any, her2model seconds"]
    chance = random.Random(2)
    cells = []
    for _ in range(500):
        chosen = chance.sample(species, 3)
        up = [s for s in chosen if chance.random() < 0.5]
        cells.append((tuple(s for s in chosen if s not in up), tuple(up)))
    for peer, make, count in (("mpbn", mpbn_loop, 500), ("AEON", aeon_loop, 100)):
        each = clocked(results, f"{name}, {peer}", make(model, readout), found, cells[:count])
        results.note(f"{name}, {peer} seconds (extrapolated)", each * len(found))
        results.note(f"{name}, {peer} ÷ her2model", each * len(found) / seconds)
    untreated = ours("untreated")
    wrong = sum(
        simulate(model, knockouts=k, gains=g)[readout] != untreated.word(k, g)
        for k, g in cells[:100]
    )
    results.note(f"{name}, cells of 100 that differ from simulate, start untreated", wrong)


def thousand(results: Results) -> None:
    """Minimal trap spaces of one network of a thousand species."""
    from her2model.perturbation import Scenario, stages

    model = generated(1000, 60, seed=11)
    network, _ = next(stages(model, Scenario.of(model)))
    ours = len(minimal_trap_spaces(network, network.everything))
    text = to_bnet(model)
    theirs = len(list(mpbn.MPBooleanNetwork(text).minimal_trapspaces()))
    results.note("1,060 species, minimal trap spaces here and by mpbn", [ours, theirs])
    results.note(
        "1,060 species, her2model seconds",
        median(lambda: minimal_trap_spaces(network, network.everything)),
    )
    loaded = mpbn.MPBooleanNetwork(text)
    results.note("1,060 species, mpbn seconds", median(lambda: list(loaded.minimal_trapspaces())))


if __name__ == "__main__":
    main()
