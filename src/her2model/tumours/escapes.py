"""What a treated tumour may do next, and what to do then.

An *escape* from a regimen is a smallest set of further alterations with which some clone of the
tumour, in some reading, is no longer stopped. The *barrier* of a regimen is how many alterations
its smallest escape takes. Both are exact over all sets of the model's alterations, because a tumour
with further alterations is a cofactor of a landscape.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from her2model.displays import Displayed
from her2model.engine.simulation import DISCLAIMER, SEMANTICS
from her2model.errors import InputError
from her2model.model.arguments import listed
from her2model.model.model import Model
from her2model.screening.cell_set import CellSet
from her2model.screening.minimal_sets import ALTERED, names_of
from her2model.tumours.cohort import regimen_named
from her2model.tumours.judging import Judge, switch_of
from her2model.tumours.tumour import Tumour
from her2model.verdicts import OFF, ON

__all__ = ["Escapes", "Further", "barrier", "escapes", "next_lines", "tumour_of"]

Sets = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Escapes(Displayed):
    """The ways out of a regimen, and what stops the tumour then.

    Attributes
    ----------
    tumour, drugs
        What was treated with what.
    sets
        Every smallest set of further alterations that defeats the drugs, smallest first; ``((),)``
        where they do not stop the tumour as it is, and empty where nothing defeats them.
    next_lines
        For each of the sets the smallest drug sets that stop the tumour then; empty unless asked
        for.
    """

    tumour: Tumour
    drugs: tuple[str, ...]
    sets: Sets
    next_lines: tuple[Sets, ...] = ()

    @property
    def barrier(self) -> int | None:
        """How many alterations the smallest escape takes; None where there is none."""
        return len(self.sets[0]) if self.sets else None

    def of_size(self, size: int) -> Sets:
        """Return the escapes of so many alterations."""
        return tuple(s for s in self.sets if len(s) == size)

    def headline(self) -> str:
        """Say how high the barrier is."""
        given = " + ".join(self.drugs)
        if self.barrier is None:
            return f"{given}: no set of the model's alterations escapes it"
        if self.barrier == 0:
            return f"{given} does not surely stop {self.tumour.in_words()}"
        count = len(self.of_size(self.barrier))
        ways = "way" if count == 1 else "ways"
        return f"{given}: barrier {self.barrier}, {count} {ways} out of that size"

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, for JSON."""
        return {
            "tumour": self.tumour.to_dict(),
            "drugs": list(self.drugs),
            "barrier": self.barrier,
            "escapes": [list(s) for s in self.sets],
            "next lines": [[list(s) for s in sets] for sets in self.next_lines],
            "semantics": SEMANTICS,
            "note": DISCLAIMER,
        }

    def _lines(self) -> Iterator[str]:
        yield self.headline()
        for k, names in enumerate(self.sets):
            then = self.next_lines[k] if self.next_lines else ()
            told = "; ".join(" + ".join(s) or "nothing needed" for s in then) or "no drug set"
            more = f": then {told}" if self.next_lines else ""
            yield f"  {' + '.join(names) or 'as it is'}{more}"

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return iter(self.sets)

    def __len__(self) -> int:
        return len(self.sets)

    def __str__(self) -> str:
        return "\n".join([*self._lines(), DISCLAIMER])


class Further:
    """A tumour with any further alterations, under any drugs, as cells of a landscape.

    Parameters
    ----------
    model
        The model.
    tumour
        What it carries now; its clones and readings are all taken into account.
    drugs
        Drugs that vary; all of the model's when None.
    conditions
        Context, onset, start and limits, as for :func:`~her2model.landscape`.
    """

    def __init__(
        self, model: Model, tumour: Tumour, drugs: Iterable[str] | None = None, **conditions: Any
    ) -> None:
        self.judge = Judge(model, [tumour], drugs, every=True, **conditions)
        self.tumour = tumour
        self.land = self.judge.land((tumour.clones or (tumour,))[0])
        self.space = self.land._space
        self.altered = self.space.of_kind(*ALTERED)
        self.drugs = self.space.of_kind("drug")

    def growing(self, *, surely: bool = False) -> Any:
        """Return the cells in which some clone, in some reading, is not stopped.

        Parameters
        ----------
        surely
            Whether growth must be on in every attractor; else it need only not surely be off.
        """
        found = self.space.diagrams.false
        for clone in self.tumour.clones or (self.tumour,):
            found = found | self._growing(clone, surely)
        return found

    def _growing(self, clone: Tumour, surely: bool) -> Any:
        land = self.judge.land(clone)
        space = land._space
        cells = land.having(ON).cells if surely else land._found.possible & ~land.having(OFF).cells
        for name in (*clone.alterations, *clone.forced):
            cells = space.diagrams.fixed(cells, space.order.index(switch_of(name)), 1)
        for name in clone.uncertain:
            k = space.order.index(switch_of(name))
            cells = space.diagrams.fixed(cells, k, 0) | space.diagrams.fixed(cells, k, 1)
        if land is self.land:
            return cells
        places = [self.space.order.index(s) for s in space.order]
        return space.diagrams.copied(cells, places, self.space.diagrams)

    def under(self, cells: Any, drugs: Iterable[str]) -> Any:
        """Return the sets of further alterations of cells under exactly some drugs."""
        on = [self.space.number(d) for d in drugs]
        for k in self.drugs:
            cells = self.space.diagrams.fixed(cells, k, int(k in on))
        return cells & self.space.exactly((), self.drugs)

    def smallest(self, cells: Any) -> Sets:
        """List every smallest set of further alterations in some cells without drugs."""
        found = self.space.diagrams.minimal(cells, self.altered)
        return names_of(CellSet(self.space, found), ALTERED)

    def stopping(self, growing: Any, further: Iterable[str]) -> Sets:
        """List every smallest drug set that stops the tumour with further alterations."""
        on = {self.space.order.index(switch_of(name)) for name in further}
        cells = ~growing
        for k in self.altered:
            cells = self.space.diagrams.fixed(cells, k, int(k in on))
        cells = self.space.diagrams.minimal(cells, self.drugs)
        return names_of(
            CellSet(self.space, cells & self.space.exactly((), self.altered)), ("drug",)
        )


def escapes(
    model: Model,
    tumour: Tumour | Iterable[str],
    drugs: str | Iterable[str],
    /,
    *,
    strict: bool = False,
    **conditions: Any,
) -> Escapes:
    """List every smallest set of further alterations that defeats drugs in a tumour.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    tumour
        A tumour that was read, or the alterations that it carries.
    drugs
        The regimen: drugs, or one name such as ``HP``.
    strict
        Whether growth must then be on in every attractor; else it need only not surely be off.
    **conditions
        Context, onset, start and limits, as for :func:`~her2model.landscape`.

    Examples
    --------
    >>> import her2model as h2
    >>> found = h2.escapes("her2-resistance", [], ["trastuzumab", "palbociclib"])
    >>> found.barrier, ("cyclin E/CDK2",) in found.sets
    (1, True)
    """
    given = _drugs(model, drugs)
    after = Further(model, tumour_of(model, tumour), given, **conditions)
    cells = after.under(after.growing(surely=strict), given)
    return Escapes(after.tumour, given, after.smallest(cells))


def barrier(
    model: Model, tumour: Tumour | Iterable[str], drugs: str | Iterable[str], /, **conditions: Any
) -> int | None:
    """Return how many further alterations it takes to defeat drugs; None where none do.

    Parameters are those of :func:`escapes`.

    Examples
    --------
    >>> import her2model as h2
    >>> h2.barrier("her2-resistance", ["PTEN loss"], ["trastuzumab"])
    0
    """
    return escapes(model, tumour, drugs, **conditions).barrier


def next_lines(
    model: Model,
    tumour: Tumour | Iterable[str],
    drugs: str | Iterable[str],
    /,
    *,
    among: Iterable[str] | None = None,
    **conditions: Any,
) -> Escapes:
    """List the escapes from drugs, each with the smallest drug sets that stop the tumour then.

    Parameters
    ----------
    model, tumour, drugs
        As for :func:`escapes`.
    among
        Drugs to choose the next line from; all of the model's when None.
    **conditions
        Context, onset, start and limits, as for :func:`~her2model.landscape`.

    Examples
    --------
    >>> import her2model as h2
    >>> found = h2.next_lines("her2-resistance", [], ["trastuzumab", "palbociclib"])
    >>> len(found.next_lines) == len(found.sets)
    True
    """
    given = _drugs(model, drugs)
    choice = None if among is None else {*_drugs(model, among), *given}
    after = Further(model, tumour_of(model, tumour), choice, **conditions)
    growing = after.growing()
    sets = after.smallest(after.under(growing, given))
    then = tuple(after.stopping(growing, names) for names in sets)
    return Escapes(after.tumour, given, sets, then)


def tumour_of(model: Model, given: Tumour | Iterable[str]) -> Tumour:
    """Return a tumour, made of alterations where it is not one yet."""
    if isinstance(given, Tumour):
        return given
    carried = {model.find_alteration(a) for a in listed(given, "tumour")}
    return Tumour("tumour", tuple(sorted(carried)))


def _drugs(model: Model, given: str | Iterable[str]) -> tuple[str, ...]:
    drugs = regimen_named(model, given)[1]
    if not drugs:
        raise InputError("no drug is named", hint="give, for example, ['trastuzumab']")
    return drugs
