"""The reader that ``suggest`` uses by itself: signed arrows that the sentences of a caption state.

A sentence is cut at its verbs and connecting words; the phrases between them are the ends of arrows.
Each pattern has a name and an explanation (:data:`PATTERNS`), so that a curator can see why an arrow
is proposed. What says no direction ("modulates", "is associated with") gives no arrow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from her2model.curating.caption_lexicon import (
    ADJECTIVES,
    DOWN_NOUNS,
    NOUNS,
    STATES,
    VERBS,
    words,
)
from her2model.curating.caption_names import Name, Token, end_of_statements, tokens
from her2model.model.figures import Figure

__all__ = ["PATTERNS", "StatedArrow", "read_caption"]

PATTERNS = {
    "active": "A inhibits B; coordinated ends each give an arrow",
    "passive": "B is activated by A, or B activated through A",
    "chain": "A raises B, which activates C; … resulting in C; … and then promotes C",
    "by doing": "A stops B by inhibiting C: A acts on C too",
    "via": "A induces C via activation of B: A acts on B, and B on C",
    "nominal": "inhibition of B by A; masking of B owing to A",
    "is an inhibitor": "A is a B inhibitor; A, an inducer of B",
    "inhibitors such as": "B inhibitors, such as A",
    "thereby": "A raises B, thereby activating C: both A and B act on C",
    "signalling of": "downstream signalling of A: A gives the signal",
    "drug increases": "a drug increases B and leads to C: B is what leads to C",
    "required": "A is required for B; B requires A",
    "mediated": "A-mediated induction of B; A-derived B; ligand-bound B",
    "complex": "dimerisation of A and B, A-binding site on B: both are in the complex",
    "binding": "binding of the ligand A to B; A binds to B",
    "prevents binding": "A prevents binding of the drug D, or lacks its site: D does not act on A",
}
_BE = words("is are was were be been being")
_BREAKS = words("whereas while but however although though regardless whether despite ;")
_JOINERS = words(", and or both ;")
_PAIRS = words("due+to owing+to because+of thanks+to response+to dependent+on dependent+upon")
_NEEDED = words("required essential necessary needed crucial")
_ARTICLES = words("the a an its their this these of various several")
_ROLES = {"inhibitor": -1, "repressor": -1, "antagonist": -1, "suppressor": -1, "blocker": -1}
_ROLES |= {"inducer": 1, "activator": 1, "agonist": 1, "stimulator": 1}
_ADJUNCT = words("""in within on from for at during with under among upon following after as between
along toward towards expressing overexpressing against to without""")
_PATHWAY = words("pathway pathways signaling signalling signal cascade axis activation")
_EXAMPLES = words("such including e like")
_OPEN_WORDS = words("then turn thus hence so also not to may can could might will in that which")
_ENDS = words("and or , . ; ) into")
_INHIBITORS = words("inhibitors inhibitor antagonists")
_ACTS = words("mediated induced stimulated activated dependent driven derived bound")


@dataclass(frozen=True, slots=True)
class StatedArrow:
    """An arrow that a reader found; every place is a pair of offsets into the caption.

    Attributes
    ----------
    source, target
        Places of the name, or of each partner of a complex.
    sign
        1 or -1: what the intact source does to the target.
    start, end
        The words that say so.
    pattern
        How it was found; the default reader's are in :data:`PATTERNS`.
    state
        In what state the source is said to act, such as ``loss``.
    negated
        The caption says that it does *not* act.
    triggers
        Places of the words that give the sign.
    """

    source: tuple[tuple[int, int], ...]
    sign: int
    target: tuple[tuple[int, int], ...]
    start: int
    end: int
    pattern: str = ""
    state: str = ""
    negated: bool = False
    triggers: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the things that a phrase is about: where an arrow enters and leaves it, its sign."""

    into: tuple[Name, ...]
    out: tuple[Name, ...]
    sign: int
    state: str
    start: int
    end: int


@dataclass
class _Link:
    """A verb or a connecting word, the words before it, and the phrase that follows it."""

    kind: str
    sign: int = 1
    lemma: str = ""
    token: Token | None = None
    before: Sequence[str] = ()
    phrase: list[Token] = field(default_factory=list)

    @property
    def is_relative(self) -> bool:
        return bool({"which", "that", "who", "what"} & set(self.before[-5:]))

    @property
    def is_coordinated(self) -> bool:
        meat = [w for w in self.before if w not in _OPEN_WORDS | _BE and not w.endswith("ly")]
        return meat[-1:] in (["and"], ["or"], [","], ["thereby"]) and not self.is_relative


def read_caption(figure: Figure, names: Sequence[str] = ()) -> Iterator[StatedArrow]:
    """Yield the arrows that a caption states, in order.

    Parameters
    ----------
    figure
        The record.
    names
        Further names to look for, as printed.

    Yields
    ------
    StatedArrow
        A list of abbreviations is not read, nor a sentence that leaves its point open.

    Examples
    --------
    >>> figure = Figure(figid="f", pmcid="p", caption="Loss of PTEN activates PI3K.")
    >>> [(a.source, a.sign, a.target, a.state) for a in read_caption(figure)]
    [(((8, 12),), -1, ((23, 27),), 'loss')]
    """
    last = end_of_statements(figure.caption)
    about: tuple[_Part, ...] = ()
    for sentence in figure.sentences:
        if sentence.start < last and not is_open(sentence.text):
            found = tokens(figure, sentence.start, min(sentence.end, last), tuple(names))
            reader = _Sentence(found, about)
            yield from sorted(reader.arrows(), key=lambda a: a.start)
            about = reader.subject


def is_open(sentence: str) -> bool:
    """Whether a sentence leaves its point open, or only spells out abbreviations."""
    if re.search(r"(?i)\b(?:whether|unclear|unknown|controversial|remains? to be)\b", sentence):
        return True
    *entries, _ = sentence.rstrip(".").split(";")
    form = re.compile(r"\s*\S{1,12}(?: \S{1,9})?[,;:] ")
    return bool(entries) and all(form.match(e) for e in entries)


# -- phrases -----------------------------------------------------------------------------------


def _parts(phrase: Sequence[Token], *, adjuncts: bool = False) -> tuple[_Part, ...]:
    """Read a noun phrase: "loss of A or B" holds both, down; "A in B" holds A."""
    phrase = _without_asides(phrase)
    found: list[_Part] = []
    scope, sign, state, begin, aside, is_list = 1, 1, "", None, False, False
    for i, t in enumerate(phrase):
        low, after = t.low, [k.low for k in phrase[i + 1 : i + 3]] + [""]
        is_noun = low in NOUNS and not (i and phrase[i - 1].names and not _is_adjective(phrase, i - 1))
        if t.names and not (i + 1 < len(phrase) and phrase[i + 1].names):
            if t.names[0].text.startswith("downstream") and after[0] == "of":
                continue
            if (not aside or adjuncts) and not _is_adjective(phrase, i):
                found += _named(phrase, i, sign * scope, state, begin)
            sign, is_list = 1, False
            aside = aside or after[0] == "of"
        elif is_noun and (not aside or adjuncts):
            scope = min(scope, NOUNS[low]) if is_list else NOUNS[low]
            state, is_list = STATES.get(low, state if is_list else ""), True
            begin = t.start if begin is None else begin
        elif low in ADJECTIVES:
            sign, state = min(sign, ADJECTIVES[low]), STATES.get(low, state)
            begin = t.start if begin is None else begin
        elif low in _EXAMPLES and (low != "such" or after[0] == "as"):
            if _INHIBITORS & {k.low for k in phrase[max(0, i - 2) : i]}:
                break
            if found and phrase[i - 1].low not in ("and", "or"):
                whole = found.pop()
                scope, state = whole.sign, whole.state
            aside = False
        elif low == "," and found and after[0] in ("the", "a", "an") and not _lists(phrase[i:]):
            break
        elif low in _JOINERS:
            begin = begin if scope < 0 else None
            aside = aside and low != ","
        elif low in _ADJUNCT and not (i and phrase[i - 1].low in NOUNS and low == "in"):
            aside = aside or low != "as"
    return tuple(found)


def _lists(phrase: Sequence[Token]) -> bool:
    return any(t.low in ("and", "or") for t in phrase)


def _without_asides(phrase: Sequence[Token]) -> list[Token]:
    """Drop second names in brackets; keep examples, and the symbol of a name that is unknown."""
    kept: list[Token] = []
    rest = iter(phrase)
    for t in rest:
        if t.text != "(":
            kept.append(t)
            continue
        inner: list[Token] = []
        for k in rest:
            if k.text == ")":
                break
            inner.append(k)
        named = [k for k in inner if k.names]
        outer = next((-k for k in range(1, min(4, len(kept) + 1)) if kept[-k].names), 0)
        if named and (not outer or len(named) > 1 or inner[0].low in _EXAMPLES):
            kept += inner
        elif named and not kept[outer].names[-1].entity:
            kept[outer:] = named
    return kept


def _is_adjective(phrase: Sequence[Token], i: int) -> bool:
    names = phrase[i].names
    has_own_action = any(k.low in ("transcription", "signaling") for k in phrase[i + 1 : i + 4])
    return not phrase[i].is_complex and bool(names[-1].suffix) and not has_own_action


def _named(
    phrase: Sequence[Token], i: int, sign: int, state: str, begin: int | None
) -> Iterator[_Part]:
    t, end = phrase[i], phrase[i].end
    for k in phrase[i + 1 : i + 4]:
        if k.names or k.low in _JOINERS or k.low in _ADJUNCT or k.low in ("of", "the", "a"):
            break
        if k.low in NOUNS:
            end, state = k.end, STATES.get(k.low, state)
            sign = -1 if k.low in DOWN_NOUNS else 1 if k.low in STATES else sign
    near = {k.low for k in phrase[i + 1 : i + 6]}
    start = t.start if begin is None else begin
    if t.is_complex or len(t.names) == 1 or near & _PATHWAY:
        whole = t.is_complex
        ends = [(t.names, t.names) if whole else (t.names[:1], t.names[-1:])]
    else:
        ends = [((n,), (n,)) for n in t.names]
    yield from (_Part(a, b, sign, state, start, end) for a, b in ends)


# -- links -------------------------------------------------------------------------------------


def _links(phrase: Sequence[Token]) -> list[_Link]:
    """Cut a sentence at its verbs and connecting words; the first link is its start."""
    found = [_Link("start")]
    i = 0
    while i < len(phrase):
        link, width = _link_at(phrase, i)
        if link:
            found.append(replace(link, token=phrase[i], before=_before(phrase, i)))
        else:
            found[-1].phrase.append(phrase[i])
        i += width
    return found


def _before(phrase: Sequence[Token], i: int) -> list[str]:
    """Words before a place, back to the last name, the nearest last."""
    found: list[str] = []
    for t in reversed(phrase[max(0, i - 6) : i]):
        if t.names:
            break
        found.insert(0, t.low)
    return found


def _link_at(phrase: Sequence[Token], i: int) -> tuple[_Link | None, int]:
    """Read the link that begins at a word, and how many words it takes."""
    low = phrase[i].low
    after = [k.low for k in phrase[i + 1 : i + 4]] + ["", "", ""]
    if low in _BREAKS:
        return _Link("clause"), 1
    if f"{low}+{after[0]}" in _PAIRS:
        return _Link("needs" if low == "dependent" else "reverse"), 2
    if low in _NEEDED and after[0] == "for":
        return _Link("active", lemma="need"), 2
    if low in ("by", "via", "through"):
        doing = any(kind == "ing" for _, _, kind in VERBS.get(after[0], {}).values())
        return (None if doing else _Link("by" if low == "by" else "via")), 1
    if (low in _BE or low == ",") and after[0] in ("a", "an"):
        for k in phrase[i + 2 : i + 7]:
            if k.low.rstrip("s") in _ROLES:
                return _Link("role", _ROLES[k.low.rstrip("s")]), 2
            if k.low in (",", ".", "that", "which"):
                break
    return _verb_at(phrase, i, after)


def _verb_at(phrase: Sequence[Token], i: int, after: Sequence[str]) -> tuple[_Link | None, int]:
    low, before = phrase[i].low, _before(phrase, i)
    forms = VERBS.get(low, {})
    verb = forms.get(after[0]) or forms.get("")
    if not verb:
        return None, 1
    lemma, sign, form = verb
    agent = next((k for k, w in enumerate(after[:2]) if w in ("by", "through", "via", "upon")), None)
    if agent and not after[0].endswith("ly"):
        agent = None
    is_passive = bool(_BE & set(before[-5:]))
    carried = _OPEN_WORDS | _PATHWAY | NOUNS.keys()
    between = [w for w in before if w not in carried and not w.endswith("ly")]
    behind_name = not between and before != ["in"] and any(t.names for t in phrase[:i])
    if form == "ed" and not is_passive and agent is None and not behind_name:
        return None, 1
    if form != "ed" and low in NOUNS:
        is_headed = bool(i and phrase[i - 1].names) and after[0] in _ENDS | {"by"}
        if form == "ing" or before[-1:] == ["in"] or after[0] in ("in", "of") or is_headed:
            return None, 1
    is_by = bool({"by", "through", "via"} & set(before[-2:]))
    is_noun = form == "ing" and (after[0] == "of" or (low == "binding" and not is_by))
    if is_noun or (before[-1:] and before[-1] in _ARTICLES):
        return None, 1
    kind = "active" if sign else "neutral"
    if lemma == "require" or (lemma, after[0]) == ("depend", "on"):
        kind = "needs"
    elif form == "ing" and sign:
        kind = "by_doing" if is_by else "doing"
    elif form == "ed" and agent is not None and sign:
        return _Link("passive", sign, lemma), agent + 2
    elif form == "ed" and is_passive:
        kind, lemma = "neutral", ""
    return _Link(kind, sign, lemma), 2 if after[0] and after[0] in forms else 1


# -- sentences ---------------------------------------------------------------------------------


class _Sentence:
    """Goes through the links of one sentence and keeps who acts and what was acted upon."""

    def __init__(self, found: Sequence[Token], about: tuple[_Part, ...]) -> None:
        self.found = list(_nominal(found))
        self.links = _links(_with_complexes(found))
        first = self.links[0].phrase
        is_it = bool(first) and first[0].low == "it"
        self.subject = self.left = about if is_it else _parts(first)
        self.objects: tuple[_Part, ...] = ()
        self.relative: tuple[_Part, ...] = ()
        self.last: _Link | None = None

    def arrows(self) -> Iterable[StatedArrow]:
        for i, link in enumerate(self.links[1:], 1):
            following = self.links[i + 1] if i + 1 < len(self.links) else None
            phrase = _parts(_own_phrase(link, following))
            is_purpose = link.before[-1:] == ["to"]
            if not (link.is_coordinated or is_purpose or link.kind == "via"):
                self.relative = ()
            getattr(self, f"_{link.kind}")(link, self.links[i - 1], phrase)
            if link.kind not in ("by", "via"):
                self.left = phrase
        return self.found

    def _say(
        self, pattern: str, sources: Sequence[_Part], sign: int, targets: Sequence[_Part],
        link: _Link,
    ) -> None:  # fmt: skip
        if not sign or "not" in link.before[-4:] or not link.token:
            return
        pairs = [(s, t) for s in sources for t in targets]
        if "respectively" in [t.low for t in link.phrase] and len(sources) == len(targets):
            pairs = list(zip(sources, targets, strict=True))
        place = link.token.start, link.token.end
        for s, t in pairs:
            if s.out[-1].text.lower() == t.into[0].text.lower():
                continue
            spots = (*place, s.start, s.end, t.start, t.end)
            self.found.append(
                StatedArrow(
                    _spans(s.out), s.sign * sign * t.sign, _spans(t.into),
                    min(spots), max(spots), pattern, s.state, triggers=(place,),
                )
            )  # fmt: skip

    def _actor(self, link: _Link, before: _Link) -> tuple[str, tuple[_Part, ...]]:
        """Return who does what the verb says, and by which pattern that is known."""
        if link.is_relative:
            self.relative = _parts(before.phrase) or self.left or self.objects
            return "chain", self.relative
        if self.relative:
            return "chain", self.relative
        if before.lemma in ("allow", "permit") and self.left:
            return "chain", self.left
        nouns = [w for w in link.before if w in NOUNS]
        if nouns and {"its", "their"} & set(link.before):
            return "active", tuple(replace(p, sign=NOUNS[nouns[0]]) for p in self.subject)
        if before.kind in ("start", "clause"):
            return "active", self.left or _parts(before.phrase, adjuncts=True)
        if "then" in link.before[-2:] and self.objects:
            return "chain", self._moved()
        if link.is_coordinated or not self.left or link.before[-1:] == ["to"]:
            is_drug = any(p.out[0].kind == "drug" for p in self.subject)
            if is_drug and self.last and self.last.sign > 0 and link.lemma in ("lead", "result"):
                return "drug increases", self._moved()
            return "active", self.subject
        own = _last_joiner(before.phrase)
        return "active", _parts(before.phrase[own:][1:]) if own else self.left

    def _moved(self) -> tuple[_Part, ...]:
        """Objects of the last verb as it leaves them: up or down."""
        sign = self.last.sign if self.last else 1
        return tuple(replace(p, sign=p.sign * sign, state="") for p in self.objects)

    def _active(self, link: _Link, before: _Link, phrase: tuple[_Part, ...]) -> None:
        pattern, actor = self._actor(link, before)
        text = " ".join(t.low or "D" for t in link.phrase)
        if re.match(r"binding of|(?:the )?loss of .*\b(?:site|epitope)\b", text):
            drugs = [d for d in _parts(link.phrase, adjuncts=True) if d.out[0].kind == "drug"]
            self.found += [
                StatedArrow(
                    _spans(d.out), -1, _spans(s.out), min(d.start, s.start), max(d.end, s.end),
                    "prevents binding", s.state, negated=True,
                )
                for d in drugs
                for s in actor
            ]  # fmt: skip
            return
        self._say("required" if link.lemma == "need" else pattern, actor, link.sign, phrase, link)
        if "thereby" in link.before or "thus" in link.before:
            self._say("thereby", self._moved(), link.sign, phrase, link)
        if pattern == "active":
            self.subject = actor
        self.last, self.objects = link, phrase

    def _doing(self, link: _Link, before: _Link, phrase: tuple[_Part, ...]) -> None:
        if not self.last:
            self.subject = self.left or self.subject
        is_thereby = bool({"thereby", "thus", "hence", "so"} & set(link.before))
        if self.objects and (is_thereby or link.lemma in ("lead", "result", "cause")):
            self._say("thereby" if is_thereby else "chain", self._moved(), link.sign, phrase, link)
        if is_thereby or link.lemma not in ("lead", "result", "cause") or not self.objects:
            pattern = "thereby" if is_thereby else "by doing" if self.last else "active"
            self._say(pattern, self.subject, link.sign, phrase, link)
        self.last, self.objects = link, phrase or self.objects

    def _by_doing(self, link: _Link, before: _Link, phrase: tuple[_Part, ...]) -> None:
        self._say("by doing", self.subject, link.sign, phrase, link)

    def _needs(self, link: _Link, before: _Link, phrase: tuple[_Part, ...]) -> None:
        self._say("required", phrase, 1, self._actor(link, before)[1], link)

    def _passive(self, link: _Link, before: _Link, phrase: tuple[_Part, ...]) -> None:
        is_full = bool(_BE & set(link.before)) or link.is_coordinated
        is_full = is_full or before.kind == "start"
        target = self._actor(link, before)[1] if is_full else self.left[-1:]
        self._say("passive", phrase, link.sign, target, link)
        self.subject = target if is_full else self.subject

    def _by(self, link: _Link, before: _Link, phrase: tuple[_Part, ...]) -> None:
        if any(t.low in NOUNS for t in before.phrase):
            self._say("nominal", phrase, 1, self.left, link)

    _reverse = _by

    def _via(self, link: _Link, before: _Link, phrase: tuple[_Part, ...]) -> None:
        if self.last and self.objects:
            self._say("via", self.relative or self.subject, 1, phrase, link)
            self._say("via", phrase, self.last.sign, self.objects, link)

    def _role(self, link: _Link, before: _Link, phrase: tuple[_Part, ...]) -> None:
        of = [replace(p, sign=1, state="") for p in _parts(link.phrase, adjuncts=True)[:1]]
        self._say("is an inhibitor", self.left[-1:], link.sign, of, link)

    def _clause(self, link: _Link, before: _Link, phrase: tuple[_Part, ...]) -> None:
        self.subject, self.objects, self.last = phrase or self.subject, (), None

    def _neutral(self, link: _Link, before: _Link, phrase: tuple[_Part, ...]) -> None:
        """Keep who acts, where the verb itself says no direction: "binds to B and inhibits C"."""
        pattern, actor = self._actor(link, before)
        is_to = bool(link.phrase) and link.phrase[0].low == "to"
        if link.lemma == "bind" and not any(p.out[0].kind == "drug" for p in actor):
            bound = _parts(link.phrase[is_to:])[:1]
            is_receptor = any(re.search(r"[a-zA-Z]R\d?|eceptor", p.into[0].text) for p in bound)
            self._say("binding", actor, int(is_to or is_receptor), bound, link)
        if link.lemma == "signal":
            self._say("via", actor, 1, phrase, link)
        if pattern == "active":
            self.subject = actor


def _own_phrase(link: _Link, following: _Link | None) -> list[Token]:
    """Leave out of a verb's phrase what is the subject of the verb that follows."""
    if not following or following.kind not in ("active", "neutral", "passive"):
        return link.phrase
    if following.is_relative or following.is_coordinated or link.kind == "clause":
        return link.phrase
    return link.phrase[: _last_joiner(link.phrase)]


def _last_joiner(phrase: Sequence[Token]) -> int | None:
    """Where a clause begins inside a phrase: at its last comma or "and"."""
    return max((k for k, t in enumerate(phrase) if t.low in _JOINERS), default=None)


def _spans(names: Iterable[Name]) -> tuple[tuple[int, int], ...]:
    return tuple((n.start, n.end) for n in names)


def _nominal(found: Sequence[Token]) -> Iterator[StatedArrow]:
    """Yield what nouns and joined words say by themselves."""
    for i, t in enumerate(found):
        rest = found[i + 1 :]
        following = next((k for k in rest[:5] if k.names or k.low in (",", ".", "and")), None)
        acts = bool(t.names) and t.names[-1].suffix in _ACTS
        if acts and following and following.names:
            nouns = {k.low for k in rest[: list(rest).index(following)]}
            sign = -1 if nouns & DOWN_NOUNS else 1
            yield _plain("mediated", t.names[-1], sign, following.names[0])
        low = [k.low for k in rest[:4]]
        if t.low == "binding" and low[:1] == ["of"] and "to" in low[1:] and rest[1].names:
            target = next((k for k in rest[2:7] if k.names), None)
            if target and rest[1].names[0].kind != "drug":
                yield _plain("binding", rest[1].names[-1], 1, target.names[0])
        if t.names and t.names[0].text.startswith("downstream") and low[:1] == ["of"]:
            for k in rest[1:4]:
                yield from (_plain("signalling of", n, 1, t.names[0]) for n in k.names)
        if t.names and low[:1] and low[0] in _INHIBITORS:
            ends = ("(", "such", "including")
            if any(w in ends for w in low[1:3]):
                drugs = (n for k in rest[2:9] for n in k.names if n.kind == "drug")
                yield from (_plain("inhibitors such as", d, -1, n) for d in drugs for n in t.names)
    for t in _with_complexes(found):
        for n in t.names if t.is_complex else ():
            whole = _spans(t.names)
            yield StatedArrow(_spans([n]), 1, whole, t.start, t.end, "complex")


def _plain(pattern: str, source: Name, sign: int, target: Name) -> StatedArrow:
    start, end = min(source.start, target.start), max(source.end, target.end)
    return StatedArrow(_spans([source]), sign, _spans([target]), start, end, pattern)


def _with_complexes(found: Sequence[Token]) -> list[Token]:
    """Join the partners of "dimerisation of A and B" and "the A-binding site on B"."""
    kept: list[Token] = []
    for t in found:
        kept.append(t)
        lows = [k.low for k in kept[-5:]]
        is_pair = len(lows) == 5 and "dimeri" in lows[0] and (lows[1], lows[3]) == ("of", "and")
        is_site = lows[-3:-1] == ["site", "on"] and len(lows) > 3 and bool(kept[-4].names)
        width = 3 if is_pair else 4
        if t.names and (is_pair or is_site) and kept[-width].names:
            names = (kept[-width].names[-1], t.names[0])
            kept[-width:] = [Token("", names[0].start, names[1].end, names, is_complex=True)]
    return kept
