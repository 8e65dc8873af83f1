"""A page's markup -> one lxml tree -> its lines and boxes in page order. Nothing here judges what the article is.

The only module, beside those that read what a page says of itself (facts.py), that walks a tree. It is walked once,
without recursion, so that deep nesting costs nothing; scripts, forms' fields and pictures hold no text of the page and
are passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

import regex
from lxml import etree

from cleaner.errors import RecordError
from cleaner.extract.limits import refuse_floods

MAX_LINES = 200_000
"""A page of more lines is no news page; what stands below is not read."""
SILENT = frozenset(
    {
        "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "applet", "select",
        "option", "button", "input", "textarea", "canvas", "video", "audio", "map", "head", "meta", "link", "title",
        "datalist", "progress", "meter", "dialog", "frameset",
    }
)  # fmt: skip
INLINE = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "img", "ins", "kbd", "label", "mark", "nobr", "picture", "q", "ruby", "rb", "rt", "rp", "s", "samp", "small",
        "source", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    }
)  # fmt: skip
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SPACE = regex.compile(r"[ \t\n\r\f\v]+")
_BLANK = regex.compile(r"[\s\p{Cf}]*")  # white space, and joiners, soft hyphens, marks of direction
_BLANK_LINE = regex.compile(r"\n[ \t\r]*\n\s*")
_WORDS = regex.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|\d+")
_HASH = regex.compile(r"[a-z]*(?:\d+[a-z]+){3,}\d*", regex.I)
"""A number of a part, such as `7f3ad9c41be0`: what looks like words in it are none."""
_SPOKEN = regex.compile(
    r"(?:^|\s)(?!not-)(?:\w+[-_]{1,2})?(?:sr-only|visually-?hidden|screen-?reader(?:-text|-only)?|assistive-text)(?:$|\s)",
    regex.I,
)
"""A class of words within a line that only screen readers say, such as that a link opens a new window."""
_UNSPOKEN = regex.compile(r"(?:sm|md|lg|xl):not-sr-only")
"""It is said that way on small screens only."""
_HIDING = regex.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", regex.I)


class Box(NamedTuple):
    """An element that holds lines. first, last: their interval.  parent: index of the box around it, or -1.

    names: the words of each class, of the id and of the ARIA role, as ` site header `, to search words in.
    """

    tag: str
    names: tuple[str, ...]
    first: int
    last: int
    parent: int
    hidden: bool
    body: bool

    @property
    def all_names(self) -> str:
        """The names in one text, to search words in."""
        return "|".join(self.names)


class RawLine(NamedTuple):
    """A line of the page. tag: of its block.  link_share: of its characters, 0 to 1.  box: index of the innermost.

    item: an item of a list.  marks: (rule, start, end) of the selectors that found the line, or a part of it.
    """

    text: str
    tag: str
    link_share: float
    box: int
    item: bool = False
    marks: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Walked:
    """A page as it was walked. selected: boxes that selectors of rules found, and the ids of these rules."""

    lines: tuple[RawLine, ...]
    boxes: tuple[Box, ...]
    selected: Mapping[int, tuple[str, ...]]

    def around(self, line: int) -> list[int]:
        """The boxes around a line, innermost first."""
        found, box = [], self.lines[line].box
        while box >= 0:
            found.append(box)
            box = self.boxes[box].parent
        return found


def parse(html: str) -> Any:
    """The root element of a page.

    Raises:
        RecordError: the page is beyond the limits, or holds no element.
    """
    refuse_floods(html)
    # Bytes, with their encoding said once and for all: a declaration inside the page no longer counts.
    parser: Any = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(_encoded(html.replace("\x00", "")), parser)
    except (etree.LxmlError, ValueError) as error:
        raise RecordError(f"the page could not be parsed ({error})") from error
    if root is None:
        raise RecordError("the page holds no element")
    return root


def _encoded(html: str) -> bytes:
    """The page as UTF-8; halves of a character that JSON gives as two escapes are joined, others become U+FFFD."""
    try:
        return html.encode("utf-8")
    except UnicodeEncodeError:
        return html.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode("utf-8")


@dataclass(slots=True)
class _Open:
    """A box while its end has not come."""

    index: int
    element: Any
    tag: str
    first: int
    parent: int


@dataclass(slots=True)
class _Mark:
    """A selector's find while the line is gathered. first, last: the parts of the line that it holds; last -1: open."""

    rules: tuple[str, ...]
    element: Any
    first: int
    last: int = -1


class _Walk:
    """The state of a walk: the line that is being gathered, and the boxes and finds of selectors that are open."""

    def __init__(self, selected: Selected) -> None:
        self.selected = selected
        self.marks: list[_Mark] = []
        self.found: dict[int, tuple[str, ...]] = {}
        self.lines: list[RawLine] = []
        self.boxes: list[Box | None] = []
        self.open: list[_Open] = []
        self.parts: list[str] = []
        self.linked = 0
        self.links = 0
        self.bullet = False
        self.preformatted = 0
        self.headings = 0

    def text(self, text: str | None) -> None:
        if text and self.preformatted and (paragraphs := _BLANK_LINE.split(text))[1:]:
            for paragraph in paragraphs[:-1]:
                self.text(paragraph)
                self.flush()
            text = paragraphs[-1]
        if text and (self.parts or not text.isspace()):  # a line never begins with white space
            self.parts.append(text)
            if self.links:
                self.linked += len(_SPACE.sub("", text))

    def flush(self) -> None:
        """End the line that is being gathered."""
        if not self.parts:
            return
        text = _squeezed("".join(self.parts))
        if self.open and not _BLANK.fullmatch(text):
            own = self.open[-1]
            share = min(1.0, self.linked / max(1, len(text.replace(" ", "")))) if self.linked else 0.0
            tag = own.tag
            if self.headings:  # what stands in a box of its own inside a heading is the heading
                tag = next((o.tag for o in self.open[-3:] if o.tag in HEADINGS), tag)
            marks = self._marked(text) if self.marks else ()
            self.lines.append(RawLine(text, tag, share, own.index, self.bullet, marks))
            self.bullet = False
        self.parts, self.linked = [], 0
        if self.marks:
            self.marks = [_Mark(mark.rules, mark.element, 0) for mark in self.marks if mark.last < 0]

    def _marked(self, text: str) -> tuple[tuple[str, int, int], ...]:
        """The finds in the line that ends, by its letters: white space of any kind was folded, or stripped at the ends."""
        letters = [place for place, char in enumerate(text) if not char.isspace()]
        counts = list(accumulate((sum(map(len, part.split())) for part in self.parts), initial=0))
        found = []
        for mark in self.marks:
            first, last = counts[mark.first], counts[mark.last]
            if first < last:
                found += [(rule, letters[first], letters[last - 1] + 1) for rule in mark.rules]
        return tuple(found)

    def mark(self, element: Any) -> None:
        if rules := self.selected.get(element):
            self.marks.append(_Mark(rules, element, len(self.parts)))

    def unmark(self, element: Any) -> None:
        for mark in reversed(self.marks):
            if mark.element is element:
                mark.last = len(self.parts)
                return

    def enter(self, element: Any, tag: str) -> None:
        parent = self.open[-1].index if self.open else -1
        self.open.append(_Open(len(self.boxes), element, tag, len(self.lines), parent))
        self.boxes.append(None)
        self.preformatted += tag == "pre"
        self.headings += tag in HEADINGS
        if tag == "li":
            self.bullet = True

    def leave(self) -> None:
        this = self.open.pop()
        element, tag = this.element, this.tag
        attributes = dict(element.items())
        names, hidden, body = _described(element, tag, attributes) if attributes else ((), False, False)
        if self.selected and element in self.selected:
            self.found[this.index] = self.selected[element]
        self.boxes[this.index] = Box(tag, names, this.first, len(self.lines), this.parent, hidden, body)
        self.preformatted -= tag == "pre"
        self.headings -= tag in HEADINGS
        self.bullet = self.bullet and tag != "li"


Selected = Mapping[Any, tuple[str, ...]]
"""Elements that selectors of rules found, and the ids of those rules."""


def walk(root: Any, selected: Selected | None = None) -> Walked:
    """The lines and boxes of a tree.

    Args:
        root: of the tree.
        selected: what selectors of rules found in it.
    """
    state = _Walk(selected or {})
    walker = etree.iterwalk(root, events=("start", "end"))
    skipped: Any = None
    for event, element in walker:
        tag = element.tag
        if event == "start":
            if tag in SILENT or (tag in INLINE and _is_spoken(element)):
                walker.skip_subtree()
                skipped = element
            else:
                _start(state, element, tag)
        elif element is skipped:
            state.text(element.tail)
        else:
            _end(state, element, tag)
            if len(state.lines) >= MAX_LINES:
                break
    state.flush()
    while state.open:
        state.leave()
    return Walked(tuple(state.lines), tuple(box for box in state.boxes if box is not None), state.found)


def _start(state: _Walk, element: Any, tag: str) -> None:
    if tag == "br":
        state.flush()
    elif tag not in INLINE:
        state.flush()
        state.enter(element, tag)
    elif tag == "a" and element.get("href"):
        state.links += 1
    if state.selected:
        state.mark(element)
    state.text(element.text)


def _end(state: _Walk, element: Any, tag: str) -> None:
    if tag == "a" and element.get("href"):
        state.links -= 1
    if state.marks and element in state.selected:
        state.unmark(element)
    if tag not in INLINE and tag != "br":
        state.flush()
        state.leave()
    state.text(element.tail)


def _squeezed(text: str) -> str:
    """A text with its runs of white space as one space; no-break spaces stay."""
    if "  " in text or "\n" in text or "\t" in text or "\r" in text or "\f" in text or "\v" in text:
        text = _SPACE.sub(" ", text)
    return text.strip()


def _described(element: Any, tag: str, attributes: Mapping[str, str]) -> tuple[tuple[str, ...], bool, bool]:
    """Of a box its names, whether its markup hides it, and whether it says that it is the article's body."""
    own = attributes.get("id")
    if own and tag in HEADINGS and _is_anchor(element):
        own = None
    itemprop = attributes.get("itemprop", "")
    others = [own, attributes.get("role"), itemprop]
    names = _named(attributes.get("class", "")[:6000], *(name[:200] for name in others if name))
    return names, _is_hidden(attributes), "articleBody" in itemprop


@lru_cache(maxsize=8192)
def _named(classes: str, *others: str) -> tuple[str, ...]:
    """The words of each class and of the other names, between spaces: `c-relatedPosts` is ` c related posts `."""
    values = [*(name[:200] for name in classes.split()[:30]), *others]
    words = (" ".join(_WORDS.findall(_HASH.sub(" ", value))).lower() for value in values)
    return tuple(dict.fromkeys(f" {name} " for name in words if name))


def _is_anchor(heading: Any) -> bool:
    """Whether the id of a heading is made of its words or of a number, for links to it, and names nothing."""
    words = _WORDS.findall((heading.get("id") or "")[:200])
    return len(words) > 1 or (bool(words) and "".join(words).lower() in "".join(heading.itertext()).lower())


def _is_spoken(element: Any) -> bool:
    names = element.get("class")
    return bool(names) and _says_so(names[:2000])


@lru_cache(maxsize=4096)
def _says_so(names: str) -> bool:
    return _SPOKEN.search(names) is not None and _UNSPOKEN.search(names) is None


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    style = attributes.get("style", "")
    return style != "" and _HIDING.search(style[:2000]) is not None
