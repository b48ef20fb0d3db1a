"""What a printed word means: one table from words to entities, with the readings that are wrong.

Text mining maps a word to every gene that ever bore it. Here a word means what the curated table
says, per figure where needed: mapped to an entity, corrected, or rejected with the reason.
Automatic alias matching is not done, because public alias columns mislead (ERK is a previous
symbol of EPHB2, DM1 of DMPK, TSC-1 an alias of CCL26). Families stay families, members listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from her2model.errors import ModelError, Path_, Problem, UnknownName, did_you_mean
from her2model.model.figures import Figure
from her2model.model.strict_yaml import Document

__all__ = ["Entities", "Entity", "Missed", "PrintedWord", "Reading", "read_entities"]

Fault = Literal[
    "homoglyph",  # letters of another script
    "OCR",  # a character misread
    "spelling",  # a slip of the pen or a variant spelling
    "homonym",  # an alias shared with another gene
    "previous symbol",  # a withdrawn symbol of another gene
    "family",  # a family expanded to members that do not belong here
    "other organism",  # a fly's or fish's gene on a human figure
    "not a gene",  # a disease, a drug or an English word
    "complex",  # a protein taken for its complex, or the reverse
]

_CURIE = re.compile(r"[a-z][a-z0-9._]*:\S+\Z")


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Entity(_Row):
    """Something that figures name: a gene, family, complex, variant, drug, lipid, process.

    ``xrefs`` are CURIEs of this very thing; ``members`` are ids of the entities that a family or
    complex has; ``parent`` is the gene that a variant comes from.
    """

    id: str
    kind: Literal[
        "gene", "family", "complex", "variant", "drug", "lipid", "glycan", "ligand", "process"
    ]
    label: str = ""
    xrefs: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    note: str | None = None

    @field_validator("xrefs")
    @classmethod
    def _are_curies(cls, xrefs: tuple[str, ...]) -> tuple[str, ...]:
        for x in xrefs:
            if not _CURIE.match(x):
                raise ValueError(f"{x!r} is not an identifier; write 'hgnc:3430'")
        return xrefs


class PrintedWord(_Row):
    """How a word is to be read where the obvious reading is wrong.

    ``entity`` is what it means; without one the word is rejected. ``meant`` names the entity whose
    printed name was probably misread, as a hint that maps nothing.
    """

    word: str
    entity: str | None = None
    fault: Fault
    why: str
    meant: str | None = None
    figures: tuple[str, ...] = ()


class Missed(_Row):
    """An entity that a figure shows and its gene list lacks."""

    entity: str
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one word of one figure is taken to mean: an entity, or nothing and the reason."""

    word: str
    entity: str | None
    fault: Fault | None = None
    why: str = ""
    meant: str | None = None

    @property
    def is_rejected(self) -> bool:
        """Whether the word stands for nothing that belongs in a model."""
        return self.entity is None


class _File(_Row):
    format: Literal["her2model-entities/1"]
    entities: dict[str, dict[str, Any]]
    words: list[PrintedWord] = []
    missed: dict[str, list[Missed]] = {}


@dataclass(frozen=True)
class Entities:
    """The table of entities and words. Made by :func:`read_entities`."""

    by_id: Mapping[str, Entity]
    words: tuple[PrintedWord, ...]
    missed: Mapping[str, tuple[Missed, ...]]

    def __getitem__(self, entity: str) -> Entity:
        if entity not in self.by_id:
            raise UnknownName.of("entity", entity, self.by_id)
        return self.by_id[entity]

    def read(self, word: str, figid: str | None = None) -> Reading | None:
        """Say what a word means in a figure, or None when the table does not know it.

        A row for the figure goes before a row for all figures, and both before an entity's own
        id, label and aliases.
        """
        for scope in (figid, None):
            row = self._rows.get((word, scope))
            if row:
                return Reading(word, row.entity, row.fault, row.why, row.meant)
        entity = self._names.get(word)
        return Reading(word, entity) if entity else None

    def read_figure(self, figure: Figure) -> dict[str, Reading | None]:
        """Read each word of a figure's gene list: keywords, gene rows, chemicals and diseases."""
        listed = [*figure.keywords]
        listed += [w for g in figure.gene_words for w in (g.word, g.hgnc_symbol) if w]
        listed += [t.word for t in (*figure.chemicals, *figure.diseases) if t.word]
        return {word: self.read(word, figure.figid) for word in listed}

    def is_or_contains(self, entity: str, other: str) -> bool:
        """Whether ``entity`` is ``other``, has it as a member at any depth, or is its parent."""
        if entity == other or self[other].parent == entity:
            return True
        return any(self.is_or_contains(m, other) for m in self[entity].members)

    @cached_property
    def _rows(self) -> dict[tuple[str, str | None], PrintedWord]:
        return {(w.word, f): w for w in self.words for f in (w.figures or (None,))}

    @cached_property
    def _names(self) -> dict[str, str]:
        return {n: e.id for e in self.by_id.values() for n in _names_of(e)}


def read_entities(document: Document) -> Entities:
    """Check a parsed entity file and make the table.

    Raises
    ------
    ModelError
        An unknown field, a name that two entities bear, or a reference to an unknown entity.
    """
    if document.data is None:
        hint = "it begins with 'format: her2model-entities/1'"
        raise ModelError("the file is empty", where=document.source, hint=hint)
    try:
        file = _File.model_validate(document.data)
    except ValidationError as reason:
        raise ModelError(document.refused(reason.errors(), fields=_fields_at)) from None
    by_id = _by_id(file, document)
    missed = {figid: tuple(rows) for figid, rows in file.missed.items()}
    table = Entities(by_id, tuple(file.words), missed)
    problems = list(_problems(table, document))
    if problems:
        raise ModelError(problems)
    return table


def _by_id(file: _File, document: Document) -> dict[str, Entity]:
    found: dict[str, Entity] = {}
    problems: list[Problem] = []
    for name, row in file.entities.items():
        path: Path_ = ("entities", name)
        if "id" in row:
            problems.append(document.problem((*path, "id"), "the id of an entity is its key"))
        try:
            found[name] = Entity.model_validate({**row, "id": name})
        except ValidationError as reason:
            problems += document.refused(reason.errors(), path, lambda loc: Entity.model_fields)
    if problems:
        raise ModelError(problems)
    return found


def _fields_at(loc: Path_) -> Iterable[str]:
    rows: dict[str | int, type[_Row]] = {"words": PrintedWord, "missed": Missed}
    return (rows.get(loc[0], _File) if len(loc) > 1 else _File).model_fields


def _names_of(entity: Entity) -> dict[str, None]:
    return dict.fromkeys(n for n in (entity.id, entity.label, *entity.aliases) if n)


def _problems(table: Entities, document: Document) -> Iterator[Problem]:
    yield from _shared_names(table, document)
    for path, other in _mentions(table):
        if other not in table.by_id:
            id_ = table._names.get(other)
            hint = f"write {id_!r}" if id_ else did_you_mean(other, table.by_id)
            yield document.problem(path, f"{other!r} is not an entity", hint)
    for e in table.by_id.values():
        if e.id in _members_within(e, table):
            yield document.problem(("entities", e.id), "it is a member of itself")
    for i, w in enumerate(table.words):
        for scope in w.figures or (None,):
            if table._rows[w.word, scope] is not w:
                yield document.problem(("words", i), f"{w.word!r} is read twice")


def _members_within(entity: Entity, table: Entities) -> set[str]:
    """Return the members at any depth."""
    found: set[str] = set()
    waiting = list(entity.members)
    while waiting:
        member = waiting.pop()
        if member not in found and member in table.by_id:
            found.add(member)
            waiting += table.by_id[member].members
    return found


def _shared_names(table: Entities, document: Document) -> Iterator[Problem]:
    bearer: dict[str, str] = {}
    for e in table.by_id.values():
        for name in _names_of(e):
            other = bearer.setdefault(name, e.id)
            if other != e.id:
                yield document.problem(
                    ("entities", e.id), f"{other!r} also bears the name {name!r}", "keep one"
                )


def _mentions(table: Entities) -> Iterator[tuple[Path_, str]]:
    """Yield each place that names an entity, with the name."""
    for e in table.by_id.values():
        for other in (*e.members, e.parent):
            if other:
                yield ("entities", e.id), other
    for i, w in enumerate(table.words):
        for other in (w.entity, w.meant):
            if other:
                yield ("words", i), other
    for figid, rows in table.missed.items():
        for m in rows:
            yield ("missed", figid), m.entity
