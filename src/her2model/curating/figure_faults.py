"""What is probably wrong with a record's words, found by rules and not by looking answers up.

The rules use the record itself, the names of the curated entities, the names that several human
genes share (HGNC) and the members of families (FamPlex), both in ``ambiguous_names.tsv``. None
looks a figure or a word up in the table of words that people corrected (``words`` and ``missed``
of ``entities.yaml``). A flag is a reason to look, not a verdict; ``benchmarks/figure_faults.py``
counts how many are none. Why text mining makes these faults: Hanspers et al. 2020,
doi:10.1186/s13059-020-02181-2.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from her2model.curating.printed_names import end_of_statements, fold
from her2model.curating.spelling_faults import slips, strange_letters, variants
from her2model.curating.symbol_names import (
    bare,
    caption_names,
    families,
    kin,
    listed_words,
    names_of_gene,
    shared_names,
    symbols,
)
from her2model.model.entities import Entity
from her2model.model.figures import Figure
from her2model.model.shipped import entities

__all__ = ["RULES", "Flag", "find_faults"]

RULES = {
    "homoglyph": "a letter of another script, or with a mark, in a name",
    "OCR": "a digit or letter misread: put right, the word is a known name",
    "spelling": "two letters of a known name swapped, or an English slip",
    "variant": "another spelling of a name that the table has",
    "long form": "what an abbreviation is said to stand for is nearly, not quite, its name",
    "list entry": "an entry of the list of abbreviations is split",
    "homonym": "a listed gene shares a name with another gene or family here",
    "previous symbol": "the same, and the shared name is a symbol that the gene no longer has",
    "family": "three or more members of one family: one word may have become all of them",
    "complex": "a complex and its members: which is meant?",
    "other organism": "not written as a human gene is",
    "disease": "a disease in a list of genes",
    "missing": "the caption names it, or its family is there, and the list lacks it",
    "duplicate": "the same word and gene stand twice",
    "unaccounted": "a gene that neither the caption nor a family or namesake here accounts for",
    "empty": "fields that the record leaves empty",
}
_DISEASE = re.compile(
    r"(?i)\b(?:cancer|carcinoma|tumou?r|\w+oma|\w+itis|leuk(?:a)?emia|syndrome|disease|\w+opath(?:y|ies)"
    r"|diabetes|fibrosis|infarction|anaemia|anemia|inflammation)\b"
)
_DRUG = re.compile(r"(?i)\w+(?:mab|nib|limus|mycin|ciclib|parib|lisib|statin)\Z")
_HUMAN = re.compile(r"(?:HLA-|MT-)?[A-Z][A-Z0-9]*\Z|C[0-9XY]+orf[0-9]+\Z")
_FIELDS = ("organisms", "doi", "year", "papertitle", "figtitle")


@dataclass(frozen=True, slots=True)
class Flag:
    """A word that deserves a look: by which rule, why, and which listed genes it is about."""

    word: str
    rule: str
    why: str
    genes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.word}: {self.rule}: {self.why}"


def find_faults(figure: Figure) -> tuple[Flag, ...]:
    """Apply every rule of :data:`RULES` to a record.

    Returns
    -------
    tuple of Flag
        In the order of the rules' groups; empty where nothing looks wrong.

    Examples
    --------
    >>> figure = Figure(figid="f", pmcid="p", caption="P13K.", keywords=("Noonan syndrome",))
    >>> for flag in find_faults(figure)[:2]:
    ...     print(flag)
    P13K: OCR: 1 for I: PI3K
    Noonan syndrome: disease: a disease, not a gene
    """
    found: list[Flag] = []
    for rule in (
        _letters, _entries, _organisms, _homonyms, _previous_symbols, _families, _complexes,
        _missing, _duplicates, _unaccounted, _empty,
    ):  # fmt: skip
        found += rule(figure)
    return tuple(dict.fromkeys(found))


# -- letters and abbreviations -----------------------------------------------------------------


def _letters(figure: Figure) -> Iterator[Flag]:
    words = [*re.findall(r"[\w-]{3,}", figure.caption), *listed_words(figure)]
    for word in dict.fromkeys(words):
        yield from (Flag(word, "homoglyph", why) for why in strange_letters(word))
        yield from (Flag(word, rule, why) for rule, why in slips(word))
    names = [text for text, _ in caption_names(figure)]
    names += [g.word for g in figure.gene_words if g.word]
    names += [short for short, _ in _abbreviations(figure)]
    for word in dict.fromkeys(names):
        yield from (Flag(word, "variant", f"the table writes {n}") for n in variants(word))


def _abbreviations(figure: Figure) -> Iterator[tuple[str, str]]:
    """Yield each entry of the list of abbreviations: short form, long form or nothing."""
    rest = figure.caption[end_of_statements(figure.caption) :].partition(":")[2]
    for entry in filter(None, (e.strip().rstrip(".") for e in rest.split(";"))):
        short, _, long = entry.partition(",")
        yield short.strip(), long.strip()


def _entries(figure: Figure) -> Iterator[Flag]:
    rows = list(_abbreviations(figure))
    for (short, long), (following, after) in zip(rows, [*rows, ("", "")][1:], strict=True):
        if not long and following and not after:
            why = "a semicolon stands for a comma and splits the entry"
            yield Flag(f"{short}; {following}", "list entry", why)
        entity = _entity(short)
        for name in (n for n in (entity.label, *entity.aliases) if " " in n) if entity else ():
            if _nearly(long, name):
                yield Flag(long, "long form", f"{short} is {name}")


def _entity(word: str) -> Entity | None:
    reading = entities().read(word)
    return entities()[reading.entity] if reading and reading.entity else None


def _nearly(given: str, name: str) -> bool:
    """Whether two names differ in one word, or one lacks the last word of the other."""
    one, two = (re.findall(r"[^\s-]+", fold(t).lower().removesuffix("s")) for t in (given, name))
    if one[:-1] == two or two[:-1] == one:
        return bool(one) and bool(two)
    return len(one) == len(two) > 2 and sum(a != b for a, b in zip(one, two, strict=True)) == 1


# -- the list ----------------------------------------------------------------------------------


def _human(figure: Figure) -> list[str]:
    return [s for s in symbols(figure) if _HUMAN.match(s)]


def _organisms(figure: Figure) -> Iterator[Flag]:
    listed = Counter(map(bare, figure.keywords))
    for word in figure.keywords:
        if _DISEASE.search(word):
            yield Flag(word, "disease", "a disease, not a gene")
        elif not (_HUMAN.match(word) or _DRUG.match(word) or _is_drug(word)):
            why = "no human gene of this name is listed: what is meant may be missing"
            if listed[bare(word)] > 1:
                why = "the human gene is listed too"
            yield Flag(word, "other organism", why)


def _is_drug(word: str) -> bool:
    entity = _entity(word.lower())
    return entity is not None and entity.kind == "drug"


def _homonyms(figure: Figure) -> Iterator[Flag]:
    """Flag listed genes that share a name: those without kin in the list, or else all of them."""
    listed = _human(figure)
    shown = {bare(s) for s in listed} | {f for f, m in families().items() if len(m & {*listed}) > 1}
    for name, genes in shared_names().items():
        here = [g for g in genes if g in listed]
        suspects = [g for g in here if genes[g] != "symbol" and not kin(g, listed, name)]
        if suspects and (len(here) > 1 or name in shown):
            kinds = {genes[g] for g in suspects}
            rule = "previous symbol" if kinds == {"previous"} else "homonym"
            others = [g for g in genes if g not in suspects] + ["a family"] * (name in families())
            why = f"{name} is a name of {', '.join([*suspects, *others])}"
            yield from (Flag(g, rule, why, (g,)) for g in suspects)


def _previous_symbols(figure: Figure) -> Iterator[Flag]:
    """Flag the words that the record itself took for what a gene was once called."""
    for row in figure.gene_words:
        if row.source == "hgnc_prev_symbol" and row.hgnc_symbol and row.word:
            why = f"it is what {row.hgnc_symbol} was once called"
            yield Flag(row.word, "previous symbol", why, (row.hgnc_symbol,))


def _families(figure: Figure) -> Iterator[Flag]:
    listed = {*_human(figure)}
    found = {f: m & listed for f, m in families().items() if len(m & listed) > 2}
    for family, members in sorted(found.items()):
        if not any(members < other for other in found.values()):
            genes = tuple(sorted(members))
            yield Flag(_printed(figure, genes) or family, "family", ", ".join(genes), genes)


def _printed(figure: Figure, genes: tuple[str, ...]) -> str:
    """Return the word of the image that became all these genes, where the record says it."""
    words = Counter(g.word for g in figure.gene_words if g.hgnc_symbol in genes and g.word)
    return next((str(w) for w, n in words.most_common(1) if n >= len(genes)), "")


def _complexes(figure: Figure) -> Iterator[Flag]:
    listed = {bare(w): w for w in listed_words(figure)}
    complexes = [e for e in entities().by_id.values() if e.kind == "complex"]
    printed = [n for n, _ in caption_names(figure)] + [s for s, _ in _abbreviations(figure)]
    for text in dict.fromkeys(printed):
        e = _entity(text)
        if e is None or e not in complexes or bare(e.id) in listed:
            continue
        if {bare(m) for m in e.members} & {*listed}:
            yield Flag(text, "complex", f"the list has {', '.join(e.members)}", e.members)
    for word in listed.values():
        named = [c.id for c in complexes if word in c.members and bare(c.id).startswith(bare(word))]
        if len(named) > 1:
            yield Flag(word, "complex", f"alone, or in {' or '.join(named)}?", (word,))


def _missing(figure: Figure) -> Iterator[Flag]:
    listed = {bare(w) for w in listed_words(figure)}
    pairs: dict[str, str | None] = dict(caption_names(figure))
    for short, _ in _abbreviations(figure):
        entity = _entity(short)
        pairs.setdefault(short, entity.id if entity else None)
    for text, name in pairs.items():
        if name:
            e = entities()[name]
            parts = {bare(m) for m in e.members}
            if not ({bare(n) for n in (e.id, e.label, *e.aliases) if n} | parts) & listed:
                yield Flag(text, "missing", f"{name} is not in the list", (name,))
    genes = {*_human(figure)}
    for family, members in families().items():
        absent = sorted(members - genes)
        if len(absent) == 1 and len(members) > 3:
            why = f"the list has every other member of {family}"
            yield Flag(absent[0], "missing", why, (absent[0],))


def _duplicates(figure: Figure) -> Iterator[Flag]:
    for (word, symbol), n in Counter((g.word, g.hgnc_symbol) for g in figure.gene_words).items():
        if n > 1 and word:
            yield Flag(word, "duplicate", f"{symbol} stands {n} times")
    for word, n in Counter(figure.keywords).items():
        if n > 1:
            yield Flag(word, "duplicate", f"it stands {n} times")


def _unaccounted(figure: Figure) -> Iterator[Flag]:
    listed = _human(figure)
    words = re.findall(r"\w+", fold(figure.caption))
    runs = {bare("".join(words[i : i + k])) for i in range(len(words)) for k in (1, 2, 3)}
    runs |= {bare(w) for g in figure.gene_words if (w := g.word)}
    runs |= {bare(w) for w in figure.keywords if w not in listed}
    found = [s for s in listed if not (names_of_gene(s) & runs or kin(s, listed))]
    if len(found) > 2 and len(found) > len(listed) / 2:
        why = f"the caption tells little of the list: it accounts for {len(listed) - len(found)}"
        yield Flag(f"{len(found)} genes", "unaccounted", why, tuple(found))
        return
    for s in found:
        yield Flag(s, "unaccounted", "nothing in the caption or the list accounts for it", (s,))


def _empty(figure: Figure) -> Iterator[Flag]:
    fields = [f for f in _FIELDS if not getattr(figure, f)]
    if fields:
        yield Flag(", ".join(fields), "empty", "the record does not say")
