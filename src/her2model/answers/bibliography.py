"""The publications behind an answer, cited in short and as BibTeX."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from her2model.model.model import Model
from her2model.model.parts import Evidence
from her2model.model.shipped import bibliography, figure_source

__all__ = ["references", "short_citation"]

METHOD = ("doi:10.1038/s41467-020-18112-5",)


class _Evidenced(Protocol):
    @property
    def evidence(self) -> tuple[Evidence, ...]: ...


def references(*sources: Model | _Evidenced | Iterable[Evidence]) -> str:
    """Write the publications behind explanations, models or pieces of evidence as BibTeX.

    The source of the semantics is always among them.

    Examples
    --------
    >>> import her2model as h2
    >>> print(references(h2.explain(h2.simulate("her2-resistance"), "AKT")))  # doctest: +ELLIPSIS
    @article{...
    """
    pieces: dict[Evidence, None] = {}
    for source in sources:
        pieces |= dict.fromkeys(_evidence_of(source))
    keys = [*METHOD, *(e.reference for e in pieces if e.reference)]
    figures = dict.fromkeys(e.figure for e in pieces if e.figure)
    entries = {k: _bibtex_reference(k) for k in dict.fromkeys(keys)}
    entries |= {f: _bibtex_figure(f) for f in figures}
    return "\n\n".join(entries[k] for k in sorted(entries) if entries[k])


def short_citation(key: str) -> str:
    """Cite a reference as ``First author et al. year [key]``, or by title if no author is known."""
    found = bibliography().get(key)
    if not found:
        return f"[{key}]"
    if not found.authors:
        return f"“{found.title}” [{key}]"
    others = " et al." if len(found.authors) > 1 else ""
    year = f" {found.year}" if found.year else ""
    return f"{found.authors[0].split()[0]}{others}{year} [{key}]"


def _evidence_of(source: Model | _Evidenced | Iterable[Evidence]) -> Iterable[Evidence]:
    if isinstance(source, Model):
        owners: list[_Evidenced] = [
            *source.interactions.values(),
            *source.alterations.values(),
            *source.claims,
        ]
        return (e for owner in owners for e in owner.evidence)
    return source if isinstance(source, Iterable) else source.evidence


def _bibtex_reference(key: str) -> str:
    r = bibliography().get(key)
    if r is None:
        return ""
    rows = {
        "author": " and ".join("others" if a == "et al." else a for a in r.authors),
        "title": r.title,
        "journal": r.journal,
        "year": r.year,
        "volume": r.volume,
        "pages": r.pages,
        "doi": r.doi,
        "pmid": key.removeprefix("pubmed:") if key.startswith("pubmed:") else None,
    }
    return _bibtex(key, rows)


def _bibtex_figure(figid: str) -> str:
    source = figure_source(figid)
    if source is None:
        return ""
    rows = {
        "title": source.title,
        "year": source.year,
        "doi": source.doi,
        "pmcid": source.pmcid,
        "note": source.citation,
    }
    return _bibtex(figid, rows)


def _bibtex(key: str, rows: Mapping[str, object]) -> str:
    name = "".join(c if c.isalnum() else "_" for c in key)
    body = ",\n".join(f"  {k} = {{{v}}}" for k, v in rows.items() if v)
    return f"@article{{{name},\n{body}\n}}"
