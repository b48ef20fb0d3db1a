"""Drafts: they load, quote their figure, mark what a person decides, and overwrite nothing."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from her2model.curating.caption_reader import read_caption
from her2model.curating.check import check
from her2model.curating.drafting import draft, write_draft
from her2model.curating.stated_arrow import StatedArrow
from her2model.curating.suggestion import suggest
from her2model.errors import InputError
from her2model.library import load
from her2model.model.figures import Figure, read_figure
from her2model.model.model import Model
from her2model.model.model_file import read_model
from her2model.model.strict_yaml import parse

SEEDS = Path(__file__).parent.parent / "seeds"


def figure(caption: str) -> Figure:
    return Figure(figid="f__1", pmcid="PMC1", caption=caption)


def drafted(caption: str, *more: StatedArrow) -> tuple[str, Model]:
    record = figure(caption)
    found = suggest(record, reader=lambda f, names: [*read_caption(f, names), *more])
    text = draft(record, found.candidates)
    return text, read_model(parse(text))[0]


@pytest.mark.parametrize("record", sorted(SEEDS.glob("*.md")), ids=lambda p: p.stem)
def test_the_draft_of_each_figure_loads_and_quotes_it_verbatim(
    record: Path, tmp_path: Path
) -> None:
    read = read_figure(record)
    found = suggest(read)
    path = tmp_path / "draft.yaml"
    if not [c for c in found.candidates if c.kind == "arrow"]:
        with pytest.raises(InputError, match="no arrow is accepted"):
            write_draft(read, found.candidates, path)
        return
    write_draft(read, found.candidates, path)
    model = load(path)
    report = check(model, figures={read.figid: read})
    assert not [f for f in report.findings if "is not in the caption" in f.message]
    assert not [f for f in report.findings if "has no evidence" in f.message]
    stated = [c for c in found.candidates if c.kind == "arrow"]
    assert len(model.interactions) <= len(stated)
    assert all(i.basis == "caption" for i in model.interactions.values())
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["figure"] == read.figid


def test_several_regulators_are_left_to_a_person() -> None:
    text, model = drafted("EGF activates KRAS. SOS1 activates KRAS. NF1 inhibits KRAS.")
    assert "DECIDE KRAS: AND or OR? the default is '(EGF or SOS1) and not NF1'" in text
    assert "EGF and SOS1 and not NF1" in text
    assert model.rules["KRAS"].is_default


def test_where_nothing_activates_the_draft_says_what_it_assumes() -> None:
    text, model = drafted("Imatinib inhibits ABL1. ABL1 activates STAT5A.")
    assert "DECIDE ABL1: nothing activates it here" in text
    assert model.rules["ABL1"].rule == "not Imatinib"
    assert "default of the draft" in str(model.rules["ABL1"].why)


def test_a_complex_needs_its_partners() -> None:
    pair = (0, 4), (5, 9)
    parts = [StatedArrow((place,), 1, pair, 0, 9) for place in pair]
    _, model = drafted("HER2:HER3 and EGF.", *parts, StatedArrow(((14, 17),), -1, pair, 0, 17))
    (rule,) = model.rules.values()
    assert rule.rule == "HER2 and HER3 and not EGF"


def test_states_become_alterations() -> None:
    _, model = drafted("Loss of PTEN or PIK3CA mutations activate AKT1.")
    assert {n: dict(a.fix) for n, a in model.alterations.items()} == {
        "PTEN loss": {"PTEN": 0},
        "PIK3CA mutation": {"PIK3CA": 1},
    }
    assert model.species["PTEN"].initial == 1
    assert model.species["PIK3CA"].initial == 0


def test_what_says_growth_becomes_the_readout() -> None:
    _, model = drafted("KRAS induces proliferation. TP53 induces apoptosis.")
    assert model.readouts
    assert (model.readouts.growth, model.readouts.death) == ("proliferation", "apoptosis")
    assert "DECIDE: which species says that the cells grow?" in drafted("KRAS activates BRAF.")[0]


def test_claims_and_absent_arrows_are_carried_over() -> None:
    text, model = drafted(
        "p95HER2 escapes trastuzumab. EGF activates EGFR. CCND1 overexpression raises resistance.",
        StatedArrow(((16, 27),), -1, ((0, 7),), 0, 27, negated=True),
    )
    assert list(model.absent) == ["trastuzumab -| p95HER2"]
    assert "#   CCND1 -> resistance" in text


def test_family_and_hedge_are_pointed_out() -> None:
    text, _ = drafted("EGF may activate RAS.")
    assert "a family: DECIDE whether one member is meant" in text
    assert "the caption says “may”" in text


def test_names_that_cannot_be_ids_get_one() -> None:
    _, model = drafted("IFN-γ activates 4E-BP1. C/EBPδ induces IFNG.")
    assert all(s.id.isidentifier() for s in model.species.values())


def test_an_arrow_with_both_signs_is_refused() -> None:
    record = figure("EGF activates KRAS. EGF inhibits KRAS.")
    with pytest.raises(InputError, match="accepted both to activate and to inhibit KRAS"):
        draft(record, suggest(record).candidates)


def test_nothing_accepted_is_refused() -> None:
    with pytest.raises(InputError, match="no arrow is accepted"):
        draft(figure("x"), [])


def test_a_file_that_is_there_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("my work", encoding="utf-8")
    record = figure("EGF activates KRAS.")
    with pytest.raises(InputError, match="there is such a file already"):
        write_draft(record, suggest(record).candidates, path)
    assert path.read_text(encoding="utf-8") == "my work"


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_of_a_record_survives(title: str, filler: str) -> None:
    record = Figure(
        figid="f__1",
        pmcid="PMC1",
        caption=f"EGF {filler} activates KRAS.",
        figtitle=title,
        papertitle=title,
        reftext=title,
        year="2020",
    )
    arrows = [c for c in suggest(record).candidates if c.kind == "arrow"]
    signs = {(c.source, c.target): c.sign for c in arrows}
    if arrows and len(signs) == len(arrows):
        data = parse(draft(record, arrows)).data
        assert data.get("title", "") == title
        quotes = [row["quote"] for rows in data["interactions"].values() for row in rows]
        assert all(q in record.caption for q in quotes)
