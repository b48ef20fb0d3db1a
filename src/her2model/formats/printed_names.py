"""A network under its printed names: for tools that show nothing but the names of a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from her2model.formats.assembly import safe_ids
from her2model.model.model import Model
from her2model.model.parts import FrozenMap, Interaction, LevelRule, RuleEntry, Species
from her2model.model.rules import Rule

__all__ = ["under_printed_names"]


def under_printed_names(model: Model) -> Model:
    """Return the species, arrows and rules of a model with ids made of the printed names.

    What names species besides, such as alterations and claims, is left out.

    Examples
    --------
    >>> from her2model.formats.bnet import read_bnet
    >>> from pathlib import Path
    >>> model = read_bnet("A, B", Path("x.bnet")).model
    >>> species = Species(id="A", kind="protein", label="IGF-1R")
    >>> odd = replace(model, species=FrozenMap({**model.species, "A": species}))
    >>> under_printed_names(odd).rules["IGF_1R"].rule
    'B'
    """
    ids = _ids(model)
    species = FrozenMap((ids[s], _species(one, ids[s])) for s, one in model.species.items())
    arrows = (_arrow(i, ids) for i in model.interactions.values())
    return replace(
        model,
        species=species,
        interactions=FrozenMap((i.id, i) for i in arrows),
        rules=FrozenMap((ids[s], _entry(entry, ids)) for s, entry in model.rules.items()),
        alterations=FrozenMap(),
        claims=(),
        readouts=None,
        absent=FrozenMap(),
        waived=(),
        untreated=FrozenMap(),
        words=(),
    )


def _ids(model: Model) -> dict[str, str]:
    """Make an id of each printed name; of one that several species have, with the old id too."""
    times = Counter(s.name for s in model.species.values())
    names = {
        s.id: s.name if times[s.name] == 1 else f"{s.name} {s.id}" for s in model.species.values()
    }
    if len(set(names.values())) < len(names):
        names = {s: s for s in names}
    safe = safe_ids(names.values())
    return {s: safe[name] for s, name in names.items()}


def _species(s: Species, id: str) -> Species:
    return s.model_copy(update={"id": id, "label": s.name if s.name != id else ""})


def _arrow(i: Interaction, ids: Mapping[str, str]) -> Interaction:
    return i.model_copy(update={"source": ids[i.source], "target": ids[i.target]})


def _entry(entry: RuleEntry, ids: Mapping[str, str]) -> RuleEntry:
    higher = tuple(LevelRule(rule=_text(r.rule, ids), why=r.why) for r in entry.higher)
    return entry.model_copy(update={"rule": _text(entry.rule, ids), "higher": higher})


def _text(rule: str, ids: Mapping[str, str]) -> str:
    return Rule.parse(rule).renamed(ids).text
