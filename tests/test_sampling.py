"""Packed asynchronous runs against exact chains, a slow obvious sampler, and MaBoSS."""

from __future__ import annotations

import itertools
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

import her2model as h2
import random_networks
from her2model.engine.dynamics import SCHEMES
from her2model.engine.network import Network, Subspace, possible
from her2model.engine.packed_sampling import TICKS, PackedRuns
from her2model.engine.run_counts import bits_of
from her2model.engine.run_rules import RandomBits, RunRules
from her2model.engine.sampling import sample
from her2model.engine.scenario import Scenario, stages
from her2model.engine.shares import Share, sampled_share
from her2model.engine.simulation import Simulation, settle
from her2model.errors import InputError, LimitError
from her2model.model.rules import Rule

#: The first edition, in which trastuzumab leaves a tumour with neuregulin unsettled.
FIRST = str(Path(__file__).parent.parent / "benchmarks" / "models" / "her2-first-edition.yaml")


def random_network(chance: Random, size: int) -> Network:
    rules = random_networks.rules(chance, size, unate=False)
    return Network.compiled({s: Rule.parse(r) for s, r in rules.items()})


def chain(network: Network) -> Any:
    """Transition matrix of: draw a species evenly, give it the value of its rule."""
    n = len(network.species)
    matrix = np.zeros((1 << n, 1 << n))
    for state in range(1 << n):
        for i in range(n):
            one = possible(network.rise[i], ~state, state)
            matrix[state, state | 1 << i if one else state & ~(1 << i)] += 1 / n
    return matrix


def far_from(network: Network, space: Subspace) -> Any:
    """Where the chain is in the long run, from an even draw of the states of a subspace."""
    n = len(network.species)
    begin = np.array(
        [not (s & ~space.can1 or ~s & ~space.can0 & (1 << n) - 1) for s in range(1 << n)],
        dtype=float,
    )
    return begin / begin.sum() @ np.linalg.matrix_power(chain(network), 1 << 14)


def off_by(share: Share, exact: float) -> float:
    """Distance in standard errors."""
    return abs(share.mean - exact) / (share.error + 1e-12)


def test_every_step_of_every_run_updates_at_most_one_species_to_its_rule() -> None:
    chance = Random(1)
    for size in (4, 6, 9):
        network = random_network(chance, size)
        packed = PackedRuns(network, network.everything, runs=100, seed=1, watched=network.species)
        full = (1 << 100) - 1
        states = [_states(packed)]
        for _ in range(60):
            packed._step(full)
            states.append(_states(packed))
        fixed = network.grown(network.everything)
        assert not fixed.can0 ^ fixed.can1
        for before, after in itertools.pairwise(states):
            for a, b in zip(before, after, strict=True):
                assert a == b or b in set(SCHEMES["asynchronous"](network, a))
        assert states[0] != states[-1]


def test_rules_over_many_runs_are_those_of_each_run() -> None:
    chance = Random(5)
    network = random_network(chance, 7)
    rules = RunRules(network, network.everything, range(7))
    rows = [chance.getrandbits(128) for _ in range(7)]
    changing = rules.changing(rows, (1 << 128) - 1)
    for run in range(128):
        state = sum((row >> run & 1) << i for i, row in enumerate(rows))
        for i, row in enumerate(changing):
            after = possible(network.rise[i], ~state, state)
            assert row >> run & 1 == after ^ (state >> i & 1)


@pytest.mark.parametrize("runs", [100, 4096])
def test_each_bit_is_on_as_often_as_is_said_and_those_of_a_run_are_independent(runs: int) -> None:
    bits = RandomBits(1)
    drawn = [[bits_of(n % (1 << runs), runs) for n in bits.thinned(runs, 9, 2)] for _ in range(60)]
    table = np.array(drawn).astype(float)
    size = 60 * runs
    assert table.shape == (60, 9, runs)
    assert abs(table.mean(axis=(0, 2)) - 0.25).max() < 5 * (0.1875 / size) ** 0.5
    both = np.einsum("tar,tbr->ab", table, table) / size - np.diag([0.1875] * 9)
    assert abs(both - 0.0625).max() < 5 * (0.0625 / size) ** 0.5


def _states(packed: PackedRuns) -> list[int]:
    rows = {i: bits_of(w, packed.runs) for i, w in _rows(packed)}
    return [sum(int(bits[r]) << i for i, bits in rows.items()) for r in range(packed.runs)]


def _rows(packed: PackedRuns) -> list[tuple[int, int]]:
    return [(packed.network.index[s], w) for s, w in packed.words().items()]


@pytest.mark.parametrize("runs", [3000, 40_000])
def test_the_share_of_time_is_that_of_the_chain(runs: int) -> None:
    """Both ways of drawing random bits, and several fixed chances to fire."""
    chance = Random(3)
    distances: list[float] = []
    while len(distances) < 30:
        network = random_network(chance, 5)
        exact = far_from(network, network.everything)
        watched = network.species[len(distances) % 5]
        on = sum(p for s, p in enumerate(exact) if s >> network.index[watched] & 1)
        if not 0.03 < on < 0.97:
            continue
        seed = len(distances)
        packed = PackedRuns(network, network.everything, runs=runs, seed=seed, watched=[watched])
        packed.halvings = 1 + seed % 4
        distances.append(off_by(Share.of(packed.watch([watched], 8, 60)[0]), on))
    assert max(distances) < 4
    assert float(np.mean(np.square(distances))) < 1.8  # 1 if the errors are right


@pytest.mark.parametrize("runs", [640, 16_384])
def test_the_stated_error_is_the_spread_of_repeats(runs: int) -> None:
    """So runs that share random words are as good as independent."""
    network = h2.simulate(FIRST, gains=["NRG1"], drugs=["trastuzumab"]).network
    shares = []
    for seed in range(40):
        packed = PackedRuns(
            network, network.everything, runs=runs, seed=seed, watched=["Proliferation"]
        )
        packed.halvings = 3
        shares.append(Share.of(packed.watch(["Proliferation"], 2, 10)[0]))
    spread = float(np.std([s.mean for s in shares], ddof=1))
    stated = float(np.mean([s.error for s in shares]))
    assert 0.7 < spread / stated < 1.4


def slow(
    network: Network, state: int, steps: int, chance: Random, watched: int
) -> tuple[int, float]:
    """The obvious sampler: one run, a species drawn at each step; its end, and the share on."""
    on = 0
    for _ in range(steps):
        i = chance.randrange(len(network.species))
        one = possible(network.rise[i], ~state, state)
        state = state | 1 << i if one else state & ~(1 << i)
        on += state >> watched & 1
    return state, on / steps


def test_a_slow_obvious_sampler_says_the_same() -> None:
    result = h2.simulate(FIRST, gains=["NRG1"], drugs=["trastuzumab"])
    assert result["Proliferation"] == "unsettled"
    network, space = result.network, result.attractors[0].space
    i = network.index["Proliferation"]
    chance, values = Random(2), []
    for _ in range(120):
        state = space.can1 & ~(space.free & chance.getrandbits(len(network.species)))
        state, _ = slow(network, state, 30 * len(network.species), chance, i)
        values.append(slow(network, state, 30 * len(network.species), chance, i)[1])
    expected = Share.of(np.array(values))
    found = sampled_share(network, space, "Proliferation", runs=4096, time=30, seed=1)
    assert abs(found.mean - expected.mean) < 3 * (found.error**2 + expected.error**2) ** 0.5
    assert found.error < 0.01
    assert result.fraction("Proliferation")[0] == pytest.approx(found.mean, abs=0.02)


def test_maboss_says_the_same(tmp_path: Path) -> None:
    """Small networks, all rates 1, from one state: late time windows of 20,000 trajectories."""
    import cmaboss

    chance = Random(8)
    compared = 0
    while compared < 6:
        rules = random_networks.rules(chance, 6, unate=False)
        network = Network.compiled({s: Rule.parse(r) for s, r in rules.items()})
        exact = far_from(network, Subspace(63, 0))
        watched = network.species[compared]
        if not 0.05 < sum(p for s, p in enumerate(exact) if s >> compared & 1) < 0.95:
            continue
        bnd, cfg = tmp_path / "model.bnd", tmp_path / "model.cfg"
        written = {s: Rule.parse(r).written(" & ", " | ", "!") for s, r in rules.items()}
        bnd.write_text(
            "\n".join(
                f"node {s} {{ logic = ({r});"
                " rate_up = @logic ? 1 : 0; rate_down = @logic ? 0 : 1; }"
                for s, r in written.items()
            )
        )
        cfg.write_text(
            "\n".join(f"{s}.istate = 0; {s}.is_internal = {int(s != watched)};" for s in rules)
            + "\ntime_tick = 30; max_time = 60; sample_count = 20000; discrete_time = 0;"
            "use_physrandgen = FALSE; seed_pseudorandom = 3; thread_count = 1;\n"
        )
        shares, _, _, errors = cmaboss.MaBoSSSim(str(bnd), str(cfg)).run().get_nodes_probtraj()
        found = sampled_share(network, Subspace(63, 0), watched, runs=20_000, time=30, seed=5)
        error = (found.error**2 + float(errors[-1][0]) ** 2) ** 0.5
        assert abs(found.mean - float(shares[-1][0])) < 3 * error + 1e-9
        compared += 1


# -- where scenarios end --------------------------------------------------------------------------


def mixed_cases(wanted: int) -> list[Simulation]:
    """Small random tumours with several attractors, some of whose earlier stage never rests."""
    found: list[Simulation] = []
    restless = 0
    for seed in range(400):
        model = random_networks.model(Random(seed), 5, drugs=1)
        result = settle(model, Scenario.of(model, drugs=model.drugs))
        if len(result.attractors) < 2:
            continue
        never_rests = not all(b.is_fixed_point for b in result.before)
        if never_rests or restless < len(found):
            found.append(result)
            restless += never_rests
        if len(found) >= wanted:
            break
    assert restless >= wanted // 3
    return found


def test_the_share_that_reaches_each_attractor_is_that_of_the_chain() -> None:
    for result in mixed_cases(9):
        networks = [n for n, *_ in stages(result.model, result.scenario)]
        n = len(result.network.species)
        begin = np.zeros(1 << n)
        for b in result.before:
            begin += far_from(networks[-2], b.space) / len(result.before)
        on, off = result.network.forced_on, result.network.forced_off
        jumped = np.zeros(1 << n)
        for state, p in enumerate(begin):
            jumped[(state | on) & ~off] += p
        far = jumped @ np.linalg.matrix_power(chain(result.network), 1 << 14)
        found = sample(result, result.network.species[0], runs=6000, seed=4)
        assert found.elsewhere == 0
        for share, a in zip(found.reached, result.attractors, strict=True):
            states = [s for s in range(1 << n) if _inside(s, a.space, n)]
            assert abs(share.mean - far[states].sum()) < 3.5 * share.error + 1e-6
        exact = sum(p for s, p in enumerate(far) if s & 1)
        assert abs(found.on.mean - exact) < 3.5 * found.on.error + 1e-6


def _inside(state: int, space: Subspace, n: int) -> bool:
    return not (state & ~space.can1 or ~state & ~space.can0 & (1 << n) - 1)


def test_shares_at_a_time_are_those_of_the_chain_at_that_time() -> None:
    """The chain in continuous time, by its matrix exponential, from an even draw of all states."""
    expm = pytest.importorskip("scipy.linalg").expm
    chance, times, distances = Random(5), [0.0, 0.5, 1.0, 1.5, 2.0], []
    for seed in range(20):
        network = random_network(chance, 5)
        names = network.species
        packed = PackedRuns(network, network.everything, runs=4_000, seed=seed, watched=names)
        counts = packed.at_times(names, times)
        step = expm((chain(network) - np.eye(32)) * 5 * 0.5)
        law = np.full(32, 1 / 32)
        for j in range(len(times)):
            for k, s in enumerate(names):
                on = law[[x for x in range(32) if x >> network.index[s] & 1]].sum()
                if not 0.02 < on < 0.98:
                    assert abs(counts[k][j] / 4_000 - on) < 0.02
                else:
                    error = (on * (1 - on) / 4_000) ** 0.5
                    distances.append((counts[k][j] / 4_000 - on) / error)
            law = law @ step
    assert len(distances) > 200
    assert max(map(abs, distances)) < 4.5
    assert float(np.mean(np.square(distances))) < 1.5  # 1 if the times are right


def test_a_species_that_only_goes_off_decays(tmp_path: Path) -> None:
    (tmp_path / "x.bnet").write_text("I, I\nA, I\n")
    with pytest.warns(h2.ConversionWarning, match="free inputs"):
        model = h2.load(tmp_path / "x.bnet")
    result = h2.simulate(model, start={"I": 0, "A": 1})
    course = h2.time_course(result, ["A"], runs=20_000, time=3.2)
    assert course.times == (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.2)
    for time, share in zip(course.times, course.shares["A"], strict=True):
        assert abs(share.mean - np.exp(-time)) <= 4 * share.error


@pytest.mark.parametrize(
    ("asked", "words"),
    [({"seed": -1}, "seed"), ({"time": float("inf")}, "time"), ({"time": "x"}, "time")],
)
def test_odd_questions_for_a_time_course_are_refused(asked: Any, words: str) -> None:
    result = h2.simulate("Sahin2009")
    for ask in (h2.time_course, h2.sample):
        with pytest.raises(InputError, match=words):
            ask(result, **asked)


def test_what_settles_is_exact() -> None:
    result = h2.simulate("her2-resistance", drugs=["trastuzumab"])
    found = sample(result, runs=100)
    assert (found.on.mean, found.on.error) == (0.0, 0.0)
    assert [s.mean for s in found.reached] == [1.0]
    assert found.elsewhere == 0
    assert "not for clinical use" in found.to_dict()["note"]
    assert repr(found).startswith("<Sample of her2-resistance: Proliferation on 0.000 ± 0.000")


def test_the_same_seed_gives_the_same_sample_and_another_another() -> None:
    result = h2.simulate("Sahin2009", knockouts=["EGF"], start="any")
    shares = [sample(result, runs=1000, seed=s).on.mean for s in (1, 1, 2)]
    assert shares[0] == shares[1] != shares[2]


@pytest.mark.parametrize("runs", [2, 63, 64, 65, 130])
def test_any_number_of_runs_is_followed_to_the_end(runs: int) -> None:
    network = random_network(Random(3), 5)
    packed = PackedRuns(network, network.everything, runs=runs, seed=0, watched=network.species)
    (values,) = packed.share([network.species[0]], 5)
    assert len(values) == runs
    assert ((values >= 0) & (values <= 1)).all()
    assert packed.inside(network.everything).all()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"runs": 1}, "runs=1 gives no standard error"),
        ({"time": 0}, "no time to sample"),
        ({"time": float("nan")}, "no time to sample"),
        ({"readout": "Growth"}, "Growth"),
    ],
)
def test_bad_input_is_said_in_a_sentence(asked: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        sample(h2.simulate("her2-resistance"), **asked)


@pytest.mark.parametrize("ask", [h2.sample, h2.time_course])
@pytest.mark.parametrize("given", ["Sahin2009", None, h2.load("Sahin2009")])
def test_what_is_no_simulation_is_refused(ask: Any, given: Any) -> None:
    words = r"is not a simulation; give what simulate\(\) returns"
    with pytest.raises(InputError, match=words):
        ask(given)


def test_more_runs_than_there_is_memory_for_hit_a_stated_limit() -> None:
    result = h2.simulate("Sahin2009", knockouts=["EGF"], start="any")
    for ask in (h2.sample, h2.time_course):
        with pytest.raises(LimitError, match="1,000,000,000 runs need more than a gigabyte"):
            ask(result, runs=10**9)
    with pytest.raises(LimitError, match="134,217,728 or fewer, and for a smaller error take"):
        sampled_share(
            result.network, result.network.everything, "pRB1", runs=1 << 28, time=1, seed=0
        )


def test_a_cell_of_a_screen_is_sampled() -> None:
    found = h2.screen(FIRST, knockouts=(), max_size=1, drugs=["trastuzumab"])
    assert isinstance(found, h2.Screen)
    (cell,) = found.where("unsettled")
    told = found.sample(gains=cell.gains, runs=2000, seed=3)
    result = h2.simulate(FIRST, gains=cell.gains, drugs=["trastuzumab"])
    assert told.on == sample(result, runs=2000, seed=3).on
    assert 0.75 < told.on.mean < 0.9
    with pytest.raises(h2.InputError, match="up to 1 perturbations"):
        found.sample(gains=["NRG1", "MET"])


def test_runs_without_end_hit_a_stated_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("her2model.engine.packed_sampling.MAX_STEPS", 100)
    result = h2.simulate(FIRST, gains=["NRG1"], drugs=["trastuzumab"])
    with pytest.raises(LimitError, match="ask for less time"):
        sample(result)


def test_runs_at_rest_have_come_to_their_end() -> None:
    network = Network.compiled({"A": Rule.parse("A and not B"), "B": Rule.parse("B and not A")})
    runs = PackedRuns(network, network.everything, runs=4096, seed=1, watched=["A", "B"])
    (on,) = runs.share(["A"], 1000.0)
    assert set(on) == {0.0, 1.0}  # each run is in one of the three states of rest by then
    assert not runs.moving()
    assert runs.advance(1e9) == 1e9
    at_rest = np.stack([bits_of(runs.words()[s], 4096) for s in ("A", "B")])
    assert {tuple(s) for s in at_rest.T} == {(0, 0), (0, 1), (1, 0)}
    assert (at_rest[0] == on).all()


def test_time_is_that_of_the_chain_on_the_way_to_rest() -> None:
    """A chain of three species: the last comes on after three steps, one after the other."""
    model = h2.load("A, B\nB, C\nC, 1\n", format="bnet")
    result = h2.simulate(model, start=dict.fromkeys("ABC", 0))
    for time in (0.5, 1.0, 4.0, 12.0):
        at = np.linspace(time, 2 * time, 2001)
        on = 1 - np.exp(-at) * (1 + at + at**2 / 2)
        found = sample(result, "A", runs=40_000, time=time, seed=1)
        jitter = 2 * on.mean() / TICKS  # of the clocks, at most
        assert abs(found.on.mean - on.mean()) < 4 * found.on.error + jitter
        assert abs(found.reached[0].mean - on[-1]) < 4 * found.reached[0].error + 2 * on[-1] / TICKS
        assert found.elsewhere == pytest.approx(1 - found.reached[0].mean)


def test_runs_that_are_not_in_the_only_attractor_yet_are_elsewhere() -> None:
    lines = [f"B{k}, !B{k}" for k in range(6)]
    model = h2.load("\n".join(["A, A | B0&B1&B2&B3&B4&B5", *lines]), format="bnet")
    result = h2.simulate(model, start=dict.fromkeys(model.species, 0))
    assert len(result.attractors) == 1
    found = sample(result, "B0", runs=4000, time=20.0, seed=2)
    assert 0.5 < found.elsewhere < 0.7  # exactly 0.603
    assert found.reached[0].mean == pytest.approx(1 - found.elsewhere)
