"""A run as one animated SVG: the boxes of the pathway change as the states follow each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from her2model.drawing.diagram import SVG, picture
from her2model.drawing.overlay import Overlay
from her2model.drawing.styles import STYLES
from her2model.drawing.svg import svg_of
from her2model.engine.dynamics import Trajectory
from her2model.errors import InputError
from her2model.model.files import write_text
from her2model.model.model import Model

__all__ = ["animated_svg"]

_FAINT = 0.2
"""Opacity of a line that does not act, and of a drug that is not given."""
_REST = 2
"""Steps for which the last state stays before the run begins anew."""


def animated_svg(
    model: Model,
    run: Trajectory,
    file: str | Path | None = None,
    *,
    focus: str | Sequence[str] | None = None,
    seconds: float = 1.0,
) -> SVG:
    """Draw a run as an SVG that plays in a browser and on a slide, without a script.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    run
        What :func:`~her2model.trajectory` returned for this model.
    file
        Where to write it as well.
    focus
        As for :func:`~her2model.drawing.diagram.draw`.
    seconds
        How long each state is shown.

    Returns
    -------
    SVG
        It repeats; where reduced motion is asked for, it shows the last state and stands still.

    Raises
    ------
    InputError
        The run is of another model, or ``seconds`` is not between 0.1 and 60.

    Examples
    --------
    >>> import her2model as h2
    >>> run = h2.trajectory("PMC7464074", drugs=["trastuzumab"])
    >>> h2.animated_svg("PMC7464074", run).count("@keyframes") > 0
    True
    """
    if not 0.1 <= seconds <= 60:
        raise InputError(f"seconds={seconds!r}", hint="give between 0.1 and 60 seconds")
    states = [dict(state) for state in run]
    unknown = [s for s in states[-1] if s not in model.species]
    if unknown:
        raise InputError(f"the run has {unknown[0]!r}, which {model.name} does not have")
    still = svg_of(picture(model, focus=focus))
    style = "\n".join(_rules(model, states, seconds * (len(states) + _REST)))
    steps = "\n".join(_counter(len(states)))
    styled = still.replace("<rect ", f"<style>\n{style}\n</style>\n<rect ", 1)
    text = SVG(styled.replace("</svg>", f"{steps}\n</svg>", 1))
    if file is not None:
        write_text(file, text)
    return text


def _rules(model: Model, states: Sequence[dict[str, int]], whole: float) -> Iterator[str]:
    """Yield the style sheet: fills of boxes and strength of lines, by the time in the run."""
    look, drugs = STYLES["textbook"], set(model.drugs)
    for species in states[-1]:
        values = [bool(state[species]) for state in states]
        if species in drugs:
            yield f"{_element('node', species)}{{opacity:{1 if values[-1] else _FAINT}}}"
        else:
            fills = [look.on.fill if v else look.off.fill for v in values]
            at = f"{_element('node', species)} path[fill]:first-of-type"
            yield from _timed(f"on-{_name(species)}", at, "fill", fills, whole)
    overlays = [Overlay({s: "on" if v else "off" for s, v in state.items()}) for state in states]
    for i in model.interactions.values():
        acts = [o.carries(i.id, i.source, i.target, i.sign) == "yes" for o in overlays]
        strengths = ["1" if a else str(_FAINT) for a in acts]
        name = f"{i.source}-{i.target}"
        at = _element("edge", name)
        yield from _timed(f"line-{_name(name)}", at, "opacity", strengths, whole)
    for k in range(len(states)):
        shown = ["1" if j == k else "0" for j in range(len(states))]
        yield from _timed(f"step-{k}", f"#step-{k}", "opacity", shown, whole)
    yield "@media (prefers-reduced-motion: reduce){*{animation:none !important}}"


def _timed(
    name: str, element: str, what: str, values: Sequence[str], whole: float
) -> Iterator[str]:
    """Yield the rules of something that has these values in turn; the last one when it rests."""
    if len(set(values)) == 1:
        yield f"{element}{{{what}:{values[0]}}}"
        return
    count = len(values) + _REST
    turns = [k for k in range(len(values)) if k == 0 or values[k] != values[k - 1]]
    frames = "".join(f"{100 * k / count:.2f}%{{{what}:{values[k]}}}" for k in turns)
    yield f"@keyframes {name}{{{frames}}}"
    yield f"{element}{{{what}:{values[-1]};animation:{name} {whole:g}s step-end infinite}}"


def _element(kind: str, name: str) -> str:
    return f'[id="{kind}-{_name(name)}"]'


def _name(text: str) -> str:
    """Return a name as the SVG writes it into its ids."""
    return "".join(c if c.isalnum() or c in "-_." else "_" for c in text)


def _counter(count: int) -> Iterator[str]:
    ink = STYLES["textbook"].ink
    for k in range(count):
        said = f"step {k} of {count - 1}"
        yield (
            f'<text id="step-{k}" x="100%" y="16" dx="-8" text-anchor="end" font-size="13" '
            f'font-weight="bold" fill="{ink}">{said}</text>'
        )
