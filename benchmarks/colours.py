"""Measure how well the roles of a drawing are told apart by people who see fewer colours.

    python benchmarks/colours.py

Draws the consensus in each style and reads the colours of the boxes off the picture, as most people
see them, as people without green cones do (Machado et al. 2009, doi:10.1109/TVCG.2009.113) and in
grey. Prints the distance ΔE*ab (CIE 1976) of fills and of outlines; 2.3 is just noticeable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg

import her2model as h2
from her2model.drawing.styles import STYLES, BoxColours, Style

WITHOUT_GREEN_CONES = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
)
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
TO_XYZ = np.array(
    [[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169], [0.019334, 0.119193, 0.950227]]
)
WHITE = TO_XYZ.sum(axis=1)

SIGHTS: dict[str, Callable[[Any], Any]] = {
    "as most see": lambda linear: linear,
    "deuteranopia": lambda linear: np.clip(WITHOUT_GREEN_CONES @ linear, 0, 1),
    "grey": lambda linear: np.full(3, LUMINANCE @ linear),
}


def lab(colour: str, sight: Callable[[Any], Any]) -> Any:
    """CIE L*a*b* of a colour written as hexadecimal, as somebody sees it."""
    values = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    ratio = TO_XYZ @ sight(linear) / WHITE
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(first: str, second: str, sight: Callable[[Any], Any]) -> float:
    """ΔE*ab of two colours, as somebody sees them."""
    return float(np.linalg.norm(lab(first, sight) - lab(second, sight)))


def roles(style: Style) -> dict[str, BoxColours]:
    """What has to be told apart in a drawing of this style."""
    shown = {"drug": style.looks["drug"], "mechanism": style.looks["mechanism"]}
    return shown | {"on": style.on, "off": style.off, "drug, given": style.given}


def drawn_colours(style: Style) -> set[str]:
    """Every colour that covers part of the pictures of the consensus, with and without a state."""
    seen: set[str] = set()
    tumour = h2.simulate("her2-resistance", alterations=["p95HER2"], drugs=["trastuzumab"])
    for result in (None, tumour):
        axes = h2.draw("her2-resistance", result, style=style.name)
        canvas = FigureCanvasAgg(axes.get_figure(root=True))
        canvas.draw()
        pixels = np.asarray(canvas.buffer_rgba())[..., :3].reshape(-1, 3)
        for colour in np.unique(pixels, axis=0):
            seen.add("#{:02X}{:02X}{:02X}".format(*colour))
    return seen


def distances(style: Style) -> Iterator[tuple[str, str, str, float, float]]:
    """Sight, two roles, distance of their fills, distance of their outlines."""
    for (a, first), (b, second) in combinations(roles(style).items(), 2):
        if {a, b} == {"drug", "drug, given"}:
            continue
        for sight, seen in SIGHTS.items():
            fills = distance(first.fill, second.fill, seen)
            yield sight, a, b, fills, distance(first.line, second.line, seen)


def main() -> None:
    for style in STYLES.values():
        drawn = drawn_colours(style)
        missing = {look.fill.upper() for look in roles(style).values()} - drawn
        print(f"{style.name}: {'fills not in the picture: ' + str(missing) if missing else ''}")
        for sight, a, b, fills, lines in distances(style):
            print(f"  {sight:13} {a:9} / {b:11}  fills {fills:5.1f}  outlines {lines:5.1f}")


if __name__ == "__main__":
    main()
