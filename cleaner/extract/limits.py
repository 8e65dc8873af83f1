"""What a page may cost: limits far above any news page, beyond which it is refused in clear words instead of parsed for minutes."""

from __future__ import annotations

import regex

from cleaner.errors import RecordError

MAX_CHARS = 50_000_000
"""Longest page, in characters, that is parsed at all. Pages of 30 MB carry scripts and pictures in them, and an article."""
MAX_TAGS = 500_000
"""A page of more tags costs a gigabyte; the fullest news pages have some ten thousands."""
MAX_ATTRIBUTES = 20_000
"""Attributes of one tag cost by their square: so many take a second, five times as many a minute."""
MAX_ARTICLE_LINES = 10_000
MAX_ARTICLE_CHARS = 1_000_000
"""A longer article is a book or a list."""
MAX_ASKED_CHARS = 5_000_000
MAX_ASKED_TAGS = 30_000
"""Another extractor is not asked about pages with more: it walks them many times over."""
_WINDOW = 25_000
_TAG = regex.compile(r"""<[a-zA-Z](?:[^>"']++|"[^"]*+"|'[^']*+')*+""")
_ATTRIBUTE = regex.compile(r"""[^\s"'/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"']*+))?+""")


def refuse_floods(html: str) -> None:
    """Look at a page before it is parsed.

    Raises:
        RecordError: it is too long, or holds too many tags or a tag of too many attributes.
    """
    if len(html) > MAX_CHARS:
        raise RecordError(f"the page has {len(html):,} characters; up to {MAX_CHARS:,} are parsed")
    tags = html.count("<")
    if tags > MAX_TAGS:
        raise RecordError(f"the page has {tags:,} tags; up to {MAX_TAGS:,} are parsed")
    seen = -1
    for at in range(0, len(html), _WINDOW):
        # A tag of so many attributes is longer than two windows, so that one of them lies wholly in it.
        if html.find("<", at, at + _WINDOW) >= 0:
            continue
        start = html.rfind("<", 0, at)
        if start > seen:
            seen = start
            _refuse_tag(html, start)


def refuse_article(lines: int, chars: int) -> None:
    """Look at an article before rules see it.

    Raises:
        RecordError: it is too long for one.
    """
    if lines > MAX_ARTICLE_LINES or chars > MAX_ARTICLE_CHARS:
        limits = f"up to {MAX_ARTICLE_LINES:,} and {MAX_ARTICLE_CHARS:,} are cleaned"
        raise RecordError(
            f"the page's text has {lines:,} lines and {chars:,} characters, too many for an article; {limits}"
        )


def _refuse_tag(html: str, start: int) -> None:
    tag = _TAG.match(html, start)
    if tag is None or tag.end() - start < 2 * _WINDOW:
        return
    if html.rfind("<script", 0, start) > html.rfind("</script", 0, start):
        return  # a comparison in a script, no tag
    count = sum(1 for _ in _ATTRIBUTE.finditer(html, start, tag.end()))
    if count > MAX_ATTRIBUTES:
        raise RecordError(f"a tag of the page has {count:,} attributes; up to {MAX_ATTRIBUTES:,} are parsed")
