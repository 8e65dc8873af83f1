"""One pass over a page's tree for the elements that say something of the page; what they mean is judged elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from cleaner.extract.jsonld import plain

_ASIDE = frozenset({"aside", "nav", "footer", "template"})
_HOLDERS = ("html", "body", "main", "article", "section", "div")
"""Boxes that can be an article in microdata."""
MAX_TIMES = 50
"""So many `time` elements are looked at."""


@dataclass(slots=True)
class Marks:
    """What was found, in page order. metas: contents by name, as they came.  scripts: texts of JSON-LD.  title: of the head.

    heads: the `h1` elements.  below: `h2` and `h3`.  times: the other `time` elements, and whether an `h1` stood above.
    stated: what those `time` elements say that tell the publication by name.
    scopes: the boxes that microdata gives a type.
    """

    metas: dict[str, list[str]] = field(default_factory=dict)
    scripts: list[str] = field(default_factory=list)
    canonical: str | None = None
    title: str | None = None
    heads: list[Any] = field(default_factory=list)
    below: list[Any] = field(default_factory=list)
    times: list[tuple[Any, bool]] = field(default_factory=list)
    stated: list[str] = field(default_factory=list)
    scopes: list[Any] = field(default_factory=list)

    def named(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """Origin and content of the first `meta` element of each of these names that the page has."""
        found = ((name, self.values(name)[:1]) for name in names if name in self.metas)
        return [(f"meta {name}", values[0]) for name, values in found if values]

    def values(self, name: str) -> list[str]:
        """What all `meta` elements of a name say."""
        return [text for content in self.metas.get(name, ()) if (text := plain(content))]

    def shown_times(self) -> list[str]:
        """What `time` elements say that may tell the publication, the likeliest first."""
        own = [(element.get("datetime"), below) for element, below in self.times if not _is_aside(element)]
        return [*self.stated, *(text for text, below in sorted(own, key=lambda pair: not pair[1]))]


def marks_of(root: Any) -> Marks:
    """The marks of a tree."""
    marks = Marks()
    for element in root.iter(*_HOLDERS, "meta", "link", "script", "title", "h1", "h2", "h3", "time"):
        tag = element.tag
        if tag in _HOLDERS:
            if element.get("itemtype"):
                marks.scopes.append(element)
        elif tag == "meta":
            _meta(marks, element)
        elif tag == "script":
            if element.text and "ld+json" in (element.get("type") or "").lower():
                marks.scripts.append(element.text)
        elif tag == "link":
            if marks.canonical is None and "canonical" in (element.get("rel") or "").lower().split():
                marks.canonical = element.get("href") or None
        elif tag == "title":
            marks.title = marks.title or (plain(element.text) if element.text else None)
        elif tag == "h1":
            marks.heads.append(element)
        elif tag != "time":
            marks.below.append(element)
        elif element.get("datetime"):
            _time(marks, element, element.attrib)
    return marks


def _meta(marks: Marks, element: Any) -> None:
    name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
    content = element.get("content")
    if name and content:
        marks.metas.setdefault(name.strip().lower(), []).append(content)


def _time(marks: Marks, element: Any, attributes: Mapping[str, str]) -> None:
    if "pubdate" in attributes or "datePublished" in (attributes.get("itemprop") or ""):
        marks.stated.append(attributes["datetime"])
    elif len(marks.times) < MAX_TIMES:
        marks.times.append((element, bool(marks.heads)))


def _is_aside(element: Any) -> bool:
    """Whether a time is that of a teaser or of the site: in a link that leads elsewhere, or among furniture."""
    above = list(islice(element.iterancestors(), 8))
    if any(box.tag == "a" and not _is_permalink(box, element) for box in above):
        return True
    outer = [box.tag for box in above]
    own = outer.index("article") if "article" in outer else 0  # an article has its own footer
    return not _ASIDE.isdisjoint(outer[own:])


def _is_permalink(link: Any, time: Any) -> bool:
    """Whether a link around a time leads to the page itself: it says so, or holds nothing but the time."""
    return "bookmark" in (link.get("rel") or "").split() or _text(link) == _text(time)


def _text(element: Any) -> str | None:
    return plain("".join(element.itertext()))
