"""The one home for names that people type: what they mean, and what of that a model has.

A name is first the model's own. Else the table of names says what it means, and the model is asked
which of its drugs hit the same gene, which species stands for a gene, which alteration an event is.
Suggestions go by meaning; by spelling only where a name is a slip away from a known one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from her2model.errors import UnknownName, a_or_an, shown, the_choice
from her2model.model.changes import Event
from her2model.model.event_names import EventNames
from her2model.model.finding import Finding, Role, Status, listed
from her2model.model.name_table import Meaning, NameTable, folded, name_table
from her2model.model.phrases import read_event
from her2model.model.spelling import a_slip_away
from her2model.model.targets import Targets
from her2model.model.variants import variants

if TYPE_CHECKING:
    from her2model.model.model import Model

__all__ = ["Names", "resolved"]

_ROLES: dict[str, Role] = {"drug": "drugs", "alteration": "alterations"}
_BEGUN = 4
"""Letters from which on a name that was begun is known by them."""


class Names:
    """The names of one model; :meth:`of` keeps them for the models used last.

    Examples
    --------
    >>> import her2model as h2
    >>> names = Names.of(h2.load("her2-resistance"))
    >>> names.find("Kadcyla").roles["drugs"]
    ('TDM1',)
    >>> names.find("PTEN null").roles["alterations"]
    ('PTEN loss',)
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.table = name_table()
        self.targets = Targets(model)
        self.events = EventNames(model, self.targets)

    @classmethod
    def of(cls, model: Model) -> Names:
        """Return the names of a model."""
        return _names_of(model)

    def find(self, text: str) -> Finding:
        """Say what a name means and what of that the model has."""
        meaning = self.table.read(text)
        words = meaning is not None and meaning.kind in ("status", "event")
        own = {} if words and not self._is_own(text) else self._own(text)
        if own and "species" not in own and meaning is not None and meaning.kind == "gene":
            own = {**self._gene(text, meaning).roles, **own}
        if own:
            return Finding(text, "found", f"{_roles_said(own)} of {self.model.name}", own)
        if meaning is not None:
            return self._meant(text, meaning)
        event = read_event(text, self.table)
        if event is not None:
            return self.events.event(text, event)
        return self.events.change_alone(text) or self._unknown(text)

    def event_of(self, text: str) -> tuple[Event, bool] | None:
        """Return the event that a phrase names and whether it only may mean it, or None."""
        meaning = self.table.read(text, "event")
        if meaning is not None:
            return _said_by(meaning, self.table), meaning.of[0].startswith("?")
        event = None if self.table.read(text, "status") else read_event(text, self.table)
        return None if event is None else (event, False)

    def nearly(self, text: str, role: Role) -> tuple[str, ...]:
        """Return the names for a role that a name is a slip away from."""
        kinds = {"drugs": ("drug", "regimen", "class"), "alterations": ("event", "gene")}
        own = {n: None for rows in self._own_names.get(role, {}).values() for n in rows}
        listed = self.table.names_of(*kinds.get(role, ("gene", "family")))
        begun = [n for n in own if len(text) >= _BEGUN and folded(n).startswith(folded(text))]
        if len(begun) == 1:
            return tuple(begun)
        return a_slip_away(text, own, shortest=3) or a_slip_away(text, listed)

    # -- the model's own names -------------------------------------------------------------------

    @cached_property
    def _own_names(self) -> dict[str, dict[str, dict[str, None]]]:
        """Role → folded name → names of the model that bear it."""
        found: dict[str, dict[str, dict[str, None]]] = {}
        for role, rows in self._rows_of_roles():
            for name, others in rows:
                for other in dict.fromkeys(folded(n) for n in (name, *others) if n):
                    found.setdefault(role, {}).setdefault(other, {})[name] = None
        return found

    def _rows_of_roles(self) -> Iterator[tuple[str, list[tuple[str, tuple[str, ...]]]]]:
        model = self.model
        labels = {s: (model.species[s].label,) for s in model.species}
        yield "drugs", [(d, labels[d]) for d in model.drugs]
        acting = [s for s in model.species if s not in model.named_only and s not in model.drugs]
        yield "species", [(s, labels[s]) for s in acting]
        yield "alterations", [(n, a.aliases) for n, a in model.alterations.items()]

    def _own(self, text: str) -> dict[str, tuple[str, ...]]:
        found = {}
        for role, names in self._own_names.items():
            rows = tuple(names.get(folded(text), ()))
            if len(rows) > 1:
                rows = (text,) if text in rows else ()
            if rows:
                found[role] = rows
        return found

    def _is_own(self, text: str) -> bool:
        """Whether the model writes a name just so, and not only alike."""
        others = (o for _, rows in self._rows_of_roles() for row in rows for o in (row[0], *row[1]))
        return text in others

    def _drug(self, meaning: Meaning) -> str | None:
        """Return the model's drug that an agent is, by any of its names or its entity's."""
        own = self._own_names.get("drugs", {})
        for name in (meaning.name, *meaning.also):
            if folded(name) in own:
                return next(iter(own[folded(name)]))
        for drug in self.model.drugs:
            entity = self.model.species[drug].entity
            if entity and folded(entity) == folded(meaning.name):
                return drug
        return None

    def _like(self, meaning: Meaning) -> str | None:
        """Return the model's drug that names an agent as one of its members."""
        names = {folded(n) for n in (meaning.name, *meaning.also)}
        for drug in self.model.drugs:
            if names.intersection(map(folded, self.model.species[drug].members)):
                return drug
        return None

    # -- what the table says -----------------------------------------------------------------------

    def _meant(self, text: str, meaning: Meaning) -> Finding:
        says: dict[str, Callable[[str, Meaning], Finding]] = {
            "drug": self._agent,
            "regimen": self._regimen,
            "class": self._class,
            "gene": self._gene,
            "family": self._gene,
            "ambiguous": self._ambiguous,
            "status": self._report,
            "event": self._named_event,
            "outside": lambda t, m: Finding(t, "absent", f"{m.note}; no model here has it"),
        }
        return says[meaning.kind](text, meaning)

    def _agent(self, text: str, meaning: Meaning) -> Finding:
        drug = self._drug(meaning)
        if drug is not None:
            said = f"{meaning.name}, drug {drug} of {self.model.name}"
            return Finding(text, "found", said, {"drugs": (drug,)}, (), meaning.of)
        other = self.table.read(meaning.acts_as, "drug") if meaning.acts_as else None
        alike = self._drug(other) if other else None
        if alike is not None:
            said = f"{meaning.name}, {meaning.note}: drug {alike} of {self.model.name}"
            return Finding(text, "found", said, {"drugs": (alike,)}, (), meaning.of)
        like = self._like(meaning)
        if like is not None:
            said = (
                f"{meaning.name}, {meaning.group or 'an agent'}: acts as drug {like} of "
                f"{self.model.name} does, which names it as a member"
            )
            return Finding(text, "found", said, {"drugs": (like,)}, (), meaning.of)
        return self._absent_agent(text, meaning)

    def _absent_agent(self, text: str, meaning: Meaning) -> Finding:
        name = "" if folded(text) == folded(meaning.name) else f"{meaning.name}, "
        head = f"{name}{meaning.group or 'an agent'}"
        if not meaning.of:
            said = f"{head}, is outside {self.model.name}: leave it out"
            return Finding(text, "absent", said)
        genes = ", ".join(meaning.of)
        near = self.targets.drugs_at(meaning.of)
        there = f"has at {genes}: {listed(near)}" if near else f"has no drug at {genes}"
        said = (
            f"{head} of {genes}, is not in {self.model.name}, which {there}; to add it, write "
            "its arrows in a file that extends the model"
        )
        return Finding(text, "absent", said, choices=near, targets=meaning.of)

    def _regimen(self, text: str, meaning: Meaning) -> Finding:
        rows = [self.table.read(name, "drug") for name in meaning.of]
        drugs = [self._drug(row) if row else None for row in rows]
        found = tuple(d for d in drugs if d)
        if len(found) < len(drugs):
            lacking = ", ".join(n for n, d in zip(meaning.of, drugs, strict=True) if not d)
            said = f"{' + '.join(meaning.of)}, of which {self.model.name} lacks {lacking}"
            return Finding(text, "absent", said, choices=found)
        note = f"; {meaning.note}" if meaning.note else ""
        return Finding(text, "found", f"{' + '.join(found)}{note}", {"drugs": found})

    def _class(self, text: str, meaning: Meaning) -> Finding:
        every = [self._of_class(name) for name in meaning.of]
        choices = tuple(dict.fromkeys(" + ".join(c) for c in every if c))
        if not choices:
            said = f"a class of drugs ({listed(meaning.of)}), of which {self.model.name} has none"
            return Finding(text, "absent", said)
        said = f"a class of drugs; {self.model.name} has of it {listed(choices)}: name one"
        return Finding(text, "ask", said, choices=choices)

    def _of_class(self, member: str) -> tuple[str, ...]:
        rows = [self.table.read(n, "drug") for n in member.split(" + ")]
        drugs = tuple(self._drug(r) or "" for r in rows if r)
        return drugs if all(drugs) else ()

    def _gene(self, text: str, meaning: Meaning) -> Finding:
        genes = meaning.of or (meaning.name,)
        species = self._own_names.get("species", {}).get(folded(meaning.name))
        name = next(iter(species)) if species else self.targets.species_of(genes)
        altered = self.events.at(genes)
        if name is None or (meaning.note and not species):
            near = [] if name is None else [name]
            what = meaning.note or f"no species of {self.model.name} stands for it"
            more = f"; alterations there: {listed(altered)}" if altered else ""
            said = f"{'/'.join(genes)}: {what}{more}"
            roles = {"alterations": altered} if len(altered) == 1 else {}
            status: Status = "found" if roles and name is None else "absent"
            return Finding(text, status, said, roles, tuple(near) or altered, genes)
        more = f"; its alterations are {listed(altered)}" if altered else ""
        said = f"{'/'.join(genes)}, species {name} of {self.model.name}{more}"
        return Finding(text, "found", said, {"species": (name,)}, altered, genes)

    def _ambiguous(self, text: str, meaning: Meaning) -> Finding:
        finds = [self.find(name) for name in meaning.of]
        species = [s for f in finds for s in f.roles.get("species", ())]
        altered = [a for name in meaning.of for a in self.events.at((name,))]
        choices = tuple(dict.fromkeys((*species, *altered)))
        more = f": name {listed(choices, ' or ')}" if choices else ""
        return Finding(text, "ask", f"{meaning.note}{more}", choices=choices, targets=meaning.of)

    def _report(self, text: str, meaning: Meaning) -> Finding:
        roles: dict[str, tuple[str, ...]] = {}
        said = [meaning.note] if meaning.note else []
        for part in meaning.of:
            event = read_event(part.removeprefix("no "), self.table)
            row = variants().read(event) if event else None
            name = self.events.counts_as(row)[0] if row else None
            if name and "=" not in name and not part.startswith("no "):
                roles["alterations"] = (*roles.get("alterations", ()), name)
            elif name and "=" in name:
                value = "0" if part.startswith("no ") else name.partition("=")[2]
                set_ = f"{name.partition('=')[0]}={value}"
                roles["context"] = (*roles.get("context", ()), set_)
                said += self._besides(event, value)
        if "alterations" in roles:
            said.insert(0, f"alteration {listed(roles['alterations'])} of {self.model.name}")
        if "context" in roles:
            said.insert(0, f"sets {', '.join(roles['context'])} in the context")
        asks = meaning.note.startswith(("equivocal", "a ratio"))
        status: Status = "ask" if asks else "found" if roles else "no event"
        if not said:
            said = [f"it changes nothing in {self.model.name}"]
        return Finding(text, status, "; ".join(said), {} if asks else roles)

    def _besides(self, event: Event | None, value: str) -> list[str]:
        """Say which inputs a tumour has besides that grows without an event."""
        lacking = variants().lacking((event.gene,)) if event and value == "0" else ()
        names = [f"{n}=1" for n in lacking if n in self.model.context]
        return [f"a tumour that grows has {listed(names)} as well"] if names else []

    def _named_event(self, text: str, meaning: Meaning) -> Finding:
        phrase, event = meaning.of[0], _said_by(meaning, self.table)
        found = self.events.event(text, event)
        note = f"; {meaning.note}" if meaning.note else ""
        if phrase.startswith("?") and found.status == "found":
            choices = found.roles.get("alterations", ())
            said = f"it may mean {listed(choices, ' or ')}{note}"
            return Finding(text, "ask", said, choices=choices, targets=found.targets)
        said = f"{found.said}{note}"
        return Finding(text, found.status, said, found.roles, found.choices, found.targets)

    def _unknown(self, text: str) -> Finding:
        roles: tuple[Role, ...] = ("drugs", "alterations", "species")
        near = next(filter(None, (self.nearly(text, role) for role in roles)), ())
        if near:
            said = f"not known; did you mean {listed([repr(n) for n in near], ' or ')}?"
            return Finding(text, "unknown", said, choices=near)
        said = f"not known, to {self.model.name} or to the table of names"
        return Finding(text, "unknown", said)

    def instead(self, found: Finding, role: Role) -> str:
        """Say what to write where a name has another role than the one that is wanted."""
        species = found.roles.get("species", ())
        context = found.roles.get("context", ())
        if not species:
            written = ", ".join(f"{k!r}: {v}" for k, _, v in (c.partition("=") for c in context))
            return f"{found.said}; write context={{{written}}}" if context else found.said
        (name,) = species
        if name in self.model.context:
            return f"{name} is an input; write context={{{name!r}: 1}} or 0"
        genes = self.targets.genes_of(name)
        if role == "drugs":
            there = self.targets.drugs_at(genes)
            return f"{name} is a species, and {_those('drug', there)} at it"
        there = self.events.at(genes)
        return f"{name} is a species, and {_those('alteration', there)} of it"


def resolved(model: Model, text: str, kind: str) -> str:
    """Return the one name that the model has for a typed name, in a role.

    Parameters
    ----------
    model
        The model.
    text
        The typed name, which is none of the model's own.
    kind
        What is wanted: ``drug``, ``alteration``, or else a species.

    Raises
    ------
    UnknownName
        There is not exactly one; the message says what the name means and what the model has.
    """
    names = Names.of(model)
    found = names.find(text)
    role = _ROLES.get(kind, "species")
    meant = found.roles.get(role, ())
    if len(meant) == 1:
        return meant[0]
    what, where = f"{shown(text)} is not {a_or_an(kind)}", model.name
    if meant:
        hint = f"name each: {', '.join(meant)}"
        raise UnknownName(f"{shown(text)} is several {role}", where=where, hint=hint)
    if found.status != "unknown":
        raise UnknownName(what, where=where, hint=names.instead(found, role))
    near = names.nearly(text, role)
    if near:
        hint = f"did you mean {listed([repr(n) for n in near], ' or ')}?"
        raise UnknownName(what, where=where, hint=hint)
    every = {"drugs": model.drugs, "alterations": tuple(model.alterations)}
    hint = the_choice(every.get(role, tuple(model.species)))
    if " more" in hint and role in every:
        hint += f"; 'her2model {role}' lists all"
    raise UnknownName(what, where=where, hint=hint)


@lru_cache(maxsize=16)
def _names_of(model: Model) -> Names:
    return Names(model)


def _those(what: str, names: tuple[str, ...]) -> str:
    if not names:
        return f"there is no {what}"
    return (
        f"{listed(names)} {'is' if len(names) == 1 else 'are'} the {what}{'s' * (len(names) > 1)}"
    )


def _roles_said(roles: Mapping[str, tuple[str, ...]]) -> str:
    words = {"drugs": "drug", "species": "species", "alterations": "alteration"}
    return ", ".join(f"{words[role]} {listed(names)}" for role, names in roles.items())


def _said_by(meaning: Meaning, table: NameTable) -> Event:
    """Return the event that a row of the table of names says."""
    phrase = meaning.of[0].removeprefix("?")
    gene, _, kind = phrase.partition(" ")
    return read_event(phrase, table) or Event(gene, kind)
