"""One self-contained HTML page of a model: switch, predict, run, and read why.

The page asks nothing of any network and opens from disk. It evaluates the same rules as Python,
from the same syntax trees. A verdict is either Python's, computed when the page is made for every
single alteration under every drug and pair of drugs, or is decided in the page by percolation,
which holds under every update scheme; the page says which, and where neither decides it says so.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from her2model.drawing.styles import DARK_VERDICTS, VERDICT_FILLS
from her2model.engine.simulation import DISCLAIMER
from her2model.errors import InputError
from her2model.model.files import write_text
from her2model.model.model import Model
from her2model.webpage.case_address import case_link
from her2model.webpage.data import facts, offered, switches
from her2model.webpage.pathway_svg import pathway_svg
from her2model.webpage.quiz import questions

__all__ = ["Page", "case_link", "iframe", "page"]

_SCRIPTS = (
    "logic.js",
    "state.js",
    "chain.js",
    "snake.js",
    "why.js",
    "switches.js",
    "running.js",
    "picture.js",
    "gestures.js",
    "species.js",
    "tables.js",
    "sides.js",
    "quiz.js",
    "address.js",
    "sharing.js",
    "page.js",
)
"""In reading order; the last one starts the page."""
_LEAST_ROWS, _MOST_KEYS = 8, 24
"""Records of a list that are worth a table, and the most columns of one."""
_COMMENT = re.compile(r"^[ ]*/\*.*?\*/$", re.DOTALL | re.MULTILINE)


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
            'sandbox="allow-scripts allow-downloads allow-popups '
            'allow-popups-to-escape-sandbox allow-modals" '
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
    quiz: Iterable[Mapping[str, Any]] | str | Path = (),
    address: str = "",
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
    quiz
        Questions for students, or a YAML file of them: a list of cases in the same words, each
        with a ``question``. Students predict and run; the page counts.
    address
        Where the page will be published. Links that are shared begin with it, also from a page
        inside another, which cannot know it.

    Returns
    -------
    Page
        The page's text, which shows itself in a notebook.

    Raises
    ------
    UnknownName
        A name that the model does not have.
    InputError
        The file cannot be written, a case's conditions contradict each other, or the quiz is no
        list of cases.
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
    data = {
        **facts(model),
        **switches(model, *shown),
        "first": first.removeprefix("#"),
        "quiz": questions(model, quiz),
        "address": address,
    }
    picture, note = pathway_svg(model)
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
        write_text(file, text)
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


# -- text -----------------------------------------------------------------------------------------


def _asset(name: str) -> str:
    """Read a part of the page, without the indentation and comments that only editors need."""
    text = (files("her2model.webpage") / "assets" / name).read_text(encoding="utf-8")
    if name.endswith(".js"):
        text = _COMMENT.sub("", text)
    if name.endswith(".css"):
        text = re.sub(r"(?<=[{};:,]) | (?=[{}])", "", text)
    text = "\n".join(filter(None, map(str.strip, text.splitlines()))) + "\n"
    return text if name.endswith(".html") else re.sub(r"(?<=[{};,(\[])\n", "", text)


def _verdict_colours() -> str:
    """Return the colours of each role of a verdict: of cells, of the legend, of its border."""
    lines = []
    for role, fill in VERDICT_FILLS.items():
        ink = "color: #fff" if role in DARK_VERDICTS else "color: #1f2a33"
        cells = f"#matrix td.{role}, #matrix-legend b.{role}, .sign.{role}"
        lines.append(f"{cells} {{ background: {fill}; {ink}; }}")
        lines.append(f'#verdict[data-look="{role}"] {{ border-color: {fill}; }}')
    return "\n".join(lines) + "\n"


def _json(data: Any) -> str:
    """Write JSON that can stand inside a script element whatever text it holds."""
    text = json.dumps(_packed(data), ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _packed(data: Any) -> Any:
    """Write lists of records as tables, their keys once: ``{"": [keys, row, …]}``."""
    if isinstance(data, Mapping):
        return {k: _packed(v) for k, v in data.items()}
    if not isinstance(data, (list, tuple)):
        return data
    found = [_packed(v) for v in data]
    if len(found) < _LEAST_ROWS or not all(isinstance(v, Mapping) for v in data):
        return found
    uses = Counter(k for record in data for k in record)
    if len(uses) > _MOST_KEYS or any(v is None for record in data for v in record.values()):
        return found
    keys = [k for k, _ in uses.most_common()]  # what few have stands last, and is cut off
    rows = []
    for record in found:
        last = max((n for n, k in enumerate(keys) if k in record), default=-1)
        rows.append([record.get(k) for k in keys[: last + 1]])
    return {"": [keys, *rows]}
