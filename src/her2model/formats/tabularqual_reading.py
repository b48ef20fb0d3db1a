"""A TabularQual workbook, read: rules, levels, signs, names, notes and identifiers.

A target with rows for several levels has the highest level of which a row holds. Targets and rules
may name species by ``Species_ID`` or by ``Name``. A workbook that we wrote holds the evidence table
too: as long as its sheets agree with that table, the same model comes back; where somebody changed
the sheets, they count, and the table gives evidence and kinds to what stands in both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain, count
from pathlib import Path
from typing import Any, NamedTuple

from her2model.errors import FormatError, InputError
from her2model.formats.assembly import MAX_SPECIES, assemble, model_name
from her2model.formats.draft import Draft
from her2model.formats.evidence_table import read_evidence_table
from her2model.formats.format import Reading, listed
from her2model.formats.levels import rules_by_level
from her2model.formats.table_cells import quoted
from her2model.formats.tabularqual_sheets import (
    MAX_CELL,
    OWN_SHEET,
    SHEETS,
    SIGN_WORDS,
    sheet_rows,
)
from her2model.formats.workbook import SheetRow, read_workbook
from her2model.model.dialects import TABULARQUAL_RULES, DeclaredNames
from her2model.model.expressions import (
    Expression,
    at_least,
    species_and_level,
    substituted,
)
from her2model.model.model import Model
from her2model.model.parsing import parse
from her2model.model.parts import Evidence
from her2model.model.rules import Rule, Sign

__all__ = ["read_tabularqual"]

MAX_LEVEL = 9
_SIGNS: dict[str, Sign] = {word: sign for sign, word in SIGN_WORDS.items()}  # type: ignore[misc]
_PLACES = {"extracellular", "membrane", "cytosol", "nucleus", "outcome"}
_CURIE = re.compile(r"[A-Za-z][\w.]*:[^\s,;]+")
_THRESHOLD = re.compile(r"(.+):([0-9]{1,3})", re.A)
_DERIVED = re.compile(r"(Relation|Identifier)\d*\Z")


class _Row(NamedTuple):
    """A row of a sheet with a header: where it stands, and its cells by column."""

    where: str
    line: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def each(self, column: str) -> Iterator[str]:
        """Yield the cells of ``Notes1``, ``Notes2`` and so on."""
        for name, text in self.cells.items():
            if re.fullmatch(rf"{column}\d*", name) and text.strip():
                yield text.strip()


def read_tabularqual(raw: bytes, path: Path) -> Reading:
    """Read a workbook.

    Raises
    ------
    FormatError
        It is no such workbook, or a row of it cannot be read; with the sheet and the row.
    """
    sheets = read_workbook(raw, path, {*SHEETS, OWN_SHEET})
    own = sheets.pop(OWN_SHEET, None)
    written, note = _written(own, path) if own else (None, "")
    if written and _cells(sheets) == _cells(_as_read(written)):
        return Reading(written)
    if written:
        note = (
            f"the sheets were changed after {OWN_SHEET} was written, so they count, and "
            "alterations, claims, readouts and what else is no part of them is left out"
        )
    reading = assemble(_Reader(path, sheets, written).draft())
    return Reading(reading.model, (note, *reading.notes) if note else reading.notes)


def _written(rows: list[SheetRow], path: Path) -> tuple[Model | None, str]:
    """Read the evidence table that we wrote into a sheet; say why, if that fails."""
    lines: list[str] = []
    for number, cells in rows:
        lines += [""] * (number - 1 - len(lines))
        lines.append("\t".join(map(quoted, cells)))
    try:
        return read_evidence_table("\n".join(lines) + "\n", path).model, ""
    except InputError as reason:
        return None, f"the sheet {OWN_SHEET} is not read: {reason.problems[0]}"


def _as_read(model: Model) -> dict[str, list[SheetRow]]:
    """Return the four sheets of a model as they are when they are read."""
    return {
        name: [
            SheetRow(k, ["" if c is None else str(c)[:MAX_CELL] for c in row])
            for k, row in enumerate(rows, 1)
        ]
        for name, rows in sheet_rows(model, None).items()
    }


def _cells(sheets: Mapping[str, list[SheetRow]]) -> dict[str, list[tuple[str, ...]]]:
    """Return what stands in the sheets, without identifiers, which the table of entities gives."""
    found = {}
    for name, rows in sheets.items():
        header = rows[0].cells if rows and name != "Model" else []
        skip = {k for k, column in enumerate(header) if _DERIVED.match(column)}
        kept = [
            ["\n".join(c.splitlines()).strip() for k, c in enumerate(row.cells) if k not in skip]
            for row in rows
        ]
        for cells in kept:
            while cells and not cells[-1]:
                cells.pop()
        found[name] = [tuple(cells) for cells in kept if cells]
    return found


class _Reader:
    def __init__(
        self, path: Path, sheets: Mapping[str, list[SheetRow]], written: Model | None
    ) -> None:
        self.path, self.sheets, self.written = path, sheets, written
        self.called: dict[str, str] = {}
        self.tops: dict[str, int] = {}
        self.lines: dict[str, int] = {}
        self.notes: list[str] = []

    def stop(self, row: _Row, message: str, hint: str = "") -> FormatError:
        where = f"{self.path.name}: sheet {row.where}"
        return FormatError(message, where=where, line=row.line, hint=hint)

    def rows(self, sheet: str) -> list[_Row]:
        given = self.sheets.get(sheet) or []
        header = [c.strip() for c in given[0].cells] if given else []
        return [
            _Row(sheet, r.number, {k: v for k, v in zip(header, r.cells, strict=False) if k})
            for r in given[1:]
        ]

    def draft(self) -> Draft:
        species = dict(self.species())
        if not species:
            hint = "a TabularQual workbook has the sheets Species and Transitions"
            message = "there is no species in the sheet Species"
            raise FormatError(message, where=str(self.path), hint=hint)
        by_target: dict[str, list[_Row]] = {}
        for row in self.rows("Transitions"):
            if row.get("Rule") or row.get("Target"):
                by_target.setdefault(self.known(row, "Target"), []).append(row)
        if not by_target:
            self.notes.append("there is no rule in a sheet Transitions, so nothing has a rule")
        declared = DeclaredNames(self.called)
        rules: dict[str, Rule | None] = dict.fromkeys(species)
        draft = Draft(
            model_name(self.path), rules, self.path.name, lines=self.lines, notes=self.notes
        )
        higher: dict[str, tuple[Rule, ...]] = {}
        reasons: dict[str, str] = {}
        for target, rows in by_target.items():
            found = self.rules_of(target, rows, declared)
            rules[target] = found[0] if found else None
            higher[target] = found[1:]
            reasons[target] = "; ".join(dict.fromkeys(n for r in rows for n in r.each("Notes")))
        draft.species, draft.reasons = species, {s: why for s, why in reasons.items() if why}
        draft.higher = {s: found for s, found in higher.items() if found}
        draft.ids = {s: s for s in species if s.isidentifier() and s.isascii()}
        self.take_arrows(draft)
        self.take_publication(draft)
        return draft

    def species(self) -> Iterator[tuple[str, dict[str, Any]]]:
        rows = [r for r in self.rows("Species") if r.get("Species_ID") or r.get("Name")]
        if len(rows) > MAX_SPECIES:
            message = f"there are {len(rows):,} species and at most {MAX_SPECIES:,} are read"
            raise self.stop(rows[MAX_SPECIES], message)
        ids = [_bare(r.get("Species_ID") or r.get("Name")) for r in rows]
        for key, row in zip(ids, rows, strict=True):
            if key in self.called:
                raise self.stop(row, f"the species {key[:40]!r} stands twice")
            self.called[key] = key
            self.lines[key] = row.line
            self.tops[key] = self.level(row, "MaxLevel", 1)
        names: dict[str, str] = {}
        for key, row in zip(ids, rows, strict=True):
            name = _bare(row.get("Name")) or key
            again = (f"{name}_{k}" for k in count(1))  # so TabularQual tells equal names apart
            names[next(n for n in chain((name,), again) if n not in names)] = key
            yield key, self.about(key, name, row)
        self.called = names | self.called

    def about(self, key: str, name: str, row: _Row) -> dict[str, Any]:
        before = self.written.species.get(key) if self.written else None
        found: dict[str, Any] = {"label": name} if name != key else {}
        initial = self.level(row, "InitialLevel", -1)
        if initial > self.tops[key]:
            hint = f"it is at most {self.tops[key]}"
            raise self.stop(row, f"the initial level of {key[:40]!r} is {initial}", hint)
        if initial >= 0:
            found["initial"] = initial
        if self.tops[key] > 1:
            found["levels"] = self.tops[key]
        if row.get("Compartment").lower() in _PLACES:
            found["compartment"] = row.get("Compartment").lower()
        if before is None:
            return found | _annotated(row)
        kept = before.model_dump(exclude_defaults=True)
        same = before.top == self.tops[key]
        own = {"kind", "entity", "members", "note", *(("levels", "meaning") if same else ())}
        return found | {k: v for k, v in kept.items() if k in own}

    def level(self, row: _Row, column: str, usual: int) -> int:
        text = row.get(column).removesuffix(".0")
        if not text:
            return usual
        if not re.fullmatch("[0-9]", text):
            hint = f"levels are 0 to {MAX_LEVEL}"
            raise self.stop(row, f"{column} is {text[:20]!r}, not a level that is read", hint)
        return int(text)

    def known(self, row: _Row, column: str) -> str:
        name = _bare(row.get(column))
        if name not in self.called:
            hint = "the sheet Species names every species, by Species_ID or Name"
            raise self.stop(row, f"{name[:40]!r} under {column!r} is not a species", hint)
        return self.called[name]

    def rules_of(self, target: str, rows: list[_Row], declared: DeclaredNames) -> tuple[Rule, ...]:
        """Return the rules of a target by level; none where it is only set to itself."""
        top = self.tops[target]
        conditions: dict[int, list[Expression]] = {}
        for row in rows:
            text = row.get("Rule")
            level = self.level(row, "Level", 1)
            if text.isdecimal() and int(text[:9]) > 1:  # a constant that is a level
                text, level = "1", int(text[:9])
            if level > top:
                hint = f"MaxLevel of {target!r} is {top}"
                raise self.stop(row, f"a row sets {target[:40]!r} to the level {level}", hint)
            if top == 1 and len(rows) == 1 and self.called.get(text.strip('" ')) == target:
                return ()
            if level:
                conditions.setdefault(level, []).append(self.condition(text, row, declared))
        return rules_by_level(conditions, 0, top)

    def condition(self, text: str, row: _Row, declared: DeclaredNames) -> Expression:
        where = f"{self.path.name}: sheet {row.where}"
        found = parse(
            text, TABULARQUAL_RULES, where=where, line=row.line, declared=declared,
            error=FormatError,
        )  # fmt: skip

        def literal(name: str) -> Expression:
            species, level = species_and_level(name)
            threshold = None if species in self.called else _THRESHOLD.fullmatch(species)
            if threshold:
                species, level = threshold[1], int(threshold[2])
            if species not in self.called:
                hint = "the sheet Species names every species, by Species_ID or Name"
                message = f"the rule names {species[:40]!r}, which is not a species"
                raise self.stop(row, message, hint)
            key = self.called[species]
            if level > self.tops[key]:
                hint = f"MaxLevel of {key[:40]!r} is {self.tops[key]}"
                raise self.stop(row, f"the rule reads the level {level} of {key[:40]!r}", hint)
            return at_least(key, level)

        return substituted(found, literal)

    def take_arrows(self, draft: Draft) -> None:
        signs: dict[tuple[str, str], Sign] = {}
        arrows: dict[tuple[str, str], dict[str, Any]] = {}
        idle: list[str] = []
        for row in self.rows("Interactions"):
            if not (row.get("Source") or row.get("Target")):
                continue
            source, target = self.known(row, "Source"), self.known(row, "Target")
            used = {species_and_level(n)[0] for r in draft.rules_of(target) for n in r.names}
            if source not in used:
                if source != target or draft.rules[target]:
                    idle.append(f"{source} to {target}")
                continue
            if row.get("Sign").lower() in _SIGNS:
                signs[source, target] = _SIGNS[row.get("Sign").lower()]
            arrows[source, target] = self.arrow(source, target, row)
        if idle:
            draft.notes.append(f"interactions that no rule uses get no arrow: {listed(idle)}")
        draft.signs, draft.arrows = signs, {ends: row for ends, row in arrows.items() if row}

    def arrow(self, source: str, target: str, row: _Row) -> dict[str, Any]:
        for i in self.written.interactions.values() if self.written else ():
            if (i.source, i.target) == (source, target):
                kept = {"evidence": i.evidence, "mechanism": i.mechanism, "note": i.note}
                return {k: v for k, v in kept.items() if v}
        cited = [c for given in row.each("Identifier") for c in _CURIE.findall(given)]
        evidence = tuple(Evidence(reference=c, basis="background") for c in dict.fromkeys(cited))
        found = {"evidence": evidence, "note": " ".join(row.each("Notes"))}
        return {k: v for k, v in found.items() if v}

    def take_publication(self, draft: Draft) -> None:
        rows = [r.cells for r in self.sheets.get("Model", [])]
        about = {r[0].strip(): r[1].strip() for r in rows if len(r) > 1 and r[0].strip()}
        draft.title = about.get("Name", "")
        draft.description = about.get("Notes1", "")
        people = tuple(v for k, v in about.items() if re.fullmatch(r"Creator\d*", k) and v)
        if people:
            draft.publication["curators"] = people
        day = about.get("Created", "")[:10]
        if re.fullmatch(r"\d{4}-\d\d-\d\d", day):
            draft.publication["date"] = day


def _bare(name: str) -> str:
    """Take the quotes off a name."""
    name = name.strip()
    return name[1:-1] if len(name) > 2 and name[0] == name[-1] == '"' else name


def _annotated(row: _Row) -> dict[str, Any]:
    """Read the columns of notes and identifiers of a species."""
    curies = [
        (relation.lower(), _CURIE.findall(given))
        for relation, given in zip(row.each("Relation"), row.each("Identifier"), strict=False)
    ]
    same_as = [c for relation, some in curies if relation == "is" for c in some]
    parts = [c for relation, some in curies if relation == "haspart" for c in some]
    found = {
        "note": " ".join(row.each("Notes")),
        "entity": same_as[0] if same_as else "",
        "members": tuple(parts),
    }
    return {k: v for k, v in found.items() if v}
