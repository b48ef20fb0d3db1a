"""What a terminal shows while something takes more than a moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

__all__ = ["waiting"]


class _Waiting:
    """A bar that comes up once some time has passed."""

    def __init__(self, console: Console, patience: float) -> None:
        self.shown = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self.patience = patience
        self.began = time.monotonic()
        self.task: TaskID | None = None

    def __call__(self, doing: str) -> None:
        if self.task is not None:
            self.shown.update(self.task, description=doing)
        elif time.monotonic() - self.began >= self.patience:
            self.task = self.shown.add_task(doing, total=None)
            self.shown.start()


@contextmanager
def waiting(
    console: Console | None = None, patience: float = 0.7
) -> Iterator[Callable[[str], None]]:
    """Give a function to call with what comes next; a terminal shows it after some seconds.

    Parameters
    ----------
    console
        Where to show it; standard error when None. Nothing is shown unless it is a terminal.
    patience
        Seconds to pass before anything is shown.
    """
    console = console or Console(stderr=True)
    bar = _Waiting(console, patience)
    try:
        yield bar if console.is_terminal else _silent
    finally:
        if bar.task is not None:
            bar.shown.stop()


def _silent(doing: str) -> None:
    pass
