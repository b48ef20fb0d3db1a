"""Expressions: levels, the notations of tools, signs that no notation knows; inputs and loops."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

import her2model as h2
from her2model.errors import FormatError, RuleError
from her2model.model.dialects import BNET_RULES, DeclaredNames
from her2model.model.rules import Rule

FILE = "format: her2model/1\nname: m\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("X >= 2", "X >= 2"),
        ("X>=1", "X"),
        ("X >= 0", "1"),
        ("X < 2", "X < 2"),
        ("not X >= 2", "X < 2"),
        ("X > 1", "X >= 2"),
        ("X <= 1", "X < 2"),
        ("X == 1", "X and X < 2"),
        ("X != 1", "not X or X >= 2"),
        ("X == 0", "not X"),
        ("A and not (X < 3 or Y == 2)", "A and X >= 3 and (Y < 2 or Y >= 3)"),
    ],
)
def test_levels_are_literals_that_read_back(text: str, written: str) -> None:
    rule = Rule.parse(text)
    assert rule.text == written
    assert rule.constant is not None or Rule.parse(rule.text) == rule


def test_the_name_of_a_level_follows_its_species() -> None:
    rule = Rule.parse("X >= 2 and Y")
    assert rule.names == ("X>=2", "Y")
    assert rule.renamed({"X": "Z"}).text == "Z >= 2 and Y"
    assert Rule.parse("X >= 2", known=["X"]).text == "X >= 2"
    with pytest.raises(RuleError, match="'W' is not a species"):
        Rule.parse("W >= 2", known=["X"])


@pytest.mark.parametrize("text", ["X >= 100", "X => 2", "X >= ", ">= 2", "X >= Y", "X > = 2"])
def test_comparisons_that_are_none(text: str) -> None:
    with pytest.raises(RuleError, match="is not a rule"):
        Rule.parse(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("¬A ∧ (B ∨ D)", "not A and (B or D)"),
        ("A → B", "not A or B"),
        ("A[-1] & !B[-1]", "A and not B"),
        ("all(B, C) | any(!A)", "B and C or not A"),
        ("maj(A, B, C)", "A and B or A and C or B and C"),
        ("maj(A, B)", "A and B"),
        ("sumgt(A, (B & C), D, 2)", "A and B and C and D"),
        ("sumlt(A, B, 1)", "not A and not B"),
        ('"A+" & "B C"', "A+ and B C"),
        ("p38-MAPK & (A|B)", "p38-MAPK and (A or B)"),
    ],
)
def test_notations_of_tools(text: str, written: str) -> None:
    declared = DeclaredNames(["p38-MAPK", "p38"])
    assert Rule.parse(text, dialect=BNET_RULES, declared=declared).text == written


@pytest.mark.parametrize("inside", ["sumis", "sumgt", "sumlt", "maj", "any", "all"])
def test_counting_is_counting(inside: str) -> None:
    compared = {"sumis": int.__eq__, "sumgt": int.__gt__, "sumlt": int.__lt__}
    for number in range(5) if inside in compared else [2]:
        end = f", {number})" if inside in compared else ")"
        rule = Rule.parse(f"{inside}(A, B, C, D{end}", dialect=BNET_RULES)
        for bits in product((0, 1), repeat=4):
            wanted = {"maj": sum(bits) > 2, "any": any(bits), "all": all(bits)}
            right = wanted.get(inside, compared.get(inside, int.__eq__)(sum(bits), number))
            assert rule.evaluate(dict(zip("ABCD", bits, strict=True))) == right


@pytest.mark.parametrize("sign", list("[]*+'/.-$@:%`?\\{}"))
def test_a_sign_that_no_one_declared_is_refused(sign: str) -> None:
    for text in (f"A{sign}B", f"A {sign} B", f"{sign}A", f"A{sign}"):
        with pytest.raises(FormatError, match="operator in other notations"):
            Rule.parse(text, dialect=BNET_RULES, error=FormatError)


@pytest.mark.filterwarnings("ignore::her2model.ConversionWarning")
def test_what_stands_as_a_target_is_a_name(tmp_path: Path) -> None:
    (tmp_path / "x.bnet").write_text("IGF-1R, IGF-1R\nB*C, IGF-1R & !p/q\np/q, B*C\n")
    model = h2.load(tmp_path / "x.bnet")
    assert [s.name for s in model.species.values()] == ["IGF-1R", "B*C", "p/q"]
    (tmp_path / "y.bnet").write_text("B, B\nC, C\nA, B*C\n")
    with pytest.raises(FormatError, match=r"line 3.*'\*' is an operator"):
        h2.load(tmp_path / "y.bnet")


SELF = "species: {M: {kind: gene}, G: {kind: phenotype}}\ninteractions: {M -> M: [], M -> G: []}\n"
LOOP = (
    "species: {A: {kind: gene}, B: {kind: gene}, I: {kind: gene, initial: 1}}\n"
    "interactions: {A -| A: [], B -> B: [], I -> B: []}\n"
    "rules: {A: {rule: not A}, B: {rule: B and I}}\n"
)


@pytest.mark.filterwarnings("ignore::her2model.ConversionWarning")
@pytest.mark.parametrize("text", [SELF, LOOP])
@pytest.mark.parametrize("suffix", [".bnet", ".sbml", ".bnd", ".aeon", ".tsv"])
def test_what_sustains_itself_survives(suffix: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(FILE + text)
    model = h2.load(tmp_path / "x.yaml")
    h2.save(model, tmp_path / f"y{suffix}")
    again = h2.load(tmp_path / f"y{suffix}")
    assert (again.inputs, set(again.functions)) == (model.inputs, set(model.functions))
    values = {s: h2.simulate(model)[s] for s in model.species}
    if suffix in (".bnet", ".aeon"):  # which have no room for the 1 of an input
        values = {s: h2.simulate(model, context=dict.fromkeys(model.inputs, 0))[s] for s in values}
    assert {s: h2.simulate(again)[s] for s in values} == values


@pytest.mark.parametrize("rule", ["A and (D or not D)", "A or D and not D", "A and (D or 1)"])
def test_a_name_without_influence_is_left_out(rule: str, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(
        f"{FILE}species: {{A: {{kind: gene, initial: 1}}, D: {{kind: gene}}, G: {{kind: gene}}}}\n"
        f"interactions: {{A -> G: []}}\nrules: {{G: {{rule: {rule}}}}}\nreadouts: {{growth: G}}\n"
    )
    model = h2.load(tmp_path / "x.yaml")
    assert model.functions["G"].names == ("A",)
    assert h2.simulate(model)["G"] == "on"
    assert h2.landscape(model).counts
    assert "G" in h2.explain(h2.simulate(model), "G").text()


def test_a_name_without_influence_is_still_a_species(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(
        f"{FILE}species: {{A: {{kind: gene, initial: 1}}, G: {{kind: gene}}}}\n"
        "interactions: {A -> G: []}\nrules: {G: {rule: A and (Z or not Z)}}\n"
    )
    with pytest.raises(h2.ModelError, match="'Z' is not a species"):
        h2.load(tmp_path / "x.yaml")
