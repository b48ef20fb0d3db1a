"""Say in words what a diagram shows, for those who do not see it and for search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from her2model.drawing.geometry import Layout
from her2model.drawing.overlay import Overlay
from her2model.engine.simulation import DISCLAIMER
from her2model.model.model import Model
from her2model.model.parts import Species
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
    shown = {s.id for s in drawn}
    parts += _told("Drugs", [s.name for s in drawn if s.kind == "drug"])
    escapes = [n for n, a in model.alterations.items() if shown & set(a.fix)]
    parts += _told("Mechanisms of resistance", escapes)
    states = [_state(drawn, overlay) for overlay in overlays]
    if states:
        parts += [*states, DISCLAIMER]
    return " ".join(parts)


def _state(drawn: Sequence[Species], overlay: Overlay) -> str:
    """Say which scenario it is, and what is on, at a level, or lost."""
    parts = [f"{overlay.heading}."]
    levels = sorted({v for v in overlay.values.values() if level_in(v)})
    words = {ON: "On", MIXED: "On or off", UNSETTLED: "Not settled"}
    for value, said in (words | {v: f"At {v}" for v in levels}).items():
        parts += _told(said, [s.name for s in drawn if overlay.values.get(s.id) == value])
    parts += _told("Lost", [s.name for s in drawn if s.id in overlay.lost])
    return " ".join(parts)


def _told(what: str, names: list[str]) -> Iterator[str]:
    if names:
        yield f"{what}: {_listed(names)}."


def _listed(names: list[str]) -> str:
    text = ", ".join(names[:_MOST])
    return text + (f" and {len(names) - _MOST} more" if len(names) > _MOST else "")
