"""The release checklist, without what it builds; tests/test_wheel.py builds."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

CHECK = runpy.run_path(str(Path(__file__).parent.parent / "packaging" / "release_check.py"))


@pytest.mark.parametrize("check", CHECK["QUICK"], ids=lambda c: c.__name__)
def test_the_checklist_finds_nothing(check: object) -> None:
    assert callable(check)
    assert list(check()) == []


def test_what_is_not_in_a_wheel_is_found() -> None:
    found = list(CHECK["_lacking"]({"her2model/py.typed"}))
    assert "her2model/_lessons/colomoto.ipynb is not in the wheel" in found
    assert "her2model/_models/her2-resistance.yaml is not in the wheel" in found
