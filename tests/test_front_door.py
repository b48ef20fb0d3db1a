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
