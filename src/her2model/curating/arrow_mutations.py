"""The mutation test of a model: what notices an arrow that is deleted, stuck or turned round.

An arrow that no verdict and no claim would miss is carried by its citation alone. So each arrow is
broken in four ways, and the verdicts of the resistance matrix and the claims are asked again. As in
software testing, a mutant whose rule is the same function as before cannot be noticed, and does not
count. Source of the idea: DeMillo, Lipton & Sayward 1978, doi:10.1109/C-M.1978.218136.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from her2model.curating.claims import answer_to
from her2model.displays import Displayed, data_frame
from her2model.errors import InputError
from her2model.model.expressions import species_and_level
from her2model.model.model import Model
from her2model.model.parts import Interaction
from her2model.model.rules import And, Atom, Expression, Or, Rule
from her2model.model.thresholds import projected
from her2model.screening.landscape import landscape

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CHANGES", "ArrowMutations", "Mutation", "arrow_mutations", "mutated"]

Change = Literal["deleted", "fixed on", "fixed off", "flipped"]
CHANGES: tuple[Change, ...] = ("deleted", "fixed on", "fixed off", "flipped")


@dataclass(frozen=True)
class Mutation:
    """One arrow, broken in one way, and what notices.

    Attributes
    ----------
    arrow, change
        The arrow, and what was done to it: ``deleted`` (the rule is written without it), ``fixed
        on`` or ``fixed off`` (the target always sees its source so), ``flipped`` (the target sees
        the opposite).
    verdicts
        Cells of the matrix, as ``alteration, drug``, whose verdict is another one.
    claims
        Claims whose outcome is another one.
    breaks
        Why the mutant cannot be asked, where it cannot: that is noticed too.
    same
        Whether the rules are the same functions as before, so that nothing can notice.
    """

    arrow: str
    change: Change
    verdicts: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    breaks: str = ""
    same: bool = False

    @property
    def is_noticed(self) -> bool:
        """Whether some verdict or claim is another one."""
        return bool(self.verdicts or self.claims or self.breaks)


@dataclass(frozen=True, repr=False)
class ArrowMutations(Displayed):
    """What :func:`arrow_mutations` found: a :class:`Mutation` for each arrow and each change."""

    model: Model
    mutations: tuple[Mutation, ...]

    @property
    def share(self) -> float:
        """Share of the mutants that are noticed, of those that are not the same functions."""
        real = [m for m in self.mutations if not m.same]
        return sum(m.is_noticed for m in real) / len(real) if real else 0.0

    @property
    def unnoticed(self) -> dict[str, tuple[Change, ...]]:
        """Arrow → the changes that nothing notices; arrows of which some change is left out."""
        found: dict[str, tuple[Change, ...]] = {}
        for m in self.mutations:
            if not m.is_noticed and not m.same:
                found[m.arrow] = (*found.get(m.arrow, ()), m.change)
        return found

    @property
    def silent(self) -> tuple[str, ...]:
        """Arrows of which nothing notices any change."""
        noticed = {m.arrow for m in self.mutations if m.is_noticed}
        return tuple(dict.fromkeys(m.arrow for m in self.mutations if m.arrow not in noticed))

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data, for JSON."""
        real = [m for m in self.mutations if not m.same]
        return {
            "model": self.model.name,
            "digest": self.model.digest,
            "arrows": len(self.model.interactions),
            "mutants": len(real),
            "noticed": sum(m.is_noticed for m in real),
            "noticed by verdicts": sum(bool(m.verdicts) for m in real),
            "noticed by claims": sum(bool(m.claims) for m in real),
            "share": round(self.share, 4),
            "silent": list(self.silent),
            "unnoticed": {arrow: list(changes) for arrow, changes in self.unnoticed.items()},
        }

    def to_frame(self) -> pd.DataFrame:
        """Return the mutants as a pandas DataFrame, one a row.

        Raises
        ------
        InputError
            pandas is not installed.
        """
        rows = [
            (m.arrow, m.change, m.is_noticed, len(m.verdicts), "; ".join(m.claims), m.same)
            for m in self.mutations
        ]
        columns = ["arrow", "change", "noticed", "verdicts", "claims", "same function"]
        return data_frame(rows, columns)

    def __str__(self) -> str:
        data = self.to_dict()
        lines = [
            f"{self.model.name}: {data['noticed']} of {data['mutants']} mutants of "
            f"{data['arrows']} arrows are noticed ({self.share:.0%}), "
            f"{data['noticed by verdicts']} by verdicts, {data['noticed by claims']} by claims",
            *(f"  nothing notices {arrow}" for arrow in self.silent),
        ]
        for arrow, changes in self.unnoticed.items():
            if arrow not in self.silent:
                lines.append(f"  nothing notices {arrow} {', '.join(changes)}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<ArrowMutations of {self.model.name}: {self.share:.0%} noticed>"


def arrow_mutations(
    model: Model,
    progress: Callable[[int, int], Any] | None = None,
    *,
    first_only: bool = False,
) -> ArrowMutations:
    """Break each arrow of a model in four ways, and tell which verdicts and claims notice.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    progress
        Called with the number of arrows done, and of all.
    first_only
        Stop at the first claim that notices a mutant, where only the share is asked for.

    Returns
    -------
    ArrowMutations
        Arrows in the order of the model. Two mutants of an arrow with the same rules are asked
        once.

    Examples
    --------
    >>> import her2model as h2
    >>> found = h2.arrow_mutations("PMC7464074")
    >>> print(str(found).splitlines()[1].strip())
    nothing notices HER2 -> HER2_HER2 deleted, fixed on
    """
    asked = _Asked.of(model, first_only)
    found: list[Mutation] = []
    for done, i in enumerate(model.interactions.values()):
        if progress is not None:
            progress(done, len(model.interactions))
        answers: dict[tuple[str, ...], Mutation] = {}
        for change in CHANGES:
            rules = mutated(model, i, change)
            key = tuple(projected(r).normal.text for r in rules.values())
            if key not in answers:
                answers[key] = asked.mutation(i.id, change, rules)
            before = answers[key]
            found.append(
                Mutation(i.id, change, before.verdicts, before.claims, before.breaks, before.same)
            )
    return ArrowMutations(model, tuple(found))


def mutated(model: Model, arrow: Interaction, change: Change) -> dict[str, Rule]:
    """Return the rules of an arrow's target, bit by bit, with the arrow broken."""
    found = {}
    for bit in model.bits(arrow.target):
        changed = _changed(model.functions[bit].expression, arrow.source, change)
        if changed is None:  # the rule was this arrow and nothing else
            changed = _changed(model.functions[bit].expression, arrow.source, "fixed off")
        assert changed is not None  # only a deleted literal leaves nothing
        found[bit] = Rule(changed).fixing({})
    return found


def _changed(e: Expression, source: str, change: Change) -> Expression | None:
    if isinstance(e, Atom):
        if species_and_level(e.name)[0] != source:
            return e
        if change == "deleted":
            return None
        if change == "flipped":
            return Atom(e.name, 1 - e.value)
        return And(()) if e.value == int(change == "fixed on") else Or(())
    terms = [_changed(t, source, change) for t in e.terms]
    kept = tuple(t for t in terms if t is not None)
    return type(e)(kept) if kept or not terms else None


@dataclass(frozen=True)
class _Asked:
    """What a model answers, to set the answers of its mutants beside."""

    model: Model
    verdicts: Mapping[str, str]
    claims: Mapping[str, str]
    first_only: bool

    @classmethod
    def of(cls, model: Model, first_only: bool) -> _Asked:
        return cls(model, dict(_verdicts(model)), dict(_claims(model)), first_only)

    def mutation(self, arrow: str, change: Change, rules: Mapping[str, Rule]) -> Mutation:
        before = self.model.functions
        if all(_same(before[bit], rule) for bit, rule in rules.items()):
            return Mutation(arrow, change, same=True)
        mutant = self.model.with_functions({**before, **rules})
        try:
            verdicts = dict(_verdicts(mutant))
            noticing = (k for k, word in _claims(mutant) if self.claims[k] != word)
            claims = tuple(islice(noticing, 1 if self.first_only else None))
        except InputError as reason:
            return Mutation(arrow, change, breaks=str(reason))
        return Mutation(
            arrow,
            change,
            tuple(k for k, word in self.verdicts.items() if verdicts[k] != word),
            claims,
        )


def _same(a: Rule, b: Rule) -> bool:
    """Whether two rules are the same function of levels."""
    first, second = projected(a).prime_implicants, projected(b).prime_implicants
    return {frozenset(i) for i in first} == {frozenset(i) for i in second}


def _verdicts(model: Model) -> Iterator[tuple[str, str]]:
    """Yield the verdict of each alteration, or none, under each drug."""
    if model.readouts is None or not model.drugs:
        return
    found = landscape(model, max_size=2)
    for alteration in ("", *model.alterations):
        for drug in model.drugs:
            word = found.verdict([alteration] if alteration else [], [drug])
            yield f"{alteration or 'none'}, {drug}", str(word)


def _claims(model: Model) -> Iterator[tuple[str, str]]:
    for claim in model.claims:
        yield claim.id, answer_to(model, claim).outcome
