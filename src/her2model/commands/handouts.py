"""Hand-outs of the lessons: a sheet to print, and a page that asks the lesson's question."""

from __future__ import annotations

import logging
import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import her2model as h2
from her2model.drawing.focus import MOST, focused
from her2model.drawing.overlay import overlay_of
from her2model.engine.simulation import DISCLAIMER
from her2model.model.records import lessons_folder

__all__ = [
    "LESSONS",
    "Lesson",
    "Sheet",
    "scripts",
    "sheet",
    "write_hand_outs",
    "write_sheet",
    "write_sheets",
]

CONSENSUS = "her2-resistance"
TOP = 0.965  # of the sheet, where 1 is the edge


@dataclass(frozen=True, slots=True)
class Lesson:
    """The case that a lesson's hand-outs show, and whether its questions need the whole model."""

    model: str
    case: Mapping[str, Any] = field(default_factory=dict)
    whole: bool = False


LESSONS = {
    1: Lesson("PMC7464074", {"alterations": ["PTEN loss"], "drugs": ["trastuzumab"]}),
    2: Lesson(CONSENSUS, {"drugs": ["lapatinib"]}),
    3: Lesson(CONSENSUS, {"alterations": ["p95HER2"], "drugs": ["trastuzumab"]}),
    4: Lesson(CONSENSUS, {"alterations": ["PTEN loss"], "drugs": ["trastuzumab", "alpelisib"]}),
    5: Lesson(CONSENSUS, {"alterations": ["MUC4 overexpression"], "drugs": ["TDM1"]}, whole=True),
    6: Lesson(
        CONSENSUS, {"alterations": ["IGF1R overexpression"], "drugs": ["trastuzumab"]}, whole=True
    ),
    7: Lesson(CONSENSUS, {"drugs": ["trastuzumab"], "context": {"NRG1": 1}}),
    8: Lesson("PMC9640784", {"alterations": ["MUC4 overexpression"], "drugs": ["trastuzumab"]}),
    9: Lesson("mapk-resistance", {"drugs": ["vemurafenib"], "context": {"EGFR_expression": 1}}),
    10: Lesson(CONSENSUS, {"alterations": ["HER3 up-regulation"], "drugs": ["lapatinib"]}),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a lesson's sheet says."""

    title: str
    question: str
    predictions: tuple[str, ...]
    exercises: tuple[str, ...]


def scripts() -> dict[int, Path]:
    """Return number → script of every lesson that is there."""
    return {int(p.name.split("_")[1]): p for p in sorted(lessons_folder().glob("plot_*.py"))}


def write_hand_outs(folder: Path, numbers: Iterable[int]) -> list[Path]:
    """Write the sheet of each lesson, and a page that asks its question; return the files."""
    files = []
    for number in numbers:
        lesson = LESSONS[number]
        asked = " ".join(sheet(number).predictions) or sheet(number).question
        quiz = [{**lesson.case, "question": asked}]
        files += [folder / f"lesson-{number}.pdf", folder / f"lesson-{number}.html"]
        write_sheet(number, files[-2])
        h2.page(lesson.model, files[-1], quiz=quiz)
    return files


# -- the sheet's words ------------------------------------------------------------------------


def sheet(number: int) -> Sheet:
    """Read what the sheet says from the lesson's script."""
    text = scripts()[number].read_text(encoding="utf-8")
    head = text.split('"""')[1].strip().splitlines()
    intro = "\n".join(head[2:])
    comments = [_comment(block) for block in re.split(r"^# %%.*\n", text, flags=re.M)[1:]]
    every = [intro, *comments]
    question = _paragraph(intro, "**Question.**")
    predictions = [_paragraph(t, "**Predict first.**") for t in every if "**Predict first.**" in t]
    exercises = next(t for t in comments if "Exercises\n---" in t)
    listed = exercises.partition("Exercises\n")[2].partition("\nAnswers\n")[0]
    items = re.findall(r"^\d\. (.*?)(?=^\d\. |\Z)", listed, flags=re.M | re.S)
    return Sheet(head[0], question, tuple(predictions), tuple(map(_plain, items)))


def _comment(block: str) -> str:
    """Return the comment that a block begins with, without its marks."""
    lines = []
    for line in block.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#").removeprefix(" "))
    return "\n".join(lines)


def _paragraph(text: str, mark: str) -> str:
    return _plain(text.partition(mark)[2].split("\n\n")[0])


def _plain(text: str) -> str:
    """Take the marks of reStructuredText off."""
    text = re.sub(r"`([^`<]+?) <[^>]+>`_+", r"\1", text)
    text = re.sub(r":\w+:`~?([^`]+)`", r"\1", text).replace("``", "").replace("*", "")
    return " ".join(text.split())


# -- the sheet's picture ----------------------------------------------------------------------


def write_sheets(folder: Path) -> None:
    """Write a sheet for every lesson that is there."""
    for number in scripts():
        write_sheet(number, folder / f"lesson-{number}.pdf")


def write_sheet(number: int, file: Path) -> None:
    """Write a lesson's sheet: one page of A4, to be filled in by hand.

    Raises
    ------
    ValueError
        The lesson says more than a page holds.
    """
    from matplotlib import rc_context
    from matplotlib.backends.backend_pdf import FigureCanvasPdf
    from matplotlib.figure import Figure

    words, lesson = sheet(number), LESSONS[number]
    case = _case(lesson)
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells of every glyph
    lines, tall = _room(words, case)
    with rc_context({"pdf.fonttype": 42, "font.family": "DejaVu Sans"}):
        figure = Figure(figsize=(8.27, 11.69))
        FigureCanvasPdf(figure)
        low = _head(figure, words, lines) - tall
        ax = figure.add_axes((0.07, low + 0.008, 0.86, tall - 0.008))
        h2.draw(lesson.model, ax=ax, size="slide", focus=_part(lesson))
        _foot(figure, low, words, case, lines)
        _write(figure, 0.03, f"her2model. {DISCLAIMER}", size=7)
        figure.savefig(
            file,
            metadata={
                "Title": f"Lesson {words.title}",
                "Subject": words.question,
                "CreationDate": None,
                "ModDate": None,
            },
        )


def _room(words: Sheet, case: str) -> tuple[int, float]:
    """Return how many lines to write on fit after each question, and how tall the picture is."""
    for lines in (2, 1):
        below = _foot(None, 0, words, case, lines)
        tall = min(0.355, _head(None, words, lines) + below - 0.04)
        if tall >= 0.22:
            return lines, tall
    raise ValueError(f"the sheet of lesson {words.title} does not fit one page; shorten the lesson")


def _head(figure: Any, words: Sheet, lines: int) -> float:
    """Write what comes before the picture; return where it ends."""
    y = _write(figure, TOP, words.title, size=15, weight="bold")
    y = _write(figure, y - 0.006, words.question)
    for prediction in words.predictions:
        y = _write(figure, y - 0.006, f"Predict first. {prediction}")
        y = _rule(figure, y, lines)
    return y


def _foot(figure: Any, y: float, words: Sheet, case: str, lines: int) -> float:
    """Write what comes after the picture; return where it ends."""
    y = _write(figure, y - 0.004, f"The case: {case}", size=8)
    y = _write(figure, y - 0.008, "Exercises", size=11, weight="bold")
    for k, exercise in enumerate(words.exercises, 1):
        y = _write(figure, y - 0.004, f"{k}. {exercise}")
        y = _rule(figure, y, lines)
    return y


def _part(lesson: Lesson) -> list[str] | None:
    """Return what matters in the case, where the whole model would be too small on paper."""
    result = h2.simulate(lesson.model, **lesson.case)
    if lesson.whole or len(result.model.species) <= MOST:
        return None
    named = result.model.readouts
    assert named is not None  # a lesson's model says how it grows
    return sorted(focused(result.model, named.growth, [overlay_of(result.model, result)]))


def _case(lesson: Lesson) -> str:
    text = str(h2.simulate(lesson.model, **lesson.case).scenario)
    return f"{text}. Model {h2.load(lesson.model).name}."


def _write(figure: Any, y: float, text: str, size: float = 9.5, weight: str = "normal") -> float:
    """Write lines from ``y`` down, or only measure them; return where the next may begin."""
    lines = textwrap.wrap(text, width=int(980 / size))
    if figure is not None:
        figure.text(0.07, y, "\n".join(lines), size=size, weight=weight, va="top", linespacing=1.25)
    return y - len(lines) * size * 1.5 / 842


def _rule(figure: Any, y: float, lines: int) -> float:
    """Leave lines to write on."""
    from matplotlib.lines import Line2D

    for _ in range(lines):
        y -= 0.024
        if figure is not None:
            figure.add_artist(Line2D((0.07, 0.93), (y, y), color="#999999", linewidth=0.5))
    return y - 0.006
