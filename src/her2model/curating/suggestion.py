"""Propose signed arrows from a figure's caption, for a person to judge.

Every proposal names the pattern that found it, quotes the words with their place in the caption,
and has the status ``proposed``: nothing here reaches a model by itself. What a caption does not say
is not guessed, so an arrow that is only drawn in the picture is not found. The arrows come from a
reader, any callable that yields them with their places; ``caption_reader`` is the default.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from her2model.curating.caption_names import Name, tokens
from her2model.curating.caption_reader import PATTERNS, is_open, read_caption
from her2model.curating.printed_names import end_of_statements, fold_name, read_name
from her2model.curating.stated_arrow import Reader, Span, StatedArrow
from her2model.displays import Displayed
from her2model.errors import FigureError
from her2model.model.figures import Figure, Sentence, read_figure
from her2model.model.shipped import entities

__all__ = ["Candidate", "Suggestions", "suggest"]

Kind = Literal["arrow", "absent", "claim"]
_HEDGE = re.compile(
    r"(?i)\b(?:may|might|can|could|possibly|potentially|probably|likely|appears?|seems?|suggests?"
    r"|hypothe\w+|putative)\b"
)
_NEGATION = re.compile(r"(?i)\b(?:not|no|without|cannot|fails? to|neither|nor|lacks?)\b")
_WORDS = {1: "activates", -1: "inhibits"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An arrow that a caption seems to state.

    Attributes
    ----------
    id
        The same on every run, as long as the sentence and the two ends are.
    kind
        ``arrow``; ``absent``, where the caption says that a drug does not act; or ``claim``, where
        the end is resistance or sensitivity, which a model answers and does not contain.
    source, target
        As printed; the partners of a complex are joined by a colon.
    sign
        ``activates`` or ``inhibits``; the loss of A that raises B is "A inhibits B".
    source_entity, target_entity
        What the curated table takes the names for, or None.
    state
        In what state the source is said to act: ``loss``, ``mutated``, ``overexpressed`` …
    pattern
        Name of the pattern; :attr:`explanation` says what it looks for.
    quote, start, end
        The words, and their place in the caption in code points.
    sentence
        The sentence, with its panel letter and numbers.
    hedge, negation
        A word such as "may", or "not", that stands in the same sentence; empty where there is none.
    marks
        Places of the two ends and of the verb, for highlighting.
    """

    id: str
    figure: str
    kind: Kind
    source: str
    sign: str
    target: str
    source_entity: str | None
    target_entity: str | None
    source_kind: str
    target_kind: str
    state: str
    pattern: str
    quote: str
    start: int
    end: int
    sentence: Sentence
    hedge: str = ""
    negation: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    status: str = "proposed"

    @property
    def arrow(self) -> str:
        """The arrow as printed, such as ``PTEN -| PI3K``."""
        return f"{self.source} {'->' if self.sign == 'activates' else '-|'} {self.target}"

    @property
    def explanation(self) -> str:
        """What the pattern looks for."""
        return PATTERNS.get(self.pattern, self.pattern)

    @property
    def marked(self) -> str:
        """The sentence on one line, the two ends and the verb between asterisks."""
        return _marked(self.sentence, self.marks)

    def to_dict(self) -> dict[str, Any]:
        """Return the candidate as plain data, for JSON."""
        names = [n for n in self.__slots__ if n not in ("sentence", "marks")]
        row: dict[str, Any] = {n: getattr(self, n) for n in names}
        return row | {"sentence": self.sentence.text, "panel": self.sentence.panel}


@dataclass(frozen=True, repr=False)
class Suggestions(Displayed):
    """What :func:`suggest` found in one caption.

    Attributes
    ----------
    figure
        The record.
    candidates
        In the order of the caption.
    silent
        Sentences in which nothing was found: read them yourself.
    """

    figure: Figure
    candidates: tuple[Candidate, ...] = ()
    silent: tuple[Sentence, ...] = field(default=())

    @property
    def species(self) -> tuple[str, ...]:
        """Each name that an arrow begins or ends at, once, in order."""
        ends = (n for c in self.candidates if c.kind == "arrow" for n in (c.source, c.target))
        return tuple({fold_name(n): n for n in reversed(list(ends))}.values())[::-1]

    def __getitem__(self, key: str) -> Candidate:
        return {c.id: c for c in self.candidates}[key]

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as plain data, for JSON."""
        return {
            "figure": self.figure.figid,
            "candidates": [c.to_dict() for c in self.candidates],
            "silent": [s.text for s in self.silent],
        }

    def __str__(self) -> str:
        lines = [f"{self.figure.figid}: {len(self.candidates)} proposed, none accepted by itself"]
        for c in self.candidates:
            cue = f" [{c.hedge or c.negation}]" if c.hedge or c.negation else ""
            lines.append(f"  {c.id}  {c.kind:<6} {c.arrow}  ({c.pattern}){cue}")
        lines += [f"  nothing in: {s.text}" for s in self.silent]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Suggestions for {self.figure.figid}: {len(self.candidates)} candidates>"


def suggest(
    figure: Figure | str | Path, *, names: Sequence[str] = (), reader: Reader = read_caption
) -> Suggestions:
    """Propose the arrows that a figure's caption states.

    Parameters
    ----------
    figure
        A record, or the path of one.
    names
        Further names to look for, as printed: words that no rule would take for a name.
    reader
        Any callable that takes the record and ``names`` and yields
        :class:`~her2model.curating.stated_arrow.StatedArrow`, each with the places of its words:
        a language model of yours, say. By default the rules of
        :mod:`her2model.curating.caption_reader`.

    Returns
    -------
    Suggestions
        Candidates in the order of the caption; ``print`` them, or write them into a table for
        review with :func:`her2model.curating.review.write_review`.

    Raises
    ------
    FigureError
        The record cannot be read, or a reader of yours gave places outside of the caption.

    Notes
    -----
    A list of abbreviations is not read, nor a sentence that leaves its point open ("whether",
    "remains to be elucidated"). How well this does is measured by ``benchmarks/suggestion.py``.

    Examples
    --------
    >>> caption = "Loss of PTEN activates PI3K. Lapatinib inhibits HER2."
    >>> for c in suggest(Figure(figid="f", pmcid="p", caption=caption)).candidates:
    ...     print(c.arrow, "|", c.quote, "|", c.pattern)
    PTEN -| PI3K | Loss of PTEN activates PI3K | active
    Lapatinib -| HER2 | Lapatinib inhibits HER2 | active
    """
    record = figure if isinstance(figure, Figure) else read_figure(figure)
    found: dict[str, Candidate] = {}
    for arrow in reader(record, tuple(names)):
        c = _candidate(record, arrow)
        found.setdefault(c.id, c)
    quoted = {c.sentence.start for c in found.values()}
    last = end_of_statements(record.caption)
    rest = (s for s in record.sentences if s.start < last and s.start not in quoted)
    return Suggestions(record, tuple(found.values()), tuple(s for s in rest if not is_open(s.text)))


def _candidate(figure: Figure, arrow: StatedArrow) -> Candidate:
    sentence = _sentence_of(figure, arrow)
    source, target = (_names(figure, spans) for spans in (arrow.source, arrow.target))
    first, last = (":".join(n.text for n in names) for names in (source, target))
    is_claim = any(n.kind == "outcome" for n in (*source, *target))
    sign = _WORDS[arrow.sign]
    key = "|".join([figure.figid, str(sentence.start), first, sign, last, str(arrow.negated)])
    return Candidate(
        id="c" + hashlib.sha256(key.encode()).hexdigest()[:8],
        figure=figure.figid,
        kind="absent" if arrow.negated else "claim" if is_claim else "arrow",
        source=first,
        sign=sign,
        target=last,
        source_entity=_entity(source, "" if arrow.negated else arrow.state),
        target_entity=_entity(target, arrow.state if arrow.negated else ""),
        source_kind=_kind(source),
        target_kind=_kind(target),
        state=arrow.state,
        pattern=arrow.pattern,
        quote=figure.caption[arrow.start : arrow.end],
        start=arrow.start,
        end=arrow.end,
        sentence=sentence,
        hedge=_word(_HEDGE, sentence.text),
        negation=_word(_NEGATION, sentence.text),
        marks=tuple(sorted({*arrow.source, *arrow.target, *arrow.triggers})),
    )


def _sentence_of(figure: Figure, arrow: StatedArrow) -> Sentence:
    """Find the sentence that states an arrow, and refuse places that cannot be."""
    size = len(figure.caption)
    is_within = all(0 <= a < b <= size for a, b in (*arrow.source, *arrow.target))
    is_whole = is_within and bool(arrow.source and arrow.target) and arrow.sign in _WORDS
    for s in figure.sentences if is_whole else ():
        if s.start <= arrow.start < arrow.end <= s.end:
            return s
    raise FigureError(
        f"the reader yielded {arrow}, whose words are in no sentence, or whose sign is not 1 or -1",
        where=figure.figid,
        hint="give places as (start, end), offsets into figure.caption",
    )


def _names(figure: Figure, spans: Iterable[Span]) -> list[Name]:
    """Read what stands at each place as the caption is read: its entity, and its kind."""
    found = []
    for start, end in spans:
        text = figure.caption[start:end]
        read = (n for t in tokens(figure, start, end) for n in t.names if n.text == text)
        found.append(next(read, Name(start, end, text, "gene", read_name(text, figure.figid))))
    return found


def _word(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[0].lower() if found else ""


def _entity(names: list[Name], state: str) -> str | None:
    """Entity of one name (its truncated form, if so), or the table's complex of several."""
    rows = entities().by_id.values()
    if len(names) == 1:
        entity = names[0].entity
        forms = (e.id for e in rows if e.parent == entity and "truncated" in (e.note or ""))
        return next(forms, entity) if entity and state == "truncated" else entity
    members = {n.entity for n in names}
    return next((e.id for e in rows if e.kind == "complex" and set(e.members) == members), None)


def _kind(names: list[Name]) -> str:
    return "complex" if len(names) > 1 else names[0].kind


def _marked(sentence: Sentence, marks: tuple[tuple[int, int], ...]) -> str:
    return " ".join("".join(_pieces(sentence, marks)).split())


def _pieces(sentence: Sentence, marks: tuple[tuple[int, int], ...]) -> Iterator[str]:
    at = sentence.start
    for start, end in sorted(marks):
        if start < at or end > sentence.end:
            continue
        yield sentence.text[at - sentence.start : start - sentence.start]
        yield f"*{sentence.text[start - sentence.start : end - sentence.start]}*"
        at = end
    yield sentence.text[at - sentence.start :]
