"""Boolean rules: text to a normal form and back, signs, prime implicants. No biology in it.

A rule is kept in negation normal form: literals joined by *and* and *or*. If each name occurs with
one sign only, the rule is *unate*, its absorbed disjunctive form is the set of its prime
implicants, and evaluating the normal form over {0, 1, free} is exact. Other rules are rewritten
as their prime implicants (Blake's canonical form, by iterated consensus), for which both hold too.
Source: Crama & Hammer 2011, Boolean Functions, doi:10.1017/CBO9780511852008, chapters 1 to 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Literal

from her2model.errors import InputError, LimitError, RuleError, did_you_mean
from her2model.model.dialects import OWN_RULES, DeclaredNames, Dialect
from her2model.model.expressions import (
    And,
    Atom,
    Expression,
    Or,
    atoms,
    joined,
    literals,
    negated,
    renamed,
    renamed_name,
    species_and_level,
    written,
)
from her2model.model.implicants import (
    MAX_NAMES,
    absorbed,
    clash,
    consensus_closure,
    demand_few,
    demand_room,
    prime_terms,
)
from her2model.model.influence import can_hold, influences, truth_table
from her2model.model.parsing import parse

__all__ = ["And", "Atom", "Expression", "Implicant", "Or", "Rule", "Sign"]

Sign = Literal["activation", "inhibition", "dual"]
Implicant = tuple[tuple[str, int], ...]
LONG = 300
MAX_TABLED = 12
"""Literals from which, and names up to which, the table of a rule of single signs is quicker."""


@dataclass(frozen=True)
class Rule:
    """A Boolean function of named species, in negation normal form.

    Parameters
    ----------
    expression
        The normal form. :meth:`parse` makes it from text.

    Examples
    --------
    >>> rule = Rule.parse("PI3K or not PTEN")
    >>> rule.signs
    {'PI3K': 'activation', 'PTEN': 'inhibition'}
    >>> rule.evaluate({"PI3K": 0, "PTEN": 0})
    1
    >>> (~rule).text
    'not PI3K and PTEN'
    """

    expression: Expression
    is_at_its_word: ClassVar[bool] = False
    """Whether its signs are those that it is written with: see :meth:`at_its_word`."""

    @classmethod
    def parse(
        cls,
        text: str,
        where: str = "",
        known: Iterable[str] | None = None,
        *,
        dialect: Dialect = OWN_RULES,
        line: int | None = None,
        declared: DeclaredNames | None = None,
        error: type[InputError] = RuleError,
    ) -> Rule:
        """Read a rule written with ``and``, ``or``, ``not``, parentheses, ``0`` and ``1``.

        Parameters
        ----------
        text
            The rule; ``&``, ``|`` and ``!`` are understood too, and ``X >= 2`` for a level.
        where, line
            Its place, for messages.
        known
            Species that may occur; None allows any.
        dialect, declared, error
            The notation, the names that the file declares, and the class of error to raise, as
            for :func:`~her2model.model.expressions.parse`.

        Raises
        ------
        RuleError
            The text is not such an expression, or uses a name that is not known.
        """
        rule = cls(parse(text, dialect, where=where, line=line, declared=declared, error=error))
        if known is not None:
            known = list(known)
            for name in dict.fromkeys(species_and_level(n)[0] for n in rule.names):
                if name not in known:
                    raise RuleError(
                        f"{name!r} is not a species", where=where, hint=did_you_mean(name, known)
                    )
        return rule

    @classmethod
    def any_of(cls, implicants: Iterable[Implicant]) -> Rule:
        """Build the rule that is true when some implicant is."""
        terms = (joined(And, (Atom(n, v) for n, v in i)) for i in implicants)
        return cls(joined(Or, terms))

    @classmethod
    def default(cls, activators: Iterable[str], inhibitors: Iterable[str]) -> Rule:
        """Build the default rule: any activator and no inhibitor."""
        some = joined(Or, (Atom(a) for a in activators))
        none = (Atom(i, 0) for i in inhibitors)
        return cls(joined(And, (some, *none)))

    def __invert__(self) -> Rule:
        return Rule(negated(self.expression))

    @cached_property
    def literals(self) -> frozenset[tuple[str, int]]:
        """Each (name, value) that the text mentions."""
        return frozenset((atom.name, atom.value) for atom in dict.fromkeys(self._atoms))

    @cached_property
    def _atoms(self) -> list[Atom]:
        return atoms(self.expression)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names that the text mentions, in order of first mention."""
        return tuple(dict.fromkeys([atom.name for atom in self._atoms]))

    @cached_property
    def reads_levels(self) -> bool:
        """Whether it reads a level above 1 of some species."""
        return ">=" in " ".join(self.names)

    @cached_property
    def is_unate(self) -> bool:
        """Whether each name is written with one sign only."""
        return len(self.literals) == len(self.names)

    @cached_property
    def signs(self) -> dict[str, Sign]:
        """Sign of each name, in order of first mention.

        In a unate rule that is the sign it is written with. In others it is the sign of its
        influence on the function, and names without any influence are left out.
        """
        literals = self.literals if self.is_unate else self.influences
        signs: dict[str, Sign] = {}
        for name in self.names:
            found = [v for v in (0, 1) if (name, v) in literals]
            if found:
                signs[name] = _sign(found)
        return signs

    @property
    def has_known_signs(self) -> bool:
        """Whether its signs have been found already."""
        return "signs" in vars(self)

    @cached_property
    def influences(self) -> frozenset[tuple[str, int]]:
        """Each (name, value) with which a name really acts: those of the prime implicants.

        Raises
        ------
        LimitError
            It has many names, and neither its decision diagram nor its prime implicants are few
            enough.
        """
        if len(self.names) > MAX_TABLED and self.is_unate:
            return self._in_implicants()
        try:
            return influences(self.expression, self.names)
        except LimitError:
            return self._in_implicants()

    def found_influences(self) -> frozenset[tuple[str, int]]:
        """Return :attr:`influences` if a truth table or diagram tells, without implicants.

        Raises
        ------
        LimitError
            They do not.
        """
        found = influences(self.expression, self.names)
        vars(self)["influences"] = found
        return found

    def _in_implicants(self) -> frozenset[tuple[str, int]]:
        return frozenset(literal for implicant in self.prime_implicants for literal in implicant)

    @cached_property
    def essential(self) -> frozenset[str]:
        """Names on which the function really depends: those of its prime implicants."""
        return frozenset(name for name, _ in self.influences)

    @cached_property
    def prime_implicants(self) -> tuple[Implicant, ...]:
        """Smallest sets of (name, value) that make the rule true, shortest first.

        Raises
        ------
        LimitError
            There are more than 5,000.
        """
        return _prime_implicants(self)

    @cached_property
    def can_hold(self) -> bool:
        """Whether some state makes the rule true.

        Raises
        ------
        LimitError
            It has many names, and its decision diagram is too large.
        """
        return can_hold(self.expression, self.names)

    @cached_property
    def normal(self) -> Rule:
        """The same function, written so that each evaluation over {0, 1, free} is exact."""
        return self if self.is_unate else Rule.any_of(self.prime_implicants)

    @property
    def effective(self) -> Rule:
        """The same function, in which each name that is mentioned has an influence or one sign."""
        return self if len(self.signs) == len(self.names) else self._without_silent_names

    @cached_property
    def _without_silent_names(self) -> Rule:
        silent = [name for name in self.names if name not in self.signs]
        if len(self.names) <= MAX_NAMES:
            try:
                return self.normal
            except LimitError:
                pass
        rule = self.fixing(dict.fromkeys(silent, 0))  # any value does
        vars(rule)["signs"] = {name: self.signs[name] for name in rule.names}
        return rule

    def at_its_word(self) -> Rule:
        """Return the rule with the signs that it is written with, whether or not names act so.

        For a rule of which more could not be found out.
        """
        rule = Rule(self.expression)
        found = {n: [v for v in (0, 1) if (n, v) in self.literals] for n in self.names}
        vars(rule).update(signs={n: _sign(v) for n, v in found.items()}, is_at_its_word=True)
        return rule

    @property
    def constant(self) -> int | None:
        """0 or 1 when the text is just that constant, else None."""
        if isinstance(self.expression, Atom) or self.expression.terms:
            return None
        return int(isinstance(self.expression, And))

    def evaluate(self, state: Mapping[str, int]) -> int:
        """Value of the rule in a state that gives every name a 0 or a 1."""
        return int(_evaluate(self.expression, state))

    def fixing(self, values: Mapping[str, int]) -> Rule:
        """Return the rule with some names replaced by constants, simplified."""
        return Rule(_fixed(self.expression, values))

    def renamed(self, names: Mapping[str, str]) -> Rule:
        """Return the rule with names replaced; those not in ``names`` stay."""
        new = {n: renamed_name(n, names) for n in self.names}
        if all(n == as_before for n, as_before in new.items()):
            return self
        other = Rule(renamed(self.expression, names))
        if "signs" in vars(self) and len(set(new.values())) == len(new):  # not to be found again
            signs = {new[n]: sign for n, sign in self.signs.items()}
            vars(other).update(signs=signs, is_at_its_word=self.is_at_its_word)
        return other

    @cached_property
    def text(self) -> str:
        """The rule in words: ``and``, ``or``, ``not``."""
        return self.written()

    def written(
        self, conjunction: str = " and ", disjunction: str = " or ", no: str = "not "
    ) -> str:
        """Write the rule with other operators, such as ``" & "``, ``" | "`` and ``"!"``."""
        return written(self.expression, conjunction, disjunction, no)

    def __str__(self) -> str:
        return self.text


def _sign(values: list[int]) -> Sign:
    return "dual" if len(values) == 2 else ("inhibition", "activation")[values[0]]


def _fixed(e: Expression, values: Mapping[str, int]) -> Expression:
    if isinstance(e, Atom):
        if e.name not in values:
            return e
        return And(()) if values[e.name] == e.value else Or(())
    return joined(type(e), (_fixed(t, values) for t in e.terms))


def _evaluate(e: Expression, state: Mapping[str, int]) -> bool:
    if isinstance(e, Atom):
        return state[e.name] == e.value
    return (all if isinstance(e, And) else any)(_evaluate(t, state) for t in e.terms)


def _prime_implicants(rule: Rule) -> tuple[Implicant, ...]:
    """Multiply out with absorption over bit masks; close under consensus where signs are mixed.

    Where names are few, and signs are mixed or the text is long, the truth table is quicker: rules
    written as a sum of all their states have thousands of terms.
    """
    names = rule.names
    if len(names) <= MAX_NAMES and (not rule.is_unate or _is_long(rule)):
        return _implicants_of_table(rule)
    demand_room(len(names), 2 * len(names))
    bit = {(n, v): 1 << (2 * i + v) for i, n in enumerate(names) for v in (0, 1)}
    terms = _products(rule.expression, bit)
    if not rule.is_unate:
        terms = consensus_closure(terms, len(names))
    decoded = (tuple((n, v) for n in names for v in (0, 1) if term & bit[n, v]) for term in terms)
    return _in_order(decoded, names)


def _in_order(found: Iterable[Implicant], names: tuple[str, ...]) -> tuple[Implicant, ...]:
    place = {n: i for i, n in enumerate(names)}
    return tuple(sorted(found, key=lambda i: (len(i), [(place[n], 1 - v) for n, v in i])))


def _implicants_of_table(rule: Rule) -> tuple[Implicant, ...]:
    names = rule.names
    terms = prime_terms(truth_table(rule.expression, names), len(names))
    demand_few(len(terms))
    decoded = (
        tuple((n, yes >> k & 1) for k, n in enumerate(names) if (no | yes) >> k & 1)
        for no, yes in terms
    )
    return _in_order(decoded, names)


def _is_long(rule: Rule) -> bool:
    """Whether a rule has so many literals that its truth table is the shorter of the two."""
    count = len(rule.names)
    return count <= MAX_TABLED and sum(1 for _ in literals(rule.expression)) > LONG


def _products(e: Expression, bit: Mapping[tuple[str, int], int]) -> list[int]:
    if isinstance(e, Atom):
        return [bit[e.name, e.value]]
    if isinstance(e, Or):
        demand_room(len(e.terms), len(bit))
        return absorbed(t for term in e.terms for t in _products(term, bit))
    found = [0]
    for term in e.terms:
        right = _products(term, bit)
        demand_room(len(found) * len(right), len(bit))
        found = absorbed(a | b for a in found for b in right if not clash(a | b))
    return found
