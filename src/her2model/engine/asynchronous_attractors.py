"""Every attractor of asynchronous updating, of networks of hundreds of species.

What percolation decides is left out. The rest is given to biobalm, the best there is for it: it
cuts the network by its trap spaces, and looks in each part for attractors that no smaller trap
space holds (Trinh, Park, Pastva & Rozum 2024, doi:10.1101/2024.09.30.615897).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from her2model.engine.network import Gate, Network, Subspace
from her2model.engine.scenario import Start, step_network
from her2model.engine.simulation import TrapSpace
from her2model.engine.trap_space_listing import asked
from her2model.errors import InputError, LimitError
from her2model.model.bit_masks import members
from her2model.model.model import Model

__all__ = ["AsynchronousAttractor", "asynchronous_attractors"]


@dataclass(frozen=True)
class AsynchronousAttractor:
    """States between which asynchronous updating goes round for ever.

    Attributes
    ----------
    state
        One of them, as the level of each species.
    within
        A trap space that holds all of them.
    is_minimal
        Whether no trap space is smaller. Where one is, the attractor avoids it though no rule
        keeps it from entering, and most permissive semantics does not know the attractor.
    """

    state: TrapSpace
    within: TrapSpace
    is_minimal: bool

    @property
    def is_fixed_point(self) -> bool:
        """Whether it is one state."""
        return self.within.is_fixed_point


def asynchronous_attractors(
    model: Model,
    *,
    drugs: Iterable[str] = (),
    alterations: Iterable[str] = (),
    knockouts: Iterable[str] = (),
    gains: Iterable[str] | Mapping[str, int] = (),
    context: Mapping[str, int] | None = None,
    start: Start = "any",
) -> tuple[AsynchronousAttractor, ...]:
    r"""Find every attractor of asynchronous updating: one species changes at a time.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    drugs, alterations, knockouts, gains, context, start
        As for :func:`~her2model.trap_spaces`. Of a start that is a state, the attractors are those
        in the smallest trap space that holds it; not each of them need be reached.

    Returns
    -------
    tuple of AsynchronousAttractor
        Each once. A minimal trap space holds at least one.

    Raises
    ------
    UnknownName, InputError
        As for :func:`~her2model.trap_spaces`; or biobalm is not installed.
    LimitError
        biobalm gave up: too many states would have to be looked at.

    Notes
    -----
    A species with levels moves by one level at a time. Found by biobalm, the extra
    ``attractors``: Trinh, Park, Pastva & Rozum 2024, doi:10.1101/2024.09.30.615897.

    Examples
    --------
    >>> import her2model as h2
    >>> pair = h2.load("A, !B\nB, A\nC, A & C\n", format="bnet")
    >>> [(a.state["C"], a.within["A"], a.is_minimal) for a in h2.asynchronous_attractors(pair)]
    [(0, '*', True)]
    """
    scenario, settling, around = asked(
        model,
        drugs=drugs,
        alterations=alterations,
        knockouts=knockouts,
        gains=gains,
        context=context,
        start=start,
    )
    network = step_network(model, scenario)
    around = network.shrunk(network.taken_over(around, settling))
    if not around.free:
        state = TrapSpace(network, around)
        return (AsynchronousAttractor(state, state, is_minimal=True),)
    found = (
        AsynchronousAttractor(TrapSpace(network, state), TrapSpace(network, space), smallest)
        for state, space, smallest in _found(network, around)
        if _has_levels(network, state)
    )
    return tuple(sorted(found, key=lambda a: a.state.space))


def _found(network: Network, around: Subspace) -> Iterator[tuple[Subspace, Subspace, bool]]:
    """Yield a state of each attractor, a trap space around it, and whether that is minimal."""
    diagram = _diagram()(_rules(network, around))
    try:
        diagram.build()
    except RuntimeError as reason:
        raise LimitError(
            f"biobalm gave up ({reason}); fix some inputs with context=, or give start="
        ) from None
    for node, states in diagram.expanded_attractor_seeds().items():
        space = _inside(around, diagram.node_data(node)["space"])
        for state in states:
            yield _inside(around, state), space, diagram.node_is_minimal(node)


def _diagram() -> Any:
    try:
        from biobalm import SuccessionDiagram
    except ImportError:
        hint = "install the extra 'attractors', which brings biobalm"
        raise InputError("asynchronous attractors need biobalm", hint=hint) from None
    return SuccessionDiagram.from_rules


def _rules(network: Network, around: Subspace) -> str:
    """Write the rules of what is free, with everything else at its value."""
    rows = (f"x{i}, {_text(network.rise[i], around)}" for i in members(around.free))
    return "\n".join(rows)


def _text(gate: Gate, around: Subspace) -> str:
    is_and, on, off, parts = gate
    terms = [_literal(i, around, "") for i in members(on)]
    terms += [_literal(i, around, "!") for i in members(off)]
    terms += [f"({_text(part, around)})" for part in parts]
    return (" & " if is_and else " | ").join(terms) or str(bool(is_and)).lower()


def _literal(i: int, around: Subspace, sign: str) -> str:
    if around.free >> i & 1:
        return f"{sign}x{i}"
    return str(bool(around.can1 >> i & 1) != bool(sign)).lower()


def _inside(around: Subspace, values: Mapping[str, int]) -> Subspace:
    zeros = sum(1 << int(name[1:]) for name, value in values.items() if not value)
    ones = sum(1 << int(name[1:]) for name, value in values.items() if value)
    return Subspace(around.can0 & ~ones, around.can1 & ~zeros)


def _has_levels(network: Network, state: Subspace) -> bool:
    """Whether no species is at a level without being at those below it."""
    return all(
        state.can1 >> low & 1 or not state.can1 >> high & 1
        for bits in network.bits.values()
        for low, high in pairwise(bits)
    )
