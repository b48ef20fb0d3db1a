"""Reading within limits; and writing that never loses a file."""

import os
import stat
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from her2model.errors import FigureError, InputError
from her2model.model import files

# -- files in ---------------------------------------------------------------------------------


def test_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes("\ufeffa: é".encode())
    assert files.read_text(path) == "a: é"


def test_file_at_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"12345")
    assert files.read_text(path, limit=5) == "12345"
    with pytest.raises(InputError, match="the file has 5 bytes and at most 4 are read"):
        files.read_text(path, limit=4)


@pytest.mark.parametrize(
    ("raw", "line", "byte"), [(b"a\nb\n\xff", 3, 4), (b"\xe9", 1, 0), (b"ab\xc3", 1, 2)]
)
def test_not_utf_8(tmp_path: Path, raw: bytes, line: int, byte: int) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(raw)
    with pytest.raises(FigureError) as caught:
        files.read_text(path, error=FigureError)
    assert str(caught.value) == (
        f"{path} (line {line}): byte {byte} is not UTF-8; save the file as UTF-8"
    )


# -- files out --------------------------------------------------------------------------------


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_write_makes_a_file_with_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    files.write_text(tmp_path / "x.yaml", "é\n")
    assert (tmp_path / "x.yaml").read_bytes() == "é\n".encode()
    assert mode(tmp_path / "x.yaml") == mode(tmp_path / "usual")


@pytest.mark.parametrize("bits", [0o600, 0o640, 0o755])
def test_write_keeps_permissions(tmp_path: Path, bits: int) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("old, and longer than the new one")
    path.chmod(bits)
    files.write_text(path, "new")
    assert path.read_text() == "new"
    assert mode(path) == bits


def test_write_follows_links(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    link = tmp_path / "link.yaml"
    link.symlink_to("sub/real.yaml")
    for text in ("first", "second"):
        files.write_text(link, text)
        assert link.is_symlink()
        assert (tmp_path / "sub" / "real.yaml").read_text() == text
    assert len(list(tmp_path.rglob("*"))) == 3


def test_write_to_a_name_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files.write_text("x.yaml", "here")
    assert (tmp_path / "x.yaml").read_text() == "here"


def test_a_device_stays_a_device() -> None:
    files.write_text("/dev/null", "gone")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


@pytest.mark.parametrize("step", ["fdopen", "chmod", "replace"])
@pytest.mark.parametrize("reason", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_write_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, reason: BaseException
) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("old")

    def fail(*_: object, **__: object) -> None:
        raise reason

    monkeypatch.setattr(os, step, fail)
    if isinstance(reason, OSError):
        with pytest.raises(InputError) as caught:
            files.write_text(path, "new")
        assert str(caught.value) == (
            f"{path}: cannot be written (No space left on device); "
            "is there such a folder, and may you write to it?"
        )
    else:
        with pytest.raises(KeyboardInterrupt):
            files.write_text(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("old", [{}, {"x.bnd": b"old", "x.cfg": b"old"}])
@pytest.mark.parametrize("step", ["mkstemp", "replace"])
def test_files_that_belong_together_are_written_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, old: dict[str, bytes]
) -> None:
    for name, data in old.items():
        (tmp_path / name).write_bytes(data)
    place = tempfile if step == "mkstemp" else os
    real, calls = getattr(place, step), []

    def fail_the_second_time(*given: object, **more: object) -> object:
        calls.append(given)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        return real(*given, **more)

    monkeypatch.setattr(place, step, fail_the_second_time)
    with pytest.raises(InputError, match="No space left"):
        files.write_together({tmp_path / "x.bnd": b"new", tmp_path / "x.cfg": b"new"})
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == old


def test_a_folder_in_the_way_of_the_second_file_stops_the_first(tmp_path: Path) -> None:
    (tmp_path / "x.cfg").mkdir()
    with pytest.raises(InputError, match="this is a folder"):
        files.write_together({tmp_path / "x.bnd": b"new", tmp_path / "x.cfg": b"new"})
    assert [p.name for p in tmp_path.iterdir()] == ["x.cfg"]


def test_a_pipe_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.yaml")
    with pytest.raises(InputError, match="not a regular file") as caught:
        files.read_text(tmp_path / "x.yaml")
    assert str(caught.value).count("x.yaml") == 1


def test_a_disk_that_fills_up_half_way(tmp_path: Path) -> None:
    """A real failure in the middle of the writing: the process may write 10,000 bytes, no more."""
    path = tmp_path / "x.yaml"
    path.write_text("old")
    script = (
        "import resource, signal, sys\n"
        "from her2model.model import files, strict_yaml\n"
        "from her2model.errors import InputError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))\n"
        "try:\n"
        "    files.write_bytes(sys.argv[1], b'x' * 1_000_000)\n"
        "except InputError as reason:\n"
        "    print(reason)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    assert "cannot be written (File too large)" in run.stdout
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_readers_never_see_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    texts = {c * 300_000 for c in "ab"}
    files.write_text(path, "a" * 300_000)
    done = threading.Event()
    seen: set[str] = set()

    def read() -> None:
        while not done.is_set():
            seen.add(path.read_text())

    reader = threading.Thread(target=read)
    reader.start()
    for c in "abababab":
        files.write_text(path, c * 300_000)
    done.set()
    reader.join()
    assert seen <= texts
    assert len(list(tmp_path.iterdir())) == 1
