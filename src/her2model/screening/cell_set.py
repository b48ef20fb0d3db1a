"""A set of cells of a landscape, lazily: count it, walk through it, draw from it, narrow it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from her2model.displays import Displayed
from her2model.engine.forcing import Cause
from her2model.errors import InputError, UnknownName
from her2model.model.arguments import listed
from her2model.model.model import Model
from her2model.model.names import Names
from her2model.screening.decision_diagrams import Diagrams, LivesInDiagrams
from her2model.screening.switches import Combination

__all__ = ["CellSet", "Space"]


@dataclass(frozen=True, eq=False)
class Space:
    """The switches of a landscape and the diagrams over them.

    Attributes
    ----------
    model
        The model, which knows the names' other spellings.
    order
        The switches; the k-th is variable k.
    diagrams
        The diagrams.
    """

    model: Model
    order: tuple[Cause, ...]
    diagrams: Diagrams

    def of_kind(self, *kinds: str) -> tuple[int, ...]:
        """Return the numbers of the switches of some kinds."""
        return tuple(k for k, s in enumerate(self.order) if s.kind in kinds)

    def number(self, name: str | Cause) -> int:
        """Return the number of a switch given by its name, in any spelling the model knows.

        Raises
        ------
        UnknownName
            No switch of the landscape is called so.
        InputError
            Several are, such as the knockout and the gain of one species.
        """
        if isinstance(name, Cause):
            if name not in self.order:
                raise UnknownName.of("switch of this landscape", str(name), map(str, self.order))
            return self.order.index(name)
        found = [k for k, s in enumerate(self.order) if name in (s.name, str(s))]
        found = found or [k for k, s in enumerate(self.order) if self._means(s, name)]
        if len(found) > 1:
            spelt = " or ".join(repr(str(self.order[k])) for k in found)
            raise InputError(f"{name!r} is several switches", hint=f"write {spelt}")
        if not found:
            raise self._no_switch(name)
        return found[0]

    def _no_switch(self, name: str) -> UnknownName:
        """Say what a name is that is none of the switches."""
        what = f"{name!r} is not a switch of this landscape"
        found = Names.of(self.model).find(name)
        if found.roles:
            hint = "name it where the landscape is made, or leave it out"
        elif found.choices:
            hint = found.said.removeprefix("not known; ")
        elif found.status == "unknown":
            hint = f"there are {', '.join(map(str, self.order))}"
        else:
            hint = found.said
        return UnknownName(what, hint=hint)

    def _means(self, switch: Cause, name: str) -> bool:
        try:
            if switch.kind == "alteration":
                return self.model.find_alteration(name) == switch.name
            kind = "drug" if switch.kind == "drug" else "species"
            return self.model.find_species(name, kind) == switch.name
        except UnknownName:
            return False

    def numbers(self, names: Iterable[str | Cause], what: str) -> tuple[int, ...]:
        """Return the numbers of several switches."""
        return tuple(dict.fromkeys(self.number(n) for n in listed(names, what)))

    def exactly(self, on: Iterable[int], among: Iterable[int]) -> Any:
        """Return the cells in which, among some switches, exactly these are on."""
        on = set(on)
        cells = self.diagrams.true
        for k in among:
            switch = self.diagrams.switch(k)
            cells = cells & (switch if k in on else ~switch)
        return cells

    def combination(self, point: Sequence[int]) -> Combination:
        """Return the cell with these values of the switches."""
        return Combination.of(s for s, v in zip(self.order, point, strict=True) if v)


class CellSet(LivesInDiagrams, Displayed):
    """Cells of a landscape. Nothing is listed until it is asked for.

    Iterating yields each as a :class:`~her2model.screening.switches.Combination`. Sets of one
    landscape can be joined by ``|``, ``&`` and ``-``.

    Parameters
    ----------
    space
        The landscape's switches and diagrams.
    cells
        The set, as a diagram.
    """

    def __init__(self, space: Space, cells: Any) -> None:
        self.space = space
        self.cells = cells

    def count(self) -> int:
        """Return the exact number of cells."""
        return self.space.diagrams.count(self.cells)

    def __bool__(self) -> bool:
        return not self.space.diagrams.is_empty(self.cells)

    def __iter__(self) -> Iterator[Combination]:
        for point in self.space.diagrams.points(self.cells):
            yield self.space.combination(point)

    def first(self, size: int) -> list[Combination]:
        """Return some cells, in a fixed order."""
        return list(islice(self, size))

    def sample(self, size: int, seed: int = 0) -> list[Combination]:
        """Draw cells evenly, with replacement; the same seed gives the same ones.

        Returns
        -------
        list of Combination
            Empty where the set is.
        """
        points = self.space.diagrams.sampled(self.cells, size, seed)
        return [self.space.combination(p) for p in points]

    def restrict(
        self,
        including: Iterable[str | Cause] = (),
        excluding: Iterable[str | Cause] = (),
        exactly: Iterable[str | Cause] | None = None,
        max_size: int | None = None,
    ) -> CellSet:
        """Keep the cells with and without some switches.

        Parameters
        ----------
        including, excluding
            Names of switches that must be on, or off.
        exactly
            Names of the only switches that may be on, all of which must.
        max_size
            Most switches on.

        Raises
        ------
        UnknownName
            No switch of the landscape is called so.
        """
        space, diagrams = self.space, self.space.diagrams
        cells = self.cells
        for k in space.numbers(including, "including"):
            cells = cells & diagrams.switch(k)
        for k in space.numbers(excluding, "excluding"):
            cells = cells & ~diagrams.switch(k)
        if exactly is not None:
            every = range(len(space.order))
            cells = cells & space.exactly(space.numbers(exactly, "exactly"), every)
        if max_size is not None:
            cells = cells & diagrams.at_most(max_size)
        return CellSet(space, cells)

    def __contains__(self, cell: object) -> bool:
        if not isinstance(cell, Combination):
            return False
        named = zip(
            ("alteration", "drug", "knockout", "gain"),
            (cell.alterations, cell.drugs, cell.knockouts, cell.gains),
            strict=True,
        )
        on = {Cause(kind, n) for kind, names in named for n in names}  # type: ignore[arg-type]
        if not on <= set(self.space.order):
            return False
        return self.space.diagrams.holds(self.cells, [s in on for s in self.space.order])

    def _with(self, other: CellSet) -> Any:
        if other.space is not self.space:
            raise InputError(
                "these sets belong to two landscapes", hint="use compare() to set them side by side"
            )
        return other.cells

    def __and__(self, other: CellSet) -> CellSet:
        return CellSet(self.space, self.cells & self._with(other))

    def __or__(self, other: CellSet) -> CellSet:
        return CellSet(self.space, self.cells | self._with(other))

    def __sub__(self, other: CellSet) -> CellSet:
        return CellSet(self.space, self.cells & ~self._with(other))

    def __eq__(self, other: object) -> bool:
        same = isinstance(other, CellSet) and other.space is self.space
        return same and bool(self.cells == other.cells)  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        return hash(self.cells)

    def __repr__(self) -> str:
        return f"<CellSet: {self.count():,} of {1 << len(self.space.order):,} cells>"
