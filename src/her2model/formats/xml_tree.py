"""XML read into a plain tree with line numbers, by a parser that expands nothing.

A document type is refused, and with it every entity that a file could define: no expansion, no
file or address read from outside. Text is written by :func:`element`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from her2model.errors import FormatError

__all__ = ["Element", "element", "parse_xml", "text_element"]

MAX_ELEMENTS = 400_000
_TOO_MANY, _SPLIT = f"there are more than {MAX_ELEMENTS:,} elements", "split the model"

SEPARATOR = "\x1f"
"""What stands in an element's text for a ``sep`` in it, which parts a number in MathML."""


@dataclass(slots=True)
class Element:
    """An element: local name, namespace, attributes by local name, children, its own text."""

    name: str
    namespace: str
    attributes: dict[str, str]
    line: int
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def get(self, attribute: str, default: str = "") -> str:
        """Return an attribute, blanks around it removed."""
        return self.attributes.get(attribute, default).strip()

    def all(self, *path: str) -> Iterator[Element]:
        """Yield the descendants along a path of local names."""
        found = [self]
        for name in path:
            found = [c for e in found for c in e.children if c.name == name]
        yield from found

    def first(self, *path: str) -> Element | None:
        """Return the first descendant along a path of local names."""
        return next(self.all(*path), None)

    def descendants(self) -> Iterator[Element]:
        """Yield every element below, in document order."""
        stack = self.children[::-1]
        while stack:
            e = stack.pop()
            yield e
            stack += e.children[::-1]

    @property
    def words(self) -> str:
        """All text inside, blanks folded."""
        stack: list[Element] = [self]
        found: list[str] = []
        while stack:
            e = stack.pop()
            found.append(e.text)
            stack += e.children[::-1]
        return " ".join(" ".join(found).split())


def parse_xml(text: str, where: str, *, doctype: bool = False) -> Element:
    """Parse a document.

    Parameters
    ----------
    text
        The document.
    where
        The file, for messages.
    doctype
        Whether the name of a document type may stand there; what it says is never fetched.

    Raises
    ------
    FormatError
        It is not well-formed, has a document type, or more elements than are read; with the line.

    Examples
    --------
    >>> parse_xml("<a><b c='1'>x</b></a>", "x.xml").first("b").get("c")
    '1'
    """
    if "<!" not in text and text.count("<") - text.count("</") - text.count("<?") > MAX_ELEMENTS:
        raise FormatError(_TOO_MANY, where=where, hint=_SPLIT)  # before half of them are read
    return _Builder(where, doctype).read(text)


class _Builder:
    def __init__(self, where: str, doctype: bool) -> None:
        self.where, self.doctype = where, doctype
        self.stack: list[Element] = []
        self.root: Element | None = None
        self.count = 0
        self.parser: Any = expat.ParserCreate("utf-8", " ")  # it is decoded already
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.declare
        self.parser.EntityDeclHandler = self.refuse
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.data

    def read(self, text: str) -> Element:
        try:
            self.parser.Parse(text.encode("utf-8"), True)
        except expat.ExpatError as reason:
            said = expat.ErrorString(reason.code)
            message = f"not well-formed XML: {said}"
            raise FormatError(message, where=self.where, line=reason.lineno) from None
        except FormatError:
            raise
        except (ValueError, LookupError, UnicodeError) as reason:  # an unknown encoding
            raise FormatError(f"not readable as XML: {reason}", where=self.where, line=1) from None
        if self.root is None:
            raise FormatError("there is no element in the file", where=self.where, line=1)
        return self.root

    def stop(self, message: str, hint: str) -> FormatError:
        line = self.parser.CurrentLineNumber
        return FormatError(message, where=self.where, line=line, hint=hint)

    def declare(self, name: str, system: Any, public: Any, has_subset: bool) -> None:
        if has_subset or not self.doctype:
            self.refuse()

    def refuse(self, *_: Any) -> None:
        raise self.stop("a document type or entity is declared, which is not read", "take it out")

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.count += 1
        if self.count > MAX_ELEMENTS:
            raise self.stop(_TOO_MANY, _SPLIT)
        namespace, _, local = name.rpartition(" ")
        named = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        found = Element(local, namespace, named, self.parser.CurrentLineNumber)
        if self.stack:
            self.stack[-1].children.append(found)
            if local == "sep":
                self.stack[-1].text += SEPARATOR
        else:
            self.root = found
        self.stack.append(found)

    def end(self, name: str) -> None:
        self.stack.pop()

    def data(self, text: str) -> None:
        self.stack[-1].text += text


def element(name: str, attributes: Mapping[str, object], *inside: str) -> str:
    """Write an element; attributes that are None or empty are left out.

    Examples
    --------
    >>> element("a", {"b": 1, "c": None}, element("d", {}))
    '<a b="1"><d/></a>'
    """
    given = "".join(
        f" {key}={quoteattr(_clean(str(value)))}"
        for key, value in attributes.items()
        if value is not None and value != ""
    )
    body = "".join(inside)
    return f"<{name}{given}>{body}</{name}>" if body else f"<{name}{given}/>"


def text_element(name: str, text: str) -> str:
    """Write an element that holds a text."""
    return f"<{name}>{escape(_clean(text))}</{name}>"


def _clean(text: str) -> str:
    """Drop the control characters that XML cannot hold."""
    return "".join(c for c in text if c >= " " or c in "\t\n\r")
