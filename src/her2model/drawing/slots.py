"""Find a slot for every species of any network: rows by what acts on what, columns by neighbours.

Rows follow the arrows within a band. Columns come from sweeps in which each species moves towards
the middle of its neighbours, a row keeping its order and its distances (least squares under order
constraints, by pooling neighbours that violate them). Drugs stand beside what they act on.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from her2model.drawing.placement import BANDS, Slot, band_of
from her2model.model.parts import Interaction, Species

__all__ = ["found_slots", "spread"]

STARTS, SWEEPS = 8, 24
_Rows = list[list[str]]


def found_slots(
    species: Sequence[Species],
    arrows: Sequence[Interaction],
    given: Mapping[str, Slot] | None = None,
    tall: float = 1.6,
) -> dict[str, Slot]:
    """Give each species a slot.

    Parameters
    ----------
    species, arrows
        What is drawn.
    given
        Slots that are settled already; the others are found round them.
    tall
        Rows wanted, in square roots of the number of species.

    Returns
    -------
    dict
        Species → slot; the same input gives the same slots.
    """
    names = {s.id for s in species}
    known = {s: slot for s, slot in (given or {}).items() if s in names}
    if len(known) == len(species):
        return known
    near = _neighbours(names, arrows)
    bands = {s.id: band_of(s) for s in species}
    if 2 * len(known) >= len(species):
        return _filled_in(species, known, near, bands)
    drugs = {s.id for s in species if s.kind == "drug"}
    rows, home = _rows(species, arrows, drugs, bands, tall)
    columns = _columns(rows, near)
    return {s: Slot(columns[s], home[s]) for s in names}


def _neighbours(names: Iterable[str], arrows: Iterable[Interaction]) -> dict[str, list[str]]:
    near: dict[str, list[str]] = {n: [] for n in names}
    for a in arrows:
        if a.source != a.target:
            near[a.source].append(a.target)
            near[a.target].append(a.source)
    return near


def _filled_in(
    species: Sequence[Species],
    known: Mapping[str, Slot],
    near: Mapping[str, list[str]],
    bands: Mapping[str, str],
) -> dict[str, Slot]:
    """Put the few species without a slot into free ones near their neighbours."""
    slots = dict(known)
    last = max(slot.column for slot in known.values())
    for s in species:
        if s.id in slots:
            continue
        taken = {(slots[o].column, slots[o].row) for o in slots if bands[o] == bands[s.id]}
        rows = {row for _, row in taken} or {0}
        about = [slots[n] for n in near[s.id] if n in slots]
        middle = sum(a.column for a in about) / len(about) if about else last
        free = [
            (abs(c / 2 - middle) + 0.1 * row, c / 2, row)
            for row in range(max(rows) + 2)
            for c in range(2 * math.ceil(last) + 3)
            if all(abs(c / 2 - other) >= 1 for other, r in taken if r == row)
        ]
        _, column, row = min(free)
        slots[s.id] = Slot(column, row)
    return slots


# -- rows -----------------------------------------------------------------------------------------


def _rows(
    species: Sequence[Species],
    arrows: Sequence[Interaction],
    drugs: set[str],
    bands: Mapping[str, str],
    tall: float,
) -> tuple[_Rows, dict[str, int]]:
    """Return all rows from top to bottom, and each species' row in its band."""
    rows: _Rows = []
    home: dict[str, int] = {}
    widest = max(4, round(2.1 / tall * math.sqrt(len(species))))
    share = tall / math.sqrt(len(species))
    acts_on = {d: [a.target for a in arrows if a.source == d] for d in drugs}
    for band in BANDS:
        members = [s.id for s in species if bands[s.id] == band]
        beside = {
            d: acts_on[d][0]
            for d in members
            if d in drugs
            and acts_on[d]
            and bands[acts_on[d][0]] == band
            and acts_on[d][0] not in drugs
        }
        layers = _layers([m for m in members if m not in beside], arrows)
        made: _Rows = []
        for layer in layers:
            count = math.ceil(len(layer) / widest)
            size = math.ceil(len(layer) / count)
            made += [layer[k : k + size] for k in range(0, len(layer), size)]
        for drug, target in beside.items():
            row = next(r for r in made if target in r)
            row.insert(row.index(target) + 1, drug)
        made = _folded(made, max(1, math.ceil(share * len(members))), widest)
        for k, row in enumerate(made):
            home.update(dict.fromkeys(row, k))
        rows += made
    return rows, home


def _folded(rows: _Rows, most: int, widest: int) -> _Rows:
    """Put short rows that follow each other into one, until there are few enough."""
    rows = list(rows)
    while len(rows) > most:
        pairs = [(len(a) + len(b), k) for k, (a, b) in enumerate(pairwise(rows))]
        size, k = min(pairs)
        if size > widest:
            break
        rows[k : k + 2] = [rows[k] + rows[k + 1]]
    return rows


def _layers(members: Sequence[str], arrows: Iterable[Interaction]) -> _Rows:
    """Split species into layers: what acts stands above what it acts on, loops cut once."""
    inside = set(members)
    after: dict[str, list[str]] = {m: [] for m in members}
    for a in arrows:
        if a.source in inside and a.target in inside and a.source != a.target:
            after[a.source].append(a.target)
    depth: dict[str, int] = dict.fromkeys(members, 0)
    seen: set[str] = set()
    for m in _upstream_first(members, after):
        seen.add(m)
        for n in after[m]:
            if n not in seen:
                depth[n] = max(depth[n], depth[m] + 1)
    layers: dict[int, list[str]] = {}
    for m in members:
        layers.setdefault(depth[m], []).append(m)
    return [layers[d] for d in sorted(layers)]


def _upstream_first(members: Sequence[str], after: Mapping[str, Sequence[str]]) -> list[str]:
    """Order species so that few arrows point back: always take what least is upstream of."""
    waiting = dict.fromkeys(members, 0)
    for m in members:
        for n in after[m]:
            waiting[n] += 1
    order: list[str] = []
    while waiting:
        m = min(waiting, key=lambda s: waiting[s])
        del waiting[m]
        order.append(m)
        for n in after[m]:
            if n in waiting:
                waiting[n] -= 1
    return order


# -- columns --------------------------------------------------------------------------------------


def _columns(rows: _Rows, near: Mapping[str, list[str]]) -> dict[str, float]:
    """Return the columns of the best of several starts, halves at the finest."""
    chance = random.Random(0)
    best: tuple[float, dict[str, float]] | None = None
    for start in range(STARTS):
        order = [list(row) for row in rows]
        if start:
            for row in order:
                chance.shuffle(row)
        place = _swept(order, near)
        cost = _cost(place, near)
        if best is None or cost < best[0]:
            best = cost, place
    assert best is not None  # there is at least one start
    least = min(best[1].values())
    return {s: round(2 * (x - least)) / 2 for s, x in best[1].items()}


def _swept(rows: _Rows, near: Mapping[str, list[str]]) -> dict[str, float]:
    wide = max(map(len, rows))
    place = {s: k + (wide - len(row)) / 2 for row in rows for k, s in enumerate(row)}
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else rows[::-1]:
            wish = {s: _mean([place[n] for n in near[s]], place[s]) for s in row}
            if sweep < SWEEPS * 2 // 3:
                row.sort(key=lambda s: wish[s])
            place.update(zip(row, spread([wish[s] for s in row]), strict=True))
    return place


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _cost(place: Mapping[str, float], near: Mapping[str, list[str]]) -> float:
    return sum(abs(place[s] - place[n]) for s in place for n in near[s])


def spread(wishes: Sequence[float], apart: float = 1.0) -> list[float]:
    """Return the places nearest to the wishes, in their order and at least ``apart``.

    Examples
    --------
    >>> spread([0, 0, 5])
    [-0.5, 0.5, 5.0]
    """
    blocks: list[tuple[float, int]] = []
    for k, wish in enumerate(wishes):
        total, count = wish - k * apart, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            more, n = blocks.pop()
            total, count = total + more, count + n
        blocks.append((total, count))
    flat = [total / count for total, count in blocks for _ in range(count)]
    return [x + k * apart for k, x in enumerate(flat)]
