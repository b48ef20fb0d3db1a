"""Minimal trap spaces of foreign networks, counted with inputs free, beside AEON's symbolic count.

    python benchmarks/counting.py FOLDER [SECONDS]

FOLDER holds bnet files, such as those of biodivine-boolean-models. Each side has so many seconds
for a network, AEON of the processor in a copy of this process. Where both have an exact number they
are compared; where ours is an estimate, it is told whether AEON's number is as near as it says.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from statistics import median

import biodivine_aeon as aeon
from measuring import Results, apart, cpu

from her2model import Her2ModelError, count_trap_spaces, load
from her2model.screening.trap_space_count import TrapSpaceCount

MOST_SPECIES = 400
"""For AEON."""


def by_aeon(path: Path) -> int:
    """Return AEON's number."""
    network = aeon.BooleanNetwork.from_bnet(path.read_text()).infer_valid_graph()
    context = aeon.SymbolicSpaceContext(network)
    graph = aeon.AsynchronousGraph(network, context)
    return int(aeon.TrapSpaces.minimal_symbolic(context, graph).cardinality())


def near(found: TrapSpaceCount, number: int) -> bool:
    """Whether a number is what was found, or as near to the estimate as is said."""
    if found.exact:
        return found.at_least == number
    most = 1 + found.tolerance
    return found.estimate is not None and 1 / most <= found.estimate / number <= most


def main(folder: str, seconds: int = 20) -> None:
    """Count on both sides."""
    warnings.simplefilter("ignore")
    results = Results("counting", ["her2model", "biodivine-aeon", "clingo", "oxidd"])
    rows: dict[str, TrapSpaceCount] = {}
    spent, peer = {}, {}
    for path in sorted(Path(folder).glob("*.bnet")):
        name = path.stem.partition("]")[0].removeprefix("models_[")
        try:
            model = load(path)
            used, rows[name] = cpu(
                lambda model=model: count_trap_spaces(
                    model, free_inputs=True, max_seconds=float(seconds)
                )
            )
        except Her2ModelError as error:
            print(f"{name}: {error}")
            continue
        spent[name] = used
        if len(model.species) > MOST_SPECIES:
            continue
        number = apart(lambda path=path: by_aeon(path), seconds)
        if number is not None:
            peer[name] = number
    exact = {name for name, found in rows.items() if found.exact}
    estimates = {n: f for n, f in rows.items() if not f.exact and f.estimate is not None}
    results.note("seconds for a network", seconds)
    results.note("networks", len(rows))
    results.note("exact", len(exact))
    results.note("exact by AEON", len(peer))
    results.note("exact on both sides", len(exact & {*peer}))
    results.note("exact and different", [n for n in exact & {*peer} if not near(rows[n], peer[n])])
    results.note("estimated", len(estimates))
    results.note("largest estimate", max((f.estimate or 0 for f in estimates.values()), default=0))
    seen = [n for n in estimates if n in peer]
    results.note("estimated, and exact by AEON", len(seen))
    results.note("of these near", sum(near(rows[n], peer[n]) for n in seen))
    rest = sorted({*rows} - exact - {*estimates})
    results.note("from below only", rest)
    results.note("exact: median and most processor seconds", _seconds(spent, exact))
    results.note("estimated: median and most processor seconds", _seconds(spent, {*estimates}))


def _seconds(spent: dict[str, float], names: set[str]) -> list[float]:
    return [f([spent[n] for n in names]) for f in (median, max)] if names else []


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
