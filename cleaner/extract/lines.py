"""Plain text -> Page: physical lines, and the two shapes in which a line is no unit (hard-wrapped, glued).

Nothing here knows rules. All of it is a pure function of the text and its context, so that a second cleaning
sees exactly what the last round of the first one saw.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import regex

from cleaner.fold import folded_key
from cleaner.orthography import ends_like_sentence, is_blank, is_prose
from cleaner.values import Context, Kind, Line, Page

Shape = Literal["lines", "wrapped", "glued"]

TITLE_CHARS = 200
GLUED_SHARE = 0.6
GLUED_SENTENCES = 10
WRAP_WIDTH = (40, 100)
"""A page is hard-wrapped when its longest line is within these widths (mail and print wrap at 60 to 80) …"""
WRAP_PAIRS = 6
WRAP_SHARE = 0.8
"""… and on 80 % of at least six neighbouring lines the next word would not have fitted."""

_LINE = regex.compile(r"([^\r\n]*)(\r\n|\n|\r|\Z)")
_BREAK = regex.compile(r"[\r\n]")
_SENTENCE = regex.compile(
    r"(?:[.!?…؟؛।]+[\"”»“’')\]]*(?=\s+[\"“„«‘'(\[]?\s?[\p{Lu}\p{Lo}\d])|[。！？][」』”]?)\s*",
)
_HEADING = regex.compile(r"\s*#{1,6}\s")
"""A heading of Markdown; `#hashtag` is none."""
_LIST = regex.compile(r"\s*(?:[-*•·▪●‣–]|\d{1,2}[.)](?!\s\p{L}+\.?,?\s\d{4}))\s+\S")
"""An item of a list; `12. März 2024` is a date."""


@dataclass(frozen=True, slots=True)
class _Span:
    """A unit before its number is known: an interval, its line end, its stretch."""

    start: int
    end: int
    stop: int
    stretch: int


def read_page(text: str, context: Context) -> Page:
    """The page of a text.

    Args:
        text: the article as it was scraped.
        context: what else is known; its title decides which line is the headline.
    """
    spans = _physical(text)
    shape = _shape(text, spans)
    if shape == "wrapped":
        spans = _unwrap(text, spans)
    lines = _sentences(text, spans) if shape == "glued" else [_line(text, s, i) for i, s in enumerate(spans)]
    grouped = _is_grouped(spans)
    title_line = _title_line(lines, context)
    deck_line = _deck_line(lines, context, title_line, grouped)
    lines = [_with_kind(line, title_line, deck_line) for line in lines]
    title = context.title or (lines[title_line].text.strip() if title_line is not None else None)
    return Page(text, tuple(lines), context, grouped, shape, title, title_line, deck_line)


def _physical(text: str) -> list[_Span]:
    """The non-blank lines. Only \\n, \\r\\n and a lone \\r end a line: str.splitlines would also break at U+2028."""
    spans: list[_Span] = []
    stretch, blank_before, start = 0, False, 0
    for line, stop in split_lines(text):
        if is_blank(line):
            blank_before = True
        else:
            stretch += blank_before and bool(spans)
            blank_before = False
            spans.append(_Span(start, start + len(line), stop, stretch))
        start = stop
    return spans


def split_lines(text: str) -> list[tuple[str, int]]:
    """Each line of a text with the place where its line end stops."""
    if "\r" not in text:
        pieces = text.split("\n")
        stops = list(itertools.accumulate(len(p) + 1 for p in pieces))
        stops[-1] = len(text)
        return list(zip(pieces, stops, strict=True))
    return [(m.group(1), m.end()) for m in _LINE.finditer(text) if m.group()]


def _line(text: str, span: _Span, index: int, sentence: bool = False) -> Line:
    raw = text[span.start : span.end]
    shown = _BREAK.sub(" ", raw) if "\n" in raw or "\r" in raw else raw
    prose = is_prose(shown.strip())
    return Line(index, shown, span.start, span.end, span.stop, "body", span.stretch, prose, sentence)


def _shape(text: str, spans: Sequence[_Span]) -> Shape:
    if not spans:
        return "lines"
    longest = max(spans, key=lambda s: s.end - s.start)
    length = longest.end - longest.start
    if length > GLUED_SHARE * sum(s.end - s.start for s in spans):
        ends = _SENTENCE.findall(text, longest.start, longest.end)
        if len(ends) + ends_like_sentence(text[longest.start : longest.end]) >= GLUED_SENTENCES:
            return "glued"
    if WRAP_WIDTH[0] <= length <= WRAP_WIDTH[1]:
        pairs = [_overflows(text, a, b, length) for a, b in itertools.pairwise(spans) if a.stretch == b.stretch]
        if len(pairs) >= WRAP_PAIRS and sum(pairs) >= WRAP_SHARE * len(pairs):
            return "wrapped"
    return "lines"


def _overflows(text: str, line: _Span, following: _Span, width: int) -> bool:
    """Whether the next line's first word would not have fitted on this one: the sign of hard wrapping."""
    words = text[following.start : following.end].split(None, 1)
    return line.end - line.start + 1 + len(words[0]) > width


def _unwrap(text: str, spans: Sequence[_Span]) -> list[_Span]:
    width = max(s.end - s.start for s in spans)
    joined = [spans[0]]
    for before, span in itertools.pairwise(spans):
        if before.stretch == span.stretch and _overflows(text, before, span, width):
            joined[-1] = _Span(joined[-1].start, span.end, span.stop, span.stretch)
        else:
            joined.append(span)
    return joined


def _sentences(text: str, spans: Sequence[_Span]) -> list[Line]:
    """The lines of a glued page: its longest line is parted into sentences, the white space behind each included."""
    longest = max(spans, key=lambda s: s.end - s.start)
    lines: list[Line] = []
    for span in spans:
        if span is not longest:
            lines.append(_line(text, span, len(lines)))
            continue
        starts = [span.start, *(m.end() for m in _SENTENCE.finditer(text, span.start, span.end))]
        ends = [*starts[1:], span.end]
        for start, end in zip(starts, ends, strict=True):
            if start < end:
                stop = span.stop if end == span.end else end
                lines.append(_line(text, _Span(start, end, stop, span.stretch), len(lines), sentence=True))
    return lines


def _is_grouped(spans: Sequence[_Span]) -> bool:
    pairs = {a.stretch == b.stretch for a, b in itertools.pairwise(spans)}
    return len(pairs) == 2


def _title_line(lines: Sequence[Line], context: Context) -> int | None:
    """The first line, when the record names no title and the line can be one: short, no sentence end, prose below."""
    if context.title or not lines or lines[0].sentence:
        return None
    first = lines[0].text.strip()
    if len(first) > TITLE_CHARS or ends_like_sentence(first) or not any(line.prose for line in lines[1:]):
        return None
    return 0


def _deck_line(lines: Sequence[Line], context: Context, title_line: int | None, grouped: bool) -> int | None:
    """The one line after the title that stands alone between blank lines."""
    head = title_line
    if head is None and context.title and lines and folded_key(lines[0].text) == folded_key(context.title):
        head = 0
    if head is None or not grouped or len(lines) < head + 3 or lines[head + 1].sentence:
        return None
    above, deck, below = lines[head : head + 3]
    return deck.index if above.stretch < deck.stretch < below.stretch else None


def _with_kind(line: Line, title_line: int | None, deck_line: int | None) -> Line:
    kind = _kind(line, title_line, deck_line)
    if kind == line.kind:
        return line
    return Line(line.index, line.text, line.start, line.end, line.stop, kind, line.stretch, line.prose, line.sentence)


def _kind(line: Line, title_line: int | None, deck_line: int | None) -> Kind:
    if line.index == title_line:
        return "title"
    if line.index == deck_line:
        return "deck"
    start = line.text.lstrip()[:1]
    if start == "#" and _HEADING.match(line.text):
        return "heading"
    if start == ">":
        return "quote"
    if start == "|":
        return "table"
    return "list" if _LIST.match(line.text) else "body"
