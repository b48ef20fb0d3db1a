"""How a landscape was made: enough to make it again, and to judge what it cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from her2model.engine.simulation import DISCLAIMER
from her2model.screening.decision_diagrams import Diagrams
from her2model.screening.outcomes import Outcomes
from her2model.screening.switches import Perturbations

__all__ = ["Provenance"]


@dataclass(frozen=True)
class Provenance:
    """How a landscape was made: enough to make it again, and to judge what it cost.

    Attributes
    ----------
    model, digest
        The model and its SHA-256.
    readout, onset, start, context, given
        What was asked; ``given`` is on in every cell.
    semantics
        The attractors that were looked for.
    engine
        Program and version.
    order
        The switches in the order of the diagrams' variables.
    cells
        Cells, contradicting ones left out.
    undecided
        Cells whose readout percolation of the last stage did not decide.
    feedback
        Stage → species whose values were tried there.
    residual
        Residual networks that were solved one by one.
    nodes
        Diagram nodes held at the end.
    seconds
        Processor time.
    limits
        Limits that were set; none of them was hit.
    max_size
        Most switches on at once; None for any number.
    """

    model: str
    digest: str
    readout: str
    onset: str
    start: Any
    context: Mapping[str, int]
    given: tuple[str, ...]
    semantics: str
    engine: str
    order: tuple[str, ...]
    cells: int
    undecided: int
    feedback: Mapping[str, tuple[str, ...]]
    residual: int
    nodes: int
    seconds: float
    limits: Mapping[str, float | None]
    max_size: int | None = None
    note: str = DISCLAIMER

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, for JSON."""
        data = asdict(self)
        data["start"] = self.start if isinstance(self.start, str) else dict(self.start)
        data["context"] = dict(self.context)
        return data

    @classmethod
    def of(
        cls,
        perturbations: Perturbations,
        readout: str,
        diagrams: Diagrams,
        found: Outcomes,
        semantics: str,
        seconds: float,
        max_feedback: int,
    ) -> Provenance:
        """Gather it from what was asked and what came out."""
        from oxidd import __version__ as version

        p = perturbations
        return cls(
            model=p.model.name,
            digest=p.model.digest,
            readout=readout,
            onset=p.onset,
            start=p.start,
            context=p.context,
            given=tuple(map(str, p.given)),
            semantics=semantics,
            engine=f"oxidd {version}, decision diagrams over the switches",
            order=tuple(map(str, p.in_topological_order)),
            cells=diagrams.count(found.possible),
            undecided=diagrams.count(found.undecided),
            feedback=found.feedback,
            residual=found.residual,
            nodes=diagrams.nodes,
            seconds=seconds,
            limits={
                "nodes": diagrams.max_nodes,
                "feedback": max_feedback,
                "seconds": diagrams.max_seconds,
            },
            max_size=diagrams.max_size,
        )
