"""From what was said of a sample to a tumour: what counts together, and what goes before what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from her2model.model.changes import Event
from her2model.model.parts import FrozenMap
from her2model.tumours.event_reading import EventReader, Read
from her2model.tumours.tumour import Tumour

__all__ = ["Said", "assembled"]


@dataclass
class Said:
    """What was said of a sample.

    Attributes
    ----------
    reads
        Events, and how each was read.
    levels
        Levels of copy number by gene.
    status
        Inputs of the context that a report sets, each with its words.
    words
        Words of reports, explained.
    """

    reads: dict[Event, Read] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    status: dict[str, tuple[int, str]] = field(default_factory=dict)
    words: dict[str, None] = field(default_factory=dict)

    def with_(self, other: Said) -> Said:
        """Return all of this and of another, which goes before where they differ."""
        return Said(
            {**self.reads, **other.reads},
            {**self.levels, **other.levels},
            {**self.status, **other.status},
            {**self.words, **other.words},
        )


def assembled(name: str, said: Said, reader: EventReader) -> Tumour:
    """Put together a tumour from what was said of a sample."""
    reads = tuple(_needing(said.reads.values()))
    sure, maybe, notes = _sorted(reads)
    context, told = _context(said, reads, reader)
    alterations = tuple(sorted(n for n in sure if "=" not in n))
    forced = tuple(sorted(n for n in sure if "=" in n))
    return Tumour(
        name,
        alterations,
        forced,
        FrozenMap((n, tuple(maybe[n])) for n in sorted(maybe)),
        FrozenMap(context),
        reads,
        tuple(said.words),
        (*notes, *told),
    )


def _needing(reads: Iterable[Read]) -> Iterable[Read]:
    """Drop what counts only together with an event of another gene that is not there."""
    reads = list(reads)
    sure = {r.event.gene for r in reads if r.standing == "counts" and not r.needs}
    perhaps = {r.event.gene for r in reads if r.standing in ("unknown", "contested")}
    for r in reads:
        missing = [g for g in r.needs if g not in sure]
        if not missing:
            yield r
        elif all(g in perhaps for g in missing):
            why = f"{r.why}; counts only with {' and '.join(missing)}, which is uncertain"
            yield replace(r, standing="contested", why=why)
        else:
            why = f"{r.why}; counts only with an event of {' and '.join(missing)}"
            yield replace(r, standing="absent", does="", why=why)


def _sorted(reads: Iterable[Read]) -> tuple[set[str], dict[str, list[str]], list[str]]:
    sure: set[str] = set()
    maybe: dict[str, list[str]] = {}
    notes = []
    for r in reads:
        if r.standing == "counts":
            species, equals, value = r.does.partition("=")
            other = f"{species}={1 - int(value)}" if equals else ""
            if other in sure:
                notes.append(f"{r.event} forces {r.does}, and another event {other}: left out")
            else:
                sure.add(r.does)
        elif r.standing in ("unknown", "contested"):
            maybe.setdefault(r.does, []).append(str(r.event))
    for name in [n for n in maybe if n in sure or _opposite(n) in sure]:
        del maybe[name]
    return sure, maybe, notes


def _opposite(name: str) -> str:
    species, equals, value = name.partition("=")
    return f"{species}={1 - int(value)}" if equals else ""


def _context(
    said: Said, reads: Iterable[Read], reader: EventReader
) -> tuple[dict[str, int], list[str]]:
    """Set the inputs of the context: by protein, else by copy number, else as the model."""
    context: dict[str, int] = {}
    notes: list[str] = []
    for name, genes in reader.inputs.items():
        by_report = said.status.get(name)
        by_copies = _by_copies(name, genes, said, reads, reader)
        value = by_copies if by_report is None else by_report[0]
        if by_report is not None and by_copies is not None and by_report[0] != by_copies:
            first = reader.rules["HER2 status"] == "protein first"
            value = by_report[0] if first else by_copies
            wins = "the report" if first else "copy number"
            notes.append(
                f"{name}: the report ({by_report[1]}) says {by_report[0]} and copy number "
                f"{by_copies}; {wins} counts"
            )
        if value is None:
            rule = reader.rules["HER2 not given"]
            own = reader.model.context.get(name)
            value = None if rule == "as the model" else int(rule == "positive")
            taken = own if value is None else value
            notes.append(f"{name}: nothing says, taken as {taken}")
        if value is not None:
            context[name] = value
        if value == 0 and reader.rules["HER2-negative"] == "grows":
            context |= reader.lacking(genes)
    return context, notes


def _by_copies(
    name: str, genes: frozenset[str], said: Said, reads: Iterable[Read], reader: EventReader
) -> int | None:
    if any(r.standing == "context" and r.does == f"{name}=1" for r in reads):
        return 1
    if reader.rules["HER2 by copy number"] == "both ways" and genes & set(said.levels):
        return 0
    return None
