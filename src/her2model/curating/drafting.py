"""Turn accepted arrows into a model file that loads, with a comment wherever a person must decide.

A caption gives arrows, seldom rules. So a draft leaves every rule that it can at the default (any
activator and no inhibitor) and says beside it what else the arrows allow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from her2model.curating.draft_words import quoted, word_rows
from her2model.curating.printed_names import end_of_statements, fold_name
from her2model.curating.suggestion import Candidate
from her2model.errors import InputError, Problem
from her2model.model import strict_yaml
from her2model.model.figures import Figure
from her2model.model.files import write_text
from her2model.model.model_file import FORMAT, read_model
from her2model.model.rules import Rule
from her2model.model.shipped import entities

__all__ = ["draft", "write_draft"]

_GROWTH = re.compile(r"(?i)prolifer|growth|viab|surviv|downstream signal")
_DEATH = re.compile(r"(?i)apopto|death|cytotox")
_FIXED = {"loss": 0, "silenced": 0, "mutated": 1, "overexpressed": 1, "amplified": 1, "raised": 1}
_FIXED |= {"truncated": 1}
_NOUNS = {"loss": "loss", "silenced": "silencing", "mutated": "mutation", "raised": "up-regulation"}
_NOUNS |= {
    "overexpressed": "overexpression",
    "amplified": "amplification",
    "truncated": "truncation",
}
_RESERVED = {"and", "or", "not", "true", "false"}


@dataclass
class _Thing:
    """A species to be, and the arrows into it."""

    id: str
    label: str
    kind: str
    entity: str | None
    partners: tuple[str, ...] = ()
    incoming: dict[str, str] = field(default_factory=dict)
    acts: bool = False
    states: dict[str, Candidate] = field(default_factory=dict)


def draft(figure: Figure, accepted: Sequence[Candidate], *, name: str | None = None) -> str:
    """Write a model file from accepted candidates.

    Parameters
    ----------
    figure
        The record that they were found in.
    accepted
        What a person accepted: ``Review.accepted``.
    name
        Name of the model; by default the figure's PMC id and "draft".

    Returns
    -------
    str
        YAML that :func:`~her2model.library.load` accepts, with comments that begin with ``DECIDE``.

    Raises
    ------
    InputError
        Nothing was accepted, or an arrow was accepted with both signs.

    Examples
    --------
    >>> from her2model.curating.suggestion import suggest
    >>> figure = Figure(figid="f", pmcid="PMC1", caption="Loss of PTEN activates PI3K.")
    >>> print("".join(draft(figure, suggest(figure).candidates).partition("rules:")[1:]))
    rules:
      # DECIDE PI3K: nothing activates it here, so it is active unless inhibited
      PI3K: {rule: "not PTEN", why: "default of the draft: active unless inhibited"}
    <BLANKLINE>
    # DECIDE: which species says that the cells grow? A verdict needs it:
    # readouts: {growth: ..., death: ...}
    <BLANKLINE>
    alterations:
      "PTEN loss": {fix: {PTEN: 0}, evidence: [{quote: "Loss of PTEN activates PI3K"}]}
    <BLANKLINE>
    """
    arrows = [c for c in accepted if c.kind == "arrow"]
    if not arrows:
        hint = "write 'accept' in the column 'verdict' of the arrows that the caption states"
        raise InputError("no arrow is accepted, so there is nothing to draft", hint=hint)
    things = _things(arrows, [c for c in accepted if c.kind == "absent"])
    _refuse_both_signs(arrows, things)
    sections = [
        _head(figure, name or f"{figure.pmcid}_draft"),
        _species(things),
        _interactions(arrows, things),
        _absent(accepted, things),
        _rules(things),
        _readouts(things),
        _alterations(things),
        _claims(accepted),
        _waived(figure),
        _words(figure, things),
    ]
    text = "\n".join("\n".join(rows) + "\n" for rows in map(list, sections) if rows)
    read_model(strict_yaml.parse(text, figure.figid))
    return text


def write_draft(
    figure: Figure, accepted: Sequence[Candidate], path: str | Path, *, name: str | None = None
) -> None:
    """Write a draft to a file that does not exist yet: a curator's work is never overwritten.

    Raises
    ------
    InputError
        The file exists, cannot be written, or :func:`draft` refuses.
    """
    if Path(path).exists():
        hint = "it may hold your work: move it away, or give another name"
        raise InputError("there is such a file already", where=str(path), hint=hint)
    write_text(path, draft(figure, accepted, name=name))


# -- species -----------------------------------------------------------------------------------


def _key(text: str, entity: str | None) -> str:
    return entity or fold_name(text)


def _things(arrows: Sequence[Candidate], absent: Sequence[Candidate]) -> dict[str, _Thing]:
    things: dict[str, _Thing] = {}
    taken: set[str] = set()
    for c in (*arrows, *absent):
        for text, entity, kind in (
            (c.source, c.source_entity, c.source_kind),
            (c.target, c.target_entity, c.target_kind),
        ):
            key = _key(text, entity)
            if key not in things:
                name = (entities()[entity].label or entity) if entity else text
                things[key] = _Thing(_identifier(name, taken), name, kind, entity)
    for c in arrows:
        source = things[_key(c.source, c.source_entity)]
        target = things[_key(c.target, c.target_entity)]
        source.acts = True
        target.incoming.setdefault(source.id, c.sign)
        if c.target_kind == "complex" and c.source in c.target.split(":"):
            target.partners = (*target.partners, source.id)
        if c.state in _FIXED:
            source.states.setdefault(c.state, c)
    return things


def _identifier(text: str, taken: set[str]) -> str:
    bare = re.sub(r"\W+", "_", text.replace("-", ""), flags=re.ASCII).strip("_") or "species"
    if not re.match(r"[A-Za-z_]", bare) or bare.lower() in _RESERVED:
        bare = f"s_{bare}"
    found, number = bare, 1
    while found.lower() in taken:
        number += 1
        found = f"{bare}_{number}"
    taken.add(found.lower())
    return found


def _refuse_both_signs(arrows: Sequence[Candidate], things: dict[str, _Thing]) -> None:
    signs: dict[tuple[str, str], Candidate] = {}
    problems = []
    for c in arrows:
        pair = _key(c.source, c.source_entity), _key(c.target, c.target_entity)
        other = signs.setdefault(pair, c)
        if other.sign != c.sign:
            message = f"{c.source} is accepted both to activate and to inhibit {c.target}"
            problems.append(Problem(c.figure, message, f"reject or edit {other.id} or {c.id}"))
    if problems:
        raise InputError(problems)


def _species(things: dict[str, _Thing]) -> Iterator[str]:
    yield "# DECIDE for each: is the kind right? which isoform is meant? what does 1 mean?"
    yield "species:"
    for t in things.values():
        fields = [f"kind: {_kind_of(t)}"]
        if t.label != t.id:
            fields.append(f"label: {quoted(t.label)}")
        if t.entity:
            fields.append(f"entity: {t.entity}")
        if not t.incoming and t.acts:
            fields.append(f"initial: {_initial(t)}")
        remark = _remark(t)
        yield f"  {t.id}: {{{', '.join(fields)}}}" + (f"  # {remark}" if remark else "")


def _kind_of(t: _Thing) -> str:
    if t.entity:
        kind = entities()[t.entity].kind
        return {"gene": "protein", "glycan": "lipid"}.get(kind, kind)
    if t.kind == "process":
        return "process" if t.acts else "phenotype"
    return {"gene": "protein"}.get(t.kind, t.kind)


def _initial(t: _Thing) -> int:
    if t.kind == "drug":
        return 0
    return 1 if set(t.states) & {"loss", "silenced"} else 0


def _remark(t: _Thing) -> str:
    if not t.incoming and t.acts and t.kind != "drug":
        return "DECIDE: on or off where nothing is altered?"
    if t.entity and entities()[t.entity].kind == "family":
        return "a family: DECIDE whether one member is meant"
    return ""


# -- arrows and rules --------------------------------------------------------------------------


def _interactions(arrows: Sequence[Candidate], things: dict[str, _Thing]) -> Iterator[str]:
    yield "interactions:"
    rows: dict[str, list[Candidate]] = {}
    for c in arrows:
        rows.setdefault(_arrow(c, things), []).append(c)
    for key, found in rows.items():
        yield f"  {key}:"
        quotes = {c.quote: c for c in found}
        for c in quotes.values():
            note = f", note: {quoted(f'the caption says “{c.hedge}”')}" if c.hedge else ""
            yield f"    - {{quote: {quoted(c.quote)}{note}}}"


def _arrow(c: Candidate, things: dict[str, _Thing]) -> str:
    source = things[_key(c.source, c.source_entity)].id
    target = things[_key(c.target, c.target_entity)].id
    return f"{source} {'->' if c.sign == 'activates' else '-|'} {target}"


def _absent(accepted: Sequence[Candidate], things: dict[str, _Thing]) -> Iterator[str]:
    rows = {_arrow(c, things): c for c in accepted if c.kind == "absent"}
    if rows:
        yield "absent:"
    for key, c in rows.items():
        yield f"  {key}:"
        yield f"    - {{quote: {quoted(c.quote)}}}"


def _rules(things: dict[str, _Thing]) -> Iterator[str]:
    body = [row for t in things.values() for row in _rule(t)]
    if any(not row.startswith("  #") for row in body):
        yield "rules:"
    elif body:
        yield "# rules: each is the default, any activator and no inhibitor"
    yield from body


def _rule(t: _Thing) -> Iterator[str]:
    up = [s for s, sign in t.incoming.items() if sign == "activates"]
    down = [s for s, sign in t.incoming.items() if sign == "inhibits"]
    if down and not up:
        yield f"  # DECIDE {t.id}: nothing activates it here, so it is active unless inhibited"
        rule = " and ".join(f"not {s}" for s in down)
        yield f'  {t.id}: {{rule: "{rule}", why: "default of the draft: active unless inhibited"}}'
    elif len(t.partners) > 1:
        rest = [s for s in up if s not in t.partners]
        rule = " and ".join([*t.partners, *(f"not {s}" for s in down)])
        text = f"({rule}) or {' or '.join(rest)}" if rest else rule
        why = "default of the draft: a complex needs its partners"
        yield f'  {t.id}: {{rule: "{text}", why: "{why}"}}'
    elif len(up) + len(down) > 1:
        default = Rule.default(up, down).text
        others = [" and ".join([*up, *(f"not {s}" for s in down)])]
        others.append(" or ".join([*up, *(f"not {s}" for s in down)]))
        told = " or ".join(f"'{o}'" for o in dict.fromkeys(others) if o != default)
        yield f"  # DECIDE {t.id}: AND or OR? the default is '{default}'; also allowed: {told}"


def _readouts(things: dict[str, _Thing]) -> Iterator[str]:
    ends = [t for t in things.values() if t.incoming]
    growth = next((t for t in ends if t.kind == "process" and _GROWTH.search(t.label)), None)
    death = next((t for t in ends if t.kind == "process" and _DEATH.search(t.label)), None)
    if growth is None:
        yield "# DECIDE: which species says that the cells grow? A verdict needs it:"
        yield "# readouts: {growth: ..., death: ...}"
        return
    yield "# DECIDE: is this what says how the cells fare?"
    yield f"readouts: {{growth: {growth.id}{f', death: {death.id}' if death else ''}}}"


def _alterations(things: dict[str, _Thing]) -> Iterator[str]:
    rows = [(t, state, c) for t in things.values() for state, c in t.states.items()]
    rows = [r for r in rows if not r[0].incoming or r[1] in _FIXED]
    if rows:
        yield "alterations:"
    for t, state, c in rows:
        name = quoted(f"{t.label} {_NOUNS[state]}")
        yield (
            f"  {name}: {{fix: {{{t.id}: {_FIXED[state]}}}, "
            f"evidence: [{{quote: {quoted(c.quote)}}}]}}"
        )


def _waived(figure: Figure) -> Iterator[str]:
    """Yield the title and the list of abbreviations, which state nothing."""
    title = fold_name(figure.figtitle or "").rstrip(".")
    rows = []
    for s in figure.sentences:
        if title and fold_name(s.text).rstrip(".") == title:
            rows.append((s.text, "the title"))
        elif s.start >= end_of_statements(figure.caption):
            rows.append((s.text, "spells out names"))
    if rows:
        yield "# Sentences that state nothing; add others with the reason."
        yield "waived:"
    for text, reason in rows:
        yield f"  - {{sentence: {quoted(text)}, reason: {reason}}}"


def _words(figure: Figure, things: dict[str, _Thing]) -> Iterator[str]:
    names = {n: t.id for t in things.values() for n in (t.label, t.id, t.entity) if n}
    rows = list(word_rows(figure, names, {t.entity for t in things.values() if t.entity}))
    if rows:
        yield "# The words that text mining found in the image, each with its species, or why none."
        yield "words:" if any(not r.startswith("  #") for r in rows) else "# words:"
        yield from rows


def _claims(accepted: Sequence[Candidate]) -> Iterator[str]:
    rows = [c for c in accepted if c.kind == "claim"]
    if rows:
        yield "# DECIDE: the caption claims these; write each under 'claims'"
    for c in rows:
        yield f"#   {c.arrow}: {quoted(' '.join(c.quote.split()))}"


# -- head --------------------------------------------------------------------------------------


def _head(figure: Figure, name: str) -> Iterator[str]:
    yield f"# A draft from the caption of {figure.figid}."
    yield "# What waits for a person is marked, and 'her2model check' goes through it in order."
    yield f"format: {FORMAT}"
    yield f"name: {quoted(name)}"
    if figure.figtitle:
        yield f"title: {quoted(figure.figtitle)}"
    yield f"figure: {quoted(figure.figid)}"
    year = str(figure.year or "")
    if figure.papertitle and figure.reftext and year.isdigit():
        yield "source:"
        yield f"  title: {quoted(figure.papertitle)}"
        yield f"  citation: {quoted(figure.reftext)}"
        yield f"  year: {year}"
        yield f"  pmcid: {quoted(figure.pmcid)}"
        if figure.doi:
            yield f"  doi: {quoted(figure.doi)}"
    else:
        yield "# DECIDE: the record lacks title, citation or year; add 'source' by hand"
