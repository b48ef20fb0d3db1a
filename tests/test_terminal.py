"""The command line at its edges: narrow encodings, full disks, narrow terminals, newcomers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Run
from her2model import cli
from her2model.cli import COMMANDS, command
from her2model.commands.handouts import LESSONS, scripts, sheet
from her2model.commands.options import groups, named_set, split
from her2model.commands.output import Table, coloured


def process(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "her2model", *words]
    return subprocess.run(command, capture_output=True, env={**os.environ, **environment})


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_signs_that_an_encoding_lacks_are_written_as_others(encoding: str) -> None:
    done = process("matrix", "-d", "trastuzumab,TDM1", "-a", "p95HER2", PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    row = next(r for r in done.stdout.decode(encoding).splitlines() if "p95HER2" in r)
    assert row.split() == ["p95HER2", "^", "x"]
    done = process("simulate", "-d", "Δ–✕", PYTHONIOENCODING=encoding)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is full")
@pytest.mark.parametrize("words", [["matrix"], ["list", "--json"], ["check", "PMC7464074"]])
def test_a_full_disk_is_a_sentence_and_no_finding(words: list[str]) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "her2model", *words], stdout=full, stderr=subprocess.PIPE
        )
    assert done.returncode == 4
    assert done.stderr.startswith(b"standard output: No space left on device")
    assert done.stderr.count(b"\n") == 1


def test_a_reader_that_leaves_is_no_complaint() -> None:
    command = f"{sys.executable} -m her2model list --json | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True)
    assert done.returncode in (0, 141)  # it may have written all before
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("given", "flat", "together"),
    [
        (["a+b"], ["a", "b"], [["a", "b"]]),
        (["a + b", "c"], ["a", "b", "c"], [["a", "b"], ["c"]]),
        (["a,b + c"], ["a", "b", "c"], [["a"], ["b", "c"]]),
        (["Ca2+"], ["Ca2+"], [["Ca2+"]]),
        (["", ","], [], []),
    ],
)
def test_a_plus_joins_names_with_and_without_blanks(
    given: list[str], flat: list[str], together: list[list[str]]
) -> None:
    assert split(given) == flat
    assert [named_set(g) for g in groups(given)] == together


def test_a_name_with_a_plus_stays_whole() -> None:
    name = "HER2+HER3 co-mutation"
    assert split([f"{name},PTEN loss+p95HER2"], "her2-resistance") == [name, "PTEN loss", "p95HER2"]


@pytest.mark.parametrize(
    "words",
    [
        ["simulate", "-d", "trastuzumab+pertuzumab"],
        ["matrix", "-d", "trastuzumab+pertuzumab", "-a", "PTEN loss + p95HER2"],
        ["bypass", "-d", "trastuzumab+pertuzumab", "--max-size", "1"],
        ["explain", "-d", "trastuzumab + pertuzumab"],
    ],
)
def test_drugs_are_joined_alike_everywhere_and_the_model_may_be_left_out(
    run: Run, words: list[str]
) -> None:
    code, out, err = run(*words)
    assert (code, err) == (0, "")
    assert "pertuzumab" in out


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--help"],
        ["list"],
        ["show"],
        ["matrix"],
        ["simulate"],
        ["show", "her2-resistance", "AKT"],
        ["lessons"],
        ["drugs"],
        ["alterations"],
        ["bypass", "-d", "trastuzumab"],
        ["combine", "-a", "PTEN loss"],
        ["escapes", "-a", "PTEN loss", "-d", "lapatinib"],
        ["tumours", "HER2 3+, PIK3CA H1047R", "-d", "trastuzumab", "--why", "--smallest"],
        ["robustness", "-d", "trastuzumab"],
        ["suggest", "PMC7464074"],
        ["explain", "PMC9640784", "-a", "MUC4 overexpression", "-d", "trastuzumab"],
        ["explain", "-a", "PTEN loss", "-d", "trastuzumab"],
        ["figures", "PMC7464074"],
        ["landscape"],
        ["check", "mapk-resistance"],
        ["run", "--help"],
    ],
)
def test_what_is_printed_fits_eighty_columns(run: Run, words: list[str]) -> None:
    code, out, _ = run(*words)
    assert code == 0
    words_alone = [r for r in out.splitlines() if len(r) > 80 and " " in r.strip()]
    assert words_alone == []


def test_a_matrix_without_drugs_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "m.bnet").write_text("targets, factors\nA, B\nB, A\n", encoding="utf-8")
    code, out, err = run("matrix", str(tmp_path / "m.bnet"), "--readout", "A")
    assert (code, out) == (2, "")
    assert "m has no drugs; write some in a file that extends it" in err


def test_ids_are_never_broken_and_text_is_wrapped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    name = "figures/PMC6726851__Dtsch_Arztebl_Int-116_0497_002"
    table = Table("model", "arrows", "what it is")
    table.add_row(name, "12", "a long title of a figure that has to go onto lines of its own")
    assert [r.rstrip() for r in str(table).splitlines()[-4:]] == [
        name,
        "    12",
        "    a long title of a figure that has to go onto lines of",
        "      its own",
    ]


def test_colours_are_for_terminals_that_want_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert coloured("a ✕ b", {"✕": "34"}) == "a \x1b[34m✕\x1b[0m b"
    monkeypatch.setenv("NO_COLOR", "1")
    assert coloured("a ✕ b", {"✕": "34"}) == "a ✕ b"


def test_a_newcomer_is_told_what_to_type(run: Run) -> None:
    code, out, _ = run()
    assert code == 0
    typed = [r.split("  ")[1] for r in out.splitlines() if r.startswith("  her2model ")]
    assert [t.split()[1] for t in typed] == ["list", "simulate", "explain"]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_the_purpose_that_the_list_says(name: str) -> None:
    made = command(name)
    assert made.name == name
    first = COMMANDS[name][1].rstrip(".").split(",")[0].split(";")[0].split()
    assert first[0] == (made.help or "").split()[0]


def test_a_list_of_commands_imports_none() -> None:
    code = (
        "import sys; from her2model.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'numpy', 'pydantic', 'rich', 'matplotlib', 'clingo', 'yaml', 'networkx'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"
    assert all(name in done.stdout for name in cli.COMMANDS)


def test_lessons_are_listed_printed_and_written(run: Run, tmp_path: Path) -> None:
    assert "Which arrows does it" in run("lessons")[1]
    assert run("lessons", "1")[1].startswith('"""\n1. Reading a caption')
    assert run("lessons", "99")[0] == 2
    count = len(list((Path(__file__).parent.parent / "examples" / "lessons").glob("plot_*.py")))
    assert f"{count} lessons" in run("lessons", "-o", str(tmp_path / "new"))[1]
    assert len(list((tmp_path / "new").glob("plot_*.py"))) == count
    assert (tmp_path / "new" / "colomoto.ipynb").exists()


def test_hand_outs_are_written_and_ask_the_question_of_the_lesson(run: Run, tmp_path: Path) -> None:
    code, out, err = run("lessons", "1", "-o", str(tmp_path), "--hand-outs")
    assert (code, err) == (0, "")
    assert "1 lesson:" in out
    assert (tmp_path / "lesson-1.pdf").read_bytes().startswith(b"%PDF")
    question = sheet(1).predictions[0]
    assert json.dumps(question, ensure_ascii=False)[1:40] in (tmp_path / "lesson-1.html").read_text(
        encoding="utf-8"
    )
    assert set(LESSONS) == set(scripts())
    assert run("lessons", "--hand-outs")[0] == 2


def test_a_panel_alone_is_put_to_the_default_model(run: Run) -> None:
    assert "no panel is named" in run("validate")[2]
    assert "no panel is named" in run("experiments")[2]
    code, _, err = run("validate", "no-such-panel.tsv")
    assert (code, "no-such-panel" in err) == (2, True)


def test_records_are_found_by_their_id(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "trastuzumab" in run("figures", "PMC7464074")[1]
    assert "PTEN" in run("suggest", "PMC7464074")[1]
    assert "PMC7464074__cancers-12-02081-g001" in run("figures")[1]
    assert run("check", "PMC7464074")[0] == 0
    assert run("suggest", "PMC0000000")[0] == 2
