"""Verdicts: one home for the words, and every question answered against the untreated tumour."""

import re
from itertools import combinations
from pathlib import Path

import pytest

import her2model as h2
import reference
from her2model import verdicts
from her2model.engine.scenario import Scenario
from her2model.errors import InputError
from random_landscapes import random_model

SEEDS = range(600, 604)


def test_every_word_has_its_own_sign_and_letter() -> None:
    looks = verdicts.LOOKS.values()
    assert len({k.sign for k in looks}) == len({k.letter for k in looks}) == len(looks)
    assert {k.word for k in looks} == {*verdicts.VERDICTS, verdicts.INERT, verdicts.UNTREATED}


WORDS = (*verdicts.VERDICTS, verdicts.INERT, verdicts.UNTREATED, *verdicts.BYPASSES)
HOMONYMS = {"partial": "model/parts.py", "possible": "engine/network.py"}
"""How far a source supports an arrow; and the name of a function."""


@pytest.mark.parametrize("word", WORDS)
def test_each_word_is_written_in_one_file(word: str) -> None:
    """Quoted nowhere else in what is shipped: not in a docstring, a script or a style sheet."""
    source = Path(verdicts.__file__).parent
    files = [f for f in source.rglob("*") if f.suffix in {".py", ".js", ".css", ".html"}]
    quoted = re.compile(rf"""(['"]){word}\1""")
    found = {f.relative_to(source).as_posix() for f in files if quoted.search(f.read_text("utf-8"))}
    assert found - {HOMONYMS.get(word)} == {"verdicts.py"}


def oracle(model: h2.Model, scenario: Scenario, place: int) -> str:
    """The verdict by the definition, over every state, with nothing of the engine."""
    words = {"on": "resistant", "off": "responds"}
    untreated = reference.word(reference.settled(model, scenario.without_drugs()), place)
    treated = reference.word(reference.settled(model, scenario), place)
    return "no growth" if untreated == "off" else words.get(treated, treated)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_question_gives_the_verdict_of_the_definition(seed: int) -> None:
    model = random_model(seed, species=3, drugs=1, alterations=2, conflicts=False)
    assert model.readouts is not None
    place = list(model.species).index(model.readouts.growth)
    tumours = [(), *((a,) for a in model.alterations)]
    treatments = [c for n in (1,) for c in combinations(model.drugs, n)]
    for onset in ("de novo", "acquired", "together"):
        land = h2.landscape(model, onset=onset)
        matrix = h2.resistance_matrix(model, drugs=treatments, onset=onset)
        for drugs in treatments:
            given = h2.landscape(model, drugs=(), background=drugs, onset=onset)
            for tumour in tumours:
                scenario = Scenario.of(model, drugs=drugs, alterations=tumour, onset=onset)
                expected = oracle(model, scenario, place)
                named = {"drugs": drugs, "alterations": tumour, "onset": onset}
                assert h2.simulate(model, **named).verdict == expected  # type: ignore[arg-type]
                assert land.verdict(tumour, drugs) == expected
                assert given.verdict(tumour) == expected
                row, column = " + ".join(tumour) or "none", " + ".join(sorted(drugs))
                assert matrix.cell(row, column).verdict == expected
                screened = h2.screen(
                    model, knockouts=[], gains=[], drugs=drugs, alterations=tumour, onset=onset
                )
                assert screened.word() == expected  # type: ignore[union-attr]
                unaltered = oracle(model, scenario.unaltered(), place)
                found = h2.bypass(model, tumour, drugs, onset=onset)
                assert found == verdicts.bypass_of(expected, unaltered)  # type: ignore[arg-type]


def test_nobody_says_responds_of_a_tumour_that_does_not_grow() -> None:
    name, context = "her2-resistance", {"HER2_amplification": 0}
    if h2.simulate(name, context=context)["Proliferation"] != "off":
        context = dict.fromkeys(h2.load(name).context, 0)
    silent = h2.simulate(name, context=context)["Proliferation"] == "off"
    land = h2.landscape(name, ["PTEN loss"], ["trastuzumab"], context=context)
    one = h2.simulate(name, context=context, drugs=["trastuzumab"])
    assert (one.verdict == "no growth") == silent
    assert (land.verdict([], ["trastuzumab"]) == "no growth") == silent
    assert not silent or land.counts["no growth"] >= 1


@pytest.mark.parametrize("model", [random_model(s, species=3, drugs=1) for s in range(24)])
def test_certified_holds_for_every_update_scheme(model: h2.Model) -> None:
    """Synchronous and asynchronous attractors from every state that agrees with ``untreated``."""
    order = list(model.species)
    some: list[dict[str, int]] = [{}, {next(iter(model.rules)): 1}]
    for told in some:
        asked = reference.told(model, told)
        try:
            result = h2.simulate(asked)
        except InputError:
            continue  # no attractor agrees
        network, values = reference.stage(asked, result.scenario)
        starts = [
            s
            for s in reference.states(reference.fixed(network.everything(), values))
            if all(
                s >> order.index(n) & 1 == v
                for n, v in told.items()
                if order.index(n) not in values
            )
        ]
        for scheme in ("synchronous", "asynchronous"):
            ends = reference.ends(network.image, starts, len(order), scheme)
            for species in result.certified:
                seen = {s >> order.index(species) & 1 for s in ends}
                assert seen == {int(result[species] == "on")}
