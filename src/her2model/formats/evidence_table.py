"""The evidence table: a model as a tab-separated file that people edit in a spreadsheet.

It begins with the arrows, one row for each arrow and piece of evidence: source, sign, target,
quote, figure, reference and so on. What else a model has follows in sections, each headed by its
name in square brackets and a row of column names: ``[species]``, ``[rules]``, ``[alterations]``,
``[claims]``, ``[absent]``, ``[waived]``, ``[words]``, ``[model]``. The same model is read back. A
table of arrows alone is a model too: its species are proteins, its rules the default ones.

Rows may be sorted within a section. Columns may stand in any order, and those whose name begins
with ``#`` are the curator's own: they are told of and not kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from her2model.errors import FormatError, InputError
from her2model.formats.format import CONTENTS, Format, Reading, Written, counted, listed
from her2model.formats.table_cells import guarded, joined, paired, quoted
from her2model.formats.table_rows import MAX_ROWS, Row, read_rows
from her2model.formats.table_sections import (
    BY_NAME,
    EVIDENCE_COLUMNS,
    NESTED,
    PAIRS,
    SECTIONS,
    SIGNS,
    Section,
)
from her2model.model.entities import Entities
from her2model.model.model import Model
from her2model.model.model_file import FORMAT, read_model, write_model
from her2model.model.parts import arrow, parse_arrow
from her2model.model.strict_yaml import Document

__all__ = ["EVIDENCE_TABLE", "read_evidence_table", "write_evidence_table"]

SPREADSHEET_CELL = 32_767
Raw = dict[str, Any]


# -- writing ----------------------------------------------------------------------------------


def write_evidence_table(model: Model, entities: Entities | None = None) -> Written:
    """Write a model as an evidence table.

    Raises
    ------
    FormatError
        A text holds a control character, or is longer than 131,072 characters.
    """
    data = write_model(model)
    blocks = []
    longest = 0
    for section in SECTIONS:
        rows = list(_rows(section, data))
        if rows or section.name == "arrows":
            head = [] if section.name == "arrows" else [[f"[{section.name}]"]]
            blocks.append([*head, list(section.columns), *rows])
        longest = max([longest, *(len(c) for row in rows for c in row)])
    lines = ["\n".join("\t".join(map(quoted, row)) for row in block) for block in blocks]
    text = "\n\n".join(lines) + "\n"
    notes: list[str] = []
    count = text.count("\n")
    if count > MAX_ROWS:
        notes.append(f"the table has {count:,} rows, and at most {MAX_ROWS:,} are read back")
    if longest > SPREADSHEET_CELL:
        notes.append(
            f"a cell has {longest:,} characters, and Excel cuts it at {SPREADSHEET_CELL:,}"
        )
    return Written({"": text.encode("utf-8")}, tuple(notes))


def _rows(section: Section, data: Raw) -> Iterator[list[str]]:
    """Yield the cells of a section, row by row."""
    for own, evidence in _entries(section, data):
        pieces = evidence or [{}]
        for number, piece in enumerate(pieces):
            shown = own if not number else {k: own[k] for k in section.key}
            cells = {**shown, **{EVIDENCE_COLUMNS[k]: v for k, v in piece.items()}}
            yield [guarded(_text(c, cells[c])) if c in cells else "" for c in section.columns]


def _entries(section: Section, data: Raw) -> Iterator[tuple[Raw, list[Raw]]]:
    """Yield each entry of a section: its own fields, and its evidence."""
    if section.name == "model":
        yield from (({"field": k, "value": v}, []) for k, v in _flat(data))
        return
    rows = data.get(section.field, {})
    keyed = rows.items() if isinstance(rows, Mapping) else (("", r) for r in rows)
    for key, row in keyed:
        own = {"evidence": row} if isinstance(row, list) else dict(row)
        if section.name == "rules" and 1 in own:
            own = _levels_in_one_row(own)
        evidence = own.pop("evidence", [])
        if section.name in ("arrows", "absent"):
            source, sign, target = parse_arrow(key)
            own = {"source": source, "sign": sign, "target": target, **own}
        elif key or isinstance(rows, Mapping):
            own = {section.key[0]: key, **own}
        yield own, evidence


def _levels_in_one_row(row: Mapping[Any, Any]) -> Raw:
    """Put the rules of a species with levels into the columns of one row."""
    entries = [e if isinstance(e, Mapping) else {"rule": e} for e in row.values()]
    return {**entries[0], "higher": [dict(e) for e in entries[1:]]}


def _levels_of_row(row: Raw) -> Any:
    """Take the rules of a species with levels out of the columns of one row."""
    higher = row.get("higher")
    if not higher:
        return row
    first = {k: v for k, v in row.items() if k != "higher"}
    return {"1": first, **{str(k): entry for k, entry in enumerate(higher, 2)}}


def _flat(data: Raw) -> Iterator[tuple[str, Any]]:
    taken = {s.field for s in SECTIONS}
    for key, value in data.items():
        if isinstance(value, Mapping) and key not in PAIRS:
            if key not in taken:
                yield from ((f"{key}.{k}", v) for k, v in value.items())
        elif key not in taken:
            yield key, value


def _text(column: str, value: Any) -> str:
    if column in NESTED and (not isinstance(value, str) or value.startswith(("{", "[", '"'))):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return paired(value)
    return joined(value) if isinstance(value, list | tuple) else str(value)


# -- reading ----------------------------------------------------------------------------------


def read_evidence_table(text: str, path: Path) -> Reading:
    r"""Read an evidence table.

    Raises
    ------
    FormatError
        Everything that is wrong with it, each with its line.

    Examples
    --------
    >>> table = "source\tsign\ttarget\nPTEN\tinhibits\tAKT\nHER2\tactivates\tAKT\n"
    >>> reading = read_evidence_table(table, Path("mine.tsv"))
    >>> reading.model.rules["AKT"].rule
    'HER2 and not PTEN'
    >>> reading.notes
    ('no section [species]: all 3 species are taken as proteins, inputs as 0: PTEN, HER2',)
    """
    return _Table(text, path).reading()


class _Table:
    def __init__(self, text: str, path: Path) -> None:
        self.source = path.name
        self.rows, self.notes = read_rows(text, path.name)
        self.data: Raw = {"format": FORMAT, "name": path.name.partition(".")[0] or "model"}
        self.lines: dict[tuple[str | int, ...], int] = {}

    def reading(self) -> Reading:
        for row in self.rows:
            if row.section.name == "model":
                self._field(row)
            else:
                self._entry(row)
        for field in {"claims", "waived", "words"} & self.data.keys():
            self.data[field] = self._listed(field)
        if "absent" in self.data:
            self._only_evidence(self.data["absent"])
        if "rules" in self.data:
            rules = self.data["rules"]
            self.data["rules"] = {s: _levels_of_row(row) for s, row in rules.items()}
        if "species" not in self.data:
            self._guess_species()
        self._lines_of_ends()
        document = Document(self.data, self.lines, self.source)
        try:
            model, _ = read_model(document)
        except FormatError:
            raise
        except InputError as reason:
            raise FormatError(reason.problems) from None
        return Reading(model, tuple(self.notes))

    def _lines_of_ends(self) -> None:
        """Put what has no row of its own on the line that first names it."""
        for key in self.data.get("interactions", ()):
            source, _, target = parse_arrow(key)
            for place in ("species", source), ("species", target), ("rules", target):
                self.lines.setdefault(place, self.lines["interactions", key])
        for s in self.data.get("rules", ()):
            self.lines.setdefault(("species", s), self.lines["rules", s])

    def _stop(self, row: Row, message: str, hint: str = "") -> FormatError:
        return FormatError(message, where=self.source, line=row.line, hint=hint)

    def _field(self, row: Row) -> None:
        name, value = row.cells.get("field", ""), row.cells.get("value", "")
        outer, _, inner = name.partition(".")
        into = self.data.setdefault(outer, {}) if inner else self.data
        if (outer, inner) in self.lines:
            raise self._stop(row, f"{name!r} stands twice", "keep one of them")
        into[inner or outer] = row.value(inner or outer, value)
        self.lines[outer, inner] = row.line
        self.lines.setdefault((outer,), row.line)

    def _entry(self, row: Row) -> None:
        """Add a row to its entry, which further rows may give more evidence."""
        section = row.section
        key = self._key(row)
        entries = self.data.setdefault(section.field, {})
        path = (section.field, key)
        own = {c: v for c, v in row.own().items() if c not in section.key}
        if key not in entries:
            entries[key] = own
            self.lines[path] = row.line
        elif not section.has_evidence:
            where = f"first on line {self.lines[path]}"
            raise self._stop(row, f"{key!r} stands twice, {where}", "keep one of the rows")
        else:
            self._agree(row, key, entries[key], own)
        piece = row.evidence()
        if piece:
            pieces = entries[key].setdefault("evidence", [])
            self.lines[(*path, "evidence", len(pieces))] = row.line
            pieces.append(piece)

    def _agree(self, row: Row, key: str, before: Raw, own: Raw) -> None:
        for column, value in own.items():
            if column in before and before[column] != value:
                message = f"the rows of {key!r} differ in {column!r}"
                hint = (
                    f"the first is line {self.lines[row.section.field, key]}; leave it empty here"
                )
                raise self._stop(row, message, hint)
            before[column] = value

    def _only_evidence(self, entries: Raw) -> None:
        """Make each entry the list of its evidence, and its lines those of the list."""
        for key, entry in entries.items():
            entries[key] = entry.get("evidence", [])
            for number in range(len(entries[key])):
                path = ("absent", key)
                self.lines[(*path, number)] = self.lines[(*path, "evidence", number)]

    def _key(self, row: Row) -> str:
        section = row.section
        missing = [c for c in section.key if not row.cells.get(c)]
        if missing:
            raise self._stop(row, f"the cell under {missing[0]!r} is empty")
        if section.name in ("arrows", "absent"):
            source, word, target = (row.cells[c] for c in section.key)
            odd = [end for end in (source, target) if len(end.split()) != 1]
            if odd:
                hint = "use letters, digits and _, and put the printed name under [species] label"
                raise self._stop(row, f"{odd[0][:40]!r} cannot be a species id", hint)
            sign = SIGNS.get(word.lower())
            if sign is None:
                hint = "write activation, inhibition or dual"
                raise self._stop(row, f"{word[:40]!r} is not a sign", hint)
            return arrow(source, sign, target)
        text = row.cells[section.key[0]]
        return f"{text}\0{row.line}" if section.name in ("waived", "words") else text

    def _listed(self, field: str) -> list[Raw]:
        """Turn entries by key into a list, and the lines with them."""
        section = BY_NAME[field]
        number = {key: k for k, key in enumerate(self.data[field])}
        for place, line in list(self.lines.items()):
            if place[0] == field and len(place) > 1:
                self.lines[(field, number[str(place[1])], *place[2:])] = line
        texts = ((key.partition("\0")[0], e) for key, e in self.data[field].items())
        return [{section.key[0]: text, **entry} for text, entry in texts]

    def _guess_species(self) -> None:
        ends: dict[str, None] = {}
        ruled = set(self.data.get("rules", ()))
        for key in self.data.get("interactions", ()):
            source, _, target = parse_arrow(key)
            ends |= dict.fromkeys((source, target))
            ruled.add(target)
        ends |= dict.fromkeys(self.data.get("rules", ()))
        if not ends:
            hint = "the first row names the columns: source, sign, target, quote, reference …"
            raise FormatError("there is no arrow in the table", where=self.source, hint=hint)
        inputs = [s for s in ends if s not in ruled]
        self.data["species"] = {
            s: {"kind": "protein", **({} if s in ruled else {"initial": 0})} for s in ends
        }
        self.notes.append(
            f"no section [species]: all {counted(len(ends), 'species')} are taken as proteins"
            + (f", inputs as 0: {listed(inputs)}" if inputs else "")
        )


EVIDENCE_TABLE = Format(
    "evidence table",
    (".tsv",),
    "one row for each arrow and piece of evidence, for spreadsheets; the whole model, both ways",
    frozenset(CONTENTS),
    read_evidence_table,
    write_evidence_table,
)
