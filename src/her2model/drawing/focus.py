"""Choose the part of a model that matters for a readout, small enough for a slide."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

from her2model.drawing.overlay import Overlay, overlay_of
from her2model.engine.simulation import simulate
from her2model.model.arguments import listed
from her2model.model.model import Model
from her2model.model.parts import Interaction

__all__ = ["MOST", "focused"]

MOST = 25
"""Most species in a focused drawing."""
FOR_DRUGS = 5


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
        The focus; the shortest ways to it from the drugs given and the species forced; the species
        whose values account for its own, in the states given or else in the untreated tumour;
        drugs on them where no state is given; then the shortest ways from inputs, as long as
        there is room.

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
    names = [focus] if isinstance(focus, str) else listed(focus, "focus")
    ends = [model.find_species(n) for n in names]
    chosen = dict.fromkeys(ends)
    ways = [_ways_to(model, e) for e in ends]
    forced = sorted({s for o in overlays for s in (*o.given, *o.lost, *o.gained)})
    _add_ways(chosen, ways, forced)
    states = overlays or [overlay_of(model, simulate(model))]
    at_work = [s for s in model.inputs if any(o.values.get(s) == "on" for o in states)]
    reasons = _reasons(model, ends, states)
    _add_ways(chosen, [reasons], at_work)
    room = MOST if overlays else MOST - FOR_DRUGS
    _fill(chosen, reasons, room)
    if not overlays:
        _fill(chosen, _drugs_on(model, chosen), MOST)
    _add_ways(chosen, ways, [s for s in model.inputs if model.species[s].kind != "drug"])
    for way in ways:
        _fill(chosen, [s for s in way if model.species[s].kind != "drug"], MOST)
    return frozenset(list(chosen)[: max(MOST, len(ends))])


def _fill(chosen: dict[str, None], more: Iterable[str], most: int) -> None:
    for s in more:
        if len(chosen) < most:
            chosen[s] = None


def _drugs_on(model: Model, chosen: Iterable[str]) -> list[str]:
    """Return the drugs that act on what is chosen, in the order of the model."""
    targets = set(chosen)
    hit = {i.source for i in model.interactions.values() if i.target in targets}
    return [d for d in model.drugs if d in hit]


def _add_ways(
    chosen: dict[str, None], ways: Sequence[Mapping[str, str]], starts: Iterable[str]
) -> None:
    """Add the shortest ways from starts to ends, those for which there is room."""
    for start in starts:
        for following in ways:
            path = _path(following, start)
            if path and len(chosen.keys() | set(path)) <= MOST:
                chosen.update(dict.fromkeys(path))


def _reasons(model: Model, ends: Sequence[str], overlays: Sequence[Overlay]) -> dict[str, str]:
    """Return, nearest first, what accounts for the values of the ends, each with what it acts on.

    Inputs that are off do not count: they are how the model is without anything done to it.
    """
    seen = {e: e for e in ends}
    queue = deque(ends)
    while queue:
        here = queue.popleft()
        for s in dict.fromkeys(r for o in overlays for r in _accounting(model, here, o)):
            at_rest = s in model.inputs and all(o.values.get(s) == "off" for o in overlays)
            if s not in seen and not at_rest:
                seen[s] = here
                queue.append(s)
    return seen


def _accounting(model: Model, species: str, overlay: Overlay) -> list[str]:
    """Return the regulators that push a species to the value that it has."""
    value = overlay.values.get(species)
    arrows = model.regulators(species)
    if value == "off":
        brakes = [a.source for a in arrows if a.sign == "inhibition" and _is_on(a, overlay)]
        return brakes or [a.source for a in arrows if not _is_on(a, overlay)]
    if value == "on":
        return [a.source for a in arrows if _is_on(a, overlay) == (a.sign != "inhibition")]
    return [a.source for a in arrows]


def _is_on(arrow: Interaction, overlay: Overlay) -> bool:
    return overlay.values.get(arrow.source) != "off"


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


def _path(following: Mapping[str, str], start: str) -> list[str]:
    """Follow a way to its end, which follows itself."""
    if start not in following:
        return []
    path = [start]
    while following[path[-1]] != path[-1]:
        path.append(following[path[-1]])
    return path
