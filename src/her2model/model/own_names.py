"""Which of a model's own names is meant: the exact id, else the exact label, else nearly so.

Letters' case, dashes, blanks and underscores are people's own; but where they tell two things
apart, the name as written decides, and where it does not, the candidates are told. What a name
means beyond the model's own words, :mod:`her2model.model.names` says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from her2model.errors import InputError, UnknownName, a_or_an

__all__ = ["fold", "own_name"]


def own_name(
    name: Any, among: Mapping[str, Iterable[str]], kind: str = "species", where: str = ""
) -> str | None:
    """Return the id that a name means, or None where nothing is called so.

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
        Several are called so; the hint names them.
    InputError
        The name is not text.

    Examples
    --------
    >>> own_name("akt", {"AKT": (), "akt_2": ("akt",)}), own_name("p 95", {"p95": ()})
    ('akt_2', 'p95')
    """
    if not isinstance(name, str):
        raise InputError(
            f"{name!r} is no name of {a_or_an(kind)}", where=where, hint="a name is text"
        )
    if name in among:
        return name
    for found in (_bearers(name, among, exact=True), _bearers(name, among, exact=False)):
        if len(found) == 1:
            return found[0]
        if found:
            hint = f"write {' or '.join(map(repr, found))}"
            raise UnknownName(f"{name!r} can be several {kind} names", where=where, hint=hint)
    return None


def _bearers(name: str, among: Mapping[str, Iterable[str]], *, exact: bool) -> list[str]:
    if exact:
        return [known for known, others in among.items() if name and name in others]
    folded = fold(name)
    return [k for k, others in among.items() if folded in {fold(n) for n in (k, *others) if n}]


def fold(name: str) -> str:
    """Fold case, dashes and blanks, which people write as they like."""
    return re.sub(r"[\s_\-‐-―−]+", "", name).casefold()
