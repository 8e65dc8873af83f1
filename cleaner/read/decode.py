"""Bytes -> text: which encoding a file is in. What had to be guessed is flagged, never silently replaced."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, replace

import regex

from cleaner.errors import RecordError
from cleaner.read import charset

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_STRAY_SHARE = 0.02
"""A page of one encoding may hold so many bytes that it has not (torn characters, pasted comments) per byte above ASCII."""
_JAPANESE_ESCAPE = regex.compile(rb"\x1b\$[@B][^\x1b]{2,4000}+\x1b\([BJ]")
_HEAD = 4096
_MOSTLY = 4
"""A page whose characters above ASCII are so many times more often UTF-8 than not is UTF-8, whatever it declares."""
_TORN_END = regex.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z")
_ESCAPED = regex.compile("[\udc80-\udcff]+")
_STRAYS = {0xDC00 + byte: bytes([byte]).decode("windows-1252", "ignore") or chr(byte) for byte in range(0x80, 0x100)}
_ABOVE_ASCII = regex.compile(r"[^\x00-\x7f]+")


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


def decode_mixed(data: bytes) -> Decoded:
    """UTF-8 with what was pasted in from Windows-1252, flagged; Windows-1252 alone where less than half is UTF-8.

    The text cannot be encoded again as it was: for records and pages, not for files of text.
    """
    try:
        return Decoded(data.decode("utf-8"), "utf-8", False)
    except UnicodeDecodeError:
        return _mixed(data, 1) or decode_utf8(data)


def _mixed(data: bytes, least: float) -> Decoded | None:
    """UTF-8 with each byte that is none read as Windows-1252, if so many times more characters are UTF-8.

    A character cut off at the end is left out.
    """
    whole = data
    if torn := _TORN_END.search(data, max(0, len(data) - 3)):
        whole = data[: torn.start()]
    text = whole.decode("utf-8", "surrogateescape")
    strays = sum(map(len, _ESCAPED.findall(text)))
    valid = sum(map(len, _ABOVE_ASCII.findall(text))) - strays
    if valid <= least * strays:
        return None
    flags = ("decoded as utf-8 with bytes of windows-1252 in it",) if strays else ("cut off inside a character",)
    return Decoded(text.translate(_STRAYS), "utf-8", False, flags)


def decode_html(data: bytes) -> Decoded:
    """The text of a page: by its byte order mark, else as UTF-8, else as it declares, else as it looks.

    UTF-8 comes before the declaration: text that decodes as UTF-8 by chance is rarer than a declaration that lies.
    A few bytes that do not fit cost a character each, never the page.

    Raises:
        RecordError: the bytes are no text.
    """
    if any(data.startswith(bom) for bom, _ in _BOMS):
        return _by_mark(data)
    wide = wide_of(data)
    if wide is not None:
        return Decoded(data.decode(wide, "replace"), wide, False, (f"decoded as {wide}",))
    return _unmarked(data, charset.declared(data))


def _unmarked(data: bytes, name: str | None) -> Decoded:
    if name == "iso2022_jp" or (b"\x1b$" in data and _JAPANESE_ESCAPE.search(data)):
        return _as_declared(data, "iso2022_jp") or decode_mixed(data)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", False)
    except UnicodeDecodeError:
        pass
    found = _mixed(data, _MOSTLY) or (_as_declared(data, name) if name else None)
    if found is not None:
        return found
    name = charset.sniffed(data)
    if name == "windows-1252":
        return decode_mixed(data)
    return Decoded(data.decode(name, "replace"), name, False, (f"decoded as {name}",))


def _by_mark(data: bytes) -> Decoded:
    """A page by its byte order mark. What is cut or torn costs a character, not the page."""
    bom, encoding = next((bom, encoding) for bom, encoding in _BOMS if data.startswith(bom))
    if encoding == "utf-8":
        return replace(decode_mixed(data[len(bom) :]), bom=True)
    text = data[len(bom) :].decode(encoding, "replace")
    strays = text.count("\ufffd")
    if strays > _STRAY_SHARE * len(text) + 1:
        raise RecordError(f"its byte order mark says {encoding}, but it is not")
    return Decoded(text, encoding, True, _torn(strays, encoding))


def _as_declared(data: bytes, name: str) -> Decoded | None:
    """A page in the encoding it declares; None where too many bytes say that it is not."""
    text = data.decode(name, "replace")
    if name == "windows-1252" and _mixed(data, 1):
        return decode_mixed(data)
    strays = text.count("\ufffd")
    if not strays:
        return Decoded(text, name, False)
    if name == "windows-1252":  # five of its bytes mean nothing there, and what they mean in Latin-1 here
        return decode_mixed(data)
    above = sum(c > "\x7f" for c in text)
    return Decoded(text, name, False, _torn(strays, name)) if strays <= _STRAY_SHARE * above + 1 else None


def _torn(strays: int, name: str) -> tuple[str, ...]:
    return (f"decoded as {name} with bytes in it that are none",) if strays else ()


def wide_of(data: bytes) -> str | None:
    """UTF-16 where a page without a byte order mark opens in it: with a tag, after white space at most."""
    start = data[:256].lstrip(b" \t\r\n\0")
    at = data.find(start[:1]) if start.startswith(b"<") else -1
    if at < 0 or data[:_HEAD].count(b"\0") < len(data[:_HEAD]) // 4:
        return None
    return "utf-16-be" if at % 2 else "utf-16-le"
