"""The shortest negative feedback that keeps a species from settling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

__all__ = ["negative_feedback"]

Arcs = Mapping[str, Mapping[str, str]]
"""Species → its regulators, with the sign of each."""


def negative_feedback(
    arcs: Arcs, starts: Iterable[str], readout: str
) -> tuple[list[str], list[str]] | None:
    """Return the shortest negative feedback with a way to the readout, and that way.

    Examples
    --------
    >>> negative_feedback({"A": {"B": "inhibition"}, "B": {"A": "activation"}}, ["A"], "B")
    (['B', 'A'], ['B'])
    """
    best: tuple[list[str], list[str]] | None = None
    for start in starts:
        loop = _shortest_negative_loop(arcs, start)
        way = _way_back(arcs, readout, set(loop)) if loop else None
        if loop and way and (best is None or len(loop) + len(way) < sum(map(len, best))):
            best = loop, way
    return best


def _shortest_negative_loop(arcs: Arcs, start: str) -> list[str] | None:
    """Walk regulators backwards; return species in the order of the arrows, or None."""
    queue: list[tuple[str, int, list[str]]] = [(start, 1, [start])]
    seen = {(start, 1)}
    while queue:
        here, sign, path = queue.pop(0)
        for source, kind in arcs.get(here, {}).items():
            for flip in {"activation": (1,), "inhibition": (-1,), "dual": (1, -1)}[kind]:
                if source == start and sign * flip == -1:
                    return path[::-1]
                if (source, sign * flip) not in seen and source not in path:
                    seen.add((source, sign * flip))
                    queue.append((source, sign * flip, [*path, source]))
    return None


def _way_back(arcs: Arcs, readout: str, goal: set[str]) -> list[str] | None:
    """Return the shortest way from any species of ``goal`` to the readout."""
    queue = [[readout]]
    seen = {readout}
    while queue:
        path = queue.pop(0)
        if path[-1] in goal:
            return path[::-1]
        for source in arcs.get(path[-1], {}):
            if source not in seen:
                seen.add(source)
                queue.append([*path, source])
    return None
