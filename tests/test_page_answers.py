"""The page's script in a real browser gives the rules, states and verdicts of Python."""

import dataclasses
import itertools
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

import her2model as h2
from her2model import case_link, page
from her2model.engine.levels import bits_at, level_rules
from her2model.engine.network import Subspace
from her2model.engine.scenario import Scenario, stages
from her2model.model.parts import FrozenMap
from her2model.verdicts import level_word
from page_models import EVERY, OFFERED, TREATED, UNTREATED, loaded, model_of, offered, random_case
from page_opener import CONSENSUS, Opener, Tabs


@pytest.fixture(scope="module", params=EVERY)
def name(request: pytest.FixtureRequest) -> str:
    """A model; its tests come one after the other."""
    return str(request.param)


@pytest.fixture(scope="module")
def asked(name: str, tabs: Tabs, folder: Path) -> Iterator[Page]:
    """The model's page, for tests that only ask its script, each time of a whole case."""
    opener = Opener(tabs, folder)
    yield opener(name)
    opener.check()


def test_rules_equal_pythons_on_random_states(name: str, asked: Page, folder: Path) -> None:
    model = model_of(name, folder)
    chance = random.Random(1)
    acting = [s for s in model.species if s not in model.named_only]
    tops = [model.species[s].top for s in acting]
    states = [[chance.randint(0, top) for top in tops] for _ in range(60)]
    ruled = [i for i, s in enumerate(acting) if s in model.functions]
    assert asked.evaluate("data.species.map(s => s.id)") == acting
    found = asked.evaluate(
        """([states, ruled]) => states.map(
            s => ruled.map(i => logic.rules[i].map(rule => Number(evaluate(rule, s))))
        )""",
        [states, ruled],
    )
    rules = level_rules(model)
    bits = [bits_at(dict(zip(acting, s, strict=True)), model.levels) for s in states]
    wanted = [
        [[rules[b].evaluate(state) for b in model.bits(acting[i])] for i in ruled] for state in bits
    ]
    assert found == wanted


def test_percolation_equals_pythons_on_random_scenarios(
    name: str, asked: Page, folder: Path
) -> None:
    """Names, forced values, cut arrows, order of onset, growing and shrinking: the last space."""
    model = model_of(name, folder)
    cases = [random_case(model, seed) for seed in range(60)]
    found = asked.evaluate(
        """(cases) => cases.map(link => {
            readCase(link);
            const { space } = logic.settled(scenario());
            return data.species.map((s, i) => [space.low[i], space.high[i]]);
        })""",
        [case_link(model, **c) for c in cases],
    )
    for conditions, spaces in zip(cases, found, strict=True):
        network, space = _percolated(model, conditions)
        wanted = [list(network.level(space, s)) for s in model.species if s not in model.named_only]
        assert spaces == wanted, conditions


def _percolated(model: h2.Model, conditions: dict[str, Any]) -> tuple[Any, Subspace]:
    space: Subspace | None = None
    network = None
    for network, start, _ in stages(model, Scenario.of(model, **conditions)):
        space = network.percolated(start if start is not None else space)  # type: ignore[arg-type]
    assert space is not None
    return network, space


def test_answers_equal_pythons_on_random_scenarios(
    name: str, asked: Page, opened: Opener, folder: Path
) -> None:
    model, tab = model_of(name, folder), asked
    if model.untreated:
        model, made = from_every_attractor(model), f"{name}-every"
        page(model, folder / f"{made}.html", drugs=offered(model))
        tab = opened(made)
    assert model.readouts
    for case, result, answer in answered(model, tab):
        sure = result.is_certified and result.untreated.is_certified
        assert (answer["by"] is not None) or not sure, case
        if answer["by"]:
            assert_equal(case, result, answer, model.readouts.growth)


def test_what_is_answered_is_pythons_where_a_model_names_the_tumours_attractor(
    opened: Opener, folder: Path
) -> None:
    """The page percolates from every state, so it may leave open what ``untreated`` decides."""
    model = model_of(UNTREATED, folder)
    assert model.untreated
    assert model.readouts
    decided = 0
    for case, result, answer in answered(model, opened(UNTREATED), {}):
        if answer["by"]:
            assert_equal(case, result, answer, model.readouts.growth)
            decided += 1
    assert decided


def from_every_attractor(model: h2.Model) -> h2.Model:
    """The model without a word on which attractor the untreated tumour is in."""
    return dataclasses.replace(model, untreated=FrozenMap())


def answered(
    model: h2.Model, tab: Page, context: dict[str, int] | None = None
) -> Iterator[tuple[dict[str, Any], h2.Simulation, dict[str, Any]]]:
    """Random cases with what Python and the page say of each."""
    cases = [random_case(model, seed) for seed in range(100, 140)]
    if context is not None:
        cases = [{**c, "context": context} for c in cases]
    answers = tab.evaluate(
        "(cases) => cases.map(link => { readCase(link); return logic.answer(scenario()); })",
        [case_link(model, **c) for c in cases],
    )
    for case, answer in zip(cases, answers, strict=True):
        yield case, h2.simulate(model, **case), answer


def assert_equal(
    case: dict[str, Any], result: h2.Simulation, answer: dict[str, Any], growth: str | None
) -> None:
    assert growth
    assert answer["growth"] == result[growth], case
    assert answer["word"] == result.verdict, case
    assert answer["certified"] == result.is_certified, case
    assert answer["response"] in (result.response, None), case


@pytest.mark.parametrize("name", TREATED, scope="module")
def test_every_alteration_and_drug_run_on_the_page_gives_pythons_state_and_verdict(
    name: str, opened: Opener, folder: Path
) -> None:
    """Runs each case; of every third it reads what the page shows after a click in the matrix."""
    model = model_of(name, folder)
    tab = opened(name)
    shown = tab.evaluate(
        """() => {
            const found = [];
            for (const row of grid.rows) for (const drug of data.offered) {
                if (found.length > 24 && found.length % 3) {
                    clearCase();
                    if (row) now.alterations.add(row - 1);
                    now.drugs.add(drug);
                    const run = logic.trajectory(scenario(), now.scheme, now.seed);
                    const answer = logic.answer(scenario());
                    found.push({
                        alteration: row ? data.alterations[row - 1].name : null,
                        drug: data.species[drug].id,
                        verdict: answer.word,
                        role: answer.look.role,
                        state: [...run.states[run.states.length - 1]],
                        steps: run.states.length,
                    });
                    continue;
                }
                openCell(row, drug);
                now.prediction = "skip";
                runCase();
                const last = now.run.states[now.run.states.length - 1];
                const cell = document.querySelector("#matrix td.current");
                found.push({
                    alteration: row ? data.alterations[row - 1].name : null,
                    drug: data.species[drug].id,
                    verdict: $("verdict").dataset.verdict,
                    headline: document.querySelector("#verdict .word").textContent,
                    how: document.querySelector("#verdict .how").textContent,
                    cell: cell.textContent,
                    table: [...document.querySelectorAll("#table .state")].map(s => s.textContent),
                    state: [...last],
                    steps: now.run.states.length,
                });
            }
            return found;
        }"""
    )
    matrix = h2.resistance_matrix(model, drugs=offered(model))
    assert len(shown) == len(matrix.cells)
    acting = [s for s in model.species if s not in model.named_only]
    for case in shown:
        given: dict[str, Any] = {"alterations": [case["alteration"]] if case["alteration"] else []}
        cell = matrix.cell(case["alteration"] or "none", case["drug"])
        assert case["verdict"] == cell.simulation.verdict, case
        run = h2.trajectory(model, **given, drugs=[case["drug"]], steps=400, attractor=1)
        assert dict(zip(acting, case["state"], strict=True)) == dict(run[-1]), case
        assert case["steps"] == len(run), case
        if "role" in case:
            assert case["role"] == cell.simulation.look.role, case
            continue
        assert case["headline"].startswith(cell.simulation.verdict or "?"), case
        assert case["how"].startswith("Python’s exact verdict"), case
        assert case["cell"] == cell.look.sign
        tops = [model.species[s].top for s in acting]
        words = [level_word(v, top) for v, top in zip(case["state"], tops, strict=True)]
        assert case["table"] == words


def test_every_gain_to_a_level_has_pythons_answer(opened: Opener) -> None:
    model = h2.load(CONSENSUS)
    tops = {s: model.species[s].top for s in model.rules if s not in model.named_only}
    gains = [f"{s}={k}" for s, top in tops.items() for k in range(1, top)]
    cases: list[dict[str, Any]] = [
        {"gains": [g], "drugs": d} for g in gains for d in ([], *([d] for d in OFFERED))
    ]
    answers = opened().evaluate(
        "(links) => links.map(link => { readCase(link); return logic.answer(scenario()); })",
        [case_link(model, **case) for case in cases],
    )
    assert model.readouts
    decided = 0
    for case, answer in zip(cases, answers, strict=True):
        result = h2.simulate(model, **case)
        assert bool(answer["by"]) or not (result.is_certified and result.untreated.is_certified)
        if answer["by"]:
            assert_equal(case, result, answer, model.readouts.growth)
            decided += 1
    assert decided > 0.9 * len(cases) > 50


def test_pairs_of_drugs_have_pythons_verdict(opened: Opener) -> None:
    model = h2.load(CONSENSUS)
    chance = random.Random(5)
    every = list(itertools.product([None, *model.alterations], itertools.combinations(OFFERED, 2)))
    cases = chance.sample(every, 150)
    links = [case_link(model, alterations=[a] if a else [], drugs=d) for a, d in cases]
    answers = opened().evaluate(
        "(links) => links.map(link => { readCase(link); return logic.answer(scenario()); })", links
    )
    for (a, drugs), answer in zip(cases, answers, strict=True):
        result = h2.simulate(model, alterations=[a] if a else [], drugs=drugs)
        look = answer.pop("look")
        assert look["role"] == result.look.role
        assert answer == {
            "growth": result["Proliferation"],
            "word": result.verdict,
            "response": result.response,
            "certified": result.is_certified,
            "by": "python",
        }


def test_what_one_run_cannot_decide_is_pythons_or_is_left_open(
    opened: Opener, folder: Path
) -> None:
    model = loaded("bistable", folder)
    result = h2.simulate(model, drugs=["d"])
    assert (result.verdict, result.is_certified) == ("mixed", False)
    tab = opened("bistable", "#d=d&p=skip&run=1")
    assert tab.get_attribute("#verdict", "data-verdict") == "mixed"
    assert "Python’s exact verdict" in tab.inner_text("#verdict")
    opened.close()
    tab = opened("bistable", "#d=d&off=Y&on=Q&o=together&p=skip&run=1")
    assert tab.get_attribute("#verdict", "data-verdict") == "resistant"
    assert "percolation" in tab.inner_text("#verdict")
    opened.close()
    tab = opened("bistable", "#d=d&off=Q&p=skip&run=1")
    assert h2.simulate(model, drugs=["d"], knockouts=["Q"]).verdict == "mixed"
    assert "Not decided in this page" in tab.inner_text("#verdict")
    assert 'knockouts=["Q"]' in tab.inner_text("#python")
    opened.close()
    unsettled = h2.simulate(model, drugs=["d"], alterations=["L gain"])
    tab = opened("bistable", "#a=L%20gain&d=d&p=skip&run=1")
    assert tab.get_attribute("#verdict", "data-verdict") == unsettled.verdict == "unsettled"
    opened.close()
    tab = opened("bistable", "#a=L%20gain&d=e&p=skip&run=1")
    assert tab.get_attribute("#verdict", "data-verdict") == "unsettled"
    assert "ends in a cycle" in tab.inner_text("#verdict")


def test_asynchronous_runs_change_one_species_at_a_time(opened: Opener) -> None:
    tab = opened(CONSENSUS, "#a=PTEN%20loss&d=trastuzumab&u=asynchronous&seed=4&p=skip&run=1")
    states = tab.evaluate("now.run.states.map(s => [...s])")
    for before, after in itertools.pairwise(states):
        assert sum(x != y for x, y in zip(before, after, strict=True)) == 1
    assert tab.get_attribute("#verdict", "data-verdict") == "resistant"
    opened.close()
    again = opened(CONSENSUS, "#a=PTEN%20loss&d=trastuzumab&u=asynchronous&seed=4&p=skip&run=1")
    assert again.evaluate("now.run.states.map(s => [...s])") == states


def test_causes_that_contradict_each_other_are_named(opened: Opener) -> None:
    tab = opened(CONSENSUS, "#a=PTEN%20loss&on=PTEN")
    assert "sets PTEN off" in tab.inner_text("#verdict")
    assert tab.is_disabled("#run")


def test_a_verdict_says_how_often_such_ones_were_right(opened: Opener) -> None:
    told = h2.simulate(CONSENSUS, drugs=["lapatinib"]).track_record
    tab = opened(CONSENSUS, case_link(CONSENSUS, drugs=["lapatinib"]) + "&p=skip&run=1")
    assert tab.inner_text("#verdict .record") == f"{told}."
    opened.close()
    tab = opened(CONSENSUS, "#d=lapatinib&c=NRG1%3D1&p=skip&run=1")
    assert tab.inner_text("#verdict .record") != f"{told}."
    opened.close()
    tab = opened(CONSENSUS, "#p=skip&run=1")
    assert tab.locator("#verdict .record").count() == 0
