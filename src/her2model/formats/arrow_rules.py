"""From signed arrows to rules: the default rule for each target, told as a guess."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from her2model.errors import FormatError
from her2model.formats.assembly import (
    model_name,
)
from her2model.formats.draft import Draft
from her2model.formats.format import counted, listed
from her2model.formats.name_map import read_name_map
from her2model.model.expressions import And, Atom, Expression, Or, constant, joined
from her2model.model.rules import Rule, Sign

__all__ = ["Arrow", "draft_of_arrows"]


class Arrow(NamedTuple):
    """A signed arrow, and the line on which it stands."""

    source: str
    sign: Sign
    target: str
    line: int | None = None


def draft_of_arrows(
    arrows: list[Arrow],
    alone: Iterable[str],
    path: Path,
    is_gate: Callable[[str], bool] = lambda name: False,
    known: Mapping[str, Rule] | None = None,
) -> Draft:
    """Collect arrows into a draft with default rules.

    Parameters
    ----------
    arrows
        The arrows; one that stands twice counts once.
    alone
        Names without arrows.
    path
        The file.
    is_gate
        Whether a name is no species but joins what leads to it by *and*.
    known
        Rules that the file gives.

    Raises
    ------
    FormatError
        An arrow stands with both signs or has none, an and-node leads to another one or to
        nothing, or there is no arrow.
    """
    into: dict[str, dict[str, Arrow]] = {}
    for a in arrows:
        before = into.setdefault(a.target, {}).setdefault(a.source, a)
        if before.sign != a.sign:
            message = f"the arrow from {a.source!r} to {a.target!r} stands with two signs"
            hint = f"the other is on line {before.line}; keep one of them"
            raise FormatError(message, where=path.name, line=a.line, hint=hint)
    gates = {n for n in dict.fromkeys((*into, *(a.source for a in arrows))) if is_gate(n)}
    names = dict.fromkeys(n for a in arrows for n in (a.source, a.target) if n not in gates)
    if not names:
        raise FormatError("there is no arrow in the file", where=path.name)
    rules: dict[str, Rule | None] = dict.fromkeys((*names, *alone))
    lines: dict[str, int] = {}
    inhibited: list[str] = []
    known = known or {}
    rules |= known
    for target in (n for n in into if n not in gates and n not in known):
        sources = into[target].values()
        first = next(iter(sources))
        lines[target] = first.line or 0
        if any(a.sign == "dual" for a in sources):
            message = f"an arrow to {target!r} has no one sign, so no default rule fits"
            raise FormatError(message, where=path.name, line=first.line, hint="give its sign")
        terms = [(a, _gate(a.source, into, gates, path, a.line)) for a in sources]
        some = [e for a, e in terms if a.sign == "activation"]
        none = [(~Rule(e)).expression for a, e in terms if a.sign == "inhibition"]
        if not some:
            inhibited.append(target)
        rules[target] = Rule(joined(And, (joined(Or, some) if some else constant(1), *none)))
    ids, labels = read_name_map(path)
    draft = Draft(model_name(path), rules, path.name, lines=lines, ids=ids)
    draft.species = {n: {"label": label} for n, label in labels.items() if n in rules}
    guessed = counted(len(into.keys() - gates - known.keys()), "species")
    if into.keys() - gates - known.keys():
        draft.notes.append(
            f"arrows do not say how they combine; the rules of {guessed} are guessed: "
            "any activator and no inhibitor"
        )
    if inhibited:
        draft.notes.append(f"only inhibitors act on {listed(inhibited)}: on where none of them is")
    return draft


def _gate(
    name: str, into: dict[str, dict[str, Arrow]], gates: set[str], path: Path, line: int | None
) -> Expression:
    """Return what a source stands for: itself, or the conjunction that an and-node is."""
    if name not in gates:
        return Atom(name)
    given = into.get(name, {}).values()
    if not given or any(a.source in gates or a.sign == "dual" for a in given):
        message = f"nothing that can be read leads to the and-node {name!r}"
        raise FormatError(message, where=path.name, line=line)
    return joined(And, (Atom(a.source, int(a.sign == "activation")) for a in given))
