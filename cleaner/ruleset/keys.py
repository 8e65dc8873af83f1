"""The keys of rule files: what each is called, what it holds, and what it means. Reader, schema and reference come from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cleaner.ruleset.model import ACTIONS, ECHOES, KINDS, LEVELS, PARTS, ROLES, SEEN_ROLES, STATUSES


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
    Key("css", "lines", "HTML: takes what stands in the elements that a CSS selector finds."),
    Key("xpath", "lines", "HTML: takes what stands in the elements that an XPath (1.0) finds."),
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
        "At most this share of the page's running text stands below the line; lines with a role and short items of lists do not count.",
    ),
    Key("in_quotes", "flag", "Whether the match lies in quotation marks."),
    Key("link_share", "share", "HTML: at least this share of the line's characters is the text of links."),
    Key("tag", "lines", "HTML: the line's block has one of these tags."),
    Key("hidden", "flag", "HTML: whether the page's markup hides the line."),
    Key(
        "inside",
        "inside",
        "HTML: a box around the line, within the article and no larger than half of it, is like this.",
    ),
    Key(
        "meta",
        "meta",
        "Fields that came with the record (`title`, `url`, `lang` or any other), with the value wanted (`true`: any).",
    ),
)
INSIDE = (
    Key("tag", "lines", "The box has one of these tags."),
    Key(
        "class",
        "lines",
        "Its class, id or role holds one of these words, or rows of words: `related posts` finds `relatedPosts` and `c-related-posts`.",
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
    Key("html", "text", "The body of an HTML page, for rules that look at `inside`, `tag`, `link_share` or `hidden`."),
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
    "inside": INSIDE, "repeated": REPEATED, "run": RUN, "examples": EXAMPLES, "case": CASE, "change": CHANGE,
}  # fmt: skip
