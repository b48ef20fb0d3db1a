"""What the page shows first and why: the chain, two tumours, history, sharing, sizes."""

import random
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

import her2model as h2
from her2model import case_link, page
from her2model.answers.explanation import explain, told_arrows, told_steps
from her2model.errors import InputError
from page_opener import CONSENSUS, Opener

CASE = "#a=PTEN%20loss&d=trastuzumab&p=death&run=1"
BOTH = f"{CASE}&b=a%3DPTEN%2520loss%26d%3Dtrastuzumab%26d%3Dcapivasertib%26p%3Dskip%26run%3D1"
PHONE = {"width": 390, "height": 844}

ACTIVATED = """
format: her2model/1
name: activated
species:
  blocker: {kind: drug, initial: 0}
  Ligand: {kind: ligand, initial: 1}
  Kinase: {kind: protein}
  Growth: {kind: phenotype}
interactions: {Ligand -> Kinase: [], blocker -| Kinase: [], Kinase -> Growth: []}
alterations:
  kinase activation: {fix: {Kinase: 1}}
  kinase loss: {fix: {Kinase: 0}}
readouts: {growth: Growth}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    page(CONSENSUS, folder / f"{CONSENSUS}.html", drugs=OFFERED)
    page("mapk-resistance", folder / "mapk.html", drugs=["dabrafenib", "trametinib"])
    (folder / "activated.yaml").write_text(ACTIVATED, encoding="utf-8")
    page(folder / "activated.yaml", folder / "activated.html")
    return folder


OFFERED = ["trastuzumab", "lapatinib", "capivasertib", "palbociclib", "TDM1"]


# -- the chain ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "file"), [(CONSENSUS, CONSENSUS), ("mapk-resistance", "mapk")])
def test_the_chain_and_its_decisive_arrow_are_pythons(name: str, file: str, opened: Opener) -> None:
    model = h2.load(name)
    tab = opened(file)
    offered = tab.evaluate("data.offered.map(d => data.species[d].id)")
    every = [(a, d) for a in (None, *model.alterations) for d in (None, *offered)]
    cases = random.Random(3).sample(every, min(len(every), 30))
    given: list[dict[str, Any]] = [
        {"alterations": [a] if a else [], "drugs": [d] if d else []} for a, d in cases
    ]
    found = tab.evaluate(
        """(links) => links.map(link => {
            readCase(link);
            const r = reasonOf(scenario());
            const id = (i) => data.species[i].id;
            return {
                steps: r.steps.map(s => [id(s.species), s.value, s.inputs.map(id)]),
                decisive: r.decisive && [id(r.decisive.source), id(r.decisive.target)],
            };
        })""",
        [case_link(model, **case) for case in given],
    )
    assert model.readouts
    for case, shown in zip(given, found, strict=True):
        explanation = explain(h2.simulate(model, **case), model.readouts.growth)
        steps = told_steps(explanation.chains[0])
        assert shown["steps"] == [
            [s.species, s.value, [] if s.cause else [i.source for i in told_arrows(s, steps)]]
            for s in steps
        ], case
        arrow = explanation.decisive
        assert shown["decisive"] == (arrow and [arrow.source, arrow.target]), case


def test_wires_of_the_chain_never_run_through_a_box_and_text_stays_inside(opened: Opener) -> None:
    tab = opened(CONSENSUS, viewport=PHONE)
    faults = tab.evaluate(
        """() => {
            const faults = [];
            for (const row of grid.rows) for (const drug of data.offered) {
                clearCase();
                if (row) now.alterations.add(row - 1);
                now.drugs.add(drug);
                now.reason = reasonOf(scenario());
                drawChain($("chain"), now.reason, $("chain").clientWidth);
                const svg = document.querySelector("#chain svg");
                const boxes = [...svg.querySelectorAll(".box .shape")].map(b => b.getBBox());
                for (const line of svg.querySelectorAll(".line")) {
                    const numbers = line.getAttribute("d").match(/-?[0-9.]+/g).map(Number);
                    for (let k = 0; k + 3 < numbers.length; k += 2) {
                        const [x0, y0, x1, y1] = numbers.slice(k, k + 4);
                        const meets = (p, q, low, size) => Math.max(p, q) > low + 1
                            && Math.min(p, q) < low + size - 1;
                        const within = (b) => meets(x0, x1, b.x, b.width)
                            && meets(y0, y1, b.y, b.height);
                        if (boxes.some(within)) faults.push([row, drug, "wire"]);
                    }
                }
                for (const box of svg.querySelectorAll(".box")) {
                    const b = box.querySelector(".shape").getBBox();
                    const badge = box.querySelector(".badge")?.getBBox();
                    for (const t of box.querySelectorAll("text:not(.number)")) {
                        const w = t.getBBox();
                        const under = badge && w.x < badge.x + badge.width - 2
                            && w.y + 4 < badge.y + badge.height - 2;
                        if (under) faults.push([row, drug, t.textContent, "under its number"]);
                        const out = w.x < b.x || w.x + w.width > b.x + b.width;
                        if (out) faults.push([row, t.textContent]);
                    }
                }
                const stops = [...svg.querySelectorAll(".stop")].map(s => s.getBBox());
                for (const label of svg.querySelectorAll("text.label")) {
                    const l = label.getBBox();
                    const hit = stops.some(s => s.x < l.x + l.width && s.x + s.width > l.x
                        && s.y < l.y + l.height - 3 && s.y + s.height > l.y + 3);
                    if (hit) faults.push([row, drug, "a cross on a label"]);
                }
                const wires = svg.querySelectorAll(".wire.step").length;
                const wanted = now.reason.steps.reduce((n, s) => n + s.inputs.filter(
                    i => now.reason.steps.some(o => o.species === i)).length, 0);
                if (wires !== wanted) faults.push([row, drug, wires, wanted]);
            }
            return faults;
        }"""
    )
    assert faults == []


def test_the_reasons_have_the_numbers_of_the_picture_and_their_quotes(opened: Opener) -> None:
    tab = opened(CONSENSUS, CASE)
    steps = tab.locator("#steps > li")
    assert steps.count() == tab.locator("#chain .badge").count() == 20
    assert "Why? 20 steps, 24 arrows" in tab.inner_text("#why > summary")
    assert tab.inner_text("#steps > li:nth-child(2)").startswith("2\n\nPTEN is off: PTEN loss")
    fourth = tab.inner_text("#steps > li:nth-child(4)")
    assert "PIP3 is on, because PTEN is off" in fourth
    assert "Decisive: were PTEN on for PIP3 alone, proliferation would not be on." in fourth
    assert tab.locator("#steps > li.turn details[open] > *").count() > 1
    assert tab.locator("#chain .decisive").count() == 1
    assert tab.locator("#picture .edge.decisive").get_attribute("id") == "edge-PTEN-PIP3"
    assert tab.locator("#picture circle.step").count() == 20


def test_a_run_plays_the_chain_unless_motion_is_to_be_reduced(opened: Opener) -> None:
    tab = opened(CONSENSUS, CASE.replace("&run=1", ""), reduced_motion="no-preference")
    tab.click("#run")
    assert "playing" in (tab.get_attribute("#chain", "class") or "")
    assert (
        tab.evaluate("getComputedStyle(document.querySelector('#chain .box')).animationName")
        == "appear"
    )
    tab.locator("#verdict .word").wait_for()
    tab = opened(CONSENSUS, CASE)
    assert (
        tab.evaluate("getComputedStyle(document.querySelector('#chain .box')).animationName")
        == "none"
    )


def test_only_what_is_lost_is_crossed_out(opened: Opener) -> None:
    """A drug that holds an activated kinase at 0 does not take it away."""
    tab = opened("activated", "#a=kinase%20activation&d=blocker&p=skip&run=1")
    assert tab.get_attribute("#node-Kinase", "aria-label") == "Kinase, off, step 1"
    assert tab.locator(".cross, .slash").count() == 0
    assert "a drug beats kinase activation" in tab.inner_text("#steps")
    opened.close()
    tab = opened("activated", "#a=kinase%20loss&p=skip&run=1")
    assert "Kinase, off, lost" in (tab.get_attribute("#node-Kinase", "aria-label") or "")
    assert tab.locator("#picture .cross, #chain .slash").count() == 2


# -- sizes and places -----------------------------------------------------------------------------


def test_picture_prediction_run_and_verdict_are_on_a_phones_first_screen(opened: Opener) -> None:
    tab = opened(CONSENSUS, CASE, viewport=PHONE)
    bar = tab.evaluate("document.querySelector('footer').getBoundingClientRect().top")
    places = [_box(tab, s) for s in ("#sides", "#chain", "#prediction", "#run", "#verdict .word")]
    assert places[0][1] <= places[1][0] < places[1][1] <= places[2][0]
    assert all(0 <= top < bottom <= bar for top, bottom in places), (places, bar)
    assert places[1][0] < 160
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    assert tab.is_visible("#outcomes")
    tab.click("#whole")
    assert tab.is_visible("#picture svg")


def test_the_chain_shows_its_numbers_and_no_value_before_the_run(opened: Opener) -> None:
    tab = opened(CONSENSUS, "#a=PTEN%20loss", viewport=PHONE)
    fills = """(what) => [...new Set([...document.querySelectorAll(what)].map(
        e => getComputedStyle(e).fill + getComputedStyle(e).fontWeight))]"""
    assert "run it" in tab.inner_text("#chain-title")
    assert tab.evaluate(fills, "#chain .number") == ["rgb(255, 255, 255)700"]
    assert tab.evaluate(fills, "#chain .box:not(.drug) .shape") == ["rgb(255, 255, 255)400"]
    assert len(tab.evaluate(fills, "#chain .box:not(.drug):not(.lost) text:not(.number)")) == 1
    tab.click("#change")
    tab.fill("#search", "p95")
    first = tab.locator("#drawer .chip:visible, #species-found button").first
    assert first.inner_text().endswith("p95HER2")  # the alteration stands before species to open
    assert not tab.is_visible("#drugs")


def _box(tab: Page, selector: str) -> tuple[float, float]:
    box = tab.locator(selector).bounding_box()
    assert box
    return box["y"], box["y"] + box["height"]


SMALL_TEXT = """() => {
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const { parentElement: e, textContent: text } = walk.currentNode;
        if (!text.trim() || e.closest("script, .aloud, title, desc")) continue;
        if (!e.checkVisibility()) continue;
        const svg = e.closest("svg");
        const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
        const size = parseFloat(getComputedStyle(e).fontSize) * scale;
        if (size < 11.995) found.push([text.trim(), size]);
    }
    return found;
}"""
SMALL_TARGETS = """() => [...document.querySelectorAll(
    "button, summary, select, input, textarea, .chip")]
    .filter(e => e.checkVisibility() && e.id !== "changing")
    .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
    .filter(([, b]) => b.width < 24 || b.height < 24)
    .map(([text, b]) => [text, b.width, b.height])"""


@pytest.mark.parametrize("width", [390, 768, 1400])
def test_text_has_12_pixels_and_targets_24(width: int, opened: Opener) -> None:
    tab = opened(CONSENSUS, f"{BOTH}&s=AKT", viewport={"width": width, "height": 900})
    if width < 992:
        tab.click("#whole")
    assert tab.evaluate(SMALL_TEXT) == []
    assert tab.evaluate(SMALL_TARGETS) == []
    tab.click("#close")
    tab.click("#change")
    assert tab.evaluate(SMALL_TEXT) == []
    assert tab.evaluate(SMALL_TARGETS) == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_names_for_those_who_do_not_see_have_no_glyphs(opened: Opener) -> None:
    tab = opened(CONSENSUS, f"{BOTH}&s=AKT")
    for part in ("header", "#sides", "#answer", "#species", "#difference", "#matrix", "footer"):
        named = re.findall(
            r'^\s*- .?[a-z]+ "(.*?)"', tab.locator(part).aria_snapshot(), re.MULTILINE
        )
        assert named or part == "footer"
        assert not [n for n in named if re.search("[▲▼✕◐●○⊣→↶↷±]", n)], part


def test_a_pinch_zooms_the_pathway(opened: Opener) -> None:
    tab = opened(CONSENSUS, CASE, viewport=PHONE, has_touch=True)
    tab.click("#whole")
    before = tab.evaluate("picture.svg.getBoundingClientRect().width")
    tab.evaluate(
        """() => {
            const frame = $("picture");
            const touch = (type, pointerId, clientX) => frame.dispatchEvent(new PointerEvent(type,
                { pointerId, clientX, clientY: 300, pointerType: "touch", bubbles: true }));
            touch("pointerdown", 1, 100); touch("pointerdown", 2, 200);
            touch("pointermove", 2, 300); touch("pointerup", 1, 100); touch("pointerup", 2, 300);
        }"""
    )
    assert tab.evaluate("picture.svg.getBoundingClientRect().width") == pytest.approx(
        2 * before, abs=0.05
    )


# -- cases ----------------------------------------------------------------------------------------


def test_two_tumours_stand_side_by_side(opened: Opener) -> None:
    tab = opened(CONSENSUS, BOTH)
    assert "resistant" in tab.inner_text("#side-0")
    assert "responds" in tab.inner_text("#side-1")
    one = h2.trajectory(CONSENSUS, alterations=["PTEN loss"], drugs=["trastuzumab"])[-1]
    two = h2.trajectory(
        CONSENSUS, alterations=["PTEN loss"], drugs=["trastuzumab", "capivasertib"]
    )[-1]
    differing = [s for s in one if one[s] != two[s]]
    assert f"{len(differing)} of {len(one)} species differ" in tab.inner_text("#difference-title")
    assert tab.locator("#differing li").count() == len(differing)
    tab.click("#outline")
    assert tab.locator("#picture .node.differs").count() == len(differing)
    address = tab.url.partition("#")[2]
    tab.click("#side-1")
    assert tab.inner_text("#case-title") == "PTEN loss, trastuzumab + capivasertib"
    assert tab.get_attribute("#verdict", "data-verdict") == "responds"
    assert tab.inner_text("#change") == "Change B"
    tab.click("#side-0")
    assert tab.url.partition("#")[2] == address


def test_undo_and_redo_go_through_the_history(opened: Opener) -> None:
    tab = opened()
    assert tab.is_disabled("#undo")
    for name in ("PTEN loss", "MUC4 overexpression"):
        tab.evaluate(
            """(name) => toggle(
                now.alterations, data.alterations.findIndex(a => a.name === name), true)""",
            name,
        )
    tab.click("#undo")
    tab.wait_for_function("$('case-title').textContent === 'PTEN loss, untreated'")
    tab.go_back()
    tab.wait_for_function("$('case-title').textContent === 'Unaltered tumour, untreated'")
    assert tab.is_disabled("#undo")
    tab.click("#redo")
    tab.wait_for_function("$('case-title').textContent === 'PTEN loss, untreated'")
    tab.click("#redo")
    tab.wait_for_function("$('case-title').textContent.startsWith('PTEN loss + MUC4')")
    assert tab.is_disabled("#redo")


def test_a_case_is_shared_from_inside_a_frame(opened: Opener, folder: Path) -> None:
    model = h2.load("PMC7464074")
    made = page(model, address="https://example.org/her2.html")
    (folder / "outer.html").write_text(f"<!doctype html><title>x</title>{made.frame(800)}")
    tab = opened("outer")
    inside = tab.frames[1]
    inside.wait_for_selector("#share")
    inside.evaluate("toggle(now.drugs, data.offered[0], true)")
    inside.evaluate("toggle(now.alterations, 0, true)")
    inside.click("#undo")
    inside.wait_for_function("$('case-title').textContent.startsWith('Unaltered tumour, tras')")
    inside.click("#share")
    assert inside.input_value("#link") == "https://example.org/her2.html#d=trastuzumab"
    with tab.expect_download() as waiting:
        inside.click("#file")
    waiting.value.save_as(folder / "saved.html")
    again = opened("saved")
    assert again.inner_text("#case-title") == "Unaltered tumour, trastuzumab"
    again.click("#run")
    again.click("#skip")
    assert again.get_attribute("#verdict", "data-verdict") == "responds"


def test_the_picture_is_saved(opened: Opener, tmp_path: Path) -> None:
    tab = opened(CONSENSUS, CASE)
    with tab.expect_download() as waiting:
        tab.click("#save")
    assert waiting.value.suggested_filename == "PTEN-loss-trastuzumab.png"
    waiting.value.save_as(tmp_path / "x.png")
    assert (tmp_path / "x.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert (tmp_path / "x.png").stat().st_size > 20_000


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Herceptin", ["trastuzumab"]),
        ("kadcyla", ["T-DM1"]),
        ("truncated HER2", ["p95HER2"]),
        ("AZD5363", ["capivasertib"]),
    ],
)
def test_the_drawer_finds_what_python_finds(typed: str, shown: list[str], opened: Opener) -> None:
    tab = opened()
    tab.click("#change")
    tab.fill("#search", typed)
    chips = tab.locator("#drawer .chip:visible span").all_text_contents()
    assert chips == shown
    roles, model = h2.find(typed, CONSENSUS).roles, h2.load(CONSENSUS)
    drugs = [model.species[d].name for d in roles.get("drugs", ())]
    assert [*drugs, *roles.get("alterations", ())] == shown


def test_a_quiz_is_what_a_teacher_wrote(opened: Opener, folder: Path) -> None:
    (folder / "quiz.yaml").write_text(
        "- {question: Does it stop?, drugs: [trastuzumab]}\n"
        "- {question: And now?, drugs: [trastuzumab], alterations: [PTEN loss]}\n"
    )
    page("PMC7464074", folder / "quizzed.html", quiz=folder / "quiz.yaml")
    tab = opened("quizzed")
    assert tab.inner_text("#quiz-title") == "Question 1 of 2"
    assert tab.inner_text("#quiz-question") == "Does it stop?"
    assert tab.inner_text("#case-title") == "Unaltered tumour, trastuzumab"
    tab.check("input[value=resistant]", force=True)
    tab.click("#run")
    assert tab.inner_text("#quiz-score") == "0 of 1 right"
    tab.click("#quiz-next")
    tab.check("input[value=resistant]", force=True)
    tab.click("#run")
    assert tab.inner_text("#quiz-score") == "1 of 2 right"
    bad = folder / "bad.yaml"
    for text, said in [
        ("drugs: [x]", "is not a quiz"),
        ("- drug: 1", "no 'drug'"),
        ("- 1", "not a case"),
    ]:
        bad.write_text(text)
        with pytest.raises(InputError, match=said):
            page("PMC7464074", quiz=bad)


def test_the_line_of_python_names_what_exists(
    opened: Opener, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    for name in ("activated", CONSENSUS):
        scope: dict[str, Any] = {}
        exec(opened(name).inner_text("#python").replace("print(result)", ""), scope)
        assert scope["result"].model.name == name
