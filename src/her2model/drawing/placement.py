"""From slots to places: how wide boxes are, where columns and rows lie, how deep bands reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from her2model.drawing.geometry import FONT, Band, Glyph, snapped
from her2model.drawing.lattice import PITCH
from her2model.drawing.text_metrics import LINE_HEIGHT, longest_part, text_width, wrapped
from her2model.model.parts import Species

__all__ = [
    "BANDS",
    "LIPID",
    "MARGIN",
    "Slot",
    "band_of",
    "box_of",
    "label_lines",
    "lipids",
    "placed",
    "printed",
    "short_name",
]

BANDS = ("extracellular", "membrane", "cytosol", "", "nucleus", "outcome")
"""In the order of a cell; the one without a name is for what has no compartment."""
LIPID = 12.0
"""Depth of a row of lipids."""
MARGIN = 4 * PITCH
LABEL_WIDTH = 84.0
_WIDEST = 108.0
"""Width that a label takes rather than have a word of it cut."""
SLACK = 1.06
_PADDING = 8.0
_ROOMY = (3, 5)


class Slot(NamedTuple):
    """Where a species stands: its column, which may lie between two, and its row in its band."""

    column: float
    row: int


def printed(band: str) -> str:
    """Return the name of a band as it is printed."""
    return "plasma membrane" if band == "membrane" else band


def short_name(band: str) -> str:
    """Return the name of a band where it has little room."""
    return "outside" if band == "extracellular" else band


def band_of(species: Species) -> str:
    """Return the band that a species is drawn in: its compartment, else what its kind suggests."""
    if species.compartment:
        return species.compartment
    return "outcome" if species.kind == "phenotype" else ""


def placed(
    species: Sequence[Species],
    slots: Mapping[str, Slot],
    gaps: tuple[int, int] = (4, 4),
    labels: Mapping[str, Sequence[str]] | None = None,
    pads: tuple[int, int] = _ROOMY,
    loose: int = 0,
) -> tuple[tuple[Glyph, ...], tuple[Band, ...], float, float]:
    """Give every box its place.

    Parameters
    ----------
    species
        What is drawn.
    slots
        The slot of each.
    gaps
        Least distance of two boxes beside each other, and of two rows, in lanes.
    labels
        Lines of the boxes that stand for a chain.
    pads
        Distance of boxes from the border of their band, and from that of the membrane, in lanes;
        where it is not the usual one, bands have short names.
    loose
        By how many lanes a column may stand left of one before it, in other rows.

    Returns
    -------
    glyphs, bands, width, height
        Centres and borders lie on the lattice.
    """
    boxes = {s.id: box_of(s, (labels or {}).get(s.id, ())) for s in species}
    columns = _columns(boxes, slots, {s.id: band_of(s) for s in species}, gaps[0], loose)
    rows, bands, height = _rows(species, boxes, slots, gaps[1], pads)
    glyphs = tuple(
        Glyph(
            s.id,
            columns[s.id] * PITCH,
            rows[band_of(s), slots[s.id].row],
            *boxes[s.id][:2],
            boxes[s.id][2],
            s.kind == "drug",
        )
        for s in species
    )
    width = snapped(max(g.right for g in glyphs) + MARGIN, PITCH)
    return glyphs, bands, width, height


def lipids(bands: Sequence[Band]) -> list[tuple[float, float]]:
    """Return the y ranges of the membrane's two rows of lipids; empty where none is drawn."""
    inside = [b for b in bands if b.name == "membrane"]
    return [r for b in inside for r in ((b.top, b.top + LIPID), (b.bottom - LIPID, b.bottom))]


def label_lines(name: str, *, bold: bool = False) -> tuple[str, ...]:
    """Break a species' name into the lines of its box, wider where no word is cut for it."""
    longest = longest_part(name, FONT, bold=bold)
    room = longest if LABEL_WIDTH < longest <= _WIDEST else LABEL_WIDTH
    return wrapped(name, FONT, room, bold=bold)


def box_of(species: Species, members: Sequence[str] = ()) -> tuple[float, float, tuple[str, ...]]:
    """Return the width, the height and the lines of a species' box, or of a chain's.

    ``members`` are the lines of a box that stands for a chain.
    """
    bold = species.kind == "drug"
    lines = tuple(members) or label_lines(species.name, bold=bold)
    wide = max(text_width(line, FONT, bold=bold) for line in lines) * SLACK + _PADDING
    if species.kind == "phenotype":
        wide += 12
    height = 24.0 if len(lines) == 1 else 12 + len(lines) * FONT * LINE_HEIGHT
    return max(snapped(wide, 2 * PITCH), 48.0), snapped(height, 2 * PITCH), lines


def _columns(
    boxes: Mapping[str, tuple[float, float, tuple[str, ...]]],
    slots: Mapping[str, Slot],
    bands: Mapping[str, str],
    gap: int,
    loose: int,
) -> dict[str, int]:
    """Set columns as close as their boxes allow; where there is room, in its middle."""
    values = sorted({slots[s].column for s in boxes})
    number = {c: k for k, c in enumerate(values)}
    rows: dict[tuple[str, int], list[str]] = {}
    for s in boxes:
        rows.setdefault((bands[s], slots[s].row), []).append(s)
    apart: list[tuple[int, int, int]] = [(k, k + 1, -loose) for k in range(len(values) - 1)]
    for members in rows.values():
        members.sort(key=lambda s: slots[s].column)
        for a, b in pairwise(members):
            least = round((boxes[a][0] + boxes[b][0]) / 2 / PITCH) + gap
            apart.append((number[slots[a].column], number[slots[b].column], least))
    half = {s: round(boxes[s][0] / 2 / PITCH) for s in boxes}
    edge = [max(half[s] for s in boxes if slots[s].column == c) for c in values]
    first = round(MARGIN / PITCH)
    left = [first + e for e in edge]
    for low, high, least in sorted(apart):
        left[high] = max(left[high], left[low] + least)
    end = max(x + e for x, e in zip(left, edge, strict=True))
    right = [end - e for e in edge]
    for low, high, least in sorted(apart, reverse=True):
        right[low] = min(right[low], right[high] - least)
    middle = [(x + y) // 2 for x, y in zip(left, right, strict=True)]
    return {s: middle[number[slots[s].column]] for s in boxes}


def _rows(
    species: Sequence[Species],
    boxes: Mapping[str, tuple[float, float, tuple[str, ...]]],
    slots: Mapping[str, Slot],
    gap: int,
    pads: tuple[int, int],
) -> tuple[dict[tuple[str, int], float], tuple[Band, ...], float]:
    """Set rows and bands below each other."""
    y = 0.0
    rows: dict[tuple[str, int], float] = {}
    bands: list[Band] = []
    for name in BANDS:
        members = [s for s in species if band_of(s) == name]
        if not members:
            continue
        top = y
        pad = pads[name == "membrane"] * PITCH
        y += pad
        numbers = sorted({slots[s.id].row for s in members})
        for k, row in enumerate(numbers):
            deep = max(boxes[s.id][1] for s in members if slots[s.id].row == row)
            rows[name, row] = y + deep / 2
            y += deep + (gap * PITCH if k + 1 < len(numbers) else pad)
        said = printed(name) if pads == _ROOMY else short_name(name)
        y = max(y, snapped(top + text_width(said, FONT) + (14 if pads == _ROOMY else 4), PITCH))
        bands.append(Band(name, top, y))
    return rows, tuple(bands), y
