"""Put the picture of a reason together: answer, mechanism, chain, how to read it, evidence."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from her2model.answers.reason import Reason
from her2model.drawing.geometry import Glyph, Layout, Point, Wire
from her2model.drawing.reason_layout import Fold, refolded
from her2model.drawing.reason_parts import (
    BoxLook,
    LineLook,
    badge,
    band_items,
    box,
    box_sample,
    cross_on,
    line,
    line_sample,
    sample_wire,
)
from her2model.drawing.report import Entry, Report, Sheet, sheets
from her2model.drawing.scene import Item, Picture
from her2model.drawing.sentences import answer, caption, mechanism, pill
from her2model.drawing.styles import SIGNALS, Signals, Style
from her2model.drawing.text_metrics import printable
from her2model.errors import LimitError
from her2model.model.parts import Interaction, Kind
from her2model.model.rules import Sign
from her2model.verdicts import MIXED, UNSETTLED, Value

__all__ = ["reason_picture"]

_DASH = (4.6, 2.8)


def reason_picture(why: Reason, style: Style, size: str | None) -> Picture:
    """Draw a reason.

    Parameters
    ----------
    why
        From :func:`~her2model.answers.reason.reason`.
    style, size
        As for :func:`~her2model.drawing.diagram.draw`; a slide, or else a poster, when None.

    Raises
    ------
    LimitError
        The chain has no room at that size with text of 10 points on a slide, of 6 in a column.
    """
    report = _report(why, style)
    for sheet in sheets(size):
        fold = _fold(why, sheet.room(report))
        if fold is not None:
            return _composed(why, style, sheet, report, fold)
    raise LimitError(
        f"{why.model.name}: the {len(why.steps)} steps of this chain have no room at size {size!r} "
        "with text that can be read; ask for size='poster'"
    )


def _fold(why: Reason, room: tuple[float, float] | None) -> Fold | None:
    arrows = why.model.interactions.values()
    kinds = {i.id: _kind(why, i) for i in arrows}
    named = set(why.model.named_only)
    values = {s: why.value(s) for s in why.model.species if s not in named}
    ends = {why.explanation.readout, *why.simulation.scenario.drugs, *why.blocked}
    decisive = why.explanation.decisive
    ends |= {decisive.source, decisive.target} if decisive else set()
    ends |= {s.species for s in why.steps if s.cause}
    crossed = _silenced(why)
    around, needed = (*crossed, *why.around), max(1, len(crossed))
    for apart in (set(why.core), ends):
        fold = refolded(why.model, why.core, around, apart, kinds, values, room, (), needed)
        if fold is not None:
            return fold
    return None


def _silenced(why: Reason) -> list[tuple[str]]:
    """Return where ways that the drugs silence begin, below what they block, to bear the crosses.

    They come before the whole ways, for which a slide with a long chain has no room.
    """
    ways = {s for group in why.around if set(group) & set(why.blocked) for s in group}
    arrows = why.model.interactions.values()
    first = [a.target for a in arrows if _kind(why, a) == "blocked" and a.target in ways]
    return [(s,) for s in dict.fromkeys(first) if s not in why.core]


def _kind(why: Reason, arrow: Interaction) -> str:
    part = why.part(arrow)
    return "blocked" if part == "silent" and arrow.source in why.blocked else part


# -- looks ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Looks:
    """How boxes and lines of a reason look in a style."""

    why: Reason
    style: Style

    def line(self, arrow: Interaction) -> LineLook:
        s, part = SIGNALS[self.style.name], self.why.part(arrow)
        is_off = self.why.value(arrow.source) == "off"
        decisive = self.why.explanation.decisive
        if part == "step":
            colour = s.decisive if decisive and arrow.id == decisive.id else s.step
            dash, away = (_DASH, 7.0) if is_off else ((), 0.0)
            return LineLook(colour, 2.7, dash, s.halo, away)
        if part == "drug":
            return LineLook(s.drug, 2.2)
        if part == "acts":
            return LineLook(s.acts, 1.4)
        return LineLook(s.silent, 1.3)

    def box(self, g: Glyph) -> BoxLook:
        s, why = SIGNALS[self.style.name], self.why
        value, species = why.value(g.species), g.species
        ink, faint = self.style.ink, s.faint
        if species in why.simulation.scenario.drugs:
            given = self.style.given
            return BoxLook(given.fill, given.line, 1.6, given.text, bold=True)
        if species in why.numbers:
            done = _is_done(why, species)
            moves = value in (MIXED, UNSETTLED)
            fill = s.halo if moves else self.style.on.fill if value == "on" else "#FFFFFF"
            dash = (5.0, 2.5) if moves else ()
            outline = s.decisive if done else s.step
            struck = s.decisive if done and value == "off" else ""
            text = s.decisive if struck else ink
            bold = value == "on" or done
            stacked = bool(g.folded)
            return BoxLook(fill, outline, 2.0, text, bold, dash, struck, stacked=stacked)
        if species in why.blocked:
            return BoxLook("#FFFFFF", s.drug, 1.6, faint, dash=(3.6, 2.2))
        if any(why.model.interactions[a].target == species for a in why.effect):
            return BoxLook(s.tinted, s.drug, 1.4, ink)
        if value == "off":
            return BoxLook("#FFFFFF", s.off_line, 1.1, faint, stacked=bool(g.folded))
        return BoxLook(s.on, s.on_line, 1.1, faint, stacked=bool(g.folded))


def _diagram(why: Reason, style: Style, layout: Layout) -> Iterator[Item]:
    s, looks = SIGNALS[style.name], _Looks(why, style)
    yield from band_items(layout, style, s)
    order = ("silent", "acts", "drug", "step")
    arrows = why.model.interactions
    wires = sorted(layout.wires, key=lambda w: order.index(why.part(arrows[w.interaction])))
    drawn = [list(line(w, looks.line(arrows[w.interaction]), _edge(w))) for w in wires]
    for items in drawn:
        yield from (i for i in items if i.group.startswith("halo-"))
    for items in drawn:
        yield from (i for i in items if not i.group.startswith("halo-"))
    crossed = set()
    for w in wires:
        silent = why.part(arrows[w.interaction]) == "silent"
        if silent and w.source in why.blocked and w.bundle not in crossed:
            crossed.add(w.bundle)
            yield from cross_on(w, s.drug, f"cross-{w.source}-{w.target}")
    ends: dict[str, list[Point]] = {}
    for w in layout.wires:
        ends.setdefault(w.source, []).append(w.points[0])
        ends.setdefault(w.target, []).append(w.end)
    for g in layout.glyphs:
        yield from box(g, _kind_of(why, g), looks.box(g), f"node-{g.species}")
    for g in layout.glyphs:
        yield from _numbered(why, g, s, ends.get(g.species, []))


def _edge(w: Wire) -> str:
    return f"edge-{w.source}-{w.target}"


def _kind_of(why: Reason, g: Glyph) -> Kind:
    return why.model.species[g.species].kind


def _numbered(why: Reason, g: Glyph, s: Signals, ends: Sequence[Point]) -> Iterator[Item]:
    numbers = [why.numbers[m] for m in g.folded or (g.species,) if m in why.numbers]
    if numbers:
        text = str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"
        colour = s.decisive if _is_done(why, g.species) else s.step
        yield from badge(g, text, colour, f"node-{g.species}", ends)


def _is_done(why: Reason, species: str) -> bool:
    """Whether an alteration, a knockout or a gain is at this species."""
    cause = next((t.cause for t in why.steps if t.species == species), "")
    return cause.startswith(("alteration", "knocked", "forced"))


# -- the whole ------------------------------------------------------------------------------------


def _report(why: Reason, style: Style) -> Report:
    """Return the words that do not hang on what is folded away."""
    said, lines = caption(why)
    decisive = why.explanation.decisive
    return Report(
        title=answer(why),
        subtitle=mechanism(why),
        pills=(pill(why.simulation),),
        caption=said,
        lines=tuple(lines),
        badge=str(why.numbers.get(decisive.target, "")) if decisive else "",
        mark=SIGNALS[style.name].decisive,
    )


def _composed(why: Reason, style: Style, sheet: Sheet, report: Report, fold: Fold) -> Picture:
    whole = replace(
        report,
        entries=tuple(_entries(why, style, fold.layout)),
        notes=tuple(_folded_away(why, fold)),
    )
    items = tuple(_diagram(why, style, fold.layout))
    page = sheet.composed(whole, items, fold.layout, style)
    names = {f"node-{s}": why.model.species[s].meaning_text for s in fold.shown}
    names |= {_edge(w): w.interaction for w in fold.layout.wires}
    alt = printable(f"{report.title}. {report.subtitle} {why.explanation.text()}")
    return replace(page, alt=alt, names=names)


def _folded_away(why: Reason, fold: Fold) -> Iterator[str]:
    model = why.model
    hidden = [s for s in model.species if s not in fold.shown and s not in model.named_only]
    drugs = [s for s in hidden if model.species[s].kind == "drug"]
    fixed = {s for a in model.alterations.values() for s in a.fix}
    absent = [
        s
        for s in hidden
        if s not in drugs
        and (s in fixed or model.species[s].kind in ("alteration", "variant"))
        and why.value(s) == "off"
    ]
    others = len(hidden) - len(drugs) - len(absent)
    if drugs:
        yield f"{len(drugs)} {_plural('drug', drugs)} not given"
    if absent:
        yield f"{len(absent)} {_plural('alteration', absent)} absent"
    if others:
        yield f"{others} species that change nothing in this answer"


def _plural(word: str, things: Sequence[str]) -> str:
    return word if len(things) == 1 else f"{word}s"


def _entries(why: Reason, style: Style, layout: Layout) -> Iterator[Entry]:
    """Explain what this picture uses, and nothing else."""
    arrows = [why.model.interactions[w.interaction] for w in layout.wires]
    parts = {(why.part(a), a.sign, why.value(a.source)) for a in arrows}
    yield from _step_entries(why, style, parts)
    yield from _other_entries(why, style, {p[0] for p in parts} | {_kind(why, a) for a in arrows})


_STEPS: tuple[tuple[Sign, Value, str], ...] = (
    ("activation", "on", "acts: switches on"),
    ("inhibition", "on", "acts: holds down"),
    ("inhibition", "off", "released: the inhibitor is off"),
    ("activation", "off", "starved: the activator is off"),
)


def _step_entries(
    why: Reason, style: Style, parts: Collection[tuple[str, str, str]]
) -> Iterator[Entry]:
    s, values = SIGNALS[style.name], {why.value(t.species) for t in why.steps}
    if "on" in values:
        look = BoxLook(style.on.fill, s.step, 2.0, style.ink)
        yield Entry((*box_sample(look), *_badge("5", s.step)), "step, on")
    if "off" in values:
        look = BoxLook("#FFFFFF", s.step, 2.0, style.ink)
        yield Entry((*box_sample(look), *_badge("6", s.step)), "step, off")
    if values & {MIXED, UNSETTLED}:
        look = BoxLook(s.halo, s.step, 2.0, style.ink, dash=(5.0, 2.5))
        yield Entry((*box_sample(look), *_badge("7", s.step)), "step, does not settle")
    used = {(part, sign, "off" if v == "off" else "on") for part, sign, v in parts}
    for sign, value, text in _STEPS:
        if ("step", sign, value) in used:
            dash, away = ((), 0.0) if value == "on" else (_DASH, 4.0)
            yield Entry(line_sample(LineLook(s.step, 2.7, dash, s.halo, away), sign), text)
    decisive = why.explanation.decisive
    if decisive is not None:
        look_of = LineLook(s.decisive, 2.7, (), s.halo)
        yield Entry(line_sample(look_of, decisive.sign), "decisive arrow")
    if any(t.value == 0 and _is_done(why, t.species) for t in why.steps):
        look = BoxLook("#FFFFFF", s.decisive, 2.0, "", struck=s.decisive)
        yield Entry(box_sample(look), "lost")


def _other_entries(why: Reason, style: Style, parts: Collection[str]) -> Iterator[Entry]:
    s = SIGNALS[style.name]
    if "acts" in parts:
        grey = line_sample(LineLook(s.acts, 1.4), "activation")
        yield Entry(grey, "acts, not needed for this answer")
    pale = line_sample(LineLook(s.silent, 1.3), "activation")
    if "silent" in parts:
        yield Entry(pale, "silent: its source is off")
    if "drug" in parts:
        yield Entry(line_sample(LineLook(s.drug, 2.2), "inhibition"), "the drug's effect")
    if why.blocked:
        look = BoxLook("#FFFFFF", s.drug, 1.6, s.faint, dash=(3.6, 2.2))
        yield Entry(box_sample(look), "blocked by the drug")
    if "blocked" in parts:
        cross = cross_on(sample_wire("activation"), s.drug, "legend")
        yield Entry((*pale, *cross), "way that the block silences")


def _badge(number: str, colour: str) -> Iterator[Item]:
    yield from badge(Glyph("", 21, 20.5, 30, 16, ()), number, colour, "key")  # half on its box
