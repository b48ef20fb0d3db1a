"""What a run asks of a rule that is left open, and how far its bounds alone decide.

A subspace gives each literal of an open rule as surely true, surely false, or either; so the rule
is asked for its value at single points of its table. These are noted, as every rule with the same
values there behaves alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from her2model.engine.network import ALWAYS, Gate, Network, Subspace, possible
from her2model.errors import LimitError
from her2model.uncertainty.monotone_rules import Literals

__all__ = ["Reader", "bounded", "grown", "shrunk"]

MAX_POINTS = 4_096


@dataclass(frozen=True)
class Reader:
    """Reads the point of a species' table off a subspace; ``cut`` regulators are held at 0."""

    name: str
    literals: Literals
    network: Network
    cut: frozenset[str]

    @property
    def place(self) -> int:
        """Position of the species in the network."""
        return self.network.index[self.name]

    @property
    def is_forced(self) -> bool:
        """Whether the network holds the species at a value."""
        return bool((self.network.forced_on | self.network.forced_off) >> self.place & 1)

    def highest(self, space: Subspace) -> int:
        """Return the literals that can be true."""
        return self._point(space, highest=True)

    def lowest(self, space: Subspace) -> int:
        """Return the literals that are surely true."""
        return self._point(space, highest=False)

    def _point(self, space: Subspace, *, highest: bool) -> int:
        found = 0
        for i, (name, value) in enumerate(self.literals.names):
            if name in self.cut:
                true = not value
            else:
                place = self.network.index[name]
                can = (space.can0 >> place & 1, space.can1 >> place & 1)
                true = bool(can[value]) if highest else not can[1 - value]
            found |= true << i
        return found

    def box(self, space: Subspace) -> Iterator[int]:
        """Yield every point that some state of the subspace gives."""
        low, high = self.lowest(space), self.highest(space)
        between = high & ~low
        if 1 << between.bit_count() > MAX_POINTS:
            raise LimitError(
                f"the rule of {self.name} is looked at in more than {MAX_POINTS:,} points"
            )
        part = between
        while True:
            yield low | part
            if not part:
                return
            part = (part - 1) & between


def grown(
    network: Network, space: Subspace, readers: list[Reader], seen: dict[tuple[str, int], None]
) -> Subspace:
    """Grow a subspace sweep by sweep, and note each value of an open rule that is asked for."""
    while True:
        for r in readers:
            if not space.can1 >> r.place & 1:
                seen[r.name, r.highest(space)] = None
            if not space.can0 >> r.place & 1:
                seen[r.name, r.lowest(space)] = None
        can0, can1 = space.can0, space.can1
        for i, (rise, fall) in enumerate(zip(network.rise, network.fall, strict=True)):
            can1 |= possible(rise, space.can0, space.can1) << i
            can0 |= possible(fall, space.can0, space.can1) << i
        if (can0, can1) == (space.can0, space.can1):
            return space
        space = Subspace(can0, can1)


def shrunk(
    network: Network, space: Subspace, readers: list[Reader], seen: dict[tuple[str, int], None]
) -> Subspace:
    """Propagate constants sweep by sweep, and note each value of an open rule that is asked for."""
    while True:
        for r in readers:
            if space.free >> r.place & 1:
                seen[r.name, r.highest(space)] = None
                seen[r.name, r.lowest(space)] = None
        can0, can1 = space.can0, space.can1
        for i, (rise, fall) in enumerate(zip(network.rise, network.fall, strict=True)):
            if not space.free >> i & 1:
                continue
            if not possible(rise, space.can0, space.can1):
                can1 &= ~(1 << i)
            elif not possible(fall, space.can0, space.can1):
                can0 &= ~(1 << i)
        if (can0, can1) == (space.can0, space.can1):
            return space
        space = Subspace(can0, can1)


def bounded(network: Network, r: Reader, is_hit: bool) -> Network:
    """Let an open species rise if any literal can be true, and fall if any can be false."""
    if r.is_forced and not is_hit:
        return network
    rise, fall = _bounds(r)
    if r.is_forced:  # a drug may beat the gain, or not
        rise = fall = ALWAYS
    bit = 1 << r.place
    gates = list(network.rise), list(network.fall)
    gates[0][r.place], gates[1][r.place] = rise, fall
    return Network(
        network.species,
        tuple(gates[0]),
        tuple(gates[1]),
        network.forced_on & ~bit,
        network.forced_off & ~bit,
    )


def _bounds(r: Reader) -> tuple[Gate, Gate]:
    up = down = 0
    rise = fall = False
    for name, value in r.literals.names:
        if name in r.cut:
            rise, fall = rise or not value, fall or bool(value)
        elif value:
            up |= 1 << r.network.index[name]
        else:
            down |= 1 << r.network.index[name]
    return (
        ALWAYS if rise else Gate(False, up, down),
        ALWAYS if fall else Gate(False, down, up),
    )
