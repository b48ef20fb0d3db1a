"""What people type at the door: names that are nearly alike, slips in Python, contradictions."""

from pathlib import Path
from typing import Any

import pytest

import her2model as h2
from her2model.errors import InputError, UnknownName

NAME = "her2-resistance"


def twins(tmp_path: Path) -> h2.Model:
    path = tmp_path / "twins.bnet"
    path.write_text("targets, factors\nAKT, IN\nakt, !IN\nGrowth, akt\nIN, IN\n", encoding="utf-8")
    with pytest.warns(h2.ConversionWarning):
        return h2.load(path)


def test_two_species_with_one_folded_name_are_told_apart(tmp_path: Path) -> None:
    model = twins(tmp_path)
    assert h2.simulate(model, knockouts=["akt"])["Growth"] == "off"
    assert h2.simulate(model, knockouts=["AKT"])["Growth"] == "on"
    assert h2.simulate(model, start={"akt": 1, "AKT": 0})["akt"] == "on"
    land = h2.landscape(model, [], [], knockouts=["akt", "AKT"], readout="Growth")
    assert land.value(["AKT"]) == "on"
    screen = h2.screen(model, gains=[], readout="Growth", max_size=1)
    assert screen.word(knockouts=["akt"]) == "off"  # type: ignore[union-attr]
    with pytest.raises(UnknownName, match=r"'Akt' can be several .* write 'AKT' or 'akt_2'"):
        h2.simulate(model, knockouts=["Akt"])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"drugs": None}, "drugs=None is no list of names"),
        ({"drugs": {"trastuzumab": 1}}, "is no list of names"),
        ({"drugs": "trastuzumab"}, r"give a list: drugs=\['trastuzumab'\]"),
        ({"alterations": [3]}, "3 is no name"),
        ({"knockouts": 7}, "knockouts=7 is no list"),
        ({"drug": ["trastuzumab"]}, "simulate has no argument 'drug'; did you mean 'drugs'"),
        ({"context": {"NRG1": 1, "nrg1": 0}}, "'NRG1' and 'nrg1' are one species"),
        ({"context": {"NRG1": 1}, "knockouts": ["NRG1"]}, "sets NRG1 to 1 and .* sets it to 0"),
        ({"context": {"NRG1": 2}}, "NRG1"),
        ({"start": {"AKT": 1, "akt": 0}}, "are one species"),
    ],
)
def test_slips_get_a_sentence(given: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        h2.simulate(NAME, **given)
    assert "\n" not in str(caught.value)


def test_slips_pass_through_every_door() -> None:
    doors: list[tuple[Any, list[Any]]] = [
        (h2.bypass, [[], ["TDM1"]]),
        (h2.trajectory, []),
        (h2.landscape, []),
        (h2.resistance_matrix, []),
        (h2.robustness, []),
    ]
    for call, given in doors:
        with pytest.raises(InputError, match="has no argument 'contxt'; did you mean 'context'"):
            call(NAME, *given, contxt={})


@pytest.mark.parametrize("call", [h2.asynchronous_attractors, h2.simulate, h2.count_trap_spaces])
def test_what_arguments_there_are_is_said_once(call: Any) -> None:
    with pytest.raises(
        InputError, match="has no argument 'zz'; there are drugs, alterations, k"
    ) as e:
        call(NAME, zz=1)
    names = str(e.value).partition("there are ")[2].split(", ")
    assert len(names) == len(set(names)) > 4
    assert "causes" not in names


@pytest.mark.parametrize(
    ("call", "options", "said"),
    [
        (h2.count_trap_spaces, {"max_seconds": "5"}, "max_seconds='5' is no time; give a positive"),
        (h2.count_trap_spaces, {"max_seconds": None}, "max_seconds=None is no time; give a posit"),
        (h2.landscape, {"max_seconds": "5"}, "max_seconds='5' is no time; give seconds, or None"),
        (h2.landscape, {"progress": 3}, "progress=3 is no function"),
        (h2.landscape, {"max_feedback": "many"}, "max_feedback='many' is no whole number"),
    ],
)
def test_limits_of_the_wrong_kind_get_a_sentence(call: Any, options: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        call(NAME, **options)


def test_a_result_is_asked_by_name() -> None:
    result = h2.simulate(NAME)
    assert "Proliferation" in result
    assert "Prolif" not in result
    assert None not in result
    with pytest.raises(InputError, match="None is no name of a species"):
        result[None]  # type: ignore[index]


def test_what_a_context_says_is_not_contradicted_in_any_cell() -> None:
    model = h2.load(NAME)
    inputs = [
        (a, s, v)
        for a, alteration in model.alterations.items()
        for s, v in alteration.fix.items()
        if s in model.inputs
    ]
    for name, species, value in inputs[:1]:
        land = h2.landscape(model, [name], ["trastuzumab"], context={species: 1 - value})
        assert land.provenance.cells == 2
        with pytest.raises(InputError, match=f"sets {species} to"):
            h2.simulate(model, alterations=[name], context={species: 1 - value})


def test_a_trajectory_says_which_attractor_it_begins_in(tmp_path: Path) -> None:
    path = tmp_path / "switch.yaml"
    path.write_text(
        "format: her2model/1\nname: switch\n"
        "species: {d: {kind: drug, initial: 0}, A: {kind: gene}, G: {kind: phenotype}}\n"
        "interactions: {A -> A: [], A -> G: [], d -| G: []}\nreadouts: {growth: G}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="ends in 2 attractors; name one with attractor=1 to 2"):
        h2.trajectory(path, drugs=["d"])
    runs = [h2.trajectory(path, drugs=["d"], attractor=k) for k in (1, 2)]
    assert {r.of("A")[0] for r in runs} == {0, 1}
    with pytest.raises(InputError, match="attractor=1 to 2"):
        h2.trajectory(path, drugs=["d"], attractor=3)


given: Any = h2  # what is given below is of other types than it says
RESULT = h2.simulate(NAME)
MATRIX: Any = h2.resistance_matrix(NAME, alterations=["PTEN loss"], drugs=["lapatinib"])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda: given.resistance_matrix(NAME, drugs="lapatinib"),
            "drugs='lapatinib' is text",
        ),
        (lambda: given.stopping(NAME, ["PTEN loss"]), "clone='PTEN loss' is text; give a list"),
        (lambda: given.arrow_table(NAME), "is text; give a list"),
        (lambda: given.set_chart(["AKT"]), "set='AKT' is text; give a list"),
        (lambda: given.draw(NAME, focus=3), "focus=3 is no list of names"),
        (lambda: MATRIX["PTEN loss"], "'PTEN loss' is no cell of a matrix; write matrix"),
        (lambda: given.simulate(NAME, readout=3), "readouts=3 will not do; write a name"),
        (lambda: given.load(NAME, drugs=["x"]), r"drugs=\['x'\] is no mapping; write, for example"),
        (
            lambda: given.landscape(NAME, [], [], max_size=-1),
            "max_size=-1 is less than nothing; give 0",
        ),
        (lambda: given.landscape(NAME, [], [], max_nodes=1), "max_nodes=1 is too small; give"),
        (lambda: given.screen(NAME, max_size=1.5), "max_size=1.5 is no whole number"),
        (lambda: given.trajectory(NAME, attractor=0), "attractor=0 is too small; give 1 or more"),
        (lambda: given.trajectory(NAME, steps="9"), "steps='9' is no whole number"),
        (lambda: given.sample(RESULT, seed=None), "seed=None is no whole number"),
        (lambda: given.explain(RESULT, against="x"), "'x' is not a simulation; give what simulate"),
        (lambda: given.heatmap("x"), "'x' is not a resistance matrix; give what resistance_matrix"),
        (
            lambda: given.forest_plot(None),
            r"None is not a validation; give what validate",
        ),
        (lambda: given.draw(NAME, file=3), "file=3 is no path; give the name of a file"),
        (lambda: given.save(given.load(NAME), None), "path=None is no path"),
        (lambda: given.suggest(None), "figure=None is no path"),
        (lambda: given.validate(NAME, None), "panel=None is no path"),
        (lambda: given.find(3), "name=3 is no text; write, for example, 'Herceptin'"),
        (lambda: given.read_tumours(None), "source=None is no text; write, for example"),
    ],
)
def test_an_argument_of_the_wrong_kind_gets_a_sentence(call: Any, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        call()
    assert "\n" not in str(caught.value)
