"""Merging: what a model takes over from the models that it extends.

Arrows with the same ends and sign pool their evidence; ``refine`` says which arrows stand here for
one that a parent draws more coarsely. A rule is taken over where the arrows into its species are
still the same. A :class:`Merge` tells what came from where.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict

from her2model.errors import did_you_mean
from her2model.model.model import Model
from her2model.model.parts import (
    Alteration,
    Evidence,
    Interaction,
    Part,
    Readouts,
    RuleEntry,
    Species,
)
from her2model.model.thresholds import named_in

__all__ = ["Merge", "Merger", "Refinement"]

Raw = dict[str, Any]


class Refinement(BaseModel):
    """The arrows that stand for one of a parent's, and why; none where it is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    to: list[str]
    why: str


@dataclass(frozen=True, slots=True)
class Merge:
    """What became of the models that a model extends.

    Attributes
    ----------
    taken
        Arrow → the models that state it.
    refined
        Arrow of a parent → (the models that state it, the arrows that stand for it, why).
    added
        Arrows that only this model has.
    disagreements
        One sentence for each field or sign on which two models differ, and what was kept.
    """

    taken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    refined: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], str]] = field(
        default_factory=dict
    )
    added: tuple[str, ...] = ()
    disagreements: tuple[str, ...] = ()


class Merger:
    """Pools what the parents of a model say with what the model itself says.

    Parameters
    ----------
    parents
        The models of ``extends``, in that order.
    refine
        Arrow of a parent → the arrows that stand for it.
    problem, build
        How to note a problem at a place of the file, and how to make a part from a row of it.
    """

    def __init__(
        self,
        parents: Sequence[Model],
        refine: Mapping[str, Refinement],
        problem: Callable[..., None],
        build: Callable[..., Part | None],
    ) -> None:
        self.parents, self.refine = parents, refine
        self._problem, self._build = problem, build
        self.disagreements: list[str] = []
        self._stated: dict[str, list[Model]] = {}
        for p in parents:
            for key in p.interactions:
                self._stated.setdefault(key, []).append(p)

    def interactions(self, own: Mapping[str, Interaction]) -> dict[str, Interaction]:
        """Own arrows and the parents', with pooled evidence; refined ones give theirs away."""
        pooled = dict(own)
        for p in self.parents:
            for key, i in p.interactions.items():
                if key not in self.refine:
                    pooled[key] = _pooled(pooled[key], i.evidence) if key in pooled else i
        for key, refinement in self.refine.items():
            self._refine(pooled, key, refinement)
        return pooled

    def _refine(self, pooled: dict[str, Interaction], key: str, refinement: Refinement) -> None:
        path = ("refine", key)
        if key not in self._stated:
            hint = did_you_mean(key, self._stated)
            self._problem(path, "no model that this one extends has this arrow", hint)
            return
        evidence = tuple(
            e.model_copy(update={"of": key})
            for p in self._stated[key]
            for e in p.interactions[key].evidence
        )
        for target in refinement.to:
            if target not in pooled:
                hint = did_you_mean(target, pooled)
                self._problem((*path, "to"), f"{target!r} is not an arrow here", hint)
            else:
                pooled[target] = _pooled(pooled[target], evidence)

    def species(
        self, own: Mapping[str, Any], ruled: set[str], interactions: Mapping[str, Interaction]
    ) -> dict[str, Species]:
        """Own species with the parents' fields as defaults, and the parents' that are connected."""
        ruled = ruled | {i.target for i in interactions.values()}
        connected = {end for i in interactions.values() for end in (i.source, i.target)}
        rows = {s: dict(r) if isinstance(r, dict) else r for s, r in own.items()}
        inherited: dict[str, Raw] = {}
        for p in self.parents:
            for s, species in p.species.items():
                if s in connected or s in own:
                    given = rows.get(s)
                    kept = given if isinstance(given, dict) else {}
                    self._inherit(inherited.setdefault(s, {}), species, p, kept)
        found = {}
        for s in dict.fromkeys((*rows, *inherited)):
            row = rows.get(s, {})
            if isinstance(row, dict):
                before = inherited.get(s, {})
                if s in ruled:
                    before.pop("initial", None)
                row = {**before, **row}
            species_ = self._build(Species, ("species", s), row, id=s)
            if isinstance(species_, Species):
                found[s] = species_
        return found

    def _inherit(self, row: Raw, species: Species, parent: Model, own: Raw) -> None:
        for key, value in species.model_dump(exclude={"id"}, exclude_defaults=True).items():
            kept = own.get(key, row.get(key, value))
            if kept != value and key != "note":
                self.disagreements.append(
                    f"species {species.id}: {parent.name} has {key} {value!r}, kept {kept!r}"
                )
            row.setdefault(key, value)

    def rules(
        self, own: Mapping[str, RuleEntry], interactions: Mapping[str, Interaction]
    ) -> dict[str, RuleEntry]:
        """Own rules, and the parents' for species whose regulators are still the same."""
        merged = dict(own)
        regulators: dict[str, set[str]] = {}
        for i in interactions.values():
            regulators.setdefault(i.target, set()).add(i.source)
        for s in regulators:
            if s not in own:
                entry = self._inherited_rule(s, regulators[s])
                if entry:
                    merged[s] = entry
        return merged

    def _inherited_rule(self, s: str, regulators: set[str]) -> RuleEntry | None:
        """Return the rule that the parents give a species, or note why it cannot be taken over."""
        written = [(p, p.rules[s]) for p in self.parents if s in p.rules]
        if all(entry.is_default for _, entry in written):
            return None
        rules = [[p.functions[b] for b in p.bits(s)] for p, _ in written]
        texts = {tuple(rule.normal.text for rule in by_level) for by_level in rules}
        same = all(set(named_in(by_level)) == regulators for by_level in rules)
        if same and len(texts) == 1:
            return next(entry for _, entry in written if not entry.is_default)
        told = "; ".join(f"{p.name} has '{entry.written}'" for p, entry in written)
        ends = ", ".join(sorted(regulators))
        hint = f"write the rule over {ends}"
        self._problem(("rules", s), f"the parents' rule does not fit the arrows here: {told}", hint)
        return None

    def alterations(self, own: Mapping[str, Alteration]) -> dict[str, Alteration]:
        """Own alterations and the parents'; what the model itself says of one is kept."""
        merged = dict(own)
        for p in self.parents:
            for name, a in p.alterations.items():
                if name not in merged:
                    merged[name] = a
                    continue
                kept = merged[name]
                if _changes(kept) != _changes(a):
                    self.disagreements.append(
                        f"alteration {name}: {p.name} sets {_told(a)}, kept {_told(kept)}"
                    )
                evidence = tuple(dict.fromkeys((*kept.evidence, *a.evidence)))
                merged[name] = kept.model_copy(update={"evidence": evidence})
        return merged

    def readouts(self) -> Readouts | None:
        """Return the readouts of the first parent that has some."""
        return next((p.readouts for p in self.parents if p.readouts), None)

    def report(self, own: Mapping[str, Interaction]) -> Merge:
        """Say what came from where."""
        names = {key: tuple(p.name for p in stated) for key, stated in self._stated.items()}
        refined = {
            key: (names[key], tuple(r.to), r.why) for key, r in self.refine.items() if key in names
        }
        taken = {key: n for key, n in names.items() if key not in refined}
        return Merge(
            taken,
            refined,
            tuple(k for k in own if k not in taken),
            tuple(dict.fromkeys(self.disagreements)),
        )


def _changes(a: Alteration) -> tuple[Any, ...]:
    return dict(a.fix), dict(a.floor), dict(a.cap), a.cut


def _told(a: Alteration) -> str:
    """Write what an alteration fixes, and the bounds that it sets where it does."""
    bounds = (("floor", a.floor), ("cap", a.cap))
    more = "".join(f" with {word} {dict(values)}" for word, values in bounds if values)
    return f"{dict(a.fix)}{more}"


def _pooled(i: Interaction, evidence: tuple[Evidence, ...]) -> Interaction:
    return i.model_copy(update={"evidence": tuple(dict.fromkeys((*i.evidence, *evidence)))})
