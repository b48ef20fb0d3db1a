"""A model given as text: which format it is, and read as a file of that format would be."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from her2model.errors import FormatError, did_you_mean
from her2model.formats.registry import SUFFIXES
from her2model.model.arguments import text_of
from her2model.model.model import Model

__all__ = ["format_told", "read_text_of_model"]

_OWN = (".yaml", ".yml")
_TOLD = (
    (".yaml", re.compile(r"format:\s*her2model")),
    (".sbml", re.compile(r"<\?xml|<sbml")),
    (".bnet", re.compile(r"targets\s*,\s*factors|[A-Za-z_]\w*\s*,\s*\S")),
    (".bnd", re.compile(r"node\s+\w+\s*\{", re.I)),
    (".aeon", re.compile(r"\$\w+\s*:|\w+\s*-[>|?]+\s*\w+\s*$")),
)


def format_told(text: str) -> str | None:
    r"""Return the suffix of the format that a text is in, by its first line, or None.

    Examples
    --------
    >>> format_told("# a network\ntargets, factors\nA, B"), format_told("nothing of the kind")
    ('.bnet', None)
    """
    lines = (line.strip() for line in text.split("\n"))
    first = next((line for line in lines if line and not line.startswith(("#", "//"))), "")
    return next((suffix for suffix, form in _TOLD if form.match(first)), None)


def read_text_of_model(text: str, format: str | None, read: Callable[[Path], Model]) -> Model:
    """Read a model from text.

    Parameters
    ----------
    text, format
        The text and its format as a suffix, with or without the dot; told from the text when None.
    read
        Reads a file.

    Raises
    ------
    FormatError
        The format is not known, or cannot be told.
    """
    told = None if format is None else text_of(format, "format", "bnet")
    suffix = format_told(text) if told is None else f".{told.lower().removeprefix('.')}"
    known = (*_OWN, *SUFFIXES)
    if suffix is None:
        raise FormatError("the format of the text cannot be told", hint="name it: format='bnet'")
    if suffix not in known:
        hint = did_you_mean(suffix, known) or f"there are {', '.join(known)}"
        raise FormatError(f"{suffix!r} is no format", hint=hint)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"text{suffix}"
        path.write_text(text, encoding="utf-8")
        return read(path)
