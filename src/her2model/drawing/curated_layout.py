"""What curators say about the drawing of a shipped model: slots, and the caption's own numbers.

One file a model in ``models/layouts``: ``slots`` gives each species its column and its row in its
band, ``badges`` the number by which the figure's caption counts a mechanism. Beside it lies the
geometry that was computed from it, so that drawing a shipped model costs nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from her2model.drawing.geometry import Layout
from her2model.drawing.placement import Slot
from her2model.errors import ModelError
from her2model.model import strict_yaml
from her2model.model.files import read_text
from her2model.model.model import Model

__all__ = ["CuratedLayout", "curated_layout", "geometry_path", "key", "stored"]

VERSION = 1
"""Raised when placing or routing changes, so that stored geometry counts as stale."""


@dataclass(frozen=True)
class CuratedLayout:
    """Slots and badges, by species; empty for a model that no curator has laid out."""

    slots: Mapping[str, Slot] = field(default_factory=dict)
    badges: Mapping[str, str] = field(default_factory=dict)


def _folder() -> Path:
    return Path(str(files("her2model._models"))) / "layouts"


@cache
def curated_layout(name: str) -> CuratedLayout:
    """Read what curators say about a model's drawing.

    Parameters
    ----------
    name
        Name of the model, as its file gives it.

    Raises
    ------
    ModelError
        The file is not of this form.
    """
    path = _folder() / f"{name}.yaml"
    if not _is_file_name(name) or not path.is_file():
        return CuratedLayout()
    document = strict_yaml.parse(read_text(path), path.name, error=ModelError)
    data = document.data if isinstance(document.data, dict) else {}
    slots = {}
    for species, slot in (data.get("slots") or {}).items():
        if not (isinstance(slot, list) and len(slot) == 2 and isinstance(slot[1], int)):
            raise ModelError(document.problem(("slots", species), "give [column, row]"))
        slots[species] = Slot(float(slot[0]), slot[1])
    badges = {s: str(b) for s, b in (data.get("badges") or {}).items()}
    return CuratedLayout(slots, badges)


def _is_file_name(name: str) -> bool:
    """Whether a model's name, which a user may choose, names a file of the folder itself."""
    return bool(name) and name == Path(name).name and "\\" not in name and "\x00" not in name


def key(model: Model) -> str:
    """Return a digest of all that a model's geometry depends on."""
    curated = curated_layout(model.name)
    facts: list[Any] = [
        VERSION,
        [(s.id, s.name, s.kind, s.compartment) for s in model.species.values()],
        [(i.source, i.sign, i.target) for i in model.interactions.values()],
        sorted(model.named_only),
        sorted((s, *slot) for s, slot in curated.slots.items()),
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def geometry_path(name: str) -> Path:
    """Return where the computed geometry of a shipped model lies."""
    return _folder() / f"{name}.json"


def stored(model: Model) -> Layout | None:
    """Return the shipped geometry of a model; None where there is none, or where it is stale."""
    if not _is_file_name(model.name) or not geometry_path(model.name).is_file():
        return None
    data = json.loads(geometry_path(model.name).read_text(encoding="utf-8"))
    return Layout.from_dict(data["layout"]) if data["key"] == key(model) else None
