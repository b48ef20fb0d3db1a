"""Verdicts of tumours, exactly, for every reading of what is uncertain, from landscapes.

A *reading* takes each uncertain event as there or as not there. The cells of all readings of a
tumour are one set of cells of a landscape, so that all verdicts that any reading has are found at
once, and so are the events that the verdict hangs on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from her2model.engine.forcing import Cause
from her2model.errors import LimitError
from her2model.model.model import Model
from her2model.model.parts import FrozenMap
from her2model.screening.landscape import Landscape, landscape
from her2model.screening.minimal_sets import ALTERED
from her2model.tumours.tumour import Tumour
from her2model.verdicts import (
    ARREST,
    DEATH,
    MIXED,
    NO_GROWTH,
    OFF,
    ON,
    PARTIAL,
    RESISTANT,
    RESPONDS,
    UNSETTLED,
    UNTREATED,
)

__all__ = ["Judge", "Judgement", "switch_of"]

_NONE = "no verdict"
MOST_UNCERTAIN = 10
"""Most uncertain events of a tumour of several clones, which is run reading by reading."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What drugs do to a tumour, over all of its readings.

    Attributes
    ----------
    looks
        Verdicts that some reading has; ``death`` or ``arrest`` in place of ``responds``.
    depends
        What is uncertain and decides.
    certified
        Whether each reading's verdict holds under every update scheme.
    events
        The events behind what decides, such as ``PIK3CA K111N``.
    """

    looks: tuple[str, ...]
    depends: tuple[str, ...] = ()
    certified: bool = False
    events: tuple[str, ...] = ()

    def of(self, tumour: Tumour) -> Judgement:
        """Return the judgement with the events of one tumour behind what decides."""
        if not self.depends:
            return self
        parts = (tumour, *tumour.clones)
        events = (e for d in self.depends for p in parts for e in p.uncertain.get(d, ()))
        return replace(self, events=tuple(dict.fromkeys(events)))

    @property
    def words(self) -> tuple[str, ...]:
        """Verdicts that some reading has, each once."""
        words = (RESPONDS if k in (DEATH, ARREST) else k for k in self.looks)
        return tuple(dict.fromkeys(words))

    @property
    def look(self) -> str:
        """The one verdict, or ``depends``."""
        return self.looks[0] if len(self.looks) == 1 else "depends"

    @property
    def surely_responds(self) -> bool:
        """Whether every reading responds."""
        return self.words == (RESPONDS,)

    @property
    def may_respond(self) -> bool:
        """Whether some reading responds."""
        return RESPONDS in self.words

    def __str__(self) -> str:
        if not self.depends:
            return " or ".join(self.words)
        return f"{' or '.join(self.words)}: depends on {', '.join(self.events or self.depends)}"


class Judge:
    """Landscapes of one model, made once for each context and asked for many tumours.

    Parameters
    ----------
    model
        The model.
    tumours
        The tumours to be asked about; what they carry is what varies.
    drugs
        Drugs that vary; all of the model's when None.
    every
        Whether all alterations of the model vary, and not only those of the tumours.
    conditions
        Onset, start and the like, as for :func:`~her2model.landscape`.
    """

    def __init__(
        self,
        model: Model,
        tumours: Iterable[Tumour],
        drugs: Iterable[str] | None = None,
        *,
        every: bool = False,
        **conditions: Any,
    ) -> None:
        self.model = model
        self.drugs = None if drugs is None else sorted(set(drugs))
        self.conditions = dict(conditions)
        self.context = dict(self.conditions.pop("context", None) or {})
        names = {n for t in tumours for p in (t, *t.clones) for n in _carried(p)}
        self._forced = sorted(n for n in names if "=" in n)
        altered = {n for n in names if "=" not in n}
        self.alterations = [a for a in model.alterations if every or a in altered]
        self._made: dict[Any, tuple[Landscape, Landscape | None]] = {}
        self._dead: dict[int, Any] = {}
        self._judged: dict[Any, Judgement] = {}

    def land(self, tumour: Tumour) -> Landscape:
        """Return the landscape of a tumour's context."""
        return self.lands(tumour)[0]

    def lands(self, tumour: Tumour) -> tuple[Landscape, Landscape | None]:
        """Return the landscapes of growth and, where the model has one, of death."""
        context = {**tumour.context, **self.context}
        key = tuple(sorted(context.items()))
        if key not in self._made:
            varied: dict[str, Any] = {
                "alterations": self.alterations,
                "drugs": self.drugs,
                "knockouts": [n[:-2] for n in self._forced if n.endswith("=0")],
                "gains": [n[:-2] for n in self._forced if n.endswith("=1")],
                "context": context,
                **self.conditions,
            }
            death = self.model.readouts.death if self.model.readouts else None
            if self.conditions.get("readout"):
                death = None
            grown = landscape(self.model, **varied)
            dying = landscape(self.model, **{**varied, "readout": death}) if death else None
            self._made[key] = grown, dying
        return self._made[key]

    def judge(self, tumour: Tumour, drugs: Iterable[str]) -> Judgement:
        """Say what drugs do to a tumour, over all its readings and all its clones."""
        drugs = tuple(sorted(drugs))
        key = (tumour.key, drugs)
        if key not in self._judged:
            many = len(tumour.clones) > 1
            one = tumour.clones[0] if len(tumour.clones) == 1 else tumour
            self._judged[key] = self._together(tumour, drugs) if many else self._part(one, drugs)
        return self._judged[key]

    def _together(self, tumour: Tumour, drugs: tuple[str, ...]) -> Judgement:
        """Judge several clones: in each reading the tumour fares as its worst clone does."""
        names = sorted({n for c in tumour.clones for n in c.uncertain})
        if len(names) > MOST_UNCERTAIN:
            raise LimitError(
                f"{tumour.name} has {len(names)} uncertain events in its clones and at most "
                f"{MOST_UNCERTAIN} are run; set 'unknown variants' to yes or no"
            )
        looks: dict[tuple[bool, ...], str] = {}
        sure = True
        for reading in product((False, True), repeat=len(names)):
            there = {n for n, v in zip(names, reading, strict=True) if v}
            judged = [self._part(_read_as(c, there), drugs) for c in tumour.clones]
            looks[reading] = max((j.looks[0] for j in judged), key=_ORDER.index)
            sure = sure and all(j.certified for j in judged)
        depends = tuple(
            n
            for k, n in enumerate(names)
            if any(looks[r] != looks[(*r[:k], not r[k], *r[k + 1 :])] for r in looks)
        )
        return Judgement(tuple(sorted(set(looks.values()), key=_ORDER.index)), depends, sure)

    def _part(self, tumour: Tumour, drugs: tuple[str, ...]) -> Judgement:
        land, dying = self.lands(tumour)
        space = land._space
        here, free = self.readings(tumour, land)
        here = here & space.exactly(self._numbers(land, "drug", drugs), space.of_kind("drug"))
        found: dict[str, Any] = {}
        for word in land.counts:
            cells = land.where(word).cells & here
            if word == RESPONDS and dying is not None:
                dead = self._dying(dying, land)
                found |= {DEATH: cells & dead, ARREST: cells & ~dead}
            else:
                found[word] = cells
        diagrams = space.diagrams
        found = {k: c for k, c in found.items() if not diagrams.is_empty(c)}
        depends = tuple(
            name
            for name, k in free.items()
            if any(diagrams.fixed(c, k, 1) != diagrams.fixed(c, k, 0) for c in found.values())
        )
        sure = diagrams.is_empty(here & ~land._found.certified)
        return Judgement(tuple(found) or (_NONE,), depends, sure)

    def _dying(self, dying: Landscape, land: Landscape) -> Any:
        """Return the cells in which death is on, as cells of the landscape of growth."""
        if id(dying) not in self._dead:
            places = [land._space.order.index(s) for s in dying._space.order]
            cells = dying.having(ON).cells
            copied = dying._space.diagrams.copied(cells, places, land._space.diagrams)
            self._dead[id(dying)] = copied
        return self._dead[id(dying)]

    def readings(self, tumour: Tumour, land: Landscape) -> tuple[Any, dict[str, int]]:
        """Return the cells of all readings of a tumour, and the switches that are free in them."""
        space = land._space
        on = self._switches(land, (*tumour.alterations, *tumour.forced))
        free = {name: self._switches(land, (name,))[0] for name in tumour.uncertain}
        among = [k for k in space.of_kind(*ALTERED) if k not in free.values()]
        return space.exactly(on, among) & land._found.possible, free

    def _switches(self, land: Landscape, names: Iterable[str]) -> list[int]:
        order = land._space.order
        return [order.index(switch_of(name)) for name in names]

    def _numbers(self, land: Landscape, kind: Any, names: Iterable[str]) -> list[int]:
        return [land._space.order.index(Cause(kind, n)) for n in names]

    def for_all(self, cells: Any, land: Landscape, free: Iterable[int], among: Any) -> Any:
        """Return the cells, other switches as they are, that are in a set in every reading."""
        diagrams = land._space.diagrams
        outside = among & ~cells
        for k in (*free, *land._space.of_kind(*ALTERED)):
            outside = diagrams.fixed(outside, k, 0) | diagrams.fixed(outside, k, 1)
        return ~outside


def _carried(tumour: Tumour) -> tuple[str, ...]:
    return (*tumour.alterations, *tumour.forced, *tumour.uncertain)


def switch_of(name: str) -> Cause:
    """Return the cause that an alteration is, or a species that is forced as ``NAME=1``."""
    species, equals, value = name.partition("=")
    if not equals:
        return Cause("alteration", name)
    return Cause("gain" if value == "1" else "knockout", species)


def _read_as(tumour: Tumour, there: set[str]) -> Tumour:
    """Return a tumour in one reading."""
    counted = {n for n in tumour.uncertain if n in there}
    return replace(
        tumour,
        alterations=tuple(sorted({*tumour.alterations, *(n for n in counted if "=" not in n)})),
        forced=tuple(sorted({*tumour.forced, *(n for n in counted if "=" in n)})),
        uncertain=FrozenMap(),
    )


_ORDER = (
    NO_GROWTH,
    UNTREATED,
    DEATH,
    ARREST,
    RESPONDS,
    OFF,
    PARTIAL,
    MIXED,
    UNSETTLED,
    RESISTANT,
    ON,
    _NONE,
)
"""From what is best to what is worst, for a tumour of several clones."""
