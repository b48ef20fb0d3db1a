"""Names as printed in a caption or a table: folded for comparison, and read by the curated table.

Dashes, and letters of other scripts that look Latin, are folded one for one, so that every offset
points into the caption as printed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from her2model.model.shipped import entities

__all__ = ["end_of_statements", "fold", "fold_name", "read_name"]

_LOOKALIKES = str.maketrans(
    "АВЕКМНОРСТХаеорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧ–—‐‑−\u00a0\u2028",
    "ABEKMHOPCTXaeopcyxABEZHIKMNOPTYX-----  ",
)


def fold(text: str) -> str:
    """Fold dashes and letters that look Latin, one for one: the length stays.

    Examples
    --------
    >>> fold("PI3K–AKT"), fold("МЕК") == "MEK"
    ('PI3K-AKT', True)
    """
    return text.translate(_LOOKALIKES)


def fold_name(text: str) -> str:
    """Fold a name for comparison: case, blanks, dashes, plural, and a one misread for an I.

    Examples
    --------
    >>> fold_name("HER-2") == fold_name("Her2"), fold_name("P13K") == fold_name("PI3K")
    (True, True)
    """
    bare = re.sub(r"[\s_\-:]+", "", fold(text)).casefold().replace("p13k", "pi3k")
    bare = bare.replace("pi3kca", "pik3ca").replace("tumour", "tumor").replace("lling", "ling")
    return bare[:-1] if len(bare) > 3 and bare.endswith("s") and not bare.endswith("ss") else bare


def end_of_statements(caption: str) -> int:
    """Offset at which a caption's list of abbreviations or legend begins, or its length."""
    found = re.search(r"(?:Abbreviations?|Legend)\s*:", caption)
    return found.start() if found else len(caption)


def read_name(text: str, figid: str = "") -> str | None:
    """Read a name by the table: as printed for a figure, or else folded; None if it is unknown.

    Examples
    --------
    >>> read_name("HER2 homodimers"), read_name("IGF1-R"), read_name("XYZ1")
    ('HER2_homodimer', 'IGF1R', None)
    """
    exact = entities().read(text, figid)
    if exact and exact.entity:
        return exact.entity
    return _folded().get(fold_name(text)) or _folded().get(fold_name(text) + "family")


@cache
def _folded() -> Mapping[str, str]:
    """Folded names of the table; a name that folds like another's is left out."""
    found: dict[str, str] = {}
    twice = set()
    for e in entities().by_id.values():
        for n in (e.id, e.label, *e.aliases):
            if n and found.setdefault(fold_name(n), e.id) != e.id:
                twice.add(fold_name(n))
    return {k: v for k, v in found.items() if k not in twice}
