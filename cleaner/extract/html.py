"""An HTML page -> the article's text, where each of its lines stood, and what the page says of itself.

One tree, one walk: the article's box is our own choice (choose.py), and what stands in the box and is not the article is
left to rules, which see each line's place. Where too little speaks for the choice trafilatura is asked; it is
imported here and nowhere else, and only then. Its options that keep caches between pages stay off, so that no page sees another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from cleaner.errors import RecordError
from cleaner.extract.choose import LINKED, PROSE_CHARS, Choice, choose, is_major, standfirst
from cleaner.extract.facts import Facts, facts_of
from cleaner.extract.limits import MAX_ASKED_CHARS, MAX_ASKED_TAGS, refuse_article
from cleaner.extract.tree import Box, Walked, parse, walk
from cleaner.fold import folded_key
from cleaner.values import Context, Place

MIN_BODY_CHARS = 600
"""JSON-LD's `articleBody` is taken for the text where nothing else was found and it has so many characters."""

COMMON = 0.5
"""A name that so large a share of the article's running text carries says nothing against a line."""


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
    if choice is None or choice.weak:
        other = _second_opinion(html, walked, choice, facts)
        if other is not None:
            refuse_article(other.count("\n") + 1, len(other))
            return Extract(other, found, facts.values, facts.origins)
    if choice is None:
        raise RecordError("no article was found in the page")
    article = walked.lines[choice.first : choice.last]
    refuse_article(len(article), sum(len(line.text) for line in article))
    text, places = _written(walked, choice, facts)
    return Extract(text, replace(found, places=places), facts.values, facts.origins)


def _written(walked: Walked, choice: Choice, facts: Facts) -> tuple[str, tuple[tuple[int, Place], ...]]:
    """The article's lines as a text, and the place of each."""
    above = standfirst(walked, choice, facts.values.get("description"))
    sums = list(accumulate((_prose(walked, i) for i in range(len(walked.lines))), initial=0.0))
    minor = [not is_major(box, sums, choice.headline) for box in walked.boxes]
    common = _common_names(walked, choice, minor)
    parts: list[str] = []
    places: list[tuple[int, Place]] = []
    at = 0
    known: dict[tuple[int, str, bool], tuple[tuple[str, ...], str, bool]] = {}
    for i in [*above, *range(choice.first, choice.last)]:
        line = walked.lines[i]
        text = f"- {line.text}" if line.item else line.text
        running = _prose(walked, i) > 0 and line.link_share <= LINKED
        key = (line.box, line.tag, running)
        if key not in known:
            # Boxes within the article's come after it in the page's order.
            inner = (b for b in walked.around(i) if b > choice.box and minor[b])
            known[key] = _around(
                [walked.boxes[b] for b in inner] if i >= choice.first else [], common if running else ()
            )
        tags, names, hidden = known[key]
        places.append((at, Place(line.tag, round(line.link_share, 3), hidden, tags, names)))
        parts.append(text)
        at += len(text) + 1
    return "\n".join(parts), tuple(places)


def _prose(walked: Walked, index: int) -> float:
    text = walked.lines[index].text
    return len(text) if len(text) >= PROSE_CHARS else 0.0


def _common_names(walked: Walked, choice: Choice, minor: Sequence[bool]) -> frozenset[str]:
    """The names that paragraphs with half of the article's running text carry themselves, as where a paywall is before them.

    They cannot say that running text is no part of the article; of a short line beside it they still may.
    """
    carried: Counter[str] = Counter()
    whole = 0.0
    for i in range(choice.first, choice.last):
        if (prose := _prose(walked, i)) and walked.lines[i].link_share <= LINKED:
            whole += prose
            inner = (
                walked.boxes[b].names
                for b in walked.around(i)
                if b > choice.box and minor[b] and walked.boxes[b].tag == "p"
            )
            for name in {name for names in inner for name in names}:
                carried[name] += int(prose)
    return frozenset(name for name, chars in carried.items() if chars >= COMMON * whole)


def _around(boxes: list[Box], common: Collection[str]) -> tuple[tuple[str, ...], str, bool]:
    names = "|".join(n for b in boxes for n in b.names if n not in common)
    return tuple(b.tag for b in boxes), names, any(b.hidden for b in boxes)


def _second_opinion(html: str, walked: Walked, choice: Choice | None, facts: Facts) -> str | None:
    """What trafilatura makes of the page, or JSON-LD says, where it is more than our own choice has."""
    theirs = _by_trafilatura(html) if len(html) <= MAX_ASKED_CHARS and html.count("<") <= MAX_ASKED_TAGS else None
    own = sum(len(line.text) for line in walked.lines[choice.first : choice.last]) if choice else 0
    best = theirs or facts.body
    if facts.body and len(facts.body) >= MIN_BODY_CHARS and len(facts.body) > 2 * len(best or ""):
        best = facts.body
    if best and folded_key(best) in map(folded_key, facts.titles):
        return None  # nothing but the headline
    return best if best and (choice is None or len(best) > own / 2) else None


def _by_trafilatura(html: str) -> str | None:
    import trafilatura

    try:
        document: Any = trafilatura.bare_extraction(html, with_metadata=False, include_comments=False)
    except Exception as error:  # a page can make the parsers below fail in any way; it must not end the run
        raise RecordError(f"the page could not be parsed ({type(error).__name__}: {error})") from error
    return document.text if document is not None else None
