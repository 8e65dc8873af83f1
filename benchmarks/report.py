"""The page of figures as Markdown. Its standing sentences live here; the figures are handed in."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import mean, median

from benchmarks.corpus import Suite
from benchmarks.measure import Measured
from benchmarks.remains import ELSEWHERE, LEFT, NOWHERE, Wrong
from benchmarks.score import RESAMPLES, Figures, Interval, figures, interval, resampled, score_facts
from benchmarks.tools import OURS

COMMAND = "python -m benchmarks.html CORPUS --write"
TIMED = "trafilatura"
"""The peer that times are compared with."""
MIN_PAGES = 3
"""A language of fewer pages has no figure of its own."""
WORST = 10
TOP_RULES = 8
_HEAD = """# Benchmark: HTML mode

Written by `{command}` on {day}, with Python {python}: {versions}.
Every tool ran on the same pages in the same run, offline and in one process; packs for single sites were off.
The pages belong to their publishers and are not part of this repository: {suites}.
Text mode has [a page of its own](benchmark-text.md).

- **These pages are not held out.** Names of boxes and a part of the rules were found by reading such pages, these
  among them. Expect less on others.
- **Golds disagree on the standfirst**: that of fundus_ml holds it, that of aeb often does not. Our text has it.
- An interval is what 95 of 100 suites drawn from the same pages would give (bootstrap over pages, {resamples} draws,
  fixed seed). *Our lead* is taken draw by draw; a lead whose interval holds 0 is none.
"""
_TEXT = """
## Text

In %: precision, recall and F1 of shingles of four words, from the means over pages, and the share of pages that are
exactly right. Where a suite knows snippets only, these are counted: those wanted, and the unwanted that are in the text.
"""
_ELSE = """
Not run here: parsers written by hand for each publisher (fundus) reach an F1 of 97.1 on fundus_eval, ROUGE-LSum 97.9 and
65 % of the pages exactly right, by the output that fundus-evaluation stores; rs-trafilatura an F1 of 96.7 on aeb.
"""
_LANGUAGES = """
## Languages

F1 in % by language, for suites of several, where a language has three pages or more. With so few pages a figure says
little: ours has its interval.
"""
_FACTS = """
## Metadata

Share of pages in %: the title equals the publisher's (less case and punctuation); it equals it or one holds the other;
the day of publication. Authors: F1 of their names.
"""
_TIME = """
## CPU time

Milliseconds of CPU time a page, the faster of two runs. Ours and {timed}'s include metadata, ours the rules; the others
give the text, and what else they always gather.
"""
_WRONG = """
## What remains wrong

Words (characters, in languages written without spaces) of the gold that our text lacks, and words of our text that the
gold lacks; in the suite of snippets, snippets. *Not extracted*: on the page, but not in the box that was taken for the
article. *Not on the page*: not in the page's text as it was stored, or written another way there.
"""
_PAGES = """
### The ten worst pages

Each with its F1 and the largest of what is wrong with it, in words or snippets.
"""


@dataclass(frozen=True, slots=True)
class Chapter:
    """All that was found out on a suite. measured: ours first.  wrong: what is wrong with our pages."""

    suite: Suite
    measured: Sequence[Measured]
    wrong: Sequence[Wrong]


def report(chapters: Sequence[Chapter]) -> str:
    """The whole page."""
    parts = [_head(chapters), _TEXT, *map(_text, chapters), _errors(chapters)]
    parts += [_ELSE] if any(chapter.suite.name == "fundus_eval" for chapter in chapters) else []
    if languages := [text for text in map(_languages, chapters) if text]:
        parts += [_LANGUAGES, *languages]
    if facts := [_facts(chapter) for chapter in chapters if chapter.suite.has_facts]:
        parts += [_FACTS, *facts]
    parts += [_TIME.format(timed=TIMED), _times(chapters), _WRONG, _kinds(chapters), _takers(chapters)]
    parts += [_PAGES, *map(_worst, chapters)]
    return "\n".join(part.strip("\n") + "\n" for part in parts if part)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _percent(value: float, digits: int = 1) -> str:
    return f"{100 * value:.{digits}f}"


def _between(values: Interval, sign: str = "") -> str:
    return f"{100 * values.low:{sign}.1f} to {100 * values.high:{sign}.1f}"


def _head(chapters: Sequence[Chapter]) -> str:
    return _HEAD.format(
        command=COMMAND,
        day=date.today().isoformat(),
        python=platform.python_version(),
        versions=", ".join(f"{m.tool.name} {m.tool.version}" for m in chapters[0].measured),
        suites=", ".join(f"{c.suite.name} has {len(c.suite.pages)}" for c in chapters),
        resamples=RESAMPLES,
    )


def _text(chapter: Chapter) -> str:
    drawn = [resampled(m.scores) for m in chapter.measured]
    rows = [_row(m, mine, drawn[0]) for m, mine in zip(chapter.measured, drawn, strict=True)]
    head = [chapter.suite.name, "precision", "recall", "F1", "interval", "our lead", "exactly right", "interval"]
    if chapter.suite.is_english:
        head.append("ROUGE-LSum F1")
    return table(head, rows)


def _row(measured: Measured, drawn: Sequence[Figures], ours: Sequence[Figures]) -> list[str]:
    here = figures(measured.scores)
    lead = interval(mine.f1 - other.f1 for mine, other in zip(ours, drawn, strict=True))
    f1, exact = (interval(getattr(d, name) for d in drawn) for name in ("f1", "exact"))
    return [
        measured.tool.name, _percent(here.precision), _percent(here.recall), f"**{_percent(here.f1)}**", _between(f1),
        "" if measured.tool.name == OURS else _between(lead, "+"), _percent(here.exact, 0), _between(exact),
        *([_percent(mean(measured.rouge))] if measured.rouge else []),
    ]  # fmt: skip


def _errors(chapters: Sequence[Chapter]) -> str:
    """On how many pages which tool failed."""
    told = []
    for tool in (m.tool.name for m in chapters[0].measured):
        kinds = sum((m.errors for c in chapters for m in c.measured if m.tool.name == tool), Counter[str]())
        told += [f"{tool} {kinds.total()} ({', '.join(sorted(kinds))})"] if kinds else []
    return f"\nPages on which a tool failed; they count as empty: {', '.join(told)}." if told else ""


def _languages(chapter: Chapter) -> str:
    langs = [page.gold.lang or page.lang or "" for page in chapter.suite.pages]
    counts = Counter(langs)
    large = sorted((lang for lang in counts if lang and counts[lang] >= MIN_PAGES), key=lambda x: (-counts[x], x))
    if len(large) < 2:
        return ""
    rows = []
    for lang in large:
        scores = [[s for s, x in zip(m.scores, langs, strict=True) if x == lang] for m in chapter.measured]
        ours, *others = (_percent(figures(s).f1) for s in scores)
        range_ = _between(interval(d.f1 for d in resampled(scores[0])))
        rows.append([lang, str(counts[lang]), f"**{ours}**", range_, *others])
    names = [m.tool.name for m in chapter.measured]
    return table((chapter.suite.name, "pages", names[0], "interval", *names[1:]), rows)


def _facts(chapter: Chapter) -> str:
    rows = []
    for measured in chapter.measured:
        if measured.tool.has_facts:
            pairs = [
                (p.gold.facts, f) for p, f in zip(chapter.suite.pages, measured.facts, strict=True) if p.gold.facts
            ]
            rows.append([measured.tool.name, *map(_percent, score_facts(pairs))])
    return table((chapter.suite.name, "title equal", "equal or holding", "authors", "day"), rows)


def _times(chapters: Sequence[Chapter]) -> str:
    names = [m.tool.name for m in chapters[0].measured]
    by_tool = {name: [m.seconds for c in chapters for m in c.measured if m.tool.name == name] for name in names}
    pages = {name: [s for suite in suites for s in suite] for name, suites in by_tool.items()}
    rows = []
    for name in names:
        both = [(middle(pages[name]), middle(pages.get(TIMED, [0.0]))) for middle in (median, mean)]
        times = [*map(median, by_tool[name]), *(own for own, _ in both)]
        shares = [f"{own / theirs:.2f}" if theirs else "" for own, theirs in both]
        rows.append([name, *(f"{1000 * seconds:.1f}" for seconds in times), *shares])
    suites = (f"{c.suite.name}, median" for c in chapters)
    return table(("", *suites, "all, median", "all, mean", f"median, {TIMED}'s = 1", "mean, its mean = 1"), rows)


def _kinds(chapters: Sequence[Chapter]) -> str:
    rows = []
    for chapter in chapters:
        missing = sum((w.missing for w in chapter.wrong), Counter[str]())
        left = sum((w.left for w in chapter.wrong), Counter[str]())
        ruled = sum(count for name, count in missing.items() if name not in (ELSEWHERE, NOWHERE))
        counts = (missing[ELSEWHERE], missing[NOWHERE], ruled, *(left[kind] for kind in LEFT))
        rows.append([chapter.suite.name, *(f"{count:,}" for count in counts)])
    labels = [f"left: {kind}" for kind in LEFT[:3]] + ["left: labels of up to four words"]
    return table(("", "missing: not extracted", "missing: not on the page", "missing: taken by rules", *labels), rows)


def _takers(chapters: Sequence[Chapter]) -> str:
    """The rules that took most words of the gold, where the gold is the whole text."""
    missing = sum((w.missing for c in chapters if c.suite.has_paragraphs for w in c.wrong), Counter[str]())
    rules = [(name.removeprefix("rule "), n) for name, n in missing.items() if name.startswith("rule ")]
    rules.sort(key=lambda pair: (-pair[1], pair[0]))
    if not rules:
        return ""
    return f"Rules that took most words of the gold: {', '.join(f'`{name}` {n}' for name, n in rules[:TOP_RULES])}."


def _worst(chapter: Chapter) -> str:
    pages = sorted((w for w in chapter.wrong if w.f1 < 1), key=lambda w: (w.f1, w.page))[:WORST]
    rows = []
    for page in pages:
        left = page.left.total()
        count = left if page.reason == "left" else page.missing[page.reason]
        rows.append([f"`{_short(page.page)}`", _percent(page.f1), f"{page.reason} {count:,}".strip()])
    return table((chapter.suite.name, "F1", "what is wrong"), rows) if rows else ""


def _short(name: str) -> str:
    """A page's name, less the most of it where it is a long number."""
    return name if not name.isalnum() or len(name) < 32 else f"{name[:12]}…"
