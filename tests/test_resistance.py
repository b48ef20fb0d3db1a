"""The matrix and bypasses: equal to single simulations, and to what captions say."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

import her2model as h2
import random_levels
import random_networks
from her2model.answers.resistance import NONE
from her2model.engine.simulation import DISCLAIMER
from her2model.screening.listed_scenarios import Judged


@pytest.fixture(scope="module")
def matrix() -> h2.ResistanceMatrix:
    return h2.resistance_matrix("her2-resistance")


def test_every_cell_is_what_simulate_says(matrix: h2.ResistanceMatrix) -> None:
    model = matrix.model
    for (alteration, drug), cell in matrix.cells.items():
        altered = [] if alteration == NONE else [alteration]
        alone = h2.simulate(model, alterations=altered, drugs=[drug])
        unaltered = h2.simulate(model, drugs=[drug])
        both_resist = alone.verdict == unaltered.verdict == "resistant"
        assert cell.word == ("inert" if both_resist else alone.verdict)
        assert cell.judged == judged(alone)
        assert cell.simulation == alone


def judged(simulation: h2.Simulation) -> Judged:
    """What a cell of a table says, read off its scenario settled by itself."""
    assert simulation.verdict is not None
    return Judged(
        simulation.verdict,
        simulation.response,
        simulation.is_certified,
        simulation.grows_and_dies,
    )


@pytest.mark.parametrize("kind", [random_networks, random_levels])
def test_cells_judged_together_are_those_judged_alone(kind: Any) -> None:
    chance = Random(18)
    open_cells = 0
    for _ in range(90):
        try:
            model = kind.model(chance, chance.randint(3, 6))
        except h2.ModelError:  # a rule may name what it does not depend on
            continue
        model = model.replace(readouts={"growth": "s0", "death": "s1"})
        asked: dict[str, Any] = {
            "onset": chance.choice(["de novo", "acquired", "together"]),
            "start": chance.choice(["untreated", "any", {"s0": 1, "s2": 0}]),
            "background": chance.sample([*model.drugs], chance.randint(0, 1)),
        }
        rows = [[a] for a in model.alterations]
        for cell in h2.resistance_matrix(model, alterations=rows, **asked).cells.values():
            assert cell.judged == judged(cell.simulation), (cell.scenario, model.rules)
            open_cells += not cell.judged.is_certified
    assert open_cells > 100  # what percolation leaves open is judged too


TRUTH = {
    ("none", "trastuzumab"): "responds",
    ("none", "lapatinib"): "responds",
    ("none", "TDM1"): "responds",
    ("none", "everolimus"): "partial",
    ("p95HER2", "trastuzumab"): "resistant",
    ("p95HER2", "lapatinib"): "responds",
    ("PIK3CA mutation", "trastuzumab"): "resistant",
    ("PTEN loss", "trastuzumab"): "resistant",
    ("IGF1R overexpression", "trastuzumab"): "resistant",
    ("MET overexpression", "trastuzumab"): "resistant",
    ("MUC4 overexpression", "trastuzumab"): "resistant",
    ("CD44–hyaluronan", "trastuzumab"): "resistant",
}


@pytest.mark.parametrize("cell", TRUTH, ids=" × ".join)
def test_what_captions_and_literature_say(
    cell: tuple[str, str], matrix: h2.ResistanceMatrix
) -> None:
    assert matrix[cell] == TRUTH[cell]


def test_a_second_drug_wins_the_response_back() -> None:
    pair = h2.resistance_matrix(
        "her2-resistance",
        alterations=["IGF1R overexpression"],
        drugs=[["trastuzumab", "cixutumumab"]],
    )
    assert pair["IGF1R overexpression", "cixutumumab + trastuzumab"] == "responds"
    added = h2.resistance_matrix(
        "her2-resistance", drugs=["cixutumumab"], background=["trastuzumab"]
    )
    assert added["IGF1R overexpression", "cixutumumab"] == "responds"
    assert "Every column includes trastuzumab" in str(added)


def test_bypass_is_what_its_definition_says() -> None:
    chance = Random(1)
    seen = set()
    for _ in range(80):
        model = random_networks.model(chance, 4)
        for drug in model.drugs:
            for alteration in model.alterations:
                before = h2.simulate(model, drugs=[drug]).verdict
                after = h2.simulate(model, drugs=[drug], alterations=[alteration]).verdict
                expected = "none: inert"
                if "no growth" in (before, after):
                    expected = "none: no growth"
                elif after == "responds":
                    expected = "none: responds"
                elif before == "responds":
                    expected = "strict" if after == "resistant" else "possible"
                assert h2.bypass(model, [alteration], [drug]) == expected
                seen.add(expected)
    assert seen == {"strict", "possible", "none: responds", "none: inert", "none: no growth"}


def test_names_may_be_written_as_people_do(matrix: h2.ResistanceMatrix) -> None:
    assert matrix["pten LOSS", "T-DM1"] == matrix["PTEN loss", "TDM1"]
    with pytest.raises(h2.InputError, match="'lapatinb' is not a drug; did you mean"):
        matrix["p95HER2", "lapatinb"]
    with pytest.raises(h2.InputError, match="is not in this matrix"):
        matrix["p95HER2 + PTEN loss", "lapatinib"]


def test_as_text_html_and_data(matrix: h2.ResistanceMatrix) -> None:
    data = json.loads(json.dumps(matrix.to_dict()))
    assert data["verdicts"]["p95HER2"]["lapatinib"] == "responds"
    assert data["response"]["none"]["neratinib"] == "arrest"
    assert DISCLAIMER in str(matrix)
    assert DISCLAIMER in matrix._repr_html_()
    assert matrix._repr_html_().count("<td") == len(matrix.cells)
    assert repr(matrix) == "<ResistanceMatrix of her2-resistance: 31 × 22>"
    frame = matrix.to_frame()
    assert frame.loc["p95HER2", "trastuzumab"] == "resistant"
    assert frame.shape == (31, 22)


def test_a_model_without_readouts_has_no_verdicts() -> None:
    import dataclasses

    model = dataclasses.replace(h2.load("PMC7464074"), readouts=None, claims=())
    with pytest.raises(h2.InputError, match="declares no readouts"):
        h2.resistance_matrix(model)
