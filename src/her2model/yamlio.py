"""Files in and out: strict YAML with line numbers, size limits, writes that never lose a file.

YAML as people write it bites: ``NO`` becomes False, ``14:33`` becomes 873, a second ``AKT:``
silently replaces the first, and nine lines of aliases fill the memory. So this reader takes YAML's
syntax from PyYAML's event stream and gives it fewer meanings: plain scalars follow the core schema
(null, true, false, decimal numbers, and else text), and aliases, tags, duplicate keys and
several documents in one file are refused, with the line.
"""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from her2model.errors import InputError, Problem

__all__ = ["Document", "dump", "parse", "place", "read_text", "write_bytes", "write_text"]

MAX_BYTES = 4_000_000
MAX_DEPTH = 40
MAX_NODES = 400_000

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = {"", "~", "null", "Null", "NULL"}
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)\.[0-9]*)([eE][-+]?[0-9]+)?\Z")

Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """Parsed YAML: the data, and the line on which each path of keys and indices begins."""

    data: Any
    lines: dict[Path_, int] = field(default_factory=dict)
    source: str = ""

    def line(self, path: Path_) -> int | None:
        """Line of ``path``, or of the nearest enclosing entry that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def problem(self, path: Path_, message: str, hint: str = "") -> Problem:
        """Build a :class:`Problem` that names this file, the path in it, and the line."""
        return Problem(place(self.source, path), message, hint, self.line(path))


def place(source: str, path: Path_) -> str:
    """Write a path as people read it: ``x.yaml: interactions.A -> B[0].quote``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return f"{source}: {text}" if source and text else source or text


def read_text(
    path: str | Path, *, limit: int = MAX_BYTES, error: type[InputError] = InputError
) -> str:
    """Read a UTF-8 file of bounded size, byte order mark removed.

    Raises
    ------
    InputError
        Of the given class, when the file is missing, a folder, unreadable, larger than
        ``limit`` bytes, or not UTF-8.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise error("this is a folder", where=str(path), hint="give one of the files in it")
        size = path.stat().st_size
        if size > limit:
            raise error(
                f"the file has {size:,} bytes and at most {limit:,} are read", where=str(path)
            )
        raw = path.read_bytes()
    except FileNotFoundError:
        raise error("there is no such file", where=str(path)) from None
    except OSError as reason:
        raise error(f"cannot be read ({reason.strerror})", where=str(path)) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        line = raw[: reason.start].count(b"\n") + 1
        raise error(
            f"byte {reason.start} is not UTF-8",
            where=str(path),
            line=line,
            hint="save the file as UTF-8",
        ) from None


def parse(
    text: str,
    source: str = "",
    *,
    plain_text: bool = False,
    error: type[InputError] = InputError,
) -> Document:
    r"""Parse one YAML document strictly.

    Parameters
    ----------
    text
        The document.
    source
        Its name in messages, usually the file's path.
    plain_text
        Keep every scalar as the text it was written as; missing ones become None.
    error
        The class of error to raise.

    Raises
    ------
    InputError
        Of the given class: bad syntax, a duplicate key, an alias or anchor, a tag, more than one
        document, or nesting and size beyond the stated limits.

    Examples
    --------
    >>> parse("NO: 1\ntime: 14:33\n").data
    {'NO': 1, 'time': '14:33'}
    """
    builder = _Builder(source, plain_text, error)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except yaml.YAMLError as reason:
        raise error(_one_sentence(reason), where=source, line=_line_of(reason)) from None
    return Document(builder.result(), builder.lines, source)


def dump(data: Any) -> str:
    """Write plain data as YAML in the order given, with text that any YAML reader keeps as text."""
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)


def write_text(path: str | Path, text: str) -> None:
    """Write UTF-8 text to a temporary file beside ``path``, then rename: all of it or nothing."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: str | Path, data: bytes) -> None:
    """Write bytes to a temporary file beside ``path``, then rename: all of them or nothing.

    Raises
    ------
    InputError
        When the folder does not exist or may not be written to, or ``path`` is a folder.
    """
    path = Path(path)
    if path.is_dir():
        raise InputError("this is a folder", where=str(path), hint="give a file name in it")
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent or ".", prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError as reason:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)
        raise InputError(
            f"cannot be written ({reason.strerror})",
            where=str(path),
            hint="is there such a folder, and may you write to it?",
        ) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _one_sentence(reason: yaml.YAMLError) -> str:
    parts = [getattr(reason, name, None) for name in ("context", "problem")]
    said = " ".join(p for p in parts if p)
    return f"not valid YAML: {said or str(reason).splitlines()[0]}"


def _line_of(reason: yaml.YAMLError) -> int | None:
    mark = getattr(reason, "problem_mark", None) or getattr(reason, "context_mark", None)
    return mark.line + 1 if mark else None


_MISSING = object()


class _Builder:
    """Turns YAML events into plain data; a stack instead of recursion, so depth costs nothing."""

    def __init__(self, source: str, plain_text: bool, error: type[InputError]) -> None:
        self.source, self.plain_text, self.error = source, plain_text, error
        self.lines: dict[Path_, int] = {}
        self._stack: list[tuple[Any, Path_]] = []  # (container, its path)
        self._key: list[Any] = []  # the key that waits for its value, one for each container
        self._root: Any = _MISSING
        self._nodes = 0

    def result(self) -> Any:
        return None if self._root is _MISSING else self._root

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_tag_or_anchor(event)
            self._put(self._scalar(event), event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._refuse_tag_or_anchor(event)
            self._open({} if isinstance(event, yaml.MappingStartEvent) else [], event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._stack.pop()
            self._key.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._stop("aliases (*name) are not read", event, "write the value out")
        elif isinstance(event, yaml.DocumentStartEvent) and self._root is not _MISSING:
            self._stop("a second document begins here", event, "one file holds one document")

    def _open(self, container: Any, event: Any) -> None:
        if len(self._stack) >= MAX_DEPTH:
            self._stop(f"nested more than {MAX_DEPTH} deep", event)
        path = self._put(container, event)
        self._stack.append((container, path))
        self._key.append(_MISSING)

    def _put(self, value: Any, event: Any) -> Path_:
        """Place a value (or a key that waits for one) and return its path."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._stop(f"more than {MAX_NODES:,} values", event)
        if not self._stack:
            self._root = value
            return ()
        container, path = self._stack[-1]
        if isinstance(container, list):
            path = (*path, len(container))
            self.lines[path] = event.start_mark.line + 1
            container.append(value)
        elif self._key[-1] is _MISSING:
            self._put_key(container, path, value, event)
        else:
            path = (*path, self._key[-1])
            container[self._key[-1]] = value
            self._key[-1] = _MISSING
        return path

    def _put_key(self, container: dict[str, Any], path: Path_, key: Any, event: Any) -> None:
        if isinstance(key, dict | list):
            self._stop("a key must be plain text", event)
        if event.value in container:
            self._stop(f"the key {event.value!r} stands twice", event, "merge the two entries")
        self.lines[(*path, event.value)] = event.start_mark.line + 1
        self._key[-1] = event.value

    def _scalar(self, event: Any) -> Any:
        text = event.value
        if event.style:  # quoted or block: always text
            return text
        if text in _NULL:
            return None
        if self.plain_text:
            return text
        if text in _BOOL:
            return _BOOL[text]
        if _INT.match(text) and len(text) < 20:
            return int(text)
        return float(text) if _FLOAT.match(text) else text

    def _refuse_tag_or_anchor(self, event: Any) -> None:
        if event.anchor:
            hint = "write rules in words: and, or, not"
            self._stop(f"'&{event.anchor}' is an anchor to YAML", event, hint)
        if event.tag and event.tag != "!":
            hint = "write rules in words (and, or, not), or quote the text"
            self._stop(f"{event.tag!r} is a tag to YAML", event, hint)

    def _stop(self, message: str, event: Any, hint: str = "") -> None:
        line = event.start_mark.line + 1
        where = place(self.source, self._stack[-1][1]) if self._stack else self.source
        raise self.error(message, where=where, line=line, hint=hint)
