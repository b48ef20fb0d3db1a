"""Mutation Annotation Format, as GDC and cBioPortal write it, plain or packed.

The columns are those of GDC's MAF (docs.gdc.cancer.gov, "Mutation Annotation Format"). Protein
changes are read and positions are not, so the build of the genome makes no difference; a file that
mixes builds is told of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from her2model.errors import FormatError
from her2model.model.changes import Event, protein_change
from her2model.tumours.collecting import Collector
from her2model.tumours.rows import lines_of, opened

__all__ = ["read_maf"]

_CHANGES = ("HGVSp_Short", "Protein_Change", "Amino_Acid_Change", "aa_change", "HGVSp", "AAChange")
_CLASSES = {
    "missense": "Missense_Mutation",
    "truncating": "Nonsense_Mutation Frame_Shift_Del Frame_Shift_Ins Translation_Start_Site "
    "De_novo_Start_OutOfFrame Start_Codon_SNP Start_Codon_Del Start_Codon_Ins Stop_Codon_Ins",
    "splice": "Splice_Site",
    "in-frame": "In_Frame_Del In_Frame_Ins",
    "mutation": "Nonstop_Mutation Stop_Codon_Del Targeted_Region",
    "fusion": "Fusion",
    "silent": "Silent Intron 3'UTR 5'UTR 3'Flank 5'Flank IGR RNA lincRNA Splice_Region "
    "De_novo_Start_InFrame Upstream Downstream",
}
_KINDS = {word: kind for kind, words in _CLASSES.items() for word in words.split()}
_BUILDS = {
    **dict.fromkeys(("grch37", "hg19", "37", "b37", "grch37-lite"), "GRCh37"),
    **dict.fromkeys(("grch38", "hg38", "38", "b38"), "GRCh38"),
}
_SILENT = "does not change the protein"


@dataclass(frozen=True, slots=True)
class _Columns:
    gene: int
    sample: int
    kind: int
    change: int | None
    build: int | None

    @property
    def last(self) -> int:
        return max(i for i in (self.gene, self.sample, self.kind, self.change, self.build) if i)


def read_maf(path: Path, sink: Collector) -> None:
    """Read a MAF file, row by row.

    Raises
    ------
    FormatError
        It lacks a column, cannot be read, or holds symbols of another species only.
    """
    tally = sink.begin(path.name)
    builds: Counter[str] = Counter()
    with opened(path) as file:
        lines = lines_of(file)
        columns = _columns(lines, path.name, sink)
        for n, line in lines:
            if line.startswith("#"):
                continue
            tally.read += 1
            cells = line.split("\t", columns.last + 1)
            if len(cells) <= columns.last:
                tally.refuse(n, f"the row ends after {len(cells)} cells")
                continue
            _row(cells, n, columns, sink, builds)
    if tally.read == 0:
        raise FormatError("there is no row under the head", where=path.name)
    if len(builds) > 1:
        told = ", ".join(f"{count:,} of {build}" for build, count in builds.most_common())
        tally.notes.append(
            f"{path.name}: rows of several genome builds ({told}); protein changes are read, "
            "positions are not"
        )
    _not_of_another_species(sink, path.name)


def _columns(lines: Iterator[tuple[int, str]], source: str, sink: Collector) -> _Columns:
    for n, line in lines:
        if line.startswith("#"):
            continue
        head = [cell.strip() for cell in line.split("\t")]
        places = {name.lower(): k for k, name in reversed(list(enumerate(head)))}
        needed = ("Hugo_Symbol", "Tumor_Sample_Barcode", "Variant_Classification")
        lacking = [name for name in needed if name.lower() not in places]
        if lacking:
            hint = "a MAF has Hugo_Symbol, Tumor_Sample_Barcode, Variant_Classification"
            raise FormatError(f"no column {', '.join(lacking)}", where=source, hint=hint, line=n)
        change = next((places[c.lower()] for c in _CHANGES if c.lower() in places), None)
        if change is None:
            sink.tally.notes.append(
                f"{source}: no column of protein changes (HGVSp_Short); hotspots cannot be told "
                "from other changes"
            )
        gene, sample, kind = (places[name.lower()] for name in needed)
        return _Columns(gene, sample, kind, change, places.get("ncbi_build"))
    raise FormatError("the file is empty", where=source)


def _row(
    cells: Sequence[str], n: int, columns: _Columns, sink: Collector, builds: Counter[str]
) -> None:
    sample = cells[columns.sample].strip()
    if not sample:
        sink.tally.refuse(n, "no sample is named")
        return
    sink.seen(sample)
    if columns.build is not None:
        written = cells[columns.build].strip()
        builds[_BUILDS.get(written.lower(), written)] += 1
    gene = sink.gene(cells[columns.gene], n)
    if gene is None:
        return
    word = cells[columns.kind].strip()
    kind = _KINDS.get(word)
    if kind is None:
        sink.tally.refuse(n, f"{word!r} is no Variant_Classification")
        return
    if kind == "silent":
        sink.tally.fates["ignored", _SILENT] += 1
        return
    written = cells[columns.change].strip() if columns.change is not None else ""
    change = protein_change(written.rpartition(":")[2])
    if change is None:
        sink.event(sample, Event(gene, kind))
    elif change[1] == "silent":
        sink.tally.fates["ignored", _SILENT] += 1
    else:
        sink.event(sample, Event(gene, change[1] if kind != "splice" else kind, change[0]))


def _not_of_another_species(sink: Collector, source: str) -> None:
    tally = sink.tally
    murine = sum(n for (f, why), n in tally.fates.items() if f == "refused" and "mouse" in why)
    if murine and not tally.count("used") and not tally.count("unknown"):
        hint = "give the symbols of the human genes, in capital letters"
        raise FormatError(
            f"its {murine:,} rows of genes that matter are written as genes of a mouse or rat",
            where=source,
            hint=hint,
        )
