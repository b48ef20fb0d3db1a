"""The sheets of an ``.xlsx`` workbook as rows of texts, read within bounds and without openpyxl.

A cell is what it shows: a text, a number, ``TRUE`` or ``FALSE``, or the last value of its formula.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from her2model.errors import FormatError
from her2model.formats.encoding import decoded
from her2model.formats.xml_tree import Element, parse_xml

__all__ = ["SheetRow", "read_workbook"]

MAX_BYTES = 32_000_000
MAX_COLUMNS = 200
_REFERENCE = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")


class SheetRow(NamedTuple):
    """A row of a sheet: its number, and the texts of its cells from the first column on."""

    number: int
    cells: list[str]


def read_workbook(raw: bytes, path: Path, names: Collection[str]) -> dict[str, list[SheetRow]]:
    """Read some sheets of a workbook, empty rows left out.

    Parameters
    ----------
    raw, path
        The bytes of the file, and its name for messages.
    names
        The sheets that are wanted; those that are not there are left out.

    Raises
    ------
    FormatError
        It is no such workbook, or larger than is read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _Workbook(archive, path).sheets(names)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as reason:
        hint = "save the sheets as .xlsx again"
        raise FormatError(
            f"this is no .xlsx workbook ({reason})", where=str(path), hint=hint
        ) from None
    except Exception as reason:  # zlib.error has no home of its own
        if type(reason).__name__ != "error":
            raise
        raise FormatError(f"the workbook is damaged ({reason})", where=str(path)) from None


class _Workbook:
    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self.archive, self.path = archive, path
        self.left = MAX_BYTES
        self.parts = set(archive.namelist())

    def part(self, name: str) -> Element | None:
        if name not in self.parts:
            return None
        with self.archive.open(name) as member:
            data = member.read(self.left + 1)
        self.left -= len(data)
        if self.left < 0:
            message = f"what is in the workbook has more than {MAX_BYTES:,} bytes"
            raise FormatError(message, where=str(self.path))
        return parse_xml(decoded(data, self.path)[0], f"{self.path.name}: {name}")

    def sheets(self, names: Collection[str]) -> dict[str, list[SheetRow]]:
        book = self.part("xl/workbook.xml")
        if book is None:
            hint = "save the sheets as .xlsx again"
            raise FormatError("this is no .xlsx workbook", where=str(self.path), hint=hint)
        places = self.part("xl/_rels/workbook.xml.rels")
        targets = (
            {e.get("Id"): e.get("Target") for e in places.all("Relationship")} if places else {}
        )
        wanted = [e for e in book.all("sheets", "sheet") if e.get("name") in names]
        shared = self.part("xl/sharedStrings.xml") if wanted else None
        texts = [_text(e) for e in shared.all("si")] if shared else []
        found = {}
        for e in wanted:
            sheet = self.part(
                posixpath.normpath(posixpath.join("/xl", targets.get(e.get("id"), "")))[1:]
            )
            if sheet is not None:
                found[e.get("name")] = list(_rows(sheet, texts))
        return found


def _rows(sheet: Element, texts: list[str]) -> Iterator[SheetRow]:
    for number, row in enumerate(sheet.all("sheetData", "row"), 1):
        cells: list[str] = []
        for c in row.all("c"):
            at = _column(c.get("r"), len(cells))
            if at < MAX_COLUMNS:
                cells += [""] * (at - len(cells) + 1)
                cells[at] = _value(c, texts)
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield SheetRow(int(row.get("r")) if row.get("r").isdecimal() else number, cells)


def _column(reference: str, after: int) -> int:
    """Return the column of a cell, counted from 0."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return after
    at = 0
    for letter in found[1]:
        at = at * 26 + ord(letter) - ord("A") + 1
    return at - 1


def _value(cell: Element, texts: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inside = cell.first("is")
        return _text(inside) if inside else ""
    value = cell.first("v")
    text = value.text if value else ""
    if kind == "s":
        return texts[int(text)] if text.isdecimal() and int(text[:9]) < len(texts) else ""
    if kind == "b":
        return "TRUE" if text.strip() == "1" else "FALSE"
    return text if kind == "str" else text.strip().removesuffix(".0")


def _text(e: Element) -> str:
    """Return a text, which may stand in several runs of letters."""
    return "".join(t.text for t in (*e.all("t"), *e.all("r", "t")))
