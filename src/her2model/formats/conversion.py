"""Files of other tools read and written by their suffix; losses are warnings."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from her2model.errors import FormatError, warn
from her2model.formats.encoding import decoded
from her2model.formats.format import (
    SPECIES_AND_ARROWS,
    ConversionWarning,
    Format,
    Reading,
    losses,
)
from her2model.formats.printed_names import under_printed_names
from her2model.formats.registry import format_of, suffixes
from her2model.model.entities import Entities
from her2model.model.files import read_bytes, write_together
from her2model.model.model import Model

__all__ = ["MAX_BYTES", "read_foreign", "write_foreign"]

MAX_BYTES = 32_000_000
NEW_OBJECTS = 100_000
_UNDER_NAMES = SPECIES_AND_ARROWS | {"levels", "level names", "publication"}
"""What is written of a model under its printed names."""


def read_foreign(path: str | Path) -> Model:
    """Read a model from a file of another tool.

    Parameters
    ----------
    path
        The file; its suffix names the format.

    Raises
    ------
    FormatError
        It is not of that format, or no format that is read has this suffix.
    LimitError
        A rule is too large.

    Warns
    -----
    ConversionWarning
        What the reader had to decide or leave out, a sentence each.
    """
    path = Path(path)
    found = format_of(path)
    if not found.is_read:
        hint = f"read are {suffixes(read=True)}"
        raise FormatError(f"{found.name} is only written", where=str(path), hint=hint)
    raw = read_bytes(path, limit=MAX_BYTES, error=FormatError)
    with _seldom_collected():
        reading, note = _read(found, raw, path)
    _warn(path.name, (note, *reading.notes) if note else reading.notes)
    return reading.model


def _read(found: Format, raw: bytes, path: Path) -> tuple[Reading, str]:
    if found.opener:
        return found.opener(raw, path), ""
    assert found.reader  # it is read one way or the other
    text, note = decoded(raw, path)
    return found.reader(text, path), note


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Let the collector of cycles go over what is new less often: nearly all of it is kept."""
    before = gc.get_threshold()
    if before[0]:
        gc.set_threshold(max(before[0], NEW_OBJECTS), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def write_foreign(
    model: Model, path: str | Path, entities: Entities | None = None, *, names: bool = False
) -> None:
    """Write a model to a file of another tool, and what belongs beside it.

    Parameters
    ----------
    model
        The model.
    path
        The file; its suffix names the format.
    entities
        Table of entities, for identifiers.
    names
        Whether species are called by their printed names, as far as the format takes them.

    Raises
    ------
    FormatError
        No format that is written has this suffix, or it cannot carry the model at all.
    InputError
        The file cannot be written.

    Warns
    -----
    ConversionWarning
        What the format cannot carry, a sentence each.
    """
    path = Path(path)
    found = format_of(path)
    if found.writer is None:
        hint = f"written are {suffixes(read=False)}"
        raise FormatError(f"{found.name} is only read", where=str(path), hint=hint)
    written = found.writer(under_printed_names(model) if names else model, entities)
    write_together(written.paths(path))
    lost = losses(model, found.name, _UNDER_NAMES & found.carries) if names else ()
    _warn(path.name, dict.fromkeys((*written.notes, *lost)))


def _warn(name: str, notes: Iterable[str]) -> None:
    for note in notes:
        warn(f"{name}: {note}", ConversionWarning)
