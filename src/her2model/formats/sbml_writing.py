"""SBML Level 3 with the package qual (Chaouiya et al. 2013, doi:10.1186/1752-0509-7-135), written.

Each species has the levels from 0 to its highest; an input has no transition. A transition lists
exactly the arrows into its species with their signs, and always a default term, without which
readers fail.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from her2model.formats.assembly import acting_rules
from her2model.formats.levels import terms_by_level
from her2model.formats.sbml_annotation import (
    annotation,
    identifiers,
    notes,
    own,
    own_evidence,
    own_levels,
    references,
)
from her2model.formats.sbml_math import write_math
from her2model.formats.xml_tree import element, text_element
from her2model.model.entities import Entities
from her2model.model.model import Model
from her2model.model.parts import FrozenMap, Interaction, Species
from her2model.model.rules import And, Atom, Rule, Sign

__all__ = ["sbml_text", "transition_text"]

_CORE = "http://www.sbml.org/sbml/level3/version1/core"
_QUAL = "http://www.sbml.org/sbml/level3/version1/qual/version1"
_SIGNS: dict[Sign, str] = {"activation": "positive", "inhibition": "negative", "dual": "dual"}
_NOWHERE = "cell"
_SPACE = {"spatialDimensions": 3, "size": 1, "units": "dimensionless", "constant": "true"}


def sbml_text(
    model: Model, entities: Entities | None = None, start: Mapping[str, int] | None = None
) -> str:
    """Write a model as SBML-qual.

    Parameters
    ----------
    model
        The model.
    entities
        Table of entities, for identifiers; None to write only those that the model gives itself.
    start
        Initial levels in place of the model's own.

    Examples
    --------
    >>> from pathlib import Path
    >>> from her2model.formats.bnet import read_bnet
    >>> text = sbml_text(read_bnet("A, B & !C", Path("x.bnet")).model)
    >>> text.count("<qual:input ")
    2
    """
    return _Writer(model, entities, start).text()


def transition_text(model: Model, species: str, id: str) -> str:
    """Write the transition of one species by itself, without what is told of it."""
    rule = model.functions[species]
    writer = _Writer(model, None)
    inputs = [
        element(
            "qual:input",
            {
                "qual:qualitativeSpecies": i.source,
                "qual:transitionEffect": "none",
                "qual:sign": _SIGNS[i.sign],
            },
        )
        for i in model.regulators(species)
    ]
    output = {"qual:qualitativeSpecies": species, "qual:transitionEffect": "assignmentLevel"}
    return element(
        "qual:transition",
        {"xmlns:qual": _QUAL, "qual:id": id},
        element("qual:listOfInputs", {}, *inputs) if inputs else "",
        element("qual:listOfOutputs", {}, element("qual:output", output)),
        element("qual:listOfFunctionTerms", {}, *writer.terms(rule, species)),
    )


class _Writer:
    def __init__(
        self, model: Model, entities: Entities | None, start: Mapping[str, int] | None = None
    ) -> None:
        self.model, self.entities, self.start = model, entities, start or {}
        self.ids = 0

    def fresh(self, start: str) -> str:
        """Return an id that nothing else has."""
        while True:
            self.ids += 1
            found = f"{start}_{self.ids}"
            if found not in self.model.species:
                return found

    def text(self) -> str:
        given = {
            "xmlns": _CORE,
            "xmlns:qual": _QUAL,
            "level": 3,
            "version": 1,
            "qual:required": "true",
        }
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + element("sbml", given, self.body())

    def body(self) -> str:
        m, metaid = self.model, self.fresh("model")
        used = dict.fromkeys(s.compartment or _NOWHERE for s in m.species.values())
        places = {name: self.fresh(name) if name in m.species else name for name in used}
        species = [self.species(s, places[s.compartment or _NOWHERE]) for s in m.species.values()]
        transitions = [
            self.transition(s, rule) for s, rule in acting_rules(m).items() if rule is not None
        ]
        compartments = [
            element("compartment", {"id": id, "name": name, **_SPACE})
            for name, id in places.items()
        ]
        parts = [
            notes(m.description),
            annotation(metaid, self.publication(), self.about()),
            "\n" + element("listOfCompartments", {}, *compartments),
            "\n" + element("qual:listOfQualitativeSpecies", {}, *_lines(species)),
        ]
        if transitions:
            parts.append("\n" + element("qual:listOfTransitions", {}, *_lines(transitions)))
        given = {"metaid": metaid, "id": self.fresh("id"), "name": m.title or m.name}
        return element("model", given, *parts)

    def publication(self) -> dict[str, list[str]]:
        source = self.model.source
        if not source:
            return {}
        found = [f"https://identifiers.org/pmc:{source.pmcid}"]
        if source.doi:
            found.append(f"https://identifiers.org/doi:{source.doi}")
        return {"isDescribedBy": found}

    def about(self) -> str:
        m = self.model
        given = {"name": m.name, "title": m.title, "figure": m.figure, "date": m.date}
        inside = [element("h2:curator", {}, text_element("h2:name", c)) for c in m.curators]
        if m.description:
            inside.append(text_element("h2:description", m.description))
        if m.source:
            inside.append(element("h2:source", m.source.model_dump(exclude_none=True)))
        return own("model", given, *inside)

    def species(self, s: Species, compartment: str) -> str:
        metaid = self.fresh("about")
        told = {
            "kind": s.kind,
            "entity": s.entity,
            "meaning": None if isinstance(s.meaning, FrozenMap) else s.meaning,
            "note": s.note,
        }
        members = [text_element("h2:member", m) for m in s.members] + list(own_levels(s))
        given = {
            "metaid": metaid,
            "qual:id": s.id,
            "qual:name": s.label,
            "qual:compartment": compartment,
            "qual:constant": "false",
            "qual:initialLevel": self.start.get(s.id, s.initial),
            "qual:maxLevel": s.top,
        }
        meaning = s.meaning_text
        if meaning and not isinstance(s.meaning, FrozenMap):
            meaning = f"1 means: {meaning}"
        return element(
            "qual:qualitativeSpecies",
            given,
            notes(meaning, s.note or ""),
            annotation(metaid, identifiers(s, self.entities), own("species", told, *members)),
        )

    def transition(self, s: str, rule: Rule) -> str:
        entry, metaid = self.model.rules[s], self.fresh("about")
        inputs = [self.input(i) for i in self.model.regulators(s)]
        output = element(
            "qual:output",
            {"qual:qualitativeSpecies": s, "qual:transitionEffect": "assignmentLevel"},
        )
        levels = [self.model.functions[bit] for bit in self.model.bits(s)]
        sustains = len(levels) > 1 and all(
            r.expression == Atom(bit) for r, bit in zip(levels, self.model.bits(s), strict=True)
        )
        about = {"why": "; ".join(entry.reasons), "sustains": "yes" if sustains else None}
        parts = [
            notes(entry.why or ""),
            annotation(metaid, {}, own("rule", about)) if any(about.values()) else "",
            element("qual:listOfInputs", {}, *inputs) if inputs else "",
            element("qual:listOfOutputs", {}, output),
            element("qual:listOfFunctionTerms", {}, *self.terms(rule, s)),
        ]
        return element("qual:transition", {"metaid": metaid, "qual:id": self.fresh("tr")}, *parts)

    def terms(self, rule: Rule, target: str) -> Iterator[str]:
        """Write the terms of a transition; those of several levels exclude each other."""
        if self.model.species[target].top == 1:
            yield from _terms(rule, target, self.model.levels)
            return
        yield element("qual:defaultTerm", {"qual:resultLevel": 0})
        rules = [self.model.functions[bit] for bit in self.model.bits(target)]
        for level, when in terms_by_level(rules):
            math = write_math(when, self.model.levels)
            yield element("qual:functionTerm", {"qual:resultLevel": level}, math)

    def input(self, i: Interaction) -> str:
        metaid = self.fresh("about")
        quoted = [str(e) + (f": {e.note}" if e.note else "") for e in i.evidence]
        given = {
            "metaid": metaid,
            "qual:qualitativeSpecies": i.source,
            "qual:transitionEffect": "none",
            "qual:sign": _SIGNS[i.sign],
        }
        about = annotation(metaid, references(i.evidence), own_evidence(i))
        return element("qual:input", given, notes(*quoted), about)


def _terms(rule: Rule, target: str, graded: Collection[str]) -> Iterator[str]:
    if rule.constant is not None:
        yield element("qual:defaultTerm", {"qual:resultLevel": rule.constant})
        return
    yield element("qual:defaultTerm", {"qual:resultLevel": 0})
    if rule.expression == Atom(target):  # once, it would be an input to GINsim and to us
        rule = Rule(And((Atom(target), Atom(target))))
    yield element("qual:functionTerm", {"qual:resultLevel": 1}, write_math(rule, graded))


def _lines(elements: list[str]) -> Iterator[str]:
    """Put each element on a line of its own."""
    for e in elements:
        yield "\n" + e
