"""The lines of an article, and where each stood on its page: what rules may know of its boxes. Judges no line.

A box's name counts only where it can be true: not of boxes that hold the headline or half of the running text, nor
of names that boxes share which together hold nearly all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from cleaner.extract.choose import is_major, prose_of
from cleaner.extract.tree import Walked
from cleaner.values import Place

NEARLY_ALL = 0.75
"""Boxes of one name or tag that together hold such a share of the article's running text are no furniture."""


@dataclass(frozen=True, slots=True)
class Article:
    """Lines of a page that are the article.

    lines: their numbers, in page order.  outers: boxes that hold it, whose names say nothing of a line in it.
    first, last: interval of the lines in these boxes.  headline: its line, if it stands above.
    by: who chose it: `own`, or the ids of the rules that take it.
    """

    lines: Sequence[int]
    outers: frozenset[int]
    first: int
    last: int
    headline: int | None
    by: str


def written(walked: Walked, article: Article) -> tuple[str, tuple[tuple[int, Place], ...]]:
    """The article's lines as a text, and the place of each."""
    sums = list(accumulate(prose_of(walked), initial=0.0))
    minor = [
        box.last > article.first and box.first < article.last and not is_major(box, sums, article.headline)
        for box in walked.boxes
    ]
    empty = _empty_names(walked, article, sums, minor)
    if (mine := _own_article(walked, article, sums)) is not None:
        minor[mine] = False
    parts: list[str] = []
    places: list[tuple[int, Place]] = []
    at = 0
    known: dict[int, tuple[tuple[str, ...], str, bool, int]] = {}
    for i in article.lines:
        line = walked.lines[i]
        if line.box not in known:
            inner = _inner(walked, i, article.outers)
            row = next((b for b in inner if walked.boxes[b].tag == "tr"), -1)
            known[line.box] = (*_around(walked, [b for b in inner if minor[b]], empty), row)
        tags, names, hidden, row = known[line.box]
        shift = 2 * line.item
        marks = tuple((rule, start + shift if start else 0, end + shift) for rule, start, end in line.marks)
        places.append((at, Place(line.tag, round(line.link_share, 3), hidden, tags, names, marks, row)))
        parts.append(f"- {line.text}" if line.item else line.text)
        at += len(parts[-1]) + 1
    return "\n".join(parts), tuple(places)


def _inner(walked: Walked, line: int, outers: frozenset[int]) -> list[int]:
    """The boxes around a line within the article, innermost first; none of a standfirst above the article's box."""
    inner: list[int] = []
    for box in walked.around(line):
        if box in outers:
            return inner
        inner.append(box)
    return []


def _around(walked: Walked, inner: Sequence[int], empty: frozenset[str]) -> tuple[tuple[str, ...], str, bool]:
    """Tags and names of boxes, and whether one of them is hidden."""
    boxes = [walked.boxes[b] for b in inner]
    tags = tuple(box.tag for box in boxes if box.tag not in empty)
    names = "|".join(name for box in boxes for name in box.names if name not in empty)
    return tags, names, any(box.hidden for box in boxes)


def _own_article(walked: Walked, article: Article, sums: Sequence[float]) -> int | None:
    """The element that is the article where the choice was wider: the outermost one around its first running text."""
    start = next((i for i in range(article.first, article.last) if sums[i + 1] > sums[i]), article.first)
    inner = _inner(walked, start, article.outers)
    return next((b for b in reversed(inner) if walked.boxes[b].tag == "article"), None)


def _empty_names(walked: Walked, article: Article, sums: Sequence[float], minor: Sequence[bool]) -> frozenset[str]:
    """Names and tags that boxes share which together hold nearly all of the article: they say nothing of any of them."""
    held: dict[str, float] = {}
    ends: dict[str, int] = {}
    for box, small in zip(walked.boxes, minor, strict=True):
        if small and article.first <= box.first and box.last <= article.last and sums[box.last] > sums[box.first]:
            for name in (box.tag, *box.names):
                if box.first >= ends.get(name, 0):  # a box within one of the same name is counted with it
                    held[name] = held.get(name, 0.0) + sums[box.last] - sums[box.first]
                    ends[name] = box.last
    enough = NEARLY_ALL * (sums[article.last] - sums[article.first])
    return frozenset(name for name, chars in held.items() if chars >= enough)
