"""What an event of a gene is in a model: which of its alterations, or what of its context."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from her2model.model.changes import Event, protein_change
from her2model.model.finding import Finding, Status, listed
from her2model.model.name_table import folded, name_table
from her2model.model.phrases import read_event
from her2model.model.targets import Targets
from her2model.model.variants import Variant, variants

if TYPE_CHECKING:
    from her2model.model.model import Model

__all__ = ["EventNames"]

_NO_EVENT = {
    "gain": "one copy more is no event by default",
    "shallow deletion": "one copy less is no event by default",
    "wild type": "it says that nothing happened",
}


class EventNames:
    """The events that a model knows.

    Parameters
    ----------
    model, targets
        The model, and what its species are to genes.
    """

    def __init__(self, model: Model, targets: Targets) -> None:
        self.model = model
        self.targets = targets
        self.table = name_table()
        self._own: dict[str, str] = {}
        for name, alteration in model.alterations.items():
            for other in (name, *alteration.aliases):
                self._own.setdefault(folded(other), name)

    def event(self, text: str, event: Event) -> Finding:
        """Say what an event is in the model."""
        own = self.named.get(event)
        if own:
            said = f"{event}: alteration {own} of {self.model.name}"
            return Finding(text, "found", said, {"alterations": (own,)}, (), (event.gene,))
        if event.kind in _NO_EVENT:
            said = f"{event}: {_NO_EVENT[event.kind]}"
            return Finding(text, "no event", said, {}, (), (event.gene,))
        row = variants().read(event)
        if row is None:
            return self._not_in_the_table(text, event)
        if row.effect == "neutral":
            return Finding(text, "no event", f"{event}: {row.why}", {}, (), (event.gene,))
        return self._by_row(text, event, row)

    def _by_row(self, text: str, event: Event, row: Variant) -> Finding:
        name, perhaps = self.counts_as(row)
        if name is None:
            return self._absent_event(text, event, row)
        key, equals, value = name.partition("=")
        if equals:
            said = f"{event} sets {key} to {value} in the context"
            return Finding(text, "found", said, {"context": (name,)}, (), (event.gene,))
        if row.needs:
            with_ = " and ".join(row.needs)
            said = f"{event} counts only with an event of {with_}, as {name}; {row.why}"
            return Finding(text, "ask", said, {}, (name,), (event.gene,))
        if perhaps:
            said = f"{event} is {_perhaps(row)}: {row.why}; name {name}, or leave it out"
            return Finding(text, "ask", said, {}, (name,), (event.gene,))
        said = f"{event}: alteration {name} of {self.model.name} ({row.why})"
        return Finding(text, "found", said, {"alterations": (name,)}, (), (event.gene,))

    def counts_as(self, row: Variant) -> tuple[str | None, bool]:
        """Return the alteration, or ``NAME=1`` of the context, that a row is, and if only perhaps.

        None where the model has none of those that the row names.
        """
        own = self._own
        for name in row.does:
            perhaps, plain = name.startswith("?"), name.removeprefix("?")
            key, equals, _ = plain.partition("=")
            if equals and key in self.model.context:
                return plain, perhaps
            known = own.get(folded(plain))
            if not equals and known:
                return known, perhaps
        return None, False

    @cached_property
    def named(self) -> dict[Event, str]:
        """Events that the model's own alterations are named by."""
        found: dict[Event, str] = {}
        for name, alteration in self.model.alterations.items():
            for text in (name, *alteration.aliases):
                event = read_event(text, self.table)
                if event is not None and event.kind not in _NO_EVENT:
                    found.setdefault(event, name)
        return found

    def at(self, genes: Iterable[str]) -> tuple[str, ...]:
        """Return the model's alterations that events of some genes are."""
        wanted = set(genes)
        found: dict[str, None] = {}
        for event, name in self.named.items():
            if event.gene in wanted:
                found[name] = None
        for row in variants().rows:
            if row.gene in wanted:
                name = self.counts_as(row)[0] or ""
                if name and "=" not in name:
                    found[name] = None
        return tuple(a for a in self.model.alterations if a in found)

    def _not_in_the_table(self, text: str, event: Event) -> Finding:
        altered = self.at((event.gene,))
        there = f"alterations there: {listed(altered)}" if altered else self._force(event.gene, "")
        said = f"{event}: its effect is unknown; {there}"
        status: Status = "ask" if altered else "absent"
        return Finding(text, status, said, {}, altered, (event.gene,))

    def _absent_event(self, text: str, event: Event, row: Variant) -> Finding:
        near, equals, _ = row.near.partition("=")
        if equals and near in self.model.species:
            near_said = self._force(event.gene, row.near)
        elif near and folded(near) in self._own:
            near_said = f"nearest, and not the same, is {near}"
        else:
            near_said = self._force(
                event.gene, _of_effect(row, self.targets.species_of((event.gene,)))
            )
        name = next((d.removeprefix("?") for d in row.does if "=" not in d), str(event))
        said = (
            f"{event}: {row.why}; {self.model.name} has no alteration for it; {near_said}; to add "
            f"one, write 'alterations: {{{name}: {{fix: ...}}}}' in a file that extends the model"
        )
        choices = (near,) if near and not equals else ()
        return Finding(text, "absent", said, {}, choices, (event.gene,))

    def _force(self, gene: str, forced: str) -> str:
        """Say which species to force in place of an alteration."""
        species, _, value = forced.partition("=")
        if species in self.model.species:
            how = f"knockouts=[{species!r}]" if value == "0" else f"gains=[{species!r}]"
            return f"nearest is {how}"
        own = self.targets.species_of((gene,))
        return f"its species is {own}" if own else f"{gene} has no species of its own there"

    def change_alone(self, text: str) -> Finding | None:
        """Read a protein change without a gene: it must be asked whose it is."""
        change = protein_change(text)
        rows = variants().of_change(change[0]) if change else ()
        if not rows:
            return None
        choices = tuple(f"{row.gene} {row.change}" for row in rows)
        genes = tuple(row.gene for row in rows)
        said = f"a change without its gene: write {listed(choices, ' or ')}"
        return Finding(text, "ask", said, choices=choices, targets=genes)


def _of_effect(row: Variant, species: str | None) -> str:
    value = {"gain": "1", "loss": "0"}.get(row.effect)
    return f"{species}={value}" if species and value else ""


def _perhaps(row: Variant) -> str:
    return "contested" if row.effect == "contested" else "of unknown effect"
