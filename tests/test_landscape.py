"""The landscape against the simulator, brute force, clingo, mpbn and AEON."""

from __future__ import annotations

import importlib
import itertools
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import her2model
import random_levels
from her2model import (
    antagonisms,
    landscape,
    minimal_bypasses,
    minimal_combinations,
    rescues,
    simulate,
)
from her2model.engine.forcing import Cause
from her2model.engine.scenario import Scenario, compiled
from her2model.errors import InputError, LimitError, ModelError, UnknownName
from her2model.library import load
from her2model.model.model import Model
from her2model.screening import switched_trap_spaces
from her2model.screening.combinations import prime_bypasses, prime_combinations
from her2model.screening.landscape import Landscape
from her2model.screening.switches import Combination
from random_landscapes import random_model
from reference import settled
from reference import word as value_of

HER2 = "her2-resistance"
BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
#: Two-valued, for the peers that know no levels, and with cells that do not settle.
FIRST = str(BENCHMARKS / "models" / "her2-first-edition.yaml")
WORDS = {"off": "responds", "on": "resistant", "mixed": "mixed", "unsettled": "unsettled"}
ONSETS = ("de novo", "acquired", "together")


def subsets(names: tuple[str, ...], size: int | None = None) -> list[tuple[str, ...]]:
    most = len(names) if size is None else size
    return [c for k in range(most + 1) for c in itertools.combinations(names, k)]


def cells(land: Landscape) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return list(itertools.product(subsets(land.alterations), subsets(land.drugs)))


# -- cell by cell ---------------------------------------------------------------------------------


WAYS = {"residual networks": (0, 0), "a search": (10, 10), "values as switches": (0, 60)}
"""How minimal trap spaces are found → the limits of a search, and of any feedback set."""


@pytest.mark.parametrize("seed", range(14))
@pytest.mark.parametrize("way", WAYS)
def test_every_cell_is_what_simulate_says(
    seed: int, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched, max_feedback = WAYS[way]
    monkeypatch.setattr(switched_trap_spaces, "MAX_SEARCHED", searched)
    model = random_model(seed, drugs=2, alterations=3)
    growth = model.readouts.growth if model.readouts else ""
    starts: list[Any] = ["untreated", "any", {growth: 1}]
    for onset, start in [*((o, "untreated") for o in ONSETS), *(("de novo", s) for s in starts)]:
        land = landscape(model, onset=onset, start=start, max_feedback=max_feedback)
        total: Counter[str] = Counter()
        for altered, drugs in cells(land):
            try:
                one = simulate(model, alterations=altered, drugs=drugs, onset=onset, start=start)
            except InputError:
                with pytest.raises(InputError, match="sets"):
                    land.verdict(altered, drugs)
                continue
            assert land.value(altered, drugs) == one[growth]
            assert land.verdict(altered, drugs) == one.verdict
            assert land.is_certified(altered, drugs) == one.is_certified
            total[one.verdict or "untreated"] += 1
        assert {w: n for w, n in land.counts.items() if n} == total
        assert sum(total.values()) == land.provenance.cells


@pytest.mark.parametrize("seed", range(20, 26))
def test_knockouts_and_gains_are_switches_too(seed: int) -> None:
    model = random_model(seed, drugs=1, alterations=1)
    names = [s for s in model.species if s not in model.drugs][:3]
    land = landscape(model, knockouts=names, gains=names, readout=names[0])
    switches = [(f"{n} {how}", n, how) for n in names for how in ("knocked out", "forced on")]
    for chosen in itertools.chain.from_iterable(
        itertools.combinations(switches, k) for k in range(4)
    ):
        down = [n for _, n, how in chosen if how == "knocked out"]
        up = [n for _, n, how in chosen if how == "forced on"]
        said = [text for text, _, _ in chosen]
        if set(down) & set(up):
            with pytest.raises(InputError):
                land.value(said)
            continue
        for drugs in ([], list(model.drugs)):
            expected = simulate(model, knockouts=down, gains=up, drugs=drugs)[names[0]]
            assert land.value(said, drugs) == expected


@pytest.mark.parametrize("seed", range(700, 710))
def test_counts_are_those_of_the_definitions_spelled_out(seed: int) -> None:
    """Ten small networks, every state and every subspace, without anything of the engine."""
    model = random_model(seed, species=3, drugs=1, alterations=3, conflicts=False)
    growth = model.readouts.growth if model.readouts else ""
    place = list(model.species).index(growth)
    for onset, start in (*((o, "untreated") for o in ONSETS), ("together", "any")):
        land = landscape(model, onset=onset, start=start)  # type: ignore[arg-type]
        total: Counter[str] = Counter()
        for altered, drugs in cells(land):
            scenario = Scenario.of(
                model,
                drugs=drugs,
                alterations=altered,
                onset=onset,
                start=start,  # type: ignore[arg-type]
            )
            value = value_of(settled(model, scenario), place)
            untreated = value_of(settled(model, scenario.without_drugs()), place)
            word = "no growth" if untreated == "off" else WORDS[value]
            total[word if drugs else "untreated"] += 1
        assert {w: n for w, n in land.counts.items() if n} == total


@pytest.mark.parametrize("model_of", [random_model, random_levels.model], ids=["two", "levels"])
def test_all_ways_to_find_trap_spaces_agree(model_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Networks of thick feedback, from every state and stage after stage."""
    open_cells = 0
    for seed in range(24):
        chance = random.Random(seed)
        try:
            model = model_of(seed, 8) if model_of is random_model else model_of(chance, 6)
        except ModelError:  # a rule may name what it does not depend on
            continue
        growth = model.readouts.growth if model.readouts else ""
        others = [s for s in compiled(model).bits if s not in (growth, *model.drugs)][:4]
        start: Any = chance.choice(["untreated", "any"])
        onset = chance.choice(ONSETS)
        found: list[list[Any]] = []
        for searched, most in WAYS.values():
            monkeypatch.setattr(switched_trap_spaces, "MAX_SEARCHED", searched)
            land = landscape(
                model, (), knockouts=others, onset=onset, start=start, max_feedback=most
            )
            outcome, count = land._found, land._space.diagrams.count
            sets = [*outcome.low, *outcome.high, outcome.free, outcome.undecided]
            found.append([*(count(cells) for cells in sets), land.counts])
        assert found[0] == found[1] == found[2], (seed, onset, start)
        open_cells += found[0][-2]
    assert open_cells > 60


def test_a_stage_that_ends_in_several_attractors_starts_from_all_of_them() -> None:
    seen = 0
    for seed in range(400, 440):
        model = random_model(seed, species=6, drugs=1, alterations=2, conflicts=False)
        growth = model.readouts.growth if model.readouts else ""
        for onset in ONSETS:
            land = landscape(model, onset=onset)
            for altered, drugs in cells(land):
                one = simulate(model, alterations=altered, drugs=drugs, onset=onset)
                seen += len(one.before) > 1
                assert land.value(altered, drugs) == one[growth]
    assert seen > 50


def test_a_feedback_set_that_is_too_large_goes_to_clingo_once_a_residual_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from her2model.engine import trap_spaces

    calls: list[int] = []
    solved = trap_spaces._solved

    def counted(network: Any, root: Any, limit: int) -> Any:
        calls.append(1)
        return solved(network, root, limit)

    monkeypatch.setattr(trap_spaces, "_solved", counted)
    context = {"NRG1": 1, "IGF1": 1}
    by_clingo = landscape(HER2, readout="IRS1", context=context, max_feedback=0)
    assert 0 < len(calls) == by_clingo.provenance.residual < 1_000
    assert by_clingo.provenance.undecided > 1_000_000
    enumerated = landscape(HER2, readout="IRS1", context=context)
    assert len(calls) == by_clingo.provenance.residual
    assert enumerated.provenance.residual == 0
    assert by_clingo.counts == enumerated.counts
    assert not by_clingo.compare(enumerated).differing


# -- the consensus --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def land() -> Landscape:
    return landscape(HER2)


@pytest.mark.parametrize("onset", ONSETS)
@pytest.mark.parametrize("context", [{}, {"NRG1": 1, "IGF1": 1}])
def test_the_consensus_agrees_on_random_cells(onset: str, context: dict[str, int]) -> None:
    whole = landscape(HER2, onset=onset, context=context)
    assert whole.provenance.cells == 2 ** (len(whole.alterations) + len(whole.drugs))
    assert sum(whole.counts.values()) == whole.provenance.cells
    chance = random.Random(len(onset) + len(context))
    for _ in range(60):
        altered = chance.sample(whole.alterations, chance.randint(0, 6))
        drugs = chance.sample(whole.drugs, chance.randint(0, 4))
        one = simulate(HER2, alterations=altered, drugs=drugs, onset=onset, context=context)
        assert whole.value(altered, drugs) == one["Proliferation"]
        assert whole.verdict(altered, drugs) == one.verdict
        assert whole.is_certified(altered, drugs) == one.is_certified


@pytest.mark.parametrize("readout", ["PI3K", "ERK", "Apoptosis", "IRS1", "HER3"])
def test_other_readouts(readout: str) -> None:
    chance = random.Random(5)
    context = {"IGF1": 1}
    whole = landscape(HER2, readout=readout, context=context)
    assert sum(whole.counts.values()) == whole.provenance.cells
    for _ in range(40):
        altered = chance.sample(whole.alterations, chance.randint(0, 4))
        drugs = chance.sample(whole.drugs, chance.randint(0, 3))
        one = simulate(HER2, alterations=altered, drugs=drugs, context=context)
        assert whole.verdict(altered, drugs) == one[readout]


def test_unsettled_cells_are_found_in_the_consensus() -> None:
    whole = landscape(HER2, readout="IRS1", context={"IGF1": 1})
    unsettled = whole.where("unsettled")
    assert unsettled.count() > 0
    for cell in unsettled.sample(5, seed=1):
        one = simulate(HER2, alterations=cell.alterations, drugs=cell.drugs, context={"IGF1": 1})
        assert one["IRS1"] == "unsettled"


# -- sets of cells --------------------------------------------------------------------------------


def test_sets_of_cells_are_lazy_and_agree(land: Landscape) -> None:
    resistant = land.where("resistant")
    assert resistant.count() == land.counts["resistant"] == land.count("resistant")
    assert resistant.first(3) == resistant.first(5)[:3]
    drawn = resistant.sample(30, seed=3)
    assert drawn == resistant.sample(30, seed=3)
    for cell in drawn:
        assert cell in resistant
        assert land.verdict(cell.alterations, cell.drugs) == "resistant"
    with_pten = resistant.restrict(including=["PTEN loss"], excluding=["trastuzumab"])
    assert with_pten.count() + (resistant - with_pten).count() == resistant.count()
    assert all("PTEN loss" in c.alterations for c in with_pten.first(20))
    assert (with_pten & land.where("responds")).count() == 0
    assert (land.where("responds") | resistant).count() == sum(
        land.counts[w] for w in ("responds", "resistant")
    )
    one = resistant.restrict(exactly=["PTEN loss", "trastuzumab"])
    assert list(one) == [Combination(("PTEN loss",), ("trastuzumab",))]
    assert Combination(("no such thing",), ()) not in resistant
    assert "PTEN loss" not in resistant


def test_restriction_by_size_counts_what_there_is(land: Landscape) -> None:
    every = land.where("responds") | land.where("resistant") | land.where("untreated")
    every |= land.where("partial")
    n = len(land.alterations) + len(land.drugs)
    assert every.restrict(max_size=2).count() == 1 + n + n * (n - 1) // 2
    small = land.where("resistant").restrict(max_size=2)
    assert sum(1 for _ in small) == small.count()
    assert all(len(c) <= 2 for c in small)


def test_samples_are_even() -> None:
    small = landscape(HER2, ["PTEN loss", "p95HER2"], ["trastuzumab", "TDM1"])
    every = small.where("untreated") | small.where("responds") | small.where("resistant")
    drawn = Counter(every.sample(16_000, seed=1))
    assert len(drawn) == every.count() == 16
    chi_square = sum((n - 1000) ** 2 / 1000 for n in drawn.values())
    assert chi_square < 37.7  # 15 degrees of freedom, p = 0.001


def test_certified_is_counted_apart(land: Landscape) -> None:
    for word in land.counts:
        sure, unsure = land.count(word, certified=True), land.count(word, certified=False)
        assert sure + unsure == land.count(word)


def test_values_are_sets_of_cells_treated_or_not(land: Landscape) -> None:
    values = {v: land.having(v) for v in ("off", "level 1 of 2", "on", "mixed", "unsettled")}
    assert sum(v.count() for v in values.values()) == land.provenance.cells
    assert values["off"].count() == land.count("responds")
    assert values["level 1 of 2"].count() == land.count("partial") > 0
    assert Combination() in values["on"]
    with pytest.raises(UnknownName, match="'of' is not"):
        land.having("of")


def test_progress_is_told_what_comes_next() -> None:
    told: list[str] = []
    landscape(FIRST, context={"NRG1": 1}, progress=told.append)
    assert told[0] == "percolating"
    assert "settling the last stage" in told


def test_inert_is_the_unaltered_tumour_resisting_too(land: Landscape) -> None:
    inert = land.where("inert")
    for cell in inert.sample(10, seed=2):
        assert land.verdict((), cell.drugs) == land.verdict(cell.alterations, cell.drugs)
        assert land.verdict((), cell.drugs) == "resistant"
    for cell in (land.where("resistant") - inert).sample(10, seed=2):
        assert land.verdict((), cell.drugs) != "resistant"


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


# -- mpbn and AEON --------------------------------------------------------------------------------


def bnet(model: Model, altered: tuple[str, ...], drugs: tuple[str, ...]) -> str:
    """Write one cell's network as text: no gain here meets a drug on the same species."""
    fixed = {
        s: int(s in drugs) if s in model.drugs else model.species[s].initial for s in model.inputs
    }
    for a in altered:
        fixed |= dict(model.alterations[a].fix)
    rules = {s: r.written(" & ", " | ", "!") for s, r in model.functions.items()}
    return "\n".join(
        f"{s}, {fixed[s] if s in fixed else rules[s]}" for s in [*model.inputs, *rules]
    )


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # mpbn leaves
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # its program files open
def test_the_same_as_mpbn_on_random_cells() -> None:
    """Untreated start, everything at once: what mpbn reaches from the untreated fixed point."""
    from mpbn import MPBooleanNetwork

    model = her2model.load(FIRST)
    context = {"IGF1": 1}
    land = landscape(model, onset="together", readout="IRS1", context=context)
    start = simulate(model, context=context).attractors[0]
    drawn = [c for w in ("on", "off", "unsettled") for c in land.where(w).sample(8, seed=4)]
    for altered, drugs in [(c.alterations, c.drugs) for c in drawn]:
        network = MPBooleanNetwork(bnet(model, altered, drugs).replace("IGF1, 0", "IGF1, 1"))
        fixed = {s: int(str(f)) for s, f in network.items() if str(f) in ("0", "1")}
        reached = {s: fixed.get(s, start[s]) for s in network}
        values = {a["IRS1"] for a in network.attractors(reachable_from=reached)}
        word = "unsettled" if "*" in values else "mixed" if len(values) > 1 else None
        expected = word or ("on" if values == {1} else "off")
        assert land.verdict(altered, drugs) == expected


@pytest.mark.parametrize("seed", [1, 4, 9])
def test_the_same_as_aeon_on_every_cell_from_any_start(seed: int) -> None:
    """AEON's coloured minimal trap spaces: switches that act on rules are its free parameters."""
    from biodivine_aeon import AsynchronousGraph, BooleanNetwork, SymbolicSpaceContext, TrapSpaces

    model = random_model(seed, species=6, drugs=2, alterations=0)
    names = list(model.functions)[:3]
    land = landscape(model, readout=names[0], knockouts=names[1:], start="any")
    assert land.provenance.cells == 2 ** (len(model.drugs) + 2)
    for altered, drugs in cells(land):
        down = [a.removesuffix(" knocked out") for a in altered]
        fixed = {
            s: int(s in drugs) if s in model.drugs else model.species[s].initial
            for s in model.inputs
        }
        fixed |= dict.fromkeys(down, 0)
        rules = {s: r.written(" & ", " | ", "!") for s, r in model.functions.items()}
        lines = [f"{s}, {fixed[s] if s in fixed else rules[s]}" for s in [*model.inputs, *rules]]
        network = BooleanNetwork.from_bnet("\n".join(lines)).infer_valid_graph()
        context = SymbolicSpaceContext(network)
        graph = AsynchronousGraph(network, context)
        values: set[Any] = {
            space[names[0]] for space in TrapSpaces.minimal_symbolic(context, graph).spaces()
        }
        assert values
        expected = {(True,): "on", (False,): "off", (None,): "unsettled"}.get(tuple(values))
        assert land.verdict(altered, drugs) == (
            expected or ("unsettled" if None in values else "mixed")
        )


@pytest.mark.parametrize("context", [{}, {"NRG1": 1, "IGF1": 1}])
def test_all_cells_of_the_consensus_are_those_of_coloured_aeon(
    context: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every one of the 2³³ cells, by the benchmark's own comparison; and it can fail."""
    from biodivine_aeon import AsynchronousGraph, SymbolicSpaceContext, TrapSpaces

    monkeypatch.syspath_prepend(str(BENCHMARKS))
    peer = importlib.import_module("coloured_aeon")
    anywhere = landscape(FIRST, start="any", context=context)
    network = peer.coloured(anywhere)
    symbolic = SymbolicSpaceContext(network)
    spaces = TrapSpaces.minimal_symbolic(symbolic, AsynchronousGraph(network, symbolic))
    assert peer.differing(anywhere, network, symbolic, spaces) == 0
    other = landscape(FIRST, start="any", context={"NRG1": 1 - len(context) // 2})
    assert peer.differing(other, network, symbolic, spaces) > 0


# -- comparison, limits, bad input ----------------------------------------------------------------


@pytest.mark.parametrize("seed", [3, 11, 23])
def test_comparison_lists_the_cells_that_differ(seed: int) -> None:
    model = random_model(seed, drugs=3, alterations=3, conflicts=False)
    one, other = landscape(model), landscape(model, start="any")
    side_by_side = one.compare(other)
    pairs = [(one.verdict(a, d), other.verdict(a, d)) for a, d in cells(one)]
    assert side_by_side.counts == Counter((a or "untreated", b or "untreated") for a, b in pairs)
    assert side_by_side.differing.count() == sum(
        n for (a, b), n in side_by_side.counts.items() if a != b
    )
    assert one.compare(one).differing.count() == 0
    assert "differ" in repr(side_by_side)
    assert "<table>" in side_by_side._repr_html_()


def test_comparison_of_different_orders_of_switches() -> None:
    whole = landscape(HER2, ["PTEN loss", "p95HER2"], ["trastuzumab", "lapatinib"])
    turned = landscape(HER2, ["p95HER2", "PTEN loss"], ["lapatinib", "trastuzumab"])
    assert not whole.compare(turned).differing
    any_start = landscape(
        HER2, ["PTEN loss", "p95HER2"], ["trastuzumab", "lapatinib"], context={"NRG1": 1}
    )
    differing = whole.compare(any_start)
    for (here, there), found in differing.sets.items():
        for cell in found:
            assert (whole.verdict(cell.alterations, cell.drugs) or "untreated") == here
            assert (any_start.verdict(cell.alterations, cell.drugs) or "untreated") == there
    assert differing.differing.count() > 0
    assert differing.where("resistant", "mixed").count() == 0


def test_landscapes_of_other_switches_are_not_compared(land: Landscape) -> None:
    with pytest.raises(InputError, match="does not vary"):
        land.compare(landscape(HER2, ["PTEN loss"], ["trastuzumab"]))
    with pytest.raises(InputError, match="values of a readout"):
        land.compare(landscape(HER2, readout="AKT"))
    with pytest.raises(InputError, match="two landscapes"):
        land.where("responds") & landscape(HER2).where("responds")


def test_background_drugs_are_in_every_cell() -> None:
    land = landscape(HER2, ["PTEN loss"], background=["trastuzumab"])
    assert "trastuzumab" not in land.drugs
    assert land.verdict(["PTEN loss"]) == "resistant"
    assert land.verdict([], ["everolimus"]) == "responds"
    assert land.counts["untreated"] == 0


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: landscape(HER2, ["PTEN los"]), UnknownName, "did you mean 'PTEN loss'"),
        (lambda: landscape(HER2, drugs=["lapatinb"]), UnknownName, "did you mean 'lapatinib'"),
        (lambda: landscape(HER2, drugs="lapatinib"), InputError, r"drugs=\['lapatinib'\]"),
        (lambda: landscape(HER2, readout="Prolif"), UnknownName, "Proliferation"),
        (lambda: landscape(HER2, onset="later"), UnknownName, "onset"),
        (lambda: landscape(HER2, semantics="fuzzy"), UnknownName, "most permissive"),
        (lambda: landscape(HER2, context={"TDM1": 1}), InputError, "is a drug"),
        (lambda: landscape(HER2, drugs=["TDM1"], background=["TDM1"]), InputError, "name it once"),
        (lambda: landscape(HER2, knockouts=["TDM1"]), InputError, "TDM1 is a drug"),
        (lambda: landscape(HER2, max_nodes=200), LimitError, "raise max_nodes"),
        (lambda: landscape(HER2, max_seconds=0), LimitError, "raise max_seconds"),
        (lambda: landscape("PMC3233287__onc0111109010002").where("on"), UnknownName, "resistant"),
    ],
)
def test_bad_input_and_limits_are_said_in_a_sentence(call: Any, error: Any, words: str) -> None:
    with pytest.raises(error, match=words) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_names_that_are_not_switches_are_refused(land: Landscape) -> None:
    with pytest.raises(UnknownName, match="did you mean 'PTEN loss'"):
        land.verdict(["PTEN los"], [])
    with pytest.raises(UnknownName, match="not one of the drugs"):
        land.verdict([], ["PTEN loss"])
    with pytest.raises(InputError, match="give a list"):
        land.verdict("PTEN loss", [])
    with pytest.raises(InputError, match="no verdict"):
        landscape(HER2, readout="AKT").antagonisms()
    both = landscape(HER2, [], [], knockouts=["PTEN"], gains=["PTEN"])
    with pytest.raises(InputError, match="'PTEN knocked out' or 'PTEN forced on'"):
        both.verdict(["PTEN"])
    with pytest.raises(InputError, match="sets PTEN to"):
        both.value(["PTEN knocked out", "PTEN forced on"])
    assert both.provenance.cells == 3
    assert land.verdict(["pten LOSS"], ["Trastuzumab"]) == "resistant"
    assert Cause("drug", "TDM1") in land._space.order


def test_provenance_and_views(land: Landscape) -> None:
    data = land.to_dict()
    assert data["provenance"]["model"] == HER2
    assert data["provenance"]["cells"] == 2**52
    assert data["provenance"]["digest"] == land.model.digest
    assert sorted(data["provenance"]["order"]) == sorted([*land.alterations, *land.drugs])
    assert "not for clinical use" in str(land)
    assert "not for clinical use" in land._repr_html_()
    assert "4,503,599,627,370,496" in repr(land)
    given = landscape(HER2, ["PTEN loss"], ["TDM1"], start={"AKT": 1})
    assert given.to_dict()["provenance"]["start"] == {"AKT": 1}
