"""Time single answers beside mpbn's natural way to the same attractors, in one run.

    python benchmarks/single_answers.py

Prints medians in milliseconds and their ratio. mpbn gets the rules of the treated tumour and the
state of the tumour before treatment, built outside its clock; her2model starts from the names.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import mpbn

import her2model as h2
from her2model.engine.simulation import Simulation

REPEATS = 200
CHANCE = random.Random(1)
#: The first edition: two-valued, as mpbn is.
MODEL = h2.load(Path(__file__).parent / "models" / "her2-first-edition.yaml")


def milliseconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - start)


def median_of(repeats: int, call: Callable[[], object]) -> float:
    return statistics.median(milliseconds(call) for _ in range(repeats))


def scenarios(count: int) -> list[dict[str, list[str]]]:
    """Random scenarios, all different, so that nothing remembered from one helps another."""
    found = {
        (
            tuple(sorted(CHANCE.sample(MODEL.drugs, CHANCE.randint(1, 4)))),
            tuple(sorted(CHANCE.sample(list(MODEL.alterations), CHANCE.randint(0, 4)))),
        )
        for _ in range(3 * count)
    }
    chosen = sorted(found)[:count]
    return [{"drugs": list(d), "alterations": list(a)} for d, a in chosen]


def for_mpbn(result: Simulation) -> tuple[mpbn.MPBooleanNetwork, dict[str, int]]:
    """Rules of the last stage and the state that it starts from."""
    network = result.network
    forced = {
        s: int(bool(network.forced_on >> i & 1))
        for i, s in enumerate(network.species)
        if (network.forced_on | network.forced_off) >> i & 1
    }
    rules = {
        s: forced[s] if s in forced else MODEL.functions[s].written(" & ", " | ", "!")
        for s in network.species
        if s in forced or s in MODEL.functions
    }
    start = {s: 0 if v == "*" else int(v) for s, v in result.before[0].items()}
    return mpbn.MPBooleanNetwork(rules), {s: forced.get(s, v) for s, v in start.items()}


def main() -> None:
    """Measure and print."""
    asked = scenarios(REPEATS)
    ours = [milliseconds(lambda s=s: h2.simulate(MODEL, **s)) for s in asked]
    theirs = []
    for s in asked:
        network, start = for_mpbn(h2.simulate(MODEL, **s))
        theirs.append(milliseconds(lambda n=network, x=start: list(n.attractors(reachable_from=x))))
    code = "import her2model as h; h.resistance_matrix('her2-resistance')"
    processes = {
        "import her2model": [sys.executable, "-c", "import her2model"],
        "the whole matrix, with import": [sys.executable, "-c", code],
        "her2model simulate, as a process": [
            *(sys.executable, "-m", "her2model", "simulate", "her2-resistance"),
            *("-d", "trastuzumab", "-a", "PTEN loss"),
        ],
    }
    python = sys.version.split()[0]
    print(f"her2model {version('her2model')}, mpbn {version('mpbn')}, Python {python}")
    print(f"one simulate: {statistics.median(ours):.2f} ms (median of {REPEATS})")
    print(f"mpbn, attractors reachable from the same start: {statistics.median(theirs):.2f} ms")
    print(f"ratio: {statistics.median(theirs) / statistics.median(ours):.1f}")
    empty = [sys.executable, "-c", "pass"]
    bare = median_of(9, lambda: subprocess.run(empty, check=True))
    print(f"Python by itself: {bare:.0f} ms")
    for name, command in processes.items():
        run = lambda c=command: subprocess.run(c, check=True, capture_output=True)  # noqa: E731
        print(f"{name}: {median_of(9, run):.0f} ms")
    fresh = "import her2model as h, time; m = h.load('her2-resistance'); t = time.perf_counter();"
    fresh += "h.resistance_matrix(m); print(1000 * (time.perf_counter() - t))"
    runs = [
        float(subprocess.run([sys.executable, "-c", fresh], check=True, capture_output=True).stdout)
        for _ in range(9)
    ]
    print(f"the whole matrix in a fresh process, without import: {statistics.median(runs):.0f} ms")


if __name__ == "__main__":
    main()
