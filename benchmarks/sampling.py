"""Asynchronous sampling beside MaBoSS: Grieco 2013 MAPK, ATM and TGFBR knocked out.

Here with the steps that numba compiles, read from its cache before the clock starts, and without.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import cmaboss
from measuring import Results, cpu, median

from her2model import simulate
from her2model.engine import packed_sampling
from her2model.engine.compiled_runs import Compiler, compiled_steps
from her2model.engine.packed_sampling import PackedRuns
from her2model.engine.shares import Share, blocks
from her2model.model.model import Model

__all__ = ["WAYS", "go_by", "maboss", "sampling"]

KNOCKOUTS = ("ATM", "TGFBR")
READOUTS = ("Proliferation", "ERK", "p53")
TIME = 50
"""A run lasts twice as long; its second half counts."""
RUNS = 131_072
MABOSS_RUNS = 2_000
LONG_RUNS = 100_000
WAYS = {"": 0.0, ", without numba": float("inf")}
"""What is said of a way to run, and how much work goes before steps are compiled."""


def go_by(way: str) -> None:
    """Run from now on by steps that are compiled at once, or by none."""
    if compiled_steps() is None:
        raise SystemExit("numba is missing: python -m pip install numba")
    packed_sampling.COMPILER = Compiler(WAYS[way], WAYS[way])


def sampling(results: Results, model: Model, *, long: bool) -> None:
    """Seconds a trajectory at the same error; shares beside those of 100,000 trajectories."""
    name = "Grieco 2013, share of time on"
    seconds, (shares, errors) = cpu(lambda: maboss(model, MABOSS_RUNS, READOUTS[:1]))
    theirs = seconds / MABOSS_RUNS
    results.note(f"{name}, MaBoSS seconds a run", theirs)
    for way in reversed(WAYS):
        go_by(way)
        ours, share = median(lambda: packed(model, RUNS), 3) / RUNS, packed(model, RUNS)
        results.note(f"{name}{way}, her2model seconds a run", ours)
        results.note(f"{name}{way}, MaBoSS ÷ her2model", theirs / ours)
        spread = share.error * RUNS**0.5 / (errors[0] * MABOSS_RUNS**0.5)
        results.note(f"{name}{way}, error of a run, her2model by MaBoSS", spread)
        # at the same error: as many runs as each needs for it
        same = theirs / ours / spread**2
        results.note(f"{name}{way}, at the same error, MaBoSS ÷ her2model", same)
    if not long:
        return
    shares, errors = maboss(model, LONG_RUNS, READOUTS)
    for k, readout in enumerate(READOUTS):
        found = packed(model, LONG_RUNS, readout)
        error = (found.error**2 + errors[k] ** 2) ** 0.5
        results.note(f"{name}, {readout}", [found.mean, found.error])
        results.note(f"{name}, {readout}, MaBoSS of {LONG_RUNS:,} runs", [shares[k], errors[k]])
        results.note(f"{name}, {readout}, standard errors apart", (found.mean - shares[k]) / error)


def packed(model: Model, runs: int, readout: str = READOUTS[0]) -> Share:
    """Share of the second half of the time, all species off at the start but inputs."""
    import numpy as np

    result = simulate(model, knockouts=KNOCKOUTS, start="any")
    network = result.network
    start = network.subspace(dict.fromkeys(network.species, 0))
    found = []
    for k, size in enumerate(blocks(runs)):
        block = PackedRuns(network, start, runs=size, seed=(1, k), watched=[readout])
        found.append(block.share([readout], TIME)[0])
    return Share.of(np.concatenate(found))


def maboss(model: Model, runs: int, shown: tuple[str, ...]) -> tuple[Any, Any]:
    """Shares of the second half of the time, and their errors, all rates 1."""
    species = (*model.functions, *model.inputs)
    values = {s: model.species[s].initial or 0 for s in model.inputs} | dict.fromkeys(KNOCKOUTS, 0)
    rules = {s: r.written(" & ", " | ", "!") for s, r in model.functions.items()}
    nodes = [
        f"node {s} {{ logic = ({values.get(s, rules.get(s))});"
        " rate_up = @logic ? 1 : 0; rate_down = @logic ? 0 : 1; }"
        for s in species
    ]
    settings = [f"{s}.istate = {values.get(s, 0)};" for s in species]
    settings += [f"{s}.is_internal = {int(s not in shown)};" for s in species]
    settings += [f"time_tick = {TIME};", f"max_time = {2 * TIME};", f"sample_count = {runs};"]
    settings += ["discrete_time = 0;", "use_physrandgen = FALSE;", "seed_pseudorandom = 1;"]
    settings += ["thread_count = 1;"]
    with tempfile.TemporaryDirectory() as folder:
        bnd, cfg = Path(folder) / "model.bnd", Path(folder) / "model.cfg"
        bnd.write_text("\n".join(nodes))
        cfg.write_text("\n".join(settings))
        run = cmaboss.MaBoSSSim(str(bnd), str(cfg)).run()
    shares, _, names, errors = run.get_nodes_probtraj()
    order = [names.index(s) for s in shown]
    return [float(shares[-1][i]) for i in order], [float(errors[-1][i]) for i in order]
