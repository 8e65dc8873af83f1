"""Running tools over a suite in one process: what each page's text is worth, and the CPU time that it took.

Every tool runs over all pages, and then does so again: the faster of a page's two runs counts, so that what a tool loads
or compiles once (ours the rules of a language, others their word lists) is not charged to the page that came first.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import process_time
from typing import Any

from benchmarks.corpus import Suite
from benchmarks.rouge import rouge
from benchmarks.score import Score, score
from benchmarks.tools import Tool

RUNS = 2


@dataclass(slots=True)
class Measured:
    """What a tool did on a suite, page by page. facts: empty where the tool gives none.  seconds: of CPU time.

    rouge: ROUGE-LSum of the pages of a suite that is all English.  errors: by kind.
    """

    tool: Tool
    scores: list[Score] = field(default_factory=list)
    facts: list[dict[str, Any]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    rouge: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)


def measure(suite: Suite, tools: Sequence[Tool]) -> list[Measured]:
    """Each tool's measures on a suite."""
    results = [Measured(tool) for tool in tools]
    for tool in tools:
        tool.run(suite.pages[0])
    gc.collect()
    gc.freeze()  # what stands in memory by now, the pages above all, is not searched again and again
    for number in range(RUNS):
        for result in results:
            _run(suite, result, first=number == 0)
    gc.unfreeze()
    return results


def _run(suite: Suite, result: Measured, *, first: bool) -> None:
    for i, page in enumerate(suite.pages):
        start = process_time()
        output = result.tool.run(page)
        seconds = process_time() - start
        if first:
            result.scores.append(score(page.gold, output.text))
            result.facts.append(output.facts if result.tool.has_facts else {})
            result.seconds.append(seconds)
            result.rouge += [rouge(page.gold, output.text)] if suite.is_english else []
            result.errors += Counter([output.error] if output.error else [])
        else:
            result.seconds[i] = min(result.seconds[i], seconds)
