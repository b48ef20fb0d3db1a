"""How often verdicts come true: the figures behind ``docs/reference/validation.md``.

Run ``make validate``: it installs what is needed from packages and makes every figure that needs
nothing else. Figures on data that are in no package are made again where a folder is given:

    python benchmarks/validation.py --lsp FOLDER   # tables of labsyspharm/brca-profiling
    python benchmarks/validation.py --truths FILE  # a table of published truths with contrasts
    python benchmarks/validation.py --beal FILE    # model.bnet, id 190 of biodivine-boolean-models

and stay as they are recorded otherwise. A model that was not looked at before gets a row in the log
of looks.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import her2model as h2
from her2model.validation.validation import Validation

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "validation"
LOG = HERE.parent / "docs" / "reference" / "validation-log.md"
TRACK = HERE.parent / "models" / "track_record.tsv"
MARKED = "with the marker"


@dataclass(frozen=True)
class Run:
    """One model on one panel."""

    name: str
    model: str
    panel: str
    needs: str = ""


RUNS = (
    Run("her2-first-edition-gdsc", "models/her2-first-edition.yaml", "gdsc-her2"),
    Run("her2-first-edition-lsp", "models/her2-first-edition.yaml", "lsp-her2", "lsp"),
    Run("her2-gdsc", "her2-resistance", "gdsc-her2"),
    Run("her2-lsp", "her2-resistance", "lsp-her2", "lsp"),
    Run("mapk-gdsc", "mapk-resistance", "gdsc-mapk"),
    Run("mapk-levels-gdsc", "models/mapk-levels.yaml", "gdsc-mapk"),
    Run("beal-erk", "beal", "panels/beal-erk.yaml", "beal"),
    Run("beal-growth", "beal", "panels/beal-growth.yaml", "beal"),
)


def main() -> None:
    """Make the figures that can be made, and say which could not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lsp", help="folder of the growth-rate tables")
    parser.add_argument("--truths", help="table of published truths")
    parser.add_argument("--beal", help="the published model beside the second disease")
    parser.add_argument("only", nargs="*", help="names of runs; all when none is given")
    given = vars(parser.parse_args())
    RESULTS.mkdir(parents=True, exist_ok=True)
    for run in RUNS:
        if given["only"] and run.name not in given["only"]:
            continue
        if run.needs and not given[run.needs]:
            print(f"{run.name}: as recorded; --{run.needs} makes it again")
            continue
        _made(run, given)
    if not given["only"] or "experiments" in given["only"]:
        for model, panel in (("her2-resistance", "gdsc-her2"), ("mapk-resistance", "gdsc-mapk")):
            ranked = h2.experiments(model, panel)
            _save(f"experiments-{panel}", ranked.to_dict())
            print(str(ranked).splitlines()[-2])
    if given["truths"]:
        for model in ("models/her2-first-edition.yaml", "her2-resistance"):
            own = HERE / model if "/" in model else model
            told = h2.validate_published(own, given["truths"])
            _save(f"{'her2-first-edition' if '/' in model else 'her2'}-truths", told.to_dict())
            print(f"{told.model.name}, published truths: {told.share()}")


def _save(name: str, data: dict[str, Any]) -> None:
    text = json.dumps(data, indent=1, ensure_ascii=False)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _made(run: Run, given: dict[str, Any]) -> None:
    model = given["beal"] if run.model == "beal" else run.model
    own = HERE / model if model.startswith("models/") else model
    data = given["lsp"] if run.needs == "lsp" else None
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore", h2.ConversionWarning)
        found = h2.validate(own, _panel(run, Path(folder)), data=data)
    told = found.to_dict() | {"wrong": [_wrong(a) for a in found.wrong]}
    told["directions"] = list(_directions(found))
    _save(run.name, told)
    if model in h2.list_models():
        _keep_track(found)
    _log(found)
    figure = found.figures[-1] if found.figures else None
    print(f"{run.name}: {figure.index if figure else 'nothing to compare'}")


def _directions(found: Validation) -> Iterable[dict[str, Any]]:
    """Yield which lines each agent hits more, those with the marker or the others: 1, -1 or 0."""
    for name in dict.fromkeys(a.agent.name for a in found.answers):
        own = [a for a in found.answers if a.agent.name == name and a.prediction.score is not None]
        sides = [[a for a in own if a.genotype.marked is marked] for marked in (True, False)]
        if min(map(len, sides)) < 3:
            continue
        said, measured = (
            _sign(*(sum(value(a) for a in side) / len(side) for side in sides))
            for value in (lambda a: a.prediction.score, lambda a: -a.share)
        )
        lines = [len(side) for side in sides]
        yield {"agent": name, "lines": lines, "said": said, "measured": measured}


def _sign(first: float, second: float) -> int:
    return (first > second) - (first < second)


def _panel(run: Run, folder: Path) -> str | Path:
    """Return the panel of a run; the first edition has no input for a driver that is not known."""
    if run.panel.endswith(".yaml"):
        return HERE / run.panel
    if "first-edition" not in run.model:
        return run.panel
    text = (TRACK.parent / "panels" / f"{run.panel}.yaml").read_text(encoding="utf-8")
    own = folder / f"{run.panel}.yaml"
    own.write_text(text.replace(", Unknown_driver: 1", ""), encoding="utf-8")
    return own


def _wrong(answer: Any) -> dict[str, str]:
    """A wrong answer without the measured value, which is not ours to give away."""
    return {
        "line": answer.line.name,
        "agent": answer.agent.name,
        "said": answer.prediction.word,
        "measured": "sensitive" if answer.sensitive else "not sensitive",
    }


# -- hit rates at the verdict, and the log of looks ---------------------------------------------

COLUMNS = (
    "model",
    "digest",
    "drugs",
    "panel",
    "subset",
    "lines",
    "right",
    "decided",
    "rule",
    "by_rule",
)


def _keep_track(found: Validation) -> None:
    """Replace the rows of this model and panel in the file that ``track_record`` reads."""
    rule = next((r.name for r in found.panel.rules), "no alteration")
    rows = []
    told = [a for a in found.answers if a.right is not None]
    for subset in ("all lines", MARKED):
        among = [a for a in told if subset == "all lines" or a.genotype.marked]
        for drugs in dict.fromkeys(a.agent.drugs for a in among):
            own = [a for a in among if a.agent.drugs == drugs]
            counts = Counter(
                {
                    "right": sum(bool(a.right) for a in own),
                    "rule": sum(a.right_by(rule) for a in own),
                }
            )
            lines = len({a.line.name for a in own})
            cells = (found.model.name, found.model.digest[:12], " + ".join(drugs))
            cells += (found.panel.name, subset, str(lines), str(counts["right"]), str(len(own)))
            rows.append((*cells, rule, str(counts["rule"])))
    kept = [
        tuple(line.split("\t"))
        for line in (TRACK.read_text(encoding="utf-8").splitlines()[1:] if TRACK.exists() else [])
    ]
    kept = [r for r in kept if (r[0], r[3]) != (found.model.name, found.panel.name)]
    _write_table(TRACK, sorted([*kept, *rows]))


def _write_table(path: Path, rows: Iterable[tuple[str, ...]]) -> None:
    lines = ["\t".join(COLUMNS), *("\t".join(r) for r in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _log(found: Validation) -> None:
    """Append a look that was not taken before; nothing is ever changed or taken out."""
    look = f"| {found.model.name} | `{found.model.digest[:12]}` | {found.panel.name} |"
    text = LOG.read_text(encoding="utf-8")
    if look in text or not found.figures:
        return
    figure = next(
        (f for f in found.figures if f.name == "all together" and f.subset == "all lines"),
        found.figures[0],
    )
    name, best = max(figure.baselines.items(), key=lambda b: b[1].index.value)
    number = len(re.findall(r"^\| \d+ \|", text, flags=re.M)) + 1
    row = f"| {number} {look} {figure.lines} | {figure.index} | {name} {best.index} | |"
    lines = text.splitlines()
    rows = [k for k, x in enumerate(lines) if re.match(r"\| \d+ \|", x)]
    heads = [k for k, x in enumerate(lines) if x.startswith("|---")]
    lines.insert(max([*rows, heads[0]]) + 1, row)  # the first table is that of looks
    LOG.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
