"""The rows of an evidence table, each with its section and its line, its cells by column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from her2model.errors import FormatError, did_you_mean
from her2model.formats.format import listed
from her2model.formats.table_cells import (
    CONTROL,
    MAX_CELL,
    damage,
    nested,
    split_list,
    split_pairs,
    unguarded,
)
from her2model.formats.table_sections import (
    BY_NAME,
    EVIDENCE_FIELDS,
    LISTS,
    MODEL_FIELDS,
    NESTED,
    NUMBERS,
    PAIRS,
    WORDS,
    Section,
)

__all__ = ["Row", "read_rows"]

MAX_ROWS = 20_000
MAX_COLUMNS = 200

_HEADING = re.compile(r"\[([^\]]*)\]")
_NAMES = {"source", "target", "id", "species"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the texts of its cells that are not empty, by column."""

    source: str
    section: Section
    line: int
    cells: dict[str, str]

    def own(self) -> dict[str, Any]:
        """Return the values of the cells that are not of the evidence."""
        skip = EVIDENCE_FIELDS if self.section.has_evidence else {}
        return {c: self.value(c, t) for c, t in self.cells.items() if c not in skip}

    def evidence(self) -> dict[str, Any]:
        """Return the evidence that the row gives; empty where it gives none."""
        if not self.section.has_evidence:
            return {}
        return {EVIDENCE_FIELDS[c]: t for c, t in self.cells.items() if c in EVIDENCE_FIELDS}

    def value(self, column: str, text: str) -> Any:
        """Read a cell: a list, pairs, a number or a text.

        Raises
        ------
        FormatError
            It is not of the form that its column asks for.
        """
        try:
            if column == "gains" and "=" in text:  # levels; no species has '=' in its id
                return split_pairs(text)
            if column in LISTS or (column == "levels" and ";" in text):
                return split_list(text)
            if column in PAIRS:
                return split_pairs(text)
            if column in NESTED:
                return nested(text)
        except FormatError as reason:
            message, hint = reason.problems[0].message, reason.hint
            where = f"{self.source}: {column}"
            raise FormatError(message, where=where, line=self.line, hint=hint) from None
        if column in NUMBERS and re.fullmatch(r"[0-9]{1,9}(\.0*)?", text):
            return int(text.partition(".")[0])
        return text


def read_rows(text: str, source: str) -> tuple[list[Row], list[str]]:
    """Read the rows of a table, and what there is to tell.

    Parameters
    ----------
    text
        The table.
    source
        Its name, for messages.

    Raises
    ------
    FormatError
        A row is not of the form that its section asks for; with its line.
    """
    return _Rows(text, source).read()


class _Rows:
    def __init__(self, text: str, source: str) -> None:
        self.text = text.removeprefix("\ufeff")
        self.source = source
        self.notes: list[str] = []
        self.section = BY_NAME["arrows"]
        self.opened = 0
        self.header: list[str] = []
        self.seen: set[str] = set()
        self.line = 1

    def stop(self, message: str, hint: str = "") -> FormatError:
        return FormatError(message, where=self.source, line=self.line, hint=hint)

    def read(self) -> tuple[list[Row], list[str]]:
        control = CONTROL.search(self.text)
        if control:
            self.line = self.text.count("\n", 0, control.start()) + 1
            raise self.stop(f"the character U+{ord(control[0]):04X} is not text", "take it out")
        found = []
        for cells in self._records():
            heading = self._heading(cells)
            if heading:
                self._open(heading)
            elif not self.header:
                self._name_columns(cells)
            else:
                found.append(self._row(cells))
        self._close()
        if not self.seen:
            raise self.stop("the table is empty", "the first row names: source, sign, target …")
        return found, list(dict.fromkeys(self.notes))

    def _records(self) -> Iterator[list[str]]:
        """Yield the rows that are not blank, the line on which each begins kept in ``line``."""
        crlf = "\r\n" in self.text and not re.search(r"(?<!\r)\n", self.text)
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter="\t", strict=True)
        rows = 0
        while True:
            self.line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as reason:
                if "field limit" in str(reason):
                    message = f"a cell has more than {MAX_CELL:,} characters"
                    raise self.stop(message, "is a quote in it not closed?") from None
                hint = 'a cell that begins with " ends with ", and "" stands for one within'
                raise self.stop(f"not a row of tab-separated cells ({reason})", hint) from None
            rows += 1
            if rows > MAX_ROWS:
                message = f"the table has more than {MAX_ROWS:,} rows"
                raise self.stop(message, "leave out empty rows, or split the model")
            if any(c.strip() for c in cells):
                yield [c.replace("\r\n", "\n") for c in cells] if crlf else cells

    def _heading(self, cells: list[str]) -> str:
        found = _HEADING.fullmatch(cells[0].strip())
        return found[1].strip() if found and not any(c.strip() for c in cells[1:]) else ""

    def _close(self) -> None:
        """Demand that a section that was opened has named its columns."""
        if self.opened and not self.header:
            self.line = self.opened
            raise self.stop(f"the section [{self.section.name}] has no row of column names")

    def _open(self, name: str) -> None:
        self._close()
        if name not in BY_NAME:
            hint = did_you_mean(name, BY_NAME) or f"there are {', '.join(BY_NAME)}"
            raise self.stop(f"[{name[:40]}] is not a section", hint)
        if name in self.seen:
            raise self.stop(f"the section [{name}] stands twice", "merge the two")
        self.section, self.header, self.opened = BY_NAME[name], [], self.line

    def _name_columns(self, cells: list[str]) -> None:
        header = [c.strip() for c in cells]
        while header and not header[-1]:
            header.pop()
        if len(header) > MAX_COLUMNS:
            raise self.stop(f"there are {len(header):,} columns and at most {MAX_COLUMNS} are read")
        for number, name in enumerate(header, 1):
            if name in header[: number - 1]:
                raise self.stop(f"two columns are called {name[:40]!r}", "rename or drop one")
            if name not in self.section.columns and not name.startswith("#"):
                raise self.stop(*self._unknown_column(name, number, header))
        missing = [c for c in self.section.key if c not in header]
        if missing:
            where = "" if self.section.name == "arrows" else f" of [{self.section.name}]"
            raise self.stop(f"the column {missing[0]!r}{where} is missing")
        own = [c[:40] for c in header if c.startswith("#")]
        if own:
            self.notes.append(f"columns of the curator's own are not kept: {listed(own)}")
        self.header = header
        self.seen.add(self.section.name)

    def _unknown_column(self, name: str, number: int, header: list[str]) -> tuple[str, str]:
        if not name:
            return f"column {number} has no name", "name it, with # before it if it is your own"
        if len(header) == 1 and any(c in name for c in ",;"):
            return "the cells are not separated by tabs", "save the sheet as tab-separated text"
        hint = did_you_mean(name, self.section.columns) or "put # before it if it is your own"
        return f"{name[:40]!r} is not a column here", hint

    def _row(self, cells: list[str]) -> Row:
        if any(c.strip() for c in cells[len(self.header) :]):
            hint = "was the whole sheet sorted, or a section's heading lost?"
            raise self.stop(f"there are more cells than the {len(self.header)} columns", hint)
        found = {}
        for column, cell in zip(self.header, cells, strict=False):
            text = cell.strip() if column in WORDS else cell
            if text and not column.startswith("#"):
                self._check(column, text)
                found[column] = unguarded(text)
        if self.section.name == "model":
            self._check_field(found)
        return Row(self.source, self.section, self.line, found)

    def _check(self, column: str, text: str) -> None:
        said = damage(text)
        if not said:
            return
        shown = f"{text.strip()[:40]!r} under {column!r} is {said}"
        if column in _NAMES:
            raise self.stop(shown, "restore it, and import such columns as text")
        if column != "value":
            self.notes.append(f"line {self.line}: {shown}? It is kept as it is")

    def _check_field(self, cells: dict[str, str]) -> None:
        name = cells.get("field", "").strip()
        if name not in MODEL_FIELDS:
            hint = did_you_mean(name, MODEL_FIELDS)
            raise self.stop(f"{name[:40]!r} is not a field of a model", hint)
        cells["field"] = name
        value = cells.get("value", "")
        if name == "date" and damage(value) and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            self.notes.append(
                f"line {self.line}: the date {value[:40]!r} was rewritten by a spreadsheet; "
                "write it as 2026-11-21"
            )
