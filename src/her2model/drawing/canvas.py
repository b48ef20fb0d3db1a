"""Draw a picture with matplotlib, on given axes or into a file's bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from her2model.drawing.png import png_of
from her2model.drawing.scene import Command, Picture, Shape, Words
from her2model.drawing.svg import BASELINE, FONTS
from her2model.errors import InputError
from her2model.model.arguments import path_of
from her2model.model.files import write_bytes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["FORMATS", "rendered"]

FORMATS = ("png", "pdf", "svg")

_SETTINGS: Any = {"svg.fonttype": "none", "svg.hashsalt": "her2model", "pdf.fonttype": 42}
_FAMILY = re.compile(rb"(?<=[ \"])font-family: [^;\"]*")
_ALIGN = {"start": "left", "middle": "center", "end": "right"}
DPI = 200
ROWS = 64


@cache
def fonts() -> tuple[str, ...]:
    """Return the fonts to use, the first one first; the last is always there."""
    from matplotlib.font_manager import fontManager

    there = {f.name for f in fontManager.ttflist}
    return (*(f for f in ("Arial", "Liberation Sans") if f in there), "DejaVu Sans")


def rendered(picture: Picture, ax: Axes | None, file: str | Path | None) -> Axes:
    """Draw a picture on axes, its own if none are given, and write the figure if a file is.

    Parameters
    ----------
    picture
        What to draw.
    ax
        Axes to draw on; the picture fills them, and its alt text becomes their label.
    file
        Where to write: ``.png``, ``.pdf`` or ``.svg``.

    Raises
    ------
    InputError
        The file has another ending, or cannot be written; the latter leaves no file behind.
    """
    form = _form(file)
    if ax is None:
        from matplotlib.figure import Figure

        size = picture.width / 72, picture.height / 72
        ax = Figure(figsize=size, facecolor="white").add_axes((0, 0, 1, 1))
    _paint(ax, picture)
    ax.set_label(picture.alt)  # matplotlib has no field for alt text
    if file is not None and form is not None:
        figure = ax.get_figure(root=True)
        assert figure is not None  # axes are always on a figure
        write_bytes(file, _bytes(figure, form, picture.title, picture.alt))
    return ax


def _form(file: str | Path | None) -> str | None:
    if file is None:
        return None
    form = path_of(file).suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise InputError(
            f"a picture cannot be written as {Path(file).suffix or 'a file without an ending'}",
            where=str(file),
            hint="end the name in .png, .pdf or .svg",
        )
    return form


def _paint(ax: Axes, picture: Picture) -> None:
    """Draw a picture on axes, as large as fits."""
    box = ax.get_window_extent()
    dpi = ax.figure.get_dpi()
    scale = min(box.width / picture.width, box.height / picture.height) * 72 / dpi
    ax.set_xlim(0, picture.width)
    ax.set_ylim(picture.height, 0)
    ax.set_aspect("equal")
    ax.set_axis_off()
    named: set[str] = set()
    for z, item in enumerate(picture.items):
        if isinstance(item, Words):
            _write(ax, item, scale, z)
            continue
        patch = _patch(item, scale, z)
        if item.group and item.group not in named:
            named.add(item.group)
            patch.set_gid(item.group)
        ax.add_artist(patch)


def _write(ax: Axes, words: Words, scale: float, z: int) -> None:
    # the baseline is set, so that letters with and without tails stand on one line
    shift = BASELINE * words.size
    ax.text(
        words.x + (shift if words.upright else 0.0),
        words.y + (0.0 if words.upright else shift),
        words.text,
        fontsize=words.size * scale,
        color=words.colour,
        weight="bold" if words.bold else "normal",
        style="italic" if words.italic else "normal",
        ha=_ALIGN[words.anchor],
        va="baseline",
        rotation=90 if words.upright else words.turn,
        rotation_mode="anchor",
        family=list(fonts()),
        zorder=z,
        parse_math=False,
    )


def _patch(shape: Shape, scale: float, z: int) -> Any:
    from matplotlib.patches import PathPatch

    width = shape.width * scale if shape.line else 0.0
    dash: Any = "solid"
    if shape.dash and shape.line:
        dash = (0, tuple(d / shape.width for d in shape.dash))
    return PathPatch(
        _path(shape.path),
        facecolor=shape.fill or "none",
        edgecolor=shape.line or "none",
        linewidth=width,
        linestyle=dash,
        capstyle="round" if shape.round_cap else "butt",
        joinstyle="round",
        zorder=z,
    )


def _path(commands: tuple[Command, ...]) -> Any:
    from matplotlib.path import Path

    points: list[tuple[float, float]] = []
    codes: list[Any] = []
    for command, at in commands:
        if command == "Q":
            points += [(at[0], at[1]), (at[2], at[3])]
            codes += [Path.CURVE3, Path.CURVE3]
        elif command == "Z":
            points.append((0.0, 0.0))
            codes.append(Path.CLOSEPOLY)
        else:
            points.append((at[0], at[1]))
            codes.append(Path.MOVETO if command == "M" else Path.LINETO)
    return Path(points, codes)


def _bytes(figure: Figure, form: str, title: str, alt: str) -> bytes:
    """Return a figure as PNG, PDF or SVG: equal figures give equal bytes."""
    import matplotlib as mpl
    from matplotlib.colors import to_rgba

    plainly = form == "png" and to_rgba(figure.get_facecolor())[3] == 1
    metadata: Any = {
        "png": None if plainly else {"Title": title, "Description": alt},
        "pdf": {"Title": title, "Subject": alt, "CreationDate": None, "ModDate": None},
        "svg": {"Title": title, "Description": alt, "Date": None},
    }[form]
    out = io.BytesIO()
    with mpl.rc_context(_SETTINGS):
        figure.savefig(out, format="rgba" if plainly else form, dpi=DPI, metadata=metadata)
    if plainly:
        return _png(figure, out.getbuffer(), {"Title": title, "Description": alt})
    # the fonts of whoever looks at it, not only those of the machine that drew it
    found = out.getvalue()
    return _FAMILY.sub(f"font-family: {FONTS}".encode(), found) if form == "svg" else found


def _png(figure: Figure, pixels: memoryview, words: Mapping[str, str]) -> bytes:
    """Write the pixels of a figure, which is opaque."""
    import numpy as np

    width = int(figure.get_figwidth() * DPI)
    given = np.frombuffer(pixels, np.uint8).reshape(-1, width, 4)
    some = np.zeros((ROWS, 3 * width + 1), np.uint8)

    def packed() -> Iterator[bytes]:
        for at in range(0, len(given), ROWS):
            rows = given[at : at + ROWS, :, :3]
            some[: len(rows), 1:] = rows.reshape(len(rows), 3 * width)
            yield some[: len(rows)].tobytes()

    return png_of(packed(), width, len(given), DPI, words)
