"""`clean-news restore`: cleaned records in, the texts as they came in out."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from cleaner.dotted import put_field
from cleaner.errors import CleanNewsError, RestoreError
from cleaner.read.jsonl import read_lines
from cleaner.restore import cleaning_of
from cleaner.restore import restore as restore_text
from cleaner.write.files import CompleteFile
from cleaner.write.jsonl import to_line

_BOMS = {
    "utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE, "utf-32-be": codecs.BOM_UTF32_BE,
}  # fmt: skip


@click.command()
@click.argument("cleaned", metavar="CLEANED.jsonl", type=click.Path(exists=True, allow_dash=True, dir_okay=False))
@click.option("-o", "--output", metavar="FILE", help="Write there instead of to stdout.")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(("text", "jsonl")),
    help="Default: text if the one record came from a text file, else jsonl.",
)
def restore(cleaned: str, output: str | None, output_format: str | None) -> int:
    """Give back the texts that were cleaned, exactly.

    CLEANED.jsonl is what `clean-news --format jsonl` wrote; `-` is standard input. Records come out with their text as
    it came in and without the trace of cleaning. The text of one file comes out with its encoding and byte order mark.
    """
    records: list[tuple[int, Mapping[str, Any]]] = []
    failed = 0
    with click.open_file(cleaned, "rb") as stream:
        parts: list[bytes] = []
        for line in read_lines(stream):
            if line.value is None:
                click.echo(f"{cleaned}:{line.number}: {line.reason}.", err=True)
                failed += 1
                continue
            try:
                parts.append(to_line(_restored(line.value)))
                records.append((line.number, line.value))
            except RestoreError as error:
                click.echo(f"{cleaned}:{line.number}: {error}.", err=True)
                failed += 1
    as_text = output_format == "text" or (
        output_format is None and len(records) == 1 and _is_file(records[0][1], output)
    )
    if as_text and len(records) != 1:
        raise CleanNewsError(f"{cleaned} holds {len(records)} records; only one can become a text. Use --format jsonl.")
    data = _bytes_of(records[0][1]) if as_text else b"".join(parts)
    if output and output != "-":
        with CompleteFile(Path(output)) as target:
            target.write(data)
    else:
        sys.stdout.buffer.write(data)
    return 1 if failed else 0


def _restored(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with its text as it came in, and without what cleaning said about itself."""
    cleaning = cleaning_of(record)
    out = dict(record)
    put_field(out, str(cleaning.get("field", "text")), restore_text(record))
    name = (
        "metadata"
        if isinstance(record.get("metadata"), Mapping) and "cleaning" in record["metadata"]
        else "cleaning_metadata"
    )
    out[name] = {k: v for k, v in record[name].items() if k != "cleaning"}
    return {k: v for k, v in out.items() if k != name or v}


def _is_file(record: Mapping[str, Any], output: str | None) -> bool:
    """Whether a record is a text file's: then it goes back to a text."""
    if output and output.endswith(("l", "json")) and Path(output).suffix in (".jsonl", ".json", ".ndjson"):
        return False
    return _source_of(record).get("kind") in ("text", "html")


def _source_of(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the first cleaning said of the file that the record came from."""
    cleaning = cleaning_of(record)
    while isinstance(cleaning.get("previous"), Mapping):
        cleaning = cleaning["previous"]
    source = cleaning.get("source")
    return source if isinstance(source, Mapping) else {}


def _bytes_of(record: Mapping[str, Any]) -> bytes:
    """The file of a text to the byte; of a page the text that was extracted, never the page."""
    source = _source_of(record)
    text = restore_text(record)
    if source.get("kind") == "html":
        return text.encode("utf-8", "surrogatepass")
    encoding = str(source.get("encoding", "utf-8"))
    bom = _BOMS.get(encoding, b"") if source.get("bom") else b""
    try:
        return bom + text.encode(encoding)
    except (LookupError, UnicodeEncodeError) as error:
        raise RestoreError(f"the text cannot be written as {encoding}: {error}") from None
