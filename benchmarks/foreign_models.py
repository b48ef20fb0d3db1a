"""Other people's models: how many load, and do their minimal trap spaces agree with mpbn's.

Those of pyboolnet's wheel are always taken; give patterns for more. With a clone of
biodivine-boolean-models:

    python benchmarks/foreign_models.py '<clone>/models/*/model.bnet' \\
        '<clone>/sources/*/source.sbml'

A ``.bnet`` file is read by mpbn itself, SBML by AEON for it. Inputs are fixed: all off, all on, and
one random setting. Each model has 60 seconds in a process of its own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from glob import glob
from pathlib import Path
from random import Random
from typing import Any

from measuring import Results

import her2model as h2
from her2model.engine.levels import levels_encoding
from her2model.engine.network import Network
from her2model.engine.trap_spaces import minimal_trap_spaces
from her2model.formats.format import ConversionWarning
from her2model.model.model import Model
from her2model.model.rules import Atom, Rule

SECONDS = 60
MOST_SPACES = 2_000
Spaces = set[frozenset[tuple[str, Any]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("patterns", nargs="*", help="'<folder>/*/model.bnet', in quotes")
    given = parser.parse_args()
    results = Results("foreign_models", ["mpbn", "biodivine_aeon", "pyboolnet"])
    rows = []
    with ThreadPoolExecutor(2) as workers:
        found = list(files(given.patterns))
        for (group, path), row in zip(
            found, workers.map(judged, (p for _, p in found)), strict=True
        ):
            row = {"group": group, "file": f"{path.parent.name}/{path.name}", **row}
            print(row["outcome"], row["file"], row.get("reason", ""), flush=True)
            rows.append(row)
            results.data |= {"models": rows, "summary": summary(rows)}
            results.write()


def files(patterns: list[str]) -> Iterator[tuple[str, Path]]:
    """Files by group: the wheel's, and those of each pattern."""
    import pyboolnet

    for path in sorted((Path(pyboolnet.__file__).parent / "repository").rglob("*.bnet")):
        yield "pyboolnet's wheel", path
    for pattern in patterns:
        for name in sorted(glob(pattern.replace("[", "[[]"))):
            path = Path(name)
            yield f"{path.parent.parent.name}/*/{path.name}", path


def judged(path: Path) -> dict[str, Any]:
    """Judge a file in a process that has so many seconds."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    worker = multiprocessing.Process(target=_judge, args=(path, theirs))
    began = time.perf_counter()
    worker.start()
    theirs.close()
    found: dict[str, Any] = {"outcome": "too slow to read"}
    try:
        while ours.poll(max(0.0, SECONDS - (time.perf_counter() - began))):
            found |= ours.recv()
    except EOFError:
        pass
    worker.terminate()
    worker.join()
    return found | {"seconds": round(time.perf_counter() - began, 2)}


def _judge(path: Path, out: Any) -> None:
    warnings.simplefilter("ignore", ConversionWarning)
    try:
        model = h2.load(path)
    except (h2.FormatError, h2.LimitError) as reason:
        said = str(reason).splitlines()[0].partition(": ")[2]
        out.send({"outcome": "refused", "reason": said})
        return
    sizes = {"species": len(model.species), "inputs": len(model.inputs)}
    out.send({"outcome": "loads; not compared in time", **sizes})
    try:
        out.send(compared(model, path))
    except h2.LimitError as reason:
        said = str(reason).splitlines()[0].partition(";")[0][:150]
        out.send({"outcome": "loads; not compared", "reason": said})
    except Exception as reason:
        said = f"{type(reason).__name__}: {reason}".splitlines()[0][:150]
        out.send({"outcome": "loads; the peer fails", "reason": said})


def compared(model: Model, path: Path) -> dict[str, Any]:
    """Compare the minimal trap spaces under three settings of the inputs."""
    chance = Random(1)
    bits = [b for s in model.species if s not in model.named_only for b in model.bits(s)]
    acting = levels_encoding({b: model.functions.get(b, Rule(Atom(b))) for b in bits})
    spaces = []
    settings = [dict.fromkeys(model.inputs, v) for v in (0, 1)]
    settings.append({s: chance.randint(0, 1) for s in model.inputs})
    settings = [{b: v for s, v in row.items() for b in model.bits(s)} for row in settings]
    for fixed in settings if model.inputs else settings[:1]:
        ours = own_spaces(acting, fixed)
        theirs = peer_spaces(model, path, fixed, set(acting), len(ours) + 1)
        if ours != theirs:
            return {"outcome": "disagrees", "reason": f"{len(ours)} and {len(theirs)} spaces"}
        spaces.append(len(ours))
    return {"outcome": "agrees", "spaces": spaces, "reason": ""}


def own_spaces(rules: Mapping[str, Rule], fixed: Mapping[str, int]) -> Spaces:
    network = Network.compiled(rules).fixing(fixed)
    free = dict.fromkeys(network.species, "*")
    found = minimal_trap_spaces(network, network.entered(network.everything), limit=MOST_SPACES)
    return {frozenset({**free, **network.values(s)}.items()) for s in found}


def peer_spaces(
    model: Model, path: Path, fixed: Mapping[str, int], acting: set[str], most: int
) -> Spaces:
    network, ids = peer_network(model, path)
    names = {id: name for name, id in ids.items()}
    for s, value in fixed.items():
        network[names[s]] = value
    for s in set(model.named_only) & set(names):
        network[names[s]] = 0
    found: Spaces = set()
    for attractor in network.attractors(limit=most):
        found.add(frozenset((ids[n], v) for n, v in attractor.items() if ids[n] in acting))
    return found


def peer_network(model: Model, path: Path) -> tuple[Any, dict[str, str]]:
    """The model as mpbn has it without our help, and id by its names."""
    import biodivine_aeon
    import mpbn

    if path.suffix == ".bnet":
        ids = {n: bit for s, row in model.species.items() for n, bit in _bits(model, s, row.name)}
        return mpbn.MPBooleanNetwork(str(path)), ids
    sbml = path.read_text(encoding="utf-8")
    unlabelled = re.sub(r"""\s(?:\w+:)?name=("[^"]*"|'[^']*')""", "", sbml)  # so ids are its names
    read = biodivine_aeon.BooleanNetwork.from_sbml(unlabelled)
    text = read.infer_valid_graph().to_bnet()
    ids = {n: bit for s in model.species for n, bit in _bits(model, s, s)}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "x.bnet")
        file.write_text(text)
        return mpbn.MPBooleanNetwork(str(file)), ids


def _bits(model: Model, species: str, name: str) -> Iterator[tuple[str, str]]:
    """Name each bit of a species as the file has it: ``X``, or ``X_b1``, ``X_b2``."""
    bits = model.bits(species)
    if len(bits) == 1:
        yield name, bits[0]
    else:
        yield from ((f"{name}_b{k}", bit) for k, bit in enumerate(bits, 1))


def summary(rows: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    """Count the outcomes of each group."""
    found: dict[str, dict[str, int]] = {}
    for group in dict.fromkeys(row["group"] for row in rows):
        outcomes = Counter(row["outcome"] for row in rows if row["group"] == group)
        found[group] = {"files": outcomes.total(), **dict(sorted(outcomes.items()))}
    return found


if __name__ == "__main__":
    main()
