"""The models whose pages are tested, and their pages."""

import random
from pathlib import Path
from typing import Any

import her2model as h2
from her2model import page
from her2model.engine.scenario import Scenario
from her2model.errors import InputError
from page_opener import CONSENSUS
from test_level_models import GRADED

ONSETS = ("de novo", "acquired", "together")
#: All drugs of the consensus are thousands of pairs; its page here offers these.
OFFERED = ["trastuzumab", "pertuzumab", "lapatinib", "capivasertib", "TDM1"]

BISTABLE = """
format: her2model/1
name: bistable
species:
  d: {kind: drug, initial: 0}
  e: {kind: drug, initial: 0}
  S: {kind: ligand, initial: 0}
  L: {kind: alteration, initial: 0}
  M: {kind: alteration, initial: 0}
  W: {kind: protein}
  X: {kind: protein}
  Y: {kind: protein}
  P: {kind: protein}
  Q: {kind: protein}
  Z: {kind: protein}
  G: {kind: phenotype}
interactions:
  {S -> W: [], d -| W: [], Y -| X: [], X -| Y: [], W -> X: [], e -| X: [], Q -| P: [], P -> Q: [],
   L -> P: [], W -? Z: [], X -? Z: [], X -> G: [], L -> G: [], P -> G: [], M -| G: [], Z -| Q: []}
rules:
  X: (not Y or W) and not e
  Y: not X
  P: not Q and L
  Z: (W and not X) or (X and not W)
  G: (X or (L and P)) and not M
alterations:
  L gain: {fix: {L: 1}}
  M gain: {fix: {M: 1}}
  X gain: {fix: {X: 1}}
  W cut: {cut: [W -> X]}
readouts: {growth: G}
"""

HOSTILE = """
format: her2model/1
name: hostile
title: "<script>window.broken = 1</script> & <!--DATA-->"
description: "</script><img src=x onerror='window.broken = 2'>"
figure: PMC1__f1
species:
  d: {kind: drug, label: "<b>drug</b>", initial: 0}
  A: {kind: protein, label: "<script>window.broken = 3</script>", initial: 1}
  B: {kind: phenotype, label: "פרוליפרציה של תאים", meaning: "<!-- not a comment"}
interactions:
  A -> B: [{quote: "</script><script>window.broken = 4</script>"}]
  d -| B: [{reference: "doi:10.1/<x>\\"y", basis: background}]
alterations:
  "<i>A</i> lost": {fix: {A: 0}, evidence: [{quote: "<img src=x onerror='window.broken = 5'>"}]}
readouts: {growth: B}
"""


def written(folder: Path) -> Path:
    """Write the pages of the shipped models, and of some that are hard on the page."""
    for name in names():
        model = model_of(name, folder)
        page(model, folder / f"{name}.html", drugs=offered(model))
    for name, text in (("bistable", BISTABLE), ("hostile", HOSTILE), ("graded", GRADED)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        page(folder / f"{name}.yaml", folder / f"{name}.html")
    return folder


def loaded(name: str, folder: Path) -> h2.Model:
    return (
        h2.load(folder / f"{name}.yaml")
        if name in ("bistable", "hostile", "graded")
        else h2.load(name)
    )


def names() -> list[str]:
    """The consensus, the figures' models, and one published model."""
    published = [n for n in h2.list_models() if n.startswith("published/")]
    return [h2.load(n).name for n in h2.list_models() if n not in published[1:]]


def offered(model: h2.Model) -> list[str]:
    return OFFERED if model.name == CONSENSUS else list(model.drugs)


def model_of(name: str, folder: Path) -> h2.Model:
    shipped = {h2.load(n).name: n for n in h2.list_models()}
    return h2.load(shipped[name]) if name in shipped else loaded(name, folder)


EVERY = [*names(), "bistable", "graded"]
UNTREATED = next(n for n in names() if model_of(n, Path()).untreated)
TREATED = [n for n in EVERY if n in ("bistable", "graded") or model_of(n, Path()).drugs]


def random_case(model: h2.Model, seed: int) -> dict[str, Any]:
    chance = random.Random(seed)

    def some(among: Any, most: int) -> list[str]:
        among = list(among)
        return chance.sample(among, min(len(among), chance.randint(0, most)))

    free = list(model.rules)
    while True:
        case: dict[str, Any] = {
            "alterations": some(model.alterations, 3),
            "drugs": some(offered(model), 3),
            "knockouts": some(free, 1),
            "gains": some(free, 2),
            "context": {s: chance.randint(0, model.species[s].top) for s in some(model.context, 2)},
            "onset": chance.choice(ONSETS),
        }
        graded = random.Random(seed)  # a gain may name its level
        case["gains"] = [
            f"{g}={graded.randint(1, top)}" if (top := model.species[g].top) > 1 else g
            for g in case["gains"]
        ]
        try:
            Scenario.of(model, **case)
        except InputError:  # two causes force one species to different values
            continue
        return case
