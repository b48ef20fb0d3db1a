"""Every single, double, triple … perturbation of a network, exactly.

A screen lists its cells and judges them 64 to a machine word; each gets what
:func:`~her2model.attractors.simulate` would say. How it works: ``docs/landscape.md``.
"""

from __future__ import annotations

import html
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from her2model.attractors import DISCLAIMER, SEMANTICS
from her2model.data_frames import data_frame
from her2model.errors import InputError, LimitError, UnknownName
from her2model.library import load
from her2model.model import Model
from her2model.perturbation import Start, compiled
from her2model.screening.landscape import Landscape, landscape, watched_readout
from her2model.screening.packed_screen import CERTIFIED, VALUES, Task, run_chunks
from her2model.screening.perturbation_sets import PerturbationSets
from her2model.screening.screen_file import ScreenFile
from her2model.screening.switched_trap_spaces import MAX_FEEDBACK
from her2model.screening.switches import Combination, Perturbations, Switch
from her2model.yamlio import write_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Screen", "screen"]

MAX_LISTED = 50_000_000
CHUNK = 1 << 18
VERDICTS = {"off": "responds", "on": "resistant"}


@dataclass(frozen=True, repr=False, eq=False)
class Screen:
    """The verdict of every perturbation set; :func:`screen` makes it.

    The words are those of the readout's value: ``on``, ``off``, ``mixed``, ``unsettled``. Where
    drugs are given and the growth readout is watched, they are those of the drugs' verdict:
    ``responds``, ``resistant``, ``mixed``, ``unsettled``.

    Attributes
    ----------
    sets
        The cells, in their order.
    readout
        The species that was watched.
    codes
        A byte for each cell.
    has_verdicts
        Whether the words are those of a verdict.
    seconds
        Time on the clock.
    """

    sets: PerturbationSets
    readout: str
    codes: Any
    has_verdicts: bool
    seconds: float

    @property
    def model(self) -> Model:
        """The model."""
        return self.sets.perturbations.model

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def order(self) -> tuple[Switch, ...]:
        """The switches, regulators first: the numbers of ``members``."""
        return self.sets.perturbations.in_topological_order

    @cached_property
    def members(self) -> Any:
        """Array with a row for each cell: the numbers of its switches, filled up with -1."""
        return self.sets.members()

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Word of each code."""
        return tuple(VERDICTS.get(v, v) if self.has_verdicts else v for v in VALUES)

    def _code(self, word: str) -> int:
        if word not in self.words:
            raise UnknownName.of("word of this screen", word, self.words)
        return self.words.index(word)

    @cached_property
    def counts(self) -> dict[str, int]:
        """Word → number of cells; they add up to ``len(screen)``."""
        import numpy as np

        found = np.bincount(self.codes % CERTIFIED, minlength=len(VALUES))
        return {w: int(n) for w, n in zip(self.words, found, strict=True)}

    @cached_property
    def counts_by_size(self) -> dict[int, dict[str, int]]:
        """Number of switches on → word → number of cells."""
        sizes = (self.members >= 0).sum(axis=1)
        found = {}
        for size in range(self.sets.max_size + 1):
            n = Counter((self.codes[sizes == size] % CERTIFIED).tolist())
            found[size] = {w: n[k] for k, w in enumerate(self.words)}
        return found

    @property
    def certified(self) -> int:
        """Number of cells whose value holds for every update scheme."""
        return int((self.codes >= CERTIFIED).sum())

    def count(self, word: str) -> int:
        """Return the number of cells with a word."""
        return self.counts[self.words[self._code(word)]]

    def where(self, word: str, *, size: int | None = None) -> Iterator[Combination]:
        """Yield the cells with a word, smaller ones first; of one size only, if it is given."""
        import numpy as np

        chosen = self.codes % CERTIFIED == self._code(word)
        if size is not None:
            chosen = chosen & ((self.members >= 0).sum(axis=1) == size)
        for row in np.flatnonzero(chosen):
            yield self._combination(self.members[row])

    def minimal(self, word: str) -> list[Combination]:
        """List the cells with a word of which no proper subset, of the cells here, has it."""
        code = self._code(word)
        if self.codes[:1] % CERTIFIED == code and (self.members[0] < 0).all():
            return [Combination()]
        found: list[frozenset[int]] = []
        by_member: dict[int, list[frozenset[int]]] = {}
        for row in self.members[self.codes % CERTIFIED == code]:
            cell = frozenset(int(k) for k in row if k >= 0)
            smaller = (f for k in cell for f in by_member.get(k, ()))
            if any(f < cell for f in smaller):
                continue
            found.append(cell)
            for k in cell:
                by_member.setdefault(k, []).append(cell)
        return [self._combination(f) for f in found]

    def _combination(self, numbers: Iterable[int]) -> Combination:
        return Combination.of(self.order[k] for k in numbers if k >= 0)

    def word(self, knockouts: Iterable[str] = (), gains: Iterable[str] = ()) -> str:
        """Return the word of one cell.

        Raises
        ------
        UnknownName
            A name that is not a switch of this screen, or there are more than it went through.
        """
        return self.words[int(self.codes[self._row(knockouts, gains)]) % CERTIFIED]

    def is_certified(self, knockouts: Iterable[str] = (), gains: Iterable[str] = ()) -> bool:
        """Whether the readout of one cell has its value under every update scheme."""
        return bool(self.codes[self._row(knockouts, gains)] >= CERTIFIED)

    def _row(self, knockouts: Iterable[str], gains: Iterable[str]) -> int:
        find = self.model.find_species
        asked = [Switch("knockout", find(k)) for k in knockouts]
        asked += [Switch("gain", find(g)) for g in gains]
        for switch in asked:
            if switch not in self.order:
                raise UnknownName.of("switch of this screen", str(switch), map(str, self.order))
        numbers = tuple(sorted({self.order.index(s) for s in asked}))
        if numbers not in self._rows:
            self.sets.perturbations.scenario(asked)  # says so where they contradict each other
            raise UnknownName(
                f"the screen went up to {self.sets.max_size} perturbations, and these are "
                f"{len(numbers)}"
            )
        return self._rows[numbers]

    @cached_property
    def _rows(self) -> dict[tuple[int, ...], int]:
        return {tuple(k for k in m if k >= 0): i for i, m in enumerate(self.members.tolist())}

    def __iter__(self) -> Iterator[tuple[Combination, str]]:
        for row, code in zip(self.members, self.codes % CERTIFIED, strict=True):
            yield self._combination(row), self.words[code]

    def write(self, path: str | Path) -> None:
        """Write a tab-separated table with a line for each cell, all of it or nothing.

        Raises
        ------
        InputError
            The file cannot be written.
        """
        lines = ["knockouts\tgains\tword\tcertified"]
        for (cell, word), code in zip(self, self.codes, strict=True):
            names = " + ".join(cell.knockouts), " + ".join(cell.gains)
            lines.append("\t".join([*names, word, "yes" if code >= CERTIFIED else "no"]))
        write_text(path, "\n".join([*lines, ""]))

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas DataFrame with a row for each cell, as :meth:`write` writes it.

        Raises
        ------
        InputError
            pandas is not installed.
        """
        rows = (
            (" + ".join(cell.knockouts), " + ".join(cell.gains), word, bool(code >= CERTIFIED))
            for (cell, word), code in zip(self, self.codes, strict=True)
        )
        return data_frame(rows, ["knockouts", "gains", "word", "certified"], note=DISCLAIMER)

    def to_dict(self) -> dict[str, Any]:
        """Return the totals as plain data, for JSON."""
        p = self.sets.perturbations
        return {
            "model": self.model.name,
            "digest": self.model.digest,
            "readout": self.readout,
            "switches": list(map(str, self.order)),
            "given": list(map(str, p.given)),
            "onset": p.onset,
            "max_size": self.sets.max_size,
            "cells": len(self),
            "counts": self.counts,
            "counts_by_size": self.counts_by_size,
            "certified": self.certified,
            "semantics": SEMANTICS,
            "seconds": self.seconds,
            "note": DISCLAIMER,
        }

    def __repr__(self) -> str:
        totals = ", ".join(f"{w} {n:,}" for w, n in self.counts.items())
        return (
            f"<Screen of {self.model.name}, {self.readout}: {len(self):,} sets of up to "
            f"{self.sets.max_size} of {len(self.order)} perturbations; {totals}; "
            f"certified {self.certified:,}>"
        )

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(w)}</th>" for w in ("perturbations", *self.words))
        rows = "".join(
            f"<tr><th scope='row'>{size}</th>"
            + "".join(f"<td style='text-align:right'>{n:,}</td>" for n in row.values())
            + "</tr>"
            for size, row in self.counts_by_size.items()
        )
        note = html.escape(f"{self.model.name}, {self.readout}. {DISCLAIMER}")
        return f"<table><caption>{note}</caption><tr>{head}</tr>{rows}</table>"


def screen(
    model: str | Path | Model,
    *,
    knockouts: Iterable[str] | None = None,
    gains: Iterable[str] | None = None,
    max_size: int = 3,
    drugs: Iterable[str] = (),
    alterations: Iterable[str] = (),
    readout: str | None = None,
    context: Mapping[str, int] | None = None,
    onset: str = "de novo",
    start: Start = "untreated",
    executor: Executor | None = None,
    progress: Callable[[int, int], Any] | None = None,
    resume: str | Path | None = None,
    max_feedback: int = MAX_FEEDBACK,
    max_seconds: float | None = None,
    chunk: int = CHUNK,
    listed: bool = False,
) -> Screen | Landscape:
    """Judge every set of up to so many perturbations.

    Parameters
    ----------
    model
        A model, the name of a shipped one, or a path.
    knockouts, gains
        Species to force to 0, and to 1; every species but the drugs and the readout when None,
        none when empty.
    max_size
        Most perturbations at once.
    drugs, alterations
        What is given in every cell.
    readout
        The species to watch; the model's growth readout when None.
    context, onset, start
        As for :func:`~her2model.attractors.simulate`.
    executor
        Where to work: any :class:`concurrent.futures.Executor`, such as a process pool or what
        dask's ``Client.get_executor()`` returns. Parts whose worker dies are done again; the result
        is the same as without one.
    progress
        Called with the number of cells done and of all cells, after each part.
    resume
        A results file. What it holds is not done again; what is done is written to it, whole or
        not at all, also when the screen is interrupted.
    max_feedback, max_seconds
        Limits: species of a feedback set to enumerate before residual networks are solved one by
        one instead; time on the clock.
    chunk
        Cells of a part.
    listed
        Refuse what is too large to be listed.

    Returns
    -------
    Screen
        Or, beyond fifty million cells, a :class:`~her2model.screening.landscape.Landscape` over
        the same switches, which answers the same questions from decision diagrams.

    Raises
    ------
    UnknownName, InputError
        As for :func:`~her2model.attractors.simulate`; or ``resume`` is the file of another screen.
    LimitError
        A limit was hit; or there are too many cells to be listed, and ``listed`` or ``resume``
        asks for that.

    Examples
    --------
    >>> found = screen("her2-resistance", knockouts=["PTEN", "RB"], gains=["MET"], max_size=2,
    ...                drugs=["trastuzumab"])
    >>> found.counts
    {'responds': 1, 'resistant': 6, 'mixed': 0, 'unsettled': 0}
    >>> found.word(gains=["MET"])
    'resistant'
    """
    began = time.monotonic()
    if max_size < 0:
        raise InputError(f"max_size={max_size} is less than nothing", hint="give 0 or more")
    model = load(model)
    watched = watched_readout(model, readout)
    perturbations = Perturbations.of(
        model,
        varied={
            "knockout": _all_but(model, watched) if knockouts is None else knockouts,
            "gain": _all_but(model, watched) if gains is None else gains,
        },
        given={"drug": drugs, "alteration": alterations},
        context=context,
        onset=onset,
        start=start,
    )
    sets = PerturbationSets(perturbations, min(max_size, len(perturbations.varied)))
    has_verdicts = readout is None and any(s.kind == "drug" for s in perturbations.given)
    if sets.bound() > MAX_LISTED:
        if listed or resume is not None:
            raise LimitError(
                f"{sets.bound():,} cells are more than the {MAX_LISTED:,} that can be listed one "
                "by one; give a smaller max_size, vary fewer species, or leave the files out: "
                "decision diagrams then count all cells at once"
            )
        named = None if has_verdicts else watched
        return _as_landscape(perturbations, sets.max_size, named, max_feedback, max_seconds)
    deadline = None if max_seconds is None else began + max_seconds
    codes = _codes((sets, watched, max_feedback), executor, progress, resume, deadline, chunk)
    return Screen(sets, watched, codes, has_verdicts, time.monotonic() - began)


def _codes(
    task: Task,
    executor: Executor | None,
    progress: Callable[[int, int], Any] | None,
    resume: str | Path | None,
    deadline: float | None,
    chunk: int,
) -> Any:
    """Judge every chunk once, and put the codes in order."""
    import numpy as np

    sets, readout, _ = task
    chunks = sets.chunks(chunk)
    results = ScreenFile.opened(resume, sets, readout, chunk)
    done = results.done
    total, counted = sets.bound(), 0
    if progress:
        progress(sum(map(len, done.values())), total)
    try:
        todo = [c for c in chunks if c.number not in done]
        for part, codes in run_chunks(task, todo, executor, deadline):
            results.add(part.number, codes)
            if progress:
                counted = sum(map(len, done.values()))
                progress(counted, total)
    finally:
        results.close()
    if progress and counted != total:
        progress(total, total)
    return np.frombuffer(b"".join(done[c.number] for c in chunks), dtype=np.uint8)


def _all_but(model: Model, readout: str) -> list[str]:
    """Species that take part, drugs and the readout left out."""
    return [s for s in compiled(model).species if s not in model.drugs and s != readout]


def _as_landscape(
    perturbations: Perturbations,
    max_size: int,
    readout: str | None,
    max_feedback: int,
    max_seconds: float | None,
) -> Landscape:
    p = perturbations
    return landscape(
        p.model,
        (),
        (),
        knockouts=[s.name for s in p.varied if s.kind == "knockout"],
        gains=[s.name for s in p.varied if s.kind == "gain"],
        background=[s.name for s in p.given if s.kind == "drug"],
        carried=[s.name for s in p.given if s.kind == "alteration"],
        readout=readout,
        context=p.context,
        onset=p.onset,
        start=p.start,  # type: ignore[arg-type]
        max_size=max_size,
        max_feedback=max_feedback,
        max_seconds=max_seconds,
    )
