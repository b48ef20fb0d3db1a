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
    ids = {
        n: n if n in model.species and by_name.get(n, n) == n else by_name.get(n, n) for n in slow
    }
    back = {id: name for name, id in ids.items()}
    names = {s: back.get(s, model.species[s].name) for s in model.species}
    tops = {names[s]: model.species[s].top for s in model.species}
    missing = [n for n in slow if ids[n] not in model.species]
    if missing:
        return f"no species {missing[0]}"
    chance = Random(1)
    for target in slow:
        if ids[target] not in model.rules:
            state = {n: chance.randint(0, top) for n, top in tops.items()}
            if slow[target](state) != state[target] and ids[target] in model.inputs:
                return f"{target} is read as an input"
            continue
        for _ in range(STATES):
            share = chance.random()
            state = {
                n: chance.randint(0, t) if chance.random() < share else 0 for n, t in tops.items()
            }
            ours = tends(model, ids[target], state, names)
            theirs = min(slow[target](state), tops[target])
            if ours != theirs:
                return f"{target} tends to {ours}, and to {theirs} by the file"
    return ""


def tends(model: Model, species: str, state: dict[str, int], names: dict[str, str]) -> int:
    """The highest level up to which all rules hold."""
    level = 0
    for bit in model.bits(species):
        rule = model.functions[bit]
        read = {n: species_and_level(n) for n in rule.names}
        if not rule.evaluate({n: int(state[names[s]] >= k) for n, (s, k) in read.items()}):
            break
        level += 1
    return level


if __name__ == "__main__":
    main()
