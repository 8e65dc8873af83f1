"""What remains wrong in our own text, by kind: words of the gold that it lacks and why, words left that the gold lacks.

A token of one text is in the other if one of the shingles that hold it is. Why a token is missing is looked up in the
text as extraction left it and in the list of removals, both of which cleaning gives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.corpus import Page
from benchmarks.score import SHINGLE, Shingle, best_reading, holds, pattern_for, score, shingles_of, tokens_of
from benchmarks.tools import context_of
from cleaner import Cleaner, RecordError
from cleaner.extract.tree import parse, walk
from cleaner.pipeline import explain_page
from cleaner.values import Cleaned, Line, Removal

ELSEWHERE = "not extracted"
"""On the page, but not in the box that was taken for the article."""
NOWHERE = "not on the page"
"""Not in the page's text: it comes from a script or another address, or the gold writes it another way."""
LEFT = ("running text", "headline-like", "list or table", "label")
LABEL_WORDS = 4


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with our text of a page, in words, or in snippets where the gold has those.

    missing: by `not extracted`, `not on the page` or `rule ID`.  left: by the kinds in `LEFT`.
    """

    page: str
    f1: float
    missing: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)

    @property
    def reason(self) -> str:
        """The largest of what is wrong in one word; empty where nothing is."""
        reasons = Counter({**self.missing, "left": self.left.total()})
        first = max(sorted(reasons), key=lambda name: reasons[name])
        return first if reasons[first] else ""


@dataclass(frozen=True, slots=True)
class _Ours:
    """Our text of a page, and how it came about. extracted: before rules."""

    page: Page
    extracted: str = ""
    cleaned: Cleaned | None = None

    @property
    def text(self) -> str:
        return self.cleaned.text if self.cleaned else ""

    @property
    def removals(self) -> Sequence[Removal]:
        return self.cleaned.removals if self.cleaned else ()

    @property
    def lines(self) -> Sequence[Line]:
        return self.cleaned.lines if self.cleaned else ()


def wrong(page: Page, cleaner: Cleaner) -> Wrong:
    """What is wrong with our text of a page."""
    try:
        explained, extract = explain_page(page.html, context_of(page), cleaner.rules, cleaner.options, record=False)
        ours = _Ours(page, extract.text, explained.cleaned)
    except RecordError:
        ours = _Ours(page)
    own = score(page.gold, ours.text).f1
    if page.gold.snippets is not None:
        return Wrong(page.id, own, Counter(_missing_snippets(ours)), Counter(_left_snippets(ours)))
    right = best_reading(page.gold, ours.text)[0]
    return Wrong(page.id, own, Counter(_missing(ours, right)), Counter(_left(ours, right)))


def _in(tokens: Sequence[str], other: Sequence[str]) -> list[bool]:
    """For each token whether the other text has it too, in the company of its neighbours."""
    stock, found = Counter(shingles_of(other)), [False] * len(tokens)
    for i, shingle in enumerate(shingles_of(tokens)):
        if stock[shingle]:
            stock[shingle] -= 1
            found[i : i + SHINGLE] = [True] * len(found[i : i + SHINGLE])
    return found


def _missing(ours: _Ours, right: str) -> Iterator[str]:
    """For each token of the right text that ours lacks, why."""
    lang = ours.page.gold.lang
    tokens = tokens_of(right, lang)
    missing = [i for i, there in enumerate(_in(tokens, tokens_of(ours.text, lang))) if not there]
    if not missing:
        return
    places, rules = _removed(ours)
    shingles = shingles_of(tokens)
    on_page = _in(tokens, tokens_of(_page_text(ours.page), lang))
    for i in missing:
        near = range(max(0, i - SHINGLE + 1), min(i + 1, len(shingles)))
        at = [(places[shingles[j]], i - j) for j in near if shingles[j] in places]
        by = [rules[start + offset] for start, offset in at if rules[start + offset]]
        by += [rule for start, _ in at for rule in rules[start : start + SHINGLE] if rule]
        yield f"rule {by[0]}" if by else ELSEWHERE if on_page[i] else NOWHERE


def _removed(ours: _Ours) -> tuple[dict[Shingle, int], list[str]]:
    """Where each shingle of the extracted text stands, and the rule that took each of its tokens, if one did."""
    found = list(pattern_for(ours.page.gold.lang).finditer(ours.extracted))
    rules = [""] * len(found)
    removals = list(ours.removals)
    for i, token in enumerate(found):
        while removals and removals[0].end <= token.start():
            removals.pop(0)
        if removals and removals[0].start < token.end():
            rules[i] = removals[0].rule
    places: dict[Shingle, int] = {}
    for i, shingle in enumerate(shingles_of([token.group() for token in found])):
        if shingle not in places or any(rules[i : i + SHINGLE]):
            places[shingle] = i
    return places, rules


def _page_text(page: Page) -> str:
    try:
        return "\n".join(line.text for line in walk(parse(page.html)).lines)
    except RecordError:
        return ""


def _left(ours: _Ours, right: str) -> Iterator[str]:
    """For each token of ours that the right text lacks, the kind of its line."""
    lang = ours.page.gold.lang
    found = list(pattern_for(lang).finditer(ours.text))
    there = _in([token.group() for token in found], tokens_of(right, lang))
    lines = list(ours.lines)
    kinds = {line.index: _kind(line, lang) for line in lines}
    for token, known in zip(found, there, strict=True):
        while lines and lines[0].end <= token.start():
            lines.pop(0)
        if not known and lines:
            yield kinds[lines[0].index]


def _kind(line: Line, lang: str | None) -> str:
    running, headline, listed, label = LEFT
    if len(tokens_of(line.text, lang)) <= LABEL_WORDS:
        return label
    if line.kind in ("list", "table") or (line.place and line.place.tag in ("li", "td", "th")):
        return listed
    return running if line.prose else headline


def _missing_snippets(ours: _Ours) -> Iterator[str]:
    wanted, _ = ours.page.gold.snippets or ((), ())
    found = holds(ours.text, wanted)
    if all(found):
        return
    extracted, on_page = holds(ours.extracted, wanted), holds(_page_text(ours.page), wanted)
    for snippet, *where in zip(wanted, found, extracted, on_page, strict=True):
        if not where[0]:
            yield _taker(ours, snippet) if where[1] else ELSEWHERE if where[2] else NOWHERE


def _taker(ours: _Ours, snippet: str) -> str:
    """The rule that took a snippet of the extracted text, or a part of it."""
    for removal in ours.removals:
        if any(holds(removal.text, [snippet])) or any(holds(snippet, [removal.text])):
            return f"rule {removal.rule}"
    return ELSEWHERE


def _left_snippets(ours: _Ours) -> Iterator[str]:
    _, unwanted = ours.page.gold.snippets or ((), ())
    for snippet, there in zip(unwanted, holds(ours.text, unwanted), strict=True):
        if there:
            lines = [line for line in ours.lines if any(holds(line.text, [snippet]))]
            yield _kind(lines[0], ours.page.lang) if lines else LEFT[0]
