"""The commands landscape, bypass and combine: what they print, what they write, how they end."""

from __future__ import annotations

import csv
import io
import itertools
import json
import threading
from pathlib import Path

import pytest
from rich.console import Console

import her2model as h2
from conftest import Run
from her2model import regimens
from her2model.commands import combinations
from her2model.commands.waiting import waiting
from her2model.drawing.plots import regimen_chart
from random_landscapes import random_model

HER2 = "her2-resistance"


def rows(file: Path) -> list[list[str]]:
    delimiter = "\t" if file.suffix == ".tsv" else ","
    return list(csv.reader(io.StringIO(file.read_text(encoding="utf-8")), delimiter=delimiter))


# -- landscape ------------------------------------------------------------------------------------


def test_landscape_says_the_totals(run: Run) -> None:
    code, out, err = run("landscape", HER2)
    assert (code, err) == (0, "")
    land = h2.landscape(HER2)
    for word, n in land.counts.items():
        assert f"  {word} " in out
        assert f"{n:,}" in out
    assert "not for clinical use" in out
    data = json.loads(run("landscape", "--json", "--onset", "acquired")[1])
    assert sum(data["counts"].values()) == 2**52
    assert data["provenance"]["onset"] == "acquired"
    assert data["note"]


def test_landscape_of_a_readout_with_knockouts(run: Run) -> None:
    case = ("landscape", HER2, "-d", "trastuzumab", "-a", "PTEN loss", "-k", "RB", "-g", "MET")
    data = json.loads(run(*case, "--readout", "AKT", "--json")[1])
    land = h2.landscape(
        HER2, ["PTEN loss"], ["trastuzumab"], knockouts=["RB"], gains=["MET"], readout="AKT"
    )
    assert data["counts"] == land.counts
    assert data["drugs"] == ["trastuzumab"]


@pytest.mark.parametrize("suffix", ["tsv", "csv"])
def test_cells_are_written_each_once(run: Run, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"cells.{suffix}"
    assert run("landscape", HER2, "--max-size", "2", "-o", str(file))[0] == 0
    head, *cells = rows(file)
    assert head == ["alterations", "drugs", "verdict", "certified"]
    land = h2.landscape(HER2, max_size=2)
    assert len({(a, d) for a, d, _, _ in cells}) == len(cells) == land.provenance.cells
    for a, d, word, sure in cells[::7]:
        altered, drugs = [n for n in a.split(" + ") if n], [n for n in d.split(" + ") if n]
        assert (land.verdict(altered, drugs) or "untreated") == word
        assert land.is_certified(altered, drugs) == (sure == "yes")
    assert run("landscape", "--max-size", "1", "--word", "responds", "-o", str(file))[0] == 0
    assert {r[2] for r in rows(file)[1:]} == {"responds"}


def test_landscapes_are_compared(run: Run) -> None:
    case = ("landscape", HER2, "-c", "NRG1=1", "--readout", "IRS1", "-c", "IGF1=1")
    _, out, _ = run(*case, "--against", "onset=together", "--against", "start=any")
    one = h2.landscape(HER2, readout="IRS1", context={"NRG1": 1, "IGF1": 1})
    other = h2.landscape(
        HER2, readout="IRS1", context={"NRG1": 1, "IGF1": 1}, onset="together", start="any"
    )
    expected = one.compare(other)
    assert f"Cells that differ: {expected.differing.count():,}" in out
    found = run(*case, "--against", "onset=together", "--against", "start=any", "--json")[1]
    comparison = json.loads(found)["comparison"]
    assert comparison["differing"] == expected.differing.count()
    pairs = {(p["here"], p["there"]): p["cells"] for p in comparison["pairs"]}
    assert pairs == expected.counts


def test_reversals_are_listed_with_their_smallest_cell(run: Run) -> None:
    _, out, _ = run("landscape", HER2, "--reversals")
    assert "Antagonisms:" in out
    assert "Rescues:" in out
    data = json.loads(run("landscape", HER2, "--reversals", "--json")[1])
    land = h2.landscape(HER2)
    assert [r["cells"] for r in data["antagonisms"]] == [r.count() for r in land.antagonisms()]
    assert [r["added"] for r in data["rescues"]] == [r.added for r in land.rescues()]
    for row, reversal in zip(data["antagonisms"], land.antagonisms(), strict=True):
        examples = [str(c) for c in reversal.smallest()]
        assert row["example"] in examples
        least = min(len(c) for c in reversal.smallest())
        assert row["smallest"] == sum(len(c) == least for c in reversal.smallest())


# -- bypass ---------------------------------------------------------------------------------------


def test_bypass_lists_the_smallest_sets(run: Run) -> None:
    code, out, _ = run("bypass", HER2, "-d", "TDM1")
    assert code == 0
    assert out.splitlines()[0] == "TDM1: 48 smallest sets of alterations defeating it."
    for names in h2.minimal_bypasses(HER2, ["TDM1"]):
        assert f"\n  {' + '.join(names)}\n" in out
    assert "not for clinical use" in out
    data = json.loads(run("bypass", HER2, "-d", "trastuzumab,everolimus", "--json")[1])
    sets = h2.minimal_bypasses(HER2, ["trastuzumab", "everolimus"])
    assert [tuple(s) for s in data["sets"]] == list(sets)
    assert data["unaltered"] == "responds"
    small = json.loads(run("bypass", HER2, "-d", "TDM1", "--max-size", "1", "--json")[1])
    sets = h2.minimal_bypasses(HER2, ["TDM1"])
    assert small["found"] == len(sets)
    assert 0 < len(small["sets"]) < len(sets)
    assert small["sets"] == [list(s) for s in sets if len(s) == 1]


def test_bypass_says_when_there_is_nothing_to_bypass(run: Run) -> None:
    _, out, _ = run("bypass", HER2, "-d", "pertuzumab")
    assert out.startswith("pertuzumab: the unaltered tumour is resistant; there is nothing")
    _, out, _ = run("bypass", HER2, "-d", "TDM1", "-a", "PTEN loss")
    assert out.startswith("TDM1: no smallest sets of alterations defeating it.")


def test_bypass_prime_and_possible(run: Run) -> None:
    _, out, _ = run("bypass", HER2, "-d", "lapatinib,everolimus", "--prime", "--possible")
    land = h2.landscape(HER2)
    primes = land.prime_bypasses(["lapatinib", "everolimus"], strict=False)
    head = f"everolimus + lapatinib: {len(primes)} prime sets of alterations perhaps defeating it."
    assert out.splitlines()[0] == head


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf", "tsv", "csv"])
def test_bypass_files(run: Run, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"bypass.{suffix}"
    code, out, _ = run("bypass", HER2, "-d", "lapatinib", "-o", str(file))
    assert code == 0
    assert out.endswith(f"written: {file}\n")
    if suffix == "svg":
        text = file.read_text(encoding="utf-8")
        assert "PTEN loss" in text
        assert "Not for clinical use" in text
    elif suffix in ("tsv", "csv"):
        sets = h2.minimal_bypasses(HER2, ["lapatinib"])
        assert rows(file)[1:] == [[str(len(s)), " + ".join(s)] for s in sets]
    else:
        assert file.stat().st_size > 2_000


# -- combine --------------------------------------------------------------------------------------


def test_combine_ranks_the_smallest_regimens(run: Run) -> None:
    code, out, _ = run("combine", HER2, "-a", "PTEN loss")
    assert code == 0
    sets = h2.minimal_combinations(HER2, ["PTEN loss"])
    assert out.startswith(f"PTEN loss: {len(sets)} smallest drug sets stop its growth")
    assert "not for clinical use" in out
    data = json.loads(run("combine", HER2, "-a", "PTEN loss", "--json")[1])
    assert {tuple(r["drugs"]) for r in data["regimens"]} == set(sets)
    keys = [(len(r["drugs"]), -r["holds"]) for r in data["regimens"]]
    assert keys == sorted(keys)
    assert "not for clinical use" in data["note"]


def test_combine_files(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "regimens.tsv"
    run("combine", HER2, "-a", "cyclin D1", "-o", str(table))
    head, *found = rows(table)
    assert head[-1] == "note"
    assert [r[1:3] for r in found[:3]] == [
        ["TDXd", "death"],
        ["TDM1", "death"],
        ["dinaciclib + palbociclib", "arrest"],
    ]
    assert all("palbociclib" in r[1] for r in found[2:])
    assert {r[-1] for r in found} == {"not for clinical use"}
    chart = tmp_path / "regimens.svg"
    run("combine", HER2, "-a", "cyclin D1", "-o", str(chart))
    text = chart.read_text(encoding="utf-8")
    assert "palbociclib" in text
    assert "not for clinical use" in text


def test_combine_where_nothing_helps_and_where_nothing_is_needed(run: Run) -> None:
    _, out, _ = run("combine", HER2, "-a", "HER2 heterogeneity", "-d", "trastuzumab")
    assert out.startswith("HER2 heterogeneity: no set of these drugs stops its growth")
    _, out, _ = run("combine", HER2, "-k", "E2F")
    assert out.startswith("E2F knocked out: does not grow untreated\n")
    data = json.loads(run("combine", HER2, "-k", "E2F", "--json")[1])
    assert data["growing"] is False
    assert [r["drugs"] for r in data["regimens"]] == [[]]
    _, out, _ = run("combine", HER2, "-k", "E2F", "--prime")
    assert out.startswith("E2F knocked out: does not grow untreated, nor with any of these drugs")
    chart = regimen_chart(regimens(HER2, knockouts=["E2F"]))
    assert chart.get_yticklabels() == []
    _, out, _ = run("combine", HER2, "-a", "PTEN loss", "--background", "trastuzumab", "--prime")
    assert "prime drug sets stop its growth" in out


def test_combine_uses_knockouts_as_part_of_the_tumour(run: Run) -> None:
    lost = json.loads(run("combine", HER2, "-a", "PTEN loss", "--json")[1])["regimens"]
    down = json.loads(run("combine", HER2, "-k", "pten", "--json")[1])
    assert [r["drugs"] for r in down["regimens"]] == [r["drugs"] for r in lost]
    assert down["alterations"] == ["PTEN knocked out"]


# -- how they end ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("landscape", "her2-resistence"), "did you mean 'her2-resistance'?"),
        (("landscape", HER2, "-d", "lapatinb"), "did you mean 'lapatinib'"),
        (("landscape", HER2, "--semantics", "fuzzy"), "'fuzzy' is not a semantics"),
        (("landscape", HER2, "--onset", "denovo"), "did you mean 'de novo'?"),
        (("landscape", HER2, "--readout", "Growht"), "Growht"),
        (("landscape", HER2, "--against", "later"), "write onset=, start= or semantics="),
        (("landscape", HER2, "--against", "onset=later"), "'later' is not a known onset"),
        (("landscape", HER2, "-o", "cells.xlsx"), "end the name in .tsv, .csv"),
        (("landscape", HER2, "--word", "responds"), "name a --file"),
        (("landscape", HER2, "--word", "responding", "-o", "c.tsv"), "did you mean 'responds'"),
        (("bypass", HER2), "no drug is named"),
        (("bypass", HER2, "-d", "aspirin"), "'aspirin' is not a drug"),
        (("bypass", HER2, "-d", "TDM1", "-o", "sets"), "no suffix says nothing"),
        (("bypass", HER2, "-d", "TDM1", "-o", "nowhere/sets.tsv"), "nowhere"),
        (("combine", HER2, "-a", "PTEN los"), "did you mean 'PTEN loss'?"),
        (("combine", HER2, "-k", "PTENN"), "did you mean 'PTEN'"),
        (("combine", HER2, "-k", "PTEN", "-a", "PTEN loss", "-g", "PTEN"), "PTEN"),
        (("combine", HER2, "-o", "chart.gif"), "end the name in .png, .pdf, .svg, .tsv, .csv"),
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


def test_limits_have_their_own_exit_code(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run("landscape", HER2, "-o", "cells.tsv")
    assert (code, out) == (3, "")
    assert err.startswith("there are 4,503,599,627,370,496 cells and at most 1,000,000 are written")
    monkeypatch.setattr(combinations, "MAX_ROWS", 10)
    assert run("landscape", HER2, "--max-size", "1", "-o", "cells.tsv")[0] == 3
    monkeypatch.setattr("her2model.drawing.set_chart.MOST_COLUMNS", 5)
    code, _, err = run("bypass", HER2, "-d", "lapatinib", "-o", "sets.svg")
    assert (code, "at most 5 are drawn" in err) == (3, True)
    monkeypatch.setattr("her2model.drawing.plots.MOST_REGIMENS", 5)
    code, _, err = run("combine", HER2, "-a", "PTEN loss", "-o", "chart.svg")
    assert (code, "at most 5 are drawn" in err) == (3, True)
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_is_told_what_is_being_done() -> None:
    terminal = Console(file=io.StringIO(), force_terminal=True, width=100)
    with waiting(terminal, patience=0) as doing:
        doing("percolating [all] of it")
        doing("settling the last stage")
    shown = terminal.file.getvalue()  # type: ignore[attr-defined]
    assert "percolating [all] of it" in shown
    assert "settling the last stage" in shown
    nobody = Console(file=io.StringIO(), force_terminal=False)
    with waiting(nobody, patience=0) as doing:
        doing("percolating")
    assert nobody.file.getvalue() == ""  # type: ignore[attr-defined]
    quick = Console(file=io.StringIO(), force_terminal=True)
    with waiting(quick, patience=60) as doing:
        doing("percolating")
    assert "percolating" not in quick.file.getvalue()  # type: ignore[attr-defined]


@pytest.mark.parametrize(("patience", "told"), [(0, True), (60, False)])
def test_what_tells_nothing_more_is_shown_after_its_time(patience: float, told: bool) -> None:
    terminal = Console(file=io.StringIO(), force_terminal=True, width=100)
    with waiting(terminal, patience=patience, doing="making the page"):
        timers = [t for t in threading.enumerate() if isinstance(t, threading.Timer)]
        for timer in timers if told else ():  # it may be at an end already
            timer.join()
    assert not any(t.is_alive() for t in timers)
    assert ("making the page" in terminal.file.getvalue()) is told  # type: ignore[attr-defined]


# -- the regimens behind combine ------------------------------------------------------------------


@pytest.mark.parametrize("seed", [50, 52, 53, 57])
def test_shares_of_regimens_are_those_of_single_simulations(seed: int) -> None:
    model = random_model(seed, drugs=3, alterations=4, conflicts=False)
    growth = model.readouts.growth if model.readouts else ""
    land = h2.landscape(model)
    for size in (0, 1, 2):
        for tumour in itertools.combinations(land.alterations, size):
            found = regimens(model, tumour)
            assert {r.drugs for r in found} == set(land.minimal_combinations(tumour))
            others = [a for a in land.alterations if a not in tumour]
            wider = [
                (*tumour, *more)
                for k in range(len(others) + 1)
                for more in itertools.combinations(others, k)
            ]
            for r in found:
                values = [h2.simulate(model, alterations=w, drugs=r.drugs)[growth] for w in wider]
                assert (r.holds, r.tumours) == (values.count("off"), len(values))


def test_outcomes_of_regimens_are_those_of_single_simulations() -> None:
    for tumour in (["PTEN loss"], ["IGF1R overexpression", "ER reactivation"]):
        outcomes = set()
        for r in regimens(HER2, tumour):
            one = h2.simulate(HER2, alterations=tumour, drugs=r.drugs)
            assert one.verdict == "responds"
            assert (one["Apoptosis"] == "on") == (r.outcome == "death")
            outcomes.add(r.outcome)
        assert outcomes == {"death", "arrest"}


def test_regimens_print_and_show_themselves() -> None:
    found = regimens(HER2, ["PTEN loss", "p95HER2"])
    assert len(found.of_size(1)) + len(found.of_size(2)) <= len(found)
    for view in (str(found), repr(found), found._repr_html_()):
        assert "not for clinical use" in view
        assert "PTEN loss" in view
