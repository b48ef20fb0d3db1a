"""The shipped models are curated, and check finds what is wrong with models that are not."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import her2model as h2
from her2model.curating.check import Report
from her2model.curating.claims import evaluate
from her2model.model.shipped import bibliography

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


# -- the guide of a draft ----------------------------------------------------------------------


def test_findings_come_in_order_with_their_lines(file: dict[str, Any], tmp_path: Path) -> None:
    """What is wrong with evidence first, then what waits for a decision, then all else."""
    file["interactions"]["PTEN -| PI3K"] = []
    file["rules"]["PI3K"] = "not PTEN"
    checked(file, tmp_path)
    path = tmp_path / "spoilt.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("claims:\n", "# DECIDE: which claims?\nclaims:  # undecided\n")
    path.write_text(text, encoding="utf-8")
    findings = h2.check(path, figures=SEEDS).findings
    assert [f.message for f in findings] == [
        "the arrow has no evidence",
        "DECIDE which claims?",
        "the rule is not the default",
    ]
    lines = text.splitlines()
    told = [lines[(f.line or 0) - 1].strip() for f in findings]
    assert told == ["PTEN -| PI3K: []", "# DECIDE: which claims?", "PI3K: not PTEN"]
    report = str(h2.check(path, figures=SEEDS))
    assert report.count("next: ") == 1
    assert report.index("next: spoilt.yaml: interactions.PTEN -| PI3K (line") < report.index(
        "DECIDE"
    )


def test_a_loaded_model_has_findings_without_lines(file: dict[str, Any], tmp_path: Path) -> None:
    file["interactions"]["PTEN -| PI3K"] = []
    checked(file, tmp_path)
    model = h2.load(tmp_path / "spoilt.yaml")
    assert [f.line for f in h2.check(model, figures=SEEDS).findings] == [None]


def test_one_record_is_enough(file: dict[str, Any], tmp_path: Path) -> None:
    record = next(SEEDS.glob(f"{FIGURE}*"))
    checked(file, tmp_path)
    assert h2.check(tmp_path / "spoilt.yaml", figures=record).findings == ()


def test_a_model_may_say_what_a_listed_word_means(file: dict[str, Any], tmp_path: Path) -> None:
    del file["species"]["HER4"]
    before = checked(file, tmp_path)
    words = {f.message.split("'")[1] for f in before.findings if f.message.startswith("the word")}
    assert words
    file["words"] = [{"word": w, "why": "only drawn"} for w in sorted(words)]
    after = checked(file, tmp_path)
    assert {f.where for f in after.findings} <= {f"layouts/{after.model.name}.json"}
    moved = len(words)
    assert after.counts["words"] == {
        "mapped": before.counts["words"]["mapped"] - moved,
        "rejected": before.counts["words"]["rejected"] + moved,
    }
    model = h2.load(tmp_path / "spoilt.yaml")
    h2.save(model, tmp_path / "saved.yaml")
    again = h2.load(tmp_path / "saved.yaml")
    assert (again.words, again.digest) == (model.words, model.digest)


def test_a_model_without_words_keeps_its_digest(file: dict[str, Any], tmp_path: Path) -> None:
    checked(file, tmp_path)
    plain = h2.load(tmp_path / "spoilt.yaml")
    assert "words" not in plain.to_dict()
    file["words"] = [{"word": "DM1", "why": "x"}]
    checked(file, tmp_path)
    assert h2.load(tmp_path / "spoilt.yaml").digest != plain.digest
