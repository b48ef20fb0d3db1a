"""The smallest sets against brute force and clingo."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

import her2model
from her2model import (
    antagonisms,
    landscape,
    minimal_bypasses,
    minimal_combinations,
    rescues,
    simulate,
)
from her2model.engine.scenario import compiled
from her2model.errors import InputError
from her2model.library import load
from her2model.model.model import Model
from her2model.screening.combinations import prime_bypasses, prime_combinations
from her2model.screening.landscape import Landscape
from random_landscapes import random_model, subsets

HER2 = "her2-resistance"
BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
#: Two-valued, for the peers that know no levels, and with cells that do not settle.
FIRST = str(BENCHMARKS / "models" / "her2-first-edition.yaml")
WORDS = {"off": "responds", "on": "resistant", "mixed": "mixed", "unsettled": "unsettled"}
ONSETS = ("de novo", "acquired", "together")


# -- minimal sets ---------------------------------------------------------------------------------


def least(sets: set[frozenset[str]]) -> set[frozenset[str]]:
    return {s for s in sets if not any(o < s for o in sets)}


def frozen(found: tuple[tuple[str, ...], ...]) -> set[frozenset[str]]:
    assert len(set(found)) == len(found)
    return {frozenset(f) for f in found}


class BruteForce:
    """Verdict of every cell, one simulation at a time."""

    def __init__(self, model: Model, alterations: Any = None, drugs: Any = None) -> None:
        self.model = model
        self.alterations = tuple(model.alterations if alterations is None else alterations)
        self.drugs = tuple(model.drugs if drugs is None else drugs)
        self.value: dict[tuple[frozenset[str], frozenset[str]], str] = {}
        growth = model.readouts.growth if model.readouts else ""
        for altered, given in itertools.product(subsets(self.alterations), subsets(self.drugs)):
            try:
                one = simulate(model, alterations=altered, drugs=given)
            except InputError:
                continue
            self.value[frozenset(altered), frozenset(given)] = one[growth]

    def grows(self, altered: frozenset[str]) -> bool:
        return self.value[altered, frozenset()] != "off"

    def bypasses(self, drugs: frozenset[str], strict: bool) -> set[frozenset[str]]:
        none: frozenset[str] = frozenset()
        if not drugs or self.value[none, drugs] != "off" or not self.grows(none):
            return set()
        tumours = [(a, v) for (a, d), v in self.value.items() if d == drugs and self.grows(a)]
        return {a for a, v in tumours if v == "on" or (not strict and v != "off")}

    def lasting(self, works: set[frozenset[str]], every: set[frozenset[str]]) -> Any:
        return {s for s in works if all(o in works for o in every if s <= o)}

    def minimal_bypasses(self, drugs: frozenset[str], strict: bool) -> set[frozenset[str]]:
        return least(self.bypasses(drugs, strict))

    def prime_bypasses(self, drugs: frozenset[str], strict: bool) -> set[frozenset[str]]:
        tumours = {a for a, d in self.value if d == drugs}
        return least(self.lasting(self.bypasses(drugs, strict), tumours))

    def regimens(self, altered: frozenset[str]) -> set[frozenset[str]]:
        return {d for (a, d), v in self.value.items() if a == altered and v == "off"}

    def losing(self, drug: str) -> set[tuple[frozenset[str], frozenset[str]]]:
        return {
            (a, d)
            for (a, d), v in self.value.items()
            if d
            and v == "off"
            and drug not in d
            and self.value[a, d | {drug}] != "off"
            and self.grows(a)
        }

    def rescued(self, alteration: str, strict: bool) -> set[tuple[frozenset[str], frozenset[str]]]:
        lost = set()
        for a, d in self.value:
            if alteration in a or (a | {alteration}, d) not in self.value:
                continue
            works = self.bypasses(d, strict)
            if a in works and a | {alteration} not in works:
                lost.add((a, d))
        return lost


def sets_of(cells: Any) -> set[tuple[frozenset[str], frozenset[str]]]:
    return {(frozenset(c.alterations), frozenset(c.drugs)) for c in cells}


SEEDS = (*range(50, 57), 75, 76, 112)  # the last three have rescues
MODELS = [random_model(s, drugs=3, alterations=4, conflicts=s % 2 == 0 or s > 60) for s in SEEDS]


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.name)
def test_minimal_sets_are_those_of_brute_force(model: Model) -> None:
    brute = BruteForce(model)
    whole = landscape(model)
    for drugs in map(frozenset, subsets(brute.drugs)):
        for strict in (True, False):
            found = frozen(whole.minimal_bypasses(drugs, strict=strict))
            assert found == brute.minimal_bypasses(drugs, strict)
            if drugs:
                assert found == frozen(minimal_bypasses(model, drugs, strict=strict))
            primes = frozen(whole.prime_bypasses(drugs, strict=strict))
            assert primes == brute.prime_bypasses(drugs, strict)
    every = {frozenset(d) for d in subsets(brute.drugs)}
    for altered in {a for a, _ in brute.value}:
        works = brute.regimens(altered)
        assert frozen(whole.minimal_combinations(altered)) == least(works)
        assert frozen(minimal_combinations(model, altered)) == least(works)
        assert frozen(whole.prime_combinations(altered)) == least(brute.lasting(works, every))
    assert {r.added: sets_of(r.cells) for r in whole.antagonisms()} == {
        d: lost for d in brute.drugs if (lost := brute.losing(d))
    }
    for strict in (True, False):
        assert {r.added: sets_of(r.cells) for r in whole.rescues(strict=strict)} == {
            a: lost for a in brute.alterations if (lost := brute.rescued(a, strict))
        }


def test_brute_force_finds_reversals_and_primes_that_differ() -> None:
    lands = [landscape(m) for m in MODELS]
    assert any(w.antagonisms() for w in lands)
    assert any(w.rescues() for w in lands)
    drugs = [(w, d) for w in lands for d in subsets(w.drugs)]
    assert any(w.minimal_bypasses(d) != w.prime_bypasses(d) for w, d in drugs)


def test_minimal_sets_of_the_consensus_on_a_subset_of_the_cells() -> None:
    model = her2model.load(HER2)
    altered = [
        "PTEN loss",
        "ER reactivation",
        "HER2 mutation",
        "cyclin E/CDK2",
        "MUC4 overexpression",
    ]
    given = ["trastuzumab", "TDM1", "everolimus", "trametinib", "palbociclib", "tanespimycin"]
    brute = BruteForce(model, altered, given)
    whole = landscape(model, altered, given)
    assert len(brute.value) == whole.provenance.cells == 2**11
    for drugs in map(frozenset, subsets(tuple(given), 3)):
        assert frozen(whole.minimal_bypasses(drugs)) == brute.minimal_bypasses(drugs, True)
        assert frozen(whole.prime_bypasses(drugs)) == brute.prime_bypasses(drugs, True)
    for tumour in map(frozenset, subsets(tuple(altered))):
        assert frozen(whole.minimal_combinations(tumour)) == least(brute.regimens(tumour))
    for reversal in whole.antagonisms():
        assert sets_of(reversal.cells) == brute.losing(reversal.added)
        assert sum(reversal.becomes.values()) == reversal.count()
    for reversal in whole.rescues():
        assert sets_of(reversal.cells) == brute.rescued(reversal.added, True)


def test_relations_hold_every_minimal_set(land: Landscape) -> None:
    pairs = land.all_minimal_bypasses()
    by_drugs = pairs.restrict(excluding=[d for d in land.drugs if d != "lapatinib"])
    here = [c.alterations for c in by_drugs.restrict(including=["lapatinib"])]
    assert sorted(here) == sorted(land.minimal_bypasses(["lapatinib"]))
    regimens = land.all_minimal_combinations()
    for cell in regimens.sample(5, seed=1):
        assert cell.drugs in land.minimal_combinations(cell.alterations)


def test_reversals_of_the_consensus_are_reversals(land: Landscape) -> None:
    found = land.antagonisms()
    assert [r.count() for r in found] == sorted((r.count() for r in found), reverse=True)
    for reversal in found:
        for cell in reversal.smallest().first(3):
            before = simulate(HER2, alterations=cell.alterations, drugs=cell.drugs)
            after = simulate(
                HER2, alterations=cell.alterations, drugs=[*cell.drugs, reversal.added]
            )
            assert before.verdict == "responds"
            assert after.verdict in reversal.becomes
    for reversal in land.rescues():
        cell = reversal.smallest().first(1)[0]
        assert her2model.bypass(HER2, cell.alterations, cell.drugs) == "strict"
        more = [*cell.alterations, reversal.added]
        assert her2model.bypass(HER2, more, cell.drugs) != "strict"


def test_questions_one_at_a_time_agree_with_the_landscape(land: Landscape) -> None:
    assert minimal_bypasses(HER2, ["lapatinib"]) == land.minimal_bypasses(["lapatinib"])
    assert prime_bypasses(load(HER2), ["lapatinib"]) == land.prime_bypasses(["lapatinib"])
    tumour = ["PTEN loss", "MUC4"]
    assert minimal_combinations(HER2, tumour) == land.minimal_combinations(tumour)
    assert prime_combinations(load(HER2), tumour) == land.prime_combinations(tumour)
    assert [r.added for r in antagonisms(HER2)] == [r.added for r in land.antagonisms()]
    assert [r.count() for r in rescues(HER2)] == [r.count() for r in land.rescues()]


# -- clingo ---------------------------------------------------------------------------------------


def test_the_same_minimal_bypasses_as_clingo() -> None:
    """Every alteration set is a choice; growth must be certain by constants alone."""
    import clingo

    land = landscape(FIRST)
    model = land.model
    network = compiled(model)
    untreated = simulate(model)
    for drugs in (
        ["trastuzumab"],
        ["lapatinib"],
        ["TDM1"],
        ["palbociclib"],
        ["neratinib", "everolimus"],
    ):
        lines = ["#show on/1.", "value(0..1)."]
        fixes: dict[str, list[str]] = {}
        for a, name in enumerate(model.alterations):
            lines.append(f"{{on({a})}}.")
            for s, v in model.alterations[name].fix.items():
                lines.append(f"forced({network.index[s]},{v}) :- on({a}).")
                fixes.setdefault(s, []).append(name)
            if model.alterations[name].cut:  # a cut is no constant: that alteration stays off
                lines.append(f":- on({a}).")
        for i, s in enumerate(network.species):
            lines.append(f"start({i},{untreated.attractors[0][s]}).")
            if s in model.inputs:
                value = int(s in drugs) if s in model.drugs else model.species[s].initial
                lines.append(f"forced({i},{value}) :- not forced({i},{1 - (value or 0)}).")
                continue
            hit = any(r.source in drugs and r.sign == "inhibition" for r in model.regulators(s))
            assert not (s in fixes and hit)  # else the drug would have to win
            for value, rule in ((1, model.functions[s]), (0, ~model.functions[s])):
                for implicant in rule.prime_implicants:
                    can = ", ".join(f"up({network.index[n]},{v})" for n, v in implicant)
                    sure = ", ".join(f"sure({network.index[n]},{v})" for n, v in implicant)
                    lines.append(f"up({i},{value}) :- {can}, not forced({i},{1 - value}).")
                    lines.append(f"sure({i},{value}) :- {sure}, not forced({i},{1 - value}).")
        lines += [
            "up(S,V) :- forced(S,V).",
            "up(S,V) :- start(S,V), not forced(S,1-V).",
            "sure(S,V) :- forced(S,V).",
            "sure(S,V) :- up(S,V), not up(S,1-V).",
            f":- not sure({network.index['Proliferation']},1).",
        ]
        options = ["--heuristic=Domain", "--enum-mode=domRec", "--dom-mod=5,16", "0"]
        control = clingo.Control(options)  # subset-minimal models only
        control.add("base", [], "\n".join(lines))
        control.ground([("base", [])])
        names = list(model.alterations)
        found = set()
        with control.solve(yield_=True) as answers:
            for answer in answers:
                on = [atom.arguments[0].number for atom in answer.symbols(shown=True)]
                found.add(frozenset(names[k] for k in on))
        assert frozen(land.minimal_bypasses(drugs)) == found
