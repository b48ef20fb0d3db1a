"""The structure that the design promises: import order, light import, public names, docstrings."""

import ast
import doctest
import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import her2model

PROJECT = Path(__file__).parent.parent
SOURCE = PROJECT / "src" / "her2model"
HEAVY = ("matplotlib", "clingo", "pandas", "oxidd", "biodivine_aeon", "networkx")


def floors() -> dict[str, int]:
    """Room → floor, from the table in the design."""
    page = (PROJECT / "docs" / "design.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \|", page, flags=re.M)
    return {room: int(floor) for floor, room in rows}


def modules() -> list[Path]:
    found = sorted(p for p in SOURCE.rglob("*.py") if not p.stem.startswith("__"))
    return found


def name_of(path: Path) -> str:
    """First part of a module's name below the package: its room."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Modules of the package that a module imports anywhere, in functions and for types too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{a.name}" for a in node.names}
    return {n for n in names if n.split(".")[0] == "her2model"}


def test_the_design_lists_every_room() -> None:
    assert sorted(floors()) == sorted({name_of(p) for p in modules()})


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_modules_import_only_from_floors_below(path: Path) -> None:
    floor = floors()
    own = name_of(path)
    for name in imported(path):
        if name == "her2model" and own == "commands":
            continue  # the commands come in by the front door
        room = name.split(".")[1]
        assert room in floor, f"{path.name} imports the package root for {name}"
        within = room == own and path.parent != SOURCE
        assert floor[room] < floor[own] or within, (
            f"{own} ({path.name}) imports {room}, which is not below it"
        )


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_all_names_what_is_public(path: Path) -> None:
    relative = path.relative_to(SOURCE).with_suffix("")
    module = importlib.import_module("her2model." + ".".join(relative.parts))
    public = {
        n
        for n, v in vars(module).items()
        if not n.startswith("_")
        and (inspect.isfunction(v) or inspect.isclass(v))
        and v.__module__ == module.__name__
    }
    assert public <= set(module.__all__)
    assert all(hasattr(module, n) for n in module.__all__)


def test_import_is_light() -> None:
    code = f"import her2model, sys; print([m for m in {HEAVY!r} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_public_names_are_listed_and_sorted() -> None:
    assert sorted(her2model.__all__, key=lambda n: (not n[0].isupper(), n)) == her2model.__all__
    assert set(dir(her2model)) == {*her2model.__all__, "__version__"}


@pytest.mark.parametrize("name", her2model.__all__)
def test_public_names_are_documented(name: str) -> None:
    doc = inspect.getdoc(getattr(her2model, name))
    assert doc
    if inspect.isfunction(getattr(her2model, name)) and name not in ("read_figure", "read_figures"):
        assert doctest.DocTestParser().get_examples(doc), f"{name} has no example"
