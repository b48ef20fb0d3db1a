"""Charts of what is sampled: time courses with bands, and how often each attractor is reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from her2model.drawing.canvas import rendered
from her2model.drawing.scene import Item, Picture, Shape, Words, heading
from her2model.drawing.shapes import corner_box, polygon
from her2model.drawing.styles import OKABE_ITO, STYLES
from her2model.drawing.text_metrics import printable, text_width, wrapped
from her2model.engine.sampling import Sample
from her2model.engine.simulation import DISCLAIMER
from her2model.engine.time_courses import TimeCourse
from her2model.errors import LimitError
from her2model.model.arguments import made_by

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["basin_chart", "basin_picture", "course_picture", "time_course_chart"]

_LOOK = STYLES["textbook"]
_INK, _QUIET, _PALE = _LOOK.ink, _LOOK.quiet, _LOOK.pale
_TEXT, _TITLE = 10.0, 14.0
_LINES: tuple[tuple[str, tuple[float, ...]], ...] = (
    (OKABE_ITO["blue"], ()),
    ("#C24A00", (7.0, 3.0)),
    (OKABE_ITO["bluish green"], (2.0, 2.4)),
    ("#8A3F70", (9.0, 3.0, 2.0, 3.0)),
    ("#6B6200", (4.0, 2.0)),
    (_INK, (1.2, 1.8)),
)
"""Colour and dash of each line; the dash tells them apart without colour."""
_NORMAL = 1.96
_WIDE, _TALL = 380.0, 200.0


def time_course_chart(
    course: TimeCourse,
    *,
    title: str = "",
    ax: Axes | None = None,
    file: str | Path | None = None,
) -> Axes:
    """Draw a time course: the share of runs in which a species is on, with its 95 % band.

    Parameters
    ----------
    course
        From :func:`~her2model.engine.time_courses.time_course`; at most six species.
    title
        Shown above; the scenario when empty.
    ax, file
        As for :func:`~her2model.drawing.diagram.draw`.

    Raises
    ------
    LimitError
        There are more than six species.

    Examples
    --------
    >>> import her2model as h2
    >>> from her2model.engine.time_courses import time_course
    >>> result = h2.simulate("her2-resistance", drugs=["lapatinib"])
    >>> axes = time_course_chart(time_course(result, ["AKT", "Proliferation"], runs=256))
    """
    made_by("time_course", course, TimeCourse)
    return rendered(course_picture(course, title), ax, file)


def course_picture(course: TimeCourse, title: str = "") -> Picture:
    """Return the chart as shapes and words."""
    if len(course.shares) > len(_LINES):
        raise LimitError(
            f"there are {len(course.shares)} species and at most {len(_LINES)} are drawn; name "
            "the ones to watch"
        )
    model = course.simulation.model
    title = title or f"What becomes of it in time: {course.simulation.scenario}"
    names = {s: model.species[s].name for s in course.shares}
    left, right = 46.0, max((text_width(n, _TEXT) for n in names.values()), default=0.0) + 40
    width = left + _WIDE + right
    head = wrapped(title, _TITLE, width - 8, bold=True)
    top = 22 + 18.0 * len(head)
    items: list[Item] = list(heading(head, _TITLE, _INK))
    items += _frame(course, left, top)
    ends = {}
    for (_, shares), (colour, dash) in zip(course.shares.items(), _LINES, strict=False):
        xs = [left + _WIDE * t / course.times[-1] for t in course.times]
        means = [top + _TALL * (1 - s.mean) for s in shares]
        spread = [_TALL * _NORMAL * s.error for s in shares]
        upper = [(x, max(top, y - e)) for x, y, e in zip(xs, means, spread, strict=True)]
        lower = [(x, min(top + _TALL, y + e)) for x, y, e in zip(xs, means, spread, strict=True)]
        band = polygon([*upper, *reversed(lower)])
        items.append(Shape(band, fill=_tint(colour), group="band"))
        start, *rest = zip(xs, means, strict=True)
        path = (("M", start), *(("L", p) for p in rest))
        items.append(Shape(path, line=colour, width=2.0, dash=dash, group="course"))
        ends[colour] = means[-1]
    items += _names_at_ends(list(names.values()), ends, left + _WIDE + 8, top)
    foot = f"share of {course.runs:,} asynchronous runs; band: 95 %. {DISCLAIMER}"
    y = top + _TALL + 44
    for line in wrapped(foot, _TEXT, width - 8):
        items.append(Words(4, y, line, _TEXT, _QUIET, anchor="start"))
        y += 13
    told = "; ".join(
        f"{names[s]} from {v[0].mean:.2f} to {v[-1].mean:.2f}" for s, v in course.shares.items()
    )
    return Picture(width, y + 2, tuple(items), title, printable(f"{title}. {told}. {DISCLAIMER}"))


def _frame(course: TimeCourse, left: float, top: float) -> Iterator[Item]:
    for share in (0.0, 0.5, 1.0):
        y = top + _TALL * (1 - share)
        yield Shape((("M", (left, y)), ("L", (left + _WIDE, y))), line=_PALE, width=0.8)
        yield Words(left - 6, y, f"{share:g}", _TEXT, _QUIET, anchor="end")
    yield Words(12, top + _TALL / 2, "share of runs, on", _TEXT, _QUIET, upright=True)
    last = course.times[-1]
    for k in range(4):
        x = left + _WIDE * k / 3
        yield Words(x, top + _TALL + 12, f"{last * k / 3:.0f}", _TEXT, _QUIET)
    said = "time since the last stage began, in mean times between updates"
    yield Words(left + _WIDE / 2, top + _TALL + 26, said, _TEXT, _QUIET)


def _names_at_ends(
    names: Sequence[str], ends: dict[str, float], x: float, top: float
) -> Iterator[Item]:
    """Write each name beside the end of its line, spread where ends are close."""
    order = sorted(zip(names, ends.items(), strict=True), key=lambda e: e[1][1])
    y = top - 14.0
    for k, (name, (colour, end)) in enumerate(order):
        left_over = 13.0 * (len(order) - 1 - k)
        y = max(y + 13.0, min(end, top + _TALL + 8 - left_over))
        yield Words(x, y, name, _TEXT, colour, bold=True, anchor="start", group="name")


def _tint(colour: str) -> str:
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - (255 - p) * 0.22):02X}" for p in parts)


def basin_chart(
    found: Sample,
    *,
    title: str = "",
    ax: Axes | None = None,
    file: str | Path | None = None,
) -> Axes:
    """Draw how often runs end in each attractor: with ``start="any"``, the sizes of the basins.

    Parameters
    ----------
    found
        From :func:`~her2model.engine.sampling.sample`.
    title, ax, file
        As for :func:`time_course_chart`.

    Examples
    --------
    >>> import her2model as h2
    >>> result = h2.simulate("Sahin2009", knockouts=["EGF"], start="any")
    >>> axes = basin_chart(h2.sample(result, runs=256))
    """
    made_by("sample", found, Sample)
    return rendered(basin_picture(found, title), ax, file)


def basin_picture(found: Sample, title: str = "") -> Picture:
    """Return the chart as shapes and words."""
    result = found.simulation
    title = title or f"Where the runs end: {result.scenario}"
    told = [(_attractor(found, k), s.mean, s.error) for k, s in enumerate(found.reached)]
    told.sort(key=lambda t: -t[1])
    if found.elsewhere > 0:
        told.append(("in none yet", found.elsewhere, 0.0))
    wide = max(text_width(name, _TEXT) for name, _, _ in told) * 1.05
    left = min(wide, 320.0) + 14
    width = left + 300.0
    head = wrapped(title, _TITLE, width - 8, bold=True)
    items: list[Item] = list(heading(head, _TITLE, _INK))
    y = 16 + 18.0 * len(head)
    for name, mean, error in told:
        lines = wrapped(name, _TEXT, 320)
        deep = 12.0 * len(lines) + 10
        for k, line in enumerate(lines):
            at = y + deep / 2 + 12 * (k - (len(lines) - 1) / 2)
            items.append(Words(left - 8, at, line, _TEXT, _INK, anchor="end"))
        bar = corner_box(left, y + 4, left + 200 * mean, y + deep - 4, 0)
        items.append(Shape(bar, fill=OKABE_ITO["blue"], group="basin"))
        said = f"{100 * mean:.1f} ± {100 * _NORMAL * error:.1f} %"
        items.append(Words(left + 200 * mean + 6, y + deep / 2, said, _TEXT, _INK, anchor="start"))
        y += deep
    foot = f"{found.runs:,} asynchronous runs; ±: 95 %. {DISCLAIMER}"
    items.append(Words(4, y + 12, foot, _TEXT, _QUIET, anchor="start"))
    width = max(width, text_width(foot, _TEXT) + 10)
    listed = "; ".join(f"{name}: {100 * mean:.1f} %" for name, mean, _ in told)
    return Picture(
        width, y + 24, tuple(items), title, printable(f"{title}. {listed}. {DISCLAIMER}")
    )


def _attractor(found: Sample, k: int) -> str:
    """Name an attractor by the readouts, and by how it moves."""
    result = found.simulation
    attractor = result.attractors[k]
    words: dict[int | str, str] = {0: "off", 1: "on", "*": "comes and goes"}
    named = list(result.readouts) if result.model.readouts else []
    names = [s for s in named if len({a[s] for a in result.attractors}) > 1]
    if not names:
        differ = [s for s in attractor if len({a[s] for a in result.attractors}) > 1]
        names = differ[:3] or named[:2]
    species = result.model.species
    return ", ".join(f"{species[s].name} {words.get(attractor[s], attractor[s])}" for s in names)
