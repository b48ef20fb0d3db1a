"""Malformed files of tumours: each is refused in a sentence, or its rows are counted."""

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

import her2model as h2
from her2model.errors import InputError
from her2model.tumours.cohort import Cohort
from her2model.tumours.conventions import conventions
from her2model.tumours.reading import read_tumours

FOLDER = Path(__file__).parent / "cases" / "invalid" / "tumours"
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load(
    (FOLDER / "expectations.yaml").read_text(encoding="utf-8")
)
HER2 = h2.load("her2-resistance")


def test_there_are_cases_for_every_file_and_files_for_every_case() -> None:
    stored = {
        p.name for p in FOLDER.iterdir() if p.name not in ("expectations.yaml", "conventions")
    }
    stored |= {f"conventions/{p.name}" for p in (FOLDER / "conventions").iterdir()}
    assert stored == set(EXPECTED)
    assert len(stored) >= 45


def read(name: str, path: Path) -> Cohort:
    if name.startswith("conventions"):
        return Cohort(HER2, (), conventions(path))
    return read_tumours(HER2, path)


@pytest.mark.parametrize("name", EXPECTED)
def test_each_has_its_sentence(name: str) -> None:
    path, expected = FOLDER / name, EXPECTED[name]
    if path.suffix == ".vcf":
        pytest.importorskip("cyvcf2")
    if "says" in expected:
        with pytest.raises(InputError) as caught:
            read(name, path)
        assert str(caught.value).replace(str(path), name) == expected["says"]
        assert type(caught.value).__name__ == expected["error"]
        return
    cohort = read_tumours(HER2, path)
    tallies = cohort.tallies
    fates = [sum(t.count(f) for t in tallies) for f in ("used", "ignored", "unknown", "refused")]
    rows = [sum(t.read for t in tallies), *fates]
    assert rows == expected["rows"]
    assert rows[0] == sum(fates)
    assert [s for t in tallies for s in t.refusals] == expected.get("refused", [])
    assert [s for t in tallies for s in t.notes] == expected.get("notes", [])
    assert all(str(n) in str(cohort) for n in rows)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.maf")
    with pytest.raises(InputError, match="not a regular file"):
        read_tumours(HER2, tmp_path / "pipe.maf")


def test_a_missing_file_is_told_of() -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read_tumours(HER2, "nowhere.maf")
    with pytest.raises(InputError, match="says nothing of a tumour"):
        read_tumours(HER2, ", ;")
