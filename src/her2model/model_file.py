"""The model file: the short form that people write, resolved into a model; and back.

Defaults are left out and ``extends`` names models whose species, arrows and alterations are taken
over. Arrows with the same ends and sign pool their evidence; ``refine`` says which arrows stand
here for one that a parent draws more coarsely. A :class:`Merge` tells what came from where.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from her2model.errors import ModelError, Problem, did_you_mean
from her2model.logic import Sign
from her2model.model import Model
from her2model.parts import (
    Alteration,
    Claim,
    Evidence,
    FrozenMap,
    Interaction,
    Part,
    Readouts,
    RuleEntry,
    Source,
    Species,
    Waiver,
    arrow,
    parse_arrow,
)
from her2model.yamlio import Document, Path_, place

__all__ = ["FORMAT", "Merge", "parents_of", "read_model", "write_model"]

FORMAT = "her2model/1"
Raw = dict[str, Any]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Refinement(_Section):
    to: list[str]
    why: str


class _ModelFile(_Section):
    """The short form, as people write it."""

    format: Literal["her2model/1"]
    name: str
    title: str = ""
    description: str = ""
    figure: str | None = None
    source: Source | None = None
    extends: list[str] = []
    refine: dict[str, _Refinement] = {}
    curators: list[str] = []
    date: str | None = None
    species: dict[str, Raw] = {}
    interactions: dict[str, Any] = {}
    rules: dict[str, Any] = {}
    readouts: Readouts | None = None
    alterations: dict[str, Raw] = {}
    absent: dict[str, Any] = {}
    claims: list[Any] = []
    waived: list[Waiver] = []


@dataclass(frozen=True, slots=True)
class Merge:
    """What became of the models that a model extends.

    Attributes
    ----------
    taken
        Arrow → the models that state it.
    refined
        Arrow of a parent → (the models that state it, the arrows that stand for it, why).
    added
        Arrows that only this model has.
    disagreements
        One sentence for each field or sign on which two models differ, and what was kept.
    """

    taken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    refined: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], str]] = field(
        default_factory=dict
    )
    added: tuple[str, ...] = ()
    disagreements: tuple[str, ...] = ()


def parents_of(document: Document) -> list[str]:
    """Return the names of the models that a parsed file extends."""
    return _validated(document).extends


def read_model(document: Document, parents: Sequence[Model] = ()) -> tuple[Model, Merge]:
    """Resolve a parsed model file.

    Parameters
    ----------
    document
        The file.
    parents
        The models of ``extends``, in that order.

    Raises
    ------
    ModelError
        Everything that is wrong with the file, at once.
    """
    return _Reader(document, _validated(document)).model(list(parents))


def write_model(model: Model) -> Raw:
    """Write the resolved model in the file's form, empty fields left out."""
    data: Raw = {"format": FORMAT, **model.to_dict()}
    data.pop("parents")
    for section in ("species", "alterations"):
        for key, row in data[section].items():
            row.pop("id" if section == "species" else "name", key)
    data["interactions"] = {
        key: {k: v for k, v in row.items() if k not in ("source", "target", "sign")}
        for key, row in data["interactions"].items()
    }
    data["rules"] = {s: r for s, r in data["rules"].items() if not r.get("is_default")}
    return {k: v for k, v in data.items() if v not in (None, "", [], {})}


def _validated(document: Document) -> _ModelFile:
    if not isinstance(document.data, dict):
        hint = f"a model file begins with 'format: {FORMAT}'"
        raise ModelError("the file is not a mapping", where=document.source, hint=hint)
    found = document.data.get("format")
    if found != FORMAT:
        hint = f"write 'format: {FORMAT}'"
        raise ModelError(document.problem(("format",), f"{found!r} is not a known format", hint))
    try:
        return _ModelFile.model_validate(document.data)
    except ValidationError as reason:
        raise ModelError(_sentences(reason, document, (), _ModelFile)) from None


def _sentences(
    reason: ValidationError, document: Document, prefix: Path_, kind: type[BaseModel]
) -> Iterator[Problem]:
    """Say what pydantic found, one sentence for each place."""
    seen = set()
    for e in reason.errors():
        loc = e["loc"]
        path, message, hint = (*prefix, *loc), "", ""
        if e["type"] == "extra_forbidden":
            message = f"{loc[-1]!r} is not a field here"
            hint = did_you_mean(str(loc[-1]), _fields_at(kind, loc))
            if " " in str(loc[-1]):
                hint = "within {} a comma ends a text, so put such a text in quotes"
        elif e["type"] == "literal_error":
            choices = e["ctx"]["expected"].replace(" or ", ", ")
            message = f"{e['input']!r} is not one of {choices}"
            hint = did_you_mean(str(e["input"]), choices.replace("'", "").split(", "))
        elif e["type"] == "missing":
            path, message = path[:-1], f"{loc[-1]!r} is missing"
        elif e["type"] == "value_error":
            message = str(e["ctx"]["error"])
        elif e["type"] in ("int_type", "greater_than_equal", "less_than_equal", "int_parsing"):
            message, hint = f"{e['input']!r} is not an activity", "write 0 or 1"
        else:
            said = e["msg"].removeprefix("Input ")
            message = f"{e['input']!r:.60} will not do here: it {said}"
        if path not in seen:
            seen.add(path)
            yield document.problem(path, message, hint)


def _fields_at(kind: type[BaseModel], loc: Path_) -> list[str]:
    """Fields of the part that a path leads to, for suggestions."""
    inner: dict[str | int, type[BaseModel]] = {"evidence": Evidence, "source": Source}
    inner |= {"readouts": Readouts, "waived": Waiver}
    for step in reversed(loc[:-1]):
        if step in inner:
            return list(inner[step].model_fields)
    return list(kind.model_fields)


class _Reader:
    """Turns one validated file and its parents into a model, noting each problem with its place."""

    def __init__(self, document: Document, file: _ModelFile) -> None:
        self.document, self.file = document, file
        self.problems: list[Problem] = []

    def model(self, parents: list[Model]) -> tuple[Model, Merge]:
        file = self.file
        own = self._interactions()
        merger = _Merger(self, parents)
        interactions = merger.interactions(own)
        species = merger.species(file.species, interactions)
        alterations = merger.alterations(self._alterations())
        parts: dict[str, Any] = {
            "species": FrozenMap(species),
            "interactions": FrozenMap(interactions),
            "rules": FrozenMap(self._rules(species)),
            "alterations": FrozenMap(alterations),
            "absent": FrozenMap(self._absent()),
            "claims": tuple(self._claims()),
        }
        if self.problems:
            raise ModelError(dict.fromkeys(self.problems))
        model = self._checked(parts, file.readouts or merger.readouts(), parents)
        return model, merger.report(own)

    def _checked(
        self, parts: dict[str, Any], readouts: Readouts | None, parents: list[Model]
    ) -> Model:
        file = self.file
        try:
            return Model(
                name=file.name,
                **parts,
                readouts=readouts,
                waived=tuple(file.waived),
                title=file.title,
                description=file.description,
                figure=file.figure,
                source=file.source,
                parents=tuple(p.name for p in parents),
                curators=tuple(file.curators),
                date=file.date,
                origin=self.document.source,
            )
        except ModelError as reason:
            raise ModelError(self._with_line(p) for p in reason.problems) from None

    def problem(self, path: Path_, message: str, hint: str = "") -> None:
        """Note something that is wrong at a place of the file."""
        self.problems.append(self.document.problem(path, message, hint))

    def build(self, kind: type[Part], path: Path_, row: Any, **more: Any) -> Part | None:
        """Make a part of the model from a row of the file, or note why it cannot be."""
        if not isinstance(row, dict):
            self.problem(path, f"{row!r:.60} is not a mapping")
            return None
        try:
            part = kind.model_validate({**row, **more})
        except ValidationError as reason:
            self.problems += _sentences(reason, self.document, path, kind)
            return None
        evidence = getattr(part, "evidence", None)
        if evidence:
            return part.model_copy(update={"evidence": self._from_own_figure(evidence)})
        return part

    def _from_own_figure(self, rows: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        """Quotes are from the file's own figure unless they say otherwise."""
        figure = {"figure": self.file.figure}
        return tuple(e.model_copy(update=figure) if e.quote and not e.figure else e for e in rows)

    def _with_line(self, p: Problem) -> Problem:
        """Add the line to a problem that the model found."""
        for path, line in self.document.lines.items():
            if place(self.document.source, path) == p.where:
                return Problem(p.where, p.message, p.hint, line)
        section = p.where.removeprefix(f"{self.document.source}: ").partition(".")[0]
        return Problem(p.where, p.message, p.hint, p.line or self.document.lines.get((section,)))

    def _arrow(self, section: str, key: str) -> tuple[str, Sign, str] | None:
        try:
            return parse_arrow(key)
        except ModelError as reason:
            self.problem((section, key), reason.problems[0].message, reason.hint)
            return None

    def _interactions(self) -> dict[str, Interaction]:
        found: dict[str, Interaction] = {}
        for key, value in self.file.interactions.items():
            path: Path_ = ("interactions", key)
            ends = self._arrow("interactions", key)
            if not ends:
                continue
            row = value if isinstance(value, dict) else {"evidence": value or []}
            if not isinstance(value, dict):
                row = {"evidence": self._rows(path, value)}
            i = self.build(Interaction, path, row, source=ends[0], sign=ends[1], target=ends[2])
            if isinstance(i, Interaction):
                if i.id in found:
                    self.problem(path, "the arrow stands twice")
                found[i.id] = i
        return found

    def _rows(self, path: Path_, rows: Any) -> list[Evidence]:
        """Read a list of evidence that stands directly under a key."""
        if rows is not None and not isinstance(rows, list):
            self.problem(path, "evidence is a list", "begin each piece with '- '")
            return []
        built = (self.build(Evidence, (*path, i), r) for i, r in enumerate(rows or []))
        return [e for e in built if isinstance(e, Evidence)]

    def _absent(self) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
        for key, rows in self.file.absent.items():
            ends = self._arrow("absent", key)
            if ends:
                yield arrow(*ends), self._from_own_figure(tuple(self._rows(("absent", key), rows)))

    def _rules(self, species: Mapping[str, Species]) -> Iterator[tuple[str, RuleEntry]]:
        for s, row in self.file.rules.items():
            if s not in species:
                hint = did_you_mean(s, species)
                self.problem(("rules", s), f"{s!r} is not a species", hint)
                continue
            row = row if isinstance(row, dict) else {"rule": row}
            if row.get("rule") in (0, 1):  # YAML reads the constants as numbers
                row = {**row, "rule": str(row["rule"])}
            entry = self.build(RuleEntry, ("rules", s), row)
            if isinstance(entry, RuleEntry):
                yield s, entry

    def _alterations(self) -> dict[str, Alteration]:
        found = {}
        for name, row in self.file.alterations.items():
            a = self.build(Alteration, ("alterations", name), row, name=name)
            if isinstance(a, Alteration):
                found[name] = a
        return found

    def _claims(self) -> Iterator[Claim]:
        for i, row in enumerate(self.file.claims):
            claim = self.build(Claim, ("claims", i), row)
            if isinstance(claim, Claim):
                yield claim


class _Merger:
    """Pools what the parents of a model say with what the model itself says."""

    def __init__(self, reader: _Reader, parents: list[Model]) -> None:
        self.reader, self.parents = reader, parents
        self.refine = reader.file.refine
        self.disagreements: list[str] = []
        self._stated: dict[str, list[Model]] = {}
        for p in parents:
            for key in p.interactions:
                self._stated.setdefault(key, []).append(p)

    def interactions(self, own: Mapping[str, Interaction]) -> dict[str, Interaction]:
        pooled = dict(own)
        for p in self.parents:
            for key, i in p.interactions.items():
                if key not in self.refine:
                    pooled[key] = _pooled(pooled[key], i.evidence) if key in pooled else i
        for key, refinement in self.refine.items():
            self._refine(pooled, key, refinement)
        return pooled

    def _refine(self, pooled: dict[str, Interaction], key: str, refinement: _Refinement) -> None:
        path = ("refine", key)
        if key not in self._stated:
            hint = did_you_mean(key, self._stated)
            self.reader.problem(path, "no model that this one extends has this arrow", hint)
            return
        evidence = tuple(
            e.model_copy(update={"of": key})
            for p in self._stated[key]
            for e in p.interactions[key].evidence
        )
        for target in refinement.to:
            if target not in pooled:
                hint = did_you_mean(target, pooled)
                self.reader.problem((*path, "to"), f"{target!r} is not an arrow here", hint)
            else:
                pooled[target] = _pooled(pooled[target], evidence)

    def species(
        self, own: Mapping[str, Any], interactions: Mapping[str, Interaction]
    ) -> dict[str, Species]:
        """Own species with the parents' fields as defaults, and the parents' that are connected."""
        connected = {end for i in interactions.values() for end in (i.source, i.target)}
        rows = {s: dict(r) if isinstance(r, dict) else r for s, r in own.items()}
        inherited: dict[str, Raw] = {}
        for p in self.parents:
            for s, species in p.species.items():
                if s in connected or s in own:
                    given = rows.get(s)
                    kept = given if isinstance(given, dict) else {}
                    self._inherit(inherited.setdefault(s, {}), species, p, kept)
        found = {}
        for s in dict.fromkeys((*rows, *inherited)):
            row = rows.get(s, {})
            if isinstance(row, dict):
                before = inherited.get(s, {})
                if self._has_rule(s, interactions):
                    before.pop("initial", None)
                row = {**before, **row, "id": s}
            species_ = self.reader.build(Species, ("species", s), row)
            if isinstance(species_, Species):
                found[s] = species_
        return found

    def _has_rule(self, s: str, interactions: Mapping[str, Interaction]) -> bool:
        return s in self.reader.file.rules or any(i.target == s for i in interactions.values())

    def _inherit(self, row: Raw, species: Species, parent: Model, own: Raw) -> None:
        for key, value in species.model_dump(exclude_defaults=True).items():
            kept = own.get(key, row.get(key, value))
            if kept != value and key != "note":
                self.disagreements.append(
                    f"species {species.id}: {parent.name} has {key} {value!r}, kept {kept!r}"
                )
            row.setdefault(key, value)

    def alterations(self, own: Mapping[str, Alteration]) -> dict[str, Alteration]:
        merged = dict(own)
        for p in self.parents:
            for name, a in p.alterations.items():
                if name not in merged:
                    merged[name] = a
                    continue
                kept = merged[name]
                if (dict(kept.fix), kept.cut) != (dict(a.fix), a.cut):
                    self.disagreements.append(
                        f"alteration {name}: {p.name} sets {dict(a.fix)}, kept {dict(kept.fix)}"
                    )
                evidence = tuple(dict.fromkeys((*kept.evidence, *a.evidence)))
                merged[name] = kept.model_copy(update={"evidence": evidence})
        return merged

    def readouts(self) -> Readouts | None:
        return next((p.readouts for p in self.parents if p.readouts), None)

    def report(self, own: Mapping[str, Interaction]) -> Merge:
        names = {key: tuple(p.name for p in stated) for key, stated in self._stated.items()}
        refined = {
            key: (names[key], tuple(r.to), r.why) for key, r in self.refine.items() if key in names
        }
        taken = {key: n for key, n in names.items() if key not in refined}
        return Merge(
            taken,
            refined,
            tuple(k for k in own if k not in taken),
            tuple(dict.fromkeys(self.disagreements)),
        )


def _pooled(i: Interaction, evidence: tuple[Evidence, ...]) -> Interaction:
    return i.model_copy(update={"evidence": tuple(dict.fromkeys((*i.evidence, *evidence)))})
