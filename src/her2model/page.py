"""One self-contained HTML page of a model: switch, predict, run, and read why.

The page asks nothing of any network and opens from disk. It evaluates the same rules as Python,
from the same syntax trees. A verdict is either Python's, computed when the page is made for every
single alteration under every drug and pair of drugs, or is decided in the page by percolation,
which holds under every update scheme; the page says which, and where neither decides it says so.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import quote

from her2model import yamlio
from her2model.alt_text import alt_text
from her2model.attractors import DISCLAIMER, SEMANTICS, Simulation, settle
from her2model.bibliography import short_citation
from her2model.curated_layout import curated_layout
from her2model.errors import InputError, LimitError
from her2model.layout import layout
from her2model.library import bibliography, load
from her2model.logic import Atom, Expression, Or
from her2model.model import Model
from her2model.parts import ARROWS, Evidence, parse_arrow
from her2model.perturbation import Scenario
from her2model.picture import STRIP, diagram_items
from her2model.resistance import MEANINGS, SIGNS
from her2model.scene import Item, Picture, Shape
from her2model.styles import Look, style_named
from her2model.svg import svg_of

__all__ = ["case_link", "iframe", "page"]

MOST_CELLS = 50_000
"""Most verdicts that are computed for one page."""

PFOCR = "https://pfocr.wikipathways.org/figures/{}.html"
_IN_STYLE_SHEET = (' stroke-linejoin="round"', ' text-anchor="middle"', ' font-size="10"')
"""What the style sheet says of the whole picture, so that each shape need not."""

_SYMBOL = {sign: symbol for symbol, sign in ARROWS.items()}
_LETTERS = {"death": "d", "arrest": "a", "on": "r", "mixed": "m", "unsettled": "u", "off": "a"}


def page(
    model: str | Path | Model,
    file: str | Path | None = None,
    *,
    drugs: Iterable[str] | None = None,
    alterations: Iterable[str] | None = None,
    case: Mapping[str, Any] | None = None,
) -> str:
    """Write an interactive page of a model: one HTML file that needs nothing else.

    Parameters
    ----------
    model
        A model, the name of a shipped one, or a path.
    file
        Where to write it; nothing is written when None.
    drugs, alterations
        What the page offers as switches; all that the model declares when None.
    case
        The case that it opens with, in the words of :func:`~her2model.attractors.simulate`:
        ``drugs``, ``alterations``, ``knockouts``, ``gains``, ``context``, ``onset``. A case in the
        page's address (see :func:`case_link`) goes before it.

    Returns
    -------
    str
        The page.

    Raises
    ------
    UnknownName
        A name that the model does not have.
    InputError
        The file cannot be written, or the case's conditions contradict each other.
    LimitError
        More than 50,000 verdicts would have to be computed.

    Notes
    -----
    Verdicts are those of :func:`~her2model.attractors.simulate`; see there for their definition.

    Examples
    --------
    >>> text = page("PMC7464074", case={"alterations": ["PTEN loss"], "drugs": ["trastuzumab"]})
    >>> text.startswith("<!doctype html>"), "not for clinical use" in text
    (True, True)
    """
    model = load(model)
    offered = _offered(model, drugs, alterations)
    first = case_link(model, **case) if case else ""
    data = {**_facts(model), **_switches(model, *offered), "first": first.removeprefix("#")}
    picture, note = _picture(model)
    parts = {
        "TITLE": html.escape(model.title or model.name),
        "DESCRIPTION": html.escape(model.description),
        "DISCLAIMER": html.escape(DISCLAIMER),
        "STYLE": _asset("page.css"),
        "PICTURE": picture or f'<p class="note">{html.escape(note)}</p>',
        "DATA": _json(data),
        "SCRIPT": _asset("logic.js") + _asset("page.js"),
    }
    text = _asset("page.html")
    for name, part in parts.items():  # each stands once; DATA and PICTURE cannot hold a marker
        text = text.replace(f"<!--{name}-->", part)
    if file is not None:
        yamlio.write_text(file, text)
    return text


def iframe(
    model: str | Path | Model,
    *,
    height: int = 900,
    drugs: Iterable[str] | None = None,
    alterations: Iterable[str] | None = None,
    case: Mapping[str, Any] | None = None,
) -> str:
    """Return the page inside an ``<iframe>``, to show in a notebook.

    All of the page is in the element itself, so it survives conversion by nbconvert and needs no
    server. Scripts in it cannot reach the notebook.

    Parameters
    ----------
    model, drugs, alterations, case
        As for :func:`page`.
    height
        Height in pixels.

    Examples
    --------
    >>> iframe("PMC7464074").startswith("<iframe ")
    True
    """
    if not 100 <= height <= 10_000:
        raise InputError(f"height={height!r}", hint="give between 100 and 10,000 pixels")
    text = page(model, drugs=drugs, alterations=alterations, case=case)
    return (
        f'<iframe title="{html.escape(load(model).title or load(model).name)}" '
        'sandbox="allow-scripts allow-popups allow-modals" '
        f'style="width:100%;height:{height}px;border:0" srcdoc="{html.escape(text)}"></iframe>'
    )


def case_link(model: str | Path | Model, **conditions: Any) -> str:
    """Return what to append to a page's address so that it opens with a case.

    Parameters
    ----------
    model
        A model, the name of a shipped one, or a path.
    **conditions
        Drugs, alterations, knockouts, gains, context and onset, as for
        :func:`~her2model.attractors.simulate`.

    Raises
    ------
    UnknownName
        A name that the model does not have.
    InputError
        Conditions that contradict each other, or a ``start``, which the page does not offer.

    Examples
    --------
    >>> case_link("her2-resistance", alterations=["PTEN loss"], drugs=["trastuzumab"])
    '#a=PTEN%20loss&d=trastuzumab'
    """
    model = load(model)
    known = ("drugs", "alterations", "knockouts", "gains", "context", "onset")
    for name in conditions:
        if name not in known:
            raise InputError(f"a page's case has no {name!r}", hint=f"there are {', '.join(known)}")
    s = Scenario.of(model, **conditions)
    pairs = [("a", a) for a in s.alterations] + [("d", d) for d in s.drugs]
    pairs += [("off", k) for k in s.knockouts] + [("on", g) for g in s.gains]
    pairs += [("c", f"{name}={value}") for name, value in s.context.items()]
    pairs += [("o", s.onset)] if s.onset != "de novo" else []
    return "#" + "&".join(f"{key}={quote(value, safe='')}" for key, value in pairs)


# -- facts of the model ---------------------------------------------------------------------------


def _facts(model: Model) -> dict[str, Any]:
    """Return species with their rules, arrows with their evidence, readouts: all by index."""
    acting = [s for s in model.species if s not in model.named_only]
    index = {s: i for i, s in enumerate(acting)}
    sources = _Sources()
    arrows = [
        {
            "source": index[i.source],
            "target": index[i.target],
            "sign": _SYMBOL[i.sign],
            "note": i.note,
            "evidence": [sources.index(e) for e in i.evidence],
        }
        for i in model.interactions.values()
    ]
    changes = [
        {
            "name": a.name,
            "fix": [[index[s], v] for s, v in a.fix.items() if s in index],
            "cut": [[index[s], index[t]] for s, _, t in map(parse_arrow, a.cut)],
            "note": a.note,
            "evidence": [sources.index(e) for e in a.evidence],
        }
        for a in model.alterations.values()
    ]
    named = model.readouts
    return _without_none(
        {
            "name": model.name,
            "load": Path(model.origin).stem or model.name,
            "title": model.title or model.name,
            "semantics": SEMANTICS,
            "species": [_species(model, s, index) for s in acting],
            "named": [model.species[s].name for s in model.named_only],
            "arrows": arrows,
            "alterations": changes,
            "evidence": sources.pieces,
            "sources": sources.publications,
            "meanings": MEANINGS,
            "signs": SIGNS,
        }
    ) | {
        "readouts": named
        and {
            "growth": index[named.growth],
            "death": index[named.death] if named.death else None,
            "pathway": [index[s] for s in named.pathway],
        }
    }


def _species(model: Model, name: str, index: Mapping[str, int]) -> dict[str, Any]:
    s = model.species[name]
    facts: dict[str, Any] = {
        "id": s.id,
        "name": s.name,
        "kind": s.kind,
        "band": s.compartment,
        "meaning": s.meaning,
        "note": s.note,
        "initial": s.initial,
        "drug": 1 if name in model.drugs else None,
    }
    if name in model.functions:
        rule, entry = model.functions[name], model.rules[name]
        facts |= {
            "rule": tree(rule.normal.expression, index),
            "text": None if rule.is_unate else rule.text,
            "why": entry.why,
            "default": 1 if entry.is_default else None,
        }
    return facts


def tree(e: Expression, index: Mapping[str, int]) -> Any:
    """Return a rule's syntax tree as lists: n is species n on, ~n is species n off."""
    if isinstance(e, Atom):
        return index[e.name] if e.value else ~index[e.name]
    return ["|" if isinstance(e, Or) else "&", *(tree(t, index) for t in e.terms)]


class _Sources:
    """Collects pieces of evidence, each once, and the publications that they come from."""

    def __init__(self) -> None:
        self.pieces: list[dict[str, Any]] = []
        self.publications: list[dict[str, Any]] = []
        self._known: dict[Any, int] = {}

    def index(self, e: Evidence) -> int:
        if e not in self._known:
            self._known[e] = len(self.pieces)
            usual = {"basis": ("stated", "background"), "supports": ("supports",)}
            piece = {
                "source": self._publication(e),
                "quote": e.quote,
                "field": e.field if e.quote else None,
                "basis": None if e.basis in usual["basis"] else e.basis,
                "supports": None if e.supports in usual["supports"] else e.supports,
                "of": e.of,
                "note": e.note,
            }
            self.pieces.append(piece)
        return self._known[e]

    def _publication(self, e: Evidence) -> int | None:
        key = e.figure or e.reference
        if key is None:
            return None
        if key not in self._known:
            self._known[key] = len(self.publications)
            self.publications.append(_figure(key) if e.figure else _reference(key))
        return self._known[key]


def _figure(figid: str) -> dict[str, Any]:
    pmcid = figid.partition("__")[0]
    link = PFOCR.format(quote(figid)) if pmcid.startswith("PMC") else None
    return {"cite": f"figure {figid}", "link": link}


def _reference(key: str) -> dict[str, Any]:
    kind, _, number = key.partition(":")
    links = {"pubmed": "https://pubmed.ncbi.nlm.nih.gov/{}/", "doi": "https://doi.org/{}"}
    found = bibliography().get(key)
    return {
        "cite": short_citation(key),
        "link": links[kind].format(quote(number, safe="/")) if kind in links else None,
        "title": found and found.title,
        "finding": found and found.finding,
    }


# -- switches, and Python's verdicts --------------------------------------------------------------


def _offered(
    model: Model, drugs: Iterable[str] | None, alterations: Iterable[str] | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the drugs and alterations to offer, each checked, in the model's order."""
    chosen = Scenario.of(model, drugs=model.drugs if drugs is None else drugs).drugs
    named = list(model.alterations if alterations is None else alterations)
    if isinstance(alterations, str):
        raise InputError(
            f"alterations={alterations!r} is text", hint=f"give a list: alterations=[{alterations!r}]"
        )
    wanted = {model.find_alteration(a) for a in named}
    return (
        tuple(d for d in model.drugs if d in chosen),
        tuple(a for a in model.alterations if a in wanted),
    )


def _switches(
    model: Model, drugs: tuple[str, ...], alterations: tuple[str, ...]
) -> dict[str, Any]:
    """Return what can be switched, and the table of verdicts: a string of letters a row."""
    acting = [s for s in model.species if s not in model.named_only]
    index = {s: i for i, s in enumerate(acting)}
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
    starts: list[list[int] | None] = [None] * len(rows)
    for k, row in enumerate(rows):
        if row not in wanted:
            continue
        untreated = settle(model, Scenario.of(model, alterations=row))
        if len(untreated.certified) < len(acting):
            first = untreated.attractors[0]
            starts[k] = [index[s] for s, v in first.items() if v == 1]
        if model.readouts:
            given = ([drugs[d] for d in c] for c in columns)
            table[k] = "".join(
                _letter(settle(model, Scenario.of(model, alterations=row, drugs=g))) for g in given
            )
    return {
        "offered": [index[d] for d in drugs],
        "changes": [every.index(a) for a in alterations],
        "context": [index[s] for s in model.context],
        "columns": columns,
        "table": table,
        "starts": starts,
    }


def _letter(result: Simulation) -> str:
    """Return a verdict as a letter, capital where it is certified for every update scheme."""
    growth = result.model.readouts and result.model.readouts.growth
    letter = _LETTERS[result.response or result[growth or ""]]
    return letter.upper() if result.is_certified else letter


# -- the picture ----------------------------------------------------------------------------------


def _picture(model: Model) -> tuple[str, str]:
    """Return the diagram as SVG whose colours the page's style sheet sets, or why there is none."""
    try:
        laid = layout(model)
    except LimitError as reason:
        return "", f"There is no picture: {reason}. The table below has every species."
    plain = Look("var(--box)", "var(--box-line)", "var(--ink)")
    look = style_named("textbook")
    style = replace(
        look,
        looks={
            "drug": Look("var(--box)", "var(--drug)", "var(--drug-text)", 1.4),
            "mechanism": Look("var(--box)", "var(--escape)", "var(--ink)", 1.8),
            "outcome": Look("var(--box)", "var(--outcome)", "var(--ink)", 1.8),
            "receptor": plain,
            "plain": plain,
        },
        wires={
            "drug": "var(--drug)",
            "mechanism": "var(--escape)",
            **dict.fromkeys(("outcome", "receptor", "plain"), "var(--wire)"),
        },
        bands={name: f"var(--band-{name})" for name in look.bands},
        lipid="var(--lipid)",
        nucleus_line="var(--envelope)",
        quiet="var(--quiet)",
    )
    items = diagram_items(laid, model, style, badges=curated_layout(model.name).badges)
    drawn = Picture(
        laid.width + STRIP,
        laid.height,
        tuple(i.moved(STRIP, 0) for i in _one_shape_a_box(items)),
        model.title or model.name,
        alt_text(model, laid),
    )
    text = svg_of(drawn)
    for attribute in _IN_STYLE_SHEET:
        text = text.replace(attribute, "")
    return text, ""


def _one_shape_a_box(items: Iterable[Item]) -> Iterator[Item]:
    """Join a filled shape and the outline that follows it."""
    last: Item | None = None
    for item in items:
        if (
            isinstance(last, Shape)
            and isinstance(item, Shape)
            and (last.group, last.path) == (item.group, item.path)
            and last.line is None
            and item.fill is None
        ):
            last = replace(item, fill=last.fill)
            continue
        if last is not None:
            yield last
        last = item
    if last is not None:
        yield last


# -- text -----------------------------------------------------------------------------------------


def _asset(name: str) -> str:
    return (files("her2model") / "page_assets" / name).read_text(encoding="utf-8")


def _json(data: Any) -> str:
    """Write JSON that can stand inside a script element whatever text it holds."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_none(v) for k, v in value.items() if v is not None}
    return [_without_none(v) for v in value] if isinstance(value, list) else value


