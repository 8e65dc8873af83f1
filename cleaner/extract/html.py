"""An HTML page -> the article's text, where each of its lines stood, and what the page says of itself.

One tree, one walk: the article's box is our own choice (choose.py), and what stands in the box and is not the article is
left to rules, which see each line's place. Where too little speaks for the choice trafilatura is asked; it is
imported here and nowhere else, and only then. Its options that keep caches between pages stay off, so that no page sees another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from cleaner.errors import RecordError
from cleaner.extract.choose import Choice, choose, is_major, prose_of, standfirst
from cleaner.extract.facts import Facts, facts_of
from cleaner.extract.tree import Box, Walked, parse, walk
from cleaner.fold import folded_key
from cleaner.values import Context, Place

MIN_BODY_CHARS = 600
"""JSON-LD's `articleBody` is taken for the text where nothing else was found and it has so many characters."""
MUCH_MORE = 2
"""So many times the text found elsewhere must `articleBody` be to be believed instead."""
NEARLY_ALL = 0.75
"""Boxes of one name or tag that together hold such a share of the article's running text are no furniture."""


@dataclass(frozen=True, slots=True)
class Extract:
    """What a page holds: the article's text, the context that the page adds to, what the page says of itself.

    origins: for each fact where it stood on the page.
    """

    text: str
    context: Context
    facts: dict[str, Any]
    origins: dict[str, str]


def extract_html(html: str, context: Context) -> Extract:
    """The article of a page.

    Raises:
        RecordError: the page holds no article, or cannot be parsed.
    """
    root = parse(html)
    facts = facts_of(root, context.url)
    walked = walk(root)
    found = Context(
        url=context.url or facts.values.get("url"),
        lang=context.lang or facts.values.get("language"),
        title=context.title or facts.values.get("title"),
        meta=context.meta,
    )
    titles = [t for t in (context.title, *facts.titles) if t]
    choice = choose(walked, titles)
    if choice is None or choice.weak or _is_cut_short(walked, choice, facts):
        other = _second_opinion(html, walked, choice, facts)
        if other is not None:
            return Extract(other, found, facts.values, facts.origins)
    if choice is None:
        raise RecordError("no article was found in the page")
    text, places = _written(walked, choice, facts)
    return Extract(text, replace(found, places=places), facts.values, facts.origins)


def _written(walked: Walked, choice: Choice, facts: Facts) -> tuple[str, tuple[tuple[int, Place], ...]]:
    """The article's lines as a text, and the place of each."""
    above = standfirst(walked, choice, facts.values.get("description"))
    sums = list(accumulate(prose_of(walked), initial=0.0))
    minor = [not is_major(box, sums, choice.headline) for box in walked.boxes]
    empty = _empty_names(walked, choice, sums, minor)
    mine = _own_article(walked, choice, sums)
    if mine is not None:
        minor[mine] = False
    parts: list[str] = []
    places: list[tuple[int, Place]] = []
    at = 0
    known: dict[tuple[int, str], tuple[tuple[str, ...], str, bool]] = {}
    for i in [*above, *range(choice.first, choice.last)]:
        line = walked.lines[i]
        text = f"- {line.text}" if line.item else line.text
        key = (line.box, line.tag)
        if key not in known:
            # Boxes within the article's come after it in the page's order.
            inner = (b for b in walked.around(i) if b > choice.box and minor[b])
            known[key] = _around([walked.boxes[b] for b in inner] if i >= choice.first else [], empty)
        tags, names, hidden = known[key]
        places.append((at, Place(line.tag, round(line.link_share, 3), hidden, tags, names)))
        parts.append(text)
        at += len(text) + 1
    return "\n".join(parts), tuple(places)


def _own_article(walked: Walked, choice: Choice, sums: Sequence[float]) -> int | None:
    """The element that is the article where the choice was wider: the outermost one around its first running text."""
    start = next((i for i in range(choice.first, choice.last) if sums[i + 1] > sums[i]), choice.first)
    articles = [b for b in walked.around(start) if walked.boxes[b].tag == "article"]
    return articles[-1] if articles and articles[-1] > choice.box else None


def _empty_names(walked: Walked, choice: Choice, sums: Sequence[float], minor: Sequence[bool]) -> frozenset[str]:
    """Names and tags that boxes share which together hold nearly all of the article: they say nothing of any of them."""
    held: dict[str, float] = {}
    ends: dict[str, int] = {}
    for box, small in zip(walked.boxes, minor, strict=True):
        if small and choice.first <= box.first and box.last <= choice.last and sums[box.last] > sums[box.first]:
            for name in (box.tag, *box.names):
                if box.first >= ends.get(name, 0):  # a box within one of the same name is counted with it
                    held[name] = held.get(name, 0.0) + sums[box.last] - sums[box.first]
                    ends[name] = box.last
    enough = NEARLY_ALL * (sums[choice.last] - sums[choice.first])
    return frozenset(name for name, chars in held.items() if chars >= enough)


def _around(boxes: list[Box], empty: frozenset[str]) -> tuple[tuple[str, ...], str, bool]:
    tags = tuple(b.tag for b in boxes if b.tag not in empty)
    return tags, "|".join(n for b in boxes for n in b.names if n not in empty), any(b.hidden for b in boxes)


def _is_cut_short(walked: Walked, choice: Choice, facts: Facts) -> bool:
    """Whether JSON-LD has much more of the article than the page shows, because a script or a wall stands before it."""
    body = len(facts.body or "")
    return body >= MIN_BODY_CHARS and body > MUCH_MORE * _chars(walked, choice)


def _chars(walked: Walked, choice: Choice | None) -> int:
    return sum(len(line.text) for line in walked.lines[choice.first : choice.last]) if choice else 0


def _second_opinion(html: str, walked: Walked, choice: Choice | None, facts: Facts) -> str | None:
    """What trafilatura makes of the page, or JSON-LD says, where it is more than our own choice has."""
    import trafilatura

    try:
        document: Any = trafilatura.bare_extraction(html, with_metadata=False, include_comments=False)
    except Exception as error:  # a page can make the parsers below fail in any way; it must not end the run
        raise RecordError(f"the page could not be parsed ({type(error).__name__}: {error})") from error
    own = _chars(walked, choice)
    best = (document.text if document is not None else None) or facts.body
    if facts.body and len(facts.body) >= MIN_BODY_CHARS and len(facts.body) > MUCH_MORE * len(best or ""):
        best = facts.body
    if best and folded_key(best) in map(folded_key, facts.titles):
        return None  # nothing but the headline
    return best if best and (choice is None or len(best) > own / 2) else None
