"""The table of names that people type: brands, codes, symbols, classes, words of a report.

It says what a name means, whatever the model; :mod:`her2model.model.names` asks a model what of
that it has.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from her2model.errors import ModelError
from her2model.model.files import read_text
from her2model.model.records import shipped_folder
from her2model.model.variants import read_table

__all__ = ["Meaning", "NameTable", "folded", "name_table"]

_COLUMNS = ("kind", "name", "also", "of", "class", "acts_as", "note")
_GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta"}
_MINUS = ("-", "−", "–")


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """Fold case, Greek letters, blanks and marks; a sign at the end stays.

    Examples
    --------
    >>> folded("HER-2 / neu"), folded("p110α"), folded("HER2+"), folded("ER-")
    ('her2neu', 'p110alpha', 'her2+', 'erneg')
    """
    text = unicodedata.normalize("NFKC", text).casefold().strip()
    if len(text) > 1 and text.endswith(_MINUS):
        text = f"{text[:-1]}neg"
    for letter, name in _GREEK.items():
        text = text.replace(letter, name)
    return re.sub(r"[^a-z0-9+*]+", "", text)


@dataclass(frozen=True, slots=True)
class Meaning:
    """A row: what a name means.

    Attributes
    ----------
    kind
        ``drug``, ``regimen``, ``class``, ``gene``, ``family``, ``ambiguous``, ``status``, ``event``
        or ``outside``; the file says what each is.
    name, also
        The name and the other names.
    of
        What it hits, has as members, or says; by kind.
    group
        The class of an agent.
    acts_as
        An agent that acts alike in a model without immune cells.
    """

    kind: str
    name: str
    also: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    group: str = ""
    acts_as: str = ""
    note: str = ""


class NameTable:
    """Meanings by folded name.

    Examples
    --------
    >>> name_table().read("Kadcyla").name
    'trastuzumab emtansine'
    >>> name_table().read("neu", "gene").name
    'ERBB2'
    """

    def __init__(self, rows: Iterable[Meaning]) -> None:
        self.rows = tuple(sorted(rows, key=lambda row: row.kind != "ambiguous"))
        self._by_name: dict[str, list[Meaning]] = {}
        for row in self.rows:
            for name in dict.fromkeys(map(folded, (row.name, *row.also))):
                self._by_name.setdefault(name, []).append(row)

    def read(self, text: str, *kinds: str) -> Meaning | None:
        """Return what a name means, among some kinds, or None."""
        for row in self._by_name.get(folded(text), ()):
            if not kinds or row.kind in kinds:
                return row
        return None

    def symbol(self, text: str) -> str | None:
        """Return the HGNC symbol of a gene by any of its names, or None."""
        row = self.read(text, "gene")
        return row.name if row else None

    def names_of(self, *kinds: str) -> Mapping[str, Meaning]:
        """Return every name of some kinds, as printed, with its row."""
        return {n: r for r in self.rows if r.kind in kinds for n in (r.name, *r.also)}


@cache
def name_table() -> NameTable:
    """Return the shipped table."""
    path = shipped_folder() / "names.tsv"
    rows = read_table(read_text(path, error=ModelError), _COLUMNS, path.name)
    return NameTable(_meaning(row) for _, row in rows)


def _meaning(row: Mapping[str, str]) -> Meaning:
    also, of = (tuple(p.strip() for p in row[c].split(";") if p.strip()) for c in ("also", "of"))
    return Meaning(row["kind"], row["name"], also, of, row["class"], row["acts_as"], row["note"])
