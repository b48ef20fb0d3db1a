"""Published truths: what studies saw in a subgroup under a regimen, asked of a model.

The question is often a *contrast*: does the left tumour do better than the right, or is there no
difference? A model that always gives one answer is right for half of the single questions and for
none of the contrasts, so the rules of thumb stand beside it here too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from her2model.displays import Displayed
from her2model.engine.simulation import DISCLAIMER, simulate
from her2model.errors import InputError, Problem, UnknownName
from her2model.formats.format import counted
from her2model.model.files import read_text
from her2model.model.model import Model
from her2model.validation.prediction import SCORES
from her2model.validation.rows import rows_of
from her2model.validation.statistics import DRAWS, Estimate
from her2model.verdicts import NO_GROWTH, RESPONDS

__all__ = ["Published", "Question", "Truth", "is_published", "validate_published"]

_COLUMNS = ("id", "source_key", "observed", "ask_left", "test", "ask_right", "source")
TESTS: Mapping[str, str] = {
    "S": RESPONDS,
    "R": "resists",
    "P": "neither",
    ">": "left does better",
    "=": "no difference",
}
Rule = Callable[["Question"], float]


@dataclass(frozen=True)
class Question:
    """One tumour under one treatment: ``PTEN loss | trastuzumab | HER2=0`` in a table."""

    alterations: tuple[str, ...]
    drugs: tuple[str, ...]
    context: tuple[tuple[str, int], ...] = ()

    @classmethod
    def parse(cls, text: str) -> Question:
        """Read ``alterations | drugs | context``, names joined with ``+``.

        Between alterations the sign has a space on each side: one may have a plus in its name.
        """
        parts = [p.strip() for p in text.split("|")]
        if len(parts) not in (2, 3):
            raise InputError(f"{text!r} is no question", hint="write 'PTEN loss | trastuzumab'")
        alterations, drugs = (
            tuple(n.strip() for n in p.split(joined) if n.strip() not in ("", "none"))
            for p, joined in zip(parts[:2], (" + ", "+"), strict=True)
        )
        if not drugs:
            raise InputError(f"{text!r} names no drug", hint="write 'PTEN loss | trastuzumab'")
        context = parts[2].split(",") if len(parts) == 3 else []
        return cls(alterations, drugs, tuple(map(_setting, context)))


def _setting(text: str) -> tuple[str, int]:
    name, _, value = (part.strip() for part in text.partition("="))
    if not (name and value.isdecimal()):
        raise InputError(f"{text.strip()!r} sets no input", hint="write 'HER2=0'")
    return name, int(value)


@dataclass(frozen=True)
class Truth:
    """What a study saw, what the model says, and what rules of thumb say.

    Attributes
    ----------
    id, study, observed, source
        As the table has them.
    test
        ``S`` responds, ``R`` resists, ``P`` neither, ``>`` left does better, ``=`` no difference.
    said
        The model's verdict, or two; empty where it has not the names.
    right
        Whether it agrees; None where it could not be asked.
    rules
        Whether each rule of thumb agrees.
    """

    id: str
    study: str
    observed: str
    source: str
    test: str
    said: tuple[str, ...]
    right: bool | None
    rules: Mapping[str, bool]


@dataclass(frozen=True, repr=False)
class Published(Displayed):
    """A model's answers to a table of published truths."""

    model: Model
    truths: tuple[Truth, ...]
    draws: int = DRAWS
    seed: int = 0

    @property
    def asked(self) -> tuple[Truth, ...]:
        """The truths that could be asked."""
        return tuple(t for t in self.truths if t.right is not None)

    @property
    def wrong(self) -> tuple[Truth, ...]:
        """The truths that the model contradicts."""
        return tuple(t for t in self.asked if not t.right)

    def share(self, rule: str | None = None) -> Estimate:
        """Return the share of right answers with an interval over studies, not over rows.

        Parameters
        ----------
        rule
            A rule of thumb; the model when None.
        """
        rows = [(t.study, bool(t.right) if rule is None else t.rules[rule]) for t in self.asked]
        if not rows:
            return Estimate(float("nan"), float("nan"), float("nan"))
        studies = list(dict.fromkeys(s for s, _ in rows))
        right = np.array([[sum(r for s, r in rows if s == k), 0] for k in studies], float)
        right[:, 1] = [sum(s == k for s, _ in rows) for k in studies]
        rng = np.random.default_rng(self.seed)
        drawn = right[rng.integers(0, len(studies), (self.draws, len(studies)))].sum(axis=1)
        low, high = np.quantile(drawn[:, 0] / drawn[:, 1], [0.025, 0.975])
        return Estimate(sum(r for _, r in rows) / len(rows), float(low), float(high))

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain data, for JSON."""
        return {
            "model": self.model.name,
            "digest": self.model.digest,
            "rows": len(self.truths),
            "asked": len(self.asked),
            "share": self.share().to_dict(),
            "rules": {r: self.share(r).to_dict() for r in _RULES},
            "by test": {TESTS[k]: list(v) for k, v in self._by_test().items()},
            "wrong": [t.id for t in self.wrong],
            "note": DISCLAIMER,
        }

    def _by_test(self) -> dict[str, tuple[int, int]]:
        found = {}
        for test in TESTS:
            own = [t for t in self.asked if t.test == test]
            if own:
                found[test] = (sum(bool(t.right) for t in own), len(own))
        return found

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        right = sum(bool(t.right) for t in self.asked)
        studies = len({t.study for t in self.asked})
        truths = counted(len(self.asked), "published truth")
        yield (
            f"{self.model.name}: right for {right} of {truths} of {studies} "
            f"{'study' if studies == 1 else 'studies'} "
            f"({len(self.truths) - len(self.asked)} more cannot be asked of it)"
        )
        if not self.asked:
            yield "no row has a question whose names the model has, of a tumour that grows in it"
        yield f"  {'model':<32} {self.share()}"
        for rule in _RULES:
            yield f"  {rule:<32} {self.share(rule)}"
        for test, (hits, of) in self._by_test().items():
            yield f"{TESTS[test]}: {hits} of {of}"
        for t in self.wrong:
            yield f"wrong: {t.id} ({t.source}): {t.observed}; said {' against '.join(t.said)}"
        yield DISCLAIMER

    def __repr__(self) -> str:
        return f"<Published truths asked of {self.model.name}: {len(self.asked)}>"


def is_published(path: Path) -> bool:
    """Whether a table is one of published truths, by its header."""
    return path.is_file() and "\task_left\t" in read_text(path)[:4000]


def validate_published(
    model: Model, table: str | Path, *, draws: int = DRAWS, seed: int = 0
) -> Published:
    r"""Ask a model what studies saw.

    Parameters
    ----------
    model
        The model; ``her2model`` takes its name or its path too.
    table
        A table with tabs and the columns id, source_key (rows of one study share it), observed,
        ask_left, test, ask_right and source. A question is ``alterations | drugs | context``; the
        test is ``S`` (responds), ``R`` (resists), ``P`` (neither), ``>`` (left does better) or
        ``=`` (no difference). Lines that begin with ``#`` are comments; rows without a question
        are counted and not asked.
    draws, seed
        Of the bootstrap over studies.

    Raises
    ------
    InputError
        The table cannot be read, or a row's question; all rows are told.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import her2model as h2
    >>> head = "id\tsource_key\tobserved\task_left\ttest\task_right\tsource\n"
    >>> row = "1\tX\tworse\tnone | lapatinib\t>\tPTEN loss | lapatinib\tpubmed:1\n"
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "truths.tsv").write_text(head + row)
    ...     found = h2.validate_published("her2-resistance", f"{folder}/truths.tsv")
    >>> print(*found.truths[0].said, found.truths[0].right)
    responds resistant True
    """
    path = Path(table)
    rows = list(rows_of(path, _COLUMNS, comment="#"))
    if not rows:
        raise InputError("the table has no row", where=path.name)
    problems: list[Problem] = []
    kind = InputError
    asked: list[list[Question]] = []
    for line, row in rows:
        try:
            asked.append(_asked(row))
        except InputError as reason:
            kind = kind if problems else type(reason)
            problems += (replace(p, where=path.name, line=line) for p in reason.problems)
    if problems:
        raise kind(problems)
    truths = []
    for (line, row), questions in zip(rows, asked, strict=True):
        try:
            truths.append(_truth(model, row, questions))
        except InputError as reason:
            problems += (replace(p, where=path.name, line=line) for p in reason.problems)
    if problems:
        raise InputError(problems)
    return Published(model, tuple(truths), draws, seed)


def _asked(row: Mapping[str, str]) -> list[Question]:
    """Read the one or two questions of a row; none where it has no test."""
    test = row["test"]
    if not test:
        return []
    if test not in TESTS:
        raise UnknownName.of("test", test, TESTS)
    texts = [row["ask_left"], row["ask_right"]] if test in ">=" else [row["ask_left"]]
    if not all(texts):
        missing = "ask_right" if texts[0] else "ask_left"
        raise InputError(f"the test {test!r} needs a question in {missing}", hint="write it there")
    if len(texts) == 1 and row["ask_right"]:
        hint = "leave ask_right empty, or compare by '>' or '='"
        raise InputError(f"the test {test!r} asks the left question only", hint=hint)
    return [Question.parse(t) for t in texts]


def _truth(model: Model, row: Mapping[str, str], asked: Sequence[Question]) -> Truth:
    test = row["test"]
    said: list[str] = []
    right = None
    rules: dict[str, bool] = {}
    if asked:
        rules = {name: _holds(test, [rule(q) for q in asked]) for name, rule in _RULES.items()}
        try:
            said = [_verdict(model, q) for q in asked]
            right = _holds(test, [SCORES.get(w, 0.0) for w in said])
            right = None if NO_GROWTH in said else right
        except UnknownName:
            said = []
    return Truth(
        id=row["id"],
        study=row["source_key"],
        observed=row["observed"],
        source=row["source"],
        test=test,
        said=tuple(said),
        right=right,
        rules=rules,
    )


def _verdict(model: Model, question: Question) -> str:
    result = simulate(
        model,
        alterations=question.alterations,
        drugs=question.drugs,
        context=dict(question.context),
    )
    return str(result.verdict)


def _holds(test: str, scores: Sequence[float]) -> bool:
    left, right = scores[0], scores[-1]
    return {
        "S": left == 1,
        "R": left == 0,
        "P": 0 < left < 1,
        ">": left > right,
        "=": left == right,
    }[test]


_RULES: Mapping[str, Rule] = {
    "always responds": lambda question: 1.0,
    "any alteration resists one drug": lambda question: float(
        not question.alterations or len(question.drugs) > 1
    ),
}
