"""Why a readout has its value: the rules that hold it, arrow by arrow, each with its evidence.

In an attractor each settled value is held by a prime implicant of its species' rule, or of the
rule's negation: a smallest set of regulators that is enough by itself. The explanation follows
such sets from the readout back to what the scenario forces, by the shortest way. Where a value
holds only because it holds itself, the feedback is marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from her2model.attractors import DISCLAIMER, Simulation, TrapSpace
from her2model.errors import InputError
from her2model.library import list_models, load, references
from her2model.logic import Implicant
from her2model.model import Evidence, Interaction, Model, Value
from her2model.model import arrow as written_arrow

__all__ = ["Explanation", "Step", "bibtex", "explain"]

METHOD = ("doi:10.1038/s41467-020-18112-5",)
WORDS: dict[int | str, str] = {0: "off", 1: "on", "*": "unsettled"}
NOT_GIVEN = "drug not given"
CONTEXT = "context"
BY_DEFAULT = "by default"


@dataclass(frozen=True, slots=True)
class Step:
    """One species' value and what holds it.

    Attributes
    ----------
    species, value
        The species, and 0, 1 or ``"*"``.
    cause
        Why it is so where the scenario forces it, such as ``drug given``; else empty.
    arrows
        The arrows that hold it, with the value of each one's source.
    is_feedback
        Whether the value is among its own causes.
    """

    species: str
    value: int | str
    cause: str = ""
    arrows: tuple[tuple[Interaction, int | str], ...] = ()
    is_feedback: bool = False


@dataclass(frozen=True, repr=False)
class Explanation:
    """The causal chain behind a readout's value, causes first.

    ``print(explanation)`` writes it as numbered sentences with a quote or reference to each arrow.

    Attributes
    ----------
    simulation, readout, value
        What is explained.
    chains
        One chain of steps for each attractor that needs its own, in the order of the attractors.
    against
        The simulation that it is compared with, if any: then only what differs is told.
    """

    simulation: Simulation
    readout: str
    value: Value
    chains: tuple[tuple[Step, ...], ...]
    against: Simulation | None = None

    @property
    def arrows(self) -> tuple[Interaction, ...]:
        """Every arrow that the explanation uses, once."""
        used = (i for chain in self.chains for step in chain for i, _ in step.arrows)
        return tuple(dict.fromkeys(used))

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Every piece of evidence behind those arrows, once."""
        return tuple(dict.fromkeys(e for i in self.arrows for e in i.evidence))

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation as plain data, for JSON."""
        return {
            "scenario": str(self.simulation.scenario),
            "against": str(self.against.scenario) if self.against else None,
            "readout": self.readout,
            "value": self.value,
            "chains": [[_step_data(s) for s in chain] for chain in self.chains],
            "note": DISCLAIMER,
        }

    def text(self, *, full: bool = False) -> str:
        """Write the explanation as numbered sentences with the evidence of each arrow.

        Parameters
        ----------
        full
            Also spell out what holds only because something is absent: drugs not given,
            alterations that the tumour does not carry. Else such species are named in passing.
        """
        lines = [self._title()]
        for k, chain in enumerate(self.chains):
            if len(self.chains) > 1:
                lines.append(f"attractor {k + 1}:")
            quiet = set() if full else _quiet(chain)
            told = [s for s in chain if s.species not in quiet]
            for n, step in enumerate(told, 1):
                lines += _step_lines(self.simulation.model, step, n, len(str(len(told))), quiet)
        return "\n".join([*lines, DISCLAIMER])

    def _title(self) -> str:
        scenario = self.simulation.scenario
        name = self.simulation.model.species[self.readout].name
        if not self.against:
            return f"{name} is {self.value}: {scenario}"
        before = f"and not {self.against[self.readout]} as in: {self.against.scenario}"
        return f"{name} is {self.value}: {scenario}; {before}"

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        count = sum(map(len, self.chains))
        return f"<Explanation of {self.readout} {self.value}: {count} steps>"


def explain(
    simulation: Simulation, readout: str | None = None, *, against: Simulation | None = None
) -> Explanation:
    """Explain a readout's value, or why it differs from another simulation's.

    Parameters
    ----------
    simulation
        A result of :func:`~her2model.attractors.simulate`.
    readout
        A species, by id or label; the growth readout when None.
    against
        Another simulation of the same model. Then the chain leads from what the two scenarios
        force differently to the readout, through the species whose values differ.

    Raises
    ------
    UnknownName
        There is no such species.
    InputError
        ``against`` is of another model, or the readout has the same value in both.

    Examples
    --------
    >>> from her2model import simulate
    >>> result = simulate("her2-resistance", alterations=["PTEN loss"], drugs=["trastuzumab"])
    >>> print(explain(result, "PIP3"))
    PIP3 is on: PTEN loss, trastuzumab
    1. PTEN is off: alteration: PTEN loss
    2. PIP3 is on, because PTEN is off (besides: p110β on)
       PTEN -| PIP3  «The PI3K–AKT pathway can be constitutively activated through loss of PTEN» [PMC3233287 caption, of PTEN -| PI3K]
    A qualitative model of published statements; not for clinical use.
    """
    model = simulation.model
    if readout is None:
        if model.readouts is None:
            raise InputError(f"{model.name} declares no readouts", hint="name a species")
        readout = model.readouts.growth
    readout = model.find_species(readout)
    value = simulation[readout]
    if against is not None:
        return _difference(simulation, against, readout)
    chains = []
    for values in {a[readout]: a for a in reversed(simulation.attractors)}.values():
        chains.append(_Chain(simulation, values).to(readout))
    return Explanation(simulation, readout, value, tuple(reversed(chains)))


def bibtex(*sources: Explanation | Model | Iterable[Evidence]) -> str:
    """Write the publications behind explanations, models or evidence as BibTeX.

    The source of the semantics is always among them.

    Examples
    --------
    >>> from her2model import simulate
    >>> print(bibtex(explain(simulate("her2-resistance"), "AKT")))  # doctest: +ELLIPSIS
    @article{...
    """
    pieces: dict[Evidence, None] = {}
    for source in sources:
        pieces |= dict.fromkeys(_evidence_of(source))
    keys = [*METHOD, *(e.reference for e in pieces if e.reference)]
    figures = dict.fromkeys(e.figure for e in pieces if e.figure)
    entries = {k: _bibtex_reference(k) for k in dict.fromkeys(keys)}
    entries |= {f: _bibtex_figure(f) for f in figures}
    return "\n\n".join(entries[k] for k in sorted(entries) if entries[k])


# -- chains -----------------------------------------------------------------------------------


@dataclass
class _Chain:
    """Finds what holds each value of one attractor."""

    simulation: Simulation
    values: TrapSpace
    assumed: list[str] = field(default_factory=list)

    @property
    def model(self) -> Model:
        return self.simulation.model

    @cached_property
    def causes(self) -> dict[str, str]:
        """Species that the scenario forces, with the reason."""
        return _causes(self.simulation)

    def to(self, readout: str) -> tuple[Step, ...]:
        """Return the steps that end in the readout."""
        if self.values[readout] == "*":
            return _unsettled_steps(self, readout)
        ranks = self._ranks(readout)
        needed: dict[str, None] = {}
        queue = [readout]
        while queue:
            species = queue.pop()
            if species not in needed:
                needed[species] = None
                queue += [n for n, _ in self._implicant(species, ranks)]
        order = sorted(needed, key=lambda s: (ranks[s], list(self.model.species).index(s)))
        return tuple(self._step(s, ranks) for s in order)

    def _ranks(self, readout: str) -> dict[str, int]:
        """Distance of each species from what is forced; feedback is opened where it must be."""
        ranks = {s: 0 for s in self.causes}
        while True:
            self._relax(ranks)
            if readout in ranks:
                return ranks
            stuck = next(s for s in self._behind(readout, ranks))
            self.assumed.append(stuck)
            ranks[stuck] = 1 + max(ranks.values(), default=0)

    def _relax(self, ranks: dict[str, int]) -> None:
        changed = True
        while changed:
            changed = False
            for s in self.values:
                if s in self.causes or s in self.assumed:
                    continue
                best = min(
                    (self._cost(i, ranks) for i in self._implicants(s)), default=(_FAR, 0)
                )[0]
                if best < ranks.get(s, _FAR):
                    ranks[s] = best
                    changed = True

    def _cost(self, implicant: Implicant, ranks: Mapping[str, int]) -> tuple[int, int]:
        return 1 + max((ranks.get(n, _FAR) for n, _ in implicant), default=0), len(implicant)

    def _behind(self, readout: str, ranks: Mapping[str, int]) -> Iterator[str]:
        """Yield a species in feedback, upstream of the readout, whose value is not derived yet."""
        seen: list[str] = []
        species = readout
        while species not in seen:
            seen.append(species)
            options = [[n for n, _ in i if n not in ranks] for i in self._implicants(species)]
            species = min(options, key=len)[0]
        yield species

    def _implicants(self, species: str) -> list[Implicant]:
        """Return the smallest sets of settled regulators that hold the species at its value."""
        return _holding(self.simulation, self.values, species)

    def _implicant(self, species: str, ranks: Mapping[str, int]) -> Implicant:
        if species in self.causes:
            return ()
        return min(self._implicants(species), key=lambda i: self._cost(i, ranks))

    def _step(self, species: str, ranks: Mapping[str, int]) -> Step:
        value = self.values[species]
        if species in self.causes:
            return Step(species, value, self.causes[species])
        held = self._implicant(species, ranks)
        arrows = _arrows(self.model, species, held, self.values)
        feedback = species in self.assumed
        return Step(species, value, "" if held else BY_DEFAULT, arrows, feedback)


_FAR = 10**6


def _holding(simulation: Simulation, values: Mapping[str, int | str], species: str) -> list[Implicant]:
    rule = simulation.model.functions.get(species)
    if rule is None:
        return []
    cuts = _cut_sources(simulation, species)
    rule = rule.fixing(dict.fromkeys(cuts, 0)) if cuts else rule
    implicants = (rule if values[species] == 1 else ~rule).prime_implicants
    return [i for i in implicants if all(values[n] == v for n, v in i)]


def _cut_sources(simulation: Simulation, target: str) -> list[str]:
    model = simulation.model
    cut = {c for a in simulation.scenario.alterations for c in model.alterations[a].cut}
    return [i.source for i in model.regulators(target) if i.id in cut]


def _arrows(
    model: Model, species: str, held: Iterable[tuple[str, int]], values: Mapping[str, int | str]
) -> tuple[tuple[Interaction, int | str], ...]:
    between = {i.source: i for i in model.regulators(species)}
    return tuple((between[n], values[n]) for n, _ in held)


def _causes(simulation: Simulation) -> dict[str, str]:
    model, scenario = simulation.model, simulation.scenario
    network = simulation.network
    forced = network.forced_on | network.forced_off
    causes = {}
    for i, s in enumerate(network.species):
        if s in scenario.drugs:
            causes[s] = "drug given"
        elif s in model.drugs:
            causes[s] = NOT_GIVEN
        elif forced >> i & 1 or s in model.inputs:
            causes[s] = CONTEXT
    for a in scenario.alterations:
        causes |= {s: f"alteration: {a}" for s in model.alterations[a].fix}
    causes |= {s: "knocked out" for s in scenario.knockouts}
    causes |= {s: "forced on" for s in scenario.gains}
    return causes


def _unsettled_steps(chain: _Chain, readout: str) -> tuple[Step, ...]:
    """Tell the negative feedback that keeps a readout unsettled, and the way from it there."""
    model, free = chain.model, set(chain.values.free)
    arcs = {
        s: {n: sign for n, sign in model.functions[s].signs.items() if n in free}
        for s in free
        if s in model.functions
    }
    best: list[str] | None = None
    for start in sorted(free, key=list(model.species).index):
        loop = _shortest_negative_loop(arcs, start)
        way = _way_back(arcs, readout, set(loop)) if loop else None
        if loop and way and (best is None or len(loop) + len(way) < len(best)):
            best = [*loop, *way]
            parts = (loop, way)
    if best is None:
        return (Step(readout, "*", "it does not settle"),)
    loop, way = parts
    steps = []
    for k, s in enumerate(loop):
        steps.append(_free_step(chain, s, loop[k - 1], is_feedback=True))
    for source, s in zip(way, way[1:], strict=False):
        steps.append(_free_step(chain, s, source, is_feedback=False))
    return tuple(steps)


def _free_step(chain: _Chain, species: str, source: str, *, is_feedback: bool) -> Step:
    arrows = _arrows(chain.model, species, [(source, 0)], chain.values)
    return Step(species, "*", "", arrows, is_feedback)


def _shortest_negative_loop(arcs: Mapping[str, Mapping[str, str]], start: str) -> list[str] | None:
    """Walk regulators backwards; return species in the order of the arrows, or None."""
    queue: list[tuple[str, int, list[str]]] = [(start, 1, [start])]
    seen = {(start, 1)}
    while queue:
        here, sign, path = queue.pop(0)
        for source, kind in arcs.get(here, {}).items():
            for flip in {"activation": (1,), "inhibition": (-1,), "dual": (1, -1)}[kind]:
                if source == start and sign * flip == -1:
                    return path[::-1]
                if (source, sign * flip) not in seen and source not in path:
                    seen.add((source, sign * flip))
                    queue.append((source, sign * flip, [*path, source]))
    return None


def _way_back(
    arcs: Mapping[str, Mapping[str, str]], readout: str, goal: set[str]
) -> list[str] | None:
    """Return the shortest way from any species of ``goal`` to the readout."""
    queue = [[readout]]
    seen = {readout}
    while queue:
        path = queue.pop(0)
        if path[-1] in goal:
            return path[::-1]
        for source in arcs.get(path[-1], {}):
            if source not in seen:
                seen.add(source)
                queue.append([*path, source])
    return None


# -- differences ------------------------------------------------------------------------------


def _difference(simulation: Simulation, against: Simulation, readout: str) -> Explanation:
    if simulation.model != against.model:
        raise InputError(
            f"the two simulations are of {simulation.model.name} and {against.model.name}",
            hint="compare simulations of one model",
        )
    value = simulation[readout]
    if value == against[readout]:
        raise InputError(f"{readout} is {value} in both simulations", hint="name another readout")
    steps = _differing_steps(simulation, against, readout)
    return Explanation(simulation, readout, value, (steps,), against)


def _differing_steps(
    simulation: Simulation, against: Simulation, readout: str
) -> tuple[Step, ...]:
    """Follow changed species from the readout back to what the scenarios force differently."""
    now, before = _overall(simulation), _overall(against)
    causes = _causes(simulation)
    other = _causes(against)
    steps: dict[str, Step] = {}
    queue = [readout]
    while queue:
        species = queue.pop(0)
        if species in steps:
            continue
        if species in causes and (species in other or species not in simulation.model.functions):
            steps[species] = Step(species, now[species], _change(causes, other, species))
            continue
        if species in causes:
            steps[species] = Step(species, now[species], causes[species])
            continue
        changed = _changed_regulators(simulation, now, before, species)
        steps[species] = Step(
            species, now[species], "", _arrows(simulation.model, species, changed, now)
        )
        queue += [n for n, _ in changed]
    return _causes_first(steps)


def _change(causes: Mapping[str, str], other: Mapping[str, str], species: str) -> str:
    before = other[species]
    return causes[species] if causes[species] != CONTEXT else f"no longer {before}"


def _changed_regulators(
    simulation: Simulation,
    now: Mapping[str, int | str],
    before: Mapping[str, int | str],
    species: str,
) -> list[tuple[str, int]]:
    """Return those regulators of a species that changed and are part of what holds it now."""
    differ = [
        (i.source, 0)
        for i in simulation.model.regulators(species)
        if now[i.source] != before[i.source]
    ]
    if now[species] == "*":
        return differ
    new = [
        [(n, v) for n, v in implicant if now[n] != before[n]]
        for implicant in _holding(simulation, now, species)
    ]
    return min((i for i in new if i), key=len, default=differ)


def _causes_first(steps: Mapping[str, Step]) -> tuple[Step, ...]:
    ordered: dict[str, Step] = {}

    def visit(species: str, above: tuple[str, ...]) -> None:
        if species in ordered or species in above:
            return
        for i, _ in steps[species].arrows:
            visit(i.source, (*above, species))
        looped = any(i.source in above for i, _ in steps[species].arrows)
        step = steps[species]
        ordered[species] = Step(step.species, step.value, step.cause, step.arrows, looped)

    for species in steps:
        visit(species, ())
    return tuple(ordered.values())


def _overall(simulation: Simulation) -> dict[str, int | str]:
    """Value of each species over all attractors; ``"*"`` where it is neither 0 nor 1 in all."""
    code: dict[str, int | str] = {"on": 1, "off": 0}
    return {s: code.get(v, "*") for s, v in simulation.state.items()}


# -- words ------------------------------------------------------------------------------------


def _quiet(chain: tuple[Step, ...]) -> set[str]:
    """Species that have their value because something is absent, the readout excepted."""
    quiet: set[str] = set()
    for step in chain[:-1]:
        absent = step.cause == NOT_GIVEN or (step.cause == CONTEXT and step.value == 0)
        sources = {i.source for i, _ in step.arrows}
        if absent or step.cause == BY_DEFAULT or (sources and sources <= quiet):
            quiet.add(step.species)
    return quiet


def _step_lines(
    model: Model, step: Step, number: int, width: int, quiet: set[str]
) -> Iterator[str]:
    name = model.species[step.species].name
    state = "does not settle" if step.value == "*" else f"is {WORDS[step.value]}"
    told = [(i, v) for i, v in step.arrows if i.source not in quiet] or list(step.arrows)
    passing = [(i, v) for i, v in step.arrows if (i, v) not in told]
    why = f": {step.cause}" if step.cause else ", because " + " and ".join(
        f"{model.species[i.source].name} {'moves' if v == '*' else f'is {WORDS[v]}'}"
        for i, v in told
    )
    loop = " (feedback)" if step.is_feedback else ""
    yield f"{number:>{width}}. {name} {state}{why}{_in_passing(model, passing)}{loop}"
    for i, _ in told:
        yield f"{' ' * width}  {i.id}  {_best(i)}"


def _in_passing(model: Model, arrows: list[tuple[Interaction, int | str]]) -> str:
    """Name the regulators that merely stay as they are: ``(besides: EGFR, MET off)``."""
    parts = [
        ", ".join(model.species[i.source].name for i, v in arrows if v == value) + f" {word}"
        for value, word in WORDS.items()
        if any(v == value for _, v in arrows)
    ]
    return f" (besides: {'; '.join(parts)})" if parts else ""


def _best(interaction: Interaction) -> str:
    """Return the strongest piece of evidence in words: a statement, else a reference."""
    order = {"stated": 0, "background": 1, "depicted": 2, "inferred": 3}
    for e in sorted(interaction.evidence, key=lambda e: (e.supports == "refutes", order[e.basis])):
        how = "" if e.basis in ("stated", "background") else f" ({e.basis}: {e.note})"
        of = f", of {e.of}" if e.of else ""
        if e.quote:
            return f"«{e.quote}» [{(e.figure or '').split('__')[0]} {e.field}{of}]{how}"
        return f"{_short_citation(e.reference or '')}{how}"
    return "no evidence"


def _short_citation(key: str) -> str:
    found = references().get(key)
    if not found or not found.authors:
        return f"[{key}]"
    others = " et al." if len(found.authors) > 1 else ""
    year = f" {found.year}" if found.year else ""
    return f"{found.authors[0].split()[0]}{others}{year} [{key}]"


def _step_data(step: Step) -> dict[str, Any]:
    return {
        "species": step.species,
        "value": step.value,
        "cause": step.cause,
        "feedback": step.is_feedback,
        "arrows": [
            {
                "arrow": written_arrow(i.source, i.sign, i.target),
                "source_value": v,
                "evidence": [e.model_dump(exclude_none=True) for e in i.evidence],
            }
            for i, v in step.arrows
        ],
    }


def _evidence_of(source: Explanation | Model | Iterable[Evidence]) -> Iterable[Evidence]:
    if isinstance(source, Explanation):
        return source.evidence
    if isinstance(source, Model):
        owners = (*source.interactions.values(), *source.alterations.values(), *source.claims)
        return (e for owner in owners for e in owner.evidence)
    return source


def _bibtex_reference(key: str) -> str:
    r = references().get(key)
    if r is None:
        return ""
    rows = {
        "author": " and ".join("others" if a == "et al." else a for a in r.authors),
        "title": r.title,
        "journal": r.journal,
        "year": r.year,
        "volume": r.volume,
        "pages": r.pages,
        "doi": r.doi,
        "pmid": key.removeprefix("pubmed:") if key.startswith("pubmed:") else None,
    }
    return _bibtex(key, rows)


def _bibtex_figure(figid: str) -> str:
    for name in list_models():
        if name.endswith(f"/{figid}"):
            source = load(name).source
            if source:
                rows = {
                    "title": source.title,
                    "year": source.year,
                    "doi": source.doi,
                    "pmcid": source.pmcid,
                    "note": source.citation,
                }
                return _bibtex(figid, rows)
    return ""


def _bibtex(key: str, rows: Mapping[str, object]) -> str:
    name = "".join(c if c.isalnum() else "_" for c in key)
    body = ",\n".join(f"  {k} = {{{v}}}" for k, v in rows.items() if v)
    return f"@article{{{name},\n{body}\n}}"
