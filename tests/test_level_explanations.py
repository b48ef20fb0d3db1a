"""Explanations and claims of models with levels."""

from __future__ import annotations

from pathlib import Path

import pytest

import her2model as h2
from her2model.engine.simulation import settle
from her2model.model.model import Model
from test_level_models import GRADED, read
from test_level_scenarios import cases


@pytest.fixture
def graded(tmp_path: Path) -> Model:
    """The small model of the tests of the file."""
    return read(tmp_path, GRADED)


def lines(text: str) -> list[str]:
    """The numbered sentences."""
    return [line for line in text.splitlines() if line[:1].isdigit()]


def test_a_level_is_explained_by_what_it_needs_and_what_the_next_lacks(graded: Model) -> None:
    result = h2.simulate(graded, drugs=["lapatinib"])
    told = str(h2.explain(result))
    assert told.startswith("growth is level 1 of 2")
    assert lines(told)[3:] == [
        "4. HER2_HER3 is at 1, because HER2 is on and NRG1 is at 1 (some) and lapatinib is on "
        "(besides: pertuzumab off)",
        "5. AKT is at 1, because HER2_HER3 is at 1",
        "6. growth is at 1, because AKT is at 1",
    ]


def test_a_floor_and_a_cap_are_named(graded: Model) -> None:
    floor = h2.simulate(graded, alterations=["AKT floor"], drugs=["pertuzumab"])
    assert "AKT is at 1: alteration: AKT floor" in str(h2.explain(floor))
    cap = h2.simulate(graded, alterations=["AKT cap"])
    assert "AKT is at 1: alteration: AKT cap\n   HER2_HER3 -> AKT" in str(h2.explain(cap))
    gain = h2.simulate(graded, gains={"AKT": 1}, drugs=["pertuzumab"])
    assert lines(str(h2.explain(gain)))[0] == "1. AKT is at 1: forced on"


def test_two_simulations_differ_in_levels(graded: Model) -> None:
    before, after = h2.simulate(graded), h2.simulate(graded, drugs=["lapatinib"])
    told = str(h2.explain(after, against=before))
    assert "growth is level 1 of 2" in told
    assert "and not on as in" in told
    assert lines(told)[-1] == "4. growth is at 1, because AKT is at 1"


def test_every_settled_value_is_explained_by_what_holds_it() -> None:
    for seed in range(25):
        model, scenarios = cases(seed, 3)
        for scenario in scenarios:
            result = settle(model, scenario)
            for species in model.rules:
                assert h2.explain(result, species).chains


def test_what_moves_between_levels_holds_what_needs_its_lowest(tmp_path: Path) -> None:
    model = read(
        tmp_path,
        """
        format: her2model/1
        name: moving
        species:
          X: {kind: protein, levels: 3}
          Y: {kind: phenotype}
        interactions: {Y -> X: [], X -? X: [], X -> Y: []}
        rules:
          X: {1: Y, 2: Y, 3: Y and X < 3}
          Y: X >= 2
        readouts: {growth: Y}
        """,
    )
    result = h2.simulate(model, start={"X": 2, "Y": 1})
    assert result.level("X") == (2, 3)
    assert lines(str(h2.explain(result, "Y"))) == [
        "1. X does not settle, because Y is on (feedback)",
        "2. Y is on, because X moves (feedback)",
    ]
