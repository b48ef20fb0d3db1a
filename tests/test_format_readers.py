"""Readers: what tools in the wild write, what is refused and how, hostile and mutated files."""

from __future__ import annotations

import itertools
import subprocess
import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import her2model as h2
from her2model.errors import FormatError, LimitError
from her2model.formats.format import ConversionWarning
from her2model.formats.registry import all_formats, format_of
from her2model.formats.xml_tree import parse_xml
from her2model.model.dialects import BNET_RULES, DeclaredNames
from her2model.model.model import Model
from her2model.model.parts import Readouts
from her2model.model.rules import Rule

READERS = [f.suffixes[0] for f in all_formats() if f.reader and "rules" in f.carries]


def read(text: str, suffix: str) -> Model:
    reader = format_of(f"x{suffix}").reader
    assert reader
    return reader(text, Path(f"x{suffix}")).model


def read_rule(text: str) -> Rule:
    return Rule.parse(text, dialect=BNET_RULES, declared=DeclaredNames(["IGF-1R"]))


def sbml(inside: str) -> str:
    return (
        '<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1" '
        'xmlns:qual="http://www.sbml.org/sbml/level3/version1/qual/version1">\n<model>'
        f"{inside}</model></sbml>"
    )


def species(*names: str, more: str = 'qual:maxLevel="1"') -> str:
    rows = "\n".join(f'<qual:qualitativeSpecies qual:id="{n}" {more}/>' for n in names)
    return f"<qual:listOfQualitativeSpecies>{rows}</qual:listOfQualitativeSpecies>\n"


def transition(target: str, sources: str, terms: str) -> str:
    inputs = "".join(f'<qual:input qual:qualitativeSpecies="{s}"/>' for s in sources.split())
    return (
        f"<qual:listOfTransitions><qual:transition><qual:listOfInputs>{inputs}"
        "</qual:listOfInputs><qual:listOfOutputs>"
        f'<qual:output qual:qualitativeSpecies="{target}"/></qual:listOfOutputs>\n'
        f"<qual:listOfFunctionTerms>{terms}</qual:listOfFunctionTerms></qual:transition>"
        "</qual:listOfTransitions>"
    )


def term(level: int, math: str) -> str:
    return f'<qual:functionTerm qual:resultLevel="{level}"><math>{math}</math></qual:functionTerm>'


OFF = '<qual:defaultTerm qual:resultLevel="0"/>'
ON = '<qual:defaultTerm qual:resultLevel="1"/>'


# -- rules ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("A & !B | C", "A and not B or C"),
        ("A && ~B || C", "A and not B or C"),
        ("A AND NOT B OR C", "A and not B or C"),
        ("!(A | !B)", "not A and B"),
        ("((A))", "A"),
        ("A ^ B", "A and not B or not A and B"),
        ("A => B => C", "not A or not B or C"),
        ("A <=> B", "A and B or not A and not B"),
        ("A & 1", "A"),
        ("A | true", "1"),
        ("IGF-1R & 4EBP1", "IGF-1R and 4EBP1"),
    ],
)
def test_operators_of_every_tool(text: str, meaning: str) -> None:
    assert read_rule(text).text == meaning


Tree = str | tuple["Tree", ...]
TREES: st.SearchStrategy[Tree] = st.recursive(
    st.sampled_from("abcd01"),
    lambda inner: st.one_of(
        st.tuples(st.just("!"), inner),
        st.tuples(st.sampled_from(["&", "|", "^", "=>", "<=>"]), inner, inner),
    ),
    max_leaves=12,
)
TABLE: dict[str, Callable[[int, int], int]] = {
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
    "=>": lambda a, b: (1 - a) | b,
    "<=>": lambda a, b: int(a == b),
}


def written(tree: Tree) -> str:
    if isinstance(tree, str):
        return tree
    if len(tree) == 2:
        return f"!({written(tree[1])})"
    return f"({written(tree[1])}) {tree[0]} ({written(tree[2])})"


def value(tree: Tree, state: dict[str, int]) -> int:
    if isinstance(tree, str):
        return int(tree) if tree in "01" else state[tree]
    if len(tree) == 2:
        return 1 - value(tree[1], state)
    assert isinstance(tree[0], str)
    return TABLE[tree[0]](value(tree[1], state), value(tree[2], state))


@settings(max_examples=300)
@given(TREES)
def test_rules_mean_what_their_operators_say(tree: Tree) -> None:
    rule = read_rule(written(tree))
    for bits in itertools.product((0, 1), repeat=4):
        state = dict(zip("abcd", bits, strict=True))
        assert rule.evaluate(state) == value(tree, state)


# -- files in the wild ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".bnet", "A, A\nB, A & !C\nC, B | A\n"),
        (".bnet", "\ufefftargets, factors\r\nA, A\r\n# a comment\r\nB, A & !C # too\r\nC, B|A"),
        (".bnet", "targets,functions\nB, A and not C\nC, B or A\nA, A\n"),
        (".booleannet", "A = True\n1: B* = A and not C\n2: C* = B or A\n"),
        (".txt", "B* = A and not C\nC* = B or A\n"),
        (".txt", "B = A AND NOT C\nC = B OR A\n"),
        (".txt", "targets, factors\nB, A & !C\nC, B | A\n"),
        (".aeon", "#name: x\nA -> B\nC -| B\nB -> C\nA -> C\n$B: A & !C\n$C: B | A\n"),
        (".bnd", "node A {}\nnode B { logic = A & !C; }\nNODE C {\n logic = (B | A);\n"
         " rate_up = @logic ? $u : 0; rate_down = @logic ? 0 : 1; }"),
        (".bnd", "node B { rate_up = (A AND NOT C) ? 1 : 0; rate_down = (A AND NOT C) ? 0 : 1;}"
         "/* c */ node C { logic = B || A; } // A is free\nnode A { rate_up = 0; rate_down = 0; }"),
    ],
)  # fmt: skip
def test_notations_of_the_same_network(suffix: str, text: str) -> None:
    model = read(text.removeprefix("\ufeff"), suffix)
    assert set(model.interactions) == {"A -> B", "C -| B", "B -> C", "A -> C"}
    assert model.inputs == ("A",)


def test_a_byte_order_mark_is_no_name(tmp_path: Path) -> None:
    (tmp_path / "x.bnet").write_bytes("\ufefftargets, factors\nA, !B\nB, A\n".encode())
    assert list(h2.load(tmp_path / "x.bnet").species) == ["A", "B"]


@pytest.mark.parametrize(
    ("math", "signs"),
    [
        ("<ci>A</ci>", {"A": "activation"}),
        ("<apply><not/><ci>A</ci></apply>", {"A": "inhibition"}),
        ("<apply><geq/><ci>A</ci><cn>1</cn></apply>", {"A": "activation"}),
        ("<apply><lt/><ci>A</ci><cn type='real'>0.5</cn></apply>", {"A": "inhibition"}),
        ("<apply><gt/><cn>1</cn><ci>A</ci></apply>", {"A": "inhibition"}),
        ("<apply><neq/><ci>A</ci><ci>and</ci></apply>", {"A": "dual", "and_": "dual"}),
        ("<apply><and/><ci>A</ci><true/><ci>and</ci></apply>",
         {"A": "activation", "and_": "activation"}),
        ("<apply><implies/><ci>A</ci><ci>and</ci></apply>",
         {"A": "inhibition", "and_": "activation"}),
    ],
)  # fmt: skip
def test_conditions_of_sbml(math: str, signs: dict[str, str]) -> None:
    text = sbml(species("A", "and", "B") + transition("B", "A and", OFF + term(1, math)))
    assert {i.source: i.sign for i in read(text, ".sbml").regulators("B")} == signs


def test_default_one_and_terms_for_zero() -> None:
    terms = ON + term(0, "<ci>A</ci>")
    text = sbml(species("A", "B") + transition("B", "A", terms))
    assert read(text, ".sbml").rules["B"].rule == "not A"


def test_thresholds_of_inputs_are_numbers() -> None:
    math = "<apply><geq/><ci>A</ci><ci>theta</ci></apply>"
    text = sbml(species("A", "B") + transition("B", "A", OFF + term(1, math)))
    text = text.replace("<qual:input ", '<qual:input qual:id="theta" qual:thresholdLevel="1" ')
    assert read(text, ".sbml").rules["B"].rule == "A"


def test_what_other_annotations_say_is_kept() -> None:
    about = (
        '<notes><p xmlns="x">a   receptor</p></notes><annotation><rdf:RDF xmlns:rdf="r" '
        'xmlns:b="b"><rdf:Description><b:is><rdf:Bag><rdf:li rdf:resource='
        '"http://identifiers.org/hgnc/HGNC:3430"/></rdf:Bag></b:is><b:isDescribedBy><rdf:Bag>'
        '<rdf:li rdf:resource="urn:miriam:pubmed:19118495"/></rdf:Bag></b:isDescribedBy>'
        "</rdf:Description></rdf:RDF></annotation>"
    )
    text = sbml(species("A", "B") + transition("B", "A", OFF + term(1, "<ci>A</ci>")))
    text = text.replace('"A" qual:maxLevel="1"/>', f'"A">{about}</qual:qualitativeSpecies>', 1)
    text = text.replace('Species="A"/>', f'Species="A">{about}</qual:input>')
    model = read(text, ".sbml")
    assert model.species["A"].entity == "hgnc:3430"
    assert model.species["A"].note == "a receptor described by pubmed:19118495"
    assert [e.reference for e in model.interactions["A -> B"].evidence] == ["pubmed:19118495"]


# -- models without evidence are models -------------------------------------------------------

FOREIGN = "EGF, EGF\nIGF-1R, EGF & !PTEN\nA, (IGF-1R & !B) | (!IGF-1R & B)\nB, A\nC, 1\nD, A | C\n"


@pytest.fixture
def foreign(tmp_path: Path) -> Model:
    (tmp_path / "toy.bnet").write_text(FOREIGN)
    with pytest.warns(ConversionWarning) as told:
        model = h2.load(tmp_path / "toy.bnet")
    said = [str(w.message) for w in told]
    assert "toy.bnet: free inputs: EGF, PTEN; they are 0 unless a scenario sets them" in said
    assert "toy.bnet: arrows without one sign (dual): IGF_1R -? A, B -? A" in said
    return model


def test_a_foreign_model_is_simulated_explained_and_drawn(foreign: Model, tmp_path: Path) -> None:
    result = h2.simulate(foreign, context={"EGF": 1}, knockouts=["B"])
    assert (result["IGF-1R"], result["A"], result["D"]) == ("on", "on", "on")
    assert "IGF_1R -? A" in h2.explain(result, "A").text()
    h2.draw(foreign, result, tmp_path / "toy.svg")
    assert "IGF-1R" in (tmp_path / "toy.svg").read_text(encoding="utf-8")


def test_a_matrix_without_drugs_prints(foreign: Model) -> None:
    matrix = h2.resistance_matrix(replace(foreign, readouts=Readouts(growth="D")))
    assert "not for clinical use" in str(matrix)


def test_screens_of_a_foreign_model_are_simulations(foreign: Model) -> None:
    assert foreign.inputs == ("EGF", "PTEN")
    found = h2.screen(foreign, readout="D", knockouts=["B", "C"], gains=["A"], max_size=2)
    assert isinstance(found, h2.Screen)
    for knockouts, gains in itertools.product(([], ["B"], ["C"]), ([], ["A"])):
        value = h2.simulate(foreign, knockouts=knockouts, gains=gains)["D"]
        assert found.word(knockouts=knockouts, gains=gains) == value


def test_check_says_in_order_and_briefly_what_is_missing(tmp_path: Path) -> None:
    rows = "".join(f"s{i}, s{i - 1} & !s{(i * 7) % 300}\n" for i in range(1, 300))
    (tmp_path / "large.bnet").write_text(rows + "s0, s0\n")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConversionWarning)
        report = h2.check(tmp_path / "large.bnet")
    said = [str(f) for f in report.findings]
    assert len(said) < 10
    places = ["source", "readouts", "claims", "the arrow has no evidence"]
    assert all(place in text for place, text in zip(places, said, strict=False))


# -- refusals ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suffix", "text", "line", "words"),
    [
        (".bnet", "A, B\nA, C\n", 2, "'A' stands twice"),
        (".bnet", "A, B\nB; A\n", 2, "no comma"),
        (".bnet", "A, B\n\nC, B +\n", 3, "is an operator in other notations"),
        (".bnet", "A, B C\n", 1, "two names stand side by side"),
        (".bnet", "A, B &\n", 1, "is not a rule at its end"),
        (".bnet", "A, (B\n", 1, "parentheses do not match"),
        (".bnet", "A, f(B)\n", 1, "'f' is no function"),
        (".bnet", "A & B, C\n", 1, "cannot be a target"),
        (".bnet", "# nothing\n", None, "no rule in the file"),
        (".booleannet", "A* = B\nwhat\n", 2, "neither a rule nor"),
        (".txt", "A = B\nwhat\n", 2, "not a rule"),
        (".aeon", "A -> B\nC -| B\n", 1, "has regulators and no rule"),
        (".aeon", "A -> B\n$B: A & C\n", 2, "has no arrow"),
        (".aeon", "A -> B\n$B: A\n$B: !A\n", 3, "stands twice"),
        (".aeon", "A => B\n", 1, "neither a regulation"),
        (".bnd", "node A { logic = B; }\nnode A { logic = B; }", 2, "stands twice"),
        (".bnd", "\nnode A { rate_up = B ? f(1) : 0; }", 2, "the function 'f' is not worked out"),
        (".bnd", "\nnode A { logic = B & $x; }", 2, r"needs \$x"),
        (".bnd", "\nnode A { rate_up = @b; b = @c; c = @b; }", 2, "refers to itself"),
        (".bnd", "node A { logic = B; }\nwhat", 2, "is not a node"),
        (".sbml", "<sbml>\n<model></sbml>", 2, "mismatched tag"),
        (".sbml", "<a/>", 1, "not SBML"),
        (".sbml", sbml(""), 2, "no qualitative species"),
        (".sbml", sbml(species("A", "A")), 3, "stands twice"),
        (".sbml", sbml(species("A", more='qual:maxLevel="12"')), 2, "more than 9 levels"),
        (".sbml", sbml(species("A", more='qual:maxLevel="x"')), 2, "not a level"),
        (".sbml", sbml(species("A") + transition("B", "A", OFF)), 3, "not a qualitative species"),
        (".sbml", sbml(species("A") + transition("A", "A", OFF + term(1, "<ci>B</ci>"))), 4,
         "which is not a species"),
        (".sbml", sbml(species("A") + transition("A", "A", OFF + term(2, "<ci>A</ci>"))), 4,
         "sets the level 2"),
        (".sbml", sbml(species("A") + transition("A", "A", OFF + term(1, "<pi/>"))), 4,
         "does not make a condition"),
        (".sbml", sbml(species("A", "B") + transition(
            "A", "A B", OFF + term(1, "<ci>A</ci>") + term(0, "<ci>B</ci>"))), 5,
         "two terms set different levels where A = 1, B = 1"),
    ],
)  # fmt: skip
def test_refusals_say_where_and_what(suffix: str, text: str, line: int | None, words: str) -> None:
    with pytest.raises(FormatError, match=words) as refused:
        read(text, suffix)
    assert refused.value.problems[0].line == line


def test_unknown_suffixes_and_formats_only_read(tmp_path: Path) -> None:
    model = h2.load("published/Sahin2009")
    with pytest.raises(FormatError, match="names no format"):
        h2.save(model, tmp_path / "x.antimony")
    with pytest.raises(
        FormatError, match=r"is only read; written are \.yaml, \.bnet, \.sbml, \.xml"
    ):
        h2.save(model, tmp_path / "x.booleannet")
    with pytest.raises(FormatError, match="no such file"):
        h2.load(tmp_path / "x.bnet")
    assert not list(tmp_path.iterdir())


# -- hostile and mutated files ----------------------------------------------------------------

LAUGHS = (
    '<?xml version="1.0"?>\n<!DOCTYPE sbml [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {"abcdefghij"[i]}{i} "{"&a;" * 10}">' for i in range(10))
    + ']>\n<sbml level="3"><model>&a;</model></sbml>'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n<sbml level="3">&a;</sbml>'


@pytest.mark.parametrize("text", [LAUGHS, OUTSIDE], ids=["billion laughs", "external entity"])
def test_no_entity_is_expanded(text: str) -> None:
    with pytest.raises(FormatError, match="document type or entity"):
        parse_xml(text, "x.sbml")


HOSTILE = {
    "million species": ('"".join(f"s{i}, s{i}\\n" for i in range(10**6))', ".bnet"),
    "million short rules": ('"a,1\\n" * 10**6', ".bnet"),
    "many arrows": ('"".join(f"a{i} -> b\\n" for i in range(5 * 10**5))', ".aeon"),
    "many nodes": ('"".join(f"node a{i} {{}}\\n" for i in range(4 * 10**5))', ".bnd"),
    "long rule": ('"A, " + " & ".join(f"s{i}" for i in range(10**5))', ".bnet"),
    "long mixed rule": ('"A, " + " | ".join(f"s{i} & !s{i+1}" for i in range(10**5))', ".bnet"),
    "parity": ('"A, " + " ^ ".join(f"s{i}" for i in range(40))', ".bnet"),
    "deep parentheses": ('"A, " + "(" * 10**6 + "B" + ")" * 10**6', ".bnet"),
    "deep alternation": ('"A, " + "".join(f"B & (C | (" for i in range(10**4))', ".bnet"),
    "negations": ('"A, " + "!" * 10**6 + "B"', ".bnet"),
    "deep elements": ('"<sbml>" + "<a>" * 10**6', ".sbml"),
    "many elements": ('"<sbml>" + "<a/>" * 10**6 + "</sbml>"', ".sbml"),
    "open node": ('"node A { logic = B; }" + "node A {" * 10**5', ".bnd"),
    "comments": ('"/*" * 10**6', ".bnd"),
    "equals signs": ('"A = B\\n" + "=" * 10**6', ".txt"),
    "products": (
        '"A, (" + "|".join(f"s{i}" for i in range(4000)) + ") & ("'
        ' + "|".join(f"t{i}" for i in range(4000)) + ") & (s1 | !s1)"',
        ".bnet",
    ),
}
PROBE = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (90, 90))
import her2model as h2
for path in sys.argv[1:]:
    try:
        h2.load(path)
    except (h2.FormatError, h2.LimitError) as reason:
        assert len(str(reason)) < 2000, path
    with open("/proc/self/status") as status:  # what getrusage says begins with the parent's
        used = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    assert used < 500_000, (path, used)
    print(path)
"""


def test_hostile_files_end_in_an_answer(tmp_path: Path) -> None:
    """In a process of its own, whose memory and time are bounded."""
    paths = []
    for name, (expression, suffix) in HOSTILE.items():
        path = tmp_path / f"{name.replace(' ', '_')}{suffix}"
        path.write_text(eval(expression))
        paths.append(str(path))
    command = [sys.executable, "-W", "ignore", "-c", PROBE, *paths]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-500:]
    assert run.stdout.split() == paths


def seed_texts() -> dict[str, str]:
    return {
        ".bnet": "targets, factors\nA, A\nB, A & !C\nC, (B | A) & !D # x\nD, 1\n",
        ".booleannet": "A = True\n1: B* = A and not C\n2: C* = (B or A) and not B\n",
        ".txt": "B = A AND NOT C\nC = (B OR A)\n",
        ".aeon": "#name: x\nA -> B\nC -|? B\nB -? C\nA -> C\n$B: A & !C\n$C: B | A\n",
        ".bnd": "node A {}\nnode C {\n logic = (B | A);\n rate_up = @logic ? $u : 0;\n"
        " rate_down = @logic ? 0 : 1; }\nnode B { logic = A & !C; } // x\n",
        ".sbml": sbml(
            species("A", "B", "C")
            + transition("B", "A C", OFF + term(1, "<apply><and/><ci>A</ci><ci>C</ci></apply>"))
        ),
    }


PIECES = ["", " ", "\n", "(", ")", "&", "|", "!", ",", "=", "*", "A", "0", "1", "<", ">", '"', "/"]
PIECES += [
    "->",
    "-|",
    "?",
    "$B: A",
    "#",
    ":",
    "{",
    "}",
    ";",
    "é",
    "\x00",
    "\x0b",
    "\u2028",
    "9" * 30,
]
PIECES += ["<ci>A</ci>", "qual:", "<!DOCTYPE", "&#0;", "&lt;", "resultLevel", "node", "logic ="]


@pytest.mark.parametrize("suffix", READERS)
@settings(max_examples=150)
@given(data=st.data())
def test_mutated_files_are_read_or_refused_with_a_line(suffix: str, data: st.DataObject) -> None:
    text = seed_texts().get(suffix)
    if text is None:
        text = data.draw(st.text(max_size=80))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 6)))
        text = text[:start] + data.draw(st.sampled_from(PIECES)) + text[end:]
    try:
        model = read(text, suffix)
    except FormatError as reason:
        whole = ("there is no", "reading")
        for p in reason.problems:
            assert p.line is not None or p.message.startswith(whole), str(p)
    except LimitError:
        pass
    else:
        assert model.species
