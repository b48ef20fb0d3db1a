"""Minimal control beside BoNesis: the smallest knockouts and gains that make a readout sure.

``python benchmarks/control.py``, with the extra ``benchmarks``. Networks: Grieco 2013 MAPK (53
species, from the repository that comes with pyboolnet) and a generated one of 117 species
(``networks.py``); any start, every species but the readout may be forced. Processor seconds from
the rules on; figures go to ``benchmarks/results/control.json``.
"""

from __future__ import annotations

import contextlib
import io
from typing import Any

import bonesis
from bonesis.reprogramming import trapspace_reprogramming
from colomoto import minibn
from measuring import Results, cpu
from networks import from_repository, generated

import her2model as h2

Found = set[tuple[tuple[str, int], ...]]


def ours(model: h2.Model, readout: str, value: int, size: int) -> Found:
    """The library's answer, as sets of (species, value)."""
    found = h2.minimal_control(model, {readout: value}, max_size=size)
    return {
        tuple(sorted([*((s, 0) for s in c.knockouts), *((s, 1) for s in c.gains)])) for c in found
    }


def theirs(rules: dict[str, str], readout: str, value: int, size: int) -> Found:
    """BoNesis's answer."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        bonesis.settings["quiet"] = True
        network = minibn.BooleanNetwork(rules)
        found = list(trapspace_reprogramming(network, {readout: value}, size, exclude=[readout]))
    return {tuple(sorted(one.items())) for one in found}


def main() -> None:
    """Ask both for each network, readout and size."""
    results = Results("control", ["her2model", "bonesis", "clingo"])
    mapk, large = from_repository("grieco_mapk"), generated(100, 17)
    ours(mapk, "Apoptosis", 1, 0)  # what is imported at first use is not counted
    theirs({"a": "a"}, "a", 1, 1)
    asked: list[tuple[str, Any, str, int, int]] = [
        ("Grieco 2013", mapk, "Apoptosis", 1, 2),
        ("Grieco 2013", mapk, "Apoptosis", 0, 2),
        ("Grieco 2013", mapk, "Proliferation", 1, 2),
        ("Grieco 2013", mapk, "Proliferation", 1, 3),
        ("generated 117", large, "s99", 1, 1),
        ("generated 117", large, "s99", 1, 2),
    ]
    for name, model, readout, value, size in asked:
        rules = {s: s if model.species[s].initial is None else str(model.species[s].initial)
                 for s in model.inputs}  # fmt: skip
        rules |= {s: f.written(" & ", " | ", "!") for s, f in model.functions.items()}
        title = f"{name}, {readout} = {value}, up to {size}"
        seconds, found = cpu(lambda a=(model, readout, value, size): ours(*a))
        results.note(f"{title}, sets", len(found))
        results.note(f"{title}, her2model seconds", seconds)
        other, listed = cpu(lambda a=(rules, readout, value, size): theirs(*a))
        results.note(f"{title}, BoNesis seconds", other)
        results.note(f"{title}, BoNesis ÷ her2model", other / seconds)
        results.note(f"{title}, sets that differ", len(found ^ listed))


if __name__ == "__main__":
    main()
