"""Ask the libraries of the standards whether an archive is one, where they are installed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from her2model.errors import FormatError

__all__ = ["complaints", "demand_valid"]


def demand_valid(path: Path, files: Mapping[str, bytes]) -> None:
    """Refuse an archive that libcombine or libsedml refuses; without them it is read as it is.

    Raises
    ------
    FormatError
        The first thing that is wrong.
    """
    for told in complaints(path, files):
        raise FormatError(told, where=path.name)


def complaints(path: Path, files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield what the libraries, the extra ``combine``, find wrong in an archive."""
    libcombine, libsedml = _installed("libcombine"), _installed("libsedml")
    if libcombine is not None:
        archive = libcombine.CombineArchive()
        if not archive.initializeFromArchive(str(path)):
            yield "libcombine does not read the archive"
        archive.cleanUp()
    for name, raw in files.items():
        if libsedml is None or not name.endswith((".sedml", ".sed-ml")):
            continue
        document = libsedml.readSedMLFromString(raw.decode("utf-8", "replace"))
        for k in range(document.getNumErrors()):
            error = document.getError(k)
            if error.getSeverity() >= libsedml.LIBSEDML_SEV_ERROR:
                yield f"{name}, line {error.getLine()}: {error.getMessage().strip()}"


def _installed(module: str) -> Any:
    try:
        return import_module(module)
    except ImportError:
        return None
