"""Agreement of curations: kappa against its definition, the table against the models."""

import random
from pathlib import Path

import pytest

from her2model.curating.agreement import (
    arrow_table,
    cohen_kappa,
    compare_curations,
)
from her2model.curating.agreement_chart import plot_arrow_table
from her2model.errors import InputError
from her2model.library import load
from her2model.model.model import Model
from her2model.model.model_file import read_model
from her2model.model.strict_yaml import parse

FIGURES = [n.partition("__")[0] for n in load("her2-resistance").parents]


def model(name: str, arrows: str, absent: str = "", figure: str = "f__1") -> Model:
    ends = sorted({w for a in (arrows + "," + absent).split(",") for w in a.split()[::2]})
    inputs = {e for e in ends if not any(a.split()[2] == e for a in arrows.split(",") if a)}
    lines = ["format: her2model/1", f"name: {name}", f"figure: {figure}", "species:"]
    lines += [f"  {e}: {{kind: protein{', initial: 0' if e in inputs else ''}}}" for e in ends]
    lines.append("interactions:")
    lines += [f"  {a.strip()}: [{{quote: x}}]" for a in arrows.split(",")]
    if absent:
        lines += ["absent:", *(f"  {a.strip()}: [{{quote: x}}]" for a in absent.split(","))]
    down: dict[str, list[str]] = {}
    for a in arrows.split(","):
        if "-|" in a:
            down.setdefault(a.split()[2], []).append(f"not {a.split()[0]}")
    up = {a.split()[2] for a in arrows.split(",") if "->" in a}
    if set(down) - up:
        lines += ["rules:", *(f"  {t}: {' and '.join(r)}" for t, r in down.items() if t not in up)]
    return read_model(parse("\n".join(lines)))[0]


def test_two_curations_are_laid_side_by_side() -> None:
    first = model("one", "A -> B, B -> C, D -| C, A -> E")
    second = model("two", "A -> B, B -| C, D -| C, D -> E")
    found = compare_curations(first, second)
    assert found.both == ("A -> B", "D -| C")
    assert found.other_sign == (("B -> C", "B -| C"),)
    assert (found.only_first, found.only_second) == (("A -> E",), ("D -> E",))
    assert found.pairs == 20
    # by hand: 17 of 20 answers agree; chance: + 3 * 2, - 1 * 2, none 16 * 16
    chance = (3 * 2 + 1 * 2 + 16 * 16) / 400
    assert found.kappa == pytest.approx((17 / 20 - chance) / (1 - chance))
    assert "kappa 0.56 over 20 pairs" in str(found)
    assert found.to_dict()["other_sign"] == [["B -> C", "B -| C"]]


def test_agreement_is_symmetric() -> None:
    first, second = model("one", "A -> B, B -> C"), model("two", "A -> B, C -> A")
    there, back = compare_curations(first, second), compare_curations(second, first)
    assert (there.kappa, there.both) == (back.kappa, back.both)
    assert there.only_first == back.only_second


def test_curations_of_different_figures_are_refused() -> None:
    with pytest.raises(InputError, match="different figures"):
        compare_curations(model("one", "A -> B"), model("two", "A -> B", figure="g__1"))


def obvious_kappa(first: list[str], second: list[str]) -> float | None:
    """Kappa by drawing every pair of answers, for comparison."""
    agree = sum(a == b for a, b in zip(first, second, strict=True)) / len(first)
    by_chance = sum(a == b for a in first for b in second) / len(first) ** 2
    return None if by_chance == 1 else (agree - by_chance) / (1 - by_chance)


def test_kappa_is_what_its_definition_says() -> None:
    rng = random.Random(7)
    for _ in range(200):
        size = rng.randint(1, 12)
        answers = [[rng.choice("+-0") for _ in range(size)] for _ in range(2)]
        expected, got = obvious_kappa(*answers), cohen_kappa(*answers)
        assert (got is None) == (expected is None)
        assert expected is None or got == pytest.approx(expected)
    assert cohen_kappa([], []) is None


def test_the_table_of_the_figures_says_what_the_models_say() -> None:
    table = arrow_table(FIGURES)
    assert len(table.figures) == 5
    for name in FIGURES:
        found = load(name)
        stated = sum(i.basis == "caption" for i in found.interactions.values())
        assert sum(row[found.name] == "stated" for row in table.cells.values()) == stated
    assert "PTEN -| PI3K" in table.shared
    assert list(table.cells["PTEN -| PI3K"].values()).count("stated") == 3


def test_who_contradicts_whom() -> None:
    one = model("one", "A -> B, B -> C")
    two = model("two", "A -| B, B -> C")
    three = model("three", "A -> D", absent="B -> C")
    other = model("other", "B -> C, C -> D", absent="A -> B")
    table = arrow_table([one, two, three, other])
    assert dict(table.cells["A -> B"]) == {
        "one": "stated",
        "two": "opposite",
        "three": "",
        "other": "absent",
    }
    assert ("A -> B", "one", "two") in table.contradictions
    assert ("A -> B", "one", "other") in table.contradictions
    assert ("A -| B", "two", "one") in table.contradictions
    assert "↯" in str(table)
    assert r"| A -\| B |" in table.to_markdown()
    assert table.to_dict()["figures"] == ["one", "two", "three", "other"]


def test_the_picture(tmp_path: Path) -> None:
    table = arrow_table(FIGURES)
    path = tmp_path / "table.svg"
    axes = plot_arrow_table(table, file=path, most=10)
    assert [t.get_text() for t in axes.get_yticklabels()] == list(table.cells)[:10]
    assert f"10 of {len(table.cells)} arrows" in axes.get_xlabel()
    assert path.read_text(encoding="utf-8").startswith("<?xml")
    with pytest.raises(InputError, match="is not a picture's suffix"):
        plot_arrow_table(table, file=tmp_path / "table.gif")


@pytest.mark.parametrize("models", [[], ["PMC7464074", "PMC7464074"]])
def test_a_table_needs_different_models(models: list[str]) -> None:
    with pytest.raises(InputError, match="model"):
        arrow_table(models)


def test_species_are_matched_by_what_their_names_are_read_as() -> None:
    """One curator gives entities, the other only prints the names."""
    text = "format: her2model/1\nname: {}\nfigure: f__1\nspecies:\n{}interactions: {{{}: []}}\n"
    a, m = "kind: protein, initial: 0", "kind: complex"
    rows = (
        f"  A: {{{a}, entity: AKT}}\n  M: {{{m}, entity: mTORC1}}\n",
        f"  X: {{{a}, label: Akt (kinase)}}\n  Y: {{{m}, label: mTORC1}}\n",
    )
    first = read_model(parse(text.format("one", rows[0], "A -> M")))[0]
    second = read_model(parse(text.format("two", rows[1], "X -> Y")))[0]
    assert compare_curations(first, second).both == ("A -> M",)


def test_a_person_may_say_what_is_the_same() -> None:
    first, second = model("one", "A -> B, B -> C"), model("two", "Q -> C, R -> C, A -> Q, A -> R")
    alone = compare_curations(first, second)
    assert (alone.both, len(alone.only_second)) == ((), 4)
    found = compare_curations(first, second, {"Q": "B", "R": "B"})
    assert found.both == ("A -> B", "B -> C")
    assert (found.only_first, found.only_second, found.kappa) == ((), (), 1.0)
    for same in ({"Z": "B"}, {"Q": "Z"}):
        with pytest.raises(InputError, match="'Z' is not a species"):
            compare_curations(first, second, same)


def test_the_blind_second_curation() -> None:
    second = Path(__file__).parent.parent / "benchmarks" / "gold" / "second_PMC3808214.yaml"
    found = compare_curations("PMC3808214", second)
    assert (len(found.both), found.other_sign, found.pairs) == (17, (), 506)
    assert found.kappa == pytest.approx(0.483, abs=0.001)


@pytest.mark.parametrize("suffix", ["png", "pdf", "svg"])
def test_the_same_table_gives_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    table = arrow_table(FIGURES[:2])
    for name in ("a", "b"):
        plot_arrow_table(table, file=tmp_path / f"{name}.{suffix}")
    assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()
