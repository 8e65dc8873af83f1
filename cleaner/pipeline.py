"""The line, as prose: read the page, match, decide, apply, until nothing falls. It raises; the command makes rows of errors.

A round is a pure function of the text as it stands and of the record's own fields. Cleaning a clean text is
therefore the same computation as the last round that cleaned it, which removed nothing: cleaning is idempotent.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from cleaner import metadata
from cleaner.apply import Edit, Piece, apply_edits, edits_of, text_of
from cleaner.decide import Protections, decide, prose_chars, taken_by_limit, tripped_limit
from cleaner.extract import language_of, read_page
from cleaner.match import NearMiss, Scanner, find_matches, index_of
from cleaner.metadata import Saved
from cleaner.restore import checksum
from cleaner.ruleset import RuleSet
from cleaner.values import Cleaned, Context, Decision, Kind, Line, Match, Options, Page, Place, Removal
from cleaner.version import __version__

if TYPE_CHECKING:
    from cleaner.extract.html import Extract

MAX_ROUNDS = 50
"""Each round removes something, so this bound only stops a fault of the engine itself."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round as it went: for `why`, `--explain` and the report."""

    page: Page
    pieces: tuple[Piece, ...]
    decisions: tuple[Decision, ...]
    near_misses: tuple[NearMiss, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """A result with the rounds that led to it. limits: those on running text that were passed.  saved: what rules saved."""

    cleaned: Cleaned
    rounds: tuple[Round, ...]
    limits: tuple[str, ...]
    saved: tuple[Saved, ...] = ()


@dataclass(frozen=True, slots=True)
class _Task:
    """One article and all that its cleaning depends on. scanners: by language; what they found holds for all rounds."""

    text: str
    context: Context
    rules: RuleSet
    options: Options
    record: bool
    scanners: dict[str | None, Scanner] = field(default_factory=dict)

    def scanner(self, lang: str | None) -> Scanner:
        """The one for pages of a language."""
        if lang not in self.scanners:
            index = index_of(self.rules, lang, self.options)
            self.scanners[lang] = Scanner(index, self.options.line_seconds)
        return self.scanners[lang]


@dataclass(slots=True)
class _Run:
    """What has been gathered while the rounds go."""

    pieces: list[Piece]
    rounds: list[Round] = field(default_factory=list)
    saved: list[Saved] = field(default_factory=list)
    taken: list[tuple[Edit, list[Piece]]] = field(default_factory=list)
    open_prose: Counter[str] = field(default_factory=Counter)


def clean_page(html: str, context: Context, rules: RuleSet, options: Options) -> Cleaned:
    """The article of an HTML page, cleaned; its metadata includes what the page says of itself.

    Raises:
        RecordError: no article could be found in the page, or a pattern took too long.
    """
    return explain_page(html, context, rules, options, record=False)[0].cleaned


def explain_page(
    html: str, context: Context, rules: RuleSet, options: Options, *, record: bool = True
) -> tuple[Explained, Extract]:
    """The same computation, keeping its rounds, and what extraction made of the page.

    Raises:
        RecordError: no article could be found in the page, or a pattern took too long.
    """
    from cleaner.extract.html import extract_html  # lxml loads only when a page comes in
    from cleaner.extract.select import selecting

    page = extract_html(html, context, selecting(rules, options))
    explained = explain_text(page.text, page.context, rules, options, record=record)
    cleaned = explained.cleaned
    facts = metadata.with_page(cleaned.metadata, page.facts)
    facts["cleaning"] = {**facts.pop("cleaning"), "extracted_by": page.by}
    if page.flags:
        facts["cleaning"]["flags"] = list(page.flags)
    return replace(explained, cleaned=replace(cleaned, metadata=facts)), page


def clean_text(text: str, context: Context, rules: RuleSet, options: Options) -> Cleaned:
    """One article cleaned.

    Raises:
        RecordError: a rule's pattern took longer than it may.
    """
    return explain_text(text, context, rules, options, record=False).cleaned


def explain_text(text: str, context: Context, rules: RuleSet, options: Options, *, record: bool = True) -> Explained:
    """The same computation, keeping its rounds; with record, near misses too.

    Raises:
        RecordError: a rule's pattern took longer than it may.
    """
    task = _Task(text, context, rules, options, record)
    run = _rounds(task, Protections(limits=options.limits))
    tripped: list[str] = []
    while options.limits and (limit := _tripped(run)):
        tripped.append(limit)
        saved = run.saved
        run = _rounds(task, Protections(limits=True, tripped=frozenset(tripped)))
        run.saved = saved
    return Explained(_result(task, run, tripped), tuple(run.rounds), tuple(tripped), tuple(run.saved))


def _rounds(task: _Task, protections: Protections) -> _Run:
    """match -> decide -> apply, until a round removes nothing."""
    run = _Run([Piece(0, len(task.text))])
    present = task.text
    for _ in range(MAX_ROUNDS):
        page = _in_language(_placed(read_page(present, task.context), run.pieces), task)
        scanner = task.scanner(page.context.lang)
        rules = scanner.index.rules
        found = find_matches(page, scanner, record=task.record)
        matches = _off_replaced(found.matches, run.pieces)
        decisions = decide(page, matches, rules, protections)
        this = Round(page, tuple(run.pieces), tuple(decisions), tuple(found.near_misses or ()))
        run.saved += _saved(this, matches, len(run.rounds))
        run.rounds.append(this)
        run.open_prose += taken_by_limit(page, decisions, rules)
        edits = edits_of(page, decisions)
        if not edits:
            break
        run.pieces, taken = apply_edits(run.pieces, edits)
        run.taken += zip(edits, taken, strict=True)
        present = text_of(run.pieces, task.text)
    return run


def _placed(page: Page, pieces: Sequence[Piece]) -> Page:
    """The page with the place that each line had on the HTML page, if it came from one."""
    places = page.context.places
    if not places:
        return page
    starts = [start for start, _ in places]
    ends = list(accumulate(piece.length for piece in pieces))
    lines = []
    for line in page.lines:
        at = bisect_right(ends, line.start)  # the piece that the line begins in
        before = ends[at - 1] if at else 0
        start, place = places[
            bisect_right(starts, incoming_offset(pieces[at : at + 1] or pieces, line.start - before)) - 1
        ]
        if place.marks:
            place = replace(place, marks=_moved_marks(place.marks, start, line, pieces))
        lines.append(replace(line, place=place, kind=_kind_by_markup(place) or line.kind))
    return replace(page, lines=tuple(lines))


_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("td", "th", "caption"), "table"),
}


def _kind_by_markup(place: Place) -> Kind | None:
    """The kind of a line where the page's markup tells it better than the text does."""
    return "quote" if "blockquote" in place.tags else _KINDS.get(place.tag)


def _moved_marks(
    marks: Iterable[tuple[str, int, int]], start: int, line: Line, pieces: Sequence[Piece]
) -> tuple[tuple[str, int, int], ...]:
    """The finds of selectors where they lie in the present line; what was taken out of it meanwhile is gone."""
    moved = []
    for rule, first, last in marks:
        here = [present_offset(pieces, start + place) - line.start for place in (first, last)]
        if here[0] < here[1]:
            moved.append((rule, max(0, here[0]), min(here[1], line.end - line.start)))
    return tuple(moved)


def _in_language(page: Page, task: _Task) -> Page:
    """The page with its language: the record's own, or else what its text as it stands says."""
    if page.context.lang or not task.options.identify:
        return page
    return replace(page, context=replace(page.context, lang=language_of(page)))


def _tripped(run: _Run) -> str | None:
    """The limit that open matchers together passed, over all rounds, of the prose that came in."""
    return tripped_limit(run.rounds[0].page, run.open_prose, prose_chars(run.rounds[-1].page.lines))


def _off_replaced(matches: Sequence[Match], pieces: Iterable[Piece]) -> list[Match]:
    """The matches, less spans in text that a rule itself put there: it is never matched again."""
    replaced, at = [], 0
    for piece in pieces:
        if piece.by is not None:
            replaced.append((at, at + piece.length))
        at += piece.length
    return [m for m in matches if m.whole or not any(m.start < end and start < m.end for start, end in replaced)]


def _saved(this: Round, matches: Sequence[Match], number: int) -> list[Saved]:
    """The values of matches that took effect, that only mark, or that only the limit undid.

    Of several rules that take one line the most specific that has something to tell is believed; flags hold from all.
    """
    falling = {d.line for d in this.decisions if d.stays is None and d.action in ("drop", "cut", "cut_above")}
    spared = {(d.rule, d.start): d.stays for d in this.decisions if d.stays is not None}
    spans = {(d.rule, d.start) for d in this.decisions if d.stays is None and d.action in ("strip", "replace")}
    tellers = _tellers(this.decisions, matches)
    saved = []
    for match in matches:
        place = (match.rule, match.start)
        if not match.saved or spared.get(place) not in (None, "mark", "limit"):
            continue
        if not match.whole and match.line in falling and place not in spans:
            continue
        line = this.page.lines[match.line]
        start = incoming_offset(this.pieces, match.start)
        believed = not match.whole or tellers.get(match.line, match.rule) == match.rule
        told = [(f, v) for f, v in match.saved if believed or isinstance(v, bool)]
        saved += [
            Saved(match.rule, f, v, start, line.index, line.stretch, line.index in falling, number) for f, v in told
        ]
    return saved


def _tellers(decisions: Iterable[Decision], matches: Iterable[Match]) -> dict[int, str]:
    """For each line that falls, the most specific of its claimants that saves a text."""
    telling = {(m.line, m.rule) for m in matches if any(not isinstance(v, bool) for _, v in m.saved)}
    claims = ((d.line, rule) for d in decisions if d.stays is None for rule in (d.rule, *d.also))
    tellers: dict[int, str] = {}
    for line, rule in claims:
        if (line, rule) in telling:
            tellers.setdefault(line, rule)
    return tellers


def incoming_offset(pieces: Sequence[Piece], offset: int) -> int:
    """Where a place of the present text lies in the text that came in."""
    at = 0
    for piece in pieces:
        if offset < at + piece.length:
            return piece.start + (offset - at if piece.by is None else 0)
        at += piece.length
    return pieces[-1].end if pieces else 0


def present_offset(pieces: Iterable[Piece], offset: int) -> int:
    """Where a place of the text that came in lies in the present text; of what is gone, the place where it was."""
    at = 0
    for piece in pieces:
        if offset < piece.end:
            return at + (max(0, offset - piece.start) if piece.by is None else 0)
        at += piece.length
    return at


def _result(task: _Task, run: _Run, tripped: Sequence[str]) -> Cleaned:
    removals = tuple(_removals(run, task.text))
    clean = text_of(run.pieces, task.text) if removals else task.text
    facts = metadata.collect(run.saved, run.rounds[0].page.grouped)
    facts["cleaning"] = _about(task, run, removals, tripped)
    return Cleaned(clean, facts, removals, task.rules.fingerprint, run.rounds[-1].page.lines)


def _removals(run: _Run, text: str) -> Iterable[Removal]:
    """Every removal in offsets of the incoming text, in its order; neighbouring pieces of one edit joined."""
    standing = {(p.start, p.end) for p in run.pieces if p.by is not None}
    removals = []
    for edit, pieces in run.taken:
        joined: list[tuple[int, int]] = []
        for piece in pieces:
            if joined and joined[-1][1] == piece.start:
                joined[-1] = (joined[-1][0], piece.end)
            elif piece.end > piece.start:
                joined.append((piece.start, piece.end))
        if edit.by is not None and (joined[0][0], joined[-1][1]) not in standing:
            continue  # what replaced this was itself removed later, and that removal covers it
        for number, (start, end) in enumerate(joined):
            by = edit.by if number == 0 else None
            removals.append(Removal(edit.decision.rule, start, end, text[start:end], by, edit.decision.also))
    return _outermost(sorted(removals, key=lambda r: (r.start, -r.end)))


def _outermost(removals: Iterable[Removal]) -> list[Removal]:
    """Removals less those inside a later, larger one (a hole in text that was replaced, and then went as a whole)."""
    outer: list[Removal] = []
    for removal in removals:
        if not outer or removal.end > outer[-1].end:
            outer.append(removal)
    return outer


def _about(task: _Task, run: _Run, removals: Sequence[Removal], tripped: Sequence[str]) -> dict[str, Any]:
    """What cleaning says about itself: `metadata.cleaning`."""
    counts = Counter(edit.decision.role for edit, _ in run.taken if edit.decision.role)
    about: dict[str, Any] = {"rules": task.rules.fingerprint, "version": __version__}
    if run.rounds[-1].page.context.lang:
        about["lang"] = run.rounds[-1].page.context.lang
        about |= {} if task.context.lang else {"identified": True}
    about["counts"] = dict(sorted(counts.items()))
    if tripped:
        about["limits"] = list(tripped)
    if task.options.trace:
        about["removed"] = [r.as_dict() for r in removals]
    about["checksum"] = checksum(task.text)
    return about
