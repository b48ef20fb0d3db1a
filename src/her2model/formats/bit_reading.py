"""``X_b1``, ``X_b2`` of a file back to the levels of one species, as we and bioLQM write them.

They are levels where that is sure to keep the meaning. A bit that is on above one that is off is no
level; either the rules never lead there (bits that go step by step, or inputs), or no rule tells
such a state from the level below the gap. Other names of that form stay species, which is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count, pairwise, takewhile
from typing import Any

from her2model.errors import LimitError
from her2model.formats.draft import Draft
from her2model.formats.format import listed
from her2model.formats.levels import is_nested, shape, tidied
from her2model.model.expressions import And, Atom, Or, joined
from her2model.model.rules import Rule
from her2model.model.thresholds import bit_of

__all__ = ["merged"]

_BIT = re.compile(r"(.+)_b([1-9][0-9]?)\Z")


def merged(draft: Draft) -> Draft:
    """Read ``X_b1``, ``X_b2`` … as the levels of X, where that keeps the meaning."""
    groups = _groups(draft)
    kept: list[str] = []
    while groups:
        names = {b: bit_of(s, k) for s, bits in groups.items() for k, b in enumerate(bits, 1)}
        found = {s: _rules(bits, draft, names) for s, bits in groups.items()}
        failed = [s for s, rules in found.items() if rules is None]
        if not failed:
            draft = _joined(draft, groups, names, {s: r for s, r in found.items() if r is not None})
            break
        kept += (b for s in failed for b in groups[s])
        groups = {s: bits for s, bits in groups.items() if s not in failed}
    if kept:
        note = f"named like bits of one species, but by their rules no levels: {listed(kept)}"
        draft = replace(draft, notes=[*draft.notes, note])
    return draft


def _groups(draft: Draft) -> dict[str, tuple[str, ...]]:
    """Names ``X_b1`` to ``X_bn`` that could be levels, where there is no X; not free inputs."""
    found: dict[str, dict[int, str]] = {}
    known = {*draft.rules, *(n for r in draft.rules.values() if r for n in r.names)}
    for name in draft.rules:
        bit = _BIT.match(name)
        is_off_or_on = draft.species.get(name, {}).get("levels", 1) == 1
        if bit and is_off_or_on and bit[1] not in known:
            found.setdefault(bit[1], {})[int(bit[2])] = name
    runs = {
        s: tuple(bits[k] for k in takewhile(bits.__contains__, count(1)))
        for s, bits in found.items()
    }  # X_b11 beside X_b1 and X_b2 is a species of its own
    return {
        s: bits for s, bits in runs.items() if len(bits) > 1 and any(draft.rules[b] for b in bits)
    }


def _rules(
    bits: tuple[str, ...], draft: Draft, names: Mapping[str, str]
) -> tuple[Rule, ...] | None:
    """Return the rules by level, none for an input; or None where the bits are no levels."""
    rules = [draft.rules[b] or Rule(Atom(b)) for b in bits]
    is_input = draft.rules[bits[0]] is None
    start = [draft.species.get(b, {}).get("initial") or 0 for b in bits]
    if start != sorted(start, reverse=True):
        return None
    if is_input and all(
        r.expression == joined(And, map(Atom, bits[:k])) for k, r in enumerate(rules, 1)
    ):
        return ()
    if is_input or any(draft.rules[b] is None for b in bits):  # an input is on by itself
        return None
    as_they_are = [r.renamed(names) for r in rules]
    steps = _without_steps(rules, bits)
    one_by_one = [tidied(r.renamed(names)) for r in steps] if steps else None
    if not steps and not all(_sees_levels(r, bits) for r in draft.rules.values() if r):
        return None
    readings = [list(map(tidied, as_they_are)), one_by_one]
    for found in reversed(readings) if draft.steps else readings:
        if found and _are_nested(found):
            return tuple(found)
    # what a level needs may hang on higher ones: then the rules say one step at a time
    return tuple(as_they_are) if steps else None


def _sees_levels(rule: Rule, bits: tuple[str, ...]) -> bool:
    """Whether bits above one that is off make no difference, as far as that is found out."""
    for k, bit in enumerate(bits, 1):
        above = rule.fixing({bit: 0}) if bit in rule.names else rule
        more = set(bits[k:])
        try:
            if more & set(above.names) and more & above.essential:
                return False
        except LimitError:
            return False
    return True


def _are_nested(rules: list[Rule]) -> bool:
    """Whether each level needs the one below it, as far as that is found out."""
    try:
        return all(is_nested(high, low) for low, high in pairwise(rules))
    except LimitError:
        return False


def _without_steps(rules: list[Rule], bits: tuple[str, ...]) -> list[Rule] | None:
    """Undo the encoding by steps, if it is one, as far as that is found out."""
    found = []
    for k, rule in enumerate(rules, 1):
        reached = rule.fixing({b: int(j < k) for j, b in enumerate(bits, 1) if j != k})
        above = [Atom(bits[k])] if k < len(bits) else []
        below = [Atom(bits[k - 2])] if k > 1 else []
        again = Rule(joined(And, (*below, joined(Or, (reached.expression, *above)))))
        same = shape(again.expression) == shape(rule.expression)
        if not same and not _alike(again, rule):
            return None
        found.append(reached)
    return found


def _alike(one: Rule, other: Rule) -> bool:
    """Whether two rules are the same function, as far as that is found out."""
    only_one = joined(And, (one.expression, (~other).expression))
    only_other = joined(And, ((~one).expression, other.expression))
    try:
        return not Rule(joined(Or, (only_one, only_other))).can_hold
    except LimitError:
        return False


def _joined(
    draft: Draft,
    groups: Mapping[str, tuple[str, ...]],
    names: Mapping[str, str],
    found: Mapping[str, tuple[Rule, ...]],
) -> Draft:
    of = {b: s for s, bits in groups.items() for b in bits}
    note = f"bits are read as the levels of one species: {listed(groups)}"
    return replace(
        draft,
        rules=dict(_joined_rules(draft, of, names, found)),
        higher={**draft.higher, **{s: r[1:] for s, r in found.items() if r}},
        species={n: row for n, row in draft.species.items() if n not in of}
        | {s: _row(draft, s, bits) for s, bits in groups.items()},
        lines={of.get(n, n): line for n, line in draft.lines.items()},
        reasons={n: why for n, why in draft.reasons.items() if n not in of},
        signs={e: sign for e, sign in draft.signs.items() if not set(e) & of.keys()},
        ids={n: i for n, i in draft.ids.items() if n not in of},
        arrows={e: row for e, row in draft.arrows.items() if not set(e) & of.keys()},
        switches=dict(_switches(draft, groups, of)),
        notes=[*draft.notes, note],
    )


def _joined_rules(
    draft: Draft,
    of: Mapping[str, str],
    names: Mapping[str, str],
    found: Mapping[str, tuple[Rule, ...]],
) -> Iterator[tuple[str, Rule | None]]:
    for name, rule in draft.rules.items():
        if name not in of:
            yield name, tidied(rule.renamed(names)) if rule else None
        else:
            levels = found[of[name]]
            yield of[name], levels[0] if levels else None


def _row(draft: Draft, species: str, bits: tuple[str, ...]) -> dict[str, Any]:
    """Join what is known of the bits of a species."""
    given = [draft.species.get(b, {}).get("initial") for b in bits]
    label = {k: v for k, v in draft.species.get(bits[0], {}).items() if k == "label"}
    row = label | dict(draft.species.get(species, {})) | {"levels": len(bits)}
    if all(v is not None for v in given):
        row["initial"] = sum(given)
    return row


def _switches(
    draft: Draft, groups: Mapping[str, tuple[str, ...]], of: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, int]]]:
    """Keep switches that turn all bits of a species alike; others have no level to go to."""
    for name, nodes in draft.switches.items():
        split = (groups[of[n]] for n in nodes if n in of)
        if all(len({nodes.get(b) for b in bits}) == 1 for bits in split):
            yield (
                name,
                {of.get(n, n): len(groups[of[n]]) * v if n in of else v for n, v in nodes.items()},
            )
