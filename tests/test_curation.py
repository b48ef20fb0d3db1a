"""The shipped models are curated, and check finds what is wrong with models that are not."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import her2model as h2
from her2model.claims import evaluate
from her2model.curation import Report
from her2model.library import bibliography

SEEDS = Path(__file__).parent.parent / "seeds"
FIGURE = "PMC7464074__cancers-12-02081-g001"
NAMES = {
    "trastuzumab", "pertuzumab", "lapatinib", "neratinib", "afatinib", "pelitinib", "TDM1",
    "tanespimycin", "cixutumumab", "everolimus",
}  # fmt: skip


@pytest.mark.parametrize("name", h2.list_models())
def test_shipped_models_are_curated(name: str) -> None:
    report = h2.check(name, figures=SEEDS)
    assert report.findings == ()
    assert sum(report.counts["arrows"].values()) == len(report.model.interactions)
    assert sum(report.counts["claims"].values()) == len(report.model.claims)


def test_every_claim_of_a_figure_holds_in_its_model() -> None:
    for name in h2.list_models():
        if name.startswith("figures/"):
            assert {a.outcome for a in evaluate(name)} == {"held"}


def test_misfits_and_contested_claims_of_the_consensus_say_why() -> None:
    answers = evaluate("her2-resistance")
    misfits = [a for a in answers if a.outcome == "misfit"]
    contested = [a for a in answers if a.outcome == "contested"]
    assert len(misfits) <= 6
    assert all(len(a.claim.misfit or "") > 30 for a in misfits)
    for a in contested:
        assert {e.supports for e in a.claim.evidence} >= {"supports", "refutes"}
    assert all(a.claim.status != "seed" for a in misfits)


def test_the_consensus_is_as_large_as_promised() -> None:
    model = h2.load("her2-resistance")
    assert set(model.drugs) >= NAMES
    assert len(model.alterations) >= 15


def test_every_reference_is_cited_and_says_what_for() -> None:
    assert all(r.title and r.finding for r in bibliography().values())


@pytest.fixture
def file() -> dict[str, Any]:
    """A figure model as plain data, to be spoiled."""
    path = SEEDS.parent / "models" / "figures" / f"{FIGURE}.yaml"
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data


def checked(data: dict[str, Any], folder: Path) -> Report:
    path = folder / "spoilt.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return h2.check(path, figures=SEEDS)


SPOIL: dict[str, tuple[str, str, str]] = {
    "quote not in the caption": (
        "data['interactions']['trastuzumab -| HER2_HER2'][0]['quote'] = 'blockade by trastuzumap'",
        "interactions.trastuzumab -| HER2_HER2",
        "'blockade by trastuzumap' is not in the caption",
    ),
    "arrow without evidence": (
        "data['interactions']['PTEN -| PI3K'] = []",
        "interactions.PTEN -| PI3K",
        "the arrow has no evidence",
    ),
    "reference not in the bibliography": (
        "data['interactions']['PTEN -| PI3K'] = [{'reference': 'pubmed:1', 'basis': 'background'}]",
        "interactions.PTEN -| PI3K",
        "pubmed:1 is not in the bibliography",
    ),
    "rule without a reason": (
        "data['rules']['PI3K'] = 'not PTEN'",
        "rules.PI3K",
        "the rule is not the default",
    ),
    "arrow that does nothing": (
        "data['rules']['PI3K'] = {'rule': 'not PTEN or (not PTEN and HER2)', 'why': 'x'};"
        "data['interactions']['HER2 -> PI3K'] = [{'quote': 'blockade by trastuzumab'}]",
        "interactions.HER2 -> PI3K",
        "never depends on it",
    ),
    "claim that fails": (
        "data['claims'][0]['verdict'] = 'resistant'",
        "claims.S1.0",
        "the verdict should be resistant and is responds",
    ),
    "misfit that holds": (
        "data['claims'][0]['misfit'] = 'no reason'",
        "claims.S1.0",
        "is marked as a misfit and holds",
    ),
    "sentence not covered": (
        "data['waived'] = []",
        "waived",
        "nothing is said about the sentence 'HER2 signaling pathway",
    ),
    "waived sentence that is not there": (
        "data['waived'].append({'sentence': 'Not this.', 'reason': 'x'})",
        "waived[1]",
        "the caption has no sentence 'Not this.'",
    ),
    "word that no species stands for": (
        "del data['species']['HER4']",
        "species",
        "means ERBB4, which no species stands for",
    ),
    "absent arrow that is drawn": (
        "data['absent']['PTEN -| PI3K'] = [{'quote': 'loss of PTEN'}]",
        "absent.PTEN -| PI3K",
        "the arrow is drawn all the same",
    ),
    "source differs from the record": (
        "data['source']['year'] = 2019",
        "source.year",
        "2019 stands for the record's 2020",
    ),
    "no source": ("del data['source']", "source", "it is missing"),
    "unknown entity": (
        "data['species']['HER2']['entity'] = 'ERBB22'",
        "species.HER2",
        "'ERBB22' is not an entity",
    ),
    "alteration without evidence": (
        "del data['alterations']['PTEN loss']['evidence']",
        "alterations.PTEN loss",
        "the alteration has no evidence",
    ),
    "unknown figure": (
        "data['interactions']['PTEN -| PI3K'] = [{'quote': 'x', 'figure': 'PMC1__F1'}]",
        "interactions.PTEN -| PI3K",
        "there is no record of the figure 'PMC1__F1'",
    ),
}


@pytest.mark.parametrize("case", SPOIL)
def test_check_finds(case: str, file: dict[str, Any], tmp_path: Path) -> None:
    change, where, words = SPOIL[case]
    exec(change, {"data": file})
    findings = checked(file, tmp_path).findings
    found = [f for f in findings if f.where == f"spoilt.yaml: {where}" and words in f.message]
    assert found, [str(f) for f in findings]


def test_the_unspoilt_copy_has_no_findings(file: dict[str, Any], tmp_path: Path) -> None:
    assert checked(file, tmp_path).findings == ()


def test_claims_of_the_parents_must_be_answered(tmp_path: Path) -> None:
    path = tmp_path / "child.yaml"
    path.write_text(
        f"format: her2model/1\nname: child\nextends: [figures/{FIGURE}]\n", encoding="utf-8"
    )
    messages = [f.message for f in h2.check(path, figures=SEEDS).findings]
    assert "the figures' claim S1.1 is not answered" in messages


def test_missing_records_are_said_and_never_passed_over(tmp_path: Path) -> None:
    with pytest.raises(h2.FigureError, match="no folder with the records") as caught:
        h2.check("PMC7464074", figures=tmp_path / "nowhere")
    assert "--figures" in caught.value.hint


def test_report_as_text_and_data() -> None:
    report = h2.check("PMC7464074", figures=SEEDS)
    assert "arrows     7 caption, 0 reference, 4 inferred" in str(report)
    data = report.to_dict()
    assert data["counts"]["sentences"] == {"covered": 3, "waived": 1}
    assert len(data["claims"]) == 5
