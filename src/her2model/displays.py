"""How a notebook shows a result: the text that ``print`` writes, or a table."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

__all__ = ["Displayed", "html_table"]


class Displayed:
    """A result that a notebook shows as the text that ``print`` writes, in columns."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return f"<pre style='white-space: pre-wrap'>{escape(str(self))}</pre>"


def html_table(caption: str, head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Write a table whose first column names its rows.

    Examples
    --------
    >>> html_table("a table", ["name", "value"], [["x", 1]]).count("<tr>")
    2
    """
    named = "".join(f"<th>{escape(h)}</th>" for h in head)
    lines = []
    for first, *rest in rows:
        cells = "".join(f"<td>{escape(str(c))}</td>" for c in rest)
        lines.append(f"<tr><th scope='row'>{escape(str(first))}</th>{cells}</tr>")
    return f"<table><caption>{escape(caption)}</caption><tr>{named}</tr>{''.join(lines)}</table>"
