"""Lines of rules: a target, what stands between, and the rule, as each notation has it.

=============== ====================== ============================================
notation        line                   of
=============== ====================== ============================================
booleannet      ``A* = B and not C``   booleannet, CANA, Gitsbe (``A *= ...``)
comma           ``A, B & !C``          BoolNet, pyboolnet, mpbn, biobalm, MaBoSS
arrow           ``A <- B & !C``        mpbn, publications
colon           ``A: B``, ``$A: B``    bioLQM, ERODE, AEON's rules alone
equals sign     ``A = B AND NOT C``    Cell Collective
=============== ====================== ============================================
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from her2model.errors import FormatError

__all__ = ["STYLES", "Row", "rule_rows", "style_of", "table_rows", "text_lines"]

Row = tuple[int, str, str]
"""Line number, target, rule."""

STYLES = {
    "booleannet": re.compile(r"(?:\d+\s*:)?\s*(\S(?:[^*=]*\S)?)\s*\*\s*=\s*(.*)\Z", re.S),
    "arrow": re.compile(r"(\S(?:[^=,|&]*?\S)?)\s*(?:<-|←|:=)\s*(.*)\Z", re.S),
    "colon": re.compile(r"\$?\s*([^\s:,=]+)\s*:(?!=)\s*(.*)\Z", re.S),
    "equals": re.compile(r"([^\s=<>,](?:[^=<>]*[^\s=<>!])?)\s*=(?![=>])\s*(.*)\Z", re.S),
    "comma": re.compile(r"([^,]*?)\s*,\s*(.*)\Z", re.S),
}
_HEADERS = {("targets", "factors"), ("targets", "functions"), ("target", "factors")}
_PROBABILITIES = {"probabilities", "probability"}


def text_lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line that says something, with its number; what follows ``#`` is a comment."""
    for number, line in enumerate(text.split("\n"), 1):
        line = line.partition("#")[0].strip()
        if line:
            yield number, line


def style_of(lines: list[tuple[int, str]]) -> str:
    """Return the notation of some lines, as the first of them and any star tells."""
    if any(STYLES["booleannet"].match(line) for _, line in lines):
        return "booleannet"
    first = lines[0][1] if lines else ""
    return next((name for name, form in STYLES.items() if form.match(first)), "")


def rule_rows(lines: list[tuple[int, str]], style: str, path: Path) -> list[Row]:
    """Split lines of one notation.

    Raises
    ------
    FormatError
        A line is of another form; with its number.
    """
    rows = []
    for number, line in lines:
        found = STYLES[style].match(line) if style else None
        if not found:
            hint = "write 'A = B and not C', 'A* = B and not C', 'A <- B', 'A: B', or 'A, B & !C'"
            raise FormatError("this is not a rule", where=path.name, line=number, hint=hint)
        rows.append((number, found[1], found[2].rstrip(" ;") if style != "comma" else found[2]))
    return rows


def table_rows(lines: list[tuple[int, str]], path: Path) -> list[Row]:
    """Read lines with commas: BoolNet's table, quoted or not, with or without a header.

    Another separator is understood where the header uses it. A third column of probabilities is
    passed over when every function is certain.

    Raises
    ------
    FormatError
        A line has no comma, or its function is one of several; with its number.
    """
    separator, header, skip = _header(lines)
    rows: list[Row] = []
    for number, line in lines[skip:]:
        cells = _cells(line, separator, len(header), path, number)
        if len(header) > 2 and header[0] in ("", "row.names", "id"):
            cells = cells[1:]
        if len(cells) < 2:
            raise _no_comma(line, number, path)
        target, rule = cells[0], cells[1]
        if header and header[-1] in _PROBABILITIES:
            rule = _certain(cells, target, number, path)
        rows.append((number, target, rule))
    return rows


def _header(lines: list[tuple[int, str]]) -> tuple[str, list[str], int]:
    """Return the separator, the column names, and how many lines the header takes."""
    first = lines[0][1] if lines else ""
    for separator in (",", ";", "\t"):
        names = [c.strip().strip('"').strip().lower() for c in first.split(separator)]
        bare = [n for n in names if n and n not in ("row.names", "id", *_PROBABILITIES)]
        if tuple(bare) in _HEADERS:
            while names and not names[-1]:
                names.pop()
            return separator, names, 1
    return ",", [], 0


def _cells(line: str, separator: str, columns: int, path: Path, number: int) -> list[str]:
    """Split a line: a quoted one as a table, another one at the first separators."""
    if line.startswith('"') and f'"{separator}' in line.replace(" ", ""):
        try:
            return [c.strip() for c in next(csv.reader([line], delimiter=separator, strict=True))]
        except csv.Error as reason:
            message = f"the quotes of the line do not match ({reason})"
            raise FormatError(message, where=path.name, line=number) from None
    most = max(columns, 2) - 1
    return [c.strip() for c in line.split(separator, 1 if most < 2 else most)]


def _certain(cells: list[str], target: str, number: int, path: Path) -> str:
    """Return the function of a row with a probability, which has to be 1."""
    rest = ",".join(cells[1:])
    rule, _, chance = rest.rpartition(",")
    try:
        certain = float(chance) == 1
    except ValueError:
        rule, certain = rest, True
    if not certain:
        message = f"{target!r} has a function of probability {chance.strip()}"
        hint = "only networks with one certain function for each target are read"
        raise FormatError(message, where=path.name, line=number, hint=hint)
    return rule.strip()


def _no_comma(line: str, number: int, path: Path) -> FormatError:
    hint = "write 'target, rule'"
    if STYLES["booleannet"].match(line):
        hint = "these are booleannet rules; name the file .booleannet"
    elif STYLES["equals"].match(line) or STYLES["colon"].match(line):
        hint += ", or name the file .txt"
    return FormatError("there is no comma", where=path.name, line=number, hint=hint)
