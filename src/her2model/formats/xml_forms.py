"""Large XML whose pieces differ in names alone: each form is parsed once.

A list of thousands of elements as a program writes them has few *forms*: the text of an element
without the names that stand in quotes behind ``id=`` and the like, and between the tags of a
``ci``. A form is parsed with a mark of its own at each of these places; an element of that form is
known by its names. That is sound, since a name in the place of another one changes neither whether
the text is XML nor what it is made of; and whether it is XML, the parser has said of the form.

Where anything is unusual (comments, declarations, single quotes, an element that is not closed),
nothing is made of it here, and the whole document is to be parsed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from her2model.formats.xml_tree import MAX_ELEMENTS

__all__ = ["Alike", "FormedList", "formed_list"]

MIN_LENGTH = 200_000
"""Characters from which a document is looked at for forms."""
MAX_SHARE = 4
"""One form for so many elements, at least, for it to pay."""
_ENDS = ("id=", "qualitativeSpecies=", "<ci>")


class Alike(NamedTuple):
    """Elements of one form.

    Attributes
    ----------
    marked
        The text of such an element, with marks in the place of its names.
    marks
        These marks.
    names
        For each of the elements its number in the list, and the names at the places of the marks.
    """

    marked: str
    marks: tuple[str, ...]
    names: list[tuple[int, list[str]]]


class FormedList(NamedTuple):
    """A document, with the elements of one list apart.

    Attributes
    ----------
    before, behind
        What stands before the list, with its start tag, and behind it.
    forms
        Its elements by their forms.
    body, close
        The text of the list, and the end tag of its elements.
    """

    before: str
    behind: str
    forms: list[Alike]
    body: str
    close: str

    def texts(self, numbers: Sequence[int]) -> list[str]:
        """Return the texts of some of the elements."""
        pieces = self.body.split(self.close)
        return [pieces[k] + self.close for k in numbers]

    def document(self, elements: Sequence[str]) -> str:
        """Return the document with other elements in the list."""
        return "".join((self.before, *elements, self.behind))


def formed_list(text: str, outer: str, inner: str) -> FormedList | None:
    """Part the elements ``inner`` of the one list ``outer`` by their forms.

    None where the document is small, has several such lists, or not many elements of each form.
    """
    if len(text) < MIN_LENGTH or text.count("<") > MAX_ELEMENTS:
        return None
    start = re.search(rf"<((?:[A-Za-z][\w.-]*:)?){outer}(?:\s[^<>]*)?(?<!/)>", text)
    end = text.rfind(f"</{start[1]}{outer}>") if start else -1
    if not start or end < start.end():
        return None
    before, body, behind = text[: start.end()], text[start.end() : end], text[end:]
    close = f"</{start[1]}{inner}>"
    pieces = body.replace("<ci>", '<ci>"').replace("</ci>", '"</ci>').split(close)
    if pieces.pop().strip() or "<!" in before or "<!" in behind or "<?" in before[1:] + behind:
        return None
    forms = _forms(pieces, close)
    return FormedList(before, behind, forms, body, close) if forms else None


class _Places(NamedTuple):
    """What elements have in common that are alike outside of quotes."""

    named: list[int]
    others: list[int]
    forms: dict[str, Alike]


def _forms(pieces: Sequence[str], close: str) -> list[Alike] | None:
    """Group the elements; None where there are too many forms."""
    known: dict[str, _Places] = {}
    forms: list[Alike] = []
    for number, piece in enumerate(pieces):
        parts = piece.split('"')
        outside, inside = parts[::2], parts[1::2]
        places = known.get(key := '"'.join(outside))
        if places is None:
            if len(inside) == len(outside) or len(known) * MAX_SHARE > len(pieces):
                return None
            if "'" in key or "<!" in key or "<?" in key:
                return None
            known[key] = places = _places(outside)
        other = '"'.join([inside[k] for k in places.others])
        if other not in places.forms:
            if len(forms) * MAX_SHARE > len(pieces) or "<" in other:
                return None
            forms.append(_alike(outside, inside, places.named, len(forms), close))
            places.forms[other] = forms[-1]
        places.forms[other].names.append((number, [inside[k] for k in places.named]))
    return forms


def _places(outside: Sequence[str]) -> _Places:
    are_names = [part.endswith(_ENDS) for part in outside[:-1]]
    named = [k for k, is_name in enumerate(are_names) if is_name]
    return _Places(named, [k for k, is_name in enumerate(are_names) if not is_name], {})


def _alike(
    outside: Sequence[str], inside: Sequence[str], named: Sequence[int], number: int, close: str
) -> Alike:
    marks = tuple(f"mark_{number}_{k}" for k in range(len(named)))
    values = {**dict(enumerate(inside)), **dict(zip(named, marks, strict=True))}
    parts = [f'{part}"{values[k]}"' if k in values else part for k, part in enumerate(outside)]
    marked = "".join(parts).replace('<ci>"', "<ci>").replace('"</ci>', "</ci>")
    return Alike(marked + close, marks, [])
