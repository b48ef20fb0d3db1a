"""The legend: every form, colour and line that a picture uses, each with its word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from her2model.geometry import FONT, Glyph, Layout, Point, Wire
from her2model.logic import Sign
from her2model.model import Model
from her2model.overlay import Overlay
from her2model.parts import Kind, Species
from her2model.picture import box_items, mechanisms, unit_form, wire_items
from her2model.scene import Item, Shape, Words
from her2model.styles import Style
from her2model.text_metrics import text_width

__all__ = ["Entry", "entries", "in_column", "in_rows"]

SAMPLE = 40.0
_ROW = 22.0
_SIGNS: dict[Sign, str] = {"activation": "activates", "inhibition": "inhibits",
                           "dual": "acts either way"}
_KINDS: dict[str, tuple[Kind, str]] = {
    "receptor": ("receptor", "receptor"),
    "protein": ("protein", "protein"),
    "complex": ("complex", "complex"),
    "lipid": ("lipid", "lipid or ligand"),
    "gene": ("gene", "gene"),
    "phenotype": ("phenotype", "outcome"),
}
_FAMILY = {"family": "protein", "process": "protein", "variant": "protein", "ligand": "lipid"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A sample, drawn in a field of 40 by 20 points, and what it means."""

    items: tuple[Item, ...]
    text: str

    @property
    def width(self) -> float:
        """Width of sample and text."""
        return SAMPLE + 6 + text_width(self.text, FONT) * 1.06 + 14


def entries(
    layout: Layout, model: Model, style: Style, overlay: Overlay | None, badges: bool
) -> list[Entry]:
    """List what a drawing needs explained, and nothing else."""
    made = [
        Entry(tuple(_line(sign, style)), text)
        for sign, text in _SIGNS.items()
        if any(w.sign == sign for w in layout.wires)
    ]
    bundles = [w.bundle for w in layout.wires]
    if len(set(bundles)) < len(bundles):
        made.append(Entry(tuple(_joined(style)), "joined lines: each source acts on each target"))
    if overlay is not None:
        made += _state_entries(layout, style, overlay)
    made += _kind_entries(layout, model, style, overlay, badges)
    return made


def in_rows(every: Sequence[Entry], width: float, y: float, style: Style) -> tuple[list[Item], float]:
    """Set entries in rows; return the items and the y below them."""
    rows: list[list[Entry]] = [[]]
    room = width
    for e in every:
        if rows[-1] and e.width > room:
            rows.append([])
            room = width
        rows[-1].append(e)
        room -= e.width
    items: list[Item] = []
    for row in rows:
        x = 0.0
        for e in row:
            items += _set(e, x, y, style)
            x += e.width
        y += _ROW
    return items, y


def in_column(every: Sequence[Entry], x: float, y: float, style: Style) -> tuple[list[Item], float]:
    """Set entries below each other; return the items and the y below them."""
    items: list[Item] = []
    for e in every:
        items += _set(e, x, y, style)
        y += _ROW + 6
    return items, y


def _set(e: Entry, x: float, y: float, style: Style) -> Iterator[Item]:
    for item in e.items:
        yield item.moved(x, y)
    yield Words(x + SAMPLE + 6, y + 10, e.text, FONT, style.ink, anchor="start", group="legend")


def _line(sign: Sign, style: Style) -> Iterator[Item]:
    wire = Wire("", "", "", sign, (Point(2, 10), Point(36, 10)), 0)
    return wire_items(wire, style, "plain", None, "legend-")


def _joined(style: Style) -> Iterator[Item]:
    for y in (3.0, 17.0):
        points = (Point(0, y), Point(10, y), Point(10, 10), Point(38, 10))
        yield from wire_items(Wire("", "", "", "activation", points, 0), style, "plain", None,
                              "legend-")


def _box(kind: Kind, text: str = "") -> tuple[Glyph, Species]:
    lines = (text,) if text else ()
    return Glyph("x", 20, 10, 36, 18, lines, kind == "drug"), Species(id="x", kind=kind)


def _state_entries(layout: Layout, style: Style, overlay: Overlay) -> list[Entry]:
    drawn = {g.species for g in layout.glyphs}
    made = []
    for value in ("on", "off", "mixed", "unsettled"):
        if value in {overlay.values.get(s, "off") for s in drawn} or value in ("on", "off"):
            g, s = _box("protein")
            sample = Overlay({"x": value})  # type: ignore[dict-item]
            text = {"mixed": "on or off, as timing decides", "unsettled": "does not settle"}
            made.append(Entry(_named(box_items(g, s, style, "plain", sample)),
                              text.get(value, value)))
    if drawn & overlay.lost:
        g, s = _box("protein")
        made.append(Entry(_named(box_items(g, s, style, "plain", Overlay({}, frozenset("x")))),
                          "lost"))
    if drawn & overlay.gained:
        g, s = _box("protein")
        sample = Overlay({"x": "on"}, gained=frozenset("x"))
        made.append(Entry(_named(box_items(g, s, style, "plain", sample)), "alteration at work"))
    carried = {overlay.carries(w.interaction, w.source, w.target, w.sign) for w in layout.wires}
    for how, text in (("yes", "acts: its source is on and its target follows"),
                      ("partly", "acts in part"), ("cut", "cut by an alteration")):
        if how in carried:
            wire = Wire("", "", "", "activation", (Point(2, 10), Point(36, 10)), 0)
            made.append(Entry(tuple(wire_items(wire, style, "plain", how, "legend-")), text))  # type: ignore[arg-type]
    return made


def _kind_entries(
    layout: Layout, model: Model, style: Style, overlay: Overlay | None, badges: bool
) -> list[Entry]:
    drawn = [model.species[g.species] for g in layout.glyphs]
    escape = mechanisms(model)
    made: list[Entry] = []
    if any(s.kind == "drug" for s in drawn):
        g, s = _box("drug")
        given = overlay is None or any(d.id in overlay.given for d in drawn)
        if given:
            sample = None if overlay is None else Overlay({}, given=frozenset("x"))
            text = "drug or alteration" if style.af else "drug"
            text = text if overlay is None else "drug, given"
            made.append(Entry(_sample(g, s, style, "drug", sample), text))
        if overlay is not None and any(
            d.kind == "drug" and d.id not in overlay.given for d in drawn
        ):
            made.append(Entry(_sample(g, s, style, "drug", Overlay({})), "drug, not given"))
    if overlay is None and not style.af and any(s.id in escape and s.kind != "phenotype" for s in drawn):
        g, s = _box("alteration")
        badge = "n" if badges else ""
        text = "mechanism of resistance" + (" (number: the caption's)" if badges else "")
        made.append(Entry(_named(box_items(g, s, style, "mechanism", None, badge)), text))
    elif badges:
        g, s = _box("protein")
        made.append(Entry(_sample(g, s, style, "plain", overlay, "n"), "number in the caption"))
    shown = {_FAMILY.get(s.kind, s.kind) for s in drawn}
    for key, (kind, text) in _KINDS.items():
        g, s = _box(kind)
        role = style.role(s, is_mechanism=False)
        alike = key == "receptor" and style.looks["receptor"] == style.looks["plain"]
        if key in shown and not alike and (overlay is None or key in ("complex", "phenotype")):
            made.append(Entry(_sample(g, s, style, role, overlay), text))
    return made


def _sample(
    g: Glyph, s: Species, style: Style, role: str, overlay: Overlay | None, badge: str = ""
) -> tuple[Item, ...]:
    return _named(box_items(g, s, style, role, overlay, badge))  # type: ignore[arg-type]


def _named(items: Iterator[Item]) -> tuple[Item, ...]:
    from dataclasses import replace

    return tuple(replace(i, group="legend") for i in items)
