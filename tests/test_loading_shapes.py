"""Loading by shapes and by forms: what is read once for many is what each is read to by itself."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from her2model.errors import FormatError
from her2model.formats import xml_forms
from her2model.formats.bnet import read_bnet
from her2model.formats.sbml_reading import read_sbml, read_sbml_tree
from her2model.formats.sbml_writing import sbml_text
from her2model.formats.xml_tree import parse_xml
from her2model.model.dialects import BNET_RULES
from her2model.model.rule_shapes import MAX_PLACES, RuleShapes
from her2model.model.rules import Rule

PATH = Path("x.sbml")
HEAD = """<?xml version="1.0"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"
 xmlns:q="http://www.sbml.org/sbml/level3/version1/qual/version1"><model>
<q:listOfQualitativeSpecies>"""


def rule_text(chance: Random, names: list[str]) -> str:
    terms = []
    for _ in range(chance.randint(1, 4)):
        some = chance.choices(names, k=chance.randint(1, 4))
        terms.append(" & ".join(n if chance.random() < 0.6 else f"!{n}" for n in some))
    text = " | ".join(f"({t})" for t in terms)
    return f"!({text})" if chance.random() < 0.2 else text


def test_a_rule_read_by_its_shape_is_the_rule() -> None:
    chance, shapes, by_shape = Random(3), RuleShapes(), 0
    for _ in range(1_500):
        names = chance.sample([f"x{k}" for k in range(30)], chance.randint(1, MAX_PLACES + 2))
        text = rule_text(chance, names)
        found, slow = shapes.of_text(text, BNET_RULES), Rule.parse(text, dialect=BNET_RULES)
        if found is None:
            assert len(slow.names) > MAX_PLACES
            continue
        by_shape += 1
        assert found == slow
        assert found.names == slow.names
        assert list(found.signs.items()) == list(slow.signs.items())
        assert found.effective == slow.effective
        assert found.effective.signs == slow.effective.signs
        assert found.text == slow.text
        assert (found.is_unate, found.reads_levels) == (slow.is_unate, False)
        assert found.influences == slow.influences
    assert by_shape > 1_000


@pytest.mark.parametrize("text", ["", "A B", "A & (B", "A ^ B", "A >= 2", "0x & A", "any(A, B)"])
def test_what_is_no_plain_rule_has_no_shape(text: str) -> None:
    assert RuleShapes().of_text(text, BNET_RULES) is None


def sbml(chance: Random, size: int) -> str:
    """A random network as SBML, with some transitions of each of a few forms."""
    names = [f"x{k}" for k in range(size)]
    species = (f'<q:qualitativeSpecies q:id="{n}" q:maxLevel="1"/>\n' for n in names)
    forms = [[chance.random() < 0.5 for _ in range(chance.randint(1, 3))] for _ in range(3)]
    rest = "".join(transition(chance, n, names, chance.choice(forms)) for n in names)
    lists = "".join((*species, "</q:listOfQualitativeSpecies>\n<q:listOfTransitions>\n", rest))
    return f"{HEAD}{lists}</q:listOfTransitions></model></sbml>\n"


def transition(chance: Random, target: str, names: list[str], form: list[bool]) -> str:
    if chance.random() < 0.1:  # an input, as AEON has it
        output = f'<q:output q:qualitativeSpecies="{target}"/>'
        return f"<q:transition><q:listOfOutputs>{output}</q:listOfOutputs></q:transition>\n"
    used = chance.choices([*names, target], k=len(form))
    inputs = "".join(
        f'<q:input q:id="i_{target}_{k}" q:qualitativeSpecies="{n}" q:sign="unknown"/>'
        for k, n in enumerate(used)
    )
    literals = "".join(
        f'<apply><eq/><ci>{n}</ci><cn type="integer">{int(value)}</cn></apply>'
        for n, value in zip(used, form, strict=True)
    )
    math = f'<math xmlns="http://www.w3.org/1998/Math/MathML"><apply><or/>{literals}</apply></math>'
    return (
        f'<q:transition q:id="t_{target}"><q:listOfInputs>{inputs}</q:listOfInputs>'
        f'<q:listOfOutputs><q:output q:qualitativeSpecies="{target}"/></q:listOfOutputs>\n'
        '<q:listOfFunctionTerms><q:defaultTerm q:resultLevel="0"/>'
        f'<q:functionTerm q:resultLevel="1">{math}</q:functionTerm></q:listOfFunctionTerms>'
        "</q:transition>\n"
    )


def outcome(text: str, least: int, monkeypatch: pytest.MonkeyPatch) -> object:
    """What a reading comes to, notes or errors with their lines too."""
    monkeypatch.setattr(xml_forms, "MIN_LENGTH", least)
    try:
        found = read_sbml(text, PATH)
    except FormatError as reason:
        return str(reason)
    return found.model, found.notes, [(s, r, r.signs) for s, r in found.model.functions.items()]


def faulty(chance: Random, text: str) -> Iterator[str]:
    """Yield the text with a sign gone, one more, two changed about, or a piece twice."""
    for _ in range(40):
        at, to = (chance.randrange(len(HEAD), len(text)) for _ in range(2))
        yield text[:at] + text[at + 1 :]
        yield text[:at] + chance.choice("<>\"'&/ x=!?\n") + text[at:]
        yield text[:at] + text[to] + text[at + 1 :]
        lines = text.split("\n")
        lines.insert(chance.randrange(len(lines)), chance.choice(lines))
        yield "\n".join(lines)


@pytest.mark.parametrize("seed", range(4))
def test_a_document_read_by_its_forms_is_read_as_the_whole(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = Random(seed)
    text = sbml(chance, 24)
    monkeypatch.setattr(xml_forms, "MIN_LENGTH", 0)
    assert xml_forms.formed_list(text, "listOfTransitions", "transition")
    for wrong in (text, text.replace('id="x1"', 'id="X0"'), *faulty(chance, text)):
        assert outcome(wrong, 0, monkeypatch) == outcome(wrong, len(wrong) + 1, monkeypatch)


def test_forms_stay_apart_by_what_is_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    text = sbml(Random(1), 24)
    for change in ('sign="positive"', 'sign="negative"', 'transitionEffect="consumption"'):
        wrong = text.replace('sign="unknown"', change, 5)
        assert outcome(wrong, 0, monkeypatch) == outcome(wrong, len(wrong) + 1, monkeypatch)


def test_a_tree_that_was_changed_is_read_as_it_is_now() -> None:
    written = sbml_text(read_bnet("A, B & !C\nB, A | C\nC, B", Path("x.bnet")).model)
    root = parse_xml(written, "x.sbml")
    assert read_sbml_tree(root, PATH)[0].functions["A"].text == "B and not C"
    root.let_change()
    names = [e for e in root.descendants() if e.name == "ci" and e.text == "B"]
    names[0].text = "A"
    assert read_sbml_tree(root, PATH)[0].functions["A"].text == "A and not C"
