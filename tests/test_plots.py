"""The heat map: what it shows, that it repeats, and that colour is never alone."""

from pathlib import Path

import pytest

import her2model as h2


@pytest.fixture(scope="module")
def matrix() -> h2.ResistanceMatrix:
    return h2.resistance_matrix("her2-resistance")


def test_each_cell_bears_the_sign_of_its_verdict(matrix: h2.ResistanceMatrix) -> None:
    ax = h2.heatmap(matrix)
    shown = {
        (round(t.get_position()[0]), round(t.get_position()[1])): t.get_text()
        for t in ax.texts[: len(matrix.cells)]
    }
    for y, (_, cells) in enumerate(matrix.rows()):
        for x, cell in enumerate(cells):
            assert shown[x, y] == cell.look.sign
    assert [t.get_text() for t in ax.get_xticklabels()] == [matrix.label(d) for d in matrix.drugs]
    legend = ax.get_legend()
    assert legend is not None
    assert len(legend.get_texts()) == len({c.look for c in matrix.cells.values()})


@pytest.mark.parametrize("suffix", ["png", "pdf", "svg"])
def test_the_same_matrix_gives_the_same_bytes(
    matrix: h2.ResistanceMatrix, suffix: str, tmp_path: Path
) -> None:
    first, second = tmp_path / f"a.{suffix}", tmp_path / f"b.{suffix}"
    h2.heatmap(matrix, file=first)
    h2.heatmap(matrix, file=second)
    assert first.read_bytes() == second.read_bytes()


def test_the_picture_is_described_in_words(matrix: h2.ResistanceMatrix, tmp_path: Path) -> None:
    file = tmp_path / "m.svg"
    h2.heatmap(matrix, file=file)
    text = file.read_text(encoding="utf-8")
    assert "p95HER2: trastuzumab resistant" in text
    assert "not for clinical use" in text


def test_it_draws_in_given_axes(matrix: h2.ResistanceMatrix) -> None:
    from matplotlib.figure import Figure

    ax = Figure().add_subplot()
    assert h2.heatmap(matrix, ax=ax, title="") is ax
    assert ax.get_title() == ""


def test_cells_that_hang_on_a_rule_bear_a_corner(tmp_path: Path) -> None:
    from matplotlib.patches import Polygon, Rectangle

    drugs, alterations = ["trastuzumab", "lapatinib"], ["PTEN loss", "p95HER2"]
    found = h2.robustness_matrix("her2-resistance", drugs=drugs, alterations=alterations)
    file = tmp_path / "m.svg"
    ax = h2.heatmap(found.verdicts, robust=found, file=file)
    corners = [p for p in ax.patches if type(p) is Polygon]
    cells = [p for p in ax.patches if isinstance(p, Rectangle)]
    assert (len(cells), len(corners)) == (6, 3)
    rows, columns = found.verdicts.alterations, found.verdicts.drugs
    places = {
        (rows[round(p.get_xy()[1][1] + 0.46)], columns[round(p.get_xy()[1][0] - 0.47)])
        for p in corners
    }
    assert places == {k for k, r in found.items() if r.label == "depends"}
    text = file.read_text(encoding="utf-8")
    assert "depends on a rule: 3 of 6 cells" in text
    assert "none under trastuzumab" in text
    assert "All else: forced by the arrows." in text
    plain = h2.heatmap(found.verdicts)
    assert not [p for p in plain.patches if type(p) is Polygon]
