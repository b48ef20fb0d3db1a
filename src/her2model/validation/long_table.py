"""A table of one's own: a row for each line and drug, with the events of the line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from pathlib import Path
from typing import Any

from her2model.errors import InputError
from her2model.validation.panel import Line, Measurements, folded_name
from her2model.validation.rows import number_in, rows_of

__all__ = ["read_long_table"]


def read_long_table(
    path: Path, options: Mapping[str, Any], agent_of: Callable[[str], str] = str
) -> Measurements:
    """Read a table of one's own: a row for each line and agent, and no second one.

    Lines are told apart by the letters and digits of their names, ``BT-474`` and ``BT474`` being
    one. Replicates are given as their mean. A value that is empty, ``NA`` or ``nan`` was not
    measured.

    Parameters
    ----------
    path
        Parted by commas, tabs or semicolons, with the columns ``line``, ``drug``, ``value`` and
        ``events`` (``PIK3CA mutation; ERBB2 gain``, or ``none``; empty: not known) and, if any,
        ``group``.
    options
        ``value``: the name of the value's column, where it is another.
    agent_of
        A drug as the table writes it → the agent that it is.

    Raises
    ------
    InputError
        A row cannot be read, a line and an agent stand in two rows, a line has different events in
        two rows, or a value is not finite.
    """
    lines: dict[str, Line] = {}
    values: dict[str, dict[str, float]] = {}
    rows: dict[str, dict[str, int]] = {}
    event_rows: dict[str, int] = {}
    names: dict[str, dict[str, None]] = {}
    value = str(options.get("value", "value"))
    for number, row in rows_of(path, ("line", "drug", value), also=("events", "group")):
        key = _key(row["line"], path, number)
        agent = agent_of(row["drug"])
        first = rows.setdefault(agent, {}).setdefault(key, number)
        if first != number:
            raise InputError(
                f"{row['line']} with {row['drug']} stands in line {first} already"
                + _other_name(row["line"], lines[key].name),
                where=path.name,
                line=number,
                hint="give one row for a line and a drug, replicates as their mean",
            )
        line = _line(row, path, number)
        lines[key] = _merge(lines.get(key, line), line, path, number)
        names.setdefault(key, {})[line.name] = None
        for event in line.events or ():
            event_rows.setdefault(event, number)
        amount = number_in(row[value], path, number)
        if amount is not None and not isfinite(amount):
            hint = "write NA or nothing where nothing was measured"
            told = f"{row[value]!r} is no finite number"
            raise InputError(told, where=path.name, line=number, hint=hint)
        if amount is not None:
            values.setdefault(agent, {})[key] = amount
    if lines and "events" not in row:
        hint = "add it: 'PTEN loss; MET amplification', or 'none' where there are none"
        raise InputError("the table has no column 'events'", where=path.name, hint=hint)
    remarks = (f"taken for one line: {', '.join(n)}" for n in names.values() if len(n) > 1)
    return Measurements(lines, values, rows, event_rows, tuple(remarks))


def _key(name: str, path: Path, number: int) -> str:
    key = folded_name(name)
    if not key:
        told = f"the line's name {name!r} has no letter or digit" if name else "a line has no name"
        hint = "give each line a name with letters A to Z or digits"
        raise InputError(told, where=path.name, line=number, hint=hint)
    return key


def _line(row: Mapping[str, str], path: Path, number: int) -> Line:
    told = row.get("events", "")
    events = frozenset(filter(None, map(str.strip, told.split(";"))))
    nothing = {e for e in events if e.casefold() == "none"}
    if nothing and events - nothing:
        hint = "leave it out where the line has events"
        raise InputError(
            f"'none' stands beside events: {told}", where=path.name, line=number, hint=hint
        )
    return Line(row["line"], events - nothing if told else None, row.get("group", ""))


def _merge(known: Line, line: Line, path: Path, number: int) -> Line:
    """Return what two rows tell of a line."""
    if line.events is not None and known.events not in (None, line.events):
        what = "events"
    elif line.group and known.group not in ("", line.group):
        what = "group"
    else:
        events = line.events if known.events is None else known.events
        return Line(known.name, events, known.group or line.group)
    raise InputError(
        f"{line.name} has other {what} here than in an earlier row"
        + _other_name(line.name, known.name),
        where=path.name,
        line=number,
        hint=f"give a line's {what} once, or the same each time",
    )


def _other_name(name: str, known: str) -> str:
    """Say under which name a line stood before, where it is another."""
    return "" if name == known else f", as {known} (punctuation and case tell no lines apart)"
