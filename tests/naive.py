"""The reference matcher: every entry of every rule on every line, with no index, no prefilter and no dictionary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleaner import Options, RuleSet
from cleaner.fold import fold, trim
from cleaner.match.engine import Found, Matcher
from cleaner.match.index import Entry, Index, entries_of, index_of
from cleaner.match.scan import Scanner
from cleaner.match.slots import word_lists
from cleaner.match.text import Find, find_in_line
from cleaner.match.view import View
from cleaner.orthography import count_words
from cleaner.ruleset.model import REGEXES, SELECTORS, SPANS, STRUCTURE
from cleaner.ruleset.scope import active, is_english, lang_matches, runnable
from cleaner.values import Match, Page


def naive_matches(page: Page, rules: RuleSet, entries: Sequence[Entry] | None = None) -> list[Match]:
    """All matches of a page, the slow way. entries: those of `naive_entries`, if they are at hand."""
    index = index_of(rules, page.context.lang, Options())
    view = View(page, index.lists)
    matcher = Matcher(view, Scanner(Index(), 10), Found())
    matcher.rules = index.rules
    entries = list(naive_entries(page, rules)) if entries is None else entries
    for spans in (False, True):
        if spans:
            matcher.structure(index.echoes)
            matcher.give_roles()
            matcher.structure(index.around)
        for line in page.lines:
            written, key = line.text.strip(), trim(fold(line.text))
            for entry in entries:
                if (entry.rule.matcher in SPANS) != spans:
                    continue
                if line.sentence and not entry.glued:
                    continue
                if entry.rule.matcher == "line" and entry.literal is not None and not line.sentence:
                    same = (written if entry.rule.exact else key) == entry.literal
                    places: list[Find] = [(0, len(line.text), {})] if same else []
                else:
                    places = list(find_in_line(entry, line, view, 10))
                for start, end, values in places:
                    matcher.consider(entry.rule, line, (start, end), values)
        matcher.give_roles()
    return matcher.found.matches


def naive_entries(page: Page, rules: RuleSet) -> Iterator[Entry]:
    """Every entry that runs on a page."""
    lang = page.context.lang
    for rule in runnable(rules.rules, Options()):
        if rule.matcher in STRUCTURE + SELECTORS or not active(rule, lang):
            continue
        foreign = lang is not None and is_english(rule) and not lang_matches("en", lang)
        for text in rule.entries:
            if foreign and rule.matcher not in REGEXES and count_words(fold(text)) <= 1:
                continue
            yield from entries_of(rule, text, word_lists(rules.lists))
