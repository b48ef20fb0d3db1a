"""The smallest knockouts and gains that reach a target, against every set one by one."""

from __future__ import annotations

from itertools import combinations
from random import Random
from typing import Any

import pytest

import her2model as h2
from her2model.model.model import Model
from random_landscapes import random_model as two_valued
from test_level_scenarios import cases

Forced = tuple[tuple[str, ...], tuple[str, ...]]


def slow(model: Model, target: dict[str, int], start: str, varied: list[str]) -> set[Forced]:
    """Try every set of up to two, and keep those that hold no smaller one."""
    found: list[frozenset[tuple[str, int]]] = []
    for size in range(3):
        for some in combinations([(s, v) for s in varied for v in (0, 1)], size):
            forced = frozenset(some)
            if len({s for s, _ in forced}) < size or any(f <= forced for f in found):
                continue
            result = h2.simulate(
                model,
                knockouts=[s for s, v in forced if not v],
                gains=[s for s, v in forced if v],
                start=start,  # type: ignore[arg-type]
            )
            if all(a.level(s) == (v, v) for a in result.attractors for s, v in target.items()):
                found.append(forced)
    return {
        (tuple(sorted(s for s, v in f if not v)), tuple(sorted(s for s, v in f if v)))
        for f in found
    }


@pytest.mark.parametrize("seed", range(16))
def test_control_is_that_of_every_set(seed: int) -> None:
    chance = Random(seed)
    model = two_valued(seed, species=5) if seed % 2 else cases(seed, 0)[0]
    ruled = [s for s in model.species if s in model.rules]
    target = {s: chance.randint(0, model.species[s].top) for s in chance.sample(ruled, 2)}
    start = chance.choice(("any", "untreated"))
    found = h2.minimal_control(model, target, max_size=2, start=start)  # type: ignore[arg-type]
    varied = [s for s in (*model.rules, *model.inputs) if s not in {*target, *model.drugs}]
    assert {(c.knockouts, c.gains) for c in found} == slow(model, target, start, varied)
    assert len(found) == len(set(found))


def test_targets_by_name_and_faults() -> None:
    named = h2.minimal_control("her2-resistance", ["Apoptosis"], max_size=1)
    assert named == h2.minimal_control("her2-resistance", {"Apoptosis": 1}, max_size=1)
    with pytest.raises(h2.InputError, match="target is empty"):
        h2.minimal_control("her2-resistance", {})
    with pytest.raises(h2.InputError, match="Proliferation has the levels 0 to 2"):
        h2.minimal_control("her2-resistance", {"Proliferation": 3})
    with pytest.raises(h2.InputError, match="Apoptosi"):
        h2.minimal_control("her2-resistance", ["Apoptosi"])
    with pytest.raises(h2.LimitError, match="smaller max_size"):
        h2.minimal_control("her2-resistance", ["Apoptosis"], max_size=6)


TOY = "A, B\nB, A\nC, A & D\nE, D\n"


@pytest.mark.filterwarnings("ignore::her2model.ConversionWarning")
@pytest.mark.parametrize(
    ("target", "options", "words"),
    [
        ({"A": 1}, {"knockouts": ["A"]}, "wants A at 1, and A knocked out can only lose that; kn"),
        ({"A": 0}, {"gains": ["C", "A"]}, "wants A at 0, and A forced on can only lose that; kn"),
        ({"C": 1, "D": 1}, {"context": {"D": 0}}, "wants D at 1, and context= sets it to 0"),
    ],
)
def test_a_target_that_cannot_be_reached_is_said(target: Any, options: Any, words: str) -> None:
    toy = h2.load(TOY, format="bnet")
    with pytest.raises(h2.InputError, match=words):
        h2.minimal_control(toy, target, **options)


def test_a_target_against_what_is_given_is_said() -> None:
    name = "her2-resistance"
    with pytest.raises(h2.InputError, match="wants PTEN at 1, and PTEN loss can only lose that"):
        h2.minimal_control(name, {"PTEN": 1}, alterations=["PTEN loss"])
    with pytest.raises(h2.InputError, match="wants lapatinib at 1, and it is a drug that is not"):
        h2.minimal_control(name, ["lapatinib"])
    with pytest.raises(h2.InputError, match="wants lapatinib at 0, and it is a drug that is given"):
        h2.minimal_control(name, {"lapatinib": 0}, drugs=(d for d in ["lapatinib"]))


@pytest.mark.filterwarnings("ignore::her2model.ConversionWarning")
def test_candidates_may_come_one_by_one() -> None:
    toy = h2.load(TOY, format="bnet")
    (one,) = h2.minimal_control(toy, {"A": 1}, knockouts=iter("BC"), gains=(s for s in "EB"))
    assert (one.knockouts, one.gains) == ((), ("B",))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"executor": 3}, "executor=3 is no executor; give one of concurrent.futures"),
        ({"progress": 3}, "progress=3 is no function; give a function"),
        ({"max_seconds": "5"}, "max_seconds='5' is no time"),
        ({"contxt": {}}, "minimal_control has no argument 'contxt'; did you mean 'context'"),
        ({"listed": False}, "minimal_control has no argument 'listed'; there are target, max_s"),
    ],
)
def test_bad_conditions_are_said(options: Any, words: str) -> None:
    with pytest.raises(h2.InputError, match=words) as caught:
        h2.minimal_control("her2-resistance", ["Apoptosis"], max_size=1, **options)
    assert str(caught.value).count(" knockouts") <= 1
