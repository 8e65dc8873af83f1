"""The model of rule files: every key, what it holds, what it means; and the frozen rules that come of it.

This table is the one source of the loader (reader.py), of the JSON Schema for editors (schema.py) and of the
reference page (docs/rule-reference.md). Nothing is read or checked here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

ROLES = (
    "ad", "credit", "caption", "disclosure", "notice", "related", "promo", "share",
    "ticker", "byline", "date", "comment", "legal", "player", "echo", "markup",
)  # fmt: skip
WHOLE_TEXT = ("line", "line_starts", "line_ends", "line_has", "line_regex")
SPANS = ("span", "span_regex")
ECHO_MATCHERS = ("same_as", "repeated")
AROUND = ("line_any", "run", "outside")
"""Matchers that look at what stands around a line, and at the roles that all rules before gave."""

STRUCTURE = ECHO_MATCHERS + AROUND
SELECTORS = ("css", "xpath")
"""Matchers that extraction tries on the tree of a page: the lines of the text say which of them they stand in."""

MATCHERS = WHOLE_TEXT + SPANS + STRUCTURE + SELECTORS
REGEXES = ("line_regex", "span_regex")
OPEN = ("line_starts", "line_ends", "line_has", "line_regex", *STRUCTURE)
"""Matchers that may take more than their author wrote: they share the page's limit."""

WHOLE_ACTIONS = ("drop", "cut", "cut_above", "hint", "mark", "keep")
SPAN_ACTIONS = ("strip", "replace", "mark", "keep")
SELECTOR_ACTIONS = (*WHOLE_ACTIONS, "take")
AT_EXTRACTION = ("take", "mark")
"""Actions of selectors that happen before there are lines: the choice of the article, and what the page says of itself."""

ACTIONS = ("drop", "cut", "cut_above", "strip", "replace", "hint", "mark", "keep", "take")
NO_EFFECT = ("keep", "hint", "mark")
"""Actions that take nothing themselves. A hint gives its role to the structure rules, which may."""
SEEN_ROLES = (*ROLES, "any")
PARTS = ("head", "tail")
NO_ROLE = ("keep", "mark", "take")
LEVELS = ("safe", "usual", "bold")
"""How sure the author of a rule is; a run takes the rules of its level and of those before it."""

STATUSES = ("on", "trial", "retired")
ECHOES = ("previous", "earlier", "title", "deck", "caption")
KINDS = ("title", "deck", "body", "heading", "quote", "list", "table")
SLOT_KINDS = ("photographer", "text", "number", "date", "time")
METADATA: Mapping[str, Literal["text", "flag", "texts", "image", "translation"]] = {
    "title": "text", "description": "text", "authors": "texts", "published": "text", "modified": "text", "agency": "text",
    "image.caption": "image", "image.credit": "image", "image.agency": "image",
    "machine_translated": "flag", "translation.notice": "translation", "translation.original_url": "translation",
    "translation.from": "translation", "affiliate": "flag", "sponsored": "flag", "paywalled": "flag", "truncated": "flag",
    "tickers": "texts", "related": "texts", "tags": "texts",
}  # fmt: skip
"""Fields that `save:` may fill, by type. The three of an image and of a translation make one object."""


HTML_CONDITIONS = frozenset({"link_share", "tag", "hidden", "inside"})
"""Conditions that hold on lines of HTML pages only."""


@dataclass(frozen=True, slots=True)
class Range:
    """Inclusive bounds; None: none."""

    min: int | None = None
    max: int | None = None

    def holds(self, value: int) -> bool:
        """Whether a value lies within."""
        return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What must stand near a line: of these roles, lines (literals) or kinds, or running text; any of them."""

    roles: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    prose: bool = False
    headline: bool = False
    edge: bool = False
    within: int = 1
    unbroken: bool = False
    same_group: bool = False


@dataclass(frozen=True, slots=True)
class Inside:
    """A box around a line of an HTML page: of one of these tags, or with one of these words in its names."""

    tags: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A run of short lines: at least `lines` of at most `chars`, of which a share bears one of the roles."""

    lines: int = 0
    chars: int = 0
    roles: tuple[str, ...] = ()
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition; value as its method of reader.py gives it."""

    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class Case:
    """One example. hit: whether the rule must take it."""

    hit: bool
    page: str
    html: bool = False
    out: str | None = None
    save: tuple[tuple[str, Any], ...] = ()
    needs: tuple[str, ...] = ()
    title: str | None = None
    url: str | None = None
    lang: str | None = None
    limits: bool = False
    todo: bool = False
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, checked and complete, as plain data.

    entries: literals, templates or regexes of a text matcher, or selectors.  echo: of same_as.  times, max_words: of repeated.
    run: of the matcher of that name.
    lang, also: languages of the page on which it runs (`any`: all).  sites: of its pack.
    needs: of each regex, what its matches must have (required.py).  templated: whether an entry has slots.
    origins: (field, file:line) of every value, for `rules show`.
    """

    id: str
    why: str
    matcher: str
    do: str
    role: str | None = None
    entries: tuple[str, ...] = ()
    echo: str | None = None
    near: float = 1.0
    times: int = 0
    max_words: int = 0
    run: Run = Run()
    exact: bool = False
    where: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    by: str | None = None
    save: tuple[tuple[str, Any], ...] = ()
    lang: tuple[str, ...] = ("any",)
    also: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    level: str = "usual"
    status: str = "on"
    was: tuple[str, ...] = ()
    examples: tuple[Case, ...] = ()
    origins: tuple[tuple[str, str], ...] = ()
    layer: str = "built in"
    templated: bool = False
    needs: tuple[tuple[tuple[str, ...], int], ...] = ()

    @property
    def pack(self) -> str:
        """The pack's name: the id up to the slash."""
        return self.id.partition("/")[0]

    @property
    def limit(self) -> str | None:
        """The limit that guards running text from the rule: `outside`, `prose`, or None for what its author wrote out."""
        return "outside" if self.matcher == "outside" else "prose" if self.is_open else None

    @property
    def is_selector(self) -> bool:
        """Whether the rule names a place of an HTML page: it takes just what its author pointed at."""
        return self.matcher in SELECTORS or any(condition.name in HTML_CONDITIONS for condition in self.where)

    @property
    def is_open(self) -> bool:
        """Whether the rule counts against the page's limit: it may take more than its author wrote."""
        return not self.is_selector and (self.matcher in OPEN or self.do in ("cut", "cut_above"))
