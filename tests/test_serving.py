"""The server for assistants, driven by the client of its own protocol, over stdio."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from her2model.commands.serving import TOOLS, Answers
from her2model.engine.simulation import DISCLAIMER
from her2model.errors import Her2ModelError

mcp: Any = pytest.importorskip("mcp", reason="the extra 'assistant' is not installed")

BENCHMARK = Path(__file__).parent.parent / "benchmarks" / "assistant_calls.py"


@pytest.fixture(scope="module")
def driver() -> Any:
    """Return the script that asks the server 240 questions; here it asks a part of them."""
    sys.path.insert(0, str(BENCHMARK.parent))  # it imports what the benchmarks share
    try:
        return import_module(BENCHMARK.stem)
    finally:
        sys.path.remove(str(BENCHMARK.parent))


def test_answers_over_stdio_are_those_of_python_and_carry_their_conditions(driver: Any) -> None:
    every = driver.right_calls()
    assert len(every) == 200
    one_of_each = {tool: (tool, given) for tool, given in every}  # the last, of a small model
    quoted = ("explain", {"drugs": ["trastuzumab"], "alterations": ["PTEN loss"]})
    calls = [*one_of_each.values(), *[c for c in every if c[0] == "simulate"][::9], quoted]
    tools, results = driver.asked(calls)
    assert tools == list(TOOLS)
    assert set(one_of_each) == set(TOOLS)
    for call, result in zip(calls, results, strict=True):
        assert driver.differences(call, result) == [], call
    told = json.loads(results[-1].content[0].text)
    assert told["note"] == DISCLAIMER
    text = " ".join(told["sentences"])
    assert "«The PI3K–AKT pathway can be constitutively activated through loss of PTEN»" in text


def test_what_is_hostile_is_refused_and_no_file_is_touched(driver: Any, tmp_path: Path) -> None:
    assert len(driver.HOSTILE) == 40
    folder = driver.hostile_folder(tmp_path)
    before = driver.touched(tmp_path)
    good = ("simulate", {"model": "good.yaml"})
    _, results = driver.asked([*driver.HOSTILE, good], "--folder", str(folder))
    for call, result in zip(driver.HOSTILE, results, strict=False):
        assert not driver.leaks(result), call
    assert not results[-1].is_error
    assert json.loads(results[-1].content[0].text)["sentences"]
    assert driver.touched(tmp_path) == before


def test_the_time_for_an_answer_is_limited() -> None:
    from her2model.commands.serving import _alarm

    def forever() -> None:
        with _alarm(0.01):
            while True:
                pass

    with pytest.raises(Her2ModelError, match="s were not enough"):
        forever()
    assert Answers(seconds=1).simulate(["TDM1"])["data"]["verdict"] == "responds"
