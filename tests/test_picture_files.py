"""Pictures as files: the same each time, with their words, and without pyplot."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from PIL import Image

from her2model import draw, simulate, to_svg
from her2model.drawing.curated_layout import curated_layout
from her2model.library import list_models, load
from her2model.model.model import Model

CONSENSUS = "her2-resistance"
FIGURE = "PMC7464074"
MODELS = [m for m in map(load, list_models()) if curated_layout(m.name).slots]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("form", ["png", "pdf", "svg"])
def test_files_are_the_same_each_time_and_carry_the_alt_text(form: str, tmp_path: Path) -> None:
    one, two = tmp_path / f"one.{form}", tmp_path / f"two.{form}"
    draw(FIGURE, simulate(FIGURE, drugs=["trastuzumab"]), one)
    draw(FIGURE, simulate(FIGURE, drugs=["trastuzumab"]), two)
    assert one.read_bytes() == two.read_bytes()
    said = "A diagram of 12 species"  # PDF has UTF-16 where a letter is not ASCII
    assert any(said.encode(code) in one.read_bytes() for code in ("utf-8", "utf-16-be"))


def test_png_holds_the_pixels_of_the_figure(tmp_path: Path) -> None:
    file, other = tmp_path / "x.png", tmp_path / "y.png"
    figure = draw("PMC7464074", file=file, size="single").get_figure(root=True)
    assert figure is not None
    figure.savefig(other, dpi=200)
    with Image.open(file) as ours, Image.open(other) as theirs:
        assert ours.info["Title"]
        assert ours.info["dpi"] == theirs.info["dpi"]
        assert ours.tobytes() == theirs.convert("RGB").tobytes()


def test_png_on_a_transparent_figure_stays_transparent(tmp_path: Path) -> None:
    figure = Figure(figsize=(3, 2), facecolor="none")
    draw("PMC7464074", file=tmp_path / "x.png", ax=figure.add_axes((0, 0, 1, 1)))
    with Image.open(tmp_path / "x.png") as image:
        assert min(image.getchannel("A").tobytes()) == 0


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
