"""Asynchronous attractors of foreign networks, beside biobalm as it comes.

    python benchmarks/asynchronous.py FOLDER [NETWORKS]

FOLDER holds bnet files, such as those of biodivine-boolean-models; as many of 60 to 200 species are
taken as is said, evenly, inputs on. Both sides use biobalm: ours gives it only what percolation
leaves, with the rules in their shortest form. Processor time, each in a copy of this process.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from biobalm import SuccessionDiagram
from measuring import Results, apart
from networks import from_bnet, to_bnet

from her2model import Her2ModelError, Model, asynchronous_attractors

SIZES = range(60, 201)
MOST = 15
"""Processor seconds a side."""


def ours(model: Model) -> int:
    """Count the attractors that are found here."""
    return len(asynchronous_attractors(model))


def biobalm(model: Model) -> int:
    """Count those that biobalm finds in the same rules."""
    diagram = SuccessionDiagram.from_rules(to_bnet(model))
    diagram.build()
    return sum(map(len, diagram.expanded_attractor_seeds().values()))


def measured(side: Callable[[Model], int], model: Model) -> list[float] | None:
    """Return seconds and attractors; None where the time was up."""

    def timed() -> list[float]:
        began = time.process_time()
        found = side(model)
        return [time.process_time() - began, found]

    return apart(timed, MOST)


def main(folder: str, count: int = 8) -> None:
    """Measure both sides on each network."""
    results = Results("asynchronous", ["her2model", "biobalm", "biodivine-aeon", "clingo"])
    models = []
    for path in sorted(Path(folder).glob("*.bnet")):
        try:
            model = from_bnet(path)
        except Her2ModelError:  # as names that differ by case alone
            continue
        if len(model.species) in SIZES:
            models.append(model)
    gc.collect()
    gc.freeze()
    rows, differing, stopped = {}, [], []
    for model in models[:: max(1, len(models) // count)][:count]:
        name = model.name.partition("]")[0].removeprefix("models_[")
        mine, peer = measured(ours, model), measured(biobalm, model)
        if mine is None:
            stopped.append(name)
            continue
        rows[name] = (peer[0] if peer else MOST) / mine[0]
        if peer and peer[1] != mine[1]:
            differing.append(name)
    results.note("networks", len(rows) + len(stopped))
    results.note(f"networks that ours did not answer in {MOST} s", stopped)
    results.note("networks with another number of attractors", differing)
    results.note("biobalm over ours: median, least", [median(rows.values()), min(rows.values())])
    results.note("biobalm over ours, each", {n: round(r, 2) for n, r in rows.items()})


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
