"""Loading: what need not be known of a rule is not asked for, and quick ways read as slow ones."""

from pathlib import Path
from random import Random

import pytest

import her2model as h2
from her2model.errors import RuleError
from her2model.formats.bnet import read_bnet
from her2model.model.dialects import BNET_RULES, OWN_RULES, DeclaredNames
from her2model.model.expressions import And, Atom, Expression, Or, joined
from her2model.model.influence import influences
from her2model.model.parsing import parse
from her2model.model.plain_rules import plainly_read
from her2model.model.rules import Rule
from her2model.model.thresholds import bit_of

ODD = DeclaredNames(["x-y"])  # with it no rule is taken for plain
NAMES = [f"A{i}" for i in range(26)]
PAIRS = " & ".join(f"({a} | {b})" for a, b in zip(NAMES[::2], NAMES[1::2], strict=True))
LARGE = f"{PAIRS} | C & !A0 | !C & A1"
"""A rule of more than 5,000 prime implicants, some names with both signs."""


def some_expression(chance: Random, depth: int, names: list[str]) -> Expression:
    if not depth or chance.random() < 0.3:
        return Atom(chance.choice(names), chance.randint(0, 1))
    terms = [some_expression(chance, depth - 1, names) for _ in range(chance.randint(1, 4))]
    return joined(And if chance.random() < 0.5 else Or, terms)


@pytest.mark.parametrize("seed", range(3))
def test_names_act_as_they_stand_in_prime_implicants(seed: int) -> None:
    chance = Random(seed)
    for _ in range(60):
        names = [f"x{k}" for k in range(chance.choice([3, 6, 10]))]
        rule = Rule(some_expression(chance, chance.randint(1, 4), names))
        wanted = {literal for implicant in rule.prime_implicants for literal in implicant}
        assert influences(rule.expression, rule.names) == wanted, rule.text


def test_names_act_as_they_stand_in_prime_implicants_where_they_are_many() -> None:
    chance = Random(7)
    names = [f"x{k}" for k in range(24)]
    rule = Rule(joined(Or, (some_expression(chance, 2, names) for _ in range(20))))
    assert len(rule.names) > 18
    assert not rule.is_unate
    wanted = {literal for implicant in rule.prime_implicants for literal in implicant}
    assert influences(rule.expression, rule.names) == wanted


@pytest.mark.parametrize("seed", range(3))
def test_plain_rules_are_read_as_by_the_parser(seed: int) -> None:
    chance = Random(seed)
    words = ["A", "b_1", "Not", "AND", "or", "!", "!", "&", "|", "(", ")", "0", "1", "True", "x1"]
    read = 0
    for _ in range(1_500):
        text = " ".join(chance.choices(words, k=chance.randint(1, 7)))
        found = plainly_read(text, BNET_RULES)
        try:
            wanted = parse(text, BNET_RULES, declared=ODD)
        except RuleError:
            wanted = None
        assert found == wanted, text
        read += found is not None
    assert read > 50


@pytest.mark.parametrize(
    "text", ["A && B", "A ^ B", "any(A, B)", "4EBP1", "A[-1]", '"A"', "A " + "x" * 201, "(" * 30]
)
def test_what_is_not_plain_is_left_to_the_parser(text: str) -> None:
    assert plainly_read(text, BNET_RULES) is None


def test_own_rules_compare_levels_as_before() -> None:
    assert plainly_read("A >= 2", OWN_RULES) is None
    assert parse("A >= 2", OWN_RULES) == Atom("A>=2")


def test_a_rule_of_too_many_prime_implicants_loads() -> None:
    reading = read_bnet(f"B, {LARGE}\nC, B\n", Path("x.bnet"))
    signs = {i.source: i.sign for i in reading.model.regulators("B")}
    assert signs.pop("A0") == signs.pop("C") == "dual"
    assert set(signs.values()) == {"activation"}
    assert len(signs) == 25
    with pytest.raises(h2.LimitError, match="5,000 prime implicants"):
        _ = reading.model.functions["B"].prime_implicants


def test_names_without_influence_are_left_out_of_a_large_rule() -> None:
    text = f"{LARGE} | (C & D & A1 & !C)\n"
    model = read_bnet(f"B, {text}C, B\nD, B\n", Path("x.bnet")).model
    assert "D" not in {i.source for i in model.regulators("B")}
    assert "D" not in model.functions["B"].names


def test_a_model_has_the_rules_of_its_texts() -> None:
    text = "A, B & !C | (D ^ A)\nB-1, !(A | C) & D\nC_b1, A\nC_b2, A & C_b1\nD, A | !A & C_b2\n"
    model = read_bnet(text, Path("x.bnet")).model
    for species, entry in model.rules.items():
        for level, told in enumerate(entry.texts, 1):
            again = Rule.parse(told).effective
            assert model.functions[bit_of(species, level)].expression == again.expression


def test_a_rule_at_its_word_has_the_signs_that_are_written() -> None:
    rule = Rule.parse("A and not A or B")
    assert rule.signs == {"B": "activation"}
    assert rule.at_its_word().renamed({"A": "X"}).signs == {"X": "dual", "B": "activation"}
