"""XML read into a plain tree with line numbers, by a parser that expands nothing.

A document type is refused, and with it every entity that a file could define: no expansion, no
file or address read from outside. Text is written by :func:`element`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import ParseError, XMLParser
from xml.parsers import expat

from her2model.errors import FormatError

__all__ = [
    "MAX_ELEMENTS",
    "Element",
    "LinesUnknownError",
    "attributes_of",
    "element",
    "local_name",
    "parse_xml",
    "text_element",
]

MAX_ELEMENTS = 1_000_000
"""Elements of a document that is read."""
_TOO_MANY, _SPLIT = f"there are more than {MAX_ELEMENTS:,} elements", "split the model"

SEPARATOR = "\x1f"
"""What stands in an element's text for a ``sep`` in it, which parts a number in MathML."""


class Element:
    """An element of a document.

    Attributes
    ----------
    name, namespace
        Its name, without a prefix, and what the prefix stands for.
    attributes
        By local name.
    text, tail
        What stands before the first child, and what stands behind the element itself.
    node
        The element as the standard library has it, where it was read so; its children become
        elements of this kind when they are asked for.
    """

    __slots__ = (
        "_children", "_lines", "_place", "attributes", "name", "namespace", "node", "tail", "text",
    )  # fmt: skip

    def __init__(
        self, name: str, attributes: dict[str, str], lines: Any, place: Any, node: Any = None
    ) -> None:
        self.namespace, _, self.name = name.rpartition("}")
        self.attributes = attributes
        self._lines, self._place, self.node = lines, place, node
        self._children: list[Element] | None = None if node is not None else []
        self.text = self.tail = ""

    @classmethod
    def of(cls, node: Any, lines: _Lines) -> Element:
        """Return an element of the standard library as one of this kind."""
        found = cls(node.tag, attributes_of(node), lines, node, node)
        found.namespace = found.namespace[1:]
        found.text, found.tail = node.text or "", node.tail or ""
        return found

    @property
    def children(self) -> list[Element]:
        """Its children in their order."""
        if self._children is None:
            self._children = [Element.of(node, self._lines) for node in self.node]
        return self._children

    @children.setter
    def children(self, found: list[Element]) -> None:
        self._children = found

    @property
    def is_empty(self) -> bool:
        """Whether it has no children."""
        return not len(self.node if self._children is None else self._children)

    @property
    def line(self) -> int:
        """The line on which it begins."""
        found: int = self._lines[self._place]
        return found

    def let_change(self) -> None:
        """Let what is below be changed: nothing is read past these elements any more."""
        for e in (self, *self.descendants()):
            e._children, e.node = e.children, None

    def line_of(self, node: Any) -> int:
        """Return the line on which an element begins that the standard library has."""
        found: int = self._lines[node]
        return found

    def forget_lines(self) -> None:
        """Let the lines of what is below not be asked for: the document is only part of a file."""
        self._lines, self._children = _NoLines(), None

    def wrapped(self, node: Any) -> Element:
        """Return an element below this one that the standard library has as one of this kind."""
        return Element.of(node, self._lines)

    @property
    def own_text(self) -> str:
        """All text directly inside, :data:`SEPARATOR` for each ``sep``."""
        parts = [self.text]
        for child in self.children:
            parts += (SEPARATOR * (child.name == "sep"), child.tail)
        return "".join(parts)

    def get(self, attribute: str, default: str = "") -> str:
        """Return an attribute, blanks around it removed."""
        return self.attributes.get(attribute, default).strip()

    def all(self, *path: str) -> Iterator[Element]:
        """Return the descendants along a path of local names."""
        found = [self]
        for name in path:
            found = [c for e in found for c in e.children if c.name == name]
            if not found:
                break
        return iter(found)

    def first(self, *path: str) -> Element | None:
        """Return the first descendant along a path of local names."""
        if len(path) == 1:
            return next((c for c in self.children if c.name == path[0]), None)
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
        if not self.children:
            return " ".join(self.text.split())
        stack: list[Element] = [self]
        found: list[str] = []
        while stack:
            e = stack.pop()
            found.append(e.own_text)
            stack += e.children[::-1]
        return " ".join(" ".join(found).split())


@lru_cache(maxsize=4096)
def local_name(name: str) -> str:
    """Return a name as the standard library has it without its namespace.

    Examples
    --------
    >>> local_name("{http://www.w3.org/1998/Math/MathML}ci"), local_name("ci")
    ('ci', 'ci')
    """
    return name[name.rfind("}") + 1 :]


@lru_cache(maxsize=4096)
def _local_names(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(local_name, names))


def attributes_of(node: Any) -> dict[str, str]:
    """Return the attributes of an element that the standard library has, by local name."""
    given: dict[str, str] = node.attrib
    return dict(zip(_local_names(tuple(given)), given.values(), strict=True))


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
    declared, comments = (text.count(sign) if "<!" in text else 0 for sign in ("<!", "<!--"))
    tags = text.count("<")
    if tags > MAX_ELEMENTS:
        tags -= text.count("</") + text.count("<?") + comments
    few = tags <= MAX_ELEMENTS
    if not few and not declared:
        raise FormatError(_TOO_MANY, where=where, hint=_SPLIT)  # before half of them are read
    if few and declared == comments:
        return _plain_tree(text, where)
    return _Builder(where, doctype).read(text)


def _plain_tree(text: str, where: str) -> Element:
    """Read a document without any declaration."""
    parser: Any = XMLParser()
    try:
        parser.feed(text)
        root = parser.close()
    except ParseError as reason:
        raise _not_well_formed(reason.code, reason.position[0], where) from None
    except (ValueError, LookupError, UnicodeError) as reason:  # an unknown encoding
        raise FormatError(f"not readable as XML: {reason}", where=where, line=1) from None
    return Element.of(root, _Lines(text, root))


def _not_well_formed(code: int, line: int, where: str) -> FormatError:
    message = f"not well-formed XML: {expat.ErrorString(code)}"
    return FormatError(message, where=where, line=line)


class _Lines:
    """On which line each element begins; looked for when it is first asked, mostly by an error."""

    def __init__(self, text: str, root: Any) -> None:
        self._text, self._root = text, root
        self._found: dict[int, int] = {}

    def __getitem__(self, node: Any) -> int:
        if not self._found:
            lines: list[int] = []
            parser: Any = expat.ParserCreate("utf-8")
            parser.StartElementHandler = lambda *_: lines.append(parser.CurrentLineNumber)
            parser.Parse(self._text.encode("utf-8"), True)
            self._found = dict(zip(map(id, self._root.iter()), lines, strict=True))
        return self._found[id(node)]


class LinesUnknownError(Exception):
    """The line of an element is asked for that was read out of its place."""


class _NoLines:
    def __getitem__(self, place: Any) -> int:
        raise LinesUnknownError


class _Builder:
    def __init__(self, where: str, doctype: bool) -> None:
        self.where, self.doctype = where, doctype
        self.stack: list[Element] = []
        self.root: Element | None = None
        self.count = 0
        self.lines: list[int] = []
        self.parser: Any = expat.ParserCreate("utf-8", "}")  # it is decoded already
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
            raise _not_well_formed(reason.code, reason.lineno, self.where) from None
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
        named = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        self.lines.append(self.parser.CurrentLineNumber)
        found = Element(name, named, self.lines, self.count - 1)
        if self.stack:
            self.stack[-1].children.append(found)
        else:
            self.root = found
        self.stack.append(found)

    def end(self, name: str) -> None:
        self.stack.pop()

    def data(self, text: str) -> None:
        inside = self.stack[-1]
        if inside.children:
            inside.children[-1].tail += text
        else:
            inside.text += text


def element(name: str, attributes: Mapping[str, object], *inside: str) -> str:
    """Write an element; attributes that are None or empty are left out.

    Examples
    --------
    >>> element("a", {"b": 1, "c": None}, element("d", {}))
    '<a b="1"><d/></a>'
    """
    from xml.sax.saxutils import quoteattr  # it loads much else, which reading does without

    given = "".join(
        f" {key}={quoteattr(_clean(str(value)))}"
        for key, value in attributes.items()
        if value is not None and value != ""
    )
    body = "".join(inside)
    return f"<{name}{given}>{body}</{name}>" if body else f"<{name}{given}/>"


def text_element(name: str, text: str) -> str:
    """Write an element that holds a text."""
    from xml.sax.saxutils import escape

    return f"<{name}>{escape(_clean(text))}</{name}>"


def _clean(text: str) -> str:
    """Drop the control characters that XML cannot hold."""
    return "".join(c for c in text if c >= " " or c in "\t\n\r")
