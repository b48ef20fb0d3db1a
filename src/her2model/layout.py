"""Lay out a model as a drawing: bands in cell order, boxes in slots, wires between them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from her2model.bundles import bundled
from her2model.errors import LimitError
from her2model.geometry import Layout
from her2model.lattice import Lattice
from her2model.library import load
from her2model.model import Model
from her2model.placement import lipids, placed
from her2model.routing import NoRoute, routed
from her2model.slots import slots_of

__all__ = ["layout"]


def layout(model: str | Path | Model) -> Layout:
    model = load(model)
    drawn = [s for s in model.species.values() if s.id not in model.named_only]
    arrows = list(model.interactions.values())
    slots = slots_of(model)
    for gap in ((4, 4), (4, 5), (5, 5), (6, 6), (8, 8)):
        glyphs, bands, width, height = placed(drawn, slots, gap)
        lattice = Lattice(width, height, glyphs, lipids(bands))
        try:
            wires = routed(lattice, bundled(arrows))
        except NoRoute as reason:
            print("noroute", gap, reason)
            continue
        return Layout(width, height, glyphs, wires, bands)
    raise LimitError("no room")
