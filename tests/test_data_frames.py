"""Results as data frames: the same figures as the results themselves, and the disclaimer."""

from __future__ import annotations

import sys

import pytest

import her2model as h2
from her2model.curating.claims import evaluate, to_frame
from her2model.engine.simulation import DISCLAIMER
from her2model.errors import InputError

MODEL = "her2-resistance"


def test_a_simulation_has_a_row_for_each_species() -> None:
    result = h2.simulate(MODEL, drugs=["trastuzumab"], knockouts=["PTEN"])
    frame = result.to_frame()
    assert list(frame.index) == list(result.state)
    assert frame["value"].to_dict() == result.state
    assert set(frame.index[frame["certified"]]) == result.certified
    for k, attractor in enumerate(result.attractors, 1):
        assert frame[f"attractor {k}"].to_dict() == dict(attractor)
    assert frame.attrs["note"] == DISCLAIMER


def test_a_trajectory_has_a_row_for_each_step() -> None:
    run = h2.trajectory(MODEL, drugs=["lapatinib"])
    frame = run.to_frame()
    assert [dict(row) for _, row in frame.iterrows()] == list(run)


def test_a_matrix_has_its_words() -> None:
    matrix = h2.resistance_matrix("PMC3233287")
    frame = matrix.to_frame()
    for a in matrix.alterations:
        for d in matrix.drugs:
            assert frame.loc[a, d] == matrix[a, d]


def test_a_landscape_has_its_totals() -> None:
    land = h2.landscape("PMC3233287")
    frame = land.to_frame()
    for word, n in land.counts.items():
        assert frame.loc[word, "cells"] == n
    assert frame.loc[list(land.counts), "share"].sum() == pytest.approx(1)


def test_a_screen_has_a_row_for_each_cell() -> None:
    found = h2.screen("PMC7464074", max_size=2)
    assert isinstance(found, h2.Screen)
    frame = found.to_frame()
    assert len(frame) == len(found)
    assert frame["word"].value_counts().to_dict() == {w: n for w, n in found.counts.items() if n}
    assert int(frame["certified"].sum()) == found.certified


def test_an_explanation_has_a_row_for_each_arrow() -> None:
    told = h2.explain(h2.simulate(MODEL, knockouts=["PTEN"], drugs=["trastuzumab"]))
    frame = told.to_frame()
    assert set(frame["arrow"]) - {""} == {i.id for i in told.arrows}
    assert set(frame["species"]) == {s.species for chain in told.chains for s in chain}


def test_answers_have_a_row_for_each_claim() -> None:
    answers = evaluate("PMC9640784")
    frame = to_frame(answers)
    assert frame["id"].tolist() == [a.claim.id for a in answers]
    assert frame["outcome"].tolist() == [a.outcome for a in answers]
    assert frame.attrs["note"] == DISCLAIMER


def test_without_pandas_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(
        InputError, match=r"a data frame needs pandas; python -m pip install pandas"
    ):
        h2.simulate("PMC7464074").to_frame()
