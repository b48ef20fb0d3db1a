"""The consensus itself beside a plain reader of its rules, and its bits beside mpbn and AEON.

The first edition, two-valued, stands for the consensus where the peers are asked about landscapes;
here the edition with levels is asked.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

import her2model as h2
from her2model.engine.simulation import Simulation
from her2model.formats.bnet import bnet_rules
from levels_reference import LevelNetwork

MODEL = h2.load("her2-resistance")
SERUM = {"IGF1": 1}
TOP = {s: len(MODEL.bits(s)) for s in MODEL.species}


# -- a plain reader of the rules, level by level ------------------------------------------------


def rules() -> dict[str, list[str]]:
    """What is written, as Python; an input keeps its level."""
    found = {}
    for s in MODEL.species:
        entry = MODEL.rules.get(s)
        texts = [entry.rule, *(r.rule for r in entry.higher)] if entry else []
        own = [f"{s} >= {k + 1}" for k in range(TOP[s])]
        found[s] = [t.replace("true", "True") for t in texts] or own
    return found


RULES = rules()


def settled(bounds: dict[str, tuple[int, int]], cuts: list[tuple[str, str]]) -> dict[str, int]:
    """Where updating all species again and again comes to rest, from nothing but the inputs."""
    network = LevelNetwork(RULES, bounds, cuts)
    state = tuple(
        bounds.get(s, (0, 0))[0] if s not in MODEL.inputs else at_start(s, bounds)
        for s in network.species
    )
    for _ in range(60):
        after = network.target(state)
        if after == state:
            return dict(zip(network.species, state, strict=True))
        state = after
    raise AssertionError("it does not come to rest")


def at_start(name: str, bounds: dict[str, tuple[int, int]]) -> int:
    return bounds[name][0] if name in bounds else int(MODEL.species[name].initial or 0)


def asked(name: str, drug: str) -> tuple[dict[str, tuple[int, int]], list[tuple[str, str]]]:
    """Turn an alteration and a drug into bounds of species and arrows that are cut."""
    bounds = {drug: (1, 1)}
    if name == "none":
        return bounds, []
    a = MODEL.alterations[name]
    bounds |= {s: (v, v) for s, v in a.fix.items()}
    bounds |= {s: (v, TOP[s]) for s, v in a.floor.items()}
    bounds |= {s: (0, v) for s, v in a.cap.items() if s not in a.fix}
    arrows = (MODEL.interactions[key] for key in a.cut)
    return bounds, [(i.source, i.target) for i in arrows]


def test_cells_are_what_the_rules_say_read_one_by_one() -> None:
    """All 682 are certified, so that every way of updating comes to the same rest."""
    cells = [(a, d) for a in ("none", *MODEL.alterations) for d in MODEL.drugs]
    for name, drug in random.Random(15).sample(cells, 40):
        found = h2.simulate(MODEL, alterations=[name] if name != "none" else [], drugs=[drug])
        assert found.is_certified
        (attractor,) = found.attractors
        assert dict(attractor) == settled(*asked(name, drug)), (name, drug)


# -- its bits, as peers read them ---------------------------------------------------------------


def bits_of(attractor: Any) -> frozenset[tuple[str, int | str]]:
    """The levels of an attractor as the bits that a file has for them."""
    found: list[tuple[str, int | str]] = []
    for s in attractor:
        low, high = attractor.level(s)
        top = TOP[s]
        for k in range(1, top + 1):
            bit = f"{s}_b{k}" if top > 1 else s
            found.append((bit, 1 if low >= k else 0 if high < k else "*"))
    return frozenset(found)


def cells() -> Iterator[tuple[Simulation, dict[str, str]]]:
    """Draw tumours that differ in inputs alone, with their rules; some are not certified."""
    plain = [
        n
        for n, a in MODEL.alterations.items()
        if set(a.fix) <= set(MODEL.inputs) and not (a.floor or a.cap or a.cut)
    ]
    text = bnet_rules(MODEL)
    chance = random.Random(15)
    for _ in range(12):
        altered = chance.sample(plain, chance.randint(0, 2))
        drugs = chance.sample(MODEL.drugs, chance.randint(1, 3))
        found = h2.simulate(
            MODEL, alterations=altered, drugs=drugs, context=SERUM, onset="together"
        )
        fixed = {s: int(MODEL.species[s].initial or 0) for s in MODEL.inputs} | SERUM
        fixed |= dict.fromkeys(drugs, 1)
        for name in altered:
            fixed |= MODEL.alterations[name].fix
        yield found, text | {s: str(v) for s, v in fixed.items()}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # mpbn leaves
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # its program files open
def test_attractors_are_those_of_mpbn() -> None:
    from mpbn import MPBooleanNetwork

    certified = set()
    for found, text in cells():
        (untreated,) = found.before
        start = dict(bits_of(untreated)) | {s: int(v) for s, v in text.items() if v in "01"}
        reached = MPBooleanNetwork(text).attractors(reachable_from=start)
        expected = {frozenset(a.items()) for a in reached}
        assert {bits_of(a) for a in found.attractors} == expected, found.scenario
        certified.add(found.is_certified)
    assert certified == {True, False}


def test_what_percolates_and_what_traps_is_what_aeon_finds() -> None:
    from biodivine_aeon import (
        AsynchronousGraph,
        BooleanNetwork,
        Percolation,
        SymbolicSpaceContext,
        TrapSpaces,
    )

    for found, text in cells():
        lines = "\n".join(f"{s}, {rule}" for s, rule in text.items())
        network = BooleanNetwork.from_bnet(lines).infer_valid_graph()
        graph = AsynchronousGraph(network)
        names = network.variable_names()
        known = {
            names[int(v)]: int(x) for v, x in Percolation.percolate_subspace(graph, {}).items()
        }
        for s in found.certified:
            top = TOP[s]
            ((low, high),) = {a.level(s) for a in found.attractors}
            assert low == high
            for k in range(1, top + 1):
                assert known[f"{s}_b{k}" if top > 1 else s] == int(low >= k)
        context = SymbolicSpaceContext(network)
        spaces = TrapSpaces.minimal_symbolic(context, AsynchronousGraph(network, context))
        scenario = found.scenario
        every = h2.trap_spaces(
            MODEL, drugs=scenario.drugs, alterations=scenario.alterations, context=SERUM
        )
        expected = {
            frozenset((n, "*" if (v := space[n]) is None else int(v)) for n in text)
            for space in spaces.spaces()
        }
        assert {bits_of(space) for space in every} == expected
