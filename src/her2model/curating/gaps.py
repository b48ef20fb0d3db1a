"""What a model from elsewhere lacks to be called curated, told in a few lines and in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from her2model.errors import Problem
from her2model.model.model import Model

__all__ = ["gaps", "grouped"]

MOST_ALIKE = 12
_SHOWN = 5


def gaps(model: Model) -> Iterator[Problem]:
    """Say what to begin with in a model none of whose arrows has evidence.

    Nothing is said of a model with evidence: there, each place is told of by itself.

    Parameters
    ----------
    model
        The model, for example one read from a file of another tool.

    Examples
    --------
    >>> from pathlib import Path
    >>> from her2model.formats.bnet import read_bnet
    >>> for problem in gaps(read_bnet("A, B", Path("x.bnet")).model):
    ...     print(problem.where)
    x.bnet: source
    x.bnet: readouts
    x.bnet: claims
    """
    if any(i.evidence for i in model.interactions.values()):
        return
    name = model.origin or model.name
    if not model.source and not model.figure:
        hint = "save it as .yaml, and give 'source' with title, citation, year and pmcid"
        yield Problem(f"{name}: source", "nothing says where the model comes from", hint)
    if not model.readouts:
        hint = "give 'readouts: {growth: …}', and kind: drug to the inputs that are drugs"
        yield Problem(f"{name}: readouts", "no species says how the cell fares", hint)
    if not model.claims:
        hint = "write down what the publication reports, each with its evidence"
        yield Problem(f"{name}: claims", "there is no published result to answer to", hint)


def grouped(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Join problems that say the same of many places into one.

    Examples
    --------
    >>> many = [Problem(f"x: arrow {i}", "it has no evidence") for i in range(20)]
    >>> [str(p) for p in grouped(many)]
    ['x: it has no evidence (20 times: arrow 0, arrow 1, arrow 2, arrow 3, arrow 4 and 15 more)']
    """
    alike: dict[tuple[str, str], list[Problem]] = {}
    for p in problems:
        alike.setdefault((p.message, p.hint), []).append(p)
    for (message, hint), found in alike.items():
        if len(found) <= MOST_ALIKE:
            yield from found
            continue
        source = found[0].where.partition(": ")[0]
        places = [p.where.removeprefix(f"{source}: ") for p in found]
        told = f"{', '.join(places[:_SHOWN])} and {len(places) - _SHOWN} more"
        yield Problem(source, f"{message} ({len(found)} times: {told})", hint)
