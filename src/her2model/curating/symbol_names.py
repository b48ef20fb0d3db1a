"""Which names exist, which of them several genes share, and which of them a record holds.

The shared names and families are in ``ambiguous_names.tsv`` (from HGNC and FamPlex, both CC0); the
curated names in ``entities.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from her2model.curating.caption_names import tokens
from her2model.curating.printed_names import end_of_statements, fold
from her2model.model.figures import Figure
from her2model.model.files import read_text
from her2model.model.shipped import entities

__all__ = [
    "bare",
    "caption_names",
    "families",
    "kin",
    "known_names",
    "listed_words",
    "names_of_gene",
    "shared_names",
    "symbols",
]


@cache
def _table() -> tuple[Mapping[str, Mapping[str, str]], Mapping[str, frozenset[str]]]:
    text = read_text(Path(str(files("her2model._models"))) / "ambiguous_names.tsv")
    names: dict[str, dict[str, str]] = {}
    members: dict[str, frozenset[str]] = {}
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    for name, kind, genes in rows[1:]:
        if kind == "family":
            members[name] = frozenset(genes.split(" "))
        else:
            names.setdefault(name, {})[genes] = kind
    return names, members


def shared_names() -> Mapping[str, Mapping[str, str]]:
    """Return name → gene → ``symbol``, ``alias`` or ``previous``, for names of several genes.

    Examples
    --------
    >>> dict(shared_names()["TSC1"])
    {'CCL26': 'alias', 'TSC1': 'symbol'}
    """
    return _table()[0]


def families() -> Mapping[str, frozenset[str]]:
    """Return family → members, as human gene symbols.

    Examples
    --------
    >>> sorted(families()["RAF"])
    ['ARAF', 'BRAF', 'RAF1']
    """
    return _table()[1]


def bare(text: str) -> str:
    """Fold a name to capitals and digits.

    Examples
    --------
    >>> bare("IGF-1R"), bare("p95–HER2")
    ('IGF1R', 'P95HER2')
    """
    return re.sub(r"[^A-Z0-9]", "", fold(text).upper())


@cache
def known_names() -> Mapping[str, str]:
    """Return folded name → the name as it is best written: entities, families and genes."""
    found = {g: g for genes in shared_names().values() for g in genes}
    found |= {f: f for f in families()}
    for e in entities().by_id.values():
        found |= {bare(n): n for n in (*reversed(e.aliases), e.label, e.id) if n}
    found.pop("", None)
    return found


@cache
def names_of_gene(symbol: str) -> frozenset[str]:
    """Return the folded names by which a gene can be meant and no other gene can.

    Examples
    --------
    >>> sorted(names_of_gene("CCND1")), sorted(names_of_gene("CCL26"))
    (['CCND1', 'CYCLIND1'], ['CCL26'])
    """
    found = {bare(symbol)}
    entity = entities().by_id.get(symbol)
    if entity:
        found |= {bare(n) for n in (entity.label, *entity.aliases) if n}
    found |= {n for n, genes in shared_names().items() if set(genes) == {symbol}}
    return frozenset(found)


def kin(symbol: str, listed: Collection[str], name: str = "") -> bool:
    """Whether a family has this gene and another listed one, or bears the name."""
    return any(
        symbol in members and (len(members.intersection(listed)) > 1 or family == name)
        for family, members in families().items()
    )


def caption_names(figure: Figure) -> Iterator[tuple[str, str | None]]:
    """Yield the gene and drug names of a caption with the entity that each is read as."""
    for t in tokens(figure, 0, end_of_statements(figure.caption)):
        yield from ((n.text, n.entity) for n in t.names if n.kind in ("gene", "drug"))


def listed_words(figure: Figure) -> list[str]:
    """List the words of a record's own lists, once each: keywords, gene rows and other terms."""
    rows = [w for g in figure.gene_words for w in (g.word, g.hgnc_symbol) if w]
    terms = [t.word for t in (*figure.chemicals, *figure.diseases) if t.word]
    return list(dict.fromkeys([*figure.keywords, *rows, *terms]))


def symbols(figure: Figure) -> list[str]:
    """List the gene symbols of a record, once each."""
    rows = [g.hgnc_symbol for g in figure.gene_words if g.hgnc_symbol]
    return list(dict.fromkeys([*figure.keywords, *rows]))
