"""What causes do to a network: species forced, arrows cut, and the one rule that drugs win by.

A *cause* is an alteration, a drug, a knockout or a gain. What each does is plain data
(:func:`forces`, :func:`cuts`); where a cause acts is a set of *cells*. The simulator has one cell,
a landscape has 2³³ and a screen packs 64 into a word: the same few lines of set algebra serve all
of them, and what is not there yet in a stage simply acts in no cell.

The rules, and there are no others:

- a knockout is 0, a gain is 1, an alteration forces what its ``fix`` says;
- an alteration's cut comes with the alteration: the source reads as 0 in that rule;
- an input has the value of the context, else the model's own; a drug is 1 where it is given;
- a drug that inhibits a species directly beats what forces it on: the species then has the value
  that it can reach under its most favourable other regulators (:func:`stands`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache, reduce
from operator import and_, or_
from typing import Any, Literal, NamedTuple, Protocol

from her2model.errors import InputError
from her2model.model.model import Model
from her2model.model.parts import parse_arrow
from her2model.model.rules import And, Atom, Expression, Or

__all__ = [
    "CAUSES",
    "ONE_CELL",
    "Algebra",
    "Cause",
    "Cells",
    "Given",
    "contradictions",
    "cut_arrows",
    "cut_name",
    "cuts",
    "demand_consistent",
    "forces",
    "held",
    "input_values",
    "is_hit",
    "stands",
]

Kind = Literal["alteration", "drug", "knockout", "gain"]
CAUSES: tuple[Kind, ...] = ("alteration", "knockout", "gain")
"""Kinds of what a tumour carries."""


class Cause(NamedTuple):
    """One cause: its kind and its name in the model."""

    kind: Kind
    name: str

    def __str__(self) -> str:
        words = {"knockout": f"{self.name} knocked out", "gain": f"{self.name} forced on"}
        return words.get(self.kind, self.name)


class Cells(Protocol):
    """A set of cells: a decision diagram, packed words, or 0 and -1 where there is one cell."""

    def __and__(self, other: Any, /) -> Cells:
        """Return the cells in both."""

    def __or__(self, other: Any, /) -> Cells:
        """Return the cells in either."""

    def __invert__(self) -> Cells:
        """Return the other cells."""


class Algebra(Protocol):
    """What is asked of sets of cells."""

    @property
    def true(self) -> Cells:
        """Every cell."""

    @property
    def false(self) -> Cells:
        """No cell."""


class _OneCell(NamedTuple):
    true: int = -1
    false: int = 0


ONE_CELL = _OneCell()
"""The algebra of a single scenario: a cause acts (-1) or not (0)."""

Given = Mapping[Cause, Cells]
"""Each cause that may act → the cells in which it does."""


# -- what each cause does -------------------------------------------------------------------------


def forces(model: Model, cause: Cause) -> tuple[tuple[str, int], ...]:
    """Return species and value for each that a cause forces; drugs force none but themselves."""
    if cause.kind == "alteration":
        return tuple(model.alterations[cause.name].fix.items())
    if cause.kind == "drug":
        return ()
    return ((cause.name, int(cause.kind == "gain")),)


def cuts(model: Model, cause: Cause) -> tuple[tuple[str, str], ...]:
    """Return source and target of each arrow that a cause cuts."""
    if cause.kind != "alteration":
        return ()
    arrows = map(parse_arrow, model.alterations[cause.name].cut)
    return tuple((source, target) for source, _, target in arrows)


def is_hit(model: Model, species: str, drugs: Iterable[str]) -> bool:
    """Whether one of some drugs inhibits a species directly."""
    given = set(drugs)
    return any(i.sign == "inhibition" and i.source in given for i in model.regulators(species))


@lru_cache(maxsize=1024)
def stands(model: Model, species: str) -> Expression:
    """Say when a species that is forced on stays on, as a formula over what is there.

    Returns
    -------
    Expression
        An atom that is named as a drug is true where the drug is given; one that is named by
        :func:`cut_name`, where that arrow is cut. The formula holds where no drug that inhibits
        the species directly is given, or where its rule can still be true: all regulators but the
        drugs at their most favourable, cut arrows at 0.
    """
    hitting = [d for d in model.drugs if is_hit(model, species, (d,))]
    if not hitting:
        return And(())
    cuttable = {pair for a in model.alterations for pair in cuts(model, Cause("alteration", a))}
    rule = model.functions[species].normal.expression
    untouched = And(tuple(Atom(d, 0) for d in hitting))
    return Or((untouched, _favourable(rule, species, set(model.drugs), cuttable)))


def cut_name(source: str, target: str) -> str:
    """Name the condition that an arrow is cut; no species is called so."""
    return f"{source} cut from {target}"


def _favourable(
    e: Expression, target: str, drugs: set[str], cuttable: set[tuple[str, str]]
) -> Expression:
    if not isinstance(e, Atom):
        return type(e)(tuple(_favourable(t, target, drugs, cuttable) for t in e.terms))
    can_be: Expression = e if e.name in drugs else And(())
    if (e.name, target) not in cuttable:
        return can_be
    gone = cut_name(e.name, target)  # a cut source reads as 0
    return And((can_be, Atom(gone, 0))) if e.value else Or((can_be, Atom(gone)))


# -- what they do together ------------------------------------------------------------------------


def _holds(e: Expression, truth: Mapping[str, Cells], algebra: Algebra) -> Cells:
    """Return the cells in which a formula over what is there holds."""
    if isinstance(e, Atom):
        found = truth.get(e.name, algebra.false)
        return found if e.value else ~found
    terms = [_holds(t, truth, algebra) for t in e.terms]
    if isinstance(e, And):
        return reduce(and_, terms, algebra.true)
    return reduce(or_, terms, algebra.false)


def cut_arrows(model: Model, given: Given, algebra: Algebra) -> dict[tuple[str, str], Cells]:
    """Return (source, target) of each arrow that is cut anywhere → the cells where it is."""
    found: dict[tuple[str, str], Cells] = {}
    for cause, cells in given.items():
        for pair in cuts(model, cause):
            found[pair] = found.get(pair, algebra.false) | cells
    return found


def _wanted(
    model: Model, given: Given, context: Mapping[str, int], algebra: Algebra
) -> dict[str, tuple[Cells, Cells]]:
    """Return the cells in which causes, or the context, would hold each species at 0 and at 1."""
    wanted: dict[str, list[Cells]] = {}
    for cause, cells in given.items():
        for species, value in forces(model, cause):
            both = wanted.setdefault(species, [algebra.false, algebra.false])
            both[value] = both[value] | cells
    for species, both in wanted.items():
        if species in context:
            both[context[species]] = algebra.true
    return {s: (off, on) for s, (off, on) in wanted.items()}


def contradictions(
    model: Model, given: Given, context: Mapping[str, int], algebra: Algebra
) -> Cells:
    """Return the cells whose causes hold one species at both values: they are no scenarios."""
    both = (off & on for off, on in _wanted(model, given, context, algebra).values())
    return reduce(or_, both, algebra.false)


def input_values(
    model: Model, given: Given, context: Mapping[str, int], algebra: Algebra
) -> dict[str, Cells]:
    """Return the cells in which each input is 1, where nothing forces it."""
    values: dict[str, Cells] = {}
    for s in model.inputs:
        if s in model.drugs:
            values[s] = given.get(Cause("drug", s), algebra.false)
            continue
        value = context.get(s, model.species[s].initial)
        if value is not None:
            values[s] = algebra.true if value else algebra.false
    return values


def held(
    model: Model, given: Given, context: Mapping[str, int], algebra: Algebra
) -> dict[str, tuple[Cells, Cells]]:
    """Return the cells in which each species is held at 0, and at 1.

    Parameters
    ----------
    model
        The model.
    given
        The causes of one stage, drugs among them.
    context
        Values of inputs where they differ from the model's own.
    algebra
        The sets of cells.
    """
    there = {c.name: cells for c, cells in given.items() if c.kind == "drug"}
    there |= {cut_name(*pair): cells for pair, cells in cut_arrows(model, given, algebra).items()}
    found: dict[str, tuple[Cells, Cells]] = {}
    for species, (off, on) in _wanted(model, given, {}, algebra).items():
        kept = on & _holds(stands(model, species), there, algebra)
        found[species] = (off | (on & ~kept), kept)
    for species, value in input_values(model, given, context, algebra).items():
        off, on = found.get(species, (algebra.false, algebra.false))
        free = ~(off | on)
        found[species] = (off | (free & ~value), on | (free & value))
    return found


def demand_consistent(model: Model, causes: Iterable[Cause], context: Mapping[str, int]) -> None:
    """Refuse causes that contradict each other, or the context.

    Raises
    ------
    InputError
        Two of them hold one species at different values, or one of them holds a drug.
    """
    seen = {s: (v, f"context {s}={v}") for s, v in context.items()}
    for cause in causes:
        for species, value in forces(model, cause):
            before, who = seen.setdefault(species, (value, _told(cause)))
            if before != value:
                raise InputError(
                    f"{who!r} sets {species} to {before} and {_told(cause)!r} sets it to {value}",
                    hint="leave one of them out",
                )
            if species in model.drugs:
                raise InputError(
                    f"{species} is a drug", hint="list it under drugs=, or leave it out"
                )


def _told(cause: Cause) -> str:
    words = {"knockout": "the knockout of", "gain": "the gain of"}
    return f"{words[cause.kind]} {cause.name}" if cause.kind in words else cause.name
