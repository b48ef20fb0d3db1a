"""What a typed name turned out to be, as one value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from her2model.displays import Displayed
from her2model.model.parts import FrozenMap

__all__ = ["Finding", "Role", "Status", "listed"]

Status = Literal["found", "ask", "no event", "absent", "unknown"]
Role = Literal["drugs", "species", "alterations", "context"]


@dataclass(frozen=True)
class Finding(Displayed):
    """What a typed name means, and what of that a model has.

    Attributes
    ----------
    typed
        The name as typed.
    status
        ``found``; ``ask``: it may mean several things, or only perhaps counts; ``no event``: it is
        understood and changes nothing; ``absent``: it is understood and the model has no such
        thing; ``unknown``.
    roles
        What the model has for it: ``drugs``, ``species``, ``alterations``, ``context`` (as
        ``NAME=1``), each with names.
    said
        All of this in words.
    choices
        What to choose from, where it must be asked; what the model has at the same target, where
        the thing itself is absent.
    targets
        HGNC symbols of the genes that are meant or hit.
    """

    typed: str
    status: Status
    said: str
    roles: Mapping[str, tuple[str, ...]] = FrozenMap()
    choices: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.typed}: {self.said}"

    def to_dict(self) -> dict[str, object]:
        """Return it as plain data, for JSON."""
        return {
            "typed": self.typed,
            "status": self.status,
            "said": self.said,
            "roles": {k: list(v) for k, v in self.roles.items()},
            "choices": list(self.choices),
            "targets": list(self.targets),
        }


def listed(names: Iterable[str], last: str = ", ") -> str:
    """Write names one after the other."""
    names = list(names)
    if last != ", " and len(names) > 1:
        return f"{', '.join(names[:-1])}{last}{names[-1]}"
    return ", ".join(names)
