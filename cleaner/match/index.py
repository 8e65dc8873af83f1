"""RuleSet -> Index: the compiled form, built once a process and language, and cached.

Whole-line literals sit in one dictionary of folded lines. Everything else waits behind a literal that each match
must contain: one pass of a multi-pattern search over the page tells which entries are worth trying, and where.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cleaner.fold import fold, folded_key, lower, trim_end, trim_start
from cleaner.match.literals import Literals
from cleaner.match.slots import (
    WordList,
    compile_pattern,
    folded_parts,
    lists_of,
    longest,
    pattern_in,
    word_lists,
)
from cleaner.orthography import count_words
from cleaner.ruleset.lint import one_word
from cleaner.ruleset.load import RuleSet
from cleaner.ruleset.model import AROUND, REGEXES, SELECTORS, SPANS, STRUCTURE, Rule
from cleaner.ruleset.required import EDGE, UNBOUNDED, worth
from cleaner.ruleset.scope import active, is_english, lang_matches, runnable
from cleaner.ruleset.template import Slot, parse_template, trimmed
from cleaner.values import Options

GLUED_WORDS = 3
"""On glued pages only whole-line literals of so many words are seen: shorter ones could be part of a sentence."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One literal, template or regex of a rule, ready to be tried.

    literal: folded, when the entry has no slots.  source: of a regular expression, over the line.  parts: of a template,
    over plain text.  lists: those that its slots draw on.  behind: folded literals, at least one of which every match
    contains (none: always try); an EDGE stands for an end of the line.  literals: further ones, all of which it contains.
    chars: a line of more is not matched (of a regex: as it stands, else: folded).  glued: may be seen in the sentences of a
    glued page.
    """

    rule: Rule
    literal: str | None
    behind: tuple[str, ...]
    glued: bool
    literals: tuple[str, ...] = ()
    chars: int = UNBOUNDED
    source: str = ""
    parts: tuple[str | Slot, ...] = ()
    lists: tuple[tuple[str, WordList], ...] = ()

    def may_be(self, folded: str) -> bool:
        """Whether a folded line, less its decoration, may be the template: a cheap look at its ends."""
        if not self.parts or self.rule.matcher not in ("line", "line_starts", "line_ends"):
            return True
        first, last = self.parts[0], self.parts[-1]
        if self.rule.matcher != "line_ends" and _is_number(first) and not folded[:1].isdigit():
            return False
        if self.rule.matcher != "line_ends" and isinstance(first, str) and not folded.startswith(lower(first)):
            return False
        return self.rule.matcher == "line_starts" or not isinstance(last, str) or folded.endswith(lower(last))

    def pattern(self, folded: str) -> Any:
        """The compiled pattern to try on a folded line; None where a list that must fill a slot has no entry in it."""
        if not self.parts:
            return compile_pattern(self.source)
        return pattern_in(self.parts, self.lists, folded)


def _is_number(part: str | Slot) -> bool:
    return isinstance(part, Slot) and part.kind == "number"


class Search:
    """Entries behind their required literals."""

    def __init__(self) -> None:
        self.always: list[Entry] = []
        self.entries: list[list[Entry]] = []
        self._numbers: dict[str, int] = {}
        self._literals = Literals(())

    def add(self, entry: Entry, *, glued: bool = False) -> None:
        """Take in an entry; one for the sentences of glued pages ends where the sentence need not."""
        if not entry.behind:
            self.always.append(entry)
        for literal in (b.rstrip(EDGE) for b in entry.behind) if glued else entry.behind:
            number = self._numbers.setdefault(literal, len(self.entries))
            if number == len(self.entries):
                self.entries.append([])
            self.entries[number].append(entry)

    def finish(self) -> None:
        """Build the automaton; the order of its patterns is that of the sorted rules."""
        self._literals = Literals(list(self._numbers))

    def hits(self, text: str) -> Sequence[tuple[int, int, int]]:
        """(number in entries, place, end) for every literal in a folded text, overlaps included."""
        return self._literals.find(text)


@dataclass(slots=True)
class Index:
    """What one language's pages are matched against.

    equal, exact: whole-line literals, folded and as written.  trimmed: entries to be looked for in lines without their
    decoration.  whole, spans: in folded lines.  glued: in sentences of glued pages.
    """

    equal: dict[str, list[Entry]] = field(default_factory=dict)
    exact: dict[str, list[Entry]] = field(default_factory=dict)
    trimmed: Search = field(default_factory=Search)
    whole: Search = field(default_factory=Search)
    spans: Search = field(default_factory=Search)
    glued: Search = field(default_factory=Search)
    echoes: list[Rule] = field(default_factory=list)
    around: list[Rule] = field(default_factory=list)
    rules: dict[str, Rule] = field(default_factory=dict)
    lists: Mapping[str, WordList] = field(default_factory=dict)


def index_of(rules: RuleSet, lang: str | None, options: Options) -> Index:
    """The index of a rule set for pages of a language, with the rules that the options let run."""
    key = (rules.fingerprint, len(rules.rules), lang.lower() if lang else None, options.level, options.trial)
    index = _CACHE.get(key)
    if index is None:
        while len(_CACHE) >= _CACHE_SIZE:
            _CACHE.pop(next(iter(_CACHE)), None)
        index = _CACHE[key] = _build(rules, lang, options)
    return index


_CACHE: dict[tuple[str, int, str | None, str, bool], Index] = {}
_CACHE_SIZE = 40
"""Indexes kept: those of all languages of one rule set."""
_ENTRIES: dict[tuple[str, int, bool], dict[str, tuple[tuple[Entry, bool], ...]]] = {}
"""The entries of each rule of a rule set: the indexes of all languages share them."""
_ENTRIES_SIZE = 3


def _build(rules: RuleSet, lang: str | None, options: Options) -> Index:
    lists = word_lists(rules.lists)
    index = Index(lists=lists)
    entries = _entries_of_set(rules, options)
    for rule in runnable(rules.rules, options):
        if not active(rule, lang):
            continue
        index.rules[rule.id] = rule
        if rule.matcher in STRUCTURE:
            (index.around if rule.matcher in AROUND else index.echoes).append(rule)
            continue
        if rule.matcher in SELECTORS:
            continue  # extraction has tried them: the lines say which of them stand there
        foreign = lang is not None and is_english(rule) and not lang_matches("en", lang) and "any" not in rule.lang
        if rule.id not in entries:
            entries[rule.id] = tuple(_counted(rule, lists))
        for entry, single in entries[rule.id]:
            if not (foreign and single):
                _add(index, entry)
    for search in (index.trimmed, index.whole, index.spans, index.glued):
        search.finish()
    return index


def _counted(rule: Rule, lists: Mapping[str, WordList]) -> Iterator[tuple[Entry, bool]]:
    """The compiled entries of a rule, and of English ones whether each is a single word."""
    english = is_english(rule) and rule.matcher not in REGEXES
    for text in rule.entries:
        single = english and one_word(text)
        yield from ((entry, single) for entry in entries_of(rule, text, lists))


def _entries_of_set(rules: RuleSet, options: Options) -> dict[str, tuple[tuple[Entry, bool], ...]]:
    key = (rules.fingerprint, len(rules.rules), options.trial)
    if key not in _ENTRIES:
        while len(_ENTRIES) >= _ENTRIES_SIZE:
            _ENTRIES.pop(next(iter(_ENTRIES)), None)
        _ENTRIES[key] = {}
    return _ENTRIES[key]


def _add(index: Index, entry: Entry) -> None:
    rule = entry.rule
    if rule.matcher in SPANS:
        index.spans.add(entry)
        return
    if entry.glued:
        index.glued.add(entry, glued=True)
    if rule.matcher == "line" and entry.literal is not None:
        (index.exact if rule.exact else index.equal).setdefault(entry.literal, []).append(entry)
    elif rule.matcher in ("line_regex", "line_has") or rule.exact:
        index.whole.add(entry)
    else:
        index.trimmed.add(entry)


def entries_of(rule: Rule, text: str, lists: Mapping[str, WordList]) -> Iterator[Entry]:
    """The compiled forms of one entry of a rule; several where a list stands for whole lines."""
    if rule.matcher in REGEXES:
        literals, chars = rule.needs[rule.entries.index(text)]
        if rule.matcher == "span_regex":
            behind = tuple(dict.fromkeys(b.strip(EDGE) for b in literals))
            yield Entry(rule, None, behind, True, source=text)
        else:
            yield Entry(rule, None, literals, False, chars=chars, source=text)
        return
    if rule.exact:
        yield Entry(rule, text, (fold(text),), False)
        return
    glued = rule.matcher in SPANS or (rule.matcher == "line" and count_words(text) >= GLUED_WORDS)
    if "{" not in text:
        literal = trimmed(fold(text), rule.matcher)
        yield Entry(rule, literal, (_anchored(literal, rule.matcher, True, True),), glued)
        return
    parts = folded_parts(parse_template(text), rule.matcher)
    if len(parts) == 1 and isinstance(parts[0], Slot) and parts[0].is_list and rule.matcher == "line" and not rule.save:
        yield from (Entry(rule, folded_key(word), (fold(word),), False) for word in lists[parts[0].kind].words)
        return
    ends = (0, len(parts) - 1)
    texts = [(fold(p), i) for i, p in enumerate(parts) if isinstance(p, str) and fold(p)]
    anchored = [_anchored(text, rule.matcher, i == ends[0], i == ends[1]) for text, i in texts]
    closed = isinstance(parts[-1], str) or parts[-1].is_list
    glued = glued and (closed or rule.matcher in SPANS)
    best = max(anchored, key=lambda literal: worth([literal]), default="")
    literals = tuple(text for text, _ in texts)
    chars = sum(map(longest, parts)) if rule.matcher == "line" else UNBOUNDED
    behind = (best,) if best else ()
    yield Entry(rule, None, behind, glued, literals, chars, parts=tuple(parts), lists=lists_of(parts, lists))


def _anchored(literal: str, matcher: str, first: bool, last: bool) -> str:
    """A literal as it stands in a line without decoration, with an edge where the line must begin or end with it."""
    if first and matcher in ("line", "line_starts"):
        literal = EDGE + trim_end(literal) if matcher == "line_starts" else EDGE + literal
    if last and matcher in ("line", "line_ends"):
        literal = trim_start(literal) + EDGE if matcher == "line_ends" else literal + EDGE
    return literal
