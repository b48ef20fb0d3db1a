"""Other people's files of every kind: does each rule have the values that the file says?

    python benchmarks/foreign_tables.py --of MaBoSS '<clone>/**/*.bnd' \\
        --of GINsim '<clone>/**/*.zginml'

Each file is read by the library, and by a slow reader of our own that shares nothing with it
(:mod:`slow_readers`). Every rule is worked out by both in 64 random states. A file that stands in
several places counts once. Each has 60 seconds.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import signal
import warnings
from collections import Counter
from collections.abc import Iterator
from glob import glob
from pathlib import Path
from random import Random
from typing import Any

from measuring import Results
from slow_readers import SLOW, Network

import her2model as h2
from her2model.formats.format import ConversionWarning
from her2model.model.expressions import species_and_level
from her2model.model.model import Model

SECONDS = 60
STATES = 64


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--of", nargs="+", action="append", help="a group, and its patterns")
    given = parser.parse_args()
    warnings.simplefilter("ignore", ConversionWarning)
    results = Results("foreign_tables", ["biodivine_aeon", "openpyxl", "python-libsbml"])
    rows: list[dict[str, Any]] = []
    seen: set[str] = set()
    for group, *patterns in given.of:
        for path in files(patterns):
            key = hashlib.sha256(path.read_bytes()).hexdigest()
            if key in seen:
                continue
            seen.add(key)
            row = {"group": group, "file": f"{path.parent.name}/{path.name}", **judged(path)}
            print(row["outcome"], row["file"], row.get("reason", ""), flush=True)
            rows.append(row)
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        counts.setdefault(row["group"], Counter())[row["outcome"]] += 1
    summary = {g: {"files": c.total(), **dict(sorted(c.items()))} for g, c in counts.items()}
    results.data |= {"files": rows, "summary": summary}
    results.write()
    print(summary)


def files(patterns: list[str]) -> Iterator[Path]:
    for pattern in patterns:
        yield from (Path(name) for name in sorted(glob(pattern, recursive=True)))


def judged(path: Path) -> dict[str, Any]:
    """Judge a file; the alarm ends what takes too long."""

    def stop(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        return _judged(path)
    except TimeoutError:
        return {"outcome": "too slow"}
    finally:
        signal.alarm(0)


def _judged(path: Path) -> dict[str, Any]:
    try:
        model = h2.load(path)
    except (h2.FormatError, h2.LimitError) as reason:
        return {"outcome": "refused", "reason": str(reason).splitlines()[0].partition(": ")[2]}
    try:
        slow = SLOW[path.suffix.lower()](path)
        wrong = difference(model, slow)
    except TimeoutError:
        raise
    except Exception as reason:
        said = f"{type(reason).__name__}: {reason}"[:120]
        return {"outcome": "read; not compared", "reason": said}
    if wrong:
        return {"outcome": "differs", "reason": wrong}
    return {"outcome": "equal", "species": len(model.species)}


def difference(model: Model, slow: Network) -> str:
    """Say where a rule has another value than the file says; empty where none has."""
    by_name = {s.name: s.id for s in model.species.values()}
    named = levels_by_name(model, slow)
    chance = Random(1)
    for target, theirs in slow.items():
        known = (target, by_name.get(target), re.sub(r"\W", "_", target), f"x{target}")
        species = next((s for s in known if s in model.species), "")
        bit = 0
        if not species:  # a bit of what is read as one species with levels
            species, _, number = target.rpartition("_b")
            if species not in model.levels:
                return f"there is no species {target}"
            bit = int(number)
        for _ in range(STATES):
            share = chance.random()
            drawn = ((s, one.top, chance.random() < share) for s, one in model.species.items())
            state = {s: chance.randint(0, top) if on else 0 for s, top, on in drawn}
            told = {n: int(state[s] >= k) if k else state[s] for n, (s, k) in named.items()}
            ours, value = tends(model, species, state), theirs(told)
            if bit:  # single steps alone are said: up to the next level, and down from this one
                if bit not in (state[species], state[species] + 1):
                    continue
                ours = int(ours >= bit)
            if ours != min(value, model.species[species].top):
                return f"{target} tends to {ours}, and to {value} by the file"
    return ""


def levels_by_name(model: Model, slow: Network) -> dict[str, tuple[str, int]]:
    """Whatever the file may call a species → its id, and the level that counts (0: its level)."""
    found = {s.name: (s.id, 0) for s in model.species.values()}
    found |= {s: (s, 0) for s in model.species}
    for s, top in model.levels.items():
        found |= {f"{s}_b{k}": (s, k) for k in range(1, top + 1)}
    for name in slow:
        for known in (re.sub(r"\W", "_", name), f"x{name}"):
            if known in found:
                found.setdefault(name, found[known])
    return found


def tends(model: Model, species: str, state: dict[str, int]) -> int:
    """The highest level up to which all rules hold; an input stays."""
    if species not in model.rules:
        return state[species]
    level = 0
    for bit in model.bits(species):
        rule = model.functions[bit]
        read = {n: species_and_level(n) for n in rule.names}
        if not rule.evaluate({n: int(state[s] >= k) for n, (s, k) in read.items()}):
            break
        level += 1
    return level


if __name__ == "__main__":
    main()
