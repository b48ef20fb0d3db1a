"""Trap spaces of a model, one after the other, without waiting for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, Literal

from her2model.engine.forcing import forces
from her2model.engine.levels import bits_at, levels_encoding
from her2model.engine.network import NEVER, Network, Subspace
from her2model.engine.scenario import Scenario, Start, compiled, stages
from her2model.engine.simulation import TrapSpace
from her2model.engine.trap_spaces import listed_trap_spaces
from her2model.errors import InputError, UnknownName
from her2model.model.arguments import whole_number
from her2model.model.model import Model
from her2model.model.rules import Atom, Rule
from her2model.verdicts import UNTREATED

__all__ = ["KINDS", "asked", "trap_spaces"]

KINDS = ("minimal", "maximal")


def trap_spaces(
    model: Model,
    kind: Literal["minimal", "maximal"] = "minimal",
    *,
    drugs: Iterable[str] = (),
    alterations: Iterable[str] = (),
    knockouts: Iterable[str] = (),
    gains: Iterable[str] | Mapping[str, int] = (),
    context: Mapping[str, int] | None = None,
    start: Start = "any",
    limit: int | None = None,
    free_inputs: bool = False,
) -> Iterator[TrapSpace]:
    r"""Yield trap spaces: parts of the state space, given by values, that no update can leave.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    kind
        ``minimal``: those with no other inside, the attractors of most permissive semantics.
        ``maximal``: the largest ones properly inside what percolation leaves, the first decisions
        that the network can take.
    drugs, alterations, knockouts, gains, context
        As for :func:`~her2model.simulate`; all of it is there from the beginning.
    start
        ``any``: from every state at once. Or a state, which names some or all species: only what
        can be reached from it.
    limit
        Most to yield; all of them when None.
    free_inputs
        Whether inputs that neither ``context`` nor a start names may have any value, and keep it.
        Then those are listed too that act on nothing, which are left out otherwise.

    Yields
    ------
    TrapSpace
        In the order in which they are found, each once; the first ones come at once.

    Raises
    ------
    UnknownName
        A name that the model does not have, or a kind that there is not.
    InputError
        Conditions that contradict each other, or ``limit`` is no number from 1 up.

    Notes
    -----
    Definition: Klarner, Bockmayr & Siebert 2015, doi:10.1007/s11047-015-9520-7. They are found by
    clingo. Of a species with levels, a trap space holds an interval of levels.

    Examples
    --------
    >>> import her2model as h2
    >>> switch = h2.load("A, !B\nB, !A\n", format="bnet")
    >>> sorted(dict(space)["A"] for space in h2.trap_spaces(switch))
    [0, 1]
    >>> len(list(h2.trap_spaces("her2-resistance", knockouts=["PTEN"], limit=1)))
    1
    """
    if kind not in KINDS:
        raise UnknownName.of("kind of trap space", kind, KINDS)
    if limit is not None and whole_number(limit, "limit") < 1:
        raise InputError(f"limit={limit} asks for none", hint="give 1 or more")
    _, network, around = asked(
        model,
        drugs=drugs,
        alterations=alterations,
        knockouts=knockouts,
        gains=gains,
        context=context,
        start=start,
        free_inputs=free_inputs,
    )
    spaces = listed_trap_spaces(network, around, maximal=kind == "maximal")
    return (TrapSpace(network, space) for space in islice(spaces, limit))


def asked(
    model: Model, *, start: Start, free_inputs: bool = False, **causes: Any
) -> tuple[Scenario, Network, Subspace]:
    """Return what was asked for: the scenario, its network, and the trap space around the start.

    Parameters
    ----------
    model, start, free_inputs, causes
        As for :func:`trap_spaces`.

    Raises
    ------
    UnknownName, InputError
        As :func:`trap_spaces` does.
    """
    if start == UNTREATED:
        hint = "give 'any' or a state; simulate() goes from the untreated tumour"
        raise InputError(f"start={start!r} is no start of a listing", hint=hint)
    scenario = Scenario.of(model, onset="together", start=start, **causes)
    network, given, _ = next(stages(model, scenario))
    assert given is not None  # the first stage is given its start
    if free_inputs:
        network = _with_free_inputs(model, scenario, network)
        held = {**({} if isinstance(start, str) else start), **(causes.get("context") or {})}
        idle = {model.find_species(s): level for s, level in held.items()}
        network, given = _with_idle_inputs(model, network, given, idle)
    return scenario, network, network.grown(given)


def _with_free_inputs(model: Model, scenario: Scenario, network: Network) -> Network:
    """Let go of the inputs that nothing but the model gives a value."""
    held = {bit for cause in scenario.causes for bit, _ in forces(model, cause)}
    held |= {bit for s in (*scenario.context, *model.drugs) for bit in model.bits(s)}
    kept = compiled(model)
    rise, fall = list(network.rise), list(network.fall)
    forced_on, forced_off = network.forced_on, network.forced_off
    for s in model.inputs:
        for i in (network.index[bit] for bit in model.bits(s) if bit not in held):
            rise[i], fall[i] = kept.rise[i], kept.fall[i]
            forced_on, forced_off = forced_on & ~(1 << i), forced_off & ~(1 << i)
    return replace(
        network, rise=tuple(rise), fall=tuple(fall), forced_on=forced_on, forced_off=forced_off
    )


def _with_idle_inputs(
    model: Model, network: Network, given: Subspace, held: Mapping[str, int]
) -> tuple[Network, Subspace]:
    """Add the inputs that act on nothing, each at its held level or free."""
    tops = {s: model.species[s].top for s in model.idle_inputs}
    rules = {s: Rule(Atom(s)) for s in tops} | dict(levels_encoding({}, tops))
    values = bits_at(
        {s: model.species[s].level_of(held[s], "context") for s in tops if s in held}, tops
    )
    can0, can1 = given.can0, given.can1
    for k, bit in enumerate(rules, len(network.species)):
        can0 |= int(values.get(bit) != 1) << k
        can1 |= int(values.get(bit) != 0) << k
    more = (NEVER,) * len(rules)
    wider = replace(
        network,
        species=(*network.species, *rules),
        rise=(*network.rise, *more),
        fall=(*network.fall, *more),
    )
    return wider.with_rules(rules), Subspace(can0, can1)
