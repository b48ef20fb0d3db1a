"""The model file: the short form is read as it is meant, merged as it says, and written back."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

import her2model as h2
from her2model.errors import ModelError
from her2model.library import load, merge_report
from her2model.model import strict_yaml
from her2model.model.model import Model
from her2model.model.model_file import parents_of, read_model, write_model
from her2model.model.parts import FrozenMap

VALID = Path(__file__).parent / "cases" / "valid" / "models"
READINGS: dict[str, Any] = yaml.safe_load((VALID / "readings.yaml").read_text(encoding="utf-8"))


def written(model: Model) -> str:
    return strict_yaml.dump(write_model(model))


def model_of(text: str, *parents: Model) -> Model:
    document = strict_yaml.parse(f"format: her2model/1\nname: small\n{text}", "small.yaml")
    return read_model(document, parents)[0]


SHAPES: dict[str, Any] = {
    "inputs": lambda m: list(m.inputs),
    "drugs": lambda m: list(m.drugs),
    "named_only": lambda m: list(m.named_only),
    "rules": lambda m: {s: m.functions[s].text for s in m.rules},
    "defaults": lambda m: [s for s, entry in m.rules.items() if entry.is_default],
    "context": lambda m: dict(m.context),
    "interactions": lambda m: list(m.interactions),
    "signs": lambda m: {k: i.sign for k, i in m.interactions.items()},
    "labels": lambda m: {k: s.label for k, s in m.species.items()},
    "alterations": lambda m: m.to_dict()["alterations"],
    "readouts": lambda m: m.to_dict()["readouts"],
    "title": lambda m: m.title,
    "description": lambda m: m.description,
    "date": lambda m: m.date,
}


def test_every_valid_file_has_its_reading() -> None:
    assert {p.name for p in VALID.glob("*.yaml")} - {"readings.yaml"} == set(READINGS)


@pytest.mark.parametrize("name", READINGS)
def test_reading(name: str) -> None:
    model = load(VALID / name)
    found = {key: SHAPES[key](model) for key in READINGS[name]}
    assert found == READINGS[name]


@pytest.mark.parametrize("name", READINGS)
def test_written_and_read_again(name: str) -> None:
    model = load(VALID / name)
    again = read_model(strict_yaml.parse(written(model), name))[0]
    assert again == model
    assert written(again) == written(model)


@pytest.mark.parametrize("name", READINGS)
def test_marks_and_line_ends_of_other_systems_change_nothing(tmp_path: Path, name: str) -> None:
    model = load(VALID / name)
    for other in VALID.glob("*.yaml"):
        raw = other.read_bytes()
        (tmp_path / other.name).write_bytes(b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n"))
    assert load(tmp_path / name) == model


def test_long_form_field_by_field() -> None:
    model = load(VALID / "long-form.yaml")
    i = model.interactions["HER2 -> AKT"]
    assert (i.mechanism, i.note, i.basis) == ("phosphorylation", "by way of PI3K", "caption")
    assert [(e.quote, e.figure, e.field, e.basis, e.supports) for e in i.evidence] == [
        ("HER2 activates AKT", "PMC1__f1", "caption", "stated", "supports"),
        ("HER2 signalling", "PMC1__f1", "papertitle", "inferred", "supports"),
        (None, None, "caption", "background", "partial"),
        ("AKT", "PMC2__f2", "keywords", "depicted", "supports"),
    ]
    her2 = model.species["HER2"]
    assert (her2.label, her2.compartment, her2.entity) == ("HER-2", "membrane", "ERBB2")
    assert (her2.meaning, her2.initial, her2.note) == ("present", 1, "an input")
    assert model.species["Ligands"].members == ("EGF", "NRG1")
    assert model.rules["AKT"].why == "either is enough"
    assert model.absent["HER2 -| AKT"][0].figure == "PMC1__f1"
    assert model.waived[0].reason == "a title"
    assert model.source
    assert (model.source.year, model.source.doi) == (2020, "10.1000/1")
    assert model.curators == ("Somebody",)


def test_the_written_form_leaves_out_what_is_the_default() -> None:
    data = write_model(load(VALID / "receptor.yaml"))
    assert data == {
        "format": "her2model/1",
        "name": "receptor",
        "figure": "PMC1__f1",
        "species": {
            "HER2": {"kind": "receptor", "entity": "ERBB2", "initial": 1},
            "lapatinib": {"kind": "drug", "initial": 0},
            "Growth": {"kind": "phenotype"},
            "HER3": {"kind": "receptor", "label": "HER-3", "note": "named alone"},
        },
        "interactions": {
            "HER2 -> Growth": {
                "evidence": [{"quote": "HER2 makes cells grow", "figure": "PMC1__f1"}]
            },
            "lapatinib -| Growth": {
                "evidence": [{"quote": "lapatinib stops it", "figure": "PMC1__f1"}]
            },
        },
    }


TEXTS = [
    "NO", "true", "1", "1.5e3", "-.5", "~", "14:33", "a: b", "a #b", "- a", "'", '"', "a\nb\n",
    "\u2028", "\x85", " a ", "é–«»", "!tag", "&anchor", "*alias", "{a}", "%", "|", "",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_comes_back(text: str) -> None:
    model = model_of("species: {A: {kind: gene, initial: 0}, B: {kind: gene}}\n"
                     "interactions: {A -> B: }\n")  # fmt: skip
    species = {**model.species, "A": model.species["A"].model_copy(update={"label": text})}
    odd = replace(model, title=text, description=text, species=FrozenMap(species))
    again = read_model(strict_yaml.parse(written(odd), "small.yaml"))[0]
    assert again == odd
    assert again.species["A"].label == text


# -- what a file extends ----------------------------------------------------------------------

FIGURE = """
figure: PMC1__f1
species:
  HER2: {kind: receptor, label: HER-2, initial: 1}
  PI3K: {kind: family, meaning: active}
  AKT: {kind: family}
  Growth: {kind: phenotype}
  unconnected: {kind: gene}
interactions:
  HER2 -> PI3K: [{quote: one}]
  PI3K -> AKT: [{quote: two}]
  AKT -> Growth: [{quote: three}]
readouts: {growth: Growth}
alterations:
  PI3K loss: {fix: {PI3K: 0}, evidence: [{quote: loss}]}
claims:
  - {id: c1, status: seed, expect: {Growth: 1}, evidence: [{quote: four}]}
absent: {Growth -> HER2: [{quote: five}]}
waived: [{sentence: six, reason: seven}]
"""


@pytest.fixture
def figure() -> Model:
    return model_of(FIGURE)


def test_a_child_takes_over_what_acts(figure: Model) -> None:
    child = model_of("extends: [parent]\n", figure)
    assert list(child.interactions) == list(figure.interactions)
    assert "unconnected" not in child.species
    assert child.species["PI3K"] == figure.species["PI3K"]
    assert child.readouts == figure.readouts
    assert child.alterations == figure.alterations
    assert child.parents == ("small",)
    assert child.interactions["HER2 -> PI3K"].evidence[0].figure == "PMC1__f1"


def test_claims_and_waivers_stay_with_their_figure(figure: Model) -> None:
    child = model_of("extends: [parent]\n", figure)
    assert not child.claims
    assert not child.absent
    assert not child.waived
    assert child.figure is None


def test_evidence_is_pooled(figure: Model) -> None:
    child = model_of(
        "extends: [parent]\ninteractions:\n  HER2 -> PI3K: [{quote: own, figure: PMC9__f9}]\n",
        figure,
    )
    evidence = child.interactions["HER2 -> PI3K"].evidence
    assert [(e.quote, e.figure) for e in evidence] == [("own", "PMC9__f9"), ("one", "PMC1__f1")]


def test_the_same_evidence_is_not_there_twice(figure: Model) -> None:
    child = model_of("extends: [parent, parent]\n", figure, figure)
    assert child.interactions == figure.interactions


def test_refined_arrows_give_their_evidence_to_others(figure: Model) -> None:
    text = (
        "extends: [parent]\n"
        "refine:\n"
        "  PI3K -> AKT: {to: [PI3K -> PIP3, PIP3 -> AKT], why: the lipid lies between}\n"
        "species: {PIP3: {kind: lipid}}\n"
        "interactions: {PI3K -> PIP3: , PIP3 -> AKT: }\n"
    )
    child = model_of(text, figure)
    assert "PI3K -> AKT" not in child.interactions
    for key in ("PI3K -> PIP3", "PIP3 -> AKT"):
        (e,) = child.interactions[key].evidence
        assert (e.quote, e.figure, e.of) == ("two", "PMC1__f1", "PI3K -> AKT")
    report = read_model(strict_yaml.parse(f"format: her2model/1\nname: x\n{text}"), [figure])[1]
    assert report.refined == {
        "PI3K -> AKT": (("small",), ("PI3K -> PIP3", "PIP3 -> AKT"), "the lipid lies between")
    }
    assert report.added == ("PI3K -> PIP3", "PIP3 -> AKT")
    assert report.taken == {"HER2 -> PI3K": ("small",), "AKT -> Growth": ("small",)}
    assert report.disagreements == ()


def test_an_arrow_refined_to_nothing_is_left_out(figure: Model) -> None:
    child = model_of(
        "extends: [parent]\nrefine: {AKT -> Growth: {to: [], why: not drawn}}\n"
        "readouts: {growth: AKT}\n",
        figure,
    )
    assert list(child.interactions) == ["HER2 -> PI3K", "PI3K -> AKT"]
    assert "Growth" not in child.species


def test_own_fields_go_before_inherited_ones_and_the_report_says_so(figure: Model) -> None:
    text = (
        "format: her2model/1\nname: child\nextends: [parent]\n"
        "species:\n"
        "  HER2: {label: HER2, note: own}\n"
        "  PI3K: {}\n"
        "alterations:\n"
        "  PI3K loss: {fix: {AKT: 0}}\n"
    )
    child, report = read_model(strict_yaml.parse(text), [figure])
    assert child.species["HER2"].label == "HER2"
    assert child.species["HER2"].kind == "receptor"
    assert child.species["HER2"].initial == 1
    assert child.species["PI3K"] == figure.species["PI3K"]
    assert dict(child.alterations["PI3K loss"].fix) == {"AKT": 0}
    assert [e.quote for e in child.alterations["PI3K loss"].evidence] == ["loss"]
    assert report.disagreements == (
        "species HER2: small has label 'HER-2', kept 'HER2'",
        "alteration PI3K loss: small sets {'PI3K': 0}, kept {'AKT': 0}",
    )


def test_an_input_of_a_parent_may_get_a_rule(figure: Model) -> None:
    child = model_of(
        "extends: [parent]\n"
        "species: {amplification: {kind: alteration, initial: 1}}\n"
        "interactions: {amplification -> HER2: }\n",
        figure,
    )
    assert child.inputs == ("amplification",)
    assert child.species["HER2"].initial is None


def test_two_parents_that_differ_on_a_sign_are_refused(figure: Model) -> None:
    other = model_of(
        "species: {HER2: {kind: receptor, initial: 1}, X: {kind: gene, initial: 1},"
        " PI3K: {kind: family}}\n"
        "interactions: {HER2 -| PI3K: , X -> PI3K: }\n"
    )
    with pytest.raises(ModelError, match="the arrow also stands with the other sign"):
        model_of("extends: [a, b]\n", figure, other)


RULED = """
species: {A: {kind: gene, initial: 1}, B: {kind: gene, initial: 0}, C: {kind: gene}}
interactions: {A -> C: , B -> C: }
rules: {C: {rule: A and B, why: both are needed}}
"""


def test_a_rule_is_taken_over_where_its_arrows_are_the_same() -> None:
    parent = model_of(RULED)
    child = model_of("extends: [parent]\n", parent)
    assert child.rules["C"] == parent.rules["C"]


def test_a_rule_is_refused_where_parents_write_it_differently() -> None:
    one, other = model_of(RULED), model_of(RULED.replace("A and B", "A or B"))
    with pytest.raises(ModelError, match="the parents' rule does not fit the arrows here"):
        model_of("extends: [a, b]\n", one, other)


def test_an_own_rule_goes_before_a_parent_s() -> None:
    parent = model_of(RULED)
    child = model_of("extends: [parent]\nrules: {C: A or B}\n", parent)
    assert child.functions["C"].text == "A or B"


def test_names_of_parents() -> None:
    document = strict_yaml.parse("format: her2model/1\nname: a\nextends: [b, c]\ncolour: red\n")
    assert parents_of(document) == ["b", "c"]
    assert parents_of(strict_yaml.parse("format: her2model/1\nname: a\n")) == []


# -- the shipped consensus models -------------------------------------------------------------

CONSENSUS = [n for n in h2.list_models() if "/" not in n]


@pytest.mark.parametrize("name", CONSENSUS)
def test_every_arrow_of_every_figure_is_accounted_for(name: str) -> None:
    consensus, report = h2.load(name), merge_report(name)
    figures = [h2.load(n) for n in h2.list_models() if n.startswith("figures/")]
    figures = [f for f in figures if f.name in consensus.parents]
    assert {f.name for f in figures} == set(consensus.parents)
    stated = {key for f in figures for key in f.interactions}
    assert stated == set(report.taken) | set(report.refined)
    assert not set(report.taken) & set(report.refined)
    assert set(report.taken) <= set(consensus.interactions)
    assert set(consensus.interactions) == set(report.taken) | set(report.added)
    assert not stated & set(report.added)
    for f in figures:
        for key, i in f.interactions.items():
            if key in report.taken:
                assert f.name in report.taken[key]
                assert set(i.evidence) <= set(consensus.interactions[key].evidence)
                continue
            names, targets, why = report.refined[key]
            assert f.name in names
            assert why
            for target in targets:
                passed_on = {e.model_copy(update={"of": key}) for e in i.evidence}
                assert passed_on <= set(consensus.interactions[target].evidence)


def test_disagreements_between_figures_are_named() -> None:
    found = merge_report("her2-resistance").disagreements
    assert "species IGF1R: PMC7464074__F1 has label 'IGF1-R', kept 'IGF1R'" in found
    assert "species CyclinD: PMC9640784__F2 has entity 'CCND1', kept 'cyclin_D'" in found
    assert len(found) == len(set(found))
    assert all(": PMC" in sentence and ", kept " in sentence for sentence in found)


@pytest.mark.parametrize("name", h2.list_models())
def test_a_model_without_parents_reports_nothing_taken(name: str) -> None:
    report = merge_report(name)
    if name in CONSENSUS:
        assert len(report.refined) >= len(h2.load(name).parents)
    else:
        assert (report.taken, report.refined, report.disagreements) == ({}, {}, ())
        assert report.added == tuple(h2.load(name).interactions)


def test_an_id_that_is_none_is_told_once() -> None:
    text = (
        "format: her2model/1\nname: x\nspecies:\n  IL-6: {kind: protein, initial: 1}\n"
        "  G: {kind: phenotype}\ninteractions: {IL-6 -> G: []}\n"
    )
    with pytest.raises(ModelError) as caught:
        load(text)
    assert str(caught.value).count("\n") == 0
    assert "'IL-6' cannot be a species id" in str(caught.value)
