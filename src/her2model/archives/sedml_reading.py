"""A description in SED-ML, read: models and their changes, simulations, tasks, reports."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from her2model.archives.targets import apply_change, id_in
from her2model.errors import FormatError
from her2model.formats.xml_tree import Element, parse_xml

__all__ = ["Asked", "Description", "Report", "Row", "read_sedml"]

_TIME = "urn:sedml:symbol:time"
_FROM_ELSEWHERE = ("urn:", "http:", "https:")


@dataclass(frozen=True)
class Asked:
    """One task: the changed XML of a model, and the simulation of it.

    Attributes
    ----------
    id, file, model
        Its id, the file of the model, and the model's XML with its changes.
    kind
        ``steadyState`` or ``uniformTimeCourse``.
    kisao
        The algorithm, ``KISAO:0000661``.
    times
        Of a time course, when it is recorded.
    """

    id: str
    file: str
    model: Element
    kind: str
    kisao: str
    times: tuple[int, ...] = ()


@dataclass(frozen=True)
class Row:
    """A row of a report: its label, and what of which task; no species means time."""

    label: str
    task: str
    species: str | None


@dataclass(frozen=True)
class Report:
    """A table to write."""

    id: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Description:
    """What a file of SED-ML asks for; ``skipped`` are outputs of kinds that are not made."""

    name: str
    tasks: tuple[Asked, ...]
    reports: tuple[Report, ...]
    skipped: tuple[str, ...] = field(default=())


def read_sedml(name: str, files: Mapping[str, bytes]) -> Description:
    """Read a description and the models that it names.

    Raises
    ------
    FormatError
        It is no SED-ML, a reference leads nowhere, or something is asked that is not carried out.
    """
    return _Reader(name, files).description()


class _Reader:
    def __init__(self, name: str, files: Mapping[str, bytes]) -> None:
        self.name, self.files = name, files
        self.root = parse_xml(files[name].decode("utf-8", "replace"), name)
        if self.root.name != "sedML":
            raise self.stop(f"the file is not SED-ML; it begins with {self.root.name!r}", self.root)
        self.models = self.by_id("listOfModels", "model")
        self.simulations = {
            e.get("id"): e for e in self.all("listOfSimulations") if e.name != "listOfSimulations"
        }

    def stop(self, message: str, e: Element, hint: str = "") -> FormatError:
        return FormatError(message, where=self.name, line=e.line, hint=hint)

    def all(self, name: str) -> list[Element]:
        return [c for e in self.root.all(name) for c in e.children]

    def by_id(self, *path: str) -> dict[str, Element]:
        return {e.get("id"): e for e in self.root.all(*path)}

    def description(self) -> Description:
        tasks = tuple(self.task(e) for e in self.all("listOfTasks"))
        outputs = self.all("listOfOutputs")
        rows = dict(self.generators())
        reports = tuple(self.report(e, rows) for e in outputs if e.name == "report")
        skipped = tuple(e.get("id") for e in outputs if e.name != "report")
        return Description(self.name, tasks, reports, skipped)

    def task(self, e: Element) -> Asked:
        if e.name != "task":
            hint = "tasks of one model and one simulation are"
            raise self.stop(f"a {e.name} is not carried out", e, hint)
        simulation = self.simulations.get(e.get("simulationReference"))
        if simulation is None:
            raise self.stop(f"there is no simulation {e.get('simulationReference')!r}", e)
        algorithm = simulation.first("algorithm")
        kisao = algorithm.get("kisaoID").replace("_", ":") if algorithm else ""
        file, model = self.model(e.get("modelReference"), e, ())
        times = self.times(simulation) if simulation.name == "uniformTimeCourse" else ()
        return Asked(e.get("id"), file, model, simulation.name, kisao, times)

    def times(self, e: Element) -> tuple[int, ...]:
        count = e.get("numberOfPoints") or e.get("numberOfSteps")
        try:
            begin, start, end, steps = (
                float(e.get("initialTime")), float(e.get("outputStartTime")),
                float(e.get("outputEndTime")), int(count),
            )  # fmt: skip
            every = [start + k * (end - start) / steps - begin for k in range(steps + 1)]
        except (ValueError, ZeroDivisionError, OverflowError):
            raise self.stop("the times of the time course are not numbers", e) from None
        if len(every) > 10_000 or every[0] < 0 or any(t != int(t) or t > 10_000 for t in every):
            hint = "a logical model moves in steps; record at whole ones, 10,000 at most"
            raise self.stop("the times of the time course are not steps", e, hint)
        return tuple(map(int, every))

    def model(self, id: str, asking: Element, seen: tuple[str, ...]) -> tuple[str, Element]:
        """Return the file and the changed XML of a model, which may change another one."""
        e = self.models.get(id)
        if e is None or id in seen:
            raise self.stop(f"there is no model {id[:40]!r}, or it changes itself", asking)
        source = e.get("source")
        if source.startswith("#") or source in self.models:
            file, root = self.model(source.removeprefix("#"), e, (*seen, id))
        else:
            file = posixpath.normpath(posixpath.join(posixpath.dirname(self.name), source))
            if source.startswith(_FROM_ELSEWHERE) or file not in self.files:
                hint = "put the model into the archive; nothing is fetched"
                raise self.stop(f"the model {source[:80]!r} is not in the archive", e, hint)
            root = parse_xml(self.files[file].decode("utf-8", "replace"), file)
        changes = [c for found in e.all("listOfChanges") for c in found.children]
        if changes:
            root.let_change()
        for change in changes:
            apply_change(root, change, f"{self.name}, line {change.line}")
        return file, root

    def generators(self) -> Iterator[tuple[str, Row]]:
        for e in self.all("listOfDataGenerators"):
            variables = list(e.all("listOfVariables", "variable"))
            math = e.first("math")
            inside = math.children if math is not None else []
            if len(variables) != 1 or [c.name for c in inside] != ["ci"]:
                hint = "a value is one variable by itself"
                raise self.stop(f"the data of {e.get('id')!r} are not worked out", e, hint)
            v = variables[0]
            species = None if v.get("symbol") == _TIME else id_in(v.get("target"))
            if species is None and v.get("symbol") != _TIME:
                raise self.stop(f"the variable {v.get('id')!r} points at no species", v)
            yield e.get("id"), Row("", v.get("taskReference"), species)

    def report(self, e: Element, rows: Mapping[str, Row]) -> Report:
        found = []
        for d in e.all("listOfDataSets", "dataSet"):
            row = rows.get(d.get("dataReference"))
            if row is None:
                raise self.stop(f"there are no data {d.get('dataReference')!r}", d)
            found.append(Row(d.get("label") or d.get("id"), row.task, row.species))
        return Report(e.get("id"), tuple(found))
