"""Both encodings of levels against brute force on boxes and states of multi-valued networks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from random import Random

import networkx as nx
import pytest

from her2model.engine.dynamics import asynchronous, transition_graph
from her2model.engine.levels import cut_rules, levels_encoding, steps_encoding
from her2model.engine.network import Network, Subspace
from her2model.engine.trap_spaces import listed_trap_spaces, minimal_trap_spaces
from her2model.model.rules import Atom, Rule
from her2model.model.thresholds import bit_of
from levels_reference import Box, LevelNetwork, State, inside
from random_levels import LevelRules, functions, network, texts

Bounds = Mapping[str, tuple[int, int]]


def forced(encoded: Network, bounds: Bounds, tops: Mapping[str, int]) -> Network:
    """The network with each bounded species kept in its interval, bit by bit."""
    values: dict[str, int] = {}
    for s, (low, high) in bounds.items():
        values |= {bit_of(s, k): 1 for k in range(1, low + 1)}
        values |= {bit_of(s, k): 0 for k in range(high + 1, tops[s] + 1)}
    return encoded.fixing(values)


def space_of(
    encoded: Network, species: Iterable[str], box: Box, tops: Mapping[str, int]
) -> Subspace:
    """The subspace of bits that stands for a box."""
    values: dict[str, int] = {}
    for s, (low, high) in zip(species, box, strict=True):
        values |= {bit_of(s, k): 1 for k in range(1, low + 1)}
        values |= {bit_of(s, k): 0 for k in range(high + 1, tops[s] + 1)}
    return encoded.subspace(values)


def box_of(
    encoded: Network, species: Iterable[str], space: Subspace, tops: Mapping[str, int]
) -> Box:
    """The box of a subspace; every species' bits have to be ones, then free, then zeros."""
    box = []
    for s in species:
        bits = [encoded.index[bit_of(s, k)] for k in range(1, tops[s] + 1)]
        low = [not space.can0 >> i & 1 for i in bits]
        high = [bool(space.can1 >> i & 1) for i in bits]
        assert low == sorted(low, reverse=True)
        assert high == sorted(high, reverse=True)
        box.append((sum(low), sum(high)))
    return tuple(box)


def scenario(chance: Random, rules: LevelRules) -> tuple[Bounds, list[tuple[str, str]]]:
    """Knockouts, gains to a level, floors, caps, and cut arrows."""
    bounds = {}
    for s in chance.sample(list(rules), chance.choice((0, 0, 1, 2))):
        top = len(rules[s])
        low, high = sorted((chance.randint(0, top), chance.randint(0, top)))
        bounds[s] = chance.choice(
            [(0, 0), (top, top), (low, low), (low, top), (0, high), (low, high)]
        )
    cuts = (
        [(chance.choice(list(rules)), chance.choice(list(rules)))] if chance.random() < 0.4 else []
    )
    return bounds, cuts


def check(seed: int) -> None:
    """Compare everything on one random network under one random perturbation."""
    chance = Random(seed)
    rules = network(chance, chance.randint(2, 6))
    bounds, cuts = scenario(chance, rules)
    slow = LevelNetwork(texts(rules), bounds, cuts)
    tops = {s: len(by_level) for s, by_level in rules.items()}
    raw = functions(rules)
    for source, target in cuts:
        raw = cut_rules(raw, {target: [source]})
    fast = forced(Network.compiled(levels_encoding(raw)), bounds, tops)
    steps = forced(Network.compiled(steps_encoding(raw)), bounds, tops)
    names = slow.species

    around = slow.closure(slow.entered(slow.everything))
    everything = fast.grown(fast.everything)
    assert box_of(fast, names, everything, tops) == around
    compare_trap_boxes(slow, fast, everything, around, tops)
    for _ in range(2):
        ends = [sorted((chance.randint(0, t), chance.randint(0, t))) for t in slow.tops]
        start = tuple((a, b) for a, b in ends)
        space = fast.grown(space_of(fast, names, start, tops))
        assert box_of(fast, names, space, tops) == slow.closure(slow.entered(start))
        compare_trap_boxes(slow, fast, space, slow.closure(slow.entered(start)), tops)
        compare_certificates(slow, fast, slow.entered(start), space, tops)
    compare_steps(slow, steps, tops)


def compare_trap_boxes(
    slow: LevelNetwork, fast: Network, space: Subspace, box: Box, tops: Mapping[str, int]
) -> None:
    """Minimal trap spaces of the levels encoding are the minimal trap boxes."""
    found = minimal_trap_spaces(fast, space)
    assert {box_of(fast, slow.species, s, tops) for s in found} == slow.minimal_trap_boxes(box)


@pytest.mark.parametrize("seed", range(40))
def test_maximal_trap_spaces_are_the_maximal_boxes(seed: int) -> None:
    chance = Random(seed)
    rules = network(chance, chance.randint(1, 3))
    tops = {s: len(by_level) for s, by_level in rules.items()}
    slow = LevelNetwork(texts(rules), {}, [])
    fast = Network.compiled(levels_encoding(functions(rules)))
    root = box_of(fast, slow.species, fast.shrunk(fast.everything), tops)
    intervals = [[(a, b) for a in range(t + 1) for b in range(a, t + 1)] for t in slow.tops]
    traps = [b for b in product(*intervals) if b != root and inside(b, root) and slow.is_trap(b)]
    largest = {b for b in traps if not any(inside(b, o) and b != o for o in traps)}
    found = list(listed_trap_spaces(fast, fast.everything, maximal=True))
    assert {box_of(fast, slow.species, s, tops) for s in found} == largest
    assert len(found) == len(largest)


def compare_certificates(
    slow: LevelNetwork, fast: Network, start: Box, grown: Subspace, tops: Mapping[str, int]
) -> None:
    """What percolation fixes holds in every attractor under three update schemes."""
    sure = box_of(fast, slow.species, fast.shrunk(grown), tops)
    states = [tuple(low for low, _ in start), tuple(high for _, high in start)]
    for step in (slow.unitary, slow.jump, slow.synchronous):
        for attractor in slow.attractors(states, step):
            assert all(inside(tuple((x, x) for x in s), sure) for s in attractor)


def compare_steps(slow: LevelNetwork, steps: Network, tops: Mapping[str, int]) -> None:
    """Single steps of the steps encoding are those of one level towards the target."""
    allowed = [s for s in slow.image if slow.entered(box := tuple((x, x) for x in s)) == box]
    for state in allowed:
        bits = bits_of_state(steps, slow.species, state)
        following = {state_of_bits(steps, slow.species, b, tops) for b in asynchronous(steps, bits)}
        assert following == slow.unitary(state)
    graph = transition_graph(steps, [bits_of_state(steps, slow.species, allowed[-1])], asynchronous)
    ends = {frozenset(c) for c in nx.attracting_components(graph)}
    found = {frozenset(state_of_bits(steps, slow.species, b, tops) for b in c) for c in ends}
    assert found == slow.attractors([allowed[-1]], slow.unitary)


def bits_of_state(steps: Network, species: Iterable[str], state: State) -> int:
    """A state of levels as a state of bits."""
    return sum(
        1 << steps.index[bit_of(s, k)]
        for s, level in zip(species, state, strict=True)
        for k in range(1, level + 1)
    )


def state_of_bits(
    steps: Network, species: Iterable[str], bits: int, tops: Mapping[str, int]
) -> State:
    """A state of bits as levels; the bits of each species are a prefix."""
    levels = []
    for s in species:
        on = [bits >> steps.index[bit_of(s, k)] & 1 for k in range(1, tops[s] + 1)]
        assert on == sorted(on, reverse=True)
        levels.append(sum(on))
    return tuple(levels)


@pytest.mark.parametrize("seed", range(0, 120, 20))
def test_encodings_are_the_network(seed: int) -> None:
    for k in range(seed, seed + 20):
        check(k)


def test_a_rule_that_covers_all_levels_is_constant() -> None:
    either = Rule.any_of([(("A", 1),), (("A>=2", 0),)])
    rules = levels_encoding({"X": either}, {"A": 2})
    fast = Network.compiled(rules)
    assert fast.values(fast.percolated(fast.everything)) == {"X": 1}


def test_an_input_keeps_its_level_in_both_encodings() -> None:
    as_input = {"A": 2}
    as_rule = {"A": Rule(Atom("A")), "A>=2": Rule(Atom("A>=2"))}
    for fast in (
        Network.compiled(levels_encoding({}, as_input)),
        Network.compiled(levels_encoding(as_rule)),
    ):
        spaces = minimal_trap_spaces(fast, fast.everything)
        assert {tuple(fast.values(s).items()) for s in spaces} == {
            (("A", 0), ("A>=2", 0)),
            (("A", 1), ("A>=2", 0)),
            (("A", 1), ("A>=2", 1)),
        }
    for steps in (
        Network.compiled(steps_encoding({}, as_input)),
        Network.compiled(steps_encoding(as_rule)),
    ):
        for level in (0, 1, 2):
            assert not list(asynchronous(steps, bits_of_state(steps, ["A"], (level,))))


def test_rules_without_levels_stay_as_they_are() -> None:
    rules = {"X": Rule.parse("A and not B"), "Y": Rule.parse("X or (A and B) or (not A and not B)")}
    assert all(levels_encoding(rules)[s] is rules[s] for s in rules)
    assert all(steps_encoding(rules)[s] is rules[s] for s in rules)


def test_cut_arrows_leave_the_encoding_s_own_order() -> None:
    rules = {"X": Rule(Atom("X")), "X>=2": Rule(Atom("A")), "A": Rule(Atom("A"))}
    fast = Network.compiled(levels_encoding(cut_rules(rules, {"X": ["A"]})))
    spaces = minimal_trap_spaces(fast, fast.everything)
    assert {fast.values(s)["X"] for s in spaces} == {0, 1}
    assert {fast.values(s)["X>=2"] for s in spaces} == {0}
