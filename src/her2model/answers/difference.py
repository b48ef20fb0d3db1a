"""What differs between two states of a model, and what does not, in the order of the arrows."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from her2model.model.model import Model
from her2model.model.parts import Interaction
from her2model.verdicts import Value

__all__ = ["Change", "Difference", "difference"]

Change = Literal["starts", "stops", "acts", "silent"]
"""What an arrow does, before and after: it acts while its source is on."""


@dataclass(frozen=True)
class Difference:
    """Two states side by side.

    Attributes
    ----------
    model
        The model.
    before, after
        Value of each species.
    done
        Species that the two scenarios treat differently: drugs, alterations, knockouts.
    changed
        Species whose value differs, those first that are nearest to what is done.
    """

    model: Model
    before: Mapping[str, Value]
    after: Mapping[str, Value]
    done: tuple[str, ...]
    changed: tuple[str, ...]

    def change(self, arrow: Interaction) -> Change:
        """Say whether an arrow starts or stops acting, acts in both, or in none."""
        was, now = self.before.get(arrow.source) != "off", self.after.get(arrow.source) != "off"
        if was != now:
            return "starts" if now else "stops"
        return "acts" if now else "silent"

    def going(self, value: Value) -> tuple[str, ...]:
        """Return the species, drugs left out, that come to a value."""
        drugs = set(self.model.drugs)
        return tuple(s for s in self.changed if self.after[s] == value and s not in drugs)

    def first(self, species: Iterable[str]) -> tuple[str, ...]:
        """Return those of some species that change by what is done, or by a first change alone."""
        near = set(self.done)
        found = []
        for s in species:
            regulators = {i.source for i in self.model.regulators(s)}
            if regulators & near:
                found.append(s)
        return tuple(found)


def difference(
    model: Model,
    before: Mapping[str, Value],
    after: Mapping[str, Value],
    done: Iterable[str] = (),
) -> Difference:
    """Compare two states.

    Parameters
    ----------
    model
        The model.
    before, after
        Value of each species.
    done
        Species that are treated differently; those without a rule that differ, when empty.

    Examples
    --------
    >>> import her2model as h2
    >>> a = h2.simulate("her2-resistance", alterations=["PTEN loss"], drugs=["trastuzumab"])
    >>> b = h2.simulate(a.model, alterations=["PTEN loss"], drugs=["trastuzumab", "capivasertib"])
    >>> told = difference(a.model, a.state, b.state)
    >>> told.done, told.changed[:2]
    (('capivasertib',), ('capivasertib', 'AKT'))
    """
    differ = {s for s in before if before[s] != after.get(s, before[s])}
    causes = tuple(done) or tuple(s for s in model.inputs if s in differ)
    order = [s for s in _outward(model, causes, differ) if s in differ]
    rest = [s for s in model.species if s in differ and s not in order]
    return Difference(model, before, after, causes, tuple(order + rest))


def _outward(model: Model, starts: Iterable[str], through: set[str]) -> Iterator[str]:
    """Yield species in the order in which a change reaches them."""
    seen = dict.fromkeys(starts)
    queue = deque(seen)
    while queue:
        here = queue.popleft()
        yield here
        for arrow in (i for i in model.interactions.values() if i.source == here):
            if arrow.target in through and arrow.target not in seen:
                seen[arrow.target] = None
                queue.append(arrow.target)
