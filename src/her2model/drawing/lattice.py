"""A lattice of places for wires, and the cheapest way between two of them.

Wires run along the lattice, turn by right angles, cross other wires only straight, and never share
a line with a wire of another bundle. Search: A* over place and direction of travel.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from her2model.drawing.geometry import Glyph, Point

__all__ = ["PITCH", "Lattice", "Path", "Port"]

PITCH = 6.0
"""Distance of two lanes."""

STEP, BEND, CROSSING, BESIDE, ALONG_MEMBRANE = 10, 45, 60, 14, 40
"""Costs: a step, a turn, crossing a wire, a step close to a box, a step along the lipids."""

_END, _FAR = -1, 1 << 60

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
class _Search:
    """What a search knows so far; a state is a cell times four plus a direction."""

    net: int
    own: frozenset[int]
    far_x: list[int]
    far_y: list[int]
    goals: dict[int, int] = field(default_factory=dict)
    best: dict[int, int] = field(default_factory=dict)
    came: dict[int, int] = field(default_factory=dict)
    heap: list[tuple[int, int]] = field(default_factory=list)

    def push(self, state: int, cost: int, x: int, y: int) -> None:
        heapq.heappush(self.heap, (cost + self.far_x[x] + self.far_y[y], state))

    def arrive(self, state: int, cost: int) -> None:
        """Note an end at the price of its goal; the cheapest end closes the search."""
        total = cost + self.goals[state]
        if total < self.best.get(_END, _FAR):
            self.best[_END] = total
            self.came[_END] = state
            heapq.heappush(self.heap, (total, _END))


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
        search = _Search(net, own, *self._distances(goals))
        search.goals = {c * 4 + d: cost for (c, d), cost in goals.items()}
        for (c, d), cost in starts.items():
            search.best[c * 4 + d] = cost
            search.push(c * 4 + d, cost, c % self.nx, c // self.nx)
        while search.heap:
            f, s = heapq.heappop(search.heap)
            if s == _END:
                return _traced(search.came, search.came[_END])
            x, y = (s >> 2) % self.nx, (s >> 2) // self.nx
            g = search.best[s]
            if f > g + search.far_x[x] + search.far_y[y]:
                continue
            if s in search.goals:
                search.arrive(s, g)
            self._expand(s, g, search)
        return None

    def _expand(self, state: int, spent: int, search: _Search) -> None:
        """Go on from a cell: straight ahead, and to both sides where nothing is crossed."""
        c, d = state >> 2, state & 3
        free = (0, search.net)
        foreign = self.across[c] not in free, self.down[c] not in free
        ways: list[tuple[int, int]] = []
        if not foreign[d & 1] and self.closed[c] in free:
            ways.append((d, STEP + CROSSING if foreign[1 - (d & 1)] else STEP))
        if foreign == (False, False):
            ways += (((d + 1) & 3, STEP + BEND), ((d + 3) & 3, STEP + BEND))
        moves = (1, self.nx, -1, -self.nx)
        for e, cost in ways:
            n = c + moves[e]
            t = n * 4 + e
            if self.blocked[n] or (n in search.own and t not in search.goals):
                continue
            if (self.down if e & 1 else self.across)[n] not in free or self.closed[n] not in free:
                continue
            cost += spent + self.extra[n]
            if self.lipid[n] and not e & 1:
                cost += ALONG_MEMBRANE
            if cost < search.best.get(t, _FAR):
                search.best[t] = cost
                search.came[t] = state
                search.push(t, cost, n % self.nx, n // self.nx)

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
