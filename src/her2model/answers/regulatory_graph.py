"""The signed regulatory graph as networkx sees it: paths, feedback loops, structural bypasses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from her2model.errors import LimitError
from her2model.formats.networkx_graph import to_networkx
from her2model.model.model import Model
from her2model.model.parts import Interaction

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["SignedPath", "feedback_loops", "paths", "regulatory_graph", "structural_bypasses"]

MAX_LISTED = 10_000


@dataclass(frozen=True, slots=True)
class SignedPath:
    """Arrows in a row. ``sign`` is 1 where an even number of them inhibit, else -1.

    For a loop the last arrow ends where the first begins.
    """

    arrows: tuple[Interaction, ...]

    @property
    def sign(self) -> Literal[1, -1]:
        """Product of the arrows' signs; an arrow of both signs counts as an activation."""
        return -1 if sum(a.sign == "inhibition" for a in self.arrows) % 2 else 1

    @property
    def species(self) -> tuple[str, ...]:
        """The species passed, the first one first."""
        return (self.arrows[0].source, *(a.target for a in self.arrows))

    def __str__(self) -> str:
        text = self.arrows[0].source
        for a in self.arrows:
            text += a.id.removeprefix(a.source)
        return text


def regulatory_graph(model: Model) -> nx.MultiDiGraph:
    """Return the regulatory graph.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.

    Returns
    -------
    networkx.MultiDiGraph
        As :func:`~her2model.formats.networkx_graph.to_networkx` makes it: nodes carry ``label``,
        ``kind`` and so on; edges, keyed by the arrow, carry ``sign`` (``activation``,
        ``inhibition`` or ``dual``), ``mechanism`` and ``evidence``.

    Examples
    --------
    >>> import her2model as h2
    >>> h2.regulatory_graph("her2-resistance")["PTEN"]["PIP3"]["PTEN -| PIP3"]["sign"]
    'inhibition'
    """
    return to_networkx(model)


def paths(model: Model, source: str, target: str, *, max_length: int = 12) -> list[SignedPath]:
    """List the simple paths from one species to another, the shortest first.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    source, target
        Species, by id or label.
    max_length
        Most arrows in a path.

    Raises
    ------
    UnknownName
        There is no such species.
    LimitError
        There are more than 10,000 paths.
    """
    import networkx as nx

    graph = nx.DiGraph(regulatory_graph(model))
    ends = model.find_species(source), model.find_species(target)
    found = nx.all_simple_paths(graph, *ends, cutoff=max_length)
    return _sorted(_limited(_path(model, p) for p in found))


def feedback_loops(model: Model, *, max_length: int = 12) -> list[SignedPath]:
    """List the feedback loops, the shortest first; ``sign`` tells positive from negative.

    Raises
    ------
    LimitError
        There are more than 10,000 loops.

    Examples
    --------
    >>> import her2model as h2
    >>> loops = h2.feedback_loops("her2-resistance")
    >>> [str(loop) for loop in loops if loop.sign == -1][0]
    'HER2_HER3 -> PI3K -> PIP3 -> AKT -| FOXO -> HER3 -> HER2_HER3'
    """
    import networkx as nx

    graph = nx.DiGraph(regulatory_graph(model))
    cycles = nx.simple_cycles(graph, length_bound=max_length)
    return _sorted(_limited(_path(model, _from_least(model, c)) for c in cycles))


def structural_bypasses(
    model: Model, alteration: str, drug: str, readout: str | None = None
) -> list[SignedPath]:
    """List the ways from what an alteration changes to the readout that avoid a drug's targets.

    A way through the graph is no proof that the alteration defeats the drug: the rules decide, and
    :func:`~her2model.answers.resistance.bypass` evaluates them.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    alteration, drug
        As the model declares them.
    readout
        A species; the growth readout when None.

    Returns
    -------
    list of SignedPath
        Shortest first, of at most 12 arrows.
    """
    named = model.alterations[model.find_alteration(alteration)]
    drug = model.find_species(drug, "drug")
    targets = {i.target for i in model.interactions.values() if i.source == drug}
    if readout is None and model.readouts:
        readout = model.readouts.growth
    found = []
    for species in named.fix:
        for path in paths(model, species, readout or ""):
            if not targets & set(path.species):
                found.append(path)
    return _sorted(found)


def _path(model: Model, species: list[str]) -> SignedPath:
    between = {(i.source, i.target): i for i in model.interactions.values()}
    return SignedPath(tuple(between[pair] for pair in pairwise(species)))


def _from_least(model: Model, cycle: list[str]) -> list[str]:
    """Write a cycle from its species that stands first in the model, and close it."""
    order = {s: k for k, s in enumerate(model.species)}
    at = min(range(len(cycle)), key=lambda k: order[cycle[k]])
    return [*cycle[at:], *cycle[: at + 1]]


def _limited(found: Iterator[SignedPath]) -> Iterator[SignedPath]:
    for k, path in enumerate(found):
        if k >= MAX_LISTED:
            raise LimitError(f"there are more than {MAX_LISTED:,}; ask for a smaller max_length")
        yield path


def _sorted(found: Iterator[SignedPath] | list[SignedPath]) -> list[SignedPath]:
    return sorted(found, key=lambda p: (len(p.arrows), str(p)))
