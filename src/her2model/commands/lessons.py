"""The command about lessons: list them, read one, write all of them into a folder."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Annotated

import typer

from her2model.commands.output import Table
from her2model.commands.terminal import echo
from her2model.errors import InputError
from her2model.model.files import write_text
from her2model.model.records import lessons_folder

__all__ = ["lessons"]


def lessons(
    number: Annotated[int | None, typer.Argument(help="Print this lesson.")] = None,
    folder: Annotated[
        Path | None, typer.Option("--file", "-o", help="Folder to write all lessons into.")
    ] = None,
) -> None:
    """List the lessons, read one, or write all of them into a folder."""
    found = {int(p.name.split("_")[1]): p for p in lessons_folder().glob("plot_*.py")}
    found = dict(sorted(found.items()))
    if number is not None and number not in found:
        hint = f"there are {', '.join(map(str, found))}"
        raise InputError(f"there is no lesson {number}", hint=hint)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        for path in (*found.values(), *lessons_folder().glob("*.ipynb")):
            write_text(folder / path.name, path.read_text(encoding="utf-8"))
        return echo(f"{len(found)} lessons: {folder}; 'python {folder / found[1].name}' runs one")
    if number is not None:
        return echo(found[number].read_text(encoding="utf-8").rstrip())
    table = Table("lesson", "question")
    for k, path in found.items():
        head = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        question = re.search(r"\*\*Question\.\*\*(.*?)(?:\n\n|\Z)", head, flags=re.S)
        table.add_row(str(k), " ".join(question[1].split()) if question else head.split("\n")[0])
    echo(table)
    echo("'her2model lessons 1' prints one, 'her2model lessons -o FOLDER' writes all.")
