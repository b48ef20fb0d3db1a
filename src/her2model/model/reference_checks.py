"""What must hold between the parts of a model: each name is one of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from her2model.errors import Problem, did_you_mean
from her2model.model.claim_checks import problems_of_claim
from her2model.model.parts import Alteration, parse_arrow
from her2model.verdicts import UNTREATED

if TYPE_CHECKING:
    from her2model.model.model import Model

__all__ = ["problems_of_names", "problems_of_structure"]

Note = Callable[..., Problem]


def problems_of_structure(model: Model, note: Note) -> Iterator[Problem]:
    """Yield arrows without ends, with both signs, and names that differ by case."""
    if not model.species:
        yield note("species", "there is none")
    lower: dict[str, str] = {}
    for s in model.species:
        if lower.setdefault(s.lower(), s) != s:
            yield note(f"species.{s}", f"differs from {lower[s.lower()]!r} by case")
    pairs: dict[tuple[str, str], str] = {}
    for key, i in model.interactions.items():
        where = f"interactions.{key}"
        for end in dict.fromkeys((i.source, i.target)):
            if end not in model.species:
                hint = did_you_mean(end, model.species)
                yield note(where, f"{end!r} is not a species", hint)
        other = pairs.setdefault((i.source, i.target), key)
        if other != key:
            yield note(where, f"the arrow also stands with the other sign: {other}")
    for s, entry in model.rules.items():
        if s not in model.species and not entry.is_default:
            hint = did_you_mean(s, model.species)
            yield note(f"rules.{s}", f"{s!r} is not a species", hint)
    for key in model.absent:
        source, _, target = parse_arrow(key)
        ends = {"source": source, "target": target}
        yield from _unknown_species(model, f"absent.{key}", ends, note)


def problems_of_names(model: Model, note: Note) -> Iterator[Problem]:
    """Yield what readouts, alterations and claims name that there is not."""
    yield from _problems_of_untreated(model, note)
    if model.readouts:
        named = {"growth": model.readouts.growth, "death": model.readouts.death}
        named |= {f"pathway[{i}]": s for i, s in enumerate(model.readouts.pathway)}
        yield from _unknown_species(model, "readouts", named, note)
        for key, s in (("growth", model.readouts.growth), ("death", model.readouts.death)):
            if s in model.named_only:
                message = f"nothing can be read of {s}: no arrow leads to it"
                yield note(f"readouts.{key}", message, "write its arrows")
    for name, a in model.alterations.items():
        yield from _problems_of_alteration(model, name, a, note)
    for i, word in enumerate(model.words):
        yield from _unknown_species(model, f"words[{i}]", {"species": word.species}, note)
    seen: set[str] = set()
    for claim in model.claims:
        if claim.id in seen:
            yield note(f"claims.{claim.id}", "two claims have this id")
        seen.add(claim.id)
        yield from problems_of_claim(model, claim, note)


def _problems_of_alteration(
    model: Model, name: str, a: Alteration, note: Note
) -> Iterator[Problem]:
    where = f"alterations.{name}"
    for part in ("fix", "floor", "cap"):
        named = getattr(a, part)
        yield from _unknown_species(model, f"{where}.{part}", {s: s for s in named}, note)
        for s in (s for s in named if s in model.named_only):
            message = f"nothing can come of it: no arrow leads to {s} or away from it"
            yield note(f"{where}.{part}.{s}", message, "write its arrows")
    if not a.forced and not a.cut:
        yield note(where, "it changes nothing", "give 'fix' or 'cut'")
    for i, cut in enumerate(a.cut):
        if cut not in model.interactions:
            hint = did_you_mean(cut, model.interactions)
            yield note(f"{where}.cut[{i}]", f"{cut!r} is not an arrow here", hint)


def _problems_of_untreated(model: Model, note: Note) -> Iterator[Problem]:
    yield from _unknown_species(model, UNTREATED, {s: s for s in model.untreated}, note)
    for s in model.untreated:
        if s in model.inputs:
            hint = "give its 'initial' value instead"
            yield note(f"untreated.{s}", f"{s!r} is an input", hint)
        elif s in model.named_only:
            yield note(f"untreated.{s}", f"{s!r} has no rule", "leave it out")


def _unknown_species(
    model: Model, where: str, named: Mapping[str, str | None], note: Note
) -> Iterator[Problem]:
    for key, s in named.items():
        if s is not None and s not in model.species:
            hint = did_you_mean(s, model.species)
            yield note(f"{where}.{key}", f"{s!r} is not a species", hint)
