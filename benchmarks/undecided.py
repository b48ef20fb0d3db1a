"""Landscapes of foreign networks with feedback, from every state, beside AEON's colours.

    python benchmarks/undecided.py FOLDER [SECONDS]

FOLDER holds bnet files, such as those of biodivine-boolean-models. Of each network of 18 to 140
species every set of up to 20 knockouts is judged: the readout is the species with most others
upstream, the knockouts are drawn from those. Each side runs in a process of its own, five times
where that takes less than a second, and processor time counts from the rules to the cells in which
the readout can be 0, 1, or free.
"""

from __future__ import annotations

import gc
import json
import random
import subprocess
import sys
import time
import warnings
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import biodivine_aeon as ba
import oxidd.bdd  # noqa: F401 - it is imported before the clock starts, as AEON is
from measuring import Results, apart
from networks import from_bnet

from her2model import Her2ModelError, LimitError, Model, landscape, load

SIZES = range(18, 141)
KNOCKOUTS = 20
MEMORY = 6 << 30
REPEATS, SHORT = 5, 1.0
"""A side that takes less than so many seconds is measured so often."""


def asked(model: Model) -> tuple[str, list[str]]:
    """Choose the readout, and what is knocked out."""
    regulators = {s: r.names for s, r in model.functions.items()}
    upstream = {}
    for s in sorted(regulators):
        found, stack = {s}, [s]
        while stack:
            for source in regulators.get(stack.pop(), ()):
                if source not in found:
                    found.add(source)
                    stack.append(source)
        upstream[s] = found - {s}
    readout = max(upstream, key=lambda s: len(upstream[s]))
    among = sorted(s for s in upstream[readout] if s in regulators)
    return readout, random.Random(1).sample(among, min(KNOCKOUTS, len(among)))


def ours(model: Model, readout: str, knockouts: Sequence[str], seconds: int) -> dict[str, Any]:
    """Ask the landscape."""
    began = time.process_time()
    try:
        land = landscape(
            model, (), (), knockouts=knockouts, readout=readout, start="any", max_seconds=seconds
        )
    except LimitError as reason:
        return {"limit": str(reason)}
    found, count = land._found, land._space.diagrams.count
    sets = [count(cells) for cells in (found.low[0], found.high[0], found.free)]
    return {"seconds": time.process_time() - began, "cells": sets}


def aeon(model: Model, readout: str, knockouts: Sequence[str], seconds: int) -> dict[str, Any]:
    """Ask AEON: knockouts are parameters, trap spaces are found for all of them at once."""
    lines = [f"{s}, {str(bool(model.species[s].initial)).lower()}" for s in model.inputs]
    for s, rule in model.functions.items():
        text = rule.written(" & ", " | ", "!")
        lines.append(f"{s}, ({text}) & !off_{s}" if s in knockouts else f"{s}, {text}")
    began = time.process_time()
    network = ba.BooleanNetwork.from_bnet("\n".join(lines)).inline_inputs(True, True)
    network = network.inline_constants(True, True)
    context = ba.SymbolicSpaceContext(network)
    spaces = ba.TrapSpaces.minimal_symbolic(context, ba.AsynchronousGraph(network, context))
    variable = network.find_variable(readout)
    if variable is None:  # a constant
        return {"seconds": time.process_time() - began, "cells": None}
    up = context.get_positive_space_variable(variable)
    down = context.get_negative_space_variable(variable)
    diagram = spaces.to_bdd()
    more = 2 ** (len(knockouts) - len(list(context.explicit_functions())))
    found = []
    for values in ({down: True}, {up: True}, {up: True, down: True}):
        chosen = ba.ColoredSpaceSet(context, diagram.r_select(values).l_and(diagram))
        found.append(int(chosen.colors().cardinality()) * more)
    return {"seconds": time.process_time() - began, "cells": found}


def measured(side: str, model: Model, seconds: int) -> dict[str, Any]:
    """Ask one side in a copy of this process."""
    ask = partial(SIDES[side], model, *asked(model), seconds)
    return apart(ask, seconds + 1, MEMORY) or {"limit": "stopped"}


def one(path: str, seconds: int) -> dict[str, Any]:
    """Ask both sides in turn, again where a side took little: the median of its times counts."""
    model = _read(Path(path))
    if model.levels:
        return {"refused": "bits of levels"}
    gc.collect()
    gc.freeze()  # what is imported is left alone in the copies, as Python's gc advises
    runs: dict[str, list[dict[str, Any]]] = {side: [] for side in SIDES}
    for _ in range(REPEATS):
        for side, found in runs.items():
            if not found or found[0].get("seconds", seconds) < SHORT:
                found.append(measured(side, model, seconds))
    return {side: _middle(found) for side, found in runs.items()}


def _read(path: Path) -> Model:
    """Read a file as it is; where names have to be made safe first, with all inputs off."""
    try:
        return from_bnet(path)
    except Her2ModelError:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load(path)


def _middle(found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    times = [run["seconds"] for run in found if "seconds" in run]
    return found[0] | ({"seconds": median(times)} if times else {})


SIDES = {"ours": ours, "aeon": aeon}


def main(folder: str, seconds: int = 10) -> None:
    """Ask about every network of a size, and note the ratios."""
    results = Results("undecided", ["her2model", "biodivine-aeon", "oxidd"])
    ratios: dict[str, float] = {}
    wrong, lost, unanswered, refused = [], {}, [], []
    for path in sorted(Path(folder).glob("*.bnet")):
        rows = [r for r in path.read_text().splitlines() if "," in r and not r.startswith("#")]
        if len(rows) - any(r.startswith("targets") for r in rows) not in SIZES:
            continue
        name = path.stem.removeprefix("models_").partition("]")[0].strip("[")
        command = [sys.executable, __file__, "--one", str(path), str(seconds)]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        found = json.loads(run.stdout) if run.returncode == 0 else {"refused": run.stderr}
        if "refused" in found:
            refused.append(name)
            continue
        mine, peer = (found[side].get("seconds") for side in SIDES)
        if mine is None:
            unanswered.append(name)
            continue
        ratios[name] = (peer or seconds) / mine  # a lower bound where AEON was stopped
        if ratios[name] < 1:
            lost[name] = [round(mine, 4), round(peer or seconds, 4)]
        cells = found["aeon"].get("cells")
        if cells is not None and cells != found["ours"]["cells"]:
            wrong.append(name)
    low, _, high = quantiles(ratios.values(), n=4)
    results.note("networks", len(ratios) + len(unanswered))
    results.note("networks that the benchmark does not read", refused)
    results.note("networks that ours did not answer in time", unanswered)
    results.note("networks with another answer", wrong)
    results.note("AEON over ours: median, quartiles", [median(ratios.values()), low, high])
    results.note("AEON over ours: least", min(ratios.values()))
    results.note("networks on which AEON is faster, ours and AEON in seconds", lost)


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        print(json.dumps(one(sys.argv[2], int(sys.argv[3]))))
    else:
        main(sys.argv[1], *map(int, sys.argv[2:]))
