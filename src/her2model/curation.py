"""Check that a model is curated: every arrow evidenced, every quote verbatim, every claim answered.

A *valid* model is what the constructor accepts. A *curated* one is also complete and honest about
its sources; :func:`check` lists what is missing for that, and counts what is there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from her2model.claims import Answer, evaluate
from her2model.curation_gaps import gaps, grouped
from her2model.drawing.curated_layout import curated_layout
from her2model.drawing.layout import is_current
from her2model.entities import Reading
from her2model.errors import FigureError, Problem
from her2model.figures import Figure, read_figures
from her2model.library import bibliography, entities, load
from her2model.model import Model
from her2model.parts import Evidence

__all__ = ["Report", "check"]

_SECTIONS = ("species", "arrows", "claims", "words", "sentences")


@dataclass(frozen=True, repr=False)
class Report:
    """What :func:`check` found.

    Attributes
    ----------
    model
        The model.
    findings
        What is missing or wrong, with its place; empty for a curated model. Where the same is
        missing in more than a dozen places, it is one finding that counts them.
    counts
        Section → what was counted → how many: ``species`` (with rules, inputs, named only),
        ``arrows`` (caption, reference, inferred, none), ``claims`` (held, misfit, contested,
        failed, misfit that holds), ``words`` of the gene list (mapped, rejected, unknown) and
        caption ``sentences`` (covered, waived, open).
    answers
        The answer to each claim.
    """

    model: Model
    findings: tuple[Problem, ...]
    counts: Mapping[str, Mapping[str, int]]
    answers: tuple[Answer, ...]

    @property
    def is_curated(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data, for JSON."""
        return {
            "model": self.model.name,
            "digest": self.model.digest,
            "findings": [str(f) for f in self.findings],
            "counts": {section: dict(rows) for section, rows in self.counts.items()},
            "claims": [a.to_dict() for a in self.answers],
        }

    def __str__(self) -> str:
        lines = [f"{self.model.name}: {_count(len(self.findings), 'finding')}"]
        for section in _SECTIONS:
            rows = self.counts[section]
            if rows:
                told = ", ".join(f"{n} {what}" for what, n in rows.items())
                lines.append(f"  {section:<10} {told}")
        return "\n".join([*lines, *(f"  {f}" for f in self.findings)])

    def __repr__(self) -> str:
        return f"<Report on {self.model.name}: {_count(len(self.findings), 'finding')}>"


def check(
    model: str | Path | Model, figures: str | Path | Mapping[str, Figure] = "seeds"
) -> Report:
    """Check that a model is curated.

    Parameters
    ----------
    model
        A model, the name of a shipped one, or a path.
    figures
        Folder of the figure records that the model quotes, or the records by figure id. Records
        are not part of an installed package: take them from the project's ``seeds/``.

    Returns
    -------
    Report
        Findings and counts; ``print`` it.

    Raises
    ------
    FigureError
        The model quotes figures and there is no such folder, or a record cannot be read.

    Examples
    --------
    >>> check("her2-resistance", figures="seeds").findings
    ()
    """
    model = load(model)
    records = _records(model, figures)
    answers = tuple(evaluate(model))
    sources = [records[f] for f in _figures_read(model) if f in records]
    readings = [r for f in sources for r in entities().read_figure(f).values()]
    findings = chain(
        gaps(model),
        _about_evidence(model, records),
        _about_rules(model),
        _about_species(model),
        _about_claims(model, answers),
        _about_figure(model, records),
        _about_layout(model),
    )
    sentences = [_coverage(_quoting(model, f.figid), f) for f in sources]
    counts = {
        "species": _species(model),
        "arrows": _tally(("caption", "reference", "inferred", "none"), _bases(model)),
        "claims": _tally(("held", "misfit", "contested"), (a.outcome for a in answers)),
        "words": _tally(("mapped", "rejected"), map(_read, readings)) if sources else {},
        "sentences": dict(sum((Counter(c) for c in sentences), Counter())),
    }
    return Report(model, tuple(grouped(dict.fromkeys(findings))), counts, answers)


# -- what was read ----------------------------------------------------------------------------


def _evidence(model: Model) -> Iterator[tuple[str, Evidence]]:
    """Yield every piece of evidence with the place where it stands."""
    for key, i in model.interactions.items():
        yield from ((f"interactions.{key}", e) for e in i.evidence)
    for key, rows in model.absent.items():
        yield from ((f"absent.{key}", e) for e in rows)
    for name, a in model.alterations.items():
        yield from ((f"alterations.{name}", e) for e in a.evidence)
    for claim in model.claims:
        yield from ((f"claims.{claim.id}", e) for e in claim.evidence)


def _records(model: Model, figures: str | Path | Mapping[str, Figure]) -> Mapping[str, Figure]:
    if isinstance(figures, Mapping):
        return figures
    if not any(e.figure for _, e in _evidence(model)):
        return {}
    if not Path(figures).is_dir():
        raise FigureError(
            f"there is no folder with the records that {model.name} quotes",
            where=str(figures),
            hint="name it (figures=, --figures); the project's own are in its folder 'seeds'",
        )
    return read_figures(figures)


def _figures_read(model: Model) -> list[str]:
    """Return the figures whose words and sentences the model answers for."""
    if model.figure:
        return [model.figure]
    return list(dict.fromkeys(e.figure for _, e in _evidence(model) if e.figure))


def _quoting(model: Model, figid: str) -> Model:
    """Return the model that covers a figure: its own, where the model extends one."""
    return model if model.figure == figid or not model.parents else load(figid)


def _problem(model: Model, where: str, message: str, hint: str = "") -> Problem:
    return Problem(f"{model.origin or model.name}: {where}", message, hint)


# -- evidence ---------------------------------------------------------------------------------


def _about_evidence(model: Model, records: Mapping[str, Figure]) -> Iterator[Problem]:
    for key, i in model.interactions.items():
        if not i.evidence:
            hint = "quote the caption, or give a reference"
            yield _problem(model, f"interactions.{key}", "the arrow has no evidence", hint)
    for name, a in model.alterations.items():
        if not a.evidence:
            yield _problem(model, f"alterations.{name}", "the alteration has no evidence")
    for key, rows in model.absent.items():
        if not rows:
            yield _problem(model, f"absent.{key}", "nothing says that the arrow is absent")
        if key in model.interactions:
            hint = "keep one of the two"
            yield _problem(model, f"absent.{key}", "the arrow is drawn all the same", hint)
    for where, e in _evidence(model):
        yield from _about_piece(model, where, e, records)


def _about_piece(
    model: Model, where: str, e: Evidence, records: Mapping[str, Figure]
) -> Iterator[Problem]:
    if e.reference:
        if e.reference not in bibliography():
            hint = "add it to references.yaml, with its title as you saw it"
            yield _problem(model, where, f"{e.reference} is not in the bibliography", hint)
        return
    figure = records.get(e.figure or "")
    if figure is None:
        hint = "add its record to the folder of figures"
        yield _problem(model, where, f"there is no record of the figure {e.figure!r}", hint)
    elif not _is_verbatim(e, figure):
        hint = "copy the words as they stand there"
        yield _problem(model, where, f"{e.quote!r} is not in the {e.field} of {e.figure}", hint)


def _is_verbatim(e: Evidence, figure: Figure) -> bool:
    if e.field == "keywords":
        return e.quote in entities().read_figure(figure)
    return bool(e.quote) and str(e.quote) in (figure.field(e.field) or "")


# -- rules, species and claims ----------------------------------------------------------------


def _about_rules(model: Model) -> Iterator[Problem]:
    for s, entry in model.rules.items():
        if not entry.is_default and not entry.why:
            hint = "say in 'why' what it rests on"
            yield _problem(model, f"rules.{s}", "the rule is not the default", hint)
        for i in model.regulators(s):
            if i.source not in model.functions[s].essential:
                message = f"the rule of {s} never depends on it"
                yield _problem(model, f"interactions.{i.id}", message, "drop it, or mend the rule")


def _about_species(model: Model) -> Iterator[Problem]:
    known = entities().by_id
    for s in model.species.values():
        for name in (s.entity, *s.members):
            if name and name not in known and ":" not in name:
                hint = "add it to entities.yaml"
                yield _problem(model, f"species.{s.id}", f"{name!r} is not an entity", hint)


def _about_claims(model: Model, answers: Iterable[Answer]) -> Iterator[Problem]:
    for a in answers:
        where = f"claims.{a.claim.id}"
        if a.outcome == "failed":
            hint = "find out why; if the model cannot say it, write the reason in 'misfit'"
            yield _problem(model, where, f"does not hold: {'; '.join(a.differences)}", hint)
        elif a.outcome == "misfit that holds":
            yield _problem(model, where, "is marked as a misfit and holds", "drop 'misfit'")
    theirs = {c.id for name in _parents(model) for c in load(name).claims}
    answered = {s for c in model.claims for s in c.seeds}
    for name in sorted(theirs - answered):
        hint = "name it under 'seeds' of the claim that stands for it"
        yield _problem(model, "claims", f"the figures' claim {name} is not answered", hint)
    for name in sorted(answered - theirs) if theirs else ():
        yield _problem(model, "claims", f"no figure that the model extends claims {name!r}")


def _parents(model: Model) -> list[str]:
    return [f for f in _figures_read(model) if model.parents and f != model.figure]


# -- the figure -------------------------------------------------------------------------------


def _about_figure(model: Model, records: Mapping[str, Figure]) -> Iterator[Problem]:
    figure = records.get(model.figure or "")
    if figure is None:
        return
    yield from _about_source(model, figure)
    for word, reading in entities().read_figure(figure).items():
        if reading is None:
            hint = "map or reject it in entities.yaml"
            yield _problem(model, "figure", f"nothing says what the word {word!r} means", hint)
        elif reading.entity and not _is_represented(model, reading.entity):
            message = f"the word {word!r} means {reading.entity}, which no species stands for"
            yield _problem(model, "species", message)
    for missed in entities().missed.get(figure.figid, ()):
        if not _is_represented(model, missed.entity):
            message = f"the figure shows {missed.entity}, which no species stands for"
            yield _problem(model, "species", message)
    yield from _about_sentences(model, figure)


def _about_source(model: Model, figure: Figure) -> Iterator[Problem]:
    if model.source is None:
        yield _problem(model, "source", "it is missing", "give title, citation, year and pmcid")
        return
    record = {
        "title": figure.papertitle,
        "citation": figure.reftext,
        "year": figure.year and int(figure.year),
        "pmcid": figure.pmcid,
        "doi": figure.doi,
    }
    for key, value in record.items():
        given = getattr(model.source, key)
        if value is not None and given != value:
            yield _problem(model, f"source.{key}", f"{given!r} stands for the record's {value!r}")


def _is_represented(model: Model, entity: str) -> bool:
    table = entities()
    named = [s.entity for s in model.species.values() if s.entity in table.by_id]
    return any(
        table.is_or_contains(n, entity) or table.is_or_contains(entity, n) for n in named if n
    )


def _about_sentences(model: Model, figure: Figure) -> Iterator[Problem]:
    for waiver in model.waived:
        if waiver.sentence not in {s.text for s in figure.sentences}:
            yield _problem(model, "waived", f"the caption has no sentence {waiver.sentence!r}")
    for sentence in _open_sentences(model, figure):
        hint = "quote it as evidence, or waive it with a reason"
        yield _problem(model, "waived", f"nothing is said about the sentence {sentence!r}", hint)


def _coverage(model: Model, figure: Figure) -> dict[str, int]:
    count = len(figure.sentences)
    waived, left = len(model.waived), len(_open_sentences(model, figure))
    found = {"covered": count - waived - left, "waived": waived}
    return found | ({"open": left} if left else {})


def _open_sentences(model: Model, figure: Figure) -> list[str]:
    """Return the caption's sentences that no quote touches and no waiver names."""
    quotes = {
        e.quote
        for _, e in _evidence(model)
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


def _about_layout(model: Model) -> Iterator[Problem]:
    if curated_layout(model.name).slots and not is_current(model):
        message = "the stored drawing is older than the model"
        hint = "run her2model.drawing.layout.store on it"
        yield Problem(f"layouts/{model.name}.json", message, hint)


# -- counts -----------------------------------------------------------------------------------


def _species(model: Model) -> dict[str, int]:
    found = {
        "with rules": len(model.rules),
        "inputs": len(model.inputs),
        "named only": len(model.named_only),
    }
    return {what: n for what, n in found.items() if n or what != "named only"}


def _bases(model: Model) -> Iterator[str]:
    return (i.basis for i in model.interactions.values())


def _read(reading: Reading | None) -> str:
    if reading is None:
        return "unknown"
    return "rejected" if reading.is_rejected else "mapped"


def _tally(always: tuple[str, ...], found: Iterable[str]) -> dict[str, int]:
    counts = Counter(found)
    shown = [*always, *(k for k in counts if k not in always)]
    return {k: counts[k] for k in shown if counts[k] or k != "none"}


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
