"""Every single, double, triple … perturbation of a network, exactly.

A screen lists its cells and judges them 64 to a machine word; each gets what
:func:`~her2model.simulate` would say. How to:
``docs/how-to/screen.md``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from her2model.engine.scenario import Start, compiled
from her2model.errors import LimitError
from her2model.model.arguments import (
    callable_of,
    executor_of,
    path_of,
    seconds_of,
    whole_number,
)
from her2model.model.model import Model
from her2model.screening.landscape import Landscape, landscape, watched_readout
from her2model.screening.packed_screen import IMPOSSIBLE, Task, run_chunks
from her2model.screening.perturbation_sets import PerturbationSets
from her2model.screening.screen_file import ScreenFile
from her2model.screening.screen_result import Screen, words_of
from her2model.screening.switched_trap_spaces import MAX_FEEDBACK
from her2model.screening.switches import Perturbations
from her2model.verdicts import UNTREATED

__all__ = ["Screen", "screen"]

MAX_LISTED = 50_000_000
CHUNK, LEAST, MOST = 1 << 12, 1 << 5, 1 << 12
"""Most and least sets of a chunk, which is kept once it is judged; most chunks but for that."""
TOGETHER = 1 << 18
"""Most sets that are judged at a time."""


def screen(
    model: Model,
    *,
    knockouts: Iterable[str] | None = None,
    gains: Iterable[str] | None = None,
    max_size: int = 3,
    drugs: Iterable[str] = (),
    alterations: Iterable[str] = (),
    readout: str | None = None,
    context: Mapping[str, int] | None = None,
    onset: str = "de novo",
    start: Start = UNTREATED,
    executor: Executor | None = None,
    progress: Callable[[int, int], Any] | None = None,
    resume: str | Path | None = None,
    max_feedback: int = MAX_FEEDBACK,
    max_seconds: float | None = None,
    chunk: int | None = None,
    listed: bool = False,
) -> Screen | Landscape:
    """Judge every set of up to so many perturbations.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
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
        As for :func:`~her2model.simulate`.
    executor
        Where to work: any :class:`concurrent.futures.Executor`, such as a process pool or what
        dask's ``Client.get_executor()`` returns. Parts whose worker dies are done again; the result
        is the same as without one.
    progress
        Called with the number of sets done and of all sets, after each chunk.
    resume
        A results file. What it holds is not done again, in whatever parts it was done; what is done
        is written to it, whole or not at all, also when the screen is interrupted.
    max_feedback, max_seconds
        Limits: species of a feedback set to enumerate, where that takes less than to solve residual
        networks one by one; time on the clock.
    chunk
        Most sets of a part, of which one at a time is judged and kept; found by how long parts
        take when None.
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
        As for :func:`~her2model.simulate`; or ``resume`` is the file of another screen.
    LimitError
        A limit was hit; or there are too many cells to be listed, and ``listed`` or ``resume``
        asks for that.

    Examples
    --------
    >>> import her2model as h2
    >>> found = h2.screen("her2-resistance", knockouts=["PTEN", "RB"], gains=["MET"], max_size=2,
    ...                drugs=["trastuzumab"])
    >>> print(*(f"{word} {count}" for word, count in found.counts.items() if count), sep=", ")
    responds 1, resistant 6
    >>> print(found.word(gains=["MET"]))
    resistant
    """
    began = time.monotonic()
    max_size = whole_number(max_size, "max_size")
    chunk = None if chunk is None else whole_number(chunk, "chunk", 1)
    max_seconds, executor = seconds_of(max_seconds), executor_of(executor)
    progress = callable_of(progress, "progress", "the number of sets done and of all")
    max_feedback = whole_number(max_feedback, "max_feedback")
    resume = None if resume is None else path_of(resume, "resume")
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
    task = Task(sets, watched, has_verdicts, max_feedback)
    codes = _codes(task, executor, progress, resume, deadline, chunk)
    return Screen(sets, watched, codes, has_verdicts, time.monotonic() - began)


def _codes(
    task: Task,
    executor: Executor | None,
    progress: Callable[[int, int], Any] | None,
    resume: str | Path | None,
    deadline: float | None,
    chunk: int | None,
) -> Any:
    """Judge every chunk once, and put the codes in order."""
    import numpy as np

    sets, readout = task.sets, task.readout
    together = TOGETHER if chunk is None else chunk
    total = sets.bound()
    if chunk is None:
        chunk = min(CHUNK, max(LEAST, total // MOST))
    words = words_of(sets.perturbations.model, readout, task.has_verdicts)
    results = ScreenFile.opened(resume, sets, words, readout, chunk)
    chunks = sets.chunks(results.chunk)
    done = results.done
    counted = sum(map(len, results.done.values()))
    if progress:
        progress(counted, total)
    try:
        todo = [c for c in chunks if c.number not in done]
        for part, codes in run_chunks(task, todo, executor, deadline, together):
            results.add(part.number, codes)
            counted += len(codes)
            if progress:
                progress(counted, total)
    finally:
        results.close()
    rows = np.frombuffer(b"".join(done[c.number] for c in chunks), dtype=np.uint8)
    return rows[rows != IMPOSSIBLE]


def _all_but(model: Model, readout: str) -> list[str]:
    """Species that take part, drugs and the readout left out."""
    return [s for s in compiled(model).bits if s not in model.drugs and s != readout]


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
