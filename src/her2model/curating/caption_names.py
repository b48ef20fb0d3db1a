"""Names in a caption: which words stand for something that could be a species.

A word is a name when the curated table knows it, when it has the shape of a gene symbol, the ending
of a drug's name or of a process, cell or protein, or when it was given. Dashes, and letters of other
scripts that look Latin, are folded one for one, so that every offset points into the caption.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from her2model.curating.caption_lexicon import FUNCTION_WORDS, NOUNS, VERBS, words
from her2model.model.figures import Figure
from her2model.model.shipped import entities

__all__ = ["Name", "Token", "end_of_statements", "fold", "fold_name", "read_name", "tokens"]

NameKind = Literal["gene", "drug", "process", "outcome"]

_LOOKALIKES = str.maketrans(
    "АВЕКМНОРСТХаеорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧ–—‐‑−\u00a0\u2028",
    "ABEKMHOPCTXaeopcyxABEZHIKMNOPTYX-----  ",
)
_DRUG = re.compile(
    r"[a-z]{2,}(?:mab|nib|limus|ciclib|parib|lisib|mycin|taxel|platin|strant|tansine|xifen|statin"
    r"|zomib|degib|rasib|toclax|sartan|glutide|gliptin|gliflozin|rubicin|tecan|poside|trexate|mantine"
    r"|zole|sone|olol|stat)"
)
# Names that have no symbol's shape, the surest first; a leading "+" takes in what stands before.
_THINGS: tuple[tuple[NameKind, str], ...] = (
    ("drug", r"(?:anti-\w[\w-]*|\w[\w-]*-targeted) (?:therap(?:y|ies)|agents?)"),
    ("process", r"downstream (?:signal+ing(?: pathways?)?|pathways?)|gene expression"
     r"|cytotoxic(?:ity| activity)"),
    ("process", r"(?:(?:cell(?:ular)?|tumou?r|(?:fatty|bile|amino) acid|DNA|protein) )?"
     r"(?:proliferation|growth(?! factor)|survival(?! genes)|viability|death|migration|invasion"
     r"|differentiation|\w*synthesis)"),
    ("process", r"apoptosis|metastas[ie]s|hypoxia|senescence|oxidative stress|DNA damage|ER stress"
     r"|fibrosis|necrosis|chemotaxis|vaso(?:constriction|dilation)|remodell?ing|hypertrophy"
     r"|steatosis|thrombosis|obesity|starvation|stemness|angiogenesis|inflammation|autophagy"
     r"|[a-z]{4,}genesis|[a-z]{3,}(?:phagy|cytosis|ptosis)|[a-z]{4,}(?:itis|emia)"
     r"|(?!analysis|dialysis|proteolysis)[a-z]{3,}lysis"),
    ("process", r"+(?:aggregation|adhesion|infiltration|resorption|contraction|repair|injury|damage"
     r"|polari[sz]ation|toxicity|dysfunction|stress|tolerance|immunity|evasion|metabolism|uptake"
     r"|transport|cycle|permeability|formation|progression|development|tone|function|responses?"
     r"|effects?|vulnerability|recruitment)(?!-)"),
    ("gene", r"(?-i:[A-Z])\w+[- ]ligands?"),
    ("gene", r"+(?:genes|cytokines|mediators|enzymes|receptors?(?: \d[A-Z]?)?|channels?"
     r"|(?:synth|cycl|reduct|oxid|carboxyl)ases?)"),
    ("gene", r"(?:(?:regulatory|effector|helper|cytotoxic|memory|CD[48]\+) )?(?:T|B|NK|dendritic"
     r"|stem|mast|endothelial|epithelial|immune|foam)[ -]cells?|[a-z]{2,}(?:phages?|phils?|glia"
     r"|clasts?|(?:lympho|mono|adipo|hepato|astro|osteo|leuko)cytes?|blasts?)|neurons?|platelets?"),
    ("gene", r"(?:reactive oxygen species|nitric oxide|oxygen radicals|[a-z]+ic acids?|glucose|iron"
     r"|insulin|glucagon|leptin|(?:o?estr|andr)ogen|testosterone|cortisol|progesterone|interferon"
     r"|metformin|aspirin|calcium|cholesterol|lactate|glutamate|dopamine|ceramides?|palmitate"
     r"|acetylcholine|adenosine|histamine|estradiol|lipopolysaccharides?|oxidi[sz]ed LDL|fatty acids?"
     r"|(?:Ca2|Mg2|Zn2|Na|K)\+(?!\w)|cytochrome c|factor [A-Z]+|angiotensin I+|vitamin [A-K]\d?"
     r"|NF-[κk]B|(?:pro-?)?(?:caspase|cyclin|interleukin|integrin)[- ]?[A-Z]?\d+\w?)"),
    ("gene", r"[A-Za-z][a-z]{3,}(?<!doma)(?<!vitam)(?<!tox)(?<!rema)(?<!mainta)(?<!conta)(?<!susta)"
     r"(?<!prote)(?<!chromat)(?<!orig)(?<!cert)ins?(?!-[\dA-Z])(?: [A-D](?!\w))?"),
    ("outcome", r"resistance|sensitivity|response"),
)  # fmt: skip
_SHAPE = re.compile(
    r"[Cc]/EBP[α-ω]?|[A-Za-z0-9α-ω][A-Za-z0-9α-ω]*(?:(?<=\d)\.\d)?(?:-[A-Za-z0-9α-ω]+)*(?:/\d+(?!\w))?"
)
_SHORT = words("akt wnt ras raf src notch myc met rheb fos jun bax bad her bim stat smad erk mek egf")
_NOT_NAMES = words(
    "DNA RNA mRNA ATP II III IV CNS IN OUT TKI TKIs AND OR NOT CR PR USA IPA 3D 2D Figure Figs Panel "
    "Table Golgi Schwann Warburg Western Created Adapted Note Schematic Step Type Human Mouse"
)
_WORDS = FUNCTION_WORDS | VERBS.keys()
_MODIFIED = re.compile(
    r"-(?:positive|negative|resistant|sensitive|independent|targeted|enriched|mutant|amplified"
    r"|overexpressing|expressing|related|type|like|responsive|deficient|encoding|associated)\Z"
)
_FORM = re.compile(r"(?:[A-Z]-[a-z]+in|[α-ω]-\w+)\Z")  # E-cadherin, β-catenin
_CELL_LINE = re.compile(r"\+| cells?\b")
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
    exact = entities().read(text, figid)
    if exact and exact.entity:
        return exact.entity
    return _folded().get(fold_name(text)) or _folded().get(fold_name(text) + "family")


@cache
def _folded() -> Mapping[str, str]:
    """Folded names of the table; a name that folds like another's is left out."""
    found: dict[str, str] = {}
    twice = set()
    for e in entities().by_id.values():
        for n in (e.id, e.label, *e.aliases):
            if n and found.setdefault(fold_name(n), e.id) != e.id:
                twice.add(fold_name(n))
    return {k: v for k, v in found.items() if k not in twice}


def tokens(figure: Figure, start: int, end: int, extra: tuple[str, ...] = ()) -> list[Token]:
    """Cut a stretch of a figure's caption into words, marks and names.

    ``extra`` are further names to look for, as printed, in any case of letters.

    Examples
    --------
    >>> figure = Figure(figid="f", pmcid="p", caption="Lapatinib inhibits PI3K–AKT.")
    >>> [(t.text, [n.kind for n in t.names]) for t in tokens(figure, 0, 28)]
    [('Lapatinib', ['drug']), ('inhibits', []), ('PI3K–AKT', ['gene', 'gene']), ('.', [])]
    """
    plain = fold(figure.caption)[:end]
    taken: list[Name] = []
    for n in _names(figure, plain, start, extra):
        if not any(k.start < n.end and n.start < k.end for k in taken):
            taken.append(n)
    groups: list[list[Name]] = []
    for n in sorted(taken, key=lambda n: n.start):
        if groups and plain[groups[-1][-1].end : n.start] in ("-", "/", " /", "/ "):
            groups[-1].append(n)
        else:
            groups.append([n])
    found: list[Token] = []
    at = start
    for first, last, names in [*((g[0].start, g[-1].end, tuple(g)) for g in groups), (end, end, ())]:
        for m in _WORD.finditer(plain, at, first):
            found.append(Token(figure.caption[m.start() : m.end()], m.start(), m.end()))
        if names:
            found.append(Token(figure.caption[first:last], first, last, names))
        at = last + (len(names[-1].suffix) + 1 if names and names[-1].suffix else 0)
    return found


def _names(figure: Figure, plain: str, start: int, extra: tuple[str, ...]) -> Iterator[Name]:
    """Yield names, the surest reading of a word first; they may overlap."""
    for text in sorted(extra, key=len, reverse=True):
        given = re.compile(rf"(?i)(?<!\w){re.escape(fold(text))}(?!\w)")
        yield from (_name(figure, *m.span(), "gene") for m in given.finditer(plain, start))
    for pattern, kind in _known_phrases():
        yield from (_name(figure, *m.span(), kind) for m in pattern.finditer(plain, start))
    for kind, text in _THINGS:
        for m in _compiled(text).finditer(plain, start):
            at = m.start()
            if text[0] == "+":
                at = _with_words_before(plain, start, at, takes_symbols=kind == "gene")
            if (at < m.start() or text[0] != "+") and m[0].lower() not in _WORDS:
                yield _name(figure, at, m.end(), kind)
    for m in _SHAPE.finditer(plain, start):
        has_digit = any(c.isdigit() for c in m[0])
        if not _MODIFIED.search(m[0]) and not (has_digit and _CELL_LINE.match(plain, m.end())):
            yield from _symbols(figure, m.start(), m[0])


@cache
def _compiled(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?i:{text.removeprefix('+')})(?!\w)")


@cache
def _known_phrases() -> tuple[tuple[re.Pattern[str], NameKind], ...]:
    """Names of several words, or joined by a dash, that the table knows; the longest first."""
    kinds: dict[str, NameKind] = {"drug": "drug", "process": "process"}
    rows = [
        (re.escape(fold(n)), kinds.get(e.kind, "gene"))
        for e in entities().by_id.values()
        for n in (e.label, *e.aliases)
        if re.search(r"[ /–-]", n)
    ]
    rows.sort(key=lambda row: -len(row[0]))
    return tuple((re.compile(rf"(?i)(?<![\w-]){n}(?![\w+])"), kind) for n, kind in rows)


def _with_words_before(plain: str, start: int, at: int, *, takes_symbols: bool) -> int:
    """Take in up to two words that say of what: "endothelial permeability", "IL-6 receptor"."""
    for _ in range(2):
        before = re.compile(r"([A-Za-z][\w-]*) \Z").search(plain[:at], start)
        word = before[1] if before else ""
        low = word.lower()
        known = low in FUNCTION_WORDS or low in NOUNS or low in VERBS or len(low) < 3
        is_symbol = word[1:] != low[1:] and (not takes_symbols or bool(read_name(word)))
        if not before or known or is_symbol or low.endswith(("ly", "ed", "ing")):
            break
        at = before.start()
    return at


def _symbols(figure: Figure, at: int, text: str) -> Iterator[Name]:
    """Read a word whole, or else as names that dashes join (``MEK-ERK``, ``SMAD-mediated``)."""
    bare = text if _FORM.match(text) else re.sub(r"(?:-[a-z]{4,})+\Z", "", text)
    pieces = bare.split("-")
    is_pair = len(pieces) > 1 and all(len(p) > 2 and _is_symbol(p, figure.figid) for p in pieces)
    if not is_pair or read_name(bare, figure.figid):
        pieces = [text if read_name(text, figure.figid) else bare]
    for piece in pieces:
        if _is_symbol(piece, figure.figid):
            yield _name(figure, at, at + len(piece), "drug" if _is_drug(piece) else "gene")
        at += len(piece) + 1


def _is_drug(text: str) -> bool:
    return bool(_DRUG.fullmatch(text.lower()))


def _is_symbol(text: str, figid: str) -> bool:
    """Whether a word is known, or has capitals and digits as a symbol has."""
    if text in _NOT_NAMES or text.isdigit() or len(text) < 2 or re.match(r"anti-|non-", text):
        return False
    if read_name(text, figid) or _is_drug(text):
        return True
    if text.lower() in _SHORT and (len(text) > 3 or text[0].isupper()):
        return True
    if re.fullmatch(r"[A-Z]\d{2,4}[A-Z*]|\d+-?[a-z].*", text):  # V600E, 3rd
        return False
    if any(p.islower() and p.isalpha() and len(p) > 3 for p in text.split("-")):
        return bool(_FORM.match(text))
    has_digit = any(c.isdigit() for c in text) and any(c.isalpha() for c in text)
    return has_digit or sum(c.isupper() for c in text.rstrip("s")) > 1


def _name(figure: Figure, start: int, end: int, kind: NameKind) -> Name:
    text = figure.caption[start:end]
    entity = read_name(text, figure.figid)
    if entity and entities()[entity].kind == "drug":
        kind = "drug"
    suffix = re.compile(r"-([a-z]{4,})").match(figure.caption, end)
    return Name(start, end, text, kind, entity, suffix[1] if suffix else "")
