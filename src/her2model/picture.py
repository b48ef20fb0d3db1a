"""From geometry to a picture: bands, wires, boxes, state, badges and legend in a style."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from her2model.geometry import FONT, Glyph, Layout, Wire
from her2model.model import Model
from her2model.parts import Species, Value
from her2model.placement import LIPID
from her2model.scene import Item, Picture, Shape, Words
from her2model.shapes import glyph_outline, head, lipid_row, runs
from her2model.styles import Look, Role, Style
from her2model.text_metrics import LINE_HEIGHT

__all__ = ["diagram_items"]

LABELS = 24.0
"""Width of the strip that names the bands."""


def mechanisms(model: Model) -> frozenset[str]:
    """Return the species through which a tumour escapes: what its alterations switch."""
    fixed = {s for a in model.alterations.values() for s in a.fix}
    return frozenset(
        s for s, v in model.species.items() if s in fixed or v.kind in ("alteration", "variant")
    )


def diagram_items(layout: Layout, model: Model, style: Style) -> Iterator[Item]:
    escape = mechanisms(model)
    roles = {s: style.role(v, s in escape) for s, v in model.species.items()}
    yield from _bands(layout, style)
    for w in sorted(layout.wires, key=lambda w: ('mechanism','drug','outcome','receptor','plain').index(roles[w.source])):
        yield from _wire(w, style, roles[w.source], None)
    for g in layout.glyphs:
        yield from _glyph(g, model.species[g.species], style.looks[roles[g.species]], style)


def _bands(layout: Layout, style: Style) -> Iterator[Item]:
    left = -LABELS
    for b in layout.bands:
        box = (("M", (left, b.top)), ("L", (layout.width, b.top)),
               ("L", (layout.width, b.bottom)), ("L", (left, b.bottom)), ("Z", ()))
        yield Shape(box, fill=style.bands[b.name], group=f"band-{b.name}")
        if b.name == "membrane":
            for y, up in ((b.top, True), (b.bottom - LIPID, True)):
                for up2, yy in ((True, y), (False, y)):
                    heads, tails = lipid_row(0, layout.width, yy, LIPID, up2)
                    yield Shape(tuple(tails), line=style.lipid, width=0.5)
                    yield Shape(tuple(heads), fill=style.bands[b.name], line=style.lipid, width=0.6)
        if b.name == "nucleus":
            for dy in (0, 3):
                yield Shape((("M", (left, b.top + dy)), ("L", (layout.width, b.top + dy))),
                            line=style.nucleus_line, width=1, dash=(14, 4))
        yield Words(left + 11, (b.top + b.bottom) / 2, {"membrane": "plasma membrane"}.get(b.name, b.name),
                    FONT, style.quiet, italic=True, upright=True)


def _wire(w: Wire, style: Style, role: Role, lit: bool | None) -> Iterator[Item]:
    colour = style.wires[role]
    yield Shape(runs(w), line=colour, width=1.1, group="edge-" + w.interaction)
    if w.sign == "inhibition":
        yield Shape(head(w), line=colour, width=2.2, group="edge-" + w.interaction)
    else:
        yield Shape(head(w), fill=colour, group="edge-" + w.interaction)


def _glyph(g: Glyph, s: Species, look: Look, style: Style) -> Iterator[Item]:
    yield Shape(glyph_outline(g, s.kind), fill=look.fill, line=look.line, width=look.width, group="node-" + g.species)
    n = len(g.lines)
    for k, line in enumerate(g.lines):
        y = g.y + (k - (n - 1) / 2) * FONT * LINE_HEIGHT
        yield Words(g.x, y, line, FONT, look.text, bold=g.bold, group="node-" + g.species)
