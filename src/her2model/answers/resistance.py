"""Which alteration defeats which drug: the matrix, and what counts as a bypass."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from textwrap import fill
from typing import TYPE_CHECKING, Any

from her2model.displays import data_frame
from her2model.engine.scenario import Scenario, Start
from her2model.engine.simulation import DISCLAIMER, SEMANTICS, Simulation, settle, simulate
from her2model.errors import InputError, UnknownName, shown
from her2model.model.arguments import listed
from her2model.model.model import Model
from her2model.screening.listed_scenarios import Judged, judged_scenarios
from her2model.verdicts import (
    BOTH,
    BOTH_MEANING,
    INERT,
    LOOKS,
    UNTREATED,
    Bypass,
    Look,
    Verdict,
    Word,
    bypass_of,
    is_inert,
    look_of,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NONE", "Cell", "ResistanceMatrix", "bypass", "resistance_matrix"]

NONE = "none"
"""Row of the unaltered tumour."""
_LINE = 79  # signs on a line of the printed matrix


@dataclass(frozen=True)
class Cell:
    """One alteration set under one drug set, beside the unaltered tumour under the same drugs.

    Attributes
    ----------
    model, scenario
        What was asked.
    judged, unaltered
        What becomes of it, and of the unaltered tumour.
    """

    model: Model
    scenario: Scenario
    judged: Judged
    unaltered: Judged

    @cached_property
    def simulation(self) -> Simulation:
        """The scenario settled by itself, with its attractors."""
        return settle(self.model, self.scenario)

    @property
    def verdict(self) -> Verdict:
        """The verdict, against the same tumour untreated."""
        return self.judged.verdict

    @property
    def word(self) -> Word:
        """The verdict; ``inert`` where the drugs do not stop the unaltered tumour either."""
        inert = is_inert(self.verdict, self.unaltered.verdict)
        return INERT if inert else self.verdict

    @property
    def look(self) -> Look:
        """How the word is shown."""
        return look_of(self.word, self.judged.response)

    @property
    def sign(self) -> str:
        """The sign of its look, with ``†`` where growth and death are both on."""
        return self.look.sign + (BOTH if self.judged.grows_and_dies else "")

    @property
    def bypass(self) -> Bypass:
        """Whether the alterations defeat drugs that stop the unaltered tumour."""
        return bypass_of(self.verdict, self.unaltered.verdict)


@dataclass(frozen=True, repr=False)
class ResistanceMatrix:
    """Verdicts of every alteration under every drug.

    ``matrix["PTEN loss", "trastuzumab"]`` is a verdict (:data:`her2model.verdicts.VERDICTS`) or
    ``inert``; the row ``none`` is the unaltered tumour. Names may be given by
    label or alias, as the model allows.

    Attributes
    ----------
    model
        The model.
    alterations, drugs
        Rows (``none`` first) and columns.
    cells
        (alteration, drug) → :class:`Cell`.
    background
        Drugs given in every column.
    """

    model: Model
    alterations: tuple[str, ...]
    drugs: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]
    background: tuple[str, ...] = ()

    def __getitem__(self, key: tuple[str, str]) -> Word:
        if not isinstance(key, tuple) or len(key) != 2:
            hint = "write matrix[ALTERATION, DRUG]"
            raise InputError(f"{shown(key)} is no cell of a matrix", hint=hint)
        return self.cell(*key).word

    def cell(self, alteration: str, drug: str) -> Cell:
        """Return one cell with its simulation.

        Raises
        ------
        UnknownName
            The matrix has no such row or column.
        """
        row, column = alteration, drug
        if row not in self.alterations:
            row = _joined(self.model.find_alteration(a) for a in alteration.split(" + "))
        if column not in self.drugs:
            column = _joined(self.model.find_species(d, "drug") for d in drug.split(" + "))
        if (row, column) not in self.cells:
            missing = row if row not in self.alterations else column
            raise UnknownName(f"{missing!r} is not in this matrix")
        return self.cells[row, column]

    def label(self, drugs: str) -> str:
        """Return the printed name of a column."""
        return " + ".join(self.model.species[d].name for d in drugs.split(" + "))

    def rows(self) -> Iterator[tuple[str, list[Cell]]]:
        """Yield each row's name and cells."""
        for a in self.alterations:
            yield a, [self.cells[a, d] for d in self.drugs]

    def to_dict(self) -> dict[str, Any]:
        """Return the matrix as plain data, for JSON."""
        return {
            "model": self.model.name,
            "digest": self.model.digest,
            "semantics": SEMANTICS,
            "background": list(self.background),
            "drugs": list(self.drugs),
            "verdicts": {a: {d: self[a, d] for d in self.drugs} for a in self.alterations},
            "response": {
                a: {d: self.cells[a, d].judged.response for d in self.drugs}
                for a in self.alterations
            },
            "certified": {
                a: {d: self.cells[a, d].judged.is_certified for d in self.drugs}
                for a in self.alterations
            },
            "note": DISCLAIMER,
        }

    def to_frame(self) -> pd.DataFrame:
        """Return the words as a pandas DataFrame, alterations down and drugs across.

        Raises
        ------
        InputError
            pandas is not installed.
        """
        rows = ([c.word for c in cells] for _, cells in self.rows())
        return data_frame(rows, self.drugs, index=self.alterations, note=DISCLAIMER)

    def legend(self) -> dict[str, str]:
        """Return the meaning of each sign that occurs."""
        shown = {cell.look for cell in self.cells.values()}
        found = {look.sign: look.meaning for look in LOOKS.values() if look in shown}
        if any(cell.judged.grows_and_dies for cell in self.cells.values()):
            found[BOTH] = BOTH_MEANING
        return found

    def footer(self) -> str:
        """Say how the verdicts were reached, and what they are not."""
        cells = [c.judged.is_certified for c in self.cells.values()]
        given = f"Every column includes {' + '.join(self.background)}. " if self.background else ""
        about = next((c.scenario.assumes(self.model) for c in self.cells.values()), "")
        given += f"Assumes {about}. " if about else ""
        return (
            f"{given}Verdicts: {SEMANTICS}; {sum(cells)} of {len(cells)} certified for every "
            f"update scheme. {DISCLAIMER}"
        )

    def __str__(self) -> str:
        numbers = range(1, len(self.drugs) + 1)
        lines = [line for block in self._blocks() for line in (*self._signs(block), "")]
        names = (f"{k} {self.label(d)}" for k, d in zip(numbers, self.drugs, strict=True))
        lines += [fill("Drugs: " + ", ".join(n.replace(" ", "\0") for n in names), _LINE), ""]
        lines += [f"{sign}  {meaning}" for sign, meaning in self.legend().items()]
        lines += [fill(self.footer().removesuffix(DISCLAIMER), _LINE), DISCLAIMER]
        return "\n".join(lines).replace("\0", " ")

    def _blocks(self) -> Iterator[range]:
        """Part the columns evenly into as few blocks as a line of text holds."""
        room = _LINE - max(map(len, self.alterations), default=0) - 1
        count = math.ceil(len(self.drugs) / max(1, room // 3)) or 1
        size = math.ceil(len(self.drugs) / count)
        return (range(k * size, min((k + 1) * size, len(self.drugs))) for k in range(count))

    def _signs(self, block: range) -> Iterator[str]:
        """Write the signs of some columns, under their numbers."""
        width = max(map(len, self.alterations), default=0)
        yield " " * width + "  " + " ".join(f"{k + 1:>2}" for k in block)
        for a, cells in self.rows():
            yield f"{a:>{width}}  " + " ".join(f"{cells[k].sign:>2}" for k in block)

    def __repr__(self) -> str:
        size = f"{len(self.alterations)} × {len(self.drugs)}"
        return f"<ResistanceMatrix of {self.model.name}: {size}>"

    def _repr_html_(self) -> str:
        head = "".join(f"<th scope='col'>{html.escape(self.label(d))}</th>" for d in self.drugs)
        body = "".join(
            f"<tr><th scope='row'>{html.escape(a)}</th>"
            + "".join(f"<td title='{c.word}'>{c.sign} {c.word}</td>" for c in cells)
            + "</tr>"
            for a, cells in self.rows()
        )
        return (
            f"<table><caption>{html.escape(self.footer())}</caption>"
            f"<tr><th></th>{head}</tr>{body}</table>"
        )


def resistance_matrix(
    model: Model,
    *,
    alterations: Iterable[str | Iterable[str]] | None = None,
    drugs: Iterable[str | Iterable[str]] | None = None,
    background: Iterable[str] = (),
    context: Mapping[str, int] | None = None,
    onset: str = "de novo",
    start: Start = UNTREATED,
    readout: str | None = None,
) -> ResistanceMatrix:
    """Judge every alteration under every drug.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    alterations, drugs
        Rows and columns; each a name, or several names that occur together. All of the model's
        single ones when None. The unaltered tumour is always the first row.
    background
        Drugs given in every column, to ask what a further drug adds.
    context, onset, start
        As for :func:`~her2model.simulate`.
    readout
        A species to take for the growth readout; the model's own when None.

    Raises
    ------
    InputError
        The model declares no readouts, so that there is no verdict to give.
    UnknownName
        A name that the model does not have.

    Notes
    -----
    A drug set is *inert* in a tumour that resists it when the unaltered tumour resists it too:
    then there is nothing for the alteration to bypass.

    Examples
    --------
    >>> import her2model as h2
    >>> matrix = h2.resistance_matrix("her2-resistance")
    >>> print(matrix["p95HER2", "trastuzumab"], matrix["p95HER2", "lapatinib"])
    resistant responds
    """
    model = model if readout is None else model.replace(readouts=readout)
    if model.readouts is None:
        raise _no_readouts(model)
    conditions: dict[str, Any] = {"context": context, "onset": onset, "start": start}
    given = tuple(model.find_species(d, "drug") for d in listed(background, "background"))
    rows = model.alterations if alterations is None else listed(alterations, "alterations")
    columns = model.drugs if drugs is None else listed(drugs, "drugs")
    tumours = {}
    for row in [(), *map(_names, rows)]:
        tumour = Scenario.of(model, alterations=row, **conditions)
        tumours[_joined(tumour.alterations) or NONE] = tumour
    treatments = {}
    for column in map(_names, columns):
        added = Scenario.of(model, drugs=column, **conditions).drugs
        treatments[_joined(added)] = tuple(sorted({*given, *added}))
    asked = {
        (a, d): replace(tumour, drugs=treatment)
        for d, treatment in treatments.items()
        for a, tumour in tumours.items()
    }
    judged = dict(zip(asked, judged_scenarios(model, list(asked.values())), strict=True))
    return ResistanceMatrix(
        model,
        tuple(tumours),
        tuple(treatments),
        {
            (a, d): Cell(model, asked[a, d], found, judged[NONE, d])
            for (a, d), found in judged.items()
        },
        given,
    )


def bypass(
    model: Model,
    /,
    alterations: Iterable[str],
    drugs: Iterable[str],
    **conditions: Any,
) -> Bypass:
    """Say whether alterations defeat drugs that stop the tumour without them.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    alterations, drugs
        Names that the model declares.
    **conditions
        Knockouts, gains, context, onset and start, as for :func:`~her2model.simulate`.

    Returns
    -------
    str
        ``strict``: without the alterations the tumour responds, and with them it is resistant.
        ``possible``: with them it does not surely respond. ``weakened``: with them the drugs only
        slow it. Else there is no response to lose: ``none: responds`` (with the alterations too),
        ``none: inert`` (the drugs do not stop the unaltered tumour), or ``none: no growth`` (one
        of the tumours does not grow untreated).

    Raises
    ------
    InputError
        No drugs are given, or the model declares no readouts.

    Examples
    --------
    >>> import her2model as h2
    >>> print(h2.bypass("her2-resistance", ["PTEN loss"], ["trastuzumab"]))
    strict
    >>> print(h2.bypass("her2-resistance", ["PTEN loss"], ["cixutumumab"]))
    none: inert
    """
    altered = simulate(model, alterations=alterations, drugs=drugs, **conditions)
    if model.readouts is None:
        raise _no_readouts(model)
    if not altered.scenario.drugs:
        raise InputError("a bypass is of drugs, and none are given", hint="name them: drugs=[…]")
    return _bypass(settle(model, altered.scenario.unaltered()), altered)


def _bypass(unaltered: Simulation, altered: Simulation) -> Bypass:
    assert altered.verdict is not None  # there are drugs and readouts
    assert unaltered.verdict is not None
    return bypass_of(altered.verdict, unaltered.verdict)


def _no_readouts(model: Model) -> InputError:
    return InputError(
        f"{model.name} declares no readouts",
        hint="name a species: --readout NAME, readout='NAME' in Python",
    )


def _names(given: str | Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _joined(names: Iterable[str]) -> str:
    return " + ".join(sorted(names))
