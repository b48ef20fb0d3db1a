"""Pictures of what differs between two states: one diagram, split boxes, and what is the same."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import combinations

from her2model import simulate
from her2model.answers.difference import Difference, difference
from her2model.drawing.diagram import picture
from her2model.drawing.difference_words import watch
from her2model.drawing.scene import Picture, Shape, Words
from her2model.drawing.styles import SIGNALS
from her2model.drawing.text_metrics import text_width
from her2model.engine.simulation import Simulation

LOST = ["PTEN loss"]


@cache
def before() -> Simulation:
    return simulate("her2-resistance", alterations=LOST, drugs=["trastuzumab"])


@cache
def after() -> Simulation:
    return simulate("her2-resistance", alterations=LOST, drugs=["trastuzumab", "capivasertib"])


@cache
def told() -> Difference:
    return difference(before().model, before().state, after().state)


@cache
def made() -> Picture:
    return picture(before().model, before(), compare=after(), size="slide")


def said(drawn: Picture, group: str) -> str:
    return " ".join(w.text for w in drawn.items if isinstance(w, Words) and w.group == group)


def test_what_differs_is_what_the_two_states_say() -> None:
    differ = {s for s, v in before().state.items() if after().state[s] != v}
    assert set(told().changed) == differ
    assert told().done == ("capivasertib",)
    assert told().changed[:2] == ("capivasertib", "AKT")
    model = before().model
    assert told().change(model.interactions["AKT -| TSC"]) == "stops"
    assert told().change(model.interactions["TSC -| RHEB"]) == "starts"
    assert told().change(model.interactions["PIP3 -> AKT"]) == "acts"
    assert told().change(model.interactions["PTEN -| PIP3"]) == "silent"


def test_every_species_that_differs_is_split_and_signed() -> None:
    signals = SIGNALS["textbook"]
    look = {"on": "#F0B94D", "level 1 of 2": "#F8DCA6", "off": "#FFFFFF"}
    for s in told().changed:
        shapes = [i for i in made().items if i.group == f"node-{s}" and isinstance(i, Shape)]
        was, becomes = str(before().state[s]), str(after().state[s])
        halves = {look[was], look[becomes]}
        sign = signals.starts if after().state[s] == "on" else signals.stops
        assert {i.fill for i in shapes} >= {sign, *halves}, s
    same = [i for i in made().items if i.group == "node-PIP3" and isinstance(i, Shape)]
    assert all(i.width < 2 for i in same)


def test_the_words_tell_the_turn_and_what_stays() -> None:
    assert said(made(), "title").startswith("Adding capivasertib: what changes, and only that")
    assert said(made(), "verdict") == "✕ responds: cells die → ▲ resistant: grows"
    assert "19 of 101 species differ" in said(made(), "legend")
    assert "of them are folded away" not in said(made(), "legend")
    assert "10 go off, AKT first" in said(made(), "legend")
    assert "capivasertib ⊣ AKT starts acting: AKT goes off" in said(made(), "caption")
    assert "The same in both: PTEN lost, PIP3 on" in said(made(), "caption")


def test_text_is_10_points_on_a_slide_and_6_in_a_column_and_apart() -> None:
    column = picture(before().model, before(), compare=after(), size="double")
    for drawn, least in ((made(), 10.0), (column, 6.0)):
        every = [w for w in drawn.items if isinstance(w, Words)]
        assert min(w.size for w in every) >= least
        flat = [w for w in every if not w.upright]
        for v, w in combinations(flat, 2):
            apart_y = abs(v.y - w.y) - 0.45 * (v.size + w.size)
            assert apart_y >= 0 or _apart(v, w) >= 0, (v.text, w.text)


def _apart(v: Words, w: Words) -> float:
    (a, b), (c, d) = _ends(v), _ends(w)
    return max(a, c) - min(b, d)


def _ends(w: Words) -> tuple[float, float]:
    long = text_width(w.text, w.size, bold=w.bold) * 0.94
    left = {"start": w.x, "middle": w.x - long / 2, "end": w.x - long}[w.anchor]
    return left, left + long


def test_what_comes_back_is_to_be_watched_where_something_is_lacking() -> None:
    text = (
        "HER3 comes on through FOXO; with neuregulin 1, off here, this would be HER3 up-regulation"
    )
    assert watch(told()) == f"watch: {text}"
    assert "watch: HER3 comes on" in said(made(), "legend")
    assert not watch(replace(told(), after={**told().after, "NRG1": "on"}))
    assert not watch(replace(told(), after=told().before, changed=()))


def test_nothing_that_differs_is_told() -> None:
    drawn = picture(before().model, before(), compare=before(), size="slide")
    assert said(drawn, "caption").startswith("Nothing differs.")


def test_a_drug_that_changes_nothing_is_told() -> None:
    model, drugs = before().model, ["trastuzumab", "alpelisib"]
    one, other = (simulate(model.name, drugs=d) for d in (drugs[:1], drugs))
    drawn = picture(model, one, compare=other, size="slide")
    assert said(drawn, "caption").startswith("Nothing differs but what is given.")


def test_plain_states_are_compared_too() -> None:
    model = before().model
    one, other = {"AKT": 1, "TSC": 0}, {"AKT": 0, "TSC": 1}
    drawn = picture(model, one, compare=other, size="slide")
    assert "2 of 2 species differ" in said(drawn, "legend")
