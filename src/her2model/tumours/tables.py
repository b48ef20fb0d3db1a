"""Tables of one's own: long (sample, gene, alteration) and wide (a row for each sample)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from her2model.errors import FormatError
from her2model.formats.table_cells import damage
from her2model.model.changes import Event, protein_change
from her2model.model.phrases import event_kind
from her2model.tumours.collecting import Collector
from her2model.tumours.rows import opened
from her2model.tumours.study import marker_of

__all__ = ["read_table_of_tumours"]

_SAMPLE = ("sample", "sample_id", "sampleid", "tumour", "tumor", "patient", "patient_id", "name",
           "tumor_sample_barcode", "case", "id")  # fmt: skip
_GENE = ("gene", "hugo_symbol", "symbol", "gene_symbol", "hgnc")
_CHANGE = ("alteration", "change", "protein_change", "hgvsp_short", "hgvsp", "event", "variant",
           "mutation", "aa_change")  # fmt: skip
_CLONE = ("clone", "subclone", "region", "biopsy")
_YES = ("1", "yes", "true", "y", "x", "+", "present")
_NO = ("", "0", "no", "false", "n", "-", "na", "nan", "n/a", "none", "wt", "absent", "unknown", ".")


def read_table_of_tumours(path: Path, sink: Collector) -> None:
    """Read a table with commas, semicolons or tabs, long or wide; each value is counted.

    Raises
    ------
    FormatError
        There is no column that names samples, or none that says anything of them.
    """
    tally = sink.begin(path.name)
    with opened(path) as file:
        start = file.readline()
        while start.startswith("#") or (start and start.isspace()):
            start = file.readline()
        if not start:
            raise FormatError("the file is empty", where=path.name)
        delimiter = max("\t,;", key=start.count)
        head = [c.strip() for c in next(csv.reader([start], delimiter=delimiter))]
        rows = _rows(file, delimiter)
        lower = [c.lower().replace(" ", "_") for c in head]
        sample_at = next((lower.index(c) for c in _SAMPLE if c in lower), None)
        if sample_at is None:
            hint = "name one 'sample'"
            raise FormatError("no column names the samples", where=path.name, hint=hint, line=1)
        gene_at = next((lower.index(c) for c in _GENE if c in lower), None)
        change_at = next((lower.index(c) for c in _CHANGE if c in lower), None)
        clone_at = next((lower.index(c) for c in _CLONE if c in lower), None)
        if change_at is not None:
            _long(rows, (sample_at, gene_at, change_at, clone_at), sink)
        else:
            _wide(rows, head, sample_at, clone_at, sink)
    if tally.read == 0:
        raise FormatError("there is no row under the head", where=path.name)


def _rows(file: Iterator[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(file, delimiter=delimiter)
    for row in reader:
        if any(cell.strip() for cell in row):
            yield reader.line_num + 1, [cell.strip() for cell in row]


def _long(
    rows: Iterator[tuple[int, list[str]]],
    places: tuple[int, int | None, int, int | None],
    sink: Collector,
) -> None:
    sample_at, gene_at, change_at, clone_at = places
    last = max(k for k in places if k is not None)
    for n, cells in rows:
        sink.tally.read += 1
        if len(cells) <= last:
            sink.tally.refuse(n, f"the row ends after {len(cells)} cells")
            continue
        sample = cells[sample_at]
        if not sample:
            sink.tally.refuse(n, "no sample is named")
            continue
        clone = cells[clone_at] if clone_at is not None else ""
        if gene_at is None:
            sink.phrase(sample, cells[change_at], n, clone)
        else:
            _said_of(sample, cells[gene_at], cells[change_at], n, sink, clone)


def _said_of(sample: str, gene: str, said: str, n: int, sink: Collector, clone: str = "") -> None:
    """Take what is said of a gene: a protein change, or a class of events in words."""
    sink.seen(sample)
    if not gene and said:
        return sink.phrase(sample, said, n, clone)
    symbol = sink.gene(gene, n)
    if symbol is None:
        return
    change = protein_change(said)
    kind = change[1] if change else event_kind(said) if said else "mutation"
    if kind is None:
        wrong = damage(said)
        sink.tally.refuse(n, f"{said!r} of {gene} is {wrong or 'no event that is known'}")
    else:
        sink.event(sample, Event(symbol, kind, change[0] if change else ""), clone)


def _wide(
    rows: Iterator[tuple[int, list[str]]],
    head: Sequence[str],
    sample_at: int,
    clone_at: int | None,
    sink: Collector,
) -> None:
    columns = [_column(name, sink) for name in head]
    of_use = [k for k in range(len(head)) if k not in (sample_at, clone_at) and columns[k]]
    useless = [head[k] for k in range(len(head)) if k not in (sample_at, clone_at, *of_use)]
    if not of_use:
        hint = "name columns by genes or events (PIK3CA, PTEN loss), or give gene and alteration"
        raise FormatError("no column says anything of tumours", where=sink.tally.source, hint=hint)
    if useless:
        sink.tally.notes.append(f"{sink.tally.source}: columns not used: {', '.join(useless)}")
    known: set[tuple[str, str]] = set()
    for n, cells in rows:
        sink.tally.read += len(of_use)
        if len(cells) != len(head):
            told = f"the row has {len(cells)} cells and the head {len(head)}"
            sink.tally.refuse(n, told, len(of_use))
            continue
        clone = cells[clone_at] if clone_at is not None else ""
        if (cells[sample_at], clone) in known or not cells[sample_at]:
            what = f"sample {cells[sample_at]!r} stands twice" if cells[sample_at] else "no sample"
            sink.tally.refuse(n, what, len(of_use))
            continue
        known.add((cells[sample_at], clone))
        sink.seen(cells[sample_at])
        for k in of_use:
            _cell(cells[sample_at], columns[k], head[k], cells[k], n, sink, clone)


def _column(name: str, sink: Collector) -> str:
    """Say what a column of a wide table is: a marker, a gene, or an event; empty for neither."""
    if marker_of(name):
        return "marker"
    names = sink.reader.names
    if sink.reader.symbol(name) is not None:
        return "gene"
    if names.event_of(name) or names.find(name).roles.get("alterations"):
        return "event"
    return ""


def _cell(
    sample: str, column: str, name: str, cell: str, n: int, sink: Collector, clone: str
) -> None:
    if column == "marker":
        gene = sink.reader.symbol(name)
        if gene is not None and (protein_change(cell) or event_kind(cell)):
            return _said_of(sample, gene, cell, n, sink, clone)
        return sink.report(sample, marker_of(name) or name, cell, n)
    if column == "event":
        if cell.lower() in _YES:
            sink.phrase(sample, name, n, clone)
        elif cell.lower() in _NO:
            sink.tally.fates["ignored", "it says that nothing happened"] += 1
        else:
            sink.tally.refuse(n, f"{cell!r} of {name} is neither yes nor no")
        return
    parts = [p.strip() for p in cell.replace("|", ";").split(";") if p.strip()]
    sink.tally.read += max(len(parts) - 1, 0)
    if not parts or cell.lower() in (*_NO, "wild type"):
        sink.tally.fates["ignored", "it says that nothing happened"] += 1
        return
    for part in parts:
        _said_of(sample, name, part, n, sink, clone)
