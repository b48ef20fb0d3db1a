"""What a reader found in a file, before it is a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from her2model.model.rules import Rule, Sign

__all__ = ["Draft"]


@dataclass
class Draft:
    """What a reader found: rules under the file's own names, and what else the file says.

    Attributes
    ----------
    name
        Name of the model.
    rules
        Name → rule over the file's names; None for a species without one.
    source
        The file, for messages.
    lines
        Line on which each rule stands.
    species
        Name → fields of :class:`~her2model.model.parts.Species` that the file gives.
    reasons
        Name → why its rule is so.
    signs
        (source, target) → sign that the file declares.
    ids
        Name → id, where the file or its name map says so.
    notes
        What the reader had to decide.
    arrows
        (source, target) → fields of its ``Interaction`` that the file gives.
    publication
        Further fields of the model.
    higher
        Name → rules of level 2 and up, for a species with more levels than off and on.
    switches
        Name of a switch → the value at which it holds each node; they become alterations.
    steps
        Whether the rules of bits are sooner those of single steps than those of levels.
    """

    name: str
    rules: Mapping[str, Rule | None]
    source: str = ""
    title: str = ""
    description: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)
    species: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    signs: Mapping[tuple[str, str], Sign] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    arrows: Mapping[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)
    publication: dict[str, Any] = field(default_factory=dict)
    switches: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    higher: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    steps: bool = False

    def rules_of(self, name: str) -> tuple[Rule, ...]:
        """Rules of a species by level, from 1 up; none for an input."""
        first = self.rules.get(name)
        return (first, *self.higher.get(name, ())) if first else ()
