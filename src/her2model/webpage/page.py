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
from pathlib import Path
from typing import Any
from urllib.parse import quote

from her2model.drawing.alt_text import alt_text
from her2model.drawing.curated_layout import curated_layout
from her2model.drawing.layout import layout
from her2model.drawing.picture import STRIP, diagram_items
from her2model.drawing.scene import Item, Picture, Shape
from her2model.drawing.styles import DARK_VERDICTS, VERDICT_FILLS, Look, style_named
from her2model.drawing.svg import svg_of
from her2model.engine.scenario import Scenario
from her2model.engine.simulation import DISCLAIMER
from her2model.errors import InputError, LimitError
from her2model.model import strict_yaml
from her2model.model.model import Model
from her2model.webpage.data import facts, offered, switches

__all__ = ["Page", "case_link", "iframe", "page"]

_SCRIPTS = (
    "logic.js",
    "state.js",
    "switches.js",
    "running.js",
    "picture.js",
    "species.js",
    "tables.js",
    "address.js",
    "page.js",
)
"""In reading order; the last one starts the page."""

_SHORTER = {
    ' stroke-linejoin="round"': "",
    ' text-anchor="middle"': "",
    ' font-size="10"': "",
    ' fill="none" stroke="var(--wire)" stroke-width="1.2"': ' class="wire"',
    ' fill="none" stroke="var(--drug)" stroke-width="1.2"': ' class="drug-wire"',
    ' fill="none" stroke="var(--escape)" stroke-width="1.2"': ' class="escape-wire"',
}
"""What the style sheet says of the picture, so that each shape need not."""


class Page(str):
    """The text of a page; in a notebook it shows itself.

    All of the page is inside the element that it shows, so it survives conversion by nbconvert and
    needs no server. Scripts in it cannot reach the notebook.
    """

    __slots__ = ("heading",)
    heading: str

    def frame(self, height: int = 900) -> str:
        """Return the page inside an ``<iframe>`` of that many pixels.

        Raises
        ------
        InputError
            The height is not between 100 and 10,000.
        """
        if not 100 <= height <= 10_000:
            raise InputError(f"height={height!r}", hint="give between 100 and 10,000 pixels")
        return (
            f'<iframe title="{html.escape(self.heading)}" '
            'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox allow-modals" '
            f'style="width:100%;height:{height}px;border:0" srcdoc="{html.escape(self)}"></iframe>'
        )

    def _repr_html_(self) -> str:
        return self.frame()

    def __repr__(self) -> str:
        return f"<Page {self.heading}: {len(self.encode()) / 1000:.0f} kB>"


def page(
    model: Model,
    file: str | Path | None = None,
    *,
    drugs: Iterable[str] | None = None,
    alterations: Iterable[str] | None = None,
    case: Mapping[str, Any] | None = None,
) -> Page:
    """Write an interactive page of a model: one HTML file that needs nothing else.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    file
        Where to write it; nothing is written when None.
    drugs, alterations
        What the page offers as switches; all that the model declares when None.
    case
        The case that it opens with, in the words of :func:`~her2model.simulate`:
        ``drugs``, ``alterations``, ``knockouts``, ``gains``, ``context``, ``onset``. A case in the
        page's address (see :func:`case_link`) goes before it.

    Returns
    -------
    Page
        The page's text, which shows itself in a notebook.

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
    Verdicts are those of :func:`~her2model.simulate`; see there for their definition.

    Examples
    --------
    >>> import her2model as h2
    >>> text = h2.page("PMC7464074", case={"alterations": ["PTEN loss"], "drugs": ["trastuzumab"]})
    >>> text.startswith("<!doctype html>"), "not for clinical use" in text
    (True, True)
    """
    shown = offered(model, drugs, alterations)
    first = case_link(model, **case) if case else ""
    data = {**facts(model), **switches(model, *shown), "first": first.removeprefix("#")}
    picture, note = _picture(model)
    parts = {
        "TITLE": html.escape(model.title or model.name),
        "DESCRIPTION": html.escape(model.description),
        "DISCLAIMER": html.escape(DISCLAIMER),
        "STYLE": _asset("page.css") + _verdict_colours(),
        "PICTURE": picture or f'<p class="note">{html.escape(note)}</p>',
        "DATA": _json(data),
        "SCRIPT": "\n".join(map(_asset, _SCRIPTS)),
    }
    text = _asset("page.html")
    for name, part in parts.items():  # each stands once; DATA and PICTURE cannot hold a marker
        text = text.replace(f"<!--{name}-->", part)
    made = Page(text)
    made.heading = model.title or model.name
    if file is not None:
        strict_yaml.write_text(file, text)
    return made


def iframe(
    model: Model,
    *,
    height: int = 900,
    drugs: Iterable[str] | None = None,
    alterations: Iterable[str] | None = None,
    case: Mapping[str, Any] | None = None,
) -> str:
    """Return the page of a model inside an ``<iframe>``, as :class:`Page` shows itself.

    Parameters
    ----------
    model, drugs, alterations, case
        As for :func:`page`.
    height
        Height in pixels.

    Raises
    ------
    InputError
        As for :func:`page`, or the height is not between 100 and 10,000.

    Examples
    --------
    >>> from her2model import load
    >>> iframe(load("PMC7464074")).startswith("<iframe ")
    True
    """
    return page(model, drugs=drugs, alterations=alterations, case=case).frame(height)


def case_link(model: Model, /, **conditions: Any) -> str:
    """Return what to append to a page's address so that it opens with a case.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    **conditions
        Drugs, alterations, knockouts, gains, context and onset, as for
        :func:`~her2model.simulate`.

    Raises
    ------
    UnknownName
        A name that the model does not have.
    InputError
        Conditions that contradict each other, or a ``start``, which the page does not offer.

    Examples
    --------
    >>> import her2model as h2
    >>> h2.case_link("her2-resistance", alterations=["PTEN loss"], drugs=["trastuzumab"])
    '#a=PTEN%20loss&d=trastuzumab'
    """
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
            **dict.fromkeys(("receptor", "plain", "input", "output"), plain),
        },
        wires={
            "drug": "var(--drug)",
            "mechanism": "var(--escape)",
            **dict.fromkeys(look.wires.keys() - {"drug", "mechanism"}, "var(--wire)"),
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
    for said, short in _SHORTER.items():
        text = text.replace(said, short)
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
    """Read a part of the page, without the indentation that only editors need."""
    text = (files("her2model.webpage") / "assets" / name).read_text(encoding="utf-8")
    return "\n".join(line.strip() for line in text.splitlines()) + "\n"


def _verdict_colours() -> str:
    """Return the colours of each role of a verdict: of cells, of the legend, of its border."""
    lines = []
    for role, fill in VERDICT_FILLS.items():
        ink = "color: #fff" if role in DARK_VERDICTS else "color: #1f2a33"
        lines.append(f"#matrix td.{role}, #matrix-legend b.{role} {{ background: {fill}; {ink}; }}")
        lines.append(f'#verdict[data-verdict="{role}"] {{ border-color: {fill}; }}')
    return "\n".join(lines) + "\n"


def _json(data: Any) -> str:
    """Write JSON that can stand inside a script element whatever text it holds."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")
