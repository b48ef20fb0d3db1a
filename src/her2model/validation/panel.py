"""What was measured: lines or patients, what is known of their genome, and how drugs did."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from her2model.errors import InputError, did_you_mean

__all__ = ["Line", "Measurements", "folded_name"]


@dataclass(frozen=True)
class Line:
    """A cell line or a patient.

    Attributes
    ----------
    name
        As the panel writes it.
    events
        What its genome carries, as ``BRAF mutation``, ``ERBB2 gain``, ``PTEN loss``; None where
        nothing is known of it, which is not the same as carrying nothing.
    group
        Tissue or subtype, by which a panel file chooses lines.
    """

    name: str
    events: frozenset[str] | None
    group: str = ""


@dataclass(frozen=True)
class Measurements:
    """The lines of a panel and the value of each agent in each.

    Attributes
    ----------
    lines
        By folded name (:func:`folded_name`).
    values
        Agent → folded name of a line → measured value.
    rows, event_rows
        Of a table of one's own: agent → folded name of a line → line of the file, also where the
        value is missing; and event → line of the file where it stands first.
    remarks
        What was taken for what, in sentences.
    """

    lines: Mapping[str, Line]
    values: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    rows: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    event_rows: Mapping[str, int] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    def among(self, groups: Iterable[str]) -> tuple[str, ...]:
        """Return the folded names of the lines of these groups; of all when none is given."""
        wanted = {g.casefold() for g in groups}
        return tuple(k for k, x in self.lines.items() if not wanted or x.group.casefold() in wanted)

    def of(self, agent: str) -> Mapping[str, float]:
        """Return an agent's values.

        Raises
        ------
        InputError
            The data do not have it.
        """
        if agent not in self.values and agent not in self.rows:
            near = did_you_mean(agent, self.values)
            hint = near or "take it out of the panel file's agents, or give data that have it"
            raise InputError(f"the panel's data have no agent {agent!r}", hint=hint)
        return self.values.get(agent, {})


def folded_name(name: str) -> str:
    """Fold a line's name to its letters and digits, as panels write ``SK-BR-3`` and ``SKBR3``.

    Examples
    --------
    >>> folded_name("SK-BR-3"), folded_name("MCF10A (GM)")
    ('SKBR3', 'MCF10AGM')
    """
    return re.sub(r"[^A-Z0-9]", "", name.upper())
