"""Rule sets of any size, made up from words of the articles: always the same, of the shapes that the library has.

A rule has one entry. The first rules of each set are lines that stand in the articles, so that sets of all sizes find
the same; the others wait for words that the articles have, in an order that they hardly have.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import regex

from benchmarks.texts import SITES, Article, labels, site, words
from cleaner import RuleSet
from cleaner.ruleset.load import make_ruleset
from cleaner.ruleset.model import REGEXES, WHOLE_TEXT, Condition, Range, Rule
from cleaner.ruleset.required import needs_of

HITS = 50
"""So many rules of each set are lines of the articles."""
_SEED = 5
_SHORT = Condition("chars", Range(None, 250))
"""The bound that the loader gives rules which take lines by a part of them."""

Shape = tuple[str, bool]
"""A matcher, and whether its entry is a template."""


@dataclass(frozen=True, slots=True)
class Generator:
    """Makes rule sets. shapes: with how many rules of the library are of each."""

    library: RuleSet
    found: Sequence[Article]

    def rules(self, number: int) -> RuleSet:
        """A set of so many rules, all of which run on every page."""
        return make_ruleset(islice(self._stream(), number), dict(self.library.lists))

    def site_rules(self, number: int, sites: int = SITES) -> RuleSet:
        """A set of so many rules spread over sites, each in the site's language; the lines of the articles run everywhere."""
        langs = sorted({article.lang for article in self.found})
        each = sites // len(langs)
        hosts = [(site(i % each, lang), lang) for lang in langs for i in range(each)]
        made = []
        for at, rule in enumerate(islice(self._stream(), number)):
            host, lang = hosts[at % len(hosts)]
            made.append(rule if at < HITS else replace(rule, sites=(host,), lang=(lang,)))
        return make_ruleset(made, dict(self.library.lists))

    def _stream(self) -> Iterator[Rule]:
        chance = random.Random(_SEED)
        lines, vocabulary = labels(self.found), words(self.found)
        chance.shuffle(lines)
        for number, line in enumerate(lines[:HITS]):
            yield _rule(number, ("line", False), line)
        weights = Counter((r.matcher, r.templated) for r in self.library.rules if r.matcher in WHOLE_TEXT)
        shapes, langs = sorted(weights), sorted(vocabulary)
        number = min(HITS, len(lines))
        while True:
            (shape,) = chance.choices(shapes, [weights[s] for s in shapes])
            some = chance.choices(vocabulary[chance.choice(langs)], k=chance.randint(4, 7))
            yield _rule(number, shape, _entry(shape, some, chance))
            number += 1


def _rule(number: int, shape: Shape, entry: str) -> Rule:
    matcher, templated = shape
    return Rule(
        id=f"made.rules/r{number:06}",
        why="Made up to measure speed.",
        matcher=matcher,
        do="drop",
        role="promo",
        entries=(entry,),
        where=() if matcher in ("line", "line_regex") else (_SHORT,),
        needs=(needs_of(entry),) if matcher in REGEXES else (),
        templated=templated,
    )


_TEMPLATES: tuple[Callable[[str, str], str], ...] = (
    lambda one, other: f"{one}: {{photographer}}",
    lambda one, other: f"{one}: {{photographer}}/{{agency:agencies}}",
    lambda one, other: f"{one} {{photographer}} {other}",
    lambda one, other: f"{one} {{day:number}} {other}",
)
_PATTERNS: tuple[Callable[[str, str], str], ...] = (
    lambda one, other: rf"{one}:?\s\d{{1,3}}(?:\s{other})?",
    lambda one, other: rf"(?:{one}|{other}):?\s.{{1,60}}",
    lambda one, other: rf".{{1,40}}\s{one}\s\p{{Lu}}.{{1,30}}\s{other}\.?",
    lambda one, other: rf"\(?{one}\s(?:\S+\s){{0,3}}{other}[.)]?",
)


def _entry(shape: Shape, some: Sequence[str], chance: random.Random) -> str:
    matcher, templated = shape
    one, other = " ".join(some[:2]), " ".join(some[2:])
    if matcher in REGEXES:
        plain = [regex.escape(part, special_only=True, literal_spaces=True) for part in (one, other)]
        return chance.choice(_PATTERNS)(*plain)
    if not templated:
        return " ".join(some)
    entry = chance.choice(_TEMPLATES)(one, other)
    return f"{other} {entry}" if matcher == "line_ends" else entry
