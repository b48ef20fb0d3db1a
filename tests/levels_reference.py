"""Networks of species with levels, spelled out: slow and obvious, over every state and box.

A state is a tuple of levels, a box a tuple of intervals. Rules are text that Python evaluates, in
which a bare name means "not at level 0"; nothing of the library is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import product
from types import CodeType

import networkx as nx

State = tuple[int, ...]
Box = tuple[tuple[int, int], ...]


def states_of(box: Box) -> list[State]:
    """Every state of a box."""
    return list(product(*(range(low, high + 1) for low, high in box)))


def hull(states: Iterable[State]) -> Box:
    """The smallest box around states."""
    return tuple((min(levels), max(levels)) for levels in zip(*states, strict=True))


def inside(small: Box, large: Box) -> bool:
    """Whether one box lies in another."""
    return all(a >= c and b <= d for (a, b), (c, d) in zip(small, large, strict=True))


class LevelNetwork:
    """Rules by level, with some species kept in an interval and some arrows cut."""

    def __init__(
        self,
        rules: Mapping[str, Sequence[str]],
        bounds: Mapping[str, tuple[int, int]] | None = None,
        cuts: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.species = tuple(rules)
        self.tops = tuple(len(texts) for texts in rules.values())
        self.bounds = bounds or {}
        self.cuts = set(cuts)
        self._code: list[list[CodeType]] = [
            [compile(text, "rule", "eval") for text in texts] for texts in rules.values()
        ]

    @property
    def everything(self) -> Box:
        """All states, those outside of the bounds too."""
        return tuple((0, top) for top in self.tops)

    def entered(self, box: Box) -> Box:
        """The box with every bounded species moved to the nearest level that it may have."""
        kept = (
            self.bounds.get(s, (0, top)) for s, top in zip(self.species, self.tops, strict=True)
        )
        return tuple(
            (min(max(low, a), b), min(max(high, a), b))
            for (low, high), (a, b) in zip(box, kept, strict=True)
        )

    def target(self, state: State) -> State:
        """The level to which each species tends: up to which all of its rules are true."""
        found = []
        for s, codes in zip(self.species, self._code, strict=True):
            given = {
                name: 0 if (name, s) in self.cuts else level
                for name, level in zip(self.species, state, strict=True)
            }
            level = 0
            while level < len(codes) and eval(codes[level], {"__builtins__": {}}, given):
                level += 1
            low, high = self.bounds.get(s, (0, level))
            found.append(min(max(level, low), high))
        return tuple(found)

    @cached_property
    def image(self) -> dict[State, State]:
        """The target of every state."""
        return {s: self.target(s) for s in states_of(self.everything)}

    def is_trap(self, box: Box) -> bool:
        """Whether no state of the box tends out of it."""
        return inside(hull(self.image[s] for s in states_of(box)), box)

    def closure(self, box: Box) -> Box:
        """The smallest trap box around a box."""
        while not self.is_trap(box):
            states = states_of(box)
            box = hull([*states, *(self.image[s] for s in states)])
        return box

    def minimal_trap_boxes(self, within: Box) -> set[Box]:
        """Those that hold no smaller one; each is the closure of any of its states."""
        found = {self.closure(tuple((x, x) for x in s)) for s in states_of(within)}
        return {b for b in found if not any(inside(o, b) and o != b for o in found)}

    def unitary(self, state: State) -> set[State]:
        """One species moves by one level towards its target."""
        goal = self.image[state]
        moves = ((g > x) - (g < x) for g, x in zip(goal, state, strict=True))
        return {(*state[:i], state[i] + d, *state[i + 1 :]) for i, d in enumerate(moves) if d}

    def jump(self, state: State) -> set[State]:
        """One species jumps to its target."""
        goal = self.image[state]
        return {(*state[:i], g, *state[i + 1 :]) for i, g in enumerate(goal) if g != state[i]}

    def synchronous(self, state: State) -> set[State]:
        """All species jump."""
        return {self.image[state]} - {state}

    def attractors(
        self, starts: Iterable[State], step: Callable[[State], set[State]]
    ) -> set[frozenset[State]]:
        """The terminal strongly connected sets of states that can be reached."""
        after: dict[State, set[State]] = {}
        queue = list(starts)
        while queue:
            state = queue.pop()
            if state not in after:
                after[state] = step(state)
                queue += after[state]
        graph = nx.DiGraph((s, t) for s, steps in after.items() for t in steps)
        graph.add_nodes_from(after)
        return {frozenset(c) for c in nx.attracting_components(graph)}


def verdict(treated: Iterable[tuple[int, int]], untreated: Iterable[tuple[int, int]]) -> str:
    """What drugs do to growth, from its interval in each attractor with and without them."""
    t, u = list(treated), list(untreated)
    if max(high for _, high in u) == 0:
        return "no growth"
    if max(high for _, high in t) == 0:
        return "responds"
    if max(high for _, high in t) < min(low for low, _ in u):
        return "partial"
    if min(low for low, _ in t) >= max(high for _, high in u):
        return "resistant"
    return "unsettled" if any(low < high for low, high in t) else "mixed"
