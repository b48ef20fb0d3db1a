"""Minimal trap spaces inside a trap space: the attractors of most permissive semantics.

After percolation only species in or behind feedback stay free. A set of species that every
positive cycle among them passes through (a positive feedback vertex set) decides the rest: a
percolated trap space is known by its values 0, 1 or free on that set, because of two that agree
there, the smaller would contain a positive cycle that avoids it. So the search tries the three
values on those few species only. Where the set is large, clingo enumerates instead.
Source of the definition: Klarner, Bockmayr & Siebert 2015, doi:10.1007/s11047-015-9520-7.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from her2model.engine.network import Gate, Network, Subspace, literals, possible
from her2model.errors import LimitError
from her2model.model.bit_masks import members

__all__ = [
    "TrapSpaceProgram",
    "arcs_among",
    "listed_trap_spaces",
    "minimal_trap_spaces",
    "positive_feedback_set",
]

MAX_ENUMERATED = 4
MAX_TRAP_SPACES = 20_000
MAX_SEARCHED = 200
"""Free species beyond which it takes longer to look for a feedback set than to ask clingo."""

Arcs = dict[int, dict[int, int]]
"""source → target → signs: 1 activation, 2 inhibition, 3 both."""


def minimal_trap_spaces(
    network: Network,
    within: Subspace,
    limit: int = MAX_TRAP_SPACES,
    max_enumerated: int = MAX_ENUMERATED,
) -> list[Subspace]:
    """Find every minimal trap space inside a trap space.

    Parameters
    ----------
    network
        The network, with whatever is forced already forced.
    within
        A trap space, such as :meth:`Network.grown` or :meth:`Network.percolated` returns.
    limit
        Most trap spaces to list.
    max_enumerated
        Most species of a feedback set to enumerate; beyond that, and always when it is 0, clingo
        does it.

    Returns
    -------
    list of Subspace
        In ascending order; never empty.

    Raises
    ------
    LimitError
        There are more than ``limit``.
    """
    root = network.shrunk(within)
    if not root.free:
        return [root]
    many = root.free.bit_count() > MAX_SEARCHED
    found = _solved(network, root, limit) if many or not max_enumerated else None
    if found is None:
        feedback = positive_feedback_set(arcs_among(network, root.free), 2 * max_enumerated)
        if not feedback:
            return [root]
        if len(feedback) <= max_enumerated:
            found = _enumerated(network, root, feedback)
        else:
            found = _solved(network, root, limit)
    if len(found) > limit:
        raise LimitError(
            f"there are more than {limit:,} minimal trap spaces; fix some inputs with context="
        )
    return sorted(found)


def arcs_among(network: Network, species: int) -> Arcs:
    """Signed arcs among the species of a bit mask."""
    arcs: Arcs = {i: {} for i in members(species)}
    for target in arcs:
        on, off = literals(network.rise[target])
        for sign, mask in ((1, on & species), (2, off & species)):
            for source in members(mask):
                arcs[source][target] = arcs[source].get(target, 0) | sign
    return arcs


def positive_feedback_set(arcs: Arcs, enough: int | None = None) -> tuple[int, ...]:
    """Find a small set of species that every positive cycle passes through.

    Positive cycles are found one at a time in what the set so far leaves over; then members that
    turned out not to be needed are dropped. The result is minimal, not always of least size.
    Where the search cannot tell, it adds a species: the set is never too small. Beyond ``enough``
    members the search ends, as the caller will not use so many; the result is then not complete.
    """
    chosen: list[int] = []
    uses: Counter[int] = Counter()
    left = dict.fromkeys(arcs)
    while cycle := _positive_cycle(arcs, frozenset(chosen), left):
        uses.update(cycle)
        degree = {i: len(arcs[i]) + sum(i in targets for targets in arcs.values()) for i in cycle}
        chosen.append(max(cycle, key=lambda i: (uses[i], degree[i], -i)))
        if enough is not None and len(chosen) > enough:
            return tuple(sorted(chosen))
    for i in list(chosen):
        rest = frozenset(chosen) - {i}
        if not _positive_cycle(arcs, rest, {i: None}):  # others pass through the rest
            chosen.remove(i)
    return tuple(sorted(chosen))


def _positive_cycle(arcs: Arcs, without: frozenset[int], left: dict[int, None]) -> list[int] | None:
    """Return the species of a positive cycle, or of a closed walk that may hide one, or None.

    Only cycles through a species of ``left`` are looked for. A species that no positive closed walk
    passes through is taken out of it: none will when more species are left out.
    """
    doubtful = None
    for start in list(left):
        if start in without or not (walk := _positive_walk(arcs, start, without)):
            del left[start]
            continue
        for cycle, sign in _simple_cycles(arcs, walk):
            if sign == 1:
                return cycle
        doubtful = doubtful or start
    if doubtful is None:
        return None
    return _searched_cycle(arcs, without)


def _positive_walk(arcs: Arcs, start: int, without: frozenset[int]) -> list[tuple[int, int]] | None:
    """Return the shortest closed walk of positive sign through ``start``, as (species, sign)."""
    before: dict[tuple[int, int], tuple[int, int]] = {}
    queue = deque([(start, 1)])
    while queue:
        here = queue.popleft()
        for target, signs in arcs[here[0]].items():
            if target in without:
                continue
            for flip in (1, -1):
                if not signs & (1 if flip == 1 else 2):
                    continue
                there = (target, here[1] * flip)
                if there in before:
                    continue
                before[there] = here
                if there == (start, 1):
                    return _walk_back(before, there)
                queue.append(there)
    return None


def _walk_back(
    before: dict[tuple[int, int], tuple[int, int]], end: tuple[int, int]
) -> list[tuple[int, int]]:
    walk = [end]
    while (step := before[walk[-1]]) != end:
        walk.append(step)
    return [*walk, end][::-1]


def _simple_cycles(arcs: Arcs, walk: list[tuple[int, int]]) -> Iterator[tuple[list[int], int]]:
    """Cut a closed walk into simple cycles, each with its sign."""
    path: list[tuple[int, int]] = []
    for species, sign in walk:
        at = next((k for k, (s, _) in enumerate(path) if s == species), None)
        if at is not None:
            yield [s for s, _ in path[at:]], path[at][1] * sign
            del path[at:]
        path.append((species, sign))


def _searched_cycle(arcs: Arcs, without: frozenset[int], budget: int = 20_000) -> list[int] | None:
    """Search simple cycles depth-first for a positive one; out of budget, name one species."""
    rank = {s: k for k, s in enumerate(arcs)}
    for start in arcs:
        if start in without:
            continue
        path = [start]
        stack = [(1, iter(arcs[start].items()))]
        while stack:
            budget -= 1
            if not budget:
                return [start]
            signs, rest = stack[-1]
            target, more = next(rest, (None, 0))
            if target is None:
                stack.pop()
                path.pop()
            elif target == start:
                if _joined(signs, more) & 1:
                    return path
            elif rank[target] > rank[start] and target not in path and target not in without:
                path.append(target)
                stack.append((_joined(signs, more), iter(arcs[target].items())))
    return None


def _joined(a: int, b: int) -> int:
    """Signs of two paths in a row; 3 is either."""
    if a == 3 or b == 3:
        return 3
    return 1 if a == b else 2


def _enumerated(network: Network, root: Subspace, feedback: tuple[int, ...]) -> list[Subspace]:
    """Try 0, 1 and free on each species of the feedback set, in all combinations."""
    found: list[Subspace] = []
    for space in _percolated(network, root, feedback, 0):
        if not any(f in space for f in found):
            found = [f for f in found if space not in f]
            found.append(space)
    return found


def _percolated(
    network: Network, space: Subspace, feedback: tuple[int, ...], kept: int
) -> Iterator[Subspace]:
    """Percolated trap spaces inside ``space`` in which the species of ``kept`` stay free."""
    if not feedback:
        if _is_trap_space(network, space):
            yield space
        return
    species, rest = feedback[0], feedback[1:]
    bit = 1 << species
    if not space.free & bit:
        yield from _percolated(network, space, rest, kept)
        return
    zero, one = Subspace(space.can0, space.can1 & ~bit), Subspace(space.can0 & ~bit, space.can1)
    for choice, keep in ((zero, kept), (one, kept), (space, kept | bit)):
        shrunk = _narrowed(network, choice, keep)
        if shrunk is not None:
            yield from _percolated(network, shrunk, rest, keep)


def _narrowed(network: Network, space: Subspace, kept: int) -> Subspace | None:
    """Propagate constants; None when a value would be lost that must stay possible."""
    can0, can1 = space.can0, space.can1
    changed = True
    while changed:
        changed = False
        for i in members(can0 | can1):
            bit = 1 << i
            up = bool(can1 & bit) and possible(network.rise[i], can0, can1)
            down = bool(can0 & bit) and possible(network.fall[i], can0, can1)
            if (up and down) or (can0 & bit == 0 and up) or (can1 & bit == 0 and down):
                continue
            if not (up or down) or kept & bit:
                return None
            can0, can1 = (can0 & ~bit, can1) if up else (can0, can1 & ~bit)
            changed = True
    return Subspace(can0, can1)


def _is_trap_space(network: Network, space: Subspace) -> bool:
    can0, can1 = space.can0, space.can1
    return not any(
        (not can1 >> i & 1 and possible(network.rise[i], can0, can1))
        or (not can0 >> i & 1 and possible(network.fall[i], can0, can1))
        for i in range(len(network.species))
    )


def _solved(network: Network, root: Subspace, limit: int) -> list[Subspace]:
    """Enumerate with clingo: non-empty sets of values closed under the rules, minimal ones only."""
    return list(listed_trap_spaces(network, root, limit=limit + 1))


def listed_trap_spaces(
    network: Network, within: Subspace, *, maximal: bool = False, limit: int = 0
) -> Iterator[Subspace]:
    """Yield every minimal trap space inside a trap space, as they are found.

    Parameters
    ----------
    network, within
        As for :func:`minimal_trap_spaces`.
    maximal
        Yield the maximal ones properly inside what percolation leaves instead.
    limit
        Most to yield; 0 for all.
    """
    root = network.shrunk(within)
    if not root.free:
        if not maximal:
            yield root
        return
    import clingo

    smallest_or_largest = "--dom-mod=3,16" if maximal else "--dom-mod=5,16"
    control = clingo.Control(
        ["--heuristic=Domain", "--enum-mode=domRec", smallest_or_largest, f"--models={limit}"],
        logger=lambda code, message: None,  # where nothing is to choose it says so on stderr
    )
    with control.backend() as backend:
        program = TrapSpaceProgram(backend, network, root)
        atoms = program.values
        if maximal:  # properly inside, and intervals of levels
            backend.add_rule([], [atom for of in atoms for atom in of.values()])
            for low, high in (pair for bits in network.bits.values() for pair in pairwise(bits)):
                if low in atoms[0] and high in atoms[0]:
                    backend.add_rule([atoms[1][low]], [atoms[1][high]])
                    backend.add_rule([atoms[0][high]], [atoms[0][low]])
    known = root.can0 & ~root.free, root.can1 & ~root.free
    with control.solve(yield_=True) as models:
        for model in models:
            can = [*known]
            for atom in model.symbols(atoms=True):
                value, bit = program.bit_of[atom]
                can[value] |= bit
            yield Subspace(*can)


class TrapSpaceProgram:
    """The logic program, put into clingo rule by rule: nothing in it has to be ground.

    With ``choice`` its answers are the trap spaces. Without, each species has one value *or* the
    other, and the answers, which are the smallest models, are the minimal ones: what else is asked
    of an answer then leaves out some of them and makes no other one minimal.
    """

    def __init__(
        self, backend: Any, network: Network, root: Subspace, *, choice: bool = True
    ) -> None:
        import clingo

        self.backend, self.root = backend, root
        self.shared: dict[int, int | None] = {}
        number, function = clingo.Number, clingo.Function
        self.bit_of = {
            function("in", [number(i), number(value)]): (value, 1 << i)
            for value in (0, 1)
            for i in members(root.free)
        }
        self.values: tuple[dict[int, int], ...] = ({}, {})
        for atom, (value, bit) in self.bit_of.items():
            self.values[value][bit.bit_length() - 1] = backend.add_atom(atom)
        for i in members(root.free):
            either = [of[i] for of in self.values]
            backend.add_rule(either, [], choice=choice)
            if choice:
                backend.add_rule([], [-a for a in either])
            for value, gate in ((1, network.rise[i]), (0, network.fall[i])):
                for body in self.bodies(gate):
                    backend.add_rule([self.values[value][i]], body)

    def inner(self, gate: Gate) -> int | None:
        """Give an inner gate an atom; None where it never holds."""
        bodies = self.bodies(gate)
        if not bodies:
            return None
        atom: int = self.backend.add_atom()
        for body in bodies:
            self.backend.add_rule([atom], body)
        return atom

    def bodies(self, gate: Gate) -> list[list[int]]:
        """Rule bodies, any of which makes the gate true; inner gates get atoms of their own."""
        is_and, on, off, parts = gate
        root = self.root
        fixed_on, fixed_off = root.can1 & ~root.can0, root.can0 & ~root.can1
        terms = [self.values[1][i] for i in members(on & root.free)]
        terms += [self.values[0][i] for i in members(off & root.free)]
        holds = bool(on & fixed_on or off & fixed_off)
        fails = bool(on & fixed_off or off & fixed_on)
        for part in parts:
            if id(part) not in self.shared:
                self.shared[id(part)] = self.inner(part)
            atom = self.shared[id(part)]
            if atom is None:
                fails = True
            else:
                terms.append(atom)
        if is_and:
            return [] if fails else [terms]
        return [[]] if holds else [[t] for t in terms]
