"""Loading and start-up, in seconds of the processor, beside mpbn and AEON.

    python benchmarks/loading.py '<folder>/*.bnet' '<folder>/*.sbml'

Random networks of 5,000 species (N-K: each species has K regulators, its rule is written as the
sum of the states that turn it on) are read as bnet by all three, and as SBML-qual, as AEON writes
it, by AEON and us: the call alone, in a process of its own each time, in turns, the median of
three. Then whole commands, begun as a terminal does, beside a bare ``python -c pass``. Files that
are given are read once each, with so many seconds: how many load, and what is said of the others.
"""

from __future__ import annotations

import random
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from glob import glob
from pathlib import Path

from measuring import Results

SPECIES = 5_000
TURNS = 3
SECONDS = 120
COUNTED = "\nimport time; _t = time.process_time(); {}; print(time.process_time() - _t)"
READERS = {
    "ours": ("from her2model.formats.conversion import read_foreign as read", "read({!r})"),
    "mpbn": ("import mpbn", "mpbn.load({!r})"),
    "AEON": ("from biodivine_aeon import BooleanNetwork as N", "N.from_file({!r})"),
}
COMMANDS = {
    "import her2model": ["-c", "import her2model"],
    "her2model --help": ["-m", "her2model", "--help"],
    "her2model list": ["-m", "her2model", "list"],
    "her2model simulate": ["-m", "her2model", "simulate", "her2-resistance", "-d", "trastuzumab"],
    "her2model matrix": ["-m", "her2model", "matrix", "her2-resistance"],
    "her2model draw, SVG": ["-m", "her2model", "draw", "her2-resistance", "-o", "x.svg"],
    "her2model draw, PDF": ["-m", "her2model", "draw", "her2-resistance", "-o", "x.pdf"],
    "her2model draw, PNG": ["-m", "her2model", "draw", "her2-resistance", "-o", "x.png"],
}


def main() -> None:
    results = Results("loading", ["mpbn", "biodivine_aeon"])
    with tempfile.TemporaryDirectory() as folder:
        for regulators in (2, 3):
            random_networks(results, Path(folder), regulators)
        commands(results, folder)
    for pattern in sys.argv[1:]:
        files(results, pattern)


def random_networks(results: Results, folder: Path, regulators: int) -> None:
    """Read a random network in both formats."""
    bnet, sbml = folder / "x.bnet", folder / "x.sbml"
    bnet.write_text("\n".join(random_rules(SPECIES, regulators)) + "\n")
    code = "from biodivine_aeon import BooleanNetwork as N; import sys\n"
    code += "open(sys.argv[2], 'w').write(N.from_file(sys.argv[1]).to_sbml())"
    subprocess.run([sys.executable, "-c", code, str(bnet), str(sbml)], check=True)
    for path, readers in ((bnet, ("ours", "mpbn", "AEON")), (sbml, ("ours", "AEON"))):
        size = path.stat().st_size / 1e6
        title = f"N-K, {SPECIES:,} species, K = {regulators}, {path.suffix[1:]} of {size:.1f} MB"
        turns = [[seconds(name, path) for name in readers] for _ in range(TURNS)]
        found = {
            n: statistics.median(t) for n, t in zip(readers, zip(*turns, strict=True), strict=True)
        }
        for name, value in found.items():
            results.note(f"{title}: {name}, s", value)
            if name != "ours":
                results.note(f"{title}: ours over {name}", found["ours"] / value)


def random_rules(species: int, regulators: int, seed: int = 0) -> Iterator[str]:
    """Yield the lines of a random network."""
    chance = random.Random(seed)
    names = [f"x{i}" for i in range(species)]
    yield "targets, factors"
    for name in names:
        chosen = chance.sample(names, regulators)
        states = [s for s in range(2**regulators) if chance.random() < 0.5]
        terms = [
            " & ".join(n if s >> k & 1 else f"!{n}" for k, n in enumerate(chosen)) for s in states
        ]
        yield f"{name}, {' | '.join(f'({t})' for t in terms) or '0'}"


def seconds(reader: str, path: Path) -> float:
    """Processor seconds of reading a file, without those of importing the reader."""
    begin, call = READERS[reader]
    code = begin + COUNTED.format(call.format(str(path)))
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True
    )
    return float(run.stdout.split()[-1])


def commands(results: Results, folder: str) -> None:
    """Measure whole commands, and what bare Python takes."""
    asked = {"bare Python": ["-c", "pass"], **COMMANDS}
    turns = [{n: whole(given, folder) for n, given in asked.items()} for _ in range(2 * TURNS + 1)]
    found = {n: statistics.median(turn[n] for turn in turns) for n in asked}
    for name, value in found.items():
        results.note(f"{name}, s", value)
        if name in COMMANDS:
            results.note(f"{name}, over bare Python", value / found["bare Python"])


def whole(given: list[str], folder: str) -> float:
    """Processor seconds of a process from its beginning to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *given], cwd=folder, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def files(results: Results, pattern: str) -> None:
    """Read the files of a pattern: how many load, and what is said of the others."""
    refused: dict[str, str] = {}
    paths = [Path(name) for name in sorted(glob(pattern.replace("[", "[[]")))]
    code = "import sys, her2model as h2\ntry: h2.load(sys.argv[1])\n"
    code += "except h2.Her2ModelError as reason: print(str(reason).splitlines()[0])"
    for path in paths:
        command = [sys.executable, "-W", "ignore", "-c", code, str(path)]
        try:
            run = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
            said = run.stdout.strip() or run.stderr.strip().rpartition("\n")[2]
        except subprocess.TimeoutExpired:
            said = f"not read within {SECONDS} s"
        if said:
            refused[f"{path.parent.name}/{path.name}"] = said
    title = Path(pattern).name if "*" in Path(pattern).name else f"*/{Path(pattern).name}"
    key = f"{Path(pattern.partition('*')[0]).name}/{title}"
    results.note(f"{key}: files", len(paths))
    results.note(f"{key}: load", len(paths) - len(refused))
    for name, said in refused.items():
        results.note(f"{key}: {name}", said)


if __name__ == "__main__":
    main()
