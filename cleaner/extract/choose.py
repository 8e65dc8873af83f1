"""Which lines of a page are the article: the choice of its box. What stands in the box and is not the article is for rules.

A box is worth its running text less its links. The choice is a function of the page alone. Constants are the middle of
broad optima that prototypes found; docs/architecture.md tells how broad.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from operator import eq

from cleaner.extract.tree import HEADINGS, Box, Walked
from cleaner.fold import folded_key
from cleaner.orthography import is_prose, is_unspaced


class Words:
    """Words, or rows of words, to be looked for in the names of boxes."""

    def __init__(self, *words: str) -> None:
        self.words = words


PROSE_CHARS = 100
"""A line of so many characters is running text, as long as it is no link."""
UNSPACED_WEIGHT = 2.5
"""A character of a script without spaces says as much as so many of others."""
LINKED = 0.5
"""A line with a larger share of link text is a link."""
PARENT = 1.05
"""A box must be worth so much more than a box inside it to be preferred."""
FOREIGN_WEIGHT = 0.3
"""Links in a box that says that it is not the article count that much: rules will take them."""
WEAK_CHARS = 300
"""Less running text than that is no sure article …"""
WEAK_SHARE = 0.25
"""… nor is a smaller share of the page's running text."""
SURE_SHARE = 0.45
"""A choice with a smaller share of the page's running text is made once more, without minding links."""
_BODY = Words(
    "article body", "article content", "article text", "story body", "entry content", "post content", "post body"
)
_FOREIGN = Words(
    "comment", "comments", "disqus", "footer", "sidebar", "related", "newsletter", "cookie", "consent", "gdpr",
    "recommended", "teaser", "teasers", "promo", "menu", "navigation", "breadcrumb", "breadcrumbs", "modal", "popup",
    "most read", "trending", "outbrain", "taboola", "cookies", "onetrust", "offcanvas",
)  # fmt: skip
_FOREIGN_TAGS = ("nav", "footer", "aside")
_NEVER = Words("footer", "cookie", "cookies", "consent", "gdpr", "onetrust", "modal", "popup")
"""Boxes of these names are furniture even where they hold most of a page's text: the page has no article then."""
HOLDERS = frozenset(
    {"html", "body", "main", "article", "section", "div", "td", "blockquote", "form", "center", "details", "fieldset"}
)  # fmt: skip
"""Tags that can hold an article; besides, elements of a site's own making."""
MAX_ABOVE = 0.3
"""Where more of the text stands above a line than that, it is no headline, but its repetition below."""
_STANDFIRST = Words(
    "standfirst", "deck", "dek", "lead", "lede", "leadtext", "subtitle", "sub title", "subheadline", "sub headline",
    "subhead", "intro", "introduction", "summary", "description", "excerpt", "abstract", "vorspann", "chapo", "chapeau",
    "entradilla", "bajada", "sottotitolo", "occhiello", "ingress", "manchet", "alternative headline", "perex", "teaser text",
)  # fmt: skip
_NO_STANDFIRST = Words(*(word for word in _FOREIGN.words if word not in ("teaser", "teasers")))
"""Between headline and text a teaser is the article's own."""
_CAPTION = Words("caption", "credit")
STANDFIRST_CHARS = (40, 700)
"""A standfirst has at least and at most so many characters."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The article's lines. first, last: their interval.  box: the box chosen.  headline: its line, if it stands above.

    weak: too little speaks for the choice; another extractor should be asked.
    """

    first: int
    last: int
    box: int
    headline: int | None
    weak: bool


def choose(walked: Walked, titles: Sequence[str]) -> Choice | None:
    """The article of a page; None where it has no running text at all.

    Args:
        walked: the page.
        titles: what the page may be called, by its metadata.
    """
    lines = walked.lines
    prose = prose_of(walked)
    if not any(prose):
        return None
    headline = headline_of(walked, titles, prose)
    foreign = _foreign(walked, prose, headline)
    own = [0.0 if out else p for p, out in zip(prose, foreign, strict=True)]
    junk = [
        _worth(line.text) * (FOREIGN_WEIGHT if out else 1.0) if line.link_share > LINKED else 0.0
        for line, out in zip(lines, foreign, strict=True)
    ]
    choice = _chosen(walked, own, junk, headline)
    if choice is None or choice.weak or sum(own[choice.first : choice.last]) < SURE_SHARE * sum(own):
        # Each paragraph may have a box of its own, among lists of links: let the text alone decide.
        choice = _chosen(walked, own, [0.0] * len(junk), headline) or choice
    return choice


def _chosen(walked: Walked, own: Sequence[float], junk: Sequence[float], headline: int | None) -> Choice | None:
    """The innermost box that is worth as much as any, and from which of its lines on."""
    boxes = walked.boxes
    sums = list(accumulate((p - j for p, j in zip(own, junk, strict=True)), initial=0.0))
    values = [(sums[b.last] - sums[b.first]) * _bonus(b) for b in boxes]
    holders = [i for i, box in enumerate(boxes) if box.tag in HOLDERS or "-" in box.tag]
    best = max(holders, key=lambda i: (values[i], -boxes[i].first, i), default=None)
    if best is None:
        return None
    for i in holders:  # in page order: the innermost that is nearly as good comes last
        if i > best and boxes[i].last <= boxes[best].last and values[i] * PARENT >= values[best]:
            best = i
    chosen = boxes[best]
    mine = sum(own[chosen.first : chosen.last])
    first = chosen.first
    if headline is not None and headline < chosen.last and sum(own[first : headline + 1]) <= MAX_ABOVE * mine:
        first = max(first, headline + 1)
    else:
        headline = None
    weak = mine < WEAK_CHARS or mine < WEAK_SHARE * sum(own)
    return Choice(first, chosen.last, best, headline, weak)


def standfirst(walked: Walked, choice: Choice, description: str | None) -> list[int]:
    """The lines between the headline and the article's box that sum the article up."""
    if choice.headline is None:
        return []
    found = []
    for i in range(choice.headline + 1, choice.first):
        line = walked.lines[i]
        if line.link_share > LINKED or not STANDFIRST_CHARS[0] <= _worth(line.text) <= STANDFIRST_CHARS[1]:
            continue
        around = [walked.boxes[b] for b in walked.around(i)]
        if any(box.tag in _FOREIGN_TAGS or has_name(box, _NO_STANDFIRST) for box in around[:3]):
            continue
        named = any(has_name(box, _STANDFIRST) for box in around[:2])
        if named or _sums_up(line.text, description) or (is_prose(line.text) and not _is_caption(around)):
            found.append(i)
    return found


def _is_caption(around: Iterable[Box]) -> bool:
    return any(box.tag in ("figure", "figcaption") or has_name(box, _CAPTION) for box in around)


def _sums_up(line: str, description: str | None) -> bool:
    """Whether a line is the page's description, or begins as it does."""
    if not description:
        return False
    one, other = folded_key(line), folded_key(description)
    return one == other or one.startswith(other[:80]) if len(other) >= 80 else one == other


def prose_of(walked: Walked) -> list[float]:
    """What each line is worth as running text."""
    least = PROSE_CHARS / UNSPACED_WEIGHT
    worth = (_worth(n.text) if n.link_share <= LINKED and len(n.text) >= least else 0.0 for n in walked.lines)
    return [value if value >= PROSE_CHARS else 0.0 for value in worth]


def _worth(text: str) -> float:
    return len(text) * (UNSPACED_WEIGHT if is_unspaced(text) else 1.0)


def _bonus(box: Box) -> float:
    if box.body:
        return 1.3
    if has_name(box, _BODY):
        return 1.15
    return 1.05 if box.tag in ("article", "main") else 1.0


def has_name(box: Box, wanted: Words) -> bool:
    """Whether the class, id or role of a box holds one of these words, or rows of words."""
    return bool(box.names) and _are_in(box.names, wanted)


@lru_cache(maxsize=16384)
def _are_in(names: tuple[str, ...], wanted: Words) -> bool:
    """Asked once for each set of names: those of a page's boxes recur, on it and on others of its site."""
    return any(f" {word} " in name for word in wanted.words for name in names)


def _foreign(walked: Walked, prose: Sequence[float], headline: int | None) -> list[bool]:
    """For each line whether a box says that it is no part of the article, and can be right."""
    sums = list(accumulate(prose, initial=0.0))
    foreign = [False] * len(walked.lines)
    for box in walked.boxes:
        if (box.tag in _FOREIGN_TAGS or has_name(box, _FOREIGN)) and not is_major(box, sums, headline):
            foreign[box.first : box.last] = [True] * (box.last - box.first)
    return foreign


def is_major(box: Box, sums: Sequence[float], headline: int | None) -> bool:
    """Whether a box holds too much of the page to be furniture, whatever its name says."""
    if box.body or box.tag in ("html", "body"):
        return True
    if headline is not None and box.first <= headline < box.last and sums[box.last] - sums[box.first] > 0:
        return True
    if has_name(box, _NEVER):
        return False
    return sums[box.last] - sums[box.first] >= 0.5 * sums[-1]


def headline_of(walked: Walked, titles: Sequence[str], prose: Sequence[float]) -> int | None:
    """The heading that says what the page is called, or else its only `h1` with text below."""
    wanted = [folded_key(t) for t in titles if t]
    headings = [i for i, line in enumerate(walked.lines) if line.tag in HEADINGS and line.link_share <= LINKED]
    for same in (eq, _holds):
        for i in headings:
            if any(same(folded_key(walked.lines[i].text), title) for title in wanted):
                return i
    top = [i for i in headings if walked.lines[i].tag == "h1"]
    return top[0] if len(top) == 1 and any(prose[top[0] :]) else None


def _holds(line: str, title: str) -> bool:
    shorter, longer = sorted((line, title), key=len)
    return len(shorter) >= 20 and shorter in longer and len(shorter) >= 0.6 * len(longer)
