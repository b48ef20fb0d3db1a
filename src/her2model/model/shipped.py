"""What travels with the package: curated models, the table of entities, the bibliography."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from her2model.errors import ModelError
from her2model.model import strict_yaml
from her2model.model.entities import Entities, read_entities
from her2model.model.files import read_text
from her2model.model.parts import Source
from her2model.model.records import shipped_folder, shipped_models

__all__ = [
    "Reference",
    "bibliography",
    "entities",
    "figure_source",
    "read_document",
]


class Reference(BaseModel):
    """A publication, as far as its record was seen; ``finding`` says what it is cited for."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: str
    title: str
    authors: tuple[str, ...] = ()
    journal: str | None = None
    year: int | None = None
    volume: str | None = None
    pages: str | None = None
    doi: str | None = None
    pmc: str | None = None
    finding: str | None = None


def read_document(path: Path) -> strict_yaml.Document:
    """Read a YAML file whose faults are faults of a model."""
    text = read_text(path, error=ModelError)
    return strict_yaml.parse(text, path.name, error=ModelError)


@cache
def entities() -> Entities:
    """Return the shipped table of entities and words."""
    return read_entities(read_document(shipped_folder() / "entities.yaml"))


@cache
def bibliography() -> Mapping[str, Reference]:
    """Return the shipped bibliography by CURIE, such as ``pubmed:16452206``."""
    document = read_document(shipped_folder() / "references.yaml")
    found: dict[str, Reference] = {}
    for key, row in document.data["references"].items():
        try:
            found[key] = Reference.model_validate({**row, "id": key})
        except ValidationError as reason:
            raise ModelError(document.refused(reason.errors(), ("references", key))) from None
    return found


@cache
def figure_source(figid: str) -> Source | None:
    """Return the publication that a shipped figure model was read from, or None."""
    for name, path in shipped_models().items():
        if name.rpartition("/")[2] == figid:
            source = read_document(path).data.get("source")
            return Source.model_validate(source) if source else None
    return None
