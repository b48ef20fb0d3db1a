"""How a tumour escapes in each cell of a resistance matrix: which arms of signalling stay on.

An arm is a pathway readout of the model that stands for those that are on and off with it in nine
of ten cells. A resistant cell is marked by the letters of the arms that stay on in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean

from her2model.answers.resistance import Cell, ResistanceMatrix
from her2model.model.parts import Claim
from her2model.verdicts import INERT, RESISTANT, RESPONDS

__all__ = ["NONE_ON", "Escapes"]

_ALIKE = 0.9
NONE_ON = "∅"
"""Mark of a resistant cell in which no arm is on."""


@dataclass(frozen=True)
class Escapes:
    """What a matrix says beyond its verdicts."""

    matrix: ResistanceMatrix

    @cached_property
    def arms(self) -> Mapping[str, str]:
        """Species that stands for an arm → its letter."""
        model = self.matrix.model
        pathway = [] if model.readouts is None else list(model.readouts.pathway)
        cells = [c for c in self.matrix.cells.values() if c.word == RESISTANT]
        if not cells or not pathway:
            return {}
        found: list[list[str]] = []
        for s in pathway:
            alike = (g for g in found if all(self._share(s, o, cells) >= _ALIKE for o in g))
            group = next(alike, None)
            if group is None:
                found.append([s])
            else:
                group.append(s)
        chosen = [max(g, key=lambda s: fmean(self._share(s, o, cells) for o in g)) for g in found]
        letters: dict[str, str] = {}
        for s in chosen:
            name = model.species[s].name
            free = [c.upper() for c in name if c.isalnum() and c.upper() not in letters.values()]
            letters[s] = free[0] if free else str(len(letters) + 1)
        return letters

    def _share(self, a: str, b: str, cells: Sequence[Cell]) -> float:
        return fmean(c.simulation[a] == c.simulation[b] for c in cells)

    def on(self, cell: Cell) -> tuple[str, ...]:
        """Return the arms that are not off in a cell."""
        return tuple(a for a in self.arms if cell.simulation[a] != "off")

    def mark(self, cell: Cell) -> str:
        """Return what is written in a resistant cell: the arms that stay on; its sign if all do."""
        on = self.on(cell)
        if len(on) == len(self.arms):
            return cell.look.sign
        return "+".join(self.arms[a] for a in on) or NONE_ON

    @cached_property
    def working(self) -> tuple[str, ...]:
        """Columns whose drugs do not leave the unaltered tumour as it is."""
        first = self.matrix.alterations[0]
        return tuple(d for d in self.matrix.drugs if self.matrix.cells[first, d].word != INERT)

    @cached_property
    def inert(self) -> tuple[str, ...]:
        """The other columns."""
        return tuple(d for d in self.matrix.drugs if d not in self.working)

    def hits(self, cell: Cell) -> bool:
        """Whether the drugs change anything in the tumour besides themselves."""
        drugs, other = set(cell.simulation.model.drugs), cell.simulation.untreated.state
        state = cell.simulation.state
        return any(other[s] != v for s, v in state.items() if s not in drugs)

    def reason(self, drug: str) -> str:
        """Say why a column is inert: what goes on in the unaltered tumour."""
        cell = self.matrix.cells[self.matrix.alterations[0], drug]
        if not self.hits(cell):
            return "no target here"
        return self.kept(self.on(cell))

    def kept(self, arms: Sequence[str]) -> str:
        """Say which arms stay on."""
        if not self.arms:
            return ""
        names = [self.matrix.model.species[a].name for a in arms]
        if not names:
            return "no arm on"
        return f"{' and '.join(names)} stay{'s' if len(names) == 1 else ''} on"

    def row_kind(self, alteration: str) -> tuple[str, ...]:
        """Return the arms by which an alteration mostly escapes the drugs that work otherwise."""
        cells = [self.matrix.cells[alteration, d] for d in self.working]
        kinds = Counter(self.on(c) for c in cells if c.verdict == RESISTANT)
        return max(kinds, key=lambda k: (kinds[k], len(k)), default=())

    def responding(self, alteration: str) -> int:
        """Count the working columns to which a row responds."""
        return sum(self.matrix.cells[alteration, d].verdict == RESPONDS for d in self.working)

    @cached_property
    def claims(self) -> Mapping[tuple[str, str], int]:
        """Cell → how many claims of the model check it."""
        found: dict[tuple[str, str], int] = {}
        for key, cell in self.matrix.cells.items():
            count = sum(_checks(c, cell) for c in self.matrix.model.claims)
            if count:
                found[key] = count
        return found


def _checks(claim: Claim, cell: Cell) -> bool:
    """Whether a claim is about just this tumour and these drugs."""
    scenario = cell.scenario
    other = claim.knockouts or claim.gains or claim.context
    return (
        bool(claim.drugs)
        and not other
        and set(claim.drugs) == set(scenario.drugs)
        and set(claim.alterations) == set(scenario.alterations)
        and claim.onset == scenario.onset
    )
