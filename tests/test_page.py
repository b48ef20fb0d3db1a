"""What a reader does with the page in a real browser, with the mouse or with keys only."""

from typing import Any

import her2model as h2
from her2model import case_link
from her2model.engine.scenario import Scenario
from page_models import random_case
from page_opener import CONSENSUS, Opener


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
    assert tab.evaluate("() => { $('run').click(); return $('verdict').textContent; }") == ""
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


def test_a_gain_goes_to_the_level_that_is_picked_or_typed(opened: Opener) -> None:
    model = h2.load(CONSENSUS)
    top = model.species["IGF1R"].top
    tab = opened(CONSENSUS, "#d=trastuzumab&on=IGF1R&s=IGF1R")
    held = tab.locator("#species button[aria-pressed=true]")
    assert held.all_text_contents()[-1] == "force on"
    for level in range(1, top):
        tab.click(f"#species button:has-text('force to {level}')")
        assert f"IGF1R forced to {level}" in tab.inner_text("#case-title")
        assert f"on=IGF1R%3D{level}" in tab.url
        assert f'gains=["IGF1R={level}"]' in tab.inner_text("#python")
    address = "#" + tab.url.partition("#")[2]
    assert case_link(model, drugs=["trastuzumab"], gains={"IGF1R": 1}) in address
    tab.click("#close")
    tab.click("#change")
    assert tab.inner_text("#changes .chip") == f"IGF1R forced to {top - 1}"
    tab.fill("#search", "MEK=1")
    tab.click("#species-found button")
    assert "IGF1R forced to 1 + MEK forced to 1" in (tab.text_content("#case-title") or "")
    for wrong in ("IGF1R=0", f"IGF1R={top + 1}", "IGF1R=x", "IGF1R=1&on=IGF1R"):
        tab.evaluate("(text) => openAddress(`#on=${text}`)", wrong)
        assert "which this model does not have" in (tab.text_content("#verdict") or ""), wrong


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
    opened.close()
    other = opened(CONSENSUS, address)
    assert other.evaluate("caseText()") == case
    assert other.inner_text("#verdict .word") == verdict
    assert other.inner_text("#species-title").startswith("PTEN")
    assert "#" + other.url.partition("#")[2] == address


def test_links_made_in_python_open_that_case(opened: Opener) -> None:
    model = h2.load(CONSENSUS)
    cases = [random_case(model, seed) for seed in range(20)]
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
