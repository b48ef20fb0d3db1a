"""The mutation test of a model: broken arrows, and what notices."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

import her2model as h2
from her2model.cli import app
from her2model.curating.arrow_mutations import CHANGES, ArrowMutations, Change, mutated
from her2model.model.model import Model
from her2model.model.parts import FrozenMap, Interaction, RuleEntry, Species


def model(rules: dict[str, str], arrows: list[str], **more: object) -> Model:
    """A small model."""
    built = {}
    for text in arrows:
        source, symbol, target = text.split()
        sign = {"->": "activation", "-|": "inhibition"}[symbol]
        built[text] = Interaction.model_validate({"source": source, "target": target, "sign": sign})
    names = dict.fromkeys(end for i in built.values() for end in (i.source, i.target))
    species = {s: Species(id=s, kind="protein", initial=None if s in rules else 1) for s in names}
    return Model(
        name="small",
        species=FrozenMap(species),
        interactions=FrozenMap(built),
        rules=FrozenMap({s: RuleEntry(rule=r) for s, r in rules.items()}),
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("change", "texts"),
    [
        ("deleted", ["B and not C", "0"]),
        ("fixed on", ["not C", "1"]),
        ("fixed off", ["B and not C", "0"]),
        ("flipped", ["(not A or B) and not C", "not A"]),
    ],
)
def test_an_arrow_is_broken_in_four_ways(change: Change, texts: list[str]) -> None:
    m = model({"X": "(A or B) and not C", "Y": "A"}, ["A -> X", "B -> X", "C -| X", "A -> Y"])
    found = [
        next(iter(mutated(m, m.interactions[f"A -> {target}"], change).values())).text
        for target in ("X", "Y")
    ]
    assert found == texts


def test_what_is_the_same_function_does_not_count() -> None:
    m = model({"X": "A and (A or B)"}, ["A -> X", "B -> X"])
    found = h2.arrow_mutations(m)
    assert {(f.arrow, f.change) for f in found.mutations if f.same} == {
        ("B -> X", c) for c in CHANGES
    }


@pytest.fixture(scope="module")
def found() -> ArrowMutations:
    """The shipped figure that is asked fastest."""
    return h2.arrow_mutations("PMC7464074")


def test_the_share_counts_what_verdicts_and_claims_notice(found: ArrowMutations) -> None:
    data = found.to_dict()
    assert (data["noticed"], data["mutants"], data["arrows"]) == (42, 44, 11)
    assert found.silent == ()
    assert found.unnoticed == {"HER2 -> HER2_HER2": ("deleted", "fixed on")}
    assert len(found.to_frame()) == 44
    assert "95% noticed" in repr(found)


def test_the_command_prints_the_same(found: ArrowMutations) -> None:
    first = h2.arrow_mutations("PMC7464074", first_only=True)
    assert first.share == found.share
    run = CliRunner().invoke(app, ["check", "--arrows", "PMC7464074", "--json"])
    assert json.loads(run.stdout)[0] == found.to_dict()
    assert "nothing notices HER2 -> HER2_HER2" in str(found)
