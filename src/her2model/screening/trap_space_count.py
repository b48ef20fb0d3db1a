"""How many minimal trap spaces a model has, without listing them where they are too many.

The values of a feedback set stand for the trap spaces (:mod:`.chosen_values`): a decision diagram
over those values holds all of the minimal ones, and counts them exactly. Where it does not fit,
some are listed, which gives a number that they surely reach, and a random part of them is counted
(:mod:`~her2model.engine.trap_space_estimate`), which gives a number with a chance of error.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from her2model.engine.network import Network, Subspace
from her2model.engine.scenario import Start
from her2model.engine.trap_space_estimate import CERTAINTY, TOLERANCE, estimated
from her2model.engine.trap_space_listing import asked
from her2model.engine.trap_spaces import arcs_among, listed_trap_spaces, positive_feedback_set
from her2model.errors import InputError, LimitError, shown
from her2model.model.arguments import seconds_of, whole_number
from her2model.model.bit_masks import members
from her2model.model.model import Model
from her2model.screening.chosen_values import ChosenValues
from her2model.screening.decision_diagrams import MAX_NODES, Diagrams
from her2model.screening.switched_network import SwitchedNetwork

__all__ = ["TrapSpaceCount", "count_trap_spaces"]

MAX_COUNTED = 400
"""Most species of a feedback set whose values are tried as diagrams."""
MAX_LISTED = 20_000
NODES_A_SECOND = 100_000
"""A step on diagrams cannot be interrupted; what it may grow to bounds its time."""


@dataclass(frozen=True)
class TrapSpaceCount:
    """A number of minimal trap spaces.

    Attributes
    ----------
    at_least
        There are so many, or more.
    exact
        Whether there are no more.
    estimate
        Where it is not exact and there was time: about so many. The number itself is at most
        ``tolerance`` above or below, as a share of the lesser of the two, with a chance of
        ``certainty``.
    tolerance, certainty
        0.2 and 0.95.
    """

    at_least: int
    exact: bool
    estimate: int | None = None
    tolerance: ClassVar[float] = TOLERANCE
    certainty: ClassVar[float] = CERTAINTY

    def __str__(self) -> str:
        if self.exact:
            return f"{self.at_least:,}"
        if self.estimate is None:
            return f"at least {self.at_least:,}"
        return (
            f"about {self.estimate:,} (within {self.tolerance:.0%}, sure to {self.certainty:.0%}; "
            f"at least {self.at_least:,})"
        )


def count_trap_spaces(
    model: Model,
    *,
    drugs: Iterable[str] = (),
    alterations: Iterable[str] = (),
    knockouts: Iterable[str] = (),
    gains: Iterable[str] | Mapping[str, int] = (),
    context: Mapping[str, int] | None = None,
    start: Start = "any",
    free_inputs: bool = False,
    max_seconds: float = 60.0,
    seed: int = 0,
) -> TrapSpaceCount:
    r"""Count minimal trap spaces: exactly where decision diagrams can, else about.

    Parameters
    ----------
    model, drugs, alterations, knockouts, gains, context, start, free_inputs
        As for :func:`~her2model.trap_spaces`.
    max_seconds
        Time on the clock: up to half of it for diagrams, then an eighth to list what they did not
        count, up to 20,000, and the rest to estimate what was not listed.
    seed
        Seed of the random parts by which it is estimated.

    Returns
    -------
    TrapSpaceCount
        The number, and whether it is exact. Where it is not, so many were found, each once, and
        there may be more: see its ``estimate``.

    Raises
    ------
    UnknownName, InputError
        As for :func:`~her2model.trap_spaces`; or ``max_seconds`` is not positive.

    Notes
    -----
    Definition: Klarner, Bockmayr & Siebert 2015, doi:10.1007/s11047-015-9520-7. Counting a random
    part of them: Kabir, Trinh, Pastva & Meel 2025, arXiv:2506.06013.

    Examples
    --------
    >>> import her2model as h2
    >>> toggles = h2.load("".join(f"A{k}, !B{k}\nB{k}, !A{k}\n" for k in range(40)), format="bnet")
    >>> found = h2.count_trap_spaces(toggles)
    >>> found.exact, found.at_least == 2**40
    (True, True)
    """
    hint = "give a positive number"
    if max_seconds is None or not (seconds_of(max_seconds, example=hint) or 0) > 0:
        raise InputError(f"max_seconds={shown(max_seconds)} is no time", hint=hint)
    _, network, around = asked(
        model,
        drugs=drugs,
        alterations=alterations,
        knockouts=knockouts,
        gains=gains,
        context=context,
        start=start,
        free_inputs=free_inputs,
    )
    around = network.shrunk(around)
    until = time.monotonic() + max_seconds
    seed = whole_number(seed, "seed")
    try:
        return TrapSpaceCount(_counted(network, around, max_seconds / 2), exact=True)
    except (LimitError, MemoryError):
        pass
    listed = _listed(network, around, max_seconds / 8)
    if listed.exact:
        return listed
    about = estimated(network, around, seconds=until - time.monotonic(), seed=seed)
    if about is None:
        return listed
    if about.exact:
        return TrapSpaceCount(about.number, exact=True)
    return replace(listed, estimate=max(about.number, listed.at_least))


def _counted(network: Network, around: Subspace, seconds: float) -> int:
    """Count the choices of values that are minimal trap spaces.

    Raises
    ------
    LimitError, MemoryError
        Diagrams took too long, or grew too large.
    """
    arcs = arcs_among(network, around.free)
    feedback = positive_feedback_set(arcs, MAX_COUNTED)
    if len(feedback) > MAX_COUNTED:
        raise MemoryError
    if not feedback:
        return 1
    most = max(NODES_A_SECOND, min(MAX_NODES, int(seconds * NODES_A_SECOND)))
    cells = Diagrams(0, most, seconds)
    free = tuple(members(around.free))
    whole = SwitchedNetwork(network, cells, {}, {}, tuple(range(len(network.species))))
    values = ChosenValues(whole, whole.constant(around), cells.true, free, feedback)
    return values.there.count(values.spaces)


def _listed(network: Network, around: Subspace, seconds: float) -> TrapSpaceCount:
    """List them for a time; at least one is found."""
    until = time.monotonic() + seconds
    count = 0
    for _ in listed_trap_spaces(network, around):
        if count == MAX_LISTED or (count and time.monotonic() > until):
            return TrapSpaceCount(count, False)
        count += 1
    return TrapSpaceCount(count, True)
