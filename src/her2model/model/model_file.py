"""The model file: the short form that people write, resolved into a model; and back.

Defaults are left out and ``extends`` names models whose species, arrows and alterations are taken
over, as :mod:`her2model.model.merging` says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from her2model.errors import LimitError, ModelError, Path_, Problem, did_you_mean, shown
from her2model.model.merging import Merge, Merger, Refinement
from her2model.model.model import Model
from her2model.model.parts import (
    Activity,
    Alteration,
    Claim,
    Evidence,
    FrozenMap,
    Interaction,
    LevelRule,
    Part,
    Readouts,
    RuleEntry,
    Source,
    Species,
    Waiver,
    WordNote,
    arrow,
    parse_arrow,
)
from her2model.model.rules import Sign
from her2model.model.strict_yaml import Document, place
from her2model.model.thresholds import has_one_sign, projected, species_and_level
from her2model.verdicts import UNTREATED

__all__ = ["FORMAT", "ModelFile", "parents_of", "read_model", "with_lines", "write_model"]

FORMAT = "her2model/1"
Raw = dict[str, Any]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class ModelFile(_Section):
    """A model file in the short form that people write.

    ``extends`` names models whose species, arrows, rules, alterations and readouts are taken over,
    ``refine`` what stands for one of their arrows. ``untreated`` gives a few values of the
    untreated tumour, where its source says which of several attractors it is in. The entries of
    ``species``, ``interactions`` and so on are described below.
    """

    format: Literal["her2model/1"]
    name: str = Field(min_length=1)
    title: str = ""
    description: str = ""
    figure: str | None = None
    source: Source | None = None
    extends: list[str] = []
    refine: dict[str, Refinement] = {}
    curators: list[str] = []
    date: str | None = None
    species: dict[str, Any] = {}
    interactions: dict[str, Any] = {}
    rules: dict[str, Any] = {}
    readouts: Readouts | None = None
    untreated: FrozenMap[Activity] = FrozenMap()
    alterations: dict[str, Any] = {}
    absent: dict[str, Any] = {}
    claims: list[Any] = []
    waived: list[Waiver] = []
    words: list[WordNote] = []


def parents_of(document: Document) -> list[str]:
    """Return the names of the models that a parsed file extends."""
    return _validated(document)[0].extends


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
    return _Reader(document).model(list(parents))


def with_lines(document: Document, problems: Iterable[Problem]) -> list[Problem]:
    """Add to each problem of a model the line of its file on which its place begins."""
    reader = _Reader(document)
    return [p if p.line else reader._with_line(p) for p in problems]


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
    data["rules"] = {
        s: _by_level(r) if r.get("higher") else r
        for s, r in data["rules"].items()
        if not r.get("is_default")
    }
    for row in data["species"].values():
        if isinstance(row.get("meaning"), dict):
            row["meaning"] = {int(level): text for level, text in row["meaning"].items()}
    return {k: v for k, v in data.items() if v not in (None, "", [], {})}


def _by_level(row: Raw) -> dict[int, Any]:
    """Write the rules of a species with levels: ``{1: …, 2: …}``, each bare or with its reason."""
    levels = [{k: v for k, v in row.items() if k != "higher"}, *row["higher"]]
    return {k: r if r.get("why") else r["rule"] for k, r in enumerate(levels, 1)}


def _demand_implicants(model: Model) -> None:
    """Refuse a rule whose prime implicants are too many: a curated model answers every question."""
    for bit, rule in model.functions.items():
        if has_one_sign([rule]):
            continue
        try:
            _ = projected(rule).normal
        except LimitError as reason:
            species, level = species_and_level(bit)
            at = f"rules.{species}" + (f".{level}" if model.rules[species].higher else "")
            raise LimitError(f"{model.origin or model.name}: {at}: {reason}") from None


def _mapping(document: Document) -> Raw:
    """Return the file's data when it is a model file."""
    hint = f"a model file begins with 'format: {FORMAT}'"
    if not isinstance(document.data, dict):
        found = "empty" if document.data is None else "not a mapping"
        raise ModelError(f"the file is {found}", where=document.source, hint=hint)
    if "format" not in document.data:
        raise ModelError("'format' is missing", where=document.source, hint=hint)
    found = document.data["format"]
    if found != FORMAT:
        hint = f"write 'format: {FORMAT}'"
        raise ModelError(
            document.problem(("format",), f"{shown(found)} is not a known format", hint)
        )
    return document.data


_NEEDED = {"extends", "refine", "species", "interactions"}


def _validated(document: Document) -> tuple[ModelFile, list[Problem]]:
    """Read the short form; a field that cannot be read is left out and told of."""
    data = _mapping(document)
    try:
        return ModelFile.model_validate(data), []
    except ValidationError as reason:
        problems = list(document.refused(_told(reason), fields=_fields_of(ModelFile)))
        wrong = {e["loc"][0] for e in reason.errors()}
    if wrong & _NEEDED:
        raise ModelError(problems)
    kept = {k: v for k, v in data.items() if k not in wrong}
    return ModelFile.model_validate({"name": document.source, **kept}), problems


_OF_LEVELS = {"initial", "fix", "floor", "cap", "context", UNTREATED}


def _told(reason: ValidationError) -> Iterator[Mapping[str, Any]]:
    """Put what pydantic found into the words of a model file."""
    for e in reason.errors():
        loc, given = e["loc"], shown(e["input"])
        message = ""
        if "expect" in loc:
            loc = loc[: loc.index("expect") + 2]
            message = (
                f"{given} is not a readout's value; write 0, 1, on, off, mixed, unsettled, raised, "
                "lowered, unchanged, or a bound such as '>= 2'"
            )
        elif _OF_LEVELS & set(loc) and not isinstance(e["input"], dict | list):
            message = f"{given} is not an activity; write 0 or 1"
        elif "levels" in loc:
            loc = loc[: loc.index("levels") + 1]
            message = f"{given} is no number of levels; write the highest, or a list of names"
        elif loc and loc[-1] == "quote" and e["type"] == "extra_forbidden":
            loc = loc[:-1]
            message = "evidence is a list; begin each piece with '- '"
        yield {**e, "loc": loc, "type": "value_error", "ctx": {"error": message}} if message else e


def _fields_of(kind: type[BaseModel]) -> Callable[[Path_], Iterable[str]]:
    """Tell the fields of the part that a path leads to, for suggestions."""
    inner: dict[str | int, type[BaseModel]] = {"evidence": Evidence, "source": Source}
    inner |= {"readouts": Readouts, "waived": Waiver, "words": WordNote, "refine": Refinement}

    def fields(loc: Path_) -> Iterable[str]:
        parts = [inner[step] for step in reversed(loc[:-1]) if step in inner]
        return (parts or [kind])[0].model_fields

    return fields


def _rule_row(row: Any) -> Raw:
    """Read a rule that stands bare, and the constants, which YAML reads as numbers."""
    row = row if isinstance(row, dict) else {"rule": row}
    return {**row, "rule": str(row["rule"])} if row.get("rule") in (0, 1) else row


class _Reader:
    """Turns one file and its parents into a model, noting each problem with its place."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.file, self.problems = _validated(document)
        self._spoiled: set[str] = set()  # places of parts that others stand in for

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
        readouts = file.readouts or merger.readouts()
        if not readouts and "readouts" in self.document.data:
            readouts = Readouts(growth=next(iter(species), ""))
        model = self._checked(parts, readouts, parents)
        if self.problems or not model:
            found = dict.fromkeys(self.problems)
            raise ModelError(sorted(found, key=lambda p: p.line or 0))
        return model, merger.report(own)

    def _checked(
        self, parts: dict[str, Any], readouts: Readouts | None, parents: list[Model]
    ) -> Model | None:
        file = self.file
        try:
            model = Model(
                name=file.name,
                **parts,
                readouts=readouts,
                untreated=file.untreated,
                waived=tuple(file.waived),
                words=tuple(file.words),
                title=file.title,
                description=file.description,
                figure=file.figure,
                source=file.source,
                parents=tuple(p.name for p in parents),
                curators=tuple(file.curators),
                date=file.date,
                origin=self.document.source,
            )
            _demand_implicants(model)
            return model
        except ModelError as reason:
            self.problems += (self._with_line(p) for p in reason.problems if self._is_new(p))
            return None

    def problem(self, path: Path_, message: str, hint: str = "") -> None:
        """Note something that is wrong at a place of the file."""
        self.problems.append(self.document.problem(path, message, hint))

    def build(self, kind: type[Part], path: Path_, row: Any, **more: Any) -> Part | None:
        """Make a part of the model from a row of the file, or note why it cannot be.

        For what others name, a bare part stands in, so that one problem does not make many.
        """
        if not isinstance(row, dict):
            given = "nothing" if row is None else shown(row)
            self.problem(path, f"{given} stands where a mapping is due")
            return self._stand_in(kind, path, more)
        for key in row.keys() & ({"is_default"} if kind is RuleEntry else more.keys()):
            self.problem((*path, key), f"{key!r} is not a field here")
        try:
            part = kind.model_validate({**row, **more})
        except ValidationError as reason:
            self.problems += self.document.refused(_told(reason), path, _fields_of(kind))
            return self._stand_in(kind, path, more)
        evidence = getattr(part, "evidence", None)
        if evidence:
            return part.model_copy(update={"evidence": self._from_own_figure(evidence)})
        return part

    def _stand_in(self, kind: type[Part], path: Path_, more: Raw) -> Part | None:
        self._spoiled.add(place(self.document.source, path))
        if kind is Species:
            more = {"kind": "protein", **more}
        return kind.model_construct(**more) if more else None

    def _is_new(self, p: Problem) -> bool:
        """Whether a problem of the model is not one of a part that another stands in for."""
        return not any(
            p.where == s or p.where.startswith((f"{s}.", f"{s}[")) for s in self._spoiled
        )

    def _from_own_figure(self, rows: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        """Quotes are from the file's own figure unless they say otherwise."""
        figure = {"figure": self.file.figure}
        return tuple(e.model_copy(update=figure) if e.quote and not e.figure else e for e in rows)

    def _with_line(self, p: Problem) -> Problem:
        """Add the line of the place, or of the nearest one around it."""
        where = p.where
        while where and where not in self._lines:
            where = where[: max(where.rfind("."), where.rfind("["), 0)]
        return Problem(p.where, p.message, p.hint, self._lines.get(where))

    @cached_property
    def _lines(self) -> dict[str, int]:
        source, lines = self.document.source, self.document.lines
        found = {place(source, path): line for path, line in lines.items()}
        for i, row in enumerate(self.file.claims):
            if isinstance(row, dict) and ("claims", i) in lines:
                found[f"{source}: claims.{row.get('id')}"] = lines["claims", i]
        return found

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
            path: Path_ = ("rules", s)
            if isinstance(row, dict) and any(str(key).isdecimal() for key in row):
                levels = self._level_rules(path, row)
                if not levels:
                    continue
                first, higher = levels[0], tuple(levels[1:])
                entry: Part | None = RuleEntry(rule=first.rule, why=first.why, higher=higher)
            else:
                entry = self.build(RuleEntry, path, _rule_row(row))
            if isinstance(entry, RuleEntry):
                yield s, entry

    def _level_rules(self, path: Path_, rows: Raw) -> list[LevelRule]:
        """Read ``{1: …, 2: …}``; nothing where a level is missing, or its rule cannot be read."""
        wanted = [str(k) for k in range(1, len(rows) + 1)]
        if sorted(rows, key=str) != sorted(wanted):
            hint = "write {1: …, 2: …}, each level once, beginning with 1"
            self.problem(path, f"rules by level have the keys {', '.join(map(str, rows))}", hint)
        else:
            built = [self.build(LevelRule, (*path, k), _rule_row(rows[k])) for k in wanted]
            found = [r for r in built if isinstance(r, LevelRule)]
            if len(found) == len(wanted):
                return found
        self._spoiled.add(place(self.document.source, path))
        return []

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
