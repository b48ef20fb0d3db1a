"""Graph formats, read back by the tools that they are for: networkx, ndex2, openpyxl."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from random import Random
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ndex2.cx2 import CX2NetworkXFactory, RawCX2NetworkFactory
from openpyxl import load_workbook

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
from her2model.model.model import Model
from her2model.model.parts import FrozenMap, Interaction, RuleEntry, Species
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


def sheets(model: Model) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(io.BytesIO(write_tabularqual(model, entities()).files[""]))
    return {s.title: list(s.iter_rows(values_only=True)) for s in book.worksheets}


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
    odd = nx.DiGraph([("A", "B", {"sign": 1})])
    odd.nodes["B"]["higher"] = 3
    with pytest.raises(FormatError, match="higher levels are not a list"):
        from_networkx(odd)
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
