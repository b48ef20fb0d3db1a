"""Trap spaces one after the other, against brute force over subspaces, and mpbn."""

from __future__ import annotations

import re
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


def of_text(rules: dict[str, str], context: dict[str, int], free: bool) -> set[Any]:
    """Minimal trap spaces of a bnet text as the definition has them; inputs are free, or held."""
    held = {s for s, text in rules.items() if text == s}
    fixed = {s: ("0", "1")[context.get(s, 0)] for s in held if s in context or not free}
    brute = Brute(
        rules | {s: f"{s} or not {s}" if v == "1" else f"{s} and not {s}" for s, v in fixed.items()}
    )
    traps = brute.trap_spaces
    smallest = [t for t in traps if not any(inside(o, t) and o != t for o in traps)]
    found = set()
    for can0, can1 in smallest:
        values = {
            s: "*" if (can0 & can1) >> k & 1 else can1 >> k & 1
            for k, s in enumerate(rules)
            if free or s not in idle(rules)
        }
        found.add(tuple(sorted(values.items())))
    return found


def idle(rules: dict[str, str]) -> list[str]:
    """Inputs that no other rule names."""
    named = {s for target, text in rules.items() for s in re.findall(r"\w+", text) if s != target}
    return [s for s, text in rules.items() if text == s and s not in named]


@pytest.mark.filterwarnings("ignore::her2model.ConversionWarning")
def test_inputs_that_act_on_nothing_are_free_like_others() -> None:
    chance = Random(8)
    counts = []
    for _ in range(40):
        texts = random_networks.rules(chance, chance.randint(2, 3))
        rules = {s: s if t.strip("()") == s else t for s, t in texts.items()} | {"X": "X", "Y": "Y"}
        if chance.random() < 0.5:  # one of the two inputs acts
            first = next(iter(texts))
            rules[first] = f"( {rules[first]} ) and not Y"
        text = "".join(f"{s}, {r}\n" for s, r in rules.items())
        spelt = text.replace(" and ", " & ").replace(" or ", " | ").replace("not ", "!")
        model = h2.load(spelt, format="bnet")
        for context in ({}, {"X": 1}, {"X": 0, "Y": 1}):
            for free in (True, False):
                expected = of_text(rules, context, free)
                options: Any = {"context": context, "free_inputs": free}
                found = [tuple(sorted(dict(s).items())) for s in h2.trap_spaces(model, **options)]
                assert len(found) == len(set(found)) == len(expected)
                assert set(found) == expected, (spelt, context, free)
                count = h2.count_trap_spaces(model, **options)
                assert (count.at_least, count.exact) == (len(expected), True)
        counts.append(len(model.idle_inputs))
    assert set(counts) == {1, 2}


@pytest.mark.filterwarnings("ignore::her2model.ConversionWarning")
def test_a_context_may_name_an_input_that_acts_on_nothing() -> None:
    model = h2.load("A, !B\nB, !A\nX, X\n", format="bnet")
    assert model.idle_inputs == ("X",)
    assert h2.simulate(model, context={"X": 1}, start="any")["A"] == "mixed"
    assert [dict(s)["X"] for s in h2.trap_spaces(model, context={"X": 1}, free_inputs=True)] == [
        1,
        1,
    ]
    from_one = h2.trap_spaces(model, start={"A": 1, "B": 0, "X": 0}, free_inputs=True)
    assert [dict(s) for s in from_one] == [{"A": 1, "B": 0, "X": 0}]
    with pytest.raises(InputError, match="X"):
        h2.trap_spaces(model, context={"X": 2})
    with pytest.raises(UnknownName, match="says nothing of what it does"):
        h2.trap_spaces(model, knockouts=["X"])
