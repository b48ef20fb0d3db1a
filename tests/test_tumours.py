"""Real tumours: what files say of them, and verdicts for every reading at once."""

import gzip
import itertools
import random
from functools import cache
from pathlib import Path

import pytest

import her2model as h2
from her2model.cli import main
from her2model.engine.simulation import simulate
from her2model.errors import InputError, UnknownName
from her2model.model.parts import FrozenMap
from her2model.tumours.cohort import Cohort, regimen_named
from her2model.tumours.conventions import conventions
from her2model.tumours.judging import Judge
from her2model.tumours.reading import read_tumours
from her2model.tumours.study import marker_of
from her2model.tumours.tumour import Tumour

HER2 = h2.load("her2-resistance")
HEAD = "Hugo_Symbol\tVariant_Classification\tTumor_Sample_Barcode\tHGVSp_Short\n"
ROWS = (
    "PIK3CA\tMissense_Mutation\tS1\tp.H1047R\n"
    "PTEN\tFrame_Shift_Del\tS1\tp.K267Rfs*9\n"
    "PIK3CA\tMissense_Mutation\tS2\tp.A1066V\n"
    "ERBB2\tMissense_Mutation\tS2\tp.L755S\n"
    "ERBB3\tMissense_Mutation\tS2\tp.E928G\n"
    "ERBB3\tMissense_Mutation\tS3\tp.E928G\n"
    "TTN\tMissense_Mutation\tS4\tp.A1V\n"
    "PTEN\tSilent\tS4\tp.L1=\n"
)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def accounted(cohort: Cohort) -> bool:
    return all(t.read == sum(t.fates.values()) for t in cohort.tallies)


def test_a_maf(tmp_path: Path) -> None:
    cohort = read_tumours(HER2, written(tmp_path / "x.maf", f"#version 2.4\n{HEAD}{ROWS}"))
    assert [t.name for t in cohort] == ["S1", "S2", "S3", "S4"]
    assert cohort["S1"].alterations == ("PIK3CA mutation", "PTEN loss")
    assert cohort["S2"].alterations == ("HER2 mutation", "HER2+HER3 co-mutation")
    assert tuple(cohort["S2"].uncertain) == ("PIK3CA mutation",)
    assert cohort["S2"].uncertain["PIK3CA mutation"] == ("PIK3CA A1066V",)
    assert cohort["S3"].alterations == ()
    assert "counts only with an event of ERBB2" in str(cohort["S3"])
    assert cohort["S4"].alterations == ()
    assert accounted(cohort)
    assert str(cohort.tallies[0]) == "x.maf: 8 rows read: 5 used, 2 ignored, 1 unknown, 0 refused"


def test_a_packed_maf_says_the_same(tmp_path: Path) -> None:
    plain = read_tumours(HER2, written(tmp_path / "x.maf", HEAD + ROWS))
    (tmp_path / "x.maf.gz").write_bytes(gzip.compress((HEAD + ROWS).encode()))
    assert read_tumours(HER2, tmp_path / "x.maf.gz").tumours == plain.tumours


@pytest.fixture
def study(tmp_path: Path) -> Path:
    written(tmp_path / "data_mutations.txt", HEAD + ROWS)
    written(
        tmp_path / "data_cna.txt",
        "Hugo_Symbol\tEntrez_Gene_Id\tS1\tS2\tS3\tS5\n"
        "ERBB2\t2064\t2\t0\t2\tNA\nPTEN\t5728\t0\t-2\t-1\t0\nCCND1\t595\t1\t2\t0\t0\nXYZ\t1\t2\t2\t2\t2\n",
    )
    written(
        tmp_path / "data_sv.txt",
        "Sample_Id\tSite1_Hugo_Symbol\tSite2_Hugo_Symbol\nS5\tNRG1\tCD74\n",
    )
    written(
        tmp_path / "data_clinical_sample.txt",
        "#a\tb\tc\td\nPATIENT_ID\tSAMPLE_ID\tHER2_STATUS\tER_STATUS_BY_IHC\n"
        "P1\tS1\tNegative\tPositive\nP2\tS2\t3+\tNegative\nP3\tS3\tNA\tNA\nP5\tS5\t2+\t\n",
    )
    return tmp_path


def test_a_study_folder(study: Path) -> None:
    cohort = read_tumours(HER2, study)
    assert accounted(cohort)
    assert dict(cohort["S1"].context) == {"HER2_amplification": 0, "Unknown_driver": 1}
    assert any("says 0 and copy number 1; the report counts" in n for n in cohort["S1"].notes)
    assert dict(cohort["S2"].context) == {"HER2_amplification": 1}
    assert set(cohort["S2"].alterations) >= {"PTEN loss", "cyclin D1 overexpression"}
    assert dict(cohort["S3"].context) == {"HER2_amplification": 1}
    assert dict(cohort["S4"].context) == {}
    assert any("nothing says" in n for n in cohort["S4"].notes)
    assert "PTEN loss" not in cohort["S3"].alterations
    assert "NRG1 fusion" in cohort["S5"].alterations
    assert not cohort["S5"].absent
    assert any("equivocal" in s for s in cohort["S5"].status)


def test_conventions_can_be_changed(study: Path, tmp_path: Path) -> None:
    own = written(
        tmp_path / "mine.yaml",
        "conventions:\n  copy number -1: deep deletion\n  HER2 status: copy number first\n"
        "  ER-positive: ER reactivation\n  unknown variants: 'yes'\n",
    )
    cohort = read_tumours(HER2, study, conventions=own)
    assert dict(cohort["S1"].context) == {"HER2_amplification": 1}
    assert "ER reactivation" in cohort["S1"].alterations
    assert "PTEN loss" in cohort["S3"].alterations
    assert "PIK3CA mutation" in cohort["S2"].alterations
    assert accounted(cohort)
    assert "copy number -1: deep deletion" in str(cohort.rules)
    assert "changed here" in str(cohort.rules)
    assert cohort.rules["copy number 2"] == "amplification"
    left = read_tumours(HER2, study, conventions={"unknown variants": "no"})
    assert not left["S2"].uncertain


def test_tables_long_and_wide(tmp_path: Path) -> None:
    long = read_tumours(
        HER2,
        written(
            tmp_path / "long.csv",
            "sample,gene,alteration\nA,PIK3CA,p.His1047Arg\nA,PTEN,homdel\nB,CCND1,2\n"
            "B,PIK3CA,WT\nC,,HER2 3+\n",
        ),
    )
    wide = read_tumours(
        HER2,
        written(
            tmp_path / "wide.tsv",
            "sample\tHER2 status\tPIK3CA\tPTEN loss\tCCND1\tage\n"
            "A\t\tH1047R\tyes\t\t50\nB\t\t\tno\tamp\t60\nC\t3+\t\t\t\t70\n",
        ),
    )
    assert accounted(long)
    assert accounted(wide)
    assert [t.alterations for t in long] == [t.alterations for t in wide]
    assert long["A"].alterations == ("PIK3CA mutation", "PTEN loss")
    assert dict(wide["C"].context) == dict(long["C"].context) == {"HER2_amplification": 1}
    assert any("age" in n for n in wide.tallies[0].notes)


def test_clones_of_a_table(tmp_path: Path) -> None:
    cohort = read_tumours(
        HER2,
        written(
            tmp_path / "clones.csv",
            "sample,clone,gene,alteration\nA,,CCND1,amp\nA,a,PTEN,R130*\nA,b,ERBB2,p95HER2\n",
        ),
    )
    assert [c.alterations for c in cohort[0].clones] == [
        ("PTEN loss", "cyclin D1 overexpression"),
        ("cyclin D1 overexpression",),
    ] or accounted(cohort)


def test_a_line_of_text() -> None:
    cohort = read_tumours(HER2, "T7: HER2 3+, PIK3CA H1047R and PTEN null; MUC4 + p95")
    assert cohort[0].name == "T7"
    assert cohort[0].alterations == (
        "MUC4 overexpression",
        "PIK3CA mutation",
        "PTEN loss",
        "p95HER2",
    )
    assert accounted(cohort)
    assert read_tumours(HER2, "HER2 3+", anonymous=True)[0].name == "T001"


VCF = """\
##fileformat=VCFv4.2
##contig=<ID=3>
##contig=<ID=10>
##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. Format: Allele|Consequence|IMPACT|SYMBOL|Gene|HGVSp|CANONICAL">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\tB
3\t100\t.\tA\tG\t.\tPASS\tCSQ=G|missense_variant|M|PIK3CA|E|ENSP1:p.His1047Arg|YES\tGT\t0/1\t0/0
10\t200\t.\tC\tT\t.\tPASS\tCSQ=T|intron_variant|M|PTEN|E||,T|stop_gained|H|PTEN|E|ENSP2:p.Arg130Ter|YES\tGT\t0/0\t1/1
10\t300\t.\tC\tT\t.\tPASS\tCSQ=T|synonymous_variant|L|PTEN|E|ENSP2:p.Leu1%3D|YES\tGT\t0/1\t0/1
"""  # noqa: E501


def test_a_vcf_that_vep_annotated(tmp_path: Path) -> None:
    cohort = read_tumours(HER2, written(tmp_path / "x.vcf", VCF))
    assert [t.alterations for t in cohort] == [("PIK3CA mutation",), ("PTEN loss",)]
    assert accounted(cohort)


def test_a_vcf_that_snpeff_annotated(tmp_path: Path) -> None:
    text = VCF.replace(
        'CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. Format: '
        'Allele|Consequence|IMPACT|SYMBOL|Gene|HGVSp|CANONICAL"',
        "ANN,Number=.,Type=String,Description=\"Functional annotations: 'Allele | Annotation'\"",
    )
    text = text.replace(
        "CSQ=G|missense_variant|M|PIK3CA|E|ENSP1:p.His1047Arg|YES",
        "ANN=G|missense_variant|M|PIK3CA|E|t|E|p|1/2|c.1A>G|p.His1047Arg",
    )
    cohort = read_tumours(
        HER2, written(tmp_path / "x.vcf", "\n".join(text.split("\n")[:-3]) + "\n")
    )
    assert cohort["A"].alterations == ("PIK3CA mutation",)


@pytest.mark.parametrize(
    ("column", "marker"),
    [
        ("HER2_STATUS", "HER2"),
        ("IHC_HER2", "HER2"),
        ("HER2 FISH status", "HER2"),
        ("HER2_SNP6", None),
        ("ER_IHC", "ER"),
        ("ER_STATUS_BY_IHC", "ER"),
        ("CANCER_TYPE", None),
        ("TUMOR_STAGE", None),
        ("GENDER", None),
    ],
)
def test_columns_of_reports(column: str, marker: str | None) -> None:
    assert marker_of(column) == marker


# -- verdicts -----------------------------------------------------------------------------------


@cache
def brute(alterations: frozenset[str], drugs: tuple[str, ...]) -> str:
    found = simulate(HER2, alterations=sorted(alterations), drugs=drugs)
    return str(found.response or found.verdict)


def random_tumours(count: int, seed: int) -> list[Tumour]:
    chance = random.Random(seed)
    every = list(HER2.alterations)
    made = []
    for k in range(count):
        names = chance.sample(every, chance.randint(1, 4))
        sure = chance.randint(0, len(names) - 1)
        uncertain = {n: (n,) for n in sorted(names[sure:])}
        made.append(Tumour(f"T{k}", tuple(sorted(names[:sure])), uncertain=FrozenMap(uncertain)))
    return made


def test_verdicts_of_every_reading_are_those_of_brute_force() -> None:
    tumours = random_tumours(120, seed=3)
    regimens = [("trastuzumab",), ("capivasertib", "lapatinib"), ("TDM1",)]
    judge = Judge(HER2, tumours, {d for r in regimens for d in r})
    for tumour, drugs in zip(tumours, itertools.cycle(regimens), strict=False):
        judged = judge.judge(tumour, drugs)
        looks = {}
        for reading in itertools.product((0, 1), repeat=len(tumour.uncertain)):
            there = {n for n, v in zip(tumour.uncertain, reading, strict=True) if v}
            looks[reading] = brute(frozenset((*tumour.alterations, *there)), drugs)
        assert set(judged.looks) == set(looks.values())
        depends = tuple(
            n
            for k, n in enumerate(tumour.uncertain)
            if any(looks[r] != looks[(*r[:k], 1 - r[k], *r[k + 1 :])] for r in looks)
        )
        assert judged.depends == depends


def test_verdicts_say_what_they_hang_on() -> None:
    cohort = read_tumours(HER2, "HER2 3+, PIK3CA K111N")
    verdicts = cohort.verdicts(["Herceptin", "TDM1", ["trastuzumab", "alpelisib"]])
    assert str(verdicts[0, "Herceptin"]) == "responds or resistant: depends on PIK3CA K111N"
    assert verdicts[0, "TDM1"].surely_responds
    assert verdicts.responding("trastuzumab") == (0, 1)
    assert verdicts.counts("trastuzumab") == {"depends": 1}
    assert "trastuzumab: 0 to 1 of 1 respond" in str(verdicts)
    frame = verdicts.to_frame()
    assert list(frame.columns)[3:] == ["trastuzumab", "TDM1", "alpelisib + trastuzumab"]
    assert "not for clinical use" in frame.attrs["note"]
    with pytest.raises(UnknownName, match="was not judged"):
        verdicts[0, "lapatinib"]
    with pytest.raises(UnknownName, match="no tumour 'X'"):
        verdicts["X", "TDM1"]
    with pytest.raises(InputError, match="no regimen"):
        cohort.verdicts([])


def test_regimens_by_name() -> None:
    assert regimen_named(HER2, "HP") == ("pertuzumab + trastuzumab", ("pertuzumab", "trastuzumab"))
    assert regimen_named(HER2, "Tykerb+Herceptin")[1] == ("lapatinib", "trastuzumab")
    assert regimen_named(HER2, "Herceptin + pyrotinib")[1] == ("neratinib", "trastuzumab")
    with pytest.raises(UnknownName, match="has at EGFR, ERBB2"):
        regimen_named(HER2, "Herceptin + mobocertinib")


def test_a_regimen_stops_a_tumour_only_if_it_stops_every_clone() -> None:
    clones = [["PTEN loss"], ["p95HER2"], []]
    found = h2.stopping(
        "her2-resistance", clones, drugs=["trastuzumab", "TDM1", "capivasertib", "lapatinib"]
    )
    every: list[tuple[str, ...]] = []
    drugs = ["TDM1", "capivasertib", "lapatinib", "trastuzumab"]
    for size in range(5):
        for chosen in itertools.combinations(drugs, size):
            if any(set(e) <= set(chosen) for e in every):
                continue
            if all(
                simulate(HER2, alterations=c, drugs=chosen)["Proliferation"] == "off"
                for c in clones
            ):
                every.append(chosen)
    assert set(found) == set(every)
    tumour = Tumour("T", clones=tuple(Tumour(f"{k}", tuple(c)) for k, c in enumerate(clones)))
    judge = Judge(HER2, [tumour])
    assert judge.judge(tumour, ["trastuzumab"]).words == ("resistant",)
    assert judge.judge(tumour, ["TDM1"]).surely_responds


def test_clones_share_a_reading() -> None:
    shared: FrozenMap[tuple[str, ...]] = FrozenMap({"PTEN loss": ("PTEN D24G",)})
    tumour = Tumour(
        "T", clones=(Tumour("a", uncertain=shared), Tumour("b", ("p95HER2",), (), shared))
    )
    judged = Judge(HER2, [tumour]).judge(tumour, ["lapatinib"])
    assert judged.words == ("responds", "resistant")
    assert judged.depends == ("PTEN loss",)


def test_smallest_regimens_of_a_cohort() -> None:
    cohort = read_tumours(HER2, "HER2 3+, PIK3CA K111N")
    ((tumour, sets),) = cohort.regimens()
    assert tumour.name == "tumour"
    both = h2.stopping("her2-resistance", [[], ["PIK3CA mutation"]])
    assert sets == both


def test_the_picture(tmp_path: Path, study: Path) -> None:
    verdicts = read_tumours(HER2, study).verdicts(["trastuzumab", "TDM1"])
    picture = verdicts.plot(tmp_path / "cohort.svg")
    text = (tmp_path / "cohort.svg").read_text(encoding="utf-8")
    assert "not for clinical use" in text
    assert "PTEN loss" in text
    assert [c.sure for c in picture.columns] == sorted(
        (c.sure for c in picture.columns), reverse=True
    )
    assert "trastuzumab: " in picture.alt
    with pytest.raises(InputError, match="not a picture's suffix"):
        verdicts.plot(tmp_path / "cohort.doc")


def test_a_large_cohort_shares_columns() -> None:
    tumours = tuple(t.renamed(f"S{k}") for k, t in enumerate(random_tumours(10, 1) * 20))
    cohort = Cohort(HER2, tumours, conventions())
    picture = cohort.verdicts(["trastuzumab"]).plot()
    assert sum(len(c.names) for c in picture.columns) == 200
    assert len(picture.columns) <= 10


def test_the_command(study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "cohort.tsv"
    run = [
        "tumours",
        str(study),
        "-d",
        "trastuzumab+pertuzumab",
        "-d",
        "TDM1",
        "--file",
        str(table),
    ]
    for arguments in (run, [*run[:2], "-d", "TDM1", "--json"], ["tumours", "--show-conventions"]):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 0
    out = capsys.readouterr().out
    assert "rows read" in out
    assert "not for clinical use" in out
    assert "copy number 2: amplification" in out
    assert table.read_text(encoding="utf-8").startswith("tumour\talterations\tuncertain")
