"""Every error that her2model raises on purpose.

::

    Her2ModelError
    ├── InputError (ValueError)      something that was given is wrong; .problems says all of it
    │   ├── FigureError              a figure record
    │   ├── ModelError               a model, entity or reference file
    │   ├── RuleError                the text of a rule
    │   ├── FormatError              a foreign file format
    │   └── UnknownName              a name that the model does not have
    └── LimitError (RuntimeError)    a stated bound was hit; nothing is ever silently cut short
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from typing import Any

__all__ = [
    "FigureError",
    "FormatError",
    "Her2ModelError",
    "InputError",
    "LimitError",
    "ModelError",
    "Problem",
    "RuleError",
    "UnknownName",
    "a_or_an",
    "did_you_mean",
    "in_our_words",
    "shown",
    "the_choice",
    "warn",
]

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where it is, what it is, and what to do about it."""

    where: str
    message: str
    hint: str = ""
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.where} (line {self.line})" if self.line else self.where
        head = f"{place}: {self.message}" if place else self.message
        return f"{head}; {self.hint}" if self.hint else head


class Her2ModelError(Exception):
    """The root: ``except Her2ModelError`` catches whatever this library raises on purpose."""


class InputError(Her2ModelError, ValueError):
    """What was given cannot be used; ``problems`` lists all that was found, one sentence each.

    Parameters
    ----------
    problems
        A sentence, one :class:`Problem`, or several.
    where, hint, line
        Place, remedy and line number, when ``problems`` is a sentence.
    """

    def __init__(
        self,
        problems: str | Problem | Iterable[Problem],
        *,
        where: str = "",
        hint: str = "",
        line: int | None = None,
    ) -> None:
        if isinstance(problems, str):
            problems = Problem(where, problems, hint, line)
        if isinstance(problems, Problem):
            problems = (problems,)
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)

    @property
    def where(self) -> str:
        """Place of the first problem, such as ``her2-resistance.yaml: rules.AKT``."""
        return self.problems[0].where

    @property
    def hint(self) -> str:
        """What to do about the first problem; empty when there is nothing to suggest."""
        return self.problems[0].hint


class FigureError(InputError):
    """A figure record cannot be read."""


class ModelError(InputError):
    """A model, entity or reference file says something that cannot be."""


class RuleError(InputError):
    """The text of a rule is not a Boolean expression over species names."""


class FormatError(InputError):
    """A foreign file cannot be read, or cannot carry what should be written."""


class UnknownName(InputError):  # noqa: N818 - it reads as a sentence
    """A name that is not there; the hint offers the nearest ones."""

    @classmethod
    def of(cls, kind: str, name: str, known: Iterable[str], where: str = "") -> UnknownName:
        """Build the usual sentence: ``'lapatinb' is not a drug; did you mean 'lapatinib'?``."""
        known = list(known)
        hint = did_you_mean(name, known) or the_choice(known)
        return cls(f"{name!r} is not {a_or_an(kind)}", where=where, hint=hint)


class LimitError(Her2ModelError, RuntimeError):
    """A stated bound was hit; the message says which, what was done, and what to try."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``did you mean 'X'?`` for the nearest known names, or an empty string.

    Examples
    --------
    >>> did_you_mean("PIP33", ["PIP2", "PIP3", "AKT"])
    "did you mean 'PIP3'?"
    >>> did_you_mean("zzz", ["PIP3"])
    ''
    """
    by_lower_case = {k.lower(): k for k in known}
    given = str(name)[:200].lower()
    near = get_close_matches(given, by_lower_case, n=2, cutoff=0.6)
    if not near:
        return ""
    likeness = [SequenceMatcher(None, n, given).ratio() for n in near]
    near = [n for n, r in zip(near, likeness, strict=True) if r > likeness[0] - 0.1]
    return "did you mean " + " or ".join(repr(by_lower_case[n]) for n in near) + "?"


def a_or_an(noun: str) -> str:
    """Return a noun with its article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def the_choice(known: Sequence[str], most: int = 12) -> str:
    """Say which names there are, or the first of many."""
    if not known:
        return "there is none here"
    listed = ", ".join(known[:most])
    return f"there are {listed}" + (f" and {len(known) - most} more" if len(known) > most else "")


_DUE = {
    "dict": "a mapping",
    "model": "a mapping",
    "string": "text",
    "list": "a list",
    "tuple": "a list",
    "float": "a number",
    "int": "a whole number",
}


def in_our_words(
    e: Mapping[str, Any], fields: Callable[[Path_], Iterable[str]]
) -> tuple[Path_, str, str]:
    """Say what pydantic found: where, what, and a hint; ``fields`` names what may stand there."""
    kind, loc, given = e["type"], e["loc"], shown(e["input"])
    if kind == "extra_forbidden":
        hint = did_you_mean(str(loc[-1]), fields(loc))
        if " " in str(loc[-1]):
            hint = "within {} a comma ends a text, so put such a text in quotes"
        return loc, f"{loc[-1]!r} is not a field here", hint
    if kind == "missing":
        return loc[:-1], f"{loc[-1]!r} is missing", ""
    if kind == "literal_error":
        choices = e["ctx"]["expected"].replace(" or ", ", ")
        hint = did_you_mean(str(e["input"]), choices.replace("'", "").split(", "))
        return loc, f"{given} is not {'one of ' if ', ' in choices else ''}{choices}", hint
    if kind == "value_error":
        message, _, hint = str(e["ctx"]["error"]).partition("; ")
        return loc, message, hint
    due = _DUE.get(kind.partition("_")[0])
    given = "nothing" if e["input"] is None else given
    hint = "put it in quotes" if due == "text" and isinstance(e["input"], int | float) else ""
    return loc, f"{given} stands where {due} is due" if due else f"{given} will not do here", hint


def shown(value: Any) -> str:
    """Show a value in a message: as Python writes it, cut where it is long."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def warn(message: str, category: type[Warning]) -> None:
    """Warn, pointing at the line outside of this package that asked for it."""
    level, frame = 1, sys._getframe()
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] == "her2model":
        level, frame = level + 1, frame.f_back
    warnings.warn(message, category, stacklevel=level)
