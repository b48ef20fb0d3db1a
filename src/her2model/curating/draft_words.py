"""What a draft says of the figure's listed words: which species they mean, or why none.

Rows are proposals. Where a rule of :mod:`~her2model.curating.figure_faults` flags a word, the row
gives the rule as the reason and waits for a person; a word that nothing is known of stands in a
comment.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from her2model.curating.figure_faults import find_faults
from her2model.curating.symbol_names import bare, families
from her2model.model.figures import Figure
from her2model.model.shipped import entities

__all__ = ["quoted", "word_rows"]

_QUESTIONS = {
    "other organism": "not human symbols: is one the trace of something that the figure shows?",
    "disease": "diseases: is one an outcome of the figure?",
    "homonym": "named like something else here: is one meant all the same?",
    "previous symbol": "found under a symbol that they no longer have: is one meant all the same?",
    "unaccounted": "nothing accounts for these: does the picture show them?",
    "no arrow": "the caption gives these no arrow: add a species where the picture shows one",
}


def word_rows(figure: Figure, names: Mapping[str, str], meant: set[str]) -> Iterator[str]:
    """Yield the rows of the section ``words`` of a draft.

    Parameters
    ----------
    figure
        The record.
    names
        Name as printed → species of the draft.
    meant
        Entities that species of the draft stand for.
    """
    by_name = {bare(n): s for n, s in names.items()}
    flags = {w: f for f in reversed(find_faults(figure)) for w in (f.word, *f.genes)
             if f.rule in _QUESTIONS}  # fmt: skip
    groups: dict[str, list[str]] = {rule: [] for rule in _QUESTIONS}
    unread: list[str] = []
    table = entities()
    for word, reading in table.read_figure(figure).items():
        if reading and (reading.is_rejected or _is_in(str(reading.entity), meant)):
            continue
        species = _species(word, by_name) if reading is None else None
        if species:
            yield f"  - {{word: {quoted(word)}, species: {species}}}"
        elif reading is None and word in flags:
            groups[flags[word].rule].append(_row(word, f"{flags[word].rule}: {flags[word].why}"))
        elif reading:
            groups["no arrow"].append(_row(word, f"{reading.entity} has no arrow in the caption"))
        else:
            unread.append(word)
    for rule, rows in groups.items():
        if rows:
            yield f"  # DECIDE: {_QUESTIONS[rule]}"
            yield from rows
    if unread:
        yield "  # DECIDE: take these in, each with its species, or with why it is none"
        yield from (f"  # - {{word: {quoted(word)}, species: , why: }}" for word in unread)


def _is_in(entity: str, meant: set[str]) -> bool:
    table = entities()
    return any(table.is_or_contains(m, entity) or table.is_or_contains(entity, m) for m in meant)


def _species(word: str, by_name: Mapping[str, str]) -> str | None:
    """Return the species that bears the word's name, or the name of a family that has it."""
    if bare(word) in by_name:
        return by_name[bare(word)] if bare(word) else None
    return next((by_name[f] for f, m in families().items() if word in m and f in by_name), None)


def _row(word: str, why: str) -> str:
    return f"  - {{word: {quoted(word)}, why: {quoted(why)}}}"


def quoted(text: str) -> str:
    """Write text so that YAML reads back the same characters, odd blanks included."""
    plain = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else _escaped(c) for c in plain)


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
