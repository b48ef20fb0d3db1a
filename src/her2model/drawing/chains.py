"""Fold linear chains of a large network into one box each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from her2model.drawing.geometry import FONT, Wire
from her2model.drawing.text_metrics import wrapped
from her2model.model.parts import Interaction, Species

__all__ = ["FOLD_ABOVE", "Chain", "Links", "folded", "links"]

FOLD_ABOVE = 60
"""Most species of a drawing whose chains are drawn step by step."""
_LEAST = 3
_WIDE = 150.0
"""Width of the box of a chain."""


class Chain(NamedTuple):
    """The species of a chain in its order, and the lines of its box."""

    species: tuple[str, ...]
    labels: tuple[str, ...]


class Links(NamedTuple):
    """The arrows between boxes: those of a chain's members lead from and to its first."""

    arrows: tuple[Interaction, ...]
    names: Mapping[tuple[str, str], str]
    """Ends of an arrow, as they are drawn → its id in the model."""

    def named(self, wires: Iterable[Wire]) -> tuple[Wire, ...]:
        """Give wires the ids that their arrows have in the model."""
        return tuple(replace(w, interaction=self.names[w.source, w.target]) for w in wires)


def links(arrows: Iterable[Interaction], chains: Mapping[str, Chain]) -> Links:
    """Return the arrows that are left once chains are folded, one for each pair of boxes."""
    head = {s: first for first, chain in chains.items() for s in chain.species}
    inner = {pair for chain in chains.values() for pair in pairwise(chain.species)}
    made: dict[tuple[str, str], Interaction] = {}
    names: dict[tuple[str, str], str] = {}
    for a in arrows:
        ends = head.get(a.source, a.source), head.get(a.target, a.target)
        if (a.source, a.target) in inner or ends in made:
            continue
        same = ends == (a.source, a.target)
        made[ends] = a if same else a.model_copy(update={"source": ends[0], "target": ends[1]})
        names[ends] = a.id
    return Links(tuple(made.values()), names)


def folded(
    species: Sequence[Species],
    arrows: Sequence[Interaction],
    apart: Collection[str] = (),
    values: Mapping[str, object] | None = None,
) -> dict[str, Chain]:
    """Find the chains of a network: each species but the last acts on the next one alone.

    Parameters
    ----------
    species, arrows
        The network.
    apart
        Species that keep a box of their own, as do drugs and phenotypes.
    values
        The state that will be shown: a chain ends where the value changes.

    Returns
    -------
    dict
        First species of each chain of three or more → the chain.
    """
    known = {s.id: s for s in species}
    own = {s.id for s in species if s.kind in ("drug", "phenotype")} | set(apart)
    state = values or {}
    after = {
        a.source: a
        for a in _alone(known, arrows)
        if not {a.source, a.target} & own and state.get(a.source) == state.get(a.target)
    }
    firsts = after.keys() - {a.target for a in after.values()}
    found = {s: _links(s, after) for s in known if s in firsts}
    return {s: _chain(s, steps, known) for s, steps in found.items() if len(steps) + 1 >= _LEAST}


def _alone(species: Iterable[str], arrows: Iterable[Interaction]) -> Iterator[Interaction]:
    """Yield the arrows that are the only one of their source and of their target, on a way."""
    out: dict[str, list[Interaction]] = {s: [] for s in species}
    into: dict[str, list[Interaction]] = {s: [] for s in out}
    for a in arrows:
        out[a.source].append(a)
        into[a.target].append(a)
    for leaving in out.values():
        if len(leaving) == 1:
            (a,) = leaving
            if into[a.source] and len(into[a.target]) == 1 and out[a.target]:
                yield a


def _links(start: str, after: Mapping[str, Interaction]) -> list[Interaction]:
    found: list[Interaction] = []
    here = start
    while here in after and len(found) <= len(after):
        found.append(after[here])
        here = after[here].target
    return found


def _chain(start: str, steps: Sequence[Interaction], known: Mapping[str, Species]) -> Chain:
    said = known[start].name
    for a in steps:
        said += (" ⊣ " if a.sign == "inhibition" else " › ") + known[a.target].name
    return Chain((start, *(a.target for a in steps)), wrapped(said, FONT, _WIDE))
