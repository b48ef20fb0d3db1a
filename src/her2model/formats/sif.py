"""Signed SIF, Cytoscape's simple interaction format: ``A<tab>activates<tab>B``.

Written only. Names are ids; printed names go into the name map beside the file. A species without
arrows stands alone on its line, as the format allows.
"""

from __future__ import annotations

from her2model.formats.format import Format, Written, losses
from her2model.formats.graph_attributes import INTERACTIONS
from her2model.formats.name_map import write_name_map
from her2model.model.entities import Entities
from her2model.model.model import Model

__all__ = ["SIF", "write_sif"]


def write_sif(model: Model, entities: Entities | None = None) -> Written:
    """Write the signed arrows.

    Returns
    -------
    Written
        The file, its name map where printed names differ, and what it does not carry.
    """
    arrows = [
        f"{i.source}\t{INTERACTIONS[i.sign]}\t{i.target}" for i in model.interactions.values()
    ]
    joined = {end for i in model.interactions.values() for end in (i.source, i.target)}
    alone = [s for s in model.species if s not in joined]
    text = "".join(f"{line}\n" for line in (*arrows, *alone))
    files = {"": text.encode("ascii"), **write_name_map(model, {s: s for s in model.species})}
    return Written(files, losses(model, SIF.name, SIF.carries))


SIF = Format(
    "SIF",
    (".sif",),
    "signed arrows, for Cytoscape",
    frozenset({"signs", "labels", "species without arrows"}),
    writer=write_sif,
)
