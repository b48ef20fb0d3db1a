"""Parts that the made pages share."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["table"]


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """Write a Markdown table, with bars and line ends inside cells made harmless."""
    head = list(head)
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for row in rows:
        cells = [str(c).replace("|", "\\|").replace("\n", " ").strip() for c in row]
        lines.append(f"| {' | '.join(cells)} |")
    return lines
