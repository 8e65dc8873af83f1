"""Which of a page's titles is its headline, and what of a title is the name of the site.

A page is called one thing in its JSON-LD, another for social networks, a third in the browser's window. `og:title` is what
the newsroom itself wants an article called, unless two others speak against it: where it merely repeats the browser's
title, structured data and the page's own `h1` that agree; where no `h1` says any of them, structured data and browser.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import regex

from cleaner.fold import folded_key

Named = list[tuple[str, str]]
"""Values with their origins."""

_BREAK = regex.compile(r"\s+(?:[|•·»«\-–—]|::)\s+|\s*[｜：]\s*")
_DAY = regex.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}[./-]\d{1,2}[./-]\d{1,2}")
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "gov", "edu", "ac", "gob", "gouv", "go", "or", "ne"})
MIN_PART = 0.5
"""A part of a title that is repeated as the headline must be so much of it."""
MORE_WORDS = 2
"""A desk or section has at most so many words beside the site's name."""
MIN_LABEL = 5
"""A shorter word may begin or end a host's name by accident."""


@dataclass(frozen=True, slots=True)
class Site:
    """What the site is called. keys: its names, folded.  labels: of its host, without hyphens.  stem: the main one."""

    keys: frozenset[str]
    labels: tuple[str, ...] = ()
    stem: str = ""

    def is_called(self, text: str) -> bool:
        """Whether a text is the name of the site, or its host."""
        key = folded_key(text)
        if key in self.keys:
            return True
        host = text.strip().lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
        if host and host.replace("-", "") == ".".join(self.labels):
            return True
        word = key.replace(" ", "")
        return word in self.labels or (
            len(word) >= MIN_LABEL and any(o.startswith(word) or o.endswith(word) for o in self.labels)
        )

    def is_signed(self, text: str) -> bool:
        """Whether a text is the site's mark: its name, one of its desks or sections (`Harbour Times Sport`), or a day."""
        if self.is_called(text) or _DAY.fullmatch(text.strip()):
            return True
        words = folded_key(text).split()
        starts = (
            (" ".join(words[:n]), "".join(words[:n]).replace("-", ""))
            for n in range(max(1, len(words) - MORE_WORDS), len(words))
        )
        return any(name in self.keys or joined == self.stem for name, joined in starts)


def site_of(names: Named, url: str | None) -> Site:
    """The site of these names and this address."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    except ValueError:
        host = ""
    labels = tuple(label.replace("-", "") for label in host.lower().split(".") if label)
    main = [label for label in labels[:-1] if label not in _SECOND_LEVEL]
    return Site(frozenset(folded_key(name) for _, name in names), labels, main[-1] if main else "")


def without_site(title: str, site: Site) -> str:
    """A title less the name of the site, a host or a day at its end, or the site's name at its start."""
    while breaks := list(_BREAK.finditer(title)):
        head, tail = title[: breaks[-1].start()].strip(), title[breaks[-1].end() :]
        if not head or not site.is_signed(tail):
            front = breaks[0]
            return title[front.end() :] if folded_key(title[: front.start()]) in site.keys else title
        title = head
    return title


def headline(titles: Named, heads: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """The titles, the likeliest headline first.

    Args:
        titles: what the page is called, less the site, in order of trust.
        heads: of each `h1` the text in every way to read it.
    """
    visible = {folded_key(text) for head in heads for text in head if text}
    shown = [(o, t) for o, t in titles if folded_key(t) in visible]
    social = titles[0][1] if titles and titles[0][0] == "meta og:title" else None
    browser = {folded_key(t) for o, t in titles if o == "title element"}
    stated = [(o, t) for o, t in titles if o in ("json-ld headline", "microdata headline")]
    if social is None:
        yield from shown
        yield from ((o, part) for o, t in titles for part in _parts(t) if folded_key(part) in visible)
    elif folded_key(social) not in visible:
        yield from (("meta og:title", part) for part in _parts(social) if folded_key(part) in visible)
        if folded_key(social) in browser:
            yield from (pair for pair in stated if pair in shown)
        elif not shown:
            yield from ((o, t) for o, t in stated if folded_key(t) in browser)
    called = {folded_key(title) for _, title in titles}
    for origin, title in titles:
        rest = title.partition(" | ")[2]  # a kicker or section stands before a bar
        yield origin, rest if rest and folded_key(rest) in called else title


def _parts(title: str) -> Iterable[str]:
    for found in _BREAK.finditer(title):
        for part in (title[: found.start()], title[found.end() :]):
            if len(part) >= MIN_PART * len(title):
                yield part
