"""The one door to pandas: results as data frames."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from her2model.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["data_frame"]


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
