"""Screens against the simulator, the landscape, and themselves when something goes wrong."""

from __future__ import annotations

import base64
import copy
import itertools
import json
import os
import pickle
import zlib
from collections import Counter
from collections.abc import Callable, Container
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import her2model
from her2model import landscape, screen, simulate
from her2model.errors import FormatError, InputError, LimitError, UnknownName
from her2model.screening import packed_screen
from her2model.screening.landscape import Landscape
from her2model.screening.packed_screen import run_chunk
from her2model.screening.screen import Screen
from her2model.screening.switches import Combination
from random_landscapes import random_model

HER2 = "her2-resistance"


def listed(*args: Any, **kwargs: Any) -> Screen:
    found = screen(*args, **kwargs)
    assert isinstance(found, Screen)
    return found


@pytest.mark.parametrize("seed", range(200, 212))
@pytest.mark.parametrize("max_feedback", [0, 8])
def test_every_cell_is_what_simulate_says(seed: int, max_feedback: int) -> None:
    model = random_model(seed, drugs=2, alterations=1, conflicts=False)
    growth = model.readouts.growth if model.readouts else ""
    names = [s for s in model.species if s not in model.drugs][:4]
    cases: list[Any] = [("de novo", "untreated"), ("acquired", "untreated"), ("together", "any")]
    for onset, start in cases:
        found = listed(
            model,
            knockouts=names,
            gains=names,
            drugs=model.drugs[:1],
            alterations=() if set(model.alterations["a0"].fix) & set(names) else ["a0"],
            max_size=2,
            onset=onset,
            start=start,
            max_feedback=max_feedback,
            chunk=16,
        )
        given = [s.name for s in found.sets.perturbations.given if s.kind == "alteration"]
        seen = set()
        for cell, word in found:
            one = simulate(
                model,
                knockouts=cell.knockouts,
                gains=cell.gains,
                drugs=model.drugs[:1],
                alterations=given,
                onset=onset,
                start=start,
            )
            assert word == (one.verdict or one[growth])
            assert found.is_certified(cell.knockouts, cell.gains) == one.is_certified
            seen.add(cell)
        n = len(names)
        assert len(seen) == len(found) == 1 + 2 * n + (2 * n * (2 * n - 1) // 2 - n)


def test_cells_are_all_sets_without_contradictions_in_order() -> None:
    model = random_model(3, species=8, alterations=0)
    names = [s for s in model.species if s not in model.drugs][:5]
    for size in range(5):
        found = listed(model, knockouts=names, gains=names[:3], max_size=size, chunk=7)
        cells = [cell for cell, _ in found]
        expected = {
            Combination((), (), tuple(sorted(down)), tuple(sorted(up)))
            for k in range(size + 1)
            for down in itertools.chain.from_iterable(
                itertools.combinations(names, j) for j in range(k + 1)
            )
            for up in itertools.combinations(names[:3], k - len(down))
            if not set(down) & set(up)
        }
        assert len(cells) == len(set(cells)) == len(expected)
        assert set(cells) == expected
        assert [len(c) for c in cells] == sorted(len(c) for c in cells)


def test_the_consensus_under_trastuzumab_agrees_with_the_landscape() -> None:
    found = listed(HER2, max_size=2, drugs=["trastuzumab"])
    assert sum(found.counts.values()) == len(found)
    names = {k: [s.name for s in found.order if s.kind == k] for k in ("knockout", "gain")}
    whole = landscape(
        HER2,
        (),
        (),
        knockouts=names["knockout"],
        gains=names["gain"],
        background=["trastuzumab"],
        max_size=2,
    )
    assert found.counts == {w: n for w, n in whole.counts.items() if w != "untreated"}
    assert found.certified == sum(whole.count(w, certified=True) for w in found.counts)
    assert set(found.where("resistant", size=1)) == {
        c for c in whole.where("resistant") if len(c) == 1
    }
    assert found.word() == "responds"
    assert (
        found.word(["PTEN"])
        == her2model.simulate(HER2, knockouts=["PTEN"], drugs=["trastuzumab"]).verdict
    )


def test_minimal_cells_have_no_smaller_one_inside() -> None:
    found = listed(HER2, max_size=2, drugs=["trastuzumab"])
    minimal = found.minimal("resistant")
    every = [{*c.knockouts, *(f"+{g}" for g in c.gains)} for c in found.where("resistant")]
    least = [c for c in every if not any(o < c for o in every)]
    assert [{*c.knockouts, *(f"+{g}" for g in c.gains)} for c in minimal] == least
    assert listed(HER2, max_size=1).minimal("on") == [Combination()]


def test_beyond_the_list_diagrams_answer_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    found = listed(HER2, max_size=2)
    monkeypatch.setattr("her2model.screening.screen.MAX_LISTED", 100)
    whole = screen(HER2, max_size=2)
    assert isinstance(whole, Landscape)
    assert whole.counts == found.counts
    assert set(whole.where("off")) == set(found.where("off"))
    treated = screen(HER2, max_size=1, drugs=["trastuzumab"], alterations=["PTEN loss"])
    assert isinstance(treated, Landscape)
    assert treated.verdict() == "resistant"


def test_billions_of_cells_are_counted_without_being_listed() -> None:
    whole = screen(HER2, max_size=6, gains=())
    assert isinstance(whole, Landscape)
    assert sum(whole.counts.values()) == whole.provenance.cells > 50_000_000
    for cell in whole.where("off").sample(3, seed=1):
        assert simulate(HER2, knockouts=cell.knockouts)["Proliferation"] == "off"


# -- parts, executors, interruptions --------------------------------------------------------------


class Flaky(Executor):
    """Runs here, but loses some parts, as a worker that dies does."""

    def __init__(self, losing: Container[int] = (2, 3, 7, 11)) -> None:
        self.calls = 0
        self.losing = losing

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.calls += 1
        future: Future[Any] = Future()
        if self.calls in self.losing:
            future.set_exception(OSError("the worker is gone"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


def small(**kwargs: Any) -> Screen:
    return listed(HER2, gains=(), max_size=2, chunk=200, **kwargs)


def test_parts_lost_by_a_worker_are_done_again_and_counted_once() -> None:
    executor = Flaky()
    calls: list[tuple[int, int]] = []
    found = small(executor=executor, progress=lambda done, total: calls.append((done, total)))
    parts = len(found.sets.chunks(200))
    assert parts > 5
    assert executor.calls > parts
    assert found.codes.tobytes() == small().codes.tobytes()
    assert calls[0][0] == 0
    assert [d for d, _ in calls] == sorted(d for d, _ in calls)
    assert calls[-1] == (len(found), len(found))


def test_a_part_that_always_fails_is_said_and_what_is_done_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    with pytest.raises(LimitError, match="failed 3 times on the executor"):
        small(executor=Flaky(losing=range(3, 1000)), resume=path)
    assert small(resume=path).codes.tobytes() == small().codes.tobytes()


def test_threads_give_the_same() -> None:
    with ThreadPoolExecutor(2) as pool:
        assert small(executor=pool).codes.tobytes() == small().codes.tobytes()


def dies_once(task: Any, chunk: Any) -> bytes:
    """Kill the process that works on part 3, the first time."""
    mark = Path(os.environ["HER2MODEL_TEST_MARK"])
    if chunk.number == 3 and not mark.exists():
        mark.touch()
        os._exit(1)
    return run_chunk(task, chunk)


def test_a_process_killed_half_way_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "killed"
    monkeypatch.setenv("HER2MODEL_TEST_MARK", str(mark))
    alone = small()
    monkeypatch.setattr(packed_screen, "run_chunk", dies_once)
    with ProcessPoolExecutor(2) as pool:
        found = small(executor=pool)
    assert mark.exists()
    assert found.codes.tobytes() == alone.codes.tobytes()


def test_dask_workers_one_of_them_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import distributed as untyped

    distributed: Any = untyped

    mark = tmp_path / "killed"
    alone = small()
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            dashboard_address=None,
            env={"HER2MODEL_TEST_MARK": str(mark), "PYTHONPATH": str(Path(__file__).parent)},
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        monkeypatch.setattr(packed_screen, "run_chunk", dies_once)
        found = small(executor=client.get_executor())
    assert mark.exists()
    assert found.codes.tobytes() == alone.codes.tobytes()


def test_what_does_not_fit_into_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr(packed_screen, "run_chunk", full)
    with pytest.raises(LimitError, match="does not fit into memory; ask for less"):
        small()


def test_an_interrupted_screen_goes_on_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "results.json"

    def stop(done: int, total: int) -> None:
        if done > total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        small(resume=path, progress=stop)
    kept = json.loads(path.read_text())["chunks"]
    calls: list[int] = []
    found = small(resume=path, progress=lambda done, total: calls.append(done))
    assert 0 < len(kept) < len(found.sets.chunks(200))
    assert calls[0] >= sum(found.counts.values()) // 2
    assert found.codes.tobytes() == small().codes.tobytes()
    assert [p.name for p in tmp_path.iterdir()] == ["results.json"]
    again: list[int] = []
    small(resume=path, progress=lambda done, total: again.append(done))
    assert set(again) == {len(found)}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"drugs": ["trastuzumab"]}, "given differ"),
        ({"onset": "acquired"}, "onset differ"),
        ({"max_size": 1}, "max_size differ"),
        ({"readout": "AKT"}, "readout differ"),
    ],
)
def test_results_of_another_screen_are_refused(
    tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    path = tmp_path / "results.json"
    base: dict[str, Any] = {"knockouts": ["PTEN", "RB"], "gains": (), "max_size": 2}
    screen(HER2, resume=path, **base)
    before = path.read_bytes()
    with pytest.raises(FormatError, match=words):
        screen(HER2, resume=path, **{**base, **change})
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not json", "cannot be read as JSON"),
        ("[]", "not a results file"),
        ('{"format": "her2model-screen/1"}', "not a results file"),
        ("[" * 100_000, "cannot be read as JSON .nested too deep"),
        (
            '{"format": "her2model-screen/2", "question": {"a": ' + "[" * 300 + "]" * 300 + "},"
            '"chunks": {}}',
            "the results are of another screen",
        ),
    ],
)
def test_damaged_results_files_are_said(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "results.json"
    path.write_text(text)
    with pytest.raises(FormatError, match=words):
        small(resume=path)


def _packed(codes: bytes) -> str:
    return base64.b64encode(zlib.compress(codes)).decode()


@pytest.mark.parametrize(
    "damage",
    [
        "AAAA",
        7,
        "",
        ["deep"],
        _packed(b"\0" * 10**7),
        _packed(b"\0"),
        pytest.param(None, id="codes"),
    ],
)
def test_a_damaged_part_is_said(tmp_path: Path, damage: Any) -> None:
    path = tmp_path / "results.json"
    small(resume=path)
    data = json.loads(path.read_text())
    if damage is None:  # codes of no result, as many as there should be
        damage = _packed(b"\x09" * len(zlib.decompress(base64.b64decode(data["chunks"]["0"]))))
    data["chunks"]["0"] = damage
    path.write_text(json.dumps(data))
    with pytest.raises(FormatError, match="part '0'"):
        small(resume=path)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        small(resume=tmp_path / "no such folder" / "results.json")


def test_time_that_runs_out_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    with pytest.raises(LimitError, match="max_seconds= is over and") as kept:
        small(max_seconds=-1.0, resume=path)
    with pytest.raises(LimitError, match="a file that resume= names keeps what is done") as lost:
        small(max_seconds=-1.0)
    assert str(kept.value) == str(
        lost.value
    )  # right where there is a file, and where there is none
    assert small(resume=path).codes.tobytes() == small().codes.tobytes()


# -- views, bad input -----------------------------------------------------------------------------


def test_views(tmp_path: Path) -> None:
    found = listed(HER2, knockouts=["PTEN", "RB"], gains=["MET"], drugs=["trastuzumab"])
    assert repr(found).startswith("<Screen of her2-resistance, Proliferation: 8 sets")
    assert "not for clinical use" in found._repr_html_()
    assert found.to_dict()["counts"] == found.counts
    assert Counter(w for _, w in found) == {w: n for w, n in found.counts.items() if n}
    assert found.counts_by_size[0] == {**dict.fromkeys(found.words, 0), "responds": 1}
    assert found.count("resistant") == len(list(found.where("resistant")))
    found.write(tmp_path / "screen.tsv")
    lines = (tmp_path / "screen.tsv").read_text().splitlines()
    assert lines[0].split("\t") == ["knockouts", "gains", "word", "certified"]
    assert len(lines) == 1 + len(found)
    assert "PTEN\tMET\tresistant\tyes" in lines


@pytest.mark.parametrize(
    ("conditions", "error", "words"),
    [
        ({"knockouts": ["PTENN"]}, UnknownName, "did you mean 'PTEN'"),
        ({"knockouts": "PTEN"}, InputError, r"knockouts=\['PTEN'\]"),
        ({"gains": ["TDM1"]}, InputError, "TDM1 is a drug"),
        ({"max_size": -1}, InputError, "less than nothing"),
        ({"chunk": 0}, InputError, "chunk=0"),
        ({"max_seconds": float("nan")}, InputError, "max_seconds=nan is no time"),
        ({"max_seconds": "1"}, InputError, "is no time"),
        ({"max_seconds": True}, InputError, "max_seconds=True is no time"),
        ({"executor": "x"}, InputError, "executor='x' is no executor; give one of concurrent.fut"),
        ({"progress": 3}, InputError, "progress=3 is no function; give a function, which is call"),
        ({"max_feedback": "8"}, InputError, "max_feedback='8' is no whole number"),
        ({"resume": 3}, InputError, "resume=3 is no path"),
        ({"readout": "Growth"}, UnknownName, "Growth"),
        ({"drugs": ["TDM1"], "start": "untreatd"}, UnknownName, "start"),
    ],
)
def test_bad_input_is_said_in_a_sentence(
    conditions: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        screen(HER2, **conditions)


def test_cells_that_are_not_there_are_refused() -> None:
    found = listed(HER2, knockouts=["PTEN", "RB"], gains=["PTEN"], max_size=1)
    with pytest.raises(UnknownName, match="up to 1 perturbations"):
        found.word(["PTEN", "RB"])
    with pytest.raises(InputError, match="sets PTEN"):
        found.word(["PTEN"], ["PTEN"])
    with pytest.raises(UnknownName, match="not a switch"):
        found.word(["AKT"])
    with pytest.raises(UnknownName, match="did you mean"):
        found.count("of")


def test_time_that_runs_out_inside_a_part_ends_it_and_cheap_parts_go_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The clock is counted here: it moves on by a second whenever somebody looks at it."""
    whole = screen(HER2, gains=(), max_size=2)
    assert isinstance(whole, Screen)
    sizes: list[int] = []
    seconds = count()

    def watched(task: Any, chunk: Any, *limit: float) -> bytes:
        sizes.append(task.sets.size_of(chunk))
        return run_chunk(task, chunk, *limit)

    monkeypatch.setattr(packed_screen, "run_chunk", watched)
    small_parts = partial(screen, HER2, gains=(), max_size=2)
    monkeypatch.setattr("her2model.screening.screen.CHUNK", 100)
    again = small_parts()
    assert isinstance(again, Screen)
    assert again.codes.tobytes() == whole.codes.tobytes()
    assert len(sizes) == 1  # all parts at once
    clock = SimpleNamespace(monotonic=lambda: float(next(seconds)), process_time=lambda: 0.0)
    for module in ("packed_screen", "packed_words"):
        monkeypatch.setattr(f"her2model.screening.{module}.time", clock)
    sizes.clear()
    with pytest.raises(LimitError, match="parts of the screen are not done"):
        small_parts(max_seconds=-1e9)
    assert sizes == []
    patient = small_parts()  # every part alone, once several together took too long
    assert isinstance(patient, Screen)
    assert patient.codes.tobytes() == whole.codes.tobytes()
    assert len(sizes) > 5
    assert sizes[-1] < sizes[0]


@pytest.mark.parametrize("make", [copy.copy, copy.deepcopy])
def test_results_can_be_copied(make: Callable[[Any], Any]) -> None:
    land = landscape(HER2, alterations=["PTEN loss", "p95HER2"], drugs=["trastuzumab"])
    for result in (land, land.where("resistant"), land.compare(land), small()):
        assert str(make(result)) == str(result)
        assert make((result, 1))[1] == 1


def test_results_are_pickled_or_say_why_not() -> None:
    assert pickle.loads(pickle.dumps(small())).codes.tobytes() == small().codes.tobytes()
    land = landscape(HER2, alterations=["PTEN loss"], drugs=["trastuzumab", "lapatinib"])
    for result in (land, land.where("resistant"), land.compare(land)):
        with pytest.raises(InputError, match=r"diagrams of this process.*to_dict"):
            pickle.dumps(result)
