"""Why a readout has its value: the rules that hold it, arrow by arrow, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from her2model.answers.bibliography import short_citation
from her2model.answers.causal_chain import (
    BY_DEFAULT,
    CONTEXT,
    NOT_GIVEN,
    Chain,
    Step,
    differing_steps,
)
from her2model.data_frames import data_frame
from her2model.engine.simulation import DISCLAIMER, Simulation
from her2model.errors import InputError, shown
from her2model.model.model import Model
from her2model.model.parts import Evidence, Interaction
from her2model.verdicts import OFF, ON, UNSETTLED, Value

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Explanation", "explain"]

WORDS: dict[int | str, str] = {0: OFF, 1: ON, "*": UNSETTLED}


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
    2. PIP3 is on, because PTEN is off (besides: p110β on)
       PTEN -| PIP3  «The PI3K–AKT pathway can be constitutively activated ...» [PMC3233287 ...]
    A qualitative model of published statements; not for clinical use.
    """
    if not hasattr(simulation, "attractors"):
        raise InputError(
            f"{shown(simulation)} is not a simulation", hint="give what simulate() returns"
        )
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
    why = (
        f": {step.cause}"
        if step.cause
        else ", because "
        + " and ".join(
            f"{model.species[i.source].name} {'moves' if v == '*' else f'is {WORDS[v]}'}"
            for i, v in told
        )
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
        return f"{short_citation(e.reference or '')}{how}"
    return "no evidence"


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
