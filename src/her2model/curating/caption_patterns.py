"""Signed arrows that a caption's sentence states, by named patterns.

A sentence is cut at its verbs and connecting words; the phrases between them are the ends of
arrows. Each pattern has a name and an explanation (:data:`PATTERNS`), so that a curator can see why
an arrow is proposed. What says no direction ("modulates", "is associated with") gives no arrow.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from her2model.curating.caption_clauses import Link, links
from her2model.curating.caption_nominals import Found, nominal_arrows, with_complexes
from her2model.curating.caption_nouns import DOWN_NOUNS, UP_NOUNS
from her2model.curating.caption_phrases import Part, read_phrase
from her2model.curating.caption_words import Token

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
    "derived": "A-derived B: A makes B",
    "thereby": "A raises B, thereby activating C: both A and B act on C",
    "held": "B is kept inactive by A; B is locked in its active state by A",
    "required": "A is required for B; B requires A",
    "sensed": "A is sensed by B: A acts on B",
    "in response to": "activation of B in response to A",
    "its": "A activates B, and its loss leads to C: the loss is A's",
    "mediated": "A-mediated induction of B; A-stimulated B",
    "complex": "dimerisation of A and B, A-binding site on B: both are in the complex",
    "binding": "binding of the ligand A to B; A binds to B; A binds its receptor B",
    "ligand-bound": "ligand-bound B, A-bound B: the ligand acts on it",
    "signalling of": "downstream signalling of A: A gives the signal",
    "prevents binding": "A prevents binding of the drug D, or lacks its site: D does not act on A",
    "despite blockade": "B goes on despite blockade by D: D otherwise blocks it",
}
_RECEPTOR = re.compile(r"(?:[a-zA-Z]R\d{0,2}[A-Zα-ω]?|receptors?(?: \d\w?)?)")


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
    found = list(nominal_arrows(tokens))
    found_links = links(with_complexes(tokens))
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
        self.agent: Link | None = None
        self.found: list[Found] = []
        self.relative: tuple[Part, ...] = ()
        self.mediator: tuple[Part, ...] = ()
        self.pending: tuple[str, tuple[Part, ...], Link] | None = None
        self.touched: tuple[Part, ...] = ()
        self.is_thereby = False

    def arrows(self) -> list[Found]:
        for i, link in enumerate(self.links[1:], 1):
            before = self.links[i - 1]
            following = self.links[i + 1] if i + 1 < len(self.links) else None
            phrase = read_phrase(_objects(link, following))
            goes_on = link.is_coordinated and not link.is_after_comma
            self.is_thereby = link.is_thereby or (goes_on and self.is_thereby)
            if not (goes_on or link.is_purpose or link.kind == "via"):
                self.relative = self.mediator = ()
            method = getattr(self, f"_{link.kind.replace(' ', '_')}")
            kept = method(link, before, phrase)
            self.left = phrase if kept is None else kept
        return self.found

    def _say(
        self, pattern: str, sources: Sequence[Part], sign: int, targets: Sequence[Part], link: Link
    ) -> None:
        pairs = [(s, t) for s in sources for t in targets]
        is_paired = "respectively" in [t.low for t in link.phrase]
        if is_paired and len(sources) == len(targets):
            pairs = list(zip(sources, targets, strict=True))
        for s, t in pairs:
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
            self.relative = self.left or self.objects
            return "chain", self.relative
        if link.is_purpose and before.kind == "neutral":
            return "active", self.relative or self.subject
        if (link.is_coordinated or link.is_purpose) and self.relative:
            return "chain", self.relative
        possessor = self._its(before.phrase)
        if possessor:
            return "its", possessor
        if before.kind in ("start", "clause"):
            return "active", self.left or read_phrase(before.phrase, adjuncts=True)
        if link.is_chained and self.objects:
            return "chain", _moved(self.objects, self.last)
        if link.is_coordinated or not self.left:
            drug = self.subject and all(n.kind == "drug" for p in self.subject for n in p.out.names)
            if drug and self.last and self.last.sign > 0 and link.lemma in ("lead", "result"):
                return "drug increases", _moved(self.objects, self.last)
            return "active", self.subject
        if _is_closed(before) and self.subject:
            return "active", self.subject
        return "active", _new_clause(before.phrase) or self.left

    def _its(self, phrase: list[Token]) -> tuple[Part, ...]:
        """Read "and its loss" before a verb: the loss of what the sentence is about."""
        words = [t.low for t in phrase]
        for i, word in enumerate(words[:-1]):
            after = words[i + 1]
            begins = i == 0 or words[i - 1] in ("and", ",", "but")
            if word in ("its", "their") and begins and after in UP_NOUNS | DOWN_NOUNS:
                sign = -1 if after in DOWN_NOUNS else 1
                return tuple(replace(p, sign=sign) for p in self.subject)
        return ()

    def _own(self, link: Link, subject: tuple[Part, ...]) -> tuple[Part, ...]:
        """Read "results in its accumulation": of what the verb before was done to."""
        words = [t.low for t in link.phrase[:3]]
        if not words or words[0] not in ("its", "their"):
            return ()
        nouns = [w for w in words[1:] if w in UP_NOUNS or w in DOWN_NOUNS]
        sign = -1 if nouns and nouns[0] in DOWN_NOUNS else 1
        owner = self.touched or self.objects or subject
        return tuple(replace(p, sign=sign) for p in owner) if nouns else ()

    def _active(self, link: Link, before: Link, phrase: tuple[Part, ...]) -> tuple[Part, ...]:
        pattern, subject = self._subject_of(link, before)
        phrase = phrase or self._own(link, subject)
        if link.lemma == "prevent" and self._prevents_binding(link, subject):
            return phrase
        if link.lemma in ("result", "lead") and self._lacks_site(link, subject):
            return phrase
        self._say("required" if link.lemma == "need" else pattern, subject, link.sign, phrase, link)
        if link.is_purpose and self.mediator:
            self._say("via", self.mediator, link.sign, phrase, link)
        if self.pending and phrase:
            early, actors, verb = self.pending
            self._say(early, actors, verb.sign, phrase, verb)
        self.pending = None if _has_words(link.phrase) else (pattern, subject, link)
        if pattern == "active":
            self.subject = subject
        self.last, self.objects, self.touched = link, phrase, ()
        return phrase

    def _signals(self, link: Link, subject: tuple[Part, ...], phrase: tuple[Part, ...]) -> None:
        """Read "A signals through B to induce C": B stands between A and all that follows."""
        self._say("via", subject, 1, phrase, replace(link, is_negated=False))
        self.mediator = phrase
        self.relative = self.relative or subject

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
        if self.is_thereby and self.last and self.objects:
            self._say("thereby", self.subject, link.sign, phrase, link)
            self._say("thereby", _moved(self.objects, self.last), link.sign, phrase, link)
            return
        if link.is_chained and self.last and self.objects:
            self._say("chain", _moved(self.objects, self.last), link.sign, phrase, link)
        elif self.last:
            self._say("by doing", self.subject, link.sign, phrase, link)
        else:
            left = () if before.kind == "neutral" else self.left
            self.subject = left or self.subject or read_phrase(before.phrase, adjuncts=True)
            self._say("active", self.subject, link.sign, phrase, link)
        self.last, self.objects = link, phrase

    def _by_doing(self, link: Link, before: Link, phrase: tuple[Part, ...]) -> None:
        if link.lemma == "bind":
            if not _are_drugs(self.subject):
                bound = read_phrase(link.phrase, adjuncts=True)[:1]
                self._say("binding", self.subject, 1, bound, link)
            return
        self._say("by doing", self.subject, link.sign, phrase, link)

    def _needs(self, link: Link, before: Link, phrase: tuple[Part, ...]) -> None:
        self._say("required", phrase, 1, self._subject_of(link, before)[1], link)

    def _sensed(self, link: Link, before: Link, phrase: tuple[Part, ...]) -> None:
        self._say("sensed", self.left or self.subject, 1, phrase, link)

    def _passive(self, link: Link, before: Link, phrase: tuple[Part, ...]) -> None:
        target = self.left if before.kind != "start" and self.left else self.subject
        held = link.lemma in ("keep", "lock", "hold", "maintain", "render")
        self._say("held" if held else "passive", phrase, link.sign, target, link)
        self.patient, self.agent = target, link

    def _reduced_passive(self, link: Link, before: Link, phrase: tuple[Part, ...]) -> None:
        joined = [t.low for t in before.phrase if not t.names][-1:] == ["and"]
        target = self.patient if joined and self.patient else self.left[-1:]
        self._say("passive", phrase, link.sign, target, link)
        self.patient, self.agent = target, link

    def _by(self, link: Link, before: Link, phrase: tuple[Part, ...]) -> tuple[Part, ...] | None:
        """Read "inhibition of B by A": the noun gives the sign; what follows is still about B."""
        joined = before.phrase and before.phrase[-1].low in ("and", "or", ",")
        if self.agent is before and joined:
            self._say("passive", phrase, before.sign, self.patient, before)
            self.agent = link
        elif before.kind == "despite":
            self._say("despite blockade", phrase, -1, self.objects, link)
        elif any(t.low in DOWN_NOUNS or t.low in UP_NOUNS for t in before.phrase):
            self._say("nominal", phrase, 1, self.left, link)
        return self.left

    def _via(self, link: Link, before: Link, phrase: tuple[Part, ...]) -> None:
        if not self.last or not self.objects:
            return
        self._say("via", self.relative or self.subject, 1, phrase, link)
        self._say("via", phrase, self.last.sign, self.objects, link)

    def _reverse(self, link: Link, before: Link, phrase: tuple[Part, ...]) -> None:
        words = [t.low for t in before.phrase]
        if any(w in DOWN_NOUNS or w in UP_NOUNS for w in words):
            text = link.token.text.lower() if link.token else ""
            name = "in response to" if text == "response" else "nominal"
            self._say(name, phrase, 1, self.left, link)

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
        pattern, subject = self._subject_of(link, before)
        self.touched = read_phrase(link.phrase, adjuncts=True)[:1]
        if link.lemma == "bind" and not _are_drugs(subject):
            self._say("binding", subject, 1, _bound(link, phrase, subject), link)
        if link.lemma == "signal":
            self._signals(link, subject, phrase)
        elif link.is_relative:
            self.relative = subject
        elif pattern == "active":
            self.subject = subject


def _drugs(phrase: Sequence[Token]) -> list[Part]:
    return [p for p in read_phrase(phrase, adjuncts=True) if p.out.names[0].kind == "drug"]


def _bound(link: Link, phrase: tuple[Part, ...], subject: tuple[Part, ...]) -> Sequence[Part]:
    """Read what a ligand binds: what stands behind "to", or is called a receptor."""
    if link.phrase and link.phrase[0].low == "to":
        return read_phrase(link.phrase[1:])[:1]
    is_ligand = any("ligand" in p.out.text for p in subject)
    if is_ligand or any(t.low.startswith("receptor") for t in link.phrase):
        return phrase
    return [p for p in phrase if _RECEPTOR.search(p.into.text)]


def _has_words(phrase: Sequence[Token]) -> bool:
    return any(t.names or t.low.isalpha() for t in phrase)


def _are_drugs(parts: Sequence[Part]) -> bool:
    return any(n.kind == "drug" for p in parts for n in p.out.names)


def _moved(objects: Sequence[Part], link: Link | None) -> tuple[Part, ...]:
    """Objects of a verb as the verb leaves them: up or down."""
    sign = link.sign if link else 1
    return tuple(Part(p.into, p.out, p.sign * sign, p.state, p.start, p.end) for p in objects)


def _is_closed(link: Link) -> bool:
    """Whether a comma closes a clause within the sentence: "A, which raises B, inhibits C"."""
    embedded = link.is_relative or link.kind in ("reduced passive", "role")
    return embedded and bool(link.phrase) and link.phrase[-1].text == ","


def _objects(link: Link, following: Link | None) -> list[Token]:
    """Leave out of a verb's phrase what is the subject of the verb that follows."""
    finite = following and following.kind in ("active", "neutral", "passive")
    if not following or not finite or following.is_relative or following.is_coordinated:
        return link.phrase
    if following.is_purpose or following.is_chained or link.kind == "clause":
        return link.phrase
    last = max((i for i, t in enumerate(link.phrase) if t.text in (",", ";")), default=0)
    behind = link.phrase[last + 1 :]
    is_subject = last and behind and any(t.names for t in behind)
    return link.phrase[:last] if is_subject else link.phrase


def _new_clause(phrase: list[Token]) -> tuple[Part, ...]:
    """Read the subject of a clause that begins inside a phrase, behind its last comma."""
    last = max((i for i, t in enumerate(phrase) if t.text in (",", ";")), default=-1)
    return read_phrase(phrase[last + 1 :]) if last >= 0 else ()
