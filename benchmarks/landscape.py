"""Measure the landscape of the consensus's first edition beside its peers, and check it.

    python -m pip install ".[benchmarks]"
    python benchmarks/landscape.py

Takes about a quarter of an hour. Figures go to ``benchmarks/results/landscape.json``, which the
docs quote. Seconds are of the processor unless a name says ``wall``. What is extrapolated is
called so.
"""

from __future__ import annotations

import itertools
import logging
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

from coloured_aeon import against_aeon
from landscape_loops import against_mpbn, peer_loops
from measuring import Results, cpu, fresh, median
from minimal_sets import minimal_sets
from networks import FIRST_EDITION

import her2model as h2
from her2model import landscape, simulate
from her2model.engine.scenario import compiled
from her2model.screening.landscape import Landscape

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from random_landscapes import random_model

NAME = FIRST_EDITION
MODEL = h2.load(NAME)
ONSETS = ("de novo", "acquired", "together")
CHANCE = random.Random(1)
LIGANDS = {"NRG1": 1, "IGF1": 1}
PUBLISHED: dict[str, list[tuple[int, int, str, str]]] = {
    "Sahin2009": [(18, 18, "de novo", "any")],
    "GomezTejedaZanudo2017": [
        (31, 0, "de novo", "untreated"),
        (24, 23, "de novo", "untreated"),
        (40, 40, "de novo", "untreated"),
        (50, 50, "de novo", "untreated"),
        (61, 61, "together", "untreated"),
        (61, 61, "de novo", "untreated"),
    ],
}
PACKAGES = [
    "her2model",
    "oxidd",
    "biodivine_aeon",
    "mpbn",
    "clingo",
    "pyboolnet",
    "cmaboss",
    "bonesis",
    "numpy",
]


def main() -> None:
    """Measure everything."""
    logging.disable(logging.INFO)  # pyboolnet turns it on for all, AEON's too
    results = Results("landscape", PACKAGES)
    results.note("switches", {"alterations": len(MODEL.alterations), "drugs": len(MODEL.drugs)})
    our_times(results)
    questions(results)
    random_models(results)
    wide(results)
    minimal_sets(results)
    against_aeon(results)
    peer_loops(results)
    against_mpbn(results)
    against_simulate(results)


# -- ours -----------------------------------------------------------------------------------------


def our_times(results: Results) -> None:
    """Every onset, in this process and in cold ones."""
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
        code = f"import her2model; print(her2model.landscape({NAME!r}, onset={onset!r}).counts)"
        results.note(f"cold process {onset}", fresh(code))
    land = landscape(MODEL, context=LIGANDS)
    seconds = median(lambda: landscape(MODEL, context=LIGANDS))
    results.note("landscape with ligands seconds", seconds)
    results.note("landscape with ligands counts", land.counts)
    results.note("landscape with ligands undecided", land.provenance.undecided)
    results.note("landscape with ligands feedback", dict(land.provenance.feedback))
    solved = landscape(MODEL, context=LIGANDS, max_feedback=0)
    assert land.compare(solved).differing.count() == 0
    results.note("landscape with ligands, by clingo, residual networks", solved.provenance.residual)
    seconds = median(lambda: landscape(MODEL, context=LIGANDS, max_feedback=0))
    results.note("landscape with ligands, by clingo, seconds", seconds)


def questions(results: Results) -> None:
    """What is asked of a landscape, and the asynchronous one beside it."""
    land = landscape(MODEL)
    results.note("pairs of drugs and minimal bypass", land.all_minimal_bypasses().count())
    results.note("pairs of tumour and minimal drugs", land.all_minimal_combinations().count())
    results.note("all minimal bypasses seconds", median(land.all_minimal_bypasses))
    results.note("all minimal combinations seconds", median(land.all_minimal_combinations))
    results.note("antagonisms seconds", median(land.antagonisms))
    results.note("antagonisms", {r.added: r.count() for r in land.antagonisms()})
    results.note("rescues", {r.added: r.count() for r in land.rescues()})
    compared_onsets(results)
    for context in ({}, LIGANDS):
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
            results.note(f"{name} undecided", other.provenance.undecided)
            results.note(f"{name} differing", one.compare(other).differing.count())


def compared_onsets(results: Results) -> None:
    """Count the cells in which the value of a species, of any, hangs on onset or start."""
    others = (("onset", "acquired"), ("onset", "together"), ("start", "any"))
    for name, context in (("", {}), (" with ligands", LIGANDS)):
        differing = dict.fromkeys(others, 0)
        for readout in MODEL.functions:
            one = landscape(MODEL, readout=readout, context=context)
            for key, value in others:
                other = landscape(MODEL, readout=readout, context=context, **{key: value})
                differing[key, value] += one.compare(other).differing.count()
        for (key, value), count in differing.items():
            results.note(f"differing in any species, {key} {value}{name}", count)


def random_models(results: Results) -> None:
    """Compare most permissive and asynchronous attractors on small random models."""
    cells = undecided = differing = 0
    for seed in range(1_000):
        model = random_model(seed, drugs=2, alterations=3)
        one, other = landscape(model), landscape(model, semantics="asynchronous")
        cells += one.provenance.cells
        undecided += other.provenance.undecided
        differing += one.compare(other).differing.count()
    results.note("random models, cells", cells)
    results.note("random models, cells undecided by percolation", undecided)
    results.note("random models, cells that differ asynchronously", differing)


def wide(results: Results) -> None:
    """Free species as switches too, besides drugs and alterations: the consensus and others."""
    forced = {s for a in MODEL.alterations.values() for s in a.fix}
    apart = {"Proliferation", "Apoptosis", "BIM", "BCL2", *forced}
    species = [s for s in compiled(MODEL).species if s in MODEL.functions and s not in apart]
    results.note("species that can be switches", len(species))
    rows = []
    for context in ({}, LIGANDS):
        for down, up in ((31, 0), (24, 23), (len(species), len(species))):
            rows.append(_wide(NAME, species[:down], species[:up], context=context))
    for name, sizes in PUBLISHED.items():
        model = h2.load(name)
        growth = model.readouts.growth if model.readouts else ""
        species = [s for s in model.functions if s != growth]
        for down, up, onset, start in sizes:
            rows.append(_wide(name, species[:down], species[:up], onset=onset, start=start))
        results.note(f"species of {name} that can be switches", len(species))
    results.note("more switches", rows)


def _wide(name: str, knockouts: list[str], gains: list[str], **conditions: Any) -> dict[str, Any]:
    model = h2.load(name)
    switches = len(model.alterations) + len(model.drugs) + len(knockouts) + len(gains)
    row = {"model": name, "switches": switches, "knockouts": len(knockouts), "gains": len(gains)}
    code = (
        "from her2model.screening.landscape import landscape\n"
        f"land = landscape({name!r}, knockouts={knockouts!r}, gains={gains!r}, **{conditions!r})\n"
        "assert sum(land.counts.values()) == land.provenance.cells\n"
        "p = land.provenance\nprint('SIZES', p.nodes, p.undecided / p.cells)"
    )
    print(row, conditions, flush=True)
    try:
        found = fresh(code, 300)
    except subprocess.TimeoutExpired:
        return {**row, **conditions, "stopped": "not finished in 300 s on the clock"}
    except subprocess.CalledProcessError as reason:
        return {**row, **conditions, "stopped": reason.stderr.strip().splitlines()[-1]}
    print(found, flush=True)
    return {**row, **conditions, **found}


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
    """Random cells, and all with few switches, one simulation each."""
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


if __name__ == "__main__":
    main()
