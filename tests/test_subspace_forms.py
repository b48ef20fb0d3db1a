"""Rules on subspaces without prime implicants: exact as with them, and as trying every state."""

from collections.abc import Iterator
from itertools import product
from random import Random
from typing import Any

import pytest

import her2model as h2
from her2model.engine.network import Network, SharedGate, Subspace, inner_gates, literals, possible
from her2model.engine.run_rules import RunRules
from her2model.engine.trap_spaces import listed_trap_spaces, minimal_trap_spaces
from her2model.errors import LimitError
from her2model.model import subspace_forms as forms
from her2model.model.expressions import And, Atom, Expression, Or, alike, atoms, joined, negated
from her2model.model.rules import Rule
from her2model.screening.screen import Screen

NAMES = [f"x{k}" for k in range(7)]
SUBSPACES = list(product(("0", "1", "01"), repeat=len(NAMES)))


def some_expression(chance: Random, depth: int, names: list[str]) -> Expression:
    if not depth or chance.random() < 0.2:
        return Atom(chance.choice(names), chance.randint(0, 1))
    terms = [some_expression(chance, depth - 1, names) for _ in range(chance.randint(2, 4))]
    return joined(And if chance.random() < 0.5 else Or, terms)


def can_be_true(e: Expression, space: dict[str, str]) -> bool:
    """Go through an expression as the engine does."""
    if isinstance(e, Atom):
        return str(e.value) in space[e.name]
    return (all if isinstance(e, And) else any)(can_be_true(t, space) for t in e.terms)


def tried(rule: Rule, space: dict[str, str]) -> set[int]:
    """Values of a rule in all states of a subspace."""
    used = [n for n in NAMES if n in rule.names]
    states = product(*(space[n] for n in used))
    return {rule.evaluate(dict(zip(used, map(int, s), strict=True))) for s in states}


@pytest.mark.parametrize("seed", range(4))
def test_a_form_is_exact_on_every_subspace(seed: int) -> None:
    chance = Random(seed)
    for _ in range(12):
        rule = Rule(some_expression(chance, 4, NAMES))
        moves = rule.influences if chance.random() < 0.5 else None
        falls = None if moves is None else {(n, 1 - v) for n, v in moves}
        rises = forms.decomposed(rule.expression, moves)
        falling = forms.decomposed(negated(rule.expression), falls)
        for values in chance.sample(SUBSPACES, 300):
            space = dict(zip(NAMES, values, strict=True))
            found = {v for v, e in ((1, rises), (0, falling)) if can_be_true(e, space)}
            assert found == tried(rule, space), rule.text
        if moves is not None:
            assert {(a.name, a.value) for a in atoms(rises)} <= moves


def without_implicants(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MAX_NAMES", 0)


def networks(chance: Random, size: int) -> Iterator[dict[str, Rule]]:
    while True:
        names = [f"s{k}" for k in range(size)]
        yield {n: Rule(some_expression(chance, 3, chance.sample(names, 5))) for n in names}


@pytest.mark.parametrize("seed", range(3))
def test_trap_spaces_are_those_by_prime_implicants(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _, rules in zip(range(8), networks(Random(seed), 12), strict=False):
        primes = Network.compiled(rules)
        with monkeypatch.context() as changed:
            without_implicants(changed)
            network = Network.compiled(rules)
        assert network.species == primes.species
        for one, other in zip(network.rise + network.fall, primes.rise + primes.fall, strict=True):
            assert literals(one) == literals(other)  # the same arrows
        found = minimal_trap_spaces(primes, primes.everything)
        assert minimal_trap_spaces(network, network.everything) == found
        assert minimal_trap_spaces(network, network.everything, max_enumerated=0) == found
        largest = set(listed_trap_spaces(primes, primes.everything, maximal=True))
        assert set(listed_trap_spaces(network, network.everything, maximal=True)) == largest


def test_a_shared_gate_is_gone_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"a{k}" for k in range(11)]
    odd: Expression = Atom(names[0])
    for name in names[1:]:
        odd = negated(alike(odd, Atom(name)))
    without_implicants(monkeypatch)
    rules = {"out": Rule(odd), **{n: Rule(Atom(n)) for n in names}}
    network = Network.compiled(rules)
    rise, fall = (gates[network.index["out"]] for gates in (network.rise, network.fall))
    for gate in (rise, fall):
        assert isinstance(gate, SharedGate)
        assert sum(1 for _ in inner_gates(gate)) < 400
        assert literals(gate) == ((1 << 12) - 1 & ~(1 << network.index["out"]),) * 2
    chance, full = Random(1), (1 << len(network.species)) - 1
    for _ in range(200):
        one, free = chance.getrandbits(12), chance.getrandbits(12) & chance.getrandbits(12)
        space = Subspace(full & ~one | free, one | free)
        is_odd = rules["out"].evaluate({s: one >> i & 1 for i, s in enumerate(network.species)})
        any_free = space.free & ~(1 << network.index["out"])
        found = [possible(gate, space.can0, space.can1) for gate in (fall, rise)]
        assert found == ([True, True] if any_free else [not is_odd, bool(is_odd)])
    assert len(minimal_trap_spaces(network, network.everything)) == 2**11
    runs = RunRules(network, network.everything, range(len(network.species)))
    state = [chance.getrandbits(64) for _ in network.species]
    changing = runs.changing(state, (1 << 64) - 1)[network.index["out"]]
    for k in range(64):
        now = {s: state[i] >> k & 1 for i, s in enumerate(network.species)}
        assert changing >> k & 1 == (rules["out"].evaluate(now) != now["out"])


def hard_text(size: int) -> str:
    """A rule of more prime implicants than are listed, in a network that feeds back."""
    pairs = [f"(A{2 * k} | A{2 * k + 1})" for k in range(size)]
    hard = " & ".join(pairs) + " | C & !A0 | !C & A1"
    lines = [f"A{k}, {'!' * (k % 3 == 0)}{'ABC'[k % 2 + 1]}" for k in range(2 * size)]
    return "\n".join(["targets, factors", f"B, {hard}", "C, B & !A3 | C & A2", *lines])


@pytest.mark.filterwarnings("ignore::her2model.ConversionWarning")
def test_a_rule_of_too_many_implicants_is_simulated_and_screened() -> None:
    model = h2.load(hard_text(13), format="bnet")
    with pytest.raises(LimitError, match="5,000"):
        _ = model.functions["B"].prime_implicants
    brief = h2.load(hard_text(4), format="bnet")  # the same, with few
    starts: list[Any] = ["untreated", "any", {"B": 1, "A2": 1, "A4": 1}]
    for start in starts:
        found, wanted = h2.simulate(model, start=start), h2.simulate(brief, start=start)
        assert {(a["B"], a["C"]) for a in found.attractors} == {
            (a["B"], a["C"]) for a in wanted.attractors
        }


@pytest.mark.filterwarnings("ignore::her2model.ConversionWarning")
@pytest.mark.parametrize("most", [0, 60])
@pytest.mark.parametrize("start", ["untreated", "any"])
def test_a_rule_of_too_many_implicants_is_screened(start: Any, most: int) -> None:
    model = h2.load(hard_text(13), format="bnet")
    names = ["A0", "A1", "A2", "C"]
    found = h2.screen(
        model, knockouts=names, gains=names, max_size=2, readout="B", start=start, max_feedback=most
    )
    land = h2.landscape(
        model, knockouts=names, gains=names, readout="B", start=start, max_feedback=most
    )
    assert isinstance(found, Screen)
    seen = set()
    for cell, word in found:
        one = h2.simulate(model, knockouts=cell.knockouts, gains=cell.gains, start=start)
        said = [f"{s} knocked out" for s in cell.knockouts] + [f"{s} forced on" for s in cell.gains]
        assert word == land.value(said) == one["B"]
        seen.add(word)
    assert len(seen) > 1
