"""What a page knows of a model, as plain data: facts by index, and Python's verdicts as letters."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import quote

from her2model import verdicts
from her2model.answers.arrow_evidence import refined_from, states
from her2model.answers.bibliography import short_citation
from her2model.engine.forcing import Cause, cut_name, cuts, stands
from her2model.engine.levels import level_rules
from her2model.engine.scenario import Scenario
from her2model.engine.simulation import SEMANTICS, settle
from her2model.errors import LimitError
from her2model.model.arguments import listed
from her2model.model.model import Model
from her2model.model.parts import ARROWS, Alteration, Evidence, Interaction, parse_arrow
from her2model.model.records import shipped_models
from her2model.model.rules import And, Atom, Expression, Or
from her2model.model.shipped import bibliography, figure_source
from her2model.model.track_record import track_record
from her2model.verdicts import (
    ARREST,
    DEATH,
    LOOKS,
    MIXED,
    PARTIAL,
    RESISTANT,
    judged,
    level_word,
)
from her2model.webpage.switch_groups import groups, names
from her2model.webpage.verdict_table import value_letters, verdict_table

__all__ = ["MOST_CELLS", "facts", "offered", "switches", "tree"]

MOST_CELLS = 50_000
"""Most verdicts that are computed for one page."""

_FIRST = ord("a")
"""The letter of the first pair of look and growth that a table of verdicts has."""

LINKS = {
    "figure": "https://pfocr.wikipathways.org/figures/{}.html",
    "pubmed": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "doi": "https://doi.org/{}",
    "pmc": "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
    "aacr": "https://aacrjournals.org/{}",
}

_SYMBOL = {sign: symbol for symbol, sign in ARROWS.items()}


# -- facts of the model ---------------------------------------------------------------------------


def facts(model: Model) -> dict[str, Any]:
    """Return species with their rules, arrows with their evidence, readouts: all by index."""
    index = _index(model)
    sources = _Sources()
    found: dict[str, Any] = {
        "name": model.name,
        "load": _file(model),
        "shipped": _file(model) in _shipped_stems(),
        "title": model.title or model.name,
        "semantics": SEMANTICS,
        "species": [_species(model, s, index) for s in index],
        "named": [model.species[s].name for s in model.named_only],
        "arrows": [_arrow(i, index, sources) for i in model.interactions.values()],
        "alterations": [_alteration(a, index, sources) for a in model.alterations.values()],
        "evidence": sources.pieces,
        "quotes": list(sources.quotes),
        "sources": sources.publications,
        "links": LINKS,
        "verdicts": _verdicts(model),
        "bits": [[index[s], k] for s in index for k in range(2, model.species[s].top + 1)],
        "cuttable": [[index[s], index[t]] for s, t in _cuttable(model)],
        "readouts": None,
        "predictions": [],
        "names": names(model, index),
    }
    if model.readouts:
        named = model.readouts
        found["readouts"] = {
            "growth": index[named.growth],
            "death": index[named.death] if named.death else None,
            "pathway": [index[s] for s in named.pathway],
        }
        found["predictions"] = _predictions(model, named.growth, named.death)
    return found


def _predictions(model: Model, growth: str, death: str | None) -> list[str]:
    """Return the colour roles of what students can expect of a treatment."""
    less = [PARTIAL] if model.species[growth].top > 1 else []
    return [RESISTANT, *less, ARREST, *([DEATH] if death else []), MIXED]


def _file(model: Model) -> str:
    """Return what to load the model by: its shipped name, or its file's."""
    origin = Path(model.origin)
    return origin.stem if origin.stem in _shipped_stems() else origin.name or f"{model.name}.yaml"


def _shipped_stems() -> frozenset[str]:
    return frozenset(path.stem for path in shipped_models().values())


def _index(model: Model) -> dict[str, int]:
    """Give each species that acts a number."""
    acting = (s for s in model.species if s not in model.named_only)
    return {s: i for i, s in enumerate(acting)}


def _arrow(i: Interaction, index: Mapping[str, int], sources: _Sources) -> dict[str, Any]:
    return _told(
        source=index[i.source],
        target=index[i.target],
        sign=_SYMBOL[i.sign],
        note=i.note,
        evidence=list(
            dict.fromkeys(
                [sources.index(e) for e in states(i)]
                + [sources.index(e, said_of=e.of) for e in refined_from(i)]
            )
        ),
    )


def _alteration(a: Alteration, index: Mapping[str, int], sources: _Sources) -> dict[str, Any]:
    return _told(
        name=a.name,
        fix=[[index[s], v] for s, v in a.fix.items() if s in index],
        floor=[[index[s], v] for s, v in a.floor.items()] or None,
        cap=[[index[s], v] for s, v in a.cap.items()] or None,
        cut=[[index[s], index[t]] for s, _, t in map(parse_arrow, a.cut)],
        note=a.note,
        evidence=list(dict.fromkeys(map(sources.index, a.evidence))),
    )


def _species(model: Model, name: str, index: Mapping[str, int]) -> dict[str, Any]:
    s = model.species[name]
    found = _told(
        id=s.id,
        name=s.name,
        kind=s.kind,
        band=s.compartment,
        meaning=s.meaning_text or None,
        note=s.note,
        initial=s.initial,
        drug=1 if name in model.drugs else None,
        top=s.top if s.top > 1 else None,
    )
    if name in model.functions:
        literals = _literals(model, index)
        kept = [stands(model, bit) for bit in model.bits(name)]
        if any(k != And(()) for k in kept):
            n = len(literals)
            cut = {cut_name(s, t): n + k for k, (s, t) in enumerate(_cuttable(model))}
            found["stands"] = [tree(k, {**literals, **cut}) for k in kept]
        found |= _rules(model, name, literals)
    return found


def _literals(model: Model, index: Mapping[str, int]) -> dict[str, int]:
    """Give each literal a number: species first, then the further levels of those that have any."""
    further = [bit for s in index for bit in model.bits(s)[1:]]
    return {**index, **{bit: len(index) + k for k, bit in enumerate(further)}}


def _rules(model: Model, name: str, literals: Mapping[str, int]) -> dict[str, Any]:
    """Return the rule of a species, or those of its levels as the page reckons and shows them."""
    rule, entry = model.functions[name], model.rules[name]
    found = {"rule": tree(rule.normal.expression, literals)}
    found |= _told(
        text=None if rule.is_unate else rule.text,
        why="; ".join(entry.reasons) or None,
        default=1 if entry.is_default else None,
    )
    if name in model.levels or any(bit not in model.species for bit in rule.names):
        encoded, raw = level_rules(model), [model.functions[b] for b in model.bits(name)]
        found["levels"] = [tree(encoded[b].normal.expression, literals) for b in model.bits(name)]
        found["shown"] = [tree(r.expression, literals) if r.is_unate else r.text for r in raw]
    return found


def _cuttable(model: Model) -> list[tuple[str, str]]:
    """List the arrows that some alteration cuts, as source and target."""
    every = (pair for a in model.alterations for pair in cuts(model, Cause("alteration", a)))
    return list(dict.fromkeys(every))


def _verdicts(model: Model) -> dict[str, Any]:
    """Return the words of verdicts, their looks and how growth is judged, for the page's script."""
    top = model.species[model.readouts.growth].top if model.readouts else 1
    levels = {level_word(k, top): [(k, k)] for k in range(top + 1)}
    return {
        "looks": [dataclasses.asdict(look) for look in LOOKS.values()],
        "judged": {u: {t: judged(levels[t], levels[u]) for t in levels} for u in levels},
        "values": {letter: value for value, letter in value_letters(top).items()},
        "words": {
            name: word
            for name, word in vars(verdicts).items()
            if name.isupper() and isinstance(word, str)
        },
    }


def tree(e: Expression, index: Mapping[str, int]) -> Any:
    """Return a rule's syntax tree as lists: n is species n on, ~n is species n off."""
    if isinstance(e, Atom):
        return index[e.name] if e.value else ~index[e.name]
    return ["|" if isinstance(e, Or) else "&", *(tree(t, index) for t in e.terms)]


class _Sources:
    """Collects pieces of evidence, each once, and the quotes and publications that they share."""

    def __init__(self) -> None:
        self.pieces: list[dict[str, Any]] = []
        self.publications: list[dict[str, Any]] = []
        self.quotes: dict[str, int] = {}
        self._pieces: dict[Any, int] = {}
        self._publications: dict[str, int] = {}

    def index(self, e: Evidence, said_of: str | None = None) -> int:
        """Return the number of a piece; pieces that a reader cannot tell apart are one."""
        piece = _told(
            source=self._publication(e),
            quote=e.quote and self.quotes.setdefault(e.quote, len(self.quotes)),
            field=e.field if e.quote and e.field != "caption" else None,
            basis=None if e.basis in ("stated", "background") else e.basis,
            of=said_of,
            supports=None if e.supports == "supports" else e.supports,
            note=e.note,
        )
        key = tuple(piece.items())
        if key not in self._pieces:
            self._pieces[key] = len(self.pieces)
            self.pieces.append(piece)
        return self._pieces[key]

    def _publication(self, e: Evidence) -> int | None:
        key = e.figure or e.reference
        if key is None:
            return None
        if key not in self._publications:
            self._publications[key] = len(self.publications)
            self.publications.append(_figure(key) if e.figure else _reference(key))
        return self._publications[key]


def _figure(figid: str) -> dict[str, Any]:
    pmcid = figid.partition("__")[0]
    source = figure_source(figid)
    return _told(
        cite=f"{source.citation} ({pmcid})" if source else f"figure {figid}",
        link=f"figure:{quote(figid, safe='')}" if pmcid.startswith("PMC") else None,
    )


def _reference(key: str) -> dict[str, Any]:
    kind, _, number = key.partition(":")
    found, cite = bibliography().get(key), short_citation(key)
    return _told(
        cite=cite,
        link=f"{kind}:{quote(number, safe='/')}" if kind in LINKS else None,
        title=found.title if found and found.title not in cite else None,  # told once
        finding=found.finding if found else None,
    )


def _told(**facts: Any) -> dict[str, Any]:
    """Return what is there to tell."""
    return {k: v for k, v in facts.items() if v is not None}


# -- switches, and Python's verdicts --------------------------------------------------------------


def offered(
    model: Model, drugs: Iterable[str] | None, alterations: Iterable[str] | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the drugs and alterations to offer, each checked, in the model's order."""
    chosen = Scenario.of(model, drugs=model.drugs if drugs is None else drugs).drugs
    named = model.alterations if alterations is None else listed(alterations, "alterations")
    wanted = {model.find_alteration(a) for a in named}
    return (
        tuple(d for d in model.drugs if d in chosen),
        tuple(a for a in model.alterations if a in wanted),
    )


def switches(model: Model, drugs: tuple[str, ...], alterations: tuple[str, ...]) -> dict[str, Any]:
    """Return what can be switched, and the table of verdicts: a string of letters a row."""
    index = _index(model)
    every = list(model.alterations)
    columns = [c for n in (0, 1, 2) for c in combinations(range(len(drugs)), n)]
    rows = [(), *((a,) for a in model.alterations)]
    wanted = [r for r in rows if not r or r[0] in alterations]
    if model.readouts and len(wanted) * len(columns) > MOST_CELLS:
        raise LimitError(
            f"{model.name}: the page would hold {len(wanted) * len(columns):,} verdicts and "
            f"{MOST_CELLS:,} is the most; offer fewer with drugs=[…] and alterations=[…]"
        )
    table: list[str | None] = [None] * len(rows)
    pairs: dict[str, str] = {}
    if model.readouts:
        given = [tuple(drugs[d] for d in c) for c in columns]
        for row, letters in zip(wanted, verdict_table(model, wanted, given), strict=True):
            cells = map("".join, zip(*letters, strict=True))
            table[rows.index(row)] = "".join(
                pairs.setdefault(c, chr(_FIRST + len(pairs))) for c in cells
            )
    starts: list[list[int] | None] = [
        _start(model, row, index) if row in wanted else None for row in rows
    ]
    return {
        "offered": [index[d] for d in drugs],
        "changes": [every.index(a) for a in alterations],
        "groups": groups(model, drugs, alterations, index),
        "context": [index[s] for s in model.context],
        "table": table,
        "pairs": {letter: pair for pair, letter in pairs.items()},
        "starts": starts,
        "records": _records(model, [tuple(drugs[d] for d in c) for c in columns], index),
    }


def _records(
    model: Model, columns: Iterable[tuple[str, ...]], index: Mapping[str, int]
) -> dict[str, list[str]]:
    """Say how often verdicts on drugs were right, in the usual tumour and in any other."""
    found = {}
    for given in columns:
        records = [track_record(model, given, usual=usual) for usual in (True, False)]
        if all(records):
            found[",".join(str(index[d]) for d in given)] = list(map(str, records))
    return found


def _start(model: Model, row: tuple[str, ...], index: Mapping[str, int]) -> list[int] | None:
    """Return the state from which the page treats a tumour, where its own run cannot tell it."""
    untreated = settle(model, Scenario.of(model, alterations=row))
    if len(untreated.certified) == len(index):
        return None
    first = untreated.attractors[0]
    return [index[s] for s in first for _ in range(first.level(s)[0])]
