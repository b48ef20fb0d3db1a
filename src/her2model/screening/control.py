"""Minimal control: the smallest knockouts and gains that force a state or a readout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from inspect import signature
from itertools import count
from typing import Any, NoReturn

from her2model.engine.forcing import Kind, forces
from her2model.engine.levels import bits_at
from her2model.engine.scenario import Start
from her2model.errors import InputError, did_you_mean
from her2model.model.arguments import listed
from her2model.model.editing import with_rules
from her2model.model.expressions import species_and_level
from her2model.model.model import Model
from her2model.model.parts import FrozenMap, Species
from her2model.model.rules import And, Atom, Rule
from her2model.model.thresholds import bit_of
from her2model.screening.screen import Screen, screen
from her2model.screening.switches import Combination, Perturbations
from her2model.verdicts import ON

__all__ = ["minimal_control"]


def minimal_control(
    model: Model,
    /,
    target: Mapping[str, int] | Iterable[str],
    *,
    max_size: int = 3,
    knockouts: Iterable[str] | None = None,
    gains: Iterable[str] | None = None,
    start: Start = "any",
    **conditions: Any,
) -> tuple[Combination, ...]:
    """List the smallest sets of knockouts and gains under which a target is sure.

    Sure means: in every attractor that can be reached each species of the target is fixed at its
    level. From any start that is the reprogramming of all minimal trap spaces of Riva, Lagniez,
    Magaña López & Paulevé 2023, arXiv:2305.02442.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    target
        Species → level, such as ``{"Apoptosis": 1, "Proliferation": 0}``; or names of species that
        shall be on, at their highest level.
    max_size
        Most perturbations at once.
    knockouts, gains
        Species that may be forced to 0, and to 1; all but the drugs and those of the target when
        None.
    start
        ``any``, ``untreated``, or a state, as for :func:`~her2model.simulate`.
    **conditions
        Drugs and alterations that are given in any case, context, onset and limits, as for
        :func:`~her2model.screen`.

    Returns
    -------
    tuple of Combination
        Smallest first, each with its ``knockouts`` and ``gains``; no proper subset of one will do.
        One without any where the target is sure as it is; none where no set up to ``max_size`` is
        enough.

    Raises
    ------
    UnknownName, InputError, LimitError
        As for :func:`~her2model.screen`; or the target is empty, or contradicts what is given or
        may be tried.

    Examples
    --------
    >>> import her2model as h2
    >>> found = h2.minimal_control("her2-resistance", {"Apoptosis": 1}, max_size=1)
    >>> [(c.knockouts, c.gains) for c in found][:2]
    [(('HSP90',), ()), (('HER2',), ())]
    """
    _check_names(conditions)
    lists = {"knockouts": knockouts, "gains": gains, **conditions}
    for what in ("knockouts", "gains", "drugs", "alterations"):
        if lists.get(what) is not None:
            lists[what] = tuple(listed(lists[what], what))  # asked for more than once
    wanted = _wanted(model, target)
    _check_reachable(model, wanted, lists)
    watched, name = _with_target(model, wanted)
    varied = [s for s in watched.rules if s not in {*wanted, name, *model.drugs}]
    varied += [s for s in model.inputs if s not in {*wanted, *model.drugs}]
    asked: dict[str, Any] = {
        **lists,
        "knockouts": varied if knockouts is None else lists["knockouts"],
        "gains": varied if gains is None else lists["gains"],
        "readout": name,
        "start": start,
        "listed": True,
    }
    for size in dict.fromkeys((0, max_size)):  # often it is sure as it is
        found = screen(watched, max_size=size, **asked)
        assert isinstance(found, Screen)  # listed=True refuses what would be a landscape
        least = tuple(found.minimal(ON))
        if least == (Combination(),):
            break
    return least


def _wanted(model: Model, target: Mapping[str, int] | Iterable[str]) -> dict[str, int]:
    if isinstance(target, Mapping):
        given = {model.find_species(s): v for s, v in target.items()}
    else:
        named = map(model.find_species, listed(target, "target"))
        given = {s: model.species[s].top for s in named}
    if not given:
        raise InputError("the target is empty", hint="name species and levels, as in {'ERK': 0}")
    for s in given:
        if s in model.named_only:
            hint = did_you_mean(s, set(model.rules))
            raise InputError(f"{s!r} of the target has no rule and no arrow", hint=hint)
    return {s: model.species[s].level_of(v, "target") for s, v in given.items()}


def _check_names(conditions: Mapping[str, Any]) -> None:
    """See that each condition is one of a screen, and none that the target has decided."""
    own = [p for p in signature(minimal_control).parameters if p not in ("model", "conditions")]
    asked = [p for p in signature(screen).parameters if p not in ("model", "readout", "listed")]
    known = dict.fromkeys([*own, *asked])
    for name in conditions:
        if name not in known:
            hint = did_you_mean(name, known) or f"there are {', '.join(known)}"
            raise InputError(f"minimal_control has no argument {name!r}", hint=hint)


def _check_reachable(model: Model, wanted: Mapping[str, int], asked: Mapping[str, Any]) -> None:
    """See that nothing given contradicts the target, and nothing that may be tried does."""
    given: dict[Kind, Any] = {"drug": asked.get("drugs", ())}
    given["alteration"] = asked.get("alterations", ())
    varied: dict[Kind, Any] = {"knockout": asked["knockouts"] or ()}
    varied["gain"] = asked["gains"] or ()
    context, onset = asked.get("context"), asked.get("onset", "de novo")
    p = Perturbations.of(model, varied=varied, given=given, context=context, onset=onset)
    drugs = {c.name for c in p.given if c.kind == "drug"}
    held = {**p.context, **{d: int(d in drugs) for d in model.drugs}}
    for s, level in held.items():
        if wanted.get(s, level) != level:
            drug = "it is a drug that is given" if level else "it is a drug that is not given"
            _refuse(s, wanted, drug if s in model.drugs else f"context= sets it to {level}")
    bits = bits_at(wanted, model.levels)
    for cause in (*p.given, *p.varied):
        lost = [bit for bit, value in forces(model, cause) if bits.get(bit, value) != value]
        if lost:
            tried = "; knockouts= and gains= are what may be tried" * (cause in p.varied)
            _refuse(species_and_level(lost[0])[0], wanted, f"{cause} can only lose that{tried}")


def _refuse(species: str, wanted: Mapping[str, int], why: str) -> NoReturn:
    message = f"the target wants {species} at {wanted[species]}, and {why}"
    raise InputError(message, hint="leave one of them out")


def _with_target(model: Model, wanted: Mapping[str, int]) -> tuple[Model, str]:
    """Return the model with one species more, which is on where the target is reached."""
    name = next(n for k in count() if (n := f"target{k or ''}") not in model.species)
    literals = []
    for s, level in wanted.items():
        top = model.species[s].top
        literals += [Atom(bit_of(s, level))] if level else []
        literals += [Atom(bit_of(s, level + 1), 0)] if level < top else []
    species = {**model.species, name: Species(id=name, kind="phenotype")}
    wider = replace(model, species=FrozenMap(species))
    return with_rules(wider, {name: (Rule(And(tuple(literals))).text,)}), name
