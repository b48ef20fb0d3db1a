"""Charts of sets, samples and runs: each says what its data say."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from matplotlib.colors import to_hex

import her2model as h2
from her2model import state_transitions, trajectory
from her2model.drawing.dynamics_plots import trajectory_raster
from her2model.drawing.sampled_plots import basin_picture, course_picture
from her2model.drawing.scene import Picture, Shape, Words
from her2model.drawing.set_chart import MOST_COLUMNS, bypass_lattice, set_picture
from her2model.drawing.styles import STYLES
from her2model.drawing.text_metrics import text_width
from her2model.errors import InputError, LimitError
from her2model.model.model import Model
from her2model.model.parts import FrozenMap, Interaction, RuleEntry, Species

CONSENSUS = "her2-resistance"
SETS = [{"PTEN loss"}, {"p95HER2"}, {"MET", "EGFR"}, {"MET", "IGF1R"}, {"MET", "EGFR"}]


def inside(picture: Picture) -> None:
    for w in (i for i in picture.items if isinstance(i, Words) and not i.upright):
        long = text_width(w.text, w.size, bold=w.bold) * 0.94
        left = {"start": w.x, "middle": w.x - long / 2, "end": w.x - long}[w.anchor]
        assert left >= -1, w.text
        assert left + long <= picture.width + 1, w.text
        assert 0 <= w.y <= picture.height, w.text


def drawn(picture: Picture, group: str) -> list[Shape]:
    return [i for i in picture.items if isinstance(i, Shape) and i.group == group]


def test_a_dot_for_each_member_and_a_line_for_each_larger_set(tmp_path: Path) -> None:
    picture = set_picture(SETS, "Smallest sets that defeat trastuzumab")
    assert len(drawn(picture, "member")) == 6
    assert len(drawn(picture, "link")) == 2
    names = [i.text for i in picture.items if isinstance(i, Words) and i.group == "name"]
    assert names[0] == "MET"
    assert set(names) == {n for s in SETS for n in s}
    inside(picture)
    h2.set_chart(SETS, file=tmp_path / "sets.svg")
    assert "<svg" in (tmp_path / "sets.svg").read_text(encoding="utf-8")


def test_no_sets_and_too_many() -> None:
    inside(set_picture([]))
    with pytest.raises(LimitError, match="give the smallest"):
        set_picture([{str(k)} for k in range(MOST_COLUMNS + 1)])


def test_a_time_course_begins_and_ends_where_the_simulation_does() -> None:
    result = h2.simulate("her2-resistance", drugs=["lapatinib"])
    course = h2.time_course(result, ["AKT", "Proliferation", "BIM"], runs=256, time=40)
    for s, shares in course.shares.items():
        assert shares[0].mean == (result.untreated[s] == "on")
        assert shares[-1].mean == pytest.approx(float(result[s] == "on"), abs=0.02)
    again = h2.time_course(result, ["AKT", "Proliferation", "BIM"], runs=256, time=40)
    assert again.shares == course.shares
    picture = course_picture(course)
    assert len(drawn(picture, "band")) == len(drawn(picture, "course")) == 3
    inside(picture)


def test_basins_are_the_shares_of_the_sample() -> None:
    result = h2.simulate("Sahin2009", knockouts=["EGF"], start="any")
    found = h2.sample(result, runs=256)
    picture = basin_picture(found)
    assert len(drawn(picture, "basin")) == len(found.reached)
    assert f"{100 * max(s.mean for s in found.reached):.1f} ±" in " ".join(
        i.text for i in picture.items if isinstance(i, Words)
    )
    inside(picture)


def test_a_run_says_its_case_and_how_it_ends() -> None:
    model = h2.load("her2-resistance")
    run = h2.trajectory(model, drugs=["lapatinib"])
    texts = [t.get_text() for t in h2.trajectory_raster(run, model=model).texts]
    assert "proliferation" in texts
    assert any(t.startswith("lapatinib") and "proliferation off" in t for t in texts)


def test_an_animated_run_ends_in_its_last_state_and_stands_still_when_asked(
    tmp_path: Path,
) -> None:
    model = h2.load("PMC7464074")
    run = h2.trajectory(model, drugs=["trastuzumab"])
    text = h2.animated_svg(model, run, tmp_path / "run.svg")
    ET.fromstring(text)
    drugs = set(model.drugs)
    moving = [s for s in run.network.index if s not in drugs and len(set(run.of(s))) > 1]
    assert text.count("@keyframes on-") == len(moving)
    for s in moving:
        assert f"@keyframes on-{s}{{" in text
    assert "prefers-reduced-motion" in text
    assert f"step {len(run) - 1} of {len(run) - 1}" in text
    assert "<script" not in text
    with pytest.raises(InputError, match="seconds"):
        h2.animated_svg(model, run, seconds=0)


# -- runs and transitions --------------------------------------------------------------------------


def test_the_trajectory_is_plotted_cell_by_cell(tmp_path: Path) -> None:
    run = trajectory(CONSENSUS, drugs=["lapatinib"])
    file = tmp_path / "run.svg"
    ax = trajectory_raster(run, file=file)
    filled = [
        p for p in ax.patches if to_hex(p.get_facecolor()) == STYLES["textbook"].on.fill.lower()
    ]
    changing = {s for step in run.changes() for s in step}
    tops = {s: len(run.network.bits[s]) for s in changing}
    assert len(filled) == sum(value > 0 for s in changing for value in run.of(s))
    full = max(p.get_path().get_extents().height for p in filled)
    heights = sorted(round(p.get_path().get_extents().height / full, 3) for p in filled)
    levels = sorted(round(v / tops[s], 3) for s in changing for v in run.of(s) if v)
    assert heights == pytest.approx(levels, abs=0.01)
    assert f"settled at step {len(run) - 1}" in " ".join(t.get_text() for t in ax.texts)
    with pytest.raises(InputError, match="'nothing' is not in the run"):
        trajectory_raster(run, species=["nothing"])


def loop() -> Model:
    names = ("HER3", "AKT", "FOXO3")
    arrows = [
        Interaction(source="HER3", target="AKT", sign="activation"),
        Interaction(source="AKT", target="FOXO3", sign="inhibition"),
        Interaction(source="FOXO3", target="HER3", sign="activation"),
    ]
    return Model(
        name="loop",
        species=FrozenMap({n: Species(id=n, kind="protein") for n in names}),
        interactions=FrozenMap({a.id: a for a in arrows}),
        rules=FrozenMap({"FOXO3": RuleEntry(rule="not AKT")}),
    )


def ring(length: int) -> Model:
    names = [f"S{k}" for k in range(length)]
    arrows = [
        Interaction(source=a, target=b, sign="activation")
        for a, b in zip(names, [*names[1:], names[0]], strict=True)
    ]
    return Model(
        name="ring",
        species=FrozenMap({n: Species(id=n, kind="protein") for n in names}),
        interactions=FrozenMap({a.id: a for a in arrows}),
    )


def test_transitions_are_drawn_synchronous_beside_asynchronous() -> None:
    said = [t.get_text() for t in state_transitions(loop()).texts]
    assert "Synchronous: 8 states in attractors" in said
    assert "Asynchronous: 6 states in attractors" in said
    assert sorted(t for t in said if t.strip("01") == "") == sorted(
        2 * [f"{k:03b}" for k in range(8)]
    )
    with pytest.raises(LimitError, match="7 species can change"):
        state_transitions(ring(7))
    with pytest.raises(InputError, match="use state_transition_graph"):
        state_transitions(CONSENSUS)


def test_the_lattice_draws_each_set_once_and_covers_only() -> None:
    sets = [{"A"}, {"B"}, {"A", "B"}, {"A", "B", "C"}, {"A"}]
    ax = bypass_lattice(sets)
    lines = [p for p in ax.patches if len(p.get_path()) == 2]
    assert len(lines) == 3  # A and B below AB, AB below ABC; not A below ABC
    assert [t.get_text() for t in ax.texts].count("A") == 3
    with pytest.raises(LimitError, match="at most 60"):
        bypass_lattice([{str(k)} for k in range(61)])
    bypass_lattice([])
