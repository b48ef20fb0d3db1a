"""Screens of one and two knockouts on foreign networks with feedback, beside a loop over mpbn.

    python benchmarks/feedback_screens.py FOLDER

FOLDER holds networks as ``*/model.bnet``, as those of biodivine-boolean-models. Ten are drawn from
the networks of 18 to 200 species with a cycle of two or more species, by a seed and before any is
asked. Inputs, which those files leave open, are 1. The readout is the species with most others
upstream. Every set of up to two knockouts is judged from any start.

mpbn loads the network once; each cell's rules are changed in a copy, and its minimal trap spaces
are enumerated until the readout is free in one, which decides the word. The loop is timed on cells
drawn by a seed, for 15 seconds at most, and multiplied. Where ours gives up, or is stopped after a
minute on the clock, its reason is kept, and the ratio counts as 0. Processor seconds; loading is
not counted.
"""

from __future__ import annotations

import itertools
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import median as middle
from typing import Any

import mpbn
from measuring import Results, cpu
from networks import from_bnet, to_bnet
from screen import Cell, word
from undecided import asked

from her2model import Her2ModelError, LimitError, Model, screen
from her2model.screening.screen import Screen

SIZES = range(18, 201)
DRAWN = 10
SECONDS = 60
SAMPLE, MOST = 150, 15
HARD = {"[id-231]": 1, "[id-251]": 10}
"""Breast cancer signalling with its inputs off, and a cell cycle, 117 species each: what is stopped
after so many seconds, gone on with, and shared by two."""


def main(folder: str) -> None:
    """Measure every network, then the deadline and the executor on a hard one."""
    results = Results("feedback_screens", ["her2model", "numpy", "mpbn", "clingo"])
    files = sorted(Path(folder).glob("*/model.bnet"), key=str)
    fit = [path for path in files if is_asked(path)]
    results.note("networks of 18 to 200 species with a cycle", len(fit))
    drawn = sorted(random.Random(1).sample(fit, DRAWN), key=str)
    ratios = []
    for path in drawn:
        name = path.parent.name.replace("__", " ").replace("[", "").replace("]", "")
        ratios.append(beside(results, name, from_bnet(path)))
    results.note("mpbn ÷ her2model, least, median", [min(ratios), middle(ratios)])
    results.note("networks at 20 times or more", sum(r >= 20 for r in ratios))
    for start, seconds in HARD.items():
        path = next(path for path in files if path.parent.name.startswith(start))
        model = from_bnet(path, initial=int(start != "[id-231]"))
        stopped(results, start[1:-1], model, seconds)


def is_asked(path: Path) -> bool:
    """Whether a network is of the size, and some species acts on itself through another."""
    try:
        model = from_bnet(path)
    except Her2ModelError:  # as a species that no rule gives a value
        return False
    acting = {s: {r for r in rule.names if r != s} for s, rule in model.functions.items()}
    left = dict(acting)
    while gone := [s for s, sources in left.items() if not sources & left.keys()]:
        for s in gone:
            del left[s]
    return len(model.species) in SIZES and bool(left)


def ours(model: Model, readout: str, **options: Any) -> Screen:
    """Ask for every set of up to two knockouts."""
    every = [*model.functions, *model.inputs]
    found = screen(
        model, knockouts=every, gains=(), max_size=2, readout=readout, start="any", **options
    )
    assert isinstance(found, Screen)
    return found


def stopping_loop(model: Model, readout: str) -> Callable[[Cell], str]:
    """Return mpbn's loop, which ends a cell as soon as its word is known."""
    whole = mpbn.MPBooleanNetwork(to_bnet(model))

    def one(cell: Cell) -> str:
        network = whole.copy()
        for s in cell[0]:
            network[s] = False
        seen: set[Any] = set()
        for space in network.attractors():
            seen.add(space[readout])
            if "*" in seen:
                break
        return word(seen)

    return one


def beside(results: Results, name: str, model: Model) -> float:
    """Time both sides on one network, compare answers, return the ratio; 0 if ours is stopped."""
    readout, _ = asked(model)
    species = [*model.functions, *model.inputs]
    every: list[Cell] = [(c, ()) for k in range(3) for c in itertools.combinations(species, k)]
    cells = random.Random(2).sample(every, min(SAMPLE, len(every)))
    results.note(f"{name}, cells", len(every))
    found = None
    try:
        ours(model, readout, max_seconds=SECONDS)  # once warm
        seconds, found = cpu(lambda: ours(model, readout, max_seconds=SECONDS))
        results.note(f"{name}, counts", found.counts)
        results.note(f"{name}, her2model seconds", seconds)
    except LimitError as reason:
        results.note(f"{name}, her2model gave up", str(reason))
    each, differ, count = timed(stopping_loop(model, readout), found, cells)
    results.note(f"{name}, mpbn seconds (mean × cells)", each * len(every))
    if found is None:
        return 0.0
    results.note(f"{name}, answers compared, that differ", [count, differ])
    results.note(f"{name}, mpbn ÷ her2model", each * len(every) / seconds)
    return each * len(every) / seconds


def timed(
    loop: Callable[[Cell], str], found: Screen | None, cells: list[Cell]
) -> tuple[float, int, int]:
    """Return mean processor seconds of a cell, answers that differ, and cells asked."""
    first, _ = cpu(lambda: loop(cells[0]))
    cells = cells if first < MOST else cells[:1]
    total, wrong, count = 0.0, 0, 0
    while count < len(cells) and total < MOST:
        cell = cells[count]
        seconds, said = cpu(lambda c=cell: loop(c))
        total, wrong, count = total + seconds, wrong + differs(found, cell, said), count + 1
    return total / count, wrong, count


def differs(found: Screen | None, cell: Cell, said: str) -> bool:
    """Whether a cell is known to have another word."""
    return found is not None and found.word(*cell) != said


def stopped(results: Results, name: str, model: Model, seconds: int) -> None:
    """Stop a screen after some seconds, go on from its file, and let two workers share it."""
    readout, _ = asked(model)
    name = f"{name}, {len(model.species)} species"
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "screen.json"
        began = time.monotonic()
        try:
            ours(model, readout, max_seconds=seconds, resume=kept)
            results.note(f"{name}, max_seconds={seconds}", "it was done before")
        except LimitError as reason:
            results.note(f"{name}, max_seconds={seconds}, ended with", f"LimitError: {reason}")
        results.note(f"{name}, max_seconds={seconds}, on the clock", time.monotonic() - began)
        chunks = json.loads(kept.read_text())
        results.note(f"{name}, sets kept", len(chunks["chunks"]) * chunks["chunk"])
        resumed, done_alone = clocked(lambda: ours(model, readout, resume=kept))
    spent, (whole, alone) = cpu(lambda: clocked(lambda: ours(model, readout)))
    spent_by_two, (shared, by_two) = cpu(lambda: shared_by_two(model, readout))
    same = resumed.codes.tobytes() == whole.codes.tobytes() == shared.codes.tobytes()
    results.note(f"{name}, cells", len(whole))
    results.note(f"{name}, resumed, alone, shared by two: every cell the same", same)
    both = [spent, spent_by_two]
    results.note(f"{name}, processor seconds alone, and of two workers together", both)
    clocks = [done_alone, alone, by_two]
    results.note(f"{name}, seconds on the clock, the rest resumed, alone, shared by two", clocks)


def shared_by_two(model: Model, readout: str) -> tuple[Screen, float]:
    """Let two processes share a screen; they have ended when it returns."""
    with ProcessPoolExecutor(2) as pool:
        return clocked(lambda: ours(model, readout, executor=pool))


def clocked(job: Callable[[], Screen]) -> tuple[Screen, float]:
    """Return what a job gives, and its seconds on the clock."""
    began = time.monotonic()
    found = job()
    return found, time.monotonic() - began


if __name__ == "__main__":
    main(sys.argv[1])
