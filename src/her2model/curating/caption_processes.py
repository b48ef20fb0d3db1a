"""Names that have no symbol's shape: processes, cells, substances, receptors.

The rules are those by which the field makes words: ``-lysis`` and ``-phagy`` are processes,
``-cyte`` and ``-clast`` cells, ``-in`` proteins. Some names need the words before them, which say
of what: "endothelial permeability", "foam cell formation".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from her2model.curating.caption_nouns import DOWN_NOUNS, FUNCTION_WORDS, UP_NOUNS, word_set
from her2model.curating.caption_verbs import VERBS

__all__ = ["Span", "named_things"]

Span = tuple[int, int, Literal["gene", "process"]]

_ALONE = re.compile(
    r"""(?ix)(?<![\w-])(?: chemotaxis | vaso(?:constriction|dilation|dilatation)
    | remodell?ing | hypertrophy | hyperplasia | steatosis | thrombosis | atherosclerosis
    | coagulation | cachexia | obesity | diabetes | starvation | motility | excitability
    | neurotransmission | self-renewal | stemness | quiescence | respiration | mineralis?z?ation
    | degranulation | ossification | calcification | lipotoxicity | ischa?emia
    | (?!analysis|dialysis|paralysis|proteolysis)[a-z]{3,}lysis | [a-z]{3,}phagy
    | [a-z]{3,}cytosis | [a-z]{3,}ptosis | [a-z]{4,}itis | (?:hyper|hypo)[a-z]+a?emia
    | (?:insulin|leptin)\ resistance | (?:epithelial\S*\ (?:to\ )?)?mesenchymal\ transition )\b"""
)
_OF_WHAT = re.compile(
    r"""(?ix)(?<![\w-])(?: aggregation | adhesion | infiltration | resorption | contraction
    | contractility | repair | polari[sz]ation | exhaustion | regeneration | toxicity | dysfunction
    | injury | damage | stress | tolerance | immunity | evasion | plasticity | memory | oxidation
    | uptake | transport | efflux | influx | metabolism | cycle(?:\ progression)? | replication
    | permeability | formation | progression | development | recruitment | maturation | outgrowth
    | sprouting    | killing | tone | function | responses? )\b(?!-)"""
)
_CLASSES = re.compile(
    r"(?i)(?<![\w-])(?:genes|cytokines|chemokines|regulators|enzymes|mediators|repressors)\b"
)
_RECEPTOR = re.compile(r"(?<![\w-])(?:[TB][- ]cell )?receptors?(?: \d[A-Z]?)?(?![\w-])")
_ENZYME = re.compile(
    r"(?<![\w-])(?:synthase|cyclase|dehydrogenase|reductase|oxidase|carboxylase|desaturase)s?\b"
)
_CELLS = re.compile(
    r"""(?x)(?<![\w-])(?: (?:(?:[Rr]egulatory|[Ee]ffector|[Hh]elper|[Cc]ytotoxic|[Nn]a[iï]ve
      |[Mm]emory|CD[48]\+|[Hh]epatic|[Vv]ascular)\ )?
      (?: (?:T|B|NK|Th\d+|[Dd]endritic|[Ss]tem|[Mm]ast|[Ee]ndothelial|[Ee]pithelial|[Ss]tellate
        |[Ii]mmune|[Ss]tromal|[Pp]lasma|β|[Mm]yeloid|[Gg]oblet|[Mm]uscle|[Ff]oam)[ -]cells?
      | [A-Za-z][a-z]{2,}(?:(?<!bacterio)phages?|(?:neutro|eosino|baso)phils?|glia|clasts?
        |(?:lympho|mono|adipo|hepato|astro|osteo|keratino|leuko|granulo|erythro|myo|podo|melano
          |chondro|thymo|oligodendro|cardiomyo|oo)cytes?|(?:fibro|osteo|myo|neuro)blasts?)
      | [Nn]eutrophils? | [Nn]eurons? | [Pp]latelets? | Tregs? ) )(?![\w-])"""
)
_SUBSTANCE = re.compile(
    r"""(?x)(?<![\w-])(?: [Rr]eactive\ oxygen\ species | [Nn]itric\ oxide | [Hh]ydrogen\ peroxide
    | [Ss]uperoxide | (?:[Rr]etinoic|[Bb]ile|[Aa]mino|[Aa]rachidonic|[Ll]actic|[Uu]ric)\ acids?
    | [Aa]cetylcholine | [Gg]lutamate | [Aa]denosine | [Hh]istamine | [Nn]?o?r?[Aa]drenaline
    | (?:nor)?[Ee]pinephrine | [Ss]erotonin | [Dd]opamine | [Aa]ldosterone | [Cc]eramides?
    | [Cc]holesterol | [Pp]almitate | [Ll]actate | [Pp]yruvate | [Ss]uccinate | [Ee]stradiol
    | (?:[Gg]lutam|[Aa]rgin|[Ss]er|[Cc]yste|[Gg]lyc|[Ll]euc|[Mm]ethion|[Kk]ynuren)ine(?!\ residue)
    | [Tt]ryptophan | [Aa]spartate | [Cc]itrate | [Ff]umarate | [Aa]cetyl-CoA | NAD\+?
    | [Gg]lutathione | [Tt]riglycerides? | [Ll]ipopolysaccharides?
    | [Pp]rostaglandins?(?:\ [A-Z]\d)?
    | [Aa]uxin | [Oo]xidi[sz]ed\ LDL | [a-z]+yl-CoA
    | (?:Ca2|Mg2|Zn2|Fe2|Fe3|Na|K)\+ | [Cc]omplement(?!\ factor) | [Cc]ytochrome\ c
    | (?:[Cc]omplement\ )?[Ff]actor\ [A-Z]+ | [Aa]ngiotensin\ I+ | [Vv]itamin\ [A-K]\d? | NF-[κk]B
    | [Pp]rotein\ kinase\ [A-G] | [Aa]myloid(?:[- ](?:beta|β))? | [Aα]β )(?![\w])"""
)
_PROTEIN = re.compile(r"(?<![\w-])[A-Za-z][a-z]{3,}ins?(?![\w]|-[\dA-Z])")
_NOT_PROTEINS = word_set(
    "within domain certain origin protein margin obtain retain attain contain maintain sustain "
    "remain explain constrain restrain bargain chromatin toxin endotoxin vitamin again begin basin "
    "brain chain drain grain plain stain train strain skin cabin resin main gain pain terrain "
    "therein wherein herein lipoprotein glycoprotein phosphoprotein polyprotein cumulin bulletin "
    "virgin satin latin ruin twin vein mountain curtain captain certain complain ordain pertain "
    "entertain ascertain refrain abstain detain uncertain login plugin"
)
_VAGUE = word_set("tyrosine kinase surface cell growth factor membrane nuclear hormone cognate")
_WORD_BEFORE = re.compile(r"([A-Za-zα-ω][\w-]*) \Z")
_MARKERS = word_set("ER DNA RNA T-cell B-cell T B NK")


def named_things(plain: str, start: int, end: int) -> Iterator[Span]:
    """Yield the place and kind of each name, the longest kinds of names first."""
    for m in _ALONE.finditer(plain, start, end):
        yield m.start(), m.end(), "process"
    for m in _OF_WHAT.finditer(plain, start, end):
        yield from _with_words_before(plain, start, m, "process")
    for m in _CLASSES.finditer(plain, start, end):
        yield from _with_words_before(plain, start, m, "gene", width=2)
    for pattern in (_RECEPTOR, _ENZYME):
        for m in pattern.finditer(plain, start, end):
            before = _WORD_BEFORE.search(plain, start, m.start())
            if m[0][0] in "TB":
                yield m.start(), m.end(), "gene"
            elif before and before[1].lower() not in _VAGUE:
                yield from _with_words_before(plain, start, m, "gene")
    for pattern in (_SUBSTANCE, _CELLS):
        for m in pattern.finditer(plain, start, end):
            yield m.start(), m.end(), "gene"
    for m in _PROTEIN.finditer(plain, start, end):
        word = m[0].lower()
        if (
            not word.endswith(("domain", "domains"))
            and word not in _NOT_PROTEINS
            and word.removesuffix("s") not in _NOT_PROTEINS
        ):
            yield m.start(), m.end(), "gene"


def _with_words_before(
    plain: str, start: int, m: re.Match[str], kind: Literal["gene", "process"], width: int = 2
) -> Iterator[Span]:
    """Take in the words that say of what; without one, the word is too vague to be a name."""
    at = m.start()
    for _ in range(width):
        before = _WORD_BEFORE.search(plain, start, at)
        if not before or not _says_of_what(before[1]):
            break
        at = before.start(1)
    if at < m.start():
        yield at, m.end(), kind


def _says_of_what(word: str) -> bool:
    low = word.lower()
    if word in _MARKERS:
        return True
    if word != low and not (word[1:].islower() and len(word) > 3):
        return False
    known = low in FUNCTION_WORDS or low in UP_NOUNS or low in DOWN_NOUNS or low in VERBS
    return not known and len(low) > 2 and not low.endswith(("ly", "ed", "ing"))
