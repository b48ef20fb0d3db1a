"""Rules: text and back, values, signs, prime implicants, against trying every state."""

from __future__ import annotations

from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import her2model as h2
import random_networks
import reference
from her2model.errors import LimitError, RuleError
from her2model.model import rules
from her2model.model.rules import And, Rule

NAMES = ("a", "b", "c", "d")
TEXTS = st.recursive(
    st.sampled_from(NAMES),
    lambda inner: st.one_of(
        inner.map(lambda x: f"not ({x})"),
        st.tuples(inner, st.sampled_from(("and", "or")), inner).map(
            lambda t: f"({t[0]}) {t[1]} ({t[2]})"
        ),
    ),
    max_leaves=8,
)
STATES = [dict(zip(NAMES, bits, strict=True)) for bits in product((0, 1), repeat=len(NAMES))]


def table(text: str) -> list[int]:
    return [reference.value(text, s) for s in STATES]


@given(TEXTS)
def test_values_negation_and_text_round_trip(text: str) -> None:
    rule = Rule.parse(text)
    assert [rule.evaluate(s) for s in STATES] == table(text)
    assert [(~rule).evaluate(s) for s in STATES] == [1 - v for v in table(text)]
    again = Rule.parse(rule.text) if rule.constant is None else rule
    assert [again.evaluate(s) for s in STATES] == table(text)


@given(TEXTS)
def test_prime_implicants_are_the_smallest_sufficient_sets(text: str) -> None:
    rows = dict(zip((tuple(s.values()) for s in STATES), table(text), strict=True))

    def enough(literals: tuple[tuple[str, int], ...]) -> bool:
        return all(
            value
            for state, value in rows.items()
            if all(state[NAMES.index(n)] == v for n, v in literals)
        )

    every = [
        tuple(zip(names, values, strict=True))
        for size in range(len(NAMES) + 1)
        for names in combinations(NAMES, size)
        for values in product((0, 1), repeat=size)
    ]
    sufficient = [frozenset(i) for i in every if enough(i)]
    expected = {i for i in sufficient if not any(j < i for j in sufficient)}
    found = Rule.parse(text).prime_implicants
    assert {frozenset(i) for i in found} == expected
    assert len(found) == len(expected)


@given(TEXTS)
def test_essential_names_are_those_that_matter(text: str) -> None:
    rule = Rule.parse(text)
    matters = {
        n
        for n in NAMES
        if any(
            reference.value(text, s | {n: 0}) != reference.value(text, s | {n: 1}) for s in STATES
        )
    }
    assert set(rule.essential) == matters
    for n in matters:
        rises = {
            reference.value(text, s | {n: 1}) - reference.value(text, s | {n: 0}) for s in STATES
        }
        if rises <= {0, 1} and rule.is_unate:
            assert rule.signs[n] == "activation"


@given(TEXTS, st.dictionaries(st.sampled_from(NAMES), st.integers(0, 1)))
def test_fixing_names(text: str, values: dict[str, int]) -> None:
    rule = Rule.parse(text).fixing(values)
    for s in STATES:
        assert rule.evaluate(s) == reference.value(text, s | values)
    assert not set(rule.names) & set(values)


def test_the_default_is_any_activator_and_no_inhibitor() -> None:
    rule = Rule.default(["a", "b"], ["c"])
    assert rule.text == "(a or b) and not c"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a and (b", "parenthes"),
        ("a b", "a b"),
        ("", "empty"),
        ("a and", "a and"),
        (" and (b or ".join("a" * 99) + ")" * 98, "deep"),
    ],
)
def test_text_that_is_no_rule_is_refused_in_one_sentence(text: str, words: str) -> None:
    with pytest.raises(RuleError) as caught:
        Rule.parse(text, "x.yaml: rules.A")
    message = str(caught.value)
    assert message.startswith("x.yaml: rules.A: ")
    assert len(message.splitlines()) == 1
    assert len(message) < 300


def test_a_rule_with_too_many_implicants_hits_a_stated_limit() -> None:
    pairs = " and ".join(f"(a{i} or b{i})" for i in range(16))
    with pytest.raises(LimitError):
        _ = Rule.parse(pairs).prime_implicants


def test_rules_of_shipped_models_print_and_parse() -> None:
    for name in h2.list_models():
        for s, rule in h2.load(name).functions.items():
            again = Rule.parse(rule.text) if rule.constant is None else rule
            assert again.normal == rule.normal, (name, s)


@pytest.mark.parametrize("limit", ["MAX_NAMES", "none"])
def test_whether_a_rule_can_hold_is_what_its_states_say(
    limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its truth table, and by its decision diagram."""
    if limit == "MAX_NAMES":
        monkeypatch.setattr(rules, "MAX_NAMES", 0)
    chance = Random(18)
    seen = set()
    for _ in range(150):
        names = [f"s{i}" for i in range(chance.randint(1, 5))]
        some = [Rule.parse(random_networks.rule(chance, names, 4, unate=False)) for _ in range(4)]
        rule = Rule(And(tuple(r.expression for r in some)))
        states = product((0, 1), repeat=len(rule.names))
        expected = any(rule.evaluate(dict(zip(rule.names, s, strict=True))) for s in states)
        assert rule.can_hold == expected
        seen.add(expected)
    assert seen == {True, False}


def test_the_table_of_a_long_rule_gives_the_same_prime_implicants(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = Random(7)
    for _ in range(150):
        text = random_networks.rule(chance, [f"s{i}" for i in range(7)], 7)
        multiplied = Rule.parse(text).prime_implicants
        monkeypatch.setattr(rules, "LONG", 0)
        assert Rule.parse(text).prime_implicants == multiplied
        monkeypatch.setattr(rules, "LONG", 300)
