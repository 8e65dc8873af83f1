"""How good a text is, measured against what is known of its page. Strings and numbers only: no files, no tools.

Where the paragraphs are known, a text is compared by shingles: every run of four tokens, counted. Precision is the share
of its shingles that the gold has too, recall the share of the gold's that it has; a suite's precision and recall are the
means over its pages, its F1 is that of the two means, and a page is exactly right if its tokens are the gold's. Of a
gold with optional paragraphs the reading that suits the text best counts. Where only snippets are known, they are
counted over all pages: those wanted that are in the text, those unwanted that are not.
"""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import regex

from benchmarks.corpus import Gold

SHINGLE = 4
MANY_OPTIONAL = 4
"""With more optional paragraphs than that only two readings are tried: with all of them, and with none."""
RESAMPLES = 1000
SEED = 4
_CHARWISE = frozenset({"ja", "zh", "wuu", "yue", "ko", "th", "lo", "my", "km"})
"""In pages of these languages each character of an East or South East Asian script is a token."""
_SCRIPTS = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー"
_WORD = regex.compile(r"\w+")
_CHAR = regex.compile(rf"[{_SCRIPTS}]|[^\W{_SCRIPTS}]+")
Shingle = tuple[str, ...]


class Score(NamedTuple):
    """What a page adds to its suite's precision (right of given), recall (found of wanted) and exact pages.

    f1: the page's own.
    """

    right: float
    given: float
    found: float
    wanted: float
    exact: bool
    f1: float


class Figures(NamedTuple):
    """What a suite comes to, each from 0 to 1. exact: share of pages that are exactly right."""

    precision: float
    recall: float
    f1: float
    exact: float


class Interval(NamedTuple):
    """Where 95 of 100 suites of such pages would lie."""

    low: float
    high: float


def pattern_for(lang: str | None) -> regex.Pattern[str]:
    """What a token is in pages whose gold is in this language."""
    return _CHAR if lang in _CHARWISE else _WORD


def tokens_of(text: str, lang: str | None = None) -> list[str]:
    """The tokens of a text."""
    return [match.group() for match in pattern_for(lang).finditer(text)]


def shingles_of(tokens: Sequence[str]) -> list[Shingle]:
    """Every run of four tokens, in order; all tokens as one where there are fewer."""
    if not tokens:
        return []
    return [tuple(tokens[i : i + SHINGLE]) for i in range(max(1, len(tokens) - SHINGLE + 1))]


def f1(precision: float, recall: float) -> float:
    """The harmonic mean of two shares."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def readings(gold: Gold) -> Iterator[str]:
    """Every text that is right: the paragraphs with or without the optional ones."""
    optional = gold.optional
    counts = range(len(optional) + 1) if len(optional) <= MANY_OPTIONAL else (0, len(optional))
    for count in counts:
        for left_out in combinations(optional, count):
            yield "\n".join(p for i, p in enumerate(gold.paragraphs) if i not in left_out)


def compared(right: Sequence[str], given: Sequence[str]) -> Score:
    """The score of given tokens where the right ones are known."""
    wanted, have = Counter(shingles_of(right)), Counter(shingles_of(given))
    common = (wanted & have).total()
    precision, recall = (common / total if (total := side.total()) else 0.0 for side in (have, wanted))
    return Score(precision, bool(have), recall, bool(wanted), list(right) == list(given), f1(precision, recall))


def best_reading(gold: Gold, text: str) -> tuple[str, Score]:
    """The reading of a gold that suits a text best, and the text's score by it."""
    given = tokens_of(text, gold.lang)
    scored = [(reading, compared(tokens_of(reading, gold.lang), given)) for reading in readings(gold)]
    return max(scored, key=lambda pair: (pair[1].f1, pair[1].exact))


def score(gold: Gold, text: str) -> Score:
    """The score of a page's text."""
    if gold.snippets is None:
        return best_reading(gold, text)[1]
    wanted, _ = gold.snippets
    found, wrong = (sum(holds(text, snippets)) for snippets in gold.snippets)
    exact = found == len(wanted) and not wrong
    both = found + wrong + len(wanted)
    return Score(found, found + wrong, found, len(wanted), exact, 2 * found / both if both else 1.0)


def holds(text: str, snippets: Iterable[str]) -> list[bool]:
    """For each snippet whether it is in the text, whatever its white space."""
    plain = " ".join(text.split())
    return [" ".join(snippet.split()) in plain for snippet in snippets]


def figures(scores: Sequence[Score]) -> Figures:
    """What pages come to together."""
    right, given, found, wanted = (sum(column) for column in list(zip(*scores, strict=True))[:4])
    precision, recall = right / given if given else 0.0, found / wanted if wanted else 0.0
    return Figures(precision, recall, f1(precision, recall), sum(s.exact for s in scores) / len(scores))


def resampled(scores: Sequence[Score]) -> list[Figures]:
    """The figures of suites drawn from these pages with replacement: the same pages for every tool of a suite."""
    rng, pages = random.Random(SEED), range(len(scores))
    return [figures([scores[i] for i in rng.choices(pages, k=len(scores))]) for _ in range(RESAMPLES)]


def interval(values: Iterable[float]) -> Interval:
    """The middle 95 % of values."""
    ordered = sorted(values)
    edge = len(ordered) // 40
    return Interval(ordered[edge], ordered[-1 - edge])


class FactCounts(NamedTuple):
    """Shares of pages whose title, names of authors and day of publication are right.

    near: the title equals the gold's or one holds the other.  authors: F1 of the names of all pages together.
    """

    title: float
    near: float
    authors: float
    day: float


def folded(text: Any) -> str:
    """A text less its case, punctuation and white space."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", str(text or "")).casefold()))


def score_facts(pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> FactCounts:
    """How well facts agree with those of the gold.

    Args:
        pairs: for each page the gold's facts and the tool's.
    """
    titles = [(folded(gold["title"]), folded(ours.get("title"))) for gold, ours in pairs]
    names = [[set(map(folded, side.get("authors") or ())) for side in pair] for pair in pairs]
    days = [[str(side.get("published") or "")[:10] for side in pair] for pair in pairs if pair[0].get("published")]
    count = max(1, len(pairs))
    return FactCounts(
        sum(one == other for one, other in titles) / count,
        sum(bool(other) and (one in other or other in one) for one, other in titles) / count,
        2 * sum(len(a & b) for a, b in names) / max(1, sum(len(a) + len(b) for a, b in names)),
        sum(one == other for one, other in days) / max(1, len(days)),
    )
