"""Sets of small numbers as whole numbers: bit i is on where i is in the set."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["members"]


def members(mask: int) -> Iterator[int]:
    """Yield the numbers of a bit mask, in ascending order.

    Examples
    --------
    >>> list(members(0b10110))
    [1, 2, 4]
    """
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
