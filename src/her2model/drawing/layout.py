"""Lay out a model as a drawing: bands in cell order, boxes in slots, wires between them.

Slots come from curators for shipped models and are found for any other network; routes are the
cheapest on a lattice. Everything is deterministic, and the geometry of shipped models is stored.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from her2model.drawing.bundles import bundled
from her2model.drawing.curated_layout import curated_layout, geometry_path, key, stored
from her2model.drawing.geometry import Layout
from her2model.drawing.lattice import Lattice
from her2model.drawing.placement import lipids, placed
from her2model.drawing.routing import NoRoute, routed
from her2model.drawing.slots import found_slots
from her2model.errors import LimitError
from her2model.model import strict_yaml
from her2model.model.model import Model

__all__ = ["MOST_SPECIES", "computed", "is_current", "layout", "store"]

MOST_SPECIES = 100
"""Most species in one drawing."""

_PART = 1.0
_GAPS = ((4, 4), (4, 5), (5, 5), (6, 7), (8, 9), (12, 13))


def layout(model: Model, species: Iterable[str] | None = None) -> Layout:
    """Return the geometry of a model's drawing.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    species
        The species to draw, by id, and the arrows between them; all that the model says anything
        about when None.

    Returns
    -------
    Layout
        Each species has one box, each arrow one wire, and nothing else is drawn. The stored
        geometry where it is current.

    Raises
    ------
    LimitError
        There are more than 100 species, or no room for the wires.

    Examples
    --------
    >>> from her2model import load
    >>> laid = layout(load("her2-resistance"))
    >>> len(laid.glyphs), len(laid.wires)
    (79, 126)
    """
    if species is None:
        found = stored(model)
        if found is not None:
            return found
    return computed(model, species)


def computed(model: Model, species: Iterable[str] | None = None) -> Layout:
    """Compute the geometry, whatever is stored; parameters as for :func:`layout`."""
    only = frozenset(model.species) - set(model.named_only) if species is None else set(species)
    drawn = [s for s in model.species.values() if s.id in only] or list(model.species.values())
    if len(drawn) > MOST_SPECIES:
        raise LimitError(
            f"{model.name} has {len(drawn)} species and at most {MOST_SPECIES} are drawn; ask for "
            "a part with focus='…', a readout or a list of species"
        )
    arrows = [a for a in model.interactions.values() if {a.source, a.target} <= set(only)]
    if species is None:
        slots = found_slots(drawn, arrows, curated_layout(model.name).slots)
    else:  # the rows of the whole would leave a part mostly empty
        slots = found_slots(drawn, arrows, tall=_PART)
    bundles = bundled(arrows)
    for gaps in _GAPS:
        glyphs, bands, width, height = placed(drawn, slots, gaps)
        try:
            wires = routed(Lattice(width, height, glyphs, lipids(bands)), bundles)
        except NoRoute:
            continue
        return Layout(width, height, glyphs, wires, bands)
    raise LimitError(f"{model.name}: there is no room for all wires; ask for a part with focus='…'")


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
    strict_yaml.write_text(path, json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n")
    return path
