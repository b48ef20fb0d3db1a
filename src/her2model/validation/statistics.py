"""Figures of agreement between a predicted order and a measured one, with their uncertainty.

The lines of a panel are the sample: intervals come from drawing lines again, and a line that was
measured with several drugs is drawn with all of them, because its answers are not independent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Concordance", "Estimate", "auroc", "wilson_interval"]

Vector = npt.NDArray[np.float64]
DRAWS = 1000
LEVEL = 0.95


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float

    def to_dict(self) -> dict[str, float | None]:
        """Return plain numbers, rounded to three places; None where there is none."""
        numbers = {k: float(getattr(self, k)) for k in ("value", "low", "high")}
        return {k: None if np.isnan(v) else round(v, 3) for k, v in numbers.items()}

    def __str__(self) -> str:
        if np.isnan(self.value):
            return "–"
        return f"{self.value:.2f} ({self.low:.2f} to {self.high:.2f})"


@dataclass(frozen=True, eq=False)
class Concordance:
    """Pairs of lines that were measured differently, and how many a prediction orders rightly.

    The concordance index is Harrell's C without censoring (Harrell et al. 1982,
    doi:10.1001/jama.1982.03320430047030): the share of pairs with different measured values that
    the prediction orders alike, a pair that it does not tell apart counting one half. 0.5 is what
    a constant reaches. Concordances over the same lines can be added: pairs are then taken within
    each drug, and lines are drawn for all drugs at once.

    Attributes
    ----------
    agreeing, comparable
        Square matrices over the lines: what each pair contributes.

    Examples
    --------
    >>> c = Concordance.of([1, 1, 0, 0], [4.0, 3.0, 2.0, 3.5])
    >>> c.index  # of six pairs three in order, one not, two not told apart
    0.6666666666666666
    """

    agreeing: Vector
    comparable: Vector

    @classmethod
    def of(cls, predicted: Sequence[float], measured: Sequence[float]) -> Concordance:
        """Compare a prediction with a measurement; higher means more sensitive in both.

        A line without a value (NaN) in either takes part in no pair.
        """
        p, m = np.asarray(predicted, float), np.asarray(measured, float)
        there = ~(np.isnan(p) | np.isnan(m))
        both = there[:, None] & there[None, :]
        with np.errstate(invalid="ignore"):
            dp = np.sign(p[:, None] - p[None, :])
            dm = np.sign(m[:, None] - m[None, :])
        comparable = both & (dm != 0)
        right = np.where(dp == dm, 1.0, np.where(dp == 0, 0.5, 0.0))
        return cls(np.where(comparable, right, 0.0), comparable.astype(float))

    def __add__(self, other: Concordance) -> Concordance:
        return Concordance(self.agreeing + other.agreeing, self.comparable + other.comparable)

    @property
    def pairs(self) -> int:
        """How many pairs of lines are compared."""
        return int(self.comparable.sum()) // 2

    @property
    def index(self) -> float:
        """The concordance index; NaN where no pair can be compared."""
        return float(self.agreeing.sum() / self.comparable.sum()) if self.pairs else float("nan")

    def redrawn(self, *, draws: int = DRAWS, seed: int = 0) -> Vector:
        """Return the index over lines drawn with replacement; NaN where a draw has no pair."""
        if not len(self.agreeing):
            return np.full(draws, np.nan)
        weights = _drawn_weights(len(self.agreeing), draws, seed)
        pairs = _weighed(self.comparable, weights)
        right = _weighed(self.agreeing, weights)
        index: Vector = np.divide(right, pairs, out=np.full(draws, np.nan), where=pairs > 0)
        return index

    def estimate(self, *, draws: int = DRAWS, seed: int = 0) -> Estimate:
        """Return the index with a bootstrap interval (percentiles) over lines."""
        return _estimate(self.index, self.redrawn(draws=draws, seed=seed))

    def difference(self, other: Concordance, *, draws: int = DRAWS, seed: int = 0) -> Estimate:
        """Return this index less another's over the same lines, which are drawn together."""
        own, others = (c.redrawn(draws=draws, seed=seed) for c in (self, other))
        return _estimate(self.index - other.index, own - others)

    @staticmethod
    def permutation_p(
        predicted: Sequence[Sequence[float]],
        measured: Sequence[Sequence[float]],
        *,
        draws: int = DRAWS,
        seed: int = 0,
    ) -> float:
        """Return how often shuffled lines are as far from 0.5 as the true ones.

        One row of each table is a drug; the columns are the lines. All drugs are shuffled alike,
        and only among lines that are predicted and measured, so that what is shuffled is which
        genotype belongs to which line. Two-sided, (1 + as far) / (1 + draws).
        """
        p, m = np.asarray(predicted, float), np.asarray(measured, float)
        used = np.flatnonzero((~np.isnan(p) & ~np.isnan(m)).any(axis=0))
        if not len(used):
            return float("nan")
        orders, told = _orders(p[:, used])
        right, measured_apart = _orders(m[:, used])
        measured_apart = np.abs(right) * measured_apart
        rng = np.random.default_rng(seed)
        far, seen = 0, None
        for draw in range(draws + 1):
            k = rng.permutation(len(used)) if draw else np.arange(len(used))
            pairs = (told[:, k][:, :, k] * measured_apart).sum()
            excess = abs((orders[:, k][:, :, k] * right).sum() / pairs) if pairs else 0.0
            seen = excess if seen is None else seen
            far += bool(draw and excess >= seen - 1e-12)
        return (1 + far) / (1 + draws)


def auroc(positive: Sequence[bool], measured: Sequence[float]) -> float:
    """Return how often a line called positive was measured higher than one that was not.

    The area under the receiver operating characteristic, equal to the Mann–Whitney U statistic
    over the number of pairs (Hanley and McNeil 1982, doi:10.1148/radiology.143.1.7063747); ties
    count one half. NaN where all lines are of one kind.

    Examples
    --------
    >>> auroc([True, True, False], [3.0, 1.0, 2.0])
    0.5
    """
    yes = np.asarray(positive, bool)
    values = np.asarray(measured, float)
    above = values[yes][:, None] - values[~yes][None, :]
    if not above.size:
        return float("nan")
    return float(((above > 0) + 0.5 * (above == 0)).mean())


def wilson_interval(hits: int, of: int) -> Estimate:
    """Return a share with Wilson's 95 % interval (1927, doi:10.1080/01621459.1927.10502953).

    Examples
    --------
    >>> print(wilson_interval(9, 14))
    0.64 (0.39 to 0.84)
    """
    if not of:
        return Estimate(float("nan"), 0.0, 1.0)
    z2 = 1.959963984540054**2
    share = hits / of
    centre = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = (z2 * (share * (1 - share) / of + z2 / (4 * of * of))) ** 0.5 / (1 + z2 / of)
    return Estimate(share, max(0.0, centre - half), min(1.0, centre + half))


def _orders(rows: Vector) -> tuple[Vector, Vector]:
    """Return for each row the sign of each pair's difference, and which pairs have both values."""
    there = ~np.isnan(rows)
    pairs = (there[:, :, None] & there[:, None, :]).astype(float)
    filled = np.nan_to_num(rows)
    return np.sign(filled[:, :, None] - filled[:, None, :]) * pairs, pairs


def _drawn_weights(lines: int, draws: int, seed: int) -> Vector:
    rng = np.random.default_rng(seed)
    return rng.multinomial(lines, np.full(lines, 1 / lines), size=draws).astype(float)


def _weighed(pairs: Vector, weights: Vector) -> Vector:
    # einsum: threads of a linear algebra library cost more here than they give
    weighed: Vector = (np.einsum("bi,ij->bj", weights, pairs) * weights).sum(axis=1)
    return weighed


def _estimate(value: float, drawn: Any) -> Estimate:
    kept = drawn[~np.isnan(drawn)]
    if np.isnan(value) or not len(kept):
        return Estimate(value, float("nan"), float("nan"))
    low, high = np.quantile(kept, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(value, float(low), float(high))
