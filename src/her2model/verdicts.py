"""Every word of an answer, in one place: values, verdicts, outcomes of a bypass, and their looks.

A *value* is what a species is over all reachable attractors. A *verdict* is what drugs do to the
growth of a tumour, always relative to the same tumour untreated. Each word has a sign, a meaning, a
colour role and a letter here and nowhere else: pictures, commands and the page take them from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

__all__ = [
    "ARREST",
    "BOTH",
    "BOTH_MEANING",
    "BYPASSES",
    "DEATH",
    "INERT",
    "LOOKS",
    "MIXED",
    "NOTHING_LOST_INERT",
    "NOTHING_LOST_NO_GROWTH",
    "NOTHING_LOST_RESPONDS",
    "NO_GROWTH",
    "OFF",
    "ON",
    "PARTIAL",
    "POSSIBLE",
    "RESISTANT",
    "RESPONDS",
    "STARTS",
    "STRICT",
    "UNSETTLED",
    "UNTREATED",
    "VALUES",
    "VERDICTS",
    "WEAKENED",
    "Baseline",
    "Bypass",
    "Look",
    "Response",
    "StartWord",
    "Value",
    "ValueWord",
    "Verdict",
    "Word",
    "bypass_of",
    "is_inert",
    "judged",
    "level_in",
    "level_word",
    "look_of",
    "value_of",
    "values_of",
]

ValueWord = Literal["on", "off", "mixed", "unsettled"]
Value = str
"""A word, or ``level 1 of 2`` where a species with levels settles between off and on."""
Verdict = Literal["responds", "partial", "resistant", "mixed", "unsettled", "no growth"]
Word = Literal["responds", "partial", "resistant", "mixed", "unsettled", "no growth", "inert"]
"""A verdict, or ``inert`` where a table sets the unaltered tumour beside it."""
Response = Literal["death", "arrest"]
Bypass = Literal[
    "strict", "possible", "weakened", "none: responds", "none: inert", "none: no growth"
]
StartWord = Literal["untreated", "any"]
"""Where a scenario starts: the tumour as it is untreated, or every state."""
Baseline = Literal["unaltered", "untreated"]
"""What a tumour is set beside: itself without alterations, or without drugs."""
Interval = tuple[int, int]
"""Lowest and highest level of a species in one attractor; alike where it settles."""

ON: Final = "on"
OFF: Final = "off"
MIXED: Final = "mixed"
UNSETTLED: Final = "unsettled"
VALUES: tuple[ValueWord, ...] = (OFF, ON, MIXED, UNSETTLED)

RESPONDS: Final = "responds"
PARTIAL: Final = "partial"
RESISTANT: Final = "resistant"
NO_GROWTH: Final = "no growth"
UNTREATED: Final = "untreated"
STARTS: tuple[StartWord, ...] = (UNTREATED, "any")
INERT: Final = "inert"
VERDICTS: tuple[Verdict, ...] = (RESPONDS, PARTIAL, RESISTANT, MIXED, UNSETTLED, NO_GROWTH)
"""In the order in which they are told."""

DEATH: Final = "death"
ARREST: Final = "arrest"

STRICT: Final = "strict"
POSSIBLE: Final = "possible"
WEAKENED: Final = "weakened"
NOTHING_LOST_RESPONDS: Final = "none: responds"
NOTHING_LOST_INERT: Final = "none: inert"
NOTHING_LOST_NO_GROWTH: Final = "none: no growth"
BYPASSES: Mapping[Bypass, str] = MappingProxyType(
    {
        STRICT: "the drugs stop the unaltered tumour, and the altered one resists them",
        POSSIBLE: "the drugs stop the unaltered tumour, and the altered one not surely",
        WEAKENED: "the drugs stop the unaltered tumour, and only slow the altered one",
        NOTHING_LOST_RESPONDS: "the altered tumour responds too",
        NOTHING_LOST_INERT: "the drugs do not surely stop the unaltered tumour either",
        NOTHING_LOST_NO_GROWTH: "one of the two tumours does not grow untreated",
    }
)
"""Outcome → what it means."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a word is shown.

    Attributes
    ----------
    role
        What its colour says, as an identifier: the key of :data:`LOOKS` and of colours.
    word
        The verdict that it shows.
    sign, meaning, letter
        Its sign, what it means, and its letter in packed tables.
    """

    role: str
    word: str
    sign: str
    meaning: str
    letter: str


_LOOKS = (
    Look(DEATH, RESPONDS, "✕", "responds: cells die", "d"),
    Look(ARREST, RESPONDS, "–", "responds: growth stops", "a"),
    Look(PARTIAL, PARTIAL, "◐", "partial: grows less than untreated", "p"),
    Look(MIXED, MIXED, "±", "mixed: timing decides", "m"),
    Look(UNSETTLED, UNSETTLED, "~", "unsettled: growth comes and goes", "u"),
    Look(RESISTANT, RESISTANT, "▲", "resistant: grows", "r"),
    Look(INERT, INERT, "·", "inert: does not stop the unaltered tumour either", "i"),
    Look("no-growth", NO_GROWTH, "○", "no growth: does not grow untreated either", "n"),
    Look(UNTREATED, UNTREATED, "", "untreated: no drug, no verdict", "-"),
)
LOOKS: Mapping[str, Look] = MappingProxyType({look.role: look for look in _LOOKS})
"""Colour role → look, in the order of a legend."""
_OF_WORD = MappingProxyType({look.word: look for look in _LOOKS if look.word != RESPONDS})


BOTH: Final = "†"
"""Sign of cells in which growth and death are both on, put after that of the verdict."""
BOTH_MEANING: Final = "grows and dies: proliferation and apoptosis are both on"


def value_of(levels: Iterable[Interval], top: int = 1) -> Value:
    """Say what a species is, from its level in each reachable attractor.

    Parameters
    ----------
    levels
        Lowest and highest level in each.
    top
        The highest level that the species has: that is *on*.

    Examples
    --------
    >>> value_of([(0, 0), (1, 1)]), value_of([(0, 1)]), value_of([(1, 1)])
    ('mixed', 'unsettled', 'on')
    >>> value_of([(1, 1)], top=2), value_of([(2, 2)], top=2)
    ('level 1 of 2', 'on')
    """
    found = set(levels)
    if any(low != high for low, high in found):
        return UNSETTLED
    if len(found) > 1:
        return MIXED
    return level_word(found.pop()[0], top)


def level_word(level: int, top: int) -> Value:
    """Return the word for a level: off, on for the highest, or which of how many.

    Examples
    --------
    >>> level_word(0, 2), level_word(1, 2), level_word(1, 1)
    ('off', 'level 1 of 2', 'on')
    """
    if level in (0, top):
        return ON if level else OFF
    return f"level {level} of {top}"


def level_in(value: Value) -> tuple[int, int] | None:
    """Return the level and the highest one that a word such as ``level 1 of 2`` names.

    Examples
    --------
    >>> level_in("level 1 of 2"), level_in("on")
    ((1, 2), None)
    """
    if not value.startswith("level "):
        return None
    level, _, top = value.removeprefix("level ").partition(" of ")
    return int(level), int(top)


def values_of(top: int) -> tuple[Value, ...]:
    """Return every value that a species can have: settled ones from off to on, then the others."""
    return (*(level_word(k, top) for k in range(top + 1)), MIXED, UNSETTLED)


def judged(treated: Iterable[Interval], untreated: Iterable[Interval]) -> Verdict:
    """Judge drugs by the growth that is left, against the same tumour untreated.

    Parameters
    ----------
    treated, untreated
        Lowest and highest level of growth in each reachable attractor, with and without the drugs.

    Returns
    -------
    Verdict
        ``no growth`` if it does not grow untreated; ``responds`` if it does not grow treated;
        ``partial`` if it always grows less than untreated, and ``resistant`` if never less; else
        ``unsettled`` where growth comes and goes in one attractor, and ``mixed``.

    Examples
    --------
    >>> judged([(0, 0)], [(1, 1)]), judged([(0, 0)], [(0, 0)]), judged([(1, 1)], [(2, 2)])
    ('responds', 'no growth', 'partial')
    """
    t, u = list(treated), list(untreated)
    if all(high == 0 for _, high in u):
        return NO_GROWTH
    if all(high == 0 for _, high in t):
        return RESPONDS
    if max(high for _, high in t) < min(low for low, _ in u):
        return PARTIAL
    if min(low for low, _ in t) >= max(high for _, high in u):
        return RESISTANT
    return UNSETTLED if any(low != high for low, high in t) else MIXED


def is_inert(altered: Verdict | None, unaltered: Verdict | None) -> bool:
    """Whether drugs that a tumour resists do not stop the unaltered tumour either."""
    return altered == unaltered == RESISTANT


def bypass_of(altered: Verdict, unaltered: Verdict) -> Bypass:
    """Say whether alterations defeat drugs that stop the tumour without them.

    Examples
    --------
    >>> bypass_of("resistant", "responds"), bypass_of("resistant", "resistant")
    ('strict', 'none: inert')
    """
    if NO_GROWTH in (altered, unaltered):
        return NOTHING_LOST_NO_GROWTH
    if altered == RESPONDS:
        return NOTHING_LOST_RESPONDS
    if unaltered != RESPONDS:
        return NOTHING_LOST_INERT
    return {RESISTANT: STRICT, PARTIAL: WEAKENED}.get(altered, POSSIBLE)  # type: ignore[return-value]


def look_of(word: str | None, response: Response | None = None) -> Look:
    """Return how a word is shown; ``responds`` is shown as the way in which it does so.

    Examples
    --------
    >>> look_of("responds", "death").sign, look_of(None).word
    ('✕', 'untreated')
    """
    if word == RESPONDS:
        return LOOKS[response or ARREST]
    return _OF_WORD[word or UNTREATED]
