"""Real tumours: the METABRIC profiles as a study folder, and a MAF of a million rows.

The profiles are those of PROFILE (github.com/sysbio-curie/PROFILE, BSD-3-Clause): patients × nodes
of the network of Gómez Tejeda Zañudo et al., as 1, 0 or NA. They are not part of the project:

    python benchmarks/cohorts.py <clone>/Zanudo_META_mutCNA.csv

A node says less than a variant, so the folder says what the node allows: a gain is level 2, a loss
level -2, and PI3K, AKT and RAS are mutations of which no change is named. ESR1 stands for a
positive oestrogen receptor, which is read in both ways.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from pathlib import Path
from random import Random

from measuring import Results, fresh

from her2model import read_tumours

COPIES = {
    "HER2": ("ERBB2", 2),
    "HER3_T": ("ERBB3", 2),
    "IGF1R_T": ("IGF1R", 2),
    "cyclinD": ("CCND1", 2),
    "cycE_CDK2_T": ("CCNE1", 2),
    "PTEN": ("PTEN", -2),
    "pRb": ("RB1", -2),
}
MUTATIONS = {"PI3K": "PIK3CA", "AKT": "AKT1", "RAS": "KRAS"}
HEAD = """
Hugo_Symbol Entrez_Gene_Id Center NCBI_Build Chromosome Start_Position End_Position Strand
Variant_Classification Variant_Type Reference_Allele Tumor_Seq_Allele1 Tumor_Seq_Allele2 dbSNP_RS
Tumor_Sample_Barcode Matched_Norm_Sample_Barcode HGVSc HGVSp_Short Transcript_ID t_depth
"""
REGIMENS = (
    "trastuzumab", "trastuzumab + pertuzumab", "TDM1", "lapatinib", "lapatinib + trastuzumab",
    "neratinib", "trastuzumab + alpelisib", "trastuzumab + capivasertib",
    "trastuzumab + everolimus", "trastuzumab + palbociclib",
)  # fmt: skip


def study(source: Path, folder: Path) -> int:
    """Write the profiles as a study folder; return the number of patients."""
    with open(source, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = [row[""] for row in rows]
    lines = ["\t".join(["Hugo_Symbol", *names])]
    for node, (gene, level) in COPIES.items():
        wanted = "1" if level > 0 else "0"
        levels = (level if row[node] == wanted else 0 for row in rows)
        lines.append("\t".join([gene, *map(str, levels)]))
    (folder / "data_cna.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    lines = ["Hugo_Symbol\tVariant_Classification\tTumor_Sample_Barcode\tHGVSp_Short"]
    for row in rows:
        found = (g for node, g in MUTATIONS.items() if row[node] == "1")
        lines += [f"{gene}\tTargeted_Region\t{row['']}\t" for gene in found]
    (folder / "data_mutations.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    status = {"1": "Positive", "0": "Negative"}
    lines = ["PATIENT_ID\tSAMPLE_ID\tER_STATUS"]
    lines += [f"{row['']}\t{row['']}\t{status.get(row['ESR1'], 'NA')}" for row in rows]
    (folder / "data_clinical_sample.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(rows)


def maf(path: Path, rows: int, seed: int = 1) -> None:
    """Write a MAF of our own making: mostly genes that no model has."""
    chance = Random(seed)
    genes = [f"GENE{k}" for k in range(18_000)] + ["PIK3CA", "PTEN", "ERBB2", "TP53", "NF1"] * 40
    kinds = ["Missense_Mutation"] * 6 + ["Silent", "Nonsense_Mutation", "Frame_Shift_Del", "Intron"]
    head = HEAD.split()
    with open(path, "w", encoding="utf-8") as file:
        file.write("\t".join(head) + "\n")
        for k in range(rows):
            gene = genes[chance.randrange(len(genes))]
            before, after = chance.choice("ACDEFGHIKL"), chance.choice("MNPQRST")
            change = f"p.{before}{chance.randrange(1, 1100)}{after}"
            row = [gene, "0", "X", "GRCh38", "1", str(k), str(k), "+", chance.choice(kinds)]
            row += ["SNP", "A", "A", "T", "", f"S{k % 5000:05d}", "N", "c.1A>T", change]
            file.write("\t".join([*row, "ENST", "100"]) + "\n")


def main() -> None:
    """Measure and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("profiles", nargs="?", type=Path, help="Zanudo_META_mutCNA.csv")
    parser.add_argument("--rows", type=int, default=1_000_000)
    given = parser.parse_args()
    results = Results("cohorts", ["her2model", "oxidd", "matplotlib"])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.profiles:
            patients(results, given.profiles, folder)
        path = folder / "large.maf"
        maf(path, given.rows)
        code = (
            "import her2model as h2\n"
            f"cohort = h2.read_tumours({str(path)!r})\n"
            "tally = cohort.tallies[0]\n"
            "assert tally.read == sum(tally.fates.values())\n"
        )
        for key, value in fresh(code).items():
            results.note(f"MAF of {given.rows:,} rows, {key}", value)


def patients(results: Results, profiles: Path, folder: Path) -> None:
    """Measure the profiles: reading, verdicts, picture and page, with ER-positive in both ways."""
    where = folder / "study"
    where.mkdir()
    results.note("METABRIC, patients", study(profiles, where))
    for reading in ("nothing", "ER reactivation"):
        cohort = read_tumours(where, conventions={"ER-positive": reading})
        gained = [k for k, t in enumerate(cohort) if t.context.get("HER2_amplification")]
        verdicts = cohort.verdicts(REGIMENS)
        results.note("METABRIC, HER2-positive by copy number", len(gained))
        for name in verdicts.regimens:
            resist = sum(verdicts[k, name].words == ("resistant",) for k in gained)
            key = f"METABRIC, HER2-positive, {name}, resistant, ER-positive read as {reading}"
            results.note(key, resist)
        code = (
            "import her2model as h2\n"
            f"rules = {{'ER-positive': {reading!r}}}\n"
            f"cohort = h2.read_tumours({str(where)!r}, conventions=rules)\n"
            f"verdicts = cohort.verdicts({list(REGIMENS)!r})\n"
            f"verdicts.plot({str(folder / 'cohort.svg')!r})\n"
            f"verdicts.page({str(folder / 'cohort.html')!r})\n"
            "print(*verdicts.summary(), sep='\\n')\n"
        )
        for key, value in fresh(code).items():
            results.note(f"METABRIC, ER-positive read as {reading}, {key}", value)


if __name__ == "__main__":
    main()
