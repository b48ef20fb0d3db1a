"""Parts of a screen: cut anywhere, stopped anywhere, gone on with in other parts."""

from __future__ import annotations

import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from her2model import FormatError, LimitError, screen
from her2model.screening import packed_screen
from her2model.screening.packed_screen import IMPOSSIBLE, Task, run_chunk, run_chunks
from her2model.screening.packed_words import Clock, OutOfTime
from her2model.screening.perturbation_sets import Chunk, PerturbationSets
from her2model.screening.screen import Screen
from test_residual_program import models

HER2 = "her2-resistance"


def asked(seed: int, **options: Any) -> Screen:
    """Screen a network of thick feedback; sets that contradict themselves are among the rows."""
    model, readout, others = models(seed)[seed % 2 if len(models(seed)) > 1 else 0]
    how: dict[str, Any] = {"knockouts": others, "gains": others, "max_size": 2, "start": "any"}
    how["drugs"] = model.drugs[:1] if seed % 3 == 0 else ()
    how["readout"] = None if seed % 3 == 0 else readout
    found = screen(model, max_feedback=0, **{**how, **options})
    assert isinstance(found, Screen)
    return found


def test_any_rows_are_the_cells_at_their_places() -> None:
    sets = asked(1).sets
    members, possible = sets.told()
    whole = [tuple(int(k) for k in row if k >= 0) for row in members]
    expected = [
        cell for size in range(3) for cell in itertools.combinations(range(sets.variables), size)
    ]
    assert len(possible) == len(expected) == sets.bound()
    assert whole == [cell for cell, is_cell in zip(expected, possible, strict=True) if is_cell]
    assert sum(~possible) > 0
    chance = Random(1)
    for _ in range(50):
        first, last = sorted(chance.sample(range(sets.bound() + 1), 2))
        some, here = sets.told(Chunk(0, ((first, last),)))
        assert list(here) == list(possible[first:last])
        begins = int(possible[:first].sum())
        assert some.tolist() == members[begins : begins + len(some)].tolist()


class Ticking:
    """A clock that is looked at so many times, and then far in the future."""

    def __init__(self, looks: int) -> None:
        self.looks = looks

    def monotonic(self) -> float:
        self.looks -= 1
        return 0.0 if self.looks >= 0 else 1e9


@pytest.mark.parametrize("words", [4096, -1], ids=["integers", "words"])
def test_what_is_done_when_the_time_is_over_are_the_first_rows(
    words: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the clock stops it: no row is wrong, and more time never gives less."""
    monkeypatch.setattr(packed_screen, "MAX_INTEGERS", words)
    part_way = 0
    for seed in range(12):
        found = asked(seed)
        task = Task(found.sets, found.readout, found.has_verdicts, 0)
        chunk = Chunk(0, ((0, found.sets.bound()),))
        patient = Ticking(10**9)
        monkeypatch.setattr("her2model.screening.packed_words.time", patient)
        whole = run_chunk(task, chunk, 1e6)
        used = 10**9 - patient.looks
        held = 0
        for looks in range(1, used + 40, max(1, used // 60)):
            monkeypatch.setattr("her2model.screening.packed_words.time", Ticking(looks))
            try:
                codes = run_chunk(task, chunk, 1e6)
            except OutOfTime:
                codes = b""
            assert codes == whole[: len(codes)]
            assert len(codes) >= held or found.has_verdicts
            held = len(codes)
            part_way += 0 < len(codes) < len(whole)
        monkeypatch.undo()
        monkeypatch.setattr(packed_screen, "MAX_INTEGERS", words)
        assert bytes(c for c in whole if c != IMPOSSIBLE) == found.codes.tobytes()
    assert part_way > 10


class Stopping:
    """Progress that now and then stops a screen which has got further than before."""

    def __init__(self, chance: Random) -> None:
        self.chance, self.kept, self.stops = chance, 0, 0

    def __call__(self, done: int, total: int) -> None:
        if done > self.kept and self.chance.random() < 0.5:
            self.kept = done
            self.stops += 1
            raise KeyboardInterrupt


@pytest.mark.parametrize("seed", range(8))
def test_a_screen_stopped_anywhere_goes_on_in_other_parts(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "results.json"
    chance = Random(seed)
    stopping = Stopping(chance)
    with ThreadPoolExecutor(2) as pool:
        for _ in range(1000):
            chunk = chance.choice([1, 3, 7, 20, 1000]) if stopping.stops else 3
            executor = chance.choice([None, pool])
            try:
                found = asked(seed, resume=path, chunk=chunk, executor=executor, progress=stopping)
            except KeyboardInterrupt:
                assert json.loads(path.read_text())["chunks"]
                continue
            break
    assert stopping.stops > 1
    assert found.codes.tobytes() == asked(seed).codes.tobytes()


class Impatient:
    """Give a part up until it has few rows, and end some others part way."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.parts: list[int] = []

    def __call__(self, task: Task, chunk: Chunk, *limits: float | None) -> bytes:
        self.parts.append(len(chunk))
        if len(limits) == 2 and len(chunk) > self.rows:
            raise OutOfTime
        codes = run_chunk(task, chunk)
        return codes[: len(codes) // 2 + 1] if len(limits) == 2 else codes


@pytest.mark.parametrize("threads", [0, 2])
def test_parts_that_take_too_long_are_cut_and_nothing_is_lost(
    threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = asked(2)
    task = Task(found.sets, found.readout, found.has_verdicts, 0)
    chunks = found.sets.chunks(2)
    for rows in (1000, 20, 1):
        impatient = Impatient(rows)
        monkeypatch.setattr(packed_screen, "run_chunk", impatient)
        monkeypatch.setattr(packed_screen, "PARTS", 1)
        monkeypatch.setattr(packed_screen, "FEWEST", 1)
        with ThreadPoolExecutor(max(threads, 1)) as pool:
            pairs = run_chunks(task, chunks, pool if threads else None, None, 1 << 18)
            done = {chunk.number: codes for chunk, codes in pairs}
        assert sorted(done) == [c.number for c in chunks]
        rows_found = b"".join(done[c.number] for c in chunks)
        assert bytes(c for c in rows_found if c != IMPOSSIBLE) == found.codes.tobytes()
        assert max(impatient.parts) > 2
        assert len(impatient.parts) > 3


def test_a_clock_gives_pieces_twice_the_time_that_preparing_took(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [0.0]
    clock = SimpleNamespace(monotonic=lambda: now[0])
    monkeypatch.setattr("her2model.screening.packed_words.time", clock)
    one = Clock(100.0, 1.0)
    now[0] = 0.9
    one.check()
    now[0] = 5.0
    with pytest.raises(OutOfTime):
        one.check()
    one.piecewise()
    now[0] = 14.9
    one.check()
    one.piecewise()  # the second time as long as patience lasts
    now[0] = 16.0
    with pytest.raises(OutOfTime):
        one.check()
    one.piecewise()
    now[0] = 100.1
    with pytest.raises(OutOfTime):
        one.check()
    Clock().check()


def test_max_seconds_keeps_what_is_done_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    with pytest.raises(LimitError, match="parts of the screen are not done"):
        asked(3, resume=path, max_seconds=0)
    assert asked(3, resume=path).codes.tobytes() == asked(3).codes.tobytes()


@pytest.mark.parametrize("chunk", [0, True, "7", -3, None])
def test_a_file_that_says_no_size_of_its_parts_is_refused(tmp_path: Path, chunk: Any) -> None:
    path = tmp_path / "results.json"
    asked(1, resume=path)
    path.write_text(json.dumps({**json.loads(path.read_text()), "chunk": chunk}))
    with pytest.raises(FormatError, match="not a results file of a screen"):
        asked(1, resume=path)


def test_a_file_whose_cells_are_moved_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    asked(1, resume=path, chunk=7)
    data = json.loads(path.read_text())
    last = sorted(data["chunks"], key=int)[-2]
    assert data["chunks"]["1"] != data["chunks"][last]
    data["chunks"]["1"] = data["chunks"][last]
    path.write_text(json.dumps(data))
    with pytest.raises(FormatError, match="part '1' does not belong to this screen"):
        asked(1, resume=path)


def test_sets_are_told_apart_from_chunks() -> None:
    sets = asked(1).sets
    assert isinstance(sets, PerturbationSets)
    for rows in (1, 5, 1 << 20):
        chunks = sets.chunks(rows)
        assert sum(map(sets.size_of, chunks)) == sets.bound()
        assert sum(len(sets.members(c)) for c in chunks) == len(asked(1))
