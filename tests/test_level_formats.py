"""Models with levels in and out: SBML-qual, GINsim's two notations, bits of other tools."""

from __future__ import annotations

import io
import itertools
import zipfile
from pathlib import Path

import pytest

import her2model as h2
from her2model.errors import FormatError
from her2model.model.expressions import species_and_level
from her2model.model.model import Model

pytestmark = pytest.mark.filterwarnings("ignore::her2model.ConversionWarning")

MODEL = """format: her2model/1
name: graded
species:
  I: {kind: ligand, levels: 2, initial: 2}
  X: {kind: gene, levels: 3}
  Y: {kind: gene, levels: 2}
  M: {kind: gene, levels: 2}
  B: {kind: gene}
interactions: {I -> X: [], Y -| X: [], X -> Y: [], B -> Y: [], M -> M: [], X -> B: [], M -> B: []}
rules:
  X: {1: {rule: I}, 2: {rule: I >= 2}, 3: {rule: Y < 2}}
  Y: {1: {rule: X and B or X >= 3}, 2: {rule: X >= 2}}
  M: {1: {rule: M}, 2: {rule: M >= 2}}
  B: {rule: X >= 2 and M}
"""


def target(model: Model, species: str, state: dict[str, int]) -> int:
    """The level that a species tends to: the highest up to which all rules hold."""
    level = 0
    for bit in model.bits(species):
        rule = model.functions[bit]
        names = {n: species_and_level(n) for n in rule.names}
        if not rule.evaluate({n: int(state[s] >= k) for n, (s, k) in names.items()}):
            break
        level += 1
    return level


def tables(model: Model) -> dict[str, list[int]]:
    tops = {s: range(model.species[s].top + 1) for s in sorted(model.species)}
    states = [dict(zip(tops, row, strict=True)) for row in itertools.product(*tops.values())]
    return {s: [target(model, s, state) for state in states] for s in sorted(model.rules)}


@pytest.fixture
def model(tmp_path: Path) -> Model:
    (tmp_path / "graded.yaml").write_text(MODEL)
    return h2.load(tmp_path / "graded.yaml")


def test_sbml_carries_levels(model: Model, tmp_path: Path) -> None:
    h2.save(model, tmp_path / "x.sbml")
    again = h2.load(tmp_path / "x.sbml")
    assert again.inputs == model.inputs
    assert dict(again.levels) == dict(model.levels)
    assert again.species["I"].initial == 2
    assert tables(again) == tables(model)
    assert {k: i.sign for k, i in again.interactions.items()} == {
        k: i.sign for k, i in model.interactions.items()
    }


NAMED = (
    MODEL.replace(
        "X: {kind: gene, levels: 3}",
        "X: {kind: gene, levels: [none, 'a; b', much, most], meaning: {1: 'c=d'}}",
    ).replace("Y: {kind: gene", "Y: {meaning: {0: silent, 2: full}, kind: gene")
    + """readouts: {growth: B}
claims:
- {id: c, status: literature, evidence: [{reference: "pubmed:1", basis: background}], gains: {X: 1},
   expect: {B: unchanged}, than: {gains: {X: 2}}}
"""
)


@pytest.mark.parametrize("suffix", ["tsv", "xlsx", "sbml", "cx2"])
def test_names_and_meanings_of_levels_come_back(suffix: str, tmp_path: Path) -> None:
    (tmp_path / "n.yaml").write_text(NAMED)
    model = h2.load(tmp_path / "n.yaml")
    h2.save(model, tmp_path / f"n.{suffix}")
    again = h2.load(tmp_path / f"n.{suffix}")
    assert again.species == model.species
    assert suffix == "sbml" or again == model


@pytest.mark.parametrize("suffix", ["bnet", "aeon", "bnd", "sif"])
def test_names_of_levels_that_are_lost_are_told(suffix: str, tmp_path: Path) -> None:
    (tmp_path / "n.yaml").write_text(NAMED)
    with pytest.warns(h2.ConversionWarning, match="not carry the names of the levels of 1") as told:
        h2.save(h2.load(tmp_path / "n.yaml"), tmp_path / f"n.{suffix}")
    assert any("not carry what the levels mean for 2 species" in str(w.message) for w in told)


def sbml(maths: dict[int, str], default: int = 0) -> str:
    terms = "".join(
        f'<qual:functionTerm qual:resultLevel="{k}"><math>{m}</math></qual:functionTerm>'
        for k, m in maths.items()
    )
    return (
        '<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1" '
        'xmlns:qual="http://www.sbml.org/sbml/level3/version1/qual/version1"><model>'
        '<qual:listOfQualitativeSpecies><qual:qualitativeSpecies qual:id="A" qual:maxLevel="2"/>'
        '<qual:qualitativeSpecies qual:id="C" qual:maxLevel="1"/>'
        '<qual:qualitativeSpecies qual:id="B" qual:maxLevel="2"/>'
        "</qual:listOfQualitativeSpecies><qual:listOfTransitions><qual:transition>"
        '<qual:listOfInputs><qual:input qual:id="th" qual:thresholdLevel="2" '
        'qual:qualitativeSpecies="A"/><qual:input qual:qualitativeSpecies="C"/>'
        '</qual:listOfInputs><qual:listOfOutputs><qual:output qual:qualitativeSpecies="B"/>'
        "</qual:listOfOutputs><qual:listOfFunctionTerms>"
        f'<qual:defaultTerm qual:resultLevel="{default}"/>{terms}</qual:listOfFunctionTerms>'
        "</qual:transition></qual:listOfTransitions></model></sbml>"
    )


def compare(sign: str, level: str, name: str = "A") -> str:
    return f"<apply><{sign}/><ci>{name}</ci>{level}</apply>"


@pytest.mark.parametrize(
    ("maths", "default", "wanted"),
    [
        ({1: compare("eq", "<cn>1</cn>"), 2: compare("geq", "<cn>2</cn>")}, 0, "1: A; 2: A >= 2"),
        ({2: compare("geq", "<ci>th</ci>")}, 1, "1: 1; 2: A >= 2"),
        ({0: compare("lt", "<cn>2</cn>")}, 2, "1: A >= 2; 2: A >= 2"),
        ({2: compare("neq", "<cn>1</cn>")}, 0, "1: not A or A >= 2; 2: not A or A >= 2"),
        ({1: compare("gt", "<ci>C</ci>")}, 0, "1: A >= 2 or A and not C; 2: 0"),
        ({1: compare("gt", "<cn>1.5</cn>")}, 0, "1: A >= 2; 2: 0"),
    ],
)
def test_conditions_on_levels(
    maths: dict[int, str], default: int, wanted: str, tmp_path: Path
) -> None:
    (tmp_path / "x.sbml").write_text(sbml(maths, default))
    assert h2.load(tmp_path / "x.sbml").rules["B"].written == wanted


@pytest.mark.parametrize(
    ("sign", "level"),
    [("geq", "3"), ("gt", "2"), ("lt", "0"), ("eq", "0.5"), ("leq", "-1"), ("neq", "inf")],
)
def test_comparisons_beyond_the_levels(sign: str, level: str, tmp_path: Path) -> None:
    (tmp_path / "x.sbml").write_text(sbml({1: compare(sign, f"<cn>{level}</cn>")}))
    with pytest.raises(FormatError, match=r"line 1.*tells no levels apart; its levels are 0 to 2"):
        h2.load(tmp_path / "x.sbml")


def test_terms_that_contradict_each_other(tmp_path: Path) -> None:
    both = {1: compare("geq", "<cn>1</cn>"), 2: compare("geq", "<cn>2</cn>")}
    (tmp_path / "x.sbml").write_text(sbml(both))
    with pytest.raises(FormatError, match="different levels where A>=2 = 1"):
        h2.load(tmp_path / "x.sbml")
    (tmp_path / "x.sbml").write_text(sbml({3: compare("geq", "<cn>1</cn>")}))
    with pytest.raises(FormatError, match="sets the level 3"):
        h2.load(tmp_path / "x.sbml")
    (tmp_path / "x.sbml").write_text(sbml({}).replace('thresholdLevel="2"', 'thresholdLevel="3"'))
    with pytest.raises(FormatError, match="threshold of 'A' is 3; the highest level of 'A' is 2"):
        h2.load(tmp_path / "x.sbml")


HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE gxl SYSTEM "http://ginsim.org/GINML_2_2.dtd">\n'
    '<gxl xmlns:xlink="http://www.w3.org/1999/xlink"><graph class="regulatory" id="g">\n'
)
BY_VALUES = (
    '<node id="A" maxvalue="2" input="true"/><node id="C" maxvalue="1" name="cee" input="true"/>'
    '<node id="B" maxvalue="2"><value val="2"><exp str="A:2 &amp; !C"/></value>'
    '<value val="1"><exp str="A:1 | A &amp; C"/></value></node>\n'
)
BY_PARAMETERS = (
    '<node id="A" maxvalue="2" input="true"/><node id="C" maxvalue="1" name="cee" input="true"/>'
    '<node id="B" maxvalue="2"><parameter idActiveInteractions="A:B:2" val="2"/>'
    '<parameter idActiveInteractions=" A:B:1" val="1"/><parameter '
    'idActiveInteractions="A:B:1 C:B" val="1"/><parameter idActiveInteractions="A:B:2 C:B" '
    'val="1"/></node>\n'
)
EDGES = (
    '<edge id="A:B" from="A" to="B" effects="1:positive 2:positive"/>'
    '<edge id="C:B" from="C" to="B" minvalue="1" sign="negative"/></graph></gxl>'
)
OLD_EDGES = (
    '<edge id="A:B:1" from="A" to="B" minvalue="1" maxvalue="1" sign="positive"/>'
    '<edge id="A:B:2" from="A" to="B" minvalue="2" sign="positive"/>'
    '<edge id="C:B" from="C" to="B" sign="negative"/></graph></gxl>'
)


@pytest.mark.parametrize("nodes", [BY_VALUES, BY_PARAMETERS])
@pytest.mark.parametrize("edges", [EDGES, OLD_EDGES])
def test_both_notations_of_ginsim(nodes: str, edges: str, tmp_path: Path) -> None:
    (tmp_path / "x.ginml").write_text(HEAD + nodes + edges)
    model = h2.load(tmp_path / "x.ginml")
    assert model.inputs == ("A", "C")
    assert model.species["C"].label == "cee"
    assert model.rules["B"].written == "1: A; 2: A >= 2 and not C"
    with zipfile.ZipFile(tmp_path / "x.zginml", "w") as archive:
        archive.writestr("GINsim-data/regulatoryGraph.ginml", HEAD + nodes + edges)
        archive.writestr("GINsim-data/initialState", "")
    assert h2.load(tmp_path / "x.zginml").rules == model.rules


def test_a_base_value_holds_where_nothing_acts(tmp_path: Path) -> None:
    nodes = (
        '<node id="A" maxvalue="1"/><node id="C" maxvalue="1"/><node id="B" basevalue="2" '
        'maxvalue="2"><parameter idActiveInteractions="i" val="1"/></node>'
    )
    edges = (
        '<edge id="i" from="A" to="B" sign="positive"/><edge id="j" from="C" to="B" '
        'sign="negative"/></graph></gxl>'
    )
    (tmp_path / "x.ginml").write_text(HEAD + nodes + edges)
    assert h2.load(tmp_path / "x.ginml").rules["B"].written == "1: not C; 2: not A and not C"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD + BY_PARAMETERS.replace("A:B:1 C:B", "A:B:1 Z") + EDGES, "names 'Z'"),
        (HEAD + BY_VALUES.replace("A:2", "A:3") + EDGES, "'A:3' is no interaction"),
        (HEAD + BY_VALUES.replace("A:2 &amp;", "A:2 &amp; &amp;") + EDGES, "is not a rule"),
        (HEAD + BY_VALUES.replace("A:1 |", "A |") + EDGES, "hold at once where"),
        (HEAD + BY_VALUES.replace('val="2"', 'val="7"') + EDGES, "above the highest level"),
        (HEAD + BY_VALUES.replace('maxvalue="2"', 'maxvalue="x"') + EDGES, "not a level"),
        (HEAD + BY_VALUES + EDGES.replace('from="C"', 'from="D"'), "'D' is not a node"),
        (HEAD.replace("regulatory", "reachability") + EDGES, "class 'reachability'"),
        (HEAD.replace('2.dtd">', '2.dtd" [<!ENTITY a "b">]>') + EDGES, "entity is declared"),
        ("<a/>", "not GINML"),
    ],
)
def test_ginml_that_cannot_be_read(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "x.ginml").write_text(text)
    with pytest.raises(FormatError) as caught:
        h2.load(tmp_path / "x.ginml")
    assert words in str(caught.value)


def archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as found:
        for name, data in files.items():
            found.writestr(f"{name}.ginml", data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"PK\x03\x04", "no .zginml archive"),
        (b"", "no .zginml archive"),
        (archive(a=b"<a/>", b=b"<a/>"), "2 .ginml files"),
        (archive(), "0 .ginml files"),
        (archive(a=b" " * 9_000_000), "more than 8,000,000 bytes"),
        (archive(a=b"<a/>" * 100)[:-60] + b"\0" * 60, ".zginml"),
        (archive(a=b"\xff\x00\x01" * 9), "is not text"),
    ],
)
def test_archives_that_are_none(raw: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / "x.zginml").write_bytes(raw)
    with pytest.raises(FormatError) as caught:
        h2.load(tmp_path / "x.zginml")
    assert words in str(caught.value)


@pytest.mark.parametrize("suffix", [".bnet", ".aeon", ".bnd", ".tsv"])
def test_levels_go_out_as_bits_and_come_back(model: Model, suffix: str, tmp_path: Path) -> None:
    h2.save(model, tmp_path / f"x{suffix}")
    again = h2.load(tmp_path / f"x{suffix}")
    assert dict(again.levels) == dict(model.levels)
    assert again.inputs == model.inputs
    assert tables(again) == tables(model)
    if suffix in (".bnd", ".tsv"):
        assert again.species["I"].initial == 2


def test_bits_of_trap_spaces_and_bits_of_steps(model: Model, tmp_path: Path) -> None:
    h2.save(model, tmp_path / "x.bnet")
    h2.save(model, tmp_path / "x.bnd")
    lines = (tmp_path / "x.bnet").read_text().splitlines()
    assert "I_b2, I_b1 & I_b2" in lines
    assert "X_b3, I_b1 & I_b2 & (!Y_b1 | !Y_b2)" in lines
    settings = (tmp_path / "x.cfg").read_text()
    assert "[Y_b1, Y_b2].istate = 0.333333 [0, 0], 0.333333 [1, 0], 0.333333 [1, 1];" in settings
    assert "I_b2.istate = 1;" in settings


def test_genes_that_are_only_named_so_are_no_levels(tmp_path: Path) -> None:
    (tmp_path / "x.bnet").write_text("TGF_b1, TGF_b1\nTGF_b2, TGF_b2\nA, TGF_b1 & !TGF_b2\n")
    assert sorted(h2.load(tmp_path / "x.bnet").species) == ["A", "TGF_b1", "TGF_b2"]
    (tmp_path / "x.bnet").write_text("A_b1, B\nA_b2, !B\nB, A_b1\n")
    assert not h2.load(tmp_path / "x.bnet").levels


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("A_b1, B\nA_b2, B\nX, X | (!A_b1 & A_b2)\nB, B\n", 0),
        ("A_b1, B | C\nA_b2, B\nX, A_b2\nB, B\nC, C\n", 0),
        ("A_b1, B\nA_b2, B\nX, A_b1 & A_b2 | !A_b1\nB, B\n", 2),  # as we write levels
        ("A_b1, A_b1 & A_b2\nA_b2, A_b2\nX, A_b1 & !A_b2\n", 0),  # an input is on by itself
        ("A_b1, B | A_b2\nA_b2, A_b1 & C\nX, A_b2\nB, B\nC, C\n", 2),  # step by step
        ("B, B\nX, A_b1 & !B\n" + "".join(f"A_b{k}, B\n" for k in range(1, 13)), 12),
    ],
)
def test_bits_are_levels_only_where_that_keeps_the_meaning(
    text: str, levels: int, tmp_path: Path
) -> None:
    (tmp_path / "x.bnet").write_text(text)
    said = "read as the levels" if levels else "by their rules no levels: A_b1, A_b2"
    with pytest.warns(h2.ConversionWarning, match=said):
        assert dict(h2.load(tmp_path / "x.bnet").levels) == ({"A": levels} if levels else {})


def test_names_that_would_be_those_of_bits(tmp_path: Path) -> None:
    text = MODEL.replace("  B: {kind: gene}\n", "  B: {kind: gene}\n  X_b2: {kind: gene}\n")
    text = text.replace("B -> Y: []", "B -> Y: [], B -> X_b2: []")
    (tmp_path / "x.yaml").write_text(text)
    model = h2.load(tmp_path / "x.yaml")
    for suffix in (".bnet", ".aeon", ".bnd"):
        h2.save(model, tmp_path / f"x{suffix}")
        again = h2.load(tmp_path / f"x{suffix}")
        assert dict(again.levels) == dict(model.levels)
        assert set(again.species) == set(model.species)
        assert tables(again) == tables(model)


def test_a_name_like_that_of_a_far_bit_is_a_species_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "m.bnet").write_text("A_b1, A_b11\nA_b2, A_b11 & B\nA_b11, B\nB, B\n")
    model = h2.load(tmp_path / "m.bnet")
    assert {s: species.top for s, species in model.species.items()} == {"A": 2, "A_b11": 1, "B": 1}


def test_formats_without_levels_say_so(model: Model, tmp_path: Path) -> None:
    with pytest.warns(h2.ConversionWarning, match="does not carry the levels of 4 species"):
        h2.save(model, tmp_path / "x.sif")
