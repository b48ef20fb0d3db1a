"""The page for everybody, everywhere: access, print, phones, notebooks, text that is only text."""

import html
import json
import re
from importlib.resources import files
from pathlib import Path

import nbconvert
import nbformat
import pytest

from her2model import page
from her2model.errors import InputError, LimitError, UnknownName
from her2model.library import load
from her2model.webpage.data import tree
from her2model.webpage.page import iframe
from page_models import BISTABLE, names
from page_opener import CONSENSUS, Opener

BUSY = "#a=PTEN%20loss&d=trastuzumab&d=lapatinib&off=S6K&p=responds&run=1&s=AKT"


@pytest.mark.parametrize(
    ("name", "scheme", "width", "address"),
    [
        ("PMC7464074__F1", "light", 1400, ""),
        (CONSENSUS, "light", 1400, BUSY),
        (CONSENSUS, "dark", 1400, BUSY),
        (CONSENSUS, "dark", 390, BUSY),
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
    if scheme == "dark":  # what hangs on width and colours: half as wide, and the other scheme
        tab.set_viewport_size({"width": 390 if width < 768 else 768, "height": 900})
        tab.click("#theme")
        assert tab.evaluate("document.documentElement.dataset.theme") == "light"
        rules = [
            "color-contrast",
            "scrollable-region-focusable",
            "target-size",
            "link-in-text-block",
        ]
        found = tab.evaluate(
            "(values) => axe.run({resultTypes: ['violations'], runOnly: {type: 'rule', values}})",
            rules,
        )
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]] == []
        assert "color-contrast" in {p["id"] for p in found["passes"]}


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
        most = 300_000
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
    opener = Opener(opened.tabs, folder)  # the converted file itself asks for scripts of its own
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
