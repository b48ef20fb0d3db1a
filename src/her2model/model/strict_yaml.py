"""Strict YAML: text to plain data with line numbers, and back.

YAML as people write it bites: ``NO`` becomes False, ``14:33`` becomes 873, a second ``AKT:``
silently replaces the first, and nine lines of aliases fill the memory. So this reader takes YAML's
syntax from PyYAML's event stream and gives it fewer meanings: plain scalars follow the core schema
(null, true, false, decimal numbers, and else text), and aliases, tags, duplicate keys and
several documents in one file are refused, with the line. The line and paragraph separators U+0085,
U+2028 and U+2029 are text, as in YAML 1.2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from her2model.errors import InputError, Path_, Problem, in_our_words

__all__ = [
    "Document",
    "dump",
    "parse",
    "place",
]

MAX_DEPTH = 40
MAX_NODES = 400_000

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = {"", "~", "null", "Null", "NULL"}
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)\.[0-9]*)([eE][-+]?[0-9]+)?\Z")
_BREAKS = "\x85\u2028\u2029"  # PyYAML ends a line here, YAML 1.2 does not
_AROUND_BREAK = re.compile(f"[ \t]*([{_BREAKS}])[ \t]*")
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HINTS = {
    "cannot start any token": "indent with blanks, not with tabs",
    "mapping values are not allowed": "put a text that holds ': ' in quotes",
}
_COMMENT = re.compile(r"[ \t]+#|(?<=[ \t])#")


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

    def refused(
        self,
        errors: Iterable[Mapping[str, Any]],
        prefix: Path_ = (),
        fields: Callable[[Path_], Iterable[str]] = lambda loc: (),
    ) -> Iterator[Problem]:
        """Say what pydantic found, one sentence for each place.

        Parameters
        ----------
        errors
            What ``ValidationError.errors()`` returns.
        prefix
            Path of the part that was validated.
        fields
            Names of the fields beside an unknown one, for suggestions.
        """
        seen = set()
        for e in errors:
            path, message, hint = in_our_words(e, fields)
            if (path, message) not in seen:
                seen.add((path, message))
                yield self.problem((*prefix, *path), message, hint)


def place(source: str, path: Path_) -> str:
    """Write a path as people read it: ``x.yaml: interactions.A -> B[0].quote``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return f"{source}: {text}" if source and text else source or text


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
        Keep every scalar as the text it was written as; missing ones become None. Blanks beside
        U+0085, U+2028 and U+2029 are indentation and dropped.
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
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        message = f"the control character U+{ord(control[0]):04X} is not text"
        raise error(message, where=source, line=line, hint="take it out")
    if plain_text:  # writers of YAML 1.1 indent what follows such a separator
        text = _AROUND_BREAK.sub(r"\1", text)
    spare = (c for c in map(chr, range(0xE000, 0xF900)) if c not in text)
    shields = {b: c for b, c in zip(_BREAKS, spare, strict=False) if b in text}
    text = text.translate({ord(b): c for b, c in shields.items()})
    restored = {ord(c): b for b, c in shields.items()}
    builder = _Builder(text, restored, source, plain_text, error)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except yaml.YAMLError as reason:
        said = _one_sentence(reason)
        hint = next((hint for words, hint in _HINTS.items() if words in said), "")
        raise error(said, where=source, line=_line_of(reason), hint=hint) from None
    return Document(builder.result(), builder.lines, source)


_READ_ELSEWHERE = re.compile(
    r"""(?ix) y | n | = | << | ~ | null | true | false | yes | no | on | off
    | [-+]?(?: 0o?[0-7_]+ | 0x[0-9a-f_]+ | 0b[01_]+ | \.inf
        | [0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.\d*)?
        | (?:\.[0-9_]+ | [0-9][0-9_]*(?:\.[0-9_]*)?)(?:e[-+]?[0-9]+)? )
    | \.nan | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*"""
)
"""Text that some reader of YAML 1.1 or 1.2 takes for a number, a truth value, a date or nothing."""


class _Dumper(yaml.SafeDumper):
    """Writes only what :func:`parse` reads back as it was."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = "'" if _core_value(text) is not text or _READ_ELSEWHERE.fullmatch(text) else None
    if any(b in text for b in _BREAKS):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)


def dump(data: Any) -> str:
    """Write plain data as YAML in the order given, with text that any YAML reader keeps as text."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


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

    def __init__(
        self,
        text: str,
        restored: dict[int, str],
        source: str,
        plain_text: bool,
        error: type[InputError],
    ) -> None:
        self.text, self.restored = text, restored
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
            event.value = event.value.translate(self.restored)
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
        if event.style:  # quoted or block: always text
            return event.value
        if self.plain_text:
            if _COMMENT.match(self.text, event.end_mark.index):
                self._stop("a '#' cuts the text short", event, "put the text in quotes")
            return None if event.value in _NULL else event.value
        return _core_value(event.value)

    def _refuse_tag_or_anchor(self, event: Any) -> None:
        hint = "put the text in quotes" if self.plain_text else "write rules in words: and, or, not"
        if event.anchor:
            self._stop(f"'&{event.anchor}' is an anchor to YAML", event, hint)
        if event.tag and event.tag != "!":
            self._stop(f"{event.tag!r} is a tag to YAML", event, hint)

    def _stop(self, message: str, event: Any, hint: str = "") -> None:
        line = event.start_mark.line + 1
        where = place(self.source, self._stack[-1][1][:8]) if self._stack else self.source
        raise self.error(message, where=where, line=line, hint=hint)


def _core_value(text: str) -> Any:
    """Read a plain scalar by the core schema: nothing, a truth value, a number, or the text."""
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if _INT.match(text) and len(text) < 20:
        return int(text)
    return float(text) if _FLOAT.match(text) else text
