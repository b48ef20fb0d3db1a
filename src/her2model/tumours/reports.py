"""One report as a line of text: ``HER2 3+, PIK3CA H1047R, PTEN null``."""

from __future__ import annotations

import re

from her2model.errors import InputError, shown
from her2model.tumours.collecting import Collector

__all__ = ["read_report"]

_BETWEEN = re.compile(r"[,;\n]| \+ | and ")
_NAME = re.compile(r"\s*([\w .-]{1,60}):\s*(.+)\Z", re.S)


def read_report(text: str, sink: Collector, name: str = "tumour") -> None:
    """Read the phrases of one line, between commas, semicolons, ``and`` or `` + ``.

    Parameters
    ----------
    text
        The line; a name and a colon may stand before it.
    sink
        Where it goes.
    name
        The tumour's name where the text gives none.

    Raises
    ------
    InputError
        There is nothing in it.
    """
    named = _NAME.match(text)
    if named and sink.reader.symbol(named[1].strip()) is None:
        name, text = named[1].strip(), named[2]
    phrases = [p.strip() for p in _BETWEEN.split(text) if p.strip()]
    if not phrases:
        hint = "write, for example, 'HER2 3+, PIK3CA H1047R, PTEN null'"
        raise InputError(f"{shown(text)} says nothing of a tumour", hint=hint)
    tally = sink.begin("text")
    for phrase in phrases:
        tally.read += 1
        sink.phrase(name, phrase, 1)
