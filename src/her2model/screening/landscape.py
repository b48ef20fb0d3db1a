"""Every alteration set under every drug set, exactly.

A landscape holds the verdict of each cell as a few decision diagrams over the switches, so that
2³³ verdicts cost less than a second and can be counted, walked through and asked for minimal sets.
How it works: ``docs/landscape.md``. The attractors are those of
:func:`~her2model.simulate`, cell by cell.
"""

from __future__ import annotations

import html
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from her2model.displays import data_frame
from her2model.engine.forcing import Kind
from her2model.engine.scenario import Scenario, Start
from her2model.engine.simulation import DISCLAIMER
from her2model.errors import InputError, UnknownName
from her2model.model.arguments import callable_of, seconds_of, whole_number
from her2model.model.model import Model
from her2model.model.parts import FrozenMap
from her2model.screening.cell_set import CellSet, Space
from her2model.screening.cell_verdicts import CellVerdicts
from her2model.screening.comparison import Comparison, compared
from her2model.screening.decision_diagrams import MAX_NODES, Diagrams
from her2model.screening.minimal_sets import (
    ALTERED,
    Reversal,
    antagonisms,
    minimal_bypasses,
    minimal_regimens,
    names_of,
    rescues,
)
from her2model.screening.outcomes import Outcomes
from her2model.screening.provenance import Provenance
from her2model.screening.semantics import SEMANTICS
from her2model.screening.switched_trap_spaces import MAX_CHOSEN
from her2model.screening.switches import Perturbations
from her2model.verdicts import INERT, RESISTANT, UNTREATED

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Landscape", "landscape", "watched_readout"]

_NAME_ONE = "name a species: --readout NAME, readout='NAME' in Python"
Sets = tuple[tuple[str, ...], ...]


class Landscape(CellVerdicts):
    """The verdict of every cell, and what follows from them; :func:`landscape` makes it.

    Where no readout was named, the words are those of a verdict, ``responds``, ``resistant``,
    ``mixed`` and ``unsettled``, and ``untreated`` for cells without a drug, which have none. Of a
    named readout they are ``on``, ``off``, ``mixed`` and ``unsettled``. Every cell has one word.
    ``inert`` is asked for apart: the resistant cells whose unaltered tumour resists the drugs too.

    Attributes
    ----------
    perturbations
        What varies and what is given.
    readout
        The species that was watched.
    provenance
        How it was made.
    """

    # -- what follows ----------------------------------------------------------------------------

    def minimal_bypasses(self, drugs: Iterable[str], *, strict: bool = True) -> Sets:
        """List every smallest set of alterations that defeats some drugs.

        Parameters
        ----------
        drugs
            Exactly these are given.
        strict
            Whether the altered tumour must be resistant; otherwise it need only not surely respond.

        Returns
        -------
        tuple of tuple of str
            Sets of which no proper subset defeats the drugs. Empty where none does, or where the
            drugs do not stop the unaltered tumour, so that there is nothing to defeat.
        """
        return self._listed(minimal_bypasses(self._verdicts, strict, False), drugs)

    def prime_bypasses(self, drugs: Iterable[str], *, strict: bool = True) -> Sets:
        """List every smallest set of alterations that defeats some drugs whatever else is there.

        Parameters and result are those of :meth:`minimal_bypasses`; every superset works too.
        """
        return self._listed(minimal_bypasses(self._verdicts, strict, True), drugs)

    def all_minimal_bypasses(self, *, strict: bool = True) -> CellSet:
        """Return every pair of a drug set and a smallest alteration set that defeats it."""
        return minimal_bypasses(self._verdicts, strict, False)

    def minimal_combinations(
        self, alterations: Iterable[str] = (), *, partly: bool = False
    ) -> Sets:
        """List every smallest set of drugs that stops the growth of a tumour.

        Parameters
        ----------
        alterations
            Exactly these are what the tumour carries.
        partly
            Whether a partial response is enough: surely less growth than untreated.

        Returns
        -------
        tuple of tuple of str
            Drug sets of which no proper subset stops it; ``((),)`` where it does not grow anyway.
        """
        return self._stopping(minimal_regimens(self._verdicts, False, partly), alterations)

    def prime_combinations(self, alterations: Iterable[str] = (), *, partly: bool = False) -> Sets:
        """List every smallest set of drugs that stops a tumour whatever else is given."""
        return self._stopping(minimal_regimens(self._verdicts, True, partly), alterations)

    def all_minimal_combinations(self) -> CellSet:
        """Return every pair of a tumour and a smallest drug set that stops its growth."""
        return minimal_regimens(self._verdicts, False)

    def antagonisms(self, *, partly: bool = False) -> tuple[Reversal, ...]:
        """List the drugs that, added to some treatment, lose its response, worst first.

        With ``partly``, a partial response is one that can be lost.
        """
        return antagonisms(self._verdicts, partly)

    def rescues(self, *, strict: bool = True) -> tuple[Reversal, ...]:
        """List the alterations that, added to some tumour, lose its bypass, most often first."""
        return rescues(self._verdicts, strict)

    def compare(self, other: Landscape) -> Comparison:
        """Set another landscape of the same switches beside this one.

        Raises
        ------
        InputError
            It has other switches, or other words.
        """
        if set(self._words) != set(other._words):
            raise InputError("one landscape has verdicts and the other values of a readout")
        names = self._title(), other._title()
        return compared(names, (self._space, self._words), (other._space, other._words))

    def _listed(self, pairs: CellSet, drugs: Iterable[str]) -> Sets:
        on = self._point(drugs, "drugs", ("drug",))
        here = self._space.exactly(on, self._space.of_kind("drug"))
        return names_of(CellSet(self._space, pairs.cells & here), ALTERED)

    def _stopping(self, pairs: CellSet, alterations: Iterable[str]) -> Sets:
        self._at(alterations, ())
        on = self._point(alterations, "alterations", ALTERED)
        here = self._space.exactly(on, self._space.of_kind(*ALTERED))
        return names_of(CellSet(self._space, pairs.cells & here), ("drug",))

    # -- at a glance -----------------------------------------------------------------------------

    def _title(self) -> str:
        p = self.provenance
        start = p.start if isinstance(p.start, str) else "a given state"
        return f"{p.model}, {self.readout}, {p.onset}, start {start}, {p.semantics.split(' (')[0]}"

    def _totals(self) -> Iterator[tuple[str, int]]:
        yield from self.counts.items()
        if self._has_verdicts:
            yield f"of the {RESISTANT}, {INERT}", self.where(INERT).count()
        sure = self._space.diagrams.count(self._found.certified)
        yield "certified for every update scheme", sure

    def to_frame(self) -> pd.DataFrame:
        """Return the totals as a pandas DataFrame: cells and their share by word.

        Raises
        ------
        InputError
            pandas is not installed.
        """
        totals = dict(self._totals())
        rows = [(n, n / self.provenance.cells) for n in totals.values()]
        return data_frame(
            rows, ["cells", "share"], index=list(totals), index_name="word", note=DISCLAIMER
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the totals and the provenance as plain data, for JSON."""
        return {
            "alterations": list(self.alterations),
            "drugs": list(self.drugs),
            "counts": self.counts,
            "totals": dict(self._totals()),
            "provenance": self.provenance.to_dict(),
            "note": DISCLAIMER,
        }

    def __str__(self) -> str:
        cells = self.provenance.cells
        lines = [self._head()]
        width = max(len(word) for word, _ in self._totals())
        for word, n in self._totals():
            lines.append(f"  {word:<{width}}  {n:>{len(f'{cells:,}')},}  {_share(n, cells):>8}")
        about = Scenario(context=FrozenMap(self.provenance.context)).assumes(self.model)
        lines += [f"Assumes {about}."] if about else []
        return "\n".join([*lines, f"Verdicts: {self.provenance.semantics}.", DISCLAIMER])

    def __repr__(self) -> str:
        cells = self.provenance.cells
        totals = ", ".join(f"{w} {_share(n, cells)}" for w, n in self.counts.items())
        return f"<{self._head()}; {totals}>"

    def _head(self) -> str:
        p = self.provenance
        size = f"{len(self.alterations)} alterations × {len(self.drugs)} drugs"
        return f"Landscape of {p.model}: {size}, {p.cells:,} cells, {p.onset}"

    def _repr_html_(self) -> str:
        cells = self.provenance.cells
        rows = "".join(
            f"<tr><th scope='row'>{html.escape(w)}</th><td style='text-align:right'>{n:,}</td>"
            f"<td style='text-align:right'>{_share(n, cells)}</td></tr>"
            for w, n in self._totals()
        )
        note = html.escape(f"{self._title()}. {cells:,} cells. {DISCLAIMER}")
        return f"<table><caption>{note}</caption>{rows}</table>"


def landscape(
    model: Model,
    alterations: Iterable[str] | None = None,
    drugs: Iterable[str] | None = None,
    *,
    knockouts: Iterable[str] = (),
    gains: Iterable[str] = (),
    background: Iterable[str] = (),
    carried: Iterable[str] = (),
    max_size: int | None = None,
    readout: str | None = None,
    context: Mapping[str, int] | None = None,
    onset: str = "de novo",
    start: Start = UNTREATED,
    semantics: str = "most permissive",
    max_nodes: int = MAX_NODES,
    max_feedback: int = MAX_CHOSEN,
    max_seconds: float | None = None,
    progress: Callable[[str], None] | None = None,
) -> Landscape:
    """Judge every set of alterations under every set of drugs, exactly.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    alterations, drugs
        Names of what varies; all of the model's when None.
    knockouts, gains
        Species that vary between their rule and being forced to 0, or to 1.
    background, carried
        Drugs given, and alterations carried, in every cell.
    max_size
        Most switches on at once; all sets when None.
    readout
        A species to watch instead of the growth readout; then the words are those of its value.
    context, onset, start
        As for :func:`~her2model.simulate`.
    semantics
        ``most permissive``: the reachable minimal trap spaces, as ``simulate`` has them.
        ``asynchronous``: see :mod:`her2model.screening.asynchronous`.
    max_nodes, max_feedback, max_seconds
        Limits: diagram nodes held at once; species of a feedback set whose values are tried before
        residual networks are solved one by one instead; time on the clock.
    progress
        Called with what comes next, such as ``percolating``.

    Raises
    ------
    UnknownName, InputError
        As for :func:`~her2model.simulate`; or the model declares no readouts, and none
        is named.
    LimitError
        A limit was hit; the message says what was being done and what to try.

    Examples
    --------
    >>> import her2model as h2
    >>> land = h2.landscape("her2-resistance")
    >>> sum(land.counts.values()) == 2 ** 52
    True
    >>> print(land.verdict(["PTEN loss"], ["trastuzumab"]))
    resistant
    """
    began = time.process_time()
    max_seconds = seconds_of(max_seconds)
    progress = callable_of(progress, "progress", "what comes next")
    max_feedback = whole_number(max_feedback, "max_feedback")
    if semantics not in SEMANTICS:
        raise UnknownName.of("semantics", semantics, SEMANTICS)
    chosen = SEMANTICS[semantics]
    varied: dict[Kind, Iterable[str]] = {
        "alteration": _others(model, carried) if alterations is None else alterations,
        "drug": _without(model, background) if drugs is None else drugs,
        "knockout": knockouts,
        "gain": gains,
    }
    perturbations = Perturbations.of(
        model,
        varied=varied,
        given={"drug": background, "alteration": carried},
        context=context,
        onset=onset,
        start=start,
    )
    watched = watched_readout(model, readout)
    diagrams = Diagrams(len(perturbations.varied), max_nodes, max_seconds, max_size)

    def check(doing: str) -> None:
        diagrams.check(doing)
        if progress is not None:
            progress(doing)

    with _limits(diagrams):
        ask = partial(chosen.outcomes, algebra=diagrams, readout=watched, check=check)
        found = ask(perturbations, max_feedback=max_feedback)
        untreated = None
        if readout is None:
            untreated = _untreated(
                perturbations, diagrams, found, partial(ask, max_feedback=max_feedback)
            )
    provenance = Provenance.of(
        perturbations,
        watched,
        diagrams,
        found,
        chosen.about,
        time.process_time() - began,
        max_feedback,
    )
    space = Space(model, perturbations.in_topological_order, diagrams)
    return Landscape(perturbations, watched, space, found, provenance, untreated=untreated)


def _untreated(
    perturbations: Perturbations,
    diagrams: Diagrams,
    found: Outcomes,
    ask: Callable[[Perturbations], Outcomes],
) -> Outcomes:
    """Return what growth is in each cell without its drugs.

    A cell without its drugs is a cell too, unless drugs are given in every cell: then the same
    question is asked once more without them.
    """
    given = tuple(c for c in perturbations.given if c.kind != "drug")
    untreated = found if given == perturbations.given else ask(replace(perturbations, given=given))
    order = perturbations.in_topological_order
    drugs = [k for k, cause in enumerate(order) if cause.kind == "drug"]
    return untreated.mapped(partial(diagrams.cleared, switches=drugs))


@contextmanager
def _limits(diagrams: Diagrams) -> Iterator[None]:
    try:
        yield
    except MemoryError:
        raise diagrams.out_of_memory() from None


def _others(model: Model, carried: Iterable[str]) -> list[str]:
    given = {model.find_alteration(a) for a in carried}
    return [a for a in model.alterations if a not in given]


def _without(model: Model, background: Iterable[str]) -> list[str]:
    given = {model.find_species(d, "drug") for d in background}
    return [d for d in model.drugs if d not in given]


def watched_readout(model: Model, readout: str | None) -> str:
    """Return the species to watch: the one that is named, or the model's growth readout."""
    if readout is not None:
        species = model.find_species(readout)
        if species in model.named_only:
            raise UnknownName(f"{species!r} is only named in {model.name}, it has no rule")
        return species
    if model.readouts is None:
        raise InputError(f"{model.name} declares no readouts", hint=_NAME_ONE)
    return model.readouts.growth


def _share(n: int, cells: int) -> str:
    """Write a share so that neither 0 nor 100 % is claimed where it is not so."""
    if n in (0, cells):
        return "100 %" if n else "0 %"
    share = 100 * n / cells
    if share < 0.01:
        return "< 0.01 %"
    return f"{min(share, 99.99):.2f} %"
