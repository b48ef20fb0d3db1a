"""Update schemes, runs and transition graphs against the definitions; sampling against a chain."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

import her2model as h2
import random_networks
import reference
from her2model.engine.dynamics import SCHEMES, run, sampled_fraction, transition_graph
from her2model.engine.network import Network
from her2model.errors import LimitError
from her2model.model.rules import Rule
from reference import Brute


def pair(chance: Random, size: int) -> tuple[Network, Brute]:
    """One network twice, with the species in one order."""
    rules = random_networks.rules(chance, size, unate=False)
    network = Network.compiled({s: Rule.parse(r) for s, r in rules.items()})
    return network, Brute({s: rules[s] for s in network.species})


@pytest.mark.parametrize("scheme", ["synchronous", "asynchronous"])
def test_schemes_and_graphs_follow_the_rules(scheme: str) -> None:
    chance = Random(1)
    for _ in range(40):
        network, brute = pair(chance, 5)
        graph = transition_graph(network, range(32), SCHEMES[scheme])
        for state in range(32):
            expected = reference.successors(brute.image, state, 5, scheme)
            assert set(SCHEMES[scheme](network, state)) == expected
            assert set(graph.successors(state)) == expected - {state}


def test_a_synchronous_run_knows_its_cycle() -> None:
    chance = Random(2)
    for _ in range(60):
        network, brute = pair(chance, 5)
        told = run(network, chance.randrange(32), SCHEMES["synchronous"])
        assert told.cycle_start is not None
        for now, after in zip(told.states, told.states[1:], strict=False):
            assert brute.image[now] == after
        assert brute.image[told.states[-1]] == told.states[told.cycle_start]
        assert len(set(told.states)) == len(told.states)


def test_changes_rebuild_the_run() -> None:
    told = h2.trajectory("her2-resistance", drugs=["lapatinib"])
    state = told[0]
    for step, changed in enumerate(told.changes(), 1):
        state = {**state, **changed}
        assert state == told[step]


def test_the_same_seed_gives_the_same_asynchronous_run() -> None:
    first = h2.trajectory("her2-resistance", "asynchronous", seed=4, drugs=["lapatinib"])
    second = h2.trajectory("her2-resistance", "asynchronous", seed=4, drugs=["lapatinib"])
    assert first.states == second.states
    assert len(first) > 20


def test_the_sampled_share_is_that_of_the_chain() -> None:
    """Exact stationary share by linear algebra, where one class of states recurs."""
    chance = Random(5)
    checked = 0
    while checked < 6:
        network, brute = pair(chance, 4)
        matrix = np.zeros((16, 16))
        for s in range(16):
            for i in range(4):
                matrix[s, s & ~(1 << i) | brute.image[s] & 1 << i] += 1 / 4
        far = np.linalg.matrix_power(matrix, 4096)
        if not np.allclose(far, far[0]) or max(far[0]) > 0.9:
            continue
        exact = sum(far[0][s] for s in range(16) if s & 1)
        if not 0.05 < exact < 0.95:
            continue
        mean, error = sampled_fraction(network, 0, network.species[0], runs=150, seed=checked)
        assert abs(mean - exact) < 4 * error + 0.005
        checked += 1


def test_a_graph_that_is_too_large_hits_a_stated_limit() -> None:
    network = h2.simulate("her2-resistance", drugs=["trastuzumab"], context={"NRG1": 1}).network
    with pytest.raises(LimitError, match="ask for a trajectory"):
        transition_graph(network, [0], SCHEMES["asynchronous"], max_states=100)


def test_an_unknown_scheme_is_refused() -> None:
    with pytest.raises(h2.InputError, match="did you mean 'synchronous'"):
        h2.trajectory("her2-resistance", "synchron")
