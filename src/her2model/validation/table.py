"""A panel without a panel file: one table, its events read by the rules for tumours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

from her2model.errors import InputError, Problem, UnknownName, did_you_mean, shown
from her2model.model.arguments import path_of
from her2model.model.model import Model
from her2model.model.parts import FrozenMap
from her2model.tumours.reading import read_tumours
from her2model.validation.long_table import read_long_table
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

__all__ = ["opened_panel", "panel_of_table"]


class _Drugs:
    """The model's drugs that a table means by its names."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.called: dict[tuple[str, ...], list[str]] = {}
        self.unknown: dict[str, tuple[Problem, ...]] = {}

    def __call__(self, name: str) -> str:
        """Return one name for the drugs joined with ``+``, in whichever order and spelling."""
        try:
            found = {self.model.find_species(d.strip(), "drug") for d in name.split("+")}
        except UnknownName as reason:
            self.unknown[name] = reason.problems
            return name
        drugs = tuple(sorted(found))
        names = self.called.setdefault(drugs, [])
        if name not in names:
            names.append(name)
        return " + ".join(drugs)

    def remarks(self) -> Iterator[str]:
        """Say what a drug is called in the table, where it is called otherwise or variously."""
        for drugs, names in self.called.items():
            if names not in (["+".join(drugs)], [" + ".join(drugs)]):
                yield f"taken for {' + '.join(drugs)}: {', '.join(names)}"


def panel_of_table(
    model: Model, path: Path, *, sensitive: Literal["lower", "higher"], share: float
) -> Panel:
    """Read a table whose drugs are the model's, and whose events are read as those of tumours are.

    Parameters
    ----------
    model
        The model.
    path
        A table as for :func:`~her2model.validation.long_table.read_long_table`; several drugs are
        joined with ``+``. What the model takes for the same drugs is one agent, and is measured
        once in a line.
    sensitive, share
        As in a panel file.

    Raises
    ------
    UnknownName
        The model does not have a drug of the table, or an event is none; all are told.
    """
    drugs = _Drugs(model)
    measured = read_long_table(path, FrozenMap(), drugs)
    problems: list[Problem] = []
    for name, told in drugs.unknown.items():
        row = min(measured.rows[name].values())
        problems += (replace(p, where=path.name, line=row) for p in told)
    events: list[Event] = []
    for name, row in sorted(measured.event_rows.items()):
        try:
            events.append(_event(model, name))
        except InputError as reason:
            problems += (replace(p, where=path.name, line=row) for p in reason.problems)
    if problems:
        raise UnknownName(sorted(problems, key=lambda p: p.line or 0))
    if not drugs.called:
        raise InputError("the table has no row", where=path.name)
    agents = (
        Agent(agent=name, drugs=d, label=name, why="the table names it")
        for d in drugs.called
        for name in (" + ".join(d),)
    )
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
    return Panel(file, measured, (*measured.remarks, *drugs.remarks()))


def opened_panel(
    model: Model,
    panel: str | Path | Panel,
    data: str | Path | None = None,
    *,
    sensitive: Literal["lower", "higher"] | None = None,
    share: float | None = None,
) -> Panel:
    """Open a panel file, or a table as if it were one; see :func:`~her2model.validate`."""
    if isinstance(panel, Panel) or path_of(panel, "panel").suffix.lower() not in (".csv", ".tsv"):
        given: dict[str, object] = {"sensitive": sensitive, "share": share}
        if isinstance(panel, Panel):
            given["data"] = data
        _refuse(given, "the panel says it itself")
        opened = open_panel(panel, data)
        if opened.file.model == model.name:
            return opened
        remark = f"the panel file was written for {opened.file.model}, not for {model.name}"
        return replace(opened, remarks=(remark, *opened.remarks))
    _refuse({"data": data}, "a table holds its values itself")
    if sensitive not in (None, "lower", "higher"):
        raise UnknownName.of("direction", str(sensitive), ("lower", "higher"), "sensitive")
    share = 0.25 if share is None else share
    if not (isinstance(share, int | float) and 0 < share < 1):
        hint = "give a number between 0 and 1: 0.25 is the most sensitive quarter"
        raise InputError(f"share={shown(share)} is no share of the lines", hint=hint)
    return panel_of_table(model, Path(panel), sensitive=sensitive or "lower", share=share)


def _refuse(options: Mapping[str, object], why: str) -> None:
    """Refuse options that would change nothing."""
    for name, given in options.items():
        if given is not None:
            raise InputError(f"{name} does not go with this panel: {why}", hint="leave it out")


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
