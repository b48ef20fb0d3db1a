"""Result files of commands: which suffixes they take, and tables as TSV or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable
from pathlib import Path

from her2model.errors import InputError
from her2model.model.files import write_text

__all__ = ["PICTURES", "TABLES", "checked_suffix", "write_table"]

PICTURES = (".png", ".pdf", ".svg")
TABLES = (".tsv", ".csv")


def checked_suffix(file: Path, allowed: Collection[str]) -> str:
    """Return the suffix of a file to write.

    Raises
    ------
    InputError
        It is not one of those allowed.
    """
    suffix = file.suffix.lower()
    if suffix not in allowed:
        raise InputError(
            f"{suffix or 'no suffix'} says nothing that can be written here",
            where=str(file),
            hint=f"end the name in {', '.join(allowed)}",
        )
    return suffix


def write_table(file: Path, head: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Write a table, at once or not at all: tabs between columns for .tsv, else commas."""
    text = io.StringIO()
    delimiter = "\t" if checked_suffix(file, TABLES) == ".tsv" else ","
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    write_text(file, text.getvalue())
