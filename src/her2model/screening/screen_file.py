"""The results file of a screen, so that what is done need not be done again."""

from __future__ import annotations

import base64
import hashlib
import json
import time
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from her2model.errors import FormatError, shown
from her2model.model.files import read_bytes, write_bytes
from her2model.screening.packed_screen import CERTIFIED, IMPOSSIBLE
from her2model.screening.perturbation_sets import Chunk, PerturbationSets

__all__ = ["ScreenFile"]

FORMAT = "her2model-screen/2"
MAX_BYTES = 1_000_000_000
MAX_BRACKETS = 5_000
"""Most brackets in a file: it has a few, and each may be within the one before."""
SECONDS_BETWEEN_WRITES = 5.0


@dataclass
class ScreenFile:
    """What is done of a screen: chunk number → a byte for each row.

    The file is JSON and is always replaced whole. It names the question by a digest of the model,
    the switches and the conditions, so that results of another question are never taken over. How
    it is cut into chunks is no part of the question: a file keeps to its own way.
    """

    path: Path | None
    question: dict[str, Any]
    done: dict[int, bytes] = field(default_factory=dict)
    chunk: int = 0
    _written: float = 0.0
    _pending: bool = False

    @classmethod
    def opened(
        cls,
        path: str | Path | None,
        sets: PerturbationSets,
        words: tuple[str, ...],
        readout: str,
        chunk: int,
    ) -> ScreenFile:
        """Read the file, if there is one.

        Raises
        ------
        FormatError
            It is not a results file, or one of another screen.
        """
        question = _question(sets, words, readout)
        found = cls(None if path is None else Path(path), question, chunk=chunk)
        if found.path is None or not found.path.exists():
            return found
        data = _read(found.path)
        differing = [k for k, v in question.items() if data["question"].get(k) != v]
        if differing or len(data["question"]) != len(question):
            differing = differing or ["the questions"]
            raise FormatError(
                f"the results are of another screen: {', '.join(differing)} differ",
                where=str(path),
                hint="name another file with resume=, or ask the same as then",
            )
        found.chunk = data.get("chunk", chunk)
        found.done = _unpacked(found.path, data["chunks"], sets, len(words), found.chunk)
        return found

    def add(self, number: int, codes: bytes) -> None:
        """Keep a chunk's codes; the file is written every few seconds."""
        self.done[number] = codes
        self._pending = True
        if time.monotonic() - self._written > SECONDS_BETWEEN_WRITES:
            self.write()

    def close(self) -> None:
        """Write what is not yet written."""
        if self._pending:
            self.write()

    def write(self) -> None:
        """Replace the file."""
        self._written, self._pending = time.monotonic(), False
        if self.path is None:
            return
        chunks = {str(k): base64.b64encode(zlib.compress(v)).decode() for k, v in self.done.items()}
        data = {
            "format": FORMAT,
            "question": self.question,
            "chunk": self.chunk,
            "chunks": chunks,
        }
        write_bytes(self.path, json.dumps(data, ensure_ascii=False).encode())


def _question(sets: PerturbationSets, words: tuple[str, ...], readout: str) -> dict[str, Any]:
    p = sets.perturbations
    switches = "\n".join(f"{s.kind} {s.name}" for s in p.in_topological_order)
    return {
        "words": list(words),
        "model": p.model.digest,
        "switches": hashlib.sha256(switches.encode()).hexdigest(),
        "given": [f"{s.kind} {s.name}" for s in p.given],
        "context": dict(sorted(p.context.items())),
        "onset": p.onset,
        "start": p.start if isinstance(p.start, str) else dict(sorted(p.start.items())),
        "readout": readout,
        "max_size": sets.max_size,
        "chunk of": "rows",
    }


def _read(path: Path) -> dict[str, Any]:
    raw = read_bytes(path, limit=MAX_BYTES, error=FormatError)
    if raw.count(b"[") + raw.count(b"{") > MAX_BRACKETS:  # libraries lift Python's own limit
        raise FormatError("cannot be read as JSON (nested too deep)", where=str(path))
    try:
        data: Any = json.loads(raw)
    except (RecursionError, ValueError) as reason:
        raise FormatError(f"cannot be read as JSON ({reason})", where=str(path)) from None
    shape = ("question", dict), ("chunks", dict)
    whole = isinstance(data, dict) and data.get("format") == FORMAT
    if whole and "chunk" in data:
        whole = type(data["chunk"]) is int and data["chunk"] > 0
    if not whole or not all(isinstance(data.get(k), t) for k, t in shape):
        raise FormatError(
            "this is not a results file of a screen",
            where=str(path),
            hint="name another file with resume=",
        )
    return dict(data)


def _unpacked(
    path: Path, chunks: dict[str, str], sets: PerturbationSets, words: int, rows: int
) -> dict[int, bytes]:
    """Decode the chunks, each of which must be there once and have its length."""
    known = {c.number: c for c in sets.chunks(rows)}
    valid = bytes([*(code + sure for code in range(words) for sure in (0, CERTIFIED)), IMPOSSIBLE])
    done = {}
    for key, text in chunks.items():
        part = f"part {shown(str(key))}"
        try:
            number = int(key)
            most = len(known[number]) if number in known else 0
            codes = zlib.decompressobj().decompress(base64.b64decode(text), most + 1)
        except (ValueError, TypeError, zlib.error):
            raise FormatError(f"{part} is damaged", where=str(path)) from None
        if number not in known or len(codes) != len(known[number]):
            raise FormatError(f"{part} does not belong to this screen", where=str(path))
        if codes.translate(None, valid):
            raise FormatError(f"{part} holds results that do not exist", where=str(path))
        done[number] = codes
    _check_cells(path, done, sets, known)
    return done


def _check_cells(
    path: Path, done: dict[int, bytes], sets: PerturbationSets, known: dict[int, Chunk]
) -> None:
    """See that results are of cells, and of all of them, whatever somebody made of the file."""
    import numpy as np

    if not done:
        return
    _, possible = sets.told(Chunk(0, tuple(run for k in done for run in known[k].rows)))
    codes = np.frombuffer(b"".join(done.values()), dtype=np.uint8)
    wrong = np.flatnonzero((codes == IMPOSSIBLE) == possible)
    if len(wrong):
        ends = np.cumsum([len(held) for held in done.values()])
        number = list(done)[int(np.searchsorted(ends, wrong[0], side="right"))]
        raise FormatError(f"part '{number}' does not belong to this screen", where=str(path))
