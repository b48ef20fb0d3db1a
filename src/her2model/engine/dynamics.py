"""Step by step: update schemes, trajectories, state transition graphs, asynchronous sampling.

A scheme is a callable that takes a network and a state and yields the states that may come next.
States are integers with a bit a species. These runs are for teaching and comparison; the verdicts
of :func:`~her2model.simulate` do not depend on a scheme.
Source of the schemes: Naldi et al. 2018, doi:10.3389/fphys.2018.00680.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from her2model.displays import Displayed, data_frame
from her2model.engine.network import Network, Subspace, possible
from her2model.engine.shares import sampled_share
from her2model.errors import LimitError, UnknownName

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

__all__ = [
    "SCHEMES",
    "Scheme",
    "Trajectory",
    "asynchronous",
    "run",
    "sampled_fraction",
    "scheme_named",
    "synchronous",
    "transition_graph",
]

Scheme = Callable[[Network, int], Iterator[int]]
MAX_STATES = 20_000


def synchronous(network: Network, state: int) -> Iterator[int]:
    """Update all species at once: exactly one next state."""
    yield _image(network, state)


def asynchronous(network: Network, state: int) -> Iterator[int]:
    """Update one species: a next state for each species that its rule would change."""
    changing = state ^ _image(network, state)
    while changing:
        bit = changing & -changing
        yield state ^ bit
        changing ^= bit


SCHEMES: dict[str, Scheme] = {"synchronous": synchronous, "asynchronous": asynchronous}


def scheme_named(scheme: str | Scheme) -> Scheme:
    """Return the scheme of that name; a callable is returned as it is.

    Raises
    ------
    UnknownName
        There is no scheme of that name.
    """
    if callable(scheme):
        return scheme
    if scheme not in SCHEMES:
        raise UnknownName.of("update scheme", scheme, SCHEMES)
    return SCHEMES[scheme]


@dataclass(frozen=True)
class Trajectory(Sequence[dict[str, int]], Displayed):
    """States in order of time, each a mapping of species to its level.

    Attributes
    ----------
    network
        The network that ran.
    states
        The states as integers, bit i for ``network.species[i]``; species with levels move one
        level at a time.
    cycle_start
        Index of the state to which the last one leads back, when the run met a state again under
        a scheme that leaves no choice; a fixed point is a cycle of one state. None otherwise.
    """

    network: Network
    states: tuple[int, ...]
    cycle_start: int | None = None

    def __len__(self) -> int:
        return len(self.states)

    def __getitem__(self, index: int) -> dict[str, int]:  # type: ignore[override]
        return self.network.levels(self.states[index])

    def of(self, species: str) -> list[int]:
        """Values of one species over time."""
        bits = self.network.bits[species]
        if len(bits) == 1:
            return [state >> bits[0] & 1 for state in self.states]
        return [sum(state >> i & 1 for i in bits) for state in self.states]

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas DataFrame: a row for each step, a column for each species.

        Raises
        ------
        InputError
            pandas is not installed.
        """
        rows = (list(self.network.levels(state).values()) for state in self.states)
        return data_frame(rows, list(self.network.bits), index=range(len(self)), index_name="step")

    def changes(self) -> list[dict[str, int]]:
        """Return what changed at each step: species → new value; the first step is the start's."""
        rows = []
        for before, after in pairwise(self.states):
            differ = before ^ after
            rows.append(
                {
                    s: sum(after >> i & 1 for i in bits)
                    for s, bits in self.network.bits.items()
                    if any(differ >> i & 1 for i in bits)
                }
            )
        return rows


def run(
    network: Network, start: int, scheme: Scheme, *, steps: int = 100, seed: int = 0
) -> Trajectory:
    """Follow a scheme from a state, choosing at random where it leaves a choice.

    Parameters
    ----------
    network
        The network.
    start
        A state; forced species jump to their values at once.
    scheme
        What may come next.
    steps
        Most steps. The run ends earlier where nothing changes, or, when every step so far left
        one choice, where a state comes back.
    seed
        Seed of the random choices; the same seed gives the same run.
    """
    chance = random.Random(seed)
    state = (start | network.forced_on) & ~network.forced_off
    states, seen = [state], {state: 0}
    certain = True
    for _ in range(steps):
        following = list(scheme(network, state))
        if not following:
            return Trajectory(network, tuple(states), len(states) - 1)
        certain = certain and len(following) == 1
        state = following[0] if len(following) == 1 else chance.choice(following)
        if certain and state in seen:
            return Trajectory(network, tuple(states), seen[state])
        seen.setdefault(state, len(states))
        states.append(state)
    return Trajectory(network, tuple(states))


def transition_graph(
    network: Network, starts: Sequence[int], scheme: Scheme, *, max_states: int = MAX_STATES
) -> nx.DiGraph:
    """Build the graph of the states reachable under a scheme.

    Parameters
    ----------
    network
        The network.
    starts
        States to begin with.
    scheme
        What may come next.
    max_states
        Most states to visit.

    Returns
    -------
    networkx.DiGraph
        Nodes are states as integers; a state that nothing changes has no arrow out.

    Raises
    ------
    LimitError
        More than ``max_states`` states are reachable.
    """
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_nodes_from(starts)
    queue = list(starts)
    while queue:
        state = queue.pop()
        for following in scheme(network, state):
            if following not in graph:
                if len(graph) >= max_states:
                    raise LimitError(
                        f"more than {max_states:,} states are reachable; fix some species with "
                        "knockouts= or gains=, or ask for a trajectory"
                    )
                graph.add_node(following)
                queue.append(following)
            if following != state:
                graph.add_edge(state, following)
    return graph


def sampled_fraction(
    network: Network,
    start: int | Subspace,
    species: str,
    *,
    runs: int = 4096,
    sweeps: int = 60,
    seed: int = 0,
) -> tuple[float, float]:
    """Estimate the share of time that a species is on under asynchronous updating.

    At each step one species, drawn evenly from all, takes the value of its rule. How:
    :mod:`her2model.engine.packed_sampling`.

    Parameters
    ----------
    network, start
        The network, and a state of it or a subspace, of which each run begins in a random state.
    species
        What to watch.
    runs
        Independent runs.
    sweeps
        Counted time of a run, in units in which each species is updated once on average. As much
        passes before it without being counted.
    seed
        Seed of the random choices.

    Returns
    -------
    mean, error : float
        Share of the counted time, and its standard error over the runs.
    """
    if isinstance(start, int):
        full = network.everything.can0
        start = Subspace(full & ~start, full & start)
    found = sampled_share(network, start, species, runs=runs, time=sweeps, seed=seed)
    return found.mean, found.error


def _image(network: Network, state: int) -> int:
    """Value of every rule in a state."""
    image = 0
    for i, rise in enumerate(network.rise):
        if possible(rise, ~state, state):
            image |= 1 << i
    return image
