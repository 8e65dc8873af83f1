"""One input -> its records: what kind it is, and the reader for it. Standard input is an input like any other."""

from __future__ import annotations

import io
import sys
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Literal

from cleaner.errors import CleanNewsError, RecordError
from cleaner.fields import Fields, read_record, stable_id
from cleaner.read.decode import Decoded, decode_html, decode_text
from cleaner.read.jsonl import read_objects
from cleaner.values import Record

Kind = Literal["text", "jsonl", "html"]
KINDS: tuple[Kind, ...] = ("text", "jsonl", "html")
_SUFFIXES: dict[str, Kind] = {
    ".txt": "text", ".text": "text", ".md": "text", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl",
    ".html": "html", ".htm": "html", ".xhtml": "html",
}  # fmt: skip
_LATER = {
    ".gz", ".zst", ".bz2", ".xz", ".zip", ".csv", ".tsv", ".parquet", ".arrow", ".feather", ".warc", ".wet", ".wacz", ".pdf", ".docx",
}  # fmt: skip
HEAD = 4096


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A record that could not be read or cleaned. offset: of its first byte in the file; raw: its bytes."""

    file: str
    line: int
    offset: int
    reason: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Source:
    """An input of a known kind. stream: held open where it cannot be opened again, as standard input and pipes.

    A file is opened when its records are read, so that any number of files may be named at once.
    """

    name: str
    kind: Kind
    head: bytes
    stream: BinaryIO | None = None

    @property
    def many(self) -> bool:
        """Whether it holds records rather than one article."""
        return self.kind == "jsonl"

    def records(self, fields: Fields) -> Generator[Record | DeadLetter, None, None]:
        """Its records in order; what cannot be read comes as a dead letter in its place."""
        with self._open() as stream:
            if self.kind == "jsonl":
                yield from self._objects(stream, fields)
            else:
                yield self._article(stream.read(), fields)

    def _open(self) -> BinaryIO:
        if self.stream is None:
            return Path(self.name).open("rb")
        return io.BufferedReader(_Joined(self.head, self.stream))

    def _objects(self, stream: BinaryIO, fields: Fields) -> Iterator[Record | DeadLetter]:
        for line in read_objects(stream):
            if line.value is None:
                yield DeadLetter(self.name, line.number, line.offset, line.reason or "", line.raw)
            else:
                record = read_record(line.value, fields)
                flags = (*line.flags, *record.flags)
                yield replace(record, flags=flags, line=line.number, offset=line.offset)

    def _article(self, data: bytes, fields: Fields) -> Record | DeadLetter:
        try:
            decoded = decode_html(data) if self.kind == "html" else decode_text(data)
        except RecordError as error:
            return DeadLetter(self.name, 0, 0, str(error), data)
        about = _about(self.name, self.kind, decoded)
        ident = stable_id(fields.context.url, decoded.text)
        if self.kind == "html":
            return Record(ident, None, decoded.text, fields.context, None, source=about, flags=decoded.flags)
        return Record(ident, decoded.text, None, fields.context, None, source=about, flags=decoded.flags)


def open_source(path: str, kind: Kind | None = None) -> Source:
    """An input found, and its kind told by its name or its first bytes.

    Args:
        path: a file, or `-` for standard input.
        kind: what it is, if the caller knows.

    Raises:
        CleanNewsError: it cannot be opened, or is of a kind that is not read.
    """
    if path == "-":
        head = sys.stdin.buffer.read(HEAD)
        return Source("standard input", kind or detect_kind(head), head, sys.stdin.buffer)
    file = Path(path)
    if file.is_dir():
        raise CleanNewsError(f"{path} is a folder: name its files ({path.rstrip('/')}/*.txt).")
    suffix = file.suffix.lower()
    if kind is None and suffix in _LATER:
        raise CleanNewsError(f"{path}: {suffix} is not read yet. Text, JSON lines and HTML are; --from names the kind.")
    try:
        stream = file.open("rb")
        head = stream.read(HEAD)
    except OSError as error:
        raise CleanNewsError(f"{path}: {error.strerror or error}.") from None
    kind = kind or _SUFFIXES.get(suffix) or detect_kind(head)
    if not file.is_file():
        return Source(path, kind, head, stream)
    stream.close()
    return Source(path, kind, head)


def detect_kind(head: bytes) -> Kind:
    """The kind of an input by its first bytes: an object opens a dump, a tag opens a page, all else is text."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{") and start[1:].lstrip()[:1] in (b'"', b"}"):
        return "jsonl"
    lowered = start[:HEAD].lower()
    if lowered.startswith((b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body")) or b"<html" in lowered:
        return "html"
    if b"\0" in lowered[:256] and detect_kind(lowered.replace(b"\0", b"").lstrip(b"\xff\xfe")) == "html":
        return "html"  # UTF-16
    return "text"


def _about(name: str, kind: Kind, decoded: Decoded) -> dict[str, object]:
    """What restoring the file to the byte needs, and its name without its folders."""
    about: dict[str, object] = {"kind": kind}
    if name != "standard input":
        about["file"] = Path(name).name
    if decoded.encoding != "utf-8":
        about["encoding"] = decoded.encoding
    if decoded.bom:
        about["bom"] = True
    return about


class _Joined(io.RawIOBase):
    """The bytes already read for detection, and then the stream itself."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self.head, self.stream = head, stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data = self.head[: len(buffer)] or self.stream.read(len(buffer))
        self.head = self.head[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)
