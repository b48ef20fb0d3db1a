"""A tumour as a model sees it: what counts, with the reason; what does not; what is uncertain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from her2model.model.parts import FrozenMap
from her2model.tumours.event_reading import Read

__all__ = ["Tumour"]


@dataclass(frozen=True)
class Tumour:
    """What a tumour carries, read for one model.

    Attributes
    ----------
    name
        Name of the sample.
    alterations, forced
        What surely counts: alterations of the model, and species that are forced, as ``NAME=1``.
    uncertain
        What may count: the same, each with the events behind it. The tumour is run with and
        without each.
    context
        Inputs of the model that the tumour sets.
    events
        Every event that was read, with its standing and reason.
    status
        What reports say of it, such as ``HER2-positive (IHC 3+)``.
    notes
        What had to be decided.
    clones
        Parts of the tumour that carry other alterations; empty where it is one.
    """

    name: str
    alterations: tuple[str, ...] = ()
    forced: tuple[str, ...] = ()
    uncertain: FrozenMap[tuple[str, ...]] = field(default_factory=FrozenMap)
    context: FrozenMap[int] = field(default_factory=FrozenMap)
    events: tuple[Read, ...] = ()
    status: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    clones: tuple[Tumour, ...] = ()

    @property
    def key(self) -> tuple[Any, ...]:
        """What verdicts hang on: tumours with the same key have the same verdicts."""
        return (
            self.alterations,
            self.forced,
            tuple(sorted(self.uncertain)),
            tuple(self.context.items()),
            tuple(c.key for c in self.clones),
        )

    @property
    def absent(self) -> tuple[Read, ...]:
        """Events that the model has nothing for."""
        return tuple(r for r in self.events if r.standing == "absent")

    def renamed(self, name: str) -> Tumour:
        """Return the tumour under another name."""
        return replace(self, name=name)

    def why(self) -> Iterator[str]:
        """Yield what was made of each event, status and note, in words."""
        yield from self.status
        for read in self.events:
            yield f"{read}{f' [{read.source}]' if read.source else ''}"
        yield from self.notes

    def in_words(self) -> str:
        """Return what it carries in one line."""
        parts = [*self.alterations, *self.forced]
        parts += [f"{name}?" for name in self.uncertain]
        parts += [f"{name} = {value}" for name, value in self.context.items()]
        return " + ".join(parts) or "nothing that counts"

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, for JSON."""
        return {
            "name": self.name,
            "alterations": list(self.alterations),
            "forced": list(self.forced),
            "uncertain": {k: list(v) for k, v in self.uncertain.items()},
            "context": dict(self.context),
            "events": [
                {
                    "event": str(r.event),
                    "standing": r.standing,
                    "does": r.does,
                    "why": r.why,
                    "source": r.source,
                }
                for r in self.events
            ],
            "status": list(self.status),
            "notes": list(self.notes),
            "clones": [c.to_dict() for c in self.clones],
        }

    def __str__(self) -> str:
        return "\n".join([f"{self.name}: {self.in_words()}", *(f"  {w}" for w in self.why())])

    def __repr__(self) -> str:
        return f"<Tumour {self.name}: {self.in_words()}>"
