"""How well the suggester does: precision and recall against curations made by people.

Run ``python benchmarks/suggestion.py`` for the five shipped figures (records in ``seeds/``), and
``python benchmarks/suggestion.py FOLDER`` to add the figures of ``benchmarks/gold/`` whose records
lie in FOLDER: those used for development, and the six held out. The development sentences are
always scored. With FOLDER the counts are written to ``results/suggestion.json``, which the tests
compare with the text of the documentation. ``--verbose`` lists what is missed and what is wrong,
but never for the six held out: who sees their errors cannot hold them out any longer.

What counts. An arrow is a source, a sign and a target; the figure is the unit, so a second
sentence for the same arrow counts once. On the curated side: every arrow with stated evidence,
less those between two forms of the same thing (gene and its own homodimer, alteration and what it
alters), which are devices of the model. On the proposed side: every distinct candidate of the
kinds ``arrow`` and ``absent``; one of the kind ``absent`` is right if the curation lists that
arrow as absent. Two ends agree if the table reads both as the same entity, if the printed names
fold to the same, if the caption names a family and the model the member of it, or if the model
has a complex of which the caption names a partner. The sign must agree. The baseline is: nearest
name, trigger word, nearest name.
"""

from __future__ import annotations

import csv
import json
import platform
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from her2model.curating.caption_names import tokens
from her2model.curating.printed_names import end_of_statements, fold_name
from her2model.curating.suggestion import Candidate, suggest
from her2model.library import list_models, load
from her2model.model.figures import Figure, read_figures
from her2model.model.model import Model
from her2model.model.shipped import entities

HERE = Path(__file__).parent
Key = tuple[frozenset[str], str, frozenset[str]]


@dataclass
class Score:
    """Counts for one figure or for several."""

    figure: str
    curated: int = 0
    found: int = 0
    proposed: int = 0
    right: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.proposed if self.proposed else 1.0

    @property
    def recall(self) -> float:
        return self.found / self.curated if self.curated else 1.0

    def __str__(self) -> str:
        return (
            f"{self.figure:<42} precision {self.precision:.2f} ({self.right}/{self.proposed})  "
            f"recall {self.recall:.2f} ({self.found}/{self.curated})"
        )


def total(scores: Iterable[Score], name: str) -> Score:
    rows = list(scores)
    counts = (sum(getattr(s, n) for s in rows) for n in ("curated", "found", "proposed", "right"))
    return Score(name, *counts)


# -- the shipped curation ----------------------------------------------------------------------


def curated_arrows(model: Model) -> Iterator[tuple[str, Key]]:
    for key, i in model.interactions.items():
        if i.basis != "caption" or _core(model, i.source) & _core(model, i.target):
            continue
        yield key, (_names(model, i.source), i.sign, _names(model, i.target))


def absent_arrows(model: Model) -> Iterator[Key]:
    for key in model.absent:
        source, symbol, target = key.split()
        sign = "activation" if symbol == "->" else "inhibition"
        yield _names(model, source), sign, _names(model, target)


def _core(model: Model, species: str) -> frozenset[str]:
    """What a species is a form of: an alteration is a form of what it alters."""
    s = model.species[species]
    targets = [i.target for i in model.interactions.values() if i.source == species]
    if s.kind == "alteration" and not s.entity and len(targets) == 1:
        return _core(model, targets[0])
    if not s.entity or s.entity not in entities().by_id:
        return frozenset([species])
    entity = entities()[s.entity]
    whole = entity.kind == "complex" and len(entity.members) == 1
    return frozenset(entity.members if whole else [entity.id])


def _names(model: Model, species: str) -> frozenset[str]:
    """Every name that may stand for a species: its own, its entity's, those of its partners."""
    s = model.species[species]
    found = {s.id, s.label, *_core(model, species)}
    found |= {a for n, x in model.alterations.items() if species in x.fix for a in (n, *x.aliases)}
    if s.entity in entities().by_id:
        entity = entities()[s.entity]
        found |= {entity.id, entity.label, *entity.aliases}
        if entity.kind == "complex":
            found |= set(entity.members)
    return frozenset(fold_name(n) for n in found if n)


# -- candidates --------------------------------------------------------------------------------


def proposed_arrows(candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, Key]]:
    seen = set()
    for c in candidates:
        if c.kind == "claim":
            continue
        key = (
            _end(c.source, c.source_entity),
            "activation" if c.sign == "activates" else "inhibition",
            _end(c.target, c.target_entity),
        )
        if (key, c.kind) not in seen:
            seen.add((key, c.kind))
            yield c, key


def _end(text: str, entity: str | None) -> frozenset[str]:
    if not entity:
        names = {text, *text.split(":")}
        return frozenset(map(fold_name, names)) | {fold_name(text).removeprefix("cell")}
    row = entities()[entity]
    found = {row.id, *(row.members if row.kind == "family" else ())}
    return frozenset(map(fold_name, found))


def agree(a: Key, b: Key) -> bool:
    return a[1] == b[1] and bool(a[0] & b[0]) and bool(a[2] & b[2])


def score(
    name: str,
    curated: list[tuple[str, Key]],
    absent: list[Key],
    proposed: list[tuple[str, Key, bool]],
) -> Score:
    arrows = [k for _, k, is_absent in proposed if not is_absent]
    missed = [label for label, key in curated if not any(agree(key, k) for k in arrows)]
    wrong = [
        label
        for label, key, is_absent in proposed
        if not any(agree(key, k) for k in (absent if is_absent else (k for _, k in curated)))
    ]
    return Score(
        name,
        len(curated),
        len(curated) - len(missed),
        len(proposed),
        len(proposed) - len(wrong),
        missed,
        wrong,
    )


def score_seeds(folder: Path, *, baseline: bool = False) -> list[Score]:
    figures = read_figures(folder)
    models = [load(n) for n in list_models()]
    rows = []
    for model in models:
        if model.figure and model.figure in figures:
            proposed = list(_proposals(figures[model.figure], baseline))
            curated, absent = list(curated_arrows(model)), list(absent_arrows(model))
            rows.append(score(model.figure, curated, absent, proposed))
    return rows


def _proposals(figure: Figure, baseline: bool) -> Iterator[tuple[str, Key, bool]]:
    if baseline:
        yield from nearest(figure)
        return
    for c, key in proposed_arrows(suggest(figure).candidates):
        yield f"{c.arrow} ({c.pattern})", key, c.kind == "absent"


_UP = ["activat", "stimulat", "induc", "promot", "trigger", "increas", "lead", "mediat", "provid"]
_DOWN = ["inhibit", "block", "prevent", "suppress", "decreas", "reduc", "loss", "degrad"]


def nearest(figure: Figure) -> Iterator[tuple[str, Key, bool]]:
    """Propose by the baseline: nearest name, trigger word, nearest name."""
    last = end_of_statements(figure.caption)
    seen = set()
    for s in figure.sentences:
        words = tokens(figure, s.start, min(s.end, last)) if s.start < last else []
        for i, t in enumerate(words):
            down = any(t.low.startswith(w) for w in _DOWN)
            if not down and not any(t.low.startswith(w) for w in _UP):
                continue
            left = next((w.names[-1] for w in reversed(words[:i]) if w.names), None)
            right = next((w.names[0] for w in words[i + 1 :] if w.names), None)
            if left and right:
                sign = "inhibition" if down else "activation"
                key = (_end(left.text, left.entity), sign, _end(right.text, right.entity))
                if key not in seen:
                    seen.add(key)
                    yield f"{left.text} {sign} {right.text}", key, False


# -- figures and sentences curated by hand ------------------------------------------------------

GOLD = HERE / "gold"
RESULTS = HERE / "results" / "suggestion.json"
HELD_OUT = GOLD / "six_figures.tsv"
DEVELOPMENT = (GOLD / "development.tsv", GOLD / "five_figures.tsv")
SENTENCES = GOLD / "development_sentences.tsv"

# The reader of 1,715 lines that this one replaced, on the same figures and arrows.
FORMER = {"right": 57, "proposed": 77, "found": 51, "curated": 88}

# Records for development whose captions state no signed arrow: whatever is proposed is wrong.
SILENT = (
    "PMC100028__ii1110348001",
    "PMC101920__jb1500344001",
    "PMC3411916__nihms373841f3",
    "PMC3589701__zlj9991030170003",
    "PMC3630382__gni-11-24-g010",
    "PMC6104565__fphar-09-00905-g0005",
)


def read_gold(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def score_gold(folder: Path, *paths: Path, silent: tuple[str, ...] = ()) -> list[Score]:
    """Score the figures of tables of arrows, and figures that state none."""
    rows = [row for path in paths for row in read_gold(path)]
    scores = []
    for figid in dict.fromkeys([*(r["figid"] for r in rows), *silent]):
        figure = read_figures_one(folder, figid)
        curated = [(_label(r), _gold_key(r, figure)) for r in rows if r["figid"] == figid]
        scores.append(score(figid, curated, [], list(_proposals(figure, baseline=False))))
    return scores


def score_development(folder: Path) -> list[Score]:
    return score_gold(folder, *DEVELOPMENT, silent=SILENT)


def score_sentences() -> list[Score]:
    """Score the development sentences, each as a caption of its own."""
    scores = []
    for row in read_gold(SENTENCES):
        figure = Figure(figid=f"s{row['number']}", pmcid="", caption=row["sentence"])
        stated = [a.strip() for a in row["arrows"].split(";") if row["arrows"] != "none"]
        parts = [re.split(r" ([+-]) ", a) for a in stated]
        rows = [dict(zip(("source", "sign", "target"), p, strict=True)) for p in parts]
        curated = [(_label(r), _gold_key(r, figure)) for r in rows]
        name = f"sentence {row['number']}"
        scores.append(score(name, curated, [], list(_proposals(figure, baseline=False))))
    return scores


def read_figures_one(folder: Path, figid: str) -> Figure:
    from her2model.model.figures import read_figure

    return read_figure(folder / f"{figid}.md")


def _label(row: dict[str, str]) -> str:
    return f"{row['source']} {row['sign']} {row['target']}"


def _gold_key(row: dict[str, str], figure: Figure) -> Key:
    sign = "activation" if row["sign"] == "+" else "inhibition"
    return _gold_names(row["source"], figure), sign, _gold_names(row["target"], figure)


def _gold_names(names: str, figure: Figure) -> frozenset[str]:
    found = set(names.split("|"))
    found |= {r.entity for n in found if (r := entities().read(n, figure.figid)) and r.entity}
    return frozenset(map(fold_name, found))


def main(arguments: list[str]) -> None:
    verbose = "--verbose" in arguments
    folders = [Path(a) for a in arguments if not a.startswith("-")]
    seeds = HERE.parent / "seeds"
    found = {"shipped figures": report("shipped figures", score_seeds(seeds), verbose)}
    print(total(score_seeds(seeds, baseline=True), "  baseline: nearest names"))
    title = "development sentences"
    found[title] = report(title, score_sentences(), verbose, one_line=not verbose)
    for folder in folders:
        title = "development figures"
        found[title] = report(title, score_development(folder), verbose)
        title = "held-out figures"
        found[title] = report(title, score_gold(folder, HELD_OUT), verbose=False)
        rows: dict[str, object] = {name: counts(whole) for name, whole in found.items()}
        rows["the reader before, held-out figures"] = FORMER
        rows["python"] = platform.python_version()
        RESULTS.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


def counts(whole: Score) -> dict[str, int]:
    return {n: getattr(whole, n) for n in ("right", "proposed", "found", "curated")}


def report(title: str, scores: list[Score], verbose: bool, *, one_line: bool = False) -> Score:
    for s in () if one_line else scores:
        print(s)
        if verbose:
            print(*(f"    missed  {m}\n" for m in s.missed), sep="", end="")
            print(*(f"    wrong   {w}\n" for w in s.wrong), sep="", end="")
    whole = total(scores, f"  all: {title}")
    print(whole)
    return whole


if __name__ == "__main__":
    main(sys.argv[1:])
