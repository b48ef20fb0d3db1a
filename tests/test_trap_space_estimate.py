"""Estimated numbers of trap spaces, beside the listed ones, and what their bounds rest on."""

from __future__ import annotations

from itertools import product
from math import comb
from random import Random

import clingo
import pytest

import her2model as h2
import random_levels
import random_networks
from her2model.engine import trap_space_estimate as estimate
from her2model.engine.network import Network, Subspace
from her2model.engine.trap_space_listing import asked
from her2model.engine.trap_spaces import TrapSpaceProgram, listed_trap_spaces
from her2model.model.model import Model
from her2model.screening import trap_space_count

# Each ring of three has three trap spaces: a number that no map cuts into even parts.
RINGS = "".join(
    f"A{k}, !B{k} & !C{k}\nB{k}, !A{k} & !C{k}\nC{k}, !A{k} & !B{k}\n" for k in range(8)
)


def around(model: Model) -> tuple[Network, Subspace]:
    _, network, space = asked(model, start="any", free_inputs=True)
    return network, network.shrunk(space)


def test_the_bounds_hold() -> None:
    def at_least_half(chance: float) -> float:
        n = estimate.CELLS
        return sum(
            comb(n, k) * chance**k * (1 - chance) ** (n - k) for k in range(n // 2 + 1, n + 1)
        )

    # a cell is off: its distance from the mean is this share of it, and its variance below it
    off = estimate.TOLERANCE / (1 + estimate.TOLERANCE)
    too_far = 1 / (off**2 * estimate.LEAST_MEAN)
    assert too_far <= 0.25
    # the mean is below LEAST_MEAN, and the cell at twice that
    too_full = estimate.LEAST_MEAN / (estimate.LEAST_MEDIAN - estimate.LEAST_MEAN) ** 2
    worst = max(at_least_half(too_far), at_least_half(too_full))
    assert estimate.TRIES * worst <= 1 - estimate.CERTAINTY


def test_smallest_models_are_the_minimal_trap_spaces() -> None:
    models = [random_networks.model(Random(seed), 7) for seed in range(30)]
    models += [random_levels.model(Random(seed), 4) for seed in range(10)]
    for model in models:
        network, root = around(model)
        control = clingo.Control(["--models=0"], logger=lambda code, message: None)
        with control.backend() as backend:
            program = TrapSpaceProgram(backend, network, root, choice=False)
        found = []
        with control.solve(yield_=True) as answers:
            for answer in answers:
                can = [root.can0 & ~root.free, root.can1 & ~root.free]
                for atom in answer.symbols(atoms=True):
                    value, bit = program.bit_of[atom]
                    can[value] |= bit
                found.append(Subspace(can[0], can[1]))
        assert sorted(found) == sorted(listed_trap_spaces(network, root))


@pytest.mark.parametrize("seed", range(20))
def test_reduced_sums_have_the_same_solutions(seed: int) -> None:
    random = Random(seed)
    width, many = random.randint(1, 6), random.randint(0, 7)
    rows = [random.getrandbits(width + 1) for _ in range(many)]

    def solutions(of: list[int]) -> set[tuple[int, ...]]:
        return {
            values
            for values in product((0, 1), repeat=width)
            if all(
                sum(v for k, v in enumerate(values) if row >> k & 1) % 2 == row >> width
                for row in of
            )
        }

    assert solutions(estimate._reduced(list(rows), width)) == solutions(rows)
    assert answered(rows, width) == solutions(rows)


def answered(rows: list[int], width: int) -> set[tuple[int, ...]]:
    """Solutions of sums, by clingo."""
    control = clingo.Control(["--models=0"], logger=lambda code, message: None)
    with control.backend() as backend:
        atoms = [backend.add_atom(clingo.Function("x", [clingo.Number(k)])) for k in range(width)]
        backend.add_rule(atoms, [], choice=True)
        for row in rows:
            estimate._even(backend, [a for k, a in enumerate(atoms) if row >> k & 1], row >> width)
    with control.solve(yield_=True) as answers:
        true = [
            {symbol.arguments[0].number for symbol in answer.symbols(atoms=True)}
            for answer in answers
        ]
    return {tuple(int(k in of) for k in range(width)) for of in true}


def test_few_are_counted_exactly() -> None:
    for seed in range(10):
        network, root = around(random_networks.model(Random(seed), 8))
        listed = len(list(listed_trap_spaces(network, root)))
        assert estimate.estimated(network, root, seconds=600) == (listed, True)


def test_estimates_are_near_as_often_as_they_say() -> None:
    network, root = around(h2.load(RINGS, format="bnet"))
    near = 0
    for seed in range(12):
        found = estimate.estimated(network, root, seconds=600, seed=seed)
        assert found is not None
        assert not found.exact
        near += 1 / 1.2 <= found.number / 3**8 <= 1.2
    assert near >= 11


def test_without_time_there_is_no_estimate() -> None:
    network, root = around(h2.load(RINGS, format="bnet"))
    assert estimate.estimated(network, root, seconds=0) is None


def test_a_count_tells_what_it_is_sure_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trap_space_count, "MAX_COUNTED", 1)
    monkeypatch.setattr(trap_space_count, "MAX_LISTED", 50)
    model = h2.load(RINGS, format="bnet")
    found = h2.count_trap_spaces(model, max_seconds=600)
    assert found == h2.count_trap_spaces(model, max_seconds=600)
    assert found.at_least == 50
    assert found.estimate is not None
    assert 3**8 / 1.2 <= found.estimate <= 3**8 * 1.2
    assert str(found) == (f"about {found.estimate:,} (within 20%, sure to 95%; at least 50)")
    assert h2.count_trap_spaces(model, max_seconds=600, seed=1).estimate != found.estimate
    few = h2.load(RINGS[: RINGS.index("A4")], format="bnet")
    assert h2.count_trap_spaces(few, max_seconds=600) == trap_space_count.TrapSpaceCount(81, True)
