"""A panel without a panel file: one table that speaks the model's own names."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from her2model.errors import InputError, Problem, UnknownName
from her2model.model.model import Model
from her2model.model.parts import FrozenMap
from her2model.validation.panel_file import FORMAT, Agent, Conditions, Data, Event, Panel, PanelFile
from her2model.validation.readers import read_long_table

__all__ = ["panel_of_table"]


def panel_of_table(
    model: Model, path: Path, *, sensitive: Literal["lower", "higher"], share: float
) -> Panel:
    """Read a table whose drugs and events are names that the model knows.

    Parameters
    ----------
    model
        The model.
    path
        A table as for :func:`~her2model.validation.readers.read_long_table`; several drugs are
        joined with ``+``.
    sensitive, share
        As in a panel file.

    Raises
    ------
    UnknownName
        The model does not have a drug or an alteration of the table; all are told.
    """
    measured = read_long_table(path, FrozenMap())
    problems: list[Problem] = []
    agents: list[Agent] = []
    events: list[Event] = []
    for name in measured.values:
        try:
            drugs = tuple(model.find_species(d.strip(), "drug") for d in name.split("+"))
            agents.append(Agent(agent=name, drugs=drugs, label=name, why="the table names it"))
        except UnknownName as reason:
            problems += reason.problems
    for name in sorted({e for x in measured.lines.values() for e in x.events or ()}):
        try:
            reads = Conditions(alterations=(model.find_alteration(name),))
            events.append(Event(event=(name,), reads=reads, why="the table names it"))
        except UnknownName as reason:
            problems += reason.problems
    if problems:
        raise UnknownName(problems)
    if not agents:
        raise InputError("the table has no row", where=path.name)
    file = PanelFile(
        format=FORMAT,
        name=path.stem,
        title=f"the table {path.name}",
        model=model.name,
        source=path.name,
        licence="the user's own",
        value="value",
        unit="the table's unit",
        sensitive=sensitive,
        share=share,
        data=Data(reader="table"),
        agents=tuple(agents),
        events=tuple(events),
    )
    return Panel(file, measured)
