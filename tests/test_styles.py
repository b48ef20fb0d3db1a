"""Colours of the styles: they can be told apart, and what is written on them can be read."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

import her2model as h2
from her2model.drawing.matrix_cells import _PARTLY
from her2model.drawing.sampled_plots import _LINES
from her2model.drawing.styles import (
    DARK_VERDICTS,
    OKABE_ITO,
    SIGNALS,
    STYLES,
    VERDICT_FILLS,
    VERDICT_PILLS,
)
from her2model.tumours.oncoprint import _KINDS, oncoprint
from her2model.verdicts import LOOKS

BOOK, SIGNAL = STYLES["textbook"], SIGNALS["textbook"]
DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.01182, 0.04294, 0.968881),
)
"""Linear RGB as it is seen without the green cones (doi:10.1109/TVCG.2009.113)."""
TO_XYZ = ((0.43394, 0.37622, 0.18984), (0.21267, 0.71515, 0.07218), (0.01776, 0.10947, 0.87277))
"""From linear RGB, in shares of white."""
MARKS: dict[str, dict[str, tuple[str, str]]] = {
    "verdicts": {k: (VERDICT_FILLS[k], LOOKS[k].sign) for k in LOOKS},
    "lines of a reason": {
        "step": (SIGNAL.step, "halo, thick"),
        "decisive": (SIGNAL.decisive, "halo, thick"),
        "drug": (SIGNAL.drug, "thick"),
        "acts": (SIGNAL.acts, "thin"),
        "silent": (SIGNAL.silent, "thin"),
    },
    "lines of a difference": {
        "stops": (SIGNAL.stops, "dots, ▼"),
        "starts": (SIGNAL.starts, "solid, ▲"),
        "same": (SIGNAL.silent, "thin"),
    },
    "boxes": {
        "on": (BOOK.on.fill, "bold"),
        "off": (BOOK.off.fill, ""),
        "given": (BOOK.given.fill, "rectangle"),
        "on, off the chain": (SIGNAL.on, "thin, brown outline"),
    },
    "alterations": {k: (fill, sign) for k, (fill, sign, _) in _KINDS.items()},
    "curves": {str(k): (colour, str(dash)) for k, (colour, dash) in enumerate(_LINES)},
}
"""What stands beside each other in a picture → its colour, and what else tells it apart."""


def _lab(colour: str, seen: object = ((1, 0, 0), (0, 1, 0), (0, 0, 1))) -> NDArray[np.float64]:
    shares = np.array(TO_XYZ) @ np.clip(np.array(seen) @ np.array(_linear(colour)), 0, 1)
    x, y, z = np.where(shares > 0.008856, np.cbrt(shares), 7.787 * shares + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("group", MARKS)
def test_marks_are_told_apart_without_green_cones_and_in_grey(group: str) -> None:
    for (a, (one, form)), (b, (other, shape)) in combinations(MARKS[group].items(), 2):
        without_green = np.linalg.norm(_lab(one, DEUTERANOPIA) - _lab(other, DEUTERANOPIA))
        in_grey = abs(_lab(one)[0] - _lab(other)[0])
        assert without_green >= 12 or form != shape, (a, b, without_green)
        assert in_grey >= 12 or form != shape, (a, b, in_grey)


def test_words_on_verdicts_and_reasons_stand_out() -> None:
    white = "#FFFFFF"
    pairs = [(white, fill) for fill in VERDICT_PILLS.values()]
    pairs += [
        (white if k in DARK_VERDICTS else BOOK.ink, fill) for k, fill in VERDICT_FILLS.items()
    ]
    pairs += [(BOOK.ink, _PARTLY), (SIGNAL.decisive, white), (BOOK.ink, SIGNAL.tinted)]
    for signal, book in ((SIGNALS[n], STYLES[n]) for n in STYLES):
        pairs += [(signal.faint, f) for f in (white, signal.on, *book.bands.values())]
        pairs += [(c, signal.panel) for c in (book.ink, book.quiet)]
        pairs += [(white, c) for c in (signal.step, signal.decisive)]
    pairs += [(white, fill) for fill, sign, _ in _KINDS.values() if sign not in ("", "?")]
    for text, fill in pairs:
        assert _contrast(text, fill) >= 4.5, (text, fill, _contrast(text, fill))


def test_colours_are_those_of_matplotlib() -> None:
    import matplotlib as mpl

    palette = mpl.color_sequences["okabe_ito"]
    ours = {tuple(round(v, 3) for v in _rgb(c)) for c in OKABE_ITO.values()}
    assert ours == {tuple(round(v, 3) for v in mpl.colors.to_rgb(c)) for c in palette}


def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))


def _linear(colour: str) -> list[float]:
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _rgb(colour)]


def _luminance(colour: str) -> float:
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), _linear(colour), strict=True))


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("style", STYLES.values(), ids=lambda s: s.name)
def test_text_stands_out_from_what_it_is_written_on(style: object) -> None:
    from her2model.drawing.styles import Style

    assert isinstance(style, Style)
    looks = [*style.looks.values(), style.on, style.off, style.given]
    pairs = [(look.text, look.fill) for look in looks]
    pairs += [(style.quiet, band) for band in style.bands.values()]
    for text, fill in pairs:
        assert _contrast(text, fill) >= 4.5, (text, fill)


@pytest.mark.parametrize("style", STYLES.values(), ids=lambda s: s.name)
def test_on_off_and_given_differ_in_grey(style: object) -> None:
    from her2model.drawing.styles import Style

    assert isinstance(style, Style)
    assert _luminance(style.off.fill) - _luminance(style.on.fill) > 0.25
    if not style.af:
        assert _luminance(style.on.fill) - _luminance(style.given.fill) > 0.25


def test_every_kind_of_alteration_has_a_sign_and_drugs_their_printed_names() -> None:
    assert all(sign for _, sign, _ in _KINDS.values())
    found = h2.read_tumours("PIK3CA H1047R").verdicts(["TDM1"])
    shown = {t.get_text() for t in oncoprint(found).axes.texts}
    assert {"T-DM1", "▬"} <= shown
    assert "TDM1" not in shown
