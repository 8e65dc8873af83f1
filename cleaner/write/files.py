"""Output files that appear only when they are complete, under a temporary name until then."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from cleaner.errors import CleanNewsError


class CompleteFile:
    """A file that replaces its target in one step when the `with` block ends well; else the target stays as it was.

    A link stays one: what it leads to is replaced. A pipe or a device is written to as it is.
    """

    def __init__(self, path: Path) -> None:
        """Check the target before any work is done.

        Raises:
            CleanNewsError: it is a folder, or its folder does not exist.
        """
        if path.is_dir():
            raise CleanNewsError(f"{path} is a folder: name a file in it.")
        self.path = path.resolve() if path.is_symlink() else path
        if not self.path.parent.is_dir():
            raise CleanNewsError(f"{path}: there is no folder {path.parent}.")
        self.replaces = not self.path.exists() or self.path.is_file()
        self.part = self.path.with_name(f".{self.path.name}.{os.getpid()}.part") if self.replaces else self.path

    def __enter__(self) -> BinaryIO:
        self.stream = self.part.open("wb")
        return self.stream

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None and self.replaces:
                self.stream.flush()
                os.fsync(self.stream.fileno())
        finally:
            self.stream.close()
        if not self.replaces:
            return
        if kind is None:
            self.part.replace(self.path)
        else:
            with suppress(FileNotFoundError):
                self.part.unlink()
