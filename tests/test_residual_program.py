"""One logic program for all residual networks, against each of them solved by itself."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

import random_levels
from her2model import LimitError, screen
from her2model.engine.scenario import compiled
from her2model.engine.trap_spaces import minimal_trap_spaces
from her2model.errors import ModelError
from her2model.model.model import Model
from her2model.screening import residual_networks, residual_program
from her2model.screening.listed_cells import ListedCells
from her2model.screening.outcomes import percolated
from her2model.screening.perturbation_sets import PerturbationSets
from her2model.screening.residual_program import ResidualTrapSpaces
from her2model.screening.screen import Screen
from her2model.screening.switches import Perturbations
from random_landscapes import random_model


def models(seed: int) -> list[tuple[Model, str, list[str]]]:
    """Two networks of thick feedback, one with levels: with a readout and what else is no drug."""
    made = []
    for with_levels in (False, True):
        try:
            chance = Random(seed)
            model = random_levels.model(chance, 6) if with_levels else random_model(seed, 8)
        except ModelError:  # a rule may name what it does not depend on
            continue
        growth = model.readouts.growth if model.readouts else ""
        others = [s for s in compiled(model).bits if s not in (growth, *model.drugs)]
        made.append((model, growth, others[:5]))
    return made


def left_over(model: Model, readout: str, knockouts: list[str], whole: bool) -> Any:
    """Return what percolation from every state leaves, of all pairs of knockouts and alterations.

    Alterations cut arrows. Either all that is free is to be kept, or what acts on the readout.
    """
    p = Perturbations.of(
        model,
        varied={"knockout": knockouts, "alteration": list(model.alterations)},
        given={},
        context=None,
        onset="together",
        start="any",
    )
    sets = PerturbationSets(p, 2)
    cells = ListedCells.of_rows(sets.members(), sets.variables)
    left = percolated(p, cells, readout, lambda doing: None)
    network, rails = left.networks[-1], left.rails
    relevant = tuple(i for i in network.needed if not cells.is_empty(rails.free(i) & left.rest))
    watched = None if whole else network.network.bits[readout]
    return ResidualTrapSpaces(network, rails, left.rest, relevant, watched)


@pytest.mark.parametrize("simplified", [200, -1], ids=["simplified", "as they are"])
def test_the_program_lists_the_minimal_trap_spaces_of_every_residual_network(
    simplified: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(residual_networks, "MAX_SIMPLIFIED", simplified)
    networks = several = cut = 0
    for seed in range(40):
        for model, readout, others in models(seed):
            for whole in (True, False):
                found = left_over(model, readout, others, whole)
                for residual in found.residuals:
                    listed = list(found._solved(residual, residual.places))
                    expected = {
                        tuple((bool(s.can0 >> k & 1), bool(s.can1 >> k & 1)) for k in places)
                        for network in [residual.network]
                        for places in [range(len(residual.places))]
                        for s in minimal_trap_spaces(network, network.everything)
                    }
                    assert len(listed) == len(expected)
                    assert {tuple(values) for values in listed} == expected
                    networks += 1
                    several += len(listed) > 1
                    cut += any(rest.cut for rest in residual.rests.values())
    print(networks, several, cut)
    assert networks > 300
    assert several > 100
    assert cut > 30


FEW, WORDS = "switched_trap_spaces.FEW_CHOICES", "packed_screen.MAX_INTEGERS"
WAYS: dict[str, dict[str, Any]] = {
    "residual networks": {"max_feedback": 0},
    "a search": {"max_feedback": 10, FEW: 10**6},
    "a search, or residual networks where cells are few": {"max_feedback": 10, FEW: 3},
    "residual networks, in words": {"max_feedback": 0, WORDS: -1},
    "a search, in words": {"max_feedback": 10, FEW: 10**6, WORDS: -1},
    "rules as they are": {"max_feedback": 0, "residual_networks.MAX_SIMPLIFIED": -1},
}


def test_all_ways_to_screen_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    words = set()
    for seed in range(12):
        for model, readout, others in models(seed):
            chance = Random(seed)
            how: dict[str, Any] = {
                "start": chance.choice(["untreated", "any"]),
                "onset": chance.choice(["de novo", "acquired", "together"]),
                "drugs": model.drugs[:1],
                "readout": chance.choice([readout, None]),
            }
            found = []
            for way in WAYS.values():
                with monkeypatch.context() as patched:
                    for name, value in way.items():
                        if "." in name:
                            patched.setattr(f"her2model.screening.{name}", value)
                    one = screen(
                        model,
                        knockouts=others,
                        gains=others,
                        max_size=2,
                        max_feedback=way["max_feedback"],
                        **how,
                    )
                assert isinstance(one, Screen)
                found.append(one.codes.tobytes())
                words |= {word for _, word in one}
            assert len(set(found)) == 1, (seed, model.name, how)
    assert {"on", "off", "mixed", "unsettled", "responds", "resistant"} <= words


def test_too_many_trap_spaces_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(residual_program, "MAX_TRAP_SPACES", 1)
    model, readout, others = models(3)[0]
    with pytest.raises(LimitError, match="more than 1 minimal trap spaces; fix some inputs"):
        screen(model, knockouts=others, readout=readout, start="any", max_size=1, max_feedback=0)
