"""Event phrasings: ``PTEN null``, ``PIK3CA p.H1047R``, ``loss of HER2`` and the like as events."""

from __future__ import annotations

import re
from collections.abc import Iterator

from her2model.model.changes import Event, protein_change
from her2model.model.name_table import NameTable, folded

__all__ = ["event_kind", "read_event"]

_WORDS = {
    "amplification": "amp amplified amplification ampl highlevelamplification 2 +2 cn2",
    "gain": "gain gained lowlevelgain 1 +1",
    "deep deletion": "del deletion deleted deepdeletion homdel homozygousdeletion null 2neg neg2 "
    "homozygousloss biallelicloss",
    "shallow deletion": "hetloss shallowdeletion loh het hemizygousdeletion neg1 1neg",
    "loss": "loss lost deficient absent absence inactivated inactivation lossoffunction lof "
    "negative neg knockout ko",
    "low protein": "low reduced",
    "overexpression": "high overexpression overexpressed over up upregulated upregulation exp + "
    "positive raised expressed expression",
    "mutation": "mut mutation mutant mutated mutations muts",
    "missense": "missense missensemutation",
    "truncating": "nonsense truncating trunc truncated truncation frameshift fs stop stopgained",
    "splice": "splice splicesite splicing",
    "in-frame": "inframe indel inframeindel inframedeletion inframeinsertion",
    "fusion": "fusion fused rearrangement rearranged translocation sv",
    "wild type": "wt wildtype normal unaltered none diploid 0 noalteration",
    "exon 20 insertion": "exon20insertion ex20ins exon20ins",
    "exon 14 skipping": "exon14skipping ex14 exon14",
    "reactivation": "reactivation reactivated",
    "heterogeneity": "heterogeneity heterogeneous ith",
}
_KINDS = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_EXON = re.compile(r"(?:exon|ex)(\d+)")
_GLUED = sorted((w for w in _KINDS if len(w) > 1 and w.isalpha()), key=len, reverse=True)
_NUMBER = re.compile(r"[-−–+]?\d+")


def event_kind(text: str) -> str | None:
    """Return the class of event that some words name, or None.

    Examples
    --------
    >>> event_kind("homdel"), event_kind("-2"), event_kind("wild type")
    ('deep deletion', 'deep deletion', 'wild type')
    """
    text = text.strip()
    if _NUMBER.fullmatch(text):
        levels = {-2: "deep deletion", -1: "shallow deletion", 0: "wild type", 1: "gain"}
        return {**levels, 2: "amplification"}.get(int(re.sub("[−–]", "-", text)))
    word = folded(text)
    exon = _EXON.fullmatch(word)
    if word not in _KINDS and exon:
        return f"exon {exon[1]}"
    return _KINDS.get(word)


def read_event(text: str, table: NameTable) -> Event | None:
    """Read a phrase that names a gene and what happened to it; None where it is no such phrase."""
    for gene, rest in _split(text):
        symbols = _genes(gene, table)
        if symbols and rest.strip(" :,"):
            event = _event(symbols, rest.strip(" :,"), table)
            if event is not None:
                return event
    return None


def _split(text: str) -> Iterator[tuple[str, str]]:
    """Yield each way to part a phrase into a gene and the rest."""
    words = re.sub(r"\b(of|in|the)\b", " ", text).replace("_", " ").split()
    for k in range(len(words) - 1, 0, -1):
        yield " ".join(words[:k]), " ".join(words[k:])
        yield " ".join(words[k:]), " ".join(words[:k])
    for between in ("-", ":", "+"):
        head, found, rest = text.strip().rpartition(between)
        if found and head:
            yield head, rest if rest and between != "+" else f"{between}{rest}"
    if len(words) == 1:
        for end in _GLUED:
            if words[0].casefold().endswith(end):
                yield words[0][: -len(end)], end


def _genes(text: str, table: NameTable) -> tuple[str, ...]:
    symbol = table.symbol(text)
    if symbol:
        return (symbol,)
    family = table.read(text, "family")
    return family.of if family else ()


def _event(symbols: tuple[str, ...], rest: str, table: NameTable) -> Event | None:
    change = protein_change(rest)
    if change is not None:
        return Event(symbols[0], change[1], change[0])
    kind = event_kind(rest)
    if kind is not None:
        return Event(symbols[0], kind)
    return None
