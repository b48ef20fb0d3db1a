"""Put a whole picture together: title, one diagram or two side by side, legend, notes, size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from her2model.drawing.alt_text import alt_text
from her2model.drawing.geometry import FONT, Layout
from her2model.drawing.legend import Entry, entries, in_column, in_rows
from her2model.drawing.overlay import Overlay
from her2model.drawing.picture import STRIP, diagram_items
from her2model.drawing.scene import Item, Picture, Words
from her2model.drawing.styles import Style
from her2model.drawing.text_metrics import printable, wrapped
from her2model.engine.simulation import DISCLAIMER
from her2model.errors import LimitError, UnknownName
from her2model.model.model import Model

__all__ = ["LEAST_ON_SLIDES", "LEAST_TEXT", "SIZES", "Plan", "composed"]

MILLIMETRE = 72 / 25.4
SIZES: dict[str, tuple[float, float]] = {
    "slide": (960.0, 540.0),
    "single": (89 * MILLIMETRE, 170 * MILLIMETRE),
    "double": (183 * MILLIMETRE, 170 * MILLIMETRE),
    "poster": (841 * MILLIMETRE, 594 * MILLIMETRE),
}
"""Width and greatest height in points; a slide has just that size, and a poster at least that."""

LEAST_TEXT, LEAST_ON_SLIDES = 5.0, 10.0
"""Smallest text in points: of any picture, and of a slide that nobody asked for."""

_STRETCH = 1.05  # labels have that much slack in their boxes
_LARGEST = {"slide": 2.0, "single": 0.8, "double": 0.8, "poster": 3.0}
_SHEETS = ("slide", "poster")
_BETWEEN = 26.0
_BORDER = 12.0  # round a slide
_TITLE, _HEADING = 16.0, 11.5
_SIDE = 200.0


@dataclass(frozen=True)
class Plan:
    """What a picture shows."""

    model: Model
    layout: Layout
    style: Style
    overlays: Sequence[Overlay] = ()
    badges: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


def composed(plan: Plan, size: str | None, least: float = LEAST_TEXT) -> Picture:
    """Compose a picture.

    Parameters
    ----------
    plan
        What it shows.
    size
        ``slide``, ``single``, ``double``, ``poster`` (as large as text of 10 points needs, an A1
        sheet at least), or None for natural size.
    least
        Smallest text in points.

    Raises
    ------
    UnknownName
        There is no such size.
    LimitError
        At that size some text would be smaller than that.
    """
    if size is not None and size not in SIZES:
        raise UnknownName.of("size", str(size), SIZES)
    if size is None:
        return _finished(plan, *_stacked(plan, titled=True))
    width, height = SIZES[size]
    if size in _SHEETS:
        made = max(
            (_stacked(plan, titled=True), _beside(plan)),
            key=lambda m: min(width / m[1], height / m[2], _LARGEST[size]),
        )
    else:
        made = _stacked(plan, titled=False)
    items, w, h = made
    border = _BORDER if size in _SHEETS else 0.0
    if size == "poster":
        width, height = max(width, w + 2 * border), max(height, h + 2 * border)
    scale = min((width - 2 * border) / w, (height - 2 * border) / h, _LARGEST[size])
    if scale * FONT * _STRETCH < least:
        wider = "size='double', " if size == "single" else ""
        raise LimitError(
            f"{plan.model.name}: at size {size!r} its text would have {scale * FONT:.1f} points, "
            f"and {least:g} is the least; ask for {wider}size='poster', or for a part with "
            "focus='…', such as the growth readout"
        )
    stretch = max(1.0, least / (scale * FONT))
    items = [_resized(i, scale, stretch) for i in items]
    left = (width - w * scale) / 2
    top = (height - h * scale) / 2 if size in _SHEETS else 0.0
    items = [i.moved(left, top) for i in items]
    return _finished(plan, items, width, height if size in _SHEETS else h * scale)


def _resized(item: Item, scale: float, stretch: float) -> Item:
    item = item.scaled(scale)
    return replace(item, size=item.size * stretch) if isinstance(item, Words) else item


def _finished(plan: Plan, items: Sequence[Item], width: float, height: float) -> Picture:
    names: dict[str, str] = {}
    for prefix in ("", "second-"):
        for g in plan.layout.glyphs:
            s = plan.model.species[g.species]
            names[f"{prefix}node-{s.id}"] = f"{s.name}: {s.meaning_text}" if s.meaning else s.name
        for w in plan.layout.wires:
            names[f"{prefix}edge-{w.source}-{w.target}"] = w.interaction
    title = printable(plan.model.title or plan.model.name)
    alt = printable(alt_text(plan.model, plan.layout, plan.overlays))
    return Picture(width, height, tuple(items), title, alt, names)


def _stacked(plan: Plan, titled: bool) -> tuple[list[Item], float, float]:
    """Set title, diagrams, legend and notes below each other."""
    items, width, y = _title(plan, _width(plan)) if titled else ([], _width(plan), 0.0)
    panels, y = _panels(plan, y)
    items += panels
    legend, y = in_rows(_entries(plan), width, y + 10, plan.style)
    items += legend
    notes, y = _notes(plan, 0.0, y + 2, width)
    return items + notes, width, y


def _beside(plan: Plan) -> tuple[list[Item], float, float]:
    """Set the legend and the notes on the right of the diagrams."""
    explained = _entries(plan)
    side = max([_SIDE, *(e.width for e in explained)])
    width = _width(plan) + 24 + side
    items, _, y = _title(plan, width)
    panels, bottom = _panels(plan, y)
    items += panels
    x = _width(plan) + 24
    legend, y = in_column(explained, x, y + 8, plan.style)
    items += legend
    notes, y = _notes(plan, x, y + 12, side)
    return items + notes, width, max(bottom, y)


def _width(plan: Plan) -> float:
    count = max(1, len(plan.overlays))
    return (plan.layout.width + STRIP) * count + _BETWEEN * (count - 1)


def _entries(plan: Plan) -> list[Entry]:
    overlay = plan.overlays[0] if plan.overlays else None
    made = entries(plan.layout, plan.model, plan.style, overlay, bool(plan.badges))
    seen = {e.text for e in made}
    for other in plan.overlays[1:]:
        more = entries(plan.layout, plan.model, plan.style, other, bool(plan.badges))
        made += [e for e in more if e.text not in seen]
    return made


def _title(plan: Plan, width: float) -> tuple[list[Item], float, float]:
    text = plan.model.title or plan.model.name
    lines = wrapped(text, _TITLE, width / _STRETCH, bold=True)
    items: list[Item] = [
        Words(
            0, 12 + k * 20, line, _TITLE, plan.style.ink, bold=True, anchor="start", group="title"
        )
        for k, line in enumerate(lines)
    ]
    return items, width, 12 + len(lines) * 20


def _panels(plan: Plan, y: float) -> tuple[list[Item], float]:
    """Set the diagrams beside each other, each with its heading."""
    overlays: Sequence[Overlay | None] = plan.overlays or (None,)
    wide = plan.layout.width + STRIP
    headings = [
        wrapped(o.heading, _HEADING, wide / _STRETCH, bold=True) if o is not None else ()
        for o in overlays
    ]
    deep = max(map(len, headings)) * 15.0
    items: list[Item] = []
    for k, (overlay, lines) in enumerate(zip(overlays, headings, strict=True)):
        x = k * (wide + _BETWEEN)
        items += [
            Words(
                x,
                y + 7 + n * 15,
                line,
                _HEADING,
                plan.style.ink,
                bold=True,
                anchor="start",
                group="heading",
            )
            for n, line in enumerate(lines)
        ]
        prefix = "second-" if k else ""
        made = diagram_items(plan.layout, plan.model, plan.style, overlay, plan.badges, prefix)
        items += [i.moved(x + STRIP, y + deep + (4 if deep else 0)) for i in made]
    return items, y + deep + (4 if deep else 0) + plan.layout.height


def _notes(plan: Plan, x: float, y: float, width: float) -> tuple[list[Item], float]:
    texts = [plan.note] if plan.note else []
    if plan.overlays:
        texts.append(DISCLAIMER)
    items: list[Item] = []
    for text in texts:
        for line in wrapped(text, FONT, width / _STRETCH, lines=9):
            items.append(
                Words(x, y + 7, line, FONT, plan.style.quiet, anchor="start", group="notes")
            )
            y += 14
    return items, y
