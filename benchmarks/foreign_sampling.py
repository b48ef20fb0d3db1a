"""Sampling foreign networks beside MaBoSS: every species off at the start, inputs on.

    python benchmarks/foreign_sampling.py FOLDER [NETWORKS]

FOLDER holds bnet files, such as those of biodivine-boolean-models; as many of 20 to 64 species are
taken as is said, evenly. Both sides sample the share of the second half of the time that the
species with most others upstream is on, with as many runs; processor time, in one process. Ours is
the median of three, with the steps that numba compiles, read from its cache before the clock
starts, and without; MaBoSS runs once. Ratios are at equal error: where the errors differ, as many
runs are reckoned as give the error of the other side.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median as middle

import numpy as np
from measuring import Results, cpu, median
from networks import from_bnet
from sampling import TIME, WAYS, go_by, maboss
from undecided import asked

from her2model import Her2ModelError, Model, simulate
from her2model.engine.packed_sampling import PackedRuns
from her2model.engine.shares import Share, blocks

CONDITIONS = (
    "ours: median of three, with steps that numba compiles, read from its cache before the clock "
    "starts, and without; MaBoSS: once, one thread; a machine shared with others"
)
SIZES = range(20, 65)
RUNS = (1_000, 8_192, 131_072)
NAMED = ("id-070",)
"""Networks whose ratios are told one by one."""


def ours(model: Model, readout: str, runs: int) -> Share:
    """Sample with runs packed into words."""
    network = simulate(model, start="any").network
    start = network.subspace(dict.fromkeys(network.species, 0))
    found = []
    for k, size in enumerate(blocks(runs)):
        block = PackedRuns(network, start, runs=size, seed=(1, k), watched=[readout])
        if not block.followed:  # it cannot change
            return Share(float(block.within.can1 >> network.index[readout] & 1), 0.0)
        found.append(block.share([readout], TIME)[0])
    return Share.of(np.concatenate(found))


def chosen(folder: Path, count: int) -> Sequence[Model]:
    """Read networks of a size, evenly spread over the folder."""
    found = []
    for path in sorted(folder.glob("*.bnet")):
        if sum("," in row for row in path.read_text().splitlines()) not in SIZES:
            continue
        try:
            model = from_bnet(path)
            simulate(model, start="any")
        except Her2ModelError:  # as names that differ by case alone, or a rule beyond a limit
            continue
        if len(model.species) in SIZES:
            found.append(model)
    return found[:: max(1, len(found) // count)][:count]


def main(folder: str, count: int = 26) -> None:
    """Measure both sides on each network."""
    results = Results("foreign_sampling", ["her2model", "cmaboss", "numba", "numpy"])
    models = chosen(Path(folder), count)
    results.note("networks", len(models))
    results.note("conditions", CONDITIONS)
    for runs in RUNS:
        ratios: dict[str, dict[str, float]] = {way: {} for way in WAYS}
        apart: list[float] = []
        spreads: list[float] = []
        for model in models:
            readout = asked(model)[0]
            peer, (shares, errors) = cpu(lambda m=model, r=readout, n=runs: maboss(m, n, (r,)))
            for way, found in ratios.items():
                go_by(way)
                ours(model, readout, 64)  # what is imported later
                share = ours(model, readout, runs)
                mine = median(lambda m=model, r=readout, n=runs: ours(m, r, n), 3)
                spread = share.error / errors[0] if share.error and errors[0] else 1.0
                name = model.name.partition("]")[0].removeprefix("models_[")
                found[name] = peer / mine / spread**2
            error = (share.error**2 + errors[0] ** 2) ** 0.5
            apart.append(abs(share.mean - shares[0]) / error if error else 0.0)
            spreads.append(spread)
        for way, found in ratios.items():
            noted(results, f"{runs:,} runs{way}", found)
        results.note(f"{runs:,} runs, most standard errors apart", max(apart))
        few = [min(spreads), middle(spreads), max(spreads)]
        results.note(f"{runs:,} runs, error, ours by MaBoSS: least, median, most", few)


def noted(results: Results, name: str, ratios: dict[str, float]) -> None:
    """Note the ratios of the networks."""
    values = sorted(ratios.values())
    results.note(f"{name}, MaBoSS over ours: median, least", [middle(values), values[0]])
    slower = {n: round(r, 2) for n, r in ratios.items() if r < 1}
    results.note(f"{name}, networks on which MaBoSS is faster", slower)
    for network in NAMED:
        if network in ratios:
            results.note(f"{name}, network {network}, MaBoSS over ours", ratios[network])


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
