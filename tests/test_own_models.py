"""Models of one's own, of any disease: edited in code, read from text, asked like shipped ones."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

import her2model as h2
from her2model.cli import main
from her2model.errors import InputError, LimitError
from her2model.model.model import Model

NETWORK = """\
targets, factors
BRAF, RAS
MEK, BRAF
ERK, MEK
PI3K, RAS
AKT, PI3K
Proliferation, ERK | AKT
RAS, 0
"""
WORDS = ("HER2", "trastuzumab", "ERBB2", "her2-resistance")


def melanoma() -> Model:
    return h2.load(
        NETWORK,
        name="melanoma",
        readouts="Proliferation",
        drugs={"vemurafenib": "BRAF", "trametinib": ["MEK"], "pictilisib": "PI3K"},
        alterations={"BRAF V600E": {"BRAF": 1}, "NRAS mutation": {"RAS": 1}},
    )


@pytest.mark.parametrize("source", ["text", "text stream", "bytes stream", "path"])
def test_text_and_streams_are_read_as_files_are(source: str, tmp_path: Path) -> None:
    path = tmp_path / "x.bnet"
    path.write_text(NETWORK, encoding="utf-8")
    given = {
        "text": NETWORK,
        "text stream": io.StringIO(NETWORK),
        "bytes stream": io.BytesIO(NETWORK.encode()),
        "path": path,
    }[source]
    model = h2.load(given)  # type: ignore[arg-type]
    assert model.rules == h2.load(path).rules


def test_yaml_and_sbml_are_told_from_their_first_line(tmp_path: Path) -> None:
    model = melanoma()
    for suffix in ("yaml", "bnet"):
        h2.save(h2.load(NETWORK), tmp_path / f"x.{suffix}")
        text = (tmp_path / f"x.{suffix}").read_text(encoding="utf-8")
        assert set(h2.load(text).rules) == set(h2.load(NETWORK).rules)
    h2.save(model, tmp_path / "own.yaml")
    assert h2.load((tmp_path / "own.yaml").read_text(encoding="utf-8")) == model


@pytest.mark.parametrize(
    ("given", "how", "said"),
    [
        ("hello\nworld", {}, "cannot be told"),
        ("A, B", {"format": "docx"}, "is no format"),
        (3, {}, "is no model"),
        (io.BytesIO(b"\xff\xfe\x00"), {}, "not text in UTF-8"),
        (NETWORK, {"drugs": {"x": "NOPE"}}, "'NOPE' is not a species"),
        (NETWORK, {"drugs": {"ERK": "MEK"}}, "so it is no drug"),
        (NETWORK, {"rules": {"ERK": "MEK and"}}, "rule"),
        (NETWORK, {"rules": {"ERK": "FOO"}}, "'FOO' is not a species"),
        (NETWORK, {"readouts": {"death": "ERK"}}, "will not do"),
        (NETWORK, {"initial": {"ERK": 1}}, "only an input has one"),
    ],
)
def test_what_cannot_be_is_said(given: object, how: dict[str, object], said: str) -> None:
    with pytest.raises(InputError) as caught:
        h2.load(given, **how)  # type: ignore[arg-type]
    assert said in str(caught.value)


def test_replace_leaves_the_model_as_it_is() -> None:
    model = melanoma()
    digest = model.digest
    other = model.replace(rules={"AKT": "PI3K and not ERK"}, name="other")
    assert model.digest == digest
    assert other.name == "other"
    assert "ERK -| AKT" in other.interactions
    assert "PI3K -> AKT" in other.interactions
    back = other.replace(rules={"AKT": "PI3K"})
    assert {k: v.texts for k, v in back.rules.items()} == {
        k: v.texts for k, v in model.rules.items()
    }
    assert set(back.interactions) == set(model.interactions)
    again = model.replace(drugs={"vemurafenib": "BRAF"})
    assert again.rules["BRAF"] == model.rules["BRAF"]


def test_models_with_levels_are_edited_like_others() -> None:
    model = h2.load("her2-resistance")
    for target in ("AKT", "Proliferation"):
        own = model.replace(drugs={"new": target})
        assert h2.simulate(own, drugs=["new"])[target] == "off"
    texts = ("PIP3 and not capivasertib", "PIP3 >= 2")
    own = model.replace(rules={"AKT": dict(enumerate(texts, 1))})
    assert own.rules["AKT"].texts == texts
    with pytest.raises(InputError, match="a rule for each level from 1 up"):
        model.replace(rules={"AKT": {2: "PIP3"}})
    weak = model.replace(alterations={"weak": {"AKT": 1}}).alterations["weak"]
    assert weak.fix == {"AKT": 1}
    with pytest.raises(InputError, match="strong: AKT is 'some'"):
        model.replace(alterations={"strong": {"AKT": "some"}})


def test_it_is_asked_like_a_shipped_model() -> None:
    model = melanoma()
    matrix = h2.resistance_matrix(model)
    assert matrix["BRAF V600E", "Zelboraf"] == "responds"
    assert matrix["NRAS Q61K", "Zelboraf"] == "resistant"
    assert h2.regimens(model, ["NRAS mutation"]).ranked[0].drugs == ("pictilisib", "trametinib")
    found = h2.escapes(model, ["BRAF V600E"], ["vemurafenib"])
    assert found.sets == (("NRAS mutation",),)
    cohort = h2.read_tumours("BRAF p.Val600Glu, NRAS Q61K", model)
    assert cohort[0].alterations == ("BRAF V600E", "NRAS mutation")
    page = cohort.verdicts(["Mekinist", "vemurafenib+trametinib"]).page()
    assert not any(word in page for word in WORDS)


def test_without_alterations_a_tumour_forces_species() -> None:
    bare = h2.load(NETWORK, readouts="Proliferation", drugs={"trametinib": "MEK"}, name="bare")
    cohort = h2.read_tumours("BRAF V600E, MAP2K1 amp, KRAS G12D", bare)
    assert cohort[0].forced == ("BRAF=1", "RAS=1")
    assert str(cohort.verdicts(["trametinib"])[0, "trametinib"]) == "resistant"
    never = h2.read_tumours("BRAF V600E", bare, conventions={"species forced": "never"})
    assert never[0].forced == ()


def test_a_readout_is_named_at_the_call() -> None:
    bare = h2.load(
        NETWORK, drugs={"trametinib": "MEK"}, alterations={"BRAF V600E": {"BRAF": 1}}, name="bare"
    )
    assert h2.resistance_matrix(bare, readout="ERK")["BRAF V600E", "trametinib"] == "responds"
    assert h2.regimens(bare, ["BRAF V600E"], readout="ERK").ranked[0].drugs == ("trametinib",)
    assert h2.bypass(bare, ["BRAF V600E"], ["trametinib"], readout="ERK") == "none: no growth"
    assert h2.simulate(bare, drugs=["trametinib"], readout="ERK").verdict == "no growth"
    assert "no growth" in str(h2.robustness(bare, drugs=["trametinib"], readout="ERK"))
    for ask in (h2.resistance_matrix, h2.regimens, h2.robustness):
        with pytest.raises(InputError, match="--readout NAME") as caught:
            ask(bare)
        assert not any(word in str(caught.value) for word in WORDS)


def test_messages_about_it_have_no_word_of_another_disease() -> None:
    model = melanoma()
    asked: list[Callable[[], object]] = [
        lambda: h2.simulate(model, drugs=["foo"]),
        lambda: h2.simulate(model, drugs=["dabrafenib"]),
        lambda: h2.simulate(model, alterations=["PTEN loss"]),
        lambda: h2.simulate(model, alterations=["BRAF"]),
        lambda: h2.simulate(model, knockouts=["TP53"]),
        lambda: h2.bypass(model, [], []),
        lambda: h2.escapes(model, ["foo"], ["vemurafenib"]),
        lambda: h2.landscape(model).verdict(["foo"], []),
    ]
    for ask in asked:
        with pytest.raises((InputError, LimitError)) as caught:
            ask()
        assert not any(word in str(caught.value) for word in WORDS), str(caught.value)


def test_commands_take_a_readout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.yaml"
    h2.save(melanoma().replace(readouts="AKT"), path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("readouts:\n  growth: AKT\n", ""), encoding="utf-8")
    assert h2.load(path).readouts is None
    runs = [
        ["matrix", str(path)],
        ["bypass", str(path), "-d", "vemurafenib"],
        ["combine", str(path), "-a", "BRAF V600E"],
        ["robustness", str(path), "-d", "trametinib", "-a", "BRAF V600E"],
        ["escapes", str(path), "-d", "trametinib", "-a", "BRAF V600E"],
        ["tumours", "BRAF V600E", "-m", str(path), "-d", "trametinib"],
    ]
    for run in runs:
        with pytest.raises(SystemExit) as caught:
            main([*run, "--readout", "Proliferation"])
        assert caught.value.code == 0, run
    out = capsys.readouterr().out
    assert not any(word in out for word in WORDS)
