"""Noun phrases of a caption: which names stand in them, and whether up or down.

"Loss of PTEN or PIK3CA mutations" holds PTEN, down, and PIK3CA, up. Words that only say where
("in tumour cells", "under treatment") hold nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from her2model.curating.caption_nouns import DOWN_NOUNS, UP_NOUNS, word_set
from her2model.curating.caption_words import Name, Token

__all__ = ["End", "Part", "read_phrase", "without_asides"]

_UP_WORDS = word_set(
    "increased enhanced high elevated amplified activated mutant mutated truncated "
    "overexpressed constitutive constitutively active upregulated up-regulated induced excess"
)
_DOWN_WORDS = word_set(
    "decreased reduced diminished impaired low lost inactive suppressed downregulated "
    "down-regulated defective deficient lower inhibited blocked"
)
_STATES = {"mutation": "mutated", "mutations": "mutated", "mutant": "mutated", "loss": "loss"}
_STATES |= {
    "overexpression": "overexpressed",
    "amplification": "amplified",
    "amplified": "amplified",
}
_STATES |= {"truncated": "truncated", "inhibitor": "inhibited", "inhibitors": "inhibited"}
_STATES |= {
    "inhibition": "inhibited",
    "silencing": "silenced",
    "deletion": "loss",
    "high": "raised",
}
_STATES |= {"blockade": "inhibited", "mutated": "mutated"}
_ADJUNCT = word_set(
    "in within on from for at during with under among upon following after as without between "
    "along toward towards expressing overexpressing despite regardless against to"
)
_TAKES_IN = word_set(
    "mutation mutations increase decrease change changes reduction alterations rise"
)
_SPAN = word_set("of the a an")
_EXAMPLES = (("such", "as"), ("including",), ("e", ".", "g", "."), ("i", ".", "e", "."), ("like",))
_JOINERS = frozenset([",", "and", "or", "both", ";"])
_OWN_ACTION = word_set("transcription signaling signalling")
_CLASS_WORDS = word_set("protein proteins gene genes subunit kinase complex alpha beta cells")
_PATHWAY = word_set("pathway pathways signaling signalling signal cascade axis")


@dataclass(frozen=True, slots=True)
class End:
    """What an arrow may begin or end at: one name, or the partners of a complex."""

    names: tuple[Name, ...]

    @property
    def text(self) -> str:
        """The printed name; partners are joined by a colon."""
        return ":".join(n.text for n in self.names)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that a phrase is about: where an arrow enters and leaves it, its sign."""

    into: End
    out: End
    sign: int = 1
    state: str = ""
    start: int = 0
    end: int = 0


def read_phrase(tokens: Sequence[Token], *, adjuncts: bool = False) -> tuple[Part, ...]:
    """Read the parts of a noun phrase.

    Parameters
    ----------
    tokens
        The phrase.
    adjuncts
        Also read what stands behind "in", "with" and the like.
    """
    tokens = without_asides(tokens)
    at, width = _examples(tokens)
    if at is None:
        return tuple(_parts(tokens, adjuncts))
    return tuple(_with_examples(tokens, at, width, adjuncts))


def _with_examples(tokens: Sequence[Token], at: int, width: int, adjuncts: bool) -> Iterator[Part]:
    """Read a class with its examples, which take the class's sign and place."""
    before = list(tokens[:at])
    while before and before[-1].text in "(,":
        before.pop()
    named = _parts(tokens[at + width :], adjuncts=True)
    examples = list(named)
    classed = list(_parts(before, adjuncts))
    if not examples or (classed and before[-1].low in ("inhibitors", "inhibitor", "antagonists")):
        yield from classed
        return
    last = max((i for i, t in enumerate(before) if t.names), default=-1)
    joined = any(t.low in _JOINERS for t in before[last + 1 :])
    if classed and not joined:
        sign, state = classed[-1].sign, classed[-1].state
        classed = [p for p in classed if p.start < before[last].start]
    else:
        sign, state = _scope_of(before) if not classed else (1, "")
    yield from classed
    for p in examples:
        yield replace(p, sign=p.sign * sign, state=p.state or state)


def _examples(tokens: Sequence[Token]) -> tuple[int | None, int]:
    for i in range(len(tokens)):
        for words in _EXAMPLES:
            if tuple(t.low for t in tokens[i : i + len(words)]) == words:
                return i, len(words)
    return None, 0


def _scope_of(tokens: Sequence[Token]) -> tuple[int, str]:
    """Sign and state that the nouns of a class without a name give to its examples."""
    nouns = [t.low for t in tokens if t.low in DOWN_NOUNS or t.low in UP_NOUNS]
    sign = -1 if any(n in DOWN_NOUNS for n in nouns) else 1
    return sign, next((_STATES[n] for n in nouns if n in _STATES), "")


def without_asides(tokens: Sequence[Token]) -> list[Token]:
    """Drop second names in brackets and explanations between commas; keep examples."""
    kept: list[Token] = []
    i = 0
    while i < len(tokens):
        t = tokens[i]
        if t.text == "(":
            close = next((j for j in range(i, len(tokens)) if tokens[j].text == ")"), len(tokens))
            kept = _with_bracket(kept, list(tokens[i + 1 : close]))
            i = close + 1
        elif t.text == "," and i + 1 < len(tokens) and tokens[i + 1].low in ("the", "a", "an"):
            comma = next((j for j in range(i + 1, len(tokens)) if tokens[j].text == ","), None)
            rest = {k.low for k in tokens[i + 1 :]}
            explains = comma is None and "of" in rest and not rest & _JOINERS
            if explains and any(k.names for k in kept):
                break
            if comma is None or not any(k.names for k in kept):
                kept.append(t)
                i += 1
            else:
                i = comma
        else:
            kept.append(t)
            i += 1
    return kept


def _with_bracket(kept: list[Token], inner: list[Token]) -> list[Token]:
    """Decide what a bracket gives: examples, a list of members, the better name, or nothing."""
    if _examples(inner)[0] is not None:
        return [*kept, *inner, Token(",", inner[-1].end, inner[-1].end)]
    named = [t for t in inner if t.names]
    before = next(
        (i for i in range(len(kept) - 1, max(-1, len(kept) - 5), -1) if kept[i].names), None
    )
    if before is not None and any(t.low in _JOINERS for t in kept[before + 1 :]):
        before = None
    if len(named) > 1:
        return [*_from_last_joiner(kept), *inner]
    if not named:
        return kept
    if before is None:
        return [*kept, *inner]
    between = {t.low for t in kept[before + 1 :]}
    outer, better = kept[before].names[-1], named[0].names[0]
    between -= _CLASS_WORDS
    if between & {"truncated", "mutant", "variant", "isoform"} or (
        outer.entity is None and better.kind == "gene" and len(better.text) > 1 and not between
    ):
        return [*kept[:before], *inner, *kept[before + 1 :]]
    return kept


def _from_last_joiner(kept: list[Token]) -> list[Token]:
    last = max((i for i, t in enumerate(kept) if t.low in _JOINERS), default=-1)
    return [t for i, t in enumerate(kept) if i <= last or not t.names]


def _parts(tokens: Sequence[Token], adjuncts: bool) -> Iterator[Part]:
    sign, scope, state, adjunct, open_noun = 1, 1, "", False, False
    begin: int | None = None
    heads = 0
    for i, t in enumerate(tokens):
        low = t.low
        if t.names:
            if i + 1 < len(tokens) and tokens[i + 1].names:
                continue  # it only says which: "trastuzumab resistance", "NF-kB p65"
            if not adjunct or adjuncts:
                for p in _named(tokens, i, sign * scope, state):
                    yield p if begin is None else replace(p, start=begin)
            sign, open_noun = 1, False
            if not adjunct:
                adjunct = _next_low(tokens, i) == "of" and not _is_signal(t)
        elif (low in DOWN_NOUNS or low in UP_NOUNS) and (
            (adjunct and not adjuncts) or (i and tokens[i - 1].names)
        ):
            continue  # of something else, or read with the name before it
        elif low in DOWN_NOUNS or low in UP_NOUNS:
            begin = t.start if begin is None else begin
            value = -1 if low in DOWN_NOUNS else 1
            scope = min(scope, value) if open_noun else value
            heads += not open_noun
            state, open_noun = _STATES.get(low, state if open_noun else ""), True
        elif low in _UP_WORDS or low in _DOWN_WORDS:
            begin = t.start if begin is None else begin
            sign = -1 if low in _DOWN_WORDS else sign
            state = _STATES.get(low, state)
        elif low in _JOINERS:
            scope, state = (1, "") if heads > 1 and _is_plain_next(tokens, i) else (scope, state)
            begin = begin if scope < 0 else None
            adjunct = adjunct and not _resumes(tokens, i)
        elif low in _ADJUNCT and not (i and tokens[i - 1].low in _TAKES_IN):
            adjunct = True


def _is_plain_next(tokens: Sequence[Token], i: int) -> bool:
    """Whether an item of a list has no noun of its own: C in "gain of A, loss of B, and C"."""
    follows = [t.low for t in tokens[i : i + 2]] == [",", "and"]
    return follows and len(tokens) > i + 2 and bool(tokens[i + 2].names)


def _next_low(tokens: Sequence[Token], i: int) -> str:
    """Word behind a name and the nouns that hang on it."""
    i += 1
    while i < len(tokens) and (tokens[i].low in UP_NOUNS or tokens[i].low in _PATHWAY):
        i += 1
    return tokens[i].low if i < len(tokens) else ""


def _is_signal(t: Token) -> bool:
    return t.names[0].text.lower().startswith("downstream")


def _resumes(tokens: Sequence[Token], i: int) -> bool:
    """Whether the phrase goes on behind a comma or "and", after words that said where."""
    rest = [t for t in tokens[i + 1 : i + 4] if t.low not in ("and", "or", "the", "a", "an", ",")]
    return bool(rest) and (tokens[i].text == "," or not rest[0].names)


def _named(tokens: Sequence[Token], i: int, sign: int, state: str) -> Iterator[Part]:
    t = tokens[i]
    is_joined = not t.is_complex and (t.names[-1].suffix or t.names[0].suffix)
    if is_joined and not {k.low for k in tokens[i + 1 : i + 4]} & _OWN_ACTION:
        return
    if _is_signal(t) and _next_low(tokens, i) == "of":
        return
    end = t.end
    for k in _following(tokens, i):
        n = k.low
        if n in DOWN_NOUNS or n in UP_NOUNS:
            end = k.end
        if n in DOWN_NOUNS:
            sign, state = -1, _STATES.get(n, "")
            break
        if n in UP_NOUNS and n not in ("signaling", "signalling", "expression", "activity"):
            sign, state = 1 if n in _STATES else sign, _STATES.get(n, state)
            break
    place = {"sign": sign, "state": state, "start": t.start, "end": end}
    if t.is_complex:
        yield Part(End(t.names), End(t.names), **place)  # type: ignore[arg-type]
    elif len(t.names) > 1 and not _is_pathway(tokens, i):
        for name in t.names:
            yield Part(End((name,)), End((name,)), **place)  # type: ignore[arg-type]
    else:
        yield Part(End(t.names[:1]), End(t.names[-1:]), **place)  # type: ignore[arg-type]


def _following(tokens: Sequence[Token], i: int) -> Iterator[Token]:
    for t in tokens[i + 1 : i + 5]:
        if t.names or t.low in _JOINERS or t.low in _ADJUNCT or t.low in _SPAN:
            return
        yield t


def _is_pathway(tokens: Sequence[Token], i: int) -> bool:
    """Whether joined names are a pathway's: its word follows, or nothing says otherwise."""
    near = [t.low for t in tokens[i + 1 : i + 6]]
    return bool(set(near) & (_PATHWAY | {"activation"}))
