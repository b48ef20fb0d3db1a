"""COMBINE archives: what we write is valid and gives our answer; what others wrote is run."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

import her2model as h2
from conftest import Run
from her2model.archives.checking import complaints
from her2model.archives.omex import SBML, SEDML, read_omex, write_omex
from her2model.formats.bnet import read_bnet
from her2model.formats.sbml_writing import sbml_text

TOGGLE = "targets, factors\nA, !B\nB, !A\nC, A & D\nD, D\n"
QUAL = "/sbml:sbml/sbml:model/qual:listOfQualitativeSpecies/qual:qualitativeSpecies[@qual:id='{}']"
HEAD = (
    '<sedML xmlns="http://sed-ml.org/sed-ml/level1/version3" level="1" version="3"'
    ' xmlns:sbml="http://www.sbml.org/sbml/level3/version1/core"'
    ' xmlns:qual="http://www.sbml.org/sbml/level3/version1/qual/version1">'
)
MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML"><ci>{}</ci></math>'
COURSE = (
    '<uniformTimeCourse id="s" initialTime="0" outputStartTime="{}" outputEndTime="6"'
    ' numberOfPoints="{}"><algorithm kisaoID="{}"/></uniformTimeCourse>'
)


def rows(folder: Path, report: str = "report_1") -> dict[str, list[str]]:
    text = (folder / "simulation.sedml" / f"{report}.csv").read_text(encoding="utf-8")
    return {line.split(",")[0]: line.split(",")[1:] for line in text.splitlines()}


@pytest.mark.parametrize(
    ("name", "conditions"),
    [
        ("PMC7464074", {"alterations": ["PTEN loss"], "drugs": ["trastuzumab"]}),
        (  # a floor, a cap and a cut
            "her2-resistance",
            {"alterations": ["HER3 up-regulation", "NRG1 fusion", "SLC46A3 loss"],
             "drugs": ["TDM1"], "gains": ["PI3K=1"], "onset": "acquired"},
        ),
        ("PMC7464074", {"knockouts": ["PI3K"], "context": {"MET_overexpression": 1}}),
        ("PMC9640784", {"drugs": ["trastuzumab"], "start": "any"}),
        ("mapk-resistance", {"alterations": ["NF1 loss"], "drugs": ["vemurafenib"]}),
    ],
)  # fmt: skip
def test_an_archive_gives_the_attractors_and_the_libraries_accept_it(
    name: str, conditions: dict[str, Any], tmp_path: Path
) -> None:
    result = h2.simulate(name, **conditions)
    file = tmp_path / "run.omex"
    h2.write_archive(result, file)
    files = read_omex(file)
    assert list(complaints(file, files)) == []
    (ran,) = h2.run_archive(file, tmp_path / "out")
    assert not ran.failed
    found = [rows(tmp_path / "out", f.stem) for f in ran.files]
    attractors = {
        tuple(v[k] for v in table.values()) for table in found for k in range(len(table_row(table)))
    }
    assert attractors == {
        tuple("nan" if a[s] == "*" else str(a[s]) for s in result.readouts)
        for a in result.attractors
    }
    assert "status: SUCCEEDED" in (tmp_path / "out" / "log.yml").read_text(encoding="utf-8")
    told = files["simulation.sedml"].decode()
    assert "not for clinical use" in told
    assert 'kisaoID="KISAO:0000661"' in told


def table_row(table: dict[str, list[str]]) -> list[str]:
    return next(iter(table.values()))


def test_the_libraries_find_no_fault_and_see_the_changes(tmp_path: Path) -> None:
    libsedml = pytest.importorskip("libsedml", reason="the extra 'combine' is not installed")
    libcombine = pytest.importorskip("libcombine", reason="the extra 'combine' is not installed")
    result = h2.simulate("PMC7464074", knockouts=["PI3K"], drugs=["trastuzumab"])
    h2.write_archive(result, tmp_path / "a.omex")
    archive = libcombine.CombineArchive()
    assert archive.initializeFromArchive(str(tmp_path / "a.omex"))
    master = archive.getMasterFile()
    assert (master.getLocation(), master.getFormat()) == ("./simulation.sedml", SEDML)
    text = archive.extractEntryToString("./simulation.sedml")
    archive.cleanUp()
    document = libsedml.readSedMLFromString(text)
    assert document.getNumErrors() == 0
    tumour = document.getModel(1)
    changes = [tumour.getChange(k) for k in range(tumour.getNumChanges())]
    kinds = {c.getElementName(): c.getTarget() for c in changes}
    assert set(kinds) == {"changeAttribute", "removeXML"}
    assert document.getTask(0).getSimulationReference() == "trap_spaces"


def archive_of(
    folder: Path, changes: str = "", simulation: str = "", more: str = "", target: str = QUAL
) -> Path:
    """Write an archive as others do: a model and a changed one, a course of four species."""
    simulation = simulation or COURSE.format(0, 6, "KISAO:0000449")
    generators = "".join(
        f'<dataGenerator id="g{s}">{MATH.format("v" + s)}<listOfVariables><variable id="v{s}" '
        f'target="{target.format(s)}" taskReference="t"/></listOfVariables></dataGenerator>'
        for s in "ABC"
    )
    time = (
        '<dataGenerator id="gt">' + MATH.format("vt") + '<listOfVariables><variable id="vt" symbol='
        '"urn:sedml:symbol:time" taskReference="t"/></listOfVariables></dataGenerator>'
    )
    sets = "".join(f'<dataSet id="d{s}" label="{s}" dataReference="g{s}"/>' for s in "tABC")
    text = (
        f'{HEAD}<listOfModels><model id="m" source="model.xml"/><model id="n" source="#m">'
        f"<listOfChanges>{changes}</listOfChanges></model></listOfModels>"
        f"<listOfSimulations>{simulation}</listOfSimulations><listOfTasks>"
        '<task id="t" modelReference="n" simulationReference="s"/></listOfTasks>'
        f"<listOfDataGenerators>{time}{generators}</listOfDataGenerators><listOfOutputs>"
        f'<report id="report_1"><listOfDataSets>{sets}</listOfDataSets></report>{more}'
        "</listOfOutputs></sedML>"
    )
    model = read_bnet(TOGGLE, Path("toggle.bnet")).model
    start = {"A": 0, "B": 0, "C": 0, "D": 1}
    parts = {"model.xml": (SBML, sbml_text(model, None, start)), "simulation.sedml": (SEDML, text)}
    write_omex(folder / "a.omex", parts)
    return folder / "a.omex"


def test_a_time_course_of_others_is_run_with_its_changes(run: Run, tmp_path: Path) -> None:
    file = archive_of(tmp_path, more='<plot2D id="p"/>')
    code, out, err = run("run", "-i", str(file), "-o", str(tmp_path / "out"))
    assert (code, err) == (0, "")
    assert "plots are not drawn" in out
    assert rows(tmp_path / "out") == {
        "t": list("0123456"), "A": list("0101010"), "B": list("0101010"), "C": list("0010101"),
    }  # fmt: skip
    level = f'<changeAttribute target="{QUAL.format("A")}/@qual:initialLevel" newValue="1"/>'
    late = COURSE.format(2, 2, "KISAO_0000449")
    h2.run_archive(archive_of(tmp_path, level, late), tmp_path / "out")
    assert rows(tmp_path / "out") == {
        "t": list("246"), "A": list("111"), "B": list("000"), "C": list("111"),
    }  # fmt: skip


def test_stable_states_and_trap_spaces_start_at_the_levels(tmp_path: Path) -> None:
    for term, states in (("KISAO:0000660", ["0", "1"]), ("KISAO:0000661", ["0", "1"])):
        steady = f'<steadyState id="s"><algorithm kisaoID="{term}"/></steadyState>'
        h2.run_archive(archive_of(tmp_path, "", steady), tmp_path / "out")
        assert sorted(rows(tmp_path / "out")["A"]) == states


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"changes": '<removeXML target="/sbml:sbml/sbml:no"/>'}, "points at 0 things"),
        ({"changes": '<removeXML target="count(//x)"/>'}, "is not read"),
        ({"changes": f'<computeChange target="{QUAL.format("A")}"/>'}, "is not carried out"),
        ({"changes": '<removeXML target="/sbml:sbml"/>'}, "is not carried out"),
        ({"simulation": COURSE.format(0, 4, "KISAO:0000449")}, "are not steps"),
        ({"simulation": COURSE.format("x", 4, "KISAO:0000449")}, "are not numbers"),
        ({"simulation": COURSE.format(0, 0, "KISAO:0000449")}, "are not numbers"),
        ({"simulation": '<steadyState id="other"/>'}, "there is no simulation 's'"),
        ({"target": "/sbml:sbml/sbml:model"}, "points at no species"),
        ({"more": "<report"}, "not well-formed"),
    ],
)
def test_what_is_not_carried_out_is_told(
    given: dict[str, str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("her2model.archives.running.demand_valid", lambda *_: None)
    with pytest.raises(h2.FormatError, match=message):
        h2.run_archive(archive_of(tmp_path, **given), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_task_that_fails_does_not_stop_the_log(run: Run, tmp_path: Path) -> None:
    file = archive_of(tmp_path, simulation=COURSE.format(0, 6, "KISAO:0000019"))
    code, out, _ = run("run", "--archive", str(file), "--out-dir", str(tmp_path / "out"))
    assert code == 1
    assert "KISAO:0000019 is not carried out" in out
    assert "status: FAILED" in (tmp_path / "out" / "log.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["../manifest.xml"], "a name leaves the archive"),
        (["/manifest.xml"], "a name leaves the archive"),
        (["model.xml"], "there is no manifest.xml"),
        ([], "there is no manifest.xml"),
    ],
)
def test_hostile_archives_are_refused(names: list[str], message: str, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, "<a/>")
    (tmp_path / "a.omex").write_bytes(packed.getvalue())
    with pytest.raises(h2.FormatError, match=message):
        h2.run_archive(tmp_path / "a.omex", tmp_path / "out")


def test_what_is_no_archive_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.omex").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(h2.FormatError, match="no COMBINE archive"):
        h2.run_archive(tmp_path / "a.omex", tmp_path)
    write_omex(tmp_path / "a.omex", {"x.txt": ("text/plain", "x")})
    with pytest.raises(h2.FormatError, match="no SED-ML"):
        h2.run_archive(tmp_path / "a.omex", tmp_path)
    code, _, err = run("simulate", "PMC7464074", "-d", "trastuzumab", "-o", str(tmp_path / "x.txt"))
    assert (code, "ends in .omex" in err) == (2, True)


def test_a_damaged_archive_is_read_or_refused(tmp_path: Path) -> None:
    whole = bytearray(archive_of(tmp_path).read_bytes())
    refused = 0
    for place in range(len(whole) - 400, len(whole), 3):  # the directory at its end
        damaged = whole.copy()
        damaged[place] ^= 0x5A
        (tmp_path / "b.omex").write_bytes(damaged)
        try:
            read_omex(tmp_path / "b.omex")
        except h2.FormatError:
            refused += 1
    assert refused > 30
