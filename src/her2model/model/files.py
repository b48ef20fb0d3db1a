"""Files in and out: bounded in size when read, written whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from her2model.errors import InputError
from her2model.model.arguments import path_of

__all__ = ["read_bytes", "read_text", "write_bytes", "write_text", "write_together"]

MAX_BYTES = 4_000_000


def read_text(
    path: str | Path, *, limit: int = MAX_BYTES, error: type[InputError] = InputError
) -> str:
    """Read a UTF-8 file of bounded size, byte order mark removed.

    Raises
    ------
    InputError
        As for :func:`read_bytes`, or because the file is not UTF-8.
    """
    raw = read_bytes(path, limit=limit, error=error)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        line = raw[: reason.start].count(b"\n") + 1
        raise error(
            f"byte {reason.start} is not UTF-8",
            where=str(path),
            line=line,
            hint="save the file as UTF-8",
        ) from None


def read_bytes(
    path: str | Path, *, limit: int = MAX_BYTES, error: type[InputError] = InputError
) -> bytes:
    """Read a file of bounded size; a pipe or a device is refused before it is opened.

    Raises
    ------
    InputError
        Of the given class, when the file is missing, a folder, no regular file, unreadable, or
        larger than ``limit`` bytes.
    """
    path = path_of(path)
    if os.path.isdir(path):
        raise error("this is a folder", where=str(path), hint="give one of the files in it")
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            hint = "write what it yields to a file first"
            raise error("this is not a regular file", where=_name(path), hint=hint)
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            raw = file.read(limit + 1) if size <= limit else b""
    except InputError:
        raise
    except FileNotFoundError:
        raise error("there is no such file", where=str(path)) from None
    except (OSError, ValueError) as reason:
        raise error(f"cannot be read ({_why(reason)})", where=_name(path)) from None
    if max(size, len(raw)) > limit:
        message = f"the file has {max(size, len(raw)):,} bytes and at most {limit:,} are read"
        raise error(message, where=str(path))
    return raw


def write_text(path: str | Path, text: str) -> None:
    """Write UTF-8 text to a temporary file beside ``path``, then rename: all of it or nothing."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: str | Path, data: bytes) -> None:
    """Write bytes to a temporary file beside ``path``, then rename: all of them or nothing.

    The permissions of an existing file are kept, and a link goes on pointing to its file.

    Raises
    ------
    InputError
        When the folder does not exist or may not be written to, or ``path`` is a folder or
        read-only.
    """
    write_together({Path(path): data})


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write several files that belong together: each is whole, and all are written or none.

    Raises
    ------
    InputError
        As for :func:`write_bytes`; what was there before is there again.
    """
    ready: list[tuple[str, Path]] = []
    try:
        for path, data in files.items():
            if os.path.isdir(path):
                hint = "give a file name in it"
                raise InputError("this is a folder", where=str(path), hint=hint)
            with _in_our_words(path):
                temporary = _prepare(Path(os.path.realpath(path)), data)
            if temporary:
                ready.append((temporary, path))
        _put_in_place(ready)
    except BaseException:
        for temporary, _ in ready:
            with suppress(OSError):
                os.unlink(temporary)
        raise


def _put_in_place(ready: list[tuple[str, Path]]) -> None:
    """Rename each temporary file to its own name; where one fails, undo those before it."""
    done: list[tuple[Path, bytes | None]] = []
    try:
        for temporary, path in ready:
            target = Path(os.path.realpath(path))
            before = target.read_bytes() if len(ready) > 1 and target.exists() else None
            with _in_our_words(path):
                os.replace(temporary, target)
            done.append((target, before))
    except BaseException:
        for target, before in done:
            if before is None:
                target.unlink()
            else:
                target.write_bytes(before)
        raise


@contextmanager
def _in_our_words(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as reason:
        raise InputError(
            f"cannot be written ({_why(reason)})",
            where=_name(path),
            hint="is there such a folder, and may you write to it?",
        ) from None


def _prepare(target: Path, data: bytes) -> str:
    """Write a temporary file beside the target; straight into a device or a pipe."""
    mode = 0o666 & ~_umask()
    if target.exists():
        mode = stat.S_IMODE(target.stat().st_mode)
        if not mode & 0o222 or not os.access(target, os.W_OK):
            raise PermissionError(None, "the file is read-only")
        if not target.is_file():
            target.write_bytes(data)
            return ""
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        os.chmod(temporary, mode)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    return temporary


def _why(reason: OSError | ValueError) -> str:
    return getattr(reason, "strerror", None) or str(reason)


def _name(path: Path) -> str:
    """Name a path that may be too long, or hold a NUL, to be shown whole."""
    text = str(path).replace("\0", "\\0")
    return text if len(text) <= 200 else text[:100] + "..." + text[-20:]


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
