"""A picture with its words: title, verdict, diagram, how to read it, and evidence, on a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from her2model.drawing.geometry import FONT, Layout
from her2model.drawing.reason_parts import STRIP
from her2model.drawing.scene import Item, Picture, Shape, Words
from her2model.drawing.shapes import circle, corner_box
from her2model.drawing.styles import STYLES, VERDICT_PILLS, Style
from her2model.drawing.text_metrics import text_width, wrapped
from her2model.errors import UnknownName

__all__ = ["SHEETS", "Entry", "Report", "Sheet", "sheets"]

_MARGIN, _BETWEEN = 20.0, 16.0
_SIDE = 168.0
_SAMPLE, _ROW = 44.0, 22.0
_SLACK = 1.04
_LEADING = 13.0
_KEY = 110.0
"""Height that a key in rows may need."""
_LEAST_ROW = 17.0
_LARGEST = 1.3
_LEAST_POSTER = 400.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A sample, in a field of 40 by 20 points, and what it means."""

    items: tuple[Item, ...]
    text: str


@dataclass(frozen=True)
class Report:
    """The words round a diagram."""

    title: str
    subtitle: str
    pills: tuple[tuple[str, str], ...]
    caption: str
    lines: tuple[str, ...]
    entries: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()
    badge: str = ""
    mark: str = "#1F2A33"
    heading: str = "Folded away"


@dataclass(frozen=True)
class Sheet:
    """A page: its size in points at text of 10, and by how much all is then scaled.

    ``beside`` says whether the key stands on the right of the diagram, ``grows`` whether the page
    grows with the diagram.
    """

    width: float
    height: float
    scale: float = 1.0
    beside: bool = True
    grows: bool = False

    def room(self, report: Report) -> tuple[float, float] | None:
        """Return the width and the height that there are for a diagram; None for any."""
        if self.grows:
            return None
        inner = self.width - 2 * _MARGIN
        _, top = _head(report, inner, STYLES["textbook"])
        _, foot = _foot(report, _MARGIN, 0.0, inner, STYLES["textbook"])
        side = _SIDE + _BETWEEN if self.beside else 0.0
        key = 0.0 if self.beside else _KEY
        return inner - side - STRIP, self.height - top - foot - key - 20

    def composed(
        self, report: Report, items: Sequence[Item], layout: Layout, style: Style
    ) -> Picture:
        """Set everything on the sheet."""
        wide = layout.width + STRIP
        width = wide + 2 * _MARGIN + _SIDE + _BETWEEN if self.grows else self.width
        width = max(width, _LEAST_POSTER)
        inner = width - 2 * _MARGIN
        made, y = _head(report, inner, style)
        room = inner - (_SIDE + _BETWEEN if self.beside else 0.0)
        stretch = self._stretch(report, layout)
        x = _MARGIN + max(0.0, (room - wide * stretch) / 2) * (not self.beside)
        made += [i.scaled(stretch).moved(x + STRIP * stretch, y) for i in items]
        bottom = y + layout.height * stretch
        if self.beside:
            available = self.room(report)
            deep = available[1] if available else 1e9
            key, end = _column(report, _MARGIN + room + _BETWEEN, y, style, deep)
        else:
            key, end = _rows(report, _MARGIN, bottom + 8, inner, style)
        made += key
        below = max(bottom, end) + 8
        foot, end = _foot(report, _MARGIN, below, inner, style)
        if self.beside and not self.grows:  # the evidence stands at the foot of the page
            down = max(0.0, self.height - end - 12)
            foot = [i.moved(0, down) for i in foot]
        made += foot
        height = end + 12 if not self.beside or self.grows else max(self.height, end + 12)
        scaled = tuple(i.scaled(self.scale) for i in made)
        return Picture(width * self.scale, height * self.scale, scaled, report.title, "")

    def _stretch(self, report: Report, layout: Layout) -> float:
        """Return how much larger the diagram can be than it was laid out."""
        room = self.room(report)
        if room is None or not self.beside:
            return 1.0
        return max(
            1.0, min(_LARGEST, (room[0] + STRIP) / (layout.width + STRIP), room[1] / layout.height)
        )


MILLIMETRE = 72 / 25.4
_COLUMN_SCALE = 0.61
SHEETS = {
    "slide": Sheet(960.0, 540.0),
    "double": Sheet(183 * MILLIMETRE / _COLUMN_SCALE, 790.0, _COLUMN_SCALE, beside=False),
    "single": Sheet(89 * MILLIMETRE / _COLUMN_SCALE, 1000.0, _COLUMN_SCALE, beside=False),
    "poster": Sheet(1190.0, 842.0, 1.0, grows=True),
}


def sheets(size: str | None) -> tuple[Sheet, ...]:
    """Return the sheets to try for a size, in turn.

    Raises
    ------
    UnknownName
        There is no such size.
    """
    if size is None:
        return SHEETS["slide"], SHEETS["poster"]
    if size not in SHEETS:
        raise UnknownName.of("size", str(size), SHEETS)
    return (SHEETS[size],)


def _head(report: Report, width: float, style: Style) -> tuple[list[Item], float]:
    pills = [p for p in report.pills if p[0]]
    items: list[Item] = []
    right = _MARGIN + width
    for k, (text, role) in enumerate(reversed(pills)):
        long = text_width(text, 12, bold=True) * _SLACK + 26
        fill = VERDICT_PILLS.get(role, style.quiet) if style.name != "mono" else style.ink
        box = corner_box(right - long, 14, right, 40, 13)
        items.append(Shape(box, fill=fill, group="verdict"))
        items.append(Words(right - long / 2, 27, text, 12, "#FFFFFF", bold=True, group="verdict"))
        right -= long
        if k + 1 < len(pills):
            items.append(Words(right - 11, 27, "→", 14, style.ink, bold=True, group="verdict"))
            right -= 22
    y = 26.0
    free = right - _MARGIN - 12
    if free < 0.45 * width and pills:  # a narrow page: the title begins below the verdict
        y, free = 60.0, width
    size = 18.0
    lines = wrapped(report.title, size, free / _SLACK, bold=True)
    for line in lines:
        items.append(
            Words(_MARGIN, y, line, size, style.ink, bold=True, anchor="start", group="title")
        )
        y += 22
    for line in wrapped(report.subtitle, 11, width / _SLACK, lines=3):
        items.append(Words(_MARGIN, y - 2, line, 11, style.quiet, anchor="start", group="title"))
        y += 14
    return items, y + 4


def _column(
    report: Report, x: float, y: float, style: Style, deep: float = 1e9
) -> tuple[list[Item], float]:
    """Set the key below each other, closer where it would not fit the depth."""
    row, leading = _ROW, _LEADING
    while True:
        items, end = _set_column(report, x, y, style, row, leading)
        if end - y <= deep or row <= _LEAST_ROW:
            return items, end
        row, leading = row - 1.0, max(11.5, leading - 0.3)


def _set_column(
    report: Report, x: float, y: float, style: Style, row: float, leading: float
) -> tuple[list[Item], float]:
    items: list[Item] = [_heading("How to read it", x, y + 7, style)]
    y += row + 4
    for e in report.entries:
        items += [i.moved(x, y) for i in e.items]
        lines = wrapped(e.text, FONT, (_SIDE - _SAMPLE) / _SLACK)
        for k, line in enumerate(lines):
            items.append(_text(line, x + _SAMPLE, y + 10 + 11.5 * k, style.ink))
        y += row + 10.5 * (len(lines) - 1)
    if report.notes:
        y += 4
        items.append(_heading(report.heading, x, y + 6, style))
        y += 16
        for note in report.notes:
            for line in wrapped(note, FONT, _SIDE / _SLACK):
                items.append(_text(line, x, y + 4, style.quiet))
                y += leading
    return items, y


def _rows(
    report: Report, x: float, y: float, width: float, style: Style
) -> tuple[list[Item], float]:
    """Set the key in rows, below the diagram of a column."""
    items: list[Item] = []
    at = x
    for e in report.entries:
        long = _SAMPLE + text_width(e.text, FONT) * _SLACK + 14
        if at > x and at + long > x + width:
            at, y = x, y + _ROW
        items += [i.moved(at, y) for i in e.items]
        items.append(_text(e.text, at + _SAMPLE, y + 10, style.ink))
        at += long
    y += _ROW + 8
    if report.notes:
        said = f"{report.heading}: {'; '.join(report.notes)}."
        for line in wrapped(said, FONT, width / _SLACK, lines=6):
            items.append(_text(line, x, y + 4, style.quiet))
            y += _LEADING
    return items, y


def _foot(
    report: Report, x: float, y: float, width: float, style: Style
) -> tuple[list[Item], float]:
    """Set the decisive arrow and its evidence in a box."""
    inset = 34.0 if report.badge else 14.0
    room = (width - inset - 12) / _SLACK
    head = wrapped(report.caption, 11, room, bold=True, lines=4)
    body = [part for text in report.lines for part in wrapped(text, FONT, room, lines=6)]
    height = 12 + 14 * len(head) + _LEADING * len(body)
    items: list[Item] = [
        Shape(corner_box(x, y, x + width, y + height, 3), fill="#F3F4F6", group="caption"),
        Shape(corner_box(x, y, x + 4, y + height, 0), fill=report.mark, group="caption"),
    ]
    if report.badge:
        items.append(Shape(circle(x + 19, y + 13, 8.6), fill=style.ink, group="caption"))
        items.append(
            Words(x + 19, y + 13, report.badge, FONT, "#FFFFFF", bold=True, group="caption")
        )
    at = y + 13
    for line in head:
        items.append(
            Words(x + inset, at, line, 11, style.ink, bold=True, anchor="start", group="caption")
        )
        at += 14
    for line in body:
        items.append(_text(line, x + inset, at, style.quiet, group="caption"))
        at += _LEADING
    return items, y + height


def _heading(text: str, x: float, y: float, style: Style) -> Words:
    return Words(x, y, text, 11, style.ink, bold=True, anchor="start", group="legend")


def _text(text: str, x: float, y: float, colour: str, group: str = "legend") -> Words:
    return Words(x, y, text, FONT, colour, anchor="start", group=group)
