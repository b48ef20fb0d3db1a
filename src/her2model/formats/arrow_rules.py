"""From signed arrows to rules: the default rule for each target, told as a guess."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from her2model.errors import FormatError
from her2model.formats.assembly import model_name
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


_Into = Mapping[str, Mapping[str, Arrow]]
"""Target → source → the arrow between them."""


def draft_of_arrows(
    arrows: list[Arrow],
    alone: Mapping[str, int | None],
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
        Names without arrows, with their lines.
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
    into = _by_target(arrows, path)
    gates = {n for n in dict.fromkeys((*into, *(a.source for a in arrows))) if is_gate(n)}
    _demand_targets(arrows, gates, path)
    names = dict.fromkeys(n for a in arrows for n in (a.source, a.target) if n not in gates)
    if not names:
        raise FormatError("there is no arrow in the file", where=path.name)
    known = known or {}
    guessed = [n for n in into if n not in gates and n not in known]
    rules: dict[str, Rule | None] = {**dict.fromkeys((*names, *alone)), **known}
    rules |= {target: _default(target, into, gates, path) for target in guessed}
    standing = [(n, a.line) for a in arrows for n in (a.target, a.source)]
    lines = {n: line for n, line in (*alone.items(), *standing[::-1]) if line and n not in gates}
    lines |= {target: next(iter(into[target].values())).line or 0 for target in guessed}
    ids, labels = read_name_map(path)
    draft = Draft(model_name(path), rules, path.name, lines=lines, ids=ids)
    draft.species = {n: {"label": label} for n, label in labels.items() if n in rules}
    draft.notes += _notes(guessed, into)
    return draft


def _notes(guessed: list[str], into: _Into) -> Iterator[str]:
    if guessed:
        yield (
            f"arrows do not say how they combine; the rules of {counted(len(guessed), 'species')} "
            "are guessed: any activator and no inhibitor"
        )
    signs = {n: {a.sign for a in into[n].values()} for n in guessed}
    inhibited = [n for n in guessed if "activation" not in signs[n]]
    if inhibited:
        yield f"only inhibitors act on {listed(inhibited)}: on where none of them is"


def _by_target(arrows: Iterable[Arrow], path: Path) -> _Into:
    into: dict[str, dict[str, Arrow]] = {}
    for a in arrows:
        before = into.setdefault(a.target, {}).setdefault(a.source, a)
        if before.sign != a.sign:
            message = f"the arrow from {a.source!r} to {a.target!r} stands with two signs"
            hint = f"the other is on line {before.line}; keep one of them"
            raise FormatError(message, where=path.name, line=a.line, hint=hint)
    return into


def _demand_targets(arrows: list[Arrow], gates: set[str], path: Path) -> None:
    """Refuse an and-node that does not lead to a species."""
    onward = {a.source for a in arrows if a.target not in gates}
    for a in arrows:
        if a.source in gates and a.target in gates:
            message = f"the and-node {a.source!r} leads to the and-node {a.target!r}"
            hint = "join them to one"
            raise FormatError(message, where=path.name, line=a.line, hint=hint)
    for a in arrows:
        gate = a.target if a.target in gates else a.source
        if gate in gates and gate not in onward:
            message = f"the and-node {gate!r} leads to nothing"
            hint = f"write '{gate} 1 target'"
            raise FormatError(message, where=path.name, line=a.line, hint=hint)


def _default(target: str, into: _Into, gates: set[str], path: Path) -> Rule:
    """Return the default rule of a target: any activator, or and-node, and no inhibitor."""
    sources = into[target].values()
    if any(a.sign == "dual" for a in sources):
        message = f"an arrow to {target!r} has no one sign, so no default rule fits"
        line = next(iter(sources)).line
        hint = "give its sign, or its rule, in a format that has rules"
        raise FormatError(message, where=path.name, line=line, hint=hint)
    terms = [(a, _gate(a.source, into, gates, path, a.line)) for a in sources]
    some = [e for a, e in terms if a.sign == "activation"]
    none = [(~Rule(e)).expression for a, e in terms if a.sign == "inhibition"]
    return Rule(joined(And, (joined(Or, some) if some else constant(1), *none)))


def _gate(name: str, into: _Into, gates: set[str], path: Path, line: int | None) -> Expression:
    """Return what a source stands for: itself, or the conjunction that an and-node is."""
    if name not in gates:
        return Atom(name)
    given = into.get(name, {}).values()
    if not given or any(a.source in gates or a.sign == "dual" for a in given):
        message = f"nothing that can be read leads to the and-node {name!r}"
        raise FormatError(message, where=path.name, line=line)
    return joined(And, (Atom(a.source, int(a.sign == "activation")) for a in given))
