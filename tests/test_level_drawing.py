"""Levels in pictures: fill height, numeral, legend and alt text; and cells that grow and die."""

from __future__ import annotations

from pathlib import Path

import pytest

import her2model as h2
from her2model.drawing.overlay import overlay_of
from her2model.errors import InputError
from her2model.model.model import Model
from test_level_models import GRADED, read


@pytest.fixture
def graded(tmp_path: Path) -> Model:
    """The small model of the tests of the file."""
    return read(tmp_path, GRADED)


def test_a_level_shows_as_fill_numeral_legend_and_words(graded: Model) -> None:
    svg = h2.to_svg(graded, result=h2.simulate(graded, drugs=["lapatinib"]))
    assert "level 1 of 2" in svg
    assert "At level 1 of 2: HER2_HER3, AKT, growth" in svg.replace("NRG1, ", "")
    assert "partial: grows less than untreated" in svg
    plain = h2.to_svg(graded, result=h2.simulate(graded, context={"NRG1": 2}))
    assert "level 1" not in plain


def test_a_state_may_be_given_by_levels(graded: Model) -> None:
    overlay = overlay_of(graded, {"AKT": 1, "growth": 2, "HER2_HER3": "level 1 of 2"})
    assert overlay.values == {"AKT": "level 1 of 2", "growth": "on", "HER2_HER3": "level 1 of 2"}
    assert overlay.carries("HER2_HER3 -> AKT", "HER2_HER3", "AKT", "activation") == "partly"
    with pytest.raises(InputError, match="3 is not a value of AKT"):
        overlay_of(graded, {"AKT": 3})


def test_a_raster_writes_levels(graded: Model) -> None:
    axes = h2.trajectory_raster(h2.trajectory(graded, drugs=["lapatinib"]))
    assert {"1", "2"} <= {t.get_text() for t in axes.texts}
    with pytest.raises(InputError, match="use state_transition_graph"):
        h2.state_transitions(graded)


def test_a_tumour_that_grows_and_dies_has_a_mark(tmp_path: Path) -> None:
    text = GRADED.replace("readouts: {growth: growth}", "readouts: {growth: growth, death: HER2}")
    matrix = h2.resistance_matrix(read(tmp_path, text))
    assert matrix.cell("none", "lapatinib").sign == "◐†"
    assert matrix.cell("none", "pertuzumab").sign == "✕"
    assert "◐†" in str(matrix)
    assert "†  grows and dies" in str(matrix)
