"""Draw a model: as a PNG, PDF or SVG figure with matplotlib, or as SVG text without it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from her2model.drawing.canvas import rendered
from her2model.drawing.compose import LEAST_ON_SLIDES, Plan, composed
from her2model.drawing.curated_layout import curated_layout
from her2model.drawing.focus import focused
from her2model.drawing.layout import layout
from her2model.drawing.overlay import State, overlay_of
from her2model.drawing.scene import Picture
from her2model.drawing.styles import style_named
from her2model.drawing.svg import svg_of
from her2model.engine.simulation import Simulation, simulate
from her2model.errors import InputError, LimitError
from her2model.model.files import write_text
from her2model.model.model import Model

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["FITTING", "SVG", "draw", "picture", "to_svg"]

FITTING = "fitting"
"""The first of slide and poster on which a drawing can be read."""


class SVG(str):
    """The text of a drawing; a notebook shows the drawing."""

    __slots__ = ()

    def _repr_svg_(self) -> str:
        return str(self)


def draw(
    model: Model,
    result: State | None = None,
    file: str | Path | None = None,
    *,
    ax: Axes | None = None,
    style: str = "textbook",
    size: str | None = None,
    focus: str | Iterable[str] | None = None,
    why: str | None = None,
    compare: State | None = None,
) -> Axes:
    """Draw a model as a pathway diagram, with a state painted on it if one is given.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    result
        What :func:`~her2model.simulate` returned, or a plain state (species → 0 or 1).
    file
        Where to write: ``.png``, ``.pdf`` or ``.svg``. Text stays text in PDF and SVG.
    ax
        Matplotlib axes to draw on; the picture fills them. ``size`` then only chooses proportions.
    style
        ``textbook`` (drugs blue, mechanisms of resistance vermilion), ``sbgn-af`` (SBGN activity
        flow), or ``mono`` (for printing in one colour).
    size
        ``slide`` (13.33 × 7.5 inches), ``single`` (89 mm wide), ``double`` (183 mm wide) or
        ``poster`` (A1, and larger where text of 10 points needs it); when None a slide, or a
        poster where the text of a slide would have less than 10 points.
    focus
        A readout, or several species: what matters most for them, at most 25 species, is drawn.
    why
        A readout: then the causal chain behind its value is drawn, with numbered steps, what the
        drugs silence, and the decisive arrow with its evidence. All else is folded away and
        counted. Text has 10 points at least on a slide, 6 in a column.
    compare
        A second result: then one picture shows what differs. Boxes that differ are split, the
        left half before and the right half after, with a sign; lines that start or stop acting
        stand out; and a sentence says what does not differ.

    Returns
    -------
    matplotlib.axes.Axes
        The axes that carry the drawing; nothing is shown on a screen.

    Raises
    ------
    UnknownName
        There is no such model, style, size or species.
    InputError
        The result is of another model, or the file cannot be written or has another ending.
    LimitError
        The drawing does not fit the size with text of 5 points.

    Examples
    --------
    >>> import her2model as h2
    >>> from her2model.engine.simulation import simulate
    >>> result = h2.simulate("her2-resistance", alterations=["PTEN loss"], drugs=["trastuzumab"])
    >>> axes = h2.draw("her2-resistance", result, size="poster")
    """
    size = size or FITTING
    made = picture(model, result, style=style, size=size, focus=focus, why=why, compare=compare)
    return rendered(made, ax, file)


def to_svg(
    model: Model,
    result: State | None = None,
    file: str | Path | None = None,
    *,
    style: str = "textbook",
    size: str | None = None,
    focus: str | Iterable[str] | None = None,
    why: str | None = None,
    compare: State | None = None,
) -> SVG:
    """Return the drawing as SVG; matplotlib is not needed.

    Parameters
    ----------
    model, result, style, focus, why, compare
        As for :func:`draw`.
    file
        Where to write it as well.
    size
        As for :func:`draw`; natural size when None.

    Returns
    -------
    SVG
        An SVG document, which a notebook shows; boxes are groups ``node-…``, wires ``edge-…``.

    Examples
    --------
    >>> import her2model as h2
    >>> h2.to_svg("her2-resistance").startswith("<svg")
    True
    """
    told = picture(model, result, style=style, size=size, focus=focus, why=why, compare=compare)
    text = SVG(svg_of(told))
    if file is not None:
        write_text(file, text)
    return text


def picture(
    model: Model,
    result: State | None = None,
    *,
    style: str = "textbook",
    size: str | None = None,
    focus: str | Iterable[str] | None = None,
    why: str | None = None,
    compare: State | None = None,
) -> Picture:
    """Return the drawing as shapes and words; :func:`draw` and :func:`to_svg` write it."""
    look = style_named(style)
    if why is not None:
        from her2model.answers.reason import reason  # few drawings are of a reason
        from her2model.drawing.reason_page import reason_picture

        page = None if size == FITTING else size
        return reason_picture(reason(_simulation(model, result), why), look, page)
    if compare is not None and result is None:
        raise InputError("there is nothing to compare with", hint="give 'result' as well")
    overlays = [overlay_of(model, r) for r in (result, compare) if r is not None]
    species = None if focus is None else focused(model, focus, overlays)
    if result is not None and compare is not None:
        from her2model.drawing.difference_page import Pair, difference_picture  # few compare

        pair = Pair(model, (overlays[0], overlays[1]), _both(result, compare))
        return difference_picture(pair, look, None if size == FITTING else size, species)
    state = dict(overlays[0].values) if overlays else None
    laid = layout(model, species, fold=True, values=state)
    plan = Plan(
        model, laid, look, overlays, curated_layout(model.name).badges, _note(model, species)
    )
    if size != FITTING:
        return composed(plan, size)
    try:
        return composed(plan, "slide", LEAST_ON_SLIDES)
    except LimitError:
        return composed(plan, "poster")


def _simulation(model: Model, result: State | None) -> Simulation:
    """Return the simulation to explain; that of the untreated tumour where none is given."""
    if result is None:
        return simulate(model)
    overlay_of(model, result)  # tells what is no result of this model
    if not isinstance(result, Simulation):
        raise InputError("a plain state has no reason", hint="give what simulate() returned")
    return result


def _both(one: State, other: State) -> tuple[Simulation, Simulation] | None:
    if isinstance(one, Simulation) and isinstance(other, Simulation):
        return one, other
    return None


def _note(model: Model, species: frozenset[str] | None) -> str:
    if species is not None:
        return f"A part of the model: {len(species)} of {len(model.species)} species."
    names = [model.species[s].name for s in model.named_only]
    if not names:
        return ""
    return "Named in the figure, without a word on what they do: " + ", ".join(names) + "."
