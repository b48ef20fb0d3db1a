"""What the site links to from each lesson: its case in the interactive page, and its sheet."""

from __future__ import annotations

import her2model as h2
from her2model.commands.handouts import LESSONS, scripts, sheet, write_sheet, write_sheets

__all__ = ["LESSONS", "address", "hand_out", "scripts", "sheet", "write_sheet", "write_sheets"]


def address(number: int) -> str:
    """Return where a lesson's case is, from the root of the site."""
    lesson = LESSONS[number]
    name = h2.load(lesson.model).name
    return f"pages/{name}.html{h2.case_link(lesson.model, **lesson.case)}"


def hand_out(number: int) -> str:
    """Write the end of a lesson's page."""
    return "\n".join(
        [
            "Hand-outs",
            "---------",
            f"- `The lesson's case in the interactive page <../{address(number)}>`__.",
            "  It opens from disk and needs no network.",
            f"- `A sheet to print <../sheets/lesson-{number}.pdf>`__:",
            "  question, picture, exercises, and lines to write on.",
            "- The words: :doc:`what the words mean </semantics>`, :doc:`glossary </glossary>`,",
            "  :doc:`names of genes and drugs </reference/names>`.",
            "",
        ]
    )
