"""Diagrams and plots: what a picture holds, how it is written, and how mistakes are told."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from her2model import draw, simulate, state_transitions, to_svg, trajectory
from her2model.drawing.chains import FOLD_ABOVE
from her2model.drawing.compose import LEAST_TEXT, SIZES
from her2model.drawing.curated_layout import curated_layout
from her2model.drawing.diagram import FITTING, picture
from her2model.drawing.dynamics_plots import trajectory_raster
from her2model.drawing.focus import MOST, focused
from her2model.drawing.overlay import overlay_of
from her2model.drawing.scene import Picture, Shape, Words
from her2model.drawing.set_chart import bypass_lattice
from her2model.drawing.styles import OKABE_ITO, STYLES
from her2model.drawing.text_metrics import text_width
from her2model.engine.simulation import DISCLAIMER, Simulation
from her2model.errors import InputError, LimitError, UnknownName
from her2model.library import list_models, load
from her2model.model.model import Model
from her2model.model.parts import FrozenMap, Interaction, RuleEntry, Species

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
    assert partly == {"CyclinE -> CDK2", "CDK2 -| RB"}


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
    assert "100 species and 202 interactions" in alt
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


# -- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["png", "pdf", "svg"])
def test_files_are_the_same_each_time_and_carry_the_alt_text(form: str, tmp_path: Path) -> None:
    one, two = tmp_path / f"one.{form}", tmp_path / f"two.{form}"
    draw(FIGURE, simulate(FIGURE, drugs=["trastuzumab"]), one)
    draw(FIGURE, simulate(FIGURE, drugs=["trastuzumab"]), two)
    assert one.read_bytes() == two.read_bytes()
    said = "A diagram of 12 species"  # PDF has UTF-16 where a letter is not ASCII
    assert any(said.encode(code) in one.read_bytes() for code in ("utf-8", "utf-16-be"))


def test_svg_of_matplotlib_keeps_text_and_names(tmp_path: Path) -> None:
    file = tmp_path / "x.svg"
    draw(FIGURE, file=file)
    root = ET.parse(file).getroot()
    said = {t.text for t in root.iter(f"{SVG}text")}
    assert {"HER2:HER2", "trastuzumab", "PI3K"} <= said
    ids = {e.get("id") for e in root.iter()}
    assert {"node-PI3K", "edge-PTEN-PI3K"} <= ids


def test_fonts_are_embedded_as_truetype(tmp_path: Path) -> None:
    file = tmp_path / "x.pdf"
    draw(FIGURE, file=file)
    data = file.read_bytes()
    assert b"/CIDFontType2" in data
    assert b"/FontFile2" in data
    assert b"/Type3" not in data


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.name)
def test_plain_svg_is_well_formed_text(model: Model) -> None:
    root = ET.fromstring(to_svg(model))
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    said = "".join(t.text or "" for t in root.iter(f"{SVG}text")).replace(" ", "")
    drawn = [s for s in model.species.values() if s.id not in model.named_only]
    for s in drawn:
        assert s.name.replace(" ", "") in said
    assert not [e for e in root.iter() if e.tag.endswith(("script", "image", "foreignObject"))]
    assert to_svg(model) == to_svg(model)


def test_plain_svg_needs_no_matplotlib() -> None:
    code = (
        "import sys; from her2model import to_svg; to_svg('PMC7464074');"
        "sys.exit('matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_given_axes_are_used_and_returned() -> None:
    figure = Figure(figsize=(8, 5))
    left, right = figure.subplots(1, 2)
    assert draw(FIGURE, ax=right) is right
    assert not left.texts
    assert {"PI3K", "PTEN"} <= {t.get_text() for t in right.texts}
    alone = draw(FIGURE)
    assert float(right.texts[5].get_fontsize()) < float(alone.texts[5].get_fontsize())


def test_nothing_goes_through_pyplot() -> None:
    code = (
        "import sys; from her2model import draw; draw('PMC7464074');"
        "sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


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
        assert min(w.size for w in words(made)) >= LEAST_TEXT


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


# -- colours --------------------------------------------------------------------------------------


def test_colours_are_those_of_matplotlib() -> None:
    import matplotlib as mpl

    palette = mpl.color_sequences["okabe_ito"]
    ours = {tuple(round(v, 3) for v in _rgb(c)) for c in OKABE_ITO.values()}
    assert ours == {tuple(round(v, 3) for v in mpl.colors.to_rgb(c)) for c in palette}


def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _rgb(colour)]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("style", STYLES.values(), ids=lambda s: s.name)
def test_text_stands_out_from_what_it_is_written_on(style: object) -> None:
    from her2model.drawing.styles import Style

    assert isinstance(style, Style)
    looks = [*style.looks.values(), style.on, style.off, style.given]
    pairs = [(look.text, look.fill) for look in looks]
    pairs += [(style.quiet, band) for band in style.bands.values()]
    for text, fill in pairs:
        a, b = sorted((_luminance(text), _luminance(fill)))
        assert (b + 0.05) / (a + 0.05) >= 4.5, (text, fill)


@pytest.mark.parametrize("style", STYLES.values(), ids=lambda s: s.name)
def test_on_off_and_given_differ_in_grey(style: object) -> None:
    from her2model.drawing.styles import Style

    assert isinstance(style, Style)
    assert _luminance(style.off.fill) - _luminance(style.on.fill) > 0.25
    if not style.af:
        assert _luminance(style.on.fill) - _luminance(style.given.fill) > 0.25


# -- plots ----------------------------------------------------------------------------------------


def test_the_trajectory_is_plotted_cell_by_cell(tmp_path: Path) -> None:
    run = trajectory(CONSENSUS, drugs=["lapatinib"])
    file = tmp_path / "run.svg"
    ax = trajectory_raster(run, file=file)
    filled = [
        p for p in ax.patches if to_hex(p.get_facecolor()) == STYLES["textbook"].on.fill.lower()
    ]
    changing = {s for step in run.changes() for s in step}
    tops = {s: len(run.network.bits[s]) for s in changing}
    assert len(filled) == sum(value > 0 for s in changing for value in run.of(s))
    full = max(p.get_path().get_extents().height for p in filled)
    heights = sorted(round(p.get_path().get_extents().height / full, 3) for p in filled)
    levels = sorted(round(v / tops[s], 3) for s in changing for v in run.of(s) if v)
    assert heights == pytest.approx(levels, abs=0.01)
    assert f"settled at step {len(run) - 1}" in " ".join(t.get_text() for t in ax.texts)
    with pytest.raises(InputError, match="'nothing' is not in the run"):
        trajectory_raster(run, species=["nothing"])


def loop() -> Model:
    names = ("HER3", "AKT", "FOXO3")
    arrows = [
        Interaction(source="HER3", target="AKT", sign="activation"),
        Interaction(source="AKT", target="FOXO3", sign="inhibition"),
        Interaction(source="FOXO3", target="HER3", sign="activation"),
    ]
    return Model(
        name="loop",
        species=FrozenMap({n: Species(id=n, kind="protein") for n in names}),
        interactions=FrozenMap({a.id: a for a in arrows}),
        rules=FrozenMap({"FOXO3": RuleEntry(rule="not AKT")}),
    )


def ring(length: int) -> Model:
    names = [f"S{k}" for k in range(length)]
    arrows = [
        Interaction(source=a, target=b, sign="activation")
        for a, b in zip(names, [*names[1:], names[0]], strict=True)
    ]
    return Model(
        name="ring",
        species=FrozenMap({n: Species(id=n, kind="protein") for n in names}),
        interactions=FrozenMap({a.id: a for a in arrows}),
    )


def test_transitions_are_drawn_synchronous_beside_asynchronous() -> None:
    said = [t.get_text() for t in state_transitions(loop()).texts]
    assert "Synchronous: 8 states in attractors" in said
    assert "Asynchronous: 6 states in attractors" in said
    assert sorted(t for t in said if t.strip("01") == "") == sorted(
        2 * [f"{k:03b}" for k in range(8)]
    )
    with pytest.raises(LimitError, match="7 species can change"):
        state_transitions(ring(7))
    with pytest.raises(InputError, match="use state_transition_graph"):
        state_transitions(CONSENSUS)


def test_the_lattice_draws_each_set_once_and_covers_only() -> None:
    sets = [{"A"}, {"B"}, {"A", "B"}, {"A", "B", "C"}, {"A"}]
    ax = bypass_lattice(sets)
    lines = [p for p in ax.patches if len(p.get_path()) == 2]
    assert len(lines) == 3  # A and B below AB, AB below ABC; not A below ABC
    assert [t.get_text() for t in ax.texts].count("A") == 3
    with pytest.raises(LimitError, match="at most 60"):
        bypass_lattice([{str(k)} for k in range(61)])
    bypass_lattice([])


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
        if overlay.carries(w.interaction, w.source, w.target, w.sign) == "yes"
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
