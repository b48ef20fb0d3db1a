"""The legend: every form, colour and line that a picture uses, each with its word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from her2model.drawing.geometry import FONT, Glyph, Layout, Point, Wire
from her2model.drawing.overlay import Carries, Overlay
from her2model.drawing.picture import box_items, mechanisms, rises, roles_of, wire_items
from her2model.drawing.scene import Item, Words
from her2model.drawing.styles import Role, Style
from her2model.drawing.text_metrics import text_width
from her2model.model.model import Model
from her2model.model.parts import Kind, Species
from her2model.model.rules import Sign
from her2model.verdicts import MIXED, OFF, ON, UNSETTLED, Value, level_in

__all__ = ["Entry", "entries", "in_column", "in_rows"]

SAMPLE = 40.0
_ROW = 22.0
_SIGNS: dict[Sign, str] = {
    "activation": "activates",
    "inhibition": "inhibits",
    "dual": "acts either way",
}
_KINDS: dict[str, tuple[Kind, str]] = {
    "receptor": ("receptor", "receptor"),
    "protein": ("protein", "protein"),
    "complex": ("complex", "complex"),
    "lipid": ("lipid", "lipid"),
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
    drawn = [model.species[g.species] for g in layout.glyphs]
    layered = bool(layout.layers)
    made = [
        Entry(_line(sign, style, _sign_colour(sign, style, layered)), text)
        for sign, text in _SIGNS.items()
        if any(w.sign == sign for w in layout.wires)
    ]
    rising = sum(map(rises, layout.wires)) if layered and overlay is None else 0
    if rising:
        made.append(Entry(_line("activation", style, dashed=True), f"feedback, upwards ({rising})"))
    bundles = [w.bundle for w in layout.wires]
    if len(set(bundles)) < len(bundles) and not layered:
        made.append(Entry(_joined(style), "joined lines: each source acts on each target"))
    if overlay is None:
        made += _role_entries(drawn, model, style, badges)
        made += _end_entries(layout, model, style) if layered else []
    else:
        made += _state_entries(layout, style, overlay)
        if badges:
            sample = _box("protein", style, "plain", overlay, "n")
            made.append(Entry(sample, "number in the caption"))
    return made + _kind_entries(drawn, style, overlay)


def in_rows(
    every: Sequence[Entry], width: float, y: float, style: Style
) -> tuple[list[Item], float]:
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


def _sign_colour(sign: Sign, style: Style, layered: bool) -> str:
    return style.inhibits if layered and sign == "inhibition" else style.wires["plain"]


def _line(
    sign: Sign,
    style: Style,
    colour: str = "",
    carries: Carries | None = None,
    *,
    dashed: bool = False,
) -> tuple[Item, ...]:
    wire = Wire("", "", "", sign, (Point(2, 10), Point(36, 10)), 0)
    shade = colour or style.wires["plain"]
    return _plain(wire_items(wire, style, shade, carries, dashed=dashed))


def _joined(style: Style) -> tuple[Item, ...]:
    courses = ((Point(2, y), Point(11, y), Point(11, 10), Point(36, 10)) for y in (3.0, 17.0))
    wires = [Wire("", "", "", "activation", points, 0) for points in courses]
    return _plain(i for w in wires for i in wire_items(w, style, style.wires["plain"]))


def _box(
    kind: Kind, style: Style, role: Role, overlay: Overlay | None = None, badge: str = ""
) -> tuple[Item, ...]:
    """Draw a sample box without a label, of a species called x."""
    glyph = Glyph("x", 20, 10, 36, 18, (), kind == "drug")
    return _plain(box_items(glyph, Species(id="x", kind=kind), style, role, overlay, badge))


def _plain(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(replace(i, group="legend") for i in items)


_VALUES: dict[Value, str] = {
    ON: ON,
    OFF: OFF,
    MIXED: "on or off, as timing decides",
    UNSETTLED: "does not settle",
}
_CARRIED: dict[Carries, str] = {
    "yes": "acts: its source is on and its target follows",
    "partly": "acts in part",
    "cut": "cut by an alteration",
}


def _state_entries(layout: Layout, style: Style, overlay: Overlay) -> list[Entry]:
    drawn = {g.species for g in layout.glyphs}
    there = {overlay.values.get(s, "off") for s in drawn} | {"on", "off"}
    made = [
        Entry(_box("protein", style, "plain", Overlay({"x": value})), text)
        for value, text in _VALUES.items()
        if value in there
    ]
    made += [
        Entry(_box("protein", style, "plain", Overlay({"x": value})), value)
        for value in sorted(v for v in there if level_in(v))
    ]
    x = frozenset("x")
    if drawn & overlay.lost:
        made.append(Entry(_box("protein", style, "plain", Overlay({}, lost=x)), "lost"))
    if drawn & overlay.gained:
        sample = Overlay({"x": "on"}, gained=x)
        made.append(Entry(_box("protein", style, "plain", sample), "alteration at work"))
    carried = {overlay.carries(w.interaction, w.source, w.target, w.sign) for w in layout.wires}
    made += [
        Entry(_line("activation", style, carries=how), text)
        for how, text in _CARRIED.items()
        if how in carried
    ]
    drugs = {g.species for g in layout.glyphs if g.bold}
    if drugs & overlay.given:
        made.append(Entry(_box("drug", style, "drug", Overlay({}, given=x)), "drug, given"))
    if drugs - overlay.given:
        made.append(Entry(_box("drug", style, "drug", Overlay({})), "drug, not given"))
    return made


def _role_entries(
    drawn: Sequence[Species], model: Model, style: Style, badges: bool
) -> list[Entry]:
    """Explain what the colours of a drawing without a state mean."""
    escape = mechanisms(model)
    made = []
    if any(s.kind == "drug" for s in drawn):
        text = "drug or alteration" if style.af else "drug"
        made.append(Entry(_box("drug", style, "drug"), text))
    if not style.af and any(s.id in escape and s.kind != "phenotype" for s in drawn):
        text = "mechanism of resistance" + (" (number: the caption's)" if badges else "")
        sample = _box("alteration", style, "mechanism", None, "n" if badges else "")
        made.append(Entry(sample, text))
    elif badges:
        made.append(Entry(_box("protein", style, "plain", None, "n"), "number in the caption"))
    return made


def _end_entries(layout: Layout, model: Model, style: Style) -> list[Entry]:
    """Explain the forms of inputs and outputs of a network in layers."""
    roles = set(roles_of(layout, model, style).values())
    words: tuple[tuple[Role, Kind], ...] = (("input", "ligand"), ("output", "phenotype"))
    return [Entry(_box(kind, style, role), role) for role, kind in words if role in roles]


def _kind_entries(drawn: Sequence[Species], style: Style, overlay: Overlay | None) -> list[Entry]:
    families = _FAMILY | ({"ligand": "protein"} if style.af else {})  # as its unit of information
    shown = {families.get(s.kind, s.kind) for s in drawn}
    made = []
    for key, (kind, text) in _KINDS.items():
        role = style.role(Species(id="x", kind=kind), is_mechanism=False)
        alike = key == "receptor" and style.looks["receptor"] == style.looks["plain"]
        if key in shown and not alike and (overlay is None or key in ("complex", "phenotype")):
            both = key == "lipid" and not style.af and any(s.kind == "ligand" for s in drawn)
            made.append(
                Entry(_box(kind, style, role, overlay), "lipid or ligand" if both else text)
            )
    return made
