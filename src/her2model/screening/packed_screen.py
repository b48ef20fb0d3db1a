"""One chunk of a screen, 64 cells to a word; and many chunks, here or on an executor."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from her2model.errors import Her2ModelError, LimitError
from her2model.screening.judged_cells import judged_cells
from her2model.screening.listed_cells import ListedCells
from her2model.screening.outcomes import outcomes
from her2model.screening.packed_words import Clock, OutOfTime, PackedCells
from her2model.screening.perturbation_sets import Chunk, PerturbationSets
from her2model.verdicts import values_of

__all__ = ["CERTIFIED", "IMPOSSIBLE", "Task", "run_chunk", "run_chunks"]

CERTIFIED = 64
"""Added to the code of a cell, the position of its word, where percolation decides."""
IMPOSSIBLE = 255
"""The code of a row that is no cell."""
MAX_TRIES = 3
PATIENCE = 1.0
"""Seconds that several chunks judged together may take before some of them are done."""
FIRST = 1 << 14
"""Most rows of the first part; how long it takes decides on the next."""
FASTEST = 64
"""So many times as large as the one before a part may be, where that took an eighth of patience."""
MAX_INTEGERS = 1 << 12
"""Up to so many cells, operations on Python's integers are quicker than on NumPy's words."""
PARTS = 16
"""An executor is given at least so many parts at first, where there are as many chunks."""
FEWEST = 8
"""No part for an executor has more than this share of what is left, so that all end together."""
MAX_RUNNING = 32
LATE = 1.0
"""Seconds that workers have to hand in what they have when the time is over."""


class Task(NamedTuple):
    """The cells, the readout, whether verdicts are asked for, most feedback species to try."""

    sets: PerturbationSets
    readout: str
    has_verdicts: bool
    max_feedback: int


def run_chunk(
    task: Task, chunk: Chunk, seconds: float | None = None, patience: float | None = None
) -> bytes:
    """Judge the cells of one chunk.

    Parameters
    ----------
    task, chunk
        What to ask.
    seconds
        After so many it ends.
    patience
        Seconds that may pass before the first rows are done. As many pass again at most, or twice
        what it took to prepare; then the rows that are done are enough.

    Returns
    -------
    bytes
        A code for each row, in their order; for the first rows only where the time was over.

    Raises
    ------
    OutOfTime
        It was before any row was done.
    """
    import numpy as np

    sets, readout, has_verdicts, max_feedback = task
    members, possible = sets.told(chunk)
    clock = Clock(seconds, patience)
    algebra: Any
    if len(members) > MAX_INTEGERS:
        algebra = PackedCells(len(members), members, sets.variables, clock)
    else:
        algebra = ListedCells.of_rows(members, sets.variables, clock)
    ask = partial(outcomes, algebra=algebra, readout=readout, max_feedback=max_feedback)
    found = ask(sets.perturbations)
    left = found.left
    codes = np.zeros(len(members), dtype=np.uint8)
    if has_verdicts:
        given = tuple(c for c in sets.perturbations.given if c.kind != "drug")
        algebra.domain = algebra.domain & ~left
        algebra.piecewise()
        untreated = ask(replace(sets.perturbations, given=given))
        left = left | untreated.left
        cells = list(judged_cells(found, untreated).values())
    else:
        cells = [found.value(value) for value in values_of(len(found.high))]
    for code, here in enumerate(cells):
        codes[algebra.bits(here)] = code
    codes[algebra.bits(found.certified)] += CERTIFIED
    rows = np.full(len(possible), IMPOSSIBLE, dtype=np.uint8)
    rows[possible] = codes
    undone = np.flatnonzero(possible)[np.flatnonzero(algebra.bits(left))[:1]]
    return rows[: undone[0] if len(undone) else None].tobytes()


class _Pace:
    """How many rows to judge at a time: as many as take a moment, which is tried out on the way."""

    def __init__(
        self, rows: int, most: int, deadline: float | None, patience: float = PATIENCE
    ) -> None:
        self.rows, self.most = min(rows, most, FIRST), most
        self.patience = patience
        self.deadline = deadline

    def limits(self, part: Sequence[Chunk]) -> tuple[float | None, ...]:
        """Return the limits for some chunks: one alone has all the time that there is."""
        seconds = None if self.deadline is None else self.deadline - time.monotonic()
        if len(part) > 1:
            return seconds, self.patience
        return () if seconds is None else (seconds,)

    def note(self, part: Sequence[Chunk], done: int, seconds: float) -> None:
        """Take into account how much work a part was, of which so many chunks were done."""
        rows = sum(map(len, part))
        if not done:
            if rows // 8 < self.rows:  # or a smaller part has been tried since
                self.rows, self.patience = rows // 8, 2 * self.patience
        elif done < len(part):
            self.rows = 2 * sum(map(len, part[:done]))
        elif seconds < self.patience:  # it may be preparing that takes the time, whatever the rows
            quick = 8 * seconds < self.patience
            times = FASTEST if quick else max(2, self.patience / 2 / seconds)
            self.rows = min(self.most, max(self.rows, int(rows * times)))


def run_chunks(
    task: Task,
    chunks: Iterable[Chunk],
    executor: Executor | None,
    deadline: float | None = None,
    together: int = 0,
) -> Iterator[tuple[Chunk, bytes]]:
    """Yield each chunk once with its codes, in the order in which they are done.

    Chunks are small, so that little is lost when the time is over, and cheap cells are judged many
    chunks at a time.

    Parameters
    ----------
    task
        What to ask.
    chunks
        What to work on.
    executor
        Where; None for here. A chunk whose worker dies is given out again, up to three times; when
        the executor itself is broken, what is left is done here.
    deadline
        Time on the monotonic clock at which the work ends.
    together
        Most rows to judge at a time; each chunk alone where it holds as many.

    Raises
    ------
    LimitError
        The time or the memory is used up, or a chunk's worker died three times.
    """
    todo = deque(chunks)
    if executor is not None:
        yield from _spread(task, todo, executor, deadline, together)
    pace = _Pace(FIRST, together, deadline)
    while todo:
        _in_time(deadline, len(todo))
        part = _leading(todo, pace.rows)
        began = time.process_time()
        try:
            done = list(_divided(part, run_chunk(task, _joined(part), *pace.limits(part))))
        except OutOfTime:
            done = []
        except MemoryError:
            raise LimitError(
                f"part {part[0].number} of the screen does not fit into memory; ask for less with "
                "knockouts=, gains= or max_size=; resume= keeps what is done"
            ) from None
        todo.extendleft(part[len(done) :][::-1])
        pace.note(part, len(done), time.process_time() - began)
        yield from done


def _leading(todo: deque[Chunk], rows: int) -> list[Chunk]:
    """Take the first chunks away, as many as hold so many rows; one at least."""
    part = [todo.popleft()]
    held = len(part[0])
    while todo and (more := held + len(todo[0])) <= rows:
        held = more
        part.append(todo.popleft())
    return part


def _joined(part: Sequence[Chunk]) -> Chunk:
    """Return one chunk with all rows, those in a row as one run."""
    runs: list[tuple[int, int]] = []
    for first, last in (run for chunk in part for run in chunk.rows):
        if runs and runs[-1][1] == first:
            runs[-1] = runs[-1][0], last
        else:
            runs.append((first, last))
    return Chunk(part[0].number, tuple(runs))


def _divided(part: Sequence[Chunk], codes: bytes) -> Iterator[tuple[Chunk, bytes]]:
    """Give each chunk its own codes, those left out that are not all there."""
    at = 0
    for chunk in part:
        if at + len(chunk) > len(codes):
            return
        yield chunk, codes[at : at + len(chunk)]
        at += len(chunk)


Timed = tuple[bytes, float]


def _timed(run: Callable[..., bytes], *asked: Any) -> Timed:
    """Return what a part gives, and the work that it was; nothing where it was given up."""
    began = time.process_time()
    try:
        codes = run(*asked)
    except OutOfTime:
        codes = b""
    return codes, time.process_time() - began


def _spread(
    task: Task, todo: deque[Chunk], executor: Executor, deadline: float | None, together: int
) -> Iterator[tuple[Chunk, bytes]]:
    """Keep an executor busy; end early, with chunks left over, when it is broken."""
    whole = sum(map(len, todo))
    pace = _Pace(whole // PARTS, together, deadline, 4 * PATIENCE)  # workers share the machine
    tries: Counter[int] = Counter()
    running: dict[Future[Timed], list[Chunk]] = {}
    try:
        while todo or running:
            while todo and len(running) < MAX_RUNNING:
                part = _leading(todo, min(pace.rows, whole // FEWEST))
                asked: tuple[Any, ...] = (task, _joined(part), *pace.limits(part))
                try:
                    running[executor.submit(_timed, run_chunk, *asked)] = part
                except (BrokenExecutor, RuntimeError):
                    todo.extendleft(part[::-1])
                    return  # what is left is done by the caller
                tries.update(chunk.number for chunk in part)
            left = None if deadline is None else max(0.0, deadline - time.monotonic()) + LATE
            for future in wait(running, timeout=left, return_when=FIRST_COMPLETED).done:
                part = running.pop(future)
                given = _result(future, part[0].number, max(tries[c.number] for c in part))
                if given is None:
                    todo.extend(part)  # the last to be tried again
                    continue
                done = list(_divided(part, given[0]))
                whole -= len(given[0])
                pace.note(part, len(done), given[1])
                tries.subtract(chunk.number for chunk in part)
                todo.extendleft(part[len(done) :][::-1])
                yield from done
            _in_time(deadline, len(todo) + sum(map(len, running.values())))
    finally:
        todo.extend(chunk for part in running.values() for chunk in part)
        for future in running:
            future.cancel()


def _result(future: Future[Timed], number: int, tries: int) -> Timed | None:
    """Return what came, or None where the worker was lost and the part is to be tried again."""
    try:
        return future.result()
    except Her2ModelError:
        raise
    except Exception as reason:
        if tries >= MAX_TRIES and not isinstance(reason, BrokenExecutor):
            raise LimitError(
                f"part {number} of the screen failed {tries} times on the executor, last "
                f"with {type(reason).__name__}: {reason}; give the workers more memory, or leave "
                "executor= out"
            ) from reason
        return None


def _in_time(deadline: float | None, left: int) -> None:
    if deadline is not None and time.monotonic() > deadline:
        raise LimitError(
            f"max_seconds= is over and {left} parts of the screen are not done; a file that "
            "resume= names keeps what is done, and the same call with it goes on from there"
        )
