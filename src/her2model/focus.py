"""Choose the part of a model that matters for a readout, small enough for a slide."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from her2model.model import Model
from her2model.overlay import Overlay

__all__ = ["MOST", "focused"]

MOST = 25
"""Most species in a focused drawing."""


def focused(
    model: Model, focus: str | Iterable[str], overlays: Sequence[Overlay] = ()
) -> frozenset[str]:
    """Choose at most 25 species for a drawing.

    Parameters
    ----------
    model
        The model.
    focus
        A species, by id or label, or several: drawn in any case.
    overlays
        States that will be painted on: what they give and force comes first.

    Returns
    -------
    frozenset of str
        The focus, and the shortest ways to it: from the drugs given and the species forced, then
        from the inputs in the order of the model, as long as there is room.

    Raises
    ------
    UnknownName
        There is no such species.

    Examples
    --------
    >>> from her2model.library import load
    >>> len(focused(load("her2-resistance"), "Proliferation")) <= 25
    True
    """
    names = [focus] if isinstance(focus, str) else list(focus)
    ends = [model.find_species(n) for n in names]
    chosen = dict.fromkeys(ends)
    ways = {e: _ways_to(model, e) for e in ends}
    first = sorted(s for o in overlays for s in (*o.given, *o.lost, *o.gained))
    for start in (*first, *_starts(model, overlays)):
        for end in ends:
            path = _path(ways[end], start, end)
            if path and len(chosen.keys() | set(path)) <= MOST:
                chosen.update(dict.fromkeys(path))
    for end in ends:
        for s in ways[end]:
            if len(chosen) < MOST and model.species[s].kind != "drug":
                chosen[s] = None
    return frozenset(list(chosen)[: max(MOST, len(ends))])


def _starts(model: Model, overlays: Sequence[Overlay]) -> Iterator[str]:
    """Inputs that are on; then the others, drugs last where a state shows which are given."""
    order = list(model.inputs)
    if not overlays:
        yield from order
        return
    on = {s for o in overlays for s, v in o.values.items() if v != "off"}
    yield from (s for s in order if s in on)
    yield from (s for s in order if s not in on and model.species[s].kind != "drug")


def _ways_to(model: Model, end: str) -> dict[str, str]:
    """Return the next species on a shortest way to ``end``, nearest first."""
    following = {end: end}
    queue = deque([end])
    while queue:
        here = queue.popleft()
        for arrow in model.regulators(here):
            if arrow.source not in following:
                following[arrow.source] = here
                queue.append(arrow.source)
    return following


def _path(following: dict[str, str], start: str, end: str) -> list[str]:
    if start not in following:
        return []
    path = [start]
    while path[-1] != end:
        path.append(following[path[-1]])
    return path
