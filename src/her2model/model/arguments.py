"""What callers give: an argument of the wrong kind is told in a sentence, with what to write."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from her2model.errors import InputError, a_or_an, shown

__all__ = ["listed", "made_by", "path_of", "text_of", "whole_number"]

T = TypeVar("T")


def listed(given: Iterable[T], what: str) -> Iterable[T]:
    """Return a list as it is, if it is one: a text or a mapping is no list of names.

    Examples
    --------
    >>> listed("AKT", "knockouts")
    Traceback (most recent call last):
    her2model.errors.InputError: knockouts='AKT' is text; give a list: knockouts=['AKT']
    """
    if isinstance(given, str):
        raise InputError(f"{what}={given!r} is text", hint=f"give a list: {what}=[{given!r}]")
    if not isinstance(given, Iterable) or isinstance(given, Mapping):
        hint = f"give a list, or leave {what}= out"
        raise InputError(f"{what}={shown(given)} is no list of names", hint=hint)
    return given


def whole_number(given: int, what: str, least: int = 0) -> int:
    """Return a number that counts something.

    Raises
    ------
    InputError
        It is no whole number, or less than the least.
    """
    is_whole = hasattr(given, "__index__") and not isinstance(given, bool)
    if not is_whole or given < least:
        low = "is too small" if least else "is less than nothing"
        said = low if is_whole else "is no whole number"
        raise InputError(f"{what}={shown(given)} {said}", hint=f"give {least} or more")
    return int(given)


def made_by(maker: str, given: T, kind: type[T]) -> T:
    """Return a result of some function of this package.

    Raises
    ------
    InputError
        It is something else.
    """
    if not isinstance(given, kind):
        name = re.sub("(?<=[a-z])(?=[A-Z])", " ", kind.__name__).lower()
        message = f"{shown(given)} is not {a_or_an(name)}"
        raise InputError(message, hint=f"give what {maker}() returns")
    return given


def path_of(given: Any, what: str = "file") -> Path:
    """Return the path of a file.

    Raises
    ------
    InputError
        It is no path.
    """
    if not isinstance(given, str | os.PathLike):
        raise InputError(f"{what}={shown(given)} is no path", hint="give the name of a file")
    return Path(given)


def text_of(given: Any, what: str, example: str) -> str:
    """Return a text.

    Raises
    ------
    InputError
        It is none.
    """
    if not isinstance(given, str):
        raise InputError(
            f"{what}={shown(given)} is no text", hint=f"write, for example, {example!r}"
        )
    return given
