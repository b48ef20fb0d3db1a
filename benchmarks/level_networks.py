"""Random networks with levels beside brute force: ``python benchmarks/level_networks.py [NUMBER]``.

So many networks (5,000 when no number is given) on boxes and on states: minimal trap boxes,
closures, certificates under three ways of updating, single steps and asynchronous attractors,
under knockouts, gains, floors, caps and cuts. Then so many scenarios of random models, cells of
landscapes and of screens, a tenth as many residual networks of asynchronous landscapes, and of
the page's script in Node.js each single and pair cell and each gain to each level. The slow side
is the tests' reference. The process ends with 1 if anything differs.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from itertools import combinations
from pathlib import Path
from shutil import which

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from page_script import page_answers

import her2model as h2
import test_level_scenarios as scenarios
import test_levels as networks
from her2model.errors import InputError

compared: Counter[str] = Counter()
wrong: Counter[str] = Counter()


def until(most: int, question: str, ask: Callable[[int], int | None]) -> None:
    """Ask one seed after the other; an answer is how many were compared, nothing is one."""
    seed = 0
    while compared[question] < most:
        seed += 1
        try:
            compared[question] += ask(seed) or 1
        except AssertionError as difference:
            wrong[question] += 1
            compared[question] += 1
            print(f"{question}, seed {seed}: {difference}")


def page(seed: int) -> int:
    """Ask the page's script about each single and pair cell, and each gain to each level.

    What it leaves open is not counted.
    """
    model, _ = scenarios.cases(seed, 0)
    tumours = [t for n in range(3) for t in combinations(model.alterations, n)]
    treatments = [d for n in range(3) for d in combinations(model.drugs, n)]
    results = []
    for tumour in tumours:
        for drugs in treatments:
            with suppress(InputError):  # alterations may contradict each other
                results.append(h2.simulate(model, alterations=tumour, drugs=drugs))
    held = [(f"{s}={k}",) for s in model.rules for k in range(1, model.species[s].top + 1)]
    results += [h2.simulate(model, gains=g, drugs=d) for g in held for d in treatments]
    answers = page_answers(model, [r.scenario for r in results])
    decided = 0
    for answer, result in zip(answers, results, strict=True):
        if answer["by"]:
            decided += 1
            assert answer["word"] == result.verdict, result.scenario
            assert answer["growth"] == result["s0"], result.scenario
    return decided


def main(most: int) -> None:
    """Compare, and say how much."""
    until(most, "networks", networks.check)
    until(most, "simulate", scenarios.compare)
    until(most, "landscape", scenarios.compare_cells)
    until(most, "screen", scenarios.compare_screen)
    until(most // 10, "asynchronous", scenarios.compare_asynchronous)
    if which("node"):
        until(most, "page", page)
    for question, n in compared.items():
        print(f"{question}: {n:,} compared, {wrong[question]} differ")
    sys.exit(bool(sum(wrong.values())))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
