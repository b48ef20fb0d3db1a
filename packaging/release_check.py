"""The release checklist, as far as a program can go through it: ``make release-check``.

Each check yields what is wrong with it; nothing is changed. What is left for a person stands in
CONTRIBUTING.md.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).parent.parent
CONDA = {"matplotlib": "matplotlib-base", "PyYAML": "pyyaml"}
"""Packages that conda calls otherwise."""
BESIDE = {"gdsctools"}
"""Packages that a hint may name though no extra brings them: their own requirements are too old."""
INSIDE = {
    "models/**/*.yaml": "her2model/_models",
    "models/layouts/*": "her2model/_models",
    "models/resolved/**/*.json": "her2model/_models",
    "seeds/*.md": "her2model/_records",
    "examples/lessons/plot_*.py": "her2model/_lessons",
    "examples/lessons/*.ipynb": "her2model/_lessons",
}
"""Files that an installed package needs, and the folder of the wheel that they go to."""


def _text(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def _project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads(_text("pyproject.toml"))["project"]
    return found


def _recipe() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_text("packaging/recipe.yaml"))
    return found


def versions() -> Iterator[str]:
    """The version is the same everywhere."""
    heading = re.search(r"^## (\d\S*)", _text("CHANGELOG.md"), flags=re.M)
    found = {
        "pyproject.toml": _project()["version"],
        "CITATION.cff": yaml.safe_load(_text("CITATION.cff"))["version"],
        ".zenodo.json": json.loads(_text(".zenodo.json"))["version"],
        "packaging/recipe.yaml": _recipe()["context"]["version"],
        "CHANGELOG.md": heading[1] if heading else "none",
    }
    if len({str(v) for v in found.values()}) > 1:
        yield ", ".join(f"{file} has {v}" for file, v in found.items())


def metadata() -> Iterator[str]:
    """Title, authors, licence and keywords are the same for a reader, Zenodo and the index."""
    cff, zenodo = yaml.safe_load(_text("CITATION.cff")), json.loads(_text(".zenodo.json"))
    project = _project()
    pairs = {
        "title": (cff["title"], zenodo["title"]),
        "authors": ([a["name"] for a in cff["authors"]], [a["name"] for a in zenodo["creators"]]),
        "authors of the package": (
            [a["name"] for a in cff["authors"]],
            [a["name"] for a in project["authors"]],
        ),
        "licence": (cff["license"], zenodo["license"]),
        "licence of the package": (cff["license"], project["license"]),
        "keywords": (cff["keywords"], zenodo["keywords"]),
        "keywords of the package": (cff["keywords"], project["keywords"]),
        "summary": (project["description"], _recipe()["about"]["summary"]),
    }
    yield from (f"{what}: {a!r} and {b!r}" for what, (a, b) in pairs.items() if a != b)


def requirements() -> Iterator[str]:
    """The conda recipe asks for what the package asks for."""
    ours = {_conda(d) for d in _project()["dependencies"]}
    theirs = {d.replace(" ", "") for d in _recipe()["requirements"]["run"]}
    python = f"python{_project()['requires-python']}"
    for lacking in sorted((ours | {python}) ^ theirs):
        yield f"{lacking} is on one side only"


def _conda(requirement: str) -> str:
    name, sign, rest = re.split(r"(>=)", requirement)
    return f"{CONDA.get(name, name)}{sign}{rest}"


def hints() -> Iterator[str]:
    """A hint tells to install nothing but what the project names as a requirement."""
    project = _project()
    extras = project["optional-dependencies"].values()
    every = [*project["dependencies"], *(d for extra in extras for d in extra)]
    known = {re.split(r"[>=<\[]", d)[0] for d in every} | BESIDE
    files = [*PROJECT.glob("src/**/*.py"), *PROJECT.glob("docs/*.md"), *PROJECT.glob("docs/*/*.md")]
    for file in (*files, *PROJECT.glob("examples/**/*.ipynb")):
        for told in re.findall(r"pip install ([^`\"\n|({]*)", file.read_text(encoding="utf-8")):
            for word in told.replace("'", "").split():
                is_name = word != "." and not word.startswith("-") and not word.endswith(".txt")
                if is_name and re.split(r"[>=<\[]", word)[0] not in known:
                    yield f"{file.relative_to(PROJECT)}: pip install {word}"


def pythons() -> Iterator[str]:
    """Every Python from the lowest on is named."""
    project = _project()
    lowest = int(project["requires-python"].rpartition(".")[2])
    named = {int(c.rpartition("3.")[2]) for c in project["classifiers"] if " :: 3." in c}
    if named != set(range(lowest, max(named) + 1)):
        yield f"classifiers name 3.{sorted(named)}, and 3.{lowest} is the lowest"


def tracked() -> Iterator[str]:
    """No package, archive or large file lies in the repository."""
    listed = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True)
    for name in listed.stdout.splitlines():
        path = PROJECT / name
        if path.suffix in (".whl", ".egg", ".pyc") or path.stat().st_size > 4_000_000:
            yield name


def built() -> Iterator[str]:
    """A sdist and a wheel are built, and the wheel from the sdist is whole."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "build", "--outdir", folder, str(PROJECT)]
        made = subprocess.run(command, capture_output=True, text=True)
        if made.returncode:
            yield made.stderr.strip() or made.stdout.strip()[-400:]
            return
        wheel, sdist = next(Path(folder).glob("*.whl")), next(Path(folder).glob("*.tar.gz"))
        with zipfile.ZipFile(wheel) as archive, tarfile.open(sdist) as source:
            inside = set(archive.namelist())
            yield from _lacking(inside)
            packed = {n.partition("/")[2] for n in source.getnames()}
            yield from (
                f"{n} is not in the sdist" for n in ("LICENSE", "README.md") if n not in packed
            )


def _lacking(inside: set[str]) -> Iterator[str]:
    wanted = {
        f"{folder}/{p.relative_to(PROJECT / pattern.split('/*')[0].split('/')[0])}"
        if folder == "her2model/_models"
        else f"{folder}/{p.name}"
        for pattern, folder in INSIDE.items()
        for p in PROJECT.glob(pattern)
        if p.is_file() and "__pycache__" not in p.parts
    }
    wanted |= {"her2model/py.typed"}
    yield from (f"{name} is not in the wheel" for name in sorted(wanted - inside))


QUICK = (versions, metadata, requirements, hints, pythons, tracked)
CHECKS = (*QUICK, built)


def main() -> int:
    """Go through the list; print each check with what is wrong."""
    wrong = 0
    for check in CHECKS:
        found = list(check())
        wrong += len(found)
        print(f"{'no' if found else 'ok'}  {(check.__doc__ or '').strip()}")
        print(*(f"      {problem}\n" for problem in found), sep="", end="")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
