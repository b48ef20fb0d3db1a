"""How commands print: JSON, tables that fit the terminal, long lists, coloured signs."""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

from her2model.commands.terminal import echo

__all__ = ["Table", "coloured", "columns_of_terminal", "print_json", "wrapped"]

NARROWEST = 24
"""Columns that running text needs; with fewer it goes on lines of its own."""


def print_json(data: Any) -> None:
    """Print plain data as JSON."""
    echo(json.dumps(data, indent=2, ensure_ascii=False))


def columns_of_terminal() -> int:
    """Return how many columns there are: those of the terminal, or 80 where it is none."""
    return max(40, shutil.get_terminal_size((80, 24)).columns)


def wrapped(text: str, indent: str = "    ") -> str:
    """Wrap long lines, words unbroken; what goes on is indented, and more than its line."""
    width = columns_of_terminal()
    return "\n".join(
        textwrap.fill(
            line,
            width,
            subsequent_indent=indent.ljust(len(line) - len(line.lstrip()) + 2),
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in text.split("\n")
    )


class Table:
    """Rows under headings. Names are never broken; the last column is text, and is wrapped."""

    def __init__(self, *columns: str) -> None:
        self.rows: list[tuple[str, ...]] = [columns]

    def add_row(self, *cells: str) -> None:
        """Add a row: a text for each column."""
        self.rows.append(cells)

    def __str__(self) -> str:
        *names, last = zip(*self.rows, strict=True)
        widths = [max(map(len, column)) for column in names]
        left = columns_of_terminal() - sum(widths) - 2 * len(widths)
        fits = left >= min(NARROWEST, max(map(len, last)))
        return "\n".join(self._line(row, widths, fits) for row in self.rows)

    def _line(self, row: tuple[str, ...], widths: list[int], fits: bool) -> str:
        head = "  ".join(f"{c:<{w}}" for c, w in zip(row, widths, strict=False))
        if fits:
            indent = " " * (sum(widths) + 2 * len(widths))
            whole = f"{head}  {row[-1]}" if widths else row[-1]
            return wrapped(whole, indent).rstrip()
        cells = (c for c in row[1:] if c)
        return "\n".join([row[0], *(wrapped(f"    {c}", "      ") for c in cells)])


def coloured(text: str, styles: Mapping[str, str]) -> str:
    """Colour signs that stand alone, on a terminal and unless NO_COLOR is set."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return "\n".join(_coloured(line, styles.items()) for line in text.split("\n"))


def _coloured(line: str, styles: Iterable[tuple[str, str]]) -> str:
    words = line.split(" ")
    for sign, style in styles:
        words = [f"\x1b[{style}m{sign}\x1b[0m" if w == sign else w for w in words]
    return " ".join(words)
