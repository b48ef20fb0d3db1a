"""The decisive arrow of a causal chain: the first without which the answer would be another."""

from __future__ import annotations

from collections.abc import Iterable

from her2model.answers.causal_chain import Step
from her2model.engine.simulation import Simulation, settle
from her2model.model.model import Model
from her2model.model.parts import Interaction

__all__ = ["decisive_arrow", "without_effect"]

_DONE = ("alteration", "knocked out", "forced on")
"""How the causes begin that a tumour carries."""


def decisive_arrow(
    simulation: Simulation, chain: Iterable[Step], readout: str
) -> Interaction | None:
    """Return the first arrow of a chain that the readout's value hangs on.

    Parameters
    ----------
    simulation
        The result that the chain explains.
    chain
        Its steps, causes first; arrows from species without a step do not count.
    readout
        What is explained.

    Returns
    -------
    Interaction or None
        The first arrow such that the readout has another value where its target, and nothing
        else, reads its source the other way: first of those behind what is done to the tumour,
        then of all. None where the answer hangs on no single arrow.

    Examples
    --------
    >>> import her2model as h2
    >>> result = h2.simulate("her2-resistance", alterations=["PTEN loss"], drugs=["trastuzumab"])
    >>> h2.explain(result).decisive.id
    'PTEN -| PIP3'
    """
    value = simulation[readout]
    steps = tuple(chain)
    told = {s.species for s in steps}
    arrows = [(s, i, v) for s in steps for i, v in s.arrows if v != "*" and i.source in told]
    for downstream in _by_cause(simulation, steps, readout):
        for _, arrow, read in arrows:
            other = without_effect(simulation.model, arrow, read)
            if arrow.source not in downstream or other is None:
                continue
            if settle(other, simulation.scenario)[readout] != value:
                return arrow
    return None


def _by_cause(
    simulation: Simulation, steps: tuple[Step, ...], readout: str
) -> tuple[frozenset[str], ...]:
    """Return what follows from alterations, from drugs, and all: the first cause to be asked first.

    That is what the tumour carries where the same drugs end otherwise without it, else the drugs.
    """
    scenario = simulation.scenario
    drugs = _downstream(steps, {s.species for s in steps if s.species in scenario.drugs})
    altered = {s.species for s in steps if s.cause.startswith(_DONE)} - set(scenario.drugs)
    carried = _downstream(steps, altered)
    every = frozenset(s.species for s in steps)
    if scenario.altered:
        unaltered = settle(simulation.model, scenario.unaltered())
        if unaltered[readout] != simulation[readout]:
            return carried, drugs, every
    return drugs, carried, every


def _downstream(steps: tuple[Step, ...], causes: set[str]) -> frozenset[str]:
    found = set(causes)
    for step in steps:
        if any(i.source in found for i, _ in step.arrows):
            found.add(step.species)
    return frozenset(found)


def without_effect(model: Model, arrow: Interaction, read: int | str) -> Model | None:
    """Return the model in which the target of an arrow reads its source the other way.

    None where the target has no function that reads the source.
    """
    value = 0 if read else 1
    changed = {
        bit: model.functions[bit].fixing(dict.fromkeys(model.bits(arrow.source), value)).effective
        for bit in model.bits(arrow.target)
        if bit in model.functions
        and set(model.functions[bit].names) & set(model.bits(arrow.source))
    }
    return model.with_functions({**model.functions, **changed}) if changed else None
