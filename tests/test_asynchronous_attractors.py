"""Asynchronous attractors by biobalm, against the graph of all single steps; and counted spaces."""

from __future__ import annotations

import sys
from itertools import pairwise, product
from random import Random

import networkx as nx
import pytest

import her2model as h2
import random_levels
import random_networks
from her2model.engine.dynamics import SCHEMES
from her2model.engine.network import Network
from her2model.engine.scenario import Scenario, step_network
from her2model.model.model import Model
from her2model.screening import trap_space_count

AVOIDING = """
A, !A & !B & !C | A & B & !C | !A & !B & C | A & B & C
B, !A & !B & !C | A & B & C
C, !A & !B & !C | A & !B & !C | !A & B & !C | !A & !B & C | !A & B & C | A & B & C
"""
TOGGLES = "".join(f"A{k}, !B{k}\nB{k}, !A{k}\n" for k in range(12))


def attracting(network: Network) -> list[set[int]]:
    """Sets of states that single steps cannot leave, with levels one on top of the other."""
    forced = network.forced_on, network.forced_off
    states = []
    for bits in product((0, 1), repeat=len(network.species)):
        state = sum(bit << i for i, bit in enumerate(bits))
        if state & forced[0] != forced[0] or state & forced[1]:
            continue
        if all(
            state >> low & 1 or not state >> high & 1
            for places in network.bits.values()
            for low, high in pairwise(places)
        ):
            states.append(state)
    graph = nx.DiGraph()
    graph.add_nodes_from(states)
    for state in states:
        graph.add_edges_from((state, n) for n in SCHEMES["asynchronous"](network, state))
    return [set(c) for c in nx.attracting_components(graph)]


def check(model: Model) -> int:
    """Set what is found beside the graph; return how many attractors there are."""
    network = step_network(model, Scenario.of(model, start="any"))
    expected = attracting(network)
    found = h2.asynchronous_attractors(model)
    assert len(found) == len(expected)
    for attractor in found:
        (states,) = [c for c in expected if attractor.state.space.can1 in c]
        expected.remove(states)
        space = attractor.within.space
        assert all(not s & ~space.can1 and not ~s & ~space.can0 & space.can0 for s in states)
        assert attractor.is_fixed_point == (len(states) == 1)
    return len(found)


def test_attractors_are_those_of_the_graph_of_single_steps() -> None:
    several = sum(check(random_networks.model(Random(seed), 6)) > 1 for seed in range(40))
    assert several > 5


def test_species_with_levels_move_by_one_level_at_a_time() -> None:
    several = sum(check(random_levels.model(Random(seed), 4)) > 1 for seed in range(20))
    assert several


@pytest.mark.filterwarnings("ignore::her2model.ConversionWarning")
def test_an_attractor_may_avoid_every_smaller_trap_space() -> None:
    """Six states that go round for ever beside a fixed point that is never entered."""
    model = h2.load(AVOIDING, format="bnet")
    assert check(model) == 2
    fixed, avoiding = sorted(h2.asynchronous_attractors(model), key=lambda a: not a.is_minimal)
    assert fixed.is_fixed_point
    assert (avoiding.is_minimal, avoiding.within.free) == (False, ("C", "B", "A"))
    assert len(list(h2.trap_spaces(model))) == 1  # most permissive semantics knows only the other


def test_without_biobalm_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "biobalm", None)
    with pytest.raises(h2.InputError, match="attractors"):
        h2.asynchronous_attractors(h2.load(TOGGLES, format="bnet"))


def test_where_biobalm_gives_up_a_limit_is_stated(monkeypatch: pytest.MonkeyPatch) -> None:
    def build(self: object) -> None:
        raise RuntimeError("too many candidates")

    monkeypatch.setattr("biobalm.SuccessionDiagram.build", build)
    with pytest.raises(h2.LimitError, match=r"biobalm gave up \(too many candidates\); fix some"):
        h2.asynchronous_attractors(h2.load(TOGGLES, format="bnet"))


# -- counted --------------------------------------------------------------------------------------


def test_a_count_is_the_length_of_the_listing() -> None:
    models = [random_networks.model(Random(seed), 7) for seed in range(25)]
    models += [random_levels.model(Random(seed), 4) for seed in range(15)]
    for model in models:
        for free in (False, True):
            listed = len(list(h2.trap_spaces(model, free_inputs=free)))
            counted = h2.count_trap_spaces(model, free_inputs=free)
            assert counted == trap_space_count.TrapSpaceCount(listed, exact=True)


def test_where_diagrams_do_not_fit_they_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trap_space_count, "MAX_COUNTED", 1)
    model = h2.load(TOGGLES, format="bnet")
    short = h2.count_trap_spaces(model, max_seconds=0.02)
    assert not short.exact
    assert 0 < short.at_least < 2**12
    assert str(short) == f"at least {short.at_least:,}"
    whole = h2.count_trap_spaces(model, max_seconds=600)
    assert str(whole) == "4,096"


def test_no_time_is_refused() -> None:
    with pytest.raises(h2.InputError, match="max_seconds=0 is no time"):
        h2.count_trap_spaces("her2-resistance", max_seconds=0)
