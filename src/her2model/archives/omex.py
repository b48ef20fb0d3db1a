"""The archive: a zip of a manifest and what it lists (COMBINE/OMEX, doi:10.1186/s12859-014-0369-z).

Names that leave the archive are refused, and only so much is unpacked, in memory.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from her2model.errors import FormatError
from her2model.formats.xml_tree import element, parse_xml
from her2model.model.files import read_bytes, write_bytes

__all__ = ["SBML", "SEDML", "described", "read_omex", "write_omex"]

_SPECIFICATIONS = "http://identifiers.org/combine.specifications/"
SBML, SEDML = f"{_SPECIFICATIONS}sbml", f"{_SPECIFICATIONS}sed-ml"
_MANIFEST = "manifest.xml"
_SCHEMA = f"{_SPECIFICATIONS}omex-manifest"
MAX_BYTES = 64_000_000
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError,
    ValueError,
)  # fmt: skip
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The same files make the same archive."""


def write_omex(path: Path, files: Mapping[str, tuple[str, str]]) -> None:
    """Write files, name → format and text; descriptions of simulations are for whoever runs it."""
    listed = [(".", f"{_SPECIFICATIONS}omex"), (f"./{_MANIFEST}", _SCHEMA)]
    listed += [(f"./{name}", form) for name, (form, _) in files.items()]
    rows = [
        element(
            "content",
            {"location": name, "format": form, "master": "true" if form == SEDML else None},
        )
        for name, form in listed
    ]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    manifest = head + element("omexManifest", {"xmlns": _SCHEMA}, *(f"\n{r}" for r in rows), "\n")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {_MANIFEST: manifest, **{n: t for n, (_, t) in files.items()}}.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode("utf-8"))
    write_bytes(path, packed.getvalue())


def read_omex(path: Path) -> dict[str, bytes]:
    """Read all files of an archive, by their names in it.

    Raises
    ------
    FormatError
        It is no zip, is damaged, holds more than is read, or a name that leaves it.
    """
    raw = read_bytes(path, limit=MAX_BYTES, error=FormatError)
    found: dict[str, bytes] = {}
    left = MAX_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for entry in archive.infolist():
                name = posixpath.normpath(entry.filename)
                if entry.is_dir():
                    continue
                if name.startswith(("/", "..")) or "\\" in name or ":" in name:
                    raise FormatError("a name leaves the archive", where=path.name)
                with archive.open(entry) as member:
                    found[name] = member.read(left + 1)
                left -= len(found[name])
                if left < 0:
                    message = f"what is in the archive has more than {MAX_BYTES:,} bytes"
                    raise FormatError(message, where=path.name)
    except FormatError:
        raise
    except _DAMAGED as reason:
        raise FormatError(f"this is no COMBINE archive ({reason})", where=path.name) from None
    if _MANIFEST not in found:
        raise FormatError(f"there is no {_MANIFEST} in the archive", where=path.name)
    return found


def described(files: Mapping[str, bytes], where: str) -> list[str]:
    """Return the names of the descriptions to run: those for whoever runs it, else all."""
    text = files[_MANIFEST].decode("utf-8", "replace")
    rows = [
        (posixpath.normpath(e.get("location")), e.get("master") == "true")
        for e in parse_xml(text, f"{where}: {_MANIFEST}").all("content")
        if e.get("format").startswith(SEDML)
    ]
    wanted = [n for n, master in rows if master] or [n for n, _ in rows]
    lacking = [n for n in wanted if n not in files]
    if lacking or not wanted:
        told = f"{lacking[0]} is not in the archive" if lacking else "no SED-ML is in the archive"
        raise FormatError(told, where=where)
    return wanted
