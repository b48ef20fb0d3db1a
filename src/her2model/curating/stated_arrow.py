"""What a reader of captions yields: an arrow, and the places of the words that state it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from her2model.model.figures import Figure

__all__ = ["Reader", "Span", "StatedArrow"]

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class StatedArrow:
    """A signed arrow that a caption states; every place is a pair of offsets into the caption.

    Attributes
    ----------
    source, target
        Places of the name, or of each partner of a complex.
    sign
        1 or -1: what the intact source does to the target.
    start, end
        The words that say so, from the first to behind the last, within one sentence.
    pattern
        How it was found, in a word or two.
    state
        In what state the source is said to act, such as ``loss``; empty where it is intact.
    negated
        The caption says that it does *not* act.
    triggers
        Places of the words that give the sign, for highlighting.
    """

    source: tuple[Span, ...]
    sign: int
    target: tuple[Span, ...]
    start: int
    end: int
    pattern: str = ""
    state: str = ""
    negated: bool = False
    triggers: tuple[Span, ...] = ()


Reader = Callable[[Figure, Sequence[str]], Iterable[StatedArrow]]
"""Takes a figure and further names to look for, as printed; yields what the caption states."""
