"""The smallest drug sets that stop a tumour, ranked by how many altered tumours they still stop."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from her2model.engine.forcing import Cause
from her2model.engine.simulation import DISCLAIMER
from her2model.model.model import Model
from her2model.screening.cell_set import CellSet
from her2model.screening.landscape import Landscape, landscape
from her2model.screening.provenance import Provenance
from her2model.verdicts import ARREST, DEATH, OFF, ON, PARTIAL, Response, Verdict

__all__ = ["Regimen", "Regimens", "regimens"]


@dataclass(frozen=True, slots=True)
class Regimen:
    """A set of drugs that stops a tumour, and of which no proper subset does.

    Attributes
    ----------
    drugs
        The drugs, in alphabetical order.
    outcome
        ``death`` where apoptosis is on in every attractor that can be reached, else ``arrest``;
        ``partial`` where growth is only surely less than untreated.
    holds
        Tumours that these drugs stop (or, where it was asked for, at least slow), among those that
        carry the same alterations and any others.
    tumours
        Number of those tumours.
    barrier
        How many further alterations it takes until these drugs no longer surely stop it; None where
        no set of the model's alterations does.
    """

    drugs: tuple[str, ...]
    outcome: Response | Verdict
    holds: int
    tumours: int
    barrier: int | None = None

    @property
    def share(self) -> float:
        """Share of those tumours that the drugs stop."""
        return self.holds / self.tumours

    def __str__(self) -> str:
        return " + ".join(self.drugs) or "nothing"


@dataclass(frozen=True)
class Regimens:
    """The smallest drug sets that stop one tumour, ranked; :func:`regimens` makes it.

    Attributes
    ----------
    alterations
        What the tumour carries.
    ranked
        Fewest drugs first; among as many drugs, first what still stops most altered tumours.
    growing
        Whether the tumour grows at all without a drug.
    prime
        Whether the sets were asked to work whatever else is given.
    provenance
        How the landscape behind it was made.
    partly
        Whether it was enough that growth is surely less than untreated.
    """

    alterations: tuple[str, ...]
    ranked: tuple[Regimen, ...]
    growing: bool
    prime: bool
    provenance: Provenance
    partly: bool = False

    @property
    def tumour(self) -> str:
        """The tumour in words."""
        return " + ".join(self.alterations) or "unaltered tumour"

    def of_size(self, size: int) -> tuple[Regimen, ...]:
        """Return the regimens of so many drugs."""
        return tuple(r for r in self.ranked if len(r.drugs) == size)

    @property
    def chosen(self) -> tuple[Regimen, ...]:
        """The regimens that have a drug: none where nothing needs to be given."""
        return tuple(r for r in self.ranked if r.drugs)

    def headline(self) -> str:
        """Say how many there are."""
        if len(self.chosen) < len(self.ranked):
            ever = ", nor with any of these drugs" if self.prime else ""
            return f"{self.tumour}: does not grow untreated{ever}"
        does, do = ("stops or lowers", "stop or lower") if self.partly else ("stops", "stop")
        if not self.ranked:
            return f"{self.tumour}: no set of these drugs {does} its growth"
        kind = "prime" if self.prime else "smallest"
        sets = f"set {does}" if len(self.ranked) == 1 else f"sets {do}"
        return f"{self.tumour}: {len(self.ranked):,} {kind} drug {sets} its growth"

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, for JSON."""
        return {
            "alterations": list(self.alterations),
            "growing": self.growing,
            "prime": self.prime,
            "partly": self.partly,
            "regimens": [
                {
                    "drugs": list(r.drugs),
                    "outcome": r.outcome,
                    "holds": r.holds,
                    "tumours": r.tumours,
                    "barrier": r.barrier,
                }
                for r in self.ranked
            ],
            "provenance": self.provenance.to_dict(),
            "note": DISCLAIMER,
        }

    def rows(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield drugs, outcome, barrier, and the share of altered tumours that they still stop."""
        for r in self.chosen:
            barrier = "none" if r.barrier is None else str(r.barrier)
            yield str(r), r.outcome, barrier, f"{r.holds:,} of {r.tumours:,}"

    def __iter__(self) -> Iterator[Regimen]:
        return iter(self.ranked)

    def __len__(self) -> int:
        return len(self.ranked)

    def __str__(self) -> str:
        rows = [self._head, *self.rows()] if self.chosen else []
        a, b, c, d = (max((len(r[k]) for r in rows), default=0) for k in range(4))
        lines = [
            "  ".join((r[0].ljust(a), r[1].ljust(b), r[2].rjust(c), r[3].rjust(d))) for r in rows
        ]
        return "\n".join([self.headline(), *(f"  {line}" for line in lines), self._foot()])

    @property
    def _head(self) -> tuple[str, str, str, str]:
        still = "still stop or lower" if self.partly else "still stop"
        return "drugs", "by", "barrier", f"{still}, with other alterations too"

    def _foot(self) -> str:
        p = self.provenance
        return f"Onset {p.onset}; {p.semantics}. {DISCLAIMER}"

    def __repr__(self) -> str:
        return f"<Regimens: {self.headline()}; {DISCLAIMER}>"

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{h}</th>" for h in self._head)
        rows = "".join(
            f"<tr><th scope='row'>{html.escape(a)}</th><td>{b}</td>"
            f"<td style='text-align:right'>{c}</td><td style='text-align:right'>{d}</td></tr>"
            for a, b, c, d in self.rows()
        )
        note = html.escape(f"{self.headline()}. {self._foot()}")
        return f"<table><caption>{note}</caption><tr>{head}</tr>{rows}</table>"


def regimens(
    model: Model,
    /,
    alterations: Iterable[str] = (),
    *,
    knockouts: Iterable[str] = (),
    gains: Iterable[str] = (),
    prime: bool = False,
    partly: bool = False,
    **conditions: Any,
) -> Regimens:
    """List every smallest set of drugs that stops a tumour, ranked.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    alterations, knockouts, gains
        What the tumour carries.
    prime
        List the smallest sets that stop it whatever else is given, instead.
    partly
        Take it for enough that growth is surely less than untreated: a *partial* response.
    **conditions
        Drugs to choose from, background, context, onset, start, semantics and limits, as for
        :func:`~her2model.screening.landscape.landscape`.

    Returns
    -------
    Regimens
        Fewest drugs first. Among as many drugs, those come first that still stop the most tumours
        which carry the same alterations and any set of the model's others.

    Raises
    ------
    UnknownName, InputError, LimitError
        As for :func:`~her2model.screening.landscape.landscape`.

    Examples
    --------
    >>> import her2model as h2
    >>> found = h2.regimens("her2-resistance", ["cyclin D1 overexpression"])
    >>> [(str(r), r.outcome) for r in found][:3]
    [('TDXd', 'death'), ('TDM1', 'death'), ('dinaciclib + palbociclib', 'arrest')]
    """
    varied: dict[str, Any] = {"knockouts": knockouts, "gains": gains, **conditions}
    land = landscape(model, **varied)
    tumour = _tumour(land, alterations)
    find = land.prime_combinations if prime else land.minimal_combinations
    sets = find(tumour, partly=partly)
    death = model.readouts.death if model.readouts else None
    dying = landscape(model, readout=death, **varied) if death else None
    enough = land.having(OFF)
    if partly:
        enough = enough | CellSet(land._space, land._verdicts.partial)
    found = [_judged(land, dying, enough, tumour, drugs) for drugs in sets]
    return Regimens(
        alterations=tumour,
        ranked=tuple(sorted(found, key=lambda r: (len(r.drugs), -r.holds, r.drugs))),
        growing=land.value(tumour) != OFF,
        prime=prime,
        provenance=land.provenance,
        partly=partly,
    )


def _tumour(land: Landscape, alterations: Iterable[str]) -> tuple[str, ...]:
    """Return what the tumour carries, in the landscape's own words."""
    space = land._space
    on = [space.order[k] for k in space.numbers(alterations, "alterations")]
    on += [s for s in space.order if s.kind in ("knockout", "gain")]
    return tuple(sorted(dict.fromkeys(map(str, on))))


def _judged(
    land: Landscape,
    dying: Landscape | None,
    enough: CellSet,
    tumour: tuple[str, ...],
    drugs: tuple[str, ...],
) -> Regimen:
    given = [Cause("drug", d) for d in drugs]
    others = [Cause("drug", d) for d in land.drugs if d not in drugs]
    carrying: dict[str, Any] = {"including": [*tumour, *given], "excluding": others}
    every = CellSet(land._space, land._found.possible)
    tumours = every.restrict(**carrying).count()
    fewest = land._space.diagrams.fewest((every - enough).restrict(**carrying).cells)
    barrier = None if fewest is None else fewest - len(tumour) - len(given)
    holds = enough.restrict(**carrying).count()
    return Regimen(drugs, _outcome(land, dying, tumour, drugs), holds, tumours, barrier)


def _outcome(
    land: Landscape, dying: Landscape | None, tumour: tuple[str, ...], drugs: tuple[str, ...]
) -> Response | Verdict:
    if land.value(tumour, drugs) != OFF:
        return PARTIAL
    dead = dying is not None and dying.value(tumour, drugs) == ON
    return DEATH if dead else ARREST
