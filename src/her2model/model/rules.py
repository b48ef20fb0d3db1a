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
from typing import Any, Literal

from her2model.errors import InputError, LimitError, RuleError, did_you_mean
from her2model.model.dialects import OWN_RULES, DeclaredNames, Dialect
from her2model.model.expressions import (
    And,
    Atom,
    Expression,
    Or,
    joined,
    literals,
    negated,
    renamed,
    species_and_level,
    written,
)
from her2model.model.implicants import (
    MAX_NAMES,
    MAX_PRODUCTS,
    absorbed,
    clash,
    columns,
    consensus_closure,
    demand_few,
    prime_terms,
)
from her2model.model.parsing import parse

__all__ = ["And", "Atom", "Expression", "Implicant", "Or", "Rule", "Sign"]

Sign = Literal["activation", "inhibition", "dual"]
Implicant = tuple[tuple[str, int], ...]
MAX_NODES = 1_000_000
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
        return frozenset(literals(self.expression))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names that the text mentions, in order of first mention."""
        return tuple(dict.fromkeys(name for name, _ in literals(self.expression)))

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
        literals = self.literals
        if not self.is_unate:
            literals = frozenset(lit for implicant in self.prime_implicants for lit in implicant)
        signs: dict[str, Sign] = {}
        for name in self.names:
            found = [v for v in (0, 1) if (name, v) in literals]
            if found:
                signs[name] = "dual" if len(found) == 2 else ("inhibition", "activation")[found[0]]
        return signs

    @cached_property
    def essential(self) -> frozenset[str]:
        """Names on which the function really depends: those of its prime implicants."""
        return frozenset(name for implicant in self.prime_implicants for name, _ in implicant)

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
        if len(self.names) <= MAX_NAMES:
            return _truth_table(self) != 0
        return _has_diagram(self)

    @cached_property
    def normal(self) -> Rule:
        """The same function, written so that each evaluation over {0, 1, free} is exact."""
        return self if self.is_unate else Rule.any_of(self.prime_implicants)

    @cached_property
    def effective(self) -> Rule:
        """The same function, in which each name that is mentioned has an influence or one sign."""
        return self if len(self.signs) == len(self.names) else self.normal

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
        return Rule(renamed(self.expression, names))

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
    terms = prime_terms(_truth_table(rule), len(names))
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


def _has_diagram(rule: Rule) -> bool:
    """Whether the decision diagram of a rule is more than the constant 0."""
    from oxidd.bdd import BDDManager

    manager = BDDManager(MAX_NODES, 1 << 16, 1)
    manager.add_vars(len(rule.names))
    variable = {n: manager.var(k) for k, n in enumerate(rule.names)}

    def diagram(e: Expression) -> Any:
        if isinstance(e, Atom):
            return variable[e.name] if e.value else ~variable[e.name]
        found = manager.true() if isinstance(e, And) else manager.false()
        for term in e.terms:
            found = found & diagram(term) if isinstance(e, And) else found | diagram(term)
        return found

    try:
        return bool(diagram(rule.expression).satisfiable())
    except MemoryError:
        raise LimitError(
            f"the decision diagram of a rule of {len(rule.names)} names has more than "
            f"{MAX_NODES:,} nodes; split it with an intermediate species"
        ) from None


def _truth_table(rule: Rule) -> int:
    names = rule.names
    full = (1 << (1 << len(names))) - 1
    return _table(rule.expression, dict(zip(names, columns(len(names)), strict=True)), full)


def _table(e: Expression, tables: Mapping[str, int], full: int) -> int:
    if isinstance(e, Atom):
        return tables[e.name] if e.value else full & ~tables[e.name]
    found = full if isinstance(e, And) else 0
    for term in e.terms:
        table = _table(term, tables, full)
        found = found & table if isinstance(e, And) else found | table
    return found


def _products(e: Expression, bit: Mapping[tuple[str, int], int]) -> list[int]:
    if isinstance(e, Atom):
        return [bit[e.name, e.value]]
    if isinstance(e, Or):
        return absorbed(t for term in e.terms for t in _products(term, bit))
    found = [0]
    for term in e.terms:
        right = _products(term, bit)
        if len(found) * len(right) > MAX_PRODUCTS:
            raise LimitError(
                f"multiplying a rule out takes more than {MAX_PRODUCTS:,} products; "
                "split it with an intermediate species"
            )
        found = absorbed(a | b for a in found for b in right if not clash(a | b))
    return found
