"""What callers give: an argument of the wrong kind is told in a sentence, with what to write."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from her2model.errors import InputError, a_or_an, shown

__all__ = [
    "callable_of",
    "executor_of",
    "listed",
    "made_by",
    "path_of",
    "seconds_of",
    "text_of",
    "whole_number",
]

T = TypeVar("T")
MOST_SECONDS = 1e9
"""Thirty years."""


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


def seconds_of(given: float | None, what: str = "max_seconds", example: str = "") -> float | None:
    """Return a time in seconds, or None for no limit.

    Raises
    ------
    InputError
        It is no number.

    Examples
    --------
    >>> seconds_of("10")
    Traceback (most recent call last):
    her2model.errors.InputError: max_seconds='10' is no time; give seconds, or None for no limit
    """
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    if given is not None and not (is_number and given < MOST_SECONDS):
        hint = example or "give seconds, or None for no limit"
        raise InputError(f"{what}={shown(given)} is no time", hint=hint)
    return given


def callable_of(given: T, what: str, called: str) -> T:
    """Return what is called while something is done, or None.

    Raises
    ------
    InputError
        It cannot be called; ``called`` says with what it would be.
    """
    if given is not None and not callable(given):
        hint = f"give a function, which is called with {called}, or leave {what}= out"
        raise InputError(f"{what}={shown(given)} is no function", hint=hint)
    return given


def executor_of(given: T) -> T:
    """Return where to work, or None.

    Raises
    ------
    InputError
        Nothing can be handed to it.
    """
    if given is not None and not callable(getattr(given, "submit", None)):
        raise InputError(
            f"executor={shown(given)} is no executor",
            hint="give one of concurrent.futures, such as ProcessPoolExecutor(2), or leave it out",
        )
    return given


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
    if not given or not isinstance(given, str | os.PathLike):
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
