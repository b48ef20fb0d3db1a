"""The matrix as a chart: what it shows, that it repeats, and that colour is never alone."""

from itertools import combinations
from pathlib import Path

import pytest

import her2model as h2
from her2model.answers.escapes import NONE_ON, Escapes
from her2model.drawing import canvas
from her2model.drawing.matrix_chart import matrix_picture
from her2model.drawing.scene import Picture, Shape, Words
from her2model.drawing.text_metrics import text_width
from her2model.errors import LimitError, UnknownName
from her2model.verdicts import INERT, RESISTANT


@pytest.fixture(scope="module")
def matrix() -> h2.ResistanceMatrix:
    return h2.resistance_matrix("her2-resistance")


@pytest.fixture(scope="module")
def picture(matrix: h2.ResistanceMatrix) -> Picture:
    return matrix_picture(matrix, "A title")


def marks(picture: Picture, alteration: str, drug: str) -> list[str]:
    group = f"cell-{alteration}-{drug}"
    return [i.text for i in picture.items if isinstance(i, Words) and i.group == group]


def test_each_cell_bears_the_sign_of_its_verdict_or_the_arms_that_stay_on(
    matrix: h2.ResistanceMatrix, picture: Picture
) -> None:
    escapes = Escapes(matrix)
    assert dict(escapes.arms) == {"PI3K": "P", "AKT": "A", "ERK": "E", "mTORC1": "M"}
    for (alteration, drug), cell in matrix.cells.items():
        shown = marks(picture, alteration, drug)
        if cell.word == INERT:
            assert shown == []
        elif cell.word == RESISTANT:
            on = [letter for arm, letter in escapes.arms.items() if cell.simulation[arm] != "off"]
            arms = cell.look.sign if len(on) == len(escapes.arms) else "+".join(on) or NONE_ON
            assert shown in ([arms], []), (alteration, drug)
        else:
            assert shown == [cell.look.sign]


def test_what_escapes_is_told_by_row_and_what_is_inert_by_column(
    matrix: h2.ResistanceMatrix,
) -> None:
    escapes = Escapes(matrix)
    assert escapes.row_kind("PTEN loss") == ("AKT", "mTORC1")
    assert escapes.row_kind("p95HER2") == ("PI3K", "AKT", "ERK", "mTORC1")
    assert escapes.row_kind("cyclin E/CDK2") == ()
    assert len(escapes.working) == 17
    assert escapes.reason("trametinib") == "PI3K and AKT and mTORC1 stay on"
    assert escapes.reason("capmatinib") == "no target here"
    assert escapes.hits(matrix.cells["none", "alpelisib"])
    assert not escapes.hits(matrix.cells["none", "fulvestrant"])


def test_margins_count_what_the_cells_say(matrix: h2.ResistanceMatrix, picture: Picture) -> None:
    escapes = Escapes(matrix)
    assert [escapes.responding(a) for a in ("none", "p95HER2", "PTEN loss")] == [11, 8, 2]
    corners = {i.group for i in picture.items if i.group.startswith("corner-cell")}
    assert corners == {f"corner-cell-{a}-{d}" for a, d in escapes.claims}
    for (alteration, drug), count in escapes.claims.items():
        assert count == sum(
            {*c.drugs} == {drug}
            and {*c.alterations} == {alteration} - {"none"}
            and not (c.knockouts or c.gains or c.context)
            and c.onset == "de novo"
            for c in matrix.model.claims
        )


def test_no_text_leaves_the_picture_or_crosses_other_text(picture: Picture) -> None:
    flat = [i for i in picture.items if isinstance(i, Words) and not i.turn and not i.upright]
    for w in flat:
        long = text_width(w.text, w.size, bold=w.bold) * 0.94
        left = {"start": w.x, "middle": w.x - long / 2, "end": w.x - long}[w.anchor]
        assert left >= 0, w.text
        assert left + long <= picture.width, w.text
        assert w.y <= picture.height


@pytest.fixture(scope="module")
def column(matrix: h2.ResistanceMatrix) -> Picture:
    return matrix_picture(matrix, "A title", size="double")


def test_the_whole_matrix_stands_in_a_journals_column_at_6_points(column: Picture) -> None:
    assert column.width == pytest.approx(183 * 72 / 25.4)
    assert column.height < 247 * 72 / 25.4
    every = [(w, _extent(w)) for w in column.items if isinstance(w, Words) and not w.turn]
    assert min(i.size for i in column.items if isinstance(i, Words)) >= 6
    for w, (x0, y0, x1, y1) in every:
        assert 0 <= x0 < x1 <= column.width, w.text
        assert 0 <= y0 < y1 <= column.height, w.text
    for (v, a), (w, b) in combinations(every, 2):
        apart = max(max(a[0], b[0]) - min(a[2], b[2]), max(a[1], b[1]) - min(a[3], b[3]))
        assert apart >= -0.3, (v.text, w.text)


def test_signs_stand_inside_their_cells_in_a_column(
    matrix: h2.ResistanceMatrix, column: Picture
) -> None:
    written = 0
    boxes = {i.group: i for i in reversed(column.items) if isinstance(i, Shape)}
    for w in column.items:
        if isinstance(w, Words) and w.group.startswith("cell-"):
            ends = [v for _, at in boxes[w.group].path for v in at[::2]]
            long = text_width(w.text, w.size, bold=True) * 0.94
            x0, x1 = w.x - long / 2, w.x + long / 2
            rim = boxes[w.group].width / 2 if boxes[w.group].line else 0.0
            assert min(ends) - rim <= x0 < x1 <= max(ends) + rim, w.text
            assert "+" not in w.text
            written += 1
    assert written > 17 * len(matrix.alterations)


def _extent(w: Words) -> tuple[float, float, float, float]:
    long = text_width(w.text, w.size, bold=w.bold)
    ahead = {"start": 0.0, "middle": long / 2, "end": long}[w.anchor]
    if w.upright:
        return w.x - w.size / 2, w.y + ahead - long, w.x + w.size / 2, w.y + ahead
    return w.x - ahead, w.y - w.size / 2, w.x - ahead + long, w.y + w.size / 2


def test_a_size_has_room_or_says_what_the_matrix_needs(
    matrix: h2.ResistanceMatrix, picture: Picture
) -> None:
    with pytest.raises(LimitError, match=r"89 × 247 mm, .* 6 points this matrix needs 1\d\d × "):
        matrix_picture(matrix, size="single")
    with pytest.raises(UnknownName, match="'tiny' is not a size"):
        matrix_picture(matrix, size="tiny")
    assert matrix_picture(matrix, "A title", size="poster") == picture
    few = h2.resistance_matrix("her2-resistance", drugs=["trastuzumab", "lapatinib", "alpelisib"])
    small = matrix_picture(few, size="single")
    assert small.width <= 89 * 72 / 25.4 + 1e-6
    assert min(i.size for i in small.items if isinstance(i, Words)) >= 6


@pytest.mark.parametrize("suffix", ["png", "pdf", "svg"])
def test_the_same_matrix_gives_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    small = h2.resistance_matrix("PMC7464074")
    first, second = tmp_path / f"a.{suffix}", tmp_path / f"b.{suffix}"
    h2.heatmap(small, file=first)
    h2.heatmap(small, file=second)
    assert first.read_bytes() == second.read_bytes()


def test_the_fonts_of_a_machine_do_not_change_a_vector_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = h2.resistance_matrix("PMC7464074")
    written = []
    for there in (("DejaVu Sans",), ("STIXGeneral", "DejaVu Sans")):
        monkeypatch.setattr(canvas, "fonts", lambda there=there: there)
        h2.heatmap(small, file=tmp_path / "x.svg")
        written.append((tmp_path / "x.svg").read_bytes())
    assert written[0] == written[1]


def test_the_picture_is_described_in_words(picture: Picture) -> None:
    assert "p95HER2: trastuzumab resistant" in picture.alt
    assert "not for clinical use" in picture.alt


def test_it_draws_in_given_axes() -> None:
    from matplotlib.figure import Figure

    ax = Figure().add_subplot()
    assert h2.heatmap(h2.resistance_matrix("PMC7464074"), ax=ax, title="") is ax
    assert "A title" not in {t.get_text() for t in ax.texts}


def test_cells_that_hang_on_a_rule_bear_a_corner() -> None:
    drugs, alterations = ["trastuzumab", "lapatinib"], ["PTEN loss", "p95HER2"]
    found = h2.robustness_matrix("her2-resistance", drugs=drugs, alterations=alterations)
    drawn = matrix_picture(found.verdicts, "", found)
    corners = {
        i.group for i in drawn.items if isinstance(i, Shape) and i.group.startswith("corner-cell")
    }
    hung = {key for key, r in found.items() if r.label != "forced"}
    assert corners == {f"corner-cell-{a}-{d}" for a, d in hung}
    said = " ".join(i.text for i in drawn.items if isinstance(i, Words))
    assert f"depends on a rule: {len(hung)} of 6 cells" in said
    assert "All else: forced by the arrows." in drawn.alt
