"""The formats by the suffix of a file. A format's module is imported when it is first asked for."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from her2model.errors import FormatError
from her2model.formats.format import Format

__all__ = [
    "FORMATS",
    "OWN_SUFFIXES",
    "SUFFIXES",
    "all_formats",
    "find_format",
    "format_of",
    "suffixes",
]

FORMATS: dict[str, tuple[str, tuple[str, ...]]] = {
    "BNET": ("bnet", (".bnet",)),
    "SBML_QUAL": ("sbml_qual", (".sbml", ".xml")),
    "MABOSS": ("maboss", (".bnd",)),
    "AEON": ("aeon", (".aeon",)),
    "BOOLEANNET": ("rule_text", (".booleannet", ".booleannet.txt")),
    "PLAIN_TEXT": ("rule_text", (".txt", ".net", ".rules")),
    "GITSBE": ("rule_text", (".gitsbe",)),
    "GINML": ("ginml", (".ginml",)),
    "ZGINML": ("ginml", (".zginml",)),
    "CNET": ("truth_table", (".cnet",)),
    "EVIDENCE_TABLE": ("evidence_table", (".tsv",)),
    "TABULARQUAL": ("tabularqual", (".xlsx",)),
    "GRAPHML": ("graphml", (".graphml",)),
    "SIF": ("sif", (".sif",)),
    "CX2": ("cx2", (".cx2",)),
    "BEL": ("bel", (".bel",)),
}
"""Name of each format's constant → its module and its suffixes, in the order of the docs."""

OWN_SUFFIXES = (".yaml", ".yml")
"""Suffixes of model files, which are read elsewhere."""

SUFFIXES = tuple(sorted((s for _, found in FORMATS.values() for s in found), key=len, reverse=True))
"""Suffixes of all formats, longest first."""


def all_formats() -> list[Format]:
    """Return every format.

    Examples
    --------
    >>> [f.name for f in all_formats()][:2]
    ['bnet', 'SBML-qual']
    """
    return [_format(constant) for constant in FORMATS]


def find_format(path: str | Path) -> Format | None:
    """Return the format that a file's suffix names, or None.

    Examples
    --------
    >>> find_format("model.booleannet.txt").name
    'booleannet'
    """
    name = Path(path).name.lower()
    for suffix in SUFFIXES:
        if name.endswith(suffix) and name != suffix:
            return _format(next(c for c, (_, known) in FORMATS.items() if suffix in known))
    return None


def format_of(path: str | Path) -> Format:
    """Return the format that a file's suffix names.

    Raises
    ------
    FormatError
        No format has this suffix.
    """
    found = find_format(path)
    if found is None:
        suffix = Path(path).suffix
        message = f"{suffix!r} names no format" if suffix else "the suffix names no format"
        hint = f"read are {suffixes(read=True)}; written are {suffixes(read=False)}"
        raise FormatError(message, where=str(path), hint=hint)
    return found


def suffixes(*, read: bool) -> str:
    """List every suffix that is read, or every one that is written.

    Examples
    --------
    >>> suffixes(read=False)[:20]
    '.yaml, .bnet, .sbml,'
    """
    found = [s for f in all_formats() if (f.is_read if read else f.writer) for s in f.suffixes]
    return ", ".join([OWN_SUFFIXES[0], *found])


def _format(constant: str) -> Format:
    module = import_module(f"her2model.formats.{FORMATS[constant][0]}")
    found: Format = getattr(module, constant)
    return found
