"""Transitions as nearly all are written, read straight off the parsed tree, or by their forms.

Inputs that are left alone, one output, 0 where nothing is said, one condition for 1 over species
that are on or off, and no annotation. What has anything else, or is wrong, is left to
:mod:`her2model.formats.sbml_reading`, which reads the same to the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import Any, NamedTuple

from her2model.formats.sbml_math import condition_shape, plain_condition
from her2model.formats.xml_forms import Alike, FormedList
from her2model.formats.xml_tree import Element, attributes_of, local_name, parse_xml
from her2model.model.expressions import Atom, Expression, substituted
from her2model.model.rule_shapes import RuleShapes
from her2model.model.rules import Rule

__all__ = ["FormedTransitions", "PlainTransition", "PlainTransitions"]

_PARTS = {
    ("listOfInputs", "listOfOutputs", "listOfFunctionTerms"),
    ("listOfOutputs", "listOfFunctionTerms"),
}


class PlainTransition(NamedTuple):
    """What a transition says: its target, each input with the sign that it declares, its rule."""

    target: str
    inputs: list[tuple[str, str]]
    rule: Rule


class PlainTransitions:
    """Reads transitions, and each shape of a condition once.

    Parameters
    ----------
    species
        Those that are on or off, and whose names are not too long for a rule.
    """

    def __init__(self, species: Set[str]) -> None:
        self.species = species
        self.shapes = RuleShapes()

    def read(self, node: Any) -> PlainTransition | None:
        """Read a transition, as the standard library has it; None where it is not of this form."""
        if tuple([local_name(part.tag) for part in node]) not in _PARTS:
            return None
        *inputs, outputs, terms = node
        target = self._target(outputs)
        sources = self._sources(inputs[0] if inputs else ()) if target else None
        math = _math(terms) if sources is not None else None
        rule = self._rule(math) if math is not None else None
        return PlainTransition(target, sources, rule) if rule and sources is not None else None

    def _target(self, outputs: Any) -> str:
        """Return the one species that is set; empty where it is not so."""
        if len(outputs) != 1 or local_name(outputs[0].tag) != "output":
            return ""
        given = attributes_of(outputs[0])
        target: str = given.get("qualitativeSpecies", "")
        is_set = given.get("transitionEffect", "").strip() != "production"
        return target if is_set and target in self.species else ""

    def _sources(self, inputs: Any) -> list[tuple[str, str]] | None:
        found = []
        for node in inputs:
            given = attributes_of(node)
            source = given.get("qualitativeSpecies", "")
            if (
                source not in self.species
                or given.get("transitionEffect", "none") != "none"
                or given.get("thresholdLevel", "1") != "1"
                or len(node)
                or local_name(node.tag) != "input"
            ):
                return None
            found.append((source, given.get("sign", "").strip()))
        return found

    def _rule(self, math: Any) -> Rule | None:
        shape, names = condition_shape(math)
        if not names or not self.species >= names.keys():
            return None
        return self.shapes.of_shape(shape, [*names], lambda: plain_condition(math))


def _math(terms: Any) -> Any:
    """Return the condition for 1 where 0 is what else holds; None where the terms say other."""
    if [local_name(term.tag) for term in terms] != ["defaultTerm", "functionTerm"]:
        return None
    usual, term = terms
    if (
        attributes_of(usual).get("resultLevel", "0") != "0"
        or attributes_of(term).get("resultLevel", "1") != "1"
        or len(term) != 1
        or local_name(term[0].tag) != "math"
        or len(term[0]) != 1
    ):
        return None
    return term[0]


class _MarkedTransitions(PlainTransitions):
    """Reads transitions over marks, no two of which are the same."""

    def _rule(self, math: Any) -> Rule | None:
        found = plain_condition(math)
        rule = Rule(found) if found else None
        return rule if rule and self.species >= set(rule.names) else None


class FormedTransitions:
    """The transitions of a document that is parted by their forms.

    Attributes
    ----------
    root
        A document without most of the transitions.
    """

    def __init__(self, found: FormedList, where: str) -> None:
        """Read the forms.

        Raises
        ------
        LookupError
            The elements of the list are not those that its text was parted into.
        FormatError
            It is not XML.
        """
        self.shapes = RuleShapes()
        self.count = sum(len(alike.names) for alike in found.forms)
        worth = [alike for alike in found.forms if "<ci>" in alike.marked]
        named = {number for alike in worth for number, _ in alike.names}
        apart = [k for k in range(self.count) if k not in named]
        marked = [alike.marked for alike in worth]
        self.root = parse_xml(found.document([*marked, *found.texts(apart)]), where)
        forms = _forms(worth, _transitions(self.root, len(worth) + len(apart)))
        self.plain = {
            number: (form, names)
            for alike, form in zip(worth, forms, strict=True)
            for number, names in alike.names
            if form and not form.sets_itself(names)
        }
        self.passed = len(worth)
        if len(self.plain) + len(apart) < self.count:  # more is to be read by itself
            rest = [k for k in range(self.count) if k not in self.plain]
            self.root, self.passed = parse_xml(found.document(found.texts(rest)), where), 0
        self.root.forget_lines()

    def left(self, transitions: Element) -> list[Element]:
        """Return those of the transitions of the document that are to be read by themselves."""
        return transitions.children[self.passed :]

    def each(self, species: set[str]) -> Iterator[PlainTransition | None]:
        """Yield the transitions in their order; None for one that stands in the document left.

        Parameters
        ----------
        species
            As for :class:`PlainTransitions`.

        Raises
        ------
        LookupError
            Another name stands at some place.
        """
        for number in range(self.count):
            if number not in self.plain:
                yield None
                continue
            form, names = self.plain[number]
            yield form.under(names, species, self.shapes)


class _Form(NamedTuple):
    """A transition over marks, and where they stand among the names."""

    marked: PlainTransition
    number: int
    target: int
    inputs: list[tuple[int, str]]
    read: list[int]

    def sets_itself(self, names: Sequence[str]) -> bool:
        """Whether a species is set to itself, by these names."""
        return len(self.read) == 1 and names[self.read[0]] == names[self.target]

    def under(self, names: Sequence[str], species: set[str], shapes: RuleShapes) -> PlainTransition:
        """Return the transition of this form with these names at its places."""
        target, inputs = names[self.target], [(names[k], sign) for k, sign in self.inputs]
        read = [names[k] for k in self.read]
        distinct = [*dict.fromkeys(read)]
        if (
            target not in species
            or not species.issuperset(distinct)
            or not all(source in species for source, _ in inputs)
            or "" in names
            or not "".join(names).isidentifier()
        ):
            raise LookupError
        places = tuple(map(distinct.index, read)) if len(distinct) < len(read) else ()
        rule = shapes.of_shape((self.number, places), distinct, lambda: self._expression(read))
        if not rule:
            raise LookupError
        return PlainTransition(target, inputs, rule)

    def _expression(self, read: Sequence[str]) -> Expression:
        of = dict(zip(self.marked.rule.names, map(Atom, read), strict=True))
        return substituted(self.marked.rule.expression, of.__getitem__)


def _transitions(root: Element, count: int) -> list[Any]:
    """Return the transitions of a document, and make sure that there are so many."""
    found = root.first("model", "listOfTransitions")
    nodes = [] if found is None or found.node is None else [*found.node]
    if [local_name(node.tag) for node in nodes] != ["transition"] * count:
        raise LookupError
    return nodes


def _forms(marked: Sequence[Alike], nodes: Sequence[Any]) -> list[_Form | None]:
    """Read a transition of each form; None for one that is to be read by itself."""
    plain = _MarkedTransitions({mark for alike in marked for mark in alike.marks})
    forms: list[_Form | None] = []
    for number, (alike, node) in enumerate(zip(marked, nodes, strict=False)):
        read = plain.read(node)
        place = {mark: k for k, mark in enumerate(alike.marks)}
        forms.append(
            read
            and _Form(
                read,
                number,
                place[read.target],
                [(place[source], sign) for source, sign in read.inputs],
                [place[name] for name in read.rule.names],
            )
        )
    return forms
