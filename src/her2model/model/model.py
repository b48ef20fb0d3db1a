"""The model: its parts put together, and what must hold between them.

A :class:`Model` is a value: frozen, hashable, picklable, checked when it is made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import InitVar, dataclass, field, fields
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from her2model.displays import Displayed
from her2model.errors import ModelError, Problem, UnknownName
from her2model.model.level_checks import level_problems
from her2model.model.own_names import fold, own_name
from her2model.model.parts import (
    Alteration,
    Claim,
    Evidence,
    FrozenMap,
    Interaction,
    Readouts,
    RuleEntry,
    Source,
    Species,
    Waiver,
    WordNote,
)
from her2model.model.reference_checks import problems_of_names, problems_of_structure
from her2model.model.rule_checks import problems_of_rule, top_levels_problems
from her2model.model.rules import Rule
from her2model.model.thresholds import bit_of, bits_of, named_in
from her2model.verdicts import UNTREATED

__all__ = ["Model"]

_EMPTY: FrozenMap[Any] = FrozenMap()
_LATER = (UNTREATED, "words")  # left out where empty, so that older digests hold


@dataclass(frozen=True, eq=False, repr=False)
class Model(Displayed):
    """A signed, evidenced Boolean model.

    Parameters
    ----------
    name
        Short name, used in messages.
    species, interactions, rules, alterations
        By id; interactions by their arrow, such as ``PTEN -| PIP3``. A species with arrows into it
        and no entry in ``rules`` has the default rule: any activator and no inhibitor.
    claims
        Published observations, in file order.
    readouts
        Which species give the verdict; None where no verdict can be given.
    absent
        Arrows that a source says do *not* exist, with the evidence.
    untreated
        Values that tell the untreated tumour's attractor where several can be reached.
    read
        Rules that a reader has parsed already, as :attr:`functions` names them.

    Raises
    ------
    ModelError
        Everything that is wrong with it, at once.
    """

    name: str
    species: FrozenMap[Species]
    interactions: FrozenMap[Interaction]
    rules: FrozenMap[RuleEntry] = _EMPTY
    alterations: FrozenMap[Alteration] = _EMPTY
    claims: tuple[Claim, ...] = ()
    readouts: Readouts | None = None
    absent: FrozenMap[tuple[Evidence, ...]] = _EMPTY
    waived: tuple[Waiver, ...] = ()
    untreated: FrozenMap[int] = _EMPTY
    words: tuple[WordNote, ...] = ()
    title: str = ""
    description: str = ""
    figure: str | None = None
    source: Source | None = None
    parents: tuple[str, ...] = field(default=(), compare=False)
    curators: tuple[str, ...] = ()
    date: str | None = None
    origin: str = field(default="", compare=False)
    read: InitVar[Mapping[str, Rule] | None] = None

    def __post_init__(self, read: Mapping[str, Rule] | None) -> None:
        problems = list(problems_of_structure(self, self._problem))
        defaults: dict[str, Rule] = {}
        object.__setattr__(self, "rules", FrozenMap(self._with_default_rules(defaults)))
        parsed: dict[str, Rule] = {}
        problems += self._rule_problems(parsed, {**(read or {}), **defaults})
        problems += problems_of_names(self, self._problem)
        problems += level_problems(self, self._problem)
        if problems:
            raise ModelError(problems)
        self.__dict__["functions"] = FrozenMap(parsed)

    # -- what it offers -------------------------------------------------------------------------

    @cached_property
    def functions(self) -> Mapping[str, Rule]:
        """Parsed rule of each species that has one; that of level 2 and up as ``X>=2``.

        Names without influence are left out.
        """
        return FrozenMap(
            (bit_of(s, level), Rule.parse(text).effective)
            for s, entry in self.rules.items()
            for level, text in enumerate(entry.texts, 1)
        )

    @cached_property
    def levels(self) -> Mapping[str, int]:
        """Highest level of each species that has more than off and on; empty for most models."""
        return FrozenMap((s, species.top) for s, species in self.species.items() if species.top > 1)

    def bits(self, species: str) -> tuple[str, ...]:
        """Names under which the engine holds a species: its id, then ``X>=2`` and so on."""
        return bits_of(species, self.species[species].top)

    def thresholds(self, source: str, target: str) -> Mapping[int, tuple[int, ...]]:
        """Level of ``target`` → levels of ``source`` at which its rule for that level changes."""
        found = {}
        for level, bit in enumerate(self.bits(target), 1):
            if bit in self.functions:
                read = named_in([self.functions[bit]]).get(source)
                if read:
                    found[level] = read
        return found

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """Species without a rule that act on others: drugs, alterations, context."""
        sources = {i.source for i in self.interactions.values()}
        return tuple(s for s in self.species if s in sources and s not in self.rules)

    @cached_property
    def named_only(self) -> tuple[str, ...]:
        """Species that the source names without saying what they do."""
        return tuple(s for s in self.species if s not in self.rules and s not in self.inputs)

    @cached_property
    def idle_inputs(self) -> tuple[str, ...]:
        """Inputs that act on nothing: they have a value, and are left out of the dynamics."""
        return tuple(s for s in self.named_only if self.species[s].initial is not None)

    @cached_property
    def drugs(self) -> tuple[str, ...]:
        """Drugs that act on something."""
        return tuple(s for s in self.inputs if self.species[s].kind == "drug")

    @cached_property
    def context(self) -> Mapping[str, int | None]:
        """Value of each input that is neither a drug nor switched by an alteration."""
        switched = {s for a in self.alterations.values() for s in a.forced}
        return FrozenMap(
            (s, self.species[s].initial)
            for s in self.inputs
            if self.species[s].kind != "drug" and s not in switched
        )

    def regulators(self, species: str) -> tuple[Interaction, ...]:
        """Arrows into a species, in file order."""
        return self._incoming.get(species, ())

    @cached_property
    def _incoming(self) -> dict[str, tuple[Interaction, ...]]:
        incoming: dict[str, list[Interaction]] = {}
        for i in self.interactions.values():
            incoming.setdefault(i.target, []).append(i)
        return {k: tuple(v) for k, v in incoming.items()}

    def find_species(self, name: str, kind: str = "species") -> str:
        """Return the id of a species given by id or label.

        See :func:`~her2model.model.own_names.own_name` for what a name means.

        Raises
        ------
        UnknownName
            No species, or no drug when ``kind`` is ``"drug"``, is called so.
        """
        return self._find(name, self._called["drug" if kind == "drug" else "species"], kind)

    def find_alteration(self, name: str) -> str:
        """Return the name of an alteration given by name or alias, in any case of letters."""
        return self._find(name, self._called["alteration"], "alteration")

    @cached_property
    def _called(self) -> dict[str, Mapping[str, tuple[str, ...]]]:
        """Other names of each species, drug and alteration."""
        species = {s: (known.label,) for s, known in self.species.items()}
        return {
            "species": species,
            "drug": {s: species[s] for s in self.drugs},
            "alteration": {n: tuple(a.aliases) for n, a in self.alterations.items()},
        }

    def _find(self, name: str, among: Mapping[str, Iterable[str]], kind: str) -> str:
        own = own_name(name, among, kind, self.name)
        if own is not None:
            return own
        named = [s for s in self.named_only if fold(s) == fold(name)]
        if named:
            raise UnknownName(
                f"the source of {self.name} names {named[0]!r} but says nothing of what it does, "
                "so it cannot be simulated"
            )
        from her2model.model.names import resolved  # it asks the model, so it comes after it

        return resolved(self, name, kind)

    def replace(
        self,
        *,
        readouts: str | Mapping[str, Any] | None = None,
        drugs: Mapping[str, str | Iterable[str]] | None = None,
        alterations: Mapping[str, Mapping[str, int | str]] | None = None,
        rules: Mapping[str, str | Mapping[int, str]] | None = None,
        initial: Mapping[str, int] | None = None,
        name: str | None = None,
    ) -> Model:
        r"""Return the model with some parts in place of others; this one stays as it is.

        Parameters
        ----------
        readouts
            The species that says how the cell grows, or a mapping with ``growth`` and ``death``.
        drugs
            Drug → what it inhibits: each target is then off while the drug is given. A drug that
            is no species yet becomes one.
        alterations
            Name → species and the value that it is fixed to: 0, 1, or a level by number or name.
        rules
            Species → rule, or ``{1: …, 2: …}`` by level; its arrows follow the rule.
        initial
            Input → value.
        name
            Another name.

        Raises
        ------
        UnknownName, RuleError, ModelError, InputError
            A name that there is not, a rule that is none, a target without a rule.

        Examples
        --------
        >>> import her2model as h2
        >>> model = h2.load("targets, factors\nERK, MEK\nMEK, RAS\nRAS, 1\n", format="bnet")
        >>> own = model.replace(readouts="ERK", drugs={"trametinib": "MEK"})
        >>> print(h2.simulate(own, drugs=["Mekinist"]).verdict)
        responds
        """
        from her2model.model.editing import edited  # it makes models, so it comes after them

        return edited(
            self,
            readouts=readouts,
            drugs=drugs,
            alterations=alterations,
            rules=rules,
            initial=initial,
            name=name,
        )

    def with_functions(self, functions: Mapping[str, Rule]) -> Model:
        """Return the model with other functions behind the same arrows, unchecked.

        For asking *what if*: the texts of its rules stay as they are, its digest is another one.
        """
        other = copy(self)
        told = "\n".join(f"{bit}: {rule.text}" for bit, rule in functions.items())
        text = f"{self.digest}\n{told}"
        vars(other)["functions"] = FrozenMap(functions)
        vars(other)["digest"] = hashlib.sha256(text.encode()).hexdigest()
        return other

    def to_dict(self) -> dict[str, Any]:
        """Return the resolved model as plain data: nothing defaulted, nothing merged left to do."""
        data: dict[str, Any] = {}
        for f in fields(self):
            if f.compare and (f.name not in _LATER or getattr(self, f.name)):
                data[f.name] = _plain(getattr(self, f.name))
        return data

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the resolved model: equal models have equal digests."""
        text = json.dumps(self.to_dict(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Model) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return (
            f"<Model {self.name}: {len(self.rules)} species with rules, {len(self.inputs)} inputs, "
            f"{len(self.interactions)} interactions, {len(self.drugs)} drugs, "
            f"{len(self.alterations)} alterations>"
        )

    # -- what must hold -------------------------------------------------------------------------

    def _problem(self, where: str, message: str, hint: str = "") -> Problem:
        source = self.origin or self.name
        return Problem(f"{source}: {where}", message, hint)

    def _with_default_rules(self, made: dict[str, Rule]) -> Iterator[tuple[str, RuleEntry]]:
        """Yield the rules, default ones among them, which are put into ``made`` too."""
        for s in self.species:
            entry = self.rules.get(s)
            if entry and not entry.is_default:
                yield s, entry
            elif self.regulators(s):
                signs = {i.source: i.sign for i in self.regulators(s)}
                made[s] = Rule.default(
                    [n for n, sign in signs.items() if sign == "activation"],
                    [n for n, sign in signs.items() if sign == "inhibition"],
                )
                yield s, RuleEntry(rule=made[s].text, is_default=True)

    def _rule_problems(
        self, parsed: dict[str, Rule], read: Mapping[str, Rule]
    ) -> Iterator[Problem]:
        for s, entry in self.rules.items():
            ends = [i.source for i in self.regulators(s)]
            if len(set(ends)) == len(ends):  # an arrow with both signs is told of already
                yield from problems_of_rule(self, s, entry, parsed, self._problem, read)
        yield from top_levels_problems(self, self._problem)
        for s in self.inputs:
            if self.species[s].initial is None:
                hint = "give 'initial: 0' or 'initial: 1'"
                yield self._problem(f"species.{s}", "this input has no 'initial' value", hint)
        for s, species in self.species.items():
            if species.initial is not None and s in self.rules:
                hint = "drop 'initial', or the arrows into it"
                yield self._problem(f"species.{s}.initial", "only an input has one", hint)


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_defaults=True)
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, tuple) else value
