"""The faults of figure records are flagged by rules; what is flagged for nothing is counted."""

import ast
import inspect
import re
import runpy
from pathlib import Path

import pytest

import her2model as h2
from her2model.curating import figure_faults, spelling_faults, symbol_names
from her2model.curating.figure_faults import RULES, Flag, find_faults
from her2model.curating.figure_summary import compare_records, summarise
from her2model.curating.spelling_faults import slips, strange_letters, variants
from her2model.model.figures import Figure, GeneWord
from her2model.model.shipped import entities
from test_entities import FAULTS, S0, S1, S2, S3, SEVERAL_WORDS

PROJECT = Path(__file__).parent.parent
SEEDS = PROJECT / "seeds"
BENCHMARK = runpy.run_path(str(PROJECT / "benchmarks" / "figure_faults.py"))


@pytest.fixture(scope="module")
def figures() -> dict[str, Figure]:
    return h2.read_figures(SEEDS)


@pytest.fixture(scope="module")
def flags(figures: dict[str, Figure]) -> dict[str, tuple[Flag, ...]]:
    return {figid: find_faults(figure) for figid, figure in figures.items()}


def flagged(flags: tuple[Flag, ...]) -> dict[str, set[str]]:
    """Word → rules that flag it, by itself or among the genes that a flag is about."""
    found: dict[str, set[str]] = {}
    for f in flags:
        for word in (f.word, *f.genes):
            found.setdefault(word, set()).add(f.rule)
    return found


# Rules that may flag a fault of each kind of the table; the table's kinds are coarser.
RULES_OF = {
    "homoglyph": {"homoglyph"},
    "OCR": {"OCR"},
    "spelling": {"spelling", "list entry", "long form"},
    "homonym": {"homonym", "unaccounted", "family"},
    "previous symbol": {"previous symbol", "unaccounted"},
    "family": {"family"},
    "other organism": {"other organism"},
    "not a gene": {"disease"},
    None: {"variant", "complex"},
}


def stands_there(word: str, figure: Figure) -> bool:
    listed = {*figure.keywords, *(w for g in figure.gene_words for w in (g.word, g.hgnc_symbol))}
    return word in listed or bool(
        re.search(rf"(?<![\w-]){re.escape(word)}(?![\w/-])", figure.caption)
    )


@pytest.mark.parametrize("case", FAULTS, ids=[f"F{c[0]} {c[2]}" for c in FAULTS])
def test_every_fault_is_flagged(
    case: tuple[int, str, str, str | None, str | None, str | None],
    figures: dict[str, Figure],
    flags: dict[str, tuple[Flag, ...]],
) -> None:
    _, figids, words, _, _, fault = case
    standard = {n for e in entities().by_id.values() for n in (e.id, e.label)} - {
        "MTOR",
        "mTORC1",
        "mTORC2",
    }
    for figid in figids.split():
        for word in [words] if words in SEVERAL_WORDS else words.split():
            if not stands_there(word, figures[figid]) or (fault is None and word in standard):
                continue
            assert flagged(flags[figid]).get(word, set()) & RULES_OF[fault], (figid, word)


def test_most_cases_are_about_words_that_stand_there(figures: dict[str, Figure]) -> None:
    rows = [
        (number, stands_there(word, figures[figid]))
        for number, figids, words, *_ in FAULTS
        for figid in figids.split()
        for word in ([words] if words in SEVERAL_WORDS else words.split())
    ]
    assert {n for n, there in rows if there} == {n for n, _ in rows}
    assert sum(there for _, there in rows) >= 120


def test_what_lists_lack_is_flagged(flags: dict[str, tuple[Flag, ...]]) -> None:
    """Fault 35: ERBB2, RHEB, EIF4EBP1 (of which a fly's gene is the only trace) and EGFR."""
    missing = {g for f in flags[S0] if f.rule == "missing" for g in f.genes}
    assert {"ERBB2", "RHEB"} <= missing
    assert (
        "Thor: other organism: no human gene of this name is listed: what is meant may be missing"
        in map(str, flags[S0])
    )
    assert "EGFR: missing: the list has every other member of ERBB" in map(str, flags[S1])


def test_empty_fields_are_flagged(flags: dict[str, tuple[Flag, ...]]) -> None:
    """Fault 36."""
    for figid, field in ((S0, "doi"), (S2, "organisms"), (S3, "organisms"), (S3, "doi")):
        assert any(f.rule == "empty" and field in f.word.split(", ") for f in flags[figid])


def test_duplicate_rows_are_flagged(flags: dict[str, tuple[Flag, ...]]) -> None:
    """Fault 37."""
    assert "Her2: duplicate: ERBB2 stands 4 times" in map(str, flags[S1])


def test_no_rule_looks_answers_up() -> None:
    """No seed word, figure id or corrected word stands in the rules' code, and no row is read."""
    for module in (figure_faults, spelling_faults, symbol_names):
        source = inspect.getsource(module)
        tree = ast.parse(source)
        docs = {
            ast.get_docstring(n, clean=False)
            for n in ast.walk(tree)
            if isinstance(n, (ast.Module, ast.FunctionDef, ast.ClassDef))
        }
        texts = {
            n.value
            for n in ast.walk(tree)
            if isinstance(n, ast.Constant) and isinstance(n.value, str)
        } - docs
        answers = {w.word for w in entities().words if len(w.word) > 2}
        assert not answers & {t.strip() for t in texts}
        assert not re.search(
            r"PMC\d|\.missed|\.words\b|figid", "".join(t for t in source.split('"""')[::2])
        )


def test_the_table_of_corrections_changes_nothing(
    figures: dict[str, Figure], flags: dict[str, tuple[Flag, ...]]
) -> None:
    """The flags stay when the record bears an id for which nobody corrected anything."""
    for figid, figure in figures.items():
        unknown = figure.model_copy(update={"figid": "PMC0__unknown"})
        before = {(f.word, f.rule) for f in flags[figid]}
        after = {(f.word, f.rule) for f in find_faults(unknown)}
        assert before == after


def test_false_alarms_are_counted(figures: dict[str, Figure]) -> None:
    rows = BENCHMARK["judged"](f for k, f in figures.items() if k in entities().missed)
    counts = {rule: (len(r), sum(not ok for _, _, ok in r)) for rule, r in rows.items()}
    assert set(counts) == set(RULES)
    assert sum(n for n, _ in counts.values()) == 188
    assert {rule: false for rule, (_, false) in counts.items() if false} == {
        "missing": 3,
        "unaccounted": 3,
    }
    assert BENCHMARK["report"](rows).splitlines()[-1].split() == ["all", "188", "182", "6"]


def test_records_are_summarised(figures: dict[str, Figure]) -> None:
    for figure in figures.values():
        found = summarise(figure)
        assert len(found.to_dict()["sentences"]) == len(figure.sentences)
        assert len(str(found).splitlines()) == 3 + len(figure.sentences) + len(found.flags)
        assert repr(found) == f"<Summary of {figure.figid}: {len(found.flags)} words to look at>"
    path = next(SEEDS.glob(f"{S1}*"))
    assert summarise(path).names[0] == summarise(figures[S1]).names[0]


@pytest.mark.parametrize(
    "figure",
    [
        Figure(figid="f", pmcid="p", caption=""),
        Figure(
            figid="f", pmcid="p", caption="[missing figure legend]", keywords=("NA", "–", "  ", "1")
        ),
        Figure(figid="f", pmcid="p", caption="Abbreviations:"),
        Figure(figid="f", pmcid="p", caption="A. Abbreviations: ; , ;; x; y,; z"),
        Figure(
            figid="f",
            pmcid="p",
            caption="\u2028\ufeff\u00a0β-catenin \U0001f600",
            keywords=("E(spl)mgamma-HLH", "sbRNA:1", "888888Y"),
        ),
        Figure(
            figid="f",
            pmcid="p",
            caption="x",
            gene_words=(GeneWord(), GeneWord(word="A"), GeneWord(hgnc_symbol="B")),
        ),
    ],
    ids=["empty", "no legend", "no entries", "odd entries", "odd letters", "odd rows"],
)
def test_odd_records_are_summarised(figure: Figure) -> None:
    assert str(summarise(figure)).startswith("f: ")
    assert {f.rule for f in find_faults(figure)} <= set(RULES)


def test_words_without_a_fault() -> None:
    for word in ("HER2", "PIK3CA", "occurring", "referring", "reference", "received", "AKT1"):
        assert [*slips(word), *strange_letters(word), *variants(word)] == [], word
    for word in ("occured", "recurence", "prefering", "commited", "recieved"):
        assert [rule for rule, _ in slips(word)] == ["spelling"], word
    assert list(variants("Lapatinib")) == []  # a sentence begins with a capital


def test_a_clean_record_has_no_flags() -> None:
    figure = Figure(
        figid="f", pmcid="p", caption="AKT1 activates MTOR.", figtitle="t", papertitle="t",
        keywords=("AKT1",), organisms=("Homo sapiens",), doi="10.1/x", year="2024",
    )  # fmt: skip
    assert [str(f) for f in find_faults(figure)] == ["MTOR: missing: MTOR is not in the list"]
    whole = figure.model_copy(
        update={"keywords": ("AKT1", "AKT2", "PTEN"), "caption": "AKT1 AKT2 PTEN."}
    )
    assert find_faults(whole) == ()


def test_a_list_that_the_caption_hardly_tells_of_is_one_flag() -> None:
    figure = Figure(figid="f", pmcid="p", caption="x", keywords=("MUC4", "MET", "NBN"))
    unaccounted = [f for f in find_faults(figure) if f.rule == "unaccounted"]
    assert [f.genes for f in unaccounted] == [("MUC4", "MET", "NBN")]


def test_records_side_by_side(figures: dict[str, Figure]) -> None:
    rows = compare_records(figures.values())
    assert len(rows["HER2"]) == 5
    assert len(rows["trastuzumab"]) == 5
    sizes = [len(v) for v in rows.values()]
    assert sizes == sorted(sizes, reverse=True)
