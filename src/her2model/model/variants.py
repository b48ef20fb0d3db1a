"""What a change of a gene does: the table of variants, by row and by class.

Hotspots stand by their change, truncations and deep deletions by their class. What is in no row is
*unknown*: it is never assumed to do something, nor to do nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast, get_args

from her2model.errors import ModelError
from her2model.model.changes import MUTATIONS, Event, protein_change
from her2model.model.files import read_text
from her2model.model.records import shipped_folder

__all__ = ["Effect", "Variant", "VariantTable", "read_table", "variants"]

Effect = Literal["gain", "loss", "neutral", "contested", "unknown"]
_COLUMNS = ("gene", "change", "effect", "does", "with", "near", "sure", "source", "note")
_RANGE = re.compile(r"in-frame (\d+)-(\d+)")
_EXON_20 = range(770, 784)
"""Residues of ERBB2 between which its insertions in exon 20 lie."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A row: what a change does, and where that was read.

    ``does`` lists alterations of models, of which the first that a model has counts; one with
    ``?`` before it is taken with and without. ``needs`` are genes of which another event must
    count too. ``near`` is next to it where a model has none of them.
    """

    gene: str
    change: str
    effect: Effect
    does: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    near: str = ""
    sure: str = ""
    source: str = ""
    note: str = ""

    @property
    def why(self) -> str:
        """What the row says, in a few words."""
        return self.note or f"{self.gene} {self.change}: {self.effect}"

    @property
    def inputs(self) -> tuple[str, ...]:
        """The inputs of a context that it sets to 1."""
        return tuple(does.partition("=")[0] for does in self.does if "=" in does)

    @property
    def is_of_lack(self) -> bool:
        """Whether it says what a tumour has in which the gene is not amplified."""
        return self.change == "no amplification"


class VariantTable:
    """Rows by gene and change.

    Examples
    --------
    >>> variants().read(Event("PIK3CA", "missense", "H1047R")).does
    ('PIK3CA mutation',)
    >>> variants().read(Event("PIK3CA", "missense", "A1066V")).effect
    'unknown'
    """

    def __init__(self, rows: Iterable[Variant]) -> None:
        self.rows = tuple(rows)
        self._rows: dict[tuple[str, str], Variant] = {}
        self._ranges: dict[str, list[tuple[range, Variant]]] = {}
        for row in self.rows:
            self._rows[row.gene, row.change] = row
            within = _RANGE.fullmatch(row.change)
            if within:
                span = range(int(within[1]), int(within[2]) + 1)
                self._ranges.setdefault(row.gene, []).append((span, row))

    @property
    def genes(self) -> frozenset[str]:
        """The genes that have a row."""
        return frozenset(row.gene for row in self.rows)

    def lacking(self, genes: Collection[str]) -> tuple[str, ...]:
        """Return the inputs of a context that are 1 where none of some genes is amplified."""
        rows = (row for row in self.rows if row.is_of_lack and row.gene in genes)
        return tuple(name for row in rows for name in row.inputs)

    def of_change(self, change: str) -> tuple[Variant, ...]:
        """Return the rows of a change in whatever gene."""
        return tuple(row for row in self.rows if row.change == change)

    def read(self, event: Event) -> Variant | None:
        """Return the row of an event, the closest first; None for a gene that has no such row."""
        for change in self._keys(event):
            row = self._rows.get((event.gene, change))
            if row is not None:
                return row
        if event.kind == "in-frame":
            for span, row in self._ranges.get(event.gene, ()):
                if any(n in span for n in event.residues):
                    return row
        return self._rows.get((event.gene, event.kind))

    def _keys(self, event: Event) -> Iterator[str]:
        if not event.change:
            return
        yield event.change
        if event.kind == "missense":
            yield event.change.rstrip("ACDEFGHIKLMNPQRSTVWYX*")
        inserts = event.change.rpartition("ins")[1] or event.change.endswith("dup")
        if event.gene == "ERBB2" and inserts and any(n in _EXON_20 for n in event.residues):
            yield "exon 20 insertion"


@cache
def variants() -> VariantTable:
    """Return the shipped table."""
    path = shipped_folder() / "variants.tsv"
    rows = read_table(read_text(path, error=ModelError), _COLUMNS, path.name)
    return VariantTable(_variant(row, f"{path.name} (line {n})") for n, row in rows)


def _variant(row: Mapping[str, str], where: str) -> Variant:
    if row["effect"] not in get_args(Effect):
        hint = f"write one of {', '.join(get_args(Effect))}"
        raise ModelError(f"{row['effect']!r} is no effect", where=where, hint=hint)
    known = row["change"] in MUTATIONS or protein_change(row["change"]) is None
    change = row["change"] if known else cast("tuple[str, str]", protein_change(row["change"]))[0]
    return Variant(
        row["gene"],
        change,
        cast("Effect", row["effect"]),
        _parts(row["does"], "|"),
        _parts(row["with"], ";"),
        row["near"],
        row["sure"],
        row["source"],
        row["note"],
    )


def _parts(text: str, between: str) -> tuple[str, ...]:
    return tuple(p.strip() for p in text.split(between) if p.strip())


def read_table(
    text: str, columns: tuple[str, ...], source: str
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of one of our own tables, with their lines; ``#`` begins a comment.

    Raises
    ------
    ModelError
        The head is another, or a row has another number of cells.
    """
    head: list[str] | None = None
    for n, line in enumerate(text.split("\n"), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if head is None:
            head = cells
            if tuple(head) != columns:
                hint = f"its columns are {', '.join(columns)}"
                raise ModelError("the head is another", where=f"{source} (line {n})", hint=hint)
        elif len(cells) != len(columns):
            message = f"the row has {len(cells)} cells and the head {len(columns)}"
            raise ModelError(message, where=f"{source} (line {n})", hint="part them by tabs")
        else:
            yield n, dict(zip(columns, map(str.strip, cells), strict=True))
