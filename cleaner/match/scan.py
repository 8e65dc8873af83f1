"""What entries find in lines by their own text alone: found once for each line of an article, however many rounds there are.

Conditions, which look at a line's neighbours, are not asked here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from cleaner.errors import RecordError
from cleaner.match.index import Entry, Index, Search
from cleaner.match.text import find_in_line
from cleaner.match.view import Folds, View
from cleaner.ruleset.model import Rule
from cleaner.ruleset.required import EDGE
from cleaner.ruleset.scope import site_matches
from cleaner.values import Line


class Find(NamedTuple):
    """A rule's matcher holds at an interval of a line; values: what its slots hold."""

    rule: Rule
    start: int
    end: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Finds:
    """All finds in one line. own: of rules that take lines.  spans: of rules that take phrases."""

    own: tuple[Find, ...]
    spans: tuple[Find, ...]


class Scanner:
    """Finds in the lines of one article. What was found in a line holds for every round in which it stands."""

    def __init__(self, index: Index, seconds: float) -> None:
        self.index = index
        self.seconds = seconds
        self.folds: dict[str, Folds] = {}
        self._known: dict[tuple[str, bool], Finds] = {}

    def finds(self, view: View) -> list[Finds]:
        """The finds in each line of a page.

        Raises:
            RecordError: a regex took longer than it may on one line.
        """
        new = {(line.text, line.sentence): line for line in view.lines}
        fresh = [line for key, line in new.items() if key not in self._known]
        if fresh:
            self._scan(fresh, view)
        return [self._known[line.text, line.sentence] for line in view.lines]

    def _scan(self, lines: Sequence[Line], view: View) -> None:
        whole = [line for line in lines if not line.sentence]
        glued = [line for line in lines if line.sentence]
        own: dict[int, list[Find]] = {line.index: list(self._equal(line, view)) for line in whole}
        own |= {line.index: [] for line in glued}
        spans: dict[int, list[Find]] = {line.index: [] for line in lines}
        index = self.index
        searches: tuple[tuple[Search, Sequence[Line], Sequence[str], dict[int, list[Find]]], ...] = (
            (index.trimmed, whole, view.keys, own),
            (index.whole, whole, view.folded, own),
            (index.glued, glued, view.keys, own),
            (index.spans, lines, view.folded, spans),
        )
        for search, among, texts, into in searches:
            for line, entry in candidates(search, among, texts):
                into[line.index] += self._try(entry, line, view)
        for line in lines:
            self._known[line.text, line.sentence] = Finds(tuple(own[line.index]), tuple(spans[line.index]))

    def _equal(self, line: Line, view: View) -> Iterable[Find]:
        """Whole-line literals, by dictionary."""
        for entry in self.index.equal.get(view.keys[line.index], ()):
            yield Find(entry.rule, 0, len(line.text), {})
        for entry in self.index.exact.get(line.text.strip(), ()) if self.index.exact else ():
            yield Find(entry.rule, 0, len(line.text), {})

    def _try(self, entry: Entry, line: Line, view: View) -> Iterable[Find]:
        if entry.rule.sites and not site_matches(entry.rule.sites, view.host):
            return
        try:
            for start, end, values in find_in_line(entry, line, view, self.seconds):
                yield Find(entry.rule, start, end, values)
        except TimeoutError:
            what = f"rule {entry.rule.id}: its pattern took over {self.seconds:g} s on line {line.index + 1}"
            raise RecordError(what) from None


def candidates(search: Search, lines: Sequence[Line], texts: Sequence[str]) -> Iterable[tuple[Line, Entry]]:
    """Each (line, entry) worth trying, once.

    Args:
        search: the entries.
        lines: those to be looked at.
        texts: of each line of the page, as the search looks at it.
    """
    if not lines or not (search.always or search.entries):
        return
    joined = [texts[line.index] for line in lines]
    starts = list(accumulate((len(text) + len(EDGE) for text in joined), initial=0))[:-1]
    wanted: dict[int, set[int]] = {}
    for number, start in search.hits(f"{EDGE}{EDGE.join(joined)}{EDGE}"):
        wanted.setdefault(bisect_right(starts, start) - 1, set()).add(number)
    for at, numbers in sorted(wanted.items()):
        line, text = lines[at], joined[at]
        written, folded = len(line.text.strip()), len(text)
        seen: set[int] = set()
        for number in sorted(numbers):
            for entry in search.entries[number]:
                if id(entry) in seen or (written if entry.source else folded) > entry.chars:
                    continue
                seen.add(id(entry))
                if len(entry.literals) < 2 or all(literal in text for literal in entry.literals):
                    yield line, entry
    for line in lines:
        yield from ((line, entry) for entry in search.always if len(line.text.strip()) <= entry.chars)
