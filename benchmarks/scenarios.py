"""Random scenarios: every question beside slow code that shares nothing with the fast code.

Run ``python benchmarks/scenarios.py [SCENARIOS]``; 10,000 when no number is given. The networks
have constants, loops on one species, rules that are not unate, cuts, gains under drugs and, one in
three, the field ``untreated``; each onset and start is asked. The slow side (the tests' reference)
goes through every state and every subspace. The page's script runs in Node.js where that is there.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from shutil import which
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from page_script import page_answers

import her2model as h2
import reference
from her2model.engine.scenario import Scenario
from her2model.errors import InputError
from her2model.model.parts import FrozenMap
from her2model.verdicts import bypass_of
from random_landscapes import random_model

ONSETS = ("de novo", "acquired", "together")


def slow(model: h2.Model, scenario: Scenario) -> str:
    """Value of growth by the definition."""
    assert model.readouts is not None
    place = list(model.species).index(model.readouts.growth)
    return reference.word(reference.settled(model, scenario), place)


def verdict(model: h2.Model, scenario: Scenario) -> str:
    """Verdict by the definition: against the same tumour untreated."""
    treated, untreated = slow(model, scenario), slow(model, scenario.without_drugs())
    if not scenario.drugs:
        return treated
    words = {"on": "resistant", "off": "responds"}
    return "no growth" if untreated == "off" else words.get(treated, treated)


def scenarios(model: h2.Model) -> Iterator[tuple[dict[str, Any], Scenario]]:
    """Yield every small scenario of a model that does not contradict itself."""
    sizes = range(len(model.alterations) + 1)
    tumours = [t for n in sizes for t in combinations(model.alterations, n)]
    treatments = [d for n in range(len(model.drugs) + 1) for d in combinations(model.drugs, n)]
    for start in ("untreated", "any"):
        for onset in ONSETS if start == "untreated" else ONSETS[:1]:
            for tumour in tumours:
                for drugs in treatments:
                    named = {"alterations": tumour, "drugs": drugs, "onset": onset, "start": start}
                    try:
                        yield named, Scenario.of(model, **named)  # type: ignore[arg-type]
                    except InputError:
                        continue


def asked_of_python(
    model: h2.Model, lands: dict[tuple[str, str], Any], named: Any
) -> Iterator[Any]:
    """Yield what each question says of one scenario."""
    one = h2.simulate(model, **named)
    yield "simulate", one.verdict or one[model.readouts.growth]  # type: ignore[union-attr]
    land = lands[named["onset"], named["start"]]
    value = land.verdict(named["alterations"], named["drugs"])
    yield "landscape", value or land.value(named["alterations"], named["drugs"])
    screened: Any = h2.screen(model, knockouts=[], gains=[], **named)
    yield "screen", screened.word()


def check_bypasses(model: h2.Model, land: Any, answers: dict[Any, str]) -> int:
    """Compare bypasses and minimal sets with brute force over the answers; return differences."""
    wrong = 0
    for drugs in {d for _, d in answers if d}:
        given = {a: w for (a, d), w in answers.items() if d == drugs}
        works = {a for a, w in given.items() if bypass_of(w, given[()]) == "strict"}  # type: ignore[arg-type]
        least = {a for a in works if not any(set(b) < set(a) for b in works)}
        wrong += {tuple(a) for a in map(tuple, land.minimal_bypasses(drugs))} != least
        for a, word in given.items():
            expected = bypass_of(word, given[()])  # type: ignore[arg-type]
            wrong += h2.bypass(model, a, drugs, onset=land.provenance.onset) != expected
    return wrong


def check_page(model: h2.Model, rows: list[tuple[Scenario, str]]) -> tuple[int, int]:
    """Ask the page's script; return how many it decided, and how many of these were wrong."""
    answers = page_answers(model, [scenario for scenario, _ in rows])
    said = [a["word"] or a["growth"] for a in answers]
    decided = [(s, w) for s, (_, w) in zip(said, rows, strict=True) if s is not None]
    return len(decided), sum(s != w for s, w in decided)


def told(model: h2.Model, seed: int) -> h2.Model:
    """One model in three says which attractor its untreated tumour is in."""
    network, values = reference.stage(model, Scenario())
    found = network.attractors(reference.fixed(network.everything(), values))
    if seed % 3 or len(found) < 2:
        return model
    for i, s in enumerate(model.species):
        kinds = {(z >> i & 1, o >> i & 1) for z, o in found}
        if s in model.rules and {(0, 1), (1, 0)} <= kinds:
            return replace(model, untreated=FrozenMap({s: 1}))
    return model


def main(most: int) -> None:
    """Go through random networks until so many scenarios are compared."""
    compared: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    seed = 0
    while compared["simulate"] < most:
        seed += 1
        model = told(random_model(seed, species=3, drugs=1 + seed % 2, alterations=2), seed)
        cases = list(scenarios(model))
        kinds = {(n["onset"], n["start"]) for n, _ in cases}
        lands = {k: h2.landscape(model, onset=k[0], start=k[1]) for k in kinds}
        rows: dict[tuple[str, str], dict[Any, str]] = {}
        for named, scenario in cases:
            expected = verdict(model, scenario)
            key = named["alterations"], named["drugs"]
            rows.setdefault((named["onset"], named["start"]), {})[key] = expected
            for question, answer in asked_of_python(model, lands, named):
                compared[question] += 1
                wrong[question] += answer != expected
        for kind, answers in rows.items():
            if kind[1] == "untreated":
                compared["bypasses"] += len(answers)
                wrong["bypasses"] += check_bypasses(model, lands[kind], answers)
        if which("node") and not model.untreated:
            page = [
                (s, rows[n["onset"], n["start"]][n["alterations"], n["drugs"]])
                for n, s in cases if n["start"] == "untreated"
            ]  # fmt: skip
            decided, bad = check_page(model, page)
            compared["page"] += decided
            wrong["page"] += bad
    for question, n in compared.items():
        print(f"{question}: {n:,} compared, {wrong[question]} differ")
    print(f"{seed} networks")
    sys.exit(bool(sum(wrong.values())))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
