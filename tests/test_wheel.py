"""The wheel: models, records and lessons inside, and it runs by itself from any folder."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(PROJECT)]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_models_records_and_lessons_are_inside(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    inside = {n.removeprefix("her2model/_models/") for n in names if n.endswith(".yaml")}
    expected = {str(p.relative_to(PROJECT / "models")) for p in PROJECT.glob("models/**/*.yaml")}
    assert inside == expected
    lessons = ("examples/lessons/plot_*.py", "examples/lessons/*.ipynb")
    for package, patterns in (("_records", ("seeds/*.md",)), ("_lessons", lessons)):
        inside = {n.rpartition("/")[2] for n in names if n.startswith(f"her2model/{package}/")}
        files = {p.name for pattern in patterns for p in PROJECT.glob(pattern)}
        assert inside - {"__init__.py"} == files
    assert "her2model/py.typed" in names


def test_it_runs_in_an_environment_of_its_own(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    python = home / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    subprocess.run([*install, "--disable-pip-version-check", "--no-deps", str(wheel)], check=True)
    found = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    own = subprocess.run(found, capture_output=True, text=True, check=True).stdout.strip()
    shared = [p for p in sys.path if p.endswith("site-packages")]  # with the requirements
    (Path(own) / "shared.pth").write_text("\n".join(shared), encoding="utf-8")
    code = (
        "import her2model as h; print(h.simulate('her2-resistance', knockouts=['PTEN'])"
        "['Proliferation'], len(h.list_models()))"
    )
    run = subprocess.run(
        [str(python), "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    shell = [str(python), "-m", "her2model"]
    for words in (
        ["suggest", "PMC7464074"],
        ["figures", "PMC7464074"],
        ["lessons", "-o", "lessons"],
    ):
        subprocess.run([*shell, *words], cwd=tmp_path, capture_output=True, check=True)
    lesson = ["-W", "ignore", "lessons/plot_1_reading_a_caption.py"]
    env = {**os.environ, "MPLBACKEND": "agg"}
    told = subprocess.run(
        [str(python), *lesson], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    )
    assert "0 findings" in told.stdout
    count = len(
        [
            p
            for p in PROJECT.glob("models/**/*.yaml")
            if p.parent.name not in ("layouts", "panels")
            and p.stem not in ("conventions", "entities", "references")
        ]
    )
    assert run.stdout.split() == ["on", str(count)]
