"""One chunk of a screen, 64 cells to a word; and many chunks, here or on an executor."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from her2model.errors import Her2ModelError, LimitError
from her2model.screening.judged_cells import judged_cells
from her2model.screening.listed_cells import ListedCells
from her2model.screening.outcomes import outcomes
from her2model.screening.packed_words import OutOfTime, PackedCells
from her2model.screening.perturbation_sets import Chunk, PerturbationSets
from her2model.verdicts import values_of

__all__ = ["CERTIFIED", "Task", "run_chunk", "run_chunks"]

CERTIFIED = 64
"""Added to the code of a cell, the position of its word, where percolation decides."""
MAX_TRIES = 3
PATIENCE = 1.0
"""Seconds that several chunks judged together may take."""
MAX_INTEGERS = 1 << 12
"""Up to so many cells, operations on Python's integers are quicker than on NumPy's words."""
PARTS = 64
"""An executor is given at least so many parts, where there are as many chunks."""


class Task(NamedTuple):
    """The cells, the readout, whether verdicts are asked for, most feedback species to try."""

    sets: PerturbationSets
    readout: str
    has_verdicts: bool
    max_feedback: int


def run_chunk(task: Task, chunk: Chunk, seconds: float | None = None) -> bytes:
    """Judge the cells of one chunk; a byte for each, in their order.

    Raises
    ------
    OutOfTime
        It would take longer than so many seconds.
    """
    import numpy as np

    sets, readout, has_verdicts, max_feedback = task
    members = sets.members(chunk)
    until = None if seconds is None else time.monotonic() + seconds
    algebra: Any = ListedCells.of_rows(members, sets.variables, until)
    if len(members) > MAX_INTEGERS:
        algebra = PackedCells(len(members), members, sets.variables, until)
    ask = partial(outcomes, algebra=algebra, readout=readout, max_feedback=max_feedback)
    found = ask(sets.perturbations)
    codes = np.zeros(len(members), dtype=np.uint8)
    if has_verdicts:
        given = tuple(c for c in sets.perturbations.given if c.kind != "drug")
        cells = list(judged_cells(found, ask(replace(sets.perturbations, given=given))).values())
    else:
        cells = [found.value(value) for value in values_of(len(found.high))]
    for code, here in enumerate(cells):
        codes[algebra.bits(here)] = code
    codes[algebra.bits(found.certified)] += CERTIFIED
    return codes.tobytes()


def run_chunks(
    task: Task,
    chunks: Iterable[Chunk],
    executor: Executor | None,
    deadline: float | None = None,
    together: int = 0,
) -> Iterator[tuple[Chunk, bytes]]:
    """Yield each chunk once with its codes, in the order in which they are done.

    Chunks are small, so that little is lost when the time is over, and cheap cells are judged many
    chunks at a time: as many as take a moment, which is tried out on the way.

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
        Most cells to judge at a time; each chunk alone where it holds as many.

    Raises
    ------
    LimitError
        The time or the memory is used up, or a chunk's worker died three times.
    """
    todo = list(chunks)
    if executor is not None:
        done = set()
        for chunk, codes in _spread(task, todo, executor, deadline, together):
            done.add(chunk.number)
            yield chunk, codes
        todo = [c for c in todo if c.number not in done]
    at, cells = 0, together
    while at < len(todo):
        _in_time(deadline, len(todo) - at)
        part = _leading(task.sets, todo[at:], cells)
        seconds = [] if deadline is None else [deadline - time.monotonic()]
        if len(part) > 1:
            seconds = [min([PATIENCE, *seconds])]
        began = time.monotonic()
        try:
            yield from _divided(task.sets, part, run_chunk(task, _joined(part), *seconds))
        except OutOfTime:
            cells //= 8
            continue
        except MemoryError:
            raise LimitError(
                f"part {part[0].number} of the screen does not fit into memory; ask for less with "
                "knockouts=, gains= or max_size=; resume= keeps what is done"
            ) from None
        at += len(part)
        if time.monotonic() - began < PATIENCE / 8:
            cells = min(together, max(1, cells) * 2)


def _leading(sets: PerturbationSets, chunks: Sequence[Chunk], cells: int) -> list[Chunk]:
    """Return the first chunks, as many as hold so many cells; one at least."""
    part = [chunks[0]]
    held = sets.size_of(chunks[0])
    for chunk in chunks[1:]:
        held += sets.size_of(chunk)
        if held > cells:
            break
        part.append(chunk)
    return part


def _joined(part: Sequence[Chunk]) -> Chunk:
    return Chunk(part[0].number, tuple(g for chunk in part for g in chunk.groups))


def _divided(
    sets: PerturbationSets, part: Sequence[Chunk], codes: bytes
) -> Iterator[tuple[Chunk, bytes]]:
    """Give each chunk its own codes."""
    if len(part) == 1:
        yield part[0], codes
        return
    at = 0
    for chunk in part:
        size = len(sets.members(chunk))
        yield chunk, codes[at : at + size]
        at += size


def _spread(
    task: Task, chunks: list[Chunk], executor: Executor, deadline: float | None, together: int
) -> Iterator[tuple[Chunk, bytes]]:
    """Keep an executor busy; end early, with chunks left over, when it is broken."""
    cells = min(together, sum(map(task.sets.size_of, chunks)) // PARTS)
    parts: list[list[Chunk]] = []
    at = 0
    while at < len(chunks):
        parts.append(_leading(task.sets, chunks[at:], cells))
        at += len(parts[-1])
    whole = {part[0].number: part for part in parts}
    waiting = [_joined(part) for part in parts[::-1]]
    tries: dict[int, int] = {}
    running: dict[Future[bytes], Chunk] = {}
    try:
        while waiting or running:
            while waiting and len(running) < 32:
                chunk = waiting.pop()
                tries[chunk.number] = tries.get(chunk.number, 0) + 1
                seconds = [] if deadline is None else [deadline - time.monotonic()]
                try:
                    running[executor.submit(run_chunk, task, chunk, *seconds)] = chunk
                except (BrokenExecutor, RuntimeError):
                    return  # what is left is done by the caller
            _in_time(deadline, len(waiting) + len(running))
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            for future in wait(running, timeout=left, return_when=FIRST_COMPLETED).done:
                chunk = running.pop(future)
                codes = _result(future, chunk, tries[chunk.number])
                if codes is None:
                    waiting.insert(0, chunk)  # the last to be tried again
                else:
                    yield from _divided(task.sets, whole[chunk.number], codes)
    finally:
        for future in running:
            future.cancel()


def _result(future: Future[bytes], chunk: Chunk, tries: int) -> bytes | None:
    """Return the codes, or None where the worker was lost and the chunk is to be tried again."""
    try:
        return future.result()
    except Her2ModelError:
        raise
    except OutOfTime:
        return None  # it is waited for until the deadline, and told there
    except Exception as reason:
        if tries >= MAX_TRIES and not isinstance(reason, BrokenExecutor):
            raise LimitError(
                f"part {chunk.number} of the screen failed {tries} times on the executor, last "
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
