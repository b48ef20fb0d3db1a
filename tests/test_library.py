"""The library: the shipped models by name, your own by path, and what is saved comes back."""

import dataclasses
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import her2model as h2
from her2model import library
from her2model.errors import InputError, ModelError, UnknownName
from her2model.library import load, save
from her2model.model import resolved
from her2model.model.parts import Evidence
from her2model.model.resolved import read_resolved
from her2model.model.shipped import bibliography, entities

MODELS = Path(__file__).parent.parent / "models"
SHIPPED = h2.list_models()
FIGURES = [n for n in SHIPPED if n.startswith("figures/")]


def test_the_consensus_comes_first_and_then_families_in_order() -> None:
    assert SHIPPED[0] == "her2-resistance"
    assert len(FIGURES) == 8
    families = [n.partition("/")[0] for n in SHIPPED if "/" in n]
    assert families == sorted(families)
    assert set(families) <= {"figures", "published"}
    for family in set(families):
        names = [n for n in SHIPPED if n.startswith(f"{family}/")]
        assert names == sorted(names)


def test_every_model_file_is_listed() -> None:
    others = {"entities.yaml", "references.yaml", "conventions.yaml"}
    files = {p.relative_to(MODELS).with_suffix("").as_posix() for p in MODELS.rglob("*.yaml")
             if p.name not in others and p.parent.name not in ("layouts", "panels")}  # fmt: skip
    assert files == set(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_model_loads_by_each_of_its_names(name: str) -> None:
    model = load(name)
    short = name.rpartition("/")[2]
    assert load(short) is model
    assert load(Path(name)) is model
    assert load(model) is model
    assert load(MODELS / f"{name}.yaml") == model
    assert load(str(MODELS / f"{name}.yaml")) == model


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_loads_by_its_ids(name: str) -> None:
    model = load(name)
    assert model.figure
    assert load(model.figure) is model
    assert load(model.figure.partition("__")[0]) is model
    assert model.source
    assert load(model.source.pmcid) is model


@pytest.mark.parametrize("name", SHIPPED)
def test_saved_models_come_back(name: str, tmp_path: Path) -> None:
    model = load(name)
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    save(model, first)
    again = load(first)
    assert again == model
    assert again.digest == model.digest
    assert again.functions == model.functions
    assert again.rules == model.rules
    assert list(again.species) == list(model.species)
    assert list(again.interactions) == list(model.interactions)
    save(again, second)
    assert first.read_text(encoding="utf-8") == second.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SHIPPED)
def test_saved_models_behave_the_same(name: str, tmp_path: Path) -> None:
    model = load(name)
    save(model, tmp_path / "saved.yaml")
    again = load(tmp_path / "saved.yaml")
    assert h2.simulate(again) == h2.simulate(model)
    assert pickle.loads(pickle.dumps(again)) == model


def test_saving_a_model_replaces_the_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    save(load(FIGURES[0]), path)
    save(load(FIGURES[1]), path)
    assert load(path) == load(FIGURES[1])
    assert list(tmp_path.iterdir()) == [path]


def test_a_changed_model_is_another(tmp_path: Path) -> None:
    model = load(FIGURES[0])
    changed = dataclasses.replace(model, title="Another title")
    save(changed, tmp_path / "changed.yaml")
    assert load(tmp_path / "changed.yaml") == changed != model


DIGESTS = "import her2model as h\nfor n in h.list_models(): print(n, h.load(n).digest)\n"


def test_digests_are_the_same_in_every_process() -> None:
    """Hashes of texts differ between processes, and nothing may depend on them."""
    found = set()
    for seed in ("0", "1", "4242"):
        run = subprocess.run(
            [sys.executable, "-c", DIGESTS],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        found.add(run.stdout)
    here = "".join(f"{n} {load(n).digest}\n" for n in SHIPPED)
    assert found == {here}


def test_digests_tell_models_apart() -> None:
    assert len({load(n).digest for n in SHIPPED}) == len(SHIPPED)


# -- files of one's own -----------------------------------------------------------------------


@pytest.mark.parametrize("parent", ["PMC7464074", FIGURES[0], "her2-resistance"])
def test_an_own_model_extends_a_shipped_one(tmp_path: Path, parent: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        f"format: her2model/1\nname: own\nextends: [{parent}]\n"
        "alterations: {nothing known: {fix: {trastuzumab: 0}}}\n"
    )
    model = load(path)
    assert model.parents == (load(parent).name,)
    assert model.functions == load(parent).functions
    assert "nothing known" in model.alterations


def test_an_own_model_extends_a_file_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paths are taken from the file's own folder, wherever the program was started."""
    folder = tmp_path / "sub"
    folder.mkdir()
    save(load("PMC7464074"), folder / "parent.yaml")
    (folder / "child.yaml").write_text("format: her2model/1\nname: child\nextends: [parent.yaml]\n")
    monkeypatch.chdir(tmp_path)
    assert load("sub/child.yaml").functions == load("PMC7464074").functions


def test_a_file_is_read_anew_each_time(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    save(load(FIGURES[0]), path)
    before = load(path)
    save(load(FIGURES[1]), path)
    assert load(path) != before


def test_a_file_here_does_not_hide_a_shipped_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    save(load(FIGURES[0]), tmp_path / "her2-resistance")
    assert load("her2-resistance").name == "her2-resistance"
    assert load("./her2-resistance") == load(FIGURES[0])


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("her2-resistence", "did you mean 'her2-resistance'?"),
        ("HER2-resistance", "did you mean 'her2-resistance'?"),
        ("figures/PMC7464074", "there is no such file"),
        ("zzz", "there are her2-resistance, mapk-resistance, figures/"),
    ],
)
def test_a_model_that_is_not_there(name: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        load(name)
    assert hint in str(caught.value)
    assert isinstance(caught.value, UnknownName if "/" not in name else ModelError)


# -- species that are named alone -------------------------------------------------------------


@pytest.mark.parametrize("name", FIGURES)
def test_what_is_only_named_cannot_be_simulated(name: str) -> None:
    model = load(name)
    said = "names {!r} but says nothing of what it does, so it cannot be simulated"
    for species in model.named_only:
        questions = [{"knockouts": [species]}, {"gains": [species]}, {"context": {species: 1}}]
        if model.species[species].kind == "drug":
            questions = [{"drugs": [species]}]
        for question in questions:
            with pytest.raises(UnknownName) as caught:
                h2.simulate(model, **question)  # type: ignore[arg-type]
            assert said.format(species) in str(caught.value)


def test_figures_name_more_than_they_explain() -> None:
    assert "HER4" in load("PMC7464074").named_only
    assert "TDM1" in load("PMC7464074").named_only
    assert "lapatinib" in load("PMC8005514").named_only
    assert load("her2-resistance").named_only == ()


# -- tables -----------------------------------------------------------------------------------


def test_shipped_tables_are_read_once() -> None:
    assert entities() is entities()
    assert bibliography() is bibliography()


def test_every_reference_and_entity_of_the_models_is_in_the_tables() -> None:
    for name in SHIPPED:
        model = load(name)
        evidence: list[Evidence] = [e for i in model.interactions.values() for e in i.evidence]
        evidence += [e for a in model.alterations.values() for e in a.evidence]
        evidence += [e for c in model.claims for e in c.evidence]
        assert {e.reference for e in evidence if e.reference} <= set(bibliography())
        assert {s.entity for s in model.species.values() if s.entity} <= set(entities().by_id)


@pytest.mark.parametrize("name", SHIPPED)
def test_stored_results_are_what_the_curated_files_say(name: str) -> None:
    path = library.source_of(name)
    stored, read = read_resolved(path), library._load(path, (), {})[0]
    assert stored is not None, "run python docs/tables.py: the stored result is out of date"
    for f in dataclasses.fields(read):
        assert getattr(stored, f.name) == getattr(read, f.name)
    assert stored.functions == read.functions
    assert stored.digest == read.digest
    del vars(stored)["digest"]
    assert stored.digest == read.digest  # as its parts give it


def test_stored_results_are_up_to_date() -> None:
    for path, text in library.resolved_files().items():
        assert path.read_text(encoding="utf-8") == text, "run python docs/tables.py"


@pytest.mark.parametrize("spoiled", ["", "[]", "{}", '{"files": {"her2-resistance.yaml": "0"}}'])
def test_a_stored_result_that_does_not_fit_is_passed_over(
    spoiled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = library.source_of("her2-resistance")
    (tmp_path / "x.json").write_text(spoiled, encoding="utf-8")
    monkeypatch.setattr(resolved, "resolved_path", lambda _: tmp_path / "x.json")
    assert read_resolved(path) is None
