"""`clean-news clean`: records in, clean records out, a summary on stderr."""

from __future__ import annotations

import base64
import gc
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

import click

from cleaner.api import Cleaner
from cleaner.cli.colour import wanted as colour_wanted
from cleaner.cli.selection import Selection, fact_options, rule_options
from cleaner.cli.show import marked, unified
from cleaner.cli.summary import Tally, lines_of
from cleaner.errors import CleanNewsError, RecordError
from cleaner.fields import Fields, write_record
from cleaner.read import DeadLetter, Source, open_source
from cleaner.values import Cleaned, Record
from cleaner.write.files import CompleteFile
from cleaner.write.jsonl import to_line
from cleaner.write.markdown import to_markdown

SETTLED = 20
"""After so many articles what is in memory is mostly rules and their indexes."""
FORMATS = ("text", "md", "jsonl")
_SUFFIXES = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".md": "md"}


@click.command()
@click.argument("inputs", nargs=-1, metavar="[FILE]...", type=click.Path())
@click.option(
    "-o", "--output", metavar="FILE", help="Write there instead of to stdout; the file appears when it is complete."
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(FORMATS),
    help="Output format; by default told by the input and by -o. `md` is Markdown, with the headings, lists and tables of pages.",
)
@click.option("--explain", is_flag=True, help="Print the article with every removal marked with its rule.")
@click.option("--diff", is_flag=True, help="Print a unified diff instead of the clean text.")
@fact_options
@rule_options
@click.option(
    "--no-trace",
    is_flag=True,
    help="Leave the removed texts out of the records (then `restore` cannot give them back).",
)
@click.option("-q", "--quiet", is_flag=True, help="No summary and no progress.")
def clean(inputs: tuple[str, ...], selection: Selection, fields: Fields, output: str | None, **options: Any) -> int:
    """Clean texts, JSON lines and HTML pages.

    One article goes to stdout as text; a dump, or several files, as JSON lines. `-` is standard input. Everything
    else (summary, progress, errors) goes to stderr. A record that cannot be cleaned becomes a dead letter, with its
    raw bytes, in OUTPUT.dead.jsonl; without -o it is named on stderr.
    """
    explain, diff, quiet = (bool(options[name]) for name in ("explain", "diff", "quiet"))
    if explain and diff:
        raise click.UsageError("--explain and --diff exclude each other.")
    output = None if output == "-" else output
    _refuse_own_input(output, inputs)
    # All are looked at before any is read: a wrong name costs no work.
    sources = [open_source(path, options["kind"]) for path in inputs or ("-",)]
    target = _format(options["output_format"], output, sources)
    cleaner = Cleaner(replace(selection, beside=inputs).load(), selection.options(trace=not options["no_trace"]))
    _warn(cleaner)
    with ExitStack() as stack:
        stream = stack.enter_context(CompleteFile(Path(output))) if output else sys.stdout.buffer
        buried = stack.enter_context(_DeadLetters(output))
        job = _Job(cleaner, fields, _shower(diff) if explain or diff else _writer(target), stream, buried, quiet)
        for source in sources:
            job.run(source)
    job.report(sources[0].name)
    return 1 if job.tally.dead else 0


Writer = Callable[[Record, "Cleaned | None", str], bytes]


class _DeadLetters:
    """Where dead letters go: a file beside the output, made when the first one comes; always named on stderr."""

    def __init__(self, output: str | None) -> None:
        self.path = Path(f"{output}.dead.jsonl") if output else None
        self.stream: BinaryIO | None = None

    def __enter__(self) -> _DeadLetters:
        if self.path is not None:
            self.path.unlink(missing_ok=True)  # letters of an earlier run would look like this one's
        return self

    def __exit__(self, *error: object) -> None:
        if self.stream is not None:
            self.stream.close()

    def bury(self, letter: DeadLetter) -> None:
        place = f"{letter.file}:{letter.line}" if letter.line else letter.file
        click.echo(f"{place}: {letter.reason}.", err=True)
        if self.path is not None:
            self.stream = self.stream or self.path.open("wb")
            self.stream.write(to_line(_as_dict(letter)))


@dataclass(slots=True)
class _Job:
    """One run: where results go, and what has been counted."""

    cleaner: Cleaner
    fields: Fields
    writer: Writer
    stream: BinaryIO
    dead: _DeadLetters
    quiet: bool
    tally: Tally = field(default_factory=Tally)
    told: float = field(default_factory=time.monotonic)

    def run(self, source: Source) -> None:
        for item in source.records(self.fields):
            if isinstance(item, DeadLetter):
                self.bury(item)
            else:
                self.clean(item, source)
            self.progress()
            if self.tally.articles == SETTLED:
                gc.freeze()  # rules and indexes are there to stay: the collector need not look at them again

    def clean(self, record: Record, source: Source) -> None:
        try:
            cleaned = self.cleaner.clean_content(record)
        except RecordError as error:
            self.bury(_letter(record, source, str(error)))
            return
        if cleaned is not None:
            self.tally.add(cleaned.metadata)
        self.tally.flags.update(record.flags)
        self.stream.write(self.writer(record, cleaned, source.name))

    def bury(self, letter: DeadLetter) -> None:
        self.tally.dead += 1
        self.dead.bury(letter)

    def progress(self) -> None:
        """A running count on a terminal, at most five times a second."""
        now = time.monotonic()
        if not self.quiet and now - self.told > 0.2 and sys.stderr.isatty():
            self.told = now
            click.echo(f"\r{self.tally.articles:,} articles …\r", nl=False, err=True)

    def report(self, name: str) -> None:
        if not self.quiet:
            sys.stdout.flush()
            for line in lines_of(self.tally, self.cleaner.rules, name):
                click.echo(click.style(line, dim=True), err=True, color=colour_wanted(sys.stderr))


def _format(wanted: str | None, output: str | None, sources: list[Source]) -> str:
    many = len(sources) > 1 or any(s.many for s in sources)
    found = wanted or (_SUFFIXES.get(Path(output).suffix.lower(), "text" if not many else "jsonl") if output else None)
    found = found or ("jsonl" if many else "text")
    if found != "jsonl" and len(sources) > 1:
        raise click.UsageError("Several files cannot become one text: use --format jsonl, or clean them one by one.")
    return found


def _refuse_own_input(output: str | None, inputs: tuple[str, ...]) -> None:
    if output and any(p != "-" and Path(output).exists() and Path(p).samefile(output) for p in inputs):
        raise click.UsageError(f"{output} is an input too: write to another file.")


def _writer(target: str) -> Writer:
    if target == "text":
        return _as_text
    if target == "md":
        return _as_markdown
    return lambda record, cleaned, name: to_line(write_record(record, cleaned))


def _as_text(record: Record, cleaned: Cleaned | None, name: str) -> bytes:
    """An article that is one of a dump ends in a blank line, so that none runs into the next; one of a page in its line."""
    text = cleaned.text if cleaned is not None else ""
    if record.line:
        text += "\n" if text.endswith("\n") else "\n\n"
    elif record.html is not None and text and not text.endswith("\n"):
        text += "\n"
    return _encoded(text)


def _as_markdown(record: Record, cleaned: Cleaned | None, name: str) -> bytes:
    """As text; the records of a dump are parted by a rule."""
    text = to_markdown(cleaned) if cleaned is not None else ""
    return _encoded(f"{text}\n---\n\n" if record.line else text)


def _shower(diff: bool) -> Writer:
    """For people: colours only on a terminal, or as NO_COLOR and FORCE_COLOR say."""
    coloured = colour_wanted(sys.stdout)

    def show(record: Record, cleaned: Cleaned | None, name: str) -> bytes:
        if cleaned is None:
            return b""
        if record.text is None:
            raise CleanNewsError("--explain and --diff show texts; for a page, see `clean-news why PAGE.html`.")
        text = "".join(unified(record.text, cleaned, name)) if diff else marked(record.text, cleaned)
        return _encoded(text if coloured else click.unstyle(text))

    return show


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _letter(record: Record, source: Source, reason: str) -> DeadLetter:
    raw = (
        to_line(record.fields)
        if record.fields is not None
        else (record.text or record.html or "").encode("utf-8", "surrogatepass")
    )
    return DeadLetter(source.name, record.line, record.offset, f"record {record.id}: {reason}", raw)


def _as_dict(letter: DeadLetter) -> dict[str, Any]:
    place = {"file": letter.file, "line": letter.line, "offset": letter.offset, "reason": letter.reason}
    try:
        return {**place, "raw": letter.raw.decode("utf-8")}
    except UnicodeDecodeError:
        return {**place, "raw_base64": base64.b64encode(letter.raw).decode("ascii")}


def _warn(cleaner: Cleaner) -> None:
    """Warnings of rule files that are the user's own; those of the library are its authors' business."""
    for problem in cleaner.rules.warnings:
        if not problem.file.startswith("rules/"):
            click.echo(str(problem), err=True)
