"""Peers that answer one cell at a time: mpbn, AEON, pyboolnet, MaBoSS."""

from __future__ import annotations

import contextlib
import io
import random
import re
from typing import Any

import biodivine_aeon as ba
import cmaboss
import mpbn
from measuring import Results, cpu
from networks import FIRST_EDITION
from pyboolnet.file_exchange import bnet2primes
from pyboolnet.trap_spaces import compute_trap_spaces

import her2model as h2
from her2model import landscape, simulate
from her2model.screening.landscape import Landscape

__all__ = ["against_mpbn", "peer_loops"]

MODEL = h2.load(FIRST_EDITION)
CHANCE = random.Random(2)
CELLS = 2**33
Cell = tuple[tuple[str, ...], tuple[str, ...]]


def random_cell(land: Landscape) -> Cell:
    """Draw a cell with some alterations and few drugs."""
    altered = [a for a in land.alterations if CHANCE.random() < 0.3]
    return tuple(altered), tuple(d for d in land.drugs if CHANCE.random() < 0.15)


def bnet(altered: tuple[str, ...], drugs: tuple[str, ...], context: Any = ()) -> str:
    """Write one cell's network: no gain of the consensus meets a drug on the same species."""
    values = {
        s: int(s in drugs) if s in MODEL.drugs else dict(context).get(s, MODEL.species[s].initial)
        for s in MODEL.inputs
    }
    for a in altered:
        values |= dict(MODEL.alterations[a].fix)
    rules = {s: r.written(" & ", " | ", "!") for s, r in MODEL.functions.items()}
    every = [*MODEL.inputs, *rules]
    return "\n".join(f"{s}, {values[s] if s in values else rules[s]}" for s in every)


def by_mpbn(altered: tuple[str, ...], drugs: tuple[str, ...], start: Any, context: Any) -> str:
    """What proliferation is in the attractors that the cell reaches from a state."""
    network = mpbn.MPBooleanNetwork(bnet(altered, drugs, context))
    fixed = {s: int(str(f)) for s, f in network.items() if str(f) in ("0", "1")}
    reached = {s: fixed.get(s, start[s]) for s in network}
    values = {a["Proliferation"] for a in network.attractors(reachable_from=reached)}
    if values - {0, 1}:
        return "unsettled"
    return "mixed" if len(values) == 2 else "on" if values == {1} else "off"


def against_mpbn(results: Results) -> None:
    """Compare 500 cells without ligands, and 500 with them, where feedback matters."""
    for name, context in (("", {}), (" with IGF1", {"IGF1": 1})):
        land = landscape(MODEL, onset="together", context=context)
        start = simulate(MODEL, context=context).attractors[0]
        cells: list[Cell] = [random_cell(land) for _ in range(400)]
        unsure = [
            (c.alterations, c.drugs)
            for w in land.counts
            for c in land.where(w, certified=False).sample(50, seed=1)
        ]
        cells += unsure
        cells += [random_cell(land) for _ in range(500 - len(cells))]
        seconds, found = cpu(
            lambda c=cells, s=start, x=context: [by_mpbn(*cell, s, x) for cell in c]
        )
        wrong = sum(land.value(*c) != w for c, w in zip(cells, found, strict=True))
        results.note(f"cells compared with mpbn{name}", len(cells))
        results.note(f"of these undecided by percolation{name}", len(unsure))
        results.note(f"of these that differ from mpbn{name}", wrong)
        _loop(results, f"mpbn reachable attractors{name}", seconds / len(cells))


def peer_loops(results: Results) -> None:
    """Time each peer on the same random cells."""
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
        few = cells[:5] if name.startswith("pyboolnet") else cells
        call(*cells[0])
        seconds, _ = cpu(lambda c=call, f=few: [c(*cell) for cell in f])
        _loop(results, name, seconds / len(few))
    maboss(results)


def _loop(results: Results, name: str, mean: float) -> None:
    results.note(f"loop of {name}, seconds a cell", mean)
    results.note(f"loop of {name}, days for 2^33 (extrapolated)", mean * CELLS / 86_400)


def maboss(results: Results) -> None:
    """MaBoSS's mutants of one loaded network: 1,000 trajectories up to time 50, under trastuzumab.

    Its default build takes 64 species, so drugs that are not given are left out.
    """
    drugs = ("trastuzumab",)
    apart = {"Apoptosis", "BIM", "BCL2", *MODEL.drugs}
    nodes = [s for s in [*MODEL.inputs, *MODEL.functions] if s not in apart]
    start = simulate(MODEL).attractors[0]
    named = re.compile(rf"\b({'|'.join(MODEL.drugs)})\b")
    rates = "rate_up = @logic ? 1 : 0; rate_down = @logic ? 0 : 1;"
    network = ""
    for s in nodes:
        rule = MODEL.functions[s].written(" & ", " | ", "!") if s in MODEL.functions else s
        rule = named.sub(lambda m: str(int(m[0] in drugs)), rule)
        network += f"Node {s} {{ logic = {rule}; {rates} }}\n"
    config = "".join(f"{s}.istate = {int(start[s])};\n" for s in nodes)
    config += "".join(f"{s}.is_internal = {int(s != 'Proliferation')};\n" for s in nodes)
    config += "sample_count = 1000; max_time = 50; time_tick = 0.5; discrete_time = 0;\n"
    config += "use_physrandgen = 0; seed_pseudorandom = 1; thread_count = 1;\n"
    loaded = cmaboss.MaBoSSSim(network_str=network, config_str=config)

    def share(altered: tuple[str, ...]) -> float:
        mutant = loaded.copy()
        for a in altered:
            for s, v in MODEL.alterations[a].fix.items():
                mutant.mutate(s, "ON" if v else "OFF")
        table, _, names = mutant.run(only_last_state=True).get_last_nodes_probtraj()
        return float(dict(zip(names, table[-1], strict=True)).get("Proliferation", 0.0))

    land = landscape(MODEL, onset="together")
    cells = [random_cell(land)[0] for _ in range(60)]
    seconds, found = cpu(lambda: [share(a) for a in cells])
    values = [land.value(a, drugs) for a in cells]
    assert set(values) <= {"on", "off"}
    wrong = sum((p > 0.5) != (v == "on") for p, v in zip(found, values, strict=True))
    results.note("of 60 MaBoSS mutants that end mostly elsewhere", wrong)
    _loop(results, "MaBoSS mutants, 1,000 trajectories", seconds / len(cells))
