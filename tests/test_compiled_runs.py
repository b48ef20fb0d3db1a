"""Compiled runs beside those in whole numbers: the same, bit for bit, wherever they take over."""

from __future__ import annotations

import sys
from random import Random
from typing import Any, Literal

import numpy as np
import pytest

import random_levels
import random_networks
from her2model.engine.compiled_runs import Compiler, compiled_steps, runs_from, words_of
from her2model.engine.network import Network
from her2model.engine.packed_sampling import PackedRuns
from her2model.engine.run_rules import RandomBits, RunRules
from her2model.engine.sampling import sample
from her2model.engine.scenario import Scenario
from her2model.engine.simulation import Simulation, settle
from her2model.engine.time_courses import time_course
from her2model.errors import LimitError
from her2model.model.rules import Rule

COMPILER = "her2model.engine.packed_sampling.COMPILER"
NEVER = float("inf")


class After(Compiler):
    """Goes over to compiled steps after so many without."""

    def __init__(self, steps: float) -> None:
        super().__init__()
        self._left = steps

    def after(self, steps: int, rules: RunRules, runs: int) -> Any:
        self._left -= steps
        return compiled_steps() if self._left <= 0 else None


def seen(network: Network, runs: int, seed: int, time: float) -> list[Any]:
    """Return all that can be asked of runs that are followed."""
    start = network.everything
    packed = PackedRuns(network, start, runs=runs, seed=seed, watched=network.species)
    if not packed.followed:
        return []
    names = [network.species[i] for i in packed.followed][:2]
    shares = [values.tolist() for values in packed.share(names, time)]
    state = packed._random.state.tolist()
    return [shares, packed.words(), packed.moving(), packed.halvings, state]


def tumours() -> list[Simulation]:
    """Small random tumours, some with levels, with forced species and free starts."""
    found = []
    for seed in range(12):
        make = random_levels.model if seed % 2 else random_networks.model
        model = make(Random(seed), 4, drugs=2)
        start: Literal["any", "untreated"] = "any" if seed % 3 else "untreated"
        found.append(settle(model, Scenario.of(model, drugs=model.drugs, start=start)))
    return found


def random_network(chance: Random, size: int) -> Network:
    rules = random_networks.rules(chance, size, unate=False)
    return Network.compiled({s: Rule.parse(r) for s, r in rules.items()})


@pytest.mark.parametrize("runs", [2, 65, 511, 512, 4500])
def test_runs_are_the_same_bit_for_bit(runs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the start, in the middle of a pilot, in the middle of what counts, and never."""
    chance, compared = Random(runs), 0
    networks = [random_network(chance, size) for size in (4, 7, 12, 30)]
    networks += [tumour.network for tumour in tumours()]
    for seed, network in enumerate(networks):
        found = []
        for steps in (NEVER, 0, 8 + seed % 3 * 8, 40 + 32 * (seed % 4)):
            monkeypatch.setattr(COMPILER, After(steps))
            found.append(seen(network, runs, seed, time=12.0))
        compared += bool(found[0])
        assert all(one == found[0] for one in found[1:])
    assert compared >= 8


def test_samples_and_time_courses_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for result in tumours():
        readout = result.network.species[0]
        found = []
        for steps in (NEVER, 0):
            monkeypatch.setattr(COMPILER, After(steps))
            one = sample(result, readout, runs=600, time=10, seed=3)
            course = time_course(result, [readout], runs=90, time=2, seed=4)
            found.append((one.on, one.reached, one.elsewhere, course.shares))
        assert found[0] == found[1]


def test_steps_that_are_settled_anew_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of which most fall to rest and others not, for long: put aside, and fired anew."""
    rules = {"A": "A and B", "B": "A or B and C"} | {f"X{k}": f"not X{k} and A" for k in range(40)}
    rules["C"] = "not C"
    network = Network.compiled({s: Rule.parse(r) for s, r in rules.items()})
    found = []
    for steps in (NEVER, 0, 100):
        monkeypatch.setattr(COMPILER, After(steps))
        packed = PackedRuns(network, network.everything, runs=5000, seed=1, watched=rules)
        packed.halvings = 1
        shares = [values.tolist() for values in packed.watch(["X1", "C"], 30, 4)]
        found.append((shares, packed.words(), packed.halvings))
    assert found[0] == found[1] == found[2]
    assert found[0][2] != 1


@pytest.mark.parametrize("runs", [300, 5000])
def test_species_that_hardly_ever_fire_together_fire_more_often(
    runs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = Network.compiled({"A": Rule.parse("not A"), "B": Rule.parse("B or A")})
    found = []
    for steps in (NEVER, 0, 70):
        monkeypatch.setattr(COMPILER, After(steps))
        packed = PackedRuns(network, network.everything, runs=runs, seed=1, watched=["A", "B"])
        packed.halvings = 5
        shares = [values.tolist() for values in packed.watch(["A", "B"], 80, 4)]
        found.append((shares, packed.words(), packed.halvings))
    assert found[0] == found[1] == found[2]
    assert found[0][2] == 1


def test_the_share_of_time_is_that_of_the_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiled: a ring of three species that never rests, and one that goes off for ever."""
    monkeypatch.setattr(COMPILER, After(0))
    rules = {"A": "not C", "B": "A", "C": "B", "D": "D and A"}
    network = Network.compiled({s: Rule.parse(r) for s, r in rules.items()})
    matrix = np.zeros((16, 16))
    for state in range(16):
        a, b, c, d = (state >> i & 1 for i in range(4))
        for i, one in enumerate((1 - c, a, b, d & a)):
            matrix[state, state & ~(1 << i) | one << i] += 1 / 4
    law = np.full(16, 1 / 16) @ np.linalg.matrix_power(matrix, 1 << 12)
    packed = PackedRuns(network, network.everything, runs=20_000, seed=2, watched=rules)
    for i, values in enumerate(packed.share(list(rules), 40)):
        exact = sum(p for state, p in enumerate(law) if state >> i & 1)
        assert abs(values.mean() - exact) < 4 * values.std() / 20_000**0.5 + 1e-6


def test_runs_without_end_hit_a_stated_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("her2model.engine.packed_sampling.MAX_STEPS", 100)
    rules = {"A": Rule.parse("not A")}
    network = Network.compiled(rules)
    monkeypatch.setattr(COMPILER, After(0))
    packed = PackedRuns(network, network.everything, runs=70, seed=0, watched=["A"])
    for call in (lambda: packed.advance(1e6), lambda: packed.watch(["A"], 1e6, 0)):
        with pytest.raises(LimitError, match="ask for less time"):
            call()


def test_numbers_are_words_and_back() -> None:
    rows = [Random(k).getrandbits(130) for k in range(3)]
    assert runs_from(words_of(rows, 3)) == rows
    bits = RandomBits(7)
    begun = bits.state
    drawn = bits.raw(9).tolist()
    bits.state = begun
    assert bits.raw(9).tolist() == drawn


def test_little_work_is_not_worth_the_loading() -> None:
    network = random_network(Random(1), 7)
    rules = RunRules(network, network.everything, range(7))
    compiler = Compiler()
    assert compiler.after(0, rules, 8192) is None
    assert compiler.after(1000, rules, 1000) is None
    assert compiler.after(10**6, rules, 8192) is compiled_steps()
    assert compiled_steps() is not None


def missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)


def switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("numba.config.DISABLE_JIT", 1)


def without_a_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("numba.core.caching.CacheImpl._locator_classes", [])


def of_other_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("numba.extending.register_jitable")


@pytest.mark.parametrize("broken", [missing, switched_off, without_a_cache, of_other_ways])
def test_without_numba_runs_go_on_as_they_are(broken: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch)
    assert compiled_steps.__wrapped__() is None
