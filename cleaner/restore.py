"""The inverse of cleaning: clean text and removals -> the text that came in, to the code point."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from cleaner.dotted import get_field
from cleaner.errors import RestoreError
from cleaner.values import Cleaned, Removal


def restore(cleaned: Cleaned | Mapping[str, Any]) -> str:
    """The text that came in.

    Args:
        cleaned: a result of `clean`, or a written record (`{"text": …, "metadata": {"cleaning": …}}`).

    Raises:
        RestoreError: the record holds no removals, or its text is not the one that was written.
    """
    if isinstance(cleaned, Cleaned):
        return restore_text(cleaned.text, cleaned.removals, cleaned.metadata["cleaning"])
    cleaning = cleaning_of(cleaned)
    name = str(cleaning.get("field", "text"))
    value = get_field(cleaned, name)
    if not isinstance(value, str):
        raise RestoreError(f"the record has no text in `{name}`")
    text = value
    while True:
        text = restore_text(text, _removals(cleaning), cleaning)
        previous = cleaning.get("previous")
        if not isinstance(previous, Mapping):
            return text
        cleaning = previous


def restore_text(text: str, removals: Sequence[Removal], cleaning: Mapping[str, Any]) -> str:
    """The incoming text of one cleaning.

    Raises:
        RestoreError: the pieces do not fit together.
    """
    out: list[str] = []
    here = there = 0
    for removal in removals:
        gap = removal.start - there
        stop = here + gap
        new = removal.by or ""
        if gap < 0 or stop > len(text) or text[stop : stop + len(new)] != new:
            raise RestoreError("the text is not the one that was cleaned: its removals do not fit it")
        out += (text[here:stop], removal.text)
        here, there = stop + len(new), removal.end
    out.append(text[here:])
    whole = "".join(out)
    if "checksum" in cleaning and cleaning["checksum"] != checksum(whole):
        raise RestoreError("the text is not the one that was cleaned: it was changed since")
    return whole


def checksum(text: str) -> str:
    """A short digest by which `restore` notices that a clean text was edited: CRC-32 of the UTF-8 bytes."""
    return f"{zlib.crc32(text.encode('utf-8', 'surrogatepass')):08x}"


def cleaning_of(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """What cleaning wrote about itself into a record.

    Raises:
        RestoreError: the record was not written by clean-news, or without its removals.
    """
    for name in ("metadata", "cleaning_metadata"):
        metadata = record.get(name)
        if isinstance(metadata, Mapping) and isinstance(metadata.get("cleaning"), Mapping):
            return metadata["cleaning"]  # type: ignore[no-any-return]
    raise RestoreError("the record has no `metadata.cleaning`: clean-news did not write it")


def _removals(cleaning: Mapping[str, Any]) -> list[Removal]:
    removed = cleaning.get("removed")
    if removed is None and cleaning.get("counts"):
        raise RestoreError("the record was written without its removals (--no-trace), so its text cannot be given back")
    try:
        return [
            Removal(str(r["rule"]), int(r["start"]), int(r["end"]), str(r["text"]), r.get("by")) for r in removed or ()
        ]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise RestoreError("the record's `metadata.cleaning.removed` is damaged") from None
