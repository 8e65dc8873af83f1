"""`clean-news why`: what went and by which rule; for a line that stayed, what nearly took it and why it did not."""

from __future__ import annotations

import difflib
import itertools
import sys
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import regex

from cleaner.api import Cleaner
from cleaner.cli.colour import wanted as colour_wanted
from cleaner.cli.selection import Selection, fact_options, rule_options
from cleaner.errors import CleanNewsError
from cleaner.extract import split_lines
from cleaner.fields import Fields
from cleaner.fold import folded_key
from cleaner.pipeline import Explained, Round, incoming_offset
from cleaner.read import DeadLetter, open_source
from cleaner.ruleset.lint import iter_texts
from cleaner.ruleset.model import Rule
from cleaner.values import Decision, Record
from cleaner.write.jsonl import to_line

if TYPE_CHECKING:
    from cleaner.extract.html import Extract

STAYS = {
    "keep": "another rule keeps the line",
    "limit": "the page's limit on running text was reached, so no open rule removes anything here",
    "lead": "this is the lead, the first running text: only whole-line literals may take it",
    "title": "this is the title: only whole-line literals may take it",
    "half": "a cut may only begin in the second half of the page (`cut_above`: in the first)",
    "mark": "the rule only marks",
    "hint": "the rule only hints at what the line may be: it goes if the lines around it say the same",
    "trial": "the rule is on trial: it is reported and removes nothing (`--trial` lets it)",
}
_PLACE = regex.compile(r"(?P<file>.+?):(?P<first>\d+)(?::(?P<second>\d+))?\Z")


@click.command()
@click.argument("place", metavar="FILE[:LINE]")
@fact_options
@rule_options
@click.option("--metadata", is_flag=True, help="Say instead where each value of the metadata comes from.")
def why(place: str, selection: Selection, fields: Fields, kind: Any, metadata: bool) -> int:
    """Say which rules took what in FILE, and why.

    FILE:LINE looks at one line: every rule that took it; or, if it stayed, the rules that nearly did and the
    condition that kept them. Of a dump, FILE:RECORD looks at one record and FILE:RECORD:LINE at one line of its text.
    """
    path, record_number, line_number = _parts(place, kind)
    cleaner = Cleaner(replace(selection, beside=(path,)).load(), selection.options())
    record = _record(path, kind, fields, record_number)
    found = cleaner.explain_content(record)
    if found is None:
        raise CleanNewsError("; ".join(record.flags) or "the record has no text")
    explained, page = found
    text = page.text if page is not None else record.text or ""
    rules = {rule.id: rule for rule in cleaner.rules.rules}
    if metadata:
        lines = list(_origins(explained, page, rules))
    elif line_number is None:
        lines = [*_taken_by(page, rules), *_overview(text, explained, rules)]
    else:
        lines = list(_line(text, explained, rules, line_number, path))
    coloured = colour_wanted(sys.stdout)
    for line in lines:
        click.echo(line, color=coloured)
    return 0


def _parts(place: str, kind: Any) -> tuple[str, int, int | None]:
    """File, number of the record and of the line; a file whose own name ends in `:9` is found first."""
    found = None if Path(place).exists() or place == "-" else _PLACE.match(place)
    if not found:
        return place, 1, None
    path, first, second = found["file"], int(found["first"]), found["second"]
    source = open_source(path, kind)
    if source.many:
        return path, first, int(second) if second else None
    return path, 1, first


def _record(path: str, kind: Any, fields: Fields, number: int) -> Record:
    with closing(open_source(path, kind).records(fields)) as items:
        item = next(itertools.islice(items, number - 1, None), None) if number else None
    if item is None:
        raise CleanNewsError(f"{path} has no record {number}.")
    if isinstance(item, DeadLetter):
        raise CleanNewsError(f"{path}: {item.reason}.")
    return item


def _taken_by(page: Extract | None, rules: dict[str, Rule]) -> Iterator[str]:
    """Who chose the article of a page, if it was not our own choice, and what was noticed."""
    if page is not None and page.by != "own":
        names = (_named(rules[name]) if name in rules else name for name in page.by.split(", "))
        yield f"The article was chosen by {', '.join(names)}."
    yield from (f"Note: {flag}." for flag in page.flags) if page is not None else ()


def _origins(explained: Explained, page: Extract | None, rules: dict[str, Rule]) -> Iterator[str]:
    """Each value of the metadata, and where it comes from: a place on the page, or the rules that saved it."""
    facts = {name: value for name, value in explained.cleaned.metadata.items() if name != "cleaning"}
    for name, value in facts.items():
        yield f"{click.style(name, bold=True)}: {_cut(to_line({'': value}).decode()[4:-2])}"
        if page is not None and name in page.origins:
            yield f"    {page.origins[name]}"
        saving = dict.fromkeys(
            s.rule for s in explained.saved if s.field.partition(".")[0] in (name, name.removesuffix("s"))
        )
        yield from (f"    {_named(rules[rule])}" for rule in saving)
    if not facts:
        yield "Neither the page nor any rule told anything."


def _overview(text: str, explained: Explained, rules: dict[str, Rule]) -> Iterator[str]:
    """Every removal, by line."""
    removals = explained.cleaned.removals
    stops = [stop for _, stop in split_lines(text)]
    for removal in removals:
        number = bisect_right(stops, removal.start) + 1
        rule = rules[removal.rule]
        what = " ".join(removal.text.split())
        yield f"{click.style(f'line {number}', bold=True)}: {_cut(what)}"
        yield f"    {_named(rule)}"
    for decision, page_text in _spared(explained):
        yield f"stays: {_cut(page_text)}"
        yield f"    {_named(rules[decision.rule])} would {rules[decision.rule].do} it, but {STAYS[decision.stays or '']}."
    if not removals:
        yield f"Nothing was removed. Rules that ran: {len(rules):,}; language {explained.rounds[0].page.context.lang or 'unknown'}."
        yield "FILE:LINE tells what nearly took a line."


def _spared(explained: Explained) -> Iterator[tuple[Decision, str]]:
    last = explained.rounds[-1]
    for decision in last.decisions:
        if decision.stays is not None and decision.stays != "keep":
            yield decision, last.page.lines[decision.line].text.strip()


def _line(text: str, explained: Explained, rules: dict[str, Rule], number: int, path: str) -> Iterator[str]:
    lines = split_lines(text)
    if not 1 <= number <= len(lines):
        raise CleanNewsError(f"{path} has {len(lines)} lines; there is no line {number}.")
    start = lines[number - 2][1] if number > 1 else 0
    end = start + len(lines[number - 1][0])
    shown = lines[number - 1][0].strip()
    if not shown:
        yield f"{path}:{number} is blank; blank lines go with the group above them."
        return
    yield f"{path}:{number}: {_cut(shown)}"
    taken = [r for r in explained.cleaned.removals if r.start < end and start < r.end and r.text.strip()]
    for removal in taken:
        part = "" if removal.start <= start and removal.end >= end else f" {removal.text.strip()!r}"
        for name in (removal.rule, *removal.also):
            yield f"  taken{part} by {_named(rules[name])}"
            yield f"    {rules[name].why}"
    if not any(r.start <= start and r.end >= end for r in taken):
        if not taken:
            yield "  stays: no rule took it."
        yield from _near(explained, start, end, rules, shown)


def _near(explained: Explained, start: int, end: int, rules: dict[str, Rule], shown: str) -> Iterator[str]:
    """What nearly took a line that stayed: each rule once, as it was when the line was first seen."""
    told: dict[str, str] = {}
    for turn in explained.rounds:
        here = {
            line.index
            for line in turn.page.lines
            if start <= incoming_offset(turn.pieces, line.start) < max(end, start + 1)
        }
        for rule, line in _near_in(turn, here, rules):
            told.setdefault(rule, line)
    yield from sorted(told.values())
    yield from _nearest(shown, rules)


def near_misses_of(explained: Explained, rules: dict[str, Rule]) -> list[str]:
    """What nearly took any line of a text, a line each."""
    told: set[str] = set()
    for turn in explained.rounds:
        told.update(line for _, line in _near_in(turn, set(range(len(turn.page.lines))), rules))
    return [*sorted(told), *(n for line in explained.rounds[0].page.lines for n in _nearest(line.text, rules))]


def _near_in(turn: Round, here: set[int], rules: dict[str, Rule]) -> Iterator[tuple[str, str]]:
    """(rule, what kept it) for every rule that nearly took one of the lines."""
    for miss in turn.near_misses:
        if miss.line in here:
            yield miss.rule, f"  nearly {_named(rules[miss.rule])}: its matcher holds, but not {miss.why}"
    for decision in turn.decisions:
        if decision.line in here and decision.stays:
            yield decision.rule, f"  nearly {_named(rules[decision.rule])}: {STAYS[decision.stays]}"


def _nearest(shown: str, rules: dict[str, Rule]) -> Iterator[str]:
    """The literal of any whole-line rule that reads most like the line."""
    key = folded_key(shown)
    literals = {
        folded_key(text): (text, rule) for rule in rules.values() if rule.matcher == "line" for text in iter_texts(rule)
    }
    for close in difflib.get_close_matches(key, list(literals), 1, 0.75):
        text, rule = literals[close]
        if close != key:
            yield f"  the literal that reads most like it: {text!r} of {_named(rule)}"


def _named(rule: Rule) -> str:
    origin = dict(rule.origins).get("id", "")
    return f"{click.style(rule.id, fg='cyan')} ({rule.role or rule.do}, {origin})"


def _cut(text: str, width: int = 100) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
