"""GraphML, for Gephi, yEd, igraph and networkx: the signed graph with the evidence of each arrow.

The same model is read back, by us and by ``networkx.read_graphml`` with
:func:`~her2model.formats.networkx_graph.from_networkx`. Evidence is JSON text;
quotes and references stand beside it as plain text.
"""

from __future__ import annotations

import json
from typing import Any

from her2model.formats.format import CONTENTS, Format, Written
from her2model.formats.graph_attributes import (
    Cleaner,
    evidence_attributes,
    rest_of_model,
    species_attributes,
)
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
    rest = json.dumps(rest_of_model(model), ensure_ascii=False)
    plain = nx.MultiDiGraph(name=clean(model.name), model=clean(rest))
    for s in graph:
        plain.add_node(s, **clean.all(species_attributes(model, s, entities)))
    for source, target, key in graph.edges(keys=True):
        i = model.interactions[key]
        attributes: dict[str, Any] = {
            "sign": i.sign,
            "mechanism": i.mechanism,
            "note": i.note,
            **evidence_attributes(i),
        }
        plain.add_edge(source, target, key=key, **clean.all(attributes))
    writer = nx.GraphMLWriter(named_key_ids=True)
    writer.add_graph_element(plain)
    text = str(writer).replace("\r", "&#13;")  # which XML would read as a new line
    head = '<?xml version="1.0" encoding="utf-8"?>\n'
    return Written({"": f"{head}{text}\n".encode()}, clean.notes())


GRAPHML = Format(
    "GraphML",
    (".graphml",),
    "the signed graph with evidence, for Gephi, yEd, igraph and networkx",
    frozenset(CONTENTS),
    read_graphml,
    write_graphml,
)
