"""The curator's bench from the command line: the whole way, and what it says to mistakes."""

import csv
import json
import re
from pathlib import Path

import pytest

from conftest import Run
from test_cli import SEEDS

RECORD = """---
figid: PMC0000002__gut
pmcid: PMC0000002
figtitle: A gut
organisms:
- Homo sapiens
caption: >-
  A gut. TNF activates NFKB1. NFKB1 promotes inflammation. Infliximab inhibits TNF. Loss of TNFAIP3
  activates NFKB1.
papertitle: Guts.
reftext: A. Curator, et al. J Invented Examples. 2024;1:1-9.
year: '2024'
schema-jsonld:
  '@type': Dataset
  keywords: [TNF, NFKB1, nfkb1, Colitis, JAK1, JAK2]
---
"""
SECOND = str(SEEDS.parent / "benchmarks" / "gold" / "second_PMC3808214.yaml")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "gut.md").write_text(RECORD, encoding="utf-8")
    return tmp_path


def judge(table: Path, verdict: str = "accept") -> None:
    """Give every row a verdict, as a person does in a spreadsheet."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, dialect="excel-tab"))
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), dialect="excel-tab")
        writer.writeheader()
        writer.writerows(row | {"verdict": verdict} for row in rows)


def test_from_a_record_to_a_checked_model(
    run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")  # a finding on one line
    record, table, model = desk / "gut.md", desk / "gut.tsv", desk / "gut.yaml"
    code, out, _ = run("suggest", str(record), "-o", str(table))
    assert code == 0
    assert "TNFAIP3 -| NFKB1" in out
    assert "PMC0000002__gut: 0 accepted, 0 rejected, 4 without a verdict" in out
    judge(table)
    code, out, _ = run("draft", str(record), str(table), "-o", str(model))
    assert code == 0
    assert f"Next: her2model check {model} --figures {record}" in out
    code, out, _ = run("check", str(model), "--figures", str(record))
    assert code == 1
    first = re.search(r"next: gut.yaml \(line (\d+)\): DECIDE (.*);", out)
    assert first
    line = model.read_text(encoding="utf-8").splitlines()[int(first[1]) - 1]
    assert first[2] in line
    assert "DECIDE take these in, each with its species, or with why it is none" in out

    text = model.read_text(encoding="utf-8")
    text = text.replace("# readouts: {growth: ..., death: ...}", "readouts: {growth: inflammation}")
    for word in ("JAK1", "JAK2"):
        row = f'# - {{word: "{word}", species: , why: }}'
        assert row in text
        text = text.replace(row, f"- {{word: {word}, why: only drawn}}")
    model.write_text(re.sub(r"# DECIDE.*", "", text), encoding="utf-8")
    code, out, _ = run("check", str(model), "--figures", str(record))
    assert (code, out.splitlines()[0]) == (0, "PMC0000002_draft: 0 findings")
    assert "words      3 mapped, 3 rejected" in out
    assert run("simulate", str(model), "-d", "Infliximab")[0] == 0
    assert run("draw", str(model), "-o", str(desk / "gut.svg"))[0] == 0
    _, out, _ = run("robustness", str(model), "-d", "Infliximab")
    assert "not for clinical use" in out


def test_words_of_a_model_are_checked(run: Run, desk: Path) -> None:
    record, table, model = desk / "gut.md", desk / "gut.tsv", desk / "gut.yaml"
    run("suggest", str(record), "-o", str(table))
    judge(table)
    run("draft", str(record), str(table), "-o", str(model))
    text = model.read_text(encoding="utf-8")
    rows = "  - {word: MUC3, why: x}\n  - {word: JAK1}\n"
    model.write_text(text.replace("words:\n", f"words:\n{rows}"), encoding="utf-8")
    _, out, _ = run("check", str(model), "--figures", str(record))
    at = text[: text.index("words:\n")].count("\n") + 2
    assert f"words[0] (line {at}): the figure's list has no word 'MUC3'" in out
    assert f"words[1] (line {at + 1}): 'JAK1' stands for nothing; say why" in out
    model.write_text(
        text.replace("words:\n", "words:\n  - {word: JAK1, species: NFKB}\n"), encoding="utf-8"
    )
    code, _, err = run("check", str(model), "--figures", str(record))
    assert code == 2
    assert "'NFKB' is not a species; did you mean 'NFKB1'?" in err


def test_suggest_as_data_and_with_names(run: Run, desk: Path) -> None:
    found = json.loads(run("suggest", str(desk / "gut.md"), "--json")[1])
    assert [c["status"] for c in found["candidates"]] == ["proposed"] * 4
    assert list(desk.iterdir()) == [desk / "gut.md"]
    (desk / "gut.md").write_text(
        RECORD.replace("TNF activates", "quercetin activates"), encoding="utf-8"
    )
    _, out, _ = run("suggest", str(desk / "gut.md"), "--name", "quercetin")
    assert "quercetin -> NFKB1" in out


def test_compare_two_curations(run: Run, tmp_path: Path) -> None:
    same = "HER_homodimers=HER_dimers,HER_heterodimers=HER_dimers,ligand=HER_ligands"
    _, out, _ = run("compare", "PMC3808214", SECOND, "--same", same)
    assert out.startswith("PMC3808214__F2 and second_PMC3808214: kappa 0.84 over 380 pairs")
    _, out, _ = run("compare", "PMC3808214", SECOND, "--json", "--file", str(tmp_path / "two.svg"))
    assert json.loads(out)["kappa"] == pytest.approx(0.483, abs=0.001)
    assert "HER2_HER2 -&gt; ERK" in (tmp_path / "two.svg").read_text(encoding="utf-8")


def test_compare_several_figures(run: Run, tmp_path: Path) -> None:
    names = ("PMC7464074", "PMC8005514", "PMC3233287")
    _, out, _ = run("compare", *names, "--file", str(tmp_path / "three.png"))
    assert "PTEN -| PI3K" in out
    assert (tmp_path / "three.png").stat().st_size > 0
    assert set(json.loads(run("compare", *names, "--json")[1])) == {
        "figures",
        "arrows",
        "contradictions",
    }
    assert run("compare", *names, "--markdown")[1].startswith("| arrow | PMC7464074__F1 |")


def test_robustness(run: Run, tmp_path: Path) -> None:
    _, out, _ = run("robustness", "PMC7464074", "-a", "PTEN loss", "-d", "trastuzumab")
    assert "depends on the rule of Downstream_signalling" in out
    assert "not for clinical use" in out
    _, out, _ = run("robustness", "PMC8005514", "--matrix", "--file", str(tmp_path / "m.svg"))
    assert "4 of 4 cells: forced by the arrows" in out
    assert "not for clinical use" in (tmp_path / "m.svg").read_text(encoding="utf-8")
    _, out, _ = run("robustness", "PMC8005514", "--claims")
    assert "6 of 7 claims follow from the arrows" in out
    case = ("robustness", "PMC7464074", "-d", "trastuzumab", "--json")
    assert json.loads(run(*case)[1])["label"] == "depends"
    cells = json.loads(run(*case, "--matrix")[1])["cells"]
    assert cells["none"]["trastuzumab"]["label"] == "depends"
    assert (
        json.loads(run("robustness", "PMC8005514", "--claims", "--json")[1])["S3.1"]["label"]
        == "forced"
    )
    _, out, _ = run("robustness", "PMC8005514", "-d", "trastuzumab", "--samples", "5")
    assert "forced" not in out


def test_figures_are_compared_and_flagged(run: Run) -> None:
    _, out, _ = run("figures", str(SEEDS), "--compare")
    assert re.search(r"^trastuzumab +5 ", out, flags=re.M)
    assert len(json.loads(run("figures", str(SEEDS), "--compare", "--json")[1])["HER2"]) == 5
    _, out, _ = run("figures", str(SEEDS), "--faults")
    assert "homoglyph 1, OCR 3, spelling 2" in out
    flags = json.loads(run("figures", str(SEEDS), "--faults", "--json")[1])
    assert sum(map(len, flags.values())) == 257
    one = json.loads(run("figures", str(next(SEEDS.glob("PMC7464074*"))), "--json")[1])
    assert "MEK" not in one[0]["names"]
    assert {"word": "МЕК", "rule": "homoglyph"}.items() <= one[0]["flags"][0].items()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("suggest", "nowhere.md"), "nowhere.md: there is no such file"),
        (("suggest", "{desk}/gut.md", "-o", "{desk}"), "folder"),
        (("draft", "{desk}/gut.md", "{desk}/no.tsv", "-o", "{desk}/x.yaml"), "no.tsv"),
        (
            ("draft", "{desk}/gut.md", "{desk}/open.tsv", "-o", "{desk}/x.yaml"),
            "no arrow is accepted",
        ),
        (
            ("draft", "{desk}/gut.md", "{desk}/open.tsv", "-o", "{desk}/gut.md"),
            "there is such a file already",
        ),
        (("compare", "PMC7464074"), "give two or more"),
        (("compare", "PMC7464074", "her2-resistence"), "did you mean 'her2-resistance'?"),
        (
            ("compare", "PMC7464074", "PMC7464074", "--file", "{desk}/x.png"),
            "two models have the same name",
        ),
        (
            ("compare", "PMC7464074", "PMC8005514", "--file", "{desk}/x.gif"),
            "is not a picture's suffix",
        ),
        (("compare", "PMC7464074", "PMC8005514", "--same", "a=b"), "--same is for two curations"),
        (("compare", "PMC3808214", SECOND, "--same", "ligand"), "write SECOND=FIRST"),
        (
            ("compare", "PMC3808214", SECOND, "--same", "ligands=HER_ligands"),
            "did you mean 'ligand'?",
        ),
        (("robustness", "PMC7464074", "-d", "trastuzumb"), "did you mean 'trastuzumab'?"),
        (("robustness", "PMC7464074", "--file", "{desk}/x.gif"), "cannot be written as .gif"),
        (("robustness", "PMC7464074", "--claims", "--matrix"), "--claims takes no"),
        (("robustness", "PMC7464074", "--species", "HER2"), "'HER2' has no rule"),
        (("figures", "{seeds}", "--compare", "--faults"), "two questions"),
        (("figures", "{desk}/gut.md", "--compare"), "nothing to be compared with"),
        (("figures", "{desk}/gut.md", "{desk}"), "is given twice"),
    ],
)
def test_mistakes_get_one_sentence(
    run: Run, desk: Path, arguments: tuple[str, ...], words: str
) -> None:
    run("suggest", str(desk / "gut.md"), "-o", str(desk / "open.tsv"))
    before = {p: p.read_bytes() for p in desk.iterdir()}
    code, out, err = run(*(a.format(desk=desk, seeds=SEEDS) for a in arguments))
    assert code == 2
    assert words in err
    assert len(err.strip().splitlines()) == 1
    assert out == ""
    assert {p: p.read_bytes() for p in desk.iterdir()} == before
