"""A study folder as cBioPortal keeps it: mutations, copy number, structural variants, samples.

Files are found by their meta files, else by their usual names. Of copy number the discrete levels
from -2 to 2 are read. Format: docs.cbioportal.org, "File Formats".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from her2model.errors import FormatError
from her2model.model.changes import Event
from her2model.tumours.collecting import Collector
from her2model.tumours.maf import read_maf
from her2model.tumours.rows import lines_of, opened

__all__ = [
    "is_study",
    "marker_of",
    "read_copy_number",
    "read_fusions",
    "read_samples",
    "read_study",
]

Reader = Callable[[Path, Collector], None]
_USUAL = {
    "mutations": ("data_mutations.txt", "data_mutations_extended.txt", "data_mutations.maf"),
    "copy number": ("data_cna.txt", "data_CNA.txt"),
    "fusions": ("data_sv.txt", "data_SV.txt", "data_fusions.txt"),
    "samples": ("data_clinical_sample.txt", "data_clinical_samples.txt", "data_clinical.txt"),
    "patients": ("data_clinical_patient.txt",),
}
_META = {
    ("MUTATION_EXTENDED", "MAF"): "mutations",
    ("COPY_NUMBER_ALTERATION", "DISCRETE"): "copy number",
    ("STRUCTURAL_VARIANT", "SV"): "fusions",
    ("FUSION", "FUSION"): "fusions",
    ("CLINICAL", "SAMPLE_ATTRIBUTES"): "samples",
    ("CLINICAL", "PATIENT_ATTRIBUTES"): "patients",
}
_NOTHING = ("", "NA", "NP", "NaN", "nan", "null", "[Not Available]")
_HER2 = re.compile(r"(?:.*_)?(?:HER2|ERBB2)(?:_NEU)?(?:_.*)?")
_ER = re.compile(
    r"(?:.*_)?(?:ER|ESR1|ESTROGEN_RECEPTOR|OESTROGEN_RECEPTOR)(?:_(?:STATUS|IHC|BY).*)?"
)
_NO_MARKER = re.compile(
    r".*(?:SNP6|RNA|EXPR|ZSCORE|COPY|RATIO|CENT|PERCENT|INTENS|H_SCORE|METHOD).*"
)


def is_study(path: Path) -> bool:
    """Whether a folder holds files of a study."""
    return path.is_dir() and bool(_files(path))


def read_study(path: Path, sink: Collector) -> None:
    """Read a study folder.

    Raises
    ------
    FormatError
        There is no file of a study in it, or one cannot be read.
    """
    files = _files(path)
    if not files:
        hint = "a study has data_mutations.txt, data_cna.txt, data_clinical_sample.txt"
        raise FormatError("no file of a study is in this folder", where=str(path), hint=hint)
    readers: dict[str, Reader] = {
        "samples": read_samples,
        "copy number": read_copy_number,
        "mutations": read_maf,
        "fusions": read_fusions,
    }
    for what, reader in readers.items():
        for file in files.get(what, ()):
            reader(file, sink)


def _files(path: Path) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for meta in sorted(path.glob("meta_*.txt")):
        fields = dict(_fields(meta))
        what = _META.get((fields.get("genetic_alteration_type", ""), fields.get("datatype", "")))
        file = path / fields.get("data_filename", "")
        if what and file.is_file():
            found.setdefault(what, []).append(file)
    for what, names in _USUAL.items():
        if what not in found:
            files = [path / end for n in names for end in (n, f"{n}.gz") if (path / end).is_file()]
            if files:
                found[what] = files[:1]
    return found


def _fields(meta: Path) -> Iterator[tuple[str, str]]:
    with opened(meta) as file:
        for _, line in lines_of(file):
            name, _, value = line.partition(":")
            yield name.strip(), value.strip()


def read_copy_number(path: Path, sink: Collector) -> None:
    """Read a matrix of levels from -2 to 2: genes down, samples across; each cell is counted.

    Raises
    ------
    FormatError
        It holds ratios or numbers of copies in place of levels, or a sample stands twice.
    """
    tally = sink.begin(path.name)
    with opened(path) as file:
        lines = lines_of(file)
        head_line, head = next(lines, (1, ""))
        columns = head.split("\t")
        if columns[0].strip().lower() not in ("hugo_symbol", "gene", "symbol", "composite element"):
            hint = "its first column is Hugo_Symbol, its others are samples"
            raise FormatError(
                "no matrix of copy number", where=path.name, hint=hint, line=head_line
            )
        first = 2 if len(columns) > 1 and columns[1].strip().lower() == "entrez_gene_id" else 1
        samples = [c.strip() for c in columns[first:]]
        twice = next((s for s in samples if samples.count(s) > 1), None)
        if twice is not None:
            raise FormatError(f"sample {twice!r} stands twice", where=path.name, line=head_line)
        for sample in samples:
            sink.seen(sample)
        for n, line in lines:
            tally.read += len(samples)
            name, _, rest = line.partition("\t")
            gene = sink.gene(name.partition("|")[0], n, len(samples))
            if gene is None:
                continue
            cells = rest.split("\t")[first - 1 :]
            if len(cells) != len(samples):
                told = f"the row has {len(cells)} values and the head {len(samples)} samples"
                tally.refuse(n, told, len(samples))
                continue
            for sample, cell in zip(samples, cells, strict=True):
                _level(sample, gene, cell.strip(), n, sink)


def _level(sample: str, gene: str, cell: str, line: int, sink: Collector) -> None:
    tally = sink.tally
    if cell in _NOTHING:
        tally.fates["ignored", "copy number is not given"] += 1
        return
    try:
        number = float(cell)
    except ValueError:
        tally.refuse(line, f"{cell!r} of {sample} is no level of copy number")
        return
    if number == -1.5:  # some studies tell it from -2; both are deep
        number = -2.0
    if number != int(number) or abs(number) > 2:
        hint = "levels are whole numbers from -2 to 2, as GISTIC or the portal gives them"
        what = "is no level" if number == int(number) else "is a ratio and no level"
        raise FormatError(f"{cell} of {sample} {what}", where=tally.source, line=line, hint=hint)
    sink.level(sample, gene, int(number))


def read_fusions(path: Path, sink: Collector) -> None:
    """Read structural variants: a fusion of each gene that is named.

    Raises
    ------
    FormatError
        It lacks the column of samples or of genes.
    """
    tally = sink.begin(path.name)
    with opened(path) as file:
        lines = lines_of(file)
        n, head = next(lines, (1, ""))
        places = {name.strip().lower(): k for k, name in enumerate(head.split("\t"))}
        names = ("sample_id", "tumor_sample_barcode")
        sample_at = next((places[c] for c in names if c in places), None)
        genes = ("site1_hugo_symbol", "site2_hugo_symbol", "hugo_symbol")
        gene_at = [places[c] for c in genes if c in places]
        if sample_at is None or not gene_at:
            hint = "it has Sample_Id, Site1_Hugo_Symbol and Site2_Hugo_Symbol"
            raise FormatError("no table of fusions", where=path.name, hint=hint, line=n)
        for n, line in lines:
            cells = line.split("\t")
            if len(cells) <= max(sample_at, *gene_at):
                tally.read += 1
                tally.refuse(n, f"the row ends after {len(cells)} cells")
                continue
            written = dict.fromkeys(cells[k].strip() for k in gene_at if cells[k].strip())
            tally.read += max(len(written), 1)
            if not written:
                tally.refuse(n, "no gene is named")
            for name in written:
                gene = sink.gene(name, n)
                sink.seen(cells[sample_at].strip())
                if gene is not None:
                    sink.event(cells[sample_at].strip(), Event(gene, "fusion"))


def marker_of(column: str) -> str | None:
    """Return the marker that a column of reports is about: ``HER2``, ``ER``, or None.

    Examples
    --------
    >>> marker_of("HER2_STATUS"), marker_of("ER_STATUS_BY_IHC"), marker_of("AGE")
    ('HER2', 'ER', None)
    """
    name = re.sub(r"[^A-Z0-9]+", "_", column.strip().upper()).strip("_")
    if _NO_MARKER.fullmatch(name):
        return None
    if _HER2.fullmatch(name):
        return "HER2"
    return "ER" if _ER.fullmatch(name) else None


def read_samples(path: Path, sink: Collector) -> None:
    """Read clinical data of samples: HER2 and ER status; each row is counted once for each marker.

    Raises
    ------
    FormatError
        There is no column SAMPLE_ID.
    """
    tally = sink.begin(path.name)
    with opened(path) as file:
        lines = ((n, line) for n, line in lines_of(file) if not line.startswith("#"))
        n, head = next(lines, (1, ""))
        columns = [c.strip() for c in head.split("\t")]
        upper = [c.upper() for c in columns]
        if "SAMPLE_ID" not in upper:
            raise FormatError("no column SAMPLE_ID", where=path.name, line=n)
        at = upper.index("SAMPLE_ID")
        markers = [(k, m) for k, m in ((k, marker_of(c)) for k, c in enumerate(columns)) if m]
        known: set[str] = set()
        for n, line in lines:
            cells = line.split("\t")
            tally.read += max(len(markers), 1)
            if len(cells) <= at or not cells[at].strip():
                tally.refuse(n, "no sample is named", max(len(markers), 1))
                continue
            sample = cells[at].strip()
            if sample in known:
                tally.refuse(n, f"sample {sample!r} stands twice", max(len(markers), 1))
                continue
            known.add(sample)
            sink.seen(sample)
            if not markers:
                tally.fates["ignored", "no column of HER2 or ER status"] += 1
            for k, marker in markers:
                sink.report(sample, marker, cells[k] if k < len(cells) else "", n)
