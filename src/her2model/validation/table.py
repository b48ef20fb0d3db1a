"""A panel without a panel file: one table, its events read by the rules for tumours."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from her2model.errors import InputError, Problem, UnknownName, did_you_mean
from her2model.model.arguments import path_of
from her2model.model.model import Model
from her2model.model.parts import FrozenMap
from her2model.tumours.reading import read_tumours
from her2model.validation.panel_file import (
    FORMAT,
    Agent,
    Conditions,
    Data,
    Event,
    Panel,
    PanelFile,
    open_panel,
)
from her2model.validation.readers import read_long_table

__all__ = ["opened_panel", "panel_of_table"]


def panel_of_table(
    model: Model, path: Path, *, sensitive: Literal["lower", "higher"], share: float
) -> Panel:
    """Read a table whose drugs are the model's, and whose events are read as those of tumours are.

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
        The model does not have a drug of the table, or an event is none; all are told.
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
            events.append(_event(model, name))
        except InputError as reason:
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


def opened_panel(
    model: Model,
    panel: str | Path | Panel,
    data: str | Path | None = None,
    *,
    sensitive: Literal["lower", "higher"] = "lower",
    share: float = 0.25,
) -> Panel:
    """Open a panel file, or a table as if it were one; see :func:`~her2model.validate`."""
    if not isinstance(panel, Panel) and path_of(panel, "panel").suffix.lower() in (".csv", ".tsv"):
        return panel_of_table(model, Path(panel), sensitive=sensitive, share=share)
    return open_panel(panel, data)


def _event(model: Model, name: str) -> Event:
    """Read an event by the rules for tumours: an alteration's name, a change, a report's words.

    What is uncertain there, or known to do nothing, does not count.
    """
    tumour = read_tumours(model, name)[0]
    if not (tumour.events or tumour.alterations or tumour.forced or tumour.context):
        hint = did_you_mean(name, model.alterations)
        raise UnknownName(f"{name!r} is no event that can be read", hint=hint)
    forced = dict(text.split("=") for text in tumour.forced)
    reads = Conditions(
        alterations=tumour.alterations,
        knockouts=tuple(s for s, v in forced.items() if v == "0"),
        gains=tuple(s for s, v in forced.items() if v != "0"),
        context=tumour.context,
    )
    why = "; ".join(e.why for e in tumour.events) or "the report says so"
    return Event(event=(name,), reads=reads, why=why)
