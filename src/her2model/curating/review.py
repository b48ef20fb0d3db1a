"""A table of proposed arrows in which a person accepts, rejects or edits each.

The table is tab-separated text with one row for each candidate, which any spreadsheet opens.
Writing it again keeps every verdict: of rows that are still proposed, of rows that no longer are,
and of rows that the person added by hand.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from her2model.curating.caption_names import tokens
from her2model.curating.printed_names import read_name
from her2model.curating.suggestion import Candidate, Suggestions
from her2model.displays import Displayed
from her2model.errors import FormatError, Problem, did_you_mean
from her2model.model.figures import Figure, Sentence
from her2model.model.files import read_text, write_text
from her2model.model.shipped import entities

__all__ = ["Review", "read_review", "write_review"]

COLUMNS = (
    "verdict",
    "reason",
    "kind",
    "source",
    "sign",
    "target",
    "state",
    "sentence",
    "quote",
    "cue",
    "pattern",
    "proposed",
    "figure",
    "id",
)
_VERDICTS = ("accept", "reject", "edit")
_SIGNS = ("activates", "inhibits")
_STATES = (
    "loss", "silenced", "mutated", "overexpressed", "amplified", "raised", "truncated", "inhibited",
    "",
)  # fmt: skip
_KINDS = ("arrow", "absent", "claim")
_GONE = "no longer proposed"
_BY_HAND = "by hand"
Row = Mapping[str, str]


@dataclass(frozen=True, repr=False)
class Review(Displayed):
    """What a person decided.

    Attributes
    ----------
    figure
        The record.
    accepted
        Candidates accepted, as edited where they were; their status says which.
    rejected, open
        Rows rejected with a reason, and rows without a verdict, by id.
    """

    figure: Figure
    accepted: tuple[Candidate, ...]
    rejected: Mapping[str, str]
    open: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{self.figure.figid}: {len(self.accepted)} accepted, {len(self.rejected)} rejected, "
            f"{len(self.open)} without a verdict"
        )

    def __repr__(self) -> str:
        return f"<Review of {self}>"


def write_review(suggestions: Suggestions, path: str | Path) -> Review:
    """Write the candidates of a figure as a table, and keep the verdicts that are there.

    Parameters
    ----------
    suggestions
        From :func:`~her2model.curating.suggestion.suggest`.
    path
        The table; it is replaced whole or not at all.

    Returns
    -------
    Review
        The state of the table as written.

    Raises
    ------
    FormatError
        The table that is there cannot be read, or belongs to another figure. It is left as it is.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from her2model.curating.suggestion import suggest
    >>> figure = Figure(figid="f", pmcid="p", caption="Lapatinib inhibits HER2.")
    >>> with TemporaryDirectory() as folder:
    ...     print(write_review(suggest(figure), f"{folder}/f.tsv"))
    f: 0 accepted, 0 rejected, 1 without a verdict
    """
    figure = suggestions.figure
    before: dict[str, dict[str, str]] = {}
    if Path(path).exists():
        read_review(path, suggestions)  # refuses before anything is written
        before = {r["id"]: r for r in _rows(path, figure)}
    rows = []
    for c in suggestions.candidates:
        rows.append({**_row(c), **_verdict(before.pop(c.id, {}))})
    for row in before.values():
        if row["verdict"]:
            gone = row["pattern"] if row["pattern"] in (_GONE, _BY_HAND) else _GONE
            rows.append({**row, "pattern": gone})
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, dialect="excel-tab", lineterminator="\n")
    writer.writeheader()
    writer.writerows({k: _cell(v) for k, v in row.items()} for row in rows)
    review = _review(rows, figure, suggestions, Path(path).name)
    write_text(path, out.getvalue())
    return review


def read_review(path: str | Path, suggestions: Suggestions) -> Review:
    """Read a table back.

    Parameters
    ----------
    path
        A table that :func:`write_review` wrote and a person filled in. Rows may be added: leave
        ``id`` empty and give ``verdict`` (accept), ``source``, ``sign``, ``target`` and a verbatim
        ``quote``; and ``state`` (loss, mutated, overexpressed …) where the source acts by that.
    suggestions
        The candidates that the table was written from.

    Raises
    ------
    FormatError
        Everything that is wrong with the table, by line: an unknown verdict or sign, a rejected
        or edited row without a reason, a quote that is not in the caption.
    """
    rows = list(_rows(path, suggestions.figure))
    return _review(rows, suggestions.figure, suggestions, Path(path).name)


def _row(c: Candidate) -> dict[str, str]:
    return {
        "verdict": "",
        "reason": "",
        "kind": c.kind,
        "source": c.source,
        "sign": c.sign,
        "target": c.target,
        "state": c.state,
        "sentence": c.marked,
        "quote": " ".join(c.quote.split()),
        "cue": " ".join(w for w in (c.hedge, c.negation) if w),
        "pattern": c.pattern,
        "proposed": c.arrow,
        "figure": c.figure,
        "id": c.id,
    }


def _verdict(old: Row) -> dict[str, str]:
    """Return what a person wrote into a row: always the verdict, the arrow where it was edited."""
    kept = {k: old[k] for k in ("verdict", "reason") if k in old}
    if old.get("verdict") == "edit":
        kept |= {k: old[k] for k in ("kind", "source", "sign", "target", "state")}
    return kept


def _cell(text: str) -> str:
    """Keep spreadsheets from taking a text for a formula."""
    flat = " ".join(text.split())
    return f" {flat}" if flat[:1] in ("=", "+", "@", "-") else flat


def _rows(path: str | Path, figure: Figure) -> Iterator[dict[str, str]]:
    text = read_text(path, error=FormatError)
    name = Path(path).name
    try:
        reader = csv.DictReader(io.StringIO(text), dialect="excel-tab", strict=True)
        table, header = list(reader), reader.fieldnames or ()
    except csv.Error as reason:
        raise FormatError(f"not a tab-separated table: {reason}", where=name) from None
    missing = [c for c in COLUMNS if c not in header]
    if missing:
        hint = "write the table anew, and save it as tab-separated text"
        raise FormatError(f"the column {missing[0]!r} is missing", where=name, hint=hint)
    for number, raw in enumerate(table, 2):
        row = {k: (raw.get(k) or "").strip() for k in COLUMNS}
        if not any(row.values()):
            continue
        if row["figure"] not in ("", figure.figid):
            hint = f"this is a table for {figure.figid}"
            raise FormatError(
                f"a row of the figure {row['figure']!r}", where=name, line=number, hint=hint
            )
        if not row["id"]:
            key = "|".join(row[k] for k in ("source", "sign", "target", "quote"))
            row |= {"id": "h" + hashlib.sha256(key.encode()).hexdigest()[:8], "pattern": _BY_HAND}
            row |= {"figure": figure.figid, "kind": row["kind"] or "arrow"}
        yield row


def _review(
    rows: list[dict[str, str]], figure: Figure, suggestions: Suggestions, name: str
) -> Review:
    known = {c.id: c for c in suggestions.candidates}
    problems = [p for n, r in enumerate(rows, 2) for p in _problems(r, n, name, figure)]
    problems += [p for n, r in enumerate(rows, 2) for p in _unmarked(r, n, name, known)]
    if problems:
        raise FormatError(problems)
    taken = [r for r in rows if r["verdict"] in ("accept", "edit")]
    accepted = tuple(_accepted(r, known.get(r["id"]), figure) for r in taken)
    return Review(
        figure,
        accepted,
        {r["id"]: r["reason"] for r in rows if r["verdict"] == "reject"},
        tuple(r["id"] for r in rows if not r["verdict"]),
    )


def _problems(row: Row, line: int, name: str, figure: Figure) -> Iterator[Problem]:
    verdict = row["verdict"]
    if verdict and verdict not in _VERDICTS:
        hint = did_you_mean(verdict, _VERDICTS) or "write accept, reject or edit"
        yield Problem(name, f"{verdict!r} is not a verdict", hint, line)
    if verdict in ("reject", "edit") and not row["reason"]:
        yield Problem(name, f"a row is marked {verdict!r} without a reason", "say why", line)
    for column, words in (("sign", _SIGNS), ("kind", _KINDS), ("state", _STATES)):
        if row[column] not in words:
            hint = did_you_mean(row[column], words) or f"write {' or '.join(filter(None, words))}"
            yield Problem(name, f"{row[column]!r} is not a {column}", hint, line)
    if verdict in ("accept", "edit"):
        for column in ("source", "target"):
            if not row[column]:
                yield Problem(name, f"the {column} is empty", "name it as printed", line)
        if row["pattern"] in (_BY_HAND, _GONE) and _find(row["quote"], figure) is None:
            hint = "copy the words as they stand there"
            yield Problem(name, f"{row['quote']!r:.60} is not in the caption", hint, line)


def _unmarked(row: Row, line: int, name: str, known: Mapping[str, Candidate]) -> Iterator[Problem]:
    """Find what a person changed without saying so: it would be lost."""
    candidate = known.get(row["id"])
    if candidate is None or row["verdict"] == "edit":
        return
    proposed = _row(candidate)
    for column in ("kind", "source", "sign", "target", "state"):
        if row[column] != proposed[column].strip():
            problem = f"the {column} was {proposed[column]!r} and is {row[column]!r}"
            hint = "write 'edit' as the verdict, and the reason"
            yield Problem(name, problem, hint, line)


def _find(quote: str, figure: Figure) -> tuple[int, int] | None:
    """Place of a quote in the caption; blanks of any kind count as one."""
    if not quote:
        return None
    start = figure.caption.find(quote)
    if start >= 0:
        return start, start + len(quote)
    words: list[tuple[str, int]] = []
    at = 0
    for word in figure.caption.split():
        at = figure.caption.index(word, at)
        words.append((word, at))
        at += len(word)
    flat = " ".join(w for w, _ in words)
    found = flat.find(quote)
    if found < 0:
        return None
    place: list[int] = []
    for word, at in words:
        place += [at + k for k in range(len(word))] + [at + len(word)]
    return place[found], place[found + len(quote) - 1] + 1


def _accepted(row: Row, known: Candidate | None, figure: Figure) -> Candidate:
    status = "by hand" if row["pattern"] == _BY_HAND else "accepted"
    if known is None:
        known = _by_hand(row, figure)
    ends: dict[str, str | None] = {}
    for end in ("source", "target"):
        if row[end] != getattr(known, end):
            ends[end] = row[end]
            ends[f"{end}_entity"] = read_name(row[end], figure.figid)
            ends[f"{end}_kind"] = _kind(row[end], ends[f"{end}_entity"])
    changed = {"kind": row["kind"], "sign": row["sign"], "state": row["state"], **ends}
    edited = row["verdict"] == "edit"
    return replace(known, **changed, status="edited" if edited else status)  # type: ignore[arg-type]


def _kind(text: str, entity: str | None) -> str:
    if entity:
        kind = entities()[entity].kind
        return kind if kind in ("drug", "process", "complex") else "gene"
    if ":" in text:
        return "complex"
    alone = Figure(figid="-", pmcid="-", caption=text)
    names = [n for t in tokens(alone, 0, len(text)) for n in t.names]
    return names[0].kind if len(names) == 1 and names[0].text == text else "gene"


def _by_hand(row: Row, figure: Figure) -> Candidate:
    start, end = _find(row["quote"], figure) or (0, 0)
    sentences = [s for s in figure.sentences if s.start <= start < s.end]
    sentence = sentences[0] if sentences else Sentence(figure.caption, 0, len(figure.caption))
    blank = Candidate(
        row["id"], figure.figid, "arrow", "", "activates", "", None, None, "gene", "gene", "",
        "active", figure.caption[start:end], start, end, sentence,
    )  # fmt: skip
    return replace(blank, pattern=_BY_HAND)
