"""What is probably wrong with a record's words, found by rules and not by looking answers up.

The rules use the record itself, the names that several human genes share (HGNC) and the members of
families (FamPlex), both in ``ambiguous_names.tsv``. None looks a figure or a word up in the table
of words that people corrected (``entities.yaml``). A flag is a reason to look, not a verdict.
Why text mining makes these faults: Hanspers et al. 2020, doi:10.1186/s13059-020-02181-2.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from her2model import yamlio
from her2model.curating.caption_words import end_of_statements, fold, tokens, word_set
from her2model.figures import Figure, read_figure
from her2model.library import entities

__all__ = ["RULES", "Flag", "Summary", "compare_records", "find_faults", "summarise"]

RULES = {
    "homoglyph": "a letter of another script, or with a mark, in a name",
    "OCR": "a digit or letter misread: put right, the word is a known name",
    "spelling": "a known name with two letters swapped, or in another case",
    "homonym": "the name under which it was found is also the name of another gene or family here",
    "previous symbol": "it was found under a symbol that now belongs to nothing or to another",
    "family": "one word became all members of a family",
    "complex": "the caption names a complex, the list only its members",
    "other organism": "not written as a human gene is, on a figure of human cells",
    "disease": "a disease in a list of genes",
    "missing": "the caption names it, the list lacks it",
    "duplicate": "the same word and gene stand twice",
    "list entry": "an entry of the list of abbreviations is split",
    "unaccounted": "a gene that neither the caption nor a family with two members here accounts for",
}
_SWAPS = (("1", "I"), ("1", "L"), ("0", "O"), ("Z", "2"), ("5", "S"), ("8", "B"), ("R", "P"))
_DISEASE = re.compile(
    r"(?i)\b(?:cancer|carcinoma|tumou?r|\w+oma|leuk(?:a)?emia|syndrome|disease|\w+opath(?:y|ies)"
    r"|diabetes|fibrosis|infarction|anaemia|anemia|inflammation)\b"
)
_DRUG = re.compile(r"(?i)\w+(?:mab|nib|limus|mycin|ciclib|parib|lisib|statin)\Z")
_HUMAN = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*\Z|C[0-9XY]+orf[0-9]+\Z")
_NOT_SYMBOLS = word_set("DNA RNA ATP NA")


@dataclass(frozen=True, slots=True)
class Flag:
    """A word that deserves a look: by which rule, and why."""

    word: str
    rule: str
    why: str

    def __str__(self) -> str:
        return f"{self.word}: {self.rule}: {self.why}"


@dataclass(frozen=True, repr=False)
class Summary:
    """A record in short.

    Attributes
    ----------
    figure
        The record.
    flags
        What deserves a look.
    names
        Names that the caption holds, once each, in order.
    """

    figure: Figure
    flags: tuple[Flag, ...]
    names: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as plain data, for JSON."""
        return {
            "figure": self.figure.figid,
            "sentences": [
                {"text": s.text, "panel": s.panel, "numbers": list(s.numbers)}
                for s in self.figure.sentences
            ],
            "names": list(self.names),
            "flags": [{"word": f.word, "rule": f.rule, "why": f.why} for f in self.flags],
        }

    def __str__(self) -> str:
        f = self.figure
        lines = [f"{f.figid}: {f.figtitle or f.papertitle or 'without a title'}"]
        lines.append(f"  {len(f.sentences)} sentences, {len(f.genes)} listed words")
        for s in f.sentences:
            mark = f"{s.panel or ''}{','.join(map(str, s.numbers))}"
            lines.append(f"  {mark:>5}  {' '.join(s.text.split())}")
        lines.append(f"  names: {', '.join(self.names) or 'none'}")
        return "\n".join([*lines, *(f"  look at {flag}" for flag in self.flags)])

    def __repr__(self) -> str:
        return f"<Summary of {self.figure.figid}: {len(self.flags)} words to look at>"


def summarise(figure: Figure | str | Path) -> Summary:
    """Summarise a record: sentences with panels and numbers, names, and words to look at.

    Parameters
    ----------
    figure
        A record, or the path of one.

    Raises
    ------
    FigureError
        The record cannot be read.

    Examples
    --------
    >>> figure = Figure(figid="f", pmcid="p", caption="P13K activates AKT.", keywords=("DM1",))
    >>> print(summarise(figure).flags[0])
    P13K: OCR: 1 for I: PI3K
    """
    record = figure if isinstance(figure, Figure) else read_figure(figure)
    names = dict.fromkeys(text for text, _ in _caption_names(record))
    return Summary(record, find_faults(record), tuple(names))


def find_faults(figure: Figure) -> tuple[Flag, ...]:
    """Apply every rule of :data:`RULES` to a record.

    Examples
    --------
    >>> figure = Figure(figid="f", pmcid="p", caption="x", keywords=("Noonan syndrome",))
    >>> [str(f) for f in find_faults(figure)]
    ['Noonan syndrome: disease: a disease, not a gene']
    """
    found: list[Flag] = []
    for rule in (_letters, _organisms, _genes, _families, _caption_and_list, _entries):
        found += rule(figure)
    return tuple(dict.fromkeys(found))


def compare_records(figures: Iterable[Figure]) -> dict[str, tuple[str, ...]]:
    """Say which records name what: name in the caption → figure ids, the most shared first.

    Names count as the same when the table reads them as the same entity, or when they fold alike.
    """
    where: dict[str, dict[str, None]] = {}
    shown: dict[str, str] = {}
    for f in figures:
        for text, entity in _caption_names(f):
            key = entity or _bare(text)
            shown.setdefault(key, text)
            where.setdefault(key, {})[f.figid] = None
    ordered = sorted(where, key=lambda k: (-len(where[k]), shown[k].lower()))
    return {shown[k]: tuple(where[k]) for k in ordered}


# -- what names are known ----------------------------------------------------------------------


@cache
def _shared_names() -> tuple[Mapping[str, Mapping[str, str]], Mapping[str, frozenset[str]]]:
    """Return name → gene → kind of name, and family → members."""
    text = yamlio.read_text(Path(str(files("her2model._models"))) / "ambiguous_names.tsv")
    names: dict[str, dict[str, str]] = {}
    families: dict[str, frozenset[str]] = {}
    for line in text.splitlines():
        name, _, rest = line.partition("\t")
        kind, _, genes = rest.partition("\t")
        if kind == "family":
            families[name] = frozenset(genes.split(" "))
        elif genes and kind != "kind":
            names.setdefault(name, {})[genes] = kind
    return names, families


def _bare(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", fold(text).upper())


@cache
def _known() -> Mapping[str, str]:
    """Return folded names of entities, of families and of genes with shared names."""
    names, families = _shared_names()
    found = {g: g for genes in names.values() for g in genes} | {f: f for f in families}
    for e in entities().by_id.values():
        found |= {_bare(n): n for n in (e.id, e.label, *e.aliases) if n}
    return found


def _caption_names(figure: Figure) -> Iterator[tuple[str, str | None]]:
    end = end_of_statements(figure.caption)
    for t in tokens(figure, 0, end):
        yield from ((n.text, n.entity) for n in t.names if n.kind in ("gene", "drug"))


def _list_words(figure: Figure) -> list[str]:
    rows = [w for g in figure.gene_words for w in (g.word, g.hgnc_symbol) if w]
    terms = [t.word for t in (*figure.chemicals, *figure.diseases) if t.word]
    return list(dict.fromkeys([*figure.keywords, *rows, *terms]))


# -- rules -------------------------------------------------------------------------------------


def _letters(figure: Figure) -> Iterator[Flag]:
    words = [*re.findall(r"[\w-]{3,}", figure.caption), *_list_words(figure)]
    for word in dict.fromkeys(words):
        odd = [c for c in word if c.isalpha() and not c.isascii() and not _is_greek(c)]
        if odd and _is_name(_plain(word)):
            yield Flag(word, "homoglyph", ", ".join(unicodedata.name(c, "?") for c in odd))
        elif not _is_name(word) and not word.islower():
            yield from _misread(word)


def _is_greek(c: str) -> bool:
    return unicodedata.name(c, "").startswith("GREEK SMALL")


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", fold(word))
    return "".join(c for c in decomposed if c.isascii())


def _is_name(word: str) -> bool:
    return _bare(word) in _known()


def _misread(word: str) -> Iterator[Flag]:
    bare = _bare(word)
    if len(bare) < 4 or not word[0].isupper():
        return
    for wrong, right in _SWAPS:
        fixed = bare.replace(wrong, right, 1)
        if wrong in bare and fixed in _known():
            yield Flag(word, "OCR", f"{wrong} for {right}: {_known()[fixed]}")
            return
    swapped = (bare[:i] + bare[i + 1] + bare[i] + bare[i + 2 :] for i in range(len(bare) - 1))
    near = next((s for s in swapped if s in _known() and s != bare), None)
    if near and len(bare) > 4:
        yield Flag(word, "spelling", f"two letters swapped: {_known()[near]}")


def _organisms(figure: Figure) -> Iterator[Flag]:
    for word in figure.keywords:
        if _DISEASE.search(word):
            yield Flag(word, "disease", "a disease, not a gene")
        elif not _HUMAN.match(word) and not _DRUG.match(word) and not _is_drug(word):
            same = _bare(word) in {_bare(k) for k in figure.keywords if k != word}
            why = "the human gene is listed too" if same else "human symbols are in capitals"
            yield Flag(word, "other organism", why)


def _is_drug(word: str) -> bool:
    reading = entities().read(word.lower())
    return bool(reading and reading.entity and entities()[reading.entity].kind == "drug")


def _symbols(figure: Figure) -> list[str]:
    rows = [g.hgnc_symbol for g in figure.gene_words if g.hgnc_symbol]
    return [w for w in dict.fromkeys([*figure.keywords, *rows]) if _HUMAN.match(w)]


def _named(figure: Figure) -> set[str]:
    """Return folded words of the caption and, where the record has them, of the image."""
    words = re.findall(r"[\w-]+", fold(figure.caption))
    parts = [p for w in words for p in (w, *w.split("-"))]
    return {_bare(w) for w in (*parts, *(g.word or "" for g in figure.gene_words))} - {""}


def _genes(figure: Figure) -> Iterator[Flag]:
    names, families = _shared_names()
    listed = _symbols(figure)
    shown = {_bare(s) for s in listed} | {
        f for f, m in families.items() if len(m & set(listed)) > 1
    }
    for name, genes in names.items():
        here = [g for g in genes if g in listed and genes[g] != "symbol"]
        owners = [o for o in (name, *genes) if _bare(o) != name or name in shown]
        shared = len([g for g in genes if g in listed]) > 1
        for g in here:
            members = families.get(name, frozenset())
            if g not in members and (name in shown or shared) and owners:
                rule = "previous symbol" if genes[g] == "previous" else "homonym"
                yield Flag(g, rule, f"{name} is also a name of {_others(name, g)}")
    for row in figure.gene_words:
        if row.source == "hgnc_prev_symbol" and row.hgnc_symbol and row.word:
            yield Flag(row.hgnc_symbol, "previous symbol", f"found for {row.word}")
        if row.hgnc_symbol and _bare(row.word or "") in names:
            rivals = names[_bare(row.word or "")]
            if len(rivals) > 1 and rivals.get(row.hgnc_symbol) != "symbol":
                yield Flag(
                    row.hgnc_symbol,
                    "homonym",
                    f"{row.word} is also {_others(_bare(row.word or ''), row.hgnc_symbol)}",
                )
    yield from _unaccounted(figure, listed)


def _others(name: str, gene: str) -> str:
    names, families = _shared_names()
    found = [g for g in names.get(name, {}) if g != gene]
    return ", ".join([*found, *(["the family"] if name in families else [])]) or "another gene"


def _unaccounted(figure: Figure, listed: list[str]) -> Iterator[Flag]:
    _, families = _shared_names()
    named = _named(figure)
    entity_of = {m: e for e in entities().by_id.values() for m in (e.id, *e.members)}
    for s in listed:
        kin = any(s in m and len(m & set(listed)) > 1 for m in families.values())
        entity = entity_of.get(s)
        names = {_bare(n) for n in (entity.id, entity.label, *entity.aliases)} if entity else set()
        if not kin and _bare(s) not in named and not names & named and s not in _NOT_SYMBOLS:
            yield Flag(s, "unaccounted", "nothing in the caption or the list accounts for it")


def _families(figure: Figure) -> Iterator[Flag]:
    _, families = _shared_names()
    listed = set(_symbols(figure))
    found = [(f, m & listed) for f, m in families.items() if len(m & listed) > 2]
    for family, members in sorted(found):
        if not any(members < other for _, other in found):
            for s in sorted(members):
                yield Flag(s, "family", f"one of {len(members)} members of {family} in the list")


def _caption_and_list(figure: Figure) -> Iterator[Flag]:
    listed = {_bare(w) for w in _list_words(figure)}
    for text, name in dict(_caption_names(figure)).items():
        if not name:
            continue
        e = entities()[name]
        members = {_bare(m) for m in e.members}
        if e.kind == "complex" and members & listed and _bare(name) not in listed:
            yield Flag(text, "complex", f"the list has {', '.join(e.members)}")
        elif not {_bare(n) for n in (e.id, e.label, *e.aliases)} & listed and not members & listed:
            yield Flag(text, "missing", f"{name} is not in the list")
    rows = Counter((g.word, g.hgnc_symbol) for g in figure.gene_words)
    for (word, symbol), count in rows.items():
        if count > 1:
            yield Flag(str(word), "duplicate", f"{symbol} stands {count} times")


def _entries(figure: Figure) -> Iterator[Flag]:
    rest = figure.caption[end_of_statements(figure.caption) :].partition(":")[2]
    entries = [e.strip() for e in rest.split(";")] if rest else []
    for entry in entries:
        if entry and "," not in entry:
            yield Flag(entry.rstrip("."), "list entry", "no comma: a semicolon may have split it")
