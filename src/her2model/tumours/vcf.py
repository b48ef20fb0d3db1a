"""A VCF that VEP or SnpEff has annotated, through cyvcf2; no genome logic of our own.

Of each variant the annotation of the transcript that was picked, is canonical, or stands first is
read: its gene, its consequence, its protein change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from her2model.errors import FormatError, InputError
from her2model.model.changes import Event, protein_change
from her2model.tumours.collecting import Collector

__all__ = ["read_vcf"]

_FORMAT = re.compile(r"[Ff]ormat:? *['\"]?([^'\"]+)")
_SNPEFF = ("Allele", "Annotation", "Impact", "Gene_Name", "Gene_ID", "Feature_Type", "Feature_ID",
           "Transcript_BioType", "Rank", "HGVS.c", "HGVS.p")  # fmt: skip
_KINDS = (
    ("truncating", ("stop_gained", "frameshift", "start_lost")),
    ("splice", ("splice_acceptor", "splice_donor")),
    ("in-frame", ("inframe", "disruptive_inframe", "conservative_inframe")),
    ("missense", ("missense", "protein_altering")),
    ("mutation", ("stop_lost",)),
)


def read_vcf(path: Path, sink: Collector) -> None:
    """Read an annotated VCF, plain or packed; a row is a variant in a sample.

    Raises
    ------
    InputError
        cyvcf2 is not installed.
    FormatError
        The file cannot be read, or no program has annotated it.
    """
    try:
        from cyvcf2 import VCF
    except ImportError:
        hint = "install the extra 'vcf', which brings cyvcf2"
        raise InputError("a VCF needs a reader", where=path.name, hint=hint) from None
    try:
        file = VCF(str(path))
    except Exception as reason:
        raise FormatError(f"it is no VCF: {reason}", where=path.name) from None
    field, columns = _annotation(file, path.name)
    tally = sink.begin(path.name)
    samples = list(file.samples) or [path.name.partition(".")[0]]
    for sample in samples:
        sink.seen(sample)
    for variant in _variants(file, path.name):
        carriers = _carriers(variant, samples)
        tally.read += len(carriers)
        read = _read(variant.INFO.get(field), columns)
        line = tally.read
        for sample in carriers:
            if read is None:
                tally.refuse(line, f"{variant.CHROM}:{variant.POS} has no annotation")
            else:
                _event(sample, *read, line, sink)


def _annotation(file: Any, source: str) -> tuple[str, tuple[str, ...]]:
    for field in ("CSQ", "ANN"):
        try:
            said = file.get_header_type(field)["Description"]
        except KeyError:
            continue
        found = _FORMAT.search(said)
        if field == "ANN" or not found:
            return field, _SNPEFF
        return field, tuple(c.strip() for c in found[1].split("|"))
    hint = "run VEP or SnpEff on it first"
    raise FormatError("no program has annotated it (neither CSQ nor ANN)", where=source, hint=hint)


def _variants(file: Any, source: str) -> Iterator[Any]:
    try:
        yield from file
    except Exception as reason:
        raise FormatError(f"it cannot be read to its end: {reason}", where=source) from None


def _carriers(variant: Any, samples: list[str]) -> list[str]:
    genotypes = getattr(variant, "genotypes", None) or []
    if not genotypes:
        return samples
    return [s for s, g in zip(samples, genotypes, strict=False) if any(a > 0 for a in g[:-1])]


def _read(said: str | None, columns: tuple[str, ...]) -> tuple[str, str, str] | None:
    """Return gene, consequence and protein change of the transcript to read."""
    rows = [dict(zip(columns, entry.split("|"), strict=False)) for entry in (said or "").split(",")]
    rows = [r for r in rows if r.get("SYMBOL") or r.get("Gene_Name")]
    if not rows:
        return None
    best = next((r for r in rows if r.get("PICK") == "1"), None)
    best = best or next((r for r in rows if r.get("CANONICAL") == "YES"), rows[0])
    gene = best.get("SYMBOL") or best.get("Gene_Name") or ""
    change = (best.get("HGVSp") or best.get("HGVS.p") or "").rpartition(":")[2]
    return gene, best.get("Consequence") or best.get("Annotation") or "", change


def _event(sample: str, name: str, consequence: str, change: str, n: int, sink: Collector) -> None:
    gene = sink.gene(name, n)
    if gene is None:
        return
    kind = next((k for k, words in _KINDS if any(w in consequence for w in words)), None)
    if kind is None:
        sink.tally.fates["ignored", "does not change the protein"] += 1
        return
    read = protein_change(change.replace("%3D", "="))
    sink.event(sample, Event(gene, read[1], read[0]) if read else Event(gene, kind))
