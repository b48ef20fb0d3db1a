"""The command ``screen``: what it prints and writes, and how it is interrupted and gone on."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

import her2model as h2
from conftest import Run
from her2model.commands import screening
from her2model.screening.screen import Screen

HER2 = "her2-resistance"


@pytest.fixture
def run(run: Run) -> Run:
    return partial(run, "screen")


def test_totals_and_smallest_sets(run: Run) -> None:
    code, out, err = run(
        HER2, "-k", "PTEN,RB", "-g", "MET", "-d", "trastuzumab", "--minimal=resistant"
    )
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "her2-resistance, Proliferation, trastuzumab: 7 cells"
    assert lines[2].split() == ["0", "1", "0", "0", "0", "0", "0"]
    assert lines[6] == "smallest sets with resistant: 3"
    assert set(lines[7:10]) == {"  PTEN knocked out", "  RB knocked out", "  MET forced on"}
    assert "not for clinical use" in out


def test_json_says_what_the_library_says(run: Run) -> None:
    _, out, _ = run(
        HER2, "--gains", "none", "-d", "trastuzumab", "--json", "--minimal", "resistant"
    )
    told = json.loads(out)
    found = h2.screen(HER2, gains=(), max_size=2, drugs=["trastuzumab"])
    assert isinstance(found, Screen)
    assert told["counts"] == found.counts
    assert told["counts_by_size"] == {str(k): v for k, v in found.counts_by_size.items()}
    assert told["minimal"]["word"] == "resistant"
    assert [s["knockouts"] for s in told["minimal"]["sets"]] == [
        list(c.knockouts) for c in found.minimal("resistant")
    ]


def test_long_lists_say_that_they_go_on(run: Run) -> None:
    _, out, _ = run(HER2, "--minimal", "resistant", "-d", "trastuzumab")
    assert out.count(" forced on\n") + out.count(" knocked out\n") == 50
    assert "… and 93 more: --json lists all" in out


def test_every_cell_is_written(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "cells.tsv"
    code, out, _ = run(HER2, "-k", "all", "-g", "none", "--max-size=1", "--file", str(file))
    assert code == 0
    assert f"cells: {file}" in out
    lines = file.read_text().splitlines()
    assert lines[0] == "knockouts\tgains\tword\tcertified"
    assert len(lines) == 2 + len(h2.screen(HER2, gains=(), max_size=1).order)  # type: ignore[union-attr]


def test_two_processes_say_the_same(run: Run, tmp_path: Path) -> None:
    files = [tmp_path / "one.tsv", tmp_path / "two.tsv"]
    for workers, file in enumerate(files, 1):
        code, _, err = run(HER2, "-g", "none", f"--workers={workers}", "-o", str(file))
        assert (code, err) == (0, "")
    assert files[0].read_bytes() == files[1].read_bytes()


def test_too_many_to_list_are_counted_by_diagrams(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("her2model.screening.screen.MAX_LISTED", 100)
    code, out, _ = run(HER2, "-g", "none")
    assert code == 0
    assert out.startswith("Landscape of her2-resistance")
    assert "not for clinical use" in out
    for option in (("--file", str(tmp_path / "a.tsv")), ("--resume", str(tmp_path / "a.json"))):
        code, _, err = run(HER2, "-g", "none", *option)
        assert code == 3
        assert "more than the 100 that can be listed" in err
    code, _, err = run(HER2, "-g", "none", "--minimal", "off")
    assert code == 2
    assert "counted, not listed" in err
    assert list(tmp_path.iterdir()) == []


def test_the_bar_goes_to_the_end_on_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Console(force_terminal=True, width=80, record=True, stderr=True)
    monkeypatch.setattr("rich.console.Console", lambda stderr: screen)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    code, out, err = run(HER2, "-g", "none", "--json")
    assert code == 0
    assert json.loads(out)["cells"] == 3082
    assert "cells" in err


# -- interruptions --------------------------------------------------------------------------------


@contextmanager
def _interrupting() -> Iterator[Callable[[int, int], None]]:
    def report(done: int, total: int) -> None:
        if 0 < done < total:
            raise KeyboardInterrupt

    yield report


def test_an_interrupted_screen_says_how_to_go_on(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    results, cells = tmp_path / "results.json", tmp_path / "cells.tsv"
    size = ("--max-size", "3")
    with monkeypatch.context() as patched:
        patched.setattr(screening, "_progress", _interrupting)
        code, out, err = run(HER2, *size, "--resume", str(results), "--file", str(cells))
        assert (code, out) == (130, "")
        assert f"what is done is kept in {results}" in err
        assert len(json.loads(results.read_text())["chunks"]) == 1
        assert not cells.exists()
        code, _, err = run(HER2, *size)
        assert code == 130
        assert "--resume FILE would keep" in err
    code, out, _ = run(HER2, *size, "--resume", str(results), "--json")
    assert code == 0
    assert json.loads(out)["counts"] == h2.screen(HER2, max_size=3).counts
    assert [p.name for p in tmp_path.iterdir()] == ["results.json"]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_control_c_leaves_whole_files_and_no_traceback(tmp_path: Path, workers: str) -> None:
    results = tmp_path / "results.json"
    command = [sys.executable, "-m", "her2model", "screen", HER2, "--max-size=4"]
    command += ["--workers", workers, "--resume", str(results), "--file", str(tmp_path / "a.tsv")]
    process: Any = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while not results.exists():
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert out == ""
    assert (
        err
        == f"interrupted: what is done is kept in {results}; the same command goes on from there\n"
    )
    assert len(json.loads(results.read_text())["chunks"]) >= 1
    assert [p.name for p in tmp_path.iterdir()] == ["results.json"]


# -- bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-k", "PTENN"], "did you mean 'PTEN'"),
        (["-g", "trastuzumab"], "trastuzumab is a drug"),
        (["-k", "all", "-k", "PTEN"], "'all' stands beside other names"),
        (["-g", "none,MET"], "'none' stands beside other names"),
        (["--max-size", "-1"], "less than nothing"),
        (["-k", "PTEN", "--minimal", "resistent"], "did you mean 'resistant'"),
        (["--readout", "Growth"], "Growth"),
        (["--onset", "sometime"], "onset"),
        (["--start", "anywhere"], "start"),
        (["--context", "NRG1"], "sets nothing"),
        (["--file", "no such folder/cells.tsv"], "there is no such folder"),
        (["-k", "PTEN", "--resume", "no such folder/results.json"], "cannot be written"),
        (["--workers", "0"], "--workers"),
    ],
)
def test_bad_input_is_said_in_a_sentence(run: Run, arguments: list[str], words: str) -> None:
    code, out, err = run(HER2, *arguments)
    assert code == 2
    assert words in err
    assert out == ""
    assert "Traceback" not in err


def test_a_file_that_is_no_results_file_is_refused_and_kept(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "precious.json"
    path.write_text('{"mine": 1}')
    code, _, err = run(HER2, "-k", "PTEN", "-g", "none", "--resume", str(path))
    assert code == 2
    assert "not a results file" in err
    assert path.read_text() == '{"mine": 1}'
