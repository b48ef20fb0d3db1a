"""Names that people type: each resolved as meant, asked, or refused with the right target."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import her2model as h2
from her2model.cli import main
from her2model.errors import UnknownName
from her2model.model.changes import Event, protein_change
from her2model.model.finding import Finding
from her2model.model.model import Model
from her2model.model.name_table import name_table
from her2model.model.names import Names
from her2model.model.spelling import a_slip_away
from her2model.model.variants import variants

CASES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "cases" / "names.tsv")
    .read_text(encoding="utf-8")
    .splitlines()
    if not line.startswith("#")
][1:]
ROLES = {
    "drug": "drugs",
    "species": "species",
    "alteration": "alterations",
    "context": "context",
}


@pytest.fixture(scope="module")
def names() -> Names:
    return Names.of(h2.load("her2-resistance"))


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 560
    assert len({typed for typed, _, _ in CASES}) == len(CASES)


def test_every_name_is_taken_as_it_is_meant(names: Names) -> None:
    wrong = []
    for typed, taken, means in CASES:
        found = names.find(typed)
        meant = tuple(m for m in means.split("; ") if m)
        if not _is_as_meant(found, taken, meant):
            wrong.append((typed, taken, meant, found))
    assert wrong == []


def _is_as_meant(found: Finding, taken: str, meant: tuple[str, ...]) -> bool:
    if taken in ROLES:
        return found.status == "found" and found.roles[ROLES[taken]] == meant
    if taken == "ask":
        own = found.roles.get("alterations", ())  # of a model that has come to know it
        return (found.status == "ask" and set(meant) <= set(found.choices)) or (
            bool(own) and not set(own) & set(meant)
        )
    if taken == "nothing":
        return found.status == "no event" or found.roles.get("alterations") == ("ER-positive",)
    if taken == "outside":
        return found.status in ("absent", "ask") and not found.roles
    # a model that has come to know it is right as well, and never takes another for it
    return found.targets in (meant, ()) and (bool(found.targets) or bool(found.roles))


def test_nothing_at_another_target_is_ever_suggested(names: Names) -> None:
    targets = names.targets
    for typed, taken, means in CASES:
        if taken != "agent":
            continue
        found = names.find(typed)
        for drug in (*found.choices, *found.roles.get("drugs", ())):
            assert set(targets.genes_hit(drug)) & set(means.split("; ")), (typed, drug)
        assert "did you mean" not in found.said
        for gene in found.targets:
            assert gene in found.said or found.status == "found"


@pytest.mark.parametrize(
    ("drug", "hint"),
    [
        ("Afinitor", None),
        ("temsirolimus", None),
        ("zongertinib", "ERBB2"),
        ("ganitumab", "which has at IGF1R: cixutumumab"),
        ("sotorasib", "has no drug at KRAS"),
        ("lapatinb", "did you mean 'lapatinib'?"),
        ("Phesgo", "name each: trastuzumab, pertuzumab"),
        ("AKTi", "name one"),
        ("HER2", "HER2 is a species, and trastuzumab"),
        ("Taxol", "leave it out"),
        ("qqqqqq", "there are trastuzumab"),
    ],
)
def test_drugs_in_questions(drug: str, hint: str | None) -> None:
    if hint is None:
        assert h2.simulate("her2-resistance", drugs=[drug]).scenario.drugs == ("everolimus",)
        return
    with pytest.raises(UnknownName) as caught:
        h2.simulate("her2-resistance", drugs=[drug])
    assert hint in str(caught.value)
    assert str(caught.value).count("\n") == 0


@pytest.mark.parametrize(
    ("alteration", "hint"),
    [
        ("PTEN null", None),
        ("H1047R", "write PIK3CA H1047R"),
        ("PIK3CA K111N", "contested"),
        ("PTEN", "PTEN loss is the alteration of it"),
        ("HER2 amplification", "context={'HER2_amplification': 1}"),
        ("PTEN los", "did you mean 'PTEN loss'?"),
    ],
)
def test_alterations_in_questions(alteration: str, hint: str | None) -> None:
    if hint is None:
        found = h2.simulate("her2-resistance", alterations=[alteration])
        assert found.scenario.alterations == ("PTEN loss",)
        return
    with pytest.raises(UnknownName) as caught:
        h2.simulate("her2-resistance", alterations=[alteration])
    assert hint in str(caught.value)


def test_a_landscape_suggests_by_meaning_too() -> None:
    land = h2.landscape("her2-resistance", ["PTEN loss"], ["lapatinib"])
    assert land.verdict(["PTEN null"], ["Tykerb"]) == land.verdict(["PTEN loss"], ["lapatinib"])
    with pytest.raises(UnknownName, match="has at EGFR") as caught:
        land.verdict(["PTEN loss"], ["gefitinib"])
    assert "did you mean" not in str(caught.value)


@cache
def _melanoma() -> Model:
    text = """\
format: her2model/1
name: melanoma
species:
  BRAF: {kind: protein}
  MEK: {kind: family}
  Growth: {kind: phenotype}
  vemurafenib: {kind: drug, initial: 0}
  RAS: {kind: family, initial: 0}
interactions:
  RAS -> BRAF:
  vemurafenib -| BRAF:
  BRAF -> MEK:
  MEK -> Growth:
readouts: {growth: Growth}
alterations:
  BRAF mutation: {fix: {BRAF: 1}, aliases: [BRAF V600E]}
"""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "melanoma.yaml"
        path.write_text(text, encoding="utf-8")
        return h2.load(path)


@pytest.mark.parametrize(
    ("typed", "role", "names"),
    [
        ("Zelboraf", "drugs", ("vemurafenib",)),
        ("BRAF p.Val600Glu", "alterations", ("BRAF mutation",)),
        ("B-Raf", "species", ("BRAF",)),
        ("MAP2K1", "species", ("MEK",)),
    ],
)
def test_a_model_of_another_disease(typed: str, role: str, names: tuple[str, ...]) -> None:
    assert h2.find(typed, _melanoma()).roles[role] == names


def test_a_model_of_another_disease_is_never_told_of_the_first() -> None:
    for typed, _, _ in CASES[::7]:
        found = h2.find(typed, _melanoma())
        assert "her2-resistance" not in found.said
        assert "HER2_amplification" not in found.said


@pytest.mark.parametrize(
    ("text", "change", "kind"),
    [
        ("p.His1047Arg", "H1047R", "missense"),
        ("R130X", "R130*", "truncating"),
        ("p.Arg130Ter", "R130*", "truncating"),
        ("p.(E545fs*12)", "E545fs*12", "truncating"),
        ("X212_splice", "X212_splice", "splice"),
        ("p.Y772_A775dup", "Y772_A775dup", "in-frame"),
        ("G776delinsVC", "G776delinsVC", "in-frame"),
        ("p.M1?", "M1?", "truncating"),
        ("p.L869=", "L869=", "silent"),
        ("h1047r", "H1047R", "missense"),
    ],
)
def test_protein_changes(text: str, change: str, kind: str) -> None:
    assert protein_change(text) == (change, kind)


@pytest.mark.parametrize("text", ["", "amplification", "c.3140A>G", "1047", "HER2", "exon 9"])
def test_what_is_no_protein_change(text: str) -> None:
    assert protein_change(text) is None


@pytest.mark.parametrize(
    ("event", "effect"),
    [
        (Event("ERBB2", "in-frame", "A775_G776insAVMA"), "gain"),
        (Event("ERBB2", "missense", "D277Y"), "unknown"),
        (Event("PIK3CA", "in-frame", "P449_L452del"), "gain"),
        (Event("PIK3CA", "truncating", "E545fs"), "neutral"),
        (Event("PTEN", "truncating", "K267Rfs*9"), "loss"),
        (Event("PTEN", "missense", "D24G"), "unknown"),
        (Event("AKT1", "missense", "E17K"), "gain"),
    ],
)
def test_variants_by_row_residue_range_and_class(event: Event, effect: str) -> None:
    row = variants().read(event)
    assert row is not None
    assert row.effect == effect


def test_a_gene_that_is_not_in_the_table_has_no_effect() -> None:
    assert variants().read(Event("TTN", "missense", "A1B")) is None


def test_the_tables_are_sound() -> None:
    keys = [(row.gene, row.change) for row in variants().rows]
    assert len(keys) == len(set(keys))
    assert all(row.source and row.sure for row in variants().rows)
    symbols = {row.name for row in name_table().rows if row.kind == "gene"}
    assert variants().genes <= symbols
    agents = {row.name for row in name_table().rows if row.kind == "drug"}
    members = [m for r in name_table().rows if r.kind in ("class", "regimen") for m in r.of]
    assert {part for m in members for part in m.split(" + ")} <= agents


def test_slips_of_the_keyboard() -> None:
    known = ["lapatinib", "afatinib", "trametinib"]
    assert a_slip_away("laptainib", known) == ("lapatinib",)
    assert a_slip_away("tucatinib", known) == ()
    assert a_slip_away("lap", known) == ()


def test_commands(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["find", "Kadcyla", "tucatinib"], ["drugs"], ["alterations"]):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 0
    out = capsys.readouterr().out
    assert "Kadcyla: trastuzumab emtansine, drug TDM1 of her2-resistance [found]" in out
    assert "Herceptin" in out
    assert "counts: PTEN R130*" in out
