"""Rules written so that what they can be in a subspace is exact, many prime implicants or not.

In a subspace each name can be 0, can be 1, or both. A disjunction can be 1 where a part can. A
conjunction can be 1 where each part can, if no name stands in two parts with opposite signs: what
they share wants the same value then, and the best value there is serves all. Where names stand so,
the conjunction is split by one of them: it is 1, and what is left then holds, or it is 0, and what
is left then holds. What is left is often the same, and is one object then: a graph of few nodes.

In the end every literal is left out by which the function is not moved: in such a form that changes
nothing, since the name's other value does as well.
Source: Darwiche 2001, Decomposable negation normal form, doi:10.1145/502090.502091.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from her2model.errors import LimitError
from her2model.model.bit_masks import members
from her2model.model.expressions import And, Atom, Expression, Or, negated
from her2model.model.implicants import MAX_NAMES
from her2model.model.rules import Rule

__all__ = ["decomposed", "subspace_forms"]

MAX_NODES = 400_000
"""Nodes, those on the way included, that the form of a rule may take."""

_ATOM, _AND, _OR = range(3)
_TRUE, _FALSE = range(2)


def subspace_forms(rule: Rule) -> tuple[Expression, Expression]:
    """Return when a rule can be 1, and when it can be 0, in a subspace, in exact form.

    Raises
    ------
    LimitError
        The rule has too many prime implicants, and too many parts without them.
    """
    if rule.is_unate:
        return rule.expression, negated(rule.expression)
    if len(rule.names) <= MAX_NAMES:
        try:
            return rule.normal.expression, (~rule).normal.expression
        except LimitError:
            pass
    moves = _moves(rule)
    falls = {(name, 1 - value) for name, value in moves}
    return decomposed(rule.expression, moves), decomposed(negated(rule.expression), falls)


def _moves(rule: Rule) -> Collection[tuple[str, int]]:
    """Return the literals by which a rule is moved up, as far as they can be found out."""
    if rule.is_at_its_word:
        return rule.literals
    try:
        return rule.found_influences()
    except LimitError:
        return rule.literals


def decomposed(e: Expression, moves: Collection[tuple[str, int]] | None = None) -> Expression:
    """Return an expression in exact form; where a part stands in several places, it is one object.

    So it may be large to write out, and is gone through by its objects.

    Parameters
    ----------
    e
        The expression.
    moves
        The literals by which it is moved up, where they are known.

    Raises
    ------
    LimitError
        It takes too many nodes.

    Examples
    --------
    >>> from her2model.model.expressions import written
    >>> from her2model.model.parsing import parse
    >>> written(decomposed(parse("(A or B) and (not A or C)")))
    'A and C or not A and B'
    """
    names = dict.fromkeys(name for name, _ in _literals(e))
    forms = _Forms(names, moves)
    try:
        return forms.expression(forms.pruned(forms.exact(forms.taken(e))))
    except RecursionError:
        raise forms.too_large() from None


def _literals(e: Expression) -> Iterator[tuple[str, int]]:
    if isinstance(e, Atom):
        yield e.name, e.value
    else:
        for term in e.terms:
            yield from _literals(term)


class _Forms:
    """Nodes by number, each once: kind, terms, and its literals of either sign as bit masks."""

    def __init__(self, names: Iterable[str], moves: Collection[tuple[str, int]] | None) -> None:
        self.names = list(names)
        self.place = {name: k for k, name in enumerate(self.names)}
        self.moves = moves
        self.kinds: list[int] = []
        self.terms: list[tuple[int, ...]] = []
        self.masks: list[tuple[int, int]] = []  # of the names as 0, and as 1
        self.known: dict[tuple[int, tuple[int, ...]], int] = {}
        self.left: dict[tuple[int, int, int], int] = {}
        self.exacts: dict[int, int] = {}
        self.prunes: dict[int, int] = {}
        self.written: dict[int, Expression] = {}
        assert (self.node(_AND, ()), self.node(_OR, ())) == (_TRUE, _FALSE)

    def too_large(self) -> LimitError:
        return LimitError(
            f"a rule of {len(self.names)} names, some with both signs, has too many prime "
            "implicants, and is too large without them; split it with an intermediate species"
        )

    # -- nodes -----------------------------------------------------------------------------------

    def numbered(self, kind: int, terms: tuple[int, ...]) -> int:
        found = self.known.get((kind, terms))
        if found is not None:
            return found
        if len(self.kinds) >= MAX_NODES:
            raise self.too_large()
        if kind == _ATOM:
            place, value = terms
            masks = [0, 0]
            masks[value] = 1 << place
        else:
            masks = [0, 0]
            for t in terms:
                no, yes = self.masks[t]
                masks = [masks[0] | no, masks[1] | yes]
        self.known[kind, terms] = number = len(self.kinds)
        self.kinds.append(kind)
        self.terms.append(terms)
        self.masks.append((masks[0], masks[1]))
        return number

    def atom(self, place: int, value: int) -> int:
        return self.numbered(_ATOM, (place, value))

    def node(self, kind: int, terms: Iterable[int]) -> int:
        """Join terms, flattened, each once, constants absorbed."""
        flat: dict[int, None] = {}
        for t in terms:
            if self.kinds[t] == kind:
                flat.update(dict.fromkeys(self.terms[t]))
            else:
                flat[t] = None
        if kind == _AND and _FALSE in flat:
            return _FALSE
        if kind == _OR and _TRUE in flat:
            return _TRUE
        return next(iter(flat)) if len(flat) == 1 else self.numbered(kind, tuple(flat))

    def taken(self, e: Expression) -> int:
        if isinstance(e, Atom):
            return self.atom(self.place[e.name], e.value)
        return self.node(_AND if isinstance(e, And) else _OR, [self.taken(t) for t in e.terms])

    # -- what is done with them ------------------------------------------------------------------

    def fixed(self, n: int, place: int, value: int) -> int:
        """Return a node with a name at a value."""
        no, yes = self.masks[n]
        if not (no | yes) >> place & 1:
            return n
        if self.kinds[n] == _ATOM:
            return _TRUE if self.terms[n][1] == value else _FALSE
        key = n, place, value
        if key not in self.left:
            terms = [self.fixed(t, place, value) for t in self.terms[n]]
            self.left[key] = self.node(self.kinds[n], terms)
        return self.left[key]

    def exact(self, n: int) -> int:
        """Return a node in exact form."""
        no, yes = self.masks[n]
        if not no & yes:
            return n
        if n not in self.exacts:
            if self.kinds[n] == _OR:
                parts = [self.exact(t) for t in self.terms[n]]
            else:
                parts = [self.split(group, no & yes) for group in self.groups(n)]
            self.exacts[n] = self.node(self.kinds[n], parts)
        return self.exacts[n]

    def groups(self, n: int) -> list[list[int]]:
        """Sort the terms of a conjunction: those that share a name of both signs go together."""
        no, yes = self.masks[n]
        both = no & yes
        found: list[tuple[int, list[int]]] = []
        for t in self.terms[n]:
            mask, terms = (self.masks[t][0] | self.masks[t][1]) & both, [t]
            rest = []
            for other, before in found:
                if other & mask:
                    mask, terms = mask | other, before + terms
                else:
                    rest.append((other, before))
            found = [*rest, (mask, terms)]
        return [terms for _, terms in found]

    def split(self, group: list[int], both: int) -> int:
        """Return the exact form of a conjunction of terms that hang together."""
        if len(group) == 1:
            return self.exact(group[0])
        seen: Counter[int] = Counter()
        for t in group:
            seen.update(members((self.masks[t][0] | self.masks[t][1]) & both))
        place = max(seen, key=lambda k: (seen[k], -k))
        whole = self.node(_AND, group)
        parts = (
            self.node(_AND, (self.atom(place, v), self.exact(self.fixed(whole, place, v))))
            for v in (1, 0)
        )
        return self.node(_OR, parts)

    def pruned(self, n: int) -> int:
        """Leave out the literals by which the whole is not moved up; only of an exact form."""
        if self.moves is None:
            return n
        if n not in self.prunes:
            if self.kinds[n] == _ATOM:
                place, value = self.terms[n]
                found = n if (self.names[place], value) in self.moves else _TRUE
            else:
                found = self.node(self.kinds[n], [self.pruned(t) for t in self.terms[n]])
            self.prunes[n] = found
        return self.prunes[n]

    def expression(self, n: int) -> Expression:
        """Return a node as an expression, one object for each node."""
        if n not in self.written:
            if self.kinds[n] == _ATOM:
                place, value = self.terms[n]
                self.written[n] = Atom(self.names[place], value)
            else:
                terms = tuple([self.expression(t) for t in self.terms[n]])
                self.written[n] = (And if self.kinds[n] == _AND else Or)(terms)
        return self.written[n]
