"""Fuzz a reader: ``python benchmarks/fuzz_readers.py .bnet --seconds 600`` (needs atheris).

Whatever the bytes, a reader gives a model or a ``FormatError`` with a line (or says of the whole
file what it lacks), and soon. Of an archive, what is within is fuzzed: the GINML of a ``.zginml``,
and the cells of an ``.xlsx``, whose sheets begin with a line ``[name]``; a text that begins with a
blank line is taken for the archive itself. A model that was read is written as bnet and read again,
and must be the same: nothing may be misread in silence. SBML is read by the forms of its
transitions and as a whole, which must come to the same.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import tempfile
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import atheris

with atheris.instrument_imports(include=["her2model.formats", "her2model.model"]):
    from her2model.errors import FormatError, LimitError
    from her2model.formats import xml_forms
    from her2model.formats.bnet import read_bnet, write_bnet
    from her2model.formats.registry import all_formats, format_of
    from her2model.formats.sbml_reading import read_sbml

_SBML = """<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"
 xmlns:q="http://www.sbml.org/sbml/level3/version1/qual/version1"><model>
<q:listOfQualitativeSpecies><q:qualitativeSpecies q:id="A" q:maxLevel="1" q:initialLevel="1"/>
<q:qualitativeSpecies q:id="B" q:name="b"/></q:listOfQualitativeSpecies><q:listOfTransitions>
<q:transition><q:listOfInputs><q:input q:qualitativeSpecies="A" q:sign="positive"/>
</q:listOfInputs><q:listOfOutputs><q:output q:qualitativeSpecies="B"/></q:listOfOutputs>
<q:listOfFunctionTerms><q:defaultTerm q:resultLevel="0"/><q:functionTerm q:resultLevel="1"><math>
<apply><and/><apply><eq/><ci>A</ci><cn>1</cn></apply><apply><not/><ci>B</ci></apply></apply></math>
</q:functionTerm></q:listOfFunctionTerms></q:transition></q:listOfTransitions></model></sbml>"""
_BEFORE, _ONE, _BEHIND = re.split("(<q:transition>.*</q:transition>)", _SBML, flags=re.S)
_MANY = "".join(_ONE.replace('"B"', f'"A{k}"') for k in range(8))
_MORE = "".join(f'<q:qualitativeSpecies q:id="A{k}"/>' for k in range(8))
_ALIKE = (
    _BEFORE.replace("</q:listOfQ", f"{_MORE}</q:listOfQ")
    + _MANY.replace("<apply><not/><ci>B</ci></apply>", "").replace(
        "<math>", '<math xmlns="http://www.w3.org/1998/Math/MathML">'
    )
    + _BEHIND
)
_GINML = """<gxl><graph class="regulatory" id="g" nodeorder="A B"><node id="A" maxvalue="2">
<value val="1"><exp str="B"/></value><value val="2"><exp str="!B &amp; A:2"/></value></node>
<node id="B" maxvalue="1"><parameter idActiveInteractions="A_B_0" val="1"/></node>
<edge id="A_B_0" from="A" to="B" minvalue="2" sign="positive"/>
<edge id="B_A_0" from="B" to="A" minvalue="1" sign="negative"/></graph></gxl>"""
_GRAPHML = """<graphml><key id="s" for="edge" attr.name="sign" attr.type="string"/>
<key id="r" for="node" attr.name="rule" attr.type="string"/><key id="l" attr.name="levels"
attr.type="long"/><key id="h" attr.name="higher"/><key id="m" for="graph" attr.name="model"/>
<graph edgedefault="directed"><data key="m">{"format": "her2model/1", "name": "m"}</data>
<node id="A"><data key="r">not B</data><data key="l">2</data><data key="h">[{"rule": "B"}]</data>
</node><node id="B"/><edge source="B" target="A"><data key="s">dual</data></edge></graph>
</graphml>"""
_CX2 = """[{"CXVersion": "2.0"}, {"attributeDeclarations": [{"edges": {"interaction": {"a": "i"}}}
]},
{"networkAttributes": [{"name": "x"}]}, {"nodes": [{"id": 1, "v": {"name": "A", "initial": 1}},
{"id": 2, "v": {"name": "B", "rule": "A", "levels": 2, "higher": "[]"}}]},
{"edges": [{"id": 0, "s": 1, "t": 2, "v": {"i": "activates"}}]}]"""
SEEDS = {
    ".bnet": ["targets, factors\nA, A\nB, A & !C | (D ^ A)\nC, B\nD, 1\n", "A, not B\nB, A => C"],
    ".booleannet": ["A = True\n1: B* = A and not C\nC* = B or A\n"],
    ".txt": ["B = A AND NOT C\nC = (B OR A)\n", "A, B\nB, !A", "A* = not B"],
    ".aeon": ["#name: x\nA -> B\nC -|? B\nB -? C\n$B: A & !C\n$C: B\n"],
    ".bnd": ["node A {}\nnode B { logic = A & !B; rate_up = @logic ? $u : 0;"
             " rate_down = @logic ? 0 : 1; } // x\n/* y */ node C { rate_up=(A)?1:0;"
             "rate_down=(A)?0:1;}"],
    ".sbml": [_SBML, _ALIKE],
    ".gitsbe": ["modelname: m\nequation: A *= B or not C\nequation: B *= A\nfitness: 1\n"],
    ".sif": ["A -> B\nC -| B\nB activates D\n", "A\t1\tand1\nB\t-1\tand1\nand1\t1\tC\n"],
    ".cnet": [".v 3\n.l 1 A\n.l 2 B\n.n 1 0\n.n 2 2 1 3\n11 1\n0- 0\n\n.n 3 1 2\n1 1\n0 0\n"],
    ".ginml": [_GINML],
    ".zginml": [_GINML],
    ".graphml": [_GRAPHML],
    ".cx2": [_CX2],
    ".xlsx": ["[Species]\nSpecies_ID\tName\tMaxLevel\nA\ta b\t2\nB\tb\t1\n[Interactions]\n"
              "Target\tSource\tSign\nB\tA\tpositive\n[Transitions]\nTarget\tLevel\tRule\n"
              "A\t1\tB\nA\t2\tB & A >= 2 | A:1\nB\t1\t!\"a b\"\n",
              "[her2model]\nsource\tsign\ttarget\nA\t->\tB\n[Species]\nSpecies_ID\nA\nB\n"],
    ".tsv": ["source\tsign\ttarget\tquote\nA\tactivation\tB\ta word\nC\tinhibition\tB\t\n",
             "source\tsign\ttarget\nA\t->\tB\n[species]\nid\tkind\tinitial\nA\tprotein\t1\n"
             "B\tphenotype\t\n[rules]\nspecies\trule\nB\tA\n[model]\nfield\tvalue\nname\tm\n"],
}  # fmt: skip


OF_THE_WHOLE = ("there is no", "there are", "this is no .", "the archive is", "the workbook is")
"""How a sentence about a whole file begins, which has no line."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("suffix", choices=[f.suffixes[0] for f in all_formats() if f.is_read])
    parser.add_argument("--seconds", type=int, default=600)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as corpus:
        for i, text in enumerate(SEEDS.get(given.suffix, [""])):
            Path(corpus, str(i)).write_text(text, encoding="utf-8")
        options = ["-timeout=30", "-rss_limit_mb=1000", "-max_len=5000", "-print_final_stats=1"]
        options.append(f"-max_total_time={given.seconds}")
        atheris.Setup([sys.argv[0], corpus, *options], lambda data: one(data, given.suffix))
        atheris.Fuzz()


def archive(data: bytes, suffix: str) -> bytes:
    """Put what is fuzzed where the format has it."""
    if data.startswith(b"\n"):
        return data[1:]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        if suffix == ".zginml":
            parts.writestr("regulatoryGraph.ginml", data)
        else:
            for name, text in workbook(data.decode("utf-8")).items():
                parts.writestr(name, text)
    return out.getvalue()


def workbook(text: str) -> dict[str, str]:
    """Write lines as the parts of a workbook: ``[name]`` begins a sheet, tabs part cells."""
    sheets: dict[str, list[str]] = {}
    for line in text.split("\n"):
        if line.startswith("[") and line.endswith("]"):
            rows = sheets.setdefault(line[1:-1], [])
        elif sheets:
            cells = (f'<c t="inlineStr"><is><t>{escape(c)}</t></is></c>' for c in line.split("\t"))
            rows.append(f"<row>{''.join(cells)}</row>")
    named = [(k, escape(n, {'"': "&quot;"})) for k, n in enumerate(sheets)]
    listed = "".join(f'<sheet name="{n}" id="r{k}"/>' for k, n in named)
    places = "".join(f'<Relationship Id="r{k}" Target="{k}.xml"/>' for k, _ in named)
    parts = {f"xl/{k}.xml": "".join(rows) for k, rows in enumerate(sheets.values())}
    return {
        "xl/workbook.xml": f"<workbook><sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships>{places}</Relationships>",
    } | {n: f"<worksheet><sheetData>{x}</sheetData></worksheet>" for n, x in parts.items()}


def by_forms_too(data: bytes) -> None:
    """Read SBML in both ways."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return
    outcomes: list[object] = []
    for xml_forms.MIN_LENGTH in (0, len(text) + 1):
        try:
            found = read_sbml(text, Path("x.sbml"))
            rules = found.model.functions
            outcomes.append((found.model, found.notes, rules, [r.signs for r in rules.values()]))
        except (FormatError, LimitError) as reason:
            outcomes.append(str(reason))
    assert outcomes[0] == outcomes[1], "by its forms it is another model"


def one(data: bytes, suffix: str) -> None:
    """Read one file."""
    if suffix == ".sbml":
        by_forms_too(data)
    found = format_of(f"x{suffix}")
    path = Path("no folder", f"x{suffix}")
    try:
        if found.reader:
            model = found.reader(data.decode("utf-8"), path).model
        else:
            assert found.opener
            model = found.opener(archive(data, suffix), path).model
    except (UnicodeDecodeError, LimitError):
        return
    except FormatError as reason:
        for p in reason.problems:
            has_line = p.line is not None or suffix == ".cx2"  # whose node or edge is named
            assert has_line or p.message.startswith(OF_THE_WHOLE), str(p)
        return
    written = write_bnet(model)
    if not model.rules and not model.inputs:
        return
    back = read_bnet(written.files[""].decode("ascii"), Path("no folder", "x.bnet")).model
    names = {s.lower() for s in model.species} - {s.lower() for s in model.named_only}
    assert len(back.rules) + len(back.inputs) <= len(names), "a species came from nowhere"
    try:
        ours = sorted(map(len, (r.prime_implicants for r in model.functions.values())))
    except LimitError:
        return  # a file may hold rules that no question here needs to be so small
    keeps = [s for s, r in model.functions.items() if r.prime_implicants == (((s, 1),),)]
    theirs = sorted(map(len, (r.prime_implicants for r in back.functions.values())))
    assert model.levels or keeps or ours == theirs, "rules differ"


if __name__ == "__main__":
    main()
