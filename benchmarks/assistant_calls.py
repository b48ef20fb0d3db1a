"""Drive the assistants' server over stdio: 200 calls and 40 hostile ones, by the protocol's client.

``python benchmarks/assistant_calls.py`` compares every right answer with the one that Python gives
for the same question, refuses to pass over one hostile call that is answered, and looks whether a
file was touched. The counts are written to ``benchmarks/results``. Needs the extra ``assistant``.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import mcp
from measuring import Results

import her2model as h2
from her2model.commands.serving import MAX_NAMES, MAX_SETS, MAX_TEXT, TOOLS
from her2model.engine.simulation import DISCLAIMER, SEMANTICS
from her2model.library import load
from her2model.model.track_record import track_record

Call = tuple[str, dict[str, Any]]
CONSENSUS, DISEASE = "her2-resistance", "mapk-resistance"
FIGURES = ("PMC3233287", "PMC3808214", "PMC7464074", "PMC8005514", "PMC9640784")
TYPED = (
    "Herceptin", "Perjeta", "Kadcyla", "Enhertu", "Tykerb", "Nerlynx", "Afinitor", "Ibrance",
    "T-DM1", "MM-121", "ERBB2", "HER2", "PTEN", "PIK3CA H1047R", "p95HER2", "MUC4", "IGF1R",
    "anti-HER2", "HER2-low", "trastuzumab + hyaluronidase", "no such thing",
)  # fmt: skip
LINES = (
    "HER2 3+", "HER2 3+, PIK3CA H1047R", "HER2 3+, PTEN loss", "HER2 0", "HER2 2+, ISH positive",
    "HER2 3+, PIK3CA E545K, PTEN loss", "HER2 3+, ER positive", "HER2 3+, ERBB2 L755S",
)  # fmt: skip
MINE = "format: her2model/1\nname: mine\nextends: [{parent}]\n"


def right_calls() -> list[Call]:
    """Return 200 questions over every tool and nine models."""
    model, other = load(CONSENSUS), load(DISEASE)
    names = [a.name for a in model.alterations.values()]
    calls: list[Call] = [("list_models", {})]
    for m in (CONSENSUS, DISEASE, *FIGURES):
        calls += [("list_drugs", {"model": m}), ("list_alterations", {"model": m})]
        calls += [("check", {"model": m})] if m in FIGURES else []
    calls += [("find", {"name": n}) for n in TYPED]
    calls += [
        ("simulate", {"drugs": [drug], "alterations": [names[(7 * k + j) % len(names)]]})
        for k, drug in enumerate(model.drugs)
        for j in range(3)
    ]
    calls += [
        ("simulate", {"drugs": [d], "alterations": [a.name], "model": DISEASE})
        for d in other.drugs[:5]
        for a in list(other.alterations.values())[:7]
    ]
    calls += [("simulate", {"knockouts": [g]}) for g in ("PTEN", "HER3", "AKT", "mTORC1")]
    calls += [("explain", {"drugs": [d], "alterations": [names[k]]})
              for k, d in enumerate(model.drugs)]  # fmt: skip
    calls += [("matrix", {"drugs": [d]}) for d in model.drugs[:6]]
    calls += [("matrix", {"model": m}) for m in (DISEASE, *FIGURES)]
    calls += [("minimal_bypasses", {"drugs": ["Herceptin"], "model": m}) for m in FIGURES]
    calls += [("regimens", {"alterations": [n]}) for n in names[:2]]
    calls += [("regimens", {"model": m}) for m in FIGURES]
    calls += [("tumour", {"text": t, "regimens": ["trastuzumab", "trastuzumab + pertuzumab"]})
              for t in LINES]  # fmt: skip
    return calls


def expected(call: Call) -> dict[str, Any]:
    """Return what an answer must hold, asked of the library itself."""
    tool, asked = call
    model = load(asked.get("model", CONSENSUS))
    found = {**_DIRECT[tool](model, asked), "semantics": SEMANTICS, "note": DISCLAIMER}
    drugs = [model.find_species(d, "drug") for d in asked.get("drugs", ())]
    if tool in _MEASURED:
        record = track_record(model, drugs)
        found["track_record"] = (
            str(record) if record else "Such verdicts of this model were never measured."
        )
    return json.loads(json.dumps(found))


_MEASURED = ("simulate", "explain", "minimal_bypasses")


def _simulated(model: h2.Model, asked: dict[str, Any]) -> h2.Simulation:
    return h2.simulate(model, **{k: v for k, v in asked.items() if k != "model"})


def _bypasses(model: h2.Model, asked: dict[str, Any]) -> dict[str, Any]:
    sets = h2.minimal_bypasses(model, asked["drugs"])
    return {"data": {"found": len(sets), "sets": [list(s) for s in sets][:MAX_SETS]}}


def _table(model: h2.Model, asked: dict[str, Any]) -> dict[str, Any]:
    table = h2.resistance_matrix(model, drugs=asked.get("drugs"))
    return {"data": table.to_dict(), "sentences": list(table.legend().values())}


def _regimens(model: h2.Model, asked: dict[str, Any]) -> dict[str, Any]:
    found = h2.regimens(model, asked.get("alterations", ()))
    rows = [f"{r}: {r.outcome}" for r in found][:MAX_SETS]
    return {"sentences": [found.headline(), *rows], "data": {"found": len(found)}}


_DIRECT: dict[str, Any] = {
    "list_models": lambda *_: {"sentences": [f"{n}: {load(n).title}" for n in h2.list_models()]},
    "list_drugs": lambda m, _: {
        "sentences": [
            f"{m.species[d].name}: "
            + ", ".join(i for i, arrow in m.interactions.items() if arrow.source == d)
            for d in m.drugs
        ]
    },
    "list_alterations": lambda m, _: {"sentences": [a.name for a in m.alterations.values()]},
    "find": lambda m, asked: {"sentences": [str(h2.find(asked["name"], m))]},
    "simulate": lambda m, asked: {
        "sentences": [_simulated(m, asked).summary()],
        "data": _simulated(m, asked).to_dict(),
    },
    "explain": lambda m, asked: {
        "sentences": h2.explain(_simulated(m, asked)).text().split("\n")
    },
    "matrix": _table,
    "minimal_bypasses": _bypasses,
    "regimens": _regimens,
    "tumour": lambda m, asked: {
        "sentences": str(h2.read_tumours(asked["text"], m).verdicts(asked["regimens"])).split("\n")
    },
    "check": lambda m, _: {"sentences": str(h2.check(m)).split("\n")[:MAX_SETS]},
}  # fmt: skip

HOSTILE: list[Call] = [
    *(
        ("simulate", {"model": path})
        for path in (
            "/etc/passwd", "../outside/secret.bnet", "bad.yaml", "link.bnet", "beside.bnd", "", ".",
            "..", "~/x.yaml", "file:///etc/passwd", "x" * 5_000, "\0", "no such.yaml", "/dev/zero",
            "/proc/self/environ", "inside/../../outside/secret.bnet", "con", "a/b/c", "pipe.bnet",
            "huge.bnet",
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


def hostile_folder(home: Path) -> Path:
    """Make an allowed folder with a good file and several that reach outside or never end."""
    inside, outside = home / "inside", home / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.bnet").write_text("targets, factors\nA, A\n", encoding="utf-8")
    (inside / "good.yaml").write_text(MINE.format(parent="PMC7464074"), encoding="utf-8")
    (inside / "bad.yaml").write_text(MINE.format(parent="../outside/secret.bnet"), encoding="utf-8")
    (inside / "link.bnet").symlink_to(outside / "secret.bnet")
    (inside / "beside.bnd").write_text("node A { rate_up = 1; }", encoding="utf-8")
    (inside / "beside.cfg").symlink_to(outside / "secret.bnet")
    os.mkfifo(inside / "pipe.bnet")
    with open(inside / "huge.bnet", "wb") as huge:
        huge.truncate(10**10)  # of holes: it takes no room
    return inside


def touched(home: Path) -> dict[Path, tuple[int, int]]:
    """Return each file with its size and when it was last written."""
    return {p: (p.lstat().st_size, p.lstat().st_mtime_ns) for p in home.rglob("*")}


def asked(calls: Sequence[Call], *options: str) -> tuple[list[str], list[Any]]:
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


def differences(call: Call, result: Any) -> list[str]:
    """Return in what an answer differs from that of the library."""
    if result.is_error:
        return [result.content[0].text]
    answer = json.loads(result.content[0].text)
    wanted = expected(call)
    lacking = [k for k in ("sentences", "semantics", "track_record", "note") if not answer.get(k)]
    return [f"{k} differs" for k in wanted if answer.get(k) != wanted[k]] + [
        f"{k} is lacking" for k in lacking
    ]


def leaks(result: Any) -> bool:
    """Say whether a hostile call was answered, or refused without a reason or with a crash."""
    text = " ".join(getattr(c, "text", "") for c in result.content)
    crashed = text.startswith("Error executing tool") and ": " not in text
    return not result.is_error or crashed or "root:" in text or "Traceback" in text


def main() -> int:
    """Ask all, print each that is wrong, and write the counts."""
    figures = Results("assistant_calls", ["her2model", "mcp"])
    calls = right_calls()
    tools, results = asked(calls)
    assert tools == list(TOOLS)
    wrong = {n: found for n, r in enumerate(results) if (found := differences(calls[n], r))}
    for n, found in wrong.items():
        print(calls[n], found)
    with tempfile.TemporaryDirectory() as home:
        folder = hostile_folder(Path(home))
        before = touched(Path(home))
        results = asked([*HOSTILE, ("simulate", {"model": "good.yaml"})], "--folder", str(folder))[
            1
        ]
        answered = [c for c, r in zip(HOSTILE, results, strict=False) if leaks(r)]
        changed = sum(before.get(p) != now for p, now in touched(Path(home)).items())
    print(*answered, sep="\n")
    figures.note("calls", dict(Counter(tool for tool, _ in calls)))
    figures.note("calls in all", len(calls))
    figures.note("answers that differ from those of Python", len(wrong))
    figures.note("hostile calls", len(HOSTILE))
    figures.note("hostile calls answered", len(answered))
    figures.note("a right call after them is answered", not results[-1].is_error)
    figures.note("files touched", changed)
    return 1 if wrong or answered or changed else 0


if __name__ == "__main__":
    sys.exit(main())
