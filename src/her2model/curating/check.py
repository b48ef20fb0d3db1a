"""Check that a model is curated: every arrow evidenced, every quote verbatim, every claim answered.

A *valid* model is what the constructor accepts. A *curated* one is also complete and honest about
its sources; :func:`check` lists what is missing for that, and counts what is there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from her2model.curating.claims import Answer, evaluate
from her2model.curating.coverage import (
    about_figure,
    evidence_of,
    problem,
    sentence_counts,
    word_counts,
)
from her2model.curating.gaps import gaps, grouped
from her2model.curating.level_findings import about_levels
from her2model.displays import Displayed
from her2model.drawing.curated_layout import curated_layout
from her2model.drawing.layout import is_current
from her2model.errors import FigureError, Problem
from her2model.formats.registry import find_format
from her2model.library import load, source_of
from her2model.model import strict_yaml
from her2model.model.figures import Figure, read_figure, read_figures
from her2model.model.files import read_text
from her2model.model.model import Model
from her2model.model.model_file import with_lines
from her2model.model.parts import Evidence
from her2model.model.shipped import bibliography, entities
from her2model.model.thresholds import essential_in

__all__ = ["Report", "check"]

_DECIDE = re.compile(r"#.*?\bDECIDE\b:?\s*(.*)")
_MOST_VACUOUS = 24
_SECTIONS = ("species", "arrows", "claims", "words", "sentences")


@dataclass(frozen=True, repr=False)
class Report(Displayed):
    """What :func:`check` found.

    Attributes
    ----------
    model
        The model.
    findings
        What is missing or wrong, with its place and line, in the order in which a curator had best
        take it; empty for a curated model. For a file of another tool, the same said of more than
        a dozen places is one finding that counts them.
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

    @cached_property
    def vacuous(self) -> tuple[str, ...]:
        """Claims that hold just as well without their drugs, or without their alterations."""
        return tuple(f"{a.claim.id} {sentence}" for a in self.answers for sentence in a.vacuous)

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
        lines += (f"  vacuous    {sentence}" for sentence in self.vacuous[:_MOST_VACUOUS])
        if len(self.vacuous) > _MOST_VACUOUS:
            lines.append(f"  vacuous    and {len(self.vacuous) - _MOST_VACUOUS} more claims")
        marks = ["next: ", *[""] * len(self.findings)]
        return "\n".join(
            [*lines, *(f"  {m}{f}" for m, f in zip(marks, self.findings, strict=False))]
        )

    def __repr__(self) -> str:
        return f"<Report on {self.model.name}: {_count(len(self.findings), 'finding')}>"


def check(
    model: str | Path | Model, figures: str | Path | Mapping[str, Figure] | None = None
) -> Report:
    """Check that a model is curated.

    Parameters
    ----------
    model
        A model, the name of a shipped one, or a path.
    figures
        Folder of the figure records that the model quotes, one record, or records by id; the
        shipped records when None.

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
    >>> check("her2-resistance").findings
    ()
    """
    given, model = model, load(model)
    records = _records(model, figures)
    answers = tuple(evaluate(model))
    sources = [records[f] for f in _figures_read(model) if f in records]
    own = records.get(model.figure or "")
    findings = chain(
        gaps(model) if _is_foreign(model) else (),
        _about_evidence(model, records),
        _about_species(model),
        _about_rules(model),
        about_figure(model, own) if own else (),
        _about_claims(model, answers),
        _about_layout(model),
    )
    found = tuple(_in_order(given, list(dict.fromkeys(findings))))
    if _is_foreign(model):
        found = tuple(grouped(found))
    words = sum((word_counts(model, f) for f in sources), Counter[str]())
    sentences = [sentence_counts(_quoting(model, f.figid), f) for f in sources]
    counts = {
        "species": _species(model),
        "arrows": _tally(("caption", "reference", "inferred", "none"), _bases(model)),
        "claims": _tally(("held", "misfit", "contested"), (a.outcome for a in answers)),
        "words": _tally(("mapped", "rejected"), words.elements()) if sources else {},
        "sentences": dict(sum((Counter(c) for c in sentences), Counter())),
    }
    return Report(model, found, counts, answers)


# -- what was read ----------------------------------------------------------------------------


def _is_foreign(model: Model) -> bool:
    """Whether a model was read from another tool's file."""
    return find_format(model.origin) is not None


def _records(
    model: Model, figures: str | Path | Mapping[str, Figure] | None
) -> Mapping[str, Figure]:
    if isinstance(figures, Mapping):
        return figures
    if not any(e.figure for _, e in evidence_of(model)):
        return {}
    if figures is None:
        return read_figures()
    if Path(figures).is_file():
        figure = read_figure(figures)
        return {figure.figid: figure}
    if not Path(figures).is_dir():
        raise FigureError(
            f"there is no folder with the records that {model.name} quotes",
            where=str(figures),
            hint="name it (figures=, --figures), or leave it out for the shipped records",
        )
    return read_figures(figures)


def _in_order(given: str | Path | Model, findings: list[Problem]) -> Iterator[Problem]:
    """Add lines, and put what waits for a decision behind what is wrong with evidence."""
    path = Path() if isinstance(given, Model) else source_of(given)
    if path.suffix not in (".yaml", ".yml"):  # no file, or one of another format
        yield from findings
        return
    name, text = path.name, read_text(path)
    found = with_lines(strict_yaml.parse(text, name), findings)
    is_first = re.compile(rf"{re.escape(name)}: (?:interactions|absent|alterations)\.").match
    first = [f for f in found if is_first(f.where)]
    yield from first
    hint = "decide, then take the comment away"
    for number, line in enumerate(text.split("\n"), 1):
        told = _DECIDE.search(line)
        if told:
            yield Problem(name, f"DECIDE {told[1].rstrip(':;. ')}", hint, number)
            hint = ""
    yield from (f for f in found if f not in first)


def _figures_read(model: Model) -> list[str]:
    """Return the figures whose words and sentences the model answers for."""
    if model.figure:
        return [model.figure]
    return list(dict.fromkeys(e.figure for _, e in evidence_of(model) if e.figure))


def _quoting(model: Model, figid: str) -> Model:
    """Return the model that covers a figure: its own, where the model extends one."""
    return model if model.figure == figid or not model.parents else load(figid)


# -- evidence ---------------------------------------------------------------------------------


def _about_evidence(model: Model, records: Mapping[str, Figure]) -> Iterator[Problem]:
    for key, i in model.interactions.items():
        if not i.evidence:
            hint = "quote the caption, or give a reference"
            yield problem(model, f"interactions.{key}", "the arrow has no evidence", hint)
    for name, a in model.alterations.items():
        if not a.evidence:
            yield problem(model, f"alterations.{name}", "the alteration has no evidence")
    for key, rows in model.absent.items():
        if not rows:
            yield problem(model, f"absent.{key}", "nothing says that the arrow is absent")
        if key in model.interactions:
            hint = "keep one of the two"
            yield problem(model, f"absent.{key}", "the arrow is drawn all the same", hint)
    for where, e in evidence_of(model):
        yield from _about_piece(model, where, e, records)


def _about_piece(
    model: Model, where: str, e: Evidence, records: Mapping[str, Figure]
) -> Iterator[Problem]:
    if e.reference:
        if e.reference not in bibliography():
            hint = "add it to references.yaml, with its title as you saw it"
            yield problem(model, where, f"{e.reference} is not in the bibliography", hint)
        return
    figure = records.get(e.figure or "")
    if figure is None:
        hint = "add its record to the folder of figures"
        yield problem(model, where, f"there is no record of the figure {e.figure!r}", hint)
    elif not _is_verbatim(e, figure):
        hint = "copy the words as they stand there"
        yield problem(model, where, f"{e.quote!r} is not in the {e.field} of {e.figure}", hint)


def _is_verbatim(e: Evidence, figure: Figure) -> bool:
    if e.field == "keywords":
        return e.quote in entities().read_figure(figure)
    return bool(e.quote) and str(e.quote) in (figure.field(e.field) or "")


# -- rules, species and claims ----------------------------------------------------------------


def _about_rules(model: Model) -> Iterator[Problem]:
    for s, entry in model.rules.items():
        if not entry.is_default and not entry.why:
            hint = "say in 'why' what it rests on"
            yield problem(model, f"rules.{s}", "the rule is not the default", hint)
        yield from about_levels(model, s)
        depends_on = essential_in([model.functions[b] for b in model.bits(s)])
        for i in model.regulators(s):
            if i.source not in depends_on:
                message = f"the rule of {s} never depends on it"
                yield problem(model, f"interactions.{i.id}", message, "drop it, or mend the rule")


def _about_species(model: Model) -> Iterator[Problem]:
    known = entities().by_id
    for s in model.species.values():
        for name in (s.entity, *s.members):
            if name and name not in known and ":" not in name:
                hint = "add it to entities.yaml"
                yield problem(model, f"species.{s.id}", f"{name!r} is not an entity", hint)


def _about_claims(model: Model, answers: Iterable[Answer]) -> Iterator[Problem]:
    for a in answers:
        where = f"claims.{a.claim.id}"
        if a.outcome == "failed":
            hint = "find out why; if the model cannot say it, write the reason in 'misfit'"
            yield problem(model, where, f"does not hold: {'; '.join(a.differences)}", hint)
        elif a.outcome == "misfit that holds":
            yield problem(model, where, "is marked as a misfit and holds", "drop 'misfit'")
    theirs = {c.id for name in _parents(model) for c in load(name).claims}
    answered = {s for c in model.claims for s in c.seeds}
    for name in sorted(theirs - answered):
        hint = "name it under 'seeds' of the claim that stands for it"
        yield problem(model, "claims", f"the figures' claim {name} is not answered", hint)
    for name in sorted(answered - theirs) if theirs else ():
        yield problem(model, "claims", f"no figure that the model extends claims {name!r}")


def _parents(model: Model) -> list[str]:
    return [f for f in _figures_read(model) if model.parents and f != model.figure]


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


def _tally(always: tuple[str, ...], found: Iterable[str]) -> dict[str, int]:
    counts = Counter(found)
    shown = [*always, *(k for k in counts if k not in always)]
    return {k: counts[k] for k in shown if counts[k] or k != "none"}


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
