"""What an attractor is: the one seam at which another semantics is added.

A semantics says what a species can be in the attractors that each cell reaches. To add one, write
its ``outcomes`` and name it in :data:`SEMANTICS`; landscapes and everything built on them take it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Protocol

from her2model.engine.simulation import SEMANTICS as MOST_PERMISSIVE
from her2model.screening.asynchronous import ASYNCHRONOUS, asynchronous_outcomes
from her2model.screening.outcomes import Outcomes, outcomes
from her2model.screening.switches import Perturbations

__all__ = ["SEMANTICS", "Asynchronous", "MostPermissive", "Semantics"]


class Semantics(Protocol):
    """A definition of attractors, evaluated in all cells at once."""

    @property
    def about(self) -> str:
        """The definition in a sentence."""

    def outcomes(
        self,
        perturbations: Perturbations,
        algebra: Any,
        readout: str,
        *,
        max_feedback: int,
        check: Callable[[str], None],
    ) -> Outcomes:
        """Find what a species can be in each cell; see :func:`.outcomes.outcomes`."""


class MostPermissive:
    """Minimal trap spaces: doi:10.1038/s41467-020-18112-5."""

    about = MOST_PERMISSIVE
    outcomes = staticmethod(outcomes)


class Asynchronous:
    """One species changes at a time; attractors by AEON (see that module)."""

    about = ASYNCHRONOUS
    outcomes = staticmethod(asynchronous_outcomes)


SEMANTICS: Mapping[str, Semantics] = MappingProxyType(
    {"most permissive": MostPermissive(), "asynchronous": Asynchronous()}
)
"""Name → semantics, the default first."""
