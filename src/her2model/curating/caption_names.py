"""Names in a caption: which words stand for something that could be a species.

A word is a name when the curated table knows it, when it has the shape of a gene symbol or the
ending of a drug, process, cell or protein, or when it was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from her2model.curating.caption_lexicon import FUNCTION_WORDS, NOUNS, VERBS, words
from her2model.curating.printed_names import fold, read_name
from her2model.model.figures import Figure
from her2model.model.shipped import entities

__all__ = ["Name", "Token", "tokens"]

NameKind = Literal["gene", "drug", "process", "outcome"]

# Names without a symbol's shape, the surest first; a leading "+" needs a word before: "of what".
_THINGS: tuple[tuple[NameKind, str], ...] = (
    ("drug", r"(?:anti-\w[\w-]*|\w[\w-]*-targeted) (?:therap(?:y|ies)|agents?)|[a-z]{2,}(?:mab|nib"
     r"|limus|ciclib|parib|lisib|mycin|taxel|platin|tansine|xifen|stat|statin|zomib|degib|rasib|sone"
     r"|clax|sartan|glutide|gliptin|gliflozin|rubicin|tecan|poside|trexate|mantine|zole|olol)"),
    ("process", r"downstream (?:signal+ing(?: pathways?)?|pathways?)|gene expression|hypoxia"
     r"|(?:(?:cell(?:ular)?|tumou?r|\w+ acid|DNA) )?(?:proliferation|growth(?! factor)|survival"
     r"|viability|death|migration|invasion|differentiation|\w*synthesis)|apoptosis|metastas[ie]s"
     r"|senescence|oxidative stress|DNA damage|ER stress|fibrosis|necrosis|starvation|inflammation"
     r"|vaso(?:constriction|dilation)|\w{4,}genesis|[a-z]{3,}(?:phagy|cytosis|ptosis|taxis|trophy)"
     r"|[a-z]{4,}(?:itis|emia)|cytotoxic(?:ity| activity)|(?!analysis|dialysis)[a-z]{3,}lysis"),
    ("process", r"+(?:adhesion|infiltration|resorption|repair|injury|damage|toxicity"
     r"|polari[sz]ation|stress|tolerance|immunity|evasion|metabolism|uptake|transport|cycle|permeability|tone"
     r"|formation|progression|development|function|responses?|recruitment|aggregation)(?!-)"),
    ("gene", r"(?-i:[A-Z])\w+[- ]ligands?"),
    ("gene", r"+(?:genes|cytokines|mediators|receptors?(?: \d[A-Z]?)?|channels?"
     r"|(?:synth|cycl|reduct|oxid)ases?)"),
    ("gene", r"(?:(?:regulatory|effector|helper|cytotoxic|memory|CD[48]\+) )?(?:T|B|NK|dendritic"
     r"|stem|mast|endothelial|epithelial|immune|foam)[ -]cells?|[a-z]{3,}(?:phages?|phils?|glia"
     r"|clasts?|cytes?|blasts?)|neurons?|platelets?|reactive oxygen species|nitric oxide|glucose"
     r"|[a-z]+ic acids?|fatty acids?|iron|glucagon|(?:o?estr|andr)ogen|cortisol|interferon|calcium"
     r"|cholesterol|lactate|glutamate|adenosine|estradiol|lipopolysaccharides?|(?:Ca2|Mg2|Zn2|Na|K)\+"
     r"|cytochrome c|factor [A-Z]+|angiotensin I+|NF-[κk]B|(?:pro-?)?(?:caspase|cyclin|interleukin"
     r"|integrin)[- ]?[A-Z]?\d+\w?"),
    ("gene", r"[A-Z]?[a-z]{4,}(?<!doma)(?<!vitam)(?<!tox)(?<!rema)(?<!nta)(?<!susta)(?<!prote)"
     r"(?<!chromat)(?<!orig)(?<!cert)ins?(?!-[\dA-Z])(?: [A-D](?!\w))?"),
    ("outcome", r"resistance|sensitivity|response"),
)  # fmt: skip
_SHAPE = re.compile(r"[Cc]/EBP\w?|[^\W_]+(?:(?<=\d)\.\d)?(?:-[^\W_]+)*(?:/\d+(?!\w))?")
_SHORT = words("Akt Wnt Ras Raf Src Myc Met Fos Jun Bax Bad Her Bim Stat Smad Erk Mek Notch notch")
_NOT_NAMES = words(
    "DNA RNA mRNA ATP II III IV CNS IN OUT TKI TKIs AND OR NOT CR PR USA IPA 3D 2D Figure Table"
)
_FORM = re.compile(r"(?:[A-Z]-[a-z]+in|[α-ω]-\w+)\Z")  # E-cadherin, β-catenin
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
    """A word, a mark, or names joined by a dash or a slash."""

    text: str
    start: int
    end: int
    names: tuple[Name, ...] = ()

    @property
    def low(self) -> str:
        """Lower-case text of a word; empty for a name, which is never a trigger."""
        return "" if self.names else self.text.lower()


def tokens(figure: Figure, start: int, end: int, extra: tuple[str, ...] = ()) -> list[Token]:
    """Cut a stretch of a figure's caption into words, marks and names, of which some are given."""
    plain = fold(figure.caption)[:end]
    taken: list[Name] = []
    for n in _names(figure, plain, start, extra):
        if not any(k.start < n.end and n.start < k.end for k in taken):
            taken.append(n)
    found: list[Token] = []
    at = start
    for n in [*sorted(taken, key=lambda n: n.start), Name(end, end, "", "gene")]:
        if found and found[-1].names and plain[at : n.start] in ("-", "/", " /", "/ ") and n.text:
            joined = found.pop()
            found.append(replace(joined, end=n.end, names=(*joined.names, n)))
        else:
            for m in _WORD.finditer(plain, at, n.start):
                found.append(Token(figure.caption[m.start() : m.end()], m.start(), m.end()))
            found += [Token(n.text, n.start, n.end, (n,))] if n.text else []
        at = n.end + (len(n.suffix) + 1 if n.suffix else 0)
    return found


def _names(figure: Figure, plain: str, start: int, extra: tuple[str, ...]) -> Iterator[Name]:
    """Yield names, the surest reading of a word first; they may overlap."""
    for text in sorted(extra, key=len, reverse=True):
        given = re.compile(rf"(?i)(?<!\w){re.escape(fold(text))}(?!\w)")
        yield from (_name(figure, *m.span(), "gene") for m in given.finditer(plain, start))
    for kind, pattern, is_of_what in _patterns():
        for m in pattern.finditer(plain, start):
            at = _of_what(plain, start, m.start(), kind) if is_of_what else m.start()
            if at < m.start() or not (is_of_what or m[0].lower() in FUNCTION_WORDS | VERBS.keys()):
                yield _name(figure, at, m.end(), kind)
    for m in _SHAPE.finditer(plain, start):
        is_cell_line = any(c.isdigit() for c in m[0]) and re.match(
            r"\+| cells?\b", plain[m.end() :]
        )
        if not is_cell_line and not m[0].startswith(("anti-", "non-")):
            yield from _symbols(figure, m.start(), m[0])


@cache
def _patterns() -> list[tuple[NameKind, re.Pattern[str], bool]]:
    """Names of several words that the table knows, the longest first; then the other things."""
    known = {n: e.kind for e in entities().by_id.values() for n in (e.label, *e.aliases)}
    several = sorted((n for n in known if re.search(r"[ /–-]", n)), key=len, reverse=True)
    kinds: dict[bool, NameKind] = {True: "process", False: "gene"}
    rows = [(kinds[known[n] == "process"], re.escape(fold(n))) for n in several]
    return [
        (kind, re.compile(rf"(?<![\w-])(?i:{text.removeprefix('+')})(?![\w+])"), text[0] == "+")
        for kind, text in (*rows, *_THINGS)
    ]


def _of_what(plain: str, start: int, at: int, kind: NameKind) -> int:
    """Take in up to two words that say of what: "endothelial permeability", "IL-6 receptor"."""
    for _ in range(2):
        before = re.compile(r"([A-Za-z][\w-]*) \Z").search(plain[:at], start)
        word = before[1] if before else ""
        low = word.lower()
        is_symbol = word[1:] != low[1:] and (kind != "gene" or bool(read_name(word)))
        if not before or low in FUNCTION_WORDS | NOUNS.keys() | VERBS.keys() or is_symbol:
            break
        if len(low) < 3 or low.endswith(("ly", "ed", "ing")):
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
            yield _name(figure, at, at + len(piece), "gene")
        at += len(piece) + 1


def _is_symbol(text: str, figid: str) -> bool:
    """Whether a word is known, or has capitals and digits as a symbol has."""
    if text in _NOT_NAMES or text.isdigit() or len(text) < 2:
        return False
    if read_name(text, figid) or text in _SHORT or text.lower() in _SHORT:
        return True
    if re.fullmatch(r"[A-Z]\d{2,4}[A-Z*]|\d+-?[a-z].*|.*\b[a-z]{4,}\b.*", text):  # V600E, 3rd
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
