"""The model file: the short form that people write, resolved into a model; and back.

Defaults are left out and ``extends`` names models whose species, arrows and alterations are taken
over, as :mod:`her2model.merging` says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from her2model.errors import ModelError, Problem, did_you_mean
from her2model.logic import Sign
from her2model.merging import Merge, Merger, Refinement
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

__all__ = ["FORMAT", "parents_of", "read_model", "write_model"]

FORMAT = "her2model/1"
Raw = dict[str, Any]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _ModelFile(_Section):
    """The short form, as people write it."""

    format: Literal["her2model/1"]
    name: str
    title: str = ""
    description: str = ""
    figure: str | None = None
    source: Source | None = None
    extends: list[str] = []
    refine: dict[str, Refinement] = {}
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
        merger = Merger(parents, file.refine, self.problem, self.build)
        interactions = merger.interactions(own)
        species = merger.species(file.species, set(file.rules), interactions)
        alterations = merger.alterations(self._alterations())
        parts: dict[str, Any] = {
            "species": FrozenMap(species),
            "interactions": FrozenMap(interactions),
            "rules": FrozenMap(merger.rules(dict(self._rules(species)), interactions)),
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
