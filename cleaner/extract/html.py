"""An HTML page -> the article's text, where each of its lines stood, and what the page says of itself.

One tree, one walk: the article's box is what a rule of the site takes, or else our own choice (choose.py), and what
stands in the box and is not the article is left to rules, which see each line's place. Where too little speaks for the
choice trafilatura is asked; it is imported here and nowhere else, and only then. Its options that keep caches between
pages stay off, so that no page sees another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from cleaner.errors import NoArticleError, RecordError
from cleaner.extract.choose import Choice, choose, standfirst
from cleaner.extract.facts import Facts, facts_of
from cleaner.extract.limits import MAX_ASKED_CHARS, MAX_ASKED_TAGS, refuse_article
from cleaner.extract.places import Article, written
from cleaner.extract.select import Finds, find
from cleaner.extract.tree import Walked, parse, walk
from cleaner.fold import folded_key
from cleaner.ruleset.model import Rule
from cleaner.values import Context

MIN_BODY_CHARS = 600
"""JSON-LD's `articleBody` is taken for the text where nothing else was found and it has so many characters."""
MUCH_MORE = 2
"""So many times the text found elsewhere must `articleBody` be to be believed instead."""


@dataclass(frozen=True, slots=True)
class Extract:
    """What a page holds: the article's text, the context that the page adds to, what the page says of itself.

    origins: for each fact where it stood on the page, or the rule that marks it.
    by: what chose the text: the ids of rules that take it, else `own`, `trafilatura` or `json-ld`.
    flags: what was noticed on the way.
    """

    text: str
    context: Context
    facts: dict[str, Any]
    origins: dict[str, str]
    by: str
    flags: tuple[str, ...] = ()


def extract_html(html: str, context: Context, rules: Sequence[Rule] = ()) -> Extract:
    """The article of a page.

    Args:
        html: the page, decoded.
        context: what is known beside the page; it wins over what the page says.
        rules: those that select elements of trees.

    Raises:
        RecordError: the page holds no article, or cannot be parsed.
    """
    root = parse(html)
    facts = facts_of(root, context.url)
    url, lang = context.url or facts.values.get("url"), context.lang or facts.values.get("language")
    finds = find(root, rules, url, lang) if rules else Finds()
    for rule, name, value in finds.facts:
        facts.put(name, [(f"rule {rule}", value)])
    title = context.title or facts.values.get("title")
    found = Context(url=url, lang=lang, title=title, meta=context.meta)
    walked = walk(root, finds.elements)
    article, flags = _taken(walked, finds)
    if article is None:
        titles = [t for t in (context.title, *facts.titles) if t]
        choice = choose(walked, titles)
        if choice is None or choice.weak or _is_cut_short(walked, choice, facts):
            other = _second_opinion(html, walked, choice, facts)
            if other is not None:
                refuse_article(other[1].count("\n") + 1, len(other[1]))
                return Extract(other[1], found, facts.values, facts.origins, other[0], flags)
        if choice is None:
            raise NoArticleError("no article was found in the page")
        article = _chosen(walked, choice, facts)
    refuse_article(len(article.lines), sum(len(walked.lines[i].text) for i in article.lines))
    text, places = written(walked, article)
    return Extract(text, replace(found, places=places), facts.values, facts.origins, article.by, flags)


def _taken(walked: Walked, finds: Finds) -> tuple[Article | None, tuple[str, ...]]:
    """The article as rules of the site take it, and what is to be told of rules that found nothing."""
    if not finds.taking:
        return None, ()
    by_line = [finds.taking.intersection(name for name, _, _ in line.marks) for line in walked.lines]
    lines = [i for i, rules in enumerate(by_line) if rules]
    if not lines:
        return None, (f"the article was not where {', '.join(sorted(finds.taking))} would take it",)
    first, last = lines[0], lines[-1] + 1
    taken = {i for i, rules in walked.selected.items() if not finds.taking.isdisjoint(rules)}
    outers = taken.union(i for i, box in enumerate(walked.boxes) if box.first <= first and box.last >= last)
    used = sorted({rule for rules in by_line for rule in rules})
    return Article(lines, frozenset(outers), first, last, None, ", ".join(used)), ()


def _chosen(walked: Walked, choice: Choice, facts: Facts) -> Article:
    """The article of our own choice, with the standfirst above it."""
    lines = [*standfirst(walked, choice, facts.values.get("description")), *range(choice.first, choice.last)]
    return Article(lines, frozenset([choice.box]), choice.first, choice.last, choice.headline, "own")


def _is_cut_short(walked: Walked, choice: Choice, facts: Facts) -> bool:
    """Whether JSON-LD has much more of the article than the page shows, because a script or a wall stands before it."""
    body = len(facts.body or "")
    return body >= MIN_BODY_CHARS and body > MUCH_MORE * _chars(walked, choice)


def _chars(walked: Walked, choice: Choice | None) -> int:
    return sum(len(line.text) for line in walked.lines[choice.first : choice.last]) if choice else 0


def _second_opinion(html: str, walked: Walked, choice: Choice | None, facts: Facts) -> tuple[str, str] | None:
    """What trafilatura makes of the page, or JSON-LD says, where it is more than our own choice has; who says it first."""
    theirs = _by_trafilatura(html) if len(html) <= MAX_ASKED_CHARS and html.count("<") <= MAX_ASKED_TAGS else None
    best = ("trafilatura", theirs) if theirs else ("json-ld", facts.body or "")
    if facts.body and len(facts.body) >= MIN_BODY_CHARS and len(facts.body) > MUCH_MORE * len(best[1]):
        best = ("json-ld", facts.body)
    if not best[1] or folded_key(best[1]) in map(folded_key, facts.titles):
        return None  # nothing, or nothing but the headline
    return best if choice is None or len(best[1]) > _chars(walked, choice) / 2 else None


def _by_trafilatura(html: str) -> str | None:
    import trafilatura

    try:
        document: Any = trafilatura.bare_extraction(html, with_metadata=False, include_comments=False)
    except Exception as error:  # a page can make the parsers below fail in any way; it must not end the run
        raise RecordError(f"the page could not be parsed ({type(error).__name__}: {error})") from error
    return document.text if document is not None else None
