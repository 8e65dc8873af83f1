"""The structure matchers: lines told by what else stands on the page. One function each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache

import regex

from cleaner.fold import folded_key, trim
from cleaner.match.shape import article_of
from cleaner.match.view import View
from cleaner.orthography import count_words, words_of
from cleaner.ruleset.model import Condition, Rule, Run
from cleaner.values import Line

_SITE_PART = regex.compile(r"(.{12,}?)\s+(?:[|•·»«\-–—]|::)\s+[^|•·»«–—]{2,40}$")
NEAR_WORDS = 4
"""Texts shorter than so many words are never near to each other."""
NEAR_TITLE = 0.7
"""A line that shares so many of its words with the title, both ways, repeats it."""
KICKER_CHARS = 40
"""A headline with a kicker or a site's name about it has so many more characters at most."""
CREDIT_CHARS = 80
"""A caption with its credit has so many more characters at most than without."""
HEADLINE_SHARE = 0.6
"""A headline cut short, or less its kicker, still has this share of the title's characters."""


def find_structure(rule: Rule, view: View) -> Iterator[Line]:
    """The lines that a structure rule's matcher finds, conditions not yet asked."""
    if rule.matcher == "same_as":
        yield from _ECHOES[rule.echo or ""](rule, view)
    elif rule.matcher == "repeated":
        yield from _repeated(rule, view)
    elif not _can_hold(rule, view):
        return
    elif rule.matcher == "run":
        yield from _run(rule, view)
    elif rule.matcher == "outside":
        yield from _outside(view)
    else:
        yield from _any(rule, view)


def _any(rule: Rule, view: View) -> Iterator[Line]:
    """Any line; of a rule that names a box, or roles, those that stand in it or bear one."""
    for condition in rule.where:
        if condition.name == "inside":
            yield from (view.lines[i] for i in sorted(view.inside(condition.value)))
            return
        if condition.name == "role":
            yield from (line for line in view.lines if view.bears(line.index, condition.value))
            return
    yield from view.lines


def _can_hold(rule: Rule, view: View) -> bool:
    """Whether the roles that the rule's neighbours must have occur at all, and the page is HTML if it must be: most end here."""
    if not view.page.context.places and rule.is_selector:
        return False
    if rule.matcher == "run" and not view.any_bears(rule.run.roles):
        return False
    for condition in rule.where:
        if condition.name == "inside" and not view.inside(condition.value):
            return False
        wanted = _evidence(condition)
        if wanted and not view.any_bears(wanted):
            return False
    return True


def _evidence(condition: Condition) -> tuple[str, ...]:
    """The roles without which a condition cannot hold on a page; none where something else would do."""
    value = condition.value
    if condition.name == "role":
        return tuple(value)
    other = condition.name in ("above", "below") and (
        value.lines or value.kinds or value.prose or value.headline or value.edge
    )
    if condition.name in ("above", "below") and not other:
        return tuple(value.roles)
    return ()


def _run(rule: Rule, view: View) -> Iterator[Line]:
    """The lines of each maximal run of short lines that are open or bear a wanted role, if enough of them bear one."""
    row: list[Line] = []
    for line in [*view.lines, None]:
        if line is not None and _fits_run(rule.run, line, view):
            row.append(line)
            continue
        known = sum(view.bears(other.index, rule.run.roles) for other in row)
        if len(row) >= rule.run.lines and known >= max(2, rule.run.share * len(row)):
            yield from _without_next(_from_known(row, rule.run, view), line, rule.run, view)
        row = []


def _from_known(row: list[Line], run: Run, view: View) -> list[Line]:
    """A run less the unknown lines above its first known one: they may be the end of the article, a list of names."""
    first = next(i for i, line in enumerate(row) if view.bears(line.index, run.roles))
    return row[first:]


def _without_next(row: list[Line], below: Line | None, run: Run, view: View) -> list[Line]:
    """A run without the unknown lines at its end that belong to the running text below: a subhead, a live blog's time.

    What stands under a marker of links are the links, but for the subhead right above the text, which is the author's to spare.
    """
    last = max(i for i, line in enumerate(row) if view.bears(line.index, run.roles))
    if below is None or not view.is_prose(below) or "related" in view.roles[row[last].index]:
        return row
    return row[: last + 1]


def _fits_run(run: Run, line: Line, view: View) -> bool:
    if line.kind == "title" or line.sentence or view.shape.sizes[line.index] > run.chars:
        return False
    return view.shape.open[line.index] or view.bears(line.index, run.roles)


def _outside(view: View) -> Iterator[Line]:
    """The lines above and below the article of a full-page text."""
    if view.page.shape != "lines" or view.page.context.places:  # of an HTML page the article was chosen already
        return
    known = headlines(view) if view.page.context.title else frozenset()
    article = article_of(view.lines, view.shape, view.roles, known, view.about_title)
    if article:
        yield from (line for line in view.lines if line.index not in article)


def _repeated(rule: Rule, view: View) -> Iterator[Line]:
    for line, key in zip(view.lines, view.keys, strict=True):
        if key and view.counts[key] >= rule.times and view.words(line) <= rule.max_words:
            yield line


def _previous(rule: Rule, view: View) -> Iterator[Line]:
    for line in view.lines[1:]:
        if _same(view.keys[line.index], view.keys[line.index - 1], rule.near):
            yield line


def _earlier(rule: Rule, view: View) -> Iterator[Line]:
    seen: set[str] = set()
    for line, key in zip(view.lines, view.keys, strict=True):
        if key in seen or (rule.near < 1 and any(_same(key, other, rule.near) for other in seen)):
            yield line
        if key:
            seen.add(key)


def headlines(view: View) -> frozenset[int]:
    """The lines that are the title or repeat it, less items of lists."""
    if view.headlines is None:
        own = [line.index for line in view.lines if line.kind == "title"]
        view.headlines = frozenset(
            (*own, *(line.index for line in _like_title(view, NEAR_TITLE) if line.kind != "list"))
        )
    return view.headlines


def _title(rule: Rule, view: View) -> Iterator[Line]:
    yield from _like_title(view, rule.near)


def _like_title(view: View, near: float) -> Iterator[Line]:
    page = view.page
    if not page.title:
        return
    title = folded_key(page.title)
    forms = [title]
    site = _SITE_PART.match(title)
    if site:
        forms.append(trim(site.group(1)))
    first = page.title_line + 1 if page.title_line is not None else 0
    for line in view.lines[first:]:
        key = view.keys[line.index]
        if any(_same(key, form, near) or (near < 1 and _frames(key, form)) for form in forms):
            yield line


def _deck(rule: Rule, view: View) -> Iterator[Line]:
    if view.page.deck_line is None:
        return
    deck = view.keys[view.page.deck_line]
    for line in view.lines[view.page.deck_line + 1 :]:
        if _same(view.keys[line.index], deck, rule.near):
            yield line


def _caption(rule: Rule, view: View) -> Iterator[Line]:
    captions = {folded_key(text) for text in _record_captions(view)}
    captions.update(key for key, roles in zip(view.keys, view.roles, strict=True) if key and "caption" in roles)
    for line, key in zip(view.lines, view.keys, strict=True):
        if "caption" in view.roles[line.index]:
            continue
        if any(_same(key, caption, rule.near) or _begins(key, caption) for caption in captions):
            yield line


def _record_captions(view: View) -> Iterator[str]:
    images = view.page.context.meta.get("images")
    for image in images if isinstance(images, list) else ():
        if isinstance(image, dict) and isinstance(image.get("caption"), str) and image["caption"].strip():
            yield image["caption"]


_ECHOES: dict[str, Callable[[Rule, View], Iterator[Line]]] = {
    "previous": _previous, "earlier": _earlier, "title": _title, "deck": _deck, "caption": _caption,
}  # fmt: skip


def _same(one: str, other: str, near: float) -> bool:
    """Whether two folded lines are equal, or share enough of their words both ways."""
    if one == other:
        return bool(one)
    if near >= 1:
        return False
    (left, lesser), (right, greater) = sorted((_bag(one), _bag(other)), key=lambda bag: bag[1])
    if lesser < max(NEAR_WORDS, near * greater):  # even if all words of the shorter were shared
        return False
    return sum(min(number, right[word]) for word, number in left.items() if word in right) >= near * greater


@lru_cache(maxsize=1024)
def _bag(text: str) -> tuple[Counter[str], int]:
    """The words of a folded text, and how many they are."""
    words = words_of(text)
    return Counter(words), len(words)


def _begins(line: str, caption: str) -> bool:
    """Whether a folded line is a caption less its credit."""
    return len(caption) - len(line) <= CREDIT_CHARS and caption.startswith(line) and count_words(line) >= NEAR_WORDS


def _frames(line: str, title: str) -> bool:
    """Whether a folded line is the title with a kicker about it, or the title less its kicker or its end."""
    longer, shorter = (line, title) if title in line else (title, line) if line in title else ("", "")
    if not shorter or count_words(shorter) < NEAR_WORDS:
        return False
    return len(line) - len(title) <= KICKER_CHARS if longer is line else len(line) >= HEADLINE_SHARE * len(title)
