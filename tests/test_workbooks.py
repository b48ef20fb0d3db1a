"""Workbooks in the form of TabularQual: what they hold, what comes back, what is refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from random import Random

import pytest
from openpyxl import Workbook, load_workbook

import her2model as h2
from her2model.errors import FormatError
from her2model.formats.tabularqual import write_tabularqual
from her2model.formats.tabularqual_reading import read_tabularqual
from her2model.model.model import Model
from her2model.model.parts import FrozenMap, RuleEntry, Species
from her2model.model.rules import Rule
from her2model.model.shipped import entities
from test_evidence_table import hostile
from test_graph_formats import models, sheets, signed


def test_the_workbook_has_the_sheets_species_arrows_and_rules() -> None:
    signs = {"positive": "activation", "negative": "inhibition", "dual": "dual"}
    for model in models():
        found = sheets(model)
        assert list(found) == ["Model", "Species", "Interactions", "Transitions", "her2model"]
        assert [row[0] for row in found["Species"][1:]] == list(model.species)
        assert [row[8] for row in found["Species"][1:]] == [s.top for s in model.species.values()]
        arrows = {(row[1], signs[row[2]], row[0]) for row in found["Interactions"][1:]}
        assert arrows == signed(model)
        rules: dict[str, dict[int, Rule]] = {}
        for row in found["Transitions"][1:]:
            rules.setdefault(row[2], {})[row[3]] = Rule.parse(row[4])
        for s in model.rules:
            bits = [model.functions[b] for b in model.bits(s)]
            assert list(rules[s]) == list(range(len(bits), 0, -1))
            names = sorted({n for rule in (*bits, *rules[s].values()) for n in rule.names})
            draw = Random(1)
            for _ in range(30):
                state = {n: draw.randint(0, 1) for n in names}
                reached = [1, *(b.evaluate(state) for b in bits), 0]
                top = reached.index(0) - 1  # the highest level up to which all rules hold
                told = [level for level, term in rules[s].items() if term.evaluate(state)]
                assert told == ([top] if top else [])


def test_the_workbook_keeps_identifiers_and_quotes() -> None:
    found = sheets(h2.load("PMC7464074"))
    species = {row[0]: row for row in found["Species"]}
    assert species["HER2"][2:4] == ("is", "hgnc:3430, ncbigene:2064, uniprot:P04626")
    arrows = {row[1]: row for row in found["Interactions"]}
    assert arrows["trastuzumab"][3:5] == ("isDescribedBy", "pmc:PMC7464074")
    assert "«blockade by trastuzumab»" in arrows["trastuzumab"][5]


def test_constants_stand_as_words_in_the_workbook() -> None:
    model = Model(
        name="x",
        species=FrozenMap({s: Species(id=s, kind="gene") for s in "AB"}),
        interactions=FrozenMap(),
        rules=FrozenMap({"A": RuleEntry(rule="1"), "B": RuleEntry(rule="0")}),
    )
    assert [row[4] for row in sheets(model)["Transitions"][1:]] == ["TRUE", "FALSE"]


def test_no_cell_of_the_workbook_is_a_formula() -> None:
    book = load_workbook(io.BytesIO(write_tabularqual(hostile("=1+1")).files[""]))
    cells = [c for s in book.worksheets for row in s.iter_rows() for c in row]
    assert any(c.value == "=1+1" for c in cells)
    with zipfile.ZipFile(io.BytesIO(write_tabularqual(hostile("=1+1")).files[""])) as parts:
        sheet = parts.read("xl/worksheets/sheet2.xml")
    assert b"<f>" not in sheet


def test_a_cut_cell_is_told_of() -> None:
    notes = write_tabularqual(hostile("x" * 40_000)).notes
    assert any("cut at 32,767 characters" in note for note in notes)


def workbook(**sheets: list[list[object]]) -> bytes:
    """A workbook as a curator fills it in."""
    book, out = Workbook(), io.BytesIO()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(out)
    return out.getvalue()


THEIRS: dict[str, list[list[object]]] = {
    "README": [["How to fill this in"]],
    "Model": [["Model_ID", "m"], ["Name", "Theirs"], ["Creator1", "A. Person"]],
    "Species": [
        ["Species_ID", "Name", "Relation1", "Identifier1", "InitialLevel", "MaxLevel", "Notes1"],
        ["A", "NF-κB p65", "is", "uniprot:Q04206", None, 2, "graded"],
        ["B", "TNF", None, None, 1.0, 1.0, None],
        ["C", "TNF", None, None, None, None, None],
        ["D", "out", None, None, None, 1, None],
    ],
    "Interactions": [
        ["Target", "Source", "Sign", "Relation1", "Identifier1", "Notes1"],
        ["A", "TNF", "positive", "isDescribedBy", "pubmed:9660950, ECO:0000305", "known"],
        ["D", "A", "dual", None, None, None],
        ["C", "D", "positive", None, None, None],
    ],
    "Transitions": [
        ["Target", "Level", "Rule", "Notes1"],
        ["A", 1, "B", "rises"],
        ['"NF-κB p65"', 2, "B & C"],
        ["C", None, True],
        ["D", 1, '"NF-κB p65" >= 2 | !A ^ B & TNF_1 | A:1 & A = 2 & A != 2 & FALSE'],
    ],
}


def test_a_workbook_of_somebody_else_is_read() -> None:
    """Rows are levels, of which the highest counts; xor binds tighter than or, looser than and."""
    reading = read_tabularqual(workbook(**THEIRS), Path("theirs.xlsx"))
    model = reading.model
    assert (model.title, model.curators, model.name) == ("Theirs", ("A. Person",), "theirs")
    assert model.species["A"].levels == 2
    assert (model.species["A"].label, model.species["A"].entity) == ("NF-κB p65", "uniprot:Q04206")
    assert (model.species["A"].note, model.species["B"].initial) == ("graded", 1)
    first, second = model.rules["A"].texts
    assert (Rule.parse(first).prime_implicants, second) == (((("B", 1),),), "B and C")
    assert model.rules["A"].why == "rises"
    assert model.rules["C"].rule == "1"
    wanted = "A >= 2 or not A and not (B and C) or A and B and C"
    assert set(model.functions["D"].prime_implicants) == set(Rule.parse(wanted).prime_implicants)
    arrow = model.interactions["B -> A"]
    assert ([e.reference for e in arrow.evidence], arrow.note) == (
        ["pubmed:9660950", "ECO:0000305"],
        "known",
    )
    assert any("interactions that no rule uses get no arrow: D to C" in n for n in reading.notes)


@pytest.mark.parametrize(
    ("sheet", "row", "said"),
    [
        ("Transitions", ["D", 1, "A & X"], r"Transitions \(line 6\): the rule names 'X'"),
        ("Transitions", ["D", 1, '":1a b"'], "the rule names ':1a b'"),
        ("Transitions", ["D", 1, "A:3"], "reads the level 3 of 'A'; MaxLevel of 'A' is 2"),
        ("Transitions", ["X", 1, "A"], "'X' under 'Target' is not a species"),
        ("Transitions", ["B", 2, "A"], "MaxLevel of 'B' is 1"),
        ("Transitions", ["D", 1, "A +"], r"line 6.*'\+' is an operator in other notations"),
        ("Transitions", ["D", 1, None], "the rule is empty"),
        ("Species", ["A", "again"], "the species 'A' stands twice"),
        ("Species", ["E", "e", None, None, 0, 12], "MaxLevel is '12', not a level"),
        ("Species", ["E", "e", None, None, 2, 1], "the initial level of 'E' is 2; it is at most 1"),
        ("Interactions", ["A", "Z", "positive"], "'Z' under 'Source' is not a species"),
    ],
)
def test_what_is_wrong_in_a_workbook_is_named_with_its_row(
    sheet: str, row: list[object], said: str
) -> None:
    theirs = {name: [*rows, row] if name == sheet else rows for name, rows in THEIRS.items()}
    with pytest.raises(FormatError, match=said):
        read_tabularqual(workbook(**theirs), Path("x.xlsx"))


@pytest.mark.parametrize("rows", [None, [], THEIRS["Transitions"][:1]])
def test_a_workbook_without_rules_is_told(rows: list[list[object]] | None) -> None:
    theirs = {name: some for name, some in THEIRS.items() if name != "Transitions"}
    theirs |= {"Transitions": rows} if rows is not None else {}
    reading = read_tabularqual(workbook(**theirs), Path("x.xlsx"))
    assert not reading.model.rules
    assert "there is no rule in a sheet Transitions, so nothing has a rule" in reading.notes


def test_what_is_no_workbook_is_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 40_000_000)
    whole = workbook(**THEIRS)
    at = whole.index(b"xl/workbook.xml") + 60
    damaged = whole[:at] + bytes(80) + whole[at + 80 :]
    for raw, said in (
        (b"PK", "no .xlsx workbook"),
        (bomb.getvalue(), "more than 32,000,000 bytes"),
        (damaged, "workbook"),
        (workbook(Notes=[["x"]]), "no species in the sheet Species"),
    ):
        with pytest.raises(FormatError, match=said):
            read_tabularqual(raw, Path("x.xlsx"))


def test_a_workbook_that_a_curator_changed_counts_and_keeps_its_evidence() -> None:
    model = h2.load("PMC7464074")
    book = load_workbook(io.BytesIO(write_tabularqual(model, entities()).files[""]))
    for cell in book["Species"]["B"]:
        if cell.value == "trastuzumab":
            cell.value = "Herceptin"
    for row in book["Transitions"].iter_rows(min_row=2):
        if row[2].value == "PI3K":
            row[4].value = "FALSE"
    out = io.BytesIO()
    book.save(out)
    reading = read_tabularqual(out.getvalue(), Path("x.xlsx"))
    assert "the sheets were changed after her2model was written" in reading.notes[0]
    assert reading.model.species["trastuzumab"].label == "Herceptin"
    assert reading.model.species["trastuzumab"].kind == "drug"
    assert reading.model.rules["PI3K"].rule == "0"
    key = "trastuzumab -| HER2_HER2"
    assert reading.model.interactions[key] == model.interactions[key]
    assert not reading.model.alterations
