"""From geometry to shapes: bands, wires and boxes in a style, with a state painted on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from her2model.drawing.geometry import FONT, Glyph, Layout, Point, Wire
from her2model.drawing.overlay import Carries, Overlay
from her2model.drawing.placement import LIPID, lipids, printed
from her2model.drawing.scene import Command, Item, Shape, Words
from her2model.drawing.shapes import (
    circle,
    corner_box,
    cross,
    ellipse,
    filled_to,
    glyph_outline,
    half,
    head,
    lipid_row,
    polygon,
    runs,
    wave,
)
from her2model.drawing.styles import BoxColours, Role, Style
from her2model.drawing.text_metrics import LINE_HEIGHT
from her2model.model.model import Model
from her2model.model.parts import Kind, Species
from her2model.verdicts import MIXED, UNSETTLED, level_in

__all__ = [
    "STRIP",
    "box_items",
    "diagram_items",
    "mechanisms",
    "rises",
    "roles_of",
    "unit_form",
    "wire_items",
]

STRIP = 18.0
"""Width of the strip on the left that names the bands."""

_ORDER: tuple[Role, ...] = (
    "mechanism",
    "drug",
    "outcome",
    "output",
    "input",
    "receptor",
    "plain",
)
_BADGE = 7.5
_FORMS: dict[Role, Kind] = {"input": "ligand", "output": "phenotype"}


def mechanisms(model: Model) -> frozenset[str]:
    """Return the species through which a tumour escapes: what its alterations switch."""
    fixed = {s for a in model.alterations.values() for s in a.fix}
    return frozenset(
        s for s, v in model.species.items() if s in fixed or v.kind in ("alteration", "variant")
    )


def diagram_items(
    layout: Layout,
    model: Model,
    style: Style,
    overlay: Overlay | None = None,
    badges: Mapping[str, str] | None = None,
    prefix: str = "",
) -> Iterator[Item]:
    """Turn a layout into shapes and words.

    Parameters
    ----------
    layout, model
        What to draw, and what it means.
    style
        How.
    overlay
        A state to paint on it.
    badges
        Numbers that the caption gives to mechanisms, by species.
    prefix
        Put before the names of groups, when there are two diagrams in a picture.
    """
    roles = roles_of(layout, model, style)
    yield from _bands(layout, style)
    wires = layout.wires if overlay is None else _lit_over_pale(layout.wires, overlay)
    order = _in_drawing_order(wires, roles, overlay)
    for w, part in _cased(order, style) if layout.layers else [(w, None) for w in order]:
        if part is not None:
            yield part
            continue
        carries = None
        if overlay is not None:
            carries = overlay.carries(w.interaction, w.source, w.target, w.sign)
        role = roles[w.source]
        if overlay is not None and role == "mechanism" and not overlay.forces(w.source):
            role = "plain"
        plain = bool(layout.layers) and role not in ("drug", "mechanism")
        colour = style.inhibits if plain and w.sign == "inhibition" else style.wires[role]
        yield from wire_items(
            w, style, colour, carries, prefix, dashed=bool(layout.layers) and rises(w)
        )
    ends: dict[str, list[Point]] = {}
    for w in layout.wires:
        ends.setdefault(w.source, []).append(w.points[0])
        ends.setdefault(w.target, []).append(w.end)
    for g in layout.glyphs:
        badge = (badges or {}).get(g.species, "")
        species = model.species[g.species]
        corner = _free_corner(g, ends.get(g.species, []), 12.0 if style.af else 1.0)
        yield from box_items(g, species, style, roles[g.species], overlay, badge, prefix, corner)


def roles_of(layout: Layout, model: Model, style: Style) -> dict[str, Role]:
    """Return the role of each box; in layers, what nothing acts on and what acts on nothing."""
    escape = mechanisms(model)
    roles: dict[str, Role] = {}
    acting = {i.source for i in model.interactions.values()}
    for g in layout.glyphs:
        roles[g.species] = style.role(model.species[g.species], g.species in escape)
        if layout.layers and roles[g.species] in ("plain", "receptor", "outcome"):
            if g.species in model.inputs:
                roles[g.species] = "input"
            elif not {g.species, *g.folded} & acting:
                roles[g.species] = "output"
    return roles


def rises(wire: Wire) -> bool:
    """Whether a line in layers is feedback, which leads up."""
    return wire.source != wire.target and wire.end.y < wire.points[0].y


def _cased(wires: Sequence[Wire], style: Style) -> Iterator[tuple[Wire, Shape | None]]:
    """Let each trunk pass above those drawn before it: first a light edge, then its lines."""
    for _, trunk in groupby(wires, key=lambda w: w.bundle):
        lines = list(trunk)
        for w in lines:
            group = f"casing-{w.source}-{w.target}"
            yield w, Shape(runs(w), line=style.bands[""], width=4.0, group=group)
        yield from ((w, None) for w in lines)


def _free_corner(g: Glyph, ends: Sequence[Point], inset: float) -> Point:
    """Return the place for a mark near a corner that is farthest from where wires end."""
    places = [Point(x, y) for y in (g.top, g.bottom) for x in (g.left + inset, g.right - inset)]

    def room(p: Point) -> float:
        return min((max(abs(p.x - e.x), abs(p.y - e.y)) for e in ends), default=99.0)

    return max(places, key=lambda p: min(room(p), 13.0))


def _lit_over_pale(wires: Sequence[Wire], overlay: Overlay) -> list[Wire]:
    """Let wires that carry the answer run through where they pass beneath one that does not."""
    lit = [
        w
        for w in wires
        if overlay.carries(w.interaction, w.source, w.target, w.sign) in ("yes", "partly")
    ]
    upright = [(a.x, *sorted((a.y, b.y))) for w in lit for a, b in pairwise(w.points) if a.x == b.x]
    crossed = {
        p for w in lit for p in w.gaps if any(p.x == x and y0 < p.y < y1 for x, y0, y1 in upright)
    }
    shining = {w.interaction for w in lit}
    return [
        replace(w, gaps=tuple(p for p in w.gaps if p in crossed)) if w.interaction in shining else w
        for w in wires
    ]


def _in_drawing_order(
    wires: Sequence[Wire], roles: Mapping[str, Role], overlay: Overlay | None
) -> list[Wire]:
    """Order wires so that a trunk has the colour of what is most important on it."""

    def rank(w: Wire) -> tuple[int, int]:
        lit = 0
        if overlay is not None:
            how = overlay.carries(w.interaction, w.source, w.target, w.sign)
            lit = ("cut", "no", "partly", "yes").index(how)
        return lit, _ORDER.index(roles[w.source])

    return sorted(wires, key=lambda w: (*rank(w), w.bundle))


# -- bands ----------------------------------------------------------------------------------------


def _bands(layout: Layout, style: Style) -> Iterator[Item]:
    left, right = -STRIP, layout.width
    if layout.layers:
        yield from _stripes(layout, style)
        return
    for b in layout.bands:
        box = polygon([(left, b.top), (right, b.top), (right, b.bottom), (left, b.bottom)])
        yield Shape(box, fill=style.bands[b.name], group=f"band-{b.name or 'other'}")
        if b.name == "nucleus":
            for dy in (0.0, 3.0):
                line = (("M", (left, b.top + dy)), ("L", (right, b.top + dy)))
                yield Shape(line, line=style.nucleus_line, width=1.0, dash=(14.0, 4.0))
        middle = (b.top + b.bottom) / 2
        name = printed(b.name)
        if not name:
            continue
        yield Words(
            left + 10,
            middle,
            name,
            FONT,
            style.quiet,
            italic=True,
            upright=True,
            group=f"band-{b.name}",
        )
    for top, _ in lipids(layout.bands):
        fill = style.bands["membrane"]
        yield from lipid_row(0.0, right, top, LIPID, style.lipid, fill, "band-membrane")


def _stripes(layout: Layout, style: Style) -> Iterator[Item]:
    """Shade every other layer, and say which way signal flows."""
    shade = style.bands["extracellular"]
    for top, bottom in layout.layers[::2]:
        box = polygon(
            [(0, top - 8), (layout.width, top - 8), (layout.width, bottom + 8), (0, bottom + 8)]
        )
        yield Shape(box, fill=shade, group="layers")
    x, top, bottom = -STRIP / 2, layout.layers[0][0], layout.layers[-1][1]
    yield Shape(
        (("M", (x, top)), ("L", (x, bottom - 6))), line=style.quiet, width=1.2, group="flow"
    )
    tip = polygon([(x - 3.5, bottom - 7), (x + 3.5, bottom - 7), (x, bottom)])
    yield Shape(tip, fill=style.quiet, group="flow")


# -- wires ----------------------------------------------------------------------------------------


def wire_items(
    wire: Wire,
    style: Style,
    colour: str,
    carries: Carries | None = None,
    prefix: str = "",
    *,
    dashed: bool = False,
) -> Iterator[Item]:
    """Draw a wire and its head; ``carries`` is None where no state is shown."""
    group = f"{prefix}edge-{wire.source}-{wire.target}"
    width = 1.2
    dash: tuple[float, ...] = ()
    if carries in ("no", "cut"):
        colour, width = style.pale, 1.0
        dash = (2.0, 2.0) if carries == "cut" else ()
    elif carries is None and dashed:
        dash = (5.0, 2.5)
    elif carries is not None:
        width = 2.0
        dash = (4.0, 2.0) if carries == "partly" else ()
    yield Shape(runs(wire), line=colour, width=width, dash=dash, group=group)
    form = head(wire)
    if wire.sign == "inhibition":
        yield Shape(form, line=colour, width=2.4, group=group)
    elif style.af or wire.sign == "dual":
        yield Shape(form, fill="#FFFFFF", line=colour, width=1.0, group=group)
    else:
        yield Shape(form, fill=colour, group=group)


# -- boxes ----------------------------------------------------------------------------------------


def box_items(
    g: Glyph,
    species: Species,
    style: Style,
    role: Role,
    overlay: Overlay | None = None,
    badge: str = "",
    prefix: str = "",
    corner: Point | None = None,
) -> Iterator[Item]:
    """Draw a box with its label, its state and its badge; marks go to the given corner."""
    corner = corner or Point(g.left + (12 if style.af else 1), g.top)
    group = f"{prefix}node-{g.species}"
    look = style.looks[role] if overlay is None else _state_look(g.species, role, style, overlay)
    value = overlay.values.get(g.species, "off") if overlay is not None else None
    kind = _FORMS.get(role, species.kind)
    outline = _af_outline(g, kind) if style.af else glyph_outline(g, kind)
    dash = (3.0, 2.0) if value == UNSETTLED else ()
    yield Shape(outline, fill=look.fill, group=group)
    if value == MIXED:
        yield Shape(half(g, outline), fill=style.on.fill, group=group)
    level = level_in(value or "")
    if level:
        part = filled_to(g, outline, level[0] / level[1])
        yield Shape(part, fill=style.on.fill, group=group)
    yield Shape(outline, line=look.line, width=look.width, dash=dash, group=group)
    if style.af:
        yield from _unit_of_information(corner, species.kind, look, group)
    if overlay is not None and g.species in overlay.lost:
        yield Shape(cross(g), line=style.cross, width=1.6, group=group)
    yield from _label(g, look, style, group)
    if value == UNSETTLED:
        yield Shape(circle(*corner, 5.0), fill="#FFFFFF", line=look.line, group=group)
        yield Shape(wave(*corner, 3.0), line=look.line, width=1.0, group=group)
    if level:
        yield Shape(circle(*corner, 6.0), fill="#FFFFFF", line=look.line, group=group)
        yield Words(*corner, str(level[0]), FONT, look.text, bold=True, group=group)
    if badge:
        ring = style.looks["mechanism"].line
        yield Shape(circle(*corner, _BADGE), fill=ring, line="#FFFFFF", width=0.8, group=group)
        yield Words(*corner, badge, FONT, "#FFFFFF", bold=True, group=group)


def _state_look(species: str, role: Role, style: Style, overlay: Overlay) -> BoxColours:
    value = overlay.values.get(species, "off")
    if role == "drug":
        if species in overlay.given:
            return style.given
        return BoxColours("#FFFFFF", style.off.line, style.off.text, 1.0)
    look = style.off if value == "off" else style.on
    if value in (MIXED, UNSETTLED) or level_in(value):
        look = BoxColours("#FFFFFF", style.on.line, style.on.text, style.on.width)
    if overlay.forces(species):
        look = BoxColours(look.fill, style.cross, style.on.text, 2.2)
    return look


def _label(g: Glyph, look: BoxColours, style: Style, group: str) -> Iterator[Item]:
    count = len(g.lines)
    for k, line in enumerate(g.lines):
        y = g.y + (k - (count - 1) / 2) * FONT * LINE_HEIGHT
        bold = g.bold and not style.af
        yield Words(g.x, y, line, FONT, look.text, bold=bold, group=group)


# -- SBGN activity flow ---------------------------------------------------------------------------


def _af_outline(g: Glyph, kind: Kind) -> tuple[Command, ...]:
    """Activities are rectangles in SBGN-AF, phenotypes hexagons."""
    if kind == "phenotype":
        return glyph_outline(g, kind)
    return corner_box(g.left, g.top, g.right, g.bottom, 0.0)


def _unit_of_information(at: Point, kind: Kind, look: BoxColours, group: str) -> Iterator[Item]:
    """Tell the kind of thing by the form of a small unit of information on the border."""
    form = unit_form(kind, *at)
    if form:
        yield Shape(form, fill="#FFFFFF", line=look.line, width=0.8, group=group)


def unit_form(kind: Kind, x: float, y: float) -> tuple[Command, ...]:
    """Return the outline of a unit of information at a place; empty where there is none."""
    w, h = 6.0, 3.5
    if kind == "phenotype":
        return ()
    if kind in ("drug", "alteration"):  # a perturbation: sides bent inwards
        c = 2.5
        return polygon(
            [
                (x - w, y - h),
                (x + w, y - h),
                (x + w - c, y),
                (x + w, y + h),
                (x - w, y + h),
                (x - w + c, y),
            ]
        )
    if kind == "complex":
        c = 2.0
        return polygon(
            [
                (x - w + c, y - h),
                (x + w - c, y - h),
                (x + w, y - h + c),
                (x + w, y + h - c),
                (x + w - c, y + h),
                (x - w + c, y + h),
                (x - w, y + h - c),
                (x - w, y - h + c),
            ]
        )
    if kind == "lipid":
        return circle(x, y, h + 0.5)
    if kind == "gene":
        return corner_box(x - w, y - h, x + w, y + h, 0.5)
    if kind in ("process",):
        return ellipse(x, y, w, h)
    return corner_box(x - w, y - h, x + w, y + h, 2.5)
