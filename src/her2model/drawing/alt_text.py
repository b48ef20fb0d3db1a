"""Say in words what a diagram shows, for those who do not see it and for search."""

from __future__ import annotations

from collections.abc import Iterable

from her2model.drawing.geometry import Layout
from her2model.drawing.overlay import Overlay
from her2model.engine.simulation import DISCLAIMER
from her2model.model.model import Model
from her2model.verdicts import MIXED, ON, UNSETTLED, level_in

__all__ = ["alt_text"]

_MOST = 40


def alt_text(model: Model, layout: Layout, overlays: Iterable[Overlay] = ()) -> str:
    """Describe a diagram.

    Parameters
    ----------
    model, layout
        What is drawn.
    overlays
        The states that are painted on it, in order.

    Returns
    -------
    str
        Sentences: the model, its bands, drugs and ways of escape; then, for each state, the
        scenario with its verdict and what is on.
    """
    drawn = [model.species[g.species] for g in layout.glyphs]
    bands = ", ".join(b.name for b in layout.bands if b.name)
    parts = [
        f"{model.title or model.name}.",
        f"A diagram of {len(drawn)} species and {len(layout.wires)} interactions"
        + (f", from top to bottom: {bands}." if bands else "."),
    ]
    drugs = [s.name for s in drawn if s.kind == "drug"]
    if drugs:
        parts.append(f"Drugs: {_listed(drugs)}.")
    shown = {s.id for s in drawn}
    escapes = [n for n, a in model.alterations.items() if shown & set(a.fix)]
    if escapes:
        parts.append(f"Mechanisms of resistance: {_listed(escapes)}.")
    any_state = False
    for overlay in overlays:
        any_state = True
        parts.append(f"{overlay.heading}.")
        for value, words in ((ON, "On"), (MIXED, "On or off"), (UNSETTLED, "Not settled")):
            names = [s.name for s in drawn if overlay.values.get(s.id) == value]
            if names:
                parts.append(f"{words}: {_listed(names)}.")
        for value in sorted({v for v in overlay.values.values() if level_in(v)}):
            names = [s.name for s in drawn if overlay.values.get(s.id) == value]
            if names:
                parts.append(f"At {value}: {_listed(names)}.")
        lost = [s.name for s in drawn if s.id in overlay.lost]
        if lost:
            parts.append(f"Lost: {_listed(lost)}.")
    if any_state:
        parts.append(DISCLAIMER)
    return " ".join(parts)


def _listed(names: list[str]) -> str:
    text = ", ".join(names[:_MOST])
    return text + (f" and {len(names) - _MOST} more" if len(names) > _MOST else "")
