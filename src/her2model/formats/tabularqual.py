"""The TabularQual workbook: sheets Model, Species, Interactions and Transitions, as .xlsx.

It is written through openpyxl (the extra ``tables``). The tool TabularQual turns such a workbook
into SBML-qual. The same model gives the same bytes. No cell is a formula, whatever its text.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from her2model.errors import FormatError, InputError
from her2model.formats.format import (
    CONTENTS,
    SPECIES_AND_ARROWS,
    Format,
    Written,
    counted,
    losses,
)
from her2model.formats.graph_attributes import Cleaner
from her2model.formats.tabularqual_reading import read_tabularqual
from her2model.formats.tabularqual_sheets import MAX_CELL, OWN_SHEET, own_rows, sheet_rows
from her2model.model.entities import Entities
from her2model.model.model import Model

__all__ = ["TABULARQUAL", "write_tabularqual"]

_WIDTHS = {"Name": 24, "Rule": 60, "Notes1": 60, "Identifier1": 30, "Value": 80}
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the first that a zip file can have
Row = list[Any]


def write_tabularqual(model: Model, entities: Entities | None = None) -> Written:
    """Write the workbook.

    Returns
    -------
    Written
        The file, and what it does not carry.

    Raises
    ------
    InputError
        openpyxl is not installed.
    FormatError
        A rule is longer than a cell of a workbook can be.
    """
    try:
        from openpyxl import Workbook
    except ImportError:
        hint = "python -m pip install openpyxl"
        raise InputError("a workbook needs openpyxl", hint=hint) from None
    sheets, notes = sheet_rows(model, entities), list[str]()
    try:
        sheets[OWN_SHEET] = own_rows(model)
    except FormatError:  # a text that no table can hold
        notes += losses(model, TABULARQUAL.name, SPECIES_AND_ARROWS | {"levels", "publication"})
    book = Workbook()
    book.remove(book.active)
    clean = Cleaner()
    cut = 0
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for r, row in enumerate(rows, 1):
            for c, value in enumerate(row, 1):
                text = clean(value) if isinstance(value, str) else value
                cut += isinstance(text, str) and len(text) > MAX_CELL
                if text not in (None, ""):
                    _put(sheet.cell(r, c), text)
        _dress(sheet, rows)
    notes += clean.notes()
    if cut:
        notes.append(f"{counted(cut, 'cell')} cut at {MAX_CELL:,} characters, as .xlsx allows")
    return Written({"": _stable(book)}, tuple(notes))


# -- the workbook -----------------------------------------------------------------------------


def _put(cell: Any, value: Any) -> None:
    """Fill a cell; a text stays text, whatever it begins with."""
    if isinstance(value, str):
        cell.value = value[:MAX_CELL]
        cell.data_type = "s"
    else:
        cell.value = value


def _dress(sheet: Any, rows: list[list[Any]]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    plain = sheet.title in ("Model", OWN_SHEET)
    header = ["Field", "Value"] if plain else rows[0]
    for c, name in enumerate(header, 1):
        sheet.column_dimensions[get_column_letter(c)].width = _WIDTHS.get(name, 16)
    if plain:
        for cell in sheet["A"] if sheet.title == "Model" else ():
            cell.font = Font(bold=True)
        return
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    top = Alignment(vertical="top")
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            if cell.value is not None:
                cell.alignment = top
    sheet.freeze_panes = "C2"


def _stable(book: Any) -> bytes:
    """Save a workbook without the moment of saving in it."""
    raw, out = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w") as new:
        for name in sorted(old.namelist()):
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"1980-01-01T00:00:00Z", data)
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            new.writestr(entry, data)
    return out.getvalue()


TABULARQUAL = Format(
    "TabularQual",
    (".xlsx",),
    "the workbook in which curators of logical models review, for spreadsheets and SBML-qual",
    frozenset(CONTENTS),
    writer=write_tabularqual,
    opener=read_tabularqual,
)
