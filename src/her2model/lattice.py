"""A lattice of places for wires, and the cheapest way between two of them.

Wires run along the lattice, turn by right angles, cross other wires only straight, and never share
a line with a wire of another bundle. Search: A* over place and direction of travel.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from her2model.geometry import Glyph, Point

__all__ = ["PITCH", "Lattice", "Path", "Port"]

PITCH = 6.0
"""Distance of two lanes."""

STEP, BEND, CROSSING, BESIDE, ALONG_MEMBRANE = 10, 45, 60, 14, 40
"""Costs: a step, a turn, crossing a wire, a step close to a box, a step along the lipids."""

Path = list[tuple[int, int]]
"""Cells with the direction of travel by which each is reached: 0 right, 1 down, 2 left, 3 up."""


@dataclass(frozen=True, slots=True)
class Port:
    """A place on the border of a box where a wire may start or end.

    ``cell`` is the first place outside, ``out`` the direction away from the box.
    """

    species: str
    border: Point
    cell: int
    out: int
    centred: float


@dataclass(slots=True)
class Lattice:
    """What occupies each place.

    Parameters
    ----------
    width, height
        Size of the drawing.
    glyphs
        Boxes; their centres and borders lie on the lattice.
    lipids
        y ranges along which running is dear.
    """

    width: float
    height: float
    glyphs: Sequence[Glyph]
    lipids: Sequence[tuple[float, float]] = ()
    nx: int = 0
    blocked: bytearray = field(default_factory=bytearray)
    extra: list[int] = field(default_factory=list)
    lipid: bytearray = field(default_factory=bytearray)
    across: list[int] = field(default_factory=list)
    down: list[int] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.nx = round(self.width / PITCH) + 1
        ny = round(self.height / PITCH) + 1
        n = self.nx * ny
        self.blocked, self.extra = bytearray(n), [0] * n
        self.lipid = bytearray(n)
        self.across, self.down, self.closed = [0] * n, [0] * n, [0] * n
        for y in range(ny):
            for x in range(self.nx):
                c = y * self.nx + x
                if x in (0, self.nx - 1) or y in (0, ny - 1):
                    self.blocked[c] = 1
                if any(top <= y * PITCH <= bottom for top, bottom in self.lipids):
                    self.lipid[c] = 1
        for g in self.glyphs:
            for c in self._cells(g, 0):
                self.blocked[c] = 1
            for c in self._cells(g, 1):
                self.extra[c] += BESIDE

    def _cells(self, g: Glyph, margin: int) -> Iterable[int]:
        x0, x1 = round(g.left / PITCH) - margin, round(g.right / PITCH) + margin
        y0, y1 = round(g.top / PITCH) - margin, round(g.bottom / PITCH) + margin
        return (y * self.nx + x for y in range(y0, y1 + 1) for x in range(x0, x1 + 1))

    def point(self, cell: int) -> Point:
        """Return where a cell is."""
        return Point(cell % self.nx * PITCH, cell // self.nx * PITCH)

    def step(self, direction: int) -> int:
        """Return by how much a step in a direction changes the number of a cell."""
        return (1, self.nx, -1, -self.nx)[direction]

    def ports(self, g: Glyph) -> list[Port]:
        """Return the places on a box's border, corners left out."""
        x0, x1 = round(g.left / PITCH), round(g.right / PITCH)
        y0, y1 = round(g.top / PITCH), round(g.bottom / PITCH)
        cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
        found = []
        for x in range(x0 + 1, x1):
            off = abs(x - cx)
            found.append(self._port(g, x, y0, 3, off))
            found.append(self._port(g, x, y1, 1, off))
        for y in range(y0 + 1, y1):
            off = abs(y - cy)
            found.append(self._port(g, x0, y, 2, off))
            found.append(self._port(g, x1, y, 0, off))
        return found

    def _port(self, g: Glyph, x: int, y: int, out: int, off: float) -> Port:
        border = Point(x * PITCH, y * PITCH)
        return Port(g.species, border, y * self.nx + x + self.step(out), out, off)

    def occupy(self, path: Path, net: int) -> None:
        """Mark a path as taken; its turns and both its ends can then not be crossed."""
        for k, (cell, come) in enumerate(path):
            go = path[k + 1][1] if k + 1 < len(path) else come
            lines = (self.across, self.down)
            lines[come % 2][cell] = net
            lines[go % 2][cell] = net
            if come != go:
                self.closed[cell] = net

    def shut(self, cell: int, net: int) -> None:
        """Let no other wire cross a place."""
        self.closed[cell] = net

    def vacate(self, cells: Iterable[int], net: int) -> None:
        """Take a net away from some places."""
        for c in cells:
            for line in (self.across, self.down, self.closed):
                if line[c] == net:
                    line[c] = 0

    def is_free(self, cell: int, net: int) -> bool:
        """Whether nothing of another net is at a place."""
        return (
            not self.blocked[cell]
            and self.across[cell] in (0, net)
            and self.down[cell] in (0, net)
            and self.closed[cell] in (0, net)
        )

    def cheapest(
        self,
        starts: Mapping[tuple[int, int], int],
        goals: Mapping[tuple[int, int], int],
        net: int,
        own: frozenset[int] = frozenset(),
    ) -> Path | None:
        """Find the cheapest way from any start to any goal.

        Parameters
        ----------
        starts, goals
            (cell, direction of travel on reaching it) with the cost of using it.
        net
            Whose wire it is.
        own
            Cells of the same net, which the way may touch only at its two ends.

        Returns
        -------
        Path or None
            The cells with their directions, both ends included; None when there is no way.
        """
        if not starts or not goals:
            return None
        nx = self.nx
        moves = (1, nx, -1, -nx)
        far_x, far_y = self._distances(goals)
        blocked, closed = self.blocked, self.closed
        lines = (self.across, self.down)
        best: dict[int, int] = {}
        came: dict[int, int] = {}
        goal_cost = {c * 4 + d: cost for (c, d), cost in goals.items()}
        ends: dict[int, int] = {}
        heap: list[tuple[int, int]] = []
        for (c, d), cost in starts.items():
            s = c * 4 + d
            best[s] = cost
            heap.append((cost + far_x[c % nx] + far_y[c // nx], s))
        heapq.heapify(heap)
        target = -1
        while heap:
            f, s = heapq.heappop(heap)
            if s == target:
                break
            g = best[s]
            c, d = s >> 2, s & 3
            if f > g + far_x[c % nx] + far_y[c // nx]:
                continue
            if s in goal_cost and s not in ends:
                ends[s] = g
                total = g + goal_cost[s]
                # the end itself is a state of its own, reached at the price of the goal
                if target == -1 or total < best[target]:
                    target = -2
                    best[target] = total
                    came[target] = s
                    heapq.heappush(heap, (total, target))
            here_across, here_down = self.across[c], self.down[c]
            foreign = (here_across not in (0, net), here_down not in (0, net))
            shut = closed[c] not in (0, net)
            for e in (d, (d + 1) & 3, (d + 3) & 3):
                n = c + moves[e]
                if blocked[n] or n in own and n * 4 + e not in goal_cost:
                    continue
                cost = g + STEP + self.extra[n]
                if e == d:
                    if foreign[d & 1] or shut:
                        continue
                    if foreign[1 - (d & 1)]:
                        cost += CROSSING
                elif foreign[0] or foreign[1]:
                    continue
                else:
                    cost += BEND
                if not e & 1 and self.lipid[n]:
                    cost += ALONG_MEMBRANE
                line = lines[e & 1][n]
                if line not in (0, net) or closed[n] not in (0, net):
                    continue
                t = n * 4 + e
                if cost < best.get(t, 1 << 60):
                    best[t] = cost
                    came[t] = s
                    heapq.heappush(heap, (cost + far_x[n % nx] + far_y[n // nx], t))
        if -2 not in came:
            return None
        return _traced(came, came[-2])

    def _distances(self, goals: Iterable[tuple[int, int]]) -> tuple[list[int], list[int]]:
        """Least cost that is left, by column and by row."""
        xs = [c % self.nx for c, _ in goals]
        ys = [c // self.nx for c, _ in goals]
        ny = len(self.blocked) // self.nx
        x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
        return (
            [STEP * max(x0 - x, 0, x - x1) for x in range(self.nx)],
            [STEP * max(y0 - y, 0, y - y1) for y in range(ny)],
        )


def _traced(came: Mapping[int, int], state: int) -> Path:
    path = [(state >> 2, state & 3)]
    while state in came:
        state = came[state]
        path.append((state >> 2, state & 3))
    return path[::-1]
