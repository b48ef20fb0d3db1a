"""Notebooks: their cells run, other programs agree, and every result has a display of its own."""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import her2model as h2

DOCS = Path(__file__).parent.parent / "docs"
PEERS = ("cmaboss", "colomoto", "mpbn", "pyboolnet")
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning",  # pyboolnet leaves pipes open
)


@pytest.fixture
def notebooks(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(DOCS))
    return import_module("notebooks")


def test_the_cells_give_what_the_notebook_says(notebooks: Any) -> None:
    for peer in PEERS:
        pytest.importorskip(peer, reason="the extra 'colomoto' is not installed")
    path = notebooks.NOTEBOOKS / "colomoto.ipynb"
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert notebooks.executed(copy.deepcopy(kept)) == kept
    said = [o["data"]["text/plain"] for c in kept["cells"] for o in c.get("outputs", ())
            if "data" in o]  # fmt: skip
    assert said.count(["True"]) == 3  # GINsim, mpbn, pyboolnet
    assert ["[True, True, True, True, True]"] in said


@pytest.mark.parametrize("name", ["her2-resistance", "PMC9640784", "mapk-resistance"])
def test_a_tumour_as_a_model_of_its_own_has_its_attractors(name: str) -> None:
    model = h2.load(name)
    for alteration in [*model.alterations][::14]:
        for drug in model.drugs[:2]:
            result = h2.simulate(model, alterations=[alteration], drugs=[drug])
            alone = result.as_model()
            assert not alone.inputs
            found = {
                frozenset(space.items())
                for start in result.starts
                for space in h2.trap_spaces(alone, start=start)
            }
            assert found == {frozenset(a.items()) for a in result.attractors}, (alteration, drug)


@pytest.mark.parametrize("make", [h2.to_cmaboss, h2.to_minibn, h2.to_mpbn])
def test_a_package_that_is_not_installed_is_named(
    make: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for peer in (*PEERS, "colomoto.minibn"):
        monkeypatch.setitem(sys.modules, peer, None)
    with pytest.raises(h2.InputError, match=r"the package \w+ is not installed; install it: pip"):
        make(h2.load("PMC7464074"))


def test_every_result_has_a_display_in_a_notebook() -> None:
    model = h2.load("PMC7464074")
    tumour = h2.simulate(model, alterations=["PTEN loss"], drugs=["trastuzumab"])
    cohort = h2.read_tumours("HER2 3+ <b>, PIK3CA H1047R", "her2-resistance")
    figure = h2.read_figure("PMC7464074")
    results: list[Any] = [
        model, tumour, h2.explain(tumour), h2.resistance_matrix(model), h2.check(model),
        h2.landscape(model), h2.regimens(model), h2.screen(model, max_size=1),
        h2.sample(tumour, runs=64), h2.time_course(tumour, runs=64),
        h2.trajectory(model, steps=3),
        h2.robustness(model, drugs=["trastuzumab"]), h2.find("Herceptin", model),
        h2.suggest(figure), cohort, h2.escapes(model, [], ["trastuzumab"]), h2.to_svg(model),
        h2.arrow_table([model]), h2.compare_curations(model, model),
    ]  # fmt: skip
    for result in results:
        shown = [getattr(result, f"_repr_{k}_", None) for k in ("html", "svg", "png")]
        assert any(shown), type(result)
        html = result._repr_html_() if shown[0] else ""
        assert "<b>" not in html.replace("<br>", "")
    assert "resistant" in tumour._repr_html_()
    assert "not for clinical use" in tumour._repr_html_()
