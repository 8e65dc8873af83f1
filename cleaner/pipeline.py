"""The line, as prose: read the page, match, decide, apply, until nothing falls. The core raises; `record.py` is the edge.

A round is a pure function of the text as it stands and of the record's own fields. Cleaning a clean text is
therefore the same computation as the last round that cleaned it, which removed nothing: cleaning is idempotent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cleaner import metadata
from cleaner.apply import Edit, Piece, apply_edits, edits_of, text_of
from cleaner.decide import Protections, decide, over_limit, prose_chars, taken_by_open
from cleaner.extract import read_page
from cleaner.match import NearMiss, find_matches, index_of
from cleaner.match.index import Index
from cleaner.metadata import Saved
from cleaner.restore import checksum
from cleaner.ruleset import RuleSet
from cleaner.values import Cleaned, Context, Decision, Match, Options, Page, Removal
from cleaner.version import __version__

MAX_ROUNDS = 50
"""Each round removes something, so this bound only stops a fault of the engine itself."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round as it went: for `why`, `--explain` and the report."""

    page: Page
    pieces: tuple[Piece, ...]
    decisions: tuple[Decision, ...]
    near_misses: tuple[NearMiss, ...]


@dataclass(slots=True)
class _Run:
    """What has been gathered while the rounds go."""

    pieces: list[Piece]
    rounds: list[Round] = field(default_factory=list)
    saved: list[Saved] = field(default_factory=list)
    taken: list[tuple[Edit, list[Piece]]] = field(default_factory=list)
    open_prose: int = 0


@dataclass(frozen=True, slots=True)
class Explained:
    """A result with the rounds that led to it."""

    cleaned: Cleaned
    rounds: tuple[Round, ...]
    limited: bool


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
    index = index_of(rules, context.lang)
    run = _rounds(text, context, index, options, record=record, protections=Protections(options.limits, True))
    limited = options.limits and _is_over_limit(run, text, context)
    if limited:
        saved = run.saved
        run = _rounds(text, context, index, options, record=record, protections=Protections(True, False))
        run.saved = saved
    return Explained(_result(text, context, rules, run, index, options, limited), tuple(run.rounds), limited)


def _rounds(
    text: str, context: Context, index: Index, options: Options, *, record: bool, protections: Protections
) -> _Run:
    """match -> decide -> apply, until a round removes nothing."""
    run = _Run([Piece(0, len(text))])
    present = text
    for number in range(MAX_ROUNDS):
        page = read_page(present, context)
        found = find_matches(page, index, options, record=record)
        matches = _off_replaced(found.matches, run.pieces)
        decisions = decide(page, matches, index.rules, protections)
        run.rounds.append(Round(page, tuple(run.pieces), tuple(decisions), tuple(found.near_misses or ())))
        run.saved += _saved(page, matches, decisions, run.pieces, number, index)
        run.open_prose += taken_by_open(page, decisions, index.rules)
        edits = edits_of(page, decisions)
        if not edits:
            break
        run.pieces, taken = apply_edits(run.pieces, edits)
        run.taken += zip(edits, taken, strict=True)
        present = text_of(run.pieces, text)
    return run


def _is_over_limit(run: _Run, text: str, context: Context) -> bool:
    last = run.rounds[-1].page
    return over_limit(run.rounds[0].page, run.open_prose, prose_chars(last.lines))


def _off_replaced(matches: Sequence[Match], pieces: Iterable[Piece]) -> list[Match]:
    """The matches, less spans in text that a rule itself put there: it is never matched again."""
    replaced, at = [], 0
    for piece in pieces:
        if piece.by is not None:
            replaced.append((at, at + piece.length))
        at += piece.length
    return [m for m in matches if m.whole or not any(m.start < end and start < m.end for start, end in replaced)]


def _saved(
    page: Page,
    matches: Sequence[Match],
    decisions: Sequence[Decision],
    pieces: Sequence[Piece],
    number: int,
    index: Index,
) -> list[Saved]:
    """The values of matches that took effect, that only mark, or that only the limit undid."""
    falling = {d.line for d in decisions if d.stays is None and d.action in ("drop", "cut", "cut_above")}
    spared = {(d.rule, d.start): d.stays for d in decisions if d.stays is not None}
    fallen_spans = {(d.rule, d.start) for d in decisions if d.stays is None and d.action in ("strip", "replace")}
    saved = []
    for match in matches:
        if not match.saved or spared.get((match.rule, match.start)) not in (None, "mark", "limit"):
            continue
        if not match.whole and match.line in falling and (match.rule, match.start) not in fallen_spans:
            continue
        line = page.lines[match.line]
        start = incoming_offset(pieces, match.start)
        saved += [Saved(f, v, start, line.index, line.stretch, line.index in falling, number) for f, v in match.saved]
    return saved


def incoming_offset(pieces: Sequence[Piece], offset: int) -> int:
    """Where a place of the present text lies in the text that came in."""
    at = 0
    for piece in pieces:
        if offset < at + piece.length:
            return piece.start + (offset - at if piece.by is None else 0)
        at += piece.length
    return pieces[-1].end if pieces else 0


def _result(
    text: str, context: Context, rules: RuleSet, run: _Run, index: Index, options: Options, limited: bool
) -> Cleaned:
    removals = tuple(_removals(run, text))
    clean = text_of(run.pieces, text) if removals else text
    facts = metadata.collect(run.saved, run.rounds[0].page.grouped)
    facts["cleaning"] = _about(text, context, rules, run, removals, options, limited)
    return Cleaned(clean, facts, removals, rules.fingerprint)


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


def _about(
    text: str, context: Context, rules: RuleSet, run: _Run, removals: Sequence[Removal], options: Options, limited: bool
) -> dict[str, Any]:
    """What cleaning says about itself: `metadata.cleaning`."""
    counts = Counter(edit.decision.role for edit, _ in run.taken if edit.decision.role)
    about: dict[str, Any] = {"rules": rules.fingerprint, "version": __version__}
    if context.lang:
        about["lang"] = context.lang
    about["counts"] = dict(sorted(counts.items()))
    if limited:
        about["limits"] = ["prose"]
    if options.trace:
        about["removed"] = [r.as_dict() for r in removals]
        if removals:
            about["checksum"] = checksum(text)
    return about


def rules_by_id(rules: RuleSet) -> Mapping[str, Any]:
    """The rules of a set by id."""
    return {rule.id: rule for rule in rules.rules}
