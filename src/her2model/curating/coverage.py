"""How far a model answers for its figure: source, listed words and caption sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from her2model.errors import Problem
from her2model.model.figures import Figure
from her2model.model.model import Model
from her2model.model.parts import Evidence, WordNote
from her2model.model.shipped import entities

__all__ = ["about_figure", "evidence_of", "problem", "sentence_counts", "word_counts"]


def evidence_of(model: Model) -> Iterator[tuple[str, Evidence]]:
    """Yield every piece of evidence with the place where it stands."""
    for key, i in model.interactions.items():
        yield from ((f"interactions.{key}", e) for e in i.evidence)
    for key, rows in model.absent.items():
        yield from ((f"absent.{key}", e) for e in rows)
    for name, a in model.alterations.items():
        yield from ((f"alterations.{name}", e) for e in a.evidence)
    for claim in model.claims:
        yield from ((f"claims.{claim.id}", e) for e in claim.evidence)


def problem(model: Model, where: str, message: str, hint: str = "") -> Problem:
    """Build a problem of a model, with the place in its file."""
    return Problem(f"{model.origin or model.name}: {where}", message, hint)


def about_figure(model: Model, figure: Figure) -> Iterator[Problem]:
    """Yield what is missing between a model and its figure: source, words, sentences."""
    yield from _about_source(model, figure)
    yield from _about_words(model, figure)
    yield from _about_sentences(model, figure)


def _about_source(model: Model, figure: Figure) -> Iterator[Problem]:
    if model.source is None:
        yield problem(model, "source", "it is missing", "give title, citation, year and pmcid")
        return
    year = figure.year or ""
    record = {
        "title": figure.papertitle,
        "citation": figure.reftext,
        "year": int(year) if year.isdigit() else None,
        "pmcid": figure.pmcid,
        "doi": figure.doi,
    }
    for key, value in record.items():
        given = getattr(model.source, key)
        if value is not None and given != value:
            yield problem(model, f"source.{key}", f"{given!r} stands for the record's {value!r}")


# -- words -------------------------------------------------------------------------------------


def _about_words(model: Model, figure: Figure) -> Iterator[Problem]:
    listed = entities().read_figure(figure)
    notes = {n.word: n for n in model.words}
    for i, note in enumerate(model.words):
        if note.word not in listed:
            yield problem(model, f"words[{i}]", f"the figure's list has no word {note.word!r}")
        elif not note.species and not note.why:
            yield problem(model, f"words[{i}]", f"{note.word!r} stands for nothing", "say why")
    for word, reading in listed.items():
        if word in notes:
            continue
        if reading is None:
            hint = "add it under 'words', with its 'species' or with 'why' it is none"
            yield problem(model, "words", f"nothing says what the word {word!r} means", hint)
        elif reading.entity and not _is_represented(model, reading.entity):
            message = f"the word {word!r} means {reading.entity}, which no species stands for"
            hint = "add a species, or say under 'words' why there is none"
            yield problem(model, "species", message, hint)
    for missed in entities().missed.get(figure.figid, ()):
        if not _is_represented(model, missed.entity):
            message = f"the figure shows {missed.entity}, which no species stands for"
            yield problem(model, "species", message)


def _is_represented(model: Model, entity: str) -> bool:
    table = entities()
    named = [s.entity for s in model.species.values() if s.entity in table.by_id]
    return any(
        table.is_or_contains(n, entity) or table.is_or_contains(entity, n) for n in named if n
    )


def word_counts(model: Model, figure: Figure) -> Counter[str]:
    """Count the listed words of a figure: mapped, rejected, unknown."""
    notes: dict[str, WordNote] = {n.word: n for n in model.words if model.figure == figure.figid}
    counts: Counter[str] = Counter()
    for word, reading in entities().read_figure(figure).items():
        if word in notes:
            counts["mapped" if notes[word].species else "rejected"] += 1
        elif reading is None:
            counts["unknown"] += 1
        else:
            counts["rejected" if reading.is_rejected else "mapped"] += 1
    return counts


# -- sentences ---------------------------------------------------------------------------------


def _about_sentences(model: Model, figure: Figure) -> Iterator[Problem]:
    for i, waiver in enumerate(model.waived):
        if waiver.sentence not in {s.text for s in figure.sentences}:
            message = f"the caption has no sentence {waiver.sentence!r}"
            yield problem(model, f"waived[{i}]", message)
    for sentence in _open_sentences(model, figure):
        hint = "quote it as evidence, or waive it with a reason"
        yield problem(model, "waived", f"nothing is said about the sentence {sentence!r}", hint)


def sentence_counts(model: Model, figure: Figure) -> Counter[str]:
    """Count the sentences of a caption: covered, waived, open."""
    count = len(figure.sentences)
    waived, left = len(model.waived), len(_open_sentences(model, figure))
    found = Counter({"covered": count - waived - left, "waived": waived})
    return found + Counter({"open": left}) if left else found


def _open_sentences(model: Model, figure: Figure) -> list[str]:
    """Return the caption's sentences that no quote touches and no waiver names."""
    quotes = {
        e.quote
        for _, e in evidence_of(model)
        if e.quote and e.field == "caption" and e.figure == figure.figid
    }
    spans = [span for q in quotes for span in _places(q, figure.caption)]
    waived = {w.sentence for w in model.waived}
    return [
        s.text
        for s in figure.sentences
        if s.text not in waived and not any(start < s.end and s.start < end for start, end in spans)
    ]


def _places(quote: str, caption: str) -> Iterator[tuple[int, int]]:
    start = caption.find(quote)
    while start >= 0:
        yield start, start + len(quote)
        start = caption.find(quote, start + 1)
