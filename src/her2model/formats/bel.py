"""BEL script, the Biological Expression Language: each arrow with its citation and quoted sentence.

Written only. A species whose entity is known is written by its identifier (HGNC, FamPlex, ChEBI,
GO and so on); any other stands in the namespace ``her2model`` by its id. Proteins and complexes are
written as activities, because 1 means active. Species that would share a term are told apart by
their ids in ``her2model``. One statement is written for each piece of evidence;
a reference without a quote has a sentence that says so. An arrow without evidence cites the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from her2model.formats.format import Format, Written, counted, listed, losses
from her2model.model.entities import Entities, Entity
from her2model.model.model import Model
from her2model.model.parts import Evidence, Interaction, Species

__all__ = ["BEL", "write_bel"]

_RELATIONS = {"activation": "increases", "inhibition": "decreases", "dual": "regulates"}
_PREFERRED = ("hgnc", "fplx", "chebi", "go", "drugbank", "mesh", "uniprot", "ncbigene")
_ACTIVE = ("receptor", "protein", "family", "complex", "variant")
_ABUNDANCE = ("lipid", "drug")
_PROCESS = ("process", "phenotype")
_OWN = "her2model"
_PMC = re.compile(r"(PMC\d+)")


def write_bel(model: Model, entities: Entities | None = None) -> Written:
    """Write a BEL script.

    Returns
    -------
    Written
        The file, and what it does not carry.
    """
    script = _Script(model, entities)
    text = "\n".join(script.lines()) + "\n"
    notes = (*losses(model, BEL.name, BEL.carries), *script.notes)
    return Written({"": text.encode("utf-8")}, notes)


class _Script:
    def __init__(self, model: Model, entities: Entities | None) -> None:
        self.model, self.entities = model, entities
        self.namespaces: dict[str, None] = {}
        self.notes: list[str] = []
        self.terms = self._terms()

    def _terms(self) -> dict[str, str]:
        """Return the term of each species with arrows; no term stands for two species."""
        joined = {end for i in self.model.interactions.values() for end in (i.source, i.target)}
        species = [s for s in self.model.species.values() if s.id in joined]
        bearers: dict[str, list[str]] = {}
        for s in species:
            bearers.setdefault(self._term(s, self._entity(s.entity)), []).append(s.id)
        shared = {s for some in bearers.values() if len(some) > 1 for s in some}
        if shared:
            self.notes.append(
                f"{counted(len(shared), 'species')} with an identifier that another has too stand "
                f"by their ids: {listed(sorted(shared))}"
            )
        self.namespaces.clear()  # of terms that are not used
        return {
            s.id: self._term(s, None if s.id in shared else self._entity(s.entity)) for s in species
        }

    def lines(self) -> list[str]:
        statements = [line for i in self.model.interactions.values() for line in self._arrow(i)]
        unsupported = [k for k, i in self.model.interactions.items() if not i.evidence]
        if unsupported:
            self.notes.append(
                f"{counted(len(unsupported), 'arrow')} without evidence cite the model: "
                f"{listed(unsupported, 4)}"
            )
        refuted = sum(e.supports == "refutes" for e in self._evidence())
        if refuted:
            self.notes.append(f"BEL does not carry {counted(refuted, 'refuting quote')}")
        return [*self._head(), "", *statements]

    def _evidence(self) -> Iterator[Evidence]:
        return (e for i in self.model.interactions.values() for e in i.evidence)

    def _head(self) -> Iterator[str]:
        m = self.model
        yield f"SET DOCUMENT Name = {_quoted(m.name)}"
        yield 'SET DOCUMENT Version = "1.0.0"'
        about = m.description or m.title or f"Regulatory arrows of {m.name}"
        yield f"SET DOCUMENT Description = {_quoted(about)}"
        yield f"SET DOCUMENT Authors = {_quoted(', '.join(m.curators) or 'not given')}"
        yield 'SET DOCUMENT ContactInfo = "not given"'
        yield ""
        for name in sorted(self.namespaces):
            yield f'DEFINE NAMESPACE {name} AS PATTERN ".+"'
        for name in ("Arrow", "Basis", "Figure", "Supports"):
            yield f'DEFINE ANNOTATION {name} AS PATTERN ".+"'

    def _arrow(self, i: Interaction) -> Iterator[str]:
        source, target = (self.terms[s] for s in (i.source, i.target))
        statement = f"{source} {_RELATIONS[i.sign]} {target}"
        if not i.evidence:
            yield f'SET Citation = {{"Other", {_quoted(self.model.name)}}}'
            yield 'SET SupportingText = "the model gives no evidence for this arrow"'
            yield f"SET Arrow = {_quoted(i.id)}"
            yield statement
            yield ""
        for e in i.evidence:
            if e.supports == "refutes":
                continue
            yield f"SET Citation = {{{_citation(e)}}}"
            said = e.quote or e.note or f"{i.id}: {e.basis}; no sentence is quoted"
            yield f"SET SupportingText = {_quoted(said)}"
            yield f"SET Arrow = {_quoted(i.id)}"
            yield f"SET Basis = {_quoted(e.basis)}"
            if e.figure:
                yield f"SET Figure = {_quoted(e.figure)}"
            if e.supports != "supports":
                yield f"SET Supports = {_quoted(e.supports)}"
            yield statement
            yield ""

    # -- terms ---------------------------------------------------------------------------------

    def _term(self, s: Species, entity: Entity | None) -> str:
        if s.kind == "complex":
            term = self._complex(s, entity)
        elif s.kind in ("variant", "alteration"):
            term = self._variant(s, entity)
        elif s.kind in _PROCESS:
            term = f"bp({self._name(s, entity)})"
        else:
            function = "a" if s.kind in _ABUNDANCE else "p"
            term = f"{function}({self._name(s, entity)})"
        return f"act({term})" if s.kind in _ACTIVE else term

    def _entity(self, name: str | None) -> Entity | None:
        return self.entities.by_id.get(name) if self.entities and name else None

    def _complex(self, s: Species, entity: Entity | None) -> str:
        members = [self._entity(m) for m in (entity.members if entity else ())]
        named = [f"p({self._concept(m)})" for m in members if m and _identifier(m)]
        if len(named) > 1 and len(named) == len(members):
            return f"complex({', '.join(named)})"
        return f"complex({self._name(s, entity)})"

    def _variant(self, s: Species, entity: Entity | None) -> str:
        parent = self._entity(entity.parent) if entity and entity.parent else entity
        if parent and parent.kind == "gene" and _identifier(parent):
            return f"p({self._concept(parent)}, var({_quoted(s.name)}))"
        return f"{'p' if s.kind == 'variant' else 'bp'}({self._own(s)})"

    def _name(self, s: Species, entity: Entity | None) -> str:
        return self._concept(entity) if entity and _identifier(entity) else self._own(s)

    def _concept(self, entity: Entity) -> str:
        prefix, _, number = _identifier(entity).partition(":")
        self.namespaces[prefix] = None
        name = entity.id if entity.kind == "gene" else entity.label or entity.id
        return f"{prefix}:{_quoted(number)} ! {_quoted(name)}"

    def _own(self, s: Species) -> str:
        self.namespaces[_OWN] = None
        return f"{_OWN}:{_quoted(s.id)} ! {_quoted(s.name)}"


def _identifier(entity: Entity) -> str:
    """Return the identifier that BEL knows best; empty where there is none."""
    by_prefix = {x.partition(":")[0]: x for x in entity.xrefs}
    return next((by_prefix[p] for p in _PREFERRED if p in by_prefix), "")


def _citation(e: Evidence) -> str:
    if e.reference:
        prefix, _, number = e.reference.partition(":")
        kind = {"pubmed": "PubMed", "pmid": "PubMed", "doi": "DOI", "pmc": "PubMed Central"}
        if prefix.lower() in kind and (
            prefix.lower() not in ("pubmed", "pmid") or number.isdigit()
        ):
            return f"{_quoted(kind[prefix.lower()])}, {_quoted(number)}"
        return f'"Other", {_quoted(e.reference)}'
    article = _PMC.match(e.figure or "")
    if article:
        return f'"PubMed Central", {_quoted(article[1])}'
    return f'"Other", {_quoted(e.figure or "not given")}'


def _quoted(text: str) -> str:
    r"""Put a text in quotes: ``\`` and ``"`` escaped, and on one line, as a BEL script is.

    Examples
    --------
    >>> _quoted('say "no"')
    '"say \\"no\\""'
    """
    line = re.sub(r"\s", " ", re.sub("[\x00-\x08\x0e-\x1f]", "\ufffd", text))
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'


BEL = Format(
    "BEL script",
    (".bel",),
    "each arrow with its citation and quote, for PyBEL and other readers of BEL",
    frozenset({"signs", "evidence", "identifiers", "labels", "kinds"}),
    writer=write_bel,
)
