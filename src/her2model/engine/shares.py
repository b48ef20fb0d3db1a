"""Sampled shares of time, each with its standard error over independent runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from her2model.engine.network import Network, Subspace
from her2model.engine.packed_sampling import PackedRuns
from her2model.errors import InputError, LimitError, shown
from her2model.model.arguments import whole_number

__all__ = ["Share", "blocks", "check_size", "sampled_share"]

BLOCK = 1 << 16
MOST_TIME = 1_000_000
MOST_NUMBERS = 1 << 27
"""Numbers of 8 bytes that are held for the runs: a gigabyte, and as much to put them together."""


@dataclass(frozen=True, slots=True)
class Share:
    """A sampled share and its standard error over independent runs."""

    mean: float
    error: float

    @classmethod
    def of(cls, values: Any) -> Share:
        """Mean of a value for each run, and its standard error."""
        n = len(values)
        spread = float(values.var(ddof=1)) if n > 1 else 0.0
        return cls(float(values.mean()), (spread / n) ** 0.5)


def sampled_share(
    network: Network, start: Subspace, species: str, *, runs: int, time: float, seed: int
) -> Share:
    """Sample the share of time that a species is on under asynchronous updating.

    Parameters
    ----------
    network, start
        The network, and a subspace: each run begins in a random state of it.
    species
        What to watch.
    runs
        Independent runs, at least two.
    time
        Counted time of a run, in units of the mean time between updates of one species. As much
        passes before it without being counted.
    seed
        Seed of the random bits; the same seed gives the same share.

    Returns
    -------
    Share
        Exact, with error 0, where the species cannot change.

    Raises
    ------
    InputError
        ``runs`` or ``time`` is too small, or ``runs`` is no number.
    LimitError
        There are too many runs, or species change so often that they do not come to their end.
    """
    import numpy as np

    check_size(runs, time)
    found = []
    for k, size in enumerate(blocks(runs)):
        together = PackedRuns(network, start, runs=size, seed=(seed, k), watched=[species])
        if not together.followed:
            return Share(float(together.within.can1 >> network.index[species] & 1), 0.0)
        found.append(together.share([species], time)[0])
    return Share.of(np.concatenate(found))


def check_size(runs: int, time: float, numbers: int = 1) -> None:
    """Refuse what gives no standard error, no time, or more numbers than there is memory for.

    Parameters
    ----------
    runs, time
        What is asked for.
    numbers
        How many are held for a run.

    Raises
    ------
    InputError
        ``runs`` or ``time`` is too small or too large, or no number.
    LimitError
        There is not the memory for so many runs.
    """
    if whole_number(runs, "runs") < 2:
        raise InputError(f"runs={runs} gives no standard error", hint="give 2 or more")
    is_number = isinstance(time, int | float) and not isinstance(time, bool)
    if not (is_number and 0 < time < MOST_TIME):
        message = f"{shown(time)} is no time to sample"
        raise InputError(message, hint=f"give a positive number, less than {MOST_TIME:,}")
    if runs * numbers > MOST_NUMBERS:
        raise LimitError(
            f"{runs:,} runs need more than a gigabyte of memory; give {MOST_NUMBERS // numbers:,} "
            "or fewer, and for a smaller error take the mean over several seeds"
        )


def blocks(runs: int) -> list[int]:
    """Cut runs into blocks that stay in the processor's cache."""
    return [BLOCK] * (runs // BLOCK) + ([runs % BLOCK] if runs % BLOCK else [])
