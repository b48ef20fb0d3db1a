"""Measure screens and sampling beside their peers, twice in one run, and compare the answers.

    python benchmarks/screen.py                  # what comes with the project and with pyboolnet
    python benchmarks/screen.py MODEL.bnet NAME  # and one more large network, with its readout

Networks: Sahin 2009 (20 species) and Zañudo 2017 (80) from ``models/published/``; Grieco 2013 MAPK
(53) and the T-helper network of Abou-Jaoudé 2015 (103) from the repository that comes with
pyboolnet; generated ones of 117 and 1,060 species (``networks.py``). Inputs at their values, or 1.
Figures go to ``benchmarks/results/screen.json``, which the docs quote. Loading is not counted.
Seconds are of the processor. What is extrapolated from a sample is called so.
"""

from __future__ import annotations

import copy
import itertools
import random
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import biodivine_aeon as ba
import mpbn
from measuring import Results, cpu, median
from networks import from_bnet, from_repository, generated, plain, to_bnet
from sampling import sampling

import her2model as h2
from her2model import screen, simulate
from her2model.engine.trap_spaces import minimal_trap_spaces
from her2model.model.model import Model
from her2model.screening.screen import Screen

PACKAGES = [
    "her2model",
    "numba",
    "numpy",
    "biodivine_aeon",
    "mpbn",
    "pyboolnet",
    "cmaboss",
    "clingo",
]
COLOURED = Path(__file__).parent / "aeon_coloured.py"
COLOURED_SECONDS = 60
Cell = tuple[tuple[str, ...], tuple[str, ...]]


def main() -> None:
    results = Results("screen", PACKAGES)
    extra = sys.argv[1:3]
    measured(results, extra)
    mapk = from_repository("grieco_mapk")
    sampling(results, mapk, long=True)
    for size in (1, 2):
        coloured(results, "generated 117", generated(110, 7, seed=4), "s109", size)
    again = results.second()
    measured(again, extra)
    sampling(again, mapk, long=False)
    ratios = [k for k in results.data if "÷" in k and not k.startswith(again.prefix)]
    pairs = {k: sorted((results.data[k], results.data[again.prefix + k])) for k in ratios}
    factors = {k: high / low for k, (low, high) in pairs.items()}
    results.note("largest factor between the ratios of the two runs", max(factors.values()))
    results.note("ratios whose two runs differ most", sorted(factors, key=factors.__getitem__)[-3:])


def measured(results: Results, extra: list[str]) -> None:
    mapk = from_repository("grieco_mapk")
    small(results, "Sahin 2009", plain(h2.load("Sahin2009")), "pRB1")
    small(results, "Grieco 2013", mapk, "Proliferation")
    small(results, "Zañudo 2017", plain(h2.load("GomezTejedaZanudo2017")), "Proliferation_2")
    large(results, "generated 117", generated(110, 7, seed=4), "s109")
    large(results, "T helper 103", from_repository("jaoude_thdiff"), "IL4")
    if extra:
        large(results, Path(extra[0]).stem, from_bnet(Path(extra[0])), extra[1])
    thousand(results)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    results.note("peak memory of all engines in this process, MB", peak)


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
    text = ba.BooleanNetwork.from_bnet(to_bnet(model)).to_aeon()
    whole = ba.BooleanNetwork.from_aeon(re.sub(r" -[>|?]\?? ", " -?? ", text))

    def one(cell: Cell) -> str:
        network = copy.copy(whole)
        for value, species in zip(("false", "true"), cell, strict=True):
            for s in species:
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
    seconds = median(ours, 9)
    results.note(f"{name}, knockouts up to 2, cells", len(found))
    results.note(f"{name}, knockouts up to 2, counts", found.counts)
    results.note(f"{name}, her2model seconds", seconds)
    every: list[Cell] = [(c, ()) for k in range(3) for c in itertools.combinations(knockouts, k)]
    peers = {"mpbn": mpbn_loop, "AEON": aeon_loop, "pyboolnet": pyboolnet_loop}
    for peer, make in peers.items():
        sample = every if len(every) < 1000 else every[:: len(every) // 150]
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


def coloured(results: Results, name: str, model: Model, readout: str, most: int) -> None:
    """AEON's way without a loop, as far as it comes in the time that it is given."""
    species = [s for s in (*model.functions, *model.inputs) if s != readout]

    def ours() -> Any:
        return screen(
            model, knockouts=species, gains=species, max_size=most, readout=readout, start="any"
        )

    key = f"{name}, up to {most}"
    results.note(f"{key}, her2model seconds", median(ours))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.bnet"
        path.write_text(to_bnet(model))
        command = [sys.executable, str(COLOURED), str(path), readout, str(most)]
        try:
            run = subprocess.run(
                command, capture_output=True, text=True, check=True, timeout=COLOURED_SECONDS
            )
        except subprocess.TimeoutExpired:
            results.note(f"{key}, AEON coloured", f"stopped after {COLOURED_SECONDS} s")
            return
    seconds = float(run.stdout.splitlines()[-1].split()[1])
    results.note(f"{key}, AEON coloured seconds", seconds)


def thousand(results: Results) -> None:
    """Minimal trap spaces of one network of a thousand species."""
    from her2model.engine.scenario import Scenario, stages

    model = generated(1000, 60, seed=11)
    network = next(stages(model, Scenario.of(model))).network
    name = f"generated {len(network.species):,}"
    loaded = mpbn.MPBooleanNetwork(to_bnet(model))
    ours = minimal_trap_spaces(network, network.everything)
    theirs = list(loaded.minimal_trapspaces())
    told = {tuple(sorted(network.values(s).items())) for s in ours}
    said = {tuple(sorted((k, v) for k, v in t.items() if v in (0, 1))) for t in theirs}
    results.note(f"{name}, minimal trap spaces", len(ours))
    results.note(f"{name}, the same as mpbn's", told == said)
    mine = median(lambda: minimal_trap_spaces(network, network.everything))
    peer = median(lambda: list(loaded.minimal_trapspaces()))
    results.note(f"{name}, her2model seconds", mine)
    results.note(f"{name}, mpbn seconds", peer)
    results.note(f"{name}, mpbn ÷ her2model", peer / mine)


if __name__ == "__main__":
    main()
