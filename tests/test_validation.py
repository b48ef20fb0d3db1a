"""A model put to a panel: readers, readings, baselines, figures, and the front door."""

import gzip
import importlib.util
from pathlib import Path
from typing import Any

import pytest

import her2model as h2
from her2model.errors import InputError, ModelError, UnknownName
from her2model.validation import readers, report_page
from her2model.validation.long_table import read_long_table
from her2model.validation.panel import Measurements, folded_name
from her2model.validation.panel_file import open_panel, shipped_panels
from her2model.validation.readers import read_gdsc, read_growth_rates
from her2model.validation.validation import validate

TABLE = """line,drug,value,events
SK-1,lapatinib,0.1,none
SK-2,lapatinib,0.3,PIK3CA mutation
SK-3,lapatinib,2.0,PTEN loss
SK-4,lapatinib,0.2,PTEN loss; MET overexpression
SK-5,lapatinib,9.0,
SK-1,trastuzumab,0.5,
SK-3,trastuzumab,4.0,
SK-4,trastuzumab,NA,
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text(TABLE)
    return path


@pytest.fixture
def gdsc(tmp_path: Path) -> Path:
    """A folder like that of GDSC's data: two lines, two agents."""
    with gzip.open(tmp_path / "cosmic_info.csv.gz", "wt") as file:
        file.write("SAMPLE_NAME,COSMIC_ID\nSK-1,11\nSK-2,12\n")
    (tmp_path / "features.tsv").write_text(
        "COSMIC_ID\tTISSUE_FACTOR\tPTEN_mut\tgain_cnaX1_(CDK12,ERBB2)\tloss_cnaX2\n"
        "11\tbreast\t1\t0\t1\n12\tskin\t0\t1\t0\n"
    )
    with gzip.open(tmp_path / "ic50.csv.gz", "wt") as file:
        file.write("COSMIC_ID,Drug_1_IC50,Drug_2_IC50\n11,0.5,\n12,-1.5,3\n99,1,1\n")
    return tmp_path


# -- readers -----------------------------------------------------------------------------------


def test_a_long_table(table: Path) -> None:
    measured = read_long_table(table, {})
    assert measured.lines["SK1"].events == frozenset()  # 'none' is knowledge
    assert measured.lines["SK5"].events is None  # an empty cell is not
    assert measured.lines["SK4"].events == frozenset({"PTEN loss", "MET overexpression"})
    assert measured.values["trastuzumab"] == {"SK1": 0.5, "SK3": 4.0}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("line,drug\n", "no column 'value'"),
        ("line,drug,value\nA,x,much\n", r"line 2\): 'much' is not a number"),
        ("line,drug,value,events\nA,x,1,PTEN loss\nA,y,1,none\n", r"line 3\): A has other events"),
        (
            "line,drug,value,events\nA,x,1,none\nA,x,3,none\n",
            r"line 3\): A with x .* line 2 already;",
        ),
        ("line,drug,value,events\nBT-4,x,NA,none\nbt4,x,3,none\n", r"line 2 already, as BT-4 \("),
        ("line,drug,value,events\nA,x,1,PTEN loss, none\n", r"line 2\): there are 5 cells under 4"),
        ("line,drug,value,events\n\nA,x\n", r"line 3\): there are 2 cells under 4 columns; put a"),
        ("line,drug,value,events\nA,x,1e400,none\n", r"line 2\): '1e400' is no finite number"),
        ("line;drug;value;events\nA;x;0,1;none\n", r"line 2\): '0,1' is not a number; write it as"),
        (
            "line,drug,value,events\nA,x,1,None; PTEN loss\n",
            r"line 2\): 'none' stands beside events",
        ),
        ("line,drug,value,events,group\nA,x,1,,b\nA,y,1,,c\n", r"line 3\): A has other group here"),
        ("line,drug,value,events\n,x,1,none\n", r"line 2\): a line has no name"),
        ("line,drug,value,events\nβ,x,1,none\n", "'β' has no letter or digit"),
        ("line,line,drug,value\n", r"line 1\): the column 'line' stands twice"),
        ("line,drug,value\nA,x,1\n", "no column 'events'; add it"),
        ('line,drug,value\nA,x,1\nB,"x,1\n', r"line 3\): the row cannot be read: .*a quote"),
        ("", "the table is empty; its first line names the columns: line, drug, value"),
    ],
)
def test_faults_of_a_table_are_told_with_their_line(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        read_long_table(path, {})


def test_columns_by_any_case_and_separator(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    rows = '\ufeffLine ;DRUG; Value;Events\nA; x;1 ;"PTEN loss; MET gain"\n;;;\n'
    path.write_text(rows, encoding="utf-8")
    measured = read_long_table(path, {})
    assert measured.values == {"x": {"A": 1.0}}
    assert measured.lines["A"].events == frozenset({"PTEN loss", "MET gain"})


def test_gdsc_files(gdsc: Path) -> None:
    measured = read_gdsc(gdsc, {"values": "ic50.csv.gz", "features": "features.tsv"})
    assert measured.lines["SK1"].events == frozenset(
        {"PTEN mutation"}
    )  # a segment without genes is none
    assert measured.lines["SK2"].events == frozenset({"CDK12 gain", "ERBB2 gain"})
    assert measured.values == {"1": {"SK1": 0.5, "SK2": -1.5}, "2": {"SK2": 3.0}}
    assert measured.among(["Skin"]) == ("SK2",)


def test_growth_rates_take_their_genomes_from_gdsc(
    gdsc: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "gdsc_folder", lambda: gdsc)
    (tmp_path / "gr.csv").write_text("generic_name,cell_line,GR\nlapatinib,SK1,0.4\n")
    (tmp_path / "lines.csv").write_text("cell_line,subtype\nSK1,HER2amp\nOWN,TNBC\n")
    names = {"metrics": "gr.csv", "lines": "lines.csv", "value": "GR", "group": "subtype"}
    measured = read_growth_rates(tmp_path, {**names, "features": "features.tsv"})
    assert measured.values == {"lapatinib": {"SK1": 0.4}}
    assert measured.lines["SK1"].events == frozenset({"PTEN mutation"})
    assert measured.lines["OWN"].events is None
    with (tmp_path / "gr.csv").open("a") as file:
        file.write("lapatinib,SK-1,0.5\n")
    with pytest.raises(InputError, match=r"line 3\): SK-1 with lapatinib stands in an earlier row"):
        read_growth_rates(tmp_path, {**names, "features": "features.tsv"})


def test_absent_data_are_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="pip install --no-deps gdsctools"):
        readers.gdsc_folder()
    with pytest.raises(ModelError, match="not in this package"):
        open_panel("lsp-her2")
    with pytest.raises(UnknownName, match="did you mean 'gdsc-her2'"):
        open_panel("gdsc-her")
    with pytest.raises(InputError, match="no agent 'x'"):
        Measurements({}).of("x")


@pytest.mark.parametrize("name", shipped_panels())
def test_shipped_panels_name_what_their_model_has(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every agent and event of a panel file can be asked of its model, and has its reason."""
    nothing = Measurements({})
    monkeypatch.setattr("her2model.validation.panel_file._where", lambda *a: Path())
    for reader in readers.READERS:
        monkeypatch.setitem(readers.READERS, reader, lambda *a: nothing)
    file = open_panel(name).file
    model = h2.load(file.model)
    for agent in file.agents:
        assert all(model.find_species(d, "drug") for d in agent.drugs)
        assert agent.why
    for event in file.events:
        assert all(model.find_alteration(a) for a in event.reads.alterations)
        assert event.why
    assert len({a.name for a in file.agents}) == len(file.agents)


# -- a model put to a panel ------------------------------------------------------------------------


def test_what_the_model_says_of_a_table(table: Path) -> None:
    result = h2.validate("her2-resistance", table, share=0.5)
    said = {(a.line.name, a.agent.name): a.prediction.word for a in result.answers}
    assert said["SK-1", "lapatinib"] == "responds"
    assert said["SK-3", "trastuzumab"] == "resistant"
    assert "SK-5" not in {a.line.name for a in result.answers}  # nothing is known of its genome
    sensitive = {a.line.name for a in result.answers if a.sensitive and a.agent.name == "lapatinib"}
    assert sensitive == {"SK-1", "SK-4"}  # of five lines measured, SK-5 too
    both = next(f for f in result.figures if f.name == "all together")
    assert (both.agents, both.lines, both.answers) == (2, 4, 6)
    assert both.right == sum(a.right is True for a in result.answers)
    constant = both.baselines["always the same"]
    assert (constant.index.value, constant.right) == (0.5, sum(a.sensitive for a in result.answers))
    assert [a.line.name for a in result.wrong] == ["SK-4"]


def test_the_direction_is_the_tables(table: Path) -> None:
    low, high = (h2.validate("her2-resistance", table, sensitive=s) for s in ("lower", "higher"))
    for a, b in zip(low.figures, high.figures, strict=True):
        assert a.index.value + b.index.value == pytest.approx(1)


def test_names_that_the_model_does_not_have_are_all_told(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("line,drug,value,events\nA,lapatinib,1,none\nB,lapatinb,1,PTEN los\n")
    with pytest.raises(UnknownName) as caught:
        h2.validate("her2-resistance", path)
    assert [(p.where, p.line) for p in caught.value.problems] == [("bad.csv", 3)] * 2


def test_a_drug_is_one_agent_by_whichever_name(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    table = "line,drug,value,events\nA,Tykerb,1,none\nB,lapatinib,NA,none\n"
    path.write_text(
        table
        + "A,lapatinib+trastuzumab,1,none\nB,Herceptin + LAPATINIB,1,none\na,neratinib,1,none\n"
    )
    result = h2.validate("her2-resistance", path)
    assert {a.agent.name for a in result.answers} == {
        "lapatinib", "lapatinib + trastuzumab", "neratinib",
    }  # fmt: skip
    assert result.remarks == (
        "taken for one line: A, a",
        "taken for lapatinib: Tykerb, lapatinib",
        "taken for lapatinib + trastuzumab: lapatinib+trastuzumab, Herceptin + LAPATINIB",
    )
    assert result.left_out == {"no value (empty, NA or nan)": ("B with lapatinib",)}
    text = str(result)
    assert "not asked, no value (empty, NA or nan): 1 (B with lapatinib)\ntaken for one" in text
    assert "all lines: 1 line, 1 answer; no pair of lines to compare\n" in text
    assert f"  {'model':<32} –  p –  AUROC –  right 1 of 1" in text
    assert result.to_dict()["figures"][0]["index"] == {"value": None, "low": None, "high": None}
    rows = "".join(report_page._figures(result.figures))
    assert "<td>– (no pair of lines to compare)</td><td>–</td>" in rows
    assert "nan" not in rows
    path.write_text(f"{table}A,lapatinib,3,none\n")
    with pytest.raises(InputError, match=r"line 4\): A with lapatinib stands in line 2 already"):
        h2.validate("her2-resistance", path)


@pytest.mark.parametrize(
    ("panel", "options", "told"),
    [
        ("mine.csv", {"share": 0}, "share=0 is no share of the lines"),
        ("mine.csv", {"share": 2}, "share=2 is no share of the lines"),
        ("mine.csv", {"sensitive": "up"}, "'up' is not a direction; there are lower, higher"),
        ("mine.csv", {"data": "other.csv"}, "data does not go with this panel"),
        ("gdsc-her2", {"share": 0.5}, "share does not go with this panel"),
        ("gdsc-her2", {"sensitive": "lower"}, "sensitive does not go with this panel"),
    ],
)
def test_options_that_would_do_nothing_are_refused(
    panel: str, options: dict[str, Any], told: str
) -> None:
    with pytest.raises(InputError, match=told):
        h2.validate("mapk-resistance", panel, **options)


def test_a_panel_file_of_ones_own(tmp_path: Path, table: Path) -> None:
    """Marker, forced species, a rule of thumb and a readout, on a model without drugs."""
    (tmp_path / "own.bnet").write_text("RAF, RAS\nMEK, RAF & !Stop\nRAS, RAS\nStop, Stop\n")
    (tmp_path / "values.csv").write_text(
        "line,drug,value,events\nA,meki,0.1,RAS mutation\nB,meki,5,none\nC,meki,2,RAS mutation\n"
    )
    panel = tmp_path / "own.yaml"
    panel.write_text(
        "format: her2model-panel/1\nname: own\ntitle: t\nmodel: own\nsource: s\nlicence: l\n"
        "value: IC50\nunit: µM\nsensitive: lower\ndata: {reader: table, path: values.csv}\n"
        "marker: [RAS mutation]\nunmarked: {context: {RAS: 0}}\nreadout: MEK\n"
        "agents:\n  - {agent: meki, forces: {context: {Stop: 1}}, why: it stops MEK}\n"
        "events:\n  - {event: [RAS mutation], reads: {context: {RAS: 1}}, why: it is on}\n"
        "rules: [{name: RAS, sensitive: with, events: [RAS mutation]}]\n"
    )
    with pytest.warns(h2.ConversionWarning):
        result = h2.validate(tmp_path / "own.bnet", panel)
    assert result.words == {"responds": (1, 2), "no growth": (0, 1)}
    assert not result.left_out
    assert not result.remarks
    text = panel.read_text().replace("model: own", "model: other")
    panel.write_text(text.replace("unmarked: {context: {RAS: 0}}\n", ""))
    with (tmp_path / "values.csv").open("a") as file:
        file.write("D,other,1,MYC gain\n")
    with pytest.warns(h2.ConversionWarning):
        marked = h2.validate(tmp_path / "own.bnet", panel)
    assert marked.remarks == (
        "the panel file was written for other, not for own",
        "events of the table that the panel file does not read: MYC gain",
        "drugs of the table that the panel file does not ask: other",
    )
    assert marked.left_out == {"without the marker RAS mutation": ("B",)}
    figures = result.figures[0]
    assert (figures.lines, figures.silent) == (2, 1)
    assert set(figures.baselines) == {"always the same", "no alteration", "the marker alone", "RAS"}


def test_faults_of_a_panel_file_have_their_line(tmp_path: Path) -> None:
    panel = tmp_path / "own.yaml"
    panel.write_text("format: her2model-panel/1\nname: own\nagent: []\n")
    with pytest.raises(ModelError, match=r"line 3\).*did you mean 'agents'"):
        open_panel(panel)


def test_plain_data_hold_figures_and_no_values(table: Path) -> None:
    result = validate(h2.load("her2-resistance"), table, draws=50)
    data = result.to_dict()
    assert data["figures"][0]["baselines"]["always the same"]["less"]["value"] == pytest.approx(
        data["figures"][0]["index"]["value"] - 0.5, abs=2e-3
    )
    assert "9.0" not in str(data)
    assert len(result.to_frame()) == len(result.answers)
    text = str(result)
    assert "lapatinib, all lines: 4 lines, 4 answers" in text
    assert "'responds' was sensitive in 2 of 2" in text
    assert (
        "measured and not asked, no events told ('none' says that there are none): 1 (SK-5)" in text
    )


def test_names_of_lines_are_folded() -> None:
    assert folded_name("SK-BR-3") == folded_name("SKBR3")


def test_the_track_record_of_a_verdict() -> None:
    """It comes from our own figures, for the tumour as the disease has it, and may be absent."""
    record = h2.simulate("mapk-resistance", drugs=["trametinib"]).track_record
    assert record is not None
    assert 0 < record.right <= record.answers
    assert record.panels == ("gdsc-mapk",)
    assert str(record).startswith(f"trametinib verdicts: right for {record.right} of ")
    wild = h2.simulate("mapk-resistance", drugs=["trametinib"], context={"BRAF_mutation": 0})
    assert wild.track_record is not None
    assert wild.track_record.answers > record.answers
    assert h2.simulate("her2-resistance", drugs=["trastuzumab"]).track_record is None
    assert h2.simulate("her2-resistance").track_record is None
    assert h2.simulate("her2-resistance", drugs=["lapatinib"], readout="AKT").track_record is None
    assert h2.simulate("PMC7464074", drugs=["trastuzumab"]).track_record is None


def test_events_are_read_as_those_of_tumours(tmp_path: Path) -> None:
    path = tmp_path / "lab.csv"
    path.write_text(
        "line,drug,value,events\nA,lapatinib,1,HER2 3+\nB,lapatinib,2,HER2 3+; PIK3CA H1047R\n"
        "C,lapatinib,3,PIK3CA K111N\n"
    )
    result = h2.validate("her2-resistance", path)
    read = {a.line.name: a.genotype.conditions.alterations for a in result.answers}
    assert read == {"A": (), "B": ("PIK3CA mutation",), "C": ()}  # what is uncertain does not count
    assert next(a.baselines["no alteration"] for a in result.answers if a.line.name == "A") == 1


def test_pictures_and_the_page_of_a_validation(table: Path, tmp_path: Path) -> None:
    result = h2.validate("her2-resistance", table, draws=50, share=0.5)
    page = tmp_path / "page.html"
    h2.validation_page(result, page)
    text = page.read_text(encoding="utf-8")
    assert text.count("<details>") == len(result.wrong) == 1
    assert "SK-4, lapatinib: said resistant, value 0.2" in text
    assert ", because " in text  # the chain of causes
    h2.forest_plot(result, file=tmp_path / "forest.svg")
    assert "lapatinib: model" in (tmp_path / "forest.svg").read_text(encoding="utf-8")
    bars = h2.ranked_lines(result, "lapatinib").patches
    assert len(bars) == 4
    with pytest.raises(UnknownName, match="agent of the panel"):
        h2.ranked_lines(result, "none such")
    with pytest.raises(UnknownName, match="choice of lines"):
        h2.forest_plot(result, subset="none such")


def test_the_command(table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from her2model.cli import app

    page, chart = tmp_path / "page.html", tmp_path / "chart.png"
    given = ["validate", "her2-resistance", str(table), "--share", "0.5", "--wrong"]
    app([*given, "-o", str(page), "-o", str(chart)], standalone_mode=False)
    out = capsys.readouterr().out
    assert "lapatinib, all lines: 4 lines" in out
    assert "SK-4 (MET overexpression, PTEN loss), lapatinib: said resistant" in out
    assert page.exists()
    assert chart.exists()
    app(["validate", "her2-resistance", str(table), "--json"], standalone_mode=False)
    assert '"index"' in capsys.readouterr().out


TRUTHS = (
    "# a comment\nid\tsource_key\tobserved\task_left\ttest\task_right\tsource\n"
    "1\tA\tworse\tnone | lapatinib\t>\tPTEN loss | lapatinib\tp\n"
    "2\tA\tactive\tnone | lapatinib\tS\t\tp\n"
    "3\tB\tno difference\tPTEN loss | trastuzumab\t=\tnone | trastuzumab\tp\n"
    "4\tC\tnot in the model\tnone | nothing such\tR\t\tp\n"
    "5\tC\tno question\t\t\t\tp\n"
)


def test_published_truths_and_contrasts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from her2model.cli import app

    path = tmp_path / "truths.tsv"
    path.write_text(TRUTHS)
    found = h2.validate_published("her2-resistance", path)
    assert [t.right for t in found.truths] == [True, True, False, None, None]
    assert found.truths[0].rules == {
        "always responds": False,
        "any alteration resists one drug": True,
    }
    assert found.share().value == pytest.approx(2 / 3)
    assert found.share("always responds").value == pytest.approx(2 / 3)
    assert found.share().low == 0  # the study of the third row alone
    app(["validate", "her2-resistance", str(path)], standalone_mode=False)
    assert "right for 2 of 3 published truths of 2 studies (2 more" in capsys.readouterr().out
    with pytest.raises(InputError, match="--share does not go with a table of published truths"):
        app(["validate", str(path), "--share", "0.5"], standalone_mode=False)
    path.write_text("\n".join([*TRUTHS.splitlines()[:2], TRUTHS.splitlines()[-1]]))
    none = h2.validate_published("her2-resistance", path)
    assert none.to_dict()["share"] == {"value": None, "low": None, "high": None}
    assert "right for 0 of 0 published truths of 0 studies" in str(none)
    assert "no row has a question" in str(none)
    path.write_text(TRUTHS.replace("\tS\t", "\tX\t"))
    with pytest.raises(UnknownName, match=r"line 4\): 'X' is not a test"):
        h2.validate_published("her2-resistance", path)
    for question, told in {
        "none | lapatinib | HER2=x\tS\t": "'HER2=x' sets no input",
        "none | lapatinib | AKT=1\tS\t": "AKT has a rule",
        "none | \tS\t": "names no drug",
        "none | lapatinib\t>\t": "the test '>' needs a question in ask_right",
        "none | lapatinib\tS\tnone | lapatinib": "the test 'S' asks the left question only",
    }.items():
        path.write_text(TRUTHS.replace("none | lapatinib\tS\t", question))
        with pytest.raises(InputError, match=rf"truths.tsv \(line 4\): .*{told}"):
            h2.validate_published("her2-resistance", path)
    path.write_text("id\task_left\tx\n1\ty\tz\n")
    with pytest.raises(InputError, match="no column 'source_key'"):
        h2.validate_published("her2-resistance", path)


def test_experiments_that_decide(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first chosen splits the rule sets that were drawn; later ones decide no more than it."""
    from her2model.cli import app

    table.write_text("line,drug,value,events\nA,palbociclib,1,none\nB,trametinib,2,PTEN loss\n")
    found = h2.experiments("mapk-resistance", table, choices=8, most=2)
    first, second = found.ranked
    assert 0 < first.responds < 1
    split = round(first.responds * 8)
    assert first.decides == pytest.approx(2 * split * (8 - split) / (8 * 7))
    assert second.decides <= first.decides
    assert found.species == ("RTK", "RAF_dimer", "AKT", "CDK46")
    with pytest.raises(InputError, match="no rule of the model is open"):
        h2.experiments("mapk-resistance", table, species=[])
    with pytest.raises(InputError, match="choices=1 is too small; give 2 or more"):
        h2.experiments("mapk-resistance", table, choices=1)
    with pytest.raises(UnknownName, match="'CDK99' is not a species"):
        h2.experiments("mapk-resistance", table, species=["CDK99"])
    with pytest.raises(InputError, match="the rule of AKT is one of levels; leave it out"):
        h2.experiments("her2-resistance", table, species=["AKT"])
    given = ["experiments", "mapk-resistance", str(table), "-s", "CDK46", "--most", "1", "--json"]
    app(given, standalone_mode=False)
    assert '"better"' in capsys.readouterr().out
