"""The page of a cohort: it holds all, asks for nothing, and shows what files say as text only."""

import json
import re
from pathlib import Path

import pytest

import her2model as h2
from chromium import chromium
from her2model.tumours.reading import read_tumours

HER2 = h2.load("her2-resistance")
TABLE = (
    "sample,HER2 status,PIK3CA,PTEN\nT01,3+,,\nT02,3+,H1047R,\nT03,3+,K111N,\n"
    "<img src=x onerror=alert(1)>,3+,,R130*\n"
)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    (folder / "x.csv").write_text(TABLE, encoding="utf-8")
    verdicts = read_tumours(HER2, folder / "x.csv").verdicts(["trastuzumab", "TDM1"])
    verdicts.page(folder / "cohort.html")
    return folder / "cohort.html"


def test_the_page_is_one_file_that_asks_for_nothing(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "default-src 'none'" in text
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", text)
    assert "<img src=x" not in text
    assert text.count("not for clinical use") >= 2
    assert "rows read" in text
    assert "copy number 2: amplification" in text


def test_the_page_holds_every_verdict_and_its_reasons(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    assert found
    data = json.loads(found[1])
    assert [name for name, _ in data["tumours"]][:2] == ["T01", "T02"]
    one = data["patterns"][data["tumours"][1][1]]
    assert one["cells"][0]["looks"] == ["resistant"]
    reason = "\n".join(data["lines"][n] for n in one["cells"][0]["reason"])
    assert "PIK3CA mutation" in reason
    assert "«" in reason
    assert any("H1047R" in line for line in one["why"])
    three = data["patterns"][data["tumours"][2][1]]
    assert "depends on PIK3CA K111N" in three["cells"][0]["text"]


def test_the_page_in_a_browser(page: Path) -> None:
    with chromium() as browser:
        tab = browser.new_page(viewport={"width": 390, "height": 844})
        asked: list[str] = []
        said: list[str] = []
        tab.on("request", lambda r: asked.append(r.url))
        tab.on("console", lambda m: said.append(m.text))
        tab.on("pageerror", lambda e: said.append(str(e)))
        tab.goto(page.as_uri())
        assert tab.locator("#shown").text_content() == "4 of 4 tumours"
        tab.locator("button.name").nth(1).click()
        assert "PIK3CA H1047R" in (tab.locator("tr.why").text_content() or "")
        tab.locator("#search").fill("img")
        assert tab.locator("#shown").text_content() == "1 of 4 tumours"
        tab.locator("#search").fill("")
        tab.locator("#look").select_option(label="depends on what is uncertain")
        assert tab.locator("#shown").text_content() == "1 of 4 tumours"
        width = tab.evaluate("document.documentElement.scrollWidth")
        assert width <= 390
        assert said == []
        assert len(asked) == 1
