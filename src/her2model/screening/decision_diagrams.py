"""Sets of cells as binary decision diagrams over the switches: counts, points, minimal sets.

The diagrams are oxidd's. A set of cells is one function; ``&``, ``|`` and ``~`` work on it. What
oxidd does not offer is here: points in order, random points, minimal and prime sets, and copying
from one manager to another.
Source: Bryant 1986, Graph-based algorithms for Boolean function manipulation (diagrams).
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, Self, TypeAlias

from her2model.errors import InputError, LimitError
from her2model.model.arguments import whole_number

if TYPE_CHECKING:
    from oxidd.bdd import BDDFunction

__all__ = ["Diagrams", "LivesInDiagrams"]

Function: TypeAlias = "BDDFunction"
"""A set of cells: a Boolean function over the switches."""
MAX_NODES = 12_000_000
MAX_PARTS = 100_000
CACHES, CACHE = ((24, 1 << 14), (64, 1 << 16)), 1 << 20
"""Up to so many variables, so many results of operations are kept: room for many takes some
milliseconds to make, more than all the rest for a small network."""


class LivesInDiagrams:
    """A value that is made of decision diagrams: copies are itself, and it cannot be pickled."""

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise InputError(
            f"a {type(self).__name__} is made of decision diagrams of this process, and cannot be "
            "pickled",
            hint="pickle to_dict(), a list of its cells, or the arguments to make it again",
        )


class Diagrams:
    """All sets of cells over some switches.

    Parameters
    ----------
    variables
        Number of switches; variable k is at level k.
    max_nodes
        Most nodes held at once.
    max_seconds
        Most seconds on the clock from now until the last question of the engine.
    max_size
        Most switches on. A switch then acts only in cells of that size, so that the diagrams stay
        small; all others are as the cell without any, and are not in ``domain``.
    """

    def __init__(
        self,
        variables: int,
        max_nodes: int = MAX_NODES,
        max_seconds: float | None = None,
        max_size: int | None = None,
    ) -> None:
        from oxidd.bdd import BDDManager

        self.variables = variables
        self.switches = variables  # to be told; the values of a feedback set are variables too
        self.max_nodes = whole_number(max_nodes, "max_nodes", 2 * variables + 3)
        self.max_seconds = max_seconds
        self.doing = ""
        self._deadline = None if max_seconds is None else time.monotonic() + max_seconds
        kept = next((kept for most, kept in CACHES if variables <= most), CACHE)
        self.manager = BDDManager(max_nodes, min(max_nodes, kept), 1)
        self.manager.add_vars(variables)
        self.true: Function = self.manager.true()
        self.false: Function = self.manager.false()
        self._switch = [self.manager.var(k) for k in range(variables)]
        self._absent = [~v for v in self._switch]
        self.max_size = None if max_size is None else whole_number(max_size, "max_size")
        self.domain = self.true if max_size is None else self.at_most(max_size)

    def switch(self, k: int) -> Function:
        """Return the cells in which switch ``k`` is on."""
        return self._switch[k] & self.domain

    def is_empty(self, cells: Function) -> bool:
        """Whether no cell is in the set."""
        self.check_time()
        return not cells.satisfiable()

    def minus(self, cells: Any, others: Any) -> Any:
        """Return the cells of a set that are not in another, in one pass."""
        return others.imp_strict(cells)

    def count(self, cells: Function) -> int:
        """Return the exact number of cells."""
        return int(cells.sat_count(self.variables))

    def holds(self, cells: Function, point: Sequence[int]) -> bool:
        """Whether the cell with these values of the switches is in the set."""
        return bool(cells.eval((k, bool(v)) for k, v in enumerate(point)))

    @property
    def nodes(self) -> int:
        """Nodes held now."""
        return int(self.manager.num_inner_nodes())

    def check(self, doing: str) -> None:
        """Note what comes next, and stop where the time is up.

        Raises
        ------
        LimitError
            More than ``max_seconds`` have passed.
        """
        self.doing = doing
        self.check_time()

    def check_time(self) -> None:
        """Stop where the time is up, as :meth:`check` does."""
        if self._deadline is not None and time.monotonic() > self._deadline:
            raise LimitError(
                f"{self.max_seconds:g} s were not enough; stopped while {self.doing}, over "
                f"{self.switches} switches and with {self.nodes:,} diagram nodes; name fewer "
                "alterations= or drugs=, or raise max_seconds="
            )

    def piecewise(self) -> None:
        """Do nothing: a landscape is whole or not there."""

    def out_of_memory(self) -> LimitError:
        """Build the error for a full manager."""
        return LimitError(
            f"more than {self.max_nodes:,} diagram nodes were needed while {self.doing}, over "
            f"{self.switches} switches; name fewer alterations= or drugs=, or raise max_nodes="
        )

    def gathered(self, cells: Function) -> tuple[Diagrams, Any, Any]:
        """Return an algebra of only these cells, and the ways there and back: here itself."""
        return self, _same, lambda found: found & cells

    def like(self, variables: int) -> Diagrams:
        """Return diagrams over other variables, under the same limits."""
        found = Diagrams(variables, self.max_nodes, self.max_seconds)
        found.doing, found._deadline, found.switches = self.doing, self._deadline, self.switches
        return found

    # -- fixing and closing ----------------------------------------------------------------------

    def fixed(self, cells: Function, k: int, value: int) -> Function:
        """Return the cells that are in the set once switch ``k`` is set to a value."""
        from oxidd.util import BooleanOperator

        literal = self._switch[k] if value else self._absent[k]
        return cells.apply_exists(BooleanOperator.AND, literal, self._switch[k])

    def cleared(self, cells: Function, switches: Sequence[int]) -> Function:
        """Return the cells that are in the set once some switches are off."""
        absent = cube = self.true
        for k in switches:
            absent, cube = absent & self._absent[k], cube & self._switch[k]
        return (cells & absent).exists(cube)

    def without(self, cells: Function, switches: Sequence[int]) -> Function:
        """Return the cells that are in the set with some values of some switches."""
        cube = self.true
        for k in switches:
            cube = cube & self._switch[k]
        return cells.exists(cube)

    def support(self, cells: Function) -> set[int]:
        """Return the switches that decide whether a cell is in the set."""
        seen: set[Function] = {self.true, self.false}
        found: set[int] = set()
        stack = [cells]
        while stack:
            here = stack.pop()
            if here not in seen:
                seen.add(here)
                found.add(_variable(here))
                stack += _cofactors(here)
        return found

    def minimal(self, cells: Function, over: Sequence[int]) -> Function:
        """Keep the points of which no proper subset, over some switches, is in the set.

        The other switches are parameters: one pass answers for all their values at once.
        """
        above = self.upward(cells, over)
        for k in over:
            self.check_time()
            cells = cells & ~(self._switch[k] & self.fixed(above, k, 0))
        return cells

    def upward(self, cells: Function, over: Sequence[int]) -> Function:
        """Add every superset, over some switches."""
        for k in over:
            self.check_time()
            cells = cells | (self._switch[k] & self.fixed(cells, k, 0))
        return cells

    def lasting(self, cells: Function, over: Sequence[int]) -> Function:
        """Keep the points of which every superset, over some switches, is in the set."""
        for k in over:
            cells = cells & (self._switch[k] | self.fixed(cells, k, 1))
        return cells

    def at_most(self, size: int) -> Function:
        """Return the cells with at most so many switches on."""
        rows = [self.true] * (size + 1)
        for k in range(self.variables - 1, -1, -1):
            switch = self._switch[k]
            fewer = [self.false, *rows[:-1]]
            rows = [switch.ite(f, r) for f, r in zip(fewer, rows, strict=True)]
        return rows[size]

    # -- points ----------------------------------------------------------------------------------

    def points(self, cells: Function) -> Iterator[tuple[int, ...]]:
        """Yield every point, in ascending order, one at a time."""
        yield from self._below(cells, 0)

    def _below(self, cells: Function, level: int) -> Iterator[tuple[int, ...]]:
        stack: list[tuple[Function, tuple[int, ...]]] = [(cells, ())]
        while stack:
            here, point = stack.pop()
            if not here.satisfiable():
                continue
            if len(point) == self.variables:
                yield point
                continue
            one, zero = self._children(here, len(point))
            stack += [(one, (*point, 1)), (zero, (*point, 0))]

    def _children(self, cells: Function, level: int) -> tuple[Function, Function]:
        if cells.node_level() != level:
            return cells, cells
        return _cofactors(cells)

    def fewest(self, cells: Function) -> int | None:
        """Return the least number of switches on in a point of the set; None where it is empty.

        One pass over the nodes: a switch that a diagram skips is off.
        """
        least: dict[Function, float] = {self.true: 0, self.false: float("inf")}
        stack = [cells]
        while stack:
            here = stack[-1]
            if here in least:
                stack.pop()
                continue
            one, zero = _cofactors(here)
            waiting = [c for c in (one, zero) if c not in least]
            if waiting:
                stack += waiting
                continue
            least[here] = min(least[zero], least[one] + 1)
            stack.pop()
        found = least[cells]
        return None if found == float("inf") else int(found)

    def sampled(self, cells: Function, size: int, seed: int) -> list[tuple[int, ...]]:
        """Draw points evenly, with replacement.

        Raises
        ------
        LimitError
            The set is empty.
        """
        if not cells.satisfiable():
            return []
        chance = random.Random(seed)
        counts: dict[Function, int] = {}
        return [self._drawn(cells, chance, counts) for _ in range(size)]

    def _drawn(
        self, cells: Function, chance: random.Random, counts: dict[Function, int]
    ) -> tuple[int, ...]:
        point: list[int] = []
        for level in range(self.variables):
            one, zero = self._children(cells, level)
            for f in (one, zero):
                if f not in counts:
                    counts[f] = self.count(f)
            value = chance.randrange(counts[one] + counts[zero]) < counts[one]
            point.append(int(value))
            cells = one if value else zero
        return tuple(point)

    def any_point(self, cells: Function) -> tuple[int, ...] | None:
        """Return some point of the set, with as few switches on as the diagram tells; or None."""
        cube = cells.pick_cube()
        return None if cube is None else tuple(int(bool(v)) for v in cube)

    def parts(self, cells: Function, tests: Sequence[Function]) -> Iterator[tuple[Function, int]]:
        """Split a set into the parts in which each test has one value, with a bit for each test."""
        parts = [cells] if cells.satisfiable() else []
        for test in tests:
            split = []
            for part in parts:
                inside = part & test
                if not inside.satisfiable() or inside == part:
                    split.append(part)
                else:
                    split += [inside, part & ~test]
            parts = split
            self.check_time()
            if len(parts) > MAX_PARTS:
                raise LimitError(
                    f"there are more than {MAX_PARTS:,} kinds of cells to solve one by one; "
                    "name fewer alterations= or drugs=, or raise max_feedback="
                )
        for part in parts:
            point = self.any_point(part)
            assert point is not None  # empty parts were not kept
            yield part, sum(1 << k for k, t in enumerate(tests) if self.holds(t, point))

    def copied(
        self,
        cells: Function,
        variable: Sequence[int],
        to: Diagrams,
        done: dict[Function, Function] | None = None,
    ) -> Function:
        """Build the same set elsewhere; ``variable[k]`` is the switch there of switch k here.

        What ``done`` holds is not built again: give the same one to copy several sets.
        """
        done = {} if done is None else done
        done |= {self.true: to.true, self.false: to.false}
        stack = [cells]
        while stack:
            here = stack[-1]
            if here in done:
                stack.pop()
                continue
            children = _cofactors(here)
            waiting = [c for c in children if c not in done]
            if waiting:
                stack += waiting
                continue
            one, zero = (done[c] for c in children)
            done[here] = to.switch(variable[_variable(here)]).ite(one, zero)
            stack.pop()
        return done[cells]


def _cofactors(cells: Function) -> tuple[Function, Function]:
    found = cells.cofactors()
    assert found is not None  # it is no constant
    return found


def _variable(cells: Function) -> int:
    found = cells.node_var()
    assert found is not None  # it is no constant
    return found


def _same(cells: Function) -> Function:
    return cells
