"""Minimal bypasses and combinations: brute force, clingo, and BoNesis's reprogramming."""

from __future__ import annotations

import contextlib
import io
import itertools
from collections.abc import Iterable
from typing import Any

import bonesis
import clingo
from bonesis.reprogramming import source_marker_reprogramming, trapspace_reprogramming
from colomoto import minibn
from measuring import Results, cpu
from networks import FIRST_EDITION

import her2model as h2
from her2model import landscape, simulate
from her2model.engine.scenario import compiled
from her2model.screening.landscape import Landscape

__all__ = ["minimal_sets"]

MODEL = h2.load(FIRST_EDITION)
GROWTH = "Proliferation"
DRUG_SETS = (
    ("trastuzumab",),
    ("pertuzumab", "trastuzumab"),
    ("lapatinib",),
    ("TDM1",),
    ("everolimus", "trastuzumab"),
)
Sets = set[frozenset[str]]


def minimal_sets(results: Results) -> None:
    """Compare and time the three."""
    brute_force(results)
    land = landscape(MODEL)
    anywhere = landscape(MODEL, start="any")
    wrong = {"clingo": 0, "BoNesis, untreated start": 0, "BoNesis, any start": 0}
    for drugs in DRUG_SETS:
        name = " + ".join(drugs)
        ours = frozen(land.minimal_bypasses(drugs))
        seconds, asked = cpu(lambda d=drugs: landscape(MODEL, drugs=(), background=d))
        results.note(f"minimal bypasses of {name}", [sorted(s) for s in sorted(ours, key=sorted)])
        one, listed = cpu(lambda a=asked: a.minimal_bypasses(()))
        assert frozen(listed) == ours
        results.note(f"minimal bypasses of {name}, seconds", seconds + one)
        seconds, found = cpu(lambda d=drugs: by_clingo(d))
        results.note(f"minimal bypasses of {name}, clingo, seconds", seconds)
        wrong["clingo"] += found != ours
        size = max(map(len, ours), default=1)
        seconds, found = cpu(lambda d=drugs, k=size: by_bonesis(d, k, untreated=True))
        results.note(f"minimal bypasses of {name}, BoNesis, untreated start, seconds", seconds)
        wrong["BoNesis, untreated start"] += found != ours
        seconds, found = cpu(lambda d=drugs, k=size: by_bonesis(d, k, untreated=False))
        results.note(f"minimal bypasses of {name}, BoNesis, any start, seconds", seconds)
        others = {s for s in frozen(anywhere.minimal_bypasses(drugs)) if len(s) <= size}
        wrong["BoNesis, any start"] += found != others
    for peer, count in wrong.items():
        results.note(f"drug sets of {len(DRUG_SETS)} with other bypasses by {peer}", count)


def frozen(sets: Iterable[Iterable[str]]) -> Sets:
    """Make sets of names comparable."""
    return {frozenset(s) for s in sets}


def least(sets: Sets) -> Sets:
    """Keep those that hold no other."""
    return {s for s in sets if not any(o < s for o in sets)}


# -- brute force ----------------------------------------------------------------------------------


def subsets(names: Iterable[str]) -> list[frozenset[str]]:
    """List every subset."""
    names = list(names)
    return [frozenset(c) for k in range(len(names) + 1) for c in itertools.combinations(names, k)]


def brute_force(results: Results) -> None:
    """Every cell of 7 alterations and 7 drugs, without and with ligands, by simulate."""
    altered = ["PTEN loss", "ER reactivation", "HER2 mutation", "cyclin E/CDK2"]
    altered += ["MUC4 overexpression", "IGF1R overexpression", "HER3 up-regulation"]
    drugs = ["trastuzumab", "TDM1", "everolimus", "trametinib", "lapatinib", "tanespimycin"]
    drugs += ["cixutumumab"]
    for name, context in (("", {}), (" with ligands", {"NRG1": 1, "IGF1": 1})):
        land = landscape(MODEL, altered, drugs, context=context)
        assert land.provenance.cells == 2**14
        words = {
            (a, d): simulate(MODEL, alterations=a, drugs=d, context=context)[GROWTH]
            for a, d in itertools.product(subsets(altered), subsets(drugs))
        }
        wrong = sum(land.value(a, d) != w for (a, d), w in words.items())
        results.note(f"cells of 2^14 that differ from simulate{name}", wrong)
        results.note(f"minimal sets that differ from brute force{name}", _wrong_sets(land, words))


def _wrong_sets(land: Landscape, words: dict[Any, str]) -> int:
    wrong = 0
    drug_sets, tumours = {d for _, d in words}, {a for a, _ in words}
    for d in drug_sets:
        for strict, defeats in ((True, ("on",)), (False, ("on", "mixed", "unsettled"))):
            stopped = bool(d) and words[frozenset(), d] == "off"
            works = {a for a in tumours if stopped and words[a, d] in defeats}
            wrong += frozen(land.minimal_bypasses(d, strict=strict)) != least(works)
    for a in tumours:
        works = {d for d in drug_sets if words[a, d] == "off"}
        wrong += frozen(land.minimal_combinations(a)) != least(works)
    return wrong


# -- clingo ---------------------------------------------------------------------------------------


def by_clingo(drugs: tuple[str, ...]) -> Sets:
    """Subset-minimal alteration sets with which growth is certain by constants alone.

    Each rule is written as its prime implicants: what can be is grown from the untreated state,
    then what is sure follows. Only the alterations are choices.
    """
    network = compiled(MODEL)
    untreated = simulate(MODEL).attractors[0]
    number = network.index
    lines = ["#show on/1."]
    for k, a in enumerate(MODEL.alterations.values()):
        lines.append(f"{{on({k})}}.")
        lines += [f"forced({number[s]},{v}) :- on({k})." for s, v in a.fix.items()]
    for i, s in enumerate(network.species):
        lines.append(f"start({i},{untreated[s]}).")
        if s in MODEL.inputs:
            value = int(s in drugs) if s in MODEL.drugs else MODEL.species[s].initial or 0
            lines.append(f"forced({i},{value}) :- not forced({i},{1 - value}).")
            continue
        for value, rule in ((1, MODEL.functions[s]), (0, ~MODEL.functions[s])):
            for implicant in rule.prime_implicants:
                for word in ("up", "sure"):
                    body = ", ".join(f"{word}({number[n]},{v})" for n, v in implicant)
                    lines.append(f"{word}({i},{value}) :- {body}, not forced({i},{1 - value}).")
    lines += [
        "up(S,V) :- forced(S,V).",
        "up(S,V) :- start(S,V), not forced(S,1-V).",
        "sure(S,V) :- forced(S,V).",
        "sure(S,V) :- up(S,V), not up(S,1-V).",
        f":- not sure({number[GROWTH]},1).",
    ]
    options = ["--heuristic=Domain", "--enum-mode=domRec", "--dom-mod=5,16", "0"]
    control = clingo.Control(options, logger=lambda code, text: None)
    control.add("base", [], "\n".join(lines))
    control.ground([("base", [])])
    names = list(MODEL.alterations)
    with control.solve(yield_=True) as answers:
        return {
            frozenset(names[atom.arguments[0].number] for atom in answer.symbols(shown=True))
            for answer in answers
        }


# -- BoNesis --------------------------------------------------------------------------------------


def by_bonesis(drugs: tuple[str, ...], size: int, *, untreated: bool) -> Sets:
    """Subset-minimal alteration sets, up to a size, that make growth on in all minimal trap spaces.

    Alterations are inputs of the network, off unless mutated, so that BoNesis chooses among them
    only. With a start, the trap spaces are those that can be reached from it.
    """
    rules, names = _switched(drugs)
    network = minibn.BooleanNetwork(rules)
    options = {"exclude": [s for s in rules if s not in names]}
    marker = {GROWTH: 1}
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        bonesis.settings["quiet"] = True
        if untreated:
            state = simulate(MODEL).attractors[0]
            start = {s: int(state[s]) for s in MODEL.functions}
            start |= {s: int(rules[s]) for s in MODEL.inputs if rules[s] in ("0", "1")}
            found = list(source_marker_reprogramming(network, start, marker, size, **options))
        else:
            found = list(trapspace_reprogramming(network, marker, size, **options))
    return {frozenset(names[w] for w, v in one.items() if v) for one in found}


def _switched(drugs: tuple[str, ...]) -> tuple[dict[str, str], dict[str, str]]:
    """Rules with an input for each alteration, and what each input stands for."""
    names = {f"switch{k}": a for k, a in enumerate(MODEL.alterations)}
    forced: dict[str, tuple[list[str], list[str]]] = {}
    for switch, a in names.items():
        for s, v in MODEL.alterations[a].fix.items():
            forced.setdefault(s, ([], []))[v].append(switch)
    rules = dict.fromkeys(names, "0")
    for s in [*MODEL.inputs, *MODEL.functions]:
        off, on = forced.get(s, ([], []))
        if s in MODEL.functions:
            text = MODEL.functions[s].written(" & ", " | ", "!")
        else:
            text = str(int(s in drugs) if s in MODEL.drugs else MODEL.species[s].initial or 0)
        for switch in off:
            text = f"!{switch}" if text == "1" else f"({text}) & !{switch}"
        for switch in on:
            text = switch if text == "0" else f"({text}) | {switch}"
        rules[s] = text
    return rules, names
