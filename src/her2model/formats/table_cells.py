"""Cells of tables that people edit in a spreadsheet: lists, pairs, and what programs do to them.

A cell that begins with ``=``, ``+``, ``-`` or ``@`` would be run as a formula, so it is written
behind an apostrophe, which is taken off again; a lone apostrophe is a text that is empty. In a
list ``;`` stands between the names and in a pair ``=``; a backslash makes either a plain letter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from her2model.errors import FormatError

__all__ = [
    "CONTROL",
    "MAX_CELL",
    "damage",
    "guarded",
    "joined",
    "nested",
    "paired",
    "quoted",
    "split_list",
    "split_pairs",
    "unguarded",
]

MAX_CELL = 131_072
"""Most characters of a cell that are read and written."""

_FORMULA = ("=", "+", "-", "@", "'", "\t", "\r", "\n")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_MONTH = r"(?:jan|feb|mar|mär|mrz|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zäéû]{0,6}\.?"
_DAMAGE = (
    (
        re.compile(
            rf"\d{{1,2}}[-./ ]{_MONTH}(?:[-./ ]\d{{2,4}})?|{_MONTH}[-./ ]\d{{1,4}}"
            r"|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}",
            re.I,
        ),
        "a date that a spreadsheet made of a name, as of SEPT2 or MARCH1",
    ),
    (
        re.compile(r"\d+(?:[.,]\d+)?E[+-]?\d+", re.I),
        "a number that a spreadsheet made of a name, as of 2310009E13",
    ),
    (
        re.compile(r"#(?:NAME\?|REF!|VALUE!|DIV/0!|N/A|NULL!|NUM!)|#{3,}"),
        "what a spreadsheet shows where a formula fails",
    ),
)


def damage(text: str) -> str:
    """Say what a spreadsheet made of a cell; empty where the cell looks sound.

    Examples
    --------
    >>> damage("2-Sep"), damage("SEPTIN2")
    ('a date that a spreadsheet made of a name, as of SEPT2 or MARCH1', '')
    """
    return next((said for form, said in _DAMAGE if form.fullmatch(text.strip())), "")


def guarded(text: str) -> str:
    """Write a text so that no spreadsheet runs it, and so that an empty one is not lost.

    Raises
    ------
    FormatError
        The text holds a control character, or is longer than a cell can be.

    Examples
    --------
    >>> guarded("=1+1"), guarded("PTEN"), guarded("")
    ("'=1+1", 'PTEN', "'")
    """
    found = CONTROL.search(text)
    if found:
        message = f"the character U+{ord(found[0]):04X} of {text[:40]!r} is not text"
        raise FormatError(message, hint="take it out")
    text = f"'{text}" if not text or text.startswith(_FORMULA) else text
    if len(text) > MAX_CELL:
        message = f"{text[:40]!r}... has {len(text):,} characters, and a cell at most {MAX_CELL:,}"
        raise FormatError(message, hint="shorten it")
    return text


def unguarded(cell: str) -> str:
    """Undo :func:`guarded`."""
    if cell == "'" or (cell.startswith("'") and cell[1:].startswith(_FORMULA)):
        return cell[1:]
    return cell


def quoted(cell: str) -> str:
    """Put a cell in quotes where a tab, a line end or a quote in it asks for that."""
    if any(c in cell for c in '\t\n\r"'):
        doubled = cell.replace('"', '""')
        return f'"{doubled}"'
    return cell


def joined(items: Iterable[str]) -> str:
    r"""Write names into one cell.

    Raises
    ------
    FormatError
        A name is empty.

    Examples
    --------
    >>> joined(["PTEN loss", "a;b"])
    'PTEN loss; a\\;b'
    """
    return "; ".join(_escaped(i, ";") for i in items)


def paired(values: Mapping[str, object]) -> str:
    """Write names with their values into one cell.

    Examples
    --------
    >>> paired({"PTEN": 0, "AKT": 1})
    'PTEN=0; AKT=1'
    """
    return "; ".join(
        f"{_escaped(str(k), ';=')}={_escaped(str(v), ';=')}" for k, v in values.items()
    )


def split_list(cell: str) -> list[str]:
    """Undo :func:`joined`.

    Raises
    ------
    FormatError
        A backslash stands at the end, or a name is empty.
    """
    names = [parts[0] for parts in _parts(cell, ";")]
    if not all(names):
        raise FormatError(f"{cell[:40]!r} is no list of names", hint="write 'A; B'")
    return names


def nested(cell: str) -> Any:
    """Read a cell of JSON, or a text.

    Raises
    ------
    FormatError
        It begins as JSON and is none.

    Examples
    --------
    >>> nested('{"0": "absent", "1": "there"}'), nested("there")
    ({'0': 'absent', '1': 'there'}, 'there')
    """
    if not cell.startswith(("{", "[", '"')):
        return cell
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        message = f"{cell[:40]!r} is not JSON"
        raise FormatError(message, hint="""write '{"drugs": ["trastuzumab"]}'""") from None


def split_pairs(cell: str) -> dict[str, int | str]:
    """Undo :func:`paired`; levels become numbers.

    Raises
    ------
    FormatError
        A part is not of the form ``name=value``, or a name stands twice.
    """
    found: dict[str, int | str] = {}
    for parts in _parts(cell, ";="):
        if len(parts) != 2 or not all(parts):
            shown = "=".join(parts)[:40]
            raise FormatError(f"{shown!r} is no name with a value", hint="write 'PTEN=0; AKT=1'")
        name, value = parts
        if name in found:
            raise FormatError(f"{name!r} stands twice in the cell", hint="keep one of them")
        found[name] = int(value) if re.fullmatch("[1-9]?[0-9]", value) else value
    return found


def _escaped(name: str, marks: str) -> str:
    if not name:
        raise FormatError("a name in a list is empty, which a cell cannot say")
    text = "".join(f"\\{c}" if c in f"\\{marks}" else c for c in name)
    if text[0].isspace():
        text = f"\\{text}"
    if text[-1].isspace() and len(name) > 1:
        text = f"{text[:-1]}\\{text[-1]}"
    return text


def _parts(cell: str, marks: str) -> list[list[str]]:
    """Split at ``;``, each piece at ``=`` if asked, blanks around dropped, escapes resolved."""
    pieces: list[list[list[tuple[str, bool]]]] = [[[]]]  # letters, and whether they are escaped
    letters = iter(cell)
    for c in letters:
        if c == "\\":
            escaped = next(letters, None)
            if escaped is None:
                raise FormatError("a backslash ends the cell", hint=r"write \\ for a backslash")
            pieces[-1][-1].append((escaped, True))
        elif c == ";":
            pieces.append([[]])
        elif c == "=" and c in marks:
            pieces[-1].append([])
        else:
            pieces[-1][-1].append((c, False))
    found = [[_stripped(part) for part in piece] for piece in pieces]
    return [] if found == [[""]] else found


def _stripped(letters: list[tuple[str, bool]]) -> str:
    first, last = 0, len(letters)
    while first < last and letters[first][0].isspace() and not letters[first][1]:
        first += 1
    while last > first and letters[last - 1][0].isspace() and not letters[last - 1][1]:
        last -= 1
    return "".join(c for c, _ in letters[first:last])
