"""MaBoSS: a ``.bnd`` file with the rules, and a ``.cfg`` file with initial states and settings.

Written are unit rates, so that a run is asynchronous updating in continuous time; inputs keep
their value, and every other species starts at 0 or 1 with equal chance. Read are nodes whose rates
follow a logic, with the constants of the ``.cfg`` beside; how fast they change is not kept. A
constant that turns a node off or on for good is a switch, which becomes an alteration.
Source of the formalism: Stoll et al. 2012, doi:10.1186/1752-0509-6-116.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from her2model.errors import FormatError, did_you_mean
from her2model.formats.assembly import (
    acting_rules,
    assemble,
    model_name,
    rule_text,
)
from her2model.formats.bits import bit_names, bit_notes, bit_rules
from her2model.formats.bnet import OPERATORS
from her2model.formats.draft import Draft
from her2model.formats.format import Format, Reading, Written, listed, losses
from her2model.formats.maboss_logic import NodeLogic
from her2model.formats.maboss_text import Settings, read_nodes, read_settings
from her2model.formats.name_map import labelled, read_name_map, write_name_map
from her2model.model.entities import Entities
from her2model.model.model import Model
from her2model.model.rules import Rule

__all__ = ["MABOSS", "maboss_texts", "read_bnd", "write_maboss"]

_RESERVED = frozenset(
    {"and", "or", "not", "true", "false", "none", "node", "xor", "nand", "nor", "logic"}
    | {"rate_up", "rate_down", "max_rate", "description", "if", "else", "istate", "is_internal"}
)
_SETTINGS = """
sample_count = 1000;
discrete_time = 0;
use_physrandgen = 0;
seed_pseudorandom = 100;
max_time = 100;
time_tick = 1;
thread_count = 1;
"""


def maboss_texts(model: Model, start: Mapping[str, int] | None = None) -> tuple[str, str]:
    """Write a model as the texts of a ``.bnd`` and a ``.cfg`` file.

    Runs start where ``start`` says; a species that it does not name has any level, with equal
    chance, and an input its own.

    Examples
    --------
    >>> from her2model.formats.bnet import read_bnet
    >>> bnd, cfg = maboss_texts(read_bnet("A, B & !C", Path("x.bnet")).model)
    >>> bnd.splitlines()[1]
    '  logic = (B & !C);'
    """
    names = bit_names(model, _RESERVED)
    bnd: list[str] = []
    cfg: list[str] = []
    for s, rule in bit_rules(model, steps=True).items():
        text = rule_text(rule.renamed(names), names[s], *OPERATORS) if rule else names[s]
        bnd += [
            f"node {names[s]} {{",
            f"  logic = ({text});",
            "  rate_up = @logic ? 1 : 0;",
            "  rate_down = @logic ? 0 : 1;",
            "}",
        ]
    for s in acting_rules(model):
        cfg += _initial_states(model, s, [names[bit] for bit in model.bits(s)], start or {})
    return "\n".join(bnd) + "\n", "\n".join(cfg) + "\n" + _SETTINGS


def _initial_states(
    model: Model, s: str, bits: list[str], start: Mapping[str, int]
) -> Iterator[str]:
    """Write the level that a species starts at, or that it has any, with equal chance."""
    top = len(bits)
    if s in start or s not in model.rules:
        value = start.get(s, model.species[s].initial or 0)
        for level, bit in enumerate(bits, 1):
            yield f"{bit}.istate = {int(value >= level)};"
        return
    rows = [", ".join("1" if k < level else "0" for k in range(top)) for level in range(top + 1)]
    chances = ", ".join(f"{1 / (top + 1):.6g} [{row}]" for row in rows)
    yield f"[{', '.join(bits)}].istate = {chances};"


def write_maboss(model: Model, entities: Entities | None = None) -> Written:
    """Write the two files, and a name map where printed names differ."""
    names = bit_names(model, _RESERVED)
    bnd, cfg = maboss_texts(model)
    files = {"": bnd.encode("ascii"), ".cfg": cfg.encode("ascii")}
    files |= write_name_map(model, names)
    return Written(files, (*bit_notes(model), *losses(model, MABOSS.name, MABOSS.carries)))


def read_bnd(text: str, path: Path) -> Reading:
    """Read nodes with the constants and initial states of the ``.cfg`` file beside.

    Raises
    ------
    FormatError
        The text is not made of nodes, a node stands twice, or its rates cannot be worked out;
        with the line.
    """
    settings = read_settings(path)
    nodes = read_nodes(text, path)
    _demand_nodes(settings, nodes)
    ids, labels = read_name_map(path)
    rules: dict[str, Rule | None] = {}
    switches: dict[str, dict[str, int]] = {}
    supposed: dict[str, float] = {}
    swinging: list[str] = []
    negative: list[str] = []
    for node in nodes.values():
        logic = NodeLogic(node, settings.constants, path.name)
        rules[node.name] = logic.rule()
        for switch, value in logic.switches():
            switches.setdefault(switch, {})[node.name] = value
        supposed |= logic.supposed
        swinging += [node.name] if logic.swings else []
        negative += logic.negative
    idle = _drop_idle(switches, rules)
    species: dict[str, dict[str, Any]] = labelled(labels, rules)
    for name, value in settings.initial.items():
        if name in rules:
            species.setdefault(name, {})["initial"] = value
    draft = Draft(
        model_name(path),
        rules,
        path.name,
        lines={n.name: n.line for n in nodes.values()},
        species=species,
        ids=ids,
        switches=switches,
        notes=list(settings.notes),
        steps=True,
    )
    unknown = [f"${name} is {value:g}" for name, value in supposed.items()]
    if unknown:
        draft.notes.append(f"constants that no settings give: {listed(unknown)}")
    if negative:
        draft.notes.append(f"where a rate is negative it is read as 0: {listed(negative)}")
    if idle:
        draft.notes.append(f"switches of nodes that no arrow touches are left out: {listed(idle)}")
    if swinging:
        names = listed(swinging)
        draft.notes.append(f"nodes whose two rates act in the same state go to and fro: {names}")
    if any(node.rates for node in nodes.values()):
        draft.notes.append("how fast nodes change is not kept, only where they do")
    return assemble(draft)


def _demand_nodes(settings: Settings, nodes: Collection[str]) -> None:
    """Refuse settings of what is no node, as MaBoSS does."""
    for name, line in settings.nodes.items():
        if name and name not in nodes:
            hint = did_you_mean(name, nodes) or "add the node, or take the setting out"
            message = f"{name[:40]!r} is not a node of the .bnd file"
            raise FormatError(message, where=settings.source, line=line, hint=hint)


def _drop_idle(switches: dict[str, dict[str, int]], rules: dict[str, Rule | None]) -> list[str]:
    """Take out nodes that no arrow touches; return the switches that turn nothing else."""
    used = {n for name, r in rules.items() if r and r.names for n in (name, *r.names)}
    for nodes in switches.values():
        for lone in nodes.keys() - used:
            del nodes[lone]
    idle = [switch for switch, nodes in switches.items() if not nodes]
    for switch in idle:
        del switches[switch]
    return idle


MABOSS = Format(
    "MaBoSS",
    (".bnd",),
    "rules and initial states for stochastic runs with MaBoSS; a .cfg file is written beside",
    frozenset({"rules", "levels", "signs", "initial values", "labels"}),
    read_bnd,
    write_maboss,
)
