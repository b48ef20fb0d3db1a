"""Lines of a text file, streamed and counted: plain or gzip, with what was made of each.

Every row that is read is used, ignored, unknown or refused, and the counts say so with reasons.
"""

from __future__ import annotations

import gzip
import os
import stat
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TextIO

from her2model.errors import FormatError

__all__ = ["MOST_REFUSALS", "Fate", "Tally", "lines_of", "opened"]

Fate = Literal["used", "ignored", "unknown", "refused"]
MOST_REFUSALS = 20
"""Most refused rows of a file that are told one by one; the others are counted."""
MOST_REASONS = 40
"""Most reasons that are listed; rows with rarer ones are counted together."""


@dataclass
class Tally:
    """How many rows of a file were read, and what became of them.

    Attributes
    ----------
    source
        Name of the file.
    read
        Rows that hold data.
    fates
        (fate, reason) → number of rows.
    refusals
        A sentence for each of the first refused rows.
    notes
        What the file as a whole had to be told of.
    """

    source: str
    read: int = 0
    fates: Counter[tuple[Fate, str]] = field(default_factory=Counter)
    refusals: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def count(self, fate: Fate) -> int:
        """Return the number of rows with a fate."""
        return sum(n for (f, _), n in self.fates.items() if f == fate)

    def refuse(self, line: int, why: str, rows: int = 1) -> None:
        """Note a row, or several, that cannot be read."""
        self.fates["refused", why] += rows
        if len(self.refusals) < MOST_REFUSALS:
            self.refusals.append(f"{self.source} (line {line}): {why}")

    def __str__(self) -> str:
        parts = [f"{self.count(f):,} {f}" for f in ("used", "ignored", "unknown", "refused")]
        return f"{self.source}: {self.read:,} rows read: {', '.join(parts)}"

    def reasons(self) -> Iterator[str]:
        """Yield each reason with its number of rows, the most frequent first."""
        told = [((fate, why), n) for (fate, why), n in self.fates.most_common() if why]
        for (fate, why), n in told[:MOST_REASONS]:
            yield f"{n:,} {fate}: {why}"
        if len(told) > MOST_REASONS:
            rest = sum(n for _, n in told[MOST_REASONS:])
            yield f"{rest:,} for {len(told) - MOST_REASONS:,} rarer reasons"


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """Open a text file, or one that gzip packed.

    Raises
    ------
    FormatError
        It is not there, no regular file, not text, or packed and cut short.
    """
    where = path.name
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise FormatError("it is not a regular file", where=where)
        with open(path, "rb") as start:
            packed = start.read(2) == b"\x1f\x8b"
        opener: Callable[..., TextIO] = gzip.open if packed else open
        with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
            yield file
    except FileNotFoundError:
        raise FormatError("there is no such file", where=str(path)) from None
    except UnicodeDecodeError as reason:
        hint = "save it as UTF-8"
        said = f"it is not text in UTF-8 ({reason.reason})"
        raise FormatError(said, where=where, hint=hint) from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as reason:
        hint = "copy or download it again"
        said = f"the packed file is cut short or damaged ({reason})"
        raise FormatError(said, where=where, hint=hint) from None
    except OSError as reason:
        raise FormatError(f"it cannot be read: {reason.strerror}", where=where) from None


def lines_of(file: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines that hold something, with their numbers, without their ends."""
    for n, line in enumerate(file, start=1):
        line = line.rstrip("\r\n")
        if line and not line.isspace():
            yield n, line
