"""What the benchmarks share: clocks, fresh processes, versions, and the results file."""

from __future__ import annotations

import copy
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

__all__ = ["Results", "apart", "cpu", "fresh", "median"]

RESULTS = Path(__file__).parent / "results"


def cpu(call: Callable[[], Any]) -> tuple[float, Any]:
    """Processor seconds of a call, programs that it starts included, and what it returned."""
    began = _spent()
    found = call()
    return _spent() - began, found


def _spent() -> float:
    of_programs = os.times()
    return time.process_time() + of_programs.children_user + of_programs.children_system


def median(call: Callable[[], Any], repeats: int = 5) -> float:
    """Median processor seconds."""
    return statistics.median(cpu(call)[0] for _ in range(repeats))


def apart(call: Callable[[], Any], seconds: int, memory: int = 8 << 30) -> Any:
    """Make a call in a copy of this process, so that nothing is warm but what is imported.

    Returns what it gives, as JSON has it; None where processor time or memory did not suffice.
    """
    back, there = os.pipe()
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        try:
            os.write(there, json.dumps(call()).encode())
        finally:
            os._exit(0)
    os.close(there)
    with os.fdopen(back) as told:
        text = told.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else None


def fresh(code: str, timeout: float = 600) -> dict[str, float]:
    """Run code in a fresh process: seconds on the clock, of the processor, and peak memory.

    Peak memory is Linux's VmHWM, because ru_maxrss keeps the size of the process that started it.
    """
    measured = (
        "\nimport resource as _r; _u = _r.getrusage(_r.RUSAGE_SELF)\n"
        "_peak = [row.split()[1] for row in open('/proc/self/status') if row.startswith('VmHWM')]\n"
        "print('MEASURED', _u.ru_utime + _u.ru_stime, int(_peak[0]) / 1024)"
    )
    began = time.perf_counter()
    run = subprocess.run(
        [sys.executable, "-c", code + measured],
        capture_output=True,
        text=True,
        check=True,
        timeout=timeout,
    )
    _, seconds, peak = run.stdout.splitlines()[-1].split()
    return {"wall": time.perf_counter() - began, "cpu": float(seconds), "peak_mb": float(peak)}


class Results:
    """Named figures, printed as they come and written at the end."""

    prefix = ""

    def __init__(self, name: str, packages: list[str]) -> None:
        self.path = RESULTS / f"{name}.json"
        self.data: dict[str, Any] = {
            "versions": {p: _version(p) for p in packages},
            "python": platform.python_version(),
            "machine": platform.machine(),
        }
        for package, found in self.data["versions"].items():
            print(f"{package} {found}")

    def second(self) -> Results:
        """Return what keeps the figures of a second run, in the same file."""
        again = copy.copy(self)
        again.prefix = "second run: "
        return again

    def note(self, key: str, value: Any) -> None:
        """Keep one figure."""
        key = self.prefix + key
        self.data[key] = value
        shown = f"{value:.4g}" if isinstance(value, float) else value
        print(f"{key}: {shown}", flush=True)
        self.write()

    def write(self) -> None:
        """Write what there is."""
        RESULTS.mkdir(exist_ok=True)
        text = json.dumps(self.data, indent=1, ensure_ascii=False, sort_keys=True)
        self.path.write_text(text + "\n", encoding="utf-8")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
