"""Levels for tools that know only off and on: ``X_b1``, ``X_b2``.

``X_bk`` says that X is at level k or above; so bioLQM names them. Two encodings are written, for
what each keeps: *levels*, in which the rule of a bit is that the target reaches its level, keeps
trap spaces; *steps* (van Ham), in which a bit needs the one below it and stays while the one above
it does, keeps single steps, so MaBoSS gets it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, count

from her2model.formats.assembly import WORDS, acting_rules, safe_ids
from her2model.formats.format import listed
from her2model.model.expressions import And, Atom, Or, joined, species_and_level
from her2model.model.model import Model
from her2model.model.rules import Rule
from her2model.model.thresholds import projected

__all__ = ["bit_names", "bit_notes", "bit_rules"]


def bit_rules(model: Model, *, steps: bool = False) -> dict[str, Rule | None]:
    """Rules of all bits of the species that can be simulated; None for inputs.

    Parameters
    ----------
    model
        The model; one without levels keeps its rules as they are.
    steps
        Whether single steps are to be kept, and not trap spaces.
    """
    found: dict[str, Rule | None] = {}
    for s, rule in acting_rules(model).items():
        bits = model.bits(s)
        if len(bits) == 1:
            found[s] = projected(rule) if rule else None
            continue
        for k, bit in enumerate(bits, 1):
            if rule is None:
                kept = joined(And, map(Atom, bits[:k]))
                found[bit] = Rule(kept) if k > 1 else None
            else:
                reached = [model.functions[b] for b in bits[:k]]
                found[bit] = _step(reached, bits, k) if steps else _level(reached)
    return found


def _level(rules: Iterable[Rule]) -> Rule:
    return Rule(joined(And, (projected(r).expression for r in rules)))


def _step(rules: list[Rule], bits: tuple[str, ...], k: int) -> Rule:
    own = {b: int(j < k) for j, b in enumerate(bits, 1) if j != k}
    reached = _level(r.fixing(own) for r in rules).fixing(own).expression
    above = [Atom(bits[k])] if k < len(bits) else []
    below = [Atom(bits[k - 2])] if k > 1 else []
    return Rule(joined(And, (*below, joined(Or, (reached, *above)))))


def bit_names(model: Model, taken: frozenset[str] = WORDS) -> dict[str, str]:
    """Name every bit as a file may: ``X`` alone, or ``X_b1`` and so on.

    What has levels goes first: its bits are told by their names when the file is read, so nothing
    else may be called like one of them, or like X itself.
    """
    acting = list(acting_rules(model))
    used = set(taken)
    found: dict[str, str] = {}
    for s in acting:
        if s in model.levels:
            numbered = (f"{s}_{k}" for k in count(2))
            for base in chain(safe_ids([s]).values(), numbered):
                names = {b: f"{base}_b{species_and_level(b)[1]}" for b in model.bits(s)}
                claimed = {base.lower(), *(n.lower() for n in names.values())}
                if not claimed & used:
                    break
            used |= claimed
            found |= names
    found |= safe_ids([s for s in acting if s not in model.levels], frozenset(used))
    return {b: found[b] for s in acting for b in model.bits(s)}


def bit_notes(model: Model) -> tuple[str, ...]:
    """Say which species are written as bits."""
    if not model.levels:
        return ()
    names = listed(f"{s}_b1 to {s}_b{top}" for s, top in model.levels.items() if top > 1)
    return (f"levels are written as species that are off and on: {names}",)
