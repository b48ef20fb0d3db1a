"""Plots of what happens: a run step by step, all transitions of a small model.

All take ``ax=``, return the axes that carry the plot, and never show anything on a screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from her2model.drawing.canvas import rendered
from her2model.drawing.geometry import Point
from her2model.drawing.scene import Item, Picture, Shape, Words, heading
from her2model.drawing.shapes import corner_box, polygon
from her2model.drawing.styles import STYLES
from her2model.drawing.text_metrics import text_width, wrapped
from her2model.engine.dynamics import SCHEMES, Trajectory, transition_graph
from her2model.engine.network import Network
from her2model.engine.simulation import DISCLAIMER, simulate
from her2model.errors import InputError, LimitError
from her2model.model.arguments import made_by
from her2model.model.model import Model
from her2model.verdicts import level_word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["MOST_SPECIES", "state_transitions", "trajectory_raster"]

MOST_SPECIES = 6
"""Most species of a state transition graph: 64 states."""

_LOOK = STYLES["textbook"]
_ON, _INK, _QUIET, _PALE = _LOOK.on.fill, _LOOK.ink, _LOOK.quiet, _LOOK.pale
_MARK = _LOOK.looks["mechanism"]
_TEXT = 10.0
_TITLE = 12.0


# -- a run ----------------------------------------------------------------------------------------


def trajectory_raster(
    run: Trajectory,
    *,
    species: Sequence[str] | None = None,
    labels: Mapping[str, str] | None = None,
    model: Model | None = None,
    title: str = "",
    ax: Axes | None = None,
    file: str | Path | None = None,
) -> Axes:
    """Plot a run: a row for each species, a column for each step, filled where it is on.

    Parameters
    ----------
    run
        What :func:`~her2model.engine.state_space.trajectory` returned.
    species
        Rows from top to bottom; those that change during the run when None, the earliest first.
    labels
        Printed names, by species.
    model
        The model that ran: then printed names are its labels, its readouts stand last whether they
        change or not, and the title says which drugs are given and how it ends.
    title
        Shown above.
    ax, file
        As for :func:`~her2model.drawing.diagram.draw`.

    Raises
    ------
    InputError
        A name that the run does not have, or a file that cannot be written.

    Examples
    --------
    >>> import her2model as h2
    >>> from her2model.engine.state_space import trajectory
    >>> axes = trajectory_raster(h2.trajectory("her2-resistance", drugs=["lapatinib"]))
    """
    made_by("trajectory", run, Trajectory)
    rows = list(dict.fromkeys(species)) if species is not None else _changing(run)
    if model is not None:
        readouts = _readouts(model)
        rows = [*(s for s in rows if s not in readouts), *readouts] if species is None else rows
        labels = {s: model.species[s].name for s in rows if s in model.species} | dict(labels or {})
        title = title or _case(run, model)
    unknown = [s for s in rows if s not in run.network.bits]
    if unknown:
        raise InputError(f"{unknown[0]!r} is not in the run", hint="give species of its model")
    names = {s: (labels or {}).get(s, s) for s in rows}
    left = max((text_width(n, _TEXT) for n in names.values()), default=0.0) * 1.06 + 12
    top, cell, tall = 40.0, 20.0, 16.0
    right = left + cell * len(run)
    bottom = top + tall * len(rows)
    title = title or "Which species are on, step by step"
    items: list[Item] = list(heading([title], _TITLE, _INK))
    items += _raster(run, names, left, top, cell, tall)
    items += _ending(run, left, bottom + 6, cell)
    width = max(right, text_width(title, _TITLE, bold=True) * 1.06, left + 220) + 12
    alt = f"{title}. " + "; ".join(_story(run, s, n) for s, n in names.items())
    return rendered(Picture(width, bottom + 30, tuple(items), title, alt + "."), ax, file)


def _raster(
    run: Trajectory, names: Mapping[str, str], left: float, top: float, cell: float, tall: float
) -> Iterator[Item]:
    """Draw a row for each species, under the numbers of the steps."""
    for t in range(0, len(run), 1 if len(run) <= 30 else 5):
        yield Words(left + (t + 0.5) * cell, top - 8, str(t), _TEXT, _QUIET)
    for k, (s, name) in enumerate(names.items()):
        y = top + k * tall
        yield Words(left - 8, y + tall / 2, name, _TEXT, _INK, anchor="end")
        for t, value in enumerate(run.of(s)):
            yield from _cell(left + t * cell, y, cell, tall, value, len(run.network.bits[s]))


def _readouts(model: Model) -> list[str]:
    named = model.readouts
    return [] if named is None else [s for s in (named.growth, named.death) if s is not None]


def _case(run: Trajectory, model: Model) -> str:
    """Say which drugs and alterations are on at the end, and what has become of the readouts."""
    end = run[len(run) - 1]
    kinds = ("drug", "alteration", "variant")
    done = [
        s.name
        for s in model.species.values()
        if s.kind in kinds and s.id in model.inputs and end.get(s.id)
    ]
    ends = [f"{model.species[s].name} {'on' if end[s] else 'off'}" for s in _readouts(model)]
    return f"{' + '.join(done) or 'nothing given'}: in the end {', '.join(ends) or 'this state'}"


def _changing(run: Trajectory) -> list[str]:
    first: dict[str, int] = {}
    for t, changes in enumerate(run.changes()):
        for s in changes:
            first.setdefault(s, t)
    return sorted(first, key=lambda s: first[s]) or list(run.network.bits)


def _cell(x: float, y: float, wide: float, tall: float, value: int, top: int) -> Iterator[Item]:
    """Draw one value: filled as high as its level is, which is written where there are several."""
    low, high = y + tall - 1, y + 1
    line = _INK if value else _PALE
    yield Shape(corner_box(x + 1, high, x + wide - 1, low, 2.0), fill="#FFFFFF")
    if value:
        edge = low - (low - high) * value / top
        yield Shape(corner_box(x + 1, edge, x + wide - 1, low, 2.0), fill=_ON)
    outline = corner_box(x + 1, high, x + wide - 1, low, 2.0)
    yield Shape(outline, line=line, width=1.0 if value else 0.7)
    if value and top > 1:
        yield Words(x + wide / 2, y + tall / 2, str(value), _TEXT - 1, _INK)


def _ending(run: Trajectory, left: float, y: float, cell: float) -> Iterator[Item]:
    """Say how the run ends: in one state, in a cycle, or with the last step that was made."""
    last = len(run) - 1
    if run.cycle_start is None:
        text = f"filled: on; stopped after {last} steps"
    elif run.cycle_start == last:
        text = f"filled: on; settled at step {last}"
    else:
        text = f"filled: on; then again from step {run.cycle_start}"
        start, end = left + run.cycle_start * cell + 2, left + (last + 1) * cell - 2
        bracket = (("M", (start, y - 3)), ("L", (start, y)), ("L", (end, y)), ("L", (end, y - 3)))
        yield Shape(bracket, line=_INK, width=1.2)
    yield Words(left, y + 11, text, _TEXT, _QUIET, anchor="start")


def _story(run: Trajectory, species: str, name: str) -> str:
    top = len(run.network.bits[species])
    words = [level_word(value, top) for value in run.of(species)]
    turns = [f"{b} at step {t}" for t, (a, b) in enumerate(pairwise(words), 1) if a != b]
    return f"{name} {', '.join([words[0], *turns])}"


# -- all transitions ------------------------------------------------------------------------------


def state_transitions(
    model: Model,
    /,
    *,
    ax: Axes | None = None,
    file: str | Path | None = None,
    **conditions: Any,
) -> Axes:
    """Plot all states of a small model with their transitions, synchronous beside asynchronous.

    Parameters
    ----------
    model
        A model with at most 6 species that can change; ``her2model`` takes its name or path too.
    ax, file
        As for :func:`~her2model.drawing.diagram.draw`.
    **conditions
        Drugs, alterations and so on, as for :func:`~her2model.simulate`.

    Raises
    ------
    LimitError
        More than 6 species can change.

    Notes
    -----
    A state is written as one digit for each species that can change. States in attractors
    (terminal strongly connected components) are outlined. Sources of the schemes: see
    :mod:`her2model.engine.dynamics`.

    Examples
    --------
    >>> import her2model as h2
    >>> axes = h2.state_transitions("PMC7464074", drugs=["trastuzumab"])
    """
    if model.levels:
        raise InputError(
            f"{model.name} has species with levels, whose states are too many to draw",
            hint="use state_transition_graph",
        )
    network = simulate(model, **conditions).network
    free = _free(model, network)
    if len(free) > MOST_SPECIES:
        raise LimitError(
            f"{model.name}: {len(free)} species can change and the states of at most "
            f"{MOST_SPECIES} are drawn; take a smaller model, or use state_transition_graph"
        )
    items: list[Item] = []
    said: list[str] = []
    x = height = 0.0
    for name in ("synchronous", "asynchronous"):
        made, width, height, attracting = _transitions(model, network, free, name)
        items += [i.moved(x, 0) for i in made]
        x += width + 40
        said.append(f"{name} updating: {attracting} of {2 ** len(free)} states in attractors")
    title = f"Transitions of {model.title or model.name}"
    names = " ".join(model.species[s].name for s in free) or "nothing that can change"
    key = f"State = {names}; heavy outline: in an attractor"
    for line in wrapped(key, _TEXT, max(x - 40, 120), lines=3):
        items.append(Words(0, height + 8, line, _TEXT, _QUIET, anchor="start"))
        height += 14
    alt = f"{title}. {'; '.join(said)}. {DISCLAIMER}"
    return rendered(Picture(x - 40, height + 6, tuple(items), title, alt), ax, file)


def _free(model: Model, network: Network) -> list[str]:
    forced = network.forced_on | network.forced_off
    return [s for s in model.rules if not forced >> network.index[s] & 1]


def _transitions(
    model: Model, network: Network, free: Sequence[str], name: str
) -> tuple[list[Item], float, float, int]:
    import networkx as nx

    starts = [_state(network, free, code) for code in range(2 ** len(free))]
    graph = transition_graph(network, starts, SCHEMES[name])
    codes = {s: _code(network, free, s) for s in graph}
    links = sorted({(codes[a], codes[b]) for a, b in graph.edges if codes[a] != codes[b]})
    states: nx.DiGraph = nx.DiGraph()
    states.add_nodes_from(range(2 ** len(free)))
    states.add_edges_from(links)
    attracting = {
        s
        for part in nx.strongly_connected_components(states)
        if all(t in part for s in part for t in states[s])
        for s in part
    }
    places, wide, width, height = _levels(len(free))
    items: list[Item] = [
        Words(
            0,
            12,
            f"{name.capitalize()}: {len(attracting)} states in attractors",
            _TITLE,
            _INK,
            bold=True,
            anchor="start",
        )
    ]
    for a, b in links:
        within = a in attracting
        items += _arc(places[a], places[b], wide, _MARK.line if within else "#9AA4AC", within)
    for code, p in places.items():
        look = code in attracting
        box = corner_box(p.x - wide / 2, p.y - 11, p.x + wide / 2, p.y + 11, 5)
        items.append(
            Shape(
                box,
                fill=_MARK.fill if look else "#FFFFFF",
                line=_MARK.line if look else _INK,
                width=2.0 if look else 1.0,
            )
        )
        items.append(Words(p.x, p.y, _digits(code, len(free)), _TEXT, _INK, bold=look))
    title_wide = text_width(f"{name.capitalize()}: 64 states in attractors", _TITLE, bold=True)
    return items, max(width, title_wide * 1.05), height, len(attracting)


def _state(network: Network, free: Sequence[str], code: int) -> int:
    state = sum(1 << network.index[s] for k, s in enumerate(free) if code >> k & 1)
    return (state | network.forced_on) & ~network.forced_off


def _code(network: Network, free: Sequence[str], state: int) -> int:
    return sum((state >> network.index[s] & 1) << k for k, s in enumerate(free))


def _digits(code: int, count: int) -> str:
    return "".join(str(code >> k & 1) for k in range(count)) or "–"


def _levels(count: int) -> tuple[dict[int, Point], float, float, float]:
    """Place the states in rows by the number of species that are on, all on at the top."""
    wide = max(30.0, text_width("0" * count, _TEXT, bold=True) + 14)
    rows: dict[int, list[int]] = {}
    for code in sorted(range(2**count), key=lambda c: _digits(c, count)):
        rows.setdefault(code.bit_count(), []).append(code)
    step = wide + 22
    width = max(len(r) for r in rows.values()) * step
    places = {
        code: Point((width - len(row) * step) / 2 + (k + 0.5) * step, 44 + (count - on) * 66.0)
        for on, row in rows.items()
        for k, code in enumerate(row)
    }
    return places, wide, width, 44 + count * 66.0 + 20


def _arc(a: Point, b: Point, wide: float, colour: str, strong: bool) -> Iterator[Item]:
    """Draw a bent arrow from box to box; there and back bend to different sides."""
    dx, dy = b.x - a.x, b.y - a.y
    long = (dx * dx + dy * dy) ** 0.5
    bend = 9.0 + (14.0 if abs(dy) < 1 else 0.0)
    middle = Point((a.x + b.x) / 2 - dy / long * bend, (a.y + b.y) / 2 + dx / long * bend)
    start, tip = _edge(a, middle, wide), _edge(b, middle, wide)
    yield Shape((("M", start), ("Q", (*middle, *tip))), line=colour, width=1.8 if strong else 1.0)
    size = ((middle.x - tip.x) ** 2 + (middle.y - tip.y) ** 2) ** 0.5 or 1.0
    ux, uy = (tip.x - middle.x) / size, (tip.y - middle.y) / size
    back, half = 7.0, 3.2
    yield Shape(
        polygon(
            [
                tip,
                (tip.x - ux * back - uy * half, tip.y - uy * back + ux * half),
                (tip.x - ux * back + uy * half, tip.y - uy * back - ux * half),
            ]
        ),
        fill=colour,
    )


def _edge(box: Point, towards: Point, wide: float) -> Point:
    """Return where the line from the middle of a box to a point leaves it."""
    dx, dy = towards.x - box.x, towards.y - box.y
    k = min((wide / 2 + 2) / abs(dx) if dx else 9e9, 13 / abs(dy) if dy else 9e9)
    return Point(box.x + dx * k, box.y + dy * k)
