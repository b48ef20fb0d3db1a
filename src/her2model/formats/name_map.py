"""The name map: a small table beside a file whose format has no room for printed names."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from her2model.errors import FormatError
from her2model.formats.format import NAME_MAP
from her2model.model.expressions import species_and_level
from her2model.model.files import read_text
from her2model.model.model import Model

__all__ = ["labelled", "read_name_map", "write_name_map"]

_COLUMNS = ["name", "id", "label"]


def write_name_map(model: Model, names: Mapping[str, str]) -> dict[str, bytes]:
    """Write the names that a file uses beside ids and labels; nothing where all are the same.

    Parameters
    ----------
    model
        The model.
    names
        Id → name in the file, of each species that is written.
    """
    rows = []
    for bit, name in names.items():
        s, level = species_and_level(bit)
        written = name.removesuffix("_b1") if s in model.levels else name
        if level == 1:  # of the bits of a species, one stands for all
            rows.append((written, s, model.species[s].name))
    if all(name == id == label for name, id, label in rows):
        return {}
    out = io.StringIO()
    table = csv.writer(out, delimiter="\t", lineterminator="\n")
    table.writerow(_COLUMNS)
    table.writerows(rows)
    return {NAME_MAP: out.getvalue().encode("utf-8")}


def labelled(labels: Mapping[str, str], rules: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return rows with the labels of what has a rule; of levels, with their first bit's name."""
    known = frozenset(rules)
    names = {n: n if n in known else f"{n}_b1" for n in labels}
    return {bit: {"label": labels[n]} for n, bit in names.items() if bit in known}


def read_name_map(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Read the name map that lies beside a file, if there is one.

    Returns
    -------
    ids, labels : dict
        Name in the file → id, and → label.

    Raises
    ------
    FormatError
        It is not such a table.
    """
    beside = path.with_name(path.name + NAME_MAP)
    if not os.path.isfile(beside):
        return {}, {}
    text = read_text(beside, error=FormatError)
    table = csv.reader(io.StringIO(text, newline=""), delimiter="\t")
    try:
        rows = list(table)
    except csv.Error as reason:
        message = f"this is not a name map ({reason})"
        raise FormatError(message, where=str(beside), line=table.line_num) from None
    if not rows or rows[0] != _COLUMNS:
        hint = f"its first line is {' '.join(_COLUMNS)}, with tabs between"
        raise FormatError("this is not a name map", where=str(beside), line=1, hint=hint)
    ids, labels = {}, {}
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(_COLUMNS):
            message = f"{len(row)} cells where {len(_COLUMNS)} are due"
            raise FormatError(message, where=str(beside), line=number)
        ids[row[0]], labels[row[0]] = row[1], row[2]
    return ids, labels
