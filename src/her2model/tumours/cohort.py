"""A cohort: tumours, their verdicts under regimens, and how every row of the files was read."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from her2model.displays import Displayed, data_frame
from her2model.engine.simulation import DISCLAIMER, SEMANTICS
from her2model.errors import InputError, UnknownName
from her2model.model.model import Model
from her2model.model.names import Names, resolved
from her2model.model.parts import FrozenMap
from her2model.tumours.conventions import Convention, Conventions
from her2model.tumours.judging import Judge, Judgement
from her2model.tumours.rows import Tally
from her2model.tumours.tumour import Tumour

if TYPE_CHECKING:
    import pandas as pd

    from her2model.tumours.oncoprint import Oncoprint

__all__ = ["Cohort", "Verdicts", "regimen_named"]


@dataclass(frozen=True)
class Cohort(Sequence[Tumour], Displayed):
    """Tumours read for a model; :func:`~her2model.read_tumours` makes it.

    Attributes
    ----------
    model, tumours
        The model, and the tumours in the order of the file.
    rules
        The conventions by which they were read.
    tallies
        For each file, what became of its rows.
    """

    model: Model
    tumours: tuple[Tumour, ...]
    rules: Conventions
    tallies: tuple[Tally, ...] = ()

    @overload
    def __getitem__(self, key: int) -> Tumour: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[Tumour, ...]: ...
    @overload
    def __getitem__(self, key: str) -> Tumour: ...
    def __getitem__(self, key: int | slice | str) -> Tumour | tuple[Tumour, ...]:
        if not isinstance(key, str):
            return self.tumours[key]
        for tumour in self.tumours:
            if tumour.name == key:
                return tumour
        raise UnknownName(f"there is no tumour {key!r}", hint="see the names in .tumours")

    def __len__(self) -> int:
        return len(self.tumours)

    def verdicts(self, regimens: Iterable[str | Iterable[str]], **conditions: Any) -> Verdicts:
        """Judge every tumour under some regimens, for every reading of what is uncertain.

        Parameters
        ----------
        regimens
            Each a drug, several joined by ``+``, a name such as ``HP``, or a list of drugs.
        **conditions
            Context, onset, start, readout, semantics and limits, as for
            :func:`~her2model.landscape`. A context given here goes before what a tumour sets.

        Returns
        -------
        Verdicts
            Exact: all verdicts that some reading has, and what they hang on.

        Examples
        --------
        >>> import her2model as h2
        >>> cohort = h2.read_tumours("HER2 3+, PIK3CA K111N")
        >>> print(cohort.verdicts(["Herceptin"])[0, "trastuzumab"])
        responds or resistant: depends on PIK3CA K111N
        """
        named = dict(regimen_named(self.model, r) for r in regimens)
        if not named:
            raise InputError("no regimen is named", hint="give, for example, ['trastuzumab']")
        drugs = {d for ds in named.values() for d in ds}
        judge = Judge(self.model, self.tumours, drugs, **conditions)
        cells = {
            (k, name): judge.judge(tumour, ds).of(tumour)
            for k, tumour in enumerate(self.tumours)
            for name, ds in named.items()
        }
        return Verdicts(self, tuple(named), cells, FrozenMap(conditions))

    def regimens(self, **conditions: Any) -> Iterator[tuple[Tumour, tuple[tuple[str, ...], ...]]]:
        """Yield each tumour with the smallest drug sets that stop all its clones in every reading.

        Parameters are those of :func:`~her2model.tumours.clones.stopping`.
        """
        from her2model.tumours.clones import stopping_of

        judge = Judge(self.model, self.tumours, conditions.pop("drugs", None), **conditions)
        known: dict[Any, tuple[tuple[str, ...], ...]] = {}
        for tumour in self.tumours:
            if tumour.key not in known:
                known[tumour.key] = stopping_of(judge, tumour)
            yield tumour, known[tumour.key]

    def conventions(self) -> Iterator[Convention]:
        """Yield the conventions that matter for the model."""
        names = Names.of(self.model)
        markers = {"HER2": "ERBB2 amplification", "ER-positive": "ESR1 reactivation"}
        for row in self.rules:
            phrase = next((p for m, p in markers.items() if row.name.startswith(m)), None)
            if phrase is None or names.find(phrase).roles:
                yield row

    def report(self) -> Iterator[str]:
        """Yield what became of the rows of each file, with reasons."""
        for tally in self.tallies:
            yield str(tally)
            yield from (f"  {reason}" for reason in tally.reasons())
            yield from (f"  {said}" for said in (*tally.refusals, *tally.notes))
        yield from self.notes()

    def notes(self) -> Iterator[str]:
        """Yield what was decided for tumours, with how many it was decided for."""
        told = Counter(note for t in self.tumours for note in t.notes)
        for note, n in told.most_common():
            yield f"{n:,} {'tumour' if n == 1 else 'tumours'}: {note}"

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, for JSON."""
        return {
            "model": self.model.name,
            "digest": self.model.digest,
            "tumours": [t.to_dict() for t in self.tumours],
            "files": [
                {
                    "file": t.source,
                    "read": t.read,
                    **{f: t.count(f) for f in ("used", "ignored", "unknown", "refused")},
                }
                for t in self.tallies
            ],
            "conventions": {row.name: row.value for row in self.conventions()},
            "note": DISCLAIMER,
        }

    def __str__(self) -> str:
        return "\n".join([f"{len(self)} tumours for {self.model.name}", *self.report(), DISCLAIMER])

    def __repr__(self) -> str:
        return f"<Cohort of {len(self)} tumours for {self.model.name}>"


@dataclass(frozen=True)
class Verdicts:
    """The verdict of every tumour under every regimen.

    ``verdicts["T01", "trastuzumab"]`` is a :class:`~her2model.tumours.judging.Judgement`; a tumour
    is named by its place or its name.

    Attributes
    ----------
    cohort, regimens
        The tumours, and the regimens by name.
    cells
        (place of the tumour, regimen) → judgement.
    conditions
        Context, onset, start and the like, as asked.
    """

    cohort: Cohort
    regimens: tuple[str, ...]
    cells: Mapping[tuple[int, str], Judgement]
    conditions: Mapping[str, Any] = field(default_factory=FrozenMap)

    def __getitem__(self, key: tuple[int | str, str]) -> Judgement:
        tumour, regimen = key
        place = tumour if isinstance(tumour, int) else self._place(tumour)
        name = regimen if regimen in self.regimens else regimen_named(self.model, regimen)[0]
        if (place, name) not in self.cells:
            raise UnknownName(f"{name!r} was not judged", hint=f"of {', '.join(self.regimens)}")
        return self.cells[place, name]

    def _place(self, name: str) -> int:
        return self.cohort.tumours.index(self.cohort[name])

    @property
    def model(self) -> Model:
        """The model."""
        return self.cohort.model

    def counts(self, regimen: str) -> dict[str, int]:
        """Return how many tumours have each look under a regimen, ``depends`` among them."""
        return dict(Counter(self.cells[k, regimen].look for k in range(len(self.cohort))))

    def responding(self, regimen: str) -> tuple[int, int]:
        """Return how many tumours respond in every reading, and in some reading."""
        judged = [self.cells[k, regimen] for k in range(len(self.cohort))]
        return sum(j.surely_responds for j in judged), sum(j.may_respond for j in judged)

    def summary(self) -> Iterator[str]:
        """Yield a line for each regimen: how many tumours respond, and what the others do."""
        n = len(self.cohort)
        for name in self.regimens:
            least, most = self.responding(name)
            share = f"{least}" if least == most else f"{least} to {most}"
            told = ", ".join(f"{v} {k}" for k, v in sorted(self.counts(name).items()))
            yield f"{name}: {share} of {n} respond ({told})"

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Yield for each tumour its name, what it carries, what is uncertain, and its verdicts."""
        for k, t in enumerate(self.cohort.tumours):
            context = ", ".join(f"{name} = {value}" for name, value in t.context.items())
            verdicts = (str(self.cells[k, r]) for r in self.regimens)
            carried = " + ".join((*t.alterations, *t.forced))
            yield t.name, carried, " + ".join(t.uncertain), context, *verdicts

    HEAD = ("tumour", "alterations", "uncertain", "context")

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas DataFrame: a row for each tumour, a column for each regimen.

        Raises
        ------
        InputError
            pandas is not installed.
        """
        rows = list(self.rows())
        columns = (*self.HEAD[1:], *self.regimens)
        index = [row[0] for row in rows]
        return data_frame(
            (row[1:] for row in rows), columns, index=index, index_name="tumour", note=DISCLAIMER
        )

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, for JSON."""
        return {
            **self.cohort.to_dict(),
            "regimens": list(self.regimens),
            "semantics": SEMANTICS,
            "verdicts": [
                {
                    name: {
                        "looks": list(self.cells[k, name].looks),
                        "depends": list(self.cells[k, name].depends),
                        "events": list(self.cells[k, name].events),
                        "certified": self.cells[k, name].certified,
                    }
                    for name in self.regimens
                }
                for k in range(len(self.cohort))
            ],
        }

    def plot(self, file: str | Path | None = None, **options: Any) -> Oncoprint:
        """Draw the oncoprint over the verdicts.

        Parameters are those of :func:`~her2model.tumours.oncoprint.oncoprint`.
        """
        from her2model.tumours.oncoprint import oncoprint

        return oncoprint(self, file, **options)

    def page(self, file: str | Path | None = None, **options: Any) -> str:
        """Return one HTML file with table, picture and reasons; written where a file is named.

        Parameters are those of :func:`~her2model.tumours.cohort_page.cohort_page`.
        """
        from her2model.tumours.cohort_page import cohort_page

        return cohort_page(self, file, **options)

    def __str__(self) -> str:
        head = f"{len(self.cohort)} tumours, {len(self.regimens)} regimens, {self.model.name}"
        return "\n".join([head, *self.summary(), *self.cohort.report(), DISCLAIMER])

    def __repr__(self) -> str:
        return f"<Verdicts of {len(self.cohort)} tumours under {len(self.regimens)} regimens>"

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(c)}</th>" for c in (*self.HEAD, *self.regimens))
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in row) + "</tr>"
            for row in self.rows()
        )
        note = html.escape(f"{len(self.cohort)} tumours. {DISCLAIMER}")
        return f"<table><caption>{note}</caption><tr>{head}</tr>{body}</table>"


def regimen_named(model: Model, given: str | Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """Return a regimen's name and its drugs.

    Parameters
    ----------
    model
        The model.
    given
        A drug, several joined by ``+``, a name of a regimen such as ``HP``, or a list of drugs.

    Raises
    ------
    UnknownName
        The model has no such drug.

    Examples
    --------
    >>> import her2model as h2
    >>> regimen_named(h2.load("her2-resistance"), "Herceptin + Ibrance")
    ('palbociclib + trastuzumab', ('palbociclib', 'trastuzumab'))
    """
    parts = [given] if isinstance(given, str) else list(given)
    drugs: list[str] = []
    for part in parts:
        whole = Names.of(model).find(part).roles.get("drugs", ())
        if whole:
            drugs += whole
        else:
            drugs += [resolved(model, p.strip(), "drug") for p in part.split("+") if p.strip()]
    drugs = sorted(set(drugs))
    return " + ".join(drugs), tuple(drugs)
