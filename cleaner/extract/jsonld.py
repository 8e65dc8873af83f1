"""Structured data of a page -> one plain object that describes the article: JSON-LD here, microdata in the same shape.

Anything may stand in either: every value is looked at before it is used, and depth and number are limited.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any

import orjson
import regex
from lxml import etree

from cleaner.fold import folded_key

Item = dict[str, Any]
"""An object of JSON-LD or microdata, its values as they came."""

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
MAX_OBJECTS = 2_000
"""So many objects of JSON-LD, and entries of a list, are read of a page."""
MAX_PROPS = 500
"""So many properties of an article in microdata are read."""
MAX_ITEMS = 30
"""A page with more boxes of microdata that say that they are articles is a list of articles."""
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart")
_TELLING = frozenset({"headline", "datePublished", "author", "articleBody"})
_REFERRED = ("author", "creator", "publisher", "image", "translationOfWork", "translator")
_SPACE = regex.compile(r"\s+")
_TAGS = regex.compile(r"<[^<>]{1,400}>")
_COMMA = regex.compile(r",\s*([}\]])")
_PROPS = etree.XPath(".//*[@itemprop]")
_URLS = frozenset({"url", "contentUrl", "image", "thumbnailUrl", "mainEntityOfPage", "translationOfWork"})
"""Properties whose value is where a link leads; of any other, a link's words are meant."""
_READ = frozenset(
    {
        "headline", "name", "alternativeHeadline", "description", "author", "creator", "datePublished", "dateCreated",
        "dateModified", "articleSection", "keywords", "articleBody", "image", "url", "contentUrl", "caption",
        "creditText", "publisher", "inLanguage", "isAccessibleForFree", "translator", "translationOfWork",
    }
)  # fmt: skip
_VALUE_CHARS = 2_000


def text_of(value: Any) -> str | None:
    """The text of a value: itself, the first of a list, an object's name; without markup; None where it has none."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    return plain(value) if isinstance(value, str) else None


def plain(text: str) -> str | None:
    """A text less entities, tags and needless spaces; None where nothing remains."""
    if "&" in text:
        text = unescape(unescape(text))
    if "<" in text:
        text = _TAGS.sub("", text)
    return _SPACE.sub(" ", text).strip() or None


def types_of(item: Mapping[str, Any]) -> set[str]:
    """The types of an object, in lower case, without their address."""
    kinds = item.get("@type")
    return {k.rsplit("/", 1)[-1].lower() for k in listed(kinds) if isinstance(k, str)}


def listed(value: Any) -> list[Any]:
    """A value as a list: several, one, or none."""
    if isinstance(value, list):
        return value[:MAX_OBJECTS]
    return [] if value is None else [value]


def objects_of(texts: Iterable[str]) -> list[Item]:
    """All objects of a page's JSON-LD in order, those inside others after them.

    Args:
        texts: of its scripts.
    """
    objects: list[Item] = []
    for text in texts:
        if len(text) > MAX_LD_CHARS:
            continue
        for item in _objects(_loaded(text), 0):
            if len(objects) >= MAX_OBJECTS:
                return objects
            objects.append(item)
    return objects


def article_of(objects: Iterable[Item]) -> Item:
    """The object that describes the page's article, empty if there is none. What it refers to is put in place."""
    objects = list(objects)
    articles = [o for o in objects if types_of(o) & ARTICLE_TYPES]
    best = max(articles, key=_tells, default=None)
    if best is None:
        return {}
    headline = folded_key(text_of(best.get("headline")) or "")
    known = {o["@id"]: o for o in reversed(objects) if isinstance(o.get("@id"), str) and len(o) > 1}
    article = dict(best)
    for other in articles if headline else ():
        if other is not best and folded_key(text_of(other.get("headline")) or "") == headline:
            kinds = [*listed(article.get("@type")), *listed(other.get("@type"))]
            article = {**other, **article, "@type": kinds}
    for name in _REFERRED:
        if name in article:
            article[name] = [_followed(value, known) for value in listed(article[name])[:50]]
    return article


def body_of(article: Item) -> str | None:
    """The article's text as JSON-LD gives it, its lines kept."""
    body = article.get("articleBody")
    return _TAGS.sub(" ", unescape(body)) if isinstance(body, str) and body.strip() else None


def _tells(item: Item) -> int:
    return len(item.keys() & _TELLING)


def _followed(value: Any, known: Mapping[str, Item]) -> Any:
    """What `{"@id": …}` stands for, if it is elsewhere on the page."""
    if isinstance(value, dict) and isinstance(value.get("@id"), str):
        return {**known.get(value["@id"], {}), **value}
    return value


def _loaded(text: str) -> Any:
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip()
    text = text.removeprefix("<![CDATA[").removesuffix("]]>").strip().rstrip(";")
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    try:  # publishers print line breaks inside strings, and commas too many
        return orjson.loads(_COMMA.sub(r"\1", _SPACE.sub(" ", text)))
    except orjson.JSONDecodeError:
        return None


def _objects(data: Any, depth: int) -> Iterator[Item]:
    if depth > MAX_DEPTH:
        return
    if isinstance(data, list):
        for item in data:
            yield from _objects(item, depth + 1)
    elif isinstance(data, dict):
        yield data
        for name in _INSIDE:
            if isinstance(data.get(name), (dict, list)):
                yield from _objects(data[name], depth + 1)


def microdata_of(scopes: Iterable[Any], titles: Iterable[str]) -> Item:
    """The article that a page's microdata describes, as JSON-LD would; empty where it is not sure which one it is.

    Sure is the only one, one that has the article's body, and one that is called as the page is.

    Args:
        scopes: the boxes that microdata gives a type, in page order.
        titles: what the page is called.
    """
    scopes = [s for s in scopes if _types(s) & ARTICLE_TYPES]
    if not scopes or len(scopes) > MAX_ITEMS:
        return {}
    called = set(map(folded_key, titles))
    items = [_item(scope) for scope in scopes]
    sure = [i for i in items if len(items) == 1 or i.get("articleBody") or _is_called(i, called)]
    return max(sure, key=_tells, default={})


def _is_called(item: Item, titles: set[str]) -> bool:
    return folded_key(text_of(item.get("headline")) or "") in titles


def _types(element: Any) -> set[str]:
    return {kind.rsplit("/", 1)[-1].lower() for kind in element.get("itemtype").split()}


def _item(scope: Any) -> Item:
    item: Item = {"@type": sorted(_types(scope))}
    owners = {scope: item}
    for element in _PROPS(scope)[:MAX_PROPS]:
        owner = _owner(element, owners)
        names = [name for name in element.get("itemprop").split() if name in _READ]
        if owner is None or not names:
            continue
        value: Any = None
        if element.get("itemscope") is not None:
            value = owners[element] = {}
        for name in names:
            owner.setdefault(name, []).append(value if value is not None else _value(element, name))
    for element, inner in owners.items():
        if not inner:  # a person, say, whose name is the element's text
            inner["name"] = _value(element, "name")
    return item


def _owner(element: Any, owners: Mapping[Any, Item]) -> Item | None:
    """The object that an element's property belongs to; None if that is another thing on the page."""
    for depth, above in enumerate(element.iterancestors()):
        if above in owners:
            return owners[above]
        if depth > 50 or above.get("itemscope") is not None:
            return None
    return None


def _value(element: Any, name: str) -> str | None:
    if name == "articleBody":
        return "…"  # it stands on the page
    found = element.get("content")
    if found is None and name in _URLS:
        found = element.get("href") or element.get("src")
    if found is None and name.startswith("date"):
        found = element.get("datetime")
    return found if found is not None else " ".join(element.itertext())[:_VALUE_CHARS]
