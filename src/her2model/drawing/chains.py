"""Fold linear chains of a large network into one box each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from her2model.model.parts import Interaction, Species

__all__ = ["FOLD_ABOVE", "Chain", "folded"]

FOLD_ABOVE = 60
"""Most species of a drawing whose chains are drawn step by step."""
_LEAST = 3


class Chain(NamedTuple):
    """The species of a chain in its order, and the lines of its box."""

    species: tuple[str, ...]
    labels: tuple[str, ...]


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
    out: dict[str, list[Interaction]] = {s.id: [] for s in species}
    into: dict[str, list[Interaction]] = {s.id: [] for s in species}
    for a in arrows:
        out[a.source].append(a)
        into[a.target].append(a)
    known = {s.id: s for s in species}
    own = {s.id for s in species if s.kind in ("drug", "phenotype")} | set(apart)
    state = values or {}
    after = {
        s: out[s][0]
        for s in out
        if len(out[s]) == 1
        and len(into[out[s][0].target]) == 1
        and not {s, out[s][0].target} & own
        and into[s]
        and out[out[s][0].target]
        and state.get(s) == state.get(out[s][0].target)
    }
    chains = {}
    for s in out:
        before = into[s][0].source if len(into[s]) == 1 else ""
        if s in after and not (before in after and after[before].target == s):
            links = _links(s, after)
            if len(links) + 1 >= _LEAST:
                chains[s] = _chain(s, links, known)
    return chains


def _links(start: str, after: Mapping[str, Interaction]) -> list[Interaction]:
    links: list[Interaction] = []
    here = start
    while here in after and len(links) <= len(after):
        links.append(after[here])
        here = after[here].target
    return links


def _chain(start: str, links: Sequence[Interaction], known: Mapping[str, Species]) -> Chain:
    marks = [("⊣ " if a.sign == "inhibition" else "› ") + known[a.target].name for a in links]
    return Chain((start, *(a.target for a in links)), (known[start].name, *marks))
