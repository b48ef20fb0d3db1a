"""The signed graph: the model's arrows, their paths and loops."""

from __future__ import annotations

import networkx as nx
import pytest

import her2model as h2
from her2model.answers.regulatory_graph import paths, structural_bypasses

MODEL = h2.load("her2-resistance")


def test_the_graph_has_the_models_arrows_with_their_evidence() -> None:
    graph = h2.regulatory_graph(MODEL)
    assert set(graph.nodes) == set(MODEL.species)
    assert {key for *_, key in graph.edges(keys=True)} == set(MODEL.interactions)
    for source, target, data in graph.edges(data=True):
        assert data["evidence"], (source, target)


def test_loops_are_those_of_networkx_with_the_product_of_signs() -> None:
    loops = h2.feedback_loops(MODEL, max_length=9)
    plain = nx.DiGraph(h2.regulatory_graph(MODEL))
    expected = {frozenset(c) for c in nx.simple_cycles(plain, length_bound=9)}
    assert {frozenset(loop.species) for loop in loops} == expected
    for loop in loops:
        inhibitions = sum(i.sign == "inhibition" for i in loop.arrows)
        assert loop.sign == (-1) ** inhibitions
        assert loop.arrows[0].source == loop.arrows[-1].target


def test_paths_are_simple_and_lead_from_source_to_target() -> None:
    found = paths(MODEL, "PTEN", "AKT")
    assert str(found[0]) == "PTEN -| PIP3 -> AKT"
    for path in found:
        assert len(set(path.species)) == len(path.species)


def test_ways_that_avoid_a_drugs_targets() -> None:
    ways = structural_bypasses(MODEL, "p95HER2", "trastuzumab")
    targets = {i.target for i in MODEL.interactions.values() if i.source == "trastuzumab"}
    assert ways
    assert not any(targets & set(w.species) for w in ways)
    assert structural_bypasses(MODEL, "p95HER2", "lapatinib") == []


def test_unknown_species_are_refused() -> None:
    with pytest.raises(h2.InputError, match="did you mean 'AKT'"):
        paths(MODEL, "PTEN", "AKTT")
