"""The text matchers: where in one line an entry holds. One function a matcher; intervals are within the line."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

from cleaner.fold import trim_end, trim_start
from cleaner.match.index import Entry
from cleaner.match.view import View
from cleaner.orthography import UNSPACED_CHAR, ends_like_sentence
from cleaner.values import Line

Find = tuple[int, int, dict[str, str]]
"""Start, end, and what the slots hold."""


def find_in_line(entry: Entry, line: Line, view: View, seconds: float) -> Iterator[Find]:
    """Every place in a line at which an entry holds.

    Raises:
        TimeoutError: a pattern took longer than so many seconds.
    """
    if line.sentence and entry.rule.matcher == "line":
        yield from _at_sentence_start(entry, line, view, seconds)
    else:
        yield from _FINDERS[entry.rule.matcher](entry, line, view, seconds)


def _line(entry: Entry, line: Line, view: View, seconds: float) -> Iterator[Find]:
    folded = view.folded[line.index]
    first, last = _inner(folded)
    pattern = entry.pattern(folded) if entry.may_be(folded[first:last]) else None
    found = pattern and pattern.fullmatch(view.plain[line.index], first, last, timeout=seconds)
    if found:
        yield 0, len(line.text), _values(found, line, view)


def _line_starts(entry: Entry, line: Line, view: View, seconds: float) -> Iterator[Find]:
    if entry.rule.exact:
        if _bounded_at(line.text.lstrip(), entry.literal or "", 0):
            yield 0, len(line.text), {}
        return
    if entry.literal is not None:
        if _bounded_at(trim_start(view.folded[line.index]), entry.literal, 0):
            yield 0, len(line.text), {}
        return
    folded, text = view.folded[line.index], view.plain[line.index]
    first, _ = _inner(folded)
    pattern = entry.pattern(folded) if entry.may_be(folded[first:]) else None
    found = pattern and pattern.match(text, first, timeout=seconds)
    if found and _is_boundary(text, found.end()):
        yield 0, len(line.text), _values(found, line, view)


def _line_ends(entry: Entry, line: Line, view: View, seconds: float) -> Iterator[Find]:
    if entry.literal is not None:
        text = line.text.rstrip() if entry.rule.exact else trim_end(view.folded[line.index])
        if _bounded_at(text, entry.literal, len(text) - len(entry.literal)):
            yield 0, len(line.text), {}
        return
    folded, text = view.folded[line.index], view.plain[line.index]
    _, last = _inner(folded)
    pattern = entry.pattern(folded) if entry.may_be(folded[:last]) else None
    for found in pattern.finditer(text, 0, last, overlapped=True, timeout=seconds) if pattern else ():
        if found.end() == last and _is_boundary(text, found.start()):
            yield 0, len(line.text), _values(found, line, view)
            return


def _line_has(entry: Entry, line: Line, view: View, seconds: float) -> Iterator[Find]:
    yield from itertools.islice(_span(entry, line, view, seconds), 1)


def _line_regex(entry: Entry, line: Line, view: View, seconds: float) -> Iterator[Find]:
    text = line.text
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    found = entry.pattern(view.folded[line.index]).fullmatch(text, first, last, timeout=seconds)
    if found:
        yield 0, len(text), _groups(found)


def _span(entry: Entry, line: Line, view: View, seconds: float) -> Iterator[Find]:
    if entry.rule.exact:
        yield from ((at, at + len(entry.literal or ""), {}) for at in _places(line.text, entry.literal or ""))
        return
    if entry.literal is not None:
        for at in _places(view.folded[line.index], entry.literal):
            yield (*view.placed(line).place(at, at + len(entry.literal)), {})
        return
    text = view.plain[line.index]
    pattern = entry.pattern(view.folded[line.index])
    for found in pattern.finditer(text, timeout=seconds) if pattern else ():
        start, end = found.span()
        if end > start and _is_boundary(text, start) and _is_boundary(text, end):
            yield (*view.placed(line).place(start, end), _values(found, line, view))


def _span_regex(entry: Entry, line: Line, view: View, seconds: float) -> Iterator[Find]:
    for found in entry.pattern(view.folded[line.index]).finditer(line.text, timeout=seconds):
        if found.end() > found.start():
            yield found.start(), found.end(), _groups(found)


_FINDERS: dict[str, Callable[[Entry, Line, View, float], Iterator[Find]]] = {
    "line": _line, "line_starts": _line_starts, "line_ends": _line_ends, "line_has": _line_has, "line_regex": _line_regex,
    "span": _span, "span_regex": _span_regex,
}  # fmt: skip


def _at_sentence_start(entry: Entry, line: Line, view: View, seconds: float) -> Iterator[Find]:
    """A whole-line entry in a glued page: from the start of a sentence to its end, or to where the next one begins.

    What was a line of its own has no full stop, so the next sentence follows with just a space and a capital.
    """
    text = view.plain[line.index]
    first, last = _inner(view.folded[line.index])
    if entry.literal is not None:
        if not view.folded[line.index].startswith(entry.literal, first):
            return
        end, values = first + len(entry.literal), {}
    else:
        pattern = entry.pattern(view.folded[line.index])
        found = pattern and pattern.match(text, first, timeout=seconds)
        if not found:
            return
        end, values = found.end(), _values(found, line, view)
    rest = text[end:]
    stop = len(rest) - len(trim_start(rest))
    if end + stop >= last:
        yield 0, len(line.text), values
    elif stop and rest[stop : stop + 1].isupper() and not ends_like_sentence(text[first:end]):
        yield 0, view.placed(line).place(first, end + stop)[1], values


def _inner(folded: str) -> tuple[int, int]:
    """The interval of a folded line without its decoration."""
    first = len(folded) - len(trim_start(folded))
    return first, max(first, len(trim_end(folded)))


def _values(found: Any, line: Line, view: View) -> dict[str, str]:
    """What the slots hold, as it stands in the line."""
    values = {}
    for name in found.re.groupindex:
        start, end = found.span(name)
        if start < end:
            first, last = view.placed(line).place(start, end)
            values[name] = line.text[first:last].strip()
    return values


def _groups(found: Any) -> dict[str, str]:
    return {name: text for name, text in found.groupdict().items() if text is not None}


def _places(text: str, literal: str) -> Iterator[int]:
    at = text.find(literal)
    while at >= 0:
        if _bounded_at(text, literal, at):
            yield at
        at = text.find(literal, at + 1)


def _bounded_at(text: str, literal: str, at: int) -> bool:
    """Whether a literal stands at a place, between word boundaries."""
    if at < 0 or not text.startswith(literal, at):
        return False
    return _is_boundary(text, at) and _is_boundary(text, at + len(literal))


def _is_boundary(text: str, at: int) -> bool:
    """Whether a word may begin or end here; in scripts without spaces it may anywhere."""
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if not (_is_word(before) and _is_word(after)):
        return True
    return bool(UNSPACED_CHAR.match(before) or UNSPACED_CHAR.match(after))


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"
