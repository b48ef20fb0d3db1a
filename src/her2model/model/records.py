"""Where the files are that travel with the package: models, figure records, lessons."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import islice
from pathlib import Path

from her2model.model.arguments import path_of

__all__ = [
    "lessons_folder",
    "record_path",
    "records_folder",
    "shipped_folder",
    "shipped_models",
    "title_of",
]


def records_folder() -> Path:
    """Return the folder of the figure records."""
    return _folder("_records", "seeds")


def lessons_folder() -> Path:
    """Return the folder of the lessons."""
    return _folder("_lessons", "examples/lessons")


def record_path(name: str | Path) -> Path:
    """Return the path of a record: as given, or that of a shipped one whose id is given.

    Examples
    --------
    >>> record_path("PMC7464074").name
    'PMC7464074__cancers-12-02081-g001.md'
    >>> record_path("mine.md").name
    'mine.md'
    """
    path = path_of(name, "figure")
    if path.suffix != ".md" and not os.path.exists(path):  # of any name: Path.exists raises
        for found in sorted(records_folder().glob("*.md")):
            if str(name) in (found.stem, found.stem.partition("__")[0]):
                return found
    return path


def shipped_folder() -> Path:
    """Return the folder of the curated files."""
    return _folder("_models", "models")


@cache
def shipped_models() -> Mapping[str, Path]:
    """Return the shipped models by name, the consensus first."""
    folder = shipped_folder()
    consensus = sorted(folder.glob("*-*.yaml"))
    others = (p for kind in ("figures", "published") for p in sorted(folder.glob(f"{kind}/*.yaml")))
    found = [*consensus, *others]
    return {str(p.relative_to(folder).with_suffix("").as_posix()): p for p in found}


def title_of(path: Path) -> str:
    """Return the title of a model file, read from its first lines."""
    with path.open(encoding="utf-8") as file:
        for line in islice(file, 20):
            if line.startswith("title: "):
                return line.removeprefix("title: ").strip().strip("\"'")
    return ""


@cache
def _folder(package: str, in_clone: str) -> Path:
    try:
        return Path(str(files(f"her2model.{package}")))
    except ModuleNotFoundError:  # an editable install made before this was a package
        return Path(__file__).parents[3] / in_clone
