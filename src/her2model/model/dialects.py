"""Notations of rules: what each tool takes for *and*, *or*, *not*, and for a name.

A sign that is an operator in some notation is part of a name only where the file says so: the name
is quoted, or declared (it stands as a target). Everything else is refused, with its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

__all__ = [
    "AEON_RULES",
    "BNET_RULES",
    "FILE_RULES",
    "GINML_RULES",
    "MABOSS_RULES",
    "OWN_RULES",
    "SIMPLE_NAME",
    "TABULARQUAL_RULES",
    "TEXT_RULES",
    "DeclaredNames",
    "Dialect",
]

_HEAD = re.compile(r"\w+|\S")
SIMPLE_NAME = re.compile(r"\w*[^\W\d]\w*")
_SIMPLE_END = re.compile(r"\w")


class Dialect(NamedTuple):
    """How a tool writes rules.

    Attributes
    ----------
    name
        What the notation is called.
    operators
        Sign, or word in small letters, to what it means: ``and or not xor => <=> ( ) 0 1``.
    order
        Operators of two sides, the weakest first.
    functions
        Words that count or join what stands in parentheses behind them.
    compares
        Whether ``X >= 2`` is read.
    plain
        Whether names are made of letters, digits, ``_``, ``.`` and ``:``, and never quoted.
    steps
        Whether ``X[-1]``, the value one step before, is read: it is the ordinary one.
    thresholds
        Whether ``X:2`` is a name, as for GINsim the arrow from X with the threshold 2.
    literals
        How many names a rule may have, each as often as it stands there.
    """

    name: str
    operators: Mapping[str, str]
    order: tuple[str, ...] = ("<=>", "=>", "or", "and", "xor")
    functions: frozenset[str] = frozenset()
    compares: bool = False
    plain: bool = False
    steps: bool = False
    thresholds: bool = False
    literals: int = 500_000


_WORDS = {"and": "and", "or": "or", "not": "not", "&": "and", "|": "or", "!": "not"}
_PLAIN = _WORDS | {"(": "(", ")": ")", "0": "0", "1": "1", "true": "1", "false": "0"}
_FULL = _PLAIN | {
    "&&": "and", "∧": "and", "||": "or", "∨": "or", "~": "not", "¬": "not",
    "xor": "xor", "^": "xor", "⊕": "xor", "⊻": "xor",
    "=>": "=>", "⇒": "=>", "→": "=>", "<=>": "<=>", "⇔": "<=>", "↔": "<=>",
}  # fmt: skip
_COUNTING = frozenset({"all", "any", "maj", "sumis", "sumgt", "sumlt"})  # as BoolNet has them

OWN_RULES = Dialect("her2model", _PLAIN, compares=True, plain=True, literals=100_000)
GINML_RULES = Dialect("GINML", _PLAIN | {"&&": "and", "||": "or"}, thresholds=True)
MABOSS_RULES = Dialect(
    "MaBoSS",
    _PLAIN | {"&&": "and", "||": "or", "^": "xor", "xor": "xor"},
    order=("xor", "or", "and"),
)
TEXT_RULES = Dialect("Cell Collective", {k: v for k, v in _FULL.items() if k.isascii()})
FILE_RULES = Dialect("rules as text", _FULL)
AEON_RULES = Dialect("AEON", _FULL)
TABULARQUAL_RULES = Dialect(
    "TabularQual",
    {k: v for k, v in _FULL.items() if k in set("&|!^()01") | {"true", "false"}},
    order=("or", "xor", "and"),
    compares=True,
    thresholds=True,
)
BNET_RULES = Dialect("bnet", _FULL, functions=_COUNTING, steps=True)


class DeclaredNames:
    """Names that a file declares, which may hold any sign; made once for a file."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_head: dict[str, list[str]] = {}
        for name in sorted(set(names), key=len, reverse=True):
            if not SIMPLE_NAME.fullmatch(name) and (head := _HEAD.match(name)):
                self._by_head.setdefault(head[0], []).append(name)

    @property
    def are_plain(self) -> bool:
        """Whether all of them are just letters, digits and ``_``."""
        return not self._by_head

    def longest(self, text: str, at: int) -> str | None:
        """Return the longest of the names that are not just letters and digits that stands here."""
        head = _HEAD.match(text, at) if self._by_head else None
        for name in self._by_head.get(head[0], ()) if head else ():
            end = at + len(name)
            joins_on = _SIMPLE_END.match(name[-1]) and _SIMPLE_END.match(text[end : end + 1])
            if text.startswith(name, at) and not joins_on:
                return name
        return None
