"""The landscape against mpbn and AEON."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

import her2model
from her2model import (
    landscape,
    simulate,
)
from her2model.model.model import Model
from random_landscapes import cells, random_model

HER2 = "her2-resistance"
BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
#: Two-valued, for the peers that know no levels, and with cells that do not settle.
FIRST = str(BENCHMARKS / "models" / "her2-first-edition.yaml")
WORDS = {"off": "responds", "on": "resistant", "mixed": "mixed", "unsettled": "unsettled"}
ONSETS = ("de novo", "acquired", "together")


def bnet(model: Model, altered: tuple[str, ...], drugs: tuple[str, ...]) -> str:
    """Write one cell's network as text: no gain here meets a drug on the same species."""
    fixed = {
        s: int(s in drugs) if s in model.drugs else model.species[s].initial for s in model.inputs
    }
    for a in altered:
        fixed |= dict(model.alterations[a].fix)
    rules = {s: r.written(" & ", " | ", "!") for s, r in model.functions.items()}
    return "\n".join(
        f"{s}, {fixed[s] if s in fixed else rules[s]}" for s in [*model.inputs, *rules]
    )


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # mpbn leaves
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # its program files open
def test_the_same_as_mpbn_on_random_cells() -> None:
    """Untreated start, everything at once: what mpbn reaches from the untreated fixed point."""
    from mpbn import MPBooleanNetwork

    model = her2model.load(FIRST)
    context = {"IGF1": 1}
    land = landscape(model, onset="together", readout="IRS1", context=context)
    start = simulate(model, context=context).attractors[0]
    drawn = [c for w in ("on", "off", "unsettled") for c in land.where(w).sample(8, seed=4)]
    for altered, drugs in [(c.alterations, c.drugs) for c in drawn]:
        network = MPBooleanNetwork(bnet(model, altered, drugs).replace("IGF1, 0", "IGF1, 1"))
        fixed = {s: int(str(f)) for s, f in network.items() if str(f) in ("0", "1")}
        reached = {s: fixed.get(s, start[s]) for s in network}
        values = {a["IRS1"] for a in network.attractors(reachable_from=reached)}
        word = "unsettled" if "*" in values else "mixed" if len(values) > 1 else None
        expected = word or ("on" if values == {1} else "off")
        assert land.verdict(altered, drugs) == expected


@pytest.mark.parametrize("seed", [1, 4, 9])
def test_the_same_as_aeon_on_every_cell_from_any_start(seed: int) -> None:
    """AEON's coloured minimal trap spaces: switches that act on rules are its free parameters."""
    from biodivine_aeon import AsynchronousGraph, BooleanNetwork, SymbolicSpaceContext, TrapSpaces

    model = random_model(seed, species=6, drugs=2, alterations=0)
    names = list(model.functions)[:3]
    land = landscape(model, readout=names[0], knockouts=names[1:], start="any")
    assert land.provenance.cells == 2 ** (len(model.drugs) + 2)
    for altered, drugs in cells(land):
        down = [a.removesuffix(" knocked out") for a in altered]
        fixed = {
            s: int(s in drugs) if s in model.drugs else model.species[s].initial
            for s in model.inputs
        }
        fixed |= dict.fromkeys(down, 0)
        rules = {s: r.written(" & ", " | ", "!") for s, r in model.functions.items()}
        lines = [f"{s}, {fixed[s] if s in fixed else rules[s]}" for s in [*model.inputs, *rules]]
        network = BooleanNetwork.from_bnet("\n".join(lines)).infer_valid_graph()
        context = SymbolicSpaceContext(network)
        graph = AsynchronousGraph(network, context)
        values: set[Any] = {
            space[names[0]] for space in TrapSpaces.minimal_symbolic(context, graph).spaces()
        }
        assert values
        expected = {(True,): "on", (False,): "off", (None,): "unsettled"}.get(tuple(values))
        assert land.verdict(altered, drugs) == (
            expected or ("unsettled" if None in values else "mixed")
        )


@pytest.mark.parametrize("context", [{}, {"NRG1": 1, "IGF1": 1}])
def test_all_cells_of_the_consensus_are_those_of_coloured_aeon(
    context: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every one of the 2³³ cells, by the benchmark's own comparison; and it can fail."""
    from biodivine_aeon import AsynchronousGraph, SymbolicSpaceContext, TrapSpaces

    monkeypatch.syspath_prepend(str(BENCHMARKS))
    peer = importlib.import_module("coloured_aeon")
    anywhere = landscape(FIRST, start="any", context=context)
    network = peer.coloured(anywhere)
    symbolic = SymbolicSpaceContext(network)
    spaces = TrapSpaces.minimal_symbolic(symbolic, AsynchronousGraph(network, symbolic))
    assert peer.differing(anywhere, network, symbolic, spaces) == 0
    other = landscape(FIRST, start="any", context={"NRG1": 1 - len(context) // 2})
    assert peer.differing(other, network, symbolic, spaces) > 0
