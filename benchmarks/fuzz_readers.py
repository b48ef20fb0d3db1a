"""Fuzz a reader: ``python benchmarks/fuzz_readers.py .bnet --seconds 600`` (needs atheris).

Whatever the bytes, a reader gives a model or a ``FormatError`` with a line (or says of the whole
file what it lacks), and soon. A model that was read is written as bnet and read again,
and must be the same: nothing may be misread in silence.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["her2model.formats", "her2model.model.rules"]):
    from her2model.errors import FormatError, LimitError
    from her2model.formats.bnet import read_bnet, write_bnet
    from her2model.formats.registry import all_formats, format_of

_SBML = """<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"
 xmlns:q="http://www.sbml.org/sbml/level3/version1/qual/version1"><model>
<q:listOfQualitativeSpecies><q:qualitativeSpecies q:id="A" q:maxLevel="1" q:initialLevel="1"/>
<q:qualitativeSpecies q:id="B" q:name="b"/></q:listOfQualitativeSpecies><q:listOfTransitions>
<q:transition><q:listOfInputs><q:input q:qualitativeSpecies="A" q:sign="positive"/>
</q:listOfInputs><q:listOfOutputs><q:output q:qualitativeSpecies="B"/></q:listOfOutputs>
<q:listOfFunctionTerms><q:defaultTerm q:resultLevel="0"/><q:functionTerm q:resultLevel="1"><math>
<apply><and/><apply><eq/><ci>A</ci><cn>1</cn></apply><apply><not/><ci>B</ci></apply></apply></math>
</q:functionTerm></q:listOfFunctionTerms></q:transition></q:listOfTransitions></model></sbml>"""
SEEDS = {
    ".bnet": ["targets, factors\nA, A\nB, A & !C | (D ^ A)\nC, B\nD, 1\n", "A, not B\nB, A => C"],
    ".booleannet": ["A = True\n1: B* = A and not C\nC* = B or A\n"],
    ".txt": ["B = A AND NOT C\nC = (B OR A)\n", "A, B\nB, !A", "A* = not B"],
    ".aeon": ["#name: x\nA -> B\nC -|? B\nB -? C\n$B: A & !C\n$C: B\n"],
    ".bnd": ["node A {}\nnode B { logic = A & !B; rate_up = @logic ? $u : 0;"
             " rate_down = @logic ? 0 : 1; } // x\n/* y */ node C { rate_up=(A)?1:0;"
             "rate_down=(A)?0:1;}"],
    ".sbml": [_SBML],
    ".tsv": ["source\tsign\ttarget\tquote\nA\tactivation\tB\ta word\nC\tinhibition\tB\t\n",
             "source\tsign\ttarget\nA\t->\tB\n[species]\nid\tkind\tinitial\nA\tprotein\t1\n"
             "B\tphenotype\t\n[rules]\nspecies\trule\nB\tA\n[model]\nfield\tvalue\nname\tm\n"],
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("suffix", choices=[f.suffixes[0] for f in all_formats() if f.reader])
    parser.add_argument("--seconds", type=int, default=600)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as corpus:
        for i, text in enumerate(SEEDS.get(given.suffix, [""])):
            Path(corpus, str(i)).write_text(text, encoding="utf-8")
        options = ["-timeout=30", "-rss_limit_mb=1000", "-max_len=2000", "-print_final_stats=1"]
        options.append(f"-max_total_time={given.seconds}")
        atheris.Setup([sys.argv[0], corpus, *options], lambda data: one(data, given.suffix))
        atheris.Fuzz()


def one(data: bytes, suffix: str) -> None:
    """Read one file."""
    reader = format_of(f"x{suffix}").reader
    assert reader
    try:
        model = reader(data.decode("utf-8"), Path("no folder", f"x{suffix}")).model
    except UnicodeDecodeError:
        return
    except LimitError:
        return
    except FormatError as reason:
        for p in reason.problems:
            assert p.line is not None or p.message.startswith("there is no"), str(p)
        return
    written = write_bnet(model)
    if not model.rules and not model.inputs:
        return
    back = read_bnet(written.files[""].decode("ascii"), Path("no folder", "x.bnet")).model
    names = {s.lower() for s in model.species} - {s.lower() for s in model.named_only}
    assert len(back.rules) + len(back.inputs) <= len(names), "a species came from nowhere"
    ours = sorted(map(len, (r.prime_implicants for r in model.functions.values())))
    keeps = [s for s, r in model.functions.items() if r.prime_implicants == (((s, 1),),)]
    theirs = sorted(map(len, (r.prime_implicants for r in back.functions.values())))
    assert keeps or ours == theirs, "rules differ"


if __name__ == "__main__":
    main()
