"""Colours of the styles: they can be told apart, and what is written on them can be read."""

from __future__ import annotations

import pytest

from her2model.drawing.styles import OKABE_ITO, STYLES


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
