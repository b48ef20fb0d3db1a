"""Switches: what varies from cell to cell of a landscape or a screen, and what is given in all.

A *switch* is a :class:`~her2model.engine.forcing.Cause` that a cell has or has not. A
*cell* is a set of switches that are on. Each cell means exactly the scenario of the same names
(:class:`~her2model.engine.scenario.Scenario`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from her2model.engine.forcing import Cause, Kind, cuts, forces
from her2model.engine.scenario import Scenario, Start, cause, compiled
from her2model.errors import InputError
from her2model.model.arguments import listed
from her2model.model.model import Model
from her2model.model.parts import FrozenMap
from her2model.verdicts import UNTREATED

__all__ = ["Combination", "Perturbations"]

KINDS: tuple[Kind, ...] = ("alteration", "drug", "knockout", "gain")


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
    def of(cls, switches: Iterable[Cause]) -> Combination:
        """Sort switches by their kind."""
        named: dict[str, list[str]] = {k: [] for k in KINDS}
        for s in switches:
            named[s.kind].append(s.name)
        return cls(*(tuple(sorted(named[k])) for k in KINDS))

    def __len__(self) -> int:
        return len(self.alterations) + len(self.drugs) + len(self.knockouts) + len(self.gains)

    def __str__(self) -> str:
        causes = [*self.alterations, *(str(Cause("knockout", k)) for k in self.knockouts)]
        causes += [str(Cause("gain", g)) for g in self.gains]
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
    varied: tuple[Cause, ...]
    given: tuple[Cause, ...] = ()
    context: FrozenMap[int] = field(default_factory=FrozenMap)
    onset: str = "de novo"
    start: str | FrozenMap[int] = UNTREATED

    @classmethod
    def of(
        cls,
        model: Model,
        *,
        varied: Mapping[Kind, Iterable[str]],
        given: Mapping[Kind, Iterable[str]] | None = None,
        context: Mapping[str, int] | None = None,
        onset: str = "de novo",
        start: Start = UNTREATED,
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
        on = always.causes
        switches: dict[Cause, None] = {}
        for kind in KINDS:
            for name in listed(varied.get(kind, ()), f"{kind}s"):
                switches[cause(model, kind, name)] = None
        both = [s for s in switches if s in on]
        if both:
            raise InputError(
                f"{both[0].name!r} is given in every cell and varied too", hint="name it once"
            )
        return cls(model, tuple(switches), on, always.context, always.onset, always.start)

    def scenario(self, switches: Iterable[Cause]) -> Scenario:
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
    def in_topological_order(self) -> tuple[Cause, ...]:
        """The varied switches by the first species that each acts on, regulators first."""
        targets: dict[str, int] = {}
        for i, s in enumerate(compiled(self.model).species):
            if s in self.model.functions:
                for regulator in self.model.functions[s].names:
                    targets.setdefault(regulator, i)
        return tuple(sorted(self.varied, key=lambda switch: self._first_effect(switch, targets)))

    def _first_effect(self, switch: Cause, targets: Mapping[str, int]) -> int:
        index = compiled(self.model).index
        hit = [s for s, _ in forces(self.model, switch)]
        hit += [switch.name] if switch.kind == "drug" else []
        places = [targets.get(s, 0) if s in self.model.inputs else index[s] for s in hit]
        places += [index[target] for _, target in cuts(self.model, switch)]
        return min(places, default=0)
