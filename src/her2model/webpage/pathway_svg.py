"""The pathway as SVG whose colours the page's style sheet sets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from her2model.drawing.alt_text import alt_text
from her2model.drawing.curated_layout import curated_layout
from her2model.drawing.layout import layout
from her2model.drawing.picture import STRIP, diagram_items
from her2model.drawing.scene import Item, Picture, Shape
from her2model.drawing.styles import BoxColours, style_named
from her2model.drawing.svg import svg_of
from her2model.errors import LimitError
from her2model.model.model import Model

__all__ = ["pathway_svg"]

_SHORTER = {
    ' stroke-linejoin="round"': "",
    ' text-anchor="middle"': "",
    ' font-size="10"': "",
    ' fill="var(--ink)"': "",
    ' fill="var(--box)" stroke="var(--box-line)" stroke-width="1"': ' class="plain"',
    ' fill="var(--box)" stroke="var(--escape)" stroke-width="1.8"': ' class="escape-box"',
    ' fill="var(--box)" stroke="var(--drug)" stroke-width="1.4"': ' class="drug-box"',
    ' fill="none" stroke="var(--wire)" stroke-width="2.4"': ' class="wire bar"',
    ' fill="none" stroke="var(--drug)" stroke-width="2.4"': ' class="drug-wire bar"',
    ' fill="none" stroke="var(--escape)" stroke-width="2.4"': ' class="escape-wire bar"',
    ' fill="none" stroke="var(--wire)" stroke-width="1.2"': ' class="wire"',
    ' fill="none" stroke="var(--drug)" stroke-width="1.2"': ' class="drug-wire"',
    ' fill="none" stroke="var(--escape)" stroke-width="1.2"': ' class="escape-wire"',
}
"""What the style sheet says of the picture, so that each shape need not."""
_LINE_TO = re.compile(r"(?<=[ML ])(-?[\d.]+) (-?[\d.]+)((?:L-?[\d.]+ -?[\d.]+)+)")
_PATH = re.compile(r' d="([MLHVQZ \d.-]+)"')
_COMMAND = re.compile(r"([MLHVQZ])([^MLHVQZ]*)")


def pathway_svg(model: Model) -> tuple[str, str]:
    """Return the diagram as SVG whose colours the page's style sheet sets, or why there is none."""
    try:
        laid = layout(model)
    except LimitError as reason:
        return "", f"There is no picture: {reason}. The table below has every species."
    plain = BoxColours("var(--box)", "var(--box-line)", "var(--ink)")
    look = style_named("textbook")
    style = replace(
        look,
        looks={
            "drug": BoxColours("var(--box)", "var(--drug)", "var(--drug-text)", 1.4),
            "mechanism": BoxColours("var(--box)", "var(--escape)", "var(--ink)", 1.8),
            "outcome": BoxColours("var(--box)", "var(--outcome)", "var(--ink)", 1.8),
            **dict.fromkeys(("receptor", "plain", "input", "output"), plain),
        },
        wires={
            "drug": "var(--drug)",
            "mechanism": "var(--escape)",
            **dict.fromkeys(look.wires.keys() - {"drug", "mechanism"}, "var(--wire)"),
        },
        bands={name: f"var(--band-{name})" for name in look.bands},
        lipid="var(--lipid)",
        nucleus_line="var(--envelope)",
        quiet="var(--quiet)",
    )
    items = diagram_items(laid, model, style, badges=curated_layout(model.name).badges)
    drawn = Picture(
        laid.width + STRIP,
        laid.height,
        tuple(i.moved(STRIP, 0) for i in _one_shape_a_box(items)),
        model.title or model.name,
        alt_text(model, laid),
    )
    text = svg_of(drawn)
    for said, short in _SHORTER.items():
        text = text.replace(said, short)
    return _PATH.sub(_from_here, _LINE_TO.sub(_straight, text)), ""


def _straight(found: re.Match[str]) -> str:
    """Write a level or upright line by the one coordinate that changes."""
    x, y, lines = found.groups()
    written = ""
    for to_x, to_y in (pair.split() for pair in lines[1:].split("L")):
        level, upright = to_y == y, to_x == x
        written += f"H{to_x}" if level else f"V{to_y}" if upright else f"L{to_x} {to_y}"
        x, y = to_x, to_y
    return f"{found[1]} {found[2]}{written}"


def _from_here(found: re.Match[str]) -> str:
    """Write the points of a path by how far they are from the one before, which is shorter."""
    written, here, first = "", (0.0, 0.0), (0.0, 0.0)
    for command, numbers in _COMMAND.findall(found[1]):
        given = [float(n) for n in numbers.split()]
        if command == "M":
            here = first = (given[0], given[1])
            written += f"M{numbers}"
        elif command == "Z":
            here, written = first, f"{written}z"
        elif command in "HV":
            k = "HV".index(command)
            if given[0] != here[k]:
                written += f"{command.lower()}{_short(given[0] - here[k])}"
            here = (here[0], given[0]) if k else (given[0], here[1])
        else:
            away = (_short(n - here[k % 2]) for k, n in enumerate(given))
            written += f"{command.lower()}{' '.join(away).replace(' -', '-')}"
            here = (given[-2], given[-1])
    return f' d="{written}"'


def _short(number: float) -> str:
    return f"{round(number, 2):g}"


def _one_shape_a_box(items: Iterable[Item]) -> Iterator[Item]:
    """Join a filled shape and the outline that follows it."""
    last: Item | None = None
    for item in items:
        if (
            isinstance(last, Shape)
            and isinstance(item, Shape)
            and (last.group, last.path) == (item.group, item.path)
            and last.line is None
            and item.fill is None
        ):
            last = replace(item, fill=last.fill)
            continue
        if last is not None:
            yield last
        last = item
    if last is not None:
        yield last
