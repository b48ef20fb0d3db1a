"""Figures of agreement against SciPy and scikit-learn, and on panels whose answer is known."""

import math

import numpy as np
import pytest

from her2model.validation.statistics import Concordance, auroc, wilson_interval


def rounded(rng: np.random.Generator, size: int) -> list[float]:
    """Values with ties."""
    return [float(v) for v in np.round(rng.normal(size=size), 1)]


@pytest.mark.parametrize("seed", range(20))
def test_auroc_is_that_of_scikit_learn_and_of_scipy(seed: int) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(seed)
    values = rounded(rng, 30)
    positive = [bool(b) for b in rng.integers(0, 2, 30)]
    assert auroc(positive, values) == pytest.approx(metrics.roc_auc_score(positive, values))
    yes = [v for v, b in zip(values, positive, strict=True) if b]
    no = [v for v, b in zip(values, positive, strict=True) if not b]
    u = stats.mannwhitneyu(yes, no).statistic
    assert auroc(positive, values) == pytest.approx(u / (len(yes) * len(no)))


@pytest.mark.parametrize("seed", range(20))
def test_the_index_is_somers_d_of_scipy(seed: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(seed)
    measured = rounded(rng, 25)
    predicted = [float(v) for v in rng.integers(0, 3, 25)]
    d = stats.somersd(measured, predicted).statistic  # pairs tied in the first are left out
    assert Concordance.of(predicted, measured).index == pytest.approx((d + 1) / 2)


def test_the_index_by_counting_pairs() -> None:
    rng = np.random.default_rng(5)
    p, m = rng.integers(0, 3, 12).astype(float), np.round(rng.normal(size=12), 1)
    p[3] = m[7] = math.nan
    agree = pairs = 0.0
    for i in range(12):
        for j in range(i):
            if not math.isnan(p[i] + p[j] + m[i] + m[j]) and m[i] != m[j]:
                pairs += 1
                same = (p[i] - p[j]) * (m[i] - m[j])
                agree += 0.5 if p[i] == p[j] else float(same > 0)
    found = Concordance.of(list(p), list(m))
    assert found.pairs == pairs
    assert found.index == pytest.approx(agree / pairs)


def test_pairs_are_taken_within_a_drug() -> None:
    one = Concordance.of([1, 0, math.nan], [2.0, 1.0, 9.0])
    two = Concordance.of([math.nan, 1, 0], [9.0, 1.0, 2.0])
    assert ((one + two).pairs, (one + two).index) == (2, 0.5)


def test_drawing_lines_again_is_what_weights_say() -> None:
    """The index of a draw is the index of a panel that holds the drawn lines."""
    rng = np.random.default_rng(2)
    p, m = rng.integers(0, 2, 9).astype(float), rng.normal(size=9)
    weights = np.random.default_rng(7).multinomial(9, np.full(9, 1 / 9), size=5)
    drawn = Concordance.of(list(p), list(m)).redrawn(draws=5, seed=7)
    for row, found in zip(weights, drawn, strict=True):
        lines = np.repeat(np.arange(9), row)
        assert found == pytest.approx(Concordance.of(list(p[lines]), list(m[lines])).index)


def test_intervals_cover_the_truth() -> None:
    """Of 1,000 panels of 40 lines, 93 to 97 % of the intervals hold the true index."""
    shift = 1.0
    # P(agree) of two lines: half the pairs are tied in the verdict, the others differ by the shift
    truth = 0.25 + 0.5 * (1 + math.erf(shift / 2)) / 2
    hits = 0
    for panel in range(1000):
        rng = np.random.default_rng(panel)
        verdict = rng.integers(0, 2, 40).astype(float)
        measured = verdict * shift + rng.normal(size=40)
        found = Concordance.of(list(verdict), list(measured)).estimate(draws=300, seed=panel)
        hits += found.low <= truth <= found.high
    assert 930 <= hits <= 970


def test_a_shuffled_panel_gives_no_signal() -> None:
    """Permutation p of panels without signal is uniform; of a panel with signal it is small."""
    small = 0
    for panel in range(200):
        rng = np.random.default_rng(panel)
        verdict = [[float(v) for v in rng.integers(0, 2, 20)]] * 2
        measured = [[float(v) for v in rng.normal(size=20)] for _ in range(2)]
        small += Concordance.permutation_p(verdict, measured, draws=60, seed=panel) <= 0.1
    assert 8 <= small <= 32  # 20 expected, within three standard deviations
    rng = np.random.default_rng(0)
    verdict = [[float(v) for v in rng.integers(0, 2, 40)]]
    told = [[v * 2 + float(rng.normal()) for v in verdict[0]]]
    assert Concordance.permutation_p(verdict, told, draws=200) == pytest.approx(1 / 201)


def test_nothing_to_compare_is_not_a_number() -> None:
    nothing = Concordance.of([], [])
    assert math.isnan(nothing.index)
    assert math.isnan(nothing.estimate().low)
    assert math.isnan(auroc([True], [1.0]))


@pytest.mark.parametrize(("hits", "of"), [(0, 5), (9, 14), (50, 50)])
def test_shares_have_the_interval_of_scipy(hits: int, of: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    theirs = stats.binomtest(hits, of).proportion_ci(method="wilson")
    found = wilson_interval(hits, of)
    assert found.low == pytest.approx(theirs.low)
    assert found.high == pytest.approx(theirs.high)
