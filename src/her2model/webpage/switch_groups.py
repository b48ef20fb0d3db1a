"""What can be switched, grouped by what it hits, and every name under which it is found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from her2model.model.model import Model
from her2model.model.name_table import folded
from her2model.model.names import Names

__all__ = ["groups", "names"]

_SEARCHED = ("drug", "regimen", "event", "gene", "family")
_MOST_GENES = 4
_LETTERS = {"drugs": "d", "alterations": "a", "species": "s"}


def groups(
    model: Model, drugs: tuple[str, ...], alterations: tuple[str, ...], index: Mapping[str, int]
) -> dict[str, list[dict[str, Any]]]:
    """Group drugs by the genes that they hit, and alterations by where they act.

    Returns
    -------
    dict of list
        ``drugs`` and ``alterations``: groups of ``label`` and ``items``, by index.
    """
    every = list(model.alterations)
    places: dict[str, list[int]] = {}
    for a in alterations:
        places.setdefault(_place(model, a), []).append(every.index(a))
    return {
        "drugs": [
            {"label": label, "items": [index[d] for d in members]}
            for label, members in _by_genes(model, drugs)
        ],
        "alterations": [{"label": p or "elsewhere", "items": i} for p, i in places.items()],
    }


def _by_genes(model: Model, drugs: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    """Put drugs together that share a gene, directly or through others."""
    targets = Names.of(model).targets
    found: list[tuple[dict[str, None], list[str]]] = []
    for d in drugs:
        genes = dict.fromkeys(targets.genes_hit(d))
        shared = [g for g in found if g[0].keys() & genes.keys()]
        merged = {k: None for g in shared for k in g[0]} | genes
        members = [m for g in shared for m in g[1]] + [d]
        found = [g for g in found if g not in shared] + [(merged, members)]
    return [(_label(list(genes)), sorted(m, key=drugs.index)) for genes, m in found]


def _label(genes: list[str]) -> str:
    if not genes:
        return "other targets"
    more = f" and {len(genes) - _MOST_GENES} more" if len(genes) > _MOST_GENES else ""
    return f"hit {', '.join(genes[:_MOST_GENES])}{more}"


def _place(model: Model, alteration: str) -> str:
    a = model.alterations[alteration]
    hit = [*a.fix, *(cut.split()[-1] for cut in a.cut)]
    return (model.species[hit[0]].compartment or "") if hit else ""


def names(model: Model, index: Mapping[str, int]) -> list[list[Any]]:
    """List what people type: name, kind (``d``, ``a`` or ``s``), and what it is here, by index.

    A name stands for what :func:`her2model.find` says that it is; the model's own are left out.
    """
    known = Names.of(model)
    every = list(model.alterations)
    own = {folded(n) for s in model.species.values() for n in (s.id, s.name)}
    found: dict[tuple[str, str], list[Any]] = {}
    for name, row in known.table.names_of(*_SEARCHED).items():
        for role, items in known.find(name).roles.items():
            if role not in _LETTERS or (role == "species" and row.kind not in ("gene", "family")):
                continue
            numbers = [every.index(i) if role == "alterations" else index[i] for i in items]
            if folded(name) not in own or role == "alterations":
                found[folded(name), role] = [name, _LETTERS[role], numbers]
    for k, a in enumerate(model.alterations.values()):
        for name in a.aliases:
            found[folded(name), "alterations"] = [name, "a", [k]]
    return list(found.values())
