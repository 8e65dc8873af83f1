"""JSON lines -> objects, line by line: a bad line is a dead letter and takes no other with it."""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

import orjson
import regex

from cleaner.read.decode import decode_mixed

_LONG_NUMBER = regex.compile(rb"[0-9]{16}|[0-9][eE]")
"""Numbers that a double cannot hold exactly: the standard library's reader keeps them."""
MAX_LINE = 256 * 1024 * 1024
_BLANK = b"\xef\xbb\xbf \t\r\n"


class Lines(Protocol):
    """What is read: anything with `readline`."""

    def readline(self, size: int = -1, /) -> bytes:
        """The next line, its end included; empty at the end of the file."""
        ...


@dataclass(frozen=True, slots=True)
class JsonLine:
    """One line of the file. offset: of its first byte.  value or reason is None."""

    number: int
    offset: int
    raw: bytes
    value: Any
    reason: str | None = None
    flags: tuple[str, ...] = ()


def read_lines(stream: Lines, first: Sequence[bytes] = ()) -> Iterator[JsonLine]:
    """Every line that is not blank, as an object or with the reason why it is none.

    Args:
        stream: what is read.
        first: lines that were read from it already.
    """
    offset = 0
    lines = itertools.chain(first, iter(lambda: stream.readline(MAX_LINE), b""))
    for number, raw in enumerate(lines, start=1):
        line = raw.strip(_BLANK) if number == 1 else raw.strip()
        if line:
            yield _parse(number, offset, raw, line)
        offset += len(raw)


def read_objects(stream: BinaryIO) -> Iterator[JsonLine]:
    """Every object of a file: JSON lines; or else one document, an object or an array of them, over several lines."""
    first = [stream.readline(MAX_LINE)]
    opening = first[0].strip(_BLANK)
    document = opening == b"{" or opening.startswith(b"[")
    if opening.startswith(b"[") and opening.endswith(b"]"):
        first.append(stream.readline(MAX_LINE))
        document = not first[-1].strip()  # an array alone is a document, before other lines it is a bad line
    if document:
        data = b"".join(first) + stream.read(MAX_LINE)
        whole = _parse(1, 0, data, data.strip(_BLANK), objects=False)
        if whole.value is not None:
            yield from _document(whole)
            return
        first = list(io.BytesIO(data))  # no document after all: just its first line is damaged
    yield from read_lines(stream, first)


def _document(whole: JsonLine) -> Iterator[JsonLine]:
    """The objects of a document that is laid out over several lines; numbers are those of the objects."""
    for number, value in enumerate([whole.value] if isinstance(whole.value, dict) else whole.value, start=1):
        if isinstance(value, dict):
            yield JsonLine(number, 0, b"", value, flags=whole.flags)
        else:
            raw = json.dumps(value).encode()
            yield JsonLine(number, 0, raw, None, f"it holds {_name(value)} where an object is expected")


def _parse(number: int, offset: int, raw: bytes, line: bytes, objects: bool = True) -> JsonLine:
    if b"\0" in line:
        return JsonLine(number, offset, raw, None, "it holds NUL bytes")
    decoded = decode_mixed(line)
    try:
        value = _loads(line if not decoded.flags else decoded.text.encode())
    except RecursionError:
        return JsonLine(number, offset, raw, None, "it is nested too deeply")
    except ValueError as error:
        return JsonLine(number, offset, raw, None, f"it is no JSON: {error}")
    if not isinstance(value, dict) and (objects or not isinstance(value, list)):
        return JsonLine(number, offset, raw, None, f"it holds {_name(value)} where an object is expected")
    return JsonLine(number, offset, raw, value, flags=decoded.flags)


def _loads(line: bytes) -> Any:
    """orjson for speed; the standard library where values would change (NaN, long numbers) or orjson refuses."""
    if not _LONG_NUMBER.search(line):
        try:
            return orjson.loads(line)
        except orjson.JSONDecodeError:
            pass
    return json.loads(line)


def _name(value: Any) -> str:
    return {list: "an array", str: "a string", bool: "true or false", type(None): "null"}.get(type(value), "a number")
