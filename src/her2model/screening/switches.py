"""Switches: what varies from cell to cell of a landscape or a screen, and what is given in all.

A *switch* is one cause that a cell has or has not: an alteration, a drug, a knockout or a gain. A
*cell* is a set of switches that are on. Each cell means exactly the scenario of the same names
(:class:`~her2model.engine.scenario.Scenario`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from her2model.engine.scenario import Scenario, Start, compiled
from her2model.errors import InputError
from her2model.model.model import Model
from her2model.model.parts import FrozenMap, parse_arrow

__all__ = ["Combination", "Perturbations", "Switch"]

Kind = Literal["alteration", "drug", "knockout", "gain"]
KINDS: tuple[Kind, ...] = ("alteration", "drug", "knockout", "gain")


@dataclass(frozen=True, slots=True, order=True)
class Switch:
    """One cause: its kind and its name in the model."""

    kind: Kind
    name: str

    def __str__(self) -> str:
        words = {"knockout": f"{self.name} knocked out", "gain": f"{self.name} forced on"}
        return words.get(self.kind, self.name)


@dataclass(frozen=True, slots=True, order=True)
class Combination:
    """One cell: what the tumour carries and what it is given, each in alphabetical order.

    Examples
    --------
    >>> print(Combination(alterations=("PTEN loss",), drugs=("trastuzumab",)))
    PTEN loss, trastuzumab
    """

    alterations: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()
    knockouts: tuple[str, ...] = ()
    gains: tuple[str, ...] = ()

    @classmethod
    def of(cls, switches: Iterable[Switch]) -> Combination:
        """Sort switches by their kind."""
        named: dict[str, list[str]] = {k: [] for k in KINDS}
        for s in switches:
            named[s.kind].append(s.name)
        return cls(*(tuple(sorted(named[k])) for k in KINDS))

    def __len__(self) -> int:
        return len(self.alterations) + len(self.drugs) + len(self.knockouts) + len(self.gains)

    def __str__(self) -> str:
        causes = [*self.alterations, *(str(Switch("knockout", k)) for k in self.knockouts)]
        causes += [str(Switch("gain", g)) for g in self.gains]
        told = [" + ".join(causes), " + ".join(self.drugs)]
        return ", ".join(filter(None, told)) or "unaltered tumour"


@dataclass(frozen=True)
class Perturbations:
    """Which switches vary, which are on in every cell, and the conditions that all cells share.

    Attributes
    ----------
    model
        The model.
    varied
        The switches, each on or off: a cell for every set of them that does not contradict itself.
    given
        Switches that are on in every cell.
    context, onset, start
        As in :class:`~her2model.engine.scenario.Scenario`.
    """

    model: Model
    varied: tuple[Switch, ...]
    given: tuple[Switch, ...] = ()
    context: FrozenMap[int] = field(default_factory=FrozenMap)
    onset: str = "de novo"
    start: str | FrozenMap[int] = "untreated"

    @classmethod
    def of(
        cls,
        model: Model,
        *,
        varied: Mapping[Kind, Iterable[str]],
        given: Mapping[Kind, Iterable[str]] | None = None,
        context: Mapping[str, int] | None = None,
        onset: str = "de novo",
        start: Start = "untreated",
    ) -> Perturbations:
        """Check all names against the model.

        Raises
        ------
        UnknownName
            A name that the model does not have.
        InputError
            Conditions that contradict each other, or a cause that is both given and varied.
        """
        given = given or {}
        always = Scenario.of(
            model,
            drugs=given.get("drug", ()),
            alterations=given.get("alteration", ()),
            knockouts=given.get("knockout", ()),
            gains=given.get("gain", ()),
            context=context,
            onset=onset,
            start=start,
        )
        on = _switches_of(always)
        switches: dict[Switch, None] = {}
        for kind in KINDS:
            names = varied.get(kind, ())
            if isinstance(names, str):
                raise InputError(
                    f"{kind}s={names!r} is text", hint=f"give a list: {kind}s=[{names!r}]"
                )
            for name in names:
                (switch,) = _switches_of(_alone(model, kind, name))
                switches[switch] = None
        both = [s for s in switches if s in on]
        if both:
            raise InputError(
                f"{both[0].name!r} is given in every cell and varied too", hint="name it once"
            )
        return cls(model, tuple(switches), on, always.context, always.onset, always.start)

    def scenario(self, switches: Iterable[Switch]) -> Scenario:
        """Return the scenario of one cell.

        Raises
        ------
        InputError
            The switches contradict each other.
        """
        cell = Combination.of([*self.given, *switches])
        return Scenario.of(
            self.model,
            drugs=cell.drugs,
            alterations=cell.alterations,
            knockouts=cell.knockouts,
            gains=cell.gains,
            context=self.context,
            onset=self.onset,
            start=self.start,  # type: ignore[arg-type]
        )

    @cached_property
    def in_topological_order(self) -> tuple[Switch, ...]:
        """The varied switches by the first species that each acts on, regulators first."""
        return tuple(sorted(self.varied, key=self._first_effect))

    def _first_effect(self, switch: Switch) -> int:
        network = compiled(self.model)
        targets: dict[str, int] = {}
        for i, s in enumerate(network.species):
            if s in self.model.functions:
                for regulator in self.model.functions[s].names:
                    targets.setdefault(regulator, i)
        hit = [s for s, _ in self.forces(switch)]
        hit += [switch.name] if switch.kind == "drug" else []
        places = [targets.get(s, 0) if s in self.model.inputs else network.index[s] for s in hit]
        places += [network.index[target] for _, target in self.cuts(switch)]
        return min(places, default=0)

    def forces(self, switch: Switch) -> tuple[tuple[str, int], ...]:
        """Species and value for each that a switch forces; drugs force none but themselves."""
        if switch.kind == "alteration":
            return tuple(self.model.alterations[switch.name].fix.items())
        if switch.kind == "drug":
            return ()
        return ((switch.name, int(switch.kind == "gain")),)

    def cuts(self, switch: Switch) -> tuple[tuple[str, str], ...]:
        """Source and target of each arrow that a switch cuts."""
        if switch.kind != "alteration":
            return ()
        arrows = map(parse_arrow, self.model.alterations[switch.name].cut)
        return tuple((source, target) for source, _, target in arrows)


def _alone(model: Model, kind: Kind, name: str) -> Scenario:
    """Return the scenario of one cause, which checks its name."""
    names = [name]
    if kind == "alteration":
        return Scenario.of(model, alterations=names)
    if kind == "drug":
        return Scenario.of(model, drugs=names)
    return (
        Scenario.of(model, knockouts=names)
        if kind == "knockout"
        else Scenario.of(model, gains=names)
    )


def _switches_of(scenario: Scenario) -> tuple[Switch, ...]:
    named = zip(
        KINDS,
        (scenario.alterations, scenario.drugs, scenario.knockouts, scenario.gains),
        strict=True,
    )
    return tuple(Switch(kind, name) for kind, names in named for name in names)
