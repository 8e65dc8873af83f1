"""What a page says of itself, field by field: which source is asked first, and what the value becomes.

Sources are JSON-LD and microdata (jsonld.py), `meta` elements and other marks (marks.py), and the page's own headline and
byline, all of one tree. Each value carries its origin, for `why --metadata`. Dates become ISO 8601 as far as the page
gives them (a day stays a day, a time keeps its zone), languages BCP 47; nothing is guessed from running text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from cleaner.extract.dates import iso_date
from cleaner.extract.jsonld import (
    Item,
    article_of,
    body_of,
    listed,
    microdata_of,
    objects_of,
    plain,
    text_of,
    types_of,
)
from cleaner.extract.marks import Marks, marks_of
from cleaner.extract.names import authors_of, byline, marked, person_names
from cleaner.extract.pictures import absolute, images_of
from cleaner.extract.titles import Named, Site, headline, site_of, without_site
from cleaner.fields import language_tag
from cleaner.fold import folded_key

_TITLE = ("twitter:title", "dc.title", "dcterms.title", "sailthru.title", "parsely-title", "headline")
_DESCRIPTION = ("og:description", "description", "twitter:description", "dc.description", "sailthru.description")
_AUTHOR = (
    "author", "article:author", "article:author_name", "og:author", "og:article:author", "parsely-author",
    "sailthru.author", "dc.creator", "dcterms.creator", "byl", "cxenseparse:author", "authors", "articleauthor",
    "twitter:creator:name",
)  # fmt: skip
_PUBLISHED = ("article:published_time", "og:article:published_time", "article:published", "og:published_time")
_PUBLISHED_ELSE = (
    "datepublished",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dc.date", "dc.date.created", "date.created",
    "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "date", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "article.published", "rnews:datepublished", "displaydate", "published_time", "og:pubdate",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "og:article:modified_time", "datemodified", "dcterms.modified",
    "dc.date.modified", "date.modified", "article.updated", "lastmod", "last-modified", "last-modified-date",
)  # fmt: skip
_SECTION = ("article:section", "og:article:section", "section", "parsely-section", "cxenseparse:category")
_TAGS = ("article:tag", "og:article:tag", "news_keywords", "keywords", "parsely-tags", "sailthru.tags")
_IMAGE = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src", "parsely-image-url")
_SITE_NAME = ("application-name", "al:android:app_name", "twitter:app:name:iphone", "dc.publisher")
_SPONSORED = ("sponsored", "is_sponsored", "issponsored", "is-sponsored", "article:sponsored", "advertorial")
_LANGUAGE = ("og:locale", "content-language", "language", "dc.language")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MACHINES = (
    "google translate",
    "deepl",
    "microsoft translator",
    "bing translator",
    "chatgpt",
    "openai",
    "machine translation",
)
MAX_HEADS = 10
"""So many `h1` elements are read."""
MAX_TAGS = 200
DAY_CHARS = len("2024-05-14")
SECTION_CHARS = 100
"""A longer text is no section."""
HEAD_CHARS = 500
"""A longer `h1` is no headline."""


@dataclass(slots=True)
class Facts:
    """What was found. values: by field.  origins: for each field where its value stood.  titles: all the page is called.

    body: the article's text as JSON-LD gives it.
    """

    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    body: str | None = None

    def put(self, name: str, found: Iterable[tuple[str, Any]]) -> None:
        """Take the first of these (origin, value) pairs that has a value."""
        for origin, value in found:
            if value:
                self.values[name], self.origins[name] = value, origin
                return


@dataclass(frozen=True, slots=True)
class _Page:
    """What is known of a page while its facts are gathered. items: JSON-LD and microdata on the article."""

    root: Any
    url: str | None
    marks: Marks
    objects: Sequence[Item]
    items: Sequence[tuple[str, Item]]
    site: Site
    names: Named

    def first(self, *keys: str) -> Iterator[tuple[str, Any]]:
        """Origin and value of these keys in the structured data on the article."""
        for origin, item in self.items:
            for key in keys:
                yield f"{origin} {key}", item.get(key)

    def texts(self, *keys: str) -> Named:
        """The same, values that are texts."""
        return [(origin, text) for origin, value in self.first(*keys) if (text := text_of(value))]


def facts_of(root: Any, url: str | None) -> Facts:
    """The facts of a page.

    Args:
        root: of its tree.
        url: its address, if it is known; relative addresses are completed by it.
    """
    marks = marks_of(root)
    objects = objects_of(marks.scripts)
    ld = article_of(objects)
    site_names = _site_names(marks, ld, objects)
    site = site_of(site_names, url)
    declared = [*marks.named(("og:title",)), *_headline("json-ld", ld), *marks.named(_TITLE)]
    titles = _less_site([*declared, *([("title element", marks.title)] if marks.title else [])], site)
    item = microdata_of(marks.scopes, (title for _, title in titles))
    titles += _less_site(_headline("microdata", item), site)
    page = _Page(root, url, marks, objects, (("json-ld", ld), ("microdata", item)), site, site_names)
    facts = Facts(titles=tuple(dict.fromkeys(title for _, title in titles)), body=body_of(ld))
    heads = [_readings(head) for head in marks.heads[:MAX_HEADS]]
    facts.put("title", headline(titles, heads))
    facts.put("description", [*marks.named(_DESCRIPTION), *page.texts("description")])
    facts.put("authors", _authors(page, heads, facts.titles))
    facts.put("published", _timed(_published(page)))
    facts.put("modified", _timed(_modified(page)))
    facts.put("language", _languages(page))
    facts.put("site_name", site_names)
    sections = [*page.texts("articleSection"), *marks.named(_SECTION)]
    facts.put("section", [(o, text) for o, text in sections if len(text) <= SECTION_CHARS])
    facts.put("tags", _tags(page))
    facts.put("url", _addresses(page))
    _put_images(facts, page)
    _put_flags(facts, page)
    return facts


def _site_names(marks: Marks, article: Item, objects: Iterable[Item]) -> Named:
    publisher = text_of(article.get("publisher"))
    names = [*marks.named(("og:site_name",)), *([("json-ld publisher", publisher)] if publisher else [])]
    names += marks.named(_SITE_NAME)
    sites = (text_of(o.get("name")) for o in objects if "website" in types_of(o))
    return [*names, *(("json-ld WebSite", name) for name in sites if name)]


def _headline(origin: str, item: Item) -> Named:
    text = text_of(item.get("headline"))
    return [(f"{origin} headline", text)] if text else []


def _less_site(titles: Named, site: Site) -> Named:
    return [(origin, without_site(title, site)) for origin, title in titles]


def _readings(head: Any) -> tuple[str, ...]:
    """The text of a heading, its parts taken as parts of words and as words."""
    parts = list(head.itertext())
    found = {plain("".join(parts)), plain(" ".join(parts))}
    return tuple(sorted(text for text in found if text and len(text) <= HEAD_CHARS))


def _authors(page: _Page, heads: Sequence[Sequence[str]], titles: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    yield from authors_of(page.items, "author", page.site)
    yield from authors_of(page.items, "creator", page.site)
    for name in _AUTHOR:
        yield f"meta {name}", person_names(page.marks.values(name), page.site)
    yield "author markup", marked(page.root, page.site)
    head = _shown(page.marks, heads, titles)
    if head is not None:
        yield "byline", byline(head, page.site)
    yield from authors_of(page.items, "author", None)


def _shown(marks: Marks, heads: Sequence[Sequence[str]], titles: Sequence[str]) -> Any:
    """The heading that says what the page is called; else its only `h1`."""
    called = set(map(folded_key, titles))
    read = [*zip(marks.heads, heads, strict=False), *((head, _readings(head)) for head in marks.below[:MAX_HEADS])]
    for head, texts in read:
        if any(folded_key(text) in called for text in texts):
            return head
    return marks.heads[0] if len(marks.heads) == 1 else None


def _one(value: Any) -> Any:
    return next(iter(listed(value)), None)


def _published(page: _Page) -> Iterator[tuple[str, str | None]]:
    ld, item = (list(page.first("datePublished", "dateCreated"))[i : i + 2] for i in (0, 2))
    for origin, value in [*ld, *page.marks.named(_PUBLISHED), *item, *page.marks.named(_PUBLISHED_ELSE)]:
        yield origin, iso_date(_one(value))
    for text in page.marks.shown_times()[:1]:
        yield "time element", iso_date(text)


def _modified(page: _Page) -> Iterator[tuple[str, str | None]]:
    ld, item = page.first("dateModified")
    for origin, value in [ld, *page.marks.named(_MODIFIED), item]:
        yield origin, iso_date(_one(value))


def _timed(found: Iterable[tuple[str, str | None]]) -> Iterator[tuple[str, str]]:
    """The first date; where it is a mere day, rather the time that another source has for that day."""
    first: tuple[str, str] | None = None
    for origin, date in found:
        if date and (first is None or date.startswith(first[1])):
            if len(date) > DAY_CHARS:
                yield origin, date
            first = first or (origin, date)
    if first:
        yield first


def _languages(page: _Page) -> Iterator[tuple[str, str | None]]:
    yield "html lang", language_tag(page.root.get("lang") or page.root.get(_XML_LANG))
    for origin, text in [*page.texts("inLanguage"), *page.marks.named(_LANGUAGE)]:
        yield origin, language_tag(text)


def _tags(page: _Page) -> Iterator[tuple[str, list[str]]]:
    for origin, value in page.first("keywords"):
        yield origin, _parted(text_of(v) for v in listed(value))
    for name in _TAGS:
        yield f"meta {name}", _parted(page.marks.values(name))


def _parted(values: Iterable[str | None]) -> list[str]:
    parts = (part.strip() for value in values if value for part in value.split(","))
    return list(dict.fromkeys(part for part in parts if part))[:MAX_TAGS]


def _addresses(page: _Page) -> Iterator[tuple[str, str | None]]:
    """The page's address; a canonical link to the front page is a mistake of the site."""
    for origin, value in [("canonical link", page.marks.canonical), *page.marks.named(("og:url",))]:
        address = absolute(value, page.url)
        if address and (not page.url or _is_deep(address) or not _is_deep(page.url)):
            yield origin, address


def _is_deep(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.path.removesuffix("index.html").removesuffix("index.php").strip("/") or parts.query)


def _put_images(facts: Facts, page: _Page) -> None:
    metas = page.marks.named(_IMAGE)
    items = [item for _, item in page.items]
    addresses = page.marks.values("og:image")
    images = images_of(items, addresses, page.url, facts.titles)
    first = next((image["url"] for image in images), None)
    facts.put("image", [*((o, absolute(v, page.url)) for o, v in metas), ("json-ld image", first)])
    facts.put("images", [("json-ld image" if any(i.get("image") for i in items) else "meta og:image", images)])


def _put_flags(facts: Facts, page: _Page) -> None:
    facts.put("paywalled", _closed(page))
    kinds = {origin: types_of(item) for origin, item in page.items}
    facts.put("live_blog", [(f"{o} @type", "liveblogposting" in k) for o, k in kinds.items()]
              + [(o, bool(v)) for o, v in page.first("coverageStartTime")])  # fmt: skip
    facts.put("sponsored", [(f"{o} @type", "advertisercontentarticle" in k) for o, k in kinds.items()]
              + [(o, v.lower() in ("true", "1", "yes")) for o, v in page.marks.named(_SPONSORED)])  # fmt: skip
    facts.put("machine_translated", _translated(page))
    if "machine_translated" in facts.values:
        works = [(o, _work(_one(v), page.url)) for o, v in page.first("translationOfWork")]
        facts.put("translation", [(o, {"original_url": url}) for o, url in works if url])


def _closed(page: _Page) -> Iterator[tuple[str, bool]]:
    """Whether the page is for subscribers; what JSON-LD says of the article itself wins over its parts and `meta`."""
    for origin, value in page.first("isAccessibleForFree", "isAccessibleforFree"):
        free = _truth(_one(value))
        if free is not None:
            yield origin, not free
            if free:
                return
    for origin, value in page.first("hasPart"):
        parts = (_truth(part.get("isAccessibleForFree")) for part in listed(value) if isinstance(part, dict))
        yield origin, False in parts
    tiers = page.marks.named(("article:content_tier", "article:content-tier"))
    yield from ((origin, tier.lower() in ("locked", "metered")) for origin, tier in tiers)


def _truth(value: Any) -> bool | None:
    if isinstance(value, str):
        value = {"true": True, "yes": True, "false": False, "no": False}.get(value.strip().rpartition("/")[2].lower())
    return value if isinstance(value, bool) else None


def _translated(page: _Page) -> Iterator[tuple[str, bool]]:
    """Whether a program translated the page: its translator is one, or the page comes from one's address."""
    for origin, value in page.first("translator"):
        for who in listed(value):
            machine = isinstance(who, dict) and "softwareapplication" in types_of(who)
            name = folded_key(text_of(who) or "")
            yield origin, machine or any(word in name for word in _MACHINES)
    yield "html class", bool({"translated-ltr", "translated-rtl"} & set((page.root.get("class") or "").split()))
    yield "address", page.site.labels[-2:] == ("translate", "goog")


def _work(value: Any, base: str | None) -> str | None:
    if isinstance(value, dict):
        value = _one(value.get("url")) or value.get("@id")
    return absolute(value, base)
