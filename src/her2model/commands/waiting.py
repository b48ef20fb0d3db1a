"""What a terminal shows while something takes more than a moment."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

__all__ = ["waiting"]


class _Waiting:
    """A bar that comes up once some time has passed."""

    def __init__(self, console: Console | None, patience: float) -> None:
        self.console, self.patience = console, patience
        self.began = time.monotonic()
        self.shown: Progress | None = None
        self.task: TaskID | None = None
        self.lock = threading.Lock()
        self.timer: threading.Timer | None = None

    def __call__(self, doing: str) -> None:
        with self.lock:
            if self.shown is not None and self.task is not None:
                self.shown.update(self.task, description=doing)
            elif time.monotonic() - self.began >= self.patience:
                self.shown = self._bar()
                self.task = self.shown.add_task(doing, total=None)
                self.shown.start()

    def later(self, doing: str) -> None:
        """Show it when the time has passed, though nothing more is told."""
        self.timer = threading.Timer(self.patience, self, (doing,))
        self.timer.daemon = True
        self.timer.start()

    def stop(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer.join()
        if self.shown is not None:
            self.shown.stop()

    def _bar(self) -> Progress:
        """Make the bar; rich is imported only where somebody waits."""
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        return Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TimeElapsedColumn(),
            console=self.console or Console(stderr=True),
            transient=True,
        )


@contextmanager
def waiting(
    console: Console | None = None, patience: float = 0.7, doing: str = ""
) -> Iterator[Callable[[str], None]]:
    """Give a function to call with what comes next; a terminal shows it after some seconds.

    Parameters
    ----------
    console
        Where to show it; standard error when None. Nothing is shown unless it is a terminal.
    patience
        Seconds to pass before anything is shown.
    doing
        What is done, where nothing more will be told.
    """
    if not (console.is_terminal if console else sys.stderr.isatty()):
        yield _silent
        return
    bar = _Waiting(console, patience)
    try:
        if doing:
            bar.later(doing)
        yield bar
    finally:
        bar.stop()


def _silent(doing: str) -> None:
    pass
