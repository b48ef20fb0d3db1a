"""Run what an archive describes, and write its reports as BioSimulators does.

A report is ``FOLDER/simulation.sedml/REPORT.csv``: a row for each of its data sets, the label
first, then a value for each attractor or each time; what does not settle is ``nan``. ``log.yml``
says what became of each description and output.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from her2model.archives.checking import demand_valid
from her2model.archives.omex import described, read_omex
from her2model.archives.sedml_reading import Asked, Description, Report, read_sedml
from her2model.engine.state_space import trajectory
from her2model.engine.trap_space_listing import trap_spaces
from her2model.errors import FormatError, Her2ModelError, InputError
from her2model.formats.sbml_reading import read_sbml_tree
from her2model.model.files import write_text
from her2model.model.model import Model

__all__ = ["ALGORITHMS", "Ran", "run_archive"]

ALGORITHMS = {
    "KISAO:0000449": "synchronous logical simulation",
    "KISAO:0000450": "asynchronous logical simulation",
    "KISAO:0000659": "logical model stable states",
    "KISAO:0000660": "logical model stable states",
    "KISAO:0000661": "logical model trap spaces",
    "KISAO:0000662": "logical model trap spaces",
    "KISAO:0000663": "logical model trap spaces",
}
"""KiSAO term → what is done: the methods of a term differ in how they find the same answer."""
MAX_SPACES = 10_000
Values = Mapping[str, list[float]]


@dataclass(frozen=True)
class Ran:
    """What became of a description: the files written, and what was left out, with the reason."""

    name: str
    files: tuple[Path, ...]
    failed: Mapping[str, str]
    skipped: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"{self.name}: {len(self.files)} reports"]
        lines += [f"  {id}: {reason}" for id, reason in self.failed.items()]
        lines += [f"  {id}: plots are not drawn, its report is written" for id in self.skipped]
        return "\n".join(lines)


def run_archive(archive: str | Path, folder: str | Path) -> tuple[Ran, ...]:
    """Run the descriptions of a COMBINE archive and write their reports into a folder.

    Trap spaces are the minimal ones that can be reached from the levels that the model gives, as
    SED-ML means a simulation; species without a level may have any. Stable states are those among
    them. A time course starts at the given levels, at 0 where there is none.

    Parameters
    ----------
    archive
        An ``.omex`` file with logical models in SBML-qual.
    folder
        Where to; it is made if it is not there.

    Returns
    -------
    tuple of Ran
        One for each description.

    Raises
    ------
    FormatError
        It is no such archive, or something in it is not read.
    InputError
        The folder cannot be written to.

    Notes
    -----
    Terms of KiSAO: doi:10.1038/msb.2011.77. The reports follow the conventions of BioSimulators,
    doi:10.1093/nar/gkac331.

    Examples
    --------
    >>> import her2model as h2
    >>> h2.run_archive("tumour.omex", "results")  # doctest: +SKIP
    """
    files = read_omex(Path(archive))
    demand_valid(Path(archive), files)
    ran = tuple(
        _run(read_sedml(name, files), Path(folder)) for name in described(files, str(archive))
    )
    write_text(_made(Path(folder)) / "log.yml", _log(ran))
    return ran


def _run(asked: Description, folder: Path) -> Ran:
    found: dict[str, Values] = {}
    failed: dict[str, str] = {}
    for task in asked.tasks:
        try:
            found[task.id] = _values(task)
        except Her2ModelError as reason:
            failed[task.id] = str(reason)
    files = []
    home = folder / asked.name
    for report in asked.reports:
        if any(row.task in failed for row in report.rows):
            failed[report.id] = "a task of it failed"
            continue
        file = _made(home) / f"{report.id}.csv"
        write_text(file, _table(report, found, asked.name))
        files.append(file)
    return Ran(asked.name, tuple(files), failed, asked.skipped)


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as reason:
        told = f"the folder cannot be made ({reason.strerror})"
        raise InputError(told, where=str(folder)) from None
    return folder


def _values(task: Asked) -> Values:
    """Return the values of each species, and of time or of the number of the state."""
    if task.kisao not in ALGORITHMS:
        hint = "; ".join(f"{term} is {what}" for term, what in ALGORITHMS.items())
        raise FormatError(f"{task.kisao or 'no algorithm'} is not carried out", hint=hint)
    is_course = task.kisao in ("KISAO:0000449", "KISAO:0000450")
    if is_course is not (task.kind == "uniformTimeCourse"):
        raise FormatError(f"{task.kisao} is asked of a {task.kind}")
    model, ids, levels = read_sbml_tree(task.model, Path(task.file))
    start = {ids[s]: v for s, v in levels.items() if ids[s] in model.species}
    conditions: dict[str, Any] = {
        "drugs": [d for d in model.drugs if start.get(d)],
        "context": {s: start.get(s, 0) for s in model.inputs if s not in model.drugs},
        "start": {s: v for s, v in start.items() if s in model.rules} or "any",
    }
    if is_course:
        scheme = "synchronous" if task.kisao == "KISAO:0000449" else "asynchronous"
        states: list[Mapping[str, int | str]] = list(_course(model, scheme, task.times, conditions))
        steps = [float(t) for t in task.times]
    else:
        states = list(trap_spaces(model, limit=MAX_SPACES, **conditions))
        if "stable states" in ALGORITHMS[task.kisao]:
            states = [s for s in states if "*" not in s.values()]
        steps = [float(k) for k in range(len(states))]
    values = {
        name: [_number(state.get(s, start.get(s, 0))) for state in states]
        for name, s in ids.items()
    }
    return {"": steps, **values}


def _course(
    model: Model, scheme: str, times: tuple[int, ...], conditions: dict[str, Any]
) -> Iterator[dict[str, int]]:
    """Yield the states at some times; a run that comes back to a state goes on as before."""
    run = trajectory(model, scheme, steps=max(times), **conditions)
    begin, end = run.cycle_start, len(run) - 1
    for time in times:
        if time > end:
            time = end if begin is None else begin + (time - begin) % (len(run) - begin)
        yield run[time]


def _number(level: int | str) -> float:
    return float("nan") if isinstance(level, str) else float(level)


def _table(report: Report, found: Mapping[str, Values], where: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in report.rows:
        values = found.get(row.task, {}).get(row.species or "")
        if values is None:
            told = f"{row.label!r} is of no task, or of a species that the model lacks"
            raise FormatError(told, where=where)
        writer.writerow([row.label, *(f"{v:g}" for v in values)])
    return text.getvalue()


def _log(ran: Iterable[Ran]) -> str:
    """Write what became of all, in the words of BioSimulators."""
    ran = tuple(ran)
    states = {r.name: "FAILED" if r.failed else "SUCCEEDED" for r in ran}
    lines = [f"status: {'FAILED' if 'FAILED' in states.values() else 'SUCCEEDED'}"]
    lines.append("sedDocuments:")
    for r in ran:
        lines += [f"- location: {_quoted(r.name)}", f"  status: {states[r.name]}", "  outputs:"]
        lines += [f"  - id: {_quoted(f.stem)}\n    status: SUCCEEDED" for f in r.files]
        lines += [
            f"  - id: {_quoted(id)}\n    status: FAILED\n    reason: {_quoted(why)}"
            for id, why in r.failed.items()
        ]
        lines += [f"  - id: {_quoted(id)}\n    status: SKIPPED" for id in r.skipped]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''").replace("\n", " ") + "'"
