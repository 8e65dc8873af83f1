"""An HTML page -> the article's text and what the page says of itself, by trafilatura as it is.

The only module that knows trafilatura, which is imported here and nowhere else: cleaning text never pays for it.
trafilatura's options that keep caches between pages (deduplication) stay off, so that no page sees another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cleaner.errors import RecordError
from cleaner.values import Context

MAX_CHARS = 20_000_000
"""Longest page, in characters, that is parsed at all."""
_DATES = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
"""Only what the page gives as its date: the extensive search takes any day or year that the text mentions. The last
day is fixed, since by default it is that of the run, and a page must give the same result on any day."""


@dataclass(frozen=True, slots=True)
class Extract:
    """What a page holds: the article's text, the context that the page adds to, what the page says of itself.

    figures: the text of each figure that is not in the article's text, a line each.
    """

    text: str
    context: Context
    facts: dict[str, Any]
    figures: tuple[str, ...] = ()


def extract_html(html: str, context: Context) -> Extract:
    """The article of a page.

    Raises:
        RecordError: the page holds no article, or cannot be parsed.
    """
    if len(html) > MAX_CHARS:
        raise RecordError(f"the page has {len(html):,} characters; up to {MAX_CHARS:,} are parsed")
    import trafilatura

    try:
        document: Any = trafilatura.bare_extraction(
            html, url=context.url, with_metadata=True, include_comments=False, date_extraction_params=_DATES
        )
    except Exception as error:  # a page can make the parsers below fail in any way; it must not end the run
        raise RecordError(f"the page could not be parsed ({type(error).__name__}: {error})") from error
    text = document.text if document is not None else None
    if document is None or not text:
        raise RecordError("no article was found in the page")
    found = Context(
        url=context.url or document.url,
        lang=context.lang or _language(html, document.language),
        title=context.title or document.title,
        meta=context.meta,
    )
    return Extract(text, found, _facts(document, found), tuple(_figures(html, text)))


def _figures(html: str, article: str) -> Iterator[str]:
    """The lines under each picture, as long as the article's text does not hold them."""
    if "<figure" not in html:
        return
    from lxml import etree
    from lxml.html import document_fromstring

    try:
        root = document_fromstring(html)
    except (etree.LxmlError, ValueError):
        return
    for figure in root.iter("figure"):
        parts = list(figure.iter("figcaption")) or [figure]
        for part in parts:
            for end in part.iter("br", "p", "div"):
                end.tail = f"\n{end.tail or ''}"
        lines = [" ".join(line.split()) for part in parts for line in part.text_content().split("\n")]
        lines = [line for line in lines if line and line not in article]
        if lines:
            yield "\n".join(lines)


def _language(html: str, detected: str | None) -> str | None:
    """What the page's `<html lang>` says."""
    import regex

    from cleaner.fields import language_tag

    tag = regex.search(
        r"<html\b[^>]{0,2000}?\slang\s*=\s*[\"']?([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2})", html[:20_000], regex.I
    )
    return language_tag(tag.group(1) if tag else detected)


def _facts(document: Any, context: Context) -> dict[str, Any]:
    authors = [name.strip() for name in (document.author or "").split(";") if name.strip()]
    facts = {
        "title": document.title, "description": document.description, "authors": authors, "published": document.date,
        "language": context.lang, "site_name": document.sitename, "url": document.url, "image": document.image,
        "tags": list(document.tags or ()),
    }  # fmt: skip
    return {name: value for name, value in facts.items() if value}
