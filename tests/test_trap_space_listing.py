"""Trap spaces one after the other, against brute force over subspaces, and mpbn."""

from __future__ import annotations

from random import Random
from typing import Any

import mpbn
import pytest

import her2model as h2
import random_networks
from her2model.engine.network import Network
from her2model.engine.trap_spaces import listed_trap_spaces
from her2model.errors import InputError, UnknownName
from her2model.model.rules import Rule
from reference import Brute, inside

TOGGLES = "".join(f"A{k}, !B{k}\nB{k}, !A{k}\n" for k in range(40))


@pytest.mark.parametrize("unate", [True, False])
def test_listings_are_those_of_the_definition(unate: bool) -> None:
    chance = Random(3)
    seen = 0
    for _ in range(60):
        texts = random_networks.rules(chance, chance.randint(2, 5), unate=unate)
        network = Network.compiled({s: Rule.parse(t) for s, t in texts.items()})
        brute = Brute({s: texts[s] for s in network.species})
        percolated = network.shrunk(network.everything)
        root = percolated.can0, percolated.can1
        traps = [t for t in brute.trap_spaces if inside(t, root)]
        smallest = {t for t in traps if not any(inside(o, t) and o != t for o in traps)}
        inner = [t for t in traps if t != root]
        largest = {t for t in inner if not any(inside(t, o) and o != t for o in inner)}
        for maximal, expected in ((False, smallest), (True, largest)):
            found = list(listed_trap_spaces(network, network.everything, maximal=maximal))
            assert {(s.can0, s.can1) for s in found} == expected
            assert len(found) == len(expected)
        seen += len(largest) > 1
    assert seen > 10


@pytest.mark.parametrize("name", ["PMC7464074", "PMC9640784", "Sahin2009"])
def test_minimal_ones_with_free_inputs_are_those_of_mpbn(name: str) -> None:
    model = h2.load(name)
    inputs = [s for s in model.inputs if s not in model.drugs]
    context = dict.fromkeys(inputs[3:], 1)
    rules = {s: rule.written(" & ", " | ", "!") for s, rule in model.functions.items()}
    rules |= dict.fromkeys(model.drugs, "0") | dict.fromkeys(inputs[3:], "1")
    rules |= {s: s for s in inputs[:3]}
    expected = {tuple(sorted(a.items())) for a in mpbn.MPBooleanNetwork(rules).attractors()}
    found = list(h2.trap_spaces(model, context=context, free_inputs=True))
    assert {tuple(sorted(dict(space).items())) for space in found} == expected
    assert len(found) == len(expected) > 1


def test_first_ones_come_without_the_others() -> None:
    toggles = h2.load(TOGGLES, format="bnet")  # 2^40 of them
    assert len(list(h2.trap_spaces(toggles, limit=7))) == 7
    first = next(h2.trap_spaces(toggles))
    assert first.is_fixed_point
    (one,) = h2.trap_spaces(toggles, knockouts=[f"A{k}" for k in range(40)])
    assert one["B39"] == 1


def test_from_a_state_only_what_can_be_reached() -> None:
    toggle = h2.load("A, !B\nB, !A\nC, A\n", format="bnet")
    (one,) = h2.trap_spaces(toggle, start={"A": 1, "B": 0})
    assert dict(one) == {"A": 1, "B": 0, "C": 1}
    largest = sorted(tuple(dict(s).values()) for s in h2.trap_spaces(toggle, "maximal"))
    assert len(largest) == 2


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"kind": "largest"}, UnknownName),
        ({"limit": 0}, InputError),
        ({"limit": "many"}, InputError),
        ({"start": "untreated"}, InputError),
        ({"knockouts": ["no such species"]}, UnknownName),
    ],
)
def test_bad_requests_are_refused_at_the_call(options: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        h2.trap_spaces("her2-resistance", **options)
