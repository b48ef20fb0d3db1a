"""How results are shown: in a notebook as text or a table, and as pandas data frames."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from her2model.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Displayed", "data_frame", "html_table"]


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


def data_frame(
    rows: Iterable[Sequence[Any]],
    columns: Sequence[str],
    *,
    index: Sequence[Any] | None = None,
    index_name: str | None = None,
    note: str = "",
) -> pd.DataFrame:
    """Make a pandas DataFrame.

    Parameters
    ----------
    rows, columns
        The cells row by row, and the names of the columns.
    index, index_name
        Names of the rows, and what they are.
    note
        Kept under ``frame.attrs["note"]``.

    Raises
    ------
    InputError
        pandas is not installed.

    Examples
    --------
    >>> print(data_frame([(0, 1)], ["A", "B"], index=["start"]))
           A  B
    start  0  1
    """
    try:
        import pandas as pd
    except ImportError:
        hint = "python -m pip install pandas"
        raise InputError("a data frame needs pandas", hint=hint) from None
    frame = pd.DataFrame(list(rows), columns=list(columns), index=index)
    frame.index.name = index_name
    if note:
        frame.attrs["note"] = note
    return frame
