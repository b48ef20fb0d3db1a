"""How what a laboratory reports is read: conventions as data, each with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from her2model.errors import InputError, did_you_mean, shown
from her2model.model import strict_yaml
from her2model.model.files import read_text
from her2model.model.records import shipped_folder
from her2model.model.shipped import read_document

__all__ = ["Convention", "Conventions", "conventions"]

_FORMAT = "her2model-conventions/1"
_LEVELS = ("deep deletion", "shallow deletion", "gain", "amplification", "nothing")
_CHOICES: dict[str, tuple[str, ...]] = {
    **{f"copy number {n}": _LEVELS for n in ("-2", "-1", "1", "2")},
    "HER2 status": ("protein first", "copy number first"),
    "HER2 by copy number": ("both ways", "only positive", "never"),
    "HER2 not given": ("as the model", "negative", "positive"),
    "HER2-negative": ("grows", "as the model"),
    "ER-positive": ("as the model", "nothing", "ER reactivation"),
    "unknown variants": ("both", "no", "yes"),
    "contested variants": ("both", "no", "yes"),
    "species forced": ("without alterations", "never", "always"),
    "genes": ("human",),
}


@dataclass(frozen=True, slots=True)
class Convention:
    """One rule: its value, what it says, where it comes from; ``own`` where a user changed it."""

    name: str
    value: str
    says: str
    source: str
    own: bool = False

    def __str__(self) -> str:
        by = "changed here" if self.own else self.source
        return f"{self.name}: {self.value} ({self.says}; {by})"


@dataclass(frozen=True)
class Conventions:
    """Every convention by name; printable.

    Examples
    --------
    >>> conventions()["copy number 2"]
    'amplification'
    >>> conventions({"copy number 1": "amplification"})["copy number 1"]
    'amplification'
    """

    rows: tuple[Convention, ...]

    def __getitem__(self, name: str) -> str:
        return next(row.value for row in self.rows if row.name == name)

    def __iter__(self) -> Iterator[Convention]:
        return iter(self.rows)

    def __str__(self) -> str:
        return "\n".join(map(str, self.rows))

    def changed(self, values: Mapping[str, Any], where: str = "conventions") -> Conventions:
        """Return the conventions with other values.

        Raises
        ------
        InputError
            There is no such convention, or no such value of it.
        """
        rows = {row.name: row for row in self.rows}
        for name, given in values.items():
            if name not in rows:
                hint = did_you_mean(str(name), rows) or f"there are {', '.join(rows)}"
                raise InputError(f"{shown(name)} is not a convention", where=where, hint=hint)
            if str(given) not in _CHOICES[name]:
                hint = f"write {' or '.join(_CHOICES[name])}"
                raise InputError(f"{name}: {shown(given)} will not do", where=where, hint=hint)
            rows[name] = replace(rows[name], value=str(given), own=True)
        return Conventions(tuple(rows.values()))


def conventions(given: Mapping[str, Any] | str | Path | None = None) -> Conventions:
    """Return the conventions, with those that are given in place of the shipped ones.

    Parameters
    ----------
    given
        Names and values, or a YAML file with a mapping ``conventions`` of them; none when None.

    Raises
    ------
    InputError
        A name or a value that there is not, or a file that cannot be read.
    """
    if given is None:
        return _shipped()
    if isinstance(given, Mapping):
        return _shipped().changed(given)
    path = Path(given)
    data = strict_yaml.parse(read_text(path), path.name).data
    values = data.get("conventions") if isinstance(data, dict) else None
    if not isinstance(values, dict):
        hint = "write 'conventions: {copy number 1: amplification}'"
        raise InputError("there are no conventions in it", where=path.name, hint=hint)
    plain = {k: v.get("value") if isinstance(v, dict) else v for k, v in values.items()}
    return _shipped().changed(plain, path.name)


@cache
def _shipped() -> Conventions:
    data = read_document(shipped_folder() / "conventions.yaml").data
    assert data["format"] == _FORMAT
    rows = data["conventions"].items()
    return Conventions(
        tuple(Convention(n, str(r["value"]), r["says"], r["source"]) for n, r in rows)
    )
