"""Diagrams and plots: what a picture holds, how it is written, and how mistakes are told."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from her2model import draw, simulate, to_svg
from her2model.drawing.chains import FOLD_ABOVE
from her2model.drawing.compose import LEAST_ON_SLIDES, LEAST_TEXT, SIZES
from her2model.drawing.curated_layout import curated_layout
from her2model.drawing.diagram import FITTING, picture
from her2model.drawing.focus import MOST, focused
from her2model.drawing.overlay import overlay_of
from her2model.drawing.scene import Picture, Shape, Words
from her2model.drawing.styles import OKABE_ITO, STYLES
from her2model.drawing.text_metrics import text_width
from her2model.engine.simulation import DISCLAIMER, Simulation
from her2model.errors import InputError, LimitError, UnknownName
from her2model.library import list_models, load
from her2model.model.model import Model
from her2model.model.parts import FrozenMap, Interaction, Species

CONSENSUS = "her2-resistance"
FIGURE = "PMC7464074"
MODELS = [m for m in map(load, list_models()) if curated_layout(m.name).slots]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def resistant() -> Simulation:
    return simulate(CONSENSUS, alterations=["PTEN loss"], drugs=["trastuzumab"])


def words(made: Picture) -> list[Words]:
    return [i for i in made.items if isinstance(i, Words)]


def shapes(made: Picture) -> list[Shape]:
    return [i for i in made.items if isinstance(i, Shape)]


def extent(w: Words) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a line of text."""
    long, tall = text_width(w.text, w.size, bold=w.bold), w.size
    if w.upright:
        return w.x - tall / 2, w.y - long / 2, w.x + tall / 2, w.y + long / 2
    left = {"start": w.x, "middle": w.x - long / 2, "end": w.x - long}[w.anchor]
    return left, w.y - tall / 2, left + long, w.y + tall / 2


def pictures() -> Iterator[tuple[str, Picture]]:
    for model in MODELS:
        result = simulate(model)
        for style in STYLES:
            for size in (None, "slide", "double", "single"):
                try:
                    made = picture(load(model), style=style, size=size)
                except LimitError:
                    assert size in ("single", "double"), (
                        model.name
                    )  # that these are refused is tested below
                    continue
                yield f"{model.name}-{style}-{size}", made
        yield f"{model.name}-state", picture(load(model), result, size="slide")


PICTURES = dict(pictures())


@pytest.mark.parametrize("name", PICTURES)
def test_no_text_crosses_other_text_or_leaves_the_picture(name: str) -> None:
    made = PICTURES[name]
    every = [(w, extent(w)) for w in words(made)]
    for w, (x0, y0, x1, y1) in every:
        assert x0 >= -1, w.text
        assert y0 >= -1, w.text
        assert x1 <= made.width + 1, w.text
        assert y1 <= made.height + 1, w.text
    for (v, a), (w, b) in combinations(every, 2):
        apart = max(max(a[0], b[0]) - min(a[2], b[2]), max(a[1], b[1]) - min(a[3], b[3]))
        assert apart >= 0, (v.text, w.text)


@pytest.mark.parametrize("name", PICTURES)
def test_text_has_5_points_at_least_and_a_legend_is_there(name: str) -> None:
    made = PICTURES[name]
    assert min(w.size for w in words(made)) >= LEAST_TEXT - 1e-6
    legend = {w.text for w in words(made) if w.group == "legend"}
    assert {"activates", "inhibits"} <= legend


@pytest.mark.parametrize("size", SIZES)
def test_sizes_are_kept(size: str) -> None:
    made = picture(load(FIGURE), size=size)
    width, height = SIZES[size]
    assert made.width == width
    assert made.height <= height


@pytest.mark.parametrize("style", STYLES)
def test_every_box_and_wire_is_in_the_picture(style: str) -> None:
    model = load(CONSENSUS)
    groups = {i.group for i in picture(load(model), style=style).items}
    assert {f"node-{s}" for s in model.species} <= groups
    edges = {f"edge-{i.source}-{i.target}" for i in model.interactions.values()}
    assert {g for g in groups if g.startswith("edge-")} == edges


# -- states ---------------------------------------------------------------------------------------


def test_a_wire_is_lit_when_its_source_is_on_and_its_target_follows(resistant: Simulation) -> None:
    overlay = overlay_of(resistant.model, resistant)
    for i in resistant.model.interactions.values():
        follows, against = ("off", "on") if i.sign == "inhibition" else ("on", "off")
        at, to = resistant[i.source], resistant[i.target]
        carries = "yes" if (at, to) == ("on", follows) else "partly"
        if at == "off" or to == against:
            carries = "no"
        assert overlay.carries(i.id, i.source, i.target, i.sign) == carries, i.id
    partly = {
        i.id
        for i in resistant.model.interactions.values()
        if overlay.carries(i.id, i.source, i.target, i.sign) == "partly"
    }
    assert partly == {"CyclinD -> CDK2", "CyclinE -> CDK2", "CDK2 -| RB"}


def test_a_state_shows_what_is_on_lost_and_given(resistant: Simulation) -> None:
    made = picture(load(CONSENSUS), resistant)
    style = STYLES["textbook"]
    for species in resistant.model.species:
        fills = [s.fill for s in shapes(made) if s.group == f"node-{species}" and s.fill]
        if species == "trastuzumab":
            assert fills == [OKABE_ITO["blue"]]
        elif resistant.model.species[species].kind != "drug":
            assert (style.on.fill in fills) == (resistant[species] != "off")
        numerals = [w.text for w in words(made) if w.group == f"node-{species}" and w.text == "1"]
        assert numerals == ["1"] * (resistant[species] == "level 1 of 2"), species
    crossed = {s.group for s in shapes(made) if s.line == style.cross and len(s.path) == 4}
    assert crossed == {"node-PTEN", "legend"}


def test_mixed_and_unsettled_differ_by_more_than_colour() -> None:
    model = load(FIGURE)
    state = dict.fromkeys(model.rules, "off") | {"MET": "mixed", "IGF1R": "unsettled"}
    made = picture(load(model), state)
    legend = {w.text for w in words(made) if w.group == "legend"}
    assert {"on or off, as timing decides", "does not settle"} <= legend
    dashed = {s.group for s in shapes(made) if s.dash and s.group.startswith("node-")}
    assert dashed == {"node-IGF1R"}


def test_verdicts_come_with_the_disclaimer(resistant: Simulation) -> None:
    made = picture(load(CONSENSUS), resistant)
    said = " ".join(w.text for w in words(made))
    assert "resistant" in said
    assert DISCLAIMER in said
    assert DISCLAIMER not in " ".join(w.text for w in words(picture(load(CONSENSUS))))


def test_alt_text_says_model_scenario_and_state(resistant: Simulation) -> None:
    alt = picture(load(CONSENSUS), resistant).alt
    assert alt.startswith("HER2 signalling and resistance to HER2-targeted therapy.")
    assert "101 species and 206 interactions" in alt
    assert "PTEN loss, trastuzumab — resistant" in alt
    on = alt.partition(" On: ")[2].partition(".")[0].split(", ")
    assert {"AKT", "PIP3", "trastuzumab"} <= set(on)
    assert "At level 1 of 2: HER3, CDK2." in alt
    assert "Lost: PTEN." in alt


# -- focus ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("readout", ["Proliferation", "Apoptosis", "mTORC1"])
def test_focus_keeps_25_species_with_all_that_is_done(readout: str) -> None:
    model = load(CONSENSUS)
    result = simulate(model, alterations=["PTEN loss"], drugs=["trastuzumab", "everolimus"])
    chosen = focused(model, readout, [overlay_of(model, result)])
    assert len(chosen) <= MOST
    assert {readout, "PTEN", "trastuzumab", "everolimus"} <= chosen
    assert len(focused(model, readout)) <= MOST


def test_a_focus_that_the_readout_is_not_part_of_is_drawn() -> None:
    model = load("A, B\nB, A\nC, D\nD, D & C\nG, D\n", format="bnet", readouts="G")
    assert "node-A" in {i.group for i in picture(model, focus="A").items}


def test_focus_on_several_species_draws_them_all() -> None:
    model = load(CONSENSUS)
    for ends in (
        ["AKT", "ERK"],
        ["Proliferation", "Apoptosis", "IGF1R"],
        list(model.species)[30:50],
    ):
        chosen = focused(model, ends)
        assert {*ends} <= chosen
        assert len(chosen) <= MOST


def test_focus_without_a_state_leads_from_the_receptor_to_the_readout() -> None:
    assert {"HER2_amplification", "HER2", "HER2_HER3_free", "E2F"} <= focused(
        load(CONSENSUS), "Proliferation"
    )


def test_a_lit_wire_runs_through_where_it_passes_beneath_a_pale_one() -> None:
    from her2model.drawing.layout import layout
    from her2model.drawing.picture import _lit_over_pale

    result = simulate(CONSENSUS, alterations=["PTEN loss"], drugs=["trastuzumab"])
    overlay = overlay_of(result.model, result)
    laid = layout(load(CONSENSUS))
    before = {w.interaction: w for w in laid.wires}
    lit = {
        w.interaction
        for w in laid.wires
        if overlay.carries(w.interaction, w.source, w.target, w.sign) in ("yes", "partly")
    }
    for w in _lit_over_pale(laid.wires, overlay):
        assert set(w.gaps) <= set(before[w.interaction].gaps)
        if w.interaction not in lit:
            assert w.gaps == before[w.interaction].gaps
        for p in w.gaps if w.interaction in lit else ():
            assert any(
                a.x == b.x == p.x and min(a.y, b.y) < p.y < max(a.y, b.y)
                for v in laid.wires
                if v.interaction in lit
                for a, b in pairwise(v.points)
            )


# -- mistakes -------------------------------------------------------------------------------------


def test_unknown_words_are_told() -> None:
    with pytest.raises(UnknownName, match=r"'txtbook' is not a style; did you mean 'textbook'"):
        draw(FIGURE, style="txtbook")
    with pytest.raises(UnknownName, match=r"'banner' is not a size"):
        draw(FIGURE, size="banner")
    with pytest.raises(UnknownName, match="did you mean 'PI3K'"):
        draw(FIGURE, focus="PI3KK")
    with pytest.raises(InputError, match=r"\.jpg; end the name in \.png, \.pdf or \.svg"):
        draw(FIGURE, file="x.jpg")
    with pytest.raises(InputError, match="nothing to compare with"):
        draw(FIGURE, compare=simulate(FIGURE))
    with pytest.raises(InputError, match="simulate and draw the same model"):
        draw(CONSENSUS, simulate(FIGURE))
    with pytest.raises(InputError, match="values are 0, 1"):
        draw(FIGURE, {"PI3K": "maybe"})


@pytest.mark.parametrize("form", ["png", "svg"])
def test_a_folder_that_is_not_there_is_told(form: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        draw(FIGURE, file=tmp_path / "no" / f"x.{form}")
    assert not list(tmp_path.iterdir())


def test_what_does_not_fit_says_what_to_do() -> None:
    told = r"1\.\d points, and 5 is the least; ask for size='double', size='poster', or for a part"
    with pytest.raises(LimitError, match=told):
        draw(CONSENSUS, size="single")
    with pytest.raises(LimitError, match="size='poster', or for a part with focus="):
        draw("published/GomezTejedaZanudo2021", size="double")


def test_every_shipped_model_and_a_large_one_are_drawn_whole() -> None:
    for model in (*map(load, list_models()), chain(300)):
        made = picture(model, size=FITTING)
        boxes = {i.group for i in made.items if i.group.startswith("node-")}
        assert {f"node-{s}" for s in model.species if s not in model.named_only} <= boxes or (
            len(model.species) > FOLD_ABOVE
        )
        assert min(w.size for w in words(made)) >= LEAST_ON_SLIDES - 1e-6


def chain(length: int) -> Model:
    names = [f"S{k}" for k in range(length)]
    arrows = [Interaction(source=a, target=b, sign="activation") for a, b in pairwise(names)]
    species = {n: Species(id=n, kind="protein", initial=0 if n == "S0" else None) for n in names}
    return Model(
        name="chain",
        species=FrozenMap(species),
        interactions=FrozenMap({a.id: a for a in arrows}),
    )


def test_a_part_of_a_large_network_is_drawn() -> None:
    made = picture(chain(300), focus="S200")
    said = " ".join(w.text for w in words(made) if w.group == "notes")
    assert said == "A part of the model: 25 of 300 species."


def odd_model(label: str) -> Model:
    species = {
        "A": Species(id="A", kind="protein", label=label, initial=1),
        "B": Species(id="B", kind="protein", label=label, meaning=label),
    }
    arrow = Interaction(source="A", target="B", sign="activation")
    return Model(
        name="odd",
        title=label,
        species=FrozenMap(species),
        interactions=FrozenMap({arrow.id: arrow}),
    )


@pytest.mark.parametrize(
    "label",
    [
        "x" * 80,
        "many words " * 7,
        "<script>alert(1)</script>",
        "שלום עולם",
        "$\\frac{1}{0}$",
        "a&b\x00",
    ],
)
def test_odd_labels_are_drawn_as_they_are(label: str, tmp_path: Path) -> None:
    model = odd_model(label)
    text = to_svg(model)
    root = ET.fromstring(text)
    assert "<script" not in text
    said = "".join(t.text or "" for t in root.iter(f"{SVG}text"))
    wanted = [c for c in label if c.isalnum()]
    assert wanted == [c for c in label if c.isalnum() and c in said]
    draw(model, file=tmp_path / "x.svg")
    assert "<script>alert" not in (tmp_path / "x.svg").read_text(encoding="utf-8")
    ET.parse(tmp_path / "x.svg")


def test_a_model_without_compartments_claims_none() -> None:
    made = picture(odd_model("AKT"))
    assert not {"cytosol", "nucleus", "outcome"} & {w.text for w in words(made)}
