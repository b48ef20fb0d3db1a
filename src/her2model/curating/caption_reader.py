"""The reader that ``suggest`` uses by itself: signed arrows that a caption states.

A sentence is cut at its verbs and connecting words; the phrases between are the ends of arrows.
:data:`PATTERNS` explains each way to find one. What says no direction gives no arrow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from her2model.curating.caption_lexicon import ADJECTIVES, NOUNS, STATES, VERBS, words
from her2model.curating.caption_names import Name, Token, tokens
from her2model.curating.printed_names import end_of_statements
from her2model.curating.stated_arrow import StatedArrow
from her2model.model.figures import Figure

__all__ = ["PATTERNS", "is_open", "read_caption"]

PATTERNS = {
    "active": "A inhibits B; coordinated ends each give an arrow",
    "passive": "B is activated by A, or B activated through A",
    "chain": "A raises B, which activates C; … resulting in C; … and then promotes C",
    "by doing": "A stops B by inhibiting C: A acts on C too",
    "via": "A induces C via activation of B: A acts on B, and B on C",
    "nominal": "inhibition of B by A; masking of B owing to A; A-mediated induction of B",
    "is an inhibitor": "A is a B inhibitor; A, an inducer of B",
    "thereby": "A raises B, thereby activating C: both A and B act on C",
    "required": "B requires A; B is dependent on A",
    "binding": "A binds to B; A binds its receptor B",
}
_BE = words("is are was were be been being")
_BREAKS = words("whereas while but however although though regardless despite ;")
_JOINERS = words(", and or both ;")
_REVERSE = words("due+to owing+to because+of thanks+to response+to")
_BY = words("by via through")
_THEREBY = words("thereby thus hence so")
_NOT_VERB_BEFORE = words("the a an its their this these of various several in")
_NOT_VERB_AFTER = words("and or , . ; ) into by in of")
_ROLES = {"inhibitor": -1, "repressor": -1, "antagonist": -1, "inducer": 1, "activator": 1}
_ADJUNCT = words("""in within on from for at during with under among upon following after between
along toward towards expressing overexpressing against to without""")
_PATHWAY = words("pathway pathways signaling signalling signal cascade axis activation")
_EXAMPLES = words("such including e")
_PASSED_OVER = _BE | words(
    "then turn thus hence so also not to may can could might will in that which"
)
_ACTS = words("mediated induced stimulated activated dependent driven derived bound")


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the things that a phrase is about: where an arrow enters and leaves it, its sign."""

    into: Name
    out: Name
    sign: int
    state: str
    start: int
    end: int


_Parts = tuple[_Part, ...]


@dataclass
class _Link:
    """A verb or a connecting word, the words between it and the name before, the phrase behind."""

    kind: str
    sign: int = 1
    lemma: str = ""
    place: tuple[int, int] = (0, 0)
    before: Sequence[str] = ()
    phrase: list[Token] = field(default_factory=list)

    @property
    def is_relative(self) -> bool:
        return bool({"which", "that", "who", "what"} & set(self.before[-5:]))

    @property
    def is_coordinated(self) -> bool:
        between = _without_adverbs(self.before, _PASSED_OVER)[-1:]
        is_joined = between in (["and"], ["or"], [","], ["thereby"]) or self.before[-1:] == ["to"]
        return is_joined and not self.is_relative


def _without_adverbs(before: Sequence[str], others: frozenset[str]) -> list[str]:
    return [w for w in before if w not in others and not w.endswith("ly")]


def read_caption(figure: Figure, names: Sequence[str] = ()) -> Iterator[StatedArrow]:
    """Yield the arrows that a caption states; ``names`` are further ones to look for, as printed.

    Examples
    --------
    >>> figure = Figure(figid="f", pmcid="p", caption="Loss of PTEN activates PI3K.")
    >>> [(a.source, a.sign, a.target, a.state) for a in read_caption(figure)]
    [(((8, 12),), -1, ((23, 27),), 'loss')]
    """
    last = end_of_statements(figure.caption)
    about: _Parts = ()
    for sentence in figure.sentences:
        if sentence.start < last and not is_open(sentence.text):
            found = tokens(figure, sentence.start, min(sentence.end, last), tuple(names))
            reader = _Sentence(found, about)
            yield from sorted(reader.found, key=lambda a: a.start)
            about = reader.subject


def is_open(sentence: str) -> bool:
    """Whether a sentence leaves its point open, or only spells out abbreviations."""
    *entries, _ = sentence.rstrip(".").split(";")
    form = re.compile(r"\s*\S{1,12}(?: \S{1,9})?[,;:] ")
    is_list = bool(entries) and all(form.match(e) for e in entries)
    unsure = r"(?i)\b(?:whether|unclear|unknown|controversial|remains? to be|not (?:yet )?clear)\b"
    return is_list or bool(re.search(unsure, sentence))


# -- phrases -----------------------------------------------------------------------------------


def _parts(phrase: Sequence[Token], *, adjuncts: bool = False) -> _Parts:
    """Read a noun phrase: "loss of A or B" holds both, down; "A in B" holds A."""
    return _Phrase(_without_asides(phrase), adjuncts).read()


class _Phrase:
    """A reader of one noun phrase, word by word.

    A noun such as "loss" turns all names that follow (its *scope*), an adjective such as "mutant"
    the next one; what follows an adjunct ("in", "of" behind a name) is an aside, which is passed
    over unless ``adjuncts`` asks for it.
    """

    def __init__(self, phrase: list[Token], adjuncts: bool) -> None:
        self.phrase, self.adjuncts = phrase, adjuncts
        self.found: list[_Part] = []
        self.scope, self.sign, self.state, self.begin, self.is_aside = 1, 1, "", -1, False

    def read(self) -> _Parts:
        for i, t in enumerate(self.phrase):
            previous = self.phrase[i - 1] if i else Token("", 0, 0)
            after = self.phrase[i + 1].low if i + 1 < len(self.phrase) else "."
            is_read = self.adjuncts or not self.is_aside
            if t.names and after:
                self.take_name(i, after, is_read)
            elif t.low in NOUNS and is_read and not _is_whole(previous):
                self.scope, self.state = NOUNS[t.low], STATES.get(t.low, "")
                self.begin = t.start if self.begin < 0 else self.begin
            elif t.low in _EXAMPLES:
                if "inhibitors" in [k.low for k in self.phrase[:i]]:
                    break
                self.take_examples(previous)
            else:
                self.take_word(t.low, previous)
        return tuple(self.found)

    def take_name(self, i: int, after: str, is_read: bool) -> None:
        if is_read and _is_whole(self.phrase[i]):
            sign = self.sign * self.scope
            self.found += _named(self.phrase, i, sign, self.state, self.begin)
        self.sign, self.is_aside = 1, self.is_aside or after == "of"

    def take_examples(self, previous: Token) -> None:
        """Let what follows "such as" stand for the name before it."""
        if self.found and previous.low not in ("and", "or"):
            whole = self.found.pop()
            self.scope, self.state = whole.sign, whole.state
        self.is_aside = False

    def take_word(self, low: str, previous: Token) -> None:
        if low in ADJECTIVES:
            self.sign, self.state = min(self.sign, ADJECTIVES[low]), STATES.get(low, self.state)
        elif low in _JOINERS:
            self.begin = self.begin if self.scope < 0 else -1
            self.is_aside = self.is_aside and low != ","
        elif low in _ADJUNCT and (low != "in" or previous.low not in NOUNS):
            self.is_aside = True


def _is_whole(token: Token) -> bool:
    """Whether it is a name that no suffix makes a part of another word."""
    return bool(token.names) and not token.names[-1].suffix


def _without_asides(phrase: Sequence[Token]) -> list[Token]:
    """Drop second names in brackets; keep examples, and the symbol of a name that is unknown."""
    kept: list[Token] = []
    rest = iter(phrase)
    for t in rest:
        if t.text != "(":
            kept.append(t)
            continue
        inner: list[Token] = []
        while (k := next(rest, None)) and k.text != ")":
            inner.append(k)
        named = [k for k in inner if k.names]
        outer = next((-k for k in range(1, min(4, len(kept) + 1)) if kept[-k].names), 0)
        if named and (not outer or len(named) > 1 or inner[0].low in _EXAMPLES):
            kept += inner
        elif named and not kept[outer].names[-1].entity:
            kept[outer:] = named
    return kept


def _named(phrase: Sequence[Token], i: int, sign: int, state: str, begin: int) -> Iterator[_Part]:
    """Read a name with the nouns behind it: "A loss"; names of one pathway are one thing."""
    t, end = phrase[i], phrase[i].end
    for k in phrase[i + 1 : i + 4]:
        if k.names or k.low in _JOINERS or k.low in _ADJUNCT or k.low in ("of", "the", "a"):
            break
        if k.low in NOUNS:
            end, state = k.end, STATES.get(k.low, state)
            sign = -1 if NOUNS[k.low] < 0 else 1 if k.low in STATES else sign
    ends = [(n, n) for n in t.names]
    if _PATHWAY & {k.low for k in phrase[i + 1 : i + 6]}:
        ends = [(t.names[0], t.names[-1])]
    yield from (_Part(a, b, sign, state, t.start if begin < 0 else begin, end) for a, b in ends)


# -- links -------------------------------------------------------------------------------------


def _links(phrase: Sequence[Token]) -> list[_Link]:
    """Cut a sentence at its verbs and connecting words; the first link is its start."""
    found = [_Link("start")]
    i = 0
    while i < len(phrase):
        before: list[str] = []
        for t in phrase[max(0, i - 6) : i]:
            before = [] if t.names else [*before, t.low]
        link, width = _link_at(phrase, i, before)
        if link:
            found.append(replace(link, place=(phrase[i].start, phrase[i].end), before=before))
        else:
            found[-1].phrase.append(phrase[i])
        i += width
    return found


def _link_at(phrase: Sequence[Token], i: int, before: list[str]) -> tuple[_Link | None, int]:
    """Read the link that begins at a word, and how many words it takes."""
    low = phrase[i].low
    after = [k.low for k in phrase[i + 1 : i + 7]] + ["", ""]
    if low in _BREAKS:
        return _Link("clause"), 1
    if f"{low}+{after[0]}" in _REVERSE:
        return _Link("by"), 2
    if low == "dependent" and after[0] in ("on", "upon"):
        return _Link("needs"), 2
    if low in _BY:
        is_doing = any(form == "ing" for *_, form in VERBS.get(after[0], {}).values())
        return (None if is_doing else _Link("by" if low == "by" else "via")), 1
    if (low in _BE or low == ",") and after[0] in ("a", "an"):
        ends = [w.rstrip("s") for w in after if w.rstrip("s") in _ROLES or w in (",", ".")]
        sign = _ROLES.get(ends[0], 0) if ends else 0
        return (_Link("role", sign), 2) if sign else (None, 1)
    return _verb_at(phrase, i, before, after)


def _verb_at(
    phrase: Sequence[Token], i: int, before: list[str], after: list[str]
) -> tuple[_Link | None, int]:
    forms = VERBS.get(phrase[i].low, {})
    verb = forms.get(after[0]) or forms.get("")
    if not verb:
        return None, 1
    lemma, sign, form = verb
    if before[-1:] and before[-1] in _NOT_VERB_BEFORE:
        return None, 1
    is_noun, width = phrase[i].low in NOUNS, 2 if after[0] and after[0] in forms else 1
    if form == "base":
        kind = _kind_of_base(lemma, sign, is_noun, after)
    elif form == "ing":
        kind = _kind_of_ing(lemma, sign, is_noun, before, after)
    else:
        agent = 2 if after[0] in _BY else 3 if after[0].endswith("ly") and after[1] in _BY else 0
        if agent and sign:
            return _Link("passive", sign, lemma), agent
        kind = _kind_of_past(phrase[:i], sign, before)
    return (_Link(kind, sign, lemma), width) if kind else (None, 1)


def _kind_of_base(lemma: str, sign: int, is_noun: bool, after: list[str]) -> str:
    """Return what "activates" makes of a sentence; nothing where it is a noun."""
    if is_noun and after[0] in _NOT_VERB_AFTER:
        return ""
    if lemma == "require" or (lemma, after[0]) == ("depend", "on"):
        return "needs"
    return "active" if sign else "neutral"


def _kind_of_ing(lemma: str, sign: int, is_noun: bool, before: list[str], after: list[str]) -> str:
    """Return what "activating" makes of a sentence; nothing where it is a noun."""
    is_by = bool(_BY & set(before[-2:]))
    if is_noun or after[0] == "of" or (lemma == "bind" and not is_by):
        return ""
    return "by_doing" if is_by else "doing" if sign else "neutral"


def _kind_of_past(phrase: Sequence[Token], sign: int, before: list[str]) -> str:
    """Return what "activated" makes of a sentence; nothing where it only describes a name."""
    is_passive = bool(_BE & set(before[-5:]))
    between = _without_adverbs(before, _PASSED_OVER | _PATHWAY | NOUNS.keys())
    if not is_passive and (between or before == ["in"] or not any(t.names for t in phrase)):
        return ""
    return "active" if sign and not is_passive else "neutral"


# -- sentences ---------------------------------------------------------------------------------


class _Sentence:
    """Goes through the links of one sentence and keeps who acts and what was acted upon."""

    def __init__(self, found: Sequence[Token], about: _Parts) -> None:
        self.found: list[StatedArrow] = []
        links = _links(found)
        first = links[0].phrase
        self.subject = _parts(first)
        if first and first[0].low == "it":
            self.subject = tuple(replace(p, start=first[0].start, end=first[0].end) for p in about)
        self.left = self.subject
        self.objects: _Parts = ()
        self.relative: _Parts = ()
        self.last: _Link | None = None
        self._joined(found)
        for before, link, following in zip(links, links[1:], [*links[2:], None], strict=False):
            commas = [k for k, t in enumerate(link.phrase) if t.text == ","]
            is_own = following and following.kind == "active" and not following.before
            phrase = _parts(link.phrase[: commas[-1]] if commas and is_own else link.phrase)
            if not link.is_coordinated and link.kind != "via":
                self.relative = ()
            if link.kind in ("active", "neutral", "doing"):
                self._act(link, before, phrase)
            else:
                self._connect(link, before, phrase)
            if link.kind not in ("by", "via"):
                self.left = phrase

    def _say(self, pattern: str, sources: _Parts, sign: int, targets: _Parts, link: _Link) -> None:
        is_said = bool(sign) and "not" not in link.before[-4:]
        for s, t in product(sources, targets if is_said else ()):
            spots = (*link.place, s.start, s.end, t.start, t.end)
            span, onto = (s.out.start, s.out.end), (t.into.start, t.into.end)
            arrow = StatedArrow((span,), s.sign * sign * t.sign, (onto,), min(spots), max(spots))
            if s.out.text.lower() != t.into.text.lower():
                self.found.append(
                    replace(arrow, pattern=pattern, state=s.state, triggers=(link.place,))
                )

    def _joined(self, found: Sequence[Token]) -> None:
        """Read what joined words say by themselves: "A-mediated induction of B"."""
        for i, t in enumerate(found):
            sign, link = 1, _Link("joined", place=(t.start, t.end))
            for k in found[i + 1 : i + 6] if t.names and t.names[-1].suffix in _ACTS else ():
                sign = min(sign, NOUNS.get(k.low, 1))
                if k.names or k.low in (",", ".", "and"):
                    source = _Part(t.names[-1], t.names[-1], 1, "", t.start, t.end)
                    self._say(
                        "nominal", (source,), sign, tuple(_named([k], 0, 1, "", -1))[:1], link
                    )
                    break

    def _actor(self, link: _Link, before: _Link) -> tuple[str, _Parts]:
        """Return who does what the verb says, and by which pattern that is known."""
        if link.is_relative:
            self.relative = _parts(before.phrase) or self.left or self.objects
        if self.relative:
            return "chain", self.relative
        if before.kind in ("start", "clause"):
            return "active", self.left or _parts(before.phrase, adjuncts=True)
        if link.is_coordinated or not self.left:
            return "active", self.subject
        own = max((k for k, t in enumerate(before.phrase, 1) if t.low in _JOINERS), default=0)
        is_own = own and before.kind != "by"
        return "active", (_parts(before.phrase[own:]) if is_own else ()) or self.left

    def _act(self, link: _Link, before: _Link, phrase: _Parts) -> None:
        """Read a verb; one that says no direction tells who acts: "binds to B and inhibits C"."""
        if link.kind == "doing":
            self._say_doing(link, phrase)
        else:
            pattern, actor = self._actor(link, before)
            if link.lemma == "bind" and not any(p.out.kind == "drug" for p in actor):
                is_to = bool(link.phrase) and link.phrase[0].low == "to"
                bound = _parts(link.phrase[is_to:])[:1]
                is_receptor = any(re.search(r"[a-zA-Z]R\d?|eceptor", p.into.text) for p in bound)
                self._say("binding", actor, int(is_to or is_receptor), bound, link)
            self._say(pattern, actor, link.sign, phrase, link)
            self.subject = actor if pattern == "active" else self.subject
        if link.sign:
            self.last, self.objects = link, phrase

    def _say_doing(self, link: _Link, phrase: _Parts) -> None:
        self.subject = self.subject if self.last else self.left or self.subject
        sign = self.last.sign if self.last else 1
        moved = tuple(replace(p, sign=p.sign * sign, state="") for p in self.objects)
        is_thereby = bool(_THEREBY & set(link.before))
        is_result = link.lemma in ("lead", "result", "cause") and bool(moved)
        pattern = "thereby" if is_thereby else "chain" if is_result else "by doing"
        if is_thereby or is_result:
            self._say(pattern, moved, link.sign, phrase, link)
        if not is_result:
            self._say(pattern if self.last else "active", self.subject, link.sign, phrase, link)

    def _connect(self, link: _Link, before: _Link, phrase: _Parts) -> None:
        """Read a passive verb or a connecting word."""
        if link.kind == "passive":
            is_full = bool(_BE & set(link.before)) or link.is_coordinated or before.kind == "start"
            target = self._actor(link, before)[1] if is_full else self.left[-1:]
            self._say("passive", phrase, link.sign, target, link)
            self.subject = target if is_full else self.subject
        elif link.kind == "via" and self.last:
            self._say("via", self.relative or self.subject, 1, phrase, link)
            self._say("via", phrase, self.last.sign, self.objects, link)
        elif link.kind == "by" and any(t.low in NOUNS for t in before.phrase):
            self._say("nominal", phrase, 1, self.left, link)
        elif link.kind == "by_doing":
            self._say("by doing", self.subject, link.sign or 1, phrase, link)
        elif link.kind == "needs":
            self._say("required", phrase, 1, self._actor(link, before)[1], link)
        elif link.kind == "role":
            of = tuple(replace(p, sign=1) for p in _parts(link.phrase, adjuncts=True)[:1])
            self._say("is an inhibitor", self.left[-1:], link.sign, of, link)
        elif link.kind == "clause":
            self.subject, self.objects, self.last = phrase or self.subject, (), None
