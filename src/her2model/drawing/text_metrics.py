"""Measure and wrap labels without a font library, so that boxes come out alike on every machine.

Advance widths are those of DejaVu Sans, which matplotlib brings along. It runs wider than Arial,
Helvetica and Liberation Sans, so a label that fits here fits in any of them.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import combinations, pairwise

__all__ = ["LINE_HEIGHT", "longest_part", "printable", "text_width", "wrapped"]

LINE_HEIGHT = 1.2
"""Distance of two baselines, in font sizes."""

_FIRST = 32


def _table(widths: str) -> tuple[int, ...]:
    return tuple(map(int, widths.split()))


_REGULAR = _table("""
    318 401 460 838 636 950 780 275 390 390 500 838 318 361 318 337 636 636 636 636 636 636
    636 636 636 636 337 337 838 838 838 531 1000 684 686 698 770 632 575 775 752 295 295 656
    557 863 748 787 603 787 695 635 611 732 684 989 685 611 685 390 337 390 838 500 500 613
    635 550 635 615 352 635 634 278 278 579 278 974 634 612 635 635 411 521 392 634 592 818
    592 592 525 636 337 636 838
""")
_BOLD = _table("""
    348 456 521 838 696 1002 872 306 457 457 523 838 380 415 380 365 696 696 696 696 696 696
    696 696 696 696 400 400 838 838 838 580 1000 774 762 734 830 683 683 821 837 372 372 775
    637 995 837 850 733 850 770 720 682 812 774 1103 771 724 725 457 365 457 838 500 500 675
    716 593 716 678 435 716 712 343 343 665 343 1042 712 687 716 716 493 595 478 712 652 924
    645 652 582 712 365 712 838
""")
_OTHER = {"regular": 690, "bold": 790}
_WIDE = 1000
_BREAKS = re.compile(r"(?<=[\s\-–:/+,])(?=\S)")
_INSIDE = (re.compile(r"(?<=_)(?=[^\W_])"), re.compile(r"(?<=[a-z]{2})(?=[A-Z])"))
"""Where a word that does not fit a line is parted: after underscores, else before a capital."""


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of one line of text.

    Parameters
    ----------
    text
        A line. Letters outside ASCII count as wide ones, so the result errs to the large side.
    size
        Font size; the width comes in the same unit.
    bold
        Whether the text is bold.

    Examples
    --------
    >>> round(text_width("AKT", 10), 1)
    19.5
    """
    return sum(_advance(c, bold) for c in text) * size / 1000


def printable(text: str) -> str:
    r"""Return text in which characters that no file can hold, such as controls, are blanks.

    Examples
    --------
    >>> printable("one\x00two")
    'one two'
    """
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Cn") else c for c in text)


def _advance(char: str, bold: bool) -> int:
    at = ord(char) - _FIRST
    table = _BOLD if bold else _REGULAR
    if 0 <= at < len(table):
        return table[at]
    if unicodedata.combining(char):
        return 0
    if unicodedata.category(char) in ("Cc", "Cf"):
        return 0
    base = unicodedata.normalize("NFD", char)[0]
    if base != char and 0 <= ord(base) - _FIRST < len(table):
        return table[ord(base) - _FIRST]
    if unicodedata.east_asian_width(char) in "WF" or unicodedata.category(char)[0] == "S":
        return _WIDE
    return _OTHER["bold" if bold else "regular"]


def wrapped(
    text: str, size: float, width: float, *, bold: bool = False, lines: int = 3
) -> tuple[str, ...]:
    """Break a label into few, even lines.

    Parameters
    ----------
    text
        The label; control characters count as blanks.
    size, bold
        As for :func:`text_width`.
    width
        Width that a line should keep to.
    lines
        Most lines that breaks between words may make; a word that is too long is parted after an
        underscore, else before a capital, else cut with a hyphen, and may make more.

    Returns
    -------
    tuple of str
        At least one line, none wider than ``width`` unless a single letter is.

    Examples
    --------
    >>> wrapped("HER2 bound by trastuzumab", 10, 90)
    ('HER2 bound by', 'trastuzumab')
    >>> wrapped("ER_transcription_feedback_1", 10, 84)
    ('ER_', 'transcription_', 'feedback_1')
    """
    clean = printable(text).strip() or " "
    if text_width(clean, size, bold=bold) <= width:
        return (clean,)
    pieces = [p for word in _BREAKS.split(clean) for p in _cut(word, size, width, bold)]
    best: tuple[float, tuple[str, ...]] | None = None
    for count in range(1, min(lines, len(pieces)) + 1) if len(pieces) <= 12 else ():
        for cuts in combinations(range(1, len(pieces)), count - 1):
            ends = (0, *cuts, len(pieces))
            made = tuple("".join(pieces[a:b]).strip() for a, b in pairwise(ends))
            widest = max(text_width(m, size, bold=bold) for m in made)
            if widest <= width and (best is None or widest < best[0]):
                best = widest, made
        if best:
            return best[1]
    return _filled(pieces, size, width, bold)


def longest_part(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width that a line needs for no word of a label to be cut with a hyphen.

    Examples
    --------
    >>> longest_part("ER_feedback_1", 10) == text_width("feedback_", 10)
    True
    """
    parts = _BREAKS.split(printable(text).strip())
    for seam in _INSIDE:
        parts = [part for word in parts for part in seam.split(word)]
    return max(text_width(part.rstrip(), size, bold=bold) for part in parts)


def _cut(word: str, size: float, width: float, bold: bool) -> list[str]:
    """Cut a word that does not fit a line by itself, within its own parts only where one must."""
    for seam in _INSIDE:
        parts = seam.split(word)
        if text_width(word.rstrip(), size, bold=bold) > width and len(parts) > 1:
            return [piece for part in parts for piece in _cut(part, size, width, bold)]
    return _hyphened(word, size, width, bold)


def _hyphened(word: str, size: float, width: float, bold: bool) -> list[str]:
    """Cut a word that does not fit a line and has no seam."""
    parts: list[str] = []
    while text_width(word.rstrip(), size, bold=bold) > width and len(word) > 1:
        at = len(word) - 1
        while at > 1 and text_width(word[:at] + "-", size, bold=bold) > width:
            at -= 1
        parts.append(word[:at] + "-")
        word = word[at:]
    return [*parts, word]


def _filled(pieces: list[str], size: float, width: float, bold: bool) -> tuple[str, ...]:
    made = [""]
    for piece in pieces:
        if made[-1] and text_width((made[-1] + piece).strip(), size, bold=bold) > width:
            made.append("")
        made[-1] += piece
    return tuple(m.strip() for m in made)
