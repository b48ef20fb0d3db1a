"""From records to tumours: samples in order of appearance, every row accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from her2model.formats.table_cells import damage
from her2model.model.changes import Event
from her2model.model.model import Model
from her2model.model.name_table import folded, name_table
from her2model.tumours.assembling import Said, assembled
from her2model.tumours.conventions import Conventions
from her2model.tumours.event_reading import EventReader, Read, Standing
from her2model.tumours.rows import Fate, Tally
from her2model.tumours.tumour import Tumour

__all__ = ["Collector"]

_FATES: dict[Standing, Fate] = {
    "counts": "used",
    "context": "used",
    "unknown": "unknown",
    "contested": "unknown",
    "nothing": "ignored",
    "absent": "ignored",
}
_ELSEWHERE = "of genes that the model does not have"
_AGAIN = "said before of the same sample"
_NOT_SAID = ("", "na", "nan", "n/a", "none", "unknown", "null", ".", "-", "not done", "not tested")


@dataclass
class _Sample:
    said: Said = field(default_factory=Said)
    clones: dict[str, Said] = field(default_factory=dict)


class Collector:
    """Takes what files say, row by row, and counts what became of each.

    Parameters
    ----------
    model, rules
        The model that they are read for, and the conventions.
    """

    def __init__(self, model: Model, rules: Conventions) -> None:
        self.model = model
        self.rules = rules
        self.reader = EventReader(model, rules)
        self.samples: dict[str, _Sample] = {}
        self.tallies: list[Tally] = []
        self._genes: dict[str, tuple[str | None, Fate, str]] = {}

    def begin(self, source: str) -> Tally:
        """Start a file."""
        self.tallies.append(Tally(source))
        return self.tallies[-1]

    @property
    def tally(self) -> Tally:
        """The counts of the file that is being read."""
        return self.tallies[-1]

    def seen(self, sample: str) -> None:
        """Note that there is a sample, whatever is said of it."""
        if sample not in self.samples:
            self.samples[sample] = _Sample()

    def _said(self, sample: str, clone: str) -> Said:
        self.seen(sample)
        whole = self.samples[sample]
        return whole.clones.setdefault(clone, Said()) if clone else whole.said

    def gene(self, written: str, line: int, rows: int = 1) -> str | None:
        """Return the symbol of a gene that matters; else count the rows and return None."""
        found = self._genes.get(written)
        if found is None:
            found = self._genes[written] = self._gene(written)
        symbol, fate, why = found
        if symbol is None and fate == "refused":
            self.tally.refuse(line, why, rows)
        elif symbol is None:
            self.tally.fates[fate, why] += rows
        return symbol

    def _gene(self, written: str) -> tuple[str | None, Fate, str]:
        said = damage(written)
        if said or not written.strip():
            return None, "refused", f"{written!r} is {said}" if said else "no gene is named"
        symbol = self.reader.symbol(written)
        if symbol is None:
            return None, "ignored", _ELSEWHERE
        if _is_murine(written) and written not in self._printed:
            return None, "refused", f"{written!r} is written as a gene of a mouse or rat"
        return symbol, "used", ""

    @cached_property
    def _printed(self) -> frozenset[str]:
        return frozenset(name_table().names_of("gene"))

    def event(self, sample: str, event: Event, clone: str = "", perhaps: bool = False) -> None:
        """Take an event, and count its row; ``perhaps`` where the words may mean another."""
        said = self._said(sample, clone)
        if event in said.reads:
            self.tally.fates["ignored", _AGAIN] += 1
            return
        read = self.reader.read(event)
        if perhaps and read.standing == "counts":
            read = replace(read, standing="contested")
        said.reads[event] = read
        self.tally.fates[_FATES[read.standing], _told(read)] += 1

    def level(self, sample: str, gene: str, level: int) -> None:
        """Take a level of copy number from -2 to 2, and count it."""
        self._said(sample, "").levels[gene] = level
        kind = self.rules[f"copy number {level}"] if level else "nothing"
        if kind == "nothing":
            self.tally.fates["ignored", f"copy number {level} is no event"] += 1
        elif kind in ("gain", "shallow deletion"):  # a user's own convention: it counts
            self.event(sample, Event(gene, "amplification" if level > 0 else "deep deletion"))
        else:
            self.event(sample, Event(gene, kind))

    def phrase(self, sample: str, text: str, line: int, clone: str = "") -> None:
        """Take a phrase for an event, or a word of a report, and count it."""
        named = self.reader.names.event_of(text)
        if named is not None:
            return self.event(sample, named[0], clone, named[1])
        if not self.status(sample, text, clone):
            self._by_its_name(sample, text, line, clone)

    def _by_its_name(self, sample: str, text: str, line: int, clone: str) -> None:
        found = self.reader.names.find(text)
        altered = found.roles.get("alterations", ())
        if len(altered) == 1:
            event = Event(altered[0], "")
            said = self._said(sample, clone)
            said.reads[event] = Read(event, "counts", altered[0], "named as the model names it")
            self.tally.fates["used", altered[0]] += 1
        elif found.status in ("absent", "no event", "ask"):
            self._said(sample, clone).words[f"{text}: {found.said}"] = None
            fate: Fate = "unknown" if found.status == "ask" else "ignored"
            self.tally.fates[fate, f"{text}: {found.said}"] += 1
        else:
            said_of = "a drug or a species, and no event" if found.roles else found.said
            self.tally.refuse(line, f"{text!r} is {said_of}")
            self.seen(sample)

    def status(self, sample: str, text: str, clone: str = "") -> bool:
        """Take a word of a report such as ``HER2 3+``, and count it; False where it is none."""
        if name_table().read(text, "status") is None:
            return False
        found = self.reader.names.find(text)
        said = self._said(sample, clone)
        said.words[f"{text}: {found.said}"] = None
        context = found.roles.get("context", ())
        for name, _, value in (c.partition("=") for c in context):
            said.status[name] = (int(value), text)
        if folded(text).startswith(("er+", "erpos", "hr+", "hrpos", "triplepos", "luminal")):
            rule = self.rules["ER-positive"]
            if rule != "nothing":
                kind = "positive" if rule == "as the model" else "reactivation"
                self.event(sample, Event("ESR1", kind), clone)
                return True
        fate: Fate = "used" if context else "unknown" if found.status == "ask" else "ignored"
        self.tally.fates[fate, ", ".join(context) or found.said] += 1
        return True

    def report(self, sample: str, marker: str, value: str, line: int) -> None:
        """Take the value of a marker such as HER2 or ER from a table of reports."""
        self.seen(sample)
        if value.strip().strip("[]").lower() in _NOT_SAID:
            self.tally.fates["ignored", f"{marker} is not given"] += 1
        elif not self.status(sample, f"{marker} {value.strip()}"):
            self.tally.refuse(line, f"{value!r} is no status of {marker}")

    def tumours(self) -> tuple[Tumour, ...]:
        """Return the tumours, in the order in which they were first named."""
        return tuple(self._tumours())

    def _tumours(self) -> Iterator[Tumour]:
        for name, sample in self.samples.items():
            whole = assembled(name, sample.said, self.reader)
            clones = [
                assembled(f"{name} / {clone}", sample.said.with_(said), self.reader)
                for clone, said in sample.clones.items()
            ]
            yield replace(whole, clones=tuple(clones))


def _told(read: Read) -> str:
    if read.standing in ("counts", "context"):
        return read.does
    if read.standing in ("unknown", "contested"):
        return f"{read.event.gene}, {read.standing}: may be {read.does}"
    if read.standing == "absent":
        return f"{read.event.gene}: the model has no such alteration"
    return f"{read.event.gene}: {read.why}"


def _is_murine(written: str) -> bool:
    letters = "".join(c for c in written if c.isalpha())
    return len(letters) > 2 and letters[0].isupper() and letters[1:].islower()
