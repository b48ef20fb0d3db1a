"""How a single word can be misprinted or misread: letters, digits, order, English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from her2model.curating.printed_names import fold
from her2model.curating.symbol_names import bare, known_names
from her2model.model.shipped import entities

__all__ = ["slips", "strange_letters", "variants"]

_MISREAD = (("1", "I"), ("1", "L"), ("0", "O"), ("Z", "2"), ("5", "S"), ("8", "B"), ("R", "P"))
# Verbs that double their last consonant: occurring, occurred, occurrence.
_DOUBLED = re.compile(
    r"(?i)(?:co-?|re)?(?:occu|recu|incu|concu|refe|prefe|infe|confe|defe|transfe)r(?:ing|ed)\Z"
    r"|(?i:\w*)(?:occu|recu|concu)rence\Z"
    r"|(?:com|ad|o|per|e|trans|sub)mit(?:ing|ed)\Z|(?:com|pro|re|ex)pel(?:ing|ed)\Z"
)
_AFTER_C = re.compile(r"(?i)(?:re|de|con|per)cie(?:ve|ving|ved|ves)\Z")


def strange_letters(word: str) -> Iterator[str]:
    """Name the letters of another script, or with marks, in what else is a known name.

    Examples
    --------
    >>> list(strange_letters("МЕК"))[0].split(", ")[0]
    'CYRILLIC CAPITAL LETTER EM'
    """
    odd = [c for c in word if c.isalpha() and not c.isascii() and not _is_small_greek(c)]
    if odd and bare(_plain(word)) in known_names():
        yield ", ".join(unicodedata.name(c, "?") for c in odd)


def slips(word: str) -> Iterator[tuple[str, str]]:
    """Yield the rule and the reason for which a word looks misread or misspelt.

    Examples
    --------
    >>> list(slips("PI3KCA")), list(slips("HERZ"))
    ([('spelling', 'two letters swapped: PIK3CA')], [('OCR', 'Z for 2: HER2')])
    """
    if _DOUBLED.fullmatch(word) or _AFTER_C.fullmatch(word):
        yield "spelling", "an English slip: a consonant stands once, or i before e"
        return
    key = bare(word)
    if key in known_names() or len(key) < 4 or not word[0].isupper():
        return
    for wrong, right in _MISREAD:
        fixed = key.replace(wrong, right, 1)
        if wrong in key and fixed in known_names():
            yield "OCR", f"{wrong} for {right}: {known_names()[fixed]}"
            return
    if len(key) > 4:
        for i, (a, b) in enumerate(pairwise(key)):
            swapped = key[:i] + b + a + key[i + 2 :]
            if a != b and not (a + b).isdigit() and swapped in known_names():
                yield "spelling", f"two letters swapped: {known_names()[swapped]}"
                return


def variants(word: str) -> Iterator[str]:
    """Yield the curated name of which a word is another spelling: case, dashes, c- and p-.

    Examples
    --------
    >>> list(variants("HER-2")), list(variants("C-met")), list(variants("HER2"))
    (['HER2'], ['MET'], [])
    """
    rows = entities().by_id.values()
    names = {n for e in rows for n in (e.id, e.label) if n and " " not in n}
    plain = word.lower() if word.istitle() else word  # a sentence begins with a capital
    if len(word) < 3 or {word, plain, re.sub(r"\W", "_", word)} & names:
        return
    keys = {bare(word), bare(re.sub(r"\A[CcPp]-", "", word))}
    yield from sorted(n for n in names if bare(n) in keys)[:1]


def _is_small_greek(c: str) -> bool:
    return unicodedata.name(c, "").startswith("GREEK SMALL")


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", fold(word))
    return "".join(c for c in decomposed if c.isascii())
