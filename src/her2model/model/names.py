"""What a typed name means: the exact id, else the exact label, else the one that is nearly so.

Letters' case, dashes, blanks and underscores are people's own; but where they tell two things
apart, the name as written decides, and where it does not, the candidates are told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from her2model.errors import InputError, UnknownName

__all__ = ["find_name", "fold"]


def find_name(
    name: Any, among: Mapping[str, Iterable[str]], kind: str = "species", where: str = ""
) -> str:
    """Return the id that a name means.

    Parameters
    ----------
    name
        What was typed.
    among
        Id → its other names, such as label and aliases.
    kind, where
        What is looked for, and in what, for messages.

    Raises
    ------
    UnknownName
        Nothing is called so, or several are; the hint names them.
    InputError
        The name is not text.

    Examples
    --------
    >>> find_name("akt", {"AKT": (), "akt_2": ("akt",)}), find_name("p 95", {"p95": ()})
    ('akt_2', 'p95')
    """
    if not isinstance(name, str):
        raise InputError(f"{name!r} is no name of a {kind}", where=where, hint="a name is text")
    if name in among:
        return name
    for found in (_bearers(name, among, exact=True), _bearers(name, among, exact=False)):
        if len(found) == 1:
            return found[0]
        if found:
            hint = f"write {' or '.join(map(repr, found))}"
            raise UnknownName(f"{name!r} can be several {kind} names", where=where, hint=hint)
    raise UnknownName.of(kind, name, among, where)


def _bearers(name: str, among: Mapping[str, Iterable[str]], *, exact: bool) -> list[str]:
    if exact:
        return [known for known, others in among.items() if name and name in others]
    folded = fold(name)
    return [k for k, others in among.items() if folded in {fold(n) for n in (k, *others) if n}]


def fold(name: str) -> str:
    """Fold case, dashes and blanks, which people write as they like."""
    return re.sub(r"[\s_\-‐-―−]+", "", name).casefold()
