"""Rows of a table by its columns' names, each with its line; what does not fit is refused."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from her2model.errors import InputError, did_you_mean

__all__ = ["number_in", "rows_of"]

Names = tuple[str, ...]


def rows_of(
    path: Path, needed: Names, *, also: Names = (), comment: str = ""
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line in the file and the cells of each row that is not empty.

    Cells are parted by what parts the first line: a tab, a comma or a semicolon. Blanks around a
    cell do not count, nor does the case of letters in the names of ``needed`` and ``also``.

    Parameters
    ----------
    path
        The table; ``.gz`` is unpacked.
    needed, also
        Columns that have to be there, and those that may.
    comment
        What a line begins with that is no row.

    Raises
    ------
    InputError
        The file cannot be read, a column is missing or stands twice, or a row has more or fewer
        cells than there are columns.
    """
    lines = _lines(path, comment)
    head = lines[0][1] if lines else ""
    delimiter = next((d for d in "\t,;" if d in head), ",")
    texts = (text for _, text in lines)
    reader = csv.reader(texts, delimiter=delimiter, skipinitialspace=True, strict=True)
    columns: list[str] | None = None
    while reader.line_num < len(lines):
        line = lines[reader.line_num][0]
        try:
            cells = [c.strip() for c in next(reader)]
        except csv.Error as reason:
            hint = 'a quote is closed by one, and is doubled ("") within a cell'
            said = f"the row cannot be read: {reason}"
            raise InputError(said, where=path.name, line=line, hint=hint) from None
        if columns is None:
            columns = _columns(cells, needed, also, path, line)
        elif any(cells):
            yield line, _row(columns, cells, path, line)
    if columns is None:
        hint = f"its first line names the columns: {', '.join(needed)}"
        raise InputError("the table is empty", where=path.name, hint=hint)


def number_in(text: str, path: Path, line: int) -> float | None:
    """Return the number of a cell; None where it is empty, ``NA`` or ``nan``.

    Raises
    ------
    InputError
        It is no number.
    """
    if text.casefold() in ("", "na", "nan"):
        return None
    try:
        if "_" in text:  # Python takes 1_000 for a number
            raise ValueError
        return float(text)
    except ValueError:
        hint = "write it as 0.1, with a point, and NA or nothing where there is none"
        raise InputError(
            f"{text!r} is not a number", where=path.name, line=line, hint=hint
        ) from None


def _lines(path: Path, comment: str) -> list[tuple[int, str]]:
    try:
        with _opened(path) as file:
            return [
                (n, x) for n, x in enumerate(file, 1) if not (comment and x.startswith(comment))
            ]
    except (OSError, EOFError, UnicodeDecodeError) as reason:
        said = getattr(reason, "strerror", None) or reason
        hint = "save it as text in UTF-8" if isinstance(reason, UnicodeDecodeError) else ""
        raise InputError(f"the table cannot be read: {said}", where=path.name, hint=hint) from None


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig")
    return path.open(encoding="utf-8-sig", newline="")


def _columns(cells: Sequence[str], needed: Names, also: Names, path: Path, line: int) -> list[str]:
    folded = {w.casefold(): w for w in (*needed, *also) if w not in cells}
    columns = [folded.get(c.casefold(), c) for c in cells]
    for name in (*needed, *also):
        if columns.count(name) > 1:
            told = f"the column {name!r} stands twice"
            hint = "take one out, or call it otherwise"
            raise InputError(told, where=path.name, line=line, hint=hint)
        if name in needed and name not in columns:
            near = did_you_mean(name, columns)
            hint = f"its columns are {', '.join(columns[:8])}" + (f"; {near}" if near else "")
            told = f"the table has no column {name!r}"
            raise InputError(told, where=path.name, line=line, hint=hint)
    return columns


def _row(columns: Sequence[str], cells: Sequence[str], path: Path, line: int) -> dict[str, str]:
    if len(cells) < len(columns) or any(cells[len(columns) :]):
        raise InputError(
            f"there are {len(cells)} cells under {len(columns)} columns",
            where=path.name,
            line=line,
            hint='put a cell with a comma in quotes ("a, b"), and leave empty what is not known',
        )
    return dict(zip(columns, cells, strict=False))
