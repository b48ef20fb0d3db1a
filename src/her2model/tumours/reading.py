"""Read tumours from whatever a laboratory has: a study folder, a MAF, a table, a VCF, a line."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from her2model.errors import FormatError, InputError, shown
from her2model.model.arguments import text_of
from her2model.model.model import Model
from her2model.tumours.cohort import Cohort
from her2model.tumours.collecting import Collector
from her2model.tumours.conventions import conventions as conventions_of
from her2model.tumours.maf import read_maf
from her2model.tumours.reports import read_report
from her2model.tumours.rows import lines_of, opened
from her2model.tumours.study import is_study, read_copy_number, read_study
from her2model.tumours.tables import read_table_of_tumours
from her2model.tumours.vcf import read_vcf

__all__ = ["read_tumours"]

_SUFFIXES = (".maf", ".txt", ".tsv", ".csv", ".vcf", ".bcf", ".gz", ".bgz")


def read_tumours(
    model: Model,
    source: str | Path,
    *,
    conventions: Mapping[str, Any] | str | Path | None = None,
    anonymous: bool = False,
) -> Cohort:
    """Read tumours for a model: parameters and errors as for :func:`her2model.read_tumours`."""
    sink = Collector(model, conventions_of(conventions))
    source = source if isinstance(source, Path) else text_of(source, "source", "HER2 3+, PTEN null")
    path = Path(source) if _is_path(source) else None
    if path is None:
        read_report(str(source), sink)
    elif path.is_dir():
        if not is_study(path):
            hint = "a study has data_mutations.txt, data_cna.txt, data_clinical_sample.txt"
            raise FormatError("no file of a study is in this folder", where=str(path), hint=hint)
        read_study(path, sink)
    else:
        _read_file(path, sink)
    tumours = sink.tumours()
    if not tumours:
        raise InputError("no tumour is in it", where=str(source))
    if not any(t.count("used") or t.count("unknown") for t in sink.tallies):
        sink.tally.notes.append(f"no row says anything that counts in {model.name}")
    if anonymous:
        width = max(3, len(str(len(tumours))))
        tumours = tuple(t.renamed(f"T{k:0{width}}") for k, t in enumerate(tumours, start=1))
    return Cohort(model, tumours, sink.rules, tuple(sink.tallies))


def _is_path(source: str | Path) -> bool:
    if isinstance(source, Path):
        return True
    if "\0" in source or "\n" in source:
        return False
    text = source.strip()
    try:
        return os.path.exists(text) or (
            text.lower().endswith(_SUFFIXES) or (os.sep in text and " " not in text)
        )
    except (OSError, ValueError):
        return False


def _read_file(path: Path, sink: Collector) -> None:
    name = path.name.lower().removesuffix(".gz").removesuffix(".bgz")
    if name.endswith((".vcf", ".bcf")):
        return read_vcf(path, sink)
    head = _head(path)
    lower = head.lower()
    if head.startswith("##fileformat=VCF"):
        return read_vcf(path, sink)
    if (
        name.endswith(".maf")
        or "variant_classification" in lower
        or "tumor_sample_barcode" in lower
    ):
        return read_maf(path, sink)
    first = lower.partition("\t")[0]
    if "\t" in head and first == "hugo_symbol" and "alteration" not in lower:
        return read_copy_number(path, sink)
    if any(c in head for c in "\t,;"):
        return read_table_of_tumours(path, sink)
    hint = "give a MAF, a table with a head, a study folder, a VCF, or a line of text"
    raise FormatError(
        f"it begins with {shown(head[:40])}, which is no table", where=path.name, hint=hint
    )


def _head(path: Path) -> str:
    """Return the first line that is no comment."""
    with opened(path) as file:
        for _, line in lines_of(file):
            if line.startswith("##fileformat") or not line.startswith("#"):
                return line
    raise FormatError("the file is empty", where=path.name)
