"""Transitions in the form in which nearly all are written, read straight off the parsed tree.

Inputs that are left alone, one output, 0 where nothing is said, one condition for 1 over species
that are on or off, and no annotation. What has anything else, or is wrong, is left to
:mod:`her2model.formats.sbml_reading`, which reads the same to the same.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Any, NamedTuple

from her2model.formats.sbml_math import condition_shape, plain_condition
from her2model.formats.xml_tree import attributes_of, local_name
from her2model.model.rule_shapes import RuleShapes
from her2model.model.rules import Rule

__all__ = ["PlainTransition", "PlainTransitions"]

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
