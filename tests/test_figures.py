"""Figure records of every schema generation, and the sentences of their captions."""

import pickle
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import her2model as h2
from her2model.model.figures import Figure, read_figure

SEEDS = Path(__file__).parent.parent / "seeds"
VALID = Path(__file__).parent / "cases" / "valid" / "records"
S0 = "PMC3233287__onc0111109010002"
S1 = "PMC7464074__cancers-12-02081-g001"
S2 = "PMC9640784__41573_2022_579_Fig2_HTML"
S3 = "PMC8005514__fphar-12-628690-g003"
S4 = "PMC3808214__brc-0008-0256-g02"
READINGS: dict[str, Any] = yaml.safe_load((VALID / "readings.yaml").read_text(encoding="utf-8"))


def fields(figure: Figure) -> dict[str, Any]:
    return figure.model_dump(mode="json", exclude_defaults=True)


@pytest.fixture(scope="module")
def seeds() -> dict[str, Figure]:
    return h2.read_figures(SEEDS)


# -- small records ----------------------------------------------------------------------------


def test_every_small_record_has_its_reading() -> None:
    assert {p.name for p in VALID.glob("*.md")} == set(READINGS)


@pytest.mark.parametrize("name", READINGS)
def test_small_record(name: str) -> None:
    figure = read_figure(VALID / name)
    assert fields(figure) == READINGS[name]["fields"]
    assert [s.text for s in figure.sentences] == READINGS[name]["sentences"]


@pytest.mark.parametrize("name", READINGS)
def test_marks_and_line_ends_of_other_systems_change_nothing(tmp_path: Path, name: str) -> None:
    raw = (VALID / name).read_bytes()
    for i, other in enumerate([b"\xef\xbb\xbf" + raw, raw.replace(b"\n", b"\r\n"), raw + b"\n\n"]):
        path = tmp_path / f"{i}.md"
        path.write_bytes(other)
        assert fields(read_figure(path)) == READINGS[name]["fields"]


MINIMAL = "---\nfigid: PMC1__f1\npmcid: PMC1\ncaption: HER2 acts.\n{}---\n"


def read(folder: Path, more: str) -> Figure:
    path = folder / "record.md"
    path.write_text(MINIMAL.format(more), encoding="utf-8")
    return read_figure(path)


@pytest.mark.parametrize(
    "missing", ["", "''", "NA", "'NA'", ".na.character", "~", "' '", "'  NA '", ".na.character_"]
)
@pytest.mark.parametrize(
    ("field", "attribute"),
    [
        ("doi", "doi"),
        ("year", "year"),
        ("number", "number"),
        ("journal_title", "journal"),
        ("publisher_name", "publisher"),
        ("figlink", "figlink"),
        ("ndex", "ndex"),
        ("figid_alias", "alias"),
        ("automl_pathway", "score"),
        ("organisms", "organisms"),
    ],
)
def test_missing_values_are_none(tmp_path: Path, missing: str, field: str, attribute: str) -> None:
    """Fault 36: the three spellings of a missing value, and an absent key."""
    assert getattr(read(tmp_path, f"{field}: {missing}\n"), attribute) is None
    assert getattr(read(tmp_path, ""), attribute) is None


@pytest.mark.parametrize("missing", ["", "''", "[]", "[NA]", "[.na.character]", "['']", "NA"])
def test_missing_lists_are_empty(tmp_path: Path, missing: str) -> None:
    figure = read(
        tmp_path,
        f"organisms_ner: {missing}\nkeywords: {missing}\nschema-jsonld: {{keywords: {missing}}}\n",
    )
    assert figure.organisms_found is None
    assert figure.author_keywords == ()
    assert figure.keywords == ()


@pytest.mark.parametrize(
    ("written", "organisms"),
    [
        ("Homo sapiens", ("Homo sapiens",)),
        ("[Homo sapiens, NA]", ("Homo sapiens",)),
        ("Homo sapiens | Mus musculus", ("Homo sapiens", "Mus musculus")),
        ("[Phengaris arion, clinical samples]", ("Phengaris arion", "clinical samples")),
    ],
)
def test_organisms(tmp_path: Path, written: str, organisms: tuple[str, ...]) -> None:
    assert read(tmp_path, f"organisms: {written}\n").organisms == organisms


def test_numbers_stay_as_they_were_written(tmp_path: Path) -> None:
    figure = read(tmp_path, "year: 0020\nnumber: 1e5\ngenes: [{word: 1_0, entrez: 00123}]\n")
    assert (figure.year, figure.number) == ("0020", "1e5")
    assert (figure.gene_words[0].word, figure.gene_words[0].entrez) == ("1_0", "00123")


def test_unknown_fields_are_named(tmp_path: Path) -> None:
    figure = read(tmp_path, "colour: red\nseo: x\nannotations: []\njournal: y\n")
    assert figure.unknown_fields == ("colour", "journal")
    assert figure.journal is None


def test_scores_of_both_generations(tmp_path: Path) -> None:
    assert read(tmp_path, "pathway_score: 0.25\n").score == 0.25
    assert read(tmp_path, "automl_pathway: 0.5\n").score == 0.5
    assert read(tmp_path, "pathway_score: 0.25\nautoml_pathway: 0.5\n").score == 0.5


def test_figures_are_values(tmp_path: Path) -> None:
    figure = read(tmp_path, "organisms: [Homo sapiens]\n")
    assert pickle.loads(pickle.dumps(figure)) == figure
    assert hash(figure) == hash(read(tmp_path, "organisms: Homo sapiens\n"))
    with pytest.raises(ValidationError, match="frozen"):
        figure.caption = "another"  # type: ignore[misc]


def test_fields_that_may_be_quoted(tmp_path: Path) -> None:
    figure = read(tmp_path, "figtitle: A title\norganisms: [Homo sapiens]\n")
    assert figure.field("caption") == "HER2 acts."
    assert figure.field("figtitle") == "A title"
    assert figure.field("papertitle") is None
    assert figure.field("organisms") is None
    assert figure.field("nothing") is None
    assert figure.url == "https://pfocr.wikipathways.org/figures/PMC1__f1.html"


def test_folder_of_records(tmp_path: Path) -> None:
    assert h2.read_figures(tmp_path) == {}
    for name in ("b", "a"):
        text = MINIMAL.format("").replace("PMC1__f1", f"PMC1__{name}")
        (tmp_path / f"{name}.md").write_text(text)
    (tmp_path / "notes.txt").write_text("not a record")
    assert list(h2.read_figures(tmp_path)) == ["PMC1__a", "PMC1__b"]


# -- the seeds --------------------------------------------------------------------------------


def test_seeds_are_named_by_their_id(seeds: dict[str, Figure]) -> None:
    assert set(seeds) > {S0, S1, S2, S3, S4}
    assert {p.stem for p in SEEDS.glob("*.md")} == set(seeds)
    for figure in seeds.values():
        assert figure.figid.startswith(f"{figure.pmcid}__")
        assert figure.filename == f"{figure.figid.partition('__')[2]}.jpg"


@pytest.mark.parametrize(
    ("figid", "values"),
    [
        (
            S0,
            {
                "pmcid": "PMC3233287",
                "year": "2011",
                "number": "F2",
                "doi": None,
                "journal": None,
                "publisher": None,
                "organisms": ("Homo sapiens",),
                "organisms_found": ("Homo sapiens", "Drosophila melanogaster"),
                "author_keywords": (),
                "alias": "PMC3233287__F2",
                "figtype": "Figure",
                "figlink": "/pmc/articles/PMC3233287/figure/F2/",
                "ndex": "ceb4889d-debb-11ea-99da-0ac135e8bacf",
                "score": 0.9809428,
                "reftext": "Hilda Wong, et al. Oncologist. 2011 Nov;16(11):1535-1546.",
            },
        ),
        (
            S1,
            {
                "pmcid": "PMC7464074",
                "year": "2020",
                "number": "F1",
                "doi": None,
                "organisms": ("Homo sapiens",),
                "organisms_found": None,
                "alias": "PMC7464074__F1",
                "figtype": "Figure",
                "figlink": "pmc/articles/PMC7464074/figure/cancers-12-02081-f001/",
                "ndex": None,
                "score": 0.9759037,
            },
        ),
        (
            S2,
            {
                "year": "2023",
                "doi": "10.1038/s41573-022-00579-0",
                "journal": "Nature Reviews. Drug Discovery",
                "publisher": "Nature Publishing Group UK",
                "organisms": None,
                "organisms_found": ("Danio rerio", "Homo sapiens"),
                "author_keywords": ("Breast cancer",),
                "ndex": None,
            },
        ),
        (S3, {"year": "2021", "doi": None, "organisms": None, "ndex": None}),
        (S4, {"year": "2013", "doi": None, "organisms_found": ("Drosophila melanogaster",)}),
    ],
)
def test_seed(seeds: dict[str, Figure], figid: str, values: dict[str, Any]) -> None:
    assert {name: getattr(seeds[figid], name) for name in values} == values


@pytest.mark.parametrize(
    ("figid", "keywords", "rows", "sentences"),
    [(S0, 88, 0, 12), (S1, 33, 36, 4), (S2, 51, 0, 13), (S3, 44, 0, 4), (S4, 9, 0, 7)],
)
def test_sizes_of_the_seeds(
    seeds: dict[str, Figure], figid: str, keywords: int, rows: int, sentences: int
) -> None:
    figure = seeds[figid]
    assert len(figure.keywords) == keywords
    assert len(figure.gene_words) == rows
    assert len(figure.sentences) == sentences
    assert figure.unknown_fields == ()
    assert figure.license == "CC0"


def test_captions_are_what_they_were(seeds: dict[str, Figure]) -> None:
    """The reader folds lines as PyYAML does, and the record's own copy of the caption agrees."""
    for figid, figure in seeds.items():
        front = (SEEDS / f"{figid}.md").read_text(encoding="utf-8").split("---\n")[1]
        assert figure.caption == yaml.safe_load(front)["caption"]
        assert figure.description == figure.caption


def test_odd_characters_of_the_seeds_are_kept(seeds: dict[str, Figure]) -> None:
    assert "\u00a0" in seeds[S2].caption
    assert "P13K–AKT" in seeds[S2].caption
    assert "МЕК" in {g.word for g in seeds[S1].gene_words}


@pytest.mark.parametrize(
    ("figid", "quote", "panel", "numbers"),
    [
        (S0, "Everolimus is a mTORC1 inhibitor.", None, ()),
        (S0, "The PI3K–AKT pathway can be constitutively activated through loss of PTEN or "
             "PIK3CA mutations.", None, ()),
        (S1, "1. The truncated P95HER2 isoform results in the loss of the extracellular binding "
             "site for trastuzumab.", None, (1,)),
        (S1, "2.–3. Overexpression of other tyrosine kinase receptors, such as IGF1-R and C-met, "
             "can continue to trigger downstream signaling despite blockade by trastuzumab.",
             None, (2, 3)),
        (S1, "4. Mutations or loss of PTEN constitutively activates the PI3K signaling pathway.",
             None, (4,)),
        (S2, "(2) Co-occuring mutations in HER2 and HER3 leading to PI3K–AKT pathway activation.",
             "a", (2,)),
        (S2, "(3) p95HER2 overexpression.", "b", (3,)),
        (S2, "(7) Cyclin D1 gene overexpression leads to resistance to anti-HER2 therapies.",
             "c", (7,)),
        (S2, "ER, oestrogen receptor.", "d", ()),
        (S4, "(B) ER signaling as mechanism of resistance to anti-HER2 therapy.", "B", ()),
    ],
)  # fmt: skip
def test_sentences_of_the_seeds(
    seeds: dict[str, Figure], figid: str, quote: str, panel: str | None, numbers: tuple[int, ...]
) -> None:
    (found,) = [s for s in seeds[figid].sentences if s.text == quote]
    assert (found.panel, found.numbers) == (panel, numbers)


# -- sentences --------------------------------------------------------------------------------


def sentences(caption: str) -> list[str]:
    return [s.text for s in Figure(figid="f", pmcid="p", caption=caption).sentences]


@pytest.mark.parametrize(
    ("caption", "split"),
    [
        ("One.", ["One."]),
        ("One. Two.", ["One.", "Two."]),
        ("One.  Two", ["One.", "Two"]),
        ("Is it? It is! So.", ["Is it?", "It is!", "So."]),
        ("Kinases (e.g. AKT) act. PTEN does not.", ["Kinases (e.g. AKT) act.", "PTEN does not."]),
        ("See Fig. 2 for AKT.", ["See Fig. 2 for AKT."]),
        ("By Wong et al. HER2 acts.", ["By Wong et al. HER2 acts."]),
        ("Grown with E. coli. PTEN acts.", ["Grown with E. coli.", "PTEN acts."]),
        ("A dose of 2.5 mg. Then more.", ["A dose of 2.5 mg.", "Then more."]),
        ("1. One. 2. Two.", ["1. One.", "2. Two."]),
        ("(1) One. (2) Two.", ["(1) One.", "(2) Two."]),
        (
            "In italics.Abbreviations: ER, receptor.",
            ["In italics.", "Abbreviations: ER, receptor."],
        ),
        ("a, Loss of PTEN. b, Gain of AKT.", ["a, Loss of PTEN.", "b, Gain of AKT."]),
        ("Akt is p. lower case goes on.", ["Akt is p. lower case goes on."]),
        ("  Blanks around.  ", ["Blanks around."]),
        ("[missing figure legend]", ["[missing figure legend]"]),
        ("...", ["..."]),
    ],
)
def test_sentence_ends(caption: str, split: list[str]) -> None:
    assert sentences(caption) == split


PIECES = st.sampled_from(
    ["HER2", "acts", ".", ". ", "? ", "\u2028", " ", "e.g. ", "(a) ", "b, ", "1. ", "2.–3. ",
     "(4) ", "Abbreviations: ER, x.", "\u00a0", "–", "et al. ", "p42/44 ", "\ufeff", "\n"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=60))
def test_sentences_cover_the_caption(caption: str) -> None:
    found = Figure(figid="f", pmcid="p", caption=caption).sentences
    at = 0
    for s in found:
        assert s.text == caption[s.start : s.end]
        assert s.text == s.text.strip()
        assert s.text
        assert caption[at : s.start].strip() == ""
        at = s.end
    assert caption[at:].strip() == ""


def test_sentences_cover_the_seeds(seeds: dict[str, Figure]) -> None:
    for figure in seeds.values():
        between = figure.caption
        for s in reversed(figure.sentences):
            assert figure.caption[s.start : s.end] == s.text
            between = between[: s.start] + between[s.end :]
        assert between.strip() == ""
