"""What a page says of itself: JSON-LD, OpenGraph and other `meta` elements, microdata, and the page's own markup.

All from the one tree. Each value carries its origin, for `why --metadata`. Dates become ISO 8601 as far as the page
gives them (a day stays a day, a time keeps its zone), languages BCP 47; nothing is guessed from running text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import orjson
import regex

from cleaner.fields import language_tag
from cleaner.fold import folded_key

ARTICLE_TYPES = frozenset(
    {
        "article", "newsarticle", "analysisnewsarticle", "askpublicnewsarticle", "backgroundnewsarticle",
        "opinionnewsarticle", "reportagenewsarticle", "reviewnewsarticle", "advertisercontentarticle",
        "satiricalarticle", "blogposting", "liveblogposting", "socialmediaposting", "scholarlyarticle",
        "techarticle", "report", "medicalscholarlyarticle",
    }
)  # fmt: skip
MAX_LD_CHARS = 2_000_000
"""Longer JSON-LD than that is not read."""
MAX_DEPTH = 12
"""Objects of JSON-LD nested deeper than that are not looked into."""
_SPACE = regex.compile(r"\s+")
_ISO = regex.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\s?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s?(Z|z|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?.{0,20}"
)
_TAGS = regex.compile(r"<[^<>]{1,400}>")
_BY = regex.compile(
    r"(?:by|von|par|por|di|da|door|av|af|od|przez|автор:?|текст:?|written by|text|texto|testo|autor(?:in)?:?)\s+",
    regex.I,
)
_SITE = regex.compile(r"\s+(?:[|•·»«\-–—]|::)\s+|\s*[｜：]\s*")
_DAY = regex.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}[./-]\d{1,2}[./-]\d{1,2}")
_CODE = regex.compile(r"\s*[(\[]\p{L}{2,5}\.?[)\]]$|^[(\[].*[)\]]$")

_TITLE = ("og:title", "twitter:title", "dc.title", "dcterms.title", "sailthru.title", "parsely-title", "headline")
_DESCRIPTION = ("og:description", "description", "twitter:description", "dc.description", "sailthru.description")
_AUTHOR = (
    "author", "article:author", "og:article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator",
    "byl", "cxenseparse:author", "authors", "twitter:creator:name",
)  # fmt: skip
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dc.date", "dc.date.created", "pubdate",
    "publishdate", "publish-date", "publish_date", "publication_date", "date", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "last-modified-date", "article.published", "rnews:datepublished", "displaydate",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "og:article:modified_time",
    "datemodified",
    "dcterms.modified",
    "lastmod",
    "last-modified",
)
_SECTION = ("article:section", "og:article:section", "section", "parsely-section", "cxenseparse:category")
_TAGS_META = ("article:tag", "og:article:tag", "news_keywords", "keywords", "parsely-tags", "sailthru.tags")
_IMAGE = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src", "parsely-image-url")
_SITE_NAME = ("og:site_name", "application-name", "al:android:app_name", "twitter:app:name:iphone", "dc.publisher")


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


def facts_of(root: Any, url: str | None) -> Facts:
    """The facts of a page.

    Args:
        root: of its tree.
        url: its address, if it is known; relative addresses are completed by it.
    """
    metas = _metas(root)
    article, others = _json_ld(root)
    facts = Facts()
    site = _site_names(metas, article, others)
    titles = [("json-ld headline", _text(article.get("headline"))), *_named(metas, _TITLE)]
    heads = [("title element", _text(e.text)) for e in root.iter("title") if e.text][:1]
    places = [*titles[1:2], titles[0], *titles[2:], *heads]
    named = [(origin, _without_site(title, site, url)) for origin, title in places if title]
    facts.titles = tuple(dict.fromkeys(title for _, title in named))
    facts.put("title", [(origin, _without_kicker(title, facts.titles)) for origin, title in named])
    facts.put("description", [*_named(metas, _DESCRIPTION), ("json-ld description", _text(article.get("description")))])
    facts.put("authors", _authors(article, metas, root, site))
    facts.put("published", _dates(article, ("datePublished", "dateCreated"), metas, _PUBLISHED, root))
    facts.put("modified", _dates(article, ("dateModified",), metas, _MODIFIED, None))
    facts.put("language", [("html lang", language_tag(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"))),
                     ("json-ld inLanguage", language_tag(_text(article.get("inLanguage")))),
                     *((o, language_tag(v)) for o, v in _named(metas, ("og:locale", "content-language", "language", "dc.language")))])  # fmt: skip
    facts.put("site_name", site)
    facts.put("section", [("json-ld articleSection", _text(article.get("articleSection"))), *_named(metas, _SECTION)])
    facts.put("tags", _tags(article, metas))
    facts.put(
        "url",
        [
            ("canonical link", _absolute(_canonical(root), url)),
            *((o, _absolute(v, url)) for o, v in _named(metas, ("og:url",))),
        ],
    )
    facts.put(
        "image",
        [
            *((o, _absolute(v, url)) for o, v in _named(metas, _IMAGE)),
            ("json-ld image", _absolute(_image(article.get("image")), url)),
        ],
    )
    _flags(facts, article)
    body = article.get("articleBody")
    facts.body = _TAGS.sub(" ", unescape(body)) if isinstance(body, str) and body.strip() else None
    return facts


def _flags(facts: Facts, article: Mapping[str, Any]) -> None:
    free = article.get("isAccessibleForFree")
    closed = free is False or (isinstance(free, str) and free.lower() == "false")
    facts.put("paywalled", [("json-ld isAccessibleForFree", closed)])
    kinds = _types(article)
    for kind, name in (("liveblogposting", "live_blog"), ("advertisercontentarticle", "sponsored")):
        facts.put(name, [("json-ld @type", kind in kinds)])


def _metas(root: Any) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        content = _text(element.get("content"))
        if name and content:
            metas.setdefault(name.strip().lower(), []).append(content)
    return metas


def _named(metas: Mapping[str, list[str]], names: Iterable[str]) -> list[tuple[str, str]]:
    return [(f"meta {name}", value) for name in names for value in metas.get(name, ())[:1]]


def _json_ld(root: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The object of JSON-LD that describes the article, and all others."""
    objects: list[dict[str, Any]] = []
    for element in root.iter("script"):
        if "ld+json" in (element.get("type") or "").lower() and element.text and len(element.text) <= MAX_LD_CHARS:
            objects += _objects(_loaded(element.text), 0)
    articles = [o for o in objects if _types(o) & ARTICLE_TYPES]
    best = max(
        articles, key=lambda o: len(o.keys() & {"headline", "datePublished", "author", "articleBody"}), default={}
    )
    return best, objects


def _loaded(text: str) -> Any:
    text = (
        text.strip()
        .removeprefix("<!--")
        .removesuffix("-->")
        .strip()
        .removeprefix("<![CDATA[")
        .removesuffix("]]>")
        .strip()
        .rstrip(";")
    )
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    try:  # publishers print line breaks inside strings, and commas too many
        return orjson.loads(regex.sub(r",\s*([}\]])", r"\1", _SPACE.sub(" ", text)))
    except orjson.JSONDecodeError:
        return None


def _objects(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > MAX_DEPTH:
        return
    if isinstance(data, list):
        for item in data:
            yield from _objects(item, depth + 1)
    elif isinstance(data, dict):
        yield data
        for name in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart"):
            if isinstance(data.get(name), (dict, list)):
                yield from _objects(data[name], depth + 1)


def _types(data: Mapping[str, Any]) -> set[str]:
    kinds = data.get("@type")
    return {str(k).rsplit("/", 1)[-1].lower() for k in (kinds if isinstance(kinds, list) else [kinds]) if k}


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    if not isinstance(value, str):
        return None
    return _SPACE.sub(" ", _TAGS.sub("", unescape(unescape(value)))).strip() or None


def _site_names(
    metas: Mapping[str, list[str]], article: Mapping[str, Any], others: Iterable[Mapping[str, Any]]
) -> list[tuple[str, str]]:
    publisher = article.get("publisher")
    names = [*_named(metas, _SITE_NAME[:1]), ("json-ld publisher", _text(publisher)), *_named(metas, _SITE_NAME[1:])]
    names += [("json-ld WebSite", _text(o.get("name"))) for o in others if "website" in _types(o)]
    return [(origin, name) for origin, name in names if name]


def _without_site(title: str, site: Iterable[tuple[str, str]], url: str | None) -> str:
    """A title less the name of the site, a host or a section at its end."""
    known = {folded_key(name) for _, name in site}
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    stem = folded_key(host.rsplit(".", 1)[0].replace("-", " ").replace(".", " "))
    while True:
        breaks = list(_SITE.finditer(title))
        if not breaks:
            return title
        head, tail = title[: breaks[-1].start()], title[breaks[-1].end() :]
        key = folded_key(tail)
        named = (
            key in known
            or bool(_DAY.fullmatch(tail.strip()))
            or (
                host
                and (key.replace(" ", "") in host.replace("-", "") or stem.replace(" ", "") == key.replace(" ", ""))
            )
        )
        named = named or bool(stem and key.split()[:1] == [stem])
        if not named or not head.strip():
            front = breaks[0]
            return title[front.end() :] if folded_key(title[: front.start()]) in known else title
        title = head.strip()


def _without_kicker(title: str, titles: Iterable[str]) -> str:
    """A title less a kicker or section before a bar, where elsewhere the page is called without it."""
    rest = title.partition(" | ")[2]
    return rest if rest and any(folded_key(rest) == folded_key(other) for other in titles) else title


def _authors(
    article: Mapping[str, Any], metas: Mapping[str, list[str]], root: Any, site: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, list[str]]]:
    known = {folded_key(name) for _, name in site}
    yield "json-ld author", person_names(_persons(article.get("author")), known)
    for name in _AUTHOR:
        yield f"meta {name}", person_names(metas.get(name, ()), known)
    marked = (
        e
        for e in root.iter()
        if isinstance(e.tag, str)
        and ((e.get("rel") or "") == "author" or "author" in (e.get("itemprop") or "").split())
    )
    texts = [" ".join(e.itertext()) for e, _ in zip(marked, range(6), strict=False)]
    yield "author markup", person_names(texts, known)
    yield "json-ld author", person_names(_persons(article.get("author")), set())


def _persons(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        name = item.get("name") if isinstance(item, dict) else item
        for one in name if isinstance(name, list) else [name]:
            if isinstance(one, str):
                yield one


def person_names(values: Iterable[str], known: set[str]) -> list[str]:
    """Names of persons: several in one value are parted, addresses and the site itself are none."""
    found: dict[str, str] = {}
    for value in values:
        clean = _text(value) or ""
        for part in regex.split(
            r"\s*[;|]\s*|,\s+(?!(?:Jr|Sr|MD|PhD|Dr)\b)|\s+(?:and|und|et|y|e|en|og|och|&)\s+(?=\p{Lu})", clean
        ):
            name = _BY.sub("", part.strip(" ,.·-–"), count=1) if _BY.match(part.strip()) else part.strip(" ,·-–")
            name = _CODE.sub("", name)
            key = folded_key(name)
            if (
                1 < len(name) <= 60
                and "://" not in name
                and "@" not in name
                and "www." not in name
                and key
                and key not in known
            ):
                found.setdefault(key, name)
    return list(found.values())


def _dates(
    article: Mapping[str, Any], keys: Iterable[str], metas: Mapping[str, list[str]], names: Iterable[str], root: Any
) -> Iterator[tuple[str, str | None]]:
    for key in keys:
        yield f"json-ld {key}", iso_date(_text(article.get(key)))
    for origin, value in _named(metas, names):
        yield origin, iso_date(value)
    if root is not None:
        times = [e for e in root.iter("time") if e.get("datetime")]
        times.sort(key=lambda e: "pubdate" not in e.attrib and "datePublished" not in (e.get("itemprop") or ""))
        for element in times[:1]:
            yield "time element", iso_date(element.get("datetime"))


def iso_date(text: str | None) -> str | None:
    """A date or time in ISO 8601, normalised; None where the text is none. The zone stays as the page gives it."""
    match = _ISO.fullmatch(text.strip()) if text else None
    if match is None:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31 and 1900 < int(year) < 2200):
        return None
    date = f"{year}-{int(month):02}-{int(day):02}"
    if hour is None or int(hour) > 23:
        return date
    zone = "" if zone is None else "Z" if zone in "Zz" else zone if ":" in zone else f"{zone[:3]}:{zone[3:] or '00'}"
    return f"{date}T{int(hour):02}:{minute}:{second or '00'}{zone}"


def _tags(article: Mapping[str, Any], metas: Mapping[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    value = article.get("keywords")
    yield "json-ld keywords", _listed(value if isinstance(value, list) else [value])
    for name in _TAGS_META:
        yield f"meta {name}", _listed(metas.get(name, ()))


def _listed(values: Iterable[Any]) -> list[str]:
    parts = [part.strip() for v in values if isinstance(v, str) for part in (_text(v) or "").split(",")]
    return list(dict.fromkeys(part for part in parts if part))


def _canonical(root: Any) -> str | None:
    for element in root.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split():
            return element.get("href") or None
    return None


def _image(value: Any) -> str | None:
    value = value[0] if isinstance(value, list) and value else value
    value = (value.get("url") or value.get("@id")) if isinstance(value, dict) else value
    return value if isinstance(value, str) else None


def _absolute(address: str | None, base: str | None) -> str | None:
    if not address or not address.strip():
        return None
    try:
        full = urljoin(base or "", address.strip())
    except ValueError:
        return None
    return full if urlsplit(full).scheme in ("http", "https") else None
