"""The first thousand minimal trap spaces of large networks, beside tsconj.

    python benchmarks/first_trap_spaces.py FOLDER PYTHON

FOLDER holds four of the hard models of soli/trap-spaces-as-siphons as bnet files, and networks 72
and 4 of biodivine-boolean-models. PYTHON has trappist, whose solver ``conj`` is
tsconj (Trinh, Benhamou, Pastva & Soliman 2024), and finds a program ``clingo``. Each side runs in a
process of its own, three times in turn: processor seconds from the file to a thousand trap spaces,
or to all where they are fewer, with inputs free; imports are not counted. The median counts.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median

from measuring import Results

NETWORKS = {
    "LYMPHOPOIESIS": 81,
    "ERBB-RECEPTOR-SIGNALING": 247,
    "S1_Table": 1659,
    "Human_network": 1953,
    "SN5": 2746,
    "turei_2016": 4691,
}
"""File → species."""
FIRST, REPEATS = 1000, 3

CLOCK = """
import os, sys, time, warnings
warnings.simplefilter("ignore")
def spent():
    of_programs = os.times()
    return time.process_time() + of_programs.children_user + of_programs.children_system
"""
OURS = f"""
import clingo
from itertools import islice
from her2model import load, trap_spaces
import her2model.formats.bnet, her2model.engine.trap_space_listing
began = spent()
found = sum(1 for _ in islice(trap_spaces(load(sys.argv[1]), free_inputs=True), {FIRST}))
print(spent() - began, found)
"""
TSCONJ = f"""
from trappist.trappist import compute_trap_spaces
began = spent()
found = len(list(compute_trap_spaces(sys.argv[1], max_output={FIRST}, method="conj")))
print(spent() - began, found)
"""


def main(folder: str, python: str) -> None:
    """Measure both sides on every network."""
    results = Results("first_trap_spaces", ["her2model", "clingo"])
    version = "from importlib.metadata import version; print(version('trappist'))"
    results.note("trappist", run([python, "-c", version])[-1])
    ratios = []
    for name, species in NETWORKS.items():
        path = str(Path(folder) / f"{name}.bnet")
        sides: dict[str, list[float]] = {"her2model": [], "tsconj": []}
        counts = set()
        for _ in range(REPEATS):
            for side, interpreter, code in (
                ("her2model", sys.executable, OURS),
                ("tsconj", python, TSCONJ),
            ):
                seconds, found = run([interpreter, "-c", CLOCK + code, path])[-2:]
                sides[side].append(float(seconds))
                counts.add(int(found))
        results.note(f"{name}, {species} species, found by both", sorted(counts))
        for side, seconds in sides.items():
            results.note(f"{name}, {side} seconds", median(seconds))
        ratios.append(median(sides["her2model"]) / median(sides["tsconj"]))
        results.note(f"{name}, her2model ÷ tsconj", ratios[-1])
    results.note(
        "her2model ÷ tsconj, least, median, most", [min(ratios), median(ratios), max(ratios)]
    )


def run(command: list[str]) -> list[str]:
    """Return the words that a command writes last."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


if __name__ == "__main__":
    main(*sys.argv[1:])
