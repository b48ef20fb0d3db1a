"""Every cell of a resistance matrix with its label: forced by the arrows, or hung on a rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from her2model.answers.resistance import ResistanceMatrix, resistance_matrix
from her2model.displays import Displayed
from her2model.engine.simulation import DISCLAIMER
from her2model.model.model import Model
from her2model.uncertainty.robustness import Robustness, open_species, robustness
from her2model.verdicts import UNTREATED

__all__ = ["RobustnessMatrix", "robustness_matrix"]


@dataclass(frozen=True, repr=False)
class RobustnessMatrix(Mapping[tuple[str, str], Robustness], Displayed):
    """(alteration, drug) → whether the verdict follows from the arrows.

    Attributes
    ----------
    verdicts
        The resistance matrix with the rules as they are.
    cells
        The same keys → :class:`~her2model.uncertainty.robustness.Robustness`.
    """

    verdicts: ResistanceMatrix
    cells: Mapping[tuple[str, str], Robustness]

    def __getitem__(self, key: tuple[str, str]) -> Robustness:
        return self.cells[key]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)

    @property
    def forced(self) -> int:
        """Number of cells whose verdict is forced by the arrows."""
        return sum(r.label == "forced" for r in self.cells.values())

    def labels(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """Return label in words → the cells that bear it, the most frequent first."""
        found: dict[str, list[tuple[str, str]]] = {}
        for key, r in self.cells.items():
            found.setdefault(r.text, []).append(key)
        return {k: tuple(found[k]) for k in sorted(found, key=lambda k: -len(found[k]))}

    def to_dict(self) -> dict[str, Any]:
        """Return the matrix as plain data, for JSON."""
        rows: dict[str, dict[str, Any]] = {}
        for (a, d), r in self.cells.items():
            rows.setdefault(a, {})[d] = {
                "verdict": self.verdicts[a, d],
                "label": r.label,
                "text": r.text,
                "species": list(r.species),
                "together": r.together,
            }
        return {
            "model": self.verdicts.model.name,
            "digest": self.verdicts.model.digest,
            "cells": rows,
            "forced": self.forced,
            "note": DISCLAIMER,
        }

    def __str__(self) -> str:
        m = self.verdicts
        names = [m.label(d) for d in m.drugs]
        width, tall = max(map(len, m.alterations)), max(map(len, names))
        lines = [
            " " * width + " " + "".join(f"{n.rjust(tall)[k]:>2} " for n in names)
            for k in range(tall)
        ]
        for a, cells in m.rows():
            signs = (
                f"{c.look.sign:>2}{' ' if self[a, d].label == 'forced' else '?'}"
                for d, c in zip(m.drugs, cells, strict=True)
            )
            lines.append(f"{a:>{width}} {''.join(signs)}".rstrip())
        lines += ["", *(f"{sign}  {meaning}" for sign, meaning in m.legend().items())]
        lines.append(
            "?  not forced by the arrows: another rule that fits them gives another verdict"
        )
        open_ = open_species(m.model)
        lines.append(
            f"Open are the default rules of {', '.join(open_) or 'no species'}; others stay."
        )
        lines += [
            f"{len(cells)} of {len(self)} cells: {text}" for text, cells in self.labels().items()
        ]
        return "\n".join([*lines, m.footer()])

    def __repr__(self) -> str:
        return (
            f"<RobustnessMatrix of {self.verdicts.model.name}: {self.forced} of {len(self)} forced>"
        )


def robustness_matrix(
    model: Model,
    /,
    *,
    alterations: Iterable[str | Iterable[str]] | None = None,
    drugs: Iterable[str | Iterable[str]] | None = None,
    context: Mapping[str, int] | None = None,
    onset: str = "de novo",
    start: Any = UNTREATED,
    **options: Any,
) -> RobustnessMatrix:
    """Ask :func:`~her2model.uncertainty.robustness.robustness` of each alteration under each drug.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    alterations, drugs
        Rows and columns; each a name, or several names that occur together. All of the model's
        single ones when None; the unaltered tumour, ``none``, is the first row.
    context, onset, start
        As for :func:`~her2model.simulate`.
    **options
        Species and limits, as for :func:`~her2model.uncertainty.robustness.robustness`.

    Raises
    ------
    InputError, UnknownName, LimitError
        As for ``robustness``.

    Examples
    --------
    >>> import her2model as h2
    >>> cells = h2.robustness_matrix("PMC8005514")
    >>> cells["PTEN loss", "trastuzumab"].text
    'forced by the arrows'
    >>> cells
    <RobustnessMatrix of PMC8005514__F3: 4 of 4 forced>
    """
    found = model
    conditions = {"context": context, "onset": onset, "start": start}
    verdicts = resistance_matrix(
        found, alterations=alterations, drugs=drugs, context=context, onset=onset, start=start
    )
    cells = {
        key: robustness(
            found,
            drugs=cell.scenario.drugs,
            alterations=cell.scenario.alterations,
            **conditions,
            **options,
        )
        for key, cell in verdicts.cells.items()
    }
    return RobustnessMatrix(verdicts, cells)
