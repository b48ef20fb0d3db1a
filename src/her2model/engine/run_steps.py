"""The steps of asynchronous runs on words of 64 runs, for a compiler.

What :mod:`her2model.engine.packed_sampling` does with whole numbers is done here with arrays of
words, operation for operation, on the same random words: so the runs are the same, bit for bit.
The functions are those that numba compiles, one call for many steps; nothing here imports it.

Words are gone through in tiles, so that what a tile needs stays in the processor's first cache.
Indices are unsigned and rows are not taken out: so the innermost loops become vector instructions.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

__all__ = ["PARTS", "STEPS", "TILE", "Rules", "Tally", "Work", "read", "watch", "write"]

U = np.uint64
TILE = U(64)
NONE, ONE, TWO, THREE, FOUR, SIX = U(0), U(1), U(2), U(3), U(4), U(6)
ELEVEN, TURNED, BACK, TOP, LAST = U(11), U(24), U(40), U(56), U(63)
IN_TWOS, IN_FOURS, IN_EIGHTS, BYTES = (U(int(byte * 8, 16)) for byte in ("55", "33", "0f", "01"))


class Rules(NamedTuple):
    """The rules of the species: what is worked out, one after the other, and where it is then."""

    negated: Any
    """Rows of: where a species is in a tile, and where its negation goes."""
    tape: Any
    """Rows of: whether it is *and*, where two values are, and where the result goes."""
    results: Any


class Work(NamedTuple):
    """What a step reads and writes: rows of words, and the state of the random words."""

    served: Any
    """How many species a random number serves."""
    source: Any
    state: Any
    every: Any
    change: Any
    """Where the rule of each species would change it, then where it fired."""
    busy: Any
    """The species that are about to change in some run."""
    values: Any
    """The values that rules are worked out from, for one tile."""
    ring: Any
    """Random bits, each row twice, so that it can be turned."""
    once: Any
    twice: Any
    carry: Any
    moving: Any


class Tally(NamedTuple):
    """Counters of the runs, a row of words a digit."""

    going: Any
    settled: Any
    """Runs whose time counts."""
    clock: Any
    """How often the clock ticked: first to settle, then of what counts, up to an overflow."""
    begin: Any
    """What the clock is set to where it has settled."""
    on: Any


# -- one step -------------------------------------------------------------------------------------


def _propose(rules: Rules, work: Work) -> Any:
    """Work out where each rule would change its species; return how many would do so somewhere."""
    count, words = U(work.change.shape[0]), U(work.change.shape[1])
    for k in range(count):
        work.busy[k] = NONE
    for low in range(NONE, words, TILE):
        _evaluate(rules, work, low, min(TILE, words - low))
        _compare(rules, work, low, min(TILE, words - low))
    found = NONE
    for k in range(count):
        if work.busy[k]:
            work.busy[found] = k
            found += ONE
    return found


def _evaluate(rules: Rules, work: Work, low: Any, size: Any) -> None:
    """Work out the rules for the runs of a tile."""
    values, count = work.values, U(len(work.state))
    for k in range(count):
        one = k * TILE
        for w in range(size):
            values[one + w] = work.state[k, low + w]
    every = (count + ONE) * TILE
    for w in range(size):
        values[every - TILE + w] = NONE
        values[every + w] = work.every[low + w]
    for t in range(U(len(rules.negated))):
        one, out = rules.negated[t, NONE], rules.negated[t, ONE]
        for w in range(size):
            values[out + w] = values[one + w] ^ values[every + w]
    for t in range(U(len(rules.tape))):
        one, other, out = rules.tape[t, ONE], rules.tape[t, TWO], rules.tape[t, THREE]
        if rules.tape[t, NONE]:
            for w in range(size):
                values[out + w] = values[one + w] & values[other + w]
        else:
            for w in range(size):
                values[out + w] = values[one + w] | values[other + w]


def _compare(rules: Rules, work: Work, low: Any, size: Any) -> None:
    """Find the runs of a tile in which the value of a rule is not that of its species."""
    values, change = work.values, work.change
    for k in range(U(len(change))):
        one, out, seen = k * TILE, rules.results[k], NONE
        for w in range(size):
            changing = values[out + w] ^ values[one + w]
            change[k, low + w] = changing
            seen |= changing
        if seen:
            work.busy[k] = ONE


def _draw(work: Work, numbers: Any, halvings: int) -> Any:
    """Fill rows of the ring with bits that are on at a chance; return the word before them.

    The words are those of SFC64, a generator by Chris Doty-Humphrey, as NumPy draws them.
    """
    ring, words = work.ring, U(work.change.shape[1])
    a, b, c, d = work.source[NONE], work.source[ONE], work.source[TWO], work.source[THREE]
    first = a + b + d
    d += ONE
    a, b, c = b ^ (b >> ELEVEN), c + (c << THREE), (c << TURNED | c >> BACK) + first
    for halving in range(halvings):
        for n in range(numbers):
            for w in range(words):
                fresh = a + b + d
                d += ONE
                a, b, c = b ^ (b >> ELEVEN), c + (c << THREE), (c << TURNED | c >> BACK) + fresh
                ring[n, w] = fresh if halving == 0 else ring[n, w] & fresh
    for n in range(numbers):
        for w in range(words):
            ring[n, words + w] = ring[n, w]
        ring[n, words + words] = ring[n, NONE]
    work.source[NONE], work.source[ONE], work.source[TWO], work.source[THREE] = a, b, c, d
    return first


def _step(work: Work, count: Any, active: Any, halvings: int) -> None:
    """Let the first species of ``busy`` fire, and change what fired alone in an active run."""
    state, change, carry, twice = work.state, work.change, work.carry, work.twice
    words = U(len(active))
    numbers = (count + work.served - ONE) // work.served
    first = _draw(work, numbers, halvings)
    stretch = NONE
    if work.served > ONE:
        stretch = ONE + first % ((words << SIX) // work.served - ONE)
    for low in range(NONE, words, TILE):
        high = min(low + TILE, words)
        _fire(work, count, numbers, stretch, low, high)
        for w in range(low, high):
            carry[w] = active[w] & ~twice[w]
        for j in range(count):
            k = work.busy[j]
            for w in range(low, high):
                state[k, w] ^= change[k, w] & carry[w]


def _fire(work: Work, count: Any, numbers: Any, stretch: Any, low: Any, high: Any) -> None:
    """Let species fire in the runs of a tile: each reads its random bits at a turn of its own."""
    once, twice, change, ring = work.once, work.twice, work.change, work.ring
    for w in range(low, high):
        once[w] = twice[w] = NONE
    for j in range(count):
        k, n, turn = work.busy[j], j % numbers, j // numbers * stretch
        at, right = turn >> SIX, turn & LAST
        left = LAST - right
        for w in range(low, high):
            bits = ring[n, at + w] >> right | (ring[n, at + w + ONE] << ONE) << left
            fired = change[k, w] & bits
            change[k, w] = fired
            twice[w] |= once[w] & fired
            once[w] |= fired


def _bits_on(word: Any) -> Any:
    """Count the bits of a word that are on."""
    word = word - (word >> ONE & IN_TWOS)
    word = (word & IN_FOURS) + (word >> TWO & IN_FOURS)
    return (word + (word >> FOUR) & IN_EIGHTS) * BYTES >> TOP


def _see(work: Work, count: Any, among: Any) -> int:
    """Find the runs, among some, in which a species is about to change; return how many."""
    moving, words = work.moving, U(len(among))
    for w in range(words):
        moving[w] = NONE
    for j in range(count):
        k = work.busy[j]
        for w in range(words):
            moving[w] |= work.change[k, w]
    here = NONE
    for w in range(words):
        moving[w] &= among[w]
        here += _bits_on(moving[w])
    return int(here)


def _lost_by(work: Work) -> int:
    """Count the moving runs that lost the last step."""
    lost = NONE
    for w in range(U(len(work.every))):
        lost += _bits_on(work.moving[w] & work.twice[w])
    return int(lost)


# -- many steps -----------------------------------------------------------------------------------


def watch(
    rules: Rules,
    work: Work,
    tally: Tally,
    rows: Any,
    tuning: Any,
    halvings: int,
    steps: tuple[int, int],
    runs: int,
    lost: int,
    seen: int,
) -> tuple[int, int, bool]:
    """Run on until runs are to be put aside; return the steps, how rarely to fire, and whether.

    ``moving`` are then the runs that go on.
    """
    words = U(len(work.every))
    for taken in range(steps[0], steps[1]):
        count = _propose(rules, work)
        if taken % tuning.look == 0:
            here = _see(work, count, tally.going)
            lost += _lost_by(work)
            if taken:
                seen += here
            if here == 0 or (4 * here <= runs and runs >= tuning.small):
                return taken, halvings, True
            if seen >= tuning.looked_at:
                if lost / seen > tuning.most and halvings < tuning.most_halvings:
                    return taken, halvings + 1, True
                if lost / seen < tuning.least and halvings > tuning.fewest_halvings:
                    return taken, halvings - 1, True
                lost = seen = 0
        _step(work, count, tally.going, halvings)
        for low in range(NONE, words, TILE):
            _note(work, tally, rows, low, min(low + TILE, words))
    return steps[1], halvings, False


def _note(work: Work, tally: Tally, rows: Any, low: Any, high: Any) -> None:
    """Take a step of a tile in account: where the clock ticked, and where species are on."""
    carry, once, going, settled = work.carry, work.once, tally.going, tally.settled
    for k in range(U(len(rows))):
        row = rows[k]
        for w in range(low, high):
            carry[w] = going[w] & ~once[w] & settled[w] & work.state[row, w]
        _add(tally.on[k], carry, low, high)
    for w in range(low, high):
        carry[w] = going[w] & ~once[w]
    if not _add(tally.clock, carry, low, high):
        return
    for w in range(low, high):
        going[w] ^= carry[w] & settled[w]
        carry[w] &= ~settled[w]
        settled[w] |= carry[w]
    for digit in range(U(len(tally.clock))):
        for w in range(low, high):
            tally.clock[digit, w] |= tally.begin[digit, w] & carry[w]


def _add(digits: Any, carry: Any, low: Any, high: Any) -> bool:
    """Add one in some runs of a tile; return whether, and leave where, the last digit ran over."""
    for k in range(U(len(digits))):
        some = NONE
        for w in range(low, high):
            digit = digits[k, w]
            digits[k, w] = digit ^ carry[w]
            carry[w] &= digit
            some |= carry[w]
        if not some:
            return False
    return True


# -- numbers of runs ------------------------------------------------------------------------------


def write(numbers: Any, digits: Any) -> None:
    """Write the number of each run into digits."""
    for k in range(U(digits.shape[0])):
        for w in range(U(digits.shape[1])):
            word = NONE
            for bit in range(U(64)):
                word |= (U(numbers[(w << SIX) + bit]) >> k & ONE) << bit
            digits[k, w] = word


def read(digits: Any, numbers: Any) -> None:
    """Read the number of each run from digits."""
    numbers[:] = 0
    for k in range(U(digits.shape[0])):
        for w in range(U(digits.shape[1])):
            word = digits[k, w]
            for bit in range(U(64)):
                numbers[(w << SIX) + bit] += np.int64((word >> bit & ONE) << k)


PARTS = (
    _evaluate,
    _compare,
    _propose,
    _draw,
    _fire,
    _step,
    _bits_on,
    _see,
    _lost_by,
    _add,
    _note,
)
"""What the others call."""
STEPS = (watch, write, read)
"""What is called from outside."""
