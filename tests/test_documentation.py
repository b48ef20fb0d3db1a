"""What the project shows to its users runs, and says what it prints."""

import doctest
import html
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
EXAMPLES = sorted((PROJECT / "examples").glob("*.py"))
LESSONS = sorted((PROJECT / "examples" / "lessons").glob("plot_*.py"))
PAGES = [
    *(PROJECT / name for name in ("README.md", "CONTRIBUTING.md")),
    *sorted(p for p in (PROJECT / "docs").rglob("*.md") if "_build" not in p.parts),
]

EXPECTED = {
    "feedback_and_timing": "IGF1R overexpression: IRS1 level 1 of 2 -> on",
    "read_a_figure": "PMC7464074__F1: 0 findings",
    "resistance_table": "Picture: table.png",
    "which_drug_still_works": "trastuzumab   resistant",
    "why_does_it_fail": "PTEN is off: alteration: PTEN loss",
}


def test_there_is_an_expectation_for_each_example() -> None:
    assert {e.stem for e in EXAMPLES} == set(EXPECTED)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda p: p.stem)
def test_examples_run(
    example: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    picture = tmp_path / "table.png"
    monkeypatch.setattr(sys, "argv", [str(example), str(picture)])
    runpy.run_path(str(example), run_name="__main__")
    assert EXPECTED[example.stem] in capsys.readouterr().out
    assert picture.exists() == (example.stem == "resistance_table")


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda p: p.stem)
def test_lessons_run_and_their_answers_hold(
    lesson: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import matplotlib.pyplot as plt

    plt.switch_backend("agg")
    monkeypatch.chdir(lesson.parent)
    runpy.run_path(str(lesson), run_name="__main__")
    plt.close("all")
    text = lesson.read_text(encoding="utf-8")
    for part in ("**Question.**", "**Predict first.**", "What this leaves out", "# Exercises"):
        assert part in text
    assert text[text.index("# Answers") :].count("\nassert ") >= 3
    assert capsys.readouterr().out


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_pages_say_what_python_says(page: Path) -> None:
    text = re.sub(r"^```.*$", "", page.read_text(encoding="utf-8"), flags=re.M)
    examples = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(examples)
    assert runner.summarize(verbose=False).failed == 0


def test_the_readme_shows_code_and_its_output_at_once() -> None:
    head = (PROJECT / "README.md").read_text(encoding="utf-8").splitlines()[:15]
    assert any(line.startswith(">>> ") for line in head)
    assert "'resistant'" in head


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    inside = [t for t in targets if "://" not in t]
    assert [t for t in inside if not (page.parent / t).exists()] == []


def test_tables_are_current() -> None:
    pages = runpy.run_path(str(PROJECT / "docs" / "tables.py"))["pages"]()
    folder = PROJECT / "docs" / "reference"
    kept_by_hand = {"validation-log.md"}
    assert {p.name for p in folder.glob("*.md")} == set(pages) | kept_by_hand
    for name, text in pages.items():
        assert (folder / name).read_text(encoding="utf-8") == text, "run: python docs/tables.py"


def test_pictures_are_current(tmp_path: Path) -> None:
    pictures = runpy.run_path(str(PROJECT / "docs" / "pictures.py"))["pictures"]()
    for name, drawn in pictures.items():
        drawn(tmp_path / name)
        shown = (PROJECT / "docs" / "images" / name).read_bytes()
        assert (tmp_path / name).read_bytes() == shown, "run: python docs/pictures.py"


def test_module_runs_as_a_script() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "her2model", "--version"], capture_output=True, text=True, check=True
    )
    assert run.stdout.startswith("her2model ")


def test_the_picture_of_the_five_figures_is_current() -> None:
    """The picture holds its table in words; so a change of a model shows."""
    from her2model.curating.agreement import arrow_table
    from her2model.library import load

    found = arrow_table(sorted(n.partition("__")[0] for n in load("her2-resistance").parents))
    picture = (PROJECT / "docs" / "images" / "five-figures.svg").read_text(encoding="utf-8")
    told = html.unescape(picture.partition("<dc:description>")[2].partition("</dc:desc")[0])
    hint = "run: her2model compare FIGURES --file docs/images/five-figures.svg"
    assert told.split() == str(found).split(), hint
