"""What goes to the terminal: letters that its encoding lacks, and a pipe or disk that is full."""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from her2model.errors import Her2ModelError

__all__ = ["OutputLost", "echo", "guarded"]

_SIGNS = {
    "✕": "x", "–": "-", "—": "-", "−": "-", "▲": "^", "△": "^", "▽": "v", "▼": "v", "·": ".",
    "●": "o", "○": "o", "◐": "%", "◆": "#", "∅": "0", "→": "->", "⊣": "-|", "⇒": "=>",
    "×": "x", "±": "+/-", "≥": ">=", "≤": "<=", "…": "...", "‘": "'", "’": "'", "“": '"', "”": '"',
    "«": '"', "»": '"',
}  # fmt: skip


class OutputLost(Her2ModelError):  # noqa: N818 - it reads as a sentence
    """Standard output cannot take what is written to it.

    ``is_closed`` tells that nobody reads it any more, as behind ``| head``: no reason to complain.
    """

    def __init__(self, reason: OSError) -> None:
        self.is_closed = reason.errno == errno.EPIPE
        super().__init__(f"standard output: {reason.strerror or reason}; not all was written")


def _instead(fault: UnicodeError) -> tuple[str, int]:
    """Find another sign for each that an encoding lacks."""
    assert isinstance(fault, UnicodeEncodeError)
    lost = fault.object[fault.start : fault.end]
    return "".join(map(_plain, lost)), fault.end


def _plain(sign: str) -> str:
    if sign in _SIGNS:
        return _SIGNS[sign]
    letters = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
    if letters.strip():
        return letters
    name = unicodedata.name(sign, "")
    return name.rpartition(" ")[2].lower() if name.startswith("GREEK ") else "?"


class _Guarded:
    """Standard output, whose failures are errors of our own: typer would end with code 1."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        try:
            return int(self._stream.write(text))
        except OSError as reason:
            raise _lost(self._stream, reason) from None

    def flush(self) -> None:
        try:
            self._stream.flush()
        except OSError as reason:
            raise _lost(self._stream, reason) from None


def _lost(stream: Any, reason: OSError) -> OutputLost:
    """Point the stream at nothing, so that Python does not complain again at its end."""
    with suppress(OSError, ValueError, AttributeError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)
    return OutputLost(reason)


@contextmanager
def guarded() -> Iterator[None]:
    """Give standard output other signs for what it lacks, and our own error for its failure."""
    codecs.register_error("her2model", _instead)
    streams = [s for s in (sys.stdout, sys.stderr) if isinstance(s, io.TextIOWrapper)]
    before = [s.errors for s in streams]
    for stream in streams:
        stream.reconfigure(errors="her2model")
    stdout = sys.stdout
    sys.stdout = _Guarded(stdout)
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    finally:
        sys.stdout = stdout
        for stream, errors in zip(streams, before, strict=True):
            with suppress(ValueError):
                stream.reconfigure(errors=errors)


def echo(text: object) -> None:
    """Write a line to standard output."""
    sys.stdout.write(f"{text}\n")
