"""Escapes, barriers, next lines, orders and clones: equal to brute force on random models."""

import itertools
import os
import random
from collections.abc import Callable, Iterable
from functools import cache

import pytest

import her2model as h2
from her2model.engine.simulation import simulate
from her2model.errors import InputError
from her2model.model.model import Model
from her2model.tumours.clones import stopping
from her2model.tumours.escapes import escapes, next_lines
from her2model.tumours.sequences import order_of_regimens
from random_landscapes import random_model

MODELS = int(os.environ.get("HER2MODEL_RANDOM_MODELS", "12"))
Sets = set[frozenset[str]]


def growth_of(model: Model) -> Callable[[frozenset[str], frozenset[str]], str | None]:
    """Return growth of any tumour under any drugs; None where its causes contradict each other."""

    @cache
    def growth(altered: frozenset[str], drugs: frozenset[str]) -> str | None:
        try:
            found = simulate(model, alterations=sorted(altered), drugs=sorted(drugs))
        except InputError:
            return None
        assert model.readouts is not None
        return found[model.readouts.growth]

    return growth


def subsets(names: Iterable[str]) -> list[frozenset[str]]:
    names = list(names)
    sizes = range(len(names) + 1)
    return [frozenset(c) for k in sizes for c in itertools.combinations(names, k)]


def minimal(found: Iterable[frozenset[str]]) -> Sets:
    found = list(found)
    return {s for s in found if not any(o < s for o in found)}


def as_sets(found: Iterable[tuple[str, ...]]) -> Sets:
    return {frozenset(s) for s in found}


def stopped(growth: object) -> bool:
    return growth in ("off", None)


@pytest.mark.parametrize("seed", range(MODELS))
def test_what_next_is_that_of_brute_force(seed: int) -> None:
    model = random_model(seed, species=6, drugs=3, alterations=4)
    if not model.drugs or not model.alterations:
        return
    growth = growth_of(model)
    chance = random.Random(seed)
    every, drugs = subsets(model.alterations), subsets(model.drugs)
    carried = chance.choice([s for s in every if growth(s, frozenset()) is not None])
    given = chance.choice(drugs[1:])
    escaped = minimal(s for s in every if not stopped(growth(carried | s, given)))
    found = next_lines(model, sorted(carried), sorted(given))
    assert as_sets(found.sets) == escaped
    assert found.barrier == (min(map(len, escaped)) if escaped else None)
    assert found.sets == escapes(model, sorted(carried), sorted(given)).sets
    strict = escapes(model, sorted(carried), sorted(given), strict=True)
    assert as_sets(strict.sets) == minimal(s for s in every if growth(carried | s, given) == "on")
    for names, then in zip(found.sets, found.next_lines, strict=True):
        altered = carried | set(names)
        assert as_sets(then) == minimal(d for d in drugs if stopped(growth(altered, d)))
    _check_order(model, growth, carried, chance.randint(1, 2))
    _check_clones(model, growth, chance)


def _check_order(
    model: Model,
    growth: Callable[[frozenset[str], frozenset[str]], str | None],
    carried: frozenset[str],
    acquired: int,
) -> None:
    choices = [d for d in subsets(model.drugs) if 1 <= len(d) <= 2]
    few = [s for s in subsets(model.alterations) if len(s) <= acquired]
    works = {d: {s for s in few if stopped(growth(carried | s, d))} for d in choices}
    found = order_of_regimens(model, sorted(carried), acquired=acquired)
    first = [d for d in choices if frozenset() in works[d]]
    if not first:
        assert found.lines == ()
        return
    possible = set().union(*works.values())
    assert as_sets(found.survivors) == minimal(set(few) - possible)
    lines = [frozenset(d) for d in found.lines]
    assert frozenset() in works[lines[0]]
    assert set().union(*(works[d] for d in lines)) == possible
    for size in range(1, len(lines)):
        for order in itertools.combinations(choices, size):
            covers = set().union(*(works[d] for d in order)) == possible
            assert not (covers and any(d in first for d in order))
    fewest = min(
        sum(map(len, order))
        for order in itertools.combinations(choices, len(lines))
        if set().union(*(works[d] for d in order)) == possible and any(d in first for d in order)
    )
    assert sum(map(len, lines)) == fewest


def _check_clones(
    model: Model,
    growth: Callable[[frozenset[str], frozenset[str]], str | None],
    chance: random.Random,
) -> None:
    able = [s for s in subsets(model.alterations) if growth(s, frozenset()) is not None]
    clones = [chance.choice(able) for _ in range(chance.randint(1, 3))]
    found = stopping(model, [sorted(c) for c in clones])
    every = (d for d in subsets(model.drugs) if all(growth(c, d) == "off" for c in clones))
    assert as_sets(found) == minimal(every)


def test_on_the_consensus() -> None:
    found = h2.escapes("her2-resistance", [], ["trastuzumab", "palbociclib"])
    assert found.barrier == 1
    assert found.of_size(1) == found.sets[: len(found.of_size(1))]
    assert "not for clinical use" in str(found)
    assert h2.barrier("her2-resistance", ["PTEN null"], "Herceptin") == 0
    assert "does not surely stop" in str(h2.escapes("her2-resistance", ["PTEN loss"], "Herceptin"))
    cohort = h2.read_tumours("HER2 3+, PIK3CA K111N")
    assert h2.barrier("her2-resistance", cohort[0], "Herceptin") == 0
    order = h2.order_of_regimens("her2-resistance", [], acquired=2)
    assert order.lines
    assert "1. " in str(order)
    with pytest.raises(InputError, match="is text"):
        h2.escapes("her2-resistance", "PTEN loss", ["TDM1"])
    with pytest.raises(InputError, match="no drug"):
        h2.escapes("her2-resistance", [], [])
    with pytest.raises(InputError, match="at least 1"):
        h2.order_of_regimens("her2-resistance", [], acquired=0)


def test_the_ranking_of_regimens_shows_the_barrier() -> None:
    found = h2.regimens("her2-resistance", ["PTEN loss"])
    assert "barrier" in str(found)
    for regimen in found.ranked[:4]:
        assert regimen.barrier == h2.barrier("her2-resistance", ["PTEN loss"], regimen.drugs)
