"""Names of authors: from structured values, and from the byline that a page shows where nothing else names a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import regex
from lxml import etree

from cleaner.extract.jsonld import Item, listed, plain
from cleaner.extract.titles import Site
from cleaner.fold import folded_key

_BY = regex.compile(
    r"(?:(?:(?:written|analysis|story|reporting|reported|words|opinion) )?by:?|von|par|por|di|da|door|av|af|od|przez"
    r"|автор:?|текст:?|text|texto|testo|autor(?:in)?:?)\s+",
    regex.I,
)
_BETWEEN = regex.compile(
    r"\s*[;|]\s*|,\s+(?!(?:Jr|Sr|MD|PhD|Dr)\b)|\s+(?:and|und|et|y|e|en|og|och|&)\s+(?=\p{Lu})",
)
_CODE = regex.compile(r"\s*[(\[]\p{L}{2,5}\.?[)\]]$|^[(\[].*[)\]]$")
_DEGREE = regex.compile(r"M\.?[ASD]\.?|MPH|MBA|B\.?(?:A|Sc)\.?|RDN?|CPA|Ph\.?D\.?|J\.?D\.?|LL\.?[BM]\.?|Esq\.?")
_NOBODY = frozenset({"admin", "administrator", "unknown", "none", "null", "undefined", "n a"})
"""What content systems print where an author has no name."""
_COMPANY = regex.compile(r".*[\s,](?:Inc|Ltd|LLC|GmbH|Corp|Limited|S\.?A|S\.?r\.?l|S\.?p\.?A|AG|AB|A/S|B\.?V|Oy)\.?")
_PERSON = regex.compile(
    r"(?:(?:\p{Lu}[\p{L}\p{M}'’.\-]*|d[eiu]|da|del|della|van|von|der|den|ter|la|le|al|el|bin|dos|das|zu)\s+){1,4}"
    r"\p{Lu}[\p{L}\p{M}'’.\-]*"
)
"""A name of a person as a byline prints it: two to five words with capitals, and particles."""
NAME_CHARS = (2, 60)
BYLINE_CHARS = 160
"""A longer box is no byline."""
TEXT_CHARS = 200
"""A paragraph of so many characters is running text: below the second, the first being a standfirst, is no byline."""
_MARKED = etree.XPath("//@rel[contains(., 'author')]/.. | //@itemprop[contains(., 'author')]/..")
MAX_BELOW = 1_000
"""So many elements below the headline are looked at."""
_WORDS = regex.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+")
_BYLINE = frozenset(
    {
        "byline", "bylines", "author", "authors", "authorname", "authornames", "textauthor", "autor", "autoren", "autorin",
        "autores", "autora", "autore", "autori", "autorzy", "auteur", "auteurs",
    }
)  # fmt: skip
_NO_BYLINE = frozenset(
    {
        "comment", "comments", "bio", "biography", "about", "image", "img", "photo", "picture", "avatar", "social",
        "follow", "description", "related", "more", "caption", "credit", "newsletter", "quote", "teaser",
    }
)  # fmt: skip


def persons(value: Any) -> Iterator[str]:
    """The names in a value of JSON-LD or microdata: texts, objects with a name, and lists of both."""
    for item in listed(value):
        for name in listed(item.get("name") if isinstance(item, dict) else item):
            if isinstance(name, str):
                yield name


def authors_of(items: Iterable[tuple[str, Item]], key: str, site: Site | None) -> Iterator[tuple[str, list[str]]]:
    """Names under a key of structured data, with their origins."""
    for origin, item in items:
        yield f"{origin} {key}", person_names(persons(item.get(key)), site)


def person_names(values: Iterable[str], site: Site | None) -> list[str]:
    """Names of persons and agencies: several in one value are parted; addresses and the site itself are none."""
    found: dict[str, str] = {}
    for value in values:
        for part in _BETWEEN.split(plain(value) or ""):
            name = part.strip(" ,·-–")
            if by := _BY.match(name):
                name = name[by.end() :].strip(" ,.·-–")
            name = _CODE.sub("", name)
            key = folded_key(name)
            if not NAME_CHARS[0] <= len(name) <= NAME_CHARS[1] or not key or key in _NOBODY:
                continue
            if _COMPANY.fullmatch(name) or (found and _DEGREE.fullmatch(name)):
                continue
            if any(sign in name for sign in ("://", "@", "www.")) or (site is not None and _is_site(name, key, site)):
                continue
            found.setdefault(key, name)
    own = [name for name in found.values() if site is None or not site.is_signed(name)]
    return own or list(found.values())  # beside a person, the site's own desk is where that person works


def _is_site(name: str, key: str, site: Site) -> bool:
    """Whether a name is the site's; a person may have a site under the own name."""
    return key in site.keys or (site.is_called(name) and not _PERSON.fullmatch(name))


def marked(root: Any, site: Site) -> list[str]:
    """Names that the page's markup calls authors (`rel`, `itemprop`)."""
    elements = [
        e
        for e in _MARKED(root)[:20]
        if "author" in (e.get("rel") or "").split() or "author" in (e.get("itemprop") or "").split()
    ]
    return person_names((" ".join(e.itertext()) for e in elements[:6]), site)


def byline(head: Any, site: Site) -> list[str]:
    """Names in the first byline between the headline and the text; only what surely is a person's name.

    Args:
        head: the headline's element.
    """
    paragraphs = 0
    for element in islice(_below(head), MAX_BELOW):
        words = {w.lower() for w in _WORDS.findall((element.get("class") or "")[:200])}
        if words & _BYLINE and not words & _NO_BYLINE:
            pieces = [plain(text) or "" for text in element.itertext()]
            if sum(map(len, pieces)) <= BYLINE_CHARS:
                found = [
                    name for name in person_names(pieces, site) if _PERSON.fullmatch(name) and not site.is_signed(name)
                ]
                if found:
                    return found
        elif element.tag == "p" and len("".join(element.itertext())) >= TEXT_CHARS:
            paragraphs += 1
            if paragraphs == 2:
                break
    return []


def _below(element: Any) -> Iterator[Any]:
    """The elements that follow on the page."""
    while element is not None:
        for following in element.itersiblings():
            yield from following.iter()
        element = element.getparent()
