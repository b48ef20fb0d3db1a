"""Robustness: how long every cell of the consensus takes, and whether brute force agrees.

Run ``python benchmarks/robustness.py``. Brute force goes through every choice of rules that fit
the arrows, one simulation for each, on ten random networks with at most 5,000 choices; each is
asked about four tumours. The last lines name the claims of the shipped figures that follow from
the arrows alone.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from math import prod
from time import perf_counter

from her2model import robust_claims, robustness, robustness_matrix
from her2model.engine.scenario import Scenario
from her2model.engine.simulation import settle
from her2model.library import list_models, load
from her2model.model.model import Model
from her2model.model.model_file import read_model
from her2model.model.parts import FrozenMap, RuleEntry
from her2model.model.strict_yaml import parse
from her2model.uncertainty.monotone_rules import Literals, all_tables
from her2model.uncertainty.robustness import open_species

NETWORKS = 10
MOST = 5_000
SCENARIOS = ([], ["lesion"], ["cut"], ["gain"])


def network(seed: int) -> Model:
    """Make a random network of five species with default rules, a drug and three alterations."""
    rng = random.Random(seed)
    inner = ["P", "Q", "R", "S", "T"]
    arrows: dict[tuple[str, str], str] = {("d", rng.choice(inner)): "-|", ("m", "Q"): "->"}
    for t in inner:
        for s in rng.sample(inner, rng.randint(1, 3)):
            arrows[s, t] = rng.choice(["->", "->", "-|"])
        if not any(b == t and a == "->" for (_, b), a in arrows.items()):
            arrows[rng.choice([i for i in inner if i != t]), t] = "->"
    cut = rng.choice([f"{s} {a} {t}" for (s, t), a in arrows.items() if s in inner])
    lines = ["format: her2model/1", f"name: random{seed}", "species:"]
    lines += [f"  {s}: {{kind: protein}}" for s in inner]
    lines += ["  d: {kind: drug, initial: 0}", "  m: {kind: alteration, initial: 0}"]
    lines += ["interactions:", *(f"  {s} {a} {t}: []" for (s, t), a in arrows.items())]
    lines += ["readouts: {growth: P}", "alterations:", "  lesion: {fix: {m: 1}}"]
    lines += [f"  cut: {{cut: ['{cut}']}}", "  gain: {fix: {R: 1}}"]
    return read_model(parse("\n".join(lines)))[0]


def choices(model: Model) -> tuple[int, Iterator[Model]]:
    """Return how many choices of rules fit, and the model with each."""
    tables: list[list[tuple[str, str]]] = []
    for s in open_species(model):
        regulators = model.regulators(s)
        literals = Literals(tuple((i.source, int(i.sign == "activation")) for i in regulators))
        tables.append([(s, literals.rule(t).text) for t in all_tables(len(regulators))])
    made = (
        replace(
            model,
            rules=FrozenMap({**model.rules, **{s: RuleEntry(rule=r, why="x") for s, r in chosen}}),
        )
        for chosen in itertools.product(*tables)
    )
    return prod(map(len, tables)), made


def brute_force(model: Model, alterations: list[str]) -> Counter[object]:
    """Count the answers over every choice of rules."""
    scenario = Scenario.of(model, drugs=["d"], alterations=alterations)
    return Counter(settle(m, scenario).verdict for m in choices(model)[1])


def main() -> None:
    """Print timings and agreement."""
    start = perf_counter()
    cells = robustness_matrix("her2-resistance")
    seconds = perf_counter() - start
    print(f"consensus: {len(cells)} cells in {seconds:.1f} s, {cells.forced} forced")
    for text, keys in cells.labels().items():
        print(f"  {len(keys):>3} {text}")
    done = agreed = seed = 0
    while done < NETWORKS:
        seed += 1
        model = network(seed)
        if max(len(model.regulators(s)) for s in model.rules) > 4:
            continue  # a species with five has 6,894 rules
        count, _ = choices(model)
        if not 50 <= count <= MOST:
            continue
        done += 1
        for altered in SCENARIOS:
            found = robustness(model, drugs=["d"], alterations=altered, every=True)
            agreed += {found.answer, *found.others} == set(brute_force(model, altered))
        print(f"network {seed}: {count} choices")
    print(f"brute force: {agreed} of {NETWORKS * len(SCENARIOS)} sets of answers agree")
    for name in (n for n in list_models() if n.startswith("figures/")):
        answers = robust_claims(name)
        forced = [k for k, r in answers.items() if r.label == "forced"]
        print(f"{load(name).name}: {len(forced)} of {len(answers)} forced: {', '.join(forced)}")


if __name__ == "__main__":
    main()
