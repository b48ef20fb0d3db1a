"""Cell Collective's export: a folder with the expressions, and the names of external components.

Names may hold blanks and signs. The list beside the expressions declares those of the inputs, so
that ``EGF receptor`` in a rule is one name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from her2model.errors import FormatError
from her2model.formats.assembly import MAX_SPECIES
from her2model.formats.encoding import decoded
from her2model.model.files import read_bytes

__all__ = ["export_name", "expressions_in", "external_components"]

_EXPRESSIONS, _EXTERNAL = "expressions*.txt", "external_components*.txt"
_INNER = "expr"


def expressions_in(folder: Path) -> Path:
    """Return the file of expressions in a folder that was exported, or else the folder itself."""
    for place in (folder, folder / _INNER):
        try:
            found = [p for p in place.glob(_EXPRESSIONS) if p.is_file()]
        except OSError:
            found = []
        if len(found) == 1:
            return found[0]
    return folder


def export_name(path: Path) -> str:
    """Name a model by its folder where the file is called as every export is; else empty."""
    if not path.match(_EXPRESSIONS):
        return ""
    folder = path.absolute().parent
    return (folder.parent if folder.name == _INNER else folder).name


def external_components(path: Path) -> tuple[str, ...]:
    """Return the names in the list of external components beside a file of expressions.

    Raises
    ------
    FormatError
        It holds more names than species are read.
    """
    if not path.match(_EXPRESSIONS):
        return ()
    found = tuple(_names(path))
    if len(found) > MAX_SPECIES:
        message = f"there are more than {MAX_SPECIES:,} external components"
        raise FormatError(message, where=str(path.parent))
    return found


def _names(path: Path) -> Iterator[str]:
    for beside in sorted(path.parent.glob(_EXTERNAL)):
        text, _ = decoded(read_bytes(beside, limit=1_000_000, error=FormatError), beside)
        for line in text.splitlines():
            name = line.partition("\t")[0].strip()
            if name:
                yield name
