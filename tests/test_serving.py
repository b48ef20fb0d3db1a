"""The server for assistants, driven by the client of its own protocol, over stdio."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

import her2model as h2
from her2model.commands.serving import MAX_NAMES, MAX_TEXT, TOOLS, Answers
from her2model.engine.simulation import DISCLAIMER
from her2model.errors import Her2ModelError

mcp: Any = pytest.importorskip("mcp", reason="the extra 'assistant' is not installed")

MINE = """format: her2model/1
name: mine
extends: [{parent}]
"""
Call = tuple[str, dict[str, Any]]


def asked(calls: list[Call], *options: str) -> tuple[list[str], list[Any]]:
    """Start a server as a process, ask it, and return its tools and the results."""

    async def session() -> tuple[list[str], list[Any]]:
        command = mcp.StdioServerParameters(
            command=sys.executable, args=["-m", "her2model", "serve", *options]
        )
        async with mcp.Client(command) as client:
            tools = (await client.list_tools()).tools
            results = [await client.call_tool(name, arguments) for name, arguments in calls]
            return [t.name for t in tools], results

    return asyncio.run(session())


def data(result: Any) -> dict[str, Any]:
    assert not result.is_error, result.content[0].text
    found = json.loads(result.content[0].text)
    assert isinstance(found, dict)
    return found


def test_answers_over_stdio_are_those_of_python_and_carry_their_conditions(tmp_path: Path) -> None:
    drugs = ["trastuzumab", "lapatinib", "TDM1", "everolimus"]
    alterations = ["PTEN loss", "p95HER2", "MUC4 overexpression"]
    cases = [(d, a) for d in drugs for a in alterations]
    calls: list[Call] = [("simulate", {"drugs": [d], "alterations": [a]}) for d, a in cases]
    calls += [
        ("list_models", {}),
        ("list_drugs", {}),
        ("list_alterations", {}),
        ("find", {"name": "Herceptin"}),
        ("explain", {"drugs": ["trastuzumab"], "alterations": ["PTEN loss"]}),
        ("matrix", {"drugs": ["trastuzumab"], "alterations": ["PTEN loss"]}),
        ("minimal_bypasses", {"drugs": ["trastuzumab"], "model": "PMC7464074"}),
        ("regimens", {"alterations": ["MUC4 overexpression"], "model": "PMC9640784"}),
        ("tumour", {"text": "HER2 3+, PIK3CA H1047R", "regimens": ["trastuzumab+pertuzumab"]}),
        ("check", {"model": "PMC7464074"}),
    ]
    tools, results = asked(calls)
    assert tools == list(TOOLS)
    answers = [data(r) for r in results]
    for (drug, alteration), answer in zip(cases, answers, strict=False):
        expected = h2.simulate("her2-resistance", drugs=[drug], alterations=[alteration])
        assert answer["data"]["verdict"] == expected.verdict
    for answer in answers:
        assert answer["note"] == DISCLAIMER
        assert answer["semantics"]
        assert answer["track_record"]
        assert answer["sentences"]
    told = " ".join(answers[len(cases) + 4]["sentences"])
    assert "«The PI3K–AKT pathway can be constitutively activated through loss of PTEN»" in told


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make an allowed folder with a good file and several that reach outside."""
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.bnet").write_text("targets, factors\nA, A\n", encoding="utf-8")
    (inside / "good.yaml").write_text(MINE.format(parent="PMC7464074"), encoding="utf-8")
    (inside / "bad.yaml").write_text(MINE.format(parent="../outside/secret.bnet"), encoding="utf-8")
    (inside / "link.bnet").symlink_to(outside / "secret.bnet")
    (inside / "beside.bnd").write_text("node A { rate_up = 1; }", encoding="utf-8")
    (inside / "beside.cfg").symlink_to(outside / "secret.bnet")
    return inside


HOSTILE: list[Call] = [
    *(
        ("simulate", {"model": path})
        for path in (
            "/etc/passwd", "../outside/secret.bnet", "bad.yaml", "link.bnet", "beside.bnd", "", ".",
            "..", "~/x.yaml", "file:///etc/passwd", "x" * 5_000, "\0", "no such.yaml", "/dev/zero",
            "/proc/self/environ", "inside/../../outside/secret.bnet", "con", "a/b/c",
        )
    ),
    ("simulate", {"drugs": ["trastuzumab"] * (MAX_NAMES + 1)}),
    ("simulate", {"drugs": ["x" * (MAX_TEXT + 1)]}),
    ("simulate", {"drugs": ["no such drug"]}),
    ("simulate", {"alterations": ["; rm -rf /"]}),
    ("simulate", {"knockouts": ["\u202e"]}),
    ("simulate", {"drugs": "trastuzumab"}),
    ("simulate", {"drugs": [3]}),
    ("simulate", {"drugs": None}),
    ("explain", {"readout": "no such species"}),
    ("matrix", {"drugs": ["no such drug"]}),
    ("minimal_bypasses", {"drugs": []}),
    ("minimal_bypasses", {}),
    ("regimens", {"alterations": ["nothing"]}),
    ("tumour", {"text": "/etc/passwd", "regimens": ["trastuzumab"]}),
    ("tumour", {"text": "../x.maf", "regimens": ["trastuzumab"]}),
    ("tumour", {"text": "x" * (MAX_TEXT + 1), "regimens": ["trastuzumab"]}),
    ("tumour", {"text": "HER2 3+", "regimens": ["nothing"]}),
    ("check", {"model": "/etc/passwd"}),
    ("find", {"name": "x" * (MAX_TEXT + 1)}),
    ("no such tool", {}),
]  # fmt: skip


def test_what_is_hostile_is_refused_and_no_file_is_touched(folder: Path) -> None:
    before = {p: p.lstat().st_mtime_ns for p in folder.parent.rglob("*")}
    good: Call = ("simulate", {"model": "good.yaml"})
    _, results = asked([*HOSTILE, good], "--folder", str(folder))
    for call, result in zip(HOSTILE, results, strict=False):
        text = " ".join(getattr(c, "text", "") for c in result.content)
        assert result.is_error, call
        assert "root:" not in text
        assert "Traceback" not in text
    assert "sentences" in data(results[-1])
    assert {p: p.lstat().st_mtime_ns for p in folder.parent.rglob("*")} == before


def test_the_time_for_an_answer_is_limited() -> None:
    from her2model.commands.serving import _alarm

    def forever() -> None:
        with _alarm(0.01):
            while True:
                pass

    with pytest.raises(Her2ModelError, match="s were not enough"):
        forever()
    assert Answers(seconds=1).simulate(["TDM1"])["data"]["verdict"] == "responds"
