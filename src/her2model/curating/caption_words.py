"""Names in a caption: which words stand for something that could be a species.

No model is downloaded and no alias column is searched. A word is a name when the curated table
knows it, when it has the shape of a gene symbol or the ending of a drug's name, or when it is one
of a short list of processes. Dashes, and letters of other scripts that look Latin, are folded one
for one, so that every offset still points into the caption as printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from her2model.curating.caption_nouns import DOWN_NOUNS, FUNCTION_WORDS, UP_NOUNS, word_set
from her2model.curating.caption_processes import named_things
from her2model.curating.caption_verbs import VERBS
from her2model.model.entities import Entities
from her2model.model.figures import Figure
from her2model.model.shipped import entities

__all__ = [
    "Name",
    "Token",
    "end_of_statements",
    "fold",
    "fold_name",
    "read_name",
    "tokens",
]

NameKind = Literal["gene", "drug", "process", "outcome"]


_LOOKALIKES = str.maketrans(
    "АВЕКМНОРСТХаеорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧ–—‐‑−\u00a0\u2028",
    "ABEKMHOPCTXaeopcyxABEZHIKMNOPTYX-----  ",
)
_DRUG = re.compile(
    r"[a-z]{2,}(?:mab|nib|limus|ciclib|parib|lisib|mycin|taxel|platin|strant|tansine|xifen|statin|zomib"
    r"|degib|rasib|toclax|sartan|prazole|glutide|gliptin|gliflozin|rubicin|tecan|poside|trexate|dronate"
    r"|methasone|solone|mustine|nostat|dostat|mantine|olol)"
)
_PROCESS = re.compile(
    r"""(?ix)\b(?: downstream\ signal+ing(?:\ pathways?)? | downstream\ pathways?
    | cytotoxic\ activity | cytotoxicity | gene\ expression
    | (?:(?:cell(?:ular)?|tumou?r)\ )?
      (?: proliferation | growth(?!\ factor) | survival(?!\ genes) | viability | death | migration
        | invasion | differentiation )
    | apoptosis | autophagy | metastas[ie]s | glycolysis | inflammation | hypoxia | senescence
    | an(?:a)?emia | oxidative\ stress | DNA\ damage | fatty\ acids? | iron | glucose
    | (?:de\ novo\ )?(?:(?:fatty|bile|amino)\ )?(?:\w+\ )?(?:bio)?synthesis | [a-z]{4,}genesis
    | transcription\ factors?    | coactivators? | fibrosis | necrosis | angiogenesis )\b"""
)
_PLAIN = re.compile(
    r"""(?ix)\b(?: (?:(?:pro-?)?caspase|cyclin|interleukin|integrin)[-\ ]?[A-Z]?\d+\w? | insulin
    | glucagon | leptin | (?:o?estr|andr)ogen | testosterone | cortisol | progesterone | interferon
    | metformin
    | aspirin | thrombin | heparin | calcium )\b"""
)
_OUTCOME = re.compile(r"(?i)\b(?:resistance|sensitivity|response)\b")
_CLASS = re.compile(r"(?i)\b(?:anti-(\w[\w-]*)|(\w[\w-]*)-targeted) (?:therap(?:y|ies)|agents?)\b")
_SHAPE = re.compile(
    r"c/EBP[α-ωΑ-Ω]?|[A-Za-z0-9α-ω][A-Za-z0-9α-ω]*(?:(?<=\d)\.\d)?(?:-[A-Za-z0-9α-ω]+)*(?:/\d+(?!\w))?"
)
_SHORT = word_set(
    "akt wnt ras raf src notch myc met rheb fos jun bax bad fe er her bim stat smad erk mek egf tnf"
)
_NOT_NAMES = word_set(
    "DNA RNA mRNA ATP II III IV CNS IN OUT TKI TKIs AND OR NOT A B C D E F G H CR PR USA IPA 3D 2D"
)
_MODIFIED = re.compile(
    r"-(?:positive|negative|resistant|sensitive|independent|targeted|enriched|mutant"
    r"|amplified|overexpressing|expressing|driven|related|type|like|rich|responsive|deficient)\Z"
)
_CAPITALISED = re.compile(r"(?<=[a-z,] )([A-Z][a-z]{3,})(?![\w-]| [A-Z])")
_PLACES = word_set(
    "Figure Figs Panel Table Golgi Schwann Warburg Krebs Gram Western Created Kupffer Gold Adapted "
    "Note Toll Mitochondria Nucleus Cells Schematic Step Type Group Class Phase Stage Human Mouse "
    "Drosophila Arabidopsis Alzheimer Parkinson Huntington Cushing Hodgkin Crohn"
)
_RETICULUM = re.compile(r" (?:stress|membranes?|lumen|chaperones?|homeostasis|machinery)\b")
_AGENT = re.compile(r"-(?:mediated|induced|stimulated|activated|driven|dependent|bound|binding)\Z")
_END = re.compile(r"Abbreviations?\s*:|Legend\s*:")
_WORD = re.compile(r"[A-Za-zα-ω]+(?:-[a-z]+)*|\d+|[^\sA-Za-zα-ω\d]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a caption: its place, what it stands for, and the word that hangs on it.

    ``text`` is as printed; ``entity`` the table's reading of it, or None where it has none.
    ``suffix`` is a word joined by a dash that says how it acts (``SMAD-mediated``).
    """

    start: int
    end: int
    text: str
    kind: NameKind
    entity: str | None = None
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a mark, or names joined by a dash or a slash; or the partners of a complex."""

    text: str
    start: int
    end: int
    names: tuple[Name, ...] = ()
    is_complex: bool = False

    @property
    def low(self) -> str:
        """Lower-case text of a word; empty for a name, which is never a trigger."""
        return "" if self.names else self.text.lower()


def fold(text: str) -> str:
    """Fold dashes and letters that look Latin, one for one: the length stays.

    Examples
    --------
    >>> fold("PI3K–AKT"), fold("МЕК") == "MEK"
    ('PI3K-AKT', True)
    """
    return text.translate(_LOOKALIKES)


def fold_name(text: str) -> str:
    """Fold a name for comparison: case, blanks, dashes, plural, and a one misread for an I.

    Examples
    --------
    >>> fold_name("HER-2") == fold_name("Her2"), fold_name("P13K") == fold_name("PI3K")
    (True, True)
    """
    bare = re.sub(r"[\s_\-:]+", "", fold(text)).casefold().replace("p13k", "pi3k")
    bare = bare.replace("pi3kca", "pik3ca").replace("tumour", "tumor").replace("lling", "ling")
    return bare[:-1] if len(bare) > 3 and bare.endswith("s") and not bare.endswith("ss") else bare


def end_of_statements(caption: str) -> int:
    """Offset at which a caption's list of abbreviations or legend begins, or its length."""
    found = _END.search(caption)
    return found.start() if found else len(caption)


def read_name(text: str, figid: str = "") -> str | None:
    """Read a name by the table: as printed for a figure, or else folded; None if it is unknown.

    Examples
    --------
    >>> read_name("HER2 homodimers"), read_name("IGF1-R"), read_name("XYZ1")
    ('HER2_homodimer', 'IGF1R', None)
    """
    return _reading(text, figid)


def tokens(figure: Figure, start: int, end: int, extra: tuple[str, ...] = ()) -> list[Token]:
    """Cut a stretch of a figure's caption into words, marks and names.

    ``extra`` are further names to look for, as printed, in any case of letters.

    Examples
    --------
    >>> figure = Figure(figid="f", pmcid="p", caption="Lapatinib inhibits PI3K–AKT.")
    >>> [(t.text, [n.kind for n in t.names]) for t in tokens(figure, 0, 28)]
    [('Lapatinib', ['drug']), ('inhibits', []), ('PI3K–AKT', ['gene', 'gene']), ('.', [])]
    """
    caption = figure.caption
    plain = fold(caption)
    names = _joined(plain, sorted(_names(figure, plain, start, end, extra), key=lambda n: n.start))
    found: list[Token] = []
    at = start
    for group in names:
        found += _words(caption, plain, at, group[0].start)
        first, last = group[0].start, max(n.end for n in group)
        found.append(Token(caption[first:last], first, last, group))
        at = last
    return found + list(_words(caption, plain, at, end))


def _words(caption: str, plain: str, start: int, end: int) -> Iterator[Token]:
    for m in _WORD.finditer(plain, start, end):
        yield Token(caption[m.start() : m.end()], m.start(), m.end())


def _joined(plain: str, names: list[Name]) -> Iterator[tuple[Name, ...]]:
    """Group names that only a dash or a slash parts: the name of a pathway or a pair."""
    group: list[Name] = []
    for n in names:
        if group and plain[group[-1].end : n.start] not in ("-", "/"):
            yield tuple(group)
            group = []
        group.append(n)
    if group:
        yield tuple(group)


def _names(
    figure: Figure, plain: str, start: int, end: int, extra: tuple[str, ...]
) -> Iterator[Name]:
    """Yield names that do not overlap, the longest reading first."""
    taken: list[tuple[int, int]] = []
    given = "|".join(rf"(?<!\w){re.escape(fold(n))}(?!\w)" for n in sorted(extra, key=len)[::-1])
    found = re.compile(given, re.IGNORECASE).finditer(plain, start, end) if given else ()
    asked = [_name(figure, m.start(), m.end(), "gene") for m in found]
    symbols = (*_symbols(figure, plain, start, end), *_capitalised(figure, plain, start, end))
    for n in (*asked, *_phrases(figure, plain, start, end), *symbols):
        if not any(a < n.end and n.start < b for a, b in taken):
            taken.append((n.start, n.end))
            yield n


def _phrases(figure: Figure, plain: str, start: int, end: int) -> Iterator[Name]:
    for m in _CLASS.finditer(plain, start, end):
        yield _name(figure, m.start(), m.end(), "drug")
    for pattern, kind in _known_phrases():
        for m in pattern.finditer(plain, start, end):
            yield replace(
                _name(figure, m.start(), m.end(), kind), suffix=_suffix_at(plain, m.end())
            )
    for m in re.compile(r"\b([A-Z]\w+) receptors?\b(?!-)").finditer(plain, start, end):
        if _is_symbol(m[1], figure) and not _is_known(m[1], figure.figid):
            yield _name(figure, m.start(), m.end(), "gene")
    for m in re.compile(r"([A-Z][\w]+)[- ]ligands?\b").finditer(plain, start, end):
        if _is_symbol(m[1], figure):
            yield _name(figure, m.start(), m.end(), "gene")
    yield from _things(figure, plain, start, end)
    for m in _OUTCOME.finditer(plain, start, end):
        yield _name(figure, m.start(), m.end(), "outcome")


def _things(figure: Figure, plain: str, start: int, end: int) -> Iterator[Name]:
    """Yield processes, cells and substances; a word joined by a dash says how it acts."""
    spans = [(m.start(), m.end(), "process") for m in _PROCESS.finditer(plain, start, end)]
    spans += named_things(plain, start, end)
    spans += [(m.start(), m.end(), "gene") for m in _PLAIN.finditer(plain, start, end)]
    for first, last, kind in spans:
        name = _name(figure, first, last, kind)  # type: ignore[arg-type]
        yield replace(name, suffix=_suffix_at(plain, last))


def _capitalised(figure: Figure, plain: str, start: int, end: int) -> Iterator[Name]:
    """Yield words with a capital in the middle of a sentence: "Smoothened", "Notch"."""
    for m in _CAPITALISED.finditer(plain, start, end):
        low = m[1].lower()
        known = low in UP_NOUNS or low in DOWN_NOUNS or low in VERBS or low in FUNCTION_WORDS
        if m[1] not in _PLACES and not known:
            yield _name(figure, m.start(1), m.end(1), "gene")


def _suffix_at(plain: str, end: int) -> str:
    found = re.compile(r"-([a-z]{5,})").match(plain, end)
    return found[1] if found else ""


@cache
def _known_phrases() -> tuple[tuple[re.Pattern[str], NameKind], ...]:
    """Names of several words, or joined by a dash, that the table knows; the longest first."""
    rows: list[tuple[str, NameKind]] = []
    for e in entities().by_id.values():
        kind: NameKind = {"drug": "drug", "process": "process"}.get(e.kind, "gene")  # type: ignore[assignment]
        rows += [(n, kind) for n in (e.label, *e.aliases) if re.search(r"[ /–-]", n)]
    rows.append(("HER receptor layer", "gene"))
    rows.sort(key=lambda r: -len(r[0]))
    return tuple(
        (re.compile(rf"(?i)(?<![\w-]){re.escape(fold(name))}(?![\w+])"), kind)
        for name, kind in rows
    )


def _symbols(figure: Figure, plain: str, start: int, end: int) -> Iterator[Name]:
    for m in _SHAPE.finditer(plain, start, end):
        text, at = m[0], m.start()
        if any(c.isdigit() for c in text) and re.match(r"\+| cells?\b", plain[m.end() :]):
            continue  # a cell line, or a tumour's receptor status
        if text == "ER" and _RETICULUM.match(plain, m.end()):
            continue
        if re.search(r"(?:anti|non)-\Z", plain[max(0, at - 5) : at]) or _MODIFIED.search(text):
            continue
        agent = _AGENT.search(text)
        bare = text[: agent.start()] if agent else text
        for n in _parts(figure, at, bare):
            suffix = agent[0][1:] if agent and n.end == at + len(bare) else ""
            yield replace(n, suffix=suffix or n.suffix)


def _parts(figure: Figure, at: int, text: str) -> Iterator[Name]:
    """Read a word whole, or else as names that dashes join (``MEK-ERK``)."""
    pieces = text.split("-")
    symbols = [_is_symbol(p, figure) and len(p) > 2 for p in pieces]
    if _is_known(text, figure.figid) or not (len(pieces) > 1 and all(symbols)):
        if _is_symbol(text, figure):
            kind: NameKind = "drug" if _DRUG.fullmatch(text.lower()) else "gene"
            yield _name(figure, at, at + len(text), kind)
        elif symbols[0] and len(pieces) > 1 and pieces[1].islower() and len(pieces[1]) > 3:
            yield replace(_name(figure, at, at + len(pieces[0]), "gene"), suffix=pieces[1])
        return
    for p in pieces:
        yield _name(figure, at, at + len(p), "gene")
        at += len(p) + 1


def _is_known(text: str, figid: str) -> bool:
    return _reading(text, figid) is not None


def _is_symbol(text: str, figure: Figure) -> bool:
    if text in _NOT_NAMES or text.isdigit() or len(text) < 2 or text.startswith("anti-"):
        return False
    if _is_known(text, figure.figid) or _DRUG.fullmatch(text.lower()):
        return True
    stem = text.split("-")[0].rstrip("s")
    if re.fullmatch(r"[A-Z]\d{2,4}[A-Z*]", text):  # a mutation, such as V600E
        return False
    if len(text) < 20 and text.lower() in _SHORT and (len(text) > 3 or text[0].isupper()):
        return True
    if any(
        p.islower() and p.isalpha() and len(p) > 4 for p in text.split("-")
    ):  # catenin, hyphenated English
        is_form = re.match(r"[A-Zα-ω]-[a-z]+in\Z|[α-ω]-", text)
        return bool(is_form) or text.split("-")[0] in ("beta", "alpha")
    capitals = sum(c.isupper() for c in stem)
    has_digit = any(c.isdigit() for c in text) and any(c.isalpha() for c in text)
    return (has_digit and not re.match(r"\d+-?[a-z]", text)) or capitals > 1 or "EBP" in text


def _name(figure: Figure, start: int, end: int, kind: NameKind) -> Name:
    text = figure.caption[start:end]
    entity = _reading(text, figure.figid)
    if entity and entities()[entity].kind == "drug":
        kind = "drug"
    return Name(start, end, text, kind, entity)


def _reading(text: str, figid: str) -> str | None:
    """Read a name by the table: as printed for this figure, or else folded."""
    table: Entities = entities()
    exact = table.read(text, figid)
    if exact and exact.entity:
        return exact.entity
    return _folded().get(fold_name(text)) or (_folded().get(fold_name(text) + "family"))


@cache
def _folded() -> Mapping[str, str]:
    """Folded names of the table; a name that folds like another's is left out."""
    found: dict[str, str] = {}
    twice = set()
    for e in entities().by_id.values():
        for n in (e.id, e.label, *e.aliases):
            if n and found.setdefault(fold_name(n), e.id) != e.id:
                twice.add(fold_name(n))
    found["herreceptorlayer"] = "HER_family" if "HER_family" in entities().by_id else ""
    return {k: v for k, v in found.items() if k not in twice and v}
