"""Kinds of files that were once read wrongly or refused: each with more than one member."""

from __future__ import annotations

from pathlib import Path

import pytest

import her2model as h2
from her2model.errors import FormatError
from her2model.formats.format import ConversionWarning
from her2model.model.model import Model
from her2model.model.rules import Rule

pytestmark = pytest.mark.filterwarnings("ignore::her2model.ConversionWarning")


def load(folder: Path, **files: str | bytes) -> Model:
    """Write files, named by their suffix, and load the first."""
    for suffix, text in files.items():
        path = folder / f"m.{suffix}"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return h2.load(folder / f"m.{next(iter(files))}")


def rules(model: Model) -> dict[str, str]:
    name = {i: s.name for i, s in model.species.items()}
    return {name[s]: rule.renamed(name).text for s, rule in model.functions.items()}


def refusal(folder: Path, **files: str) -> str:
    with pytest.raises(FormatError) as caught:
        load(folder, **files)
    return str(caught.value)


# -- MaBoSS -----------------------------------------------------------------------------------

GINSIM = (
    "Node A { logic = (B);\n rate_up = ( $A_ko ? 0.0 : ( $A_up ? @max : ( @logic ? $u : 0)));\n"
    " rate_down = ( $A_ko ? @max : ( $A_up ? 0.0 : ( @logic ? 0 : $d))); max = 1.7E+308/1; }\n"
    "Node B { rate_up = 0.; rate_down = 0.; }\n"
)


@pytest.mark.parametrize(
    ("bnd", "cfg", "wanted"),
    [
        ("node A { logic = B & $x; } node B {}", "$x=1;", "B"),
        ("node A { logic = B | $x; } node B {}", "$x=TRUE;", "1"),
        ("node A { logic = B & !$x; } node B {}", "$y=1; $x=$y-1;", "B"),
        ("node A { rate_up = B ? 1. : 0.; rate_down = (!B)*2e3; } node B {}", "", "B"),
        ("node A { rate_up = B ? $u/2 : 0; rate_down = B ? 0 : $u/2; } node B {}", "$u=3;", "B"),
        ("node A { rate_up = B ? 1 : 0; rate_down = B ? 0 : $d; } node B {}", "$d=0;", "B or A"),
        ("node A { rate_up = (B AND NOT A); rate_down = !B; } node B {}", "", "B"),
        ("node A { logic = NOT A OR B; rate_up = @logic; rate_down = !@logic; } node B {}", "",
         "not A or B"),
        ("node A { rate_up = 1; rate_down = 0; } node B {logic = A;}", "", "1"),
        ("node A { rate_up = B > 0 ? 2 : 0; rate_down = B == 0; } node B {}", "", "B"),
        ("node A { rate_up = B; rate_down = !C; } node B {} node C {}", "",
         "not A and B or A and C"),
        ('node A { logic = B; description = "a {b}; \\"c\\""; } node B {}', "", "B"),
        ("A, B & !C\nB, B\nC : C;\n", "", "B and not C"),
        ("targets, factors\nA, (B)\n", "", "B"),
        ("/* node Z {} */ node A { logic = B ^ C | D; } node B {} node C {} node D {}", "",
         "B and not C and not D or not B and (C or D)"),
        (GINSIM, "$u=1; $d=1; $A_ko=0; $A_up=0;", "B"),
        (GINSIM, "", "B"),
        (GINSIM, "$u=1; $d=1; $A_ko=1; $A_up=0;", "0"),
        (GINSIM, "$u=1; $d=1; $A_ko=0; $A_up=1;", "1"),
    ],
)  # fmt: skip
def test_rates_are_worked_out(bnd: str, cfg: str, wanted: str, tmp_path: Path) -> None:
    found = Rule.parse(rules(load(tmp_path, bnd=bnd, cfg=cfg))["A"])
    assert set(found.prime_implicants) == set(Rule.parse(wanted).prime_implicants)


def test_switches_of_the_file_can_be_asked_for(tmp_path: Path) -> None:
    model = load(tmp_path, bnd=GINSIM, cfg="$u=1; $d=1; $A_ko=0; $A_up=0; B.istate=1;")
    assert h2.simulate(model)["A"] == "on"
    assert h2.simulate(model, alterations=["A_ko"])["A"] == "off"
    assert h2.simulate(model, context={"B": 0}, alterations=["A_up"])["A"] == "on"


def test_a_switch_of_a_node_without_arrows_is_left_out(tmp_path: Path) -> None:
    lone = "node L { rate_up = 0; rate_down = $L_ko ? 1 : 0; }"
    with pytest.warns(ConversionWarning, match=r"no arrow touches are left out: L_ko"):
        model = load(tmp_path, bnd=GINSIM + lone)
    assert "L" in model.species
    assert "L_ko" not in model.alterations


@pytest.mark.parametrize(
    ("cfg", "a", "b"),
    [
        ("[A, B].istate = 1 [1,1], 0 [0,0];", 1, 1),
        ("[A, B].istate = 0.5 [1,0], 0.5 [0,0];", None, 0),
        ("[A].istate = 0 [0], 1 [1]; B.istate = FALSE;", 1, 0),
        ("$one=1; A.istate = $one; B.istate = -1;", 1, None),
        ("// A.istate = 0;\nA.istate = 1; B.refstate = 1;", 1, None),
    ],
)
def test_initial_states(cfg: str, a: int | None, b: int | None, tmp_path: Path) -> None:
    model = load(tmp_path, bnd="node A {} node B {} node C { logic = A & B; }", cfg=cfg)
    assert [model.species[s].initial for s in "AB"] == [a or 0, b or 0]


@pytest.mark.parametrize(
    ("cfg", "words"),
    [
        ("\n$u = 1;\nb.istate = 1;", "m.cfg (line 3): 'b' is not a node of the .bnd file; did you"),
        ("[A, Z].istate = 1 [1, 0];", "m.cfg (line 1): 'Z' is not a node"),
        ("$u=1;\nB.istate:=1;", "m.cfg (line 2): 'B.istate:=1' is not one setting"),
        ("A.istate = 1\nB.istate = 1;", "'A.istate = 1 B.istate = 1' is not one setting"),
        (
            "garbage here $u = 1;",
            "is not one setting; write 'name = value;', each with its own ';'",
        ),
        ("B.istate = 1;\nB.istate = 0;", "m.cfg (line 2): 'B.istate' is given twice"),
        ("$u = -1; $d = 1;", "m.bnd (line 1): the rate_up of 'A' is -1"),
    ],
)
def test_settings_that_maboss_refuses(cfg: str, words: str, tmp_path: Path) -> None:
    bnd = (
        "node A { logic = B; rate_up = @logic ? $u : 0; rate_down = @logic ? 0 : $d; }\nnode B {}\n"
    )
    assert words in refusal(tmp_path, bnd=bnd, cfg=cfg)


def test_a_rate_that_is_negative_somewhere_is_told(tmp_path: Path) -> None:
    with pytest.warns(ConversionWarning, match="negative it is read as 0: rate_up of A"):
        model = load(tmp_path, bnd="node A { rate_up = B - C; rate_down = 0; } node B {} node C {}")
    assert rules(model) == {"A": "B and not C or A"}


def test_the_last_value_of_a_constant_counts(tmp_path: Path) -> None:
    with pytest.warns(ConversionWarning, match=r"stand twice the last counts: \$x"):
        model = load(tmp_path, bnd="node A { logic = B & $x; } node B {}", cfg="$x=0; $x=1;")
    assert rules(model) == {"A": "B"}


def test_several_settings_are_named(tmp_path: Path) -> None:
    for name in ("m_one.cfg", "m_two.cfg"):
        (tmp_path / name).write_text("$x = 1;")
    with pytest.warns(ConversionWarning, match=r"name one of them m\.cfg: m_one\.cfg, m_two\.cfg"):
        load(tmp_path, bnd="node A { rate_up = B ? $x : 0; rate_down = !B; } node B {}")
    (tmp_path / "m_two.cfg").unlink()
    with pytest.warns(ConversionWarning, match=r"settings are taken from m_one\.cfg"):
        h2.load(tmp_path / "m.bnd")


# -- rules as text ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        ("bnet", '"targets","factors"\n"A","B & !C"\n"B","A"\n'),
        ("bnet", '"","targets","factors"\n"1","A","B & !C"\n"2","B","A"\n'),
        ("bnet", "targets;factors\nA;B & !C\nB;A\n"),
        ("bnet", "targets\tfactors\nA\tB & !C\nB\tA\n"),
        ("bnet", "targets, functions, probabilities\nA, all(B, !C), 1.0\nB, A, 1\n"),
        ("bnet", "A <- B & !C\nB <- A\n"),
        ("bnet", "A, B[-1] ∧ ¬C[-1]\nB, A\n"),
        ("txt", "A <- B & !C\nB <- A\n"),
        ("txt", "A: B & !C\nB: A\n"),
        ("txt", "$A: B & !C\n$B: A\n"),
        ("txt", "B -> A\nC -| A\nA -> B\n$A: B & !C\n$B: A\n"),
        ("txt", "A := B && !C\nB := A\n"),
        ("rules", "A = B AND NOT C\nB = A\n"),
        ("net", "targets, factors\nA, B & !C\nB, A\n"),
        ("booleannet", "A = B = True\nC = False\n1: A* = B and not C\n2: B* = A\n"),
        ("booleannet", "1: A = Random\nA *= (B) and not (C)\nB*=A\n"),
        ("gitsbe", "#x\nmodelname: m\nfitness: 1\nequation: A *= ( B ) and not ( C )\n"
         "equation: B *= ( A )\nmapping: A = x1\n"),
        ("bnet", "A, B & !C # d\xe9grad\xe9\nB, A\n".encode("latin-1")),
        ("bnet", "\ufeffA, B & !C\nB, A\n".encode("utf-16")),
    ],
)  # fmt: skip
def test_notations(suffix: str, text: str | bytes, tmp_path: Path) -> None:
    assert rules(load(tmp_path, **{suffix: text})) == {"A": "B and not C", "B": "A"}


@pytest.mark.parametrize(
    ("suffix", "text", "words"),
    [
        ("bnet", "A*= (B) or (C)\n", "booleannet"),
        ("bnet", "A, B[-2]\n", r"[-2]"),
        ("bnet", "A, B[+1]\n", r"[+1]"),
        ("bnet", "targets, functions, probabilities\nA, B, 0.6\nA, C, 0.4\n", "probability 0.6"),
        ("bnet", "A, timegt(3)\n", "timegt"),
        ("bnet", '"A","B\n', "quot"),
        ("txt", "EGFR Y1068 = EGF AND NOT ( PTP 1B )\n", "blank"),
        ("txt", "A = B*C\n", "operator"),
        ("booleannet", "A = B = Maybe\n", "neither a rule nor"),
        ("gitsbe", "equation: A = B\n", "equation: A *="),
        ("csv", "A,B\n", ".booleannet, .booleannet.txt, .txt, .net, .rules"),
        ("ginfo", "", "names no format"),
        ("bel", "", "is only written; read are .yaml, .bnet"),
        ("sif", "A\tx\tB\n", "is not a sign"),
        ("sif", "A\t1\tB\nA\t-1\tB\n", "two signs"),
        ("sif", "and1\t1\tB\n", "and-node"),
        ("sif", "A 1 and1\nB 1 and1\n", "line 1): the and-node 'and1' leads to nothing"),
        ("sif", "A 1 and1\nand1 1 and1\nand1 1 B\n", "line 2): the and-node 'and1' leads to the"),
        ("sif", "!A\t1\tB\n", "line 1): '!A' begins with '!'"),
        ("sif", "A>=2\t1\tB\n", "A>=2"),
        ("bnet", 'A, A\nh, ">>=a"\n', "line 2): the name '>>=a' holds '>='"),
        ("sif", "C\t1\tB\nA>=a\t-1\tB\n", "line 2): the name 'A>=a' holds '>='"),
        ("sif", "C\t1\tB\n\nA>=a\n", "line 3): the name 'A>=a' holds '>='"),
        ("sif", "A>=2x\t1\tB\n", "holds '>='"),
        ("bnet", "A, sumgt\u2028(B, C)\n", "sumgt"),
        (
            "bnd",
            f"node A {{logic = ({' ^ '.join(f'-x{k}' for k in range(60))});}}",
            "100,000 literals",
        ),
    ],
)
def test_refusals_with_their_reason(suffix: str, text: str, words: str, tmp_path: Path) -> None:
    assert words in refusal(tmp_path, **{suffix: text})


def test_names_with_blanks_that_are_declared(tmp_path: Path) -> None:
    text = "EGFR Y1068 = EGF AND NOT PTP 1B\nPTP 1B = EGFR Y1068\n"
    assert rules(load(tmp_path, txt=text)) == {
        "EGFR Y1068": "EGF and not PTP 1B",
        "PTP 1B": "EGFR Y1068",
    }


# -- arrows -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "A\t->\tC\nB\t-|\tC\n",
        "A 1 C\nB -1 C\n",
        "A\tactivates\tC\nB\tinhibits\tC\n",
        '"A" 1 "C" # why\nB -1 C #5\n',
        'A\t1\t"C" # why\n"B"\t-1\tC\t#5\n',
        "A\t1\tand1\nB\t-1\tand1\nand1\t1\tC\n",
    ],
)
def test_arrows_give_default_rules_that_are_told(text: str, tmp_path: Path) -> None:
    with pytest.warns(ConversionWarning, match="are guessed"):
        assert rules(load(tmp_path, sif=text)) == {"C": "A and not B"}


def test_lines_may_end_with_a_carriage_return_alone(tmp_path: Path) -> None:
    assert rules(load(tmp_path, bnet="targets, factors\rA, B\rB, !A\r")) == {"A": "B", "B": "not A"}


def test_quoted_names_hold_blanks(tmp_path: Path) -> None:
    assert rules(load(tmp_path, sif='"A b" 1 "C  d"\n"C  d" -1 "\n')) == {
        "C  d": "A b",
        '"': "not C  d",
    }


def test_and_nodes_are_alternatives(tmp_path: Path) -> None:
    text = "A 1 and1\nB 1 and1\nand1 1 D\nC 1 D\nE -1 F\n"
    assert rules(load(tmp_path, sif=text)) == {"D": "A and B or C", "F": "not E"}


# -- SBML, records ----------------------------------------------------------------------------

SBML = (
    '<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1" '
    'xmlns:qual="http://www.sbml.org/sbml/level3/version1/qual/version1"><model>'
    '<qual:listOfQualitativeSpecies><qual:qualitativeSpecies qual:id="A" qual:maxLevel="1"/>'
    '<qual:qualitativeSpecies qual:id="B" qual:name="{name}" qual:maxLevel="1"/>'
    "</qual:listOfQualitativeSpecies><qual:listOfTransitions><qual:transition><qual:listOfInputs>"
    '<qual:input qual:qualitativeSpecies="A"/></qual:listOfInputs><qual:listOfOutputs>'
    '<qual:output qual:qualitativeSpecies="B"/></qual:listOfOutputs><qual:listOfFunctionTerms>'
    '<qual:defaultTerm qual:resultLevel="0"/><qual:functionTerm qual:resultLevel="1"><math><apply>'
    "<{compare}/><ci>A</ci>{number}</apply></math></qual:functionTerm></qual:listOfFunctionTerms>"
    "</qual:transition></qual:listOfTransitions></model></sbml>"
)


@pytest.mark.parametrize(
    ("compare", "number", "wanted"),
    [
        ("eq", '<cn type="e-notation">1<sep/>0</cn>', "A"),
        ("eq", '<cn type="e-notation">10<sep/>-1</cn>', "A"),
        ("geq", '<cn type="rational">2<sep/>4</cn>', "A"),
        ("eq", '<cn type="integer" base="2">01</cn>', "A"),
        ("lt", '<cn type="real">1.0</cn>', "not A"),
        ("neq", "<cn> 1 </cn>", "not A"),
    ],
)
def test_numbers_of_mathml(compare: str, number: str, wanted: str, tmp_path: Path) -> None:
    text = SBML.format(name="B", compare=compare, number=number)
    assert rules(load(tmp_path, sbml=text)) == {"B": wanted}


@pytest.mark.parametrize("kind", ["complex-cartesian", "constant", "rational", "e-notation"])
def test_numbers_that_are_no_level(kind: str, tmp_path: Path) -> None:
    text = SBML.format(name="B", compare="eq", number=f'<cn type="{kind}">1<sep/>0<sep/>1</cn>')
    assert kind in refusal(tmp_path, sbml=text)


def test_the_encoding_that_a_file_declares(tmp_path: Path) -> None:
    text = SBML.format(name="prot\xe9ine", compare="eq", number="<cn>1</cn>")
    declared = '<?xml version="1.0" encoding="ISO-8859-1"?>' + text
    assert load(tmp_path, sbml=declared.encode("latin-1")).species["B"].label == "prot\xe9ine"
    assert "EBCDIC" in refusal(tmp_path, sbml=declared.replace("ISO-8859-1", "EBCDIC-FR"))


RECORD = "---\nfigid: PMC1__f\npmcid: PMC1\n{}---\n"


@pytest.mark.parametrize(
    "keywords",
    ["|-\n  amino acid | cell death | signal\n  transduction",
     "amino acid | cell death |\n  signal transduction",
     "[amino acid, cell death, 'signal\n  transduction']"],
)  # fmt: skip
def test_wrapped_keywords_are_joined(keywords: str, tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text(RECORD.format(f"caption: c\nkeywords: {keywords}\n"))
    found = h2.read_figure(tmp_path / "x.md").author_keywords
    assert found == ("amino acid", "cell death", "signal transduction")


@pytest.mark.parametrize("caption", ["", "caption: ''\n", "caption: .na.character\n"])
def test_a_record_without_caption_is_read_and_said_so(caption: str, tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text(RECORD.format(caption))
    with pytest.warns(h2.FigureWarning, match="no caption"):
        figure = h2.read_figure(tmp_path / "x.md")
    assert (figure.caption, figure.sentences) == ("", ())


# -- graphs and truth tables ------------------------------------------------------------------

GRAPHML = (
    '<graphml><key id="d0" for="edge" attr.name="interaction" attr.type="string"/>'
    '<graph edgedefault="directed"><node id="n1"><data key="label">A</data></node>'
    '<node id="n2"><data key="label">B-1</data></node><node id="n3"><data key="label">C</data>'
    '</node><edge source="n1" target="n3"><data key="d0">activates</data></edge>'
    '<edge source="n2" target="n3"><data key="d0">inhibits</data></edge></graph></graphml>'
)
CX2 = (
    '[{"CXVersion": "2.0"}, {"attributeDeclarations": [{"nodes": {"name": {"a": "n"}}, '
    '"edges": {"interaction": {"a": "i"}}}]}, {"nodes": [{"id": 1, "v": {"n": "A"}}, '
    '{"id": 2, "v": {"n": "B-1"}}, {"id": 3, "v": {"n": "C"}}]}, {"edges": [{"s": 1, "t": 3, '
    '"v": {"i": "activates"}}, {"s": 2, "t": 3, "v": {"i": "inhibits"}}]}]'
)
CNET = ".v 3\n# 1 = A\n# 2 = B-1\n# 3 = C\n.n 1 0\n\n.n 2 1 2\n1 1\n\n.n 3 2 1 2\n10 1\n11 0\n"


@pytest.mark.parametrize(("suffix", "text"), [("graphml", GRAPHML), ("cx2", CX2)])
def test_graphs_of_others(suffix: str, text: str, tmp_path: Path) -> None:
    with pytest.warns(ConversionWarning, match="are guessed"):
        assert rules(load(tmp_path, **{suffix: text})) == {"C": "A and not B-1"}
    with pytest.raises(FormatError, match="no sign that is known"):
        load(tmp_path, **{suffix: text.replace("inhibits", "binds")})


def test_cx2_attributes_have_the_declared_defaults(tmp_path: Path) -> None:
    """Short names and defaults are those of nodes or of edges, and a value given goes before."""
    text = CX2.replace('"interaction": {"a": "i"}', '"interaction": {"a": "n", "v": "inhibits"}')
    text = text.replace('{"i": "activates"}', '{"n": "activates"}').replace(
        '{"i": "inhibits"}', "{}"
    )
    with pytest.warns(ConversionWarning, match="are guessed"):
        assert rules(load(tmp_path, cx2=text)) == {"C": "A and not B-1"}


def test_a_weight_that_is_no_sign_is_shown(tmp_path: Path) -> None:
    text = GRAPHML.replace('attr.name="interaction"', 'attr.name="weight"')
    text = text.replace("activates", "1.0").replace("inhibits", "-0.8")
    with pytest.raises(FormatError, match=r"no sign that is known, but weight '-0\.8'"):
        load(tmp_path, graphml=text)


RULED = {
    "graphml": GRAPHML.replace("C</data>", 'C</data><data key="rule">{0}</data>'),
    "cx2": CX2.replace('"n": "C"', '"n": "C", "rule": "{0}"'),
}


@pytest.mark.parametrize("suffix", RULED)
def test_rules_of_nodes(suffix: str, tmp_path: Path) -> None:
    """A rule is kept where all that it names is there, what differs is told; else it is refused."""

    def given(rule: str) -> str:
        return RULED[suffix].replace("{0}", rule)

    with pytest.warns(ConversionWarning, match="use get no arrow: B-1 to C") as told:
        assert rules(load(tmp_path, **{suffix: given("A")})) == {"C": "A"}
    assert not any("guessed" in str(w.message) for w in told)
    with pytest.warns(ConversionWarning, match="no edge comes from, so these get an arrow: C to C"):
        assert rules(load(tmp_path, **{suffix: given("A or C")})) == {"C": "A or C"}
    assert "the rule names 'Q'" in refusal(tmp_path, **{suffix: given("A or Q")})
    twice = given("").replace("B-1", "A")
    with pytest.warns(ConversionWarning, match="same name are told apart by their ids: A"):
        model = load(tmp_path, **{suffix: twice})
    assert [s.label for s in model.species.values()].count("A") == 2
    shared = given("A").replace("B-1", "A")
    assert "'A', which is not the name of one" in refusal(tmp_path, **{suffix: shared})


@pytest.mark.parametrize("suffix", ["graphml", "cx2"])
def test_graphs_of_ours_come_back(suffix: str, tmp_path: Path) -> None:
    model = h2.load("published/Sahin2009")
    h2.save(model, tmp_path / f"x.{suffix}")
    again = h2.load(tmp_path / f"x.{suffix}")
    assert len(again.interactions) == len(model.interactions)
    assert suffix == "cx2" or rules(again) == rules(model)  # where ids are numbers, they are lost


def test_truth_tables(tmp_path: Path) -> None:
    model = load(tmp_path, cnet=CNET)
    assert rules(model) == {"C": "A and not B-1"}
    assert [model.species[s].name for s in model.inputs] == ["A", "B-1"]
    named = ".v 3\n.l 1 A\n.l 2 B-1\n.l 3 C\n" + CNET.partition("# 3 = C\n")[2]
    assert rules(load(tmp_path, txt=named)) == {"C": "A and not B-1"}
    assert "1 signs where 2" in refusal(tmp_path, cnet=CNET + "1 1\n")
    assert "the values 0 and 1" in refusal(tmp_path, cnet=CNET + "1- 0\n")
    assert "line 1): '.v' says 4 nodes and the file has 3" in refusal(
        tmp_path, cnet=CNET.replace(".v 3", ".v 4")
    )
    assert "names a regulator twice" in refusal(tmp_path, cnet=".n 1 2 1 1\n11 1\n")
    assert "has regulators and no row" in refusal(tmp_path, cnet=".n 1 1 1\n")
    with pytest.warns(ConversionWarning, match="without a row are read as 0: 0 of B-1, 00 of C"):
        load(tmp_path, cnet=CNET)
    full = "".join(f"{k:03b} {int(k in (1, 3, 7))}\n" for k in range(8))
    nodes = ".n 1 0\n.n 2 0\n.n 3 0\n.n 4 3 1 2 3\n" + full
    (tmp_path / "n.cnet").write_text(nodes)
    with pytest.warns(ConversionWarning) as told:
        assert rules(h2.load(tmp_path / "n.cnet"))
    assert not any("without a row" in str(w.message) for w in told)
    (tmp_path / "n.cnet").write_text(nodes.replace("110 0\n", ""))
    with pytest.warns(ConversionWarning, match="read as 0: 110 of x4"):
        h2.load(tmp_path / "n.cnet")
    assert "no node 7" in refusal(tmp_path, cnet=".n 1 1 7\n1 1\n")


def test_two_nodes_of_one_name_are_named_with_a_line(tmp_path: Path) -> None:
    (tmp_path / "x.cnet").write_text(".l 1 A\n.l 2 A\n.n 1 0\n1\n.n 2 1 1\n1 1\n")
    with pytest.raises(FormatError, match=r"line 5.*nodes 1 and 2 have the same name"):
        h2.load(tmp_path / "x.cnet")


# -- Cell Collective --------------------------------------------------------------------------


@pytest.mark.parametrize("inner", ["", "expr"])
def test_an_exported_folder_is_a_model_with_its_names(inner: str, tmp_path: Path) -> None:
    place = tmp_path / "Signal Transduction" / inner
    place.mkdir(parents=True)
    (place / "expressions.ALL.txt").write_text(
        "EGFR Y1068 = EGF alpha AND NOT ( PTP-1B OR SHP )\n"
        "Ca2+/CaM = Ca2+ OR EGFR Y1068\nPTP-1B = NOT Ca2+/CaM\n"
    )
    (place / "external_components.ALL.txt").write_text("EGF alpha\nCa2+\t1\nSHP\nunused one\n")
    model = h2.load(tmp_path / "Signal Transduction")
    named = {s.id: s.name for s in model.species.values()}
    rules = {named[s]: rule.renamed(named).text for s, rule in model.functions.items()}
    assert rules == {
        "EGFR Y1068": "EGF alpha and not PTP-1B and not SHP",
        "Ca2+/CaM": "Ca2+ or EGFR Y1068",
        "PTP-1B": "not Ca2+/CaM",
    }
    assert model.name == "Signal Transduction"
    assert {named[s] for s in model.inputs} == {"EGF alpha", "Ca2+", "SHP"}
    assert [named[s] for s in model.named_only] == ["unused one"]


def test_a_folder_without_expressions_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(h2.InputError, match="this is a folder"):
        h2.load(tmp_path)
