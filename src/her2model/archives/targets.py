"""What a description points at in the XML of a model, found and changed.

Read are the paths that descriptions of SBML use: names from the root, a condition on one
attribute, an attribute at the end, ``/sbml:sbml/sbml:model/…/qual:x[@qual:id='A']/@qual:y``.
Prefixes are not looked at, since no two names differ by them alone.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from her2model.errors import FormatError
from her2model.formats.xml_tree import Element

__all__ = ["Target", "apply_change", "found", "id_in"]

_STEP = re.compile(
    r"(?:[\w.-]+:)?(?P<name>[\w.-]+)"
    r"(?:\[@(?:[\w.-]+:)?(?P<key>[\w.-]+)\s*=\s*(?P<mark>['\"])(?P<value>.*?)(?P=mark)\])?"
)
_ATTRIBUTE = re.compile(r"@(?:[\w.-]+:)?(?P<name>[\w.-]+)")


class Target(NamedTuple):
    """What a path points at: an element, the one that it is in, and perhaps an attribute."""

    parent: Element | None
    element: Element
    attribute: str | None


def found(root: Element, path: str, where: str) -> Target:
    """Return what a path points at.

    Raises
    ------
    FormatError
        It is no such path, or nothing or several things are there.
    """
    here: list[tuple[Element | None, Element]] = []
    attribute = None
    text, first = path.strip(), True
    while text:
        if not text.startswith("/"):
            raise FormatError(f"the path {path[:80]!r} is not read", where=where)
        text = text[1:]
        last = _ATTRIBUTE.fullmatch(text)
        if last and not first:
            attribute = last["name"]
            break
        step = _STEP.match(text)
        if step is None:
            raise FormatError(f"the path {path[:80]!r} is not read", where=where)
        near = [(None, root)] if first else [(e, c) for _, e in here for c in e.children]
        here = [
            (p, e)
            for p, e in near
            if e.name == step["name"]
            and (step["key"] is None or e.get(step["key"]) == step["value"])
        ]
        text, first = text[step.end() :], False
    if len(here) != 1:
        told = f"{path[-80:]!r} points at {len(here)} things in the model, not at one"
        raise FormatError(told, where=where)
    return Target(here[0][0], here[0][1], attribute)


def apply_change(root: Element, change: Element, where: str) -> None:
    """Change the XML of a model as a description says.

    Raises
    ------
    FormatError
        The change is of another kind than is carried out, or points at nothing.
    """
    target = found(root, change.get("target"), where)
    new = change.first("newXML")
    if change.name == "changeAttribute" and target.attribute:
        target.element.attributes[target.attribute] = change.get("newValue")
        return
    if target.parent is None or target.attribute or change.name not in _CHANGES:
        hint = "changeAttribute, removeXML, changeXML and addXML are carried out"
        raise FormatError(f"a change {change.name!r} is not carried out", where=where, hint=hint)
    siblings = target.parent.children
    place = next(k for k, e in enumerate(siblings) if e is target.element)
    made = new.children if new is not None else []
    if change.name == "addXML":
        target.element.children += made
    else:
        siblings[place : place + 1] = made if change.name == "changeXML" else []


_CHANGES = ("addXML", "changeXML", "removeXML")


def id_in(path: str) -> str | None:
    """Return the id of the species that the path of a variable names."""
    ids = [m["value"] for m in _STEP.finditer(path) if m["key"] == "id"]
    return ids[-1] if ids else None
