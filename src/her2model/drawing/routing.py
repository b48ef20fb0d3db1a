"""Lead the wires of a drawing: bundle by bundle, the short ones first, then all once more.

A bundle with one source (or one target) grows as a tree: each further arrow takes the cheapest way
to what is there already. A bundle of several sources and targets meets in a short trunk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from her2model.drawing.geometry import Glyph, Point, Wire
from her2model.drawing.lattice import PITCH, Lattice, Path, Port
from her2model.model.parts import Interaction

__all__ = ["NoRoute", "routed"]

PASSES = 2
ATTEMPTS = 6
FRESH_PORT, OFF_CENTRE, NEAR_PORT = 90, 4, 60
APART = 2 * PITCH


class NoRoute(Exception):  # noqa: N818 - it never reaches a user; the rows are set wider instead
    """A wire finds no way; the message names its arrow."""


@dataclass(slots=True)
class _Net:
    """The wires of a bundle as they lie: for each place where one comes from, where one goes."""

    number: int
    arrows: tuple[Interaction, ...]
    into: dict[int, int] = field(default_factory=dict)
    onward: dict[int, int] = field(default_factory=dict)
    flow_in: dict[int, int] = field(default_factory=dict)
    flow_out: dict[int, int] = field(default_factory=dict)
    tails: dict[int, Port] = field(default_factory=dict)
    heads: dict[int, Port] = field(default_factory=dict)
    split_from: int | None = None
    cells: set[int] = field(default_factory=set)
    starts: dict[str, int] = field(default_factory=dict)
    stops: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Router:
    lattice: Lattice
    glyphs: Mapping[str, Glyph]
    ports: dict[str, list[Port]]
    taken: dict[str, list[tuple[Port, int, bool]]]

    stuck: int = 0

    def lay_all(self, order: Sequence[_Net]) -> None:
        """Lead all wires, then each bundle again now that the others are known."""
        for turn in range(PASSES):
            for net in order:
                self.stuck = net.number
                if turn:
                    self.lift(net)
                self.lay(net)

    # -- one net ------------------------------------------------------------------------------

    def lay(self, net: _Net) -> None:
        """Lead all wires of a net."""
        sources = list(dict.fromkeys(a.source for a in net.arrows))
        targets = list(dict.fromkeys(a.target for a in net.arrows))
        if len(sources) > 1 and len(targets) > 1:
            self._lay_block(net, sources, targets)
        elif len(targets) > 1:
            hub = self.glyphs[sources[0]]
            for t in sorted(targets, key=lambda t: (_between(hub, self.glyphs[t]), t)):
                self._branch_out(net, sources[0], t)
        else:
            hub = self.glyphs[targets[0]]
            for s in sorted(sources, key=lambda s: (_between(hub, self.glyphs[s]), s)):
                self._branch_in(net, s, targets[0])

    def lift(self, net: _Net) -> None:
        """Take a net away again."""
        self.lattice.vacate(net.cells, net.number)
        for ports in self.taken.values():
            ports[:] = [p for p in ports if p[1] != net.number]
        for part in (net.into, net.onward, net.flow_in, net.flow_out, net.tails, net.heads):
            part.clear()
        net.starts.clear()
        net.stops.clear()
        net.cells.clear()
        net.split_from = None

    def _branch_in(
        self, net: _Net, source: str, target: str | None, avoid: Iterable[int] = ()
    ) -> None:
        """Lead a wire from a source to the target, or into what leads there already."""
        goals = {k: v for k, v in self._joins(net) if k[0] not in avoid}
        if target is not None:
            fresh = FRESH_PORT if net.heads else 0
            goals |= self._entries(net, target, fresh)
        path = self._way(net, self._exits(net, source), goals)
        if path is None:
            raise NoRoute(net.arrows[0].id)
        self._add(net, path, source=source, target=target)

    def _branch_out(self, net: _Net, source: str | None, target: str) -> None:
        """Lead a wire to a target from the source, or out of what leads away from it."""
        starts = dict(self._splits(net))
        if source is not None:
            fresh = FRESH_PORT if net.tails else 0
            starts |= self._exits(net, source, fresh)
        path = self._way(net, starts, self._entries(net, target))
        if path is None:
            raise NoRoute(net.arrows[0].id)
        self._add(net, path, source=source, target=target)

    def _lay_block(self, net: _Net, sources: Sequence[str], targets: Sequence[str]) -> None:
        trunk = self._trunk(net, sources, targets)
        middle = self.lattice.point(trunk[0][0])
        self._record(net, trunk)
        first, last = trunk[0][0], trunk[-1][0]
        del net.flow_in[first]
        later = {c for c, _ in trunk[1:]}
        for s in sorted(sources, key=lambda s: (_far(self.glyphs[s], middle), s)):
            self._branch_in(net, s, None, later)
        net.split_from = last
        upstream = set(net.onward) - {last}
        for t in sorted(targets, key=lambda t: (_far(self.glyphs[t], middle), t)):
            self._branch_out_of(net, upstream, t)

    def _branch_out_of(self, net: _Net, upstream: set[int], target: str) -> None:
        starts = {k: v for k, v in self._splits(net) if k[0] not in upstream}
        path = self._way(net, starts, self._entries(net, target))
        if path is None:
            raise NoRoute(net.arrows[0].id)
        self._add(net, path, source=None, target=target)

    def _trunk(self, net: _Net, sources: Sequence[str], targets: Sequence[str]) -> Path:
        """Find free places for the trunk near the middle of all that it links."""
        lattice = self.lattice
        ends = [self.glyphs[s] for s in (*sources, *targets)]
        sx, sy = _middle(self.glyphs[s] for s in sources)
        tx, ty = _middle(self.glyphs[t] for t in targets)
        x, y = median(g.x for g in ends), (sy + ty) / 2
        upright = abs(ty - sy) >= abs(tx - sx) / 3
        way = (1 if ty > sy else 3) if upright else (0 if tx > sx else 2)
        step = lattice.step(way)
        best: tuple[float, int] | None = None
        for c in range(len(lattice.blocked)):
            p = lattice.point(c)
            far = abs(p.x - x) + abs(p.y - y)
            if best is not None and far >= best[0]:
                continue
            cells = [c + k * step for k in range(-1, 4)]
            if all(0 <= n < len(lattice.blocked) and lattice.is_free(n, net.number) for n in cells):
                best = far + 4 * lattice.extra[c] + 30 * lattice.lipid[c], c
        if best is None:
            raise NoRoute(net.arrows[0].id)
        return [(best[1] + k * step, way) for k in range(3)]

    # -- where wires may begin and end ----------------------------------------------------------

    def _exits(self, net: _Net, source: str, dear: int = 0) -> dict[tuple[int, int], int]:
        loop = any(a.source == a.target for a in net.arrows)
        return {
            (p.cell, p.out): dear + cost
            for p, cost in self._open_ports(net, source, head=False)
            if not loop or p.out == 0
        }

    def _entries(self, net: _Net, target: str, dear: int = 0) -> dict[tuple[int, int], int]:
        loop = any(a.source == a.target for a in net.arrows)
        return {
            (p.cell, (p.out + 2) % 4): dear + cost
            for p, cost in self._open_ports(net, target, head=True)
            if not loop or p.out in (1, 3)
        }

    def _open_ports(self, net: _Net, species: str, head: bool) -> Iterable[tuple[Port, int]]:
        taken = self.taken[species]
        for port in self.ports[species]:
            if not self.lattice.is_free(port.cell, net.number) or port.cell in net.cells:
                continue
            cost = round(OFF_CENTRE * port.centred * (3 if port.out % 2 == 0 else 1))
            for other, _, other_head in taken:
                near = _far_points(other.border, port.border)
                if near < PITCH + 1 or (near < APART and head and other_head):
                    break
                if near < APART:
                    cost += NEAR_PORT
            else:
                yield port, cost

    def _joins(self, net: _Net) -> Iterable[tuple[tuple[int, int], int]]:
        """Places where a wire may run into the tree, and by which way."""
        for cell, out in net.flow_out.items():
            if cell not in net.tails and self._uncrossed(cell, net):
                for d in range(4):
                    free = d != (out + 2) % 4 and d != net.flow_in.get(cell)
                    if free and cell - self.lattice.step(d) not in net.cells:
                        yield (cell, d), 0

    def _splits(self, net: _Net) -> Iterable[tuple[tuple[int, int], int]]:
        """Places where a wire may leave the tree, and how the tree comes there."""
        for cell, come in net.flow_in.items():
            at_box = cell in net.heads or cell in net.tails
            if not at_box and self._uncrossed(cell, net):
                yield (cell, come), 0

    def _uncrossed(self, cell: int, net: _Net) -> bool:
        lattice = self.lattice
        return lattice.across[cell] in (0, net.number) and lattice.down[cell] in (0, net.number)

    def _way(
        self, net: _Net, starts: dict[tuple[int, int], int], goals: dict[tuple[int, int], int]
    ) -> Path | None:
        return self.lattice.cheapest(starts, goals, net.number, frozenset(net.cells))

    # -- book-keeping ---------------------------------------------------------------------------

    def _add(self, net: _Net, path: Path, source: str | None, target: str | None) -> None:
        first, last = path[0], path[-1]
        if source is not None and first[0] not in net.cells:
            port = self._port_at(source, first[0])
            net.tails[first[0]] = port
            self.taken[source].append((port, net.number, False))
            self.lattice.shut(first[0], net.number)
        joined = last[0] in net.cells
        split = first[0] in net.cells
        if target is not None and not joined:
            port = self._port_at(target, last[0])
            net.heads[last[0]] = port
            self.taken[target].append((port, net.number, True))
            self.lattice.shut(last[0], net.number)
        if source is not None:
            net.starts[source] = first[0]
        if target is not None:
            net.stops[target] = last[0]
        self._record(net, path)
        if joined:
            self.lattice.shut(last[0], net.number)
        if split:
            self.lattice.shut(first[0], net.number)

    def _record(self, net: _Net, path: Path) -> None:
        joined, split = path[-1][0] in net.cells, path[0][0] in net.cells
        for (a, _), (b, d) in pairwise(path):
            if not (joined and b == path[-1][0]):
                net.flow_in[b] = d
                net.into[b] = a
            if not (split and a == path[0][0]):
                net.flow_out[a] = d
                net.onward[a] = b
            net.onward.setdefault(a, b)
            net.into.setdefault(b, a)
        if not split and path[0][0] not in net.flow_in:
            net.flow_in[path[0][0]] = path[0][1]
        self.lattice.occupy(path, net.number)
        net.cells.update(c for c, _ in path)

    def _port_at(self, species: str, cell: int) -> Port:
        return next(p for p in self.ports[species] if p.cell == cell)

    # -- the outcome ----------------------------------------------------------------------------

    def points(self, net: _Net, arrow: Interaction) -> tuple[tuple[Point, ...], list[int]]:
        """Return the course of an arrow and the cells that it passes."""
        if net.split_from is not None:
            before = _follow(net.onward, net.starts[arrow.source], net.split_from)
            after = _follow(net.into, net.stops[arrow.target], net.split_from)[::-1]
            cells = before + after[1:]
        elif len(net.stops) > 1:
            cells = _follow(net.into, net.stops[arrow.target], None)[::-1]
        else:
            cells = _follow(net.onward, net.starts[arrow.source], None)
        tail = self._port_at(arrow.source, cells[0])
        head = self._port_at(arrow.target, cells[-1])
        course = [tail.border, *(self.lattice.point(c) for c in cells), head.border]
        return _straightened(course), cells


def routed(lattice: Lattice, bundles: Sequence[tuple[Interaction, ...]]) -> tuple[Wire, ...]:
    """Lead the wires of all bundles.

    Parameters
    ----------
    lattice
        The empty lattice with its boxes.
    bundles
        From :func:`~her2model.drawing.bundles.bundled`.

    Returns
    -------
    tuple of Wire
        One for each arrow, in the order of the bundles.

    Raises
    ------
    NoRoute
        There is no room for a wire.
    """
    glyphs = {g.species: g for g in lattice.glyphs}
    ports = {s: lattice.ports(g) for s, g in glyphs.items()}
    router = _Router(lattice, glyphs, ports, {s: [] for s in glyphs})
    nets = [_Net(k + 1, b) for k, b in enumerate(bundles)]
    order = sorted(nets, key=lambda n: (_extent(n, glyphs), n.number))
    for attempt in range(ATTEMPTS):
        try:
            router.lay_all(order)
            return tuple(_wires(router, nets))
        except NoRoute:
            if attempt + 1 == ATTEMPTS:
                raise
            stuck = router.stuck
            order = [n for n in order if n.number == stuck] + [
                n for n in order if n.number != stuck
            ]
            for net in nets:
                router.lift(net)
    return ()  # never reached: the last attempt returns or raises


def _wires(router: _Router, nets: Iterable[_Net]) -> Iterable[Wire]:
    lattice = router.lattice
    for net in nets:
        for arrow in net.arrows:
            points, cells = router.points(net, arrow)
            gaps = tuple(
                lattice.point(c)
                for c in cells
                if lattice.across[c] == net.number and lattice.down[c] not in (0, net.number)
            )
            yield Wire(arrow.id, arrow.source, arrow.target, arrow.sign, points, net.number, gaps)


def _follow(steps: Mapping[int, int], cell: int, stop: int | None) -> list[int]:
    """Follow the steps of a net; a net whose wires run in a circle counts as not laid."""
    cells = [cell]
    while cell != stop and cell in steps:
        cell = steps[cell]
        cells.append(cell)
        if len(cells) > len(steps) + 1:
            raise NoRoute(f"the wires run in a circle at place {cell}")
    return cells


def _straightened(points: Sequence[Point]) -> tuple[Point, ...]:
    """Leave out the points between two ends of a straight run."""
    kept = [points[0]]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        if not (before.x == here.x == after.x or before.y == here.y == after.y):
            kept.append(here)
    return (*kept, points[-1])


def _between(a: Glyph, b: Glyph) -> float:
    return abs(a.x - b.x) + abs(a.y - b.y)


def _far(g: Glyph, p: Point) -> float:
    return abs(g.x - p.x) + abs(g.y - p.y)


def _far_points(a: Point, b: Point) -> float:
    return max(abs(a.x - b.x), abs(a.y - b.y))


def _middle(glyphs: Iterable[Glyph]) -> tuple[float, float]:
    every = list(glyphs)
    return median(g.x for g in every), median(g.y for g in every)


def _extent(net: _Net, glyphs: Mapping[str, Glyph]) -> float:
    boxes = [glyphs[s] for a in net.arrows for s in (a.source, a.target)]
    wide = max(b.x for b in boxes) - min(b.x for b in boxes)
    return wide + max(b.y for b in boxes) - min(b.y for b in boxes)
