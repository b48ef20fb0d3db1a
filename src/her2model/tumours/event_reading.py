"""What an event does to a model, and why: it counts, sets the context, or is uncertain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from her2model.model.changes import Event
from her2model.model.model import Model
from her2model.model.name_table import name_table
from her2model.model.names import Names
from her2model.model.variants import Variant, variants
from her2model.tumours.conventions import Conventions

__all__ = ["EventReader", "Read", "Standing"]

Standing = Literal["counts", "context", "unknown", "contested", "nothing", "absent"]
_NEUTRAL = {
    "silent": "does not change the protein",
    "wild type": "nothing happened",
    "gain": "one copy more",
    "shallow deletion": "one copy less",
}


@dataclass(frozen=True, slots=True)
class Read:
    """An event as it was read.

    Attributes
    ----------
    event
        The event.
    standing
        ``counts``; ``context``; ``unknown`` or ``contested``: run with and without; ``nothing``;
        ``absent``: the model has no such thing.
    does
        The alteration, or ``NAME=1``: an input of the context where ``standing`` is so, else a
        species that is forced. Empty where it does nothing.
    why, source
        The reason, and where it was read.
    needs
        Genes of which another counted event must be there.
    """

    event: Event
    standing: Standing
    does: str = ""
    why: str = ""
    source: str = ""
    needs: tuple[str, ...] = ()

    def __str__(self) -> str:
        does = f" is {self.does}" if self.does else ""
        return f"{self.event}{does} ({self.standing}: {self.why})"


class EventReader:
    """Read events for one model under some conventions; each event once.

    Examples
    --------
    >>> import her2model as h2
    >>> from her2model.tumours.conventions import conventions
    >>> reader = EventReader(h2.load("her2-resistance"), conventions())
    >>> read = reader.read(Event("PIK3CA", "missense", "K111N"))
    >>> read.standing, read.does
    ('contested', 'PIK3CA mutation')
    """

    def __init__(self, model: Model, rules: Conventions) -> None:
        self.model = model
        self.rules = rules
        self.names = Names.of(model)
        self._read: dict[Event, Read] = {}
        self._symbols: dict[str, str | None] = {}
        forced = rules["species forced"]
        self.forces = forced == "always" or (forced != "never" and not model.alterations)
        self.genes = self._genes()

    def _genes(self) -> frozenset[str]:
        """Genes of which an event can matter, or is at least known not to."""
        table = variants().genes
        targets = self.names.targets
        own = {g for s in self.model.species for g in targets.genes_of(s)}
        return frozenset(table | own | {e.gene for e in self.names.events.named})

    @cached_property
    def inputs(self) -> dict[str, frozenset[str]]:
        """Inputs of the context that an event of a gene sets, with the genes."""
        found: dict[str, set[str]] = {}
        for row in variants().rows:
            for name in row.inputs:
                if name in self.model.context and not row.is_of_lack:
                    found.setdefault(name, set()).add(row.gene)
        return {name: frozenset(genes) for name, genes in found.items()}

    def lacking(self, genes: frozenset[str]) -> Mapping[str, int]:
        """Return the inputs of a context that are 1 where none of some genes is amplified."""
        return {name: 1 for name in variants().lacking(genes) if name in self.model.context}

    def symbol(self, written: str) -> str | None:
        """Return the HGNC symbol of a gene that matters, as files write it; else None."""
        if written not in self._symbols:
            row = name_table().read(written, "gene") if written else None
            known = row.name if row else written
            self._symbols[written] = known if known in self.genes else None
        return self._symbols[written]

    def read(self, event: Event) -> Read:
        """Say what an event does."""
        found = self._read.get(event)
        if found is None:
            found = self._read[event] = self._fresh(event)
        return found

    def _fresh(self, event: Event) -> Read:
        own = self.names.events.named.get(event)
        if own:
            return Read(event, "counts", own, "the model names it", self.model.name)
        if event.kind in _NEUTRAL:
            return Read(event, "nothing", why=_NEUTRAL[event.kind])
        row = variants().read(event)
        if row is None:
            why = "its effect is not known"
            return Read(event, "absent", why=f"{why}, and {self.model.name} has nothing to run")
        if row.effect == "neutral":
            return Read(event, "nothing", why=row.why, source=row.source)
        return self._by_row(event, row)

    def _by_row(self, event: Event, row: Variant) -> Read:
        name, perhaps = self.names.events.counts_as(row)
        if name is None and self.forces:
            name, perhaps = self._forced(event, row), row.effect in ("unknown", "contested")
        if name is None:
            near = f"; nearest is {row.near}" if row.near else ""
            why = f"{row.why}; {self.model.name} has no such alteration{near}"
            return Read(event, "absent", why=why, source=row.source)
        if "=" in name and name.partition("=")[0] in self.model.context:
            return Read(event, "context", name, row.why, row.source)
        standing: Standing = "counts"
        if perhaps:
            standing = "contested" if row.effect == "contested" else "unknown"
            rule = self.rules[f"{standing} variants"]
            if rule != "both":
                counts: Standing = "counts" if rule == "yes" else "nothing"
                why = f"{row.why}; {standing}, and taken as '{rule}' here"
                return Read(event, counts, name if rule == "yes" else "", why, row.source)
        return Read(event, standing, name, row.why, row.source, row.needs)

    def _forced(self, event: Event, row: Variant) -> str | None:
        """Return the species that a gain or loss of a gene forces, as ``NAME=1``."""
        species = self.names.targets.species_of((event.gene,))
        value = _value(event, row)
        if species is None or value is None or species in self.model.drugs:
            return None
        return f"{species}={value}"


def _value(event: Event, row: Variant) -> int | None:
    if row.effect in ("gain", "loss"):
        return int(row.effect == "gain")
    if not row.does:
        return None
    gains = ("amplification", "overexpression", "fusion")
    losses = ("truncating", "splice", "deep deletion", "loss")
    return 1 if event.kind in gains else 0 if event.kind in losses else None
