"""The command line: what it prints, what it writes, how it ends."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import her2model as h2
from conftest import Run

SEEDS = Path(__file__).parent.parent / "seeds"


def test_list(run: Run) -> None:
    code, out, _ = run("list")
    assert code == 0
    assert out.splitlines()[1].startswith("her2-resistance")
    names = [row.split()[0] for row in out.splitlines()[1:] if not row.startswith(" ")]
    assert list(json.loads(run("list", "--json")[1])) == names == h2.list_models()


def test_show_with_merge_report(run: Run) -> None:
    _, out, _ = run("show", "her2-resistance")
    assert "Merged: " in out
    assert "PTEN removes the product of PI3K, not the enzyme" in out
    _, out, _ = run("show", "her2-resistance", "pten")
    assert "PTEN -| PIP3" in out
    assert "loss of PTEN" in out
    assert json.loads(run("show", "her2-resistance", "--json")[1])["name"] == "her2-resistance"
    assert json.loads(run("show", "her2-resistance", "AKT", "--json")[1])["rule"].startswith(
        "1: ((PIP3"
    )


def test_simulate(run: Run) -> None:
    code, out, _ = run("simulate", "her2-resistance", "-d", "trastuzumab", "-a", "PTEN loss")
    assert code == 0
    assert out.startswith("PTEN loss, trastuzumab: resistant; Proliferation on")
    assert "not for clinical use" in out
    _, out, _ = run("simulate", "her2-resistance", "--drugs", "trastuzumab,lapatinib", "--json")
    assert json.loads(out)["verdict"] == "responds"
    _, out, _ = run("simulate", "her2-resistance", "-d", "trastuzumab", "-c", "NRG1=1")
    assert out.startswith("NRG1=1, trastuzumab: resistant")


def test_matrix_and_heat_map(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "matrix.svg"
    code, out, _ = run("matrix", "her2-resistance", "--file", str(file))
    assert code == 0
    assert "682 of 682 certified" in " ".join(out.split())
    assert "not for clinical use" in out
    assert file.read_text(encoding="utf-8").lstrip().startswith("<?xml")
    _, out, _ = run("matrix", "--drugs", "trastuzumab + cixutumumab", "-a", "PTEN loss", "--json")
    verdicts = json.loads(out)["verdicts"]
    assert verdicts["PTEN loss"] == {"cixutumumab + trastuzumab": "resistant"}


def test_page(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    code, out, _ = run("page", "PMC7464074", "-o", str(file), "-d", "trastuzumab")
    assert (code, out) == (0, f"page: {file}\n")
    assert '"first":"d=trastuzumab' in file.read_text(encoding="utf-8").replace(": ", ":")
    assert run("page", "PMC7464074", "-o", str(tmp_path / "page.pdf"))[0] == 2
    code, _, complaint = run("page", "PMC7464074", "-o", str(file), "-d", "trastuzumabb")
    assert code == 2
    assert "did you mean 'trastuzumab'" in complaint


def test_draw(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "her2.svg"
    code, out, _ = run("draw", "her2-resistance", "-o", str(file), "-d", "trastuzumab")
    assert code == 0
    assert out == f"drawing: {file}\n"
    assert "trastuzumab" in file.read_text(encoding="utf-8")
    case = ("PMC7464074", "-o", str(tmp_path / "both.png"), "-a", "p95HER2", "-d", "trastuzumab")
    assert run("draw", *case, "--untreated", "--size", "double")[0] == 0
    assert run("draw", "PMC7464074", "-o", str(tmp_path / "x.gif"))[0] == 2
    added = tmp_path / "added.svg"
    assert run("draw", "PMC7464074", "-o", str(added), "--add", "trastuzumab")[0] == 0
    assert "Adding trastuzumab: what changes" in added.read_text(encoding="utf-8")


def test_explain(run: Run) -> None:
    case = ("her2-resistance", "--alteration", "p95HER2", "--drug", "trastuzumab")
    _, out, _ = run("explain", *case)
    assert "«Truncated HER-2 expression»" in out
    assert "not for clinical use" in out
    _, out, _ = run("explain", *case, "--against", "unaltered")
    assert "and not off as in: unaltered tumour, trastuzumab" in " ".join(out.split())
    _, out, _ = run("explain", "her2-resistance", "--against", "untreated", "-d", "lapatinib")
    assert "lapatinib is on: drug given" in out
    assert run("explain", *case, "--bibtex")[1].startswith("@article{")
    assert json.loads(run("explain", *case, "--json")[1])["value"] == "on"


def test_check_and_its_exit_code(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("check", "--figures", str(SEEDS))
    assert code == 0
    assert out.count("0 findings") == len(json.loads(run("list", "--json")[1]))
    own = tmp_path / "own.yaml"
    own.write_text(
        "format: her2model/1\nname: own\nspecies:\n  A: {kind: protein, initial: 1}\n"
        "  B: {kind: protein}\ninteractions: {A -> B: []}\n",
        encoding="utf-8",
    )
    code, out, _ = run("check", str(own))
    assert code == 1
    assert "next: own.yaml: interactions.A -> B (line 6): the arrow has no evidence" in out


def test_figures(run: Run) -> None:
    code, out, _ = run("figures", str(SEEDS))
    assert code == 0
    assert len(out.splitlines()) >= 6
    _, out, _ = run("figures", str(next(SEEDS.glob("PMC7464074*"))))
    assert "(mechanism 2, mechanism 3)" in out
    assert "homoglyph" in out
    assert len(json.loads(run("figures", str(SEEDS), "--json")[1])) == 8


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("simulate", "her2-resistence"), "did you mean 'her2-resistance'?"),
        (("simulate", "her2-resistance", "-d", "lapatinb"), "did you mean 'lapatinib'"),
        (("simulate", "her2-resistance", "-a", "PTEN los"), "did you mean 'PTEN loss'?"),
        (("simulate", "her2-resistance", "-k", "AKTT"), "did you mean 'AKT'?"),
        (("simulate", "her2-resistance", "-c", "NRG1"), "write NAME=0 or =1"),
        (("simulate", "her2-resistance", "-c", "NRG1=2"), "an activity is 0 or 1"),
        (("simulate", "her2-resistance", "--onset", "denovo"), "did you mean 'de novo'?"),
        (("simulate", "her2-resistance", "--start", "all"), "'all' is not a start"),
        (("simulate", "nowhere/model.yaml"), "model.yaml"),
        (("simulate", "."), "folder"),
        (("explain", "her2-resistance", "AKKT"), "did you mean 'AKT'?"),
        (("matrix", "her2-resistance", "--file", "x.gif"), "a picture cannot be written as .gif"),
        (("figures", "nowhere"), "nowhere"),
        (("check", "PMC7464074", "--figures", "nowhere"), "no folder with the records"),
    ],
)
def test_bad_input_gets_one_sentence(
    run: Run,
    arguments: tuple[str, ...],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run(*arguments)
    assert code == 2
    assert words in err
    assert len(err.strip().splitlines()) == 1
    assert out == ""
    assert list(tmp_path.iterdir()) == []


def test_an_unwritable_target_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    code, _, err = run("matrix", "PMC7464074", "--file", str(tmp_path / "file" / "m.png"))
    assert code == 2
    assert "m.png" in err


def test_a_limit_has_its_own_exit_code(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import her2model
    from her2model.errors import LimitError

    def stop(*_: object, **__: object) -> None:
        raise LimitError("too many; try fewer")

    monkeypatch.setattr(her2model, "simulate", stop)
    assert run("simulate", "her2-resistance") == (3, "", "too many; try fewer\n")


def test_no_traceback_in_a_process_of_its_own(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "her2model", "simulate", "her2-resistance", "-d", "aspirin"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "'aspirin' is not a drug" in done.stderr
