"""Cut a sentence at its verbs and connecting words.

What stands between two cuts is a phrase; the cut says how the phrases are related.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from her2model.curating.caption_nouns import DOWN_NOUNS, UP_NOUNS, word_set
from her2model.curating.caption_verbs import PARTICLES, VERBS, particle_sign
from her2model.curating.caption_words import Token

__all__ = ["Link", "links", "phrase_before_a_link"]

_ONLY_WITH_PARTICLE = frozenset(v for v, _ in PARTICLES)
_BE = word_set("is are was were be been being")
_SKIPPED = word_set(
    "is are mainly also then can could may might will directly constitutively ultimately further "
    "potentially possibly often likely partially strongly indirectly simultaneously "
    "subsequently thereby thus therefore still not to turn in continue continues both which "
    "that what who does do has have effectively efficiently hence so consequently eventually "
    "concomitantly concurrently irreversibly selectively specifically"
)
_CARRIED = word_set("signaling signalling pathway axis complex protein loss activation inhibition")
_BEFORE_NOUN = word_set("of its their this these various several")
_AFTER_NOUN = word_set("and or , . ; ) into")
_THEREBY = word_set("thereby thus hence so consequently")
_NEEDED = word_set("required essential necessary needed indispensable crucial")
_KEPT = word_set("keep lock hold maintain render")
_STATE_SIGN = {"inactive": -1, "silent": -1, "quiescent": -1, "off": -1, "closed": -1, "low": -1}
_STATE_SIGN |= {"active": 1, "on": 1, "open": 1, "high": 1, "stable": 1}
_DOOMED = word_set("degradation destruction proteolysis ubiquitination ubiquitylation")
_SENSED = word_set("sense detect recognise recognize")
_BY = word_set("by through via upon")
_REVERSE = (("owing", "to"), ("due", "to"), ("because", "of"), ("thanks", "to"))
_BREAKS = word_set("whereas while but however although though regardless whether")
_ROLES = {"inhibitor": -1, "repressor": -1, "antagonist": -1, "suppressor": -1, "blocker": -1}
_ROLES |= {"inducer": 1, "activator": 1, "agonist": 1, "stimulator": 1}


@dataclass
class Link:
    """A verb or a connecting word, and the phrase that follows it."""

    kind: str
    sign: int = 1
    lemma: str = ""
    token: Token | None = None
    is_chained: bool = False
    is_relative: bool = False
    is_coordinated: bool = False
    is_negated: bool = False
    is_after_comma: bool = False
    is_purpose: bool = False
    is_thereby: bool = False
    phrase: list[Token] = field(default_factory=list)


def links(tokens: Sequence[Token]) -> list[Link]:
    """Cut a sentence; the first link is its start."""
    found = [Link("start")]
    i = 0
    while i < len(tokens):
        link, width = _link_at(tokens, i)
        if link is None:
            found[-1].phrase.append(tokens[i])
            i += 1
        else:
            found.append(link)
            i += width
    return found


def _link_at(tokens: Sequence[Token], i: int) -> tuple[Link | None, int]:
    fixed = _fixed_at(tokens, i)
    if fixed:
        return fixed
    if tokens[i].low in _BY and tokens[i].low != "upon":
        return _agent_link_at(tokens, i), 1
    return _role_at(tokens, i) or _verb_at(tokens, i)


def _fixed_at(tokens: Sequence[Token], i: int) -> tuple[Link, int] | None:
    """Read connecting words that have one form only."""
    low = tokens[i].low
    pair = tuple(t.low for t in tokens[i : i + 2])
    if pair in _REVERSE or _is_in_response_to(tokens, i):
        return Link("reverse", token=tokens[i]), 2
    if pair == ("along", "with"):
        return Link("break", token=tokens[i]), 2
    if low in _BREAKS or low == ";":
        return Link("clause", token=tokens[i]), 1
    if low in _NEEDED and pair[-1] == "for":
        return Link("active", 1, "need", tokens[i]), 2
    if low == "dependent" and pair[-1] in ("on", "upon"):
        link = Link("needs", 1, "depend", tokens[i])
        _read_before(link, tokens, i)
        return link, 2
    return (Link("despite", token=tokens[i]), 1) if low == "despite" else None


def _agent_link_at(tokens: Sequence[Token], i: int) -> Link | None:
    """Read "by A" and "via B"; "by inhibiting C" and "as by" are no agents."""
    following = tokens[i + 1].low if i + 1 < len(tokens) else ""
    if VERBS.get(following, ("", 0, ""))[2] == "ing" or (i and tokens[i - 1].low == "as"):
        return None
    return Link("by" if tokens[i].low == "by" else "via", token=tokens[i])


def _is_in_response_to(tokens: Sequence[Token], i: int) -> bool:
    words = [t.text.lower() for t in tokens[max(0, i - 1) : i + 2]]
    return words == ["in", "response", "to"]


def _role_at(tokens: Sequence[Token], i: int) -> tuple[Link, int] | None:
    """Read "is a B inhibitor" and ", an inhibitor of B" up to the article."""
    if tokens[i].low not in _BE and tokens[i].text != ",":
        return None
    if i + 1 >= len(tokens) or tokens[i + 1].low not in ("a", "an"):
        return None
    for t in tokens[i + 2 : i + 7]:
        word = t.low.rstrip("s")
        if word in _ROLES:
            return Link("role", _ROLES[word], word, t), 2
        if t.low in (",", ".", "that", "which"):
            return None
    return None


def _verb_at(tokens: Sequence[Token], i: int) -> tuple[Link | None, int]:
    t = tokens[i]
    if t.low not in VERBS:
        return None, 0
    lemma, sign, form = VERBS[t.low]
    after = [k.low for k in tokens[i + 1 : i + 4]] + ["", "", ""]
    particle = particle_sign(lemma, after[0])
    if particle is None and (
        lemma in _ONLY_WITH_PARTICLE or _is_noun_or_adjective(tokens, i, form, after)
    ):
        return None, 0
    held = _held_by(tokens, i, lemma)
    if held:
        return Link("passive", held[0], lemma, t), held[1]
    if lemma in ("target", "mark") and _is_doomed(tokens, i):
        sign = -1
    link = Link("active", sign if particle is None else particle, lemma, t)
    before = _read_before(link, tokens, i)
    link.is_purpose = form == "base" and before[-1:] == ["to"]
    if lemma == "require" or (lemma, after[0]) == ("depend", "on"):
        link.kind = "needs" if form == "base" else "break"
        return link, 1
    return link, _voice(link, form, particle is not None, before, after)


def _read_before(link: Link, tokens: Sequence[Token], i: int) -> list[str]:
    """Note what the words before a verb say of it."""
    before = _before(tokens, i)
    link.is_after_comma = "," in before
    link.is_thereby = bool(set(before) & _THEREBY)
    link.is_negated = "not" in before[-4:] or "without" in before[-2:]
    link.is_relative = any(w in before[-5:] for w in ("which", "that", "what", "who"))
    meat = [w for w in before if w not in _SKIPPED]
    link.is_coordinated = bool(meat) and meat[-1] in ("and", "or", ",") and not link.is_relative
    link.is_chained = "then" in before[-2:] or "thereby" in before[-2:]
    return before


def _voice(
    link: Link, form: str, has_particle: bool, before: Sequence[str], after: Sequence[str]
) -> int:
    """Note whether a verb is active, passive or a participle; return the width of its words."""
    width = 2 if has_particle else 1
    if form == "ing":
        link.kind = "by doing" if set(before[-2:]) & _BY else "doing"
        link.is_chained = link.kind == "doing" and (has_particle or "," in before[-1:])
        link.is_chained = link.is_chained and link.lemma in ("lead", "result", "cause")
    elif form == "ed" and not has_particle:
        agent = _agent_at(after)
        is_passive = bool(set(before[-5:]) & _BE)
        if agent is not None:
            link.kind, width = "passive" if is_passive else "reduced passive", agent + 2
            if link.lemma in _SENSED:
                link.kind, link.sign = "sensed", 1
        elif is_passive:
            link.kind = "break"
    if link.sign == 0 and not (link.lemma == "bind" and link.kind == "by doing"):
        link.kind = "neutral" if link.kind == "active" else "break"
    return width


def _held_by(tokens: Sequence[Token], i: int, lemma: str) -> tuple[int, int] | None:
    """Read "kept inactive by" and "locked in its active state by": sign, and width of the words."""
    if lemma not in _KEPT:
        return None
    words = [t.low for t in tokens[i + 1 : i + 8]]
    if "by" not in words:
        return None
    between = words[: words.index("by")]
    sign = next((_STATE_SIGN[w] for w in between if w in _STATE_SIGN), 0)
    return (sign, len(between) + 2) if sign and "" not in between else None


def _is_doomed(tokens: Sequence[Token], i: int) -> bool:
    """Whether "for degradation" follows, before the next mark."""
    words = [t.low for t in tokens[i + 1 : i + 12]]
    stop = next((k for k, w in enumerate(words) if w in (",", ".", ";")), len(words))
    if "for" not in words[:stop]:
        return False
    return bool(set(words[words.index("for") : stop]) & _DOOMED)


def _before(tokens: Sequence[Token], i: int) -> list[str]:
    """Words before a verb back to the last name, the nearest last."""
    words: list[str] = []
    for t in reversed(tokens[max(0, i - 6) : i]):
        if t.names:
            break
        words.insert(0, t.low)
    return words


def _is_noun_or_adjective(tokens: Sequence[Token], i: int, form: str, after: Sequence[str]) -> bool:
    low = tokens[i].low
    before = _before(tokens, i)
    previous = before[-1] if before else ""
    if form == "base" and previous in _BEFORE_NOUN:
        return True
    if (low in UP_NOUNS or low in DOWN_NOUNS) and form != "ing":
        if i and tokens[i - 1].names and (after[0] in _AFTER_NOUN or after[0] in _BY):
            return True
        return previous in ("a", "an", "the", "in", "of") or after[0] in ("in", "of")
    if form == "ing":
        nouns = ("mutation", "mutations", "site", "domain", "of")
        if (low in DOWN_NOUNS or low in UP_NOUNS) and i and tokens[i - 1].names:
            return True
        if low == "binding":
            return previous not in ("by", "through", "via") or after[0] == "of"
        return after[0] in nouns or previous in ("the", "of", "a")
    if form != "ed":
        return previous in ("a", "an", "the") and after[0] in ("of", "in", "")
    passive = bool(set(before[-5:]) & _BE)
    return not (passive or _agent_at(after) is not None or _is_past_tense(tokens, i, after))


def _agent_at(after: Sequence[str]) -> int | None:
    """Where "by" stands behind a participle: next to it, or behind an adverb."""
    if after[0] in _BY:
        return 0
    return 1 if after[0].endswith("ly") and after[1] in _BY else None


def _is_past_tense(tokens: Sequence[Token], i: int, after: Sequence[str]) -> bool:
    """Whether a form in -ed follows its subject: "PTEN loss then reduced the level of"."""
    k = i - 1
    while k >= 0 and (tokens[k].low in _SKIPPED or tokens[k].low in _CARRIED):
        k -= 1
    if k < 0 or not tokens[k].names:
        return False
    return k == i - 1 or after[0] in ("", "the", "its", "a", "an", "both")


def phrase_before_a_link(tokens: Sequence[Token]) -> list[Token]:
    """Return the words up to the first cut."""
    kept: list[Token] = []
    for i, t in enumerate(tokens):
        if _link_at(tokens, i)[0] is not None:
            break
        kept.append(t)
    return kept
