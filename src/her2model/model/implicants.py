"""Prime implicants over bit masks: absorption, consensus, and truth tables for few names.

A term is a mask with two bits a name: 2i when name i must be 0, 2i + 1 when it must be 1. Where
names are few, a function is held as its truth table in one whole number instead.

Bit ``i`` of a table is the value in the state whose ``k``-th name has bit ``k`` of ``i``. Splitting
by the last name ``x``, a prime implicant of ``f`` is one of ``f0 f1``, or ``not x`` with one of
``f0`` that does not imply ``f1``, or ``x`` with one of ``f1`` that does not imply ``f0``.
Source: Crama & Hammer 2011, Boolean Functions, doi:10.1017/CBO9780511852008, chapter 3.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import groupby

from her2model.errors import LimitError

__all__ = [
    "MAX_NAMES",
    "MAX_PRODUCTS",
    "absorbed",
    "clash",
    "columns",
    "consensus_closure",
    "demand_few",
    "demand_room",
    "prime_terms",
]

MAX_IMPLICANTS = 5_000
MAX_PRODUCTS = 2_000_000
MAX_BITS = 400_000_000

MAX_NAMES = 18
MAX_TERMS = 50_000

Term = tuple[int, int]  # names that must be 0, and those that must be 1, as bit masks


@cache
def columns(count: int) -> tuple[int, ...]:
    """Return the truth table of each of ``count`` names.

    Examples
    --------
    >>> [f"{c:08b}" for c in columns(3)]
    ['10101010', '11001100', '11110000']
    """
    full = (1 << (1 << count)) - 1
    return tuple(full // ((1 << (1 << k)) + 1) << (1 << k) for k in range(count))


def prime_terms(table: int, count: int) -> list[Term]:
    """Return every prime implicant: the names that it wants to be 0, and to be 1.

    Parameters
    ----------
    table
        Truth table.
    count
        How many names there are.

    Raises
    ------
    LimitError
        More terms than is stated would have to be kept on the way.

    Examples
    --------
    >>> a, b, c = columns(3)
    >>> sorted(prime_terms(a & b | ~a & c & 255, 3))
    [(0, 3), (0, 6), (1, 4)]
    """
    return _Primes().of(table, count)


class _Primes:
    def __init__(self) -> None:
        self._known: dict[tuple[int, int], list[Term]] = {}
        self._terms = 0

    def of(self, table: int, count: int) -> list[Term]:
        if table == 0:
            return []
        if table == _full(count):
            return [(0, 0)]
        if (table, count) not in self._known:
            found = self._split(table, count - 1)
            self._known[table, count] = found
            self._terms += len(found)
            if self._terms > MAX_TERMS:
                raise LimitError(
                    f"the prime implicants of a rule are not found within {MAX_TERMS:,} terms; "
                    "split it with an intermediate species"
                )
        return self._known[table, count]

    def _split(self, table: int, last: int) -> list[Term]:
        half = 1 << last
        low, high = table & _full(last), table >> half
        bit = 1 << last
        found = list(self.of(low & high, last))
        for no, yes in self.of(low, last):
            if _leaves(no, yes, high, last):
                found.append((no | bit, yes))
        for no, yes in self.of(high, last):
            if _leaves(no, yes, low, last):
                found.append((no, yes | bit))
        return found


def _leaves(no: int, yes: int, table: int, count: int) -> bool:
    """Whether some state of a term lies outside a table."""
    outside = _full(count) & ~table
    for k, (is_no, is_yes) in enumerate(_both(count)):
        if yes >> k & 1:
            outside &= is_yes
        elif no >> k & 1:
            outside &= is_no
    return outside != 0


@cache
def _full(count: int) -> int:
    return (1 << (1 << count)) - 1


@cache
def _both(count: int) -> list[tuple[int, int]]:
    """Truth tables of the negation of each name, and of the name."""
    return [(_full(count) & ~c, c) for c in columns(count)]


def absorbed(terms: Iterable[int]) -> list[int]:
    """Drop the terms that a shorter one implies; terms of one length never imply each other."""
    kept: list[int] = []
    for _, alike in groupby(sorted(set(terms), key=int.bit_count), int.bit_count):
        kept += [t for t in alike if not any(k & t == k for k in kept)]
        demand_few(len(kept))
    return kept


def clash(term: int) -> int:
    """Non-zero when the term holds a name and its negation (bits 2i and 2i + 1)."""
    even = int("01" * ((term.bit_length() + 1) // 2 or 1), 2)
    return term & (term >> 1) & even


def consensus_closure(terms: list[int], names: int) -> list[int]:
    """Add every consensus of two terms until nothing new comes: all prime implicants."""
    even = sum(1 << 2 * k for k in range(names))
    pairs = 0
    while True:
        new = set()
        pairs += len(terms) ** 2 // 2
        if pairs > MAX_PRODUCTS:
            raise LimitError(
                f"the prime implicants of a rule of {names} names, some with both signs, are not "
                f"found within {MAX_PRODUCTS:,} steps; split it with an intermediate species"
            )
        for i, a in enumerate(terms):
            for b in terms[:i]:
                clash = (a & b >> 1 | b & a >> 1) & even  # names with opposite signs in a and b
                if clash and not clash & (clash - 1):
                    new.add((a | b) & ~(3 * clash))
        grown = absorbed([*terms, *new])
        if set(grown) == set(terms):
            return grown
        terms = grown


def demand_few(count: int) -> None:
    """Stop where a rule has more prime implicants than is stated."""
    if count > MAX_IMPLICANTS:
        raise LimitError(
            f"a rule has more than {MAX_IMPLICANTS:,} prime implicants; "
            "split it with an intermediate species"
        )


def demand_room(products: int, width: int) -> None:
    """Stop where multiplying a rule out takes more products, or more bits for them, than stated."""
    if products > MAX_PRODUCTS or products * width > MAX_BITS:
        raise LimitError(
            f"multiplying a rule out takes more than {MAX_PRODUCTS:,} products, or products of "
            "too many names; split it with an intermediate species"
        )
