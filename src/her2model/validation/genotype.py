"""From what is known of a line to a tumour of the model.

The one seam between panels and readers of tumours: whatever reads genomes gives a
:class:`Genotype`, and nothing behind this module knows how.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from her2model.model.parts import FrozenMap
from her2model.validation.panel import Line
from her2model.validation.panel_file import Conditions, PanelFile

__all__ = ["Genotype", "genotype_of", "why_left_out"]


@dataclass(frozen=True)
class Genotype:
    """A line as the model sees it.

    Attributes
    ----------
    conditions
        Alterations, forced species and inputs.
    marked
        Whether it carries the marker of the disease.
    events
        Events that were read, in the panel's words.
    """

    conditions: Conditions
    marked: bool
    events: tuple[str, ...]


def genotype_of(file: PanelFile, line: Line) -> Genotype | None:
    """Read a line's events by the panel file's rules.

    Returns
    -------
    Genotype or None
        None where nothing is known of the line, or where the panel file leaves it out.
    """
    if line.events is None or why_left_out(file, line):
        return None
    marked = _is_marked(file, line.events)
    hits = [e for e in file.events if e.counts(line.events)]
    parts = [e.reads for e in hits]
    if line.group in file.tissues:
        parts.insert(0, file.tissues[line.group].reads)
    if not marked and file.unmarked is not None:
        parts.append(file.unmarked)
    read = {x for e in hits for x in e.event if not e.absent} & line.events
    return Genotype(_together(parts), marked, tuple(sorted(read)))


def why_left_out(file: PanelFile, line: Line) -> str:
    """Say why a line is not asked; nothing where it is."""
    if line.events is None:
        return "no events told ('none' says that there are none)"
    if file.require and not line.events & set(file.require):
        return f"without {' or '.join(file.require)}"
    if file.unmarked is None and not _is_marked(file, line.events):
        return f"without the marker {' or '.join(file.marker)}"
    return ""


def _is_marked(file: PanelFile, events: frozenset[str]) -> bool:
    return not file.marker or bool(events & set(file.marker))


def _together(parts: list[Conditions]) -> Conditions:
    """Join conditions; a later value of an input replaces an earlier one."""
    return Conditions(
        alterations=_union(p.alterations for p in parts),
        knockouts=_union(p.knockouts for p in parts),
        gains=_union(p.gains for p in parts),
        context=FrozenMap({k: v for p in parts for k, v in p.context.items()}),
    )


def _union(names: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({n for some in names for n in some}))
