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
HTML_ONLY = ("css", "xpath")
MATCHERS = WHOLE_TEXT + SPANS + STRUCTURE
REGEXES = ("line_regex", "span_regex")
OPEN = ("line_starts", "line_ends", "line_has", "line_regex", *STRUCTURE)
"""Matchers that may take more than their author wrote: they share the page's limit."""

WHOLE_ACTIONS = ("drop", "cut", "cut_above", "hint", "mark", "keep")
SPAN_ACTIONS = ("strip", "replace", "mark", "keep")
ACTIONS = ("drop", "cut", "cut_above", "strip", "replace", "hint", "mark", "keep")
NO_EFFECT = ("keep", "hint", "mark")
"""Actions that take nothing themselves. A hint gives its role to the structure rules, which may."""
SEEN_ROLES = (*ROLES, "any")
PARTS = ("head", "tail")
NO_ROLE = ("keep", "mark")
LEVELS = ("safe", "usual", "bold")
"""How sure the author of a rule is; a run takes the rules of its level and of those before it."""

STATUSES = ("on", "trial", "retired")
ECHOES = ("previous", "earlier", "title", "deck", "caption")
KINDS = ("title", "deck", "body", "heading", "quote", "list", "table")
SLOT_KINDS = ("photographer", "text", "number", "date", "time")
LATER = {
    "css": "HTML rules", "xpath": "HTML rules", "take": "HTML rules", "link_share": "HTML rules",
}  # fmt: skip
"""Words of the language that a later version understands; a file that uses them is told so."""

METADATA: Mapping[str, Literal["text", "flag", "texts", "image", "translation"]] = {
    "title": "text", "description": "text", "authors": "texts", "published": "text", "modified": "text", "agency": "text",
    "image.caption": "image", "image.credit": "image", "image.agency": "image",
    "machine_translated": "flag", "translation.notice": "translation", "translation.original_url": "translation",
    "translation.from": "translation", "affiliate": "flag", "sponsored": "flag", "paywalled": "flag", "truncated": "flag",
    "tickers": "texts", "related": "texts", "tags": "texts",
}  # fmt: skip
"""Fields that `save:` may fill, by type. The three of an image and of a translation make one object."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a mapping in a rule file. holds: the name of a method of reader.py."""

    name: str
    holds: str
    doc: str
    required: bool = False
    choices: tuple[str, ...] = ()


PACK = (
    Key("format", "format", "Version of the rule language; `1`.", required=True),
    Key("pack", "pack", "Name of the pack, as in `fr.ads`; it begins the id of each of its rules.", required=True),
    Key(
        "lang", "langs", "BCP 47 language of the junk that the pack knows (`fr`, `pt-BR`), or `any`. Needed by `rules`."
    ),
    Key("also", "langs", "Further page languages on which the pack runs."),
    Key(
        "site",
        "sites",
        "Hosts on which the pack runs: `example.com` with its subdomains, `=example.com` exactly, `!example.com` not.",
    ),
    Key("checked", "text", "Date when a person last read the pack against real pages."),
    Key("version", "text", "Version of the pack, for packs that are installed."),
    Key("license", "text", "Licence of the pack, if it is not that of the library."),
    Key("rules", "rules", "The rules of the pack."),
    Key("change", "changes", "Changes to rules of other packs."),
)
LIST = (
    Key("format", "format", "Version of the rule language; `1`.", required=True),
    Key("list", "id", "Name of the list, as templates call it: `{agency:agencies}`.", required=True),
    Key("why", "text", "What the entries are.", required=True),
    Key("entries", "lines", "One entry a line.", required=True),
)
RULE = (
    Key("id", "id", "Name of the rule within its pack; the whole id is `pack/id`.", required=True),
    Key("why", "text", "One sentence: what the line is and why it is no part of the article.", required=True),
    Key("role", "choice", "What is removed, as reports name it.", choices=ROLES),
    Key("line", "lines", "Takes a line that equals a literal or template after folding."),
    Key("line_starts", "lines", "Takes a line that begins with a literal or template, at a word boundary."),
    Key("line_ends", "lines", "Takes a line that ends with a literal or template, at a word boundary."),
    Key("line_has", "lines", "Takes a line that holds a literal or template between word boundaries."),
    Key("line_regex", "lines", "Takes a line that a regular expression matches in full."),
    Key("span", "lines", "Takes just the phrase or template that is found, between word boundaries."),
    Key("span_regex", "lines", "Takes just what the regular expression matches."),
    Key(
        "same_as",
        "choice",
        "Takes a line that repeats another: the line before, any earlier one, the title, the deck, a caption.",
        choices=ECHOES,
    ),
    Key(
        "repeated",
        "repeated",
        "Takes a line that stands at least `times` times on the page and has at most `max_words` words.",
    ),
    Key("line_any", "flag", "Takes any line for which `where` holds; `true`."),
    Key(
        "run",
        "run",
        "Takes every line of a run: neighbouring lines, each short and either open or with one of the roles, of which enough bear one.",
    ),
    Key(
        "outside",
        "choice",
        "Takes what stands above and below the article in the text of a full page, where menus stand above and below all running text.",
        choices=("densest_prose",),
    ),
    Key(
        "near",
        "share",
        "For `same_as`: this share of the words is enough (both ways, at least four words), from 0.6 to 1.",
    ),
    Key("exact", "flag", "`true`: compare literals as written, without folding."),
    Key("where", "conditions", "Conditions that must all hold."),
    Key("unless", "conditions", "Conditions of which any one spares the line."),
    Key("do", "choice", "What happens to what the matcher found.", required=True, choices=ACTIONS),
    Key("by", "text", "For `replace`: the new text; slots may stand in it."),
    Key(
        "save",
        "save",
        "Metadata fields and what goes into them: a slot (`'{name}'`), `'{line}'`, `'{match}'`, or `true`.",
    ),
    Key(
        "level",
        "choice",
        "How sure you are: `safe`, `usual` (default) or `bold`. A run takes its level and those before it. "
        "Only a `bold` rule may take the title or the lead by anything but a whole-line literal.",
        choices=LEVELS,
    ),
    Key(
        "status",
        "choice",
        "`on` (default); `trial`: the rule is reported by `why`, but removes and saves nothing; `retired`: it no longer runs, its id stays taken.",
        choices=STATUSES,
    ),
    Key("was", "ids", "Former ids of the rule; `change:`, `--only` and `--without` still know them."),
    Key("since", "text", "Version or date since which the rule exists."),
    Key("seen", "seen", "Where the line was seen: `[url or hash, date]` pairs."),
    Key("examples", "examples", "`hit`: what must go; `miss`: what must stay. Both are required.", required=True),
)
NEIGHBOUR = (
    Key("role", "choices", "A line that a rule has given this role; `any`: whatever role.", choices=SEEN_ROLES),
    Key("line", "lines", "A line that equals one of these literals."),
    Key("kind", "choices", "A line of this kind.", choices=KINDS),
    Key("prose", "flag", "`true`: a line of running text."),
    Key("headline", "flag", "`true`: the title, or a line that repeats it."),
    Key("edge", "flag", "`true`: the edge of the page."),
    Key("within", "count", "At most this many lines away (default 1: the neighbour)."),
    Key("unbroken", "flag", "`true`: with no running text in between."),
    Key("same_group", "flag", "`true`: with no blank line between, on pages that have groups."),
)
CONDITIONS = (
    Key("lang", "langs", "Language of the page, by BCP 47 prefix."),
    Key("site", "sites", "Host of the page, as in the pack key `site`."),
    Key("kind", "choices", "Kind of the line.", choices=KINDS),
    Key("chars", "range", "Length of the line in characters: `{min: 1, max: 80}`."),
    Key("words", "range", "Length of the line in words."),
    Key("group_lines", "range", "Lines in the line's group; does not hold on pages without groups."),
    Key("near_start", "count", "The line is one of the first n lines."),
    Key("near_end", "count", "The line is one of the last n lines."),
    Key("after_share", "share", "The line stands behind this share of the lines (0 to 1)."),
    Key("before_share", "share", "The line stands before this share of the lines."),
    Key("above", "neighbour", "The line stands above a line of this kind."),
    Key("below", "neighbour", "The line stands below a line of this kind."),
    Key("ends_like_sentence", "flag", "Whether the line ends as a sentence does."),
    Key(
        "prose",
        "flag",
        "Whether the line is running text: 80 characters or more (30 in scripts without spaces) with a sentence's end.",
    ),
    Key(
        "open",
        "flag",
        "Whether no sentence ends there: not `. …`, and not `? !` either, but for the head and tail, where headlines stand.",
    ),
    Key(
        "part",
        "choices",
        "Where the line stands: in the `head` (no running text above) or the `tail` (none below) of a page with three lines of running text.",
        choices=PARTS,
    ),
    Key("role", "choices", "Roles that rules gave the line itself; `any`: whatever role.", choices=SEEN_ROLES),
    Key("page_roles", "range", "So many lines of the page bear a role."),
    Key(
        "open_below",
        "share",
        "At least this share of the lines from this one on is open or bears a role: only the end of a page is like that.",
    ),
    Key("known_below", "range", "So many lines below this one bear a role."),
    Key(
        "figures",
        "range",
        "The line stands in a run of so many neighbouring lines with a digit: results, prices, recipes.",
    ),
    Key(
        "prose_below",
        "share",
        "At most this share of the page's running text, in characters, stands below the line; lines with a role and short items of lists do not count.",
    ),
    Key("in_quotes", "flag", "Whether the match lies in quotation marks."),
    Key(
        "meta",
        "meta",
        "Fields that came with the record (`title`, `url`, `lang` or any other), with the value wanted (`true`: any).",
    ),
)
RANGE = (Key("min", "count", "At least."), Key("max", "count", "At most."))
RUN = (
    Key("lines", "count", "At least so many lines.", required=True),
    Key("role", "choices", "Roles that count.", required=True, choices=SEEN_ROLES),
    Key("share", "share", "At least this share of the lines bears one of these roles.", required=True),
    Key("chars", "count", "Each is at most so long.", required=True),
)
REPEATED = (
    Key("times", "count", "At least so often.", required=True),
    Key("max_words", "count", "At most so many words.", required=True),
)
EXAMPLES = (
    Key(
        "hit", "cases", "Texts that the rule must take: a `|` block with one a line, or a list of cases.", required=True
    ),
    Key("miss", "cases", "Texts that the rule must not take.", required=True),
)
CASE = (
    Key("text", "text", "The text of a page, one line as a rule."),
    Key("page", "text", "The text of a page of several lines."),
    Key("out", "text", "What must come out."),
    Key("save", "saved", "Metadata that must come out."),
    Key("with", "ids", "Ids of other rules that the example needs."),
    Key("title", "text", "The record's title."),
    Key("url", "text", "The page's address, for site rules."),
    Key("lang", "text", "The page's language (default: the pack's)."),
    Key("limits", "choice", "`on`: with the limits that guard prose.", choices=("on", "off")),
    Key("todo", "flag", "`true`: known to fail; says so when it starts to pass."),
    Key("about", "text", "A remark."),
)
CHANGE = (
    Key("rule", "text", "Id of the rule to change: `pack/id`.", required=True),
    Key("why", "text", "Why.", required=True),
    Key("off", "flag", "`true`: the rule does not run."),
    Key("set", "fields", "Fields that get a new value."),
    Key("add", "fields", "Entries added to fields that hold several."),
    Key("remove", "fields", "Entries taken from fields that hold several."),
)
TABLES: Mapping[str, tuple[Key, ...]] = {
    "pack": PACK, "list": LIST, "rule": RULE, "conditions": CONDITIONS, "neighbour": NEIGHBOUR, "range": RANGE,
    "repeated": REPEATED, "run": RUN, "examples": EXAMPLES, "case": CASE, "change": CHANGE,
}  # fmt: skip


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

    entries: literals, templates or regexes of a text matcher.  echo: of same_as.  times, max_words: of repeated.
    run: of the matcher of that name.
    lang, also: languages of the page on which it runs (`any`: all).  sites: of its pack.
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

    @property
    def pack(self) -> str:
        """The pack's name: the id up to the slash."""
        return self.id.partition("/")[0]

    @property
    def limit(self) -> str | None:
        """The limit that guards running text from the rule: `outside`, `prose`, or None for what its author wrote out."""
        return "outside" if self.matcher == "outside" else "prose" if self.is_open else None

    @property
    def is_open(self) -> bool:
        """Whether the rule counts against the page's limit: it may take more than its author wrote."""
        return self.matcher in OPEN or self.do in ("cut", "cut_above")
