"""Explanations: each step really holds, and each arrow has its evidence."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

import her2model as h2
import random_networks
import reference
from her2model.answers.causal_chain import BY_DEFAULT, Step
from her2model.answers.explanation import Explanation
from her2model.engine.simulation import DISCLAIMER
from her2model.model.thresholds import bits_of, projected

MODEL = h2.load("her2-resistance")


def forces(model: h2.Model, step: Step, cut: set[str]) -> bool:
    """Whether the named sources force the species' level, whatever its other regulators do."""
    named = {i.source: int(v) for i, v in step.arrows} | dict.fromkeys(cut, 0)
    bits = {
        bit: int(level >= k)
        for s, level in named.items()
        for k, bit in enumerate(bits_of(s, model.species[s].top), 1)
    }
    rules = [projected(model.functions[bit]).fixing(bits) for bit in model.bits(step.species)]
    level = int(step.value)
    reached = all(frozenset() in map(frozenset, r.prime_implicants) for r in rules[:level])
    return reached and not any(r.prime_implicants for r in rules[level : level + 1])


def sound(told: Explanation) -> None:
    model = told.simulation.model
    cuts = {c for a in told.simulation.scenario.alterations for c in model.alterations[a].cut}
    for chain in told.chains:
        known: set[str] = set()
        assert chain[-1].species == told.readout
        for step in chain:
            cut = {i.source for i in model.regulators(step.species) if i.id in cuts}
            assert all(model.interactions[i.id] == i for i, _ in step.arrows)
            if not step.cause or step.cause == BY_DEFAULT:
                assert forces(model, step, cut), step
            later = {i.source for i, _ in step.arrows} - known
            assert not later or step.is_feedback, (step, "a source is told after its effect")
            known.add(step.species)


def test_each_cell_of_the_matrix_is_explained_soundly() -> None:
    for cell in h2.resistance_matrix(MODEL).cells.values():
        for readout in ("Proliferation", "Apoptosis", "AKT"):
            told = h2.explain(cell.simulation, readout)
            sound(told)
            assert all(i.evidence for i in told.arrows)
            assert DISCLAIMER in str(told)


@pytest.mark.parametrize("seed", range(5))
def test_random_models_are_explained_soundly(seed: int) -> None:
    chance = Random(seed)
    explained = 0
    for _ in range(30):
        model = random_networks.model(chance, 5)
        result = h2.simulate(
            model,
            drugs=chance.sample(model.drugs, min(1, len(model.drugs))),
            alterations=chance.sample(list(model.alterations), 1),
        )
        for s in model.rules:
            if result[s] in ("on", "off", "mixed"):
                sound(h2.explain(result, s))
                explained += 1
    assert explained > 50


def test_mixed_values_get_a_chain_for_each_outcome() -> None:
    chance = Random(0)
    while True:
        model = random_networks.model(chance, 4)
        result = h2.simulate(model, start="any")
        mixed = [s for s in model.rules if result[s] == "mixed"]
        if mixed:
            break
    told = h2.explain(result, mixed[0])
    assert sorted(chain[-1].value for chain in told.chains) == [0, 1]
    assert "attractor 1:" in str(told)


def test_a_difference_leads_from_what_was_changed_to_the_readout() -> None:
    lost = h2.simulate(MODEL, alterations=["PTEN loss"], drugs=["trastuzumab"])
    kept = h2.simulate(MODEL, drugs=["trastuzumab"])
    (chain,) = h2.explain(lost, against=kept).chains
    assert chain[0].species == "PTEN"
    assert chain[0].cause == "alteration: PTEN loss"
    assert chain[-1].species == "Proliferation"
    for step in chain:
        assert lost[step.species] != kept[step.species]


def test_what_does_not_settle_is_told_with_its_negative_loop() -> None:
    result = h2.simulate(MODEL, drugs=["trastuzumab", "everolimus"], context={"IGF1": 1})
    (chain,) = h2.explain(result, "p27").chains
    loop = [s for s in chain if s.is_feedback]
    signs = [i.sign for s in loop for i, _ in s.arrows]
    assert signs.count("inhibition") % 2 == 1
    assert {s.arrows[0][0].source for s in loop} == {s.species for s in loop}
    assert "does not settle" in str(h2.explain(result, "p27"))


def matters(told: Explanation, step: Step, source: str) -> bool:
    """Whether flipping the source flips the rule, for some values of what does not settle."""
    model, (settled,) = told.simulation.model, told.simulation.attractors
    cuts = {c for a in told.simulation.scenario.alterations for c in model.alterations[a].cut}
    regulators = model.regulators(step.species)
    values = {i.source: 0 if i.id in cuts else settled[i.source] for i in regulators}
    free = [n for n, v in values.items() if v == "*"]
    fixed = {n: int(v) for n, v in values.items() if v != "*"}
    rule = model.rules[step.species].rule
    if source not in free:
        return False
    return any(
        len(
            {
                reference.value(rule, {**fixed, **dict(zip(free, choice, strict=True)), source: v})
                for v in (0, 1)
            }
        )
        == 2
        for choice in product((0, 1), repeat=len(free))
    )


def test_every_arrow_of_a_loop_is_one_that_matters() -> None:
    chance = Random(1)
    loops = 0
    while loops < 40:
        model = random_networks.model(chance, 5)
        result = h2.simulate(model, alterations=chance.sample(list(model.alterations), 1))
        if len(result.attractors) > 1:
            continue
        for s in model.rules:
            if result[s] != "unsettled":
                continue
            told = h2.explain(result, s)
            (chain,) = told.chains
            for step in chain:
                assert all(matters(told, step, i.source) for i, _ in step.arrows), (step, str(told))
            loop = [i.sign for step in chain if step.is_feedback for i, _ in step.arrows]
            assert loop.count("inhibition") % 2 == 1
            loops += 1


def test_it_refuses_what_cannot_be_explained() -> None:
    result = h2.simulate(MODEL)
    with pytest.raises(h2.InputError, match="in both simulations"):
        h2.explain(result, against=result)
    with pytest.raises(h2.InputError, match="compare simulations of one model"):
        h2.explain(result, against=h2.simulate("PMC7464074"))
    with pytest.raises(h2.InputError, match="did you mean 'AKT'"):
        h2.explain(result, "AKTT")


def test_quotes_and_references_stand_behind_the_answer() -> None:
    told = h2.explain(h2.simulate(MODEL, alterations=["p95HER2"], drugs=["trastuzumab"]))
    assert any(e.quote == "Truncated HER-2 expression" for e in told.evidence)
    bibtex = h2.references(told)
    for e in told.evidence:
        assert not e.reference or e.reference.partition(":")[2] in bibtex
    assert "doi = {10.1038/s41467-020-18112-5}" in bibtex
    assert bibtex.count("@article{") >= 10
    assert h2.references(MODEL).count("@article{") > bibtex.count("@article{")


def test_full_text_and_data() -> None:
    told = h2.explain(h2.simulate(MODEL, drugs=["lapatinib"]))
    assert len(told.text(full=True)) > len(told.text())
    data = told.to_dict()
    assert data["value"] == "off"
    assert all(a["evidence"] for step in data["chains"][0] for a in step["arrows"])


def test_only_a_simulation_can_be_explained() -> None:
    with pytest.raises(h2.InputError, match=r"'her2-resistance' is not a simulation; give what"):
        h2.explain("her2-resistance")  # type: ignore[arg-type]
