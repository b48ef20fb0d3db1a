"""Signed SIF: Cytoscape's simple interaction format, and those of DrugLogics, CellNOpt and caspo.

Written is ``A<tab>activates<tab>B``, with ids; printed names go into the name map beside the file.
A species without arrows stands alone on its line. Read are the words and signs of :data:`SIGNS` and
CellNOpt's and-nodes: with ``A 1 and1``, ``B -1 and1``, ``and1 1 C``, C needs A and not B. Arrows do
not say how they combine, so each species gets the default rule, any activator (or and-node) and no
inhibitor, and the reader says that this is a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from her2model.errors import FormatError
from her2model.formats.arrow_rules import Arrow, draft_of_arrows
from her2model.formats.assembly import assemble
from her2model.formats.format import Format, Reading, Written, losses
from her2model.formats.graph_attributes import INTERACTIONS
from her2model.formats.name_map import write_name_map
from her2model.model.entities import Entities
from her2model.model.model import Model
from her2model.model.rules import Sign

__all__ = ["SIF", "SIGNS", "read_sif", "write_sif"]

SIGNS: dict[str, Sign] = {
    "->": "activation", "1": "activation", "+1": "activation", "+": "activation",
    "activates": "activation", "activation": "activation", "stimulates": "activation",
    "positive": "activation", "promotes": "activation", "up-regulates": "activation",
    "-|": "inhibition", "|-": "inhibition", "-1": "inhibition", "-": "inhibition",
    "inhibits": "inhibition", "inhibition": "inhibition", "represses": "inhibition",
    "negative": "inhibition", "down-regulates": "inhibition",
    "<->": "dual", "|->": "dual", "regulates": "dual", "affects": "dual", "dual": "dual",
}  # fmt: skip
"""What stands between source and target, in small letters, and the sign that it means."""

_QUOTED = re.compile('"[^"]*[^"\\s][^"]*"')
_CELL = re.compile(rf"(?<!\S){_QUOTED.pattern}(?!\S)|\S+")
_COMMENT = re.compile(r"\s#\s.*")
_NEGATED = ("!", "~", "¬")
_AND_NODE = re.compile(r"and\d+\Z", re.I)


def write_sif(model: Model, entities: Entities | None = None) -> Written:
    """Write the signed arrows.

    Returns
    -------
    Written
        The file, its name map where printed names differ, and what it does not carry.
    """
    arrows = [
        f"{i.source}\t{INTERACTIONS[i.sign]}\t{i.target}" for i in model.interactions.values()
    ]
    joined = {end for i in model.interactions.values() for end in (i.source, i.target)}
    alone = [s for s in model.species if s not in joined]
    text = "".join(f"{line}\n" for line in (*arrows, *alone))
    files = {"": text.encode("ascii"), **write_name_map(model, {s: s for s in model.species})}
    return Written(files, losses(model, SIF.name, SIF.carries))


def read_sif(text: str, path: Path) -> Reading:
    r"""Read signed arrows, with a default rule for each target.

    Raises
    ------
    FormatError
        A line is no arrow with a sign that is known; with its line.

    Examples
    --------
    >>> read_sif("A\t->\tC\nB\t-|\tC", Path("x.sif")).model.rules["C"].rule
    'A and not B'
    """
    arrows: list[Arrow] = []
    alone: dict[str, int | None] = {}
    for number, line in enumerate(text.split("\n"), 1):
        cells = _cells(line, number, path)
        if len(cells) == 1:
            alone.setdefault(cells[0], number)
        elif len(cells) > 1:
            arrows += _arrows(cells, number, path)
    return assemble(draft_of_arrows(arrows, alone, path, lambda n: bool(_AND_NODE.match(n))))


def _cells(line: str, number: int, path: Path) -> list[str]:
    """Cells are parted by tabs where there is one, else by blanks; a ``#`` begins a comment."""
    if line.lstrip().startswith("#"):
        return []
    line = _COMMENT.sub("", line.strip())
    cells = (
        [c.strip() for c in line.split("\t") if c.strip()] if "\t" in line else _CELL.findall(line)
    )
    if cells and cells[0].startswith(_NEGATED):
        message = f"{cells[0][:40]!r} begins with {cells[0][0]!r}, which is an operator elsewhere"
        hint = "write the sign between the names, as -1, or put the name in double quotes"
        raise FormatError(message, where=path.name, line=number, hint=hint)
    found = [c[1:-1].strip() if _QUOTED.fullmatch(c) else c for c in cells]
    comment = next((k for k, c in enumerate(cells) if k > 2 and c.startswith("#")), len(cells))
    return found[:comment]


def _arrows(cells: list[str], number: int, path: Path) -> Iterator[Arrow]:
    if len(cells) < 3:
        hint = "write 'source -> target', parted by tabs"
        raise FormatError("this is no arrow", where=path.name, line=number, hint=hint)
    source, between, *targets = cells
    sign = SIGNS.get(between.lower())
    if sign is None:
        hint = f"signs that are known are {', '.join(SIGNS)}"
        message = f"{between[:40]!r} is not a sign"
        raise FormatError(message, where=path.name, line=number, hint=hint)
    for target in targets:
        yield Arrow(source, sign, target, number)


SIF = Format(
    "SIF",
    (".sif",),
    "signed arrows, for Cytoscape, DrugLogics, CellNOpt and caspo",
    frozenset({"signs", "labels", "species without arrows"}),
    read_sif,
    write_sif,
)
