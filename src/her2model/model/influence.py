"""What a rule's function does, whatever its text: can it hold, and which names move it which way.

Few names are tried in a truth table, more in a decision diagram; prime implicants, of which there
may be far more than either has entries, are not needed for it. A name moves a function *up* where,
all else equal, its value 1 gives 1 and its value 0 gives 0: just then it stands, unnegated, in some
prime implicant.
Source: Crama & Hammer 2011, Boolean Functions, doi:10.1017/CBO9780511852008, chapters 1 and 3.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, NamedTuple

from her2model.errors import LimitError
from her2model.model.expressions import And, Atom, Expression, atoms
from her2model.model.implicants import MAX_NAMES, columns

__all__ = ["can_hold", "influences", "truth_table"]

MAX_TRIED = 8
"""Names of an expression that is not looked at for parts that stand alone: its table is small."""
MAX_NODES = 1_000_000
MAX_INNER = 100_000
"""Nodes that the diagram of a rule may take where only its signs are asked for."""
MAX_DRAWN = 1_000
"""Names of a diagram; each takes a table of its own."""
MAX_WORK = 20_000_000  # nodes of the diagram, gone over once a name


def truth_table(e: Expression, names: Sequence[str]) -> int:
    """Return the truth table of an expression over names in order, as one whole number.

    Examples
    --------
    >>> f"{truth_table(And((Atom('A'), Atom('B', 0))), ['A', 'B']):04b}"
    '0010'
    """
    full = (1 << (1 << len(names))) - 1
    return _table(e, dict(zip(names, columns(len(names)), strict=True)), full)


def _table(e: Expression, tables: Mapping[str, int], full: int) -> int:
    if isinstance(e, Atom):
        return tables[e.name] if e.value else full & ~tables[e.name]
    found = full if isinstance(e, And) else 0
    for term in e.terms:
        table = _table(term, tables, full)
        found = found & table if isinstance(e, And) else found | table
    return found


def can_hold(e: Expression, names: Sequence[str]) -> bool:
    """Whether some state makes an expression true.

    Raises
    ------
    LimitError
        It has many names, and its decision diagram is too large.
    """
    if len(names) <= MAX_NAMES:
        return truth_table(e, names) != 0
    with _in_nodes(names, MAX_NODES):
        return bool(_diagram(e, names, MAX_NODES)[0].satisfiable())


def influences(e: Expression, names: Sequence[str]) -> frozenset[tuple[str, int]]:
    """Return each (name, value) with which a name moves the function up.

    Parameters
    ----------
    e
        The expression.
    names
        Its names.

    Raises
    ------
    LimitError
        It has many names, and its decision diagram is too large.

    Examples
    --------
    >>> from her2model.model.expressions import Or
    >>> xor = Or((And((Atom("A"), Atom("B", 0))), And((Atom("A", 0), Atom("B")))))
    >>> sorted(influences(xor, ["A", "B"]))
    [('A', 0), ('A', 1), ('B', 0), ('B', 1)]
    >>> sorted(influences(Or((And((Atom("A"), Atom("B"))), Atom("A", 0))), ["A", "B"]))
    [('A', 0), ('B', 1)]
    """
    if len(names) <= MAX_TRIED:
        return frozenset(_by_table(e, names))
    few, groups = _collapsed(e)
    left = [n for n in names if n in groups]
    found = _by_table(few, left) if len(left) <= MAX_NAMES else _by_diagram(few, left)
    return frozenset(literal for name, value in found for literal in groups[name].of(value))


class _Group(NamedTuple):
    """The literals that one name stands for; a name that stands for itself has none."""

    name: str
    literals: tuple[tuple[str, int], ...] = ()

    def of(self, value: int) -> tuple[tuple[str, int], ...]:
        return self.literals or ((self.name, value),)


def _collapsed(e: Expression) -> tuple[Expression, dict[str, _Group]]:
    """Put one name for each part whose names stand nowhere else.

    Such a part can be 0 and 1 whatever the rest is, and each of its literals moves it up.
    """
    seen = Counter([atom.name for atom in atoms(e)])
    groups = {n: _Group(n) for n, times in seen.items() if times > 1}
    return _with_groups(e, groups), groups


def _with_groups(e: Expression, groups: dict[str, _Group]) -> Expression:
    if isinstance(e, Atom):
        if e.name in groups:
            return e
        groups[e.name] = _Group(e.name, ((e.name, e.value),))
        return Atom(e.name)
    found = [_with_groups(t, groups) for t in e.terms]
    once = [t.name for t in found if isinstance(t, Atom) and groups[t.name].literals]
    if len(once) > 1:
        told = {name: groups.pop(name).literals for name in once}
        groups[once[0]] = _Group(once[0], tuple(chain(*told.values())))
        rest = (t for t in found if not isinstance(t, Atom) or t.name not in told)
        found = [Atom(once[0]), *rest]
    return found[0] if len(found) == 1 else type(e)(tuple(found))


def _by_table(e: Expression, names: Sequence[str]) -> Iterator[tuple[str, int]]:
    table = truth_table(e, names)
    for k, (name, ones) in enumerate(zip(names, columns(len(names)), strict=True)):
        high, low = (table & ones) >> (1 << k), table & ~ones
        if high & ~low:
            yield name, 1
        if low & ~high:
            yield name, 0


def _by_diagram(e: Expression, names: Sequence[str]) -> Iterator[tuple[str, int]]:
    with _in_nodes(names, MAX_INNER):
        function, manager = _diagram(e, names, MAX_INNER)
        if function.node_count() * len(names) > MAX_WORK:
            raise MemoryError
        for k, name in enumerate(names):
            one, zero = manager.var(k), manager.not_var(k)
            high, low = (function & one).exists(one), (function & zero).exists(one)
            if (high & ~low).satisfiable():
                yield name, 1
            if (low & ~high).satisfiable():
                yield name, 0


def _diagram(e: Expression, names: Sequence[str], most: int) -> tuple[Any, Any]:
    """Return the decision diagram of an expression, and its manager."""
    if len(names) > MAX_DRAWN:
        raise MemoryError
    from oxidd.bdd import BDDManager

    manager = BDDManager(most, 1 << 16, 1)
    manager.add_vars(len(names))
    return _drawn(e, {name: k for k, name in enumerate(names)}, manager), manager


def _drawn(e: Expression, place: Mapping[str, int], manager: Any) -> Any:
    if isinstance(e, Atom):
        return (manager.not_var, manager.var)[e.value](place[e.name])
    found = manager.true() if isinstance(e, And) else manager.false()
    for term in e.terms:
        inner = _drawn(term, place, manager)
        found = found & inner if isinstance(e, And) else found | inner
    return found


@contextmanager
def _in_nodes(names: Sequence[str], most: int) -> Iterator[None]:
    """Turn the end of a diagram's memory into a sentence."""
    try:
        yield
    except MemoryError:
        raise LimitError(
            f"the decision diagram of a rule of {len(names)} names has more than "
            f"{most:,} nodes; split it with an intermediate species"
        ) from None
