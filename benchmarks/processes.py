"""What whole processes of the command need: time until they are done, and the most memory that they ever held."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
COMMAND = ("-m", "cleaner")
"""Arguments of Python that start the command of this checkout."""
_PEAK = """
import atexit, re, sys
from pathlib import Path

def tell():
    status = Path("/proc/self/status").read_text()
    sys.stderr.write("\\n" + re.search(r"VmHWM:\\s+(\\d+)", status)[1])

atexit.register(tell)
from cleaner.cli import main
main()
"""
"""The command in a process that tells its own peak at the end, which its parent cannot see."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of a process: by the clock, and of CPU."""

    wall: float
    cpu: float


@dataclass(slots=True)
class Shell:
    """Starts the project's own code with a warm cache of its rules. folder: for inputs and outputs."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)

    def python(self, *arguments: str) -> Spent:
        """What Python takes for arguments.

        Raises:
            subprocess.CalledProcessError: it failed.
        """
        before, start = os.times(), perf_counter()
        self._run(arguments)
        wall, after = perf_counter() - start, os.times()
        user, system = (getattr(after, f"children_{k}") - getattr(before, f"children_{k}") for k in ("user", "system"))
        return Spent(wall, user + system)

    def peak(self, lines: Sequence[bytes], number: int) -> float | None:
        """Megabytes that the command held at most while it cleaned a dump of so many records; None where none can tell."""
        if not Path("/proc/self/status").exists():
            return None
        dump = self.folder / "dump.jsonl"
        with dump.open("wb") as stream:
            for i in range(number):
                stream.write(lines[i % len(lines)] + b"\n")
        told = self._run(("-c", _PEAK, "clean", str(dump), "-o", str(self.folder / "out.jsonl"), "-q"))
        return int(told.split()[-1]) / 1024

    def _run(self, arguments: Sequence[str]) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.env, capture_output=True, text=True, check=True
        )
        return done.stderr


@contextmanager
def shell() -> Iterator[Shell]:
    """A shell whose folder and cache are its own, and go with it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        yield Shell(folder, {**os.environ, "CLEAN_NEWS_CACHE": str(folder / "cache"), "PYTHONPATH": str(ROOT)})
