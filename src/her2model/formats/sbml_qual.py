"""SBML-qual, the exchange format of logical models (GINsim, Cell Collective, AEON, CaSQ).

Identifiers and references are MIRIAM annotations, quotes are notes. What SBML has no place for
stands in annotations of our own namespace, so that reading the file gives nearly all of it back.
"""

from __future__ import annotations

from her2model.formats.format import SPECIES_AND_ARROWS, Format, Written, losses
from her2model.formats.sbml_reading import read_sbml
from her2model.formats.sbml_writing import sbml_text
from her2model.model.entities import Entities
from her2model.model.model import Model

__all__ = ["SBML_QUAL", "write_sbml"]


def write_sbml(model: Model, entities: Entities | None = None) -> Written:
    """Write SBML Level 3 with the package qual."""
    text = sbml_text(model, entities)
    return Written({"": text.encode("utf-8")}, losses(model, SBML_QUAL.name, SBML_QUAL.carries))


SBML_QUAL = Format(
    "SBML-qual",
    (".sbml", ".xml"),
    "logical models with identifiers and references, for GINsim, Cell Collective, AEON and others",
    SPECIES_AND_ARROWS | {"levels", "level names", "publication"},
    read_sbml,
    write_sbml,
)
