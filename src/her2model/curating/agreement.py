"""How far curations agree: two of one figure, or several figures of one pathway.

Agreement of two curators beyond chance is measured by Cohen's kappa (Cohen 1960, A coefficient of
agreement for nominal scales, Educational and Psychological Measurement 20:37-46).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Literal

from her2model.curating.printed_names import fold_name, read_name
from her2model.displays import Displayed
from her2model.errors import InputError
from her2model.library import load
from her2model.model.arguments import listed
from her2model.model.model import Model
from her2model.model.parts import Species, arrow, parse_arrow
from her2model.model.rules import Sign
from her2model.model.shipped import entities

__all__ = [
    "MARKS",
    "Agreement",
    "ArrowTable",
    "arrow_table",
    "cohen_kappa",
    "compare_curations",
]

Pair = tuple[str, str]
Statement = Literal["stated", "inferred", "absent", "opposite", ""]
MARKS = {"stated": "●", "inferred": "○", "absent": "−", "opposite": "↯", "": ""}


@dataclass(frozen=True, repr=False)
class Agreement(Displayed):
    """Two curations of one figure, side by side.

    Attributes
    ----------
    names
        The two models.
    both
        Arrows with the same ends and sign in both.
    other_sign
        Arrows that both have, with different signs: the first's and the second's.
    only_first, only_second
        Arrows that one has.
    pairs
        How many ordered pairs of things were judged: all pairs of different things that either has.
    kappa
        Cohen's kappa over these pairs with the answers "activates", "inhibits", "no one sign" and
        "no arrow"; 1 is full agreement, 0 what chance gives; None where chance alone would agree
        fully.
    """

    names: tuple[str, str]
    both: tuple[str, ...]
    other_sign: tuple[tuple[str, str], ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    pairs: int
    kappa: float | None

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data, for JSON."""
        return {
            "names": list(self.names),
            "both": list(self.both),
            "other_sign": [list(p) for p in self.other_sign],
            "only_first": list(self.only_first),
            "only_second": list(self.only_second),
            "pairs": self.pairs,
            "kappa": self.kappa,
        }

    def __str__(self) -> str:
        kappa = "not defined" if self.kappa is None else f"{self.kappa:.2f}"
        first, second = self.names
        lines = [f"{first} and {second}: kappa {kappa} over {self.pairs} pairs"]
        lines += [f"  in both      {a}" for a in self.both]
        lines += [f"  other sign   {a} | {b}" for a, b in self.other_sign]
        lines += [f"  only first   {a}" for a in self.only_first]
        lines += [f"  only second  {a}" for a in self.only_second]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return (
            f"<Agreement of {self.names[0]} and {self.names[1]}: {len(self.both)} arrows in both>"
        )


@dataclass(frozen=True, repr=False)
class ArrowTable(Displayed):
    """Which figure states which arrow.

    Attributes
    ----------
    figures
        Names of the models, in the order given.
    cells
        Arrow → figure → ``stated``, ``inferred``, ``absent`` (the figure says that there is no
        such arrow), ``opposite`` (the figure has it with the other sign) or an empty text.
    """

    figures: tuple[str, ...]
    cells: Mapping[str, Mapping[str, Statement]]

    @property
    def contradictions(self) -> tuple[tuple[str, str, str], ...]:
        """Each arrow with a figure that states it and one that says otherwise."""
        found = []
        for key, row in self.cells.items():
            says = [f for f in self.figures if row[f] in ("stated", "inferred")]
            denies = [f for f in self.figures if row[f] in ("absent", "opposite")]
            found += [(key, a, b) for a in says for b in denies]
        return tuple(found)

    @property
    def shared(self) -> tuple[str, ...]:
        """Arrows that more than one figure has."""
        return tuple(k for k, row in self.cells.items() if _count(row) > 1)

    def to_dict(self) -> dict[str, Any]:
        """Return the table as plain data, for JSON."""
        return {
            "figures": list(self.figures),
            "arrows": {k: dict(row) for k, row in self.cells.items()},
            "contradictions": [list(c) for c in self.contradictions],
        }

    def to_markdown(self) -> str:
        """Write the table for a page of documentation."""
        lines = [
            "| arrow | " + " | ".join(self.figures) + " |",
            "|---" * (len(self.figures) + 1) + "|",
        ]
        for key, row in self.cells.items():
            shown = key.replace("|", r"\|")
            lines.append(f"| {shown} | " + " | ".join(row[f] for f in self.figures) + " |")
        return "\n".join(lines)

    def __str__(self) -> str:
        width = max((len(k) for k in self.cells), default=5)
        lines = [f"{i + 1} {f}" for i, f in enumerate(self.figures)]
        lines.append(" " * width + "  " + " ".join(str(i + 1) for i in range(len(self.figures))))
        for key, row in self.cells.items():
            lines.append(f"{key:<{width}}  " + " ".join(MARKS[row[f]] or "." for f in self.figures))
        lines.append("● stated  ○ inferred  − said to be absent  ↯ with the other sign")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<ArrowTable: {len(self.cells)} arrows of {len(self.figures)} figures>"


def compare_curations(
    first: str | Path | Model,
    second: str | Path | Model,
    same: Mapping[str, str] | None = None,
) -> Agreement:
    """Compare two curations of one figure.

    Parameters
    ----------
    first, second
        Models, names of shipped ones, or paths. Their species are matched by entity, or else by
        printed name; a species that only one has is compared all the same.
    same
        Species of the second → species of the first that it stands for, where a person says so:
        two that share one are taken together.

    Raises
    ------
    InputError
        They are of different figures.
    UnknownName
        ``same`` names a species that is not there.

    Examples
    --------
    >>> compare_curations("PMC7464074", "PMC7464074").kappa
    1.0
    """
    one, two = load(first), load(second)
    if one.figure and two.figure and one.figure != two.figure:
        hint = "compare several figures with arrow_table"
        raise InputError(f"{one.name} and {two.name} are of different figures", hint=hint)
    theirs = {
        two.find_species(b): _things(one)[one.find_species(a)] for b, a in (same or {}).items()
    }
    a, b = _signs(one), _signs(two, theirs)
    labels = _labels(two) | _labels(one)
    return _compared((one.name, two.name), a, b, labels)


def _compared(
    names: tuple[str, str],
    a: Mapping[Pair, Sign],
    b: Mapping[Pair, Sign],
    labels: Mapping[str, str],
) -> Agreement:
    things = sorted({e for pair in (*a, *b) for e in pair})
    both = [p for p in a if p in b]
    arrows = {*a, *b}
    pairs = [(s, t) for s, t in product(things, repeat=2) if s != t or (s, t) in arrows]
    mine = {p: _written(p, sign, labels) for p, sign in a.items()}
    yours = {p: _written(p, sign, labels) for p, sign in b.items()}
    return Agreement(
        names,
        tuple(mine[p] for p in both if a[p] == b[p]),
        tuple((mine[p], yours[p]) for p in both if a[p] != b[p]),
        tuple(said for p, said in mine.items() if p not in b),
        tuple(said for p, said in yours.items() if p not in a),
        len(pairs),
        cohen_kappa([a.get(p, "none") for p in pairs], [b.get(p, "none") for p in pairs]),
    )


def arrow_table(models: Iterable[str | Path | Model]) -> ArrowTable:
    """Say for each arrow which of several figures state it, infer it, or deny it.

    Parameters
    ----------
    models
        Models, names of shipped ones, or paths; one for each figure of the pathway.

    Raises
    ------
    InputError
        None is given, or two have the same name.

    Examples
    --------
    >>> table = arrow_table(["PMC7464074", "PMC8005514"])
    >>> dict(table.cells["PTEN -| PI3K"])
    {'PMC7464074__F1': 'stated', 'PMC8005514__F3': 'stated'}
    """
    found = [load(m) for m in listed(models, "models")]
    names = tuple(m.name for m in found)
    if not names or len(set(names)) < len(names):
        problem = "two models have the same name" if names else "no model is given"
        raise InputError(problem, hint="give one model for each figure")
    labels: dict[str, str] = {}
    for m in reversed(found):
        labels |= _labels(m)
    statements = [_statements(m) for m in found]
    rows = dict.fromkeys(k for s in statements for k, what in s.items() if what != "absent")
    cells: dict[str, Mapping[str, Statement]] = {}
    for pair, sign in rows:
        row = {n: _cell(s, pair, sign) for n, s in zip(names, statements, strict=True)}
        cells[_written(pair, sign, labels)] = row
    ordered = sorted(cells, key=lambda k: (-_count(cells[k]), k.lower()))
    return ArrowTable(names, {k: cells[k] for k in ordered})


def cohen_kappa(first: Sequence[str], second: Sequence[str]) -> float | None:
    """Return Cohen's kappa of two raters' answers, or None where chance alone agrees fully.

    Examples
    --------
    >>> cohen_kappa("aabb", "aabb"), cohen_kappa("abab", "aabb")
    (1.0, 0.0)
    """
    total = len(first)
    if not total:
        return None
    observed = sum(x == y for x, y in zip(first, second, strict=True)) / total
    one, two = Counter(first), Counter(second)
    chance = sum(one[k] * two[k] for k in one) / total**2
    return None if chance == 1 else (observed - chance) / (1 - chance)


# -- reading models ----------------------------------------------------------------------------


def _things(model: Model, same: Mapping[str, str] | None = None) -> dict[str, str]:
    """Match species to things: an entity stands for the first species that has it."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for s in model.species.values():
        if same and s.id in same:
            found[s.id] = same[s.id]
            continue
        known = _entity(s) if s.kind != "alteration" else None
        thing = known if known and known not in taken else fold_name(s.id)
        taken.add(thing)
        found[s.id] = thing
    return found


def _entity(species: Species) -> str | None:
    """Return what a species stands for: its entity, or what its name is read as."""
    if species.entity in entities().by_id:
        return species.entity
    return read_name(re.sub(r"\s*\(.*?\)", "", species.name).strip())


def _labels(model: Model) -> dict[str, str]:
    return {thing: s for s, thing in _things(model).items()}


def _signs(model: Model, same: Mapping[str, str] | None = None) -> dict[Pair, Sign]:
    things = _things(model, same)
    return {(things[i.source], things[i.target]): i.sign for i in model.interactions.values()}


def _statements(model: Model) -> dict[tuple[Pair, Sign], Statement]:
    things = _things(model)
    found: dict[tuple[Pair, Sign], Statement] = {}
    for key in model.absent:
        source, sign, target = parse_arrow(key)
        if source in things and target in things:
            found[(things[source], things[target]), sign] = "absent"
    for i in model.interactions.values():
        what: Statement = "stated" if i.basis == "caption" else "inferred"
        found[(things[i.source], things[i.target]), i.sign] = what
    return found


def _cell(statements: Mapping[tuple[Pair, Sign], Statement], pair: Pair, sign: Sign) -> Statement:
    if (pair, sign) in statements:
        return statements[pair, sign]
    others = {what for (p, s), what in statements.items() if p == pair and s != sign}
    return "opposite" if others - {"absent"} else ""


def _count(row: Mapping[str, Statement]) -> int:
    return sum(what in ("stated", "inferred") for what in row.values())


def _written(pair: Pair, sign: Sign, labels: Mapping[str, str]) -> str:
    return arrow(labels[pair[0]], sign, labels[pair[1]])
