"""Put the picture of a difference together: one diagram, split boxes, what changes and what not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from her2model.answers.difference import Difference, difference
from her2model.drawing.difference_words import (
    same_in_both,
    scenario_pair,
    title_of,
    turning_point,
    watch,
)
from her2model.drawing.geometry import Glyph, Layout, Wire
from her2model.drawing.overlay import Overlay
from her2model.drawing.reason_layout import Fold, refolded
from her2model.drawing.reason_parts import (
    BoxLook,
    LineLook,
    band_items,
    box,
    box_sample,
    line,
    line_sample,
)
from her2model.drawing.report import Entry, Report, Sheet, sheets
from her2model.drawing.scene import Item, Picture
from her2model.drawing.sentences import pill
from her2model.drawing.styles import SIGNALS, Style
from her2model.drawing.text_metrics import printable
from her2model.engine.simulation import DISCLAIMER, Simulation
from her2model.errors import LimitError
from her2model.model.model import Model
from her2model.verdicts import MIXED, UNSETTLED, Value, level_in

__all__ = ["Pair", "difference_picture"]

_DOTS = (2.2, 2.4)


@dataclass(frozen=True)
class Pair:
    """Two states to compare, with the simulations that they are of, if any."""

    model: Model
    overlays: tuple[Overlay, Overlay]
    results: tuple[Simulation, Simulation] | None = None

    def told(self) -> Difference:
        """Return what differs."""
        before, after = self.overlays
        done = [
            s
            for s in self.model.species
            if (s in before.given) != (s in after.given)
            or (s in before.lost) != (s in after.lost)
            or (s in before.gained) != (s in after.gained)
        ]
        return difference(self.model, before.values, after.values, done)


def difference_picture(
    pair: Pair, style: Style, size: str | None, only: frozenset[str] | None = None
) -> Picture:
    """Draw what differs between two states.

    Parameters
    ----------
    pair
        The states.
    style, size
        As for :func:`~her2model.drawing.diagram.draw`; a slide, or else a poster, when None.
    only
        Species that may be drawn; any when None.

    Raises
    ------
    LimitError
        There is no room at that size for what is done and the readouts.
    """
    told = pair.told()
    report = _report(pair, told, style)
    for sheet in sheets(size):
        fold = _fold(pair, told, sheet.room(report), only)
        if fold is not None:
            return _composed(pair, told, style, sheet, report, fold)
    raise LimitError(
        f"{pair.model.name}: what differs has no room at size {size!r} with text that can be read; "
        "ask for size='poster'"
    )


def _fold(
    pair: Pair,
    told: Difference,
    room: tuple[float, float] | None,
    only: frozenset[str] | None,
) -> Fold | None:
    model = pair.model
    named = model.readouts
    ends = [] if named is None else [s for s in (named.growth, named.death) if s is not None]
    first, second = pair.overlays
    forced = [s for s in model.species if s in (first.lost | first.gained | first.given)]
    core = dict.fromkeys([*told.done, *forced, *ends, *told.changed[:1]])
    around = [(s,) for s in told.changed if s not in core]
    needed = len(around)
    around += [(s,) for s in _standing_by(told) if s not in core]
    if only is not None:
        core = {s: None for s in core if s in only or s in told.done}
        around = [g for g in around if g[0] in only]
    kinds = {i.id: _kind(told, i.id) for i in model.interactions.values()}
    values = {s: (v, told.after.get(s)) for s, v in told.before.items()}
    apart = {*told.changed, *core, *second.given}
    return refolded(model, tuple(core), around, apart, kinds, values, room, told.changed, needed)


def _kind(told: Difference, name: str) -> str:
    change = told.change(told.model.interactions[name])
    return "step" if change in ("starts", "stops") else change


def _standing_by(told: Difference) -> Iterator[str]:
    """Yield what is on in both and acts on what changes, nearest to what is done first."""
    changed = set(told.changed)
    seen: set[str] = set()
    for species in (*told.done, *told.changed):
        for arrow in told.model.regulators(species):
            s = arrow.source
            if s not in changed and s not in seen and told.change(arrow) == "acts":
                seen.add(s)
                yield s


# -- looks ----------------------------------------------------------------------------------------


def _line_look(told: Difference, name: str, style: Style) -> LineLook:
    s = SIGNALS[style.name]
    change = told.change(told.model.interactions[name])
    if change == "starts":
        return LineLook(s.starts, 2.5)
    if change == "stops":
        return LineLook(s.stops, 1.9, _DOTS)
    return LineLook(s.acts if change == "acts" else s.silent, 1.1)


def _height(value: str) -> float:
    """Return how far up a value is: 0 for off, 1 for on, between them what is neither."""
    level = level_in(value)
    return level[0] / level[1] if level else {"off": 0.0, "on": 1.0}.get(value, 0.5)


def _fill(value: str, style: Style) -> str:
    """Return the fill of half a box; a level between off and on is a lighter tone of on."""
    if value in (MIXED, UNSETTLED):
        return SIGNALS[style.name].halo
    red, green, blue = (
        round(255 + (int(style.on.fill[k : k + 2], 16) - 255) * _height(value)) for k in (1, 3, 5)
    )
    return f"#{red:02X}{green:02X}{blue:02X}"


def _box_look(pair: Pair, told: Difference, g: Glyph, style: Style) -> BoxLook:
    s, species = SIGNALS[style.name], g.species
    before, after = pair.overlays
    was, now = told.before.get(species, "off"), told.after.get(species, "off")
    struck = s.decisive if species in after.lost else ""
    if was != now:
        rises = "on" if _height(now) > _height(was) else "off"
        colour = s.starts if rises == "on" else s.stops
        ink, wide = style.ink, 2.0
        halves = _fill(was, style), _fill(now, style)
        return BoxLook(halves[0], ink, wide, ink, True, (), struck, halves[1], rises, colour)
    if species in before.given:
        return BoxLook(s.tinted, s.drug, 1.1, style.ink)
    if was == "off":
        return BoxLook("#FFFFFF", s.off_line, 1.0, s.faint, struck=struck, stacked=bool(g.folded))
    return BoxLook(s.on, s.on_line, 1.0, s.faint, stacked=bool(g.folded))


def _diagram(pair: Pair, told: Difference, style: Style, layout: Layout) -> Iterator[Item]:
    s = SIGNALS[style.name]
    yield from band_items(layout, style, s)
    order = ("silent", "acts", "stops", "starts")

    def rank(w: Wire) -> int:
        return order.index(told.change(pair.model.interactions[w.interaction]))

    for w in sorted(layout.wires, key=rank):
        yield from line(w, _line_look(told, w.interaction, style), f"edge-{w.source}-{w.target}")
    for g in layout.glyphs:
        kind = pair.model.species[g.species].kind
        yield from box(g, kind, _box_look(pair, told, g, style), f"node-{g.species}")


# -- the whole ------------------------------------------------------------------------------------


def _report(pair: Pair, told: Difference, style: Style) -> Report:
    pills = () if pair.results is None else tuple(pill(r) for r in pair.results)
    point, evidence = turning_point(told)
    lines = [*evidence, same_in_both(told, pair.overlays), DISCLAIMER]
    return Report(
        title=title_of(told, pair.overlays),
        subtitle=scenario_pair(pair.overlays),
        pills=pills,
        caption=point,
        lines=tuple(x for x in lines if x),
        mark=SIGNALS[style.name].starts,
        heading=f"{len(told.changed)} of {len(told.before)} species differ",
    )


def _composed(
    pair: Pair, told: Difference, style: Style, sheet: Sheet, report: Report, fold: Fold
) -> Picture:
    notes = tuple(n for n in (*_counted(told, fold.shown), watch(told)) if n)
    whole = replace(report, entries=tuple(_entries(told, style, fold.layout)), notes=notes)
    items = tuple(_diagram(pair, told, style, fold.layout))
    page = sheet.composed(whole, items, fold.layout, style)
    names = {f"node-{s}": pair.model.species[s].meaning_text for s in fold.shown}
    names |= {f"edge-{w.source}-{w.target}": w.interaction for w in fold.layout.wires}
    said = " ".join([*notes, *whole.lines])
    alt = printable(f"{report.title}. {report.subtitle}. {report.heading}. {said}")
    return replace(page, alt=alt, names=names)


def _counted(told: Difference, shown: Sequence[str]) -> Iterator[str]:
    names = told.model.species
    words: tuple[tuple[Value, str], ...] = (("off", "▼ {} go off"), ("on", "▲ {} come on"))
    for value, word in words:
        going = told.going(value)
        if going:
            first = told.first(going)[:2] or going[:2]
            said = " and ".join(names[s].name for s in first)
            yield f"{word.format(len(going))}, {said} first"
    drugs = [s for s in told.changed if s in told.model.drugs]
    if drugs:
        yield f"and {' and '.join(names[d].name for d in drugs)} itself"
    folded = len([s for s in told.changed if s not in shown])
    if folded:
        yield f"{folded} of them are folded away, for want of room"
    same = len(told.before) - len({*told.changed, *shown})
    if same > 0:
        yield f"{same} that do not differ are folded away"


def _entries(told: Difference, style: Style, layout: Layout) -> Iterator[Entry]:
    s = SIGNALS[style.name]
    changes = {told.change(told.model.interactions[w.interaction]) for w in layout.wires}
    on, ink = style.on.fill, style.ink
    falls = BoxLook(on, ink, 2.0, ink, second="#FFFFFF", sign="off", sign_colour=s.stops)
    rises = BoxLook("#FFFFFF", ink, 2.0, ink, second=on, sign="on", sign_colour=s.starts)
    for value, other, sample in (("off", "on", falls), ("on", "off", rises)):
        going = told.going(value)
        if going:  # from the other end, or from a level between
            whole = all(told.before[x] == other for x in going)
            yield Entry(
                box_sample(sample), f"{other}{'' if whole else ' or between'}, then {value}"
            )
    if "stops" in changes:
        yield Entry(line_sample(LineLook(s.stops, 1.9, _DOTS), "activation"), "stops acting")
    if "starts" in changes:
        yield Entry(line_sample(LineLook(s.starts, 2.5), "activation"), "starts acting")
    yield Entry(box_sample(BoxLook(s.on, s.on_line, 1.0, ink)), "the same: on")
    yield Entry(box_sample(BoxLook("#FFFFFF", s.off_line, 1.0, ink)), "the same: off")
    if "acts" in changes or "silent" in changes:
        yield Entry(line_sample(LineLook(s.acts, 1.1), "activation"), "the same line")
