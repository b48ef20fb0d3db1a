"""Expressions: trees of *and*, *or* and literals, in negation normal form.

A tree comes from the text of a rule through :func:`~her2model.model.parsing.parse`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

__all__ = [
    "And",
    "Atom",
    "Expression",
    "Kind",
    "Or",
    "alike",
    "at_least",
    "atoms",
    "constant",
    "joined",
    "literals",
    "negated",
    "renamed",
    "renamed_name",
    "species_and_level",
    "substituted",
    "written",
]


@dataclass(frozen=True, slots=True)
class Atom:
    """A species that must be active (``value`` 1) or inactive (``value`` 0).

    ``X>=2`` is the name of the literal "X at level 2 or more"; see :func:`at_least`.
    """

    name: str
    value: int = 1


@dataclass(frozen=True, slots=True)
class And:
    """True when all terms are; ``And(())`` is the constant 1."""

    terms: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """True when some term is; ``Or(())`` is the constant 0."""

    terms: tuple[Expression, ...]


Expression = Atom | And | Or
Kind = type[And] | type[Or]


def constant(value: int) -> Expression:
    """Return what is always 0 or always 1."""
    return And(()) if value else Or(())


def at_least(species: str, level: int) -> Expression:
    """Return the literal that a species has some level or a higher one.

    Level 1 is the bare name, and level 0 always holds.

    Examples
    --------
    >>> at_least("X", 2), at_least("X", 1), at_least("X", 0)
    (Atom(name='X>=2', value=1), Atom(name='X', value=1), And(terms=()))
    """
    if level < 1:
        return And(())
    return Atom(f"{species}>={level}" if level > 1 else species)


def species_and_level(name: str) -> tuple[str, int]:
    """Return the species and the level of a literal's name.

    Examples
    --------
    >>> species_and_level("X>=2"), species_and_level("X")
    (('X', 2), ('X', 1))
    """
    species, _, level = name.partition(">=")
    is_level = level.isascii() and level.isdigit() and species
    return (species, int(level)) if is_level else (name, 1)


def joined(kind: Kind, terms: Iterable[Expression]) -> Expression:
    """Join terms, flattened, each once, constants absorbed."""
    flat: dict[Expression, None] = {}
    for term in terms:
        for t in term.terms if isinstance(term, kind) else (term,):
            flat[t] = None
    decisive = (Or if kind is And else And)(())
    if decisive in flat:
        return decisive
    return next(iter(flat)) if len(flat) == 1 else kind(tuple(flat))


def negated(e: Expression) -> Expression:
    """Return the negation."""
    if isinstance(e, Atom):
        return Atom(e.name, 1 - e.value)
    return (Or if isinstance(e, And) else And)(tuple(map(negated, e.terms)))


def alike(a: Expression, b: Expression) -> Expression:
    """Return what is true when both have the same value."""
    both = joined(And, (a, b))
    return joined(Or, (both, joined(And, (negated(a), negated(b)))))


def atoms(e: Expression) -> list[Atom]:
    """Return the literals in a tree, each as often as it stands there, from left to right."""
    found: list[Atom] = []
    stack = [e]
    while stack:
        top = stack.pop()
        if isinstance(top, Atom):
            found.append(top)
        else:
            stack += top.terms[::-1]
    return found


def literals(e: Expression) -> Iterator[tuple[str, int]]:
    """Each (name, value) in a tree, as often as it stands there, from left to right."""
    return ((atom.name, atom.value) for atom in atoms(e))


def renamed(e: Expression, names: Mapping[str, str]) -> Expression:
    """Replace names; a new name of a species serves its literals of higher levels too."""
    if not isinstance(e, Atom):
        return type(e)(tuple(renamed(t, names) for t in e.terms))
    return Atom(renamed_name(e.name, names), e.value)


def renamed_name(name: str, names: Mapping[str, str]) -> str:
    """Replace the name of a literal, or that of the species in it.

    Examples
    --------
    >>> renamed_name("X>=2", {"X": "Y"}), renamed_name("Z", {"X": "Y"})
    ('Y>=2', 'Z')
    """
    if name in names:
        return names[name]
    species, mark, level = name.partition(">=")
    return names.get(species, species) + mark + level


def substituted(e: Expression, of: Callable[[str], Expression]) -> Expression:
    """Put an expression in the place of each name."""
    if isinstance(e, Atom):
        return of(e.name) if e.value else negated(of(e.name))
    return joined(type(e), (substituted(t, of) for t in e.terms))


def written(
    e: Expression, conjunction: str = " and ", disjunction: str = " or ", no: str = "not "
) -> str:
    """Write a tree with the operators that are given."""
    if isinstance(e, Atom):
        species, mark, level = e.name.partition(">=")
        if mark:
            return f"{species} {'>=' if e.value else '<'} {level}"
        return e.name if e.value else no + e.name
    if not e.terms:
        return "1" if isinstance(e, And) else "0"
    parts = []
    for term in e.terms:
        text = written(term, conjunction, disjunction, no)
        inner = isinstance(e, And) and isinstance(term, Or) and len(term.terms) > 1
        parts.append(f"({text})" if inner else text)
    return (conjunction if isinstance(e, And) else disjunction).join(parts)
