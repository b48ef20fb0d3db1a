"""Why a readout has its value: the rules that hold it, arrow by arrow, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from her2model.answers.arrow_evidence import bases, evidence_lines
from her2model.answers.causal_chain import (
    BY_DEFAULT,
    CONTEXT,
    NOT_GIVEN,
    Chain,
    Step,
    differing_steps,
)
from her2model.answers.decisive import decisive_arrow
from her2model.displays import Displayed, data_frame
from her2model.engine.simulation import DISCLAIMER, Simulation
from her2model.errors import InputError
from her2model.model.arguments import made_by
from her2model.model.model import Model
from her2model.model.parts import Evidence, Interaction
from her2model.verdicts import OFF, ON, UNSETTLED, Value

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Explanation", "explain", "quiet_species", "told_arrows", "told_steps"]

WORDS: dict[int | str, str] = {0: OFF, 1: ON, "*": UNSETTLED}


@dataclass(frozen=True, repr=False)
class Explanation(Displayed):
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

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas DataFrame with a row for each arrow of each step, and its evidence.

        Raises
        ------
        InputError
            pandas is not installed.
        """
        columns = ["attractor", "step", "species", "value", "cause", "arrow", "evidence"]
        rows = [
            (k, n, step.species, step.value, step.cause, *arrow)
            for k, chain in enumerate(self.chains, 1)
            for n, step in enumerate(chain, 1)
            for arrow in [(i.id, "; ".join(map(str, i.evidence))) for i, _ in step.arrows]
            or [("", "")]
        ]
        return data_frame(rows, columns, note=DISCLAIMER)

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
            quiet = set() if full else quiet_species(chain)
            told = [s for s in chain if s.species not in quiet]
            for n, step in enumerate(told, 1):
                lines += _step_lines(self.simulation.model, step, n, len(str(len(told))), quiet)
        return "\n".join([*lines, DISCLAIMER])

    @cached_property
    def decisive(self) -> Interaction | None:
        """The first arrow of the first chain that the answer hangs on, if there is one.

        Were its source read the other way by its target alone, the readout would have another
        value.
        """
        return decisive_arrow(self.simulation, told_steps(self.chains[0]), self.readout)

    def short(self) -> str:
        """Write the explanation in three lines: the answer, the decisive arrow, what it rests on.

        Examples
        --------
        >>> import her2model as h2
        >>> tumour = h2.simulate("her2-resistance", knockouts=["PTEN"], drugs=["trastuzumab"])
        >>> print(h2.explain(tumour).short())  # doctest: +ELLIPSIS
        proliferation is on: PTEN knocked out, trastuzumab
        Decisive: PTEN -| PIP3 ...
        ... steps; ... arrows rest: ...
        """
        told = told_steps(self.chains[0])
        arrows = tuple(dict.fromkeys(i for step in told for i in told_arrows(step, told)))
        decisive = self.decisive
        if decisive is None:
            middle = "Decisive: no single arrow; each way alone is enough"
        else:
            middle = f"Decisive: {decisive.id}  {'; '.join(evidence_lines(decisive))}"
        return "\n".join(
            [self._title(), middle, f"{len(told)} steps; {bases(arrows)}. {DISCLAIMER}"]
        )

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
        A result of :func:`~her2model.simulate`.
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
        ``simulation`` is not one, ``against`` is of another model, or the readout has the same
        value in both.

    Examples
    --------
    >>> import her2model as h2
    >>> result = h2.simulate("her2-resistance", alterations=["PTEN loss"], drugs=["trastuzumab"])
    >>> print(explain(result, "PIP3"))  # doctest: +ELLIPSIS
    PIP3 is on: PTEN loss, trastuzumab
    1. PTEN is off: alteration: PTEN loss
    2. PIP3 is at 2, because PTEN is off (besides: p110β on)
       PTEN -| PIP3  Maehama et al. 1999 [pubmed:10203785]
         refines PTEN -| PI3K: «The PI3K–AKT pathway can be constitutively ...» [PMC3233287 caption]
    A qualitative model of published statements; not for clinical use.
    """
    for given in (simulation, *(() if against is None else (against,))):
        made_by("simulate", given, Simulation)
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
        chains.append(Chain(simulation, values).to(readout))
    return Explanation(simulation, readout, value, tuple(reversed(chains)))


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
    steps = differing_steps(simulation, against, readout)
    return Explanation(simulation, readout, value, (steps,), against)


# -- words ------------------------------------------------------------------------------------


def quiet_species(chain: tuple[Step, ...]) -> set[str]:
    """Species that have their value because something is absent, the readout excepted."""
    quiet: set[str] = set()
    for step in chain[:-1]:
        absent = step.cause == NOT_GIVEN or (step.cause == CONTEXT and step.value == 0)
        sources = {i.source for i, _ in step.arrows}
        if absent or step.cause == BY_DEFAULT or (sources and sources <= quiet):
            quiet.add(step.species)
    return quiet


def told_steps(chain: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return the steps of a chain that are told: those that do not hold because of an absence."""
    quiet = quiet_species(chain)
    return tuple(s for s in chain if s.species not in quiet)


def told_arrows(step: Step, told: Iterable[Step]) -> tuple[Interaction, ...]:
    """Return the arrows of a step that come from steps that are told, or all where none does."""
    names = {s.species for s in told}
    return tuple(i for i, _ in step.arrows if i.source in names) or tuple(i for i, _ in step.arrows)


def _step_lines(
    model: Model, step: Step, number: int, width: int, quiet: set[str]
) -> Iterator[str]:
    name = model.species[step.species].name
    state = (
        "does not settle" if step.value == "*" else f"is {_word(model, step.species, step.value)}"
    )
    told = [(i, v) for i, v in step.arrows if i.source not in quiet] or list(step.arrows)
    passing = [(i, v) for i, v in step.arrows if (i, v) not in told]
    why = (
        f": {step.cause}"
        if step.cause
        else ", because "
        + " and ".join(
            f"{model.species[i.source].name} "
            f"{'moves' if v == '*' else f'is {_word(model, i.source, v)}'}"
            for i, v in told
        )
    )
    loop = " (feedback)" if step.is_feedback else ""
    yield f"{number:>{width}}. {name} {state}{why}{_in_passing(model, passing)}{loop}"
    for i, _ in told:
        first, *more = evidence_lines(i)
        yield f"{' ' * width}  {i.id}  {first}"
        yield from (f"{' ' * width}    {line}" for line in more)


def _word(model: Model, species: str, value: int | str) -> str:
    """Say a value: on, off, unsettled, or at which level a species with more levels is."""
    known = model.species[species]
    if known.top == 1 or value in (0, "*"):
        return WORDS[value]
    name = known.level_name(int(value))
    return f"at {value}" if name == str(value) else f"at {value} ({name})"


def _in_passing(model: Model, arrows: list[tuple[Interaction, int | str]]) -> str:
    """Name the regulators that merely stay as they are: ``(besides: EGFR, MET off)``."""
    words = {i.source: _word(model, i.source, v) for i, v in arrows}
    order = [OFF, ON, *(w for w in words.values() if w not in (OFF, ON, UNSETTLED)), UNSETTLED]
    parts = [
        ", ".join(model.species[s].name for s, w in words.items() if w == word) + f" {word}"
        for word in dict.fromkeys(order)
        if word in words.values()
    ]
    return f" (besides: {'; '.join(parts)})" if parts else ""


def _step_data(step: Step) -> dict[str, Any]:
    return {
        "species": step.species,
        "value": step.value,
        "cause": step.cause,
        "feedback": step.is_feedback,
        "arrows": [
            {
                "arrow": i.id,
                "source_value": v,
                "evidence": [e.model_dump(exclude_none=True) for e in i.evidence],
            }
            for i, v in step.arrows
        ],
    }
