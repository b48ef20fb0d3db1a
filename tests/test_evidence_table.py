"""The evidence table: the same model back, whatever a spreadsheet and its user do to the file."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import her2model as h2
import random_networks
from her2model.errors import FormatError
from her2model.formats.evidence_table import read_evidence_table, write_evidence_table
from her2model.formats.format import Reading
from her2model.formats.table_cells import (
    damage,
    guarded,
    joined,
    paired,
    split_list,
    split_pairs,
    unguarded,
)
from her2model.model.model import Model
from her2model.model.parts import (
    Alteration,
    Evidence,
    FrozenMap,
    Interaction,
    Species,
    Waiver,
    WordNote,
)

PATH = Path("mine.tsv")
HEAD = "source\tsign\ttarget\tquote\tfigure\tfield\treference\tbasis\n"


def written(model: Model) -> str:
    return write_evidence_table(model).files[""].decode("utf-8")


def read(text: str) -> Reading:
    return read_evidence_table(text, PATH)


def problem(text: str) -> tuple[str, int | None]:
    with pytest.raises(FormatError) as caught:
        read(text)
    return str(caught.value), caught.value.problems[0].line


@pytest.mark.parametrize("name", h2.list_models())
def test_every_shipped_model_comes_back_identical(name: str) -> None:
    model = h2.load(name)
    result = write_evidence_table(model)
    again = read(result.files[""].decode())
    assert again.model == model
    assert result.notes == again.notes == ()
    assert written(again.model) == written(model)


def test_random_models_come_back_identical() -> None:
    for seed in range(60):
        model = random_networks.model(Random(seed), 6)
        assert read(written(model)).model == model


@pytest.mark.parametrize("name", ["her2-resistance", "PMC7464074"])
def test_what_a_spreadsheet_does_on_saving_changes_nothing(name: str) -> None:
    model = h2.load(name)
    text = written(model)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    width = max(map(len, rows))
    out = io.StringIO()
    table = csv.writer(out, delimiter="\t", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    table.writerows([*row, *[""] * (width - len(row))] for row in rows)
    assert read("\ufeff" + out.getvalue()).model == model


def test_columns_may_be_moved_and_rows_sorted_within_a_section() -> None:
    model = h2.load("PMC7464074")
    head, *rest = written(model).split("\n\n")
    lines = [line.split("\t") for line in head.splitlines()]
    moved = ["\t".join(reversed(line)) for line in (lines[0], *sorted(lines[1:]))]
    again = read("\n\n".join(["\n".join(moved), *rest])).model
    assert again.interactions == model.interactions
    assert {s: r.signs for s, r in again.functions.items()} == {
        s: r.signs for s, r in model.functions.items()
    }


def test_an_arrow_table_alone_is_a_model() -> None:
    reading = read(f"{HEAD}HER2\t->\tAKT\nPTEN\t-|\tAKT\t\t\t\tpubmed:1\tbackground\n")
    assert reading.model.rules["AKT"].rule == "HER2 and not PTEN"
    assert reading.model.interactions["PTEN -| AKT"].evidence[0].reference == "pubmed:1"
    assert reading.model.name == "mine"
    assert "all 3 species are taken as proteins, inputs as 0: HER2, PTEN" in reading.notes[0]


def test_the_curators_own_columns_are_told_of() -> None:
    reading = read("source\tsign\ttarget\t# checked\nA\t->\tB\tyes\n")
    assert "columns of the curator's own are not kept: # checked" in reading.notes


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "the table is empty"),
        (HEAD, None, "there is no arrow in the table"),
        ("source,sign,target\nA,->,B\n", 1, "save the sheet as tab-separated text"),
        ("source\tsign\nA\t->\n", 1, "the column 'target' is missing"),
        ("source\tsign\ttarget\tqoute\nA\t->\tB\tx\n", 1, "did you mean 'quote'?"),
        ("source\tsign\ttarget\tsource\n", 1, "two columns are called 'source'"),
        (f"{HEAD}A\t->\tB\x1f\n", 2, "the character U+001F is not text"),
        (f"{HEAD}A\tmaybe\tB\n", 2, "'maybe' is not a sign"),
        (f"{HEAD}IGF 1R\t->\tB\n", 2, "'IGF 1R' cannot be a species id"),
        (f"{HEAD}Aso}}\t->\tB\n", 2, "'Aso}' cannot be a species id"),
        (f"{HEAD}A\t->\tB\n[rules]\nspecies\trule\nB}}\tA\n", 5, "'B}' cannot be a species id"),
        (f"{HEAD}@\t->\tB\n[species]\nid\tinitial\nA\t1\nB\t\n", 2, "'@' is not a species"),
        (f"{HEAD}{'N' * 201}\t->\tB\n", 2, "has more than 200 characters"),
        (f"{HEAD}A\t->\n", 2, "the cell under 'target' is empty"),
        (f"{HEAD}\nA\t->\tB\n\n2-Sep\t->\tB\n", 5, "a date that a spreadsheet made of a name"),
        (f"{HEAD}A\t#NAME?\tB\n", 2, "is not a sign"),
        (f"{HEAD}2.31E+13\t->\tB\n", 2, "a number that a spreadsheet made of a name"),
        (f"{HEAD}A\t->\tB\nA\t-|\tB\n", 3, "also stands with the other sign"),
        (f"{HEAD}A\t->\tB\tword\tF\t\tpubmed:1\n", 2, "either a 'quote' or a 'reference'"),
        (f"{HEAD}A\t->\tB" + "\t" * 9 + "x\n", 2, "more cells than the 8 columns"),
        (f'{HEAD}A\t->\tB\t"open\nC\t->\tB\n', 2, "not a row of tab-separated cells"),
        (f"{HEAD}A\t->\tB\n[speices]\n", 3, "did you mean 'species'?"),
        (f"{HEAD}A\t->\tB\n[species]\n", 3, "has no row of column names"),
        (f"{HEAD}A\t->\tB\n[species]\nid\tkind\nA\tprotein\nA\tdrug\n", 6, "'A' stands twice"),
        (f"{HEAD}A\t->\tB\n[rules]\nspecies\trule\nB\tA and\n", 5, "rule"),
        (f"{HEAD}A\t->\tB\n[rules]\nspecies\trule\nC\tA\n", 5, "'A' has no arrow to C"),
        (f"{HEAD}A\t->\tB\n[model]\nfield\tvalue\nnmae\tx\n", 5, "did you mean 'name'?"),
        (f"{HEAD}A\t->\tB\n[model]\nfield\tvalue\nname\tx\nname\ty\n", 6, "'name' stands twice"),
        (
            f"{HEAD}A\t->\tB\n[alterations]\nname\tfix\nloss\tA\n",
            5,
            "'A' is no name with a value",
        ),
        (
            "source\tsign\ttarget\tnote\nA\t->\tB\tone\nA\t->\tB\ttwo\n",
            3,
            "the rows of 'A -> B' differ in 'note'",
        ),
        (f"{HEAD}A\t->\tB\n[species]\nid\tkind\tinitial\nA\tthing\t0\nB\tprotein\n", 5, "'thing'"),
    ],
)
def test_each_fault_is_told_with_its_line(text: str, line: int | None, words: str) -> None:
    said, at = problem(text)
    assert words in said
    assert at == line


def test_tables_beyond_the_limits_are_refused() -> None:
    arrows = "".join(f"A{k}\t->\tB\n" for k in range(20_001))
    assert "the table has more than 20,000 rows" in problem(HEAD + arrows)[0]
    columns = "\t".join(f"#{k}" for k in range(300))
    assert "303 columns" in problem(f"source\tsign\ttarget\t{columns}\nA\t->\tB\n")[0]
    said, line = problem(f"{HEAD}A\t->\t{'B' * 140_000}\n")
    assert "a cell has more than 131,072 characters" in said
    assert line == 2


def test_a_label_that_became_a_date_is_told_of() -> None:
    species = "[species]\nid\tkind\tlabel\tinitial\nA\tprotein\t2-Sep\t0\nB\tprotein\t\n"
    reading = read(f"{HEAD}A\t->\tB\n{species}")
    assert any("line 5: '2-Sep' under 'label' is a date" in note for note in reading.notes)


def test_a_date_that_was_rewritten_is_told_of() -> None:
    reading = read(f"{HEAD}A\t->\tB\n[model]\nfield\tvalue\ndate\t21/11/2026\n")
    assert any("'21/11/2026' was rewritten by a spreadsheet" in note for note in reading.notes)


def hostile(text: str) -> Model:
    """A model with a hostile text wherever a model takes free text."""
    evidence = Evidence(quote=f"q{text}", figure=f"f{text}", note=text, of=text)
    return Model(
        name=f"n{text}",
        title=text,
        description=text,
        curators=(f"c{text}",),
        species=FrozenMap(
            {
                "A": Species(id="A", kind="drug", label=text, meaning=text, initial=0, note=text),
                "B": Species(id="B", kind="gene", members=(f"m{text}", f"{text}m")),
            }
        ),
        interactions=FrozenMap(
            {
                "A -> B": Interaction(
                    source="A",
                    target="B",
                    sign="activation",
                    evidence=(evidence, evidence),
                    mechanism=text,
                    note=text,
                )
            }
        ),
        alterations=FrozenMap(
            {f"loss{text}": Alteration(name=f"loss{text}", fix=FrozenMap({"B": 0}), note=text)}
        ),
        words=(WordNote(word=f"w{text}", species="A", why=text), WordNote(word=f"w{text}")),
        waived=(Waiver(sentence=f"s{text}", reason=text), Waiver(sentence=f"s{text}", reason="")),
    )


HOSTILE = [
    "<script>alert(1)</script>",
    "=HYPERLINK(1)",
    "+1",
    "-1",
    "@x",
    "'",
    "''=",
    '"',
    '""a"',
    ",",
    ";",
    "a;b=c\\",
    "\\",
    "\t",
    "a\tb",
    "a\nb",
    "a\rb",
    "\r\nb",
    "  a  ",
    "",
    "[species]",
    "#",
    "α → β κ",
    "МЕК",
    "\u2028",
    "\U0001f9ec",
    "0",
    "true",
    "x" * 30_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda t: repr(t)[:20])
def test_hostile_texts_come_back_as_they_were(text: str) -> None:
    model = hostile(text)
    assert read(written(model)).model == model


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    model = hostile(text)
    assert read(written(model)).model == model


def test_what_a_cell_cannot_hold_is_refused() -> None:
    with pytest.raises(FormatError, match="U\\+0000"):
        written(hostile("\0"))
    with pytest.raises(FormatError, match="at most 131,072"):
        written(hostile("x" * 140_000))
    assert "Excel cuts it" in write_evidence_table(hostile("x" * 40_000)).notes[0]


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)


@given(st.lists(NAMES, max_size=4), st.dictionaries(NAMES, st.sampled_from([0, 1, "mixed"])))
def test_lists_and_pairs_come_back(names: list[str], pairs: dict[str, Any]) -> None:
    assert split_list(joined(names)) == names
    assert split_pairs(paired(pairs)) == pairs


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_guarded_cells_come_back_and_are_no_formulas(text: str) -> None:
    cell = guarded(text)
    assert unguarded(cell) == text
    assert cell[0] not in "=+-@\t\r\n"


@pytest.mark.parametrize(
    "text", ["2-Sep", "1-Mar", "Mar-01", "01.09.2026", "2026-09-02", "Sept-15", "1E+10", "#N/A"]
)
def test_what_a_spreadsheet_made_of_a_name_is_seen(text: str) -> None:
    assert damage(text)


@pytest.mark.parametrize(
    "text", ["SEPT2", "4E-BP1", "HER2", "p27", "CDK4/6", "14-3-3", "May cause drift", "PMC1", "E2F"]
)
def test_ordinary_names_look_sound(text: str) -> None:
    assert not damage(text) or text == "14-3-3"  # 14-3-3 is a protein and a date alike


LETTERS = st.sampled_from([*"AB\t\n\r\"';=\\[]#->| 01", "source", "sign", "target", "id"])


@settings(max_examples=400)
@given(st.lists(LETTERS, max_size=60).map("".join))
def test_whatever_is_read_ends_in_a_model_or_an_error_with_a_line(text: str) -> None:
    for table in (text, HEAD + text, f"{HEAD}A\t->\tB\n{text}"):
        outcome(table)


@settings(max_examples=150)
@given(st.integers(0, 10**6), st.integers(0, 10**6), st.text(max_size=6))
def test_a_damaged_table_ends_in_a_model_or_an_error(start: int, size: int, text: str) -> None:
    whole = written(h2.load("PMC7464074"))
    start %= len(whole)
    outcome(whole[:start] + text + whole[start + size % 200 :])


def outcome(table: str) -> None:
    """Either the table is refused in words, or what it says is kept."""
    try:
        model = read(table).model
    except FormatError as reason:
        said = reason.problems
    else:
        said = ()
        assert read(written(model)).model == model
    assert all(p.message and p.where.startswith("mine.tsv") for p in said)
