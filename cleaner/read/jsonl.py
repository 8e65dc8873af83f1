"""JSON lines -> objects, line by line: a bad line is a dead letter and takes no other with it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
import regex

from cleaner.read.decode import decode_utf8

_LONG_NUMBER = regex.compile(rb"[0-9]{16}|[0-9][eE]")
"""Numbers that a double cannot hold exactly: the standard library's reader keeps them."""
MAX_LINE = 256 * 1024 * 1024


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
    value: Mapping[str, Any] | None
    reason: str | None = None
    flags: tuple[str, ...] = ()


def read_lines(stream: Lines) -> Iterator[JsonLine]:
    """Every line that is not blank, as an object or with the reason why it is none."""
    offset = 0
    for number, raw in enumerate(iter(lambda: stream.readline(MAX_LINE), b""), start=1):
        line = raw.strip(b"\xef\xbb\xbf \t\r\n") if number == 1 else raw.strip()
        if line:
            yield _parse(number, offset, raw, line)
        offset += len(raw)


def _parse(number: int, offset: int, raw: bytes, line: bytes) -> JsonLine:
    if b"\0" in line:
        return JsonLine(number, offset, raw, None, "it holds NUL bytes")
    decoded = decode_utf8(line)
    try:
        value = _loads(line if not decoded.flags else decoded.text.encode())
    except RecursionError:
        return JsonLine(number, offset, raw, None, "it is nested too deeply")
    except ValueError as error:
        return JsonLine(number, offset, raw, None, f"it is no JSON: {error}")
    if not isinstance(value, dict):
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
