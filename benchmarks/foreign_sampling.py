"""Sampling foreign networks beside MaBoSS: every species off at the start, inputs on.

    python benchmarks/foreign_sampling.py FOLDER [NETWORKS]

FOLDER holds bnet files, such as those of biodivine-boolean-models; as many of 20 to 64 species are
taken as is said, evenly. Both sides sample the share of the second half of the time that the
species with most others upstream is on, with as many runs; processor time, in one process.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from measuring import Results, cpu
from networks import from_bnet
from sampling import TIME, maboss
from undecided import asked

from her2model import Her2ModelError, Model, simulate
from her2model.engine.packed_sampling import PackedRuns
from her2model.engine.shares import Share

SIZES = range(20, 65)
RUNS = (1_000, 8_192)


def ours(model: Model, readout: str, runs: int) -> Share:
    """Sample with runs packed into words."""
    network = simulate(model, start="any").network
    start = network.subspace(dict.fromkeys(network.species, 0))
    block = PackedRuns(network, start, runs=runs, seed=1, watched=[readout])
    if not block.followed:  # it cannot change
        return Share(float(block.within.can1 >> network.index[readout] & 1), 0.0)
    return Share.of(np.asarray(block.share([readout], TIME)[0]))


def chosen(folder: Path, count: int) -> Sequence[Model]:
    """Read networks of a size, evenly spread over the folder."""
    found = []
    for path in sorted(folder.glob("*.bnet")):
        if sum("," in row for row in path.read_text().splitlines()) not in SIZES:
            continue
        try:
            model = from_bnet(path)
        except Her2ModelError:  # as names that differ by case alone
            continue
        if len(model.species) in SIZES:
            found.append(model)
    return found[:: max(1, len(found) // count)][:count]


def main(folder: str, count: int = 26) -> None:
    """Measure both sides on each network."""
    results = Results("foreign_sampling", ["her2model", "cmaboss"])
    models = chosen(Path(folder), count)
    results.note("networks", len(models))
    for runs in RUNS:
        ratios: dict[str, float] = {}
        apart: list[float] = []
        for model in models:
            readout = asked(model)[0]
            ours(model, readout, 64)  # what is imported later
            mine, share = cpu(lambda m=model, r=readout, n=runs: ours(m, r, n))
            peer, found = cpu(lambda m=model, r=readout, n=runs: maboss(m, n, (r,)))
            ratios[model.name.partition("]")[0].removeprefix("models_[")] = peer / mine
            shares, errors = found
            error = (share.error**2 + errors[0] ** 2) ** 0.5
            apart.append(abs(share.mean - shares[0]) / error if error else 0.0)
        values: Any = sorted(ratios.values())
        results.note(f"{runs:,} runs, MaBoSS over ours: median, least", [median(values), values[0]])
        slower = {n: round(r, 2) for n, r in ratios.items() if r < 1}
        results.note(f"{runs:,} runs, networks on which MaBoSS is faster", slower)
        results.note(f"{runs:,} runs, most standard errors apart", max(apart))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
