"""What causes do to a network: species forced, arrows cut, and the one rule that drugs win by.

A *cause* is an alteration, a drug, a knockout or a gain. What each does is plain data
(:func:`forces`, :func:`cuts`); where a cause acts is a set of *cells*. The simulator has one cell,
a landscape has 2³³ and a screen packs 64 into a word: the same few lines of set algebra serve all
of them, and what is not there yet in a stage simply acts in no cell.

The rules, and there are no others:

- a knockout is level 0, a gain the highest level or the one that it names, an alteration forces
  what its ``fix`` says and keeps to its ``floor`` and ``cap``; all of these are bits (a floor of 2
  forces the two lower ones on);
- an alteration's cut comes with the alteration: the source reads as 0 in that rule;
- an input has the value of the context, else the model's own; a drug is 1 where it is given;
- a drug that inhibits a species directly beats what forces it on: the species then has the value
  that it can reach under its most favourable other regulators (:func:`stands`), level by level.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache, reduce
from operator import and_, or_
from typing import Any, Literal, NamedTuple, Protocol

from her2model.engine.levels import bits_at, level_rules
from her2model.errors import InputError
from her2model.model.expressions import And, Atom, Expression, Or, species_and_level
from her2model.model.model import Model
from her2model.model.parts import parse_arrow
from her2model.model.subspace_forms import subspace_forms

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
    "gained",
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
        species, _, level = self.name.partition("=")
        gained = f"{species} forced to {level}" if level else f"{species} forced on"
        words = {"knockout": f"{self.name} knocked out", "gain": gained}
        return words.get(self.kind, self.name)


class Cells(Protocol):
    """A set of cells: a decision diagram, packed words, or 0 and -1 where there is one cell."""

    def __and__(self, other: Any, /) -> Cells:
        """Return the cells in both."""

    def __or__(self, other: Any, /) -> Cells:
        """Return the cells in either."""

    def __xor__(self, other: Any, /) -> Cells:
        """Return the cells in one of the two."""

    def __invert__(self) -> Cells:
        """Return the other cells."""


class Algebra(Protocol):
    """What is asked of sets of cells."""

    @property
    def true(self) -> Any:
        """Every cell."""

    @property
    def false(self) -> Any:
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
    """Return bit and value for each that a cause forces; drugs force none but themselves."""
    if cause.kind == "drug":
        return ()
    if cause.kind == "knockout":
        return tuple((bit, 0) for bit in model.bits(cause.name))
    if cause.kind == "gain":
        return tuple(bits_at(dict([gained(model, cause.name)]), model.levels).items())
    a = model.alterations[cause.name]
    found = list(bits_at(a.fix, model.levels).items() if model.levels else a.fix.items())
    found += [(bit, 1) for s, low in a.floor.items() for bit in model.bits(s)[:low]]
    found += [(bit, 0) for s, high in a.cap.items() for bit in model.bits(s)[high:]]
    return tuple(found)


def gained(model: Model, name: str) -> tuple[str, int]:
    """Return the species of a gain and its level: ``EGFR`` is the highest, ``EGFR=1`` is level 1.

    Examples
    --------
    >>> import her2model as h2
    >>> gained(h2.load("her2-resistance"), "EGFR")
    ('EGFR', 1)
    """
    species, _, level = name.partition("=")
    return species, int(level) if level else model.species[species].top


def cuts(model: Model, cause: Cause) -> tuple[tuple[str, str], ...]:
    """Return source and target of each arrow that a cause cuts."""
    if cause.kind != "alteration":
        return ()
    arrows = map(parse_arrow, model.alterations[cause.name].cut)
    return tuple((source, target) for source, _, target in arrows)


def is_hit(model: Model, species: str, drugs: Iterable[str]) -> bool:
    """Whether one of some drugs inhibits a species, which a bit may stand for, directly."""
    given, species = set(drugs), species_and_level(species)[0]
    return any(i.sign == "inhibition" and i.source in given for i in model.regulators(species))


@lru_cache(maxsize=1024)
def stands(model: Model, species: str) -> Expression:
    """Say when a species, or a bit of one, that is forced on stays on: a formula of what is there.

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
    rule, _ = subspace_forms(level_rules(model)[species])
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
    ends = species_and_level(e.name)[0], species_and_level(target)[0]
    if ends not in cuttable:
        return can_be
    gone = cut_name(*ends)  # a cut source reads as 0
    return And((can_be, Atom(gone, 0))) if e.value else Or((can_be, Atom(gone)))


# -- what they do together ------------------------------------------------------------------------


def _holds(e: Expression, truth: Mapping[str, Cells], algebra: Algebra) -> Cells:
    """Return the cells in which a formula over what is there holds."""
    if isinstance(e, Atom):
        found: Cells = truth.get(e.name, algebra.false)
        return found if e.value else ~found
    terms: list[Cells] = [_holds(t, truth, algebra) for t in e.terms]
    terms.append(algebra.true if isinstance(e, And) else algebra.false)
    return reduce(and_ if isinstance(e, And) else or_, terms)


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
    values = bits_at(context, model.levels)
    for species, both in wanted.items():
        if species in values:
            both[values[species]] = algebra.true
    return {s: (off, on) for s, (off, on) in wanted.items()}


def contradictions(
    model: Model, given: Given, context: Mapping[str, int], algebra: Algebra
) -> Cells:
    """Return the cells whose causes hold one species at both values: they are no scenarios."""
    both = (off & on for off, on in _wanted(model, given, context, algebra).values())
    clash: Cells = reduce(or_, both, algebra.false)
    return clash


def input_values(
    model: Model, given: Given, context: Mapping[str, int], algebra: Algebra
) -> dict[str, Cells]:
    """Return the cells in which each bit of an input is 1, where nothing forces it."""
    values: dict[str, Cells] = {}
    for s in model.inputs:
        if s in model.drugs:
            values[s] = given.get(Cause("drug", s), algebra.false)
            continue
        value = context.get(s, model.species[s].initial)
        if value is not None:
            for bit, on in bits_at({s: value}, model.levels).items():
                values[bit] = algebra.true if on else algebra.false
    return values


def held(
    model: Model, given: Given, context: Mapping[str, int], algebra: Algebra
) -> dict[str, tuple[Cells, Cells]]:
    """Return the cells in which each species, or bit of one, is held at 0, and at 1.

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
    values = bits_at(context, model.levels)
    told = {bit: f"context {s}={v}" for s, v in context.items() for bit in model.bits(s)}
    seen = {bit: (v, told[bit]) for bit, v in values.items()}
    for cause in causes:
        for bit, value in forces(model, cause):
            species = species_and_level(bit)[0]
            before, who = seen.setdefault(bit, (value, _told(cause)))
            if before != value:
                raise InputError(
                    f"{who!r} sets {species} to {before} and {_told(cause)!r} sets it to {value}"
                    if species not in model.levels
                    else f"{who!r} and {_told(cause)!r} set {species} to different levels",
                    hint="leave one of them out",
                )
            if species in model.drugs:
                raise InputError(
                    f"{species} is a drug", hint="list it under drugs=, or leave it out"
                )


def _told(cause: Cause) -> str:
    words = {"knockout": "the knockout of", "gain": "the gain of"}
    return f"{words[cause.kind]} {cause.name}" if cause.kind in words else cause.name
