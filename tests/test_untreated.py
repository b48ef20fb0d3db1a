"""Which of several attractors the untreated tumour is in, when the model file says so."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import her2model as h2
from her2model.engine.simulation import TrapSpace
from her2model.errors import InputError, ModelError
from her2model.formats.bnet import write_bnet
from her2model.formats.evidence_table import read_evidence_table, write_evidence_table
from her2model.formats.networkx_graph import from_networkx, to_networkx
from her2model.model.model import Model
from her2model.model.parts import FrozenMap
from random_landscapes import random_model

SWITCH = """\
format: her2model/1
name: switch
species:
  drug: {kind: drug, initial: 0}
  A: {kind: gene}
  B: {kind: gene}
  Growth: {kind: phenotype}
interactions:
  A -> A: []
  B -| A: []
  B -> B: []
  A -| B: []
  A -> Growth: []
  drug -| Growth: []
readouts: {growth: Growth}
alterations:
  loss: {fix: {B: 0}}
"""


def switch(tmp_path: Path, untreated: str = "") -> Path:
    path = tmp_path / "switch.yaml"
    path.write_text(SWITCH + untreated, encoding="utf-8")
    return path


def told(seed: int) -> Model | None:
    """A random model whose untreated tumour has several attractors, told which one it is in."""
    model = random_model(seed, drugs=2, alterations=2)
    found = h2.simulate(model).attractors
    for a in found:
        for s, value in a.items():
            agreeing = [b for b in found if b[s] == value]
            if value != "*" and s in model.rules and len(agreeing) < len(found):
                return replace(model, untreated=FrozenMap({s: int(value)}))
    return None


MODELS = [m for m in map(told, range(150)) if m]


def test_there_are_enough_such_models() -> None:
    assert len(MODELS) >= 20


def as_start(attractor: Mapping[str, int | str]) -> dict[str, int]:
    return {s: int(v) for s, v in attractor.items() if v != "*"}


def slowly(
    model: Model, steps: Iterable[Mapping[str, Any]], starts: Iterable[Mapping[str, int | str]]
) -> set[tuple[tuple[str, int | str], ...]]:
    """Settle one stage after the other, each from every attractor of the one before."""
    now = [dict(s) for s in starts]
    for conditions in steps:
        ended = [
            a for s in now for a in h2.simulate(model, start=as_start(s), **conditions).attractors
        ]
        now = [dict(a) for a in ended]
    return {tuple(sorted(a.items())) for a in now}


def as_set(attractors: Iterable[TrapSpace]) -> set[tuple[tuple[str, int | str], ...]]:
    return {tuple(sorted(a.items())) for a in attractors}


@pytest.mark.parametrize("model", MODELS[:24], ids=lambda m: m.name)
def test_only_the_attractors_that_agree_are_where_later_stages_start(model: Model) -> None:
    plain = replace(model, untreated=FrozenMap())
    first = h2.simulate(plain).attractors
    kept = [a for a in first if all(a[s] == v for s, v in model.untreated.items())]
    assert 0 < len(kept) < len(first)
    assert as_set(h2.simulate(model).attractors) == as_set(kept)
    for altered, drugs in itertools.product(model.alterations, model.drugs):
        carried: dict[str, Any] = {"alterations": [altered]}
        given: dict[str, Any] = {"drugs": [drugs]}
        both = carried | given
        steps = {
            "de novo": [carried, both],
            "acquired": [given, both],
            "together": [both],
        }
        for onset, one_by_one in steps.items():
            result = h2.simulate(model, onset=onset, **both)
            assert as_set(result.attractors) == slowly(plain, one_by_one, kept)


@pytest.mark.parametrize("model", MODELS[:24], ids=lambda m: m.name)
def test_landscapes_agree_with_simulate(model: Model) -> None:
    for onset in ("de novo", "acquired", "together"):
        land = h2.landscape(model, onset=onset)
        for k in range(len(model.alterations) + 1):
            for altered in itertools.combinations(model.alterations, k):
                for drugs in ([], [model.drugs[0]], list(model.drugs)):
                    try:
                        one = h2.simulate(model, alterations=altered, drugs=drugs, onset=onset)
                    except InputError:
                        continue
                    assert land.value(altered, drugs) == one[land.readout]
                    assert land.is_certified(altered, drugs) == (land.readout in one.certified)


@pytest.mark.parametrize("model", MODELS[:10], ids=lambda m: m.name)
def test_screens_agree_with_simulate(model: Model) -> None:
    found = h2.screen(model, max_size=2)
    assert isinstance(found, h2.Screen)
    for cell, word in found:
        one = h2.simulate(model, knockouts=cell.knockouts, gains=cell.gains)
        assert one[found.readout] == word
        assert found.is_certified(cell.knockouts, cell.gains) == (found.readout in one.certified)


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.name)
def test_what_is_certified_holds_step_by_step(model: Model) -> None:
    result = h2.simulate(model, drugs=model.drugs)
    for seed in range(2):
        run = h2.trajectory(
            model, "asynchronous", drugs=model.drugs, seed=seed, steps=300, attractor=1
        )
        for s in result.certified:
            assert run[-1][s] == int(result[s] == "on")


def test_the_file_says_which_attractor_it_is(tmp_path: Path) -> None:
    assert h2.simulate(switch(tmp_path))["Growth"] == "mixed"
    grows = switch(tmp_path, "untreated: {A: 1}\n")
    result = h2.simulate(grows)
    assert result["Growth"] == "on"
    assert not result.is_certified  # synchronously A=1 B=1 agrees too, and swaps for ever
    assert h2.simulate(grows, drugs=["drug"]).verdict == "responds"
    assert h2.simulate(grows, start="any")["Growth"] == "mixed"
    assert h2.simulate(switch(tmp_path, "untreated: {A: 0}\n"))["Growth"] == "off"


def test_where_none_agrees_the_file_and_the_values_are_named(tmp_path: Path) -> None:
    path = switch(tmp_path, "untreated: {A: 1, B: 1}\n")
    said = r"switch.yaml: untreated: none of 3 attractors of the untreated tumour has A = 1, B = 1"
    with pytest.raises(InputError, match=said):
        h2.simulate(path)
    with pytest.raises(InputError, match=said):
        h2.landscape(path)
    with pytest.raises(InputError, match=said):
        h2.screen(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("untreated: {C: 1}\n", "untreated.C .*'C' is not a species"),
        ("untreated: {drug: 1}\n", "'drug' is an input; give its 'initial' value instead"),
        ("untreated: {A: 2}\n", "2 is not an activity; write 0 or 1"),
        ("untreated: [A]\n", "untreated"),
    ],
)
def test_faults_of_the_field_are_told(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ModelError, match=words):
        h2.load(switch(tmp_path, text))


def test_a_species_that_is_only_named_cannot_tell(tmp_path: Path) -> None:
    path = tmp_path / "named.yaml"
    text = SWITCH.replace("  B: {kind: gene}", "  B: {kind: gene}\n  C: {kind: gene}")
    path.write_text(f"{text}untreated: {{C: 1}}\n", encoding="utf-8")
    with pytest.raises(ModelError, match="'C' has no rule; leave it out"):
        h2.load(path)


def test_the_field_comes_back_and_counts(tmp_path: Path) -> None:
    model, plain = h2.load(switch(tmp_path, "untreated: {A: 1}\n")), h2.load(switch(tmp_path))
    assert model != plain
    h2.save(model, tmp_path / "again.yaml")
    assert h2.load(tmp_path / "again.yaml") == model
    table = write_evidence_table(model).files[""].decode()
    assert read_evidence_table(table, tmp_path / "x.tsv").model == model
    assert from_networkx(to_networkx(model)) == model
    assert any("untreated tumour" in note for note in write_bnet(model).notes)


def test_what_cannot_take_the_field_says_so(tmp_path: Path) -> None:
    path = switch(tmp_path, "untreated: {A: 1}\n")
    with pytest.raises(InputError, match="not looked for under asynchronous updating"):
        h2.landscape(path, semantics="asynchronous")
    assert h2.landscape(path, semantics="asynchronous", start="any")
    with pytest.raises(InputError, match="with other rules there may be none such"):
        h2.robustness(path, drugs=["drug"])
    with pytest.raises(InputError, match="with other rules there may be none such"):
        h2.robustness_matrix(path)
    assert h2.robustness(path, drugs=["drug"], start="any")
