"""The words round a difference: what is done, where it turns, and what is the same in both."""

from __future__ import annotations

from her2model.answers.arrow_evidence import evidence_lines
from her2model.answers.difference import Difference
from her2model.drawing.overlay import Overlay
from her2model.drawing.sentences import arrow_text
from her2model.model.parts import Interaction

__all__ = ["same_in_both", "scenario_pair", "title_of", "turning_point", "watch"]

_MOST = 5


def title_of(told: Difference, overlays: tuple[Overlay, Overlay]) -> str:
    """Return the title: what is done between the two states."""
    before, after = overlays
    names = told.model.species
    added = [names[s].name for s in told.done if s in after.given - before.given]
    taken = [names[s].name for s in told.done if s in before.given - after.given]
    others = [names[s].name for s in told.done if s not in before.given | after.given]
    parts = []
    if added:
        parts.append(f"adding {' and '.join(added)}")
    if taken:
        parts.append(f"leaving out {' and '.join(taken)}")
    if others:
        parts.append(f"changing {' and '.join(others[:3])}")
    said = " and ".join(parts) or "two states"
    return f"{said[:1].upper()}{said[1:]}: what changes, and only that"


def scenario_pair(overlays: tuple[Overlay, Overlay]) -> str:
    """Return the two scenarios, and which half of a box is which."""
    first, second = (o.heading.split(" — ")[0] for o in overlays)
    return f"{first} (left half of a box) → {second} (right half)"


def watch(told: Difference) -> str:
    """Return what comes on that an alteration of the model forces on too, with what it still lacks.

    Empty where nothing does, or where nothing is lacking: then the picture shows what it leads to.
    """
    names, now = told.model.species, told.after
    for s in told.going("on"):
        arrows = [i for i in told.model.regulators(s) if told.change(i) == "starts"]
        through = [i.source for i in arrows if i.sign == "activation" and i.source in told.changed]
        for name, alteration in told.model.alterations.items():
            held = {**alteration.fix, **alteration.floor}
            forced = [f for f, value in held.items() if value]
            lacking = [f for f in forced if now.get(f) == "off"]
            if s in forced and s not in told.done and through and lacking:
                lacks = " and ".join(names[f].name for f in lacking)
                first = f"{names[s].name} comes on through {names[through[0]].name}"
                return f"watch: {first}; with {lacks}, off here, this would be {name}"
    return ""


def turning_point(told: Difference) -> tuple[str, list[str]]:
    """Return the first arrow by which what is done acts, and its evidence."""
    changed, done = set(told.changed), set(told.done)
    arrow = next(
        (
            i
            for s in told.changed
            if s not in done
            for i in told.model.regulators(s)
            if i.source in done and i.source in changed
        ),
        None,
    )
    if arrow is None:
        return _nothing(told), []
    names = told.model.species
    target = names[arrow.target].name
    word = {"on": "comes on", "off": "goes off"}.get(told.after[arrow.target], "changes")
    return (
        f"{arrow_text(told.model, arrow)} {_verb(told, arrow)} acting: {target} {word}"
        f"{_ends(told)}.",
        [" ".join(evidence_lines(arrow))],
    )


def _nothing(told: Difference) -> str:
    if not told.changed:
        return "Nothing differs."
    if set(told.changed) <= set(told.model.drugs):
        return "Nothing differs but what is given."
    return f"{told.model.species[told.changed[0]].name} differs first."


def _verb(told: Difference, arrow: Interaction) -> str:
    return "starts" if told.after[arrow.source] == "on" else "stops"


def _ends(told: Difference) -> str:
    """Return what becomes of the readouts."""
    named = told.model.readouts
    if named is None:
        return ""
    said = []
    for s in (named.growth, named.death):
        if s is None:
            continue
        name, was, now = told.model.species[s].name, told.before.get(s), told.after.get(s)
        said.append(f"{name} {'stays' if was == now else 'is then'} {now}")
    return "; in the end " + " and ".join(said)


def same_in_both(told: Difference, overlays: tuple[Overlay, Overlay]) -> str:
    """Return in a sentence what is done in both, and what that still does."""
    before, after = overlays
    names = told.model.species
    kept = [
        s for s in told.before if s in (before.lost & after.lost) | (before.gained & after.gained)
    ]
    kept += [s for s in told.before if s in before.given & after.given]
    said: dict[str, None] = {}
    for s in kept:
        what = "given" if s in before.given else "lost" if s in before.lost else "on"
        said[f"{names[s].name} {what}"] = None
        for i in told.model.interactions.values():
            value = told.after.get(i.target)
            if i.source == s and value == told.before.get(i.target):
                said[f"{names[i.target].name} {value}"] = None
    listed = list(said)[:_MOST]
    if not listed:
        count = len(told.before) - len(told.changed)
        return f"The same in both: {count} of {len(told.before)} species."
    return f"The same in both: {', '.join(listed)}."
