"""Pictures that tell a reason: chain, arrows, what is folded away, and that all is legible."""

from __future__ import annotations

import warnings
from dataclasses import replace
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import pyboolnet
import pytest

from her2model import draw, explain, simulate
from her2model.answers.reason import Reason, reason
from her2model.drawing.diagram import FITTING, picture
from her2model.drawing.reason_layout import Fold
from her2model.drawing.reason_page import _fold, _report
from her2model.drawing.report import SHEETS
from her2model.drawing.scene import Picture, Shape, Words
from her2model.drawing.styles import SIGNALS, STYLES
from her2model.drawing.text_metrics import text_width
from her2model.engine.simulation import Simulation
from her2model.errors import InputError, LimitError
from her2model.library import load

CONSENSUS = "her2-resistance"
GROWTH = "Proliferation"
CASES: dict[str, tuple[list[str], list[str]]] = {
    "PTEN": (["PTEN loss"], ["trastuzumab"]),
    "p95": (["p95HER2"], ["trastuzumab"]),
    "stopped": (["PTEN loss"], ["trastuzumab", "capivasertib"]),
    "untreated": ([], []),
}
LEAST = {"slide": 10.0, "double": 6.0, "single": 6.0, "poster": 10.0}
DRAWN = [
    ("PTEN", "slide"),
    ("PTEN", "double"),
    ("p95", "slide"),
    ("stopped", "slide"),
    ("stopped", "double"),
    ("stopped", "poster"),
    ("untreated", "slide"),
]


@cache
def result(case: str) -> Simulation:
    alterations, drugs = CASES[case]
    return simulate(CONSENSUS, alterations=alterations, drugs=drugs)


@cache
def why(case: str) -> Reason:
    return reason(result(case), GROWTH)


@cache
def made(case: str, size: str) -> Picture:
    return picture(result(case).model, result(case), size=size, why=GROWTH)


@cache
def fold(case: str, size: str) -> Fold:
    told = why(case)
    found = _fold(told, SHEETS[size].room(_report(told, STYLES["textbook"])))
    assert found is not None
    return found


def words(drawn: Picture) -> list[Words]:
    return [i for i in drawn.items if isinstance(i, Words)]


def said(drawn: Picture, group: str) -> str:
    return " ".join(w.text for w in words(drawn) if w.group == group)


def test_the_reason_of_a_lost_pten_is_told() -> None:
    told = why("PTEN")
    assert [s.species for s in told.steps][:4] == ["NF1", "PTEN", "MAPK_driver", "PIP3"]
    assert told.explanation.decisive is not None
    assert told.explanation.decisive.id == "PTEN -| PIP3"
    assert told.blocked == ("HER2_HER2", "HER2_HER3_free")
    arrows = told.model.interactions
    assert told.part(arrows["PTEN -| PIP3"]) == "step"
    assert told.part(arrows["trastuzumab_HER2 -| HER2_HER2"]) == "drug"
    assert told.part(arrows["HER2_HER2 -> GRB2"]) == "silent"
    assert told.part(arrows["CDK2 -| RB"]) == "step"
    assert told.part(arrows["NF1 -| RAS"]) == "acts"
    drawn = made("PTEN", "double")
    assert said(drawn, "title").startswith("PTEN loss lets this tumour grow under trastuzumab")
    assert "decisive arrow" in said(drawn, "caption")
    assert "loss of PTEN" in said(drawn, "caption")
    assert said(drawn, "verdict") == "▲ resistant: grows"
    assert "PTEN is off" in drawn.alt


def test_four_kinds_of_arrow_differ_by_more_than_colour() -> None:
    drawn = made("PTEN", "double")

    def line(name: str) -> Shape:
        return next(i for i in drawn.items if i.group == f"edge-{name}" and isinstance(i, Shape))

    acts, released = line("AKT-TSC"), line("TSC-RHEB")
    needless, silent = line("NF1-RAS"), line("HER2_HER2-GRB2")
    halos = {i.group for i in drawn.items if i.group.startswith("halo-")}
    assert {"halo-edge-AKT-TSC", "halo-edge-TSC-RHEB"} <= halos
    assert not {"halo-edge-NF1-RAS", "halo-edge-HER2_HER2-GRB2"} & halos
    assert released.dash
    assert not acts.dash
    assert acts.width > needless.width > silent.width
    assert "cross-HER2_HER2-GRB2" in {i.group for i in drawn.items}


@pytest.mark.parametrize("size", ["slide", "double"])
def test_the_key_explains_crosses_where_there_are_any(size: str) -> None:
    drawn = made("PTEN", size)
    crosses = any(i.group.startswith("cross-") for i in drawn.items)
    assert crosses == ("the block silences" in " ".join(w.text for w in words(drawn)))


def test_a_slide_crosses_out_every_way_that_the_drug_silences() -> None:
    told, crosses = why("PTEN"), {i.group for i in made("PTEN", "slide").items}
    arrows = [a for a in told.model.interactions.values() if a.source in told.blocked]
    assert arrows
    assert {f"cross-{a.source}-{a.target}" for a in arrows} <= crosses


def test_what_is_not_drawn_is_counted() -> None:
    told, shown = why("PTEN"), fold("PTEN", "double").shown
    hidden = set(told.model.species) - set(shown)
    told_away = said(made("PTEN", "double"), "legend").split("Folded away")[1]
    assert sum(int(w) for w in told_away.split() if w.isdigit()) == len(hidden)
    assert set(told.core) <= set(shown)


@pytest.mark.parametrize(("case", "size"), DRAWN)
def test_text_is_large_enough_apart_and_inside(case: str, size: str) -> None:
    drawn = made(case, size)
    sheet = SHEETS[size]
    if not sheet.grows:
        assert drawn.width == pytest.approx(sheet.width * sheet.scale)
        assert drawn.height <= (540.001 if size == "slide" else 170 * 72 / 25.4 * 1.35)
    every = [(w, _extent(w)) for w in words(drawn)]
    assert min(w.size for w, _ in every) >= LEAST[size]
    for w, (x0, y0, x1, y1) in every:
        assert x0 >= 0, w.text
        assert y0 >= 0, w.text
        assert x1 <= drawn.width, w.text
        assert y1 <= drawn.height, w.text
    for (v, a), (w, b) in combinations(every, 2):
        apart = max(max(a[0], b[0]) - min(a[2], b[2]), max(a[1], b[1]) - min(a[3], b[3]))
        assert apart >= -0.6, (v.text, w.text)


def test_a_chain_without_room_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SHEETS, "single", replace(SHEETS["single"], height=420.0))
    many = len(why("PTEN").steps)
    with pytest.raises(LimitError, match=f"the {many} steps .* ask for size='poster'"):
        picture(result("PTEN").model, result("PTEN"), size="single", why=GROWTH)


def _extent(w: Words) -> tuple[float, float, float, float]:
    long, tall = text_width(w.text, w.size, bold=w.bold) * 0.94, w.size * 0.9
    if w.upright:
        return w.x - tall / 2, w.y - long / 2, w.x + tall / 2, w.y + long / 2
    left = {"start": w.x, "middle": w.x - long / 2, "end": w.x - long}[w.anchor]
    return left, w.y - tall / 2, left + long, w.y + tall / 2


@pytest.mark.parametrize(("case", "size"), DRAWN)
def test_each_arrow_between_boxes_is_drawn_once_and_none_runs_under_a_box(
    case: str, size: str
) -> None:
    told, laid = why(case), fold(case, size).layout
    ids = [w.interaction for w in laid.wires]
    assert len(set(ids)) == len(ids)
    inside = {s: g.species for g in laid.glyphs for s in g.folded or (g.species,)}
    for arrow in told.arrows:
        i = told.model.interactions[arrow]
        assert arrow in ids or inside[i.source] == inside[i.target]
    for a, b in combinations(laid.glyphs, 2):
        apart_x = max(a.left, b.left) - min(a.right, b.right)
        apart_y = max(a.top, b.top) - min(a.bottom, b.bottom)
        assert max(apart_x, apart_y) >= 12, (a.species, b.species)
    for w in laid.wires:
        for g in laid.glyphs:
            for p, q in pairwise(w.points):
                x0, x1 = sorted((p.x, q.x))
                y0, y1 = sorted((p.y, q.y))
                under = x1 > g.left and x0 < g.right and y1 > g.top and y0 < g.bottom
                assert not under, (w.interaction, g.species)


def test_the_curated_order_is_kept() -> None:
    from her2model.drawing.curated_layout import curated_layout

    slots = curated_layout(CONSENSUS).slots
    laid = fold("PTEN", "double").layout
    rows: dict[float, list[tuple[float, str]]] = {}
    for g in laid.glyphs:
        rows.setdefault(g.y, []).append((g.x, g.species))
    for row in rows.values():
        columns = [slots[s].column for _, s in sorted(row)]
        assert columns == sorted(columns)


def test_a_network_that_nobody_laid_out_has_a_reason_too(tmp_path: Path) -> None:
    path = Path(pyboolnet.__file__).parent / "repository" / "grieco_mapk" / "grieco_mapk.bnet"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = load(path)
    state = simulate(model, context={"EGFR_stimulus": 1}, knockouts=["p53"])
    draw(model, state, tmp_path / "why.svg", why=GROWTH)
    drawn = picture(model, state, size=FITTING, why=GROWTH)
    title = said(drawn, "title")
    assert title.startswith("Proliferation comes and goes: loss of p53")
    assert "tumour" not in title
    assert "HER2" not in " ".join(w.text for w in words(drawn))


def test_a_plain_state_has_no_reason() -> None:
    with pytest.raises(InputError, match="a plain state has no reason"):
        picture(load(CONSENSUS), {"AKT": 1}, why=GROWTH)


def test_the_short_explanation_has_three_lines() -> None:
    text = explain(result("PTEN")).short()
    assert text.count("\n") == 2
    assert "Decisive: PTEN -| PIP3" in text
    assert "refines PTEN -| PI3K: «" in text


def test_colours_of_one_ink_are_grey() -> None:
    colours = [c for c in vars_of(SIGNALS["mono"]) if c.startswith("#")]
    assert all(c[1:3] == c[3:5] == c[5:7] for c in colours if c != "#F3F4F6")


def vars_of(signals: object) -> list[str]:
    return [str(getattr(signals, name)) for name in signals.__slots__]  # type: ignore[attr-defined]
