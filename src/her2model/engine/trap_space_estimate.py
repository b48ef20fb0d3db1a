"""About how many minimal trap spaces there are, with a stated chance of error.

A random linear map over the field of two elements deals the trap spaces into 2^m cells. What one
cell holds, times 2^m, is near their number; the median over cells of independent maps is nearer.
The values on a feedback set tell trap spaces apart, so they alone are dealt by.

Any two trap spaces fall into cells independently, so what a cell holds has a variance below its
mean. By Chebyshev's inequality a cell is then off by more than the tolerance with a chance of at
most a quarter, once the mean is :data:`LEAST_MEAN`; the median of :data:`CELLS` cells is off with
a chance below 0.0124. A median of twice that mean shows that the mean is as large, but for a chance
below 10^-15. At most :data:`TRIES` numbers of cells are tried.
Source of the approach: Kabir, Trinh, Pastva & Meel 2025, arXiv:2506.06013, who count answers of a
logic program so. The bounds above are of what is done here, which is simpler.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from random import Random
from statistics import median
from typing import Any, NamedTuple

from her2model.engine.network import Network, Subspace
from her2model.engine.trap_spaces import TrapSpaceProgram, arcs_among, positive_feedback_set
from her2model.model.bit_masks import members

__all__ = ["CERTAINTY", "TOLERANCE", "Estimate", "estimated"]

TOLERANCE = 0.2
CERTAINTY = 0.95
LEAST_MEAN = 144
"""4 (1 + 1 / TOLERANCE)²"""
LEAST_MEDIAN, FULL = 2 * LEAST_MEAN, 8 * LEAST_MEAN
"""FULL: what a cell holds at most before it is left."""
CELLS, TRIES = 17, 4
MAX_FEEDBACK = 400

Row = int
"""A sum over the field of two elements: a bit for each atom, and one for the constant."""


class Estimate(NamedTuple):
    """A number of trap spaces, which is exact where there are few."""

    number: int
    exact: bool


def estimated(
    network: Network, within: Subspace, *, seconds: float, seed: int = 0
) -> Estimate | None:
    """Estimate the number of minimal trap spaces inside a trap space.

    Parameters
    ----------
    network, within
        As for :func:`~.trap_spaces.minimal_trap_spaces`.
    seconds
        Time on the clock.
    seed
        Seed of the random maps.

    Returns
    -------
    Estimate or None
        Estimate and number are within a factor of 1 + :data:`TOLERANCE` with a chance of
        :data:`CERTAINTY` or more. None where time did not suffice.
    """
    dealt = _Dealt(network, network.shrunk(within), Random(seed), time.monotonic() + seconds)
    try:
        held = dealt.held(0)
        if held < FULL:
            return Estimate(held, True)
        bits = _first_look(dealt)
        for _ in range(TRIES):
            middle = median(dealt.held(bits) for _ in range(CELLS))
            if LEAST_MEDIAN <= middle < FULL:
                return Estimate(int(middle) << bits, False)
            bits = max(1, bits + (1 if middle >= FULL else -1))
    except TimeoutError:
        pass
    return None


def _first_look(dealt: _Dealt) -> int:
    """Return how many bits of a map give cells of a fit size, judged by one cell each."""
    full, bits = 0, 16
    while dealt.held(bits) >= FULL:
        full, bits = bits, 2 * bits
    while bits - full > 1:
        between = (full + bits) // 2
        held = dealt.held(between)
        if held >= FULL:
            full = between
        else:
            bits = between
            if held >= LEAST_MEDIAN:
                break
    return bits


class _Dealt:
    """The minimal trap spaces of a network, dealt into cells by random maps."""

    def __init__(self, network: Network, root: Subspace, random: Random, until: float) -> None:
        self.network, self.root, self.random, self.until = network, root, random, until
        feedback = positive_feedback_set(arcs_among(network, root.free), MAX_FEEDBACK)
        whole = len(feedback) <= MAX_FEEDBACK
        told_apart = feedback if whole else tuple(members(root.free))
        inputs = [i for i in told_apart if network.rise[i] == (True, 1 << i, 0, ())]
        rest = [(i, value) for i in told_apart if i not in inputs for value in (0, 1)]
        # an input has one value in each; so its atom is a good one to express by the others
        self.coordinates = [*((i, 1) for i in inputs), *rest]

    def held(self, bits: int) -> int:
        """Return how many trap spaces a cell of a fresh map to so many bits holds, up to FULL.

        Raises
        ------
        TimeoutError
            Time is out.
        """
        import clingo

        control = clingo.Control([f"--models={FULL}"], logger=lambda code, message: None)
        with control.backend() as backend:
            program = TrapSpaceProgram(backend, self.network, self.root, choice=False)
            atoms = [program.values[value][i] for i, value in self.coordinates]
            width = len(atoms)
            rows = [self.random.getrandbits(width + 1) for _ in range(bits)]
            for row in _reduced(rows, width):
                _even(backend, [a for k, a in enumerate(atoms) if row >> k & 1], row >> width)
        return sum(1 for _ in _answers(control, self.until))


def _reduced(rows: list[Row], width: int) -> list[Row]:
    """Return sums with the same solutions, each with an atom that no other has."""
    done: list[Row] = []
    for k in range(width):
        pivot = next((row for row in rows if row >> k & 1), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows = [row ^ pivot if row >> k & 1 else row for row in rows]
        done = [*(row ^ pivot if row >> k & 1 else row for row in done), pivot]
    return done + rows


def _even(backend: Any, atoms: list[int], constant: int) -> None:
    """Ask for an even number of atoms, or an odd one with a constant of 1."""
    odd = None
    for atom in atoms:
        if odd is None:
            odd = atom
            continue
        sum_ = backend.add_atom()
        backend.add_rule([sum_], [odd, -atom])
        backend.add_rule([sum_], [-odd, atom])
        odd = sum_
    if odd is None:
        if constant:
            backend.add_rule([], [])
    else:
        backend.add_rule([], [-odd if constant else odd])


def _answers(control: Any, until: float) -> Iterator[Any]:
    """Yield the answers of a logic program; a TimeoutError ends them where time is out."""
    with control.solve(yield_=True, async_=True) as handle:
        while True:
            handle.resume()
            if not handle.wait(max(0.0, until - time.monotonic())):
                handle.cancel()
                raise TimeoutError
            model = handle.model()
            if model is None:
                return
            yield model
