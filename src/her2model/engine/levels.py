"""Levels as bits: the two encodings of a network of species with levels 0 to m.

Bit k of a species says "at level k or above". With rules ``r1 … rm`` a species tends to ``F``, the
largest k up to which all rules are true. No one encoding serves both purposes:

- *levels*: the rule of bit k is ``r1 and … and rk``, literals projected. Its minimal trap spaces
  are the minimal trap boxes (intervals of levels closed under F), its smallest trap spaces around a
  start the smallest trap boxes, and what it percolates holds for unitary, jump and synchronous
  updating alike. For trap spaces, percolation, certificates and decision diagrams.
- *steps* (van Ham's mapping, see arXiv:1703.06746): the rule of bit k is
  ``X_(k-1) and ((r1 and … and rk) or X_(k+1))``, own literals resolved. Its single steps are those
  of one level at a time towards F. For trajectories, transition graphs and sampling.

Why *levels* is right: the function of bit k is ``F(projected state) >= k``, which falls with k, so
in a minimal trap space the fixed ones of a species are a prefix of its bits and the fixed zeros a
suffix: an interval; and inclusion of boxes is inclusion of bit spaces. A box that is closed under
F is closed under steps of one level; the converse fails where a species reads its own level.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from her2model.model.expressions import species_and_level
from her2model.model.model import Model
from her2model.model.rules import And, Atom, Expression, Or, Rule
from her2model.model.thresholds import bit_of, bits_of, has_one_sign, projected

__all__ = [
    "bits_at",
    "by_species",
    "cut_rules",
    "inputs_of",
    "level_rules",
    "levels_encoding",
    "steps_encoding",
]

Rules = Mapping[str, Rule]


def levels_encoding(functions: Rules, inputs: Mapping[str, int] | None = None) -> dict[str, Rule]:
    """Encode rules by level so that minimal trap spaces are minimal trap boxes.

    Parameters
    ----------
    functions
        Bit → rule of that level, over bits: ``Model.functions``.
    inputs
        Highest level of each input without a rule; it keeps the level that it has.

    Returns
    -------
    dict of str to Rule
        Bit → encoded rule. The rule of a species with two levels that reads no levels of others is
        returned as it is.

    Examples
    --------
    >>> from her2model.model.rules import Atom, Rule
    >>> rules = levels_encoding({"X": Rule(Atom("A")), "X>=2": Rule(Atom("A>=2"))}, {"A": 2})
    >>> {bit: rule.text for bit, rule in rules.items()}
    {'A': 'A', 'A>=2': 'A and A >= 2', 'X': 'A', 'X>=2': 'A and A >= 2'}
    """
    encoded = {}
    for species, top in (inputs or {}).items():
        for bit in bits_of(species, top):
            encoded[bit] = projected(Rule(Atom(bit)))
    for species, rules in by_species(functions).items():
        if not has_one_sign(rules):  # for all rules of a target or for none, or nesting breaks
            rules = [projected(r) for r in rules]
        for k in range(1, len(rules) + 1):
            encoded[bit_of(species, k)] = _all_of(rules[:k])
    return encoded


def steps_encoding(functions: Rules, inputs: Mapping[str, int] | None = None) -> dict[str, Rule]:
    """Encode rules by level so that single steps move one level at a time.

    Parameters
    ----------
    functions, inputs
        As for :func:`levels_encoding`.

    Returns
    -------
    dict of str to Rule
        Bit → encoded rule. Runs have to start where the bits of each species are a prefix.

    Examples
    --------
    >>> from her2model.model.rules import Atom, Rule
    >>> rules = steps_encoding({"X": Rule(Atom("A")), "X>=2": Rule(Atom("X"))}, {"A": 1})
    >>> {bit: rule.text for bit, rule in rules.items()}
    {'A': 'A', 'X': 'A or X >= 2', 'X>=2': 'X and A'}
    """
    held = {b: Rule(Atom(b)) for s, top in (inputs or {}).items() for b in bits_of(s, top)}
    encoded = {}
    for species, rules in by_species({**held, **functions}).items():
        top = len(rules)
        for k in range(1, top + 1):
            if top == 1:
                encoded[species] = rules[0]
                continue
            own = {bit_of(species, t): int(t < k) for t in range(1, top + 1) if t != k}
            target = _all_of(rules[:k]).fixing(own)
            above = [Atom(bit_of(species, k + 1))] if k < top else []
            below = [Atom(bit_of(species, k - 1))] if k > 1 else []
            stays = Rule(Or((target.expression, *above)))
            encoded[bit_of(species, k)] = Rule(And((*below, stays.expression))).fixing({})
    return encoded


def cut_rules(functions: Rules, cuts: Mapping[str, Iterable[str]]) -> dict[str, Rule]:
    """Return the rules with the sources of cut arrows at level 0, before anything is encoded.

    Parameters
    ----------
    functions
        Bit → rule of that level.
    cuts
        Target → sources whose arrows to it are cut.
    """
    cut = dict(functions)
    for bit, rule in functions.items():
        sources = set(cuts.get(species_and_level(bit)[0], ()))
        zeros = {name: 0 for name in rule.names if species_and_level(name)[0] in sources}
        if zeros:
            cut[bit] = rule.fixing(zeros)
    return cut


@lru_cache(maxsize=64)
def level_rules(model: Model) -> Mapping[str, Rule]:
    """Return a model's rules in the levels encoding; without levels, as they are."""
    return levels_encoding(model.functions, inputs_of(model)) if model.levels else model.functions


def inputs_of(model: Model) -> dict[str, int]:
    """Return the highest level of each input of a model."""
    return {s: model.species[s].top for s in model.inputs}


def bits_at(levels: Mapping[str, int], tops: Mapping[str, int]) -> dict[str, int]:
    """Return the value of each bit of species that are at a level.

    Examples
    --------
    >>> bits_at({"A": 1, "B": 0}, {"A": 2})
    {'A': 1, 'A>=2': 0, 'B': 0}
    """
    return {
        bit: int(level >= k)
        for s, level in levels.items()
        for k, bit in enumerate(bits_of(s, tops.get(s, 1)), 1)
    }


def by_species(functions: Rules) -> dict[str, list[Rule]]:
    """Group rules by species, each group from level 1 up."""
    found: dict[str, dict[int, Rule]] = {}
    for bit, rule in functions.items():
        species, level = species_and_level(bit)
        found.setdefault(species, {})[level] = rule
    return {s: [rules[k] for k in sorted(rules)] for s, rules in found.items()}


def _all_of(rules: list[Rule]) -> Rule:
    """Join rules by *and*, flattened, without repeats."""
    if len(rules) == 1:
        return rules[0]
    joined: Expression = And(tuple(r.expression for r in rules))
    return Rule(joined).fixing({})
