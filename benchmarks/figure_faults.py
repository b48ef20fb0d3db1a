"""How many flags of ``her2model figures`` are none: right and false ones against the curated table.

Run ``python benchmarks/figure_faults.py`` for the five shipped records, and
``python benchmarks/figure_faults.py FOLDER`` to count the flags of the records in FOLDER too, for
which nobody has said what is right. ``--verbose`` lists the false ones.

What counts as right. For a flag on words: the table (``entities.yaml``) rejects one of the words
that the flag is about, or gives it a fault, or says that the figure's list misses it. For
``family``: the table keeps two or more of the genes together as one family or complex, or rejects
one. For ``variant``: the table reads the word as an entity. For ``complex``: the table has the
gene in a complex. ``duplicate``, ``empty``, ``list entry`` and ``long form`` state what can be seen
in the record and are right by that. Everything else is a false alarm.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from her2model.curating.figure_faults import RULES, Flag, find_faults
from her2model.model.figures import Figure, read_figures
from her2model.model.shipped import entities

SEEDS = Path(__file__).parent.parent / "seeds"
VISIBLE = {"duplicate", "empty", "list entry", "long form"}


def is_right(flag: Flag, figure: Figure) -> bool:
    """Whether the curated table agrees that there is something to look at."""
    table = entities()
    words = (flag.word, *flag.genes)
    readings = [r for w in words if (r := table.read(w, figure.figid))]
    if flag.rule in VISIBLE or any(r.is_rejected or r.fault for r in readings):
        return True
    if flag.rule in ("variant", "complex"):
        return bool(readings)
    if flag.rule == "family":
        return any(
            e.kind in ("family", "complex") and len({*e.members} & {*flag.genes}) > 1
            for e in table.by_id.values()
        )
    missed = {m.entity for m in table.missed.get(figure.figid, ())}
    return flag.rule == "missing" and bool(missed.intersection(flag.genes))


def judged(figures: Iterable[Figure]) -> dict[str, list[tuple[str, Flag, bool]]]:
    """Return rule → each flag of it with its figure and whether it is right."""
    found: dict[str, list[tuple[str, Flag, bool]]] = {rule: [] for rule in RULES}
    for figure in figures:
        for flag in find_faults(figure):
            found[flag.rule].append((figure.figid, flag, is_right(flag, figure)))
    return found


def report(rows: dict[str, list[tuple[str, Flag, bool]]], *, verbose: bool = False) -> str:
    """Write the counts as a table, and the false alarms below it."""
    lines = [f"{'rule':<16} {'flags':>5} {'right':>5} {'false':>5}"]
    for rule, flags in rows.items():
        right = sum(ok for _, _, ok in flags)
        lines.append(f"{rule:<16} {len(flags):>5} {right:>5} {len(flags) - right:>5}")
    every = [row for flags in rows.values() for row in flags]
    right = sum(ok for _, _, ok in every)
    lines.append(f"{'all':<16} {len(every):>5} {right:>5} {len(every) - right:>5}")
    if verbose:
        lines += [f"  {figid}: {flag}" for figid, flag, ok in every if not ok]
    return "\n".join(lines)


def main() -> None:
    """Print the table for the shipped records, and counts for those of a folder."""
    verbose = "--verbose" in sys.argv
    print(report(judged(read_figures(SEEDS).values()), verbose=verbose))
    for folder in (a for a in sys.argv[1:] if not a.startswith("-")):
        figures = read_figures(folder)
        counts = {f: find_faults(figures[f]) for f in figures}
        print(f"\n{len(figures)} records of {folder}: {sum(map(len, counts.values()))} flags")
        print(Counter(flag.rule for flags in counts.values() for flag in flags))


if __name__ == "__main__":
    main()
