"""Lay out a model as a drawing.

Where curators gave slots, or a small network says where its species are: bands in cell order,
boxes in slots, and the cheapest routes on a lattice. Any other network: layers from the inputs
down. Everything is deterministic and bounded, and the geometry of curated models is stored.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from her2model.drawing.bundles import bundled
from her2model.drawing.chains import FOLD_ABOVE, folded, links
from her2model.drawing.curated_layout import curated_layout, geometry_path, key, stored
from her2model.drawing.flow_layout import flow_layout
from her2model.drawing.geometry import Layout
from her2model.drawing.lattice import Lattice
from her2model.drawing.placement import Slot, lipids, placed
from her2model.drawing.routing import NoRoute, routed
from her2model.drawing.slots import found_slots
from her2model.model.files import write_text
from her2model.model.model import Model
from her2model.model.parts import Interaction, Species

__all__ = ["MOST_IN_BANDS", "computed", "is_current", "layout", "store"]

MOST_IN_BANDS, MOST_WIRES = 40, 80
"""Most species, and arrows, of a network in bands that no curator laid out."""

_TALL, _PART = 1.6, 1.0
_GAPS = ((4, 4), (4, 5), (5, 5), (6, 7), (8, 9), (12, 13))


def layout(
    model: Model,
    species: Iterable[str] | None = None,
    *,
    fold: bool = False,
    values: Mapping[str, object] | None = None,
) -> Layout:
    """Return the geometry of a model's drawing.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    species
        The species to draw, by id, and the arrows between them; all that the model says anything
        about when None.
    fold
        Whether linear chains of a network in layers become one box each, if it has more than 60
        species.
    values
        The state that will be shown; a chain is folded only where it has one value.

    Returns
    -------
    Layout
        Each species has one box, or is in that of its chain; each arrow between boxes has one
        wire, and nothing else is drawn. The stored geometry where it is current.

    Examples
    --------
    >>> from her2model import load
    >>> laid = layout(load("her2-resistance"))
    >>> len(laid.glyphs), len(laid.wires)
    (101, 206)
    """
    if species is None:
        found = stored(model)
        if found is not None:
            return found
    return computed(model, species, fold=fold, values=values)


def computed(
    model: Model,
    species: Iterable[str] | None = None,
    *,
    fold: bool = False,
    values: Mapping[str, object] | None = None,
) -> Layout:
    """Compute the geometry, whatever is stored; parameters as for :func:`layout`."""
    only = frozenset(model.species) - set(model.named_only) if species is None else set(species)
    drawn = [s for s in model.species.values() if s.id in only] or list(model.species.values())
    arrows = [a for a in model.interactions.values() if {a.source, a.target} <= set(only)]
    curated = curated_layout(model.name).slots if species is None else {}
    if curated or _fits_bands(drawn, arrows):
        tall = _TALL if species is None else _PART  # the rows of the whole would be mostly empty
        found = _in_bands(drawn, arrows, found_slots(drawn, arrows, curated, tall))
        if found is not None:
            return found
    return _in_layers(model, drawn, arrows, values or {}, fold=fold)


def _fits_bands(drawn: Sequence[Species], arrows: Sequence[Interaction]) -> bool:
    """Whether a network is small, and says of most of its species where in the cell they are."""
    small = len(drawn) <= MOST_IN_BANDS and len(arrows) <= MOST_WIRES
    return small and 2 * sum(s.compartment is not None for s in drawn) >= len(drawn)


def _in_bands(
    drawn: Sequence[Species], arrows: Sequence[Interaction], slots: Mapping[str, Slot]
) -> Layout | None:
    """Lead wires on a lattice, with more room each time; None where there never is enough."""
    bundles = bundled(arrows)
    for gaps in _GAPS:
        glyphs, bands, width, height = placed(drawn, slots, gaps)
        try:
            wires = routed(Lattice(width, height, glyphs, lipids(bands)), bundles)
        except NoRoute:
            continue
        return Layout(width, height, glyphs, wires, bands)
    return None


def _in_layers(
    model: Model,
    drawn: Sequence[Species],
    arrows: Sequence[Interaction],
    values: Mapping[str, object],
    *,
    fold: bool,
) -> Layout:
    acting = {i.source for i in arrows}
    outputs = {s.id for s in drawn if s.kind == "phenotype" or s.id not in acting}
    if model.readouts is not None:
        outputs |= {s.id for s in drawn} & {model.readouts.growth, model.readouts.death}
    chains = folded(drawn, arrows, outputs, values) if fold and len(drawn) > FOLD_ABOVE else {}
    inside = {s for chain in chains.values() for s in chain.species[1:]}
    between = links(arrows, chains)
    boxes = [s for s in drawn if s.id not in inside]
    made = flow_layout(boxes, between.arrows, outputs, chains)
    return replace(made, wires=between.named(made.wires))


def is_current(model: Model) -> bool:
    """Whether the stored geometry of a shipped model is that of the model as it is now."""
    return stored(model) is not None


def store(model: Model) -> Path:
    """Compute the geometry of a shipped model and write it to where :func:`layout` looks for it.

    Returns
    -------
    Path
        The file.
    """
    data = {"key": key(model), "layout": computed(model).to_dict()}
    path = geometry_path(model.name)
    write_text(path, json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n")
    return path
