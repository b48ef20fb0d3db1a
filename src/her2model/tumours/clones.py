"""More than one clone: a regimen stops a tumour only where it stops every clone of it.

The drug sets that stop a clone in every reading are cells of its landscape; those that stop all
clones are their intersection, and the smallest of them are found in it, exactly.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from her2model.model.arguments import listed
from her2model.model.model import Model
from her2model.screening.cell_set import CellSet
from her2model.screening.minimal_sets import ALTERED, names_of
from her2model.tumours.judging import Judge
from her2model.tumours.tumour import Tumour
from her2model.verdicts import OFF

__all__ = ["stopping", "stopping_of"]

Sets = tuple[tuple[str, ...], ...]


def stopping(
    model: Model,
    /,
    clones: Iterable[Iterable[str]],
    *,
    drugs: Iterable[str] | None = None,
    **conditions: Any,
) -> Sets:
    """List every smallest drug set that stops all clones of a tumour.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    clones
        The alterations of each clone.
    drugs
        Drugs to choose from; all of the model's when None.
    **conditions
        Context, onset, start and limits, as for :func:`~her2model.landscape`.

    Returns
    -------
    tuple of tuple of str
        Drug sets of which no proper subset stops every clone; empty where none does, and
        ``((),)`` where no clone grows.

    Examples
    --------
    >>> import her2model as h2
    >>> clones = [["PTEN loss"], ["p95HER2"]]
    >>> h2.stopping("her2-resistance", clones)[0]
    ('TDM1',)
    """
    parts = tuple(
        Tumour(
            f"clone {k}", tuple(sorted(model.find_alteration(a) for a in listed(clone, "clone")))
        )
        for k, clone in enumerate(listed(clones, "clones"), start=1)
    )
    named = (
        None if drugs is None else [model.find_species(d, "drug") for d in listed(drugs, "drugs")]
    )
    tumour = Tumour("tumour", clones=parts)
    return stopping_of(Judge(model, [tumour], named, **conditions), tumour)


def stopping_of(judge: Judge, tumour: Tumour) -> Sets:
    """List every smallest drug set that stops all clones of a tumour in every reading."""
    parts = tumour.clones or (tumour,)
    first = judge.land(parts[0])
    space = first._space
    stop: Any = space.diagrams.true
    for part in parts:
        land = judge.land(part)
        here, free = judge.readings(part, land)
        cells = judge.for_all(land.having(OFF).cells, land, free.values(), here)
        if land is not first:
            places = [space.order.index(s) for s in land._space.order]
            cells = land._space.diagrams.copied(cells, places, space.diagrams)
        stop = stop & cells
    drugs = space.of_kind("drug")
    stop = space.diagrams.minimal(stop, drugs) & space.exactly((), space.of_kind(*ALTERED))
    return names_of(CellSet(space, stop), ("drug",))
