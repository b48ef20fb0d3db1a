"""Graph formats, read back by the tools that they are for: networkx, ndex2, openpyxl."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from random import Random
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ndex2.cx2 import CX2NetworkXFactory, RawCX2NetworkFactory
from openpyxl import Workbook, load_workbook

import her2model as h2
import random_networks
from her2model.errors import FormatError, InputError
from her2model.formats.bel import BEL, write_bel
from her2model.formats.cx2 import CX2, write_cx2
from her2model.formats.format import CONTENTS, Reading
from her2model.formats.graph_attributes import INTERACTIONS
from her2model.formats.graphml import GRAPHML, write_graphml
from her2model.formats.networkx_graph import from_networkx, to_networkx
from her2model.formats.sif import SIF, write_sif
from her2model.formats.table_cells import CONTROL
from her2model.formats.tabularqual import TABULARQUAL, write_tabularqual
from her2model.formats.tabularqual_reading import read_tabularqual
from her2model.model.model import Model
from her2model.model.parts import FrozenMap, Interaction, RuleEntry, Species
from her2model.model.rules import Rule
from her2model.model.shipped import entities
from test_evidence_table import HOSTILE, hostile

FIRST = Path(__file__).parent.parent / "benchmarks" / "models" / "her2-first-edition.yaml"
FORMATS = (GRAPHML, SIF, CX2, BEL, TABULARQUAL)


def models() -> list[Model]:
    shipped = [h2.load(name) for name in h2.list_models()]
    return [*shipped, *(random_networks.model(Random(seed), 6) for seed in range(20))]


def signed(model: Model) -> set[tuple[str, str, str]]:
    return {(i.source, i.sign, i.target) for i in model.interactions.values()}


def read_graphml(model: Model) -> Any:
    return nx.read_graphml(io.BytesIO(write_graphml(model, entities()).files[""]))


# -- networkx ---------------------------------------------------------------------------------


def test_networkx_gives_the_same_model_back() -> None:
    for model in models():
        assert from_networkx(to_networkx(model)) == model


def test_the_regulatory_graph_is_that_graph() -> None:
    graph = h2.regulatory_graph("PMC7464074")
    other = to_networkx(h2.load("PMC7464074"))
    assert nx.utils.graphs_equal(graph, other)


@pytest.mark.parametrize("sign", [1, "1", "+", "positive", "activates", "->"])
def test_a_graph_from_elsewhere_is_a_model(sign: object) -> None:
    graph: Any = nx.DiGraph(name="theirs")
    graph.add_edge("IGF-1R", 4, sign=sign)
    graph.add_edge("PTEN", 4, sign=-1)
    model = from_networkx(graph)
    assert signed(model) == {("IGF_1R", "activation", "_4"), ("PTEN", "inhibition", "_4")}
    assert model.species["IGF_1R"].label == "IGF-1R"
    assert model.name == "theirs"
    assert h2.simulate(model, context={"IGF_1R": 1})["_4"] == "on"


def test_a_graph_that_is_no_model_is_refused_in_words() -> None:
    with pytest.raises(FormatError, match="the graph is not directed"):
        from_networkx(nx.Graph([("A", "B")]))
    with pytest.raises(FormatError, match="edge A to B: the edge has no sign; set edge attribute"):
        from_networkx(nx.DiGraph([("A", "B")]))
    with pytest.raises(FormatError, match="'up' is not a sign"):
        from_networkx(nx.DiGraph([("A", "B", {"sign": "up"})]))
    with pytest.raises(FormatError, match="two nodes have the same name"):
        from_networkx(nx.DiGraph([("1", 1, {"sign": 1})]))
    with pytest.raises(FormatError, match="its evidence is not"):
        from_networkx(nx.DiGraph([("A", "B", {"sign": 1, "evidence": "x"})]))
    with pytest.raises(FormatError, match="its evidence is not a list"):
        from_networkx(nx.DiGraph([("A", "B", {"sign": 1, "evidence": 3})]))
    with pytest.raises(FormatError, match="only inhibitors act on it"):
        from_networkx(nx.DiGraph([("A", "B", {"sign": -1})]))
    with pytest.raises(FormatError, match="also stands with the other sign"):
        from_networkx(nx.MultiDiGraph([("A", "B", {"sign": 1}), ("A", "B", {"sign": -1})]))
    with pytest.raises(InputError, match="is no model"):
        to_networkx("her2-resistance")  # type: ignore[arg-type]


def test_a_subgraph_is_a_model_when_nothing_names_what_was_left_out() -> None:
    graph = to_networkx(h2.load("PMC7464074"))
    part = graph.subgraph(["MET_overexpression", "MET"]).copy()
    with pytest.raises(FormatError, match="is not a species"):
        from_networkx(part)
    part.graph.clear()
    model = from_networkx(part, "part")
    assert list(model.interactions) == ["MET_overexpression -> MET"]
    assert model.interactions["MET_overexpression -> MET"].evidence


# -- GraphML ----------------------------------------------------------------------------------


def test_graphml_is_read_by_networkx_and_gives_the_same_model_back() -> None:
    for model in models():
        assert from_networkx(read_graphml(model)) == model


@pytest.mark.parametrize("kind", [GRAPHML, CX2], ids=lambda f: f.name)
@pytest.mark.parametrize("text", [t for t in HOSTILE if t], ids=lambda t: repr(t)[:12])
def test_odd_texts_come_back_in_a_graph(kind: Any, text: str) -> None:
    model = hostile(text)
    written = kind.writer(model, None)
    path = Path(f"x{kind.suffixes[0]}")
    assert kind.reader(written.files[""].decode(), path) == Reading(model)
    assert written.notes == ()


@pytest.mark.parametrize("kind", [GRAPHML, CX2], ids=lambda f: f.name)
def test_a_graph_that_was_edited_is_read_as_far_as_it_goes(kind: Any) -> None:
    """With an arrow gone, claims and rules no longer hold together; that is said, and no crash."""
    model = h2.load("her2-resistance")
    text = kind.writer(model, None).files[""].decode()
    assert text.count("activation") > 20
    text = text.replace('"activation"', '"inhibition"').replace(">activation<", ">inhibition<")
    reading = kind.reader(text, Path(f"x{kind.suffixes[0]}"))
    assert "the file was changed and its parts make no model" in reading.notes[0]
    assert any("the file declares inhibition, the rule says activation" in n for n in reading.notes)
    named = {s.name: s.top for s in reading.model.species.values()}
    assert named == {s.name: s.top for s in model.species.values()}
    assert not reading.model.claims


# -- CX2 --------------------------------------------------------------------------------------


def cx2(model: Model) -> Any:
    document = json.loads(write_cx2(model, entities()).files[""])
    return RawCX2NetworkFactory().get_cx2network(document)


def test_cx2_is_read_by_ndex2_with_species_and_signed_arrows() -> None:
    for model in models():
        network = cx2(model)
        id_of = {n: node["v"]["species"] for n, node in network.get_nodes().items()}
        assert sorted(id_of.values()) == sorted(model.species)
        found = {
            (id_of[e["s"]], e["v"]["sign"], id_of[e["t"]]) for e in network.get_edges().values()
        }
        assert found == signed(model)
        graph = CX2NetworkXFactory().get_graph(network)
        assert graph.number_of_edges() == len(model.interactions)


def test_cx2_carries_evidence_identifiers_and_printed_names() -> None:
    network = cx2(h2.load("PMC7464074"))
    nodes = {n["v"]["species"]: n["v"] for n in network.get_nodes().values()}
    assert nodes["HER2"]["represents"] == "hgnc:3430"
    assert nodes["HER2_HER2"]["name"] == "HER2:HER2"
    edges = {e["v"]["name"]: e["v"] for e in network.get_edges().values()}
    assert edges["trastuzumab -| HER2_HER2"]["quotes"] == ["blockade by trastuzumab"]
    assert edges["trastuzumab -| HER2_HER2"]["interaction"] == "inhibits"
    style = network.get_visual_properties()
    bars = style["edgeMapping"]["EDGE_TARGET_ARROW_SHAPE"]["definition"]["map"]
    assert {"v": "inhibition", "vp": "tee"} in bars


@pytest.mark.parametrize("name", h2.list_models())
def test_no_two_species_stand_on_one_spot_in_cx2(name: str) -> None:
    document = json.loads(write_cx2(h2.load(name)).files[""])
    nodes = next(part["nodes"] for part in document if "nodes" in part)
    assert len({(n["x"], n["y"]) for n in nodes}) == len(nodes)


def test_cx2_takes_the_positions_of_the_shipped_drawing_or_those_given() -> None:
    model = h2.load("PMC3233287")
    nodes = {n["v"]["species"]: n for n in cx2(model).get_nodes().values()}
    assert (nodes["HER2"]["x"], nodes["HER2"]["y"]) == (348.0, 120.0)
    given = {s: (float(k), 0.0) for k, s in enumerate(model.species)}
    document = json.loads(write_cx2(model, None, given).files[""])
    assert [n["x"] for n in document[4]["nodes"]] == list(map(float, range(len(model.species))))


# -- SIF --------------------------------------------------------------------------------------


def test_sif_has_every_species_and_signed_arrow() -> None:
    sign = {verb: sign for sign, verb in INTERACTIONS.items()}
    for model in models():
        lines = [x.split("\t") for x in write_sif(model).files[""].decode().splitlines()]
        arrows = {(x[0], sign[x[1]], x[2]) for x in lines if len(x) == 3}
        assert arrows == signed(model)
        assert {n for x in lines for n in (x[0], x[-1])} == set(model.species)


# -- BEL --------------------------------------------------------------------------------------

QUOTED = r'"(?:[^"\\\n]|\\["\\])*"'
NAME = rf"[\w.]+:{QUOTED} ! {QUOTED}"
TERM = rf"(?:p|a|bp|complex)\((?:{NAME}(?:, var\({QUOTED}\))?|p\({NAME}\)(?:, p\({NAME}\))+)\)"
STATEMENT = rf"(?:{TERM}|act\({TERM}\)) (?:increases|decreases|regulates) (?:{TERM}|act\({TERM}\))"
LINE = re.compile(
    rf"|SET DOCUMENT \w+ = {QUOTED}|DEFINE (?:NAMESPACE|ANNOTATION) [\w.]+ AS PATTERN {QUOTED}"
    rf"|SET Citation = \{{{QUOTED}, {QUOTED}\}}|SET \w+ = {QUOTED}|{STATEMENT}"
)


def bel(model: Model) -> list[str]:
    return write_bel(model, entities()).files[""].decode("utf-8").split("\n")


def test_every_line_of_a_bel_script_is_one() -> None:
    for model in models():
        for line in bel(model):
            assert LINE.fullmatch(line), line


def test_bel_has_a_statement_for_each_piece_of_evidence() -> None:
    model = h2.load("PMC7464074")
    lines = bel(model)
    statements = [x for x in lines if re.fullmatch(STATEMENT, x)]
    pieces = [e for i in model.interactions.values() for e in i.evidence]
    assert len(statements) == len([e for e in pieces if e.supports != "refutes"])
    assert 'SET SupportingText = "blockade by trastuzumab"' in lines
    assert 'SET Citation = {"PubMed Central", "PMC7464074"}' in lines
    assert any(x.startswith('a(drugbank:"DB00072" ! "trastuzumab") decreases') for x in lines)
    assert any('p(hgnc:"3430" ! "ERBB2", var("P95HER2"))' in x for x in lines)


def test_no_two_species_share_a_bel_term() -> None:
    model = h2.load("GomezTejedaZanudo2017")
    written = write_bel(model, entities())
    statements = {x for x in bel(model) if re.fullmatch(STATEMENT, x)}
    assert len(statements) == len(model.interactions)
    assert any("an identifier that another has too" in note for note in written.notes)


def test_bel_namespaces_are_those_used() -> None:
    lines = bel(h2.load("her2-resistance"))
    defined = {x.split()[2] for x in lines if x.startswith("DEFINE NAMESPACE")}
    text = "\n".join(x for x in lines if re.fullmatch(STATEMENT, x))
    assert defined == set(re.findall(rf"([\w.]+):{QUOTED} !", text))


def test_an_arrow_without_evidence_cites_the_model_in_bel() -> None:
    written = write_bel(random_networks.model(Random(1), 4), None)
    assert any("without evidence cite the model" in note for note in written.notes)


# -- TabularQual ------------------------------------------------------------------------------


def sheets(model: Model) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(io.BytesIO(write_tabularqual(model, entities()).files[""]))
    return {s.title: list(s.iter_rows(values_only=True)) for s in book.worksheets}


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


# -- all of them ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMATS, ids=lambda f: f.name)
def test_the_same_model_gives_the_same_bytes(kind: Any) -> None:
    model = h2.load("her2-resistance")
    first = kind.writer(model, entities())
    assert kind.writer(model, entities()) == first
    assert bool(first.notes) == (kind.carries != set(CONTENTS))


@pytest.mark.parametrize("kind", FORMATS, ids=lambda f: f.name)
@pytest.mark.parametrize("text", [*HOSTILE, "\0\x01"], ids=lambda t: repr(t)[:12])
def test_hostile_texts_break_no_writer(kind: Any, text: str) -> None:
    written = kind.writer(hostile(text), None)
    assert all(written.files.values())
    if text == "\0\x01" and kind in (GRAPHML, CX2, TABULARQUAL):
        assert any("replaced by U+FFFD" in note for note in written.notes)


@given(st.text(max_size=20))
def test_any_text_can_be_read_back(text: str) -> None:
    model = hostile(text.encode("utf-8", "replace").decode())
    assert len(read_graphml(model)) == 2
    assert len(cx2(model).get_nodes()) == 2
    assert len(sheets(model)) == (4 if CONTROL.search(model.title) else 5)
    for line in bel(model):
        assert LINE.fullmatch(line), line


def test_dual_arrows_are_carried() -> None:
    i = Interaction(source="A", target="B", sign="dual")
    j = Interaction(source="C", target="B", sign="dual")
    model = Model(
        name="x",
        species=FrozenMap(
            {s: Species(id=s, kind="gene", initial=None if s == "B" else 0) for s in "ABC"}
        ),
        interactions=FrozenMap({i.id: i, j.id: j}),
        rules=FrozenMap({"B": RuleEntry(rule="A and not C or C and not A")}),
    )
    assert b"A\taffects\tB" in write_sif(model).files[""]
    assert any(" regulates " in line for line in bel(model))
    assert from_networkx(read_graphml(model)).interactions == model.interactions
    assert [row[2] for row in sheets(model)["Interactions"][1:]] == ["dual", "dual"]
