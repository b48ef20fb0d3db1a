"""GraphML, for Gephi, yEd, igraph and networkx: the signed graph with the evidence of each arrow.

Read are arrows, signs and rules; ``networkx.read_graphml`` and
:func:`~her2model.formats.networkx_graph.from_networkx` read back all of it. Evidence is JSON text;
quotes and references stand beside it as plain text.
"""

from __future__ import annotations

import json
from typing import Any

from her2model.formats.format import SPECIES_AND_ARROWS, Format, Written, losses
from her2model.formats.graph_attributes import Cleaner, evidence_attributes, species_attributes
from her2model.formats.graph_reading import read_graphml
from her2model.formats.networkx_graph import to_networkx
from her2model.model.entities import Entities
from her2model.model.model import Model

__all__ = ["GRAPHML", "write_graphml"]


def write_graphml(model: Model, entities: Entities | None = None) -> Written:
    """Write the regulatory graph.

    Returns
    -------
    Written
        The file, and what it does not carry.
    """
    import networkx as nx

    graph, clean = to_networkx(model), Cleaner()
    plain = nx.MultiDiGraph(name=clean(model.name))
    for s in graph:
        plain.add_node(s, **clean.all(species_attributes(model, s, entities)))
    for source, target, key in graph.edges(keys=True):
        i = model.interactions[key]
        attributes: dict[str, Any] = {
            "sign": i.sign,
            "mechanism": i.mechanism,
            "note": i.note,
            **evidence_attributes(i),
            "evidence": json.dumps(
                [e.model_dump(exclude_defaults=True) for e in i.evidence], ensure_ascii=False
            ),
        }
        plain.add_edge(source, target, key=key, **clean.all(attributes))
    text = "\n".join(nx.generate_graphml(plain, named_key_ids=True))
    head = '<?xml version="1.0" encoding="utf-8"?>\n'
    data = f"{head}{text}\n".encode()
    return Written({"": data}, (*losses(model, GRAPHML.name, GRAPHML.carries), *clean.notes()))


GRAPHML = Format(
    "GraphML",
    (".graphml",),
    "the signed graph with evidence, for Gephi, yEd, igraph and networkx",
    SPECIES_AND_ARROWS,
    read_graphml,
    write_graphml,
)
