"""The bytes of a file to text: UTF-8, what a mark or an XML declaration names, or else Latin-1.

Lines that all end with a carriage return alone are read as lines.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from her2model.errors import FormatError

__all__ = ["decoded"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z][\w.-]*)["']""")
_KNOWN = re.compile(
    r"utf-?8|utf-?16|us-ascii|ascii|iso-?8859-\d+|latin-?1|windows-125\d|cp125\d", re.I
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_CONTROL_BYTES = bytes((*range(9), *range(14, 32), 127))  # one is in it if such a sign is


def decoded(raw: bytes, path: Path) -> tuple[str, str]:
    """Decode a file.

    Returns
    -------
    text, note : str
        The note says what was supposed, where the file does not say how it is written.

    Raises
    ------
    FormatError
        It is not text, or in an encoding that is not read.

    Examples
    --------
    >>> decoded("dégradé".encode("latin-1"), Path("x.bnd"))
    ('dégradé', 'byte 1 is not UTF-8; read as Latin-1')
    """
    declared = _DECLARED.match(raw[:1000])
    marked = next((name for mark, name in _MARKS if raw.startswith(mark)), "")
    name = marked or (declared[1].decode("ascii") if declared else "utf-8")
    if not marked and not _KNOWN.fullmatch(name):
        hint = "save the file as UTF-8"
        raise FormatError(f"the encoding {name!r} is not read", where=str(path), hint=hint)
    note = ""
    try:
        text = raw.decode(name)
    except (UnicodeDecodeError, LookupError) as reason:
        at = getattr(reason, "start", 0)
        line = raw[:at].count(b"\n") + 1
        if name != "utf-8":
            message = f"byte {at} is not {name}"
            raise FormatError(
                message, where=str(path), line=line, hint="save it as UTF-8"
            ) from None
        text, note = raw.decode("latin-1"), f"byte {at} is not UTF-8; read as Latin-1"
    is_clean = len(raw.translate(None, _CONTROL_BYTES)) == len(raw)
    control = None if is_clean else _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        message = f"the control character U+{ord(control[0]):04X} is not text"
        raise FormatError(message, where=str(path), line=line, hint="is it a text file?")
    if "\n" not in text:  # lines end as they did on the Macintosh
        text = text.replace("\r", "\n")
    return text.removeprefix("\ufeff"), note
