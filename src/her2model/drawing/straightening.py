"""Give every entry of ordered layers its x, so that long lines run straight.

Entries are aligned with the middle of their neighbours into upright blocks, lines of long arrows
first, and the blocks are set as close as they may be: four times, from each corner; the place is
the mean of the middle two. After Brandes and Köpf (doi:10.1007/3-540-45848-4_3).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from statistics import fmean, median

__all__ = ["straightened"]

_TURNS, _SAME, _FAR = 60, 0.01, 1e9

_Layers = Sequence[Sequence[int]]
_Near = Mapping[int, Sequence[int]]


def straightened(
    layers: _Layers,
    lines: Iterable[tuple[int, int]],
    halves: Mapping[int, float],
    bends: Collection[int],
    gap: float,
) -> dict[int, float]:
    """Place the entries.

    Parameters
    ----------
    layers
        Entries of each layer, in order from the left.
    lines
        (Entry, entry of the next layer).
    halves
        Half the width of each entry.
    bends
        The entries that are no boxes, but where a long line passes a layer.
    gap
        Least distance of two entries beside each other.

    Returns
    -------
    dict
        Entry → x of its middle; the leftmost border is at 0.
    """
    up: dict[int, list[int]] = {n: [] for layer in layers for n in layer}
    down: dict[int, list[int]] = {n: [] for n in up}
    for a, b in lines:
        up[b].append(a)
        down[a].append(b)
    barred = _crossing_long_lines(layers, up, bends)
    found = []
    for near, rows in ((up, layers), (down, layers[::-1])):
        for mirrored in (False, True):
            turned = [row[::-1] for row in rows] if mirrored else rows
            root = _aligned(turned, near, barred, bends)
            xs = _compacted(turned, root, halves, gap)
            found.append({n: -x for n, x in xs.items()} if mirrored else xs)
    xs = _balanced(found, halves)
    _tightened(xs, layers, up, down, halves, bends, gap)
    left = min((x - halves[n] for n, x in xs.items()), default=0.0)
    return {n: x - left for n, x in xs.items()}


def _crossing_long_lines(
    layers: _Layers, up: _Near, bends: Collection[int]
) -> frozenset[tuple[int, int]]:
    """Return the lines that cross one between two bends: these give way to it."""
    barred = set()
    for above, below in pairwise(layers):
        place = {n: k for k, n in enumerate(above)}
        every = [(place[a], k, a, b) for k, b in enumerate(below) for a in up[b]]
        inner = [(x, y) for x, y, a, b in every if a in bends and b in bends]
        for x, y, a, b in every:
            if not (a in bends and b in bends) and any((x - p) * (y - q) < 0 for p, q in inner):
                barred |= {(a, b), (b, a)}
    return frozenset(barred)


def _aligned(
    layers: _Layers, near: _Near, barred: Collection[tuple[int, int]], bends: Collection[int]
) -> dict[int, int]:
    """Return the first entry of the block that each entry is in."""
    root = {n: n for layer in layers for n in layer}
    taken: set[int] = set()
    for above, below in pairwise(layers):
        place = {n: k for k, n in enumerate(above)}
        last = -1
        for n in below:
            for m in _middle_two(n, near, place, bends):
                if place[m] > last and m not in taken and (m, n) not in barred:
                    root[n] = root[m]
                    taken.add(m)
                    last = place[m]
                    break
    return root


def _middle_two(n: int, near: _Near, place: Mapping[int, int], bends: Collection[int]) -> list[int]:
    others = sorted(near[n], key=place.__getitem__)
    if n in bends:
        others = [m for m in others if m in bends] or others
    k = (len(others) - 1) // 2
    return others[k : k + 2 - len(others) % 2] if others else []


def _compacted(
    layers: _Layers, root: Mapping[int, int], halves: Mapping[int, float], gap: float
) -> dict[int, float]:
    """Set blocks as far left as they may be, then up to what stands on their right."""
    after: dict[int, dict[int, float]] = {r: {} for r in root.values()}
    waiting = dict.fromkeys(after, 0)
    for layer in layers:
        for a, b in pairwise(layer):
            apart = halves[a] + halves[b] + gap
            if root[b] not in after[root[a]]:
                waiting[root[b]] += 1
            after[root[a]][root[b]] = max(apart, after[root[a]].get(root[b], 0.0))
    order = [r for r in after if not waiting[r]]
    xs = dict.fromkeys(order, 0.0)
    for r in order:
        for s, apart in after[r].items():
            xs[s] = max(xs.get(s, 0.0), xs[r] + apart)
            waiting[s] -= 1
            if not waiting[s]:
                order.append(s)
    for r in reversed(order):
        if after[r]:
            xs[r] = max(xs[r], min(xs[s] - apart for s, apart in after[r].items()))
    return {n: xs[r] for n, r in root.items()}


def _balanced(
    found: Sequence[Mapping[int, float]], halves: Mapping[int, float]
) -> dict[int, float]:
    """Move the placements to one border, and take the mean of the middle two of each entry."""
    ends = [
        (min(x - halves[n] for n, x in xs.items()), max(x + halves[n] for n, x in xs.items()))
        for xs in found
        if xs
    ]
    if not ends:
        return {}
    left, right = min(ends, key=lambda e: e[1] - e[0])
    shifts = [(right - e[1]) if k % 2 else (left - e[0]) for k, e in enumerate(ends)]
    return {
        n: median(xs[n] + shift for xs, shift in zip(found, shifts, strict=True)) for n in found[0]
    }


def _tightened(
    xs: dict[int, float],
    layers: _Layers,
    up: _Near,
    down: _Near,
    halves: Mapping[int, float],
    bends: Collection[int],
    gap: float,
) -> None:
    """Move boxes, and straight lines as a whole, to the middle of what they lead to."""
    beside = {b: (a, halves[a] + halves[b] + gap) for row in layers for a, b in pairwise(row)}
    after = {a: (b, halves[a] + halves[b] + gap) for row in layers for a, b in pairwise(row)}
    groups = _straight(xs, layers, down, bends)
    for turn in range(_TURNS):
        moved = 0.0
        for group in sorted(groups, key=lambda g: xs[g[0]], reverse=turn % 2 == 1):
            inside = set(group)
            ends = [xs[m] for n in group for m in (*up[n], *down[n]) if m not in inside]
            if not ends:
                continue
            low = max(
                (xs[beside[n][0]] + beside[n][1] for n in group if n in beside), default=-_FAR
            )
            high = min((xs[after[n][0]] - after[n][1] for n in group if n in after), default=_FAR)
            wish = fmean(ends) if turn < _TURNS // 2 else median(ends)
            to = max(low, min(wish, high))
            moved += abs(to - xs[group[0]])
            xs.update(dict.fromkeys(group, to))
        if moved < 1.0:
            break


def _straight(
    xs: Mapping[int, float], layers: _Layers, down: _Near, bends: Collection[int]
) -> list[list[int]]:
    """Return boxes one by one, and the bends of each straight line together."""
    group: dict[int, list[int]] = {}
    for n in (n for row in layers for n in row):
        mine = group.setdefault(n, [n])
        for m in down[n]:
            if n in bends and m in bends and abs(xs[n] - xs[m]) < _SAME and m not in group:
                mine.append(m)
                group[m] = mine
    return list({id(g): g for g in group.values()}.values())
