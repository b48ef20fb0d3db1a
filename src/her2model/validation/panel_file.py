"""The panel file: which measured agent stands for which drug, which event counts as what, and why.

Everything that could be bent to make a model look good stands in this file with its reason, and
is fixed before a look at the outcome. Nothing of it is code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from her2model.errors import ModelError, UnknownName, did_you_mean
from her2model.model.arguments import path_of
from her2model.model.parts import Activity, FrozenMap
from her2model.model.records import shipped_folder
from her2model.model.shipped import read_document
from her2model.validation.panel import Measurements
from her2model.validation.readers import READERS, gdsc_folder

__all__ = [
    "Agent",
    "Conditions",
    "Data",
    "Event",
    "Panel",
    "PanelFile",
    "Rule",
    "Tissue",
    "open_panel",
    "shipped_panels",
]

FORMAT: Literal["her2model-panel/1"] = "her2model-panel/1"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Conditions(_Part):
    """What is set in a model: names of alterations, or species forced, or values of inputs."""

    alterations: tuple[str, ...] = ()
    knockouts: tuple[str, ...] = ()
    gains: tuple[str, ...] = ()
    context: FrozenMap[Activity] = FrozenMap()


class Agent(_Part):
    """A measured agent, and the model's drug that it stands for.

    ``forces`` is for a model without drugs: what the agent does to its species.
    """

    agent: str
    drugs: tuple[str, ...] = ()
    forces: Conditions = Conditions()
    label: str = ""
    group: str = ""
    why: str

    @model_validator(mode="before")
    @classmethod
    def _one_drug(cls, data: Any) -> Any:
        if isinstance(data, dict) and "drug" in data:
            data = {**data, "drugs": (data["drug"],)}
            del data["drug"]
        return data

    @property
    def name(self) -> str:
        """The printed name: the drug, and the agent where it is called otherwise."""
        drug = self.label or " + ".join(self.drugs) or self.agent
        return drug if drug == self.agent else f"{drug} [{self.agent}]"


class Event(_Part):
    """Events of which any counts, what that is in the model, and why it counts.

    With ``absent`` it counts where the line has none of them.
    """

    event: tuple[str, ...]
    reads: Conditions
    why: str
    absent: bool = False

    def counts(self, events: frozenset[str]) -> bool:
        """Whether it counts in a line with these events."""
        return bool(events & set(self.event)) != self.absent


class Tissue(_Part):
    """A group of lines that the model knows by other conditions, and why."""

    reads: Conditions
    why: str


class Rule(_Part):
    """A rule of thumb to beat: a line is sensitive with one of these events, or without them."""

    name: str
    sensitive: Literal["with", "without"]
    events: tuple[str, ...]


class Data(_Part):
    """Where the values come from."""

    reader: Literal["table", "growth rates", "gdsc"]
    path: str = ""
    options: FrozenMap[str] = FrozenMap()


class PanelFile(_Part):
    """A panel file in the form that people write.

    Attributes
    ----------
    sensitive
        Whether a ``lower`` or a ``higher`` value means a more sensitive line.
    share
        A line counts as sensitive where it is among this share of all lines that the panel measured
        with the agent. Only words are counted with it; the order of lines needs no threshold.
    groups
        Groups of lines to score; all when empty. ``require`` further asks for one of these events.
    tissues
        Conditions of the model in a group, where they differ from its own.
    marker
        Events by which the disease is told; what the model's context is without them stands in
        ``unmarked``, and None there leaves such lines out.
    readout
        What is read of the model where it is not its growth.
    """

    format: Literal["her2model-panel/1"]
    name: str = Field(min_length=1)
    title: str
    model: str
    source: str
    licence: str
    value: str
    unit: str
    sensitive: Literal["lower", "higher"]
    share: float = Field(default=0.25, gt=0, lt=1)
    data: Data
    groups: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    tissues: FrozenMap[Tissue] = FrozenMap()
    marker: tuple[str, ...] = ()
    unmarked: Conditions | None = None
    readout: str | None = None
    agents: tuple[Agent, ...] = Field(min_length=1)
    events: tuple[Event, ...] = ()
    rules: tuple[Rule, ...] = ()
    known: FrozenMap[str] = FrozenMap()
    fixed: str = ""


@dataclass(frozen=True)
class Panel:
    """A panel file and its values, read; ``remarks`` say what was made of them, or left."""

    file: PanelFile
    measured: Measurements
    remarks: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The panel's name."""
        return self.file.name

    def __repr__(self) -> str:
        return f"<Panel {self.name}: {len(self.measured.lines)} lines>"


@cache
def shipped_panels() -> Mapping[str, Path]:
    """Return the panel files that travel with the package, by name.

    Examples
    --------
    >>> "gdsc-her2" in shipped_panels()
    True
    """
    return {p.stem: p for p in sorted(shipped_folder().glob("panels/*.yaml"))}


def open_panel(panel: str | Path | Panel, data: str | Path | None = None) -> Panel:
    """Read a panel: a shipped one by name, or your own file by path.

    Parameters
    ----------
    panel
        Name, path of a panel file, or a panel, which is returned as it is.
    data
        The table or folder that holds the values, where it is not what the file says.

    Raises
    ------
    UnknownName
        There is no such panel.
    ModelError
        Everything that is wrong with the panel file.
    InputError
        The values cannot be read.
    """
    if isinstance(panel, Panel):
        return panel
    path = shipped_panels().get(str(panel)) or path_of(panel, "panel")
    if not path.exists():
        known = shipped_panels()
        hint = did_you_mean(str(panel), known) or f"there are {', '.join(known)}, or give a path"
        raise UnknownName(f"{str(panel)!r} is neither a shipped panel nor a file", hint=hint)
    file = _parsed(path)
    measured = READERS[file.data.reader](_where(file, path, data), file.data.options)
    return Panel(file, measured, (*measured.remarks, *_unread(file, measured)))


def _unread(file: PanelFile, measured: Measurements) -> Iterator[str]:
    """Say what the panel file does not read of a table of one's own."""
    read = {*file.marker, *file.require}.union(
        *(e.event for e in file.events), *(r.events for r in file.rules)
    )
    events = [e for e in measured.event_rows if e not in read]
    if events:
        yield f"events of the table that the panel file does not read: {', '.join(sorted(events))}"
    asked = {a.agent for a in file.agents}
    drugs = [d for d in measured.rows if d not in asked]
    if drugs:
        yield f"drugs of the table that the panel file does not ask: {', '.join(sorted(drugs))}"


def _parsed(path: Path) -> PanelFile:
    document = read_document(path)
    if not isinstance(document.data, dict):
        hint = f"a panel file begins with 'format: {FORMAT}', a table's name ends in .csv or .tsv"
        raise ModelError("the file is not a mapping", where=document.source, hint=hint)
    try:
        return PanelFile.model_validate(document.data)
    except ValidationError as reason:
        raise ModelError(document.refused(reason.errors(), fields=_fields)) from None


def _fields(path: Sequence[str | int]) -> list[str]:
    kinds: dict[str, type[BaseModel]] = {
        "agents": Agent,
        "events": Event,
        "rules": Rule,
        "data": Data,
    }
    kind = kinds.get(str(path[0]), PanelFile) if len(path) > 1 else PanelFile
    return list(kind.model_fields)


def _where(file: PanelFile, path: Path, data: str | Path | None) -> Path:
    if data is not None:
        return Path(data)
    if file.data.path:
        return path.parent / file.data.path
    if file.data.reader == "gdsc":
        return gdsc_folder()
    raise ModelError(
        "the panel's values are not in this package",
        where=path.name,
        hint=f"give the folder or table that holds them; the source is {file.source}",
    )
