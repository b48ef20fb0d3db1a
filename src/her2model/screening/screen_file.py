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

from her2model.errors import FormatError
from her2model.model.strict_yaml import read_bytes, write_bytes
from her2model.screening.perturbation_sets import PerturbationSets

__all__ = ["ScreenFile"]

FORMAT = "her2model-screen/2"
MAX_BYTES = 1_000_000_000
SECONDS_BETWEEN_WRITES = 5.0


@dataclass
class ScreenFile:
    """What is done of a screen: chunk number → a byte for each cell.

    The file is JSON and is always replaced whole. It names the question by a digest of the model,
    the switches and the conditions, so that results of another question are never taken over.
    """

    path: Path | None
    question: dict[str, Any]
    done: dict[int, bytes] = field(default_factory=dict)
    _written: float = 0.0
    _pending: bool = False

    @classmethod
    def opened(
        cls, path: str | Path | None, sets: PerturbationSets, readout: str, chunk: int
    ) -> ScreenFile:
        """Read the file, if there is one.

        Raises
        ------
        FormatError
            It is not a results file, or one of another screen.
        """
        question = _question(sets, readout, chunk)
        found = cls(None if path is None else Path(path), question)
        if found.path is None or not found.path.exists():
            return found
        data = _read(found.path)
        if data.get("question") != question:
            differing = [k for k, v in question.items() if data["question"].get(k) != v]
            raise FormatError(
                f"the results are of another screen: {', '.join(differing)} differ",
                where=str(path),
                hint="name another file with resume=, or ask the same as then",
            )
        found.done = _unpacked(found.path, data["chunks"], sets, chunk)
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
        data = {"format": FORMAT, "question": self.question, "chunks": chunks}
        write_bytes(self.path, json.dumps(data, ensure_ascii=False).encode())


def _question(sets: PerturbationSets, readout: str, chunk: int) -> dict[str, Any]:
    p = sets.perturbations
    switches = "\n".join(f"{s.kind} {s.name}" for s in p.in_topological_order)
    return {
        "model": p.model.digest,
        "switches": hashlib.sha256(switches.encode()).hexdigest(),
        "given": [f"{s.kind} {s.name}" for s in p.given],
        "context": dict(sorted(p.context.items())),
        "onset": p.onset,
        "start": p.start if isinstance(p.start, str) else dict(sorted(p.start.items())),
        "readout": readout,
        "max_size": sets.max_size,
        "chunk": chunk,
    }


def _read(path: Path) -> dict[str, Any]:
    raw = read_bytes(path, limit=MAX_BYTES, error=FormatError)
    try:
        data: Any = json.loads(raw)
    except (RecursionError, ValueError) as reason:
        raise FormatError(f"cannot be read as JSON ({reason})", where=str(path)) from None
    shape = ("question", dict), ("chunks", dict)
    whole = isinstance(data, dict) and data.get("format") == FORMAT
    if not whole or not all(isinstance(data.get(k), t) for k, t in shape):
        raise FormatError(
            "this is not a results file of a screen",
            where=str(path),
            hint="name another file with resume=",
        )
    return dict(data)


def _unpacked(
    path: Path, chunks: dict[str, str], sets: PerturbationSets, chunk: int
) -> dict[int, bytes]:
    """Decode the chunks, each of which must be there once and have its length."""
    known = {c.number: c for c in sets.chunks(chunk)}
    done = {}
    for key, text in chunks.items():
        try:
            number, codes = int(key), zlib.decompress(base64.b64decode(text))
        except (ValueError, TypeError, zlib.error):
            raise FormatError(f"part {key!r} is damaged", where=str(path)) from None
        if number not in known or len(codes) != len(sets.members(known[number])):
            raise FormatError(f"part {key!r} does not belong to this screen", where=str(path))
        done[number] = codes
    return done
