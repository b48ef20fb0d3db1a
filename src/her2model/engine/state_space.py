"""One scenario state by state: a trajectory, the transitions from its first state, fixed points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from her2model.engine.dynamics import Scheme, Trajectory, run, scheme_named, transition_graph
from her2model.engine.levels import bits_at
from her2model.engine.network import Network
from her2model.engine.scenario import step_network
from her2model.engine.simulation import Simulation, simulate
from her2model.errors import InputError
from her2model.model.arguments import whole_number
from her2model.model.model import Model

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["fixed_points", "state_transition_graph", "trajectory"]


def trajectory(
    model: Model,
    /,
    scheme: str | Scheme = "synchronous",
    *,
    steps: int = 100,
    seed: int = 0,
    attractor: int | None = None,
    **conditions: Any,
) -> Trajectory:
    """Follow a tumour step by step from the moment that the last change sets in.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    scheme
        ``synchronous``, ``asynchronous``, or a callable as in :mod:`her2model.engine.dynamics`.
    steps
        Most steps.
    seed
        Seed of the choices that an asynchronous scheme leaves.
    attractor
        Where the stage before ends in several attractors, the number of the one to begin in, from
        1, in the order of ``simulate(...).before``.
    **conditions
        Drugs, alterations and so on, as for :func:`simulate`. The run begins where the stage
        before has settled; species that did not settle, or that a given ``start`` does not name,
        begin at 0.

    Raises
    ------
    InputError
        The stage before ends in several attractors and none is named, or there is no such one.

    Examples
    --------
    >>> import her2model as h2
    >>> run = h2.trajectory("her2-resistance", drugs=["lapatinib"])
    >>> run.of("Proliferation")[0], run.of("Proliferation")[-1]
    (2, 0)
    """
    steps = whole_number(steps, "steps")
    result = simulate(model, **conditions)
    network = step_network(result.model, result.scenario)
    first = _first_states(result, network)
    number = 1 if attractor is None else whole_number(attractor, "attractor", 1)
    if not 1 <= number <= len(first) or (attractor is None and len(first) > 1):
        raise InputError(
            f"{result.scenario}: the stage before ends in {len(first)} attractors",
            hint=f"name one with attractor=1 to {len(first)}",
        )
    return run(network, first[number - 1], scheme_named(scheme), steps=steps, seed=seed)


def state_transition_graph(
    model: Model, /, scheme: str | Scheme = "asynchronous", **conditions: Any
) -> nx.DiGraph:
    """Build the graph of the states that a tumour can pass, from where :func:`trajectory` begins.

    Returns
    -------
    networkx.DiGraph
        Nodes are states as integers, bit i for species i of the graph attribute ``species``. Of a
        model with levels they are tuples, a level for each species.

    Raises
    ------
    LimitError
        More than 20,000 states are reachable.

    Examples
    --------
    >>> import her2model as h2
    >>> graph = h2.state_transition_graph("PMC7464074", drugs=["trastuzumab"])
    >>> graph.number_of_nodes(), graph.number_of_edges()
    (3, 2)
    """
    result = simulate(model, **conditions)
    network = step_network(result.model, result.scenario)
    on, off = network.forced_on, network.forced_off
    first = [(s | on) & ~off for s in _first_states(result, network)]
    graph = transition_graph(network, first, scheme_named(scheme))
    graph.graph["species"] = tuple(network.bits)
    if result.model.levels:
        import networkx as nx

        graph = nx.relabel_nodes(graph, lambda state: tuple(network.levels(state).values()))
    return graph


def _first_states(result: Simulation, network: Network) -> list[int]:
    """Return the states in which the last stage begins: one for each attractor before it."""
    given = result.scenario.start
    starts = [{s: b.level(s)[0] for s in b} for b in result.before]
    if not starts:
        starts = [{} if isinstance(given, str) else dict(given)]
    every = (bits_at(levels, result.model.levels) for levels in starts)
    return [sum(1 << network.index[b] for b, on in values.items() if on) for values in every]


def fixed_points(model: Model, /, **conditions: Any) -> list[dict[str, int]]:
    """List every state that nothing changes, whatever the start.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    **conditions
        Drugs, alterations and so on, as for :func:`simulate`.

    Returns
    -------
    list of dict
        Species → level, in ascending order of the states. May be empty.

    Examples
    --------
    >>> import her2model as h2
    >>> len(h2.fixed_points("her2-resistance"))
    1
    """
    result = simulate(model, **{**conditions, "start": "any"})
    return [{s: int(v) for s, v in a.items()} for a in result.fixed_points]
