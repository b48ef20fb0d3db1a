"""Names that are a slip of the keyboard away from each other, and no further."""

from __future__ import annotations

from collections.abc import Iterable

from her2model.model.name_table import folded

__all__ = ["a_slip_away"]


def a_slip_away(text: str, known: Iterable[str], shortest: int = 4) -> tuple[str, ...]:
    """Return the known names that a typed one differs from by a slip.

    A slip is one letter more, less or other, or two neighbours in the wrong order; two slips in
    names of ten letters and more. The first letter is right. Names of drugs are often like each
    other by design (lapatinib, afatinib), so nothing further away is suggested.

    Examples
    --------
    >>> a_slip_away("lapatinb", ["lapatinib", "afatinib"])
    ('lapatinib',)
    >>> a_slip_away("tucatinib", ["trametinib", "lapatinib"])
    ()
    """
    given = folded(text)[:60]
    if len(given) < shortest:
        return ()
    most = 2 if len(given) >= 10 else 1
    found: dict[str, int] = {}
    for name in known:
        other = folded(name)
        if other[:1] == given[:1] and abs(len(other) - len(given)) <= most:
            distance = _distance(given, other)
            if 0 < distance <= most:
                found[name] = distance
    least = min(found.values(), default=0)
    return tuple(n for n, d in found.items() if d == least)[:3]


def _distance(a: str, b: str) -> int:
    """Count insertions, deletions, substitutions and swaps of neighbours from one to the other."""
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        row = [i]
        for j, y in enumerate(b, start=1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
