"""SBML Level 3 with the package qual, read: models of any tool, and all that ours wrote."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from her2model.errors import FormatError, LimitError, Problem
from her2model.formats.assembly import (
    MAX_SPECIES,
    assemble,
    model_name,
    safe_ids,
)
from her2model.formats.draft import Draft
from her2model.formats.format import Reading, listed
from her2model.formats.levels import overlap, rules_by_level, tidied
from her2model.formats.sbml_annotation import OWN, curies, evidence_read, levels_read
from her2model.formats.sbml_math import read_math
from her2model.formats.sbml_transitions import (
    FormedTransitions,
    PlainTransition,
    PlainTransitions,
)
from her2model.formats.xml_forms import formed_list
from her2model.formats.xml_tree import Element, LinesUnknownError, local_name, parse_xml
from her2model.model.expressions import Atom, Expression, Or, at_least, joined, species_and_level
from her2model.model.model import Model
from her2model.model.parts import Evidence, Source
from her2model.model.plain_rules import MAX_NAME
from her2model.model.rules import Rule, Sign

__all__ = ["read_sbml", "read_sbml_tree"]

_SIGNS: dict[str, Sign] = {"positive": "activation", "negative": "inhibition", "dual": "dual"}
_COMPARTMENTS = {
    "extracellular": "extracellular", "extracellularspace": "extracellular",
    "membrane": "membrane", "plasmamembrane": "membrane", "cytosol": "cytosol",
    "cytoplasm": "cytosol", "nucleus": "nucleus", "outcome": "outcome",
}  # fmt: skip
_UNNAMED = {"cell", "default", "comp1", "c", "maincompartment", "defaultcompartment", "unspecified"}
MAX_LEVEL = 9
_OTHER = ("listOfReactions", "listOfRules", "listOfEvents", "listOfInitialAssignments")


def read_sbml(text: str, path: Path) -> Reading:
    """Read an SBML-qual model, Boolean or with levels.

    Raises
    ------
    FormatError
        It is not such a model: not well-formed, another level of SBML, a
        species with two transitions, terms that contradict each other; each with its line.
    """
    found = formed_list(text, "listOfTransitions", "transition")
    if found:
        try:
            formed = FormedTransitions(found, path.name)
            return assemble(_Reader(path, formed.root, formed).draft())
        except (FormatError, LookupError, LinesUnknownError):
            pass  # something is wrong or unusual; what, and on which line, the whole file says
    return assemble(_Reader(path, parse_xml(text, path.name)).draft())


def read_sbml_tree(root: Element, path: Path) -> tuple[Model, dict[str, str], dict[str, int]]:
    """Read a model's XML; return it with its species and the initial levels by the file's ids.

    Raises
    ------
    FormatError
        As for :func:`read_sbml`.
    """
    reader = _Reader(path, root)
    model = assemble(reader.draft()).model
    safe = safe_ids(reader.species)
    ids = {n: n if n in model.species else safe[n] for n in reader.species}
    levels = {n: row["initial"] for n, row in reader.species.items() if "initial" in row}
    return model, ids, levels


class _Lines(Mapping[str, int]):
    """On which line each species stands; found when it is asked for."""

    def __init__(self, places: Mapping[str, Any], root: Element) -> None:
        self._places, self._root = places, root

    def __getitem__(self, name: str) -> int:
        place = self._places[name]
        return place.line if isinstance(place, Element) else self._root.line_of(place)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class _Reader:
    def __init__(self, path: Path, root: Element, formed: FormedTransitions | None = None) -> None:
        self.path, self.root, self.formed = path, root, formed
        self.species: dict[str, dict[str, Any]] = {}
        self.tops: dict[str, int] = {}
        self.rules: dict[str, Rule | None] = {}
        self.higher: dict[str, tuple[Rule, ...]] = {}
        self.places: dict[str, Any] = {}
        self.signs: dict[tuple[str, str], Sign] = {}
        self.arrows: dict[tuple[str, str], dict[str, Any]] = {}
        self.settled: set[str] = set()
        self.reasons: dict[str, str] = {}
        self.notes: list[str] = []
        self.unused: list[str] = []
        self.elsewhere: dict[str, None] = {}

    def stop(self, message: str, e: Element, hint: str = "") -> FormatError:
        return FormatError(message, where=self.path.name, line=e.line, hint=hint)

    def draft(self) -> Draft:
        model = self.model()
        found = list(model.all("listOfQualitativeSpecies", "qualitativeSpecies"))
        if not found:
            hint = "only logical models (SBML Level 3 with the package qual) are read"
            raise self.stop("there is no qualitative species in the model", model, hint)
        if len(found) > MAX_SPECIES:
            message = f"there are {len(found):,} species and at most {MAX_SPECIES:,} are read"
            raise self.stop(message, found[MAX_SPECIES])
        self.take_levels(found)
        places = self.compartments(model)
        for e in found:
            self.take_species(e, places)
        for e in model.all("listOfTransitions"):
            if self.formed:
                self.take_formed(self.formed, e)
            else:
                self.take_transitions(e)
        return self.drafted(model)

    def model(self) -> Element:
        if self.root.name != "sbml":
            raise self.stop(f"the file is not SBML; it begins with {self.root.name!r}", self.root)
        model = self.root.first("model")
        if self.root.get("level") != "3" or model is None:
            message = f"SBML level {self.root.get('level') or '?'} has no logical models"
            raise self.stop(message, self.root, "save the model as Level 3 with the package qual")
        other = [name for name in _OTHER if model.first(name)]
        if other:
            self.notes.append(f"not read, since it is no logic: {listed(other)}")
        return model

    def take_levels(self, found: list[Element]) -> None:
        for e in found:
            top = self.level(e, "maxLevel", 1)
            if top > MAX_LEVEL:
                raise self.stop(f"{e.get('id')[:40]!r} has more than {MAX_LEVEL} levels", e)
            if top > 1:
                self.tops[e.get("id")] = top

    def level(self, e: Element, attribute: str, default: int) -> int:
        text = e.get(attribute)
        if text and not (text.isascii() and text.isdigit() and len(text) < 10):
            raise self.stop(f"{attribute} is {text[:20]!r}, not a level", e)
        return int(text) if text else default

    def compartments(self, model: Element) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        for e in model.all("listOfCompartments", "compartment"):
            names = [_plain(e.get(key)) for key in ("id", "name")]
            known = [_COMPARTMENTS[n] for n in names if n in _COMPARTMENTS]
            found[e.get("id")] = known[0] if known else None
        return found

    def take_species(self, e: Element, places: Mapping[str, str | None]) -> None:
        name, place = e.get("id"), e.get("compartment")
        if not name.isidentifier():
            raise self.stop(f"{name[:40]!r} cannot be the id of a species", e)
        if name in self.species:
            raise self.stop(f"the species {name!r} stands twice", e)
        row: dict[str, Any] = {"label": e.get("name"), "compartment": places.get(place)}
        if place and not places.get(place) and _plain(place) not in _UNNAMED:
            self.elsewhere[place] = None
        if e.get("initialLevel"):
            level = self.level(e, "initialLevel", 0)
            top = self.tops.get(name, 1)
            if level > top:
                hint = f"it is at most {top}"
                raise self.stop(f"the initial level of {name!r} is {level}", e, hint)
            row["initial"] = level
        if name in self.tops:
            row["levels"] = self.tops[name]
        if not e.is_empty:
            own = _own(e, "species")
            row |= _own_species(own, self.tops.get(name, 1)) if own else _described(e)
        self.species[name] = {k: v for k, v in row.items() if v not in (None, "", ())}
        self.rules.setdefault(name, None)
        self.places.setdefault(name, e)

    def take_formed(self, formed: FormedTransitions, transitions: Element) -> None:
        rest = iter(formed.left(transitions))
        for found in formed.each(self.usual()):
            if not found:
                self.take_transition(next(rest))
            elif not self.took_plain(found, transitions):
                raise LookupError

    def usual(self) -> set[str]:
        """Return the species that are on or off, and may stand in a rule."""
        return {n for n in self.species if n not in self.tops and len(n) <= MAX_NAME}

    def take_transitions(self, transitions: Element) -> None:
        if transitions.node is None:
            for e in transitions.all("transition"):
                self.take_transition(e)
            return
        plain = PlainTransitions(self.usual())
        for node in transitions.node:
            if local_name(node.tag) != "transition":
                continue
            found = plain.read(node)
            if not found or not self.took_plain(found, node):
                self.take_transition(transitions.wrapped(node))

    def took_plain(self, found: PlainTransition, node: Any) -> bool:
        """Take a transition of the usual form, unless it sets a species to itself or again."""
        target, inputs, rule = found
        if target in self.settled or rule.expression == Atom(target):
            return False
        self.settled.add(target)
        self.rules[target], self.places[target], self.reasons[target] = rule, node, ""
        for source, sign in inputs:
            if source not in rule.names:
                self.unused.append(f"{source} to {target}")
            elif sign in _SIGNS:
                self.signs[source, target] = _SIGNS[sign]
        return True

    def take_transition(self, e: Element) -> None:
        inputs = [(i, self.threshold(i)) for i in e.all("listOfInputs", "input")]
        thresholds = {i.get("id"): level for i, level in inputs if i.get("id")}
        thresholds = {n: level for n, level in thresholds.items() if n not in self.species}
        targets = self.targets_of(e)
        if not targets:
            return
        terms = e.first("listOfFunctionTerms")
        if not terms or not terms.children:
            if e.first("listOfInputs", "input"):
                raise self.stop("the transition has no function terms", e, "give a default term")
            return  # so does AEON write an input
        tops = {self.tops.get(target, 1) for target in targets}
        if len(tops) > 1:
            raise self.stop("one transition sets species of different levels", e, "write one each")
        rules = self.rules_of(terms, thresholds, tops.pop())
        own = _own(e, "rule")
        for target in targets:
            if target in self.settled:
                raise self.stop(f"a second transition sets {target!r}", e, "join the two")
            self.settled.add(target)
            is_input = self.is_input(target, rules, terms, own)
            self.rules[target], self.places[target] = None if is_input else rules[0], e
            if rules[1:] and not is_input:
                self.higher[target] = rules[1:]
            self.reasons[target] = (own.get("why") if own else _told(e)) or ""
            used = {species_and_level(n)[0] for r in rules for n in r.names}
            for i, _ in inputs:
                self.take_input(i, target, used)

    def threshold(self, e: Element) -> int:
        level, source = self.level(e, "thresholdLevel", 1), self.known(e, "qualitativeSpecies")
        top = self.tops.get(source, 1)
        if level > top:
            message = f"the threshold of {source!r} is {level}"
            raise self.stop(message, e, f"the highest level of {source!r} is {top}")
        return level

    def targets_of(self, e: Element) -> list[str]:
        outputs = list(e.all("listOfOutputs", "output"))
        targets = [self.known(o, "qualitativeSpecies") for o in outputs]
        for output in outputs:
            if output.get("transitionEffect") == "production":
                hint = "only transitions that assign a level are read"
                raise self.stop("a transition that produces is not a logical rule", output, hint)
        return targets

    def is_input(
        self, target: str, rules: tuple[Rule, ...], terms: Element, own: Element | None
    ) -> bool:
        """Whether a species is only set to itself: so GINsim and bioLQM write an input."""
        if any(r.expression != at_least(target, k) for k, r in enumerate(rules, 1)):
            return False
        return _mentions(terms) == 1 if len(rules) == 1 else not (own and own.get("sustains"))

    def known(self, e: Element, attribute: str) -> str:
        name = e.get(attribute)
        if name not in self.species:
            raise self.stop(f"{name[:40]!r} is not a qualitative species of the model", e)
        return name

    def take_input(self, e: Element, target: str, used: Collection[str]) -> None:
        source = self.known(e, "qualitativeSpecies")
        if e.get("transitionEffect") == "consumption":
            hint = "only transitions that leave their inputs alone are read"
            raise self.stop("an input that is consumed is not a regulator", e, hint)
        if source not in used:
            self.unused.append(f"{source} to {target}")
            return
        if e.get("sign") in _SIGNS:
            self.signs[source, target] = _SIGNS[e.get("sign")]
        if not e.children:
            return
        own = _own(e, "interaction")
        if own:
            row: dict[str, Any] = {"mechanism": own.get("mechanism"), "note": own.get("note")}
            try:
                row["evidence"] = evidence_read(own.all("evidence"))
            except ValidationError as reason:
                raise self.stop(f"evidence: {reason.errors()[0]['msg']}", own) from None
        else:
            row = {"evidence": _cited(e), "note": _told(e)}
        found = {k: v for k, v in row.items() if v not in (None, "", ())}
        if found:
            self.arrows[source, target] = found

    def rules_of(self, terms: Element, thresholds: Mapping[str, int], top: int) -> tuple[Rule, ...]:
        """Read the terms of a transition: a rule for each level from 1 to the top."""
        default = terms.first("defaultTerm")
        if default is None:
            self.notes.append(f"line {terms.line}: no default term, read as level 0")
        usual = self.level(default, "resultLevel", 0) if default else 0
        conditions: dict[int, list[Expression]] = {}
        rules: list[Rule] = []
        for term in terms.all("functionTerm"):
            level = self.level(term, "resultLevel", 1)
            math = term.first("math")
            if level > top:
                hint = f"levels are 0 to {top}" if top > 1 else "levels are 0 and 1"
                raise self.stop(f"a term sets the level {level}", term, hint)
            if math is None:
                raise self.stop("a function term has no condition", term)
            rules.append(self.condition(math, thresholds))
            conditions.setdefault(level, []).append(rules[-1].expression)
        if usual > top:
            raise self.stop(f"the default level is {usual}", terms, f"the highest is {top}")
        if top == 1 and usual == 0 and len(rules) == 1 and 1 in conditions:
            return (tidied(rules[0]),)
        found = [Rule(joined(Or, some)) for _, some in sorted(conditions.items())]
        for i, on in enumerate(found):
            for off in found[:i]:
                self.demand_apart(on, off, terms)
        return rules_by_level(conditions, usual, top)

    def condition(self, math: Element, thresholds: Mapping[str, int]) -> Rule:
        rule = read_math(math, thresholds, self.path.name, self.tops)
        for name in (species_and_level(n)[0] for n in rule.names):
            if name not in self.species:
                message = f"the condition uses {name[:40]!r}, which is not a species of the model"
                raise self.stop(message, math)
        return rule

    def demand_apart(self, on: Rule, off: Rule, terms: Element) -> None:
        try:
            both = overlap(on, off)
        except LimitError:
            message = "whether its terms contradict each other could not be found out"
            self.notes.append(f"line {terms.line}: {message}")
            return
        if both is not None:
            state = ", ".join(f"{name} = {value}" for name, value in both) or "every state"
            raise self.stop(f"two terms set different levels where {state}", terms)

    def drafted(self, model: Element) -> Draft:
        if self.unused:
            self.notes.append(
                f"inputs that the rule does not use get no arrow: {listed(self.unused)}"
            )
        if self.elsewhere:
            names = listed(self.elsewhere)
            self.notes.append(f"compartments without a counterpart here are not kept: {names}")
        own = _own(model, "model")
        draft = Draft(
            (own.get("name") if own else "") or model_name(self.path),
            self.rules,
            self.path.name,
            lines=_Lines(self.places, self.root),
            species=self.species,
            reasons=self.reasons,
            signs=self.signs,
            arrows=self.arrows,
            notes=self.notes,
            higher=self.higher,
        )
        if own:
            self.take_publication(own, draft)
        else:
            draft.title = model.get("name")
            draft.description = _told(model)
        return draft

    def take_publication(self, own: Element, draft: Draft) -> None:
        draft.title = own.get("title")
        draft.description = next((e.text for e in own.all("description")), "")
        draft.publication = {
            "figure": own.get("figure") or None,
            "date": own.get("date") or None,
            "curators": tuple(e.words for e in own.all("curator", "name")),
        }
        source = own.first("source")
        if source:
            try:
                draft.publication["source"] = Source.model_validate_strings(source.attributes)
            except ValidationError as reason:
                said = reason.errors()[0]
                place = ".".join(map(str, said["loc"]))
                where = f"{self.path.name}: source.{place}"
                raise FormatError(Problem(where, said["msg"], "", source.line)) from None


def _mentions(terms: Element) -> int:
    """How often conditions name a species."""
    stack, found = [terms], 0
    while stack:
        e = stack.pop()
        found += e.name == "ci"
        stack += e.children
    return found


def _plain(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())


def _own(e: Element, name: str) -> Element | None:
    """Return the element that we wrote into an annotation."""
    found = (x for x in e.all("annotation", name) if x.namespace == OWN)
    return next(found, None)


def _own_species(own: Element, top: int) -> dict[str, Any]:
    found: dict[str, Any] = {key: own.get(key) for key in ("kind", "entity", "meaning", "note")}
    found["members"] = tuple(e.text for e in own.all("member"))
    return found | levels_read(own.all("level"), top)


def _described(e: Element) -> dict[str, Any]:
    """Return what another tool's annotation and notes say of a species."""
    same = curies(e, "is")
    cited = [f"described by {c}" for c in curies(e, "isDescribedBy")]
    return {
        "entity": same[0] if same else None,
        "members": tuple(dict.fromkeys(curies(e, "hasPart") + curies(e, "hasVersion"))),
        "note": " ".join([_told(e), *cited]).strip(),
    }


def _told(e: Element) -> str:
    return " ".join(n.words for n in e.all("notes")).strip()


def _cited(e: Element) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(reference=c, basis="background")
        for c in curies(e, "isDescribedBy")
        if ":" in c and not c.endswith(":")
    )
