"""The page in a real browser: it says what Python says, asks no network, and works with keys only.

Where Chromium is looked for: ``tests/chromium.py``.
"""

import dataclasses
import html
import itertools
import json
import random
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import nbconvert
import nbformat
import pytest
from playwright.sync_api import Page

import her2model as h2
from her2model import case_link, page
from her2model.engine.levels import bits_at, level_rules
from her2model.engine.network import Subspace
from her2model.engine.scenario import Scenario, stages
from her2model.errors import InputError, LimitError, UnknownName
from her2model.library import load
from her2model.model.parts import FrozenMap
from her2model.verdicts import level_word
from her2model.webpage.data import tree
from her2model.webpage.page import iframe
from page_opener import CONSENSUS, Opener
from test_level_models import GRADED

ONSETS = ("de novo", "acquired", "together")
#: All drugs of the consensus are thousands of pairs; its page here offers these.
OFFERED = ["trastuzumab", "pertuzumab", "lapatinib", "capivasertib", "TDM1"]

BISTABLE = """
format: her2model/1
name: bistable
species:
  d: {kind: drug, initial: 0}
  e: {kind: drug, initial: 0}
  S: {kind: ligand, initial: 0}
  L: {kind: alteration, initial: 0}
  M: {kind: alteration, initial: 0}
  W: {kind: protein}
  X: {kind: protein}
  Y: {kind: protein}
  P: {kind: protein}
  Q: {kind: protein}
  Z: {kind: protein}
  G: {kind: phenotype}
interactions:
  {S -> W: [], d -| W: [], Y -| X: [], X -| Y: [], W -> X: [], e -| X: [], Q -| P: [], P -> Q: [],
   L -> P: [], W -? Z: [], X -? Z: [], X -> G: [], L -> G: [], P -> G: [], M -| G: [], Z -| Q: []}
rules:
  X: (not Y or W) and not e
  Y: not X
  P: not Q and L
  Z: (W and not X) or (X and not W)
  G: (X or (L and P)) and not M
alterations:
  L gain: {fix: {L: 1}}
  M gain: {fix: {M: 1}}
  X gain: {fix: {X: 1}}
  W cut: {cut: [W -> X]}
readouts: {growth: G}
"""

HOSTILE = """
format: her2model/1
name: hostile
title: "<script>window.broken = 1</script> & <!--DATA-->"
description: "</script><img src=x onerror='window.broken = 2'>"
figure: PMC1__f1
species:
  d: {kind: drug, label: "<b>drug</b>", initial: 0}
  A: {kind: protein, label: "<script>window.broken = 3</script>", initial: 1}
  B: {kind: phenotype, label: "פרוליפרציה של תאים", meaning: "<!-- not a comment"}
interactions:
  A -> B: [{quote: "</script><script>window.broken = 4</script>"}]
  d -| B: [{reference: "doi:10.1/<x>\\"y", basis: background}]
alterations:
  "<i>A</i> lost": {fix: {A: 0}, evidence: [{quote: "<img src=x onerror='window.broken = 5'>"}]}
readouts: {growth: B}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of the shipped models, and of two that are hard on the page."""
    folder = tmp_path_factory.mktemp("pages")
    for name in names():
        model = model_of(name, folder)
        page(model, folder / f"{name}.html", drugs=offered(model))
    for name, text in (("bistable", BISTABLE), ("hostile", HOSTILE), ("graded", GRADED)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        page(folder / f"{name}.yaml", folder / f"{name}.html")
    return folder


def loaded(name: str, folder: Path) -> h2.Model:
    return (
        h2.load(folder / f"{name}.yaml")
        if name in ("bistable", "hostile", "graded")
        else h2.load(name)
    )


def names() -> list[str]:
    """The consensus, the figures' models, and one published model."""
    published = [n for n in h2.list_models() if n.startswith("published/")]
    return [h2.load(n).name for n in h2.list_models() if n not in published[1:]]


def offered(model: h2.Model) -> list[str]:
    return OFFERED if model.name == CONSENSUS else list(model.drugs)


def model_of(name: str, folder: Path) -> h2.Model:
    shipped = {h2.load(n).name: n for n in h2.list_models()}
    return h2.load(shipped[name]) if name in shipped else loaded(name, folder)


EVERY = [*names(), "bistable", "graded"]
UNTREATED = next(n for n in names() if model_of(n, Path()).untreated)
TREATED = [n for n in EVERY if n in ("bistable", "graded") or model_of(n, Path()).drugs]


# -- the same rules, the same answers -------------------------------------------------------------


@pytest.mark.parametrize("name", EVERY)
def test_rules_equal_pythons_on_random_states(name: str, opened: Opener, folder: Path) -> None:
    model = model_of(name, folder)
    chance = random.Random(1)
    acting = [s for s in model.species if s not in model.named_only]
    tops = [model.species[s].top for s in acting]
    states = [[chance.randint(0, top) for top in tops] for _ in range(60)]
    ruled = [i for i, s in enumerate(acting) if s in model.functions]
    tab = opened(name)
    assert tab.evaluate("data.species.map(s => s.id)") == acting
    found = tab.evaluate(
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


@pytest.mark.parametrize("name", EVERY)
def test_percolation_equals_pythons_on_random_scenarios(
    name: str, opened: Opener, folder: Path
) -> None:
    """Names, forced values, cut arrows, order of onset, growing and shrinking: the last space."""
    model = model_of(name, folder)
    cases = [_random_case(model, seed) for seed in range(60)]
    tab = opened(name)
    found = tab.evaluate(
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


def _random_case(model: h2.Model, seed: int) -> dict[str, Any]:
    chance = random.Random(seed)

    def some(among: Any, most: int) -> list[str]:
        among = list(among)
        return chance.sample(among, min(len(among), chance.randint(0, most)))

    free = list(model.rules)
    while True:
        case: dict[str, Any] = {
            "alterations": some(model.alterations, 3),
            "drugs": some(offered(model), 3),
            "knockouts": some(free, 1),
            "gains": some(free, 2),
            "context": {s: chance.randint(0, model.species[s].top) for s in some(model.context, 2)},
            "onset": chance.choice(ONSETS),
        }
        try:
            Scenario.of(model, **case)
        except InputError:  # two causes force one species to different values
            continue
        return case


@pytest.mark.parametrize("name", EVERY)
def test_answers_equal_pythons_on_random_scenarios(name: str, opened: Opener, folder: Path) -> None:
    model = model_of(name, folder)
    made = name
    if model.untreated:
        model, made = from_every_attractor(model), f"{name}-every"
        page(model, folder / f"{made}.html", drugs=offered(model))
    assert model.readouts
    for case, result, answer in answered(model, opened(made)):
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
    cases = [_random_case(model, seed) for seed in range(100, 140)]
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


@pytest.mark.parametrize("name", TREATED)
def test_every_alteration_and_drug_run_on_the_page_gives_pythons_state_and_verdict(
    name: str, opened: Opener, folder: Path
) -> None:
    """Opens each case as a click in the matrix does, runs it, and reads what the page shows."""
    model = model_of(name, folder)
    tab = opened(name)
    shown = tab.evaluate(
        """() => {
            const found = [];
            for (const row of grid.rows) for (const drug of data.offered) {
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
        assert case["headline"].startswith(cell.simulation.verdict or "?"), case
        assert case["how"].startswith("Python’s exact verdict"), case
        assert case["cell"] == cell.look.sign
        run = h2.trajectory(model, **given, drugs=[case["drug"]], steps=400, attractor=1)
        assert dict(zip(acting, case["state"], strict=True)) == dict(run[-1]), case
        assert case["steps"] == len(run), case
        tops = [model.species[s].top for s in acting]
        words = [level_word(v, top) for v, top in zip(case["state"], tops, strict=True)]
        assert case["table"] == words


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
    tab = opened("bistable", "#d=d&off=Y&on=Q&o=together&p=skip&run=1")
    assert tab.get_attribute("#verdict", "data-verdict") == "resistant"
    assert "percolation" in tab.inner_text("#verdict")
    tab = opened("bistable", "#d=d&off=Q&p=skip&run=1")
    assert h2.simulate(model, drugs=["d"], knockouts=["Q"]).verdict == "mixed"
    assert "Not decided in this page" in tab.inner_text("#verdict")
    assert 'knockouts=["Q"]' in tab.inner_text("#python")
    unsettled = h2.simulate(model, drugs=["d"], alterations=["L gain"])
    tab = opened("bistable", "#a=L%20gain&d=d&p=skip&run=1")
    assert tab.get_attribute("#verdict", "data-verdict") == unsettled.verdict == "unsettled"
    tab = opened("bistable", "#a=L%20gain&d=e&p=skip&run=1")
    assert tab.get_attribute("#verdict", "data-verdict") == "unsettled"
    assert "ends in a cycle" in tab.inner_text("#verdict")


def test_asynchronous_runs_change_one_species_at_a_time(opened: Opener) -> None:
    tab = opened(CONSENSUS, "#a=PTEN%20loss&d=trastuzumab&u=asynchronous&seed=4&p=skip&run=1")
    states = tab.evaluate("now.run.states.map(s => [...s])")
    for before, after in itertools.pairwise(states):
        assert sum(x != y for x, y in zip(before, after, strict=True)) == 1
    assert tab.get_attribute("#verdict", "data-verdict") == "resistant"
    again = opened(CONSENSUS, "#a=PTEN%20loss&d=trastuzumab&u=asynchronous&seed=4&p=skip&run=1")
    assert again.evaluate("now.run.states.map(s => [...s])") == states


def test_causes_that_contradict_each_other_are_named(opened: Opener) -> None:
    tab = opened(CONSENSUS, "#a=PTEN%20loss&on=PTEN")
    assert "sets PTEN off" in tab.inner_text("#verdict")
    assert tab.is_disabled("#run")


# -- what a reader does ---------------------------------------------------------------------------


def test_a_prediction_comes_before_the_run(opened: Opener) -> None:
    tab = opened(CONSENSUS, case_link(CONSENSUS, alterations=["PTEN loss"], drugs=["lapatinib"]))
    tab.click("#run")
    assert "First say what you expect" in tab.inner_text("#verdict")
    assert tab.evaluate("document.activeElement.name") == "p"
    tab.check("input[value=death]", force=True)
    tab.click("#run")
    said = tab.inner_text("#verdict")
    assert "You said: cells die. That was wrong: 0 of 1 so far" in said
    tab.click("#change")
    tab.click("#reset")
    assert tab.inner_text("#verdict") == ""


def test_whoever_does_not_want_to_predict_is_shown(opened: Opener) -> None:
    tab = opened(CONSENSUS, case_link(CONSENSUS, drugs=["lapatinib"]))
    tab.click("#run")
    tab.click("#skip")
    assert "responds: cells die" in tab.inner_text("#verdict")
    assert "You said" not in tab.inner_text("#verdict")


def test_the_verdict_is_announced(opened: Opener) -> None:
    tab = opened(CONSENSUS, case_link(CONSENSUS, alterations=["p95HER2"], drugs=["trastuzumab"]))
    box = tab.locator("#verdict")
    assert (box.get_attribute("role"), box.get_attribute("aria-live")) == ("status", "polite")
    tab.check("input[value=resistant]", force=True)
    tab.click("#run")
    said = box.text_content() or ""
    assert "resistant: grows" in said
    assert "p95HER2, trastuzumab" in said
    assert "That was right" in said


def test_stepping_goes_one_step_at_a_time(opened: Opener) -> None:
    tab = opened(CONSENSUS, "#d=lapatinib&p=skip")
    run = h2.trajectory(CONSENSUS, drugs=["lapatinib"])
    tops = {s.id: s.top for s in h2.load(CONSENSUS).species.values()}
    for step in range(1, len(run)):
        assert tab.inner_text("#verdict") == ""
        tab.click("#step")
        for shade, wanted in (
            ("on", {s for s, v in run[step].items() if v == tops[s]}),
            ("off", {s for s, v in run[step].items() if not v}),
        ):
            shown = tab.evaluate(
                f"[...document.querySelectorAll('#picture .node.{shade}')].map(n => n.id)"
            )
            assert {n.removeprefix("node-") for n in shown} == wanted
    assert "responds: cells die" in tab.inner_text("#verdict")


def test_a_run_is_animated_unless_motion_is_to_be_reduced(opened: Opener) -> None:
    tab = opened("PMC7464074__F1", "#d=trastuzumab&p=skip", reduced_motion="no-preference")
    tab.click("#run")
    assert tab.inner_text("#verdict") == ""
    tab.locator("#verdict .word").wait_for()
    assert tab.get_attribute("#verdict", "data-verdict") == "responds"
    tab = opened("PMC7464074__F1", "#d=trastuzumab&p=skip")
    tab.click("#run")
    assert tab.get_attribute("#verdict", "data-verdict") == "responds"


def test_a_species_shows_its_rule_its_inputs_and_every_quote(opened: Opener) -> None:
    model = h2.load(CONSENSUS)
    tab = opened(CONSENSUS, "#a=PTEN%20loss&d=trastuzumab&p=skip&run=1")
    tab.click("#node-AKT")
    text = tab.inner_text("#species")
    names = {s.id: s.name for s in model.species.values()}
    names |= {
        bit: f"{names[s]} ≥ {k + 2}" for s in names for k, bit in enumerate(model.bits(s)[1:])
    }
    told = tab.locator("#species .rule").all_text_contents()
    rules = [model.functions[bit].renamed(names).text for bit in model.bits("AKT")]
    assert told == [f"{k}: {rule}" for k, rule in enumerate(rules, 1)]
    for arrow in model.regulators("AKT"):
        assert model.species[arrow.source].name in text
        for e in arrow.evidence:
            assert (e.quote or (e.reference or "").partition(":")[2]) in text
    tab.click("#node-PIP3")
    assert tab.text_content("#species .rule") == "1: PI3K or p110β and not PTEN"
    tab.click("#node-HER2_HER2")
    links = tab.eval_on_selector_all("#species a", "all => all.map(a => [a.href, a.rel])")
    pfocr = "https://pfocr.wikipathways.org/figures/PMC7464074__cancers-12-02081-g001.html"
    assert [pfocr, "noopener noreferrer"] in links


def test_every_box_and_wire_of_the_picture_answers(opened: Opener) -> None:
    model = h2.load(CONSENSUS)
    tab = opened()
    assert tab.evaluate("picture.nodes.size") == len(model.species) - len(model.named_only)
    assert tab.evaluate("picture.edges.length") == len(model.interactions)
    tab.evaluate("picture.edges[3].group.dispatchEvent(new MouseEvent('click', {bubbles: true}))")
    target = tab.evaluate("data.species[picture.edges[3].arrow.target].name")
    assert tab.inner_text("#species-title").startswith(target)


def test_a_species_can_be_broken_by_hand(opened: Opener) -> None:
    tab = opened(CONSENSUS, "#d=trastuzumab&s=AKT")
    tab.click("#species button:has-text('force on')")
    tab.click("#close")
    tab.check("input[value=resistant]", force=True)
    tab.click("#run")
    expected = h2.simulate(CONSENSUS, drugs=["trastuzumab"], gains=["AKT"])
    assert tab.get_attribute("#verdict", "data-verdict") == expected.verdict
    assert 'gains=["AKT"]' in tab.inner_text("#python")
    code = tab.inner_text("#python")
    scope: dict[str, Any] = {}
    exec(code.replace("print(result)", ""), scope)
    assert scope["result"].scenario == expected.scenario


def test_a_whole_case_with_keys_only(opened: Opener) -> None:
    tab = opened()

    def tab_to(script: str) -> None:
        for _ in range(150):
            tab.keyboard.press("Tab")
            if tab.evaluate(f"(e => {script})(document.activeElement)"):
                return
        raise AssertionError(f"the tab key never reaches {script}")

    tab_to("e.id === 'change'")
    tab.keyboard.press("Enter")
    tab_to("e.id === 'search'")
    tab.keyboard.type("truncated HER2")
    tab_to("e.name === 'a'")
    tab.keyboard.press("Space")
    tab_to("e.id === 'search'")
    tab.keyboard.press("Control+A")
    tab.keyboard.type("herceptin")
    tab_to("e.name === 'd'")
    tab.keyboard.press("Space")
    tab.keyboard.press("Escape")
    assert not tab.is_visible("#drawer")
    assert tab.inner_text("#case-title") == "p95HER2, trastuzumab"
    tab_to("e.name === 'p'")
    tab.keyboard.press("Space")
    assert tab.evaluate("now.prediction") == "resistant"
    tab_to("e.id === 'run'")
    tab.keyboard.press("Enter")
    assert "resistant: grows" in tab.inner_text("#verdict")
    assert "That was right" in tab.inner_text("#verdict")
    tab_to("e.classList.contains('node')")
    first = tab.evaluate("document.activeElement.id")
    tab.keyboard.press("ArrowDown")
    second = tab.evaluate("document.activeElement.id")
    assert first != second
    assert tab.get_attribute(f"#{second}", "tabindex") == "0"
    tab.keyboard.press("Enter")
    name = (tab.get_attribute(f"#{second}", "aria-label") or "").partition(",")[0]
    assert tab.inner_text("#species-title").startswith(name)
    tab.keyboard.press("Escape")
    assert not tab.is_visible("#species")
    tab_to("e.id === 'time'")
    tab.keyboard.press("Home")
    assert tab.evaluate("now.time") == 0
    tab_to("e.tagName === 'TD'")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("Enter")
    assert tab.inner_text("#case-title") == "p95HER2, pertuzumab"
    tab_to("e.closest('#table') !== null && e.tagName === 'BUTTON'")
    tab.keyboard.press("Enter")
    assert tab.is_visible("#species")


def test_every_box_can_be_reached_with_the_arrow_keys(opened: Opener) -> None:
    tab = opened()
    reached = tab.evaluate(
        """() => {
            const found = new Set([picture.current]);
            const queue = [picture.current];
            while (queue.length) {
                const from = queue.pop();
                for (const key of ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]) {
                    picture.current = from;
                    picture.svg.dispatchEvent(new KeyboardEvent("keydown", { key }));
                    if (found.has(picture.current)) continue;
                    found.add(picture.current);
                    queue.push(picture.current);
                }
            }
            return found.size;
        }"""
    )
    assert reached == tab.evaluate("picture.nodes.size")


def test_the_address_brings_a_case_back(opened: Opener) -> None:
    tab = opened()
    tab.evaluate(
        """() => {
            openAddress("#a=PTEN loss&a=MUC4 overexpression&d=trastuzumab&d=TDM1&off=S6K&on=AKT"
                + "&c=IGF1=1&o=acquired&u=asynchronous&seed=7&s=PTEN&p=resistant");
            runCase();
        }"""
    )
    address = "#" + tab.url.partition("#")[2]
    case, verdict = tab.evaluate("caseText()"), tab.inner_text("#verdict .word")
    assert len(case) == 11
    other = opened(CONSENSUS, address)
    assert other.evaluate("caseText()") == case
    assert other.inner_text("#verdict .word") == verdict
    assert other.inner_text("#species-title").startswith("PTEN")
    assert "#" + other.url.partition("#")[2] == address


def test_links_made_in_python_open_that_case(opened: Opener) -> None:
    model = h2.load(CONSENSUS)
    cases = [_random_case(model, seed) for seed in range(20)]
    written = opened().evaluate(
        "(links) => links.map(link => { openAddress(link); return $('python').textContent; })",
        [case_link(model, **case) for case in cases],
    )
    for case, code in zip(cases, written, strict=True):
        scope: dict[str, Any] = {}
        exec(code.replace("print(result)", ""), scope)
        given = Scenario.of(model, **case).context.items()
        changed = {s: v for s, v in given if v != model.species[s].initial}
        assert scope["result"].scenario == Scenario.of(model, **{**case, "context": changed})


def test_a_link_to_what_the_model_does_not_have_says_so(opened: Opener) -> None:
    tab = opened(CONSENSUS, "#a=PTEN%20gain&d=trastuzumab&p=skip&run=1")
    assert "“PTEN gain”, which this model does not have" in tab.inner_text("#verdict")


def test_the_matrix_opens_cell_by_cell_and_marks_the_case(opened: Opener) -> None:
    tab = opened(CONSENSUS, case_link(CONSENSUS, alterations=["PTEN loss"], drugs=["trastuzumab"]))
    assert tab.locator("#matrix tbody td:not(.covered)").count() == 0
    assert (
        tab.get_attribute("#matrix td.current", "aria-label")
        == "PTEN loss, trastuzumab: not run yet"
    )
    tab.click("#run")
    tab.click("#skip")
    assert tab.locator("#matrix tbody td:not(.covered)").count() == 1
    tab.click("#uncover")
    assert tab.locator("#matrix td.covered").count() == 0
    assert tab.locator("#matrix [aria-current]").count() == 1


# -- for everybody, everywhere --------------------------------------------------------------------


BUSY = "#a=PTEN%20loss&d=trastuzumab&d=lapatinib&off=S6K&p=responds&run=1&s=AKT"


@pytest.mark.parametrize(
    ("name", "scheme", "width", "address"),
    [
        ("PMC7464074__F1", "light", 1400, ""),
        (CONSENSUS, "light", 1400, BUSY),
        (CONSENSUS, "dark", 1400, BUSY),
        (CONSENSUS, "dark", 420, BUSY),
    ],
)
def test_axe_finds_nothing(
    name: str, scheme: str, width: int, address: str, opened: Opener
) -> None:
    axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    tab = opened(name, address, color_scheme=scheme, viewport={"width": width, "height": 900})
    if address:
        tab.click("#uncover")
    tab.evaluate(axe)
    found = tab.evaluate("axe.run({resultTypes: ['violations']})")
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]] == []
    assert len(found["passes"]) > 20


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_labels_in_the_picture_stand_out(scheme: str, opened: Opener) -> None:
    """WCAG 2.1 AA for text, 4.5 to 1, which axe does not measure in pictures."""
    tab = opened(CONSENSUS, "#a=PTEN%20loss&d=trastuzumab&p=skip&run=1", color_scheme=scheme)
    pairs = tab.evaluate(
        """() => [...document.querySelectorAll("#picture .node")].map(n => [
            n.id, ...["text", "path"].map(part => getComputedStyle(n.querySelector(part)).fill)])"""
    )
    for node, ink, ground in pairs:
        assert _contrast(ink, ground) >= 4.5, (node, ink, ground)
    assert len({ground for _, _, ground in pairs}) == 4  # off, partly on, on, drug given


def _contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        numbers = [float(c) for c in re.findall(r"[\d.]+", colour)[:3]]
        channels = numbers if "srgb" in colour else [c / 255 for c in numbers]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_theme_follows_the_system_and_the_button(opened: Opener) -> None:
    tab = opened(color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert tab.evaluate(ground) == "rgb(18, 24, 29)"
    tab.click("#theme")
    assert tab.evaluate(ground) == "rgb(255, 255, 255)"


def test_print_leaves_out_the_controls_and_is_light(opened: Opener) -> None:
    tab = opened(CONSENSUS, "#a=PTEN%20loss&d=trastuzumab&p=skip&run=1&s=AKT", color_scheme="dark")
    tab.emulate_media(media="print")
    for hidden in ("#run", "#theme", "#prediction", "#drawer", "#table-section"):
        assert not tab.is_visible(hidden)
    for shown in ("#verdict", "#picture svg", "#species .rule", "#species blockquote", ".about"):
        assert tab.is_visible(shown)
    assert tab.inner_text("#side-0 .case") == "PTEN loss · trastuzumab"
    assert not tab.is_visible("#side-1")  # not run
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert "not for clinical use" in tab.inner_text("footer")


def test_nothing_is_wider_than_a_phone(opened: Opener) -> None:
    tab = opened(
        CONSENSUS,
        "#a=PTEN%20loss&d=trastuzumab&p=skip&run=1&s=AKT",
        viewport={"width": 360, "height": 700},
    )
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_page_is_one_small_file_that_asks_for_nothing(opened: Opener, folder: Path) -> None:
    for name in names():
        text = (folder / f"{name}.html").read_text(encoding="utf-8")
        most = 340_000  # a hundred species, and two hundred arrows with their evidence
        assert len(text.encode()) < most
        assert not re.search(r"<(link|script|img|iframe)[^>]*\b(src|href)=['\"](?!data:,)", text)
        assert "@import" not in text
        assert "url(" not in text
        assert "default-src 'none'" in text
        assert "not for clinical use" in text
    tab = opened(CONSENSUS, "#a=PTEN%20loss&d=trastuzumab&p=skip&run=1&s=AKT")
    tab.click("#uncover")
    tab.click("#node-AKT")
    asked = {r.partition("#")[0] for r in opened.requests if r != "data:,"}
    assert asked == {(folder / f"{CONSENSUS}.html").as_uri()}


def test_the_same_model_gives_the_same_page() -> None:
    assert page("PMC7464074") == page("PMC7464074")


def test_it_works_in_a_notebooks_frame(opened: Opener, folder: Path) -> None:
    figure = load("PMC7464074")
    frame = iframe(figure, case={"alterations": ["PTEN loss"], "drugs": ["trastuzumab"]})
    (folder / "notebook.html").write_text(
        f"<!doctype html><title>notebook</title><main>{frame}</main>", encoding="utf-8"
    )
    inside = opened("notebook").frames[1]
    inside.wait_for_selector("#case-title")
    assert inside.inner_text("#case-title") == "PTEN loss, trastuzumab"
    inside.check("input[value=resistant]", force=True)
    inside.click("#run")
    assert inside.get_attribute("#verdict", "data-verdict") == "resistant"


def test_it_survives_nbconvert(opened: Opener, folder: Path) -> None:
    made = page("PMC7464074", case={"alterations": ["PTEN loss"], "drugs": ["trastuzumab"]})
    output = nbformat.v4.new_output("execute_result", {"text/html": made._repr_html_()})
    cell = nbformat.v4.new_code_cell("h2.page('PMC7464074')", outputs=[output])
    python = {"language_info": {"name": "python", "pygments_lexer": "python"}}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata=python)
    text, _ = nbconvert.HTMLExporter().from_notebook_node(notebook)
    (folder / "converted.html").write_text(text, encoding="utf-8")
    opener = Opener(opened.browser, folder)  # the converted file itself asks for scripts of its own
    (inside,) = [f for f in opener("converted").frames if f.parent_frame]
    inside.wait_for_selector("#case-title")
    assert inside.inner_text("#case-title") == "PTEN loss, trastuzumab"
    inside.check("input[value=resistant]", force=True)
    inside.click("#run")
    assert inside.get_attribute("#verdict", "data-verdict") == "resistant"
    opener.close()


def test_a_page_shows_itself_in_a_notebook() -> None:
    made = page("PMC7464074")
    assert isinstance(made, str)
    assert made._repr_html_() == iframe(load("PMC7464074"))
    assert repr(made).startswith("<Page HER2 signalling and four mechanisms of resistance")


# -- bad input ------------------------------------------------------------------------------------


def test_text_of_a_model_is_only_ever_text(opened: Opener) -> None:
    tab = opened("hostile", "#a=%3Ci%3EA%3C%2Fi%3E%20lost&d=d&p=skip&run=1&s=B")
    assert tab.evaluate("window.broken") is None
    assert tab.locator("script").count() == 2
    assert tab.locator("img, b:not(#matrix-legend b, .side b), i").count() == 0
    assert "</script><script>window.broken = 4</script>" in tab.inner_text("#species")
    assert "פרוליפרציה של תאים" in tab.inner_text("#species-title")
    assert tab.title() == "<script>window.broken = 1</script> & <!--DATA-->"
    assert "<b>drug</b>" in tab.inner_text("#drugs")
    text = html.unescape(tab.get_attribute("#node-A", "aria-label") or "")
    assert text.startswith("<script>")
    tab.click("#node-A")
    assert "window.broken = 5" in tab.inner_text("#species")


def test_a_network_too_large_to_draw_still_has_a_page(opened: Opener, folder: Path) -> None:
    lines = ["format: her2model/1", "name: large", "species:"]
    lines += ["  d: {kind: drug, initial: 0}", "  S0: {kind: ligand, initial: 1}"]
    lines += [f"  S{i}: {{kind: protein}}" for i in range(1, 300)]
    lines += ["interactions:", *(f"  S{i} -> S{i + 1}: []" for i in range(299)), "  d -| S7: []"]
    lines += ["readouts: {growth: S299}"]
    (folder / "large.yaml").write_text("\n".join(lines), encoding="utf-8")
    page(folder / "large.yaml", folder / "large.html")
    tab = opened("large", "#d=d&p=responds&run=1")
    assert tab.evaluate("picture.nodes.size") == 301
    assert tab.get_attribute("#verdict", "data-verdict") == "responds"
    assert tab.locator("#table tbody tr").count() == 301


def test_a_model_without_readouts_has_a_page_without_verdicts(opened: Opener, folder: Path) -> None:
    text = BISTABLE.replace("readouts: {growth: G}", "").replace("name: bistable", "name: silent")
    (folder / "silent.yaml").write_text(text, encoding="utf-8")
    page(folder / "silent.yaml", folder / "silent.html")
    tab = opened("silent", "#d=d")
    assert not tab.is_visible("#prediction")
    assert not tab.is_visible("#matrix-section")
    tab.click("#run")
    assert "no verdict" in tab.inner_text("#verdict")


def test_only_what_is_offered_can_be_switched(opened: Opener, folder: Path) -> None:
    page(CONSENSUS, folder / "few.html", drugs=["lapatinib", "T-DM1"], alterations=["PTEN loss"])
    tab = opened("few", "#d=trastuzumab")
    assert tab.locator("#drugs .chip span").all_text_contents() == ["T-DM1", "lapatinib"]
    assert tab.inner_text("#alterations .chips") == "PTEN loss"
    assert "“trastuzumab”" in tab.inner_text("#verdict")
    assert tab.locator("#matrix tbody tr").count() == 2
    assert tab.locator("#matrix tbody td").count() == 4


def test_bad_input_gets_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="did you mean 'lapatinib'"):
        page("PMC3233287", drugs=["lapatinb"])
    with pytest.raises(UnknownName, match="is not an alteration"):
        page("PMC7464074", alterations=["PTEN gain"])
    with pytest.raises(InputError, match="give a list"):
        page("PMC7464074", alterations="PTEN loss")
    with pytest.raises(InputError, match="give a list"):
        page("PMC7464074", drugs="trastuzumab")
    with pytest.raises(InputError, match="no 'start'"):
        page("PMC7464074", case={"start": "any"})
    with pytest.raises(InputError, match="cannot be written"):
        page("PMC7464074", tmp_path / "missing" / "page.html")
    with pytest.raises(InputError, match="this is a folder"):
        page("PMC7464074", tmp_path)
    with pytest.raises(InputError, match="pixels"):
        iframe(load("PMC7464074"), height=0)


def test_too_many_verdicts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("her2model.webpage.data.MOST_CELLS", 2_000)
    with pytest.raises(LimitError, match="would hold 7,874 verdicts and 2,000 is the most"):
        page(CONSENSUS)
    assert page(CONSENSUS, drugs=["lapatinib"])


def test_a_rule_becomes_a_tree_of_numbers() -> None:
    from her2model.model.rules import Rule

    index = {"A": 0, "B": 1, "C": 2}
    assert tree(Rule.parse("(A or not B) and C").expression, index) == ["&", ["|", 0, -2], 2]
    assert json.dumps(tree(Rule.parse("0").expression, index)) == '["|"]'
