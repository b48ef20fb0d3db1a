"""Which arrows of a drawing may share a trunk, so that forty lines become ten.

Arrows form a bundle when each of some sources acts with one sign on each of some targets: the
bundle is then drawn like a track with points, and whatever way one follows it is an arrow of the
model. This is confluent drawing. An arrow is in one bundle only.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from her2model.model.parts import Interaction

__all__ = ["bundled"]

_Pair = tuple[str, str]


def bundled(interactions: Iterable[Interaction]) -> list[tuple[Interaction, ...]]:
    """Split arrows into bundles.

    Parameters
    ----------
    interactions
        Arrows, each pair of ends once.

    Returns
    -------
    list of tuple of Interaction
        Every arrow in exactly one bundle. In a bundle all have the same source, or all products of
        its sources and targets are there with one sign.

    Examples
    --------
    >>> from her2model.library import load
    >>> model = load("PMC3808214")
    >>> [len(b) for b in bundled(model.interactions.values())][:2]
    [8, 3]
    """
    left = {(i.source, i.target): i for i in interactions if i.source != i.target}
    loops = [(i,) for i in interactions if i.source == i.target]
    found: list[tuple[Interaction, ...]] = []
    while True:
        block = _best_block(left)
        if block is None:
            break
        found.append(tuple(left.pop(pair) for pair in block))
    while left:
        star = _largest_star(left)
        found.append(tuple(left.pop(pair) for pair in star))
    return found + loops


def _best_block(left: dict[_Pair, Interaction]) -> list[_Pair] | None:
    """Return the arrows between two or more sources and targets that save most lines."""
    best: tuple[int, list[_Pair]] | None = None
    for sign in ("activation", "inhibition"):
        targets: dict[str, set[str]] = {}
        for (s, t), i in left.items():
            if i.sign == sign:
                targets.setdefault(s, set()).add(t)
        for common in _shared_targets(targets):
            sources = [s for s in targets if common <= targets[s]]
            saved = len(sources) * len(common) - len(sources) - len(common)
            if len(sources) > 1 and saved > 0 and (best is None or saved > best[0]):
                best = saved, [p for p in left if p[0] in sources and p[1] in common]
    return best[1] if best else None


def _shared_targets(targets: dict[str, set[str]]) -> list[frozenset[str]]:
    """Return the sets of targets that two or more sources have in common, in a fixed order."""
    found: dict[frozenset[str], None] = {}
    for a, b in combinations(targets, 2):
        common = frozenset(targets[a] & targets[b])
        if len(common) > 1:
            found[common] = None
    for one, other in combinations(list(found)[:200], 2):
        if len(one & other) > 1:
            found[one & other] = None
    return list(found)


def _largest_star(left: dict[_Pair, Interaction]) -> list[_Pair]:
    """Return all arrows out of one species, or all of one sign into one, whichever are more."""
    stars: dict[tuple[str, str], list[_Pair]] = {}
    for pair, i in left.items():
        stars.setdefault(("out", i.source), []).append(pair)
    for pair, i in left.items():
        stars.setdefault(("into " + i.sign, i.target), []).append(pair)
    return max(stars.values(), key=len)
