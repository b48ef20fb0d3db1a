"""The built site: every link resolves, everything public is described, nothing asks the network.

``make docs`` runs this after the build; the tests of the library do not need the site. Where
Chromium is looked for: ``tests/chromium.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from handouts import LESSONS, address, scripts, sheet, write_sheet
from playwright.sync_api import Browser
from sphinx.util.inventory import InventoryFile

import her2model as h2
from chromium import chromium
from her2model import errors
from her2model.cli import COMMANDS

SITE = Path(__file__).parent / "_build" / "html"
PAGES = sorted(p.relative_to(SITE).as_posix() for p in SITE.rglob("*.html"))
TYPICAL = (
    "index.html",
    "tutorial.html",
    "semantics.html",
    "glossary.html",
    "lessons/index.html",
    "lessons/plot_4_upstream_and_downstream.html",
    "reference/claims.html",
    "api/her2model.simulate.html",
)
LOADED = {"img": "src", "script": "src", "iframe": "src", "source": "src", "link": "href"}


class Html(HTMLParser):
    """What a page links to, what it loads, and the ids in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.loads: set[str] = set()
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what matters of an element."""
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given[k] for k in ("id", "name") if k in given}
        if tag == "a" and "href" in given:
            self.links.add(given["href"])
        if tag in LOADED and LOADED[tag] in given:
            self.loads.add(given[LOADED[tag]])
        self.loads |= set(re.findall(r"url\(['\"]?([^'\")]+)", given.get("style", "")))


@cache
def read(page: str) -> Html:
    """Read a page of the site."""
    return Html((SITE / page).read_text(encoding="utf-8"))


# -- what is described ------------------------------------------------------------------------


@cache
def described() -> set[str]:
    """Return the Python names that have a description in the site."""
    with (SITE / "objects.inv").open("rb") as file:
        found = InventoryFile.load(file, "", lambda base, target: base + target)
    return {name for kind, names in found.items() if kind.startswith("py:") for name in names}


def test_every_public_name_is_described() -> None:
    assert {f"her2model.{name}" for name in h2.__all__} - described() == set()


def test_every_error_is_described() -> None:
    classes = {n for n in errors.__all__ if isinstance(getattr(errors, n), type)}
    told = {name.rpartition(".")[2] for name in described()}
    assert classes - told == set()


def test_every_command_is_described() -> None:
    told = read("reference/command-line.html").ids
    assert set(COMMANDS) <= set(told)


def test_every_shipped_model_has_its_evidence_and_its_claims() -> None:
    claims = (SITE / "reference" / "claims.html").read_text(encoding="utf-8")
    for name in h2.list_models():
        model = h2.load(name)
        page = (SITE / "reference" / f"evidence-{model.name}.html").read_text(encoding="utf-8")
        text = re.sub(r"<[^>]+>", "", page).replace("&gt;", ">")
        assert [a for a in model.interactions if a not in text] == []
        assert model.name in claims


def test_pages_with_verdicts_say_what_they_are_not_for() -> None:
    for page in PAGES:
        if not page.startswith("pages/"):
            text = (SITE / page).read_text(encoding="utf-8")
            assert "ot for clinical use" in text, page


# -- links ------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_links_inside_the_site_lead_somewhere(page: str) -> None:
    wrong = []
    for link in read(page).links | read(page).loads:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc or link.startswith("data:"):
            continue
        target = (SITE / page).parent / unquote(parts.path) if parts.path else SITE / page
        if not target.is_file():
            wrong.append(link)
        elif parts.fragment and target.suffix == ".html":
            there = target.resolve().relative_to(SITE.resolve()).as_posix()
            is_case = there.startswith("pages/")  # its fragment is a case, tested below
            if not is_case and unquote(parts.fragment) not in read(there).ids:
                wrong.append(link)
    assert wrong == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_loads_nothing_from_elsewhere(page: str) -> None:
    assert [a for a in read(page).loads if urlsplit(a).netloc] == []


def test_style_sheets_load_nothing_from_elsewhere() -> None:
    for sheet_ in SITE.rglob("*.css"):
        text = sheet_.read_text(encoding="utf-8")
        assert re.findall(r"@import|url\(['\"]?(?:https?:)?//[^)]+", text) == [], sheet_


# -- hand-outs --------------------------------------------------------------------------------


def test_every_lesson_has_its_hand_outs(tmp_path: Path) -> None:
    assert set(scripts()) <= set(LESSONS)
    for number, script in scripts().items():
        page = read(f"lessons/{script.stem}.html")
        assert f"../{address(number)}" in page.links
        assert f"../sheets/lesson-{number}.pdf" in page.links
        made = (SITE / "sheets" / f"lesson-{number}.pdf").read_bytes()
        assert len(re.findall(rb"/Type /Page\b", made)) == 1
        assert len(sheet(number).exercises) >= 3
        assert sheet(number).question
        assert sheet(number).predictions
    write_sheet(number, tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == made


# -- in a browser -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, without any network of its own."""
    with chromium() as browser:
        yield browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", TYPICAL)
def test_axe_finds_nothing(page: str, scheme: str, browser: Browser) -> None:
    axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    tab = browser.new_page(color_scheme=scheme, viewport={"width": 1280, "height": 900})  # type: ignore[arg-type]
    tab.goto((SITE / page).as_uri())
    tab.evaluate(axe)
    found = tab.evaluate("axe.run({resultTypes: ['violations']})")
    tab.close()
    told = [(v["id"], [n["html"][:200] for n in v["nodes"]][:4]) for v in found["violations"]]
    assert told == []
    assert len(found["passes"]) > 20


def test_the_site_works_from_disk_without_a_network(browser: Browser) -> None:
    """Every page opens, asks for nothing outside, and reports no error."""
    context = browser.new_context()
    asked: list[str] = []
    faults: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    tab = context.new_page()
    tab.on("pageerror", lambda error: faults.append(f"{tab.url}: {error}"))
    tab.on("requestfailed", lambda request: faults.append(f"{tab.url}: {request.url}"))
    for page in PAGES:
        tab.goto((SITE / page).as_uri(), wait_until="load")
    context.close()
    assert len(asked) > len(PAGES)
    assert {a.partition(":")[0] for a in asked} <= {"file", "data", "blob"}
    assert faults == []


def test_search_works_from_disk(browser: Browser) -> None:
    tab = browser.new_page()
    tab.goto((SITE / "search.html").as_uri() + "?q=percolation")
    tab.wait_for_selector("#search-results li")
    found = tab.locator("#search-results li").all_inner_texts()
    tab.close()
    assert any("Glossary" in text for text in found)


def test_the_front_page_runs_its_case(browser: Browser) -> None:
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.goto((SITE / "index.html").as_uri())
    tab.locator("iframe.page").scroll_into_view_if_needed()
    frame = tab.frame_locator("iframe.page")
    chosen = frame.locator(".chip input:checked")
    chosen.first.wait_for(state="attached")
    values = {chosen.nth(k).evaluate("e => e.closest('.chip').innerText") for k in range(2)}
    tab.close()
    assert any("p95HER2" in v or "truncated" in v for v in values)
    assert any("trastuzumab" in v for v in values)


@pytest.mark.parametrize("number", sorted(scripts()))
def test_a_lessons_link_opens_its_case(number: int, browser: Browser) -> None:
    tab = browser.new_page()
    tab.goto(f"{SITE.as_uri()}/{address(number)}")
    case = LESSONS[number].case
    checked = tab.locator(".chip input:checked").count()
    tab.close()
    assert checked >= len(case.get("drugs", ())) + len(case.get("alterations", ()))
