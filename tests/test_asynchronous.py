"""Asynchronous attractors against an explicit state transition graph."""

from __future__ import annotations

import itertools
from pathlib import Path

import networkx as nx
import pytest

from her2model import landscape, simulate
from her2model.engine.dynamics import asynchronous, transition_graph
from her2model.engine.network import Network, Subspace
from her2model.engine.scenario import Scenario, stages
from her2model.errors import InputError, LimitError
from her2model.model.model import Model
from her2model.model.parts import FrozenMap, Interaction, Readouts, RuleEntry, Species, parse_arrow
from her2model.screening.asynchronous import asynchronous_value
from random_landscapes import random_model

#: The first edition is two-valued: asynchronous updating knows no levels.
FIRST = str(Path(__file__).parent.parent / "benchmarks" / "models" / "her2-first-edition.yaml")


def states_of(network: Network, space: Subspace) -> set[int]:
    """List the states of a subspace."""
    choices = [
        [v << i for v in (0, 1) if (space.can0, space.can1)[v] >> i & 1]
        for i in range(len(network.species))
    ]
    return {sum(c) for c in itertools.product(*choices)}


def reached(network: Network, starts: set[int]) -> list[set[int]]:
    """Attractors reachable from some states, by walking every transition."""
    jumped = {(s | network.forced_on) & ~network.forced_off for s in starts}
    graph = transition_graph(network, sorted(jumped), asynchronous, max_states=200_000)
    return [set(c) for c in nx.attracting_components(graph)]


def slow_value(model: Model, scenario: Scenario, readout: str) -> str:
    """Settle the stages one after the other with explicit states."""
    found: list[set[int]] = []
    for network, given, _ in stages(model, scenario):
        starts = states_of(network, given) if given is not None else set().union(*found)
        found = reached(network, starts)
    bit = 1 << network.index[readout]
    values = {frozenset(bool(s & bit) for s in a) for a in found}
    if frozenset((True, False)) in values:
        return "unsettled"
    return "mixed" if len(values) == 2 else "on" if frozenset((True,)) in values else "off"


@pytest.mark.parametrize("seed", range(300, 316))
def test_every_cell_is_what_an_explicit_graph_says(seed: int) -> None:
    model = random_model(seed, species=6, drugs=2, alterations=2)
    growth = model.readouts.growth if model.readouts else ""
    for onset, start in (
        ("de novo", "untreated"),
        ("acquired", "untreated"),
        ("together", "untreated"),
        ("together", "any"),
        ("together", {growth: 1}),
    ):
        land = landscape(model, onset=onset, start=start, semantics="asynchronous")  # type: ignore[arg-type]
        for n_a, n_d in itertools.product(range(3), range(3)):
            for altered in itertools.combinations(land.alterations, n_a):
                for drugs in itertools.combinations(land.drugs, n_d):
                    try:
                        scenario = Scenario.of(
                            model,
                            alterations=altered,
                            drugs=drugs,
                            onset=onset,
                            start=start,  # type: ignore[arg-type]
                        )
                    except InputError:
                        continue
                    expected = slow_value(model, scenario, growth)
                    assert land.value(altered, drugs) == expected
                    assert asynchronous_value(model, scenario, growth) == expected
        assert sum(land.counts.values()) == land.provenance.cells


def hidden_pulse() -> Model:
    """A drug raises x, and x raises y; z, which remembers and stops growth, needs y without x.

    In between two levels x can act on y and not yet on z, which most permissive semantics allows;
    one Boolean change after the other never shows y without x.
    """
    rules = {"x": "trigger", "y": "x", "z": "(y and not x) or z", "growth": "not z"}
    arrows = ["trigger -> x", "x -> y", "y -> z", "x -| z", "z -> z", "z -| growth"]
    parts = [(a, *parse_arrow(a)) for a in arrows]
    return Model(
        name="hidden pulse",
        species=FrozenMap(
            {
                "trigger": Species(id="trigger", kind="drug", initial=0),
                **{s: Species(id=s, kind="protein") for s in rules},
            }
        ),
        interactions=FrozenMap(
            {a: Interaction(source=s, target=t, sign=sign) for a, s, sign, t in parts}
        ),
        rules=FrozenMap({s: RuleEntry(rule=r) for s, r in rules.items()}),
        readouts=Readouts(growth="growth"),
    )


def test_comparison_shows_where_the_semantics_differ() -> None:
    model = hidden_pulse()
    start = {"x": 0, "y": 0, "z": 0, "growth": 1}
    default = landscape(model, start=start)
    other = landscape(model, start=start, semantics="asynchronous")
    assert simulate(model, drugs=["trigger"], start=start).verdict == "mixed"
    assert default.verdict([], ["trigger"]) == "mixed"
    assert other.verdict([], ["trigger"]) == "resistant"
    side_by_side = default.compare(other)
    assert side_by_side.counts == {("mixed", "resistant"): 1, ("untreated", "untreated"): 1}
    assert [c.drugs for c in side_by_side.differing] == [("trigger",)]
    assert side_by_side.where("mixed", "resistant").count() == 1


def test_the_semantics_agree_where_percolation_decides() -> None:
    seen = 0
    for seed in range(300, 320):
        model = random_model(seed, species=7, drugs=2, alterations=2)
        default, other = landscape(model), landscape(model, semantics="asynchronous")
        sure = sum(default.count(w, certified=True) for w in default.counts)
        assert sure == sum(other.count(w, certified=True) for w in other.counts)
        side_by_side = default.compare(other)
        assert side_by_side.differing.count() <= default.provenance.cells - sure
        seen += default.provenance.cells - sure
        assert other.provenance.residual <= other.provenance.undecided
    assert seen >= 50


def test_sets_of_states_that_grow_too_large_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("her2model.screening.asynchronous.MAX_SYMBOLIC", 1)
    with pytest.raises(LimitError, match="more than 1 diagram nodes"):
        landscape(FIRST, readout="IRS1", context={"IGF1": 1}, semantics="asynchronous")


def test_the_first_edition_needs_few_calls_and_hardly_differs() -> None:
    default = landscape(FIRST, readout="IRS1", context={"IGF1": 1})
    other = landscape(FIRST, readout="IRS1", context={"IGF1": 1}, semantics="asynchronous")
    assert other.provenance.semantics.startswith("attractors of asynchronous updating")
    assert other.provenance.undecided > 1_000_000
    assert 0 < other.provenance.residual < 2_000
    for (a, b), cells in default.compare(other).sets.items():
        for cell in cells.sample(1, seed=5):
            one = simulate(
                FIRST, alterations=cell.alterations, drugs=cell.drugs, context={"IGF1": 1}
            )
            assert one["IRS1"] == a
            assert asynchronous_value(one.model, one.scenario, "IRS1") == b
