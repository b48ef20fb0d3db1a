"""Signed arrows that nouns and joined words state without a verb.

"A-mediated induction of B", "B inhibitors, such as A", "binding of A to B", "dimerisation
of A and B".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from her2model.curating.caption_clauses import phrase_before_a_link
from her2model.curating.caption_nouns import DOWN_NOUNS
from her2model.curating.caption_phrases import End, read_phrase
from her2model.curating.caption_words import Name, Token

__all__ = ["Found", "nominal_arrows", "with_complexes"]

_MEDIATED = frozenset(
    ["mediated", "induced", "stimulated", "activated", "dependent", "driven", "triggered", "evoked"]
)


@dataclass(frozen=True, slots=True)
class Found:
    """An arrow that a pattern found, with the offsets of the words that say so."""

    pattern: str
    source: End
    sign: int
    target: End
    start: int
    end: int
    state: str = ""
    negated: bool = False
    triggers: tuple[tuple[int, int], ...] = ()


def nominal_arrows(tokens: Sequence[Token]) -> Iterator[Found]:
    """Yield what nouns and joined words say by themselves."""
    for i, t in enumerate(tokens):
        rest = tokens[i + 1 :]
        yield from _joined(t, rest)
        if t.names and t.names[0].text.lower().startswith("downstream") and _low(rest, 0) == "of":
            for p in read_phrase(phrase_before_a_link(rest[1:])):
                yield _plain("signalling of", p.out.names[0], p.sign, t.names[0])
        if t.low == "binding" and _low(rest, 0) == "of":
            yield from _binding(rest[1:2], rest[2:])
        if t.names and _low(rest, 0) in ("inhibitors", "inhibitor", "antagonists"):
            yield from _of_class(t, rest[1:])
    for t in with_complexes(tokens):
        if t.is_complex:
            for n in t.names:
                whole = End(t.names)
                yield Found("complex", End((n,)), 1, whole, t.start, t.end)


def _joined(t: Token, rest: Sequence[Token]) -> Iterator[Found]:
    """Read words that a dash joins: "A-bound B", "A-derived B", "A-mediated B"."""
    if t.low.endswith("-bound") and t.low.startswith("ligand") and rest and rest[0].names:
        bound = rest[0].names[0]
        ligand = Name(t.start, t.start + 6, f"{bound.text} ligand", "gene")
        yield _plain("ligand-bound", ligand, 1, bound)
    if t.names and t.names[-1].suffix in ("derived", "bound") and rest:
        product = next((k for k in rest[:3] if k.names), None)
        if product:
            pattern = "ligand-bound" if t.names[-1].suffix == "bound" else "derived"
            yield _plain(pattern, t.names[-1], 1, product.names[0])
    if t.names and t.names[-1].suffix in _MEDIATED:
        yield from _mediated(t, rest)


def _low(tokens: Sequence[Token], i: int) -> str:
    return tokens[i].low if i < len(tokens) else ""


def _plain(pattern: str, source: Name, sign: int, target: Name) -> Found:
    start, end = min(source.start, target.start), max(source.end, target.end)
    return Found(pattern, End((source,)), sign, End((target,)), start, end)


def _mediated(t: Token, rest: Sequence[Token]) -> Iterator[Found]:
    target = next((k for k in rest[:5] if k.names or k.low in (",", ".", "and")), None)
    if target and target.names:
        nouns = {k.low for k in rest[: list(rest).index(target)]}
        sign = -1 if nouns & DOWN_NOUNS else 1
        yield _plain("mediated", t.names[-1], sign, target.names[0])


def _binding(ligand: Sequence[Token], rest: Sequence[Token]) -> Iterator[Found]:
    stop = next((i for i, k in enumerate(rest) if k.low in (",", ".", "that", "which")), len(rest))
    to = next((i for i, k in enumerate(rest[:stop]) if k.low == "to"), None)
    if to is None or not ligand or not ligand[0].names or ligand[0].names[0].kind == "drug":
        return
    for p in read_phrase(rest[to + 1 : min(stop, to + 8)])[:1]:
        yield _plain("binding", ligand[0].names[-1], 1, p.into.names[0])


def _of_class(t: Token, rest: Sequence[Token]) -> Iterator[Found]:
    """Find the examples of a class of inhibitors."""
    words = [k.low for k in rest[:4]]
    in_bracket = words[:1] == ["("]
    if "such" not in words and "including" not in words and not in_bracket:
        return
    if in_bracket:
        close = next((i for i, k in enumerate(rest) if k.text == ")"), len(rest))
        rest = [k for k in rest[1:close] if k.low not in ("e", "g", ".")]
    for p in read_phrase(phrase_before_a_link(rest), adjuncts=True):
        if p.out.names[0].kind == "drug":
            for n in t.names:
                yield _plain("inhibitors such as", p.out.names[0], -1, n)


def with_complexes(tokens: Sequence[Token]) -> list[Token]:
    """Join the partners of "dimerisation of A and B" and "the A-binding site on B"."""
    found: list[Token] = []
    i = 0
    while i < len(tokens):
        end, names = _complex_at(tokens, i)
        if names:
            text = ":".join(n.text for n in names)
            found.append(Token(text, names[0].start, names[-1].end, names, is_complex=True))
            i = end
        else:
            found.append(tokens[i])
            i += 1
    return found


def _complex_at(tokens: Sequence[Token], i: int) -> tuple[int, tuple[Name, ...]]:
    t, rest = tokens[i], tokens[i + 1 :]
    if t.names and t.names[-1].suffix == "binding":
        partner = next((j for j, k in enumerate(rest[:6]) if k.names), None)
        if partner is not None and {"site", "on"} <= {k.low for k in rest[:partner]}:
            return i + partner + 2, (t.names[-1], rest[partner].names[0])
    before = [k.low for k in tokens[max(0, i - 2) : i]]
    is_pair = _low(rest, 0) == "and" and len(rest) > 1 and rest[1].names
    if t.names and before[-1:] == ["of"] and "dimeri" in before[0] and is_pair:
        return i + 3, (t.names[0], rest[1].names[0])
    return i, ()
