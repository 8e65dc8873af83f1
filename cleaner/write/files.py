"""Output files that appear only when they are complete, under a temporary name until then."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO


class CompleteFile:
    """A file that replaces its target in one step when the `with` block ends well; else the target stays as it was."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.part = path.with_name(f".{path.name}.{os.getpid()}.part")

    def __enter__(self) -> BinaryIO:
        self.stream = self.part.open("wb")
        return self.stream

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.stream.flush()
                os.fsync(self.stream.fileno())
        finally:
            self.stream.close()
        if kind is None:
            self.part.replace(self.path)
        else:
            with suppress(FileNotFoundError):
                self.part.unlink()
