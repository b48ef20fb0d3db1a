"""Genes and species of a model: which species stands for a gene, which drugs hit it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from her2model.model.name_table import Meaning, name_table
from her2model.model.shipped import entities

if TYPE_CHECKING:
    from her2model.model.model import Model

__all__ = ["Targets"]


_BARE = re.compile(r"^v_|_b\d$")


class Targets:
    """What the species and the drugs of a model are to genes.

    Parameters
    ----------
    model
        The model.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.table = name_table()
        self._genes: dict[str, tuple[str, ...]] = {}

    def species_of(self, genes: Iterable[str]) -> str | None:
        """Return the species that stands for a gene: itself, else the smallest family with it."""
        table = entities().by_id
        wanted = set(genes)
        sized: list[tuple[int, str]] = []  # a gene's protein, then the gene, then what holds it
        for s, species in self.model.species.items():
            if s in self.model.named_only or species.kind in ("drug", "alteration", "phenotype"):
                continue
            own = self.genes_of(s)
            entity = table.get(species.entity or "")
            kind = entity.kind if entity else "family" if len(own) > 1 else "gene"
            exact = set(own) == wanted and kind in ("gene", "ligand")
            alone = kind == "family" or (kind == "complex" and not self._in_other(own, s))
            if exact or (wanted <= set(own) and alone):
                place = len(own) + 2 if not exact else int(species.kind == "gene")
                sized.append((place, s))
        return min(sized, key=lambda row: row[0])[1] if sized else None

    def _in_other(self, genes: tuple[str, ...], species: str) -> bool:
        """Whether another species is one of some genes by itself."""
        others = (s for s in self.model.species if s != species)
        return any(len(own) == 1 and own[0] in genes for own in map(self.genes_of, others))

    def genes_of(self, species: str) -> tuple[str, ...]:
        """Return the HGNC symbols that a species stands for, by its entity or else its name."""
        if species not in self._genes:
            self._genes[species] = self._genes_of(species)
        return self._genes[species]

    def _genes_of(self, species: str) -> tuple[str, ...]:
        part = self.model.species[species]
        known = entities().by_id
        if part.entity is not None and part.entity in known:
            return tuple(_genes(part.entity))
        bare = _BARE.sub("", species)  # v_BRAF and v_ERK_b1, as collections of models write them
        for name in (part.entity, part.label, species, bare):
            meaning = self.table.read(name, "gene", "family") if name else None
            if meaning:
                return meaning.of or (meaning.name,)
        return ()

    def drugs_at(self, genes: Iterable[str]) -> tuple[str, ...]:
        """Return the model's drugs that hit one of some genes."""
        wanted = set(genes)
        return tuple(d for d in self.model.drugs if wanted & set(self.genes_hit(d)))

    def genes_hit(self, drug: str) -> tuple[str, ...]:
        """Return the genes that a drug hits: as the table of names says, else by its arrows."""
        meaning = self.meaning_of(drug)
        if meaning:
            return meaning.of
        hit = [i.target for i in self.model.interactions.values() if i.source == drug]
        return tuple(dict.fromkeys(g for s in hit for g in self.genes_of(s)))

    def meaning_of(self, drug: str) -> Meaning | None:
        """Return what the table of names says of a drug of the model, or None."""
        species = self.model.species[drug]
        names = (drug, species.label, (species.entity or "").replace("_", " "))
        rows = (self.table.read(name, "drug") for name in names if name)
        return next((row for row in rows if row), None)


def _genes(entity: str) -> Iterator[str]:
    row = entities().by_id[entity]
    if row.kind == "gene":
        yield row.id
    if row.parent:
        yield row.parent
    for member in row.members:
        yield from _genes(member)
