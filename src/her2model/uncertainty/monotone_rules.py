"""All the rules that fit a species' arrows: monotone Boolean functions of its regulators.

A rule fits if each regulator acts with its arrow's sign, and if each can make a difference. With
the regulators read as *literals* (the activator, or the absence of the inhibitor) these are the
monotone functions of k literals that depend on all of them: 1, 2, 9 and 114 for k from 1 to 4 (see
Crama & Hammer 2011, Boolean Functions, doi:10.1017/CBO9780511852008). A function is held as a
truth table in one integer: bit y is its value where the literals with a bit in y are true.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from her2model.errors import LimitError
from her2model.model.bit_masks import members
from her2model.model.rules import And, Atom, Or, Rule

__all__ = ["MAX_REGULATORS", "Literals", "Partial", "all_tables", "depends_on_all", "random_table"]

MAX_REGULATORS = 10


@dataclass(frozen=True)
class Literals:
    """The regulators of a species as literals, and tables of functions of them."""

    names: tuple[tuple[str, int], ...]

    @property
    def size(self) -> int:
        """Number of literals."""
        return len(self.names)

    def table(self, rule: Rule) -> int:
        """Return the truth table of a rule of these regulators."""
        found = 0
        for y in range(1 << self.size):
            state = {n: (y >> i & 1) == v for i, (n, v) in enumerate(self.names)}
            found |= rule.evaluate({n: int(on) for n, on in state.items()}) << y
        return found

    def rule(self, table: int) -> Rule:
        """Return the rule with a truth table: its smallest sets of true literals, joined by or.

        Examples
        --------
        >>> Literals((("A", 1), ("B", 0))).rule(0b1000).text
        'A and not B'
        """
        points = [y for y in range(1 << self.size) if table >> y & 1]
        least = [y for y in points if not any(p != y and p & y == p for p in points)]
        terms = [
            tuple(Atom(n, v) for i, (n, v) in enumerate(self.names) if y >> i & 1) for y in least
        ]
        joined = [t[0] if len(t) == 1 else And(t) for t in terms]
        return Rule(joined[0] if len(joined) == 1 else Or(tuple(joined)))


@dataclass(frozen=True)
class Partial:
    """What is settled of a function: points where it is true, and where it is false."""

    size: int
    ones: int = 0
    zeros: int = 0

    @classmethod
    def nothing(cls, size: int) -> Partial:
        """Settle only what holds of every fitting function: true at the top, false at the bottom.

        Raises
        ------
        LimitError
            There are more regulators than are handled.
        """
        if size > MAX_REGULATORS:
            raise LimitError(
                f"a species has {size} regulators and at most {MAX_REGULATORS} are handled; "
                "write its rule, or split it with an intermediate species"
            )
        return cls(size, 1 << ((1 << size) - 1), 1)

    def value(self, point: int) -> int | None:
        """Value at a point, or None where it is not settled."""
        return 1 if self.ones >> point & 1 else 0 if self.zeros >> point & 1 else None

    def settling(self, point: int, value: int) -> Partial:
        """Settle a point, and with it every point above (or below) it."""
        above, below = _closures(self.size)
        if value:
            return Partial(self.size, self.ones | above[point], self.zeros)
        return Partial(self.size, self.ones, self.zeros | below[point])

    def completed(self, preferred: int | None = None) -> int | None:
        """Return a fitting function with these values, the preferred one if it is; None if none."""
        full = (1 << (1 << self.size)) - 1
        for table in (preferred, self.ones, full & ~self.zeros):
            if table is not None and self.agrees(table) and depends_on_all(table, self.size):
                return table
        return _search(self)

    def agrees(self, table: int) -> bool:
        """Whether a function has these values."""
        return not (self.ones & ~table or self.zeros & table)


@lru_cache(maxsize=16)
def _closures(size: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return for each point the points above and below it, as bit masks."""
    points = range(1 << size)
    above = tuple(sum(1 << p for p in points if p & y == y) for y in points)
    below = tuple(sum(1 << p for p in points if p & y == p) for y in points)
    return above, below


@lru_cache(maxsize=16)
def _without(size: int) -> tuple[int, ...]:
    """Return for each literal the points where it is false, as a bit mask."""
    return tuple(sum(1 << y for y in range(1 << size) if not y >> i & 1) for i in range(size))


def depends_on_all(table: int, size: int) -> bool:
    """Whether each literal can make a difference."""
    return all((table >> (1 << i)) & ~table & low for i, low in enumerate(_without(size)))


def _search(partial: Partial) -> int | None:
    """Find a fitting function by settling one open point after the other.

    For each literal that makes no difference yet there must be a point where it does; each such
    point is tried, so the search is complete.
    """
    if partial.ones & partial.zeros:
        return None
    size = partial.size
    table = partial.ones
    missing = next(
        (i for i, low in enumerate(_without(size)) if not (table >> (1 << i)) & ~table & low), None
    )
    if missing is None:
        return table
    full = (1 << (1 << size)) - 1
    for y in members(_without(size)[missing]):
        top = y | 1 << missing
        if (partial.ones >> y | partial.zeros >> top) & 1:
            continue
        if partial.zeros >> y & 1 and partial.ones >> top & 1:
            continue
        found = _search(partial.settling(y, 0).settling(top, 1))
        if found is not None and found <= full:
            return found
    return None


def all_tables(size: int) -> list[int]:
    """List every fitting function of up to four literals.

    Examples
    --------
    >>> [len(all_tables(k)) for k in (1, 2, 3, 4)]
    [1, 2, 9, 114]
    """
    if size > 4:
        raise LimitError(f"all functions of {size} literals are too many; up to 4 are listed")
    found = [p.ones for p in _every(Partial.nothing(size), range(1 << size))]
    return [t for t in found if depends_on_all(t, size)]


def _every(partial: Partial, points: Iterable[int]) -> Iterator[Partial]:
    open_points = [y for y in points if partial.value(y) is None]
    if not open_points:
        yield partial
        return
    for value in (0, 1):
        yield from _every(partial.settling(open_points[0], value), open_points[1:])


def random_table(size: int, rng: random.Random, order: Sequence[int] | None = None) -> int:
    """Draw a fitting function: settle its points in random order, each by a coin.

    Every fitting function can be drawn, though not all with the same chance.
    """
    partial = Partial.nothing(size)
    points = list(order or range(1 << size))
    rng.shuffle(points)
    for y in points:
        if partial.value(y) is None:
            wanted = partial.settling(y, rng.getrandbits(1))
            partial = (
                wanted
                if wanted.completed() is not None
                else partial.settling(y, 0 if wanted.value(y) else 1)
            )
    return partial.ones
