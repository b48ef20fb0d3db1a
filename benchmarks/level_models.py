"""Public models with levels, read here, against their Booleanised twins and against AEON.

    python benchmarks/level_models.py FOLDER

FOLDER holds pairs ``NAME.multivalued.sbml`` and ``NAME.booleanized.sbml``, as those of
github.com/sybila/biodivine-boolean-models (``sources/*/source.*.sbml``, the second made by bioLQM).
For each pair, with the inputs as the files have them:

- *directions*: on random states, whether each species rises, stays or falls is asked of both files;
- *trap spaces*: the minimal ones here, and those that AEON finds in the Booleanised file, which it
  reads itself.

Bits that do not nest (``X_b2`` without ``X_b1``) stand for no level; AEON's trap spaces with such
bits have no counterpart here, and are counted apart.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import sys
import warnings
from pathlib import Path
from typing import Any

import biodivine_aeon as aeon

import her2model as h2
from her2model.model.expressions import species_and_level
from her2model.model.model import Model

STATES = 200
SECONDS = 60
Levels = tuple[tuple[int, int], ...]


def direction(model: Model, species: str, state: dict[str, int]) -> int:
    """Say whether a species rises (1), stays or falls (-1)."""
    level = 0
    for bit in model.bits(species):
        rule = model.functions[bit]
        literals = {n: species_and_level(n) for n in rule.names}
        if not rule.evaluate({n: int(state[s] >= k) for n, (s, k) in literals.items()}):
            break
        level += 1
    return (level > state[species]) - (level < state[species])


def differing(one: Model, other: Model, chance: random.Random) -> int:
    """Count the directions in which two models differ, on random states."""
    count = 0
    for _ in range(STATES):
        state = {s: chance.randint(0, known.top) for s, known in one.species.items()}
        count += sum(direction(one, s, state) != direction(other, s, state) for s in one.rules)
    return count


def here(model: Model) -> set[Levels]:
    """List the minimal trap spaces, each species' lowest and highest level."""
    found = h2.simulate(model, start="any").attractors
    return {tuple(a.level(s) for s in acting(model)) for a in found}


def acting(model: Model) -> list[str]:
    """List the species that take part, sorted."""
    return sorted(set(model.species) - set(model.named_only))


def by_aeon(path: Path, model: Model) -> tuple[set[Levels], int]:
    """List AEON's of the Booleanised file, and count those that stand for no level."""
    network = aeon.BooleanNetwork.from_file(str(path))
    names = {network.get_variable_name(v) for v in network.variables()}
    bits = {s: bits_of(s, model.species[s].top, names) for s in acting(model)}
    for s in set(bits) - set(model.rules):
        for k, bit in enumerate(bits[s]):
            given = "true" if (model.species[s].initial or 0) > k else "false"
            network.set_update_function(bit, given)
    network = network.infer_valid_graph()
    context = aeon.SymbolicSpaceContext(network)
    graph = aeon.AsynchronousGraph(network, context)
    spaces = [s.to_named_dict() for s in aeon.TrapSpaces.minimal_symbolic(context, graph).spaces()]
    found = {tuple(levels(space, bits[s]) for s in bits) for space in spaces}
    nested = {f for f in found if all(low >= 0 for low, _ in f)}
    return nested, len(found) - len(nested)


def bits_of(species: str, top: int, names: set[str]) -> list[str]:
    """Name the bits of a species in the Booleanised file."""
    return [species] if species in names else [f"{species}_b{k + 1}" for k in range(top)]


def levels(space: dict[str, Any], bits: list[str]) -> tuple[int, int]:
    """Return the lowest and highest level of bits; below 0 where they do not nest."""
    values = [space.get(bit) for bit in bits]
    low, high = [v is True for v in values], [v is not False for v in values]
    if sorted(low, reverse=True) != low or sorted(high, reverse=True) != high:
        return -1, -1
    return sum(low), sum(high)


def compared(path: Path) -> dict[str, Any]:
    """Compare one pair."""
    twin = path.with_name(path.name.replace("booleanized", "multivalued"))
    try:
        model, boolean = h2.load(twin), h2.load(path)
    except h2.Her2ModelError as refused:
        return {"refused": str(refused).replace(f"{path.parent}/", "")}
    own = here(model)
    differ = differing(model, boolean, random.Random(1))
    found = {"species": len(model.species), "differing directions": differ, "trap spaces": len(own)}
    with multiprocessing.Pool(1) as aside:
        try:
            theirs, unnested = aside.apply_async(by_aeon, (path, model)).get(SECONDS)
        except multiprocessing.TimeoutError:
            return {**found, "same as AEON": None}
    return {**found, "same as AEON": own == theirs, "without a level": unnested}


def main(folder: Path) -> None:
    """Compare each pair of a folder, and print what was found."""
    found = {}
    for path in sorted(folder.glob("*.booleanized.sbml")):
        name = path.name.removesuffix(".booleanized.sbml")
        found[name] = compared(path)
        print(name, found[name], flush=True)
    read = [f for f in found.values() if "refused" not in f]
    print(
        f"{len(read)} read, {len(found) - len(read)} refused; directions differ in "
        f"{sum(f['differing directions'] > 0 for f in read)}, trap spaces in "
        f"{sum(f['same as AEON'] is False for f in read)}, not known of "
        f"{sum(f['same as AEON'] is None for f in read)} (AEON took more than {SECONDS} s)"
    )
    Path(__file__).with_name("results").joinpath("level_models.json").write_text(
        json.dumps(found, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(Path(sys.argv[1]))
