"""The page of ``docs/reference/`` about screens and sampling: what was measured.

``docs/tables.py`` writes it, from ``benchmarks/results/screen.json``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from page_parts import table

RESULTS = Path(__file__).parent.parent / "benchmarks" / "results" / "screen.json"
PEERS = ("mpbn", "AEON", "pyboolnet")
SAMPLED = "Grieco 2013, share of time on"


def pages() -> dict[str, str]:
    """Return file name → text of the page."""
    return {"screen-figures.md": figures_page(json.loads(RESULTS.read_text("utf-8")))}


def figures_page(found: dict[str, Any]) -> str:
    """What ``benchmarks/screen.py`` wrote, as tables."""
    versions = ", ".join(f"{p} {v}" for p, v in found["versions"].items())
    factor = found["largest factor between the ratios of the two runs"]
    lines = ["# Screens and sampling: what was measured", ""]
    lines += ["By `python benchmarks/screen.py`, on a machine that others used too; seconds are of"]
    lines += ["the processor, loading not counted. *Times* is how many times as long the peer"]
    lines += ["takes. Everything was measured twice in one run; the two ratios of a row differ by"]
    lines += [f"at most a factor {factor:.2f}, and the table shows the first."]
    lines += [f"Python {found['python']} on {found['machine']}; {versions}.", ""]
    head = ("network", "cells", "her2model, s", "peer", "peer, s", "times", "answers that differ")
    lines += ["## Wild type, all single and all double knockouts", ""]
    lines += ["A peer is asked once a cell; where it was asked for some of them, its seconds are"]
    lines += ["extrapolated from their mean.", ""]
    lines += table(head, _rows(found, "knockouts up to 2, cells", "", "mean × cells"))
    lines += ["", "## All single, double and triple knockouts and gains", ""]
    lines += ["Peers' seconds are extrapolated from 500 (mpbn) and 100 (AEON) random triples.", ""]
    lines += table(head, _rows(found, "up to 3, start any, cells", "up to 3, start any, ", "extra"))
    lines += ["", *_coloured(found), "", "## Minimal trap spaces of one large network", ""]
    name = next(k for k in found if k.endswith(", the same as mpbn's")).rpartition(",")[0]
    mine, theirs = found[f"{name}, her2model seconds"], found[f"{name}, mpbn seconds"]
    lines += [f"{name} species: her2model {mine:.3f} s, mpbn {theirs:.3f} s, the same answer.", ""]
    return "\n".join([*lines, "## Asynchronous sampling", "", *_sampled(found)])


def _rows(found: dict[str, Any], cells: str, mine: str, how: str) -> Iterator[tuple[str, ...]]:
    for key in [k for k in found if k.endswith(cells) and "run:" not in k]:
        name = key.removesuffix(f", {cells}")
        seconds = found[f"{name}, {mine}her2model seconds"]
        for peer in PEERS:
            of_peer = next((k for k in found if k.startswith(f"{name}, {peer} seconds ({how}")), "")
            if of_peer:
                yield (
                    name,
                    f"{found[key]:,}",
                    f"{seconds:.3g}",
                    peer,
                    _large(found[of_peer]),
                    _large(found[f"{name}, {peer} ÷ her2model"]),
                    f"{found[f'{name}, {peer}, answers that differ']} of "
                    f"{found[f'{name}, {peer}, cells asked']}",
                )


def _coloured(found: dict[str, Any]) -> Iterator[str]:
    """Say how far AEON comes when it takes all perturbations at once, as colours."""
    yield "AEON can also take all perturbations at once, as colours of one symbolic network:"
    for size in (1, 2):
        key = f"generated 117, up to {size}"
        seconds = found.get(f"{key}, AEON coloured seconds")
        told = f"{seconds:.3g} s" if seconds else found[f"{key}, AEON coloured"]
        yield (
            f"up to {size} on the generated network of 117, {told} "
            f"(her2model {found[f'{key}, her2model seconds']:.3g} s){'.' if size == 2 else ';'}"
        )


def _sampled(found: dict[str, Any]) -> Iterator[str]:
    theirs = found[f"{SAMPLED}, MaBoSS seconds a run"]
    yield "Grieco 2013 MAPK, 53 species, ATM and TGFBR knocked out, which never rests; all rates 1,"
    yield "time 100, of which the second half counts; 131,072 trajectories. One takes"
    yield f"{theirs * 1e6:.0f} µs in MaBoSS (cmaboss, one thread). Here numba's steps are read from"
    yield "its cache before the clock starts."
    yield ""
    rows = []
    for name, way in (("with numba", ""), ("without", ", without numba")):
        mine = found[f"{SAMPLED}{way}, her2model seconds a run"]
        ratio = f"{SAMPLED}{way}, at the same error, MaBoSS ÷ her2model"
        again = found[f"second run: {ratio}"]
        rows.append((name, f"{mine * 1e6:.1f} µs", f"{found[ratio]:.0f}", f"{again:.0f}"))
    head = ("her2model", "a trajectory", "at the same error, MaBoSS ÷ her2model", "second run")
    yield from table(head, rows)
    yield ""
    rows = []
    for key in [k for k in found if k.endswith("standard errors apart")]:
        name = key.rpartition(",")[0]
        (m, e), (n, f) = found[name], found[f"{name}, MaBoSS of 100,000 runs"]
        rows.append(
            (
                name.rpartition(", ")[2],
                f"{m:.4f} ± {e:.4f}",
                f"{n:.4f} ± {f:.4f}",
                f"{found[key]:+.1f}",
            )
        )
    head = ("share of time on", "her2model", "MaBoSS", "standard errors apart")
    yield from table(head, rows)
    yield ""
    yield "100,000 trajectories each. Not for clinical use."


def _large(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
