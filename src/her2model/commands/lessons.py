"""The command about lessons: list them, read one, write all of them into a folder."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Annotated

import typer

from her2model.commands.output import Table
from her2model.commands.terminal import echo
from her2model.commands.waiting import waiting
from her2model.errors import InputError
from her2model.model.files import write_text
from her2model.model.records import lessons_folder

__all__ = ["lessons"]


def lessons(
    number: Annotated[int | None, typer.Argument(help="Print this lesson.")] = None,
    folder: Annotated[
        Path | None, typer.Option("--file", "-o", help="Folder to write all lessons into.")
    ] = None,
    hand_outs: Annotated[
        bool,
        typer.Option("--hand-outs", help="With -o: a sheet to print and a page that asks, too."),
    ] = False,
) -> None:
    """List the lessons, read one, or write all of them into a folder."""
    found = {int(p.name.split("_")[1]): p for p in lessons_folder().glob("plot_*.py")}
    found = dict(sorted(found.items()))
    if number is not None and number not in found:
        hint = f"there are {', '.join(map(str, found))}"
        raise InputError(f"there is no lesson {number}", hint=hint)
    if folder is not None:
        return _write(folder, found, [number] if number is not None else list(found), hand_outs)
    if hand_outs:
        raise InputError("hand-outs are files", hint="say where to: --file FOLDER")
    if number is not None:
        return echo(found[number].read_text(encoding="utf-8").rstrip())
    table = Table("lesson", "question")
    for k, path in found.items():
        head = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        question = re.search(r"\*\*Question\.\*\*(.*?)(?:\n\n|\Z)", head, flags=re.S)
        table.add_row(str(k), " ".join(question[1].split()) if question else head.split("\n")[0])
    echo(table)
    echo("'her2model lessons 1' prints one, 'her2model lessons -o FOLDER' writes all,")
    echo("with --hand-outs also sheets to print and pages that ask.")


def _write(folder: Path, found: dict[int, Path], numbers: list[int], hand_outs: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    written = [found[k] for k in numbers]
    for path in (*written, *lessons_folder().glob("*.ipynb")):
        write_text(folder / path.name, path.read_text(encoding="utf-8"))
    if hand_outs:
        from her2model.commands.handouts import write_hand_outs

        with waiting(doing="sheets and pages"):
            write_hand_outs(folder, numbers)
        echo(f"hand-outs: lesson-{numbers[0]}.pdf, lesson-{numbers[0]}.html …")
    many = "1 lesson" if len(numbers) == 1 else f"{len(numbers)} lessons"
    echo(f"{many}: {folder}; 'python {folder / written[0].name}' runs one")
