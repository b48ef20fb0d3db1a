"""The landscape against the simulator and the definitions spelled out."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import random_levels
from her2model import (
    landscape,
    simulate,
)
from her2model.engine.forcing import Cause
from her2model.engine.scenario import Scenario, compiled
from her2model.errors import InputError, LimitError, ModelError, UnknownName
from her2model.screening import switched_trap_spaces
from her2model.screening.landscape import Landscape
from her2model.screening.residual_program import ResidualProgram
from her2model.screening.switches import Combination
from random_landscapes import cells, random_model
from reference import settled
from reference import word as value_of

HER2 = "her2-resistance"
BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
#: Two-valued, for the peers that know no levels, and with cells that do not settle.
FIRST = str(BENCHMARKS / "models" / "her2-first-edition.yaml")
WORDS = {"off": "responds", "on": "resistant", "mixed": "mixed", "unsettled": "unsettled"}
ONSETS = ("de novo", "acquired", "together")


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
    calls: list[int] = []
    solved = ResidualProgram.solved

    def counted(*asked: Any) -> Any:
        calls.append(1)
        return solved(*asked)

    monkeypatch.setattr(ResidualProgram, "solved", counted)
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
