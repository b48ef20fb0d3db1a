"""The pages of ``docs/reference/`` about landscapes: what was measured, and what follows.

``docs/tables.py`` writes them. Figures come from ``benchmarks/results/landscape.json``, answers
from the consensus as it is now.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from page_parts import table

import her2model as h2
from her2model import regimens
from her2model.engine.scenario import Scenario
from her2model.engine.simulation import DISCLAIMER
from her2model.screening.landscape import Landscape
from her2model.screening.minimal_sets import Reversal
from her2model.screening.regimens import Regimens

RESULTS = Path(__file__).parent.parent / "benchmarks" / "results" / "landscape.json"
CONSENSUS = "her2-resistance"
ONSETS = ("de novo", "acquired", "together")
WORDS = ("responds", "resistant", "mixed", "unsettled", "untreated")
TREATMENTS = (
    ("trastuzumab",),
    ("pertuzumab", "trastuzumab"),
    ("TDM1",),
    ("TDM1", "pertuzumab"),
    ("lapatinib",),
    ("lapatinib", "trastuzumab"),
    ("neratinib",),
    ("everolimus", "trastuzumab"),
    ("alpelisib", "trastuzumab"),
    ("capivasertib", "trastuzumab"),
    ("palbociclib",),
    ("palbociclib", "trastuzumab"),
    ("everolimus", "trametinib"),
)


def pages() -> dict[str, str]:
    """Return file name → text of every page."""
    return {
        "landscape-figures.md": figures_page(json.loads(RESULTS.read_text("utf-8"))),
        "combinations.md": combinations_page(),
    }


# -- what was measured ------------------------------------------------------------------------


def figures_page(found: dict[str, Any]) -> str:
    """What ``benchmarks/landscape.py`` wrote, as tables."""
    versions = ", ".join(f"{p} {v}" for p, v in found["versions"].items())
    lines = ["# Landscapes: what was measured", ""]
    lines += ["By `python benchmarks/landscape.py`, in one run on one core of two shared ones."]
    lines += [f"Python {found['python']} on {found['machine']}; {versions}.", ""]
    lines += ["## All alterations under all drugs", ""]
    lines += _onsets(found)
    lines += ["", "## More switches", "", *_wide(found)]
    lines += ["", "## Peers", "", *_peers(found)]
    lines += ["", "## Smallest bypasses, question by question", "", *_questions(found)]
    lines += ["", "## Agreement", "", *_agreement(found)]
    lines += ["", "## What hangs on onset, start and semantics", "", *_conditions(found)]
    return "\n".join(lines)


def _onsets(found: dict[str, Any]) -> list[str]:
    rows = []
    for onset in ONSETS:
        cold = found[f"cold process {onset}"]
        counts = found[f"landscape {onset} counts"]
        rows.append(
            (
                onset,
                *(f"{counts[w]:,}" for w in WORDS),
                _seconds(found[f"landscape {onset} seconds"]),
                f"{cold['wall']:.2f}",
                f"{cold['cpu']:.2f}",
                f"{cold['peak_mb']:.0f}",
            )
        )
    counts = found["landscape with ligands counts"]
    seconds = _seconds(found["landscape with ligands seconds"])
    rows.append(("de novo, NRG1 and IGF1", *(f"{counts[w]:,}" for w in WORDS), seconds, "", "", ""))
    switches = found["switches"]
    cells = 2 ** sum(switches.values())
    lines = [
        f"{switches['alterations']} alterations and {switches['drugs']} drugs: {cells:,} cells."
    ]
    lines += [
        "Processor seconds of the answer alone, with the search for the feedback set; then of"
    ]
    lines += ["a cold process that imports, loads, answers and counts."]
    now = {o: h2.landscape(CONSENSUS, onset=o).counts for o in ONSETS}
    same = all(now[o] == found[f"landscape {o} counts"] for o in ONSETS)
    lines += [
        "The counts are those of the model as it is now."
        if same
        else "**The model has changed since: these counts are no longer its own.**",
        "",
    ]
    head = ("onset", *WORDS, "seconds", "cold: clock s", "processor s", "peak MB")
    return lines + table(head, rows)


def _wide(found: dict[str, Any]) -> list[str]:
    rows = []
    for one in found["more switches"]:
        cost = (one.get("stopped", ""), "", "")
        if "stopped" not in one:
            cost = (f"{one['wall']:.2f}", f"{one['cpu']:.2f}", f"{one['peak_mb']:.0f}")
        asked = [one.get("onset", "de novo"), f"start {one.get('start', 'untreated')}"]
        asked += [*one.get("context", {})]
        sizes = (f"2^{one['switches']}", str(one["knockouts"]), str(one["gains"]))
        rows.append((one["model"], ", ".join(asked), *sizes, *cost))
    can = found["species that can be switches"]
    lines = [
        "Drugs, alterations, and species that may each be knocked out or forced on: of the",
        f"consensus {can}, which is all but the outcomes and what alterations force. Cold",
        "processes; exact, with all minimal trap spaces that can be reached. A species forced both",
        "ways at once is not counted as a cell. The consensus is a friendly case: percolation",
        "decides nearly all of it. In larger ones the diagrams grow until time or memory is up.",
        "",
    ]
    head = ("model", "asked", "sets", "knockouts", "gains", "clock s", "processor s", "peak MB")
    return lines + table(head, rows)


def _peers(found: dict[str, Any]) -> list[str]:
    ours = found["landscape de novo seconds"]
    rows = [("her2model, landscape", "all reachable minimal trap spaces", _seconds(ours), "1")]
    for what in ("fixed points", "minimal trap spaces"):
        seconds = found[f"AEON coloured {what}, 2^33, seconds"]
        ratio = found[f"AEON coloured {what} over ours"]
        cold = found[f"AEON {what} in a cold process"]
        said = f"{what}, any start; {cold['peak_mb']:.0f} MB"
        rows.append(("AEON, switches as colours", said, _seconds(seconds), _ratio(ratio)))
    loops = [k for k in found if k.startswith("loop of ") and k.endswith(", seconds a cell")]
    for key in sorted(loops, key=lambda k: float(found[k])):
        name = key.removeprefix("loop of ").removesuffix(", seconds a cell")
        seconds = found[key] * 2**33
        said = f"{1000 * found[key]:.1f} ms a cell"
        days = f"{seconds / 86_400:,.0f} days, extrapolated"
        rows.append((f"loop of {name}", said, days, _ratio(seconds / ours)))
    lines = [
        "AEON's one-pass fixed points are about as fast as the landscape: its network was built",
        "outside the clock and ours inside. They are another question: a tumour that does not come",
        "to rest has none. Loops are extrapolated from some cells.",
        "",
    ]
    return lines + table(("peer", "what it finds", "for 2³³ cells, s", "times ours"), rows)


def _questions(found: dict[str, Any]) -> list[str]:
    start, ending = "minimal bypasses of ", ", clingo, seconds"
    names = [k[len(start) : -len(ending)] for k in found if k.endswith(ending) and start in k]
    rows = []
    for name in sorted(names):
        key = f"{start}{name}"
        times = (f"{key}, seconds", f"{key}{ending}")
        peers = [f"{key}, BoNesis, {s} start, seconds" for s in ("untreated", "any")]
        costs = [_seconds(found[k]) for k in (*times, *peers)]
        rows.append((name, str(len(found[key])), *costs))
    lines = [
        "For a single question the solvers are fast too. clingo has an encoding of its own here"
    ]
    lines += [
        "(`benchmarks/minimal_sets.py`) and starts from the loaded model, as we do; BoNesis is"
    ]
    lines += [
        "given a network with an input for each alteration, and looks for sets of no more than"
    ]
    lines += ["the size that is needed. All found the same sets.", ""]
    head = ("drugs", "sets", "landscape, s", "clingo, s", "BoNesis, s", "BoNesis, any start, s")
    return lines + table(head, rows)


def _agreement(found: dict[str, Any]) -> list[str]:
    rows = []
    for onset in ONSETS:
        wrong = found[f"random cells of 2000 that differ from simulate, {onset}"]
        rows.append((f"random cells, {onset}", "`simulate`", "2,000", str(wrong)))
        cells = found[f"cells of up to 3 switches, {onset}"]
        wrong = found[f"of these that differ from simulate, {onset}"]
        rows.append(
            (f"all cells of up to 3 switches, {onset}", "`simulate`", f"{cells:,}", str(wrong))
        )
    for name in ("", " with IGF1"):
        cells = found[f"cells compared with mpbn{name}"]
        wrong = found[f"of these that differ from mpbn{name}"]
        rows.append((f"cells{name}", "mpbn, reachable attractors", str(cells), str(wrong)))
    for name in ("", " with ligands"):
        wrong = found[f"cells that differ from AEON, start any{name}"]
        what = f"every cell, any start{name}"
        rows.append((what, "AEON, coloured minimal trap spaces", f"{2**33:,}", str(wrong)))
        wrong = found[f"minimal sets that differ from brute force{name}"]
        what = f"minimal bypasses and combinations{name}"
        rows.append((what, "brute force over 2¹⁴ cells", f"{2**14:,}", str(wrong)))
    return table(("what", "against", "cells", "that differ"), rows)


def _conditions(found: dict[str, Any]) -> list[str]:
    rows = []
    for name in ("", " with ligands"):
        for other in ("onset acquired", "onset together", "start any"):
            n = found[f"differing in any species, {other}{name}"]
            rows.append((f"every species{name}", other, f"{n:,}", ""))
        for readout in ("Proliferation", "PI3K", "ERK", "IRS1"):
            key = f"asynchronous {readout}{name}"
            calls = f"{found[f'{key} calls']:,} for {found[f'{key} undecided']:,} undecided cells"
            row = (f"{readout}{name}", "asynchronous", f"{found[f'{key} differing']:,}", calls)
            rows.append(row)
    lines = table(("readout", "instead of the default", "cells that differ", "calls of AEON"), rows)
    cells, undecided, differing = (
        found[f"random models, cells{rest}"]
        for rest in ("", " undecided by percolation", " that differ asynchronously")
    )
    return [
        *lines,
        "",
        f"In 1,000 small random models, {differing} of {cells:,} cells differ between most",
        f"permissive and asynchronous attractors; percolation leaves {undecided:,} undecided.",
    ]


def _seconds(value: float) -> str:
    return f"{value:.3f}" if value < 1 else f"{value:.1f}"


def _ratio(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{float(f'{value:.2g}'):,.0f}"


# -- what follows -----------------------------------------------------------------------------


def combinations_page() -> str:
    """Smallest bypasses, ranked smallest regimens, and what reverses a verdict."""
    land = h2.landscape(CONSENSUS)
    lines = ["# Combinations", ""]
    lines += [f"What the landscape of the consensus says. {DISCLAIMER}", ""]
    lines += [f"It assumes {Scenario().assumes(land.model)}.", ""]
    lines += ["*Claimed* means that a claim of the model says the same of exactly this tumour and"]
    lines += ["these drugs; *contested*, that there is evidence against it too. All else is what"]
    lines += [
        "follows from the arrows: a prediction of the model, which nobody may have tested.",
        "",
    ]
    lines += ["## Smallest bypasses", "", *_bypasses(land)]
    lines += ["", "## Ranked smallest regimens: not for clinical use", "", *_regimens()]
    lines += ["", "## Antagonisms", ""]
    lines += ["Cells that respond, and no longer do when one drug is added.", ""]
    lines += _reversals(land.antagonisms())
    lines += ["", "## Rescues", ""]
    lines += ["Cells in which alterations defeat the drugs, and no longer do with one more.", ""]
    lines += _reversals(land.rescues())
    return "\n".join(lines)


def _bypasses(land: Landscape) -> list[str]:
    rows = []
    for drugs in TREATMENTS:
        sets = land.minimal_bypasses(drugs)
        kinds = {s: _claimed(land, s, drugs, "resistant") for s in sets}
        prime = set(land.prime_bypasses(drugs))
        told = {
            kind: ", ".join(
                " + ".join(s) + ("" if s in prime else "*") for s in sets if kinds[s] == kind
            )
            for kind in ("claimed", "contested", "misfit", "")
        }
        rows.append((" + ".join(drugs), str(len(sets)), *told.values()))
    head = ("drugs", "sets", "claimed", "contested", "a claim says otherwise", "predicted only")
    starred = "A set with a star is lost again with some further alteration; the others last."
    return [*table(head, rows), "", starred]


def _claimed(land: Landscape, altered: Iterable[str], drugs: Iterable[str], verdict: str) -> str:
    claims = [
        c
        for c in land.model.claims
        if (set(c.alterations), set(c.drugs)) == (set(altered), set(drugs))
        and c.verdict
        and not c.context
    ]
    if any(c.status == "contested" for c in claims):
        return "contested"
    if any(verdict not in c.verdict for c in claims):
        return "misfit"
    return "claimed" if claims else ""


def _regimens() -> list[str]:
    land = h2.landscape(CONSENSUS)
    rows = []
    for tumour in ((), *((a,) for a in land.model.alterations)):
        found = regimens(land.model, tumour)
        told = [_of_size(land, found, size) for size in (1, 2, 3)]
        larger = sum(len(r.drugs) > 3 for r in found)
        rows.append((found.tumour, *told, str(larger or "")))
    lines = [
        "Fewest drugs first; among as many drugs, first those that still stop the growth of most",
        "tumours with any other alterations too. † cells die, otherwise growth stops; **claimed**;",
        "*contested*; ~a claim says otherwise~.",
        "",
    ]
    return lines + table(("tumour", "one drug", "two drugs", "three drugs", "more"), rows)


def _of_size(land: Landscape, found: Regimens, size: int) -> str:
    marks = {"claimed": "**", "contested": "*", "misfit": "~", "": ""}
    told = []
    for r in found.of_size(size):
        mark = marks[_claimed(land, found.alterations, r.drugs, "responds")]
        told.append(f"{mark}{r}{mark}{' †' if r.outcome == 'death' else ''}")
    return ", ".join(told)


def _reversals(found: Iterable[Reversal]) -> list[str]:
    rows = []
    for reversal in found:
        smallest = reversal.smallest()
        as_small = smallest.restrict(max_size=min(map(len, smallest)))
        example = str(as_small.first(1)[0])
        rows.append((reversal.added, f"{reversal.count():,}", example, str(as_small.count())))
    return table(("added", "cells", "a smallest one", "as small"), rows)
