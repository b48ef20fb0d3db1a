"""The geometry of a cohort's picture: bars on top and beside, groups of rows, text that fits."""

from itertools import combinations, pairwise
from pathlib import Path

import pytest
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from her2model import load
from her2model.tumours.columns import WORKS
from her2model.tumours.oncoprint import Oncoprint, oncoprint
from her2model.tumours.reading import read_tumours
from her2model.tumours.row_groups import GAP, grouped, place_of

HER2 = load("her2-resistance")
TABLE = (
    "sample,HER2 status,PIK3CA,PTEN,ERBB2,AKT1\n"
    "T01,3+,,,,\nT02,3+,H1047R,,,\nT03,3+,K111N,,,\nT04,3+,,R130*,,\nT05,3+,K111N,,V777L,\n"
    "T06,3+,H1047R,R130*,,E17K\nT07,3+,,,L755S,\nT08,3+,K111N,R130*,K753R,\nT09,0,,,,\n"
)
REGIMENS = ("trastuzumab", "TDM1", "trastuzumab + palbociclib")


@pytest.fixture(scope="module", params=["one", "few", "many"])
def drawn(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Oncoprint:
    if request.param == "one":
        return oncoprint(read_tumours(HER2, "HER2 3+, PTEN null").verdicts(["TDM1"]))
    head, *rows = TABLE.splitlines()
    times = 1 if request.param == "few" else 8
    text = "\n".join((head, *(f"S{k}{row}" for k in range(times) for row in rows)))
    file = tmp_path_factory.mktemp("cohort") / "x.csv"
    Path(file).write_text(text + "\n", encoding="utf-8")
    return oncoprint(read_tumours(HER2, file).verdicts(REGIMENS))


def boxes(drawn: Oncoprint) -> list[tuple[str, Bbox]]:
    figure = drawn.figure
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    figure.draw(renderer)
    words = [t for t in figure.findobj(Text) if isinstance(t, Text) and t.get_text().strip()]
    shown = [t for t in words if t.get_visible() and t.axes in (None, drawn.axes)]
    shown = [t for t in shown if t not in _ticks(drawn)]
    return [(t.get_text(), t.get_window_extent(renderer)) for t in shown]


def _ticks(drawn: Oncoprint) -> list[Text]:
    ax = drawn.axes
    return [t for axis in (ax.xaxis, ax.yaxis) for t in axis.findobj(Text) if isinstance(t, Text)]


def test_text_is_inside_apart_and_large_enough(drawn: Oncoprint) -> None:
    page, found = drawn.figure.bbox, boxes(drawn)
    for text, box in found:
        assert page.x0 <= box.x0, text
        assert box.x1 <= page.x1, text
        assert page.y0 <= box.y0, text
        assert box.y1 <= page.y1, text
    for (text, a), (other, b) in combinations(found, 2):
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert wide <= 0.5 or high <= 0.5, (text, other)
    assert min(float(t.get_fontsize()) for t in drawn.axes.texts) >= 6


def test_no_two_blocks_overlap_and_all_are_inside(drawn: Oncoprint) -> None:
    blocks = [p for p in drawn.axes.patches if isinstance(p, Rectangle)]
    (left, right), (low, high) = drawn.axes.get_xlim(), drawn.axes.get_ylim()
    spans = [(*p.get_xy(), p.get_width(), p.get_height()) for p in blocks]
    for x, y, wide, tall in spans:
        assert left <= x
        assert x + wide <= right
        assert high <= y
        assert y + tall <= low
    for (x, y, w, h), (x1, y1, w1, h1) in combinations(spans, 2):
        assert min(x + w, x1 + w1) - max(x, x1) < 1e-9 or min(y + h, y1 + h1) - max(y, y1) < 1e-9


def test_bars_on_top_count_what_a_column_carries(drawn: Oncoprint) -> None:
    above = [p for p in drawn.axes.patches if isinstance(p, Rectangle) and p.get_y() < -0.25]
    assert len(above) == sum(len(c.carried) + len(c.uncertain) for c in drawn.columns)
    hatched = [p for p in above if p.get_hatch()]
    assert len(hatched) == sum(len(c.uncertain) for c in drawn.columns)


def test_shares_of_verdicts_fill_the_bar_and_agree_with_the_count(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(TABLE, encoding="utf-8")
    verdicts = read_tumours(HER2, tmp_path / "x.csv").verdicts(REGIMENS)
    drawn = oncoprint(verdicts)
    bars = [p for p in drawn.axes.patches if isinstance(p, Rectangle) and p.get_height() == 0.64]
    heights = sorted({p.get_y() for p in bars})[-len(REGIMENS) :]
    per = {y: [p for p in bars if p.get_y() == y] for y in heights}
    assert len({round(sum(p.get_width() for p in row), 6) for row in per.values()}) == 1
    for (_, row), regimen in zip(sorted(per.items()), verdicts.regimens, strict=True):
        least, most = verdicts.responding(regimen)
        unit = sum(p.get_width() for p in row) / len(verdicts.cohort)
        unsure = sum(p.get_width() for p in row if p.get_hatch())
        assert round(unsure / unit) == most - least
    sure = [sum(set(k) <= WORKS for k in c.looks) for c in drawn.columns]
    assert sure == sorted(sure, reverse=True)


def test_rows_are_grouped_by_where_they_act() -> None:
    rows = ("MUC4 overexpression", "HER2 mutation", "PTEN loss", "RB1 loss", "MEK=1", "nothing=1")
    found = {row: place_of(HER2, row) for row in rows}
    assert list(found.values()) == [0, 0, 1, 2, 1, 3]
    groups = grouped(HER2, sorted(rows, key=lambda row: found[row]))
    assert [name for name, _ in groups] == ["membrane", "cytosol", "nucleus", "elsewhere"]
    for (_, above), (_, below) in pairwise(groups):
        assert below[0][0] - above[-1][0] == pytest.approx(1 + GAP)
