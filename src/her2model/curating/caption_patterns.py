"""Signed arrows that a caption's sentence states, by named patterns.

A sentence is cut at its verbs and connecting words; the phrases between them are the ends of
arrows. Each pattern has a name and an explanation (:data:`PATTERNS`), so that a curator can see why
an arrow is proposed. What says no direction ("modulates", "is associated with") gives no arrow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from her2model.curating.caption_clauses import Link, links, phrase_before_a_link
from her2model.curating.caption_nouns import DOWN_NOUNS, UP_NOUNS
from her2model.curating.caption_phrases import End, Part, read_phrase
from her2model.curating.caption_words import Name, Token

__all__ = ["PATTERNS", "Found", "find_arrows"]

PATTERNS = {
    "active": "A inhibits B; coordinated ends each give an arrow",
    "passive": "B is activated by A, or B activated through A",
    "chain": "A raises B, which activates C; … resulting in C; … and then promotes C",
    "drug increases": "a drug increases B and leads to C: B is what leads to C",
    "by doing": "A stops B by inhibiting C: A acts on C too",
    "via": "A induces C via activation of B: A acts on B, and B on C",
    "nominal": "inhibition of B by A; masking of B owing to A",
    "is an inhibitor": "A is a B inhibitor; A, an inducer of B",
    "inhibitors such as": "B inhibitors, such as A",
    "mediated": "A-mediated induction of B; A-stimulated B",
    "complex": "dimerisation of A and B, A-binding site on B: both are in the complex",
    "binding": "binding of the ligand A to B; A binds to B",
    "ligand-bound": "ligand-bound B: a ligand acts on it",
    "signalling of": "downstream signalling of A: A gives the signal",
    "prevents binding": "A prevents binding of the drug D, or lacks its site: D does not act on A",
    "despite blockade": "B goes on despite blockade by D: D otherwise blocks it",
}

_MEDIATED = {"mediated": 1, "induced": 1, "stimulated": 1, "activated": 1}


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


def find_arrows(
    tokens: Sequence[Token], subject: tuple[Part, ...] = ()
) -> tuple[list[Found], tuple[Part, ...]]:
    """Find the arrows of a sentence.

    Parameters
    ----------
    tokens
        The sentence, from :func:`~her2model.curating.caption_words.tokens`.
    subject
        What the sentence before was about, for one that begins with "It".

    Returns
    -------
    list of Found, tuple of Part
        The arrows in order, and what this sentence is about.
    """
    found = list(_nominal(tokens))
    found_links = links(_with_complexes(tokens))
    if found_links[0].phrase and found_links[0].phrase[0].low == "it" and subject:
        first = subject
    else:
        first = read_phrase(found_links[0].phrase)
    found += _Reader(found_links, first).arrows()
    return _unique(found), first


def _unique(found: list[Found]) -> list[Found]:
    kept: dict[object, Found] = {}
    for f in found:
        if {n.start for n in f.source.names} == {n.start for n in f.target.names}:
            continue
        if f.source.text.lower() != f.target.text.lower():
            kept.setdefault((f.source.text, f.sign, f.target.text, f.negated), f)
    return sorted(kept.values(), key=lambda f: (f.start, f.end, f.source.text, f.target.text))


# -- what the links say ------------------------------------------------------------------------


class _Reader:
    """Goes through the links of one sentence and keeps who acts and what was acted upon."""

    def __init__(self, links: list[Link], first: tuple[Part, ...]) -> None:
        self.links = links
        self.subject = self.left = first
        self.last: Link | None = None
        self.objects: tuple[Part, ...] = ()
        self.patient: tuple[Part, ...] = ()
        self.found: list[Found] = []

    def arrows(self) -> list[Found]:
        for i, link in enumerate(self.links[1:], 1):
            before = self.links[i - 1]
            phrase = read_phrase(link.phrase)
            method = getattr(self, f"_{link.kind.replace(' ', '_')}")
            kept = method(link, before, phrase)
            self.left = phrase if kept is None else kept
        return self.found

    def _say(
        self, pattern: str, sources: Sequence[Part], sign: int, targets: Sequence[Part], link: Link
    ) -> None:
        for s in sources:
            for t in targets:
                if not sign or link.is_negated:
                    continue
                spots = [s.start, s.end, t.start, t.end]
                triggers: tuple[tuple[int, int], ...] = ()
                if link.token:
                    spots += [link.token.start, link.token.end]
                    triggers = ((link.token.start, link.token.end),)
                self.found.append(
                    Found(
                        pattern, s.out, s.sign * sign * t.sign, t.into, min(spots), max(spots),
                        s.state, triggers=triggers,
                    )
                )  # fmt: skip

    def _subject_of(self, link: Link, before: Link) -> tuple[str, tuple[Part, ...]]:
        """Return who does what the verb says, and by which pattern that is known."""
        if link.is_relative:
            return "chain", self.left or self.objects
        if before.kind in ("start", "clause"):
            return "active", self.left or read_phrase(before.phrase, adjuncts=True)
        if link.is_chained and self.objects:
            return "chain", _moved(self.objects, self.last)
        if link.is_coordinated or not self.left:
            drug = self.subject and all(n.kind == "drug" for p in self.subject for n in p.out.names)
            if drug and self.last and self.last.sign > 0 and link.lemma in ("lead", "result"):
                return "drug increases", _moved(self.objects, self.last)
            return "active", self.subject
        return "active", _new_clause(before.phrase) or self.left

    def _active(self, link: Link, before: Link, phrase: tuple[Part, ...]) -> None:
        pattern, subject = self._subject_of(link, before)
        if link.lemma == "prevent" and self._prevents_binding(link, subject):
            return
        if link.lemma in ("result", "lead") and self._lacks_site(link, subject):
            return
        self._say(pattern, subject, link.sign, phrase, link)
        if pattern == "active":
            self.subject = subject
        self.last, self.objects = link, phrase

    def _prevents_binding(self, link: Link, subject: tuple[Part, ...]) -> bool:
        words = [t.low for t in link.phrase]
        drugs = [
            p for p in read_phrase(link.phrase, adjuncts=True) if p.out.names[0].kind == "drug"
        ]
        if "binding" not in words[:2] or not drugs:
            return False
        self._absent(link, drugs, subject)
        return True

    def _lacks_site(self, link: Link, subject: tuple[Part, ...]) -> bool:
        words = " ".join(t.low for t in link.phrase)
        drugs = [
            p for p in read_phrase(link.phrase, adjuncts=True) if p.out.names[0].kind == "drug"
        ]
        if not re.search(r"loss of .*\b(?:binding )?(?:site|epitope)\b", words) or not drugs:
            return False
        self._absent(link, drugs, subject)
        return True

    def _absent(self, link: Link, drugs: Sequence[Part], subject: Sequence[Part]) -> None:
        for d in drugs:
            for s in subject:
                place = min(d.start, s.start), max(d.end, s.end)
                self.found.append(
                    Found("prevents binding", d.out, -1, s.out, *place, s.state, True)
                )

    def _doing(self, link: Link, before: Link, phrase: tuple[Part, ...]) -> None:
        if link.is_chained and self.last and self.objects:
            self._say("chain", _moved(self.objects, self.last), link.sign, phrase, link)
        elif self.last:
            self._say("by doing", self.subject, link.sign, phrase, link)
        else:
            self.subject = self.left or read_phrase(before.phrase, adjuncts=True)
            self._say("active", self.subject, link.sign, phrase, link)
        self.last, self.objects = link, phrase

    def _by_doing(self, link: Link, before: Link, phrase: tuple[Part, ...]) -> None:
        self._say("by doing", self.subject, link.sign, phrase, link)

    def _passive(self, link: Link, before: Link, phrase: tuple[Part, ...]) -> None:
        target = self.left if before.kind != "start" and self.left else self.subject
        self._say("passive", phrase, link.sign, target, link)
        self.patient = target

    def _reduced_passive(self, link: Link, before: Link, phrase: tuple[Part, ...]) -> None:
        joined = [t.low for t in before.phrase if not t.names][-1:] == ["and"]
        target = self.patient if joined and self.patient else self.left[-1:]
        self._say("passive", phrase, link.sign, target, link)

    def _by(self, link: Link, before: Link, phrase: tuple[Part, ...]) -> tuple[Part, ...] | None:
        """Read "inhibition of B by A": the noun gives the sign; what follows is still about B."""
        if before.kind == "despite":
            self._say("despite blockade", phrase, -1, self.objects, link)
        elif any(t.low in DOWN_NOUNS or t.low in UP_NOUNS for t in before.phrase):
            self._say("nominal", phrase, 1, self.left, link)
        return self.left

    def _via(self, link: Link, before: Link, phrase: tuple[Part, ...]) -> None:
        if not self.last or not self.objects:
            return
        self._say("via", self.subject, 1, phrase, link)
        self._say("via", phrase, self.last.sign, self.objects, link)

    def _reverse(self, link: Link, before: Link, phrase: tuple[Part, ...]) -> None:
        words = [t.low for t in before.phrase]
        if any(w in DOWN_NOUNS or w in UP_NOUNS for w in words):
            self._say("nominal", phrase, 1, self.left, link)

    def _role(self, link: Link, before: Link, phrase: tuple[Part, ...]) -> None:
        targets = read_phrase(link.phrase, adjuncts=True)[:1]
        plain = [Part(t.into, t.out, 1, "", t.start, t.end) for t in targets]
        self._say("is an inhibitor", self.left[-1:], link.sign, plain, link)

    def _break(self, link: Link, before: Link, phrase: tuple[Part, ...]) -> None:
        """Pass over words that say no direction."""

    _despite = _break

    def _clause(self, link: Link, before: Link, phrase: tuple[Part, ...]) -> None:
        self.subject, self.objects, self.last = phrase or self.subject, (), None

    def _neutral(self, link: Link, before: Link, phrase: tuple[Part, ...]) -> None:
        """Keep who acts, where the verb itself says no direction: "binds to B and inhibits C"."""
        if not link.is_relative:
            self.subject = self._subject_of(link, before)[1]


def _nominal(tokens: Sequence[Token]) -> Iterator[Found]:
    """Find what nouns and joined words say by themselves."""
    for i, t in enumerate(tokens):
        rest = tokens[i + 1 :]
        if t.low.endswith("-bound") and t.low.startswith("ligand") and rest and rest[0].names:
            bound = rest[0].names[0]
            ligand = Name(t.start, t.start + 6, f"{bound.text} ligand", "gene")
            yield _plain("ligand-bound", ligand, 1, bound)
        if t.names and t.names[-1].suffix in _MEDIATED:
            yield from _mediated(t, rest)
        if t.names and t.names[0].text.lower().startswith("downstream") and _low(rest, 0) == "of":
            for p in read_phrase(phrase_before_a_link(rest[1:])):
                yield _plain("signalling of", p.out.names[0], p.sign, t.names[0])
        if t.low == "binding" and _low(rest, 0) == "of":
            yield from _binding(rest[1:2], rest[2:])
        if t.low in ("binds", "bind") and _low(rest, 0) == "to":
            yield from _binding([k for k in tokens[:i] if k.names][-1:], rest)
        if t.names and _low(rest, 0) in ("inhibitors", "inhibitor", "antagonists"):
            yield from _of_class(t, rest[1:])
    for t in _with_complexes(tokens):
        if t.is_complex:
            for n in t.names:
                whole = End(t.names)
                yield Found("complex", End((n,)), 1, whole, t.start, t.end)


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
    if "such" not in words and "including" not in words:
        return
    for p in read_phrase(phrase_before_a_link(rest), adjuncts=True):
        if p.out.names[0].kind == "drug":
            for n in t.names:
                yield _plain("inhibitors such as", p.out.names[0], -1, n)


def _with_complexes(tokens: Sequence[Token]) -> list[Token]:
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


def _drugs(phrase: Sequence[Token]) -> list[Part]:
    return [p for p in read_phrase(phrase, adjuncts=True) if p.out.names[0].kind == "drug"]


def _moved(objects: Sequence[Part], link: Link | None) -> tuple[Part, ...]:
    """Objects of a verb as the verb leaves them: up or down."""
    sign = link.sign if link else 1
    return tuple(Part(p.into, p.out, p.sign * sign, p.state, p.start, p.end) for p in objects)


def _new_clause(phrase: list[Token]) -> tuple[Part, ...]:
    """Read the subject of a clause that begins inside a phrase, behind its last comma."""
    last = max((i for i, t in enumerate(phrase) if t.text in (",", ";")), default=-1)
    return read_phrase(phrase[last + 1 :]) if last >= 0 else ()
