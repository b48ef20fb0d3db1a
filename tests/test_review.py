"""The table of proposed arrows in which a curator keeps a verdict on each."""

import csv
from pathlib import Path

import pytest

from her2model.curating.review import read_review, write_review
from her2model.curating.suggestion import suggest
from her2model.errors import FormatError
from her2model.model.figures import Figure


def figure(caption: str) -> Figure:
    return Figure(figid="f__1", pmcid="PMC1", caption=caption)


CAPTION = "EGF activates EGFR. KRAS may activate BRAF. BRAF inhibits TP53."


def edit(path: Path, number: int, **cells: str) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, dialect="excel-tab"))
    names = list(rows[0])
    if number == len(rows):
        rows.append(dict.fromkeys(names, ""))
    rows[number] |= cells
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, names, dialect="excel-tab")
        writer.writeheader()
        writer.writerows(rows)


def test_verdicts_survive_a_second_run(tmp_path: Path) -> None:
    path = tmp_path / "review.tsv"
    found = suggest(figure(CAPTION))
    assert str(write_review(found, path)) == "f__1: 0 accepted, 0 rejected, 3 without a verdict"
    assert "*EGF* *activates* *EGFR*." in path.read_text(encoding="utf-8")
    edit(path, 0, verdict="accept")
    edit(path, 1, verdict="reject", reason="only possible")
    edit(path, 2, verdict="edit", target="p53 protein", reason="as the figure has it")
    edit(
        path, 3, verdict="accept", source="EGFR", sign="activates", target="KRAS", quote="KRAS may"
    )
    read = read_review(path, found)
    again = write_review(found, path)
    assert read.accepted == again.accepted
    assert [(c.arrow, c.status) for c in again.accepted] == [
        ("EGF -> EGFR", "accepted"),
        ("BRAF -| p53 protein", "edited"),
        ("EGFR -> KRAS", "by hand"),
    ]
    assert list(again.rejected.values()) == ["only possible"]
    assert write_review(found, path).accepted == again.accepted


def test_rows_by_hand_are_read_as_the_caption_is(tmp_path: Path) -> None:
    """Names by the table, kinds of things by their form, and how the source acts."""
    path = tmp_path / "review.tsv"
    found = suggest(figure("EGF activates EGFR. Silencing of XYZ1 spares Akt and cell growth."))
    write_review(found, path)
    quote = "Silencing of XYZ1 spares Akt and cell growth"
    hand = {"verdict": "accept", "sign": "inhibits", "source": "XYZ1", "quote": quote}
    edit(path, len(found.candidates), **hand, target="Akt", state="silenced")
    edit(path, len(found.candidates) + 1, **hand, target="cell growth")
    first, second = write_review(found, path).accepted
    assert (first.target_entity, first.target_kind, first.state) == ("AKT", "gene", "silenced")
    assert (second.target_entity, second.target_kind, second.state) == (None, "process", "")
    edit(path, len(found.candidates), state="silent")
    with pytest.raises(FormatError, match="'silent' is not a state"):
        read_review(path, found)


def test_how_a_source_acts_can_be_edited(tmp_path: Path) -> None:
    path = tmp_path / "review.tsv"
    found = suggest(figure("Loss of PTEN activates PI3K."))
    assert found.candidates[0].state == "loss"
    write_review(found, path)
    edit(path, 0, verdict="accept", state="")
    with pytest.raises(FormatError, match="the state was 'loss' and is ''; write 'edit'"):
        read_review(path, found)
    edit(path, 0, verdict="edit", reason="the intact one is meant")
    assert [c.state for c in write_review(found, path).accepted] == [""]
    assert [c.state for c in write_review(found, path).accepted] == [""]


def test_a_verdict_is_kept_when_its_candidate_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "review.tsv"
    found = suggest(figure(CAPTION), names=["TP53"])
    write_review(found, path)
    edit(path, 0, verdict="accept")
    fewer = type(found)(found.figure, found.candidates[1:], ())
    review = write_review(fewer, path)
    assert [c.arrow for c in review.accepted] == ["EGF -> EGFR"]
    assert "no longer proposed" in path.read_text(encoding="utf-8")
    assert len(review.open) == 2


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"verdict": "acept"}, "did you mean 'accept'?"),
        ({"verdict": "reject"}, "without a reason; say why"),
        ({"verdict": "edit", "reason": "x", "sign": "raises"}, "'raises' is not a sign"),
        ({"verdict": "edit", "reason": "x", "source": ""}, "the source is empty"),
        (
            {"verdict": "accept", "source": "NRAS"},
            "the source was 'KRAS' and is 'NRAS'; write 'edit'",
        ),
        ({"figure": "other"}, "a row of the figure 'other'"),
        ({"id": "", "verdict": "accept", "quote": "nowhere"}, "'nowhere' is not in the caption"),
    ],
)
def test_what_is_wrong_with_a_table_is_said_with_its_line(
    tmp_path: Path, cells: dict[str, str], message: str
) -> None:
    path = tmp_path / "review.tsv"
    found = suggest(figure(CAPTION))
    write_review(found, path)
    edit(path, 1, **cells)
    before = path.read_bytes()
    with pytest.raises(FormatError) as error:
        write_review(found, path)
    assert message in str(error.value)
    assert "review.tsv (line 3)" in str(error.value)
    assert path.read_bytes() == before


@pytest.mark.parametrize("text", ["", "a\tb\n1\t2\n", '"verdict\n', "verdict,reason\n"])
def test_what_is_no_table_is_refused_and_kept(tmp_path: Path, text: str) -> None:
    path = tmp_path / "review.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FormatError, match=r"review\.tsv"):
        write_review(suggest(figure(CAPTION)), path)
    assert path.read_text(encoding="utf-8") == text
