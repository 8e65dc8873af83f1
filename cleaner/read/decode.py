"""Bytes -> text: which encoding a file is in. What had to be guessed is flagged, never silently replaced."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

import regex

from cleaner.errors import RecordError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_CHARSET = regex.compile(
    rb"<(?:meta\b[^>]{0,300}?charset\s*=\s*[\"']?|\?xml[^>]{0,200}?encoding\s*=\s*[\"'])([\w.:-]{2,40})", regex.I
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and what is needed to encode it again."""

    text: str
    encoding: str
    bom: bool
    flags: tuple[str, ...] = ()


def decode_text(data: bytes) -> Decoded:
    """The text of a file: by its byte order mark, else UTF-8, else Windows-1252 and flagged.

    Raises:
        RecordError: the bytes are no text.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return Decoded(data[len(bom) :].decode(encoding), encoding, True)
            except UnicodeDecodeError:
                raise RecordError(f"its byte order mark says {encoding}, but it is not") from None
    if b"\0" in data:
        raise RecordError("it holds NUL bytes: this is no text")
    return decode_utf8(data)


def decode_utf8(data: bytes) -> Decoded:
    """UTF-8, or else Windows-1252 (bytes without a meaning there as in Latin-1), flagged."""
    try:
        return Decoded(data.decode("utf-8"), "utf-8", False)
    except UnicodeDecodeError:
        pass
    flags = ("decoded as windows-1252",)
    try:
        return Decoded(data.decode("windows-1252"), "windows-1252", False, flags)
    except UnicodeDecodeError:
        return Decoded(data.decode("latin-1"), "latin-1", False, ("decoded as latin-1",))


def decode_html(data: bytes) -> Decoded:
    """The text of a page: by its byte order mark, else as UTF-8, else as it declares, else as Windows-1252.

    UTF-8 comes before the declaration: text that decodes as UTF-8 by chance is rarer than a declaration that lies.

    Raises:
        RecordError: the bytes are no text.
    """
    if any(data.startswith(bom) for bom, _ in _BOMS):
        return decode_text(data)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", False)
    except UnicodeDecodeError:
        pass
    declared = _CHARSET.search(data, 0, 4096)
    if declared:
        try:
            name = codecs.lookup(declared.group(1).decode("ascii")).name
            return Decoded(data.decode("windows-1252" if name in ("iso8859-1", "ascii") else name), name, False)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode_utf8(data)
