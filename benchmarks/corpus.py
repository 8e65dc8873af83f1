"""Reading a corpus: a folder of suites, each with its pages and what a good extractor gives for them (the gold).

`SUITE/pages.jsonl.gz` has lines of `id`, `url`, `lang`, `html`. `SUITE/gold.jsonl.gz` has lines of `id` with either
`paragraphs` (and `optional`: numbers of those that may be there or not) or snippets that the text should hold (`with`)
and should not hold (`without`); besides `lang`, and `title`, `authors`, `published` where they are known.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Gold:
    """What is right for a page. snippets: (wanted, unwanted), where the suite has no paragraphs.

    facts: `title`, `authors` and `published`, where the suite has them.
    """

    lang: str | None
    paragraphs: tuple[str, ...] = ()
    optional: tuple[int, ...] = ()
    snippets: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    facts: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a suite with its gold."""

    id: str
    url: str | None
    lang: str | None
    html: str
    gold: Gold


@dataclass(frozen=True, slots=True)
class Suite:
    """Pages that were made and judged the same way."""

    name: str
    pages: tuple[Page, ...]

    @property
    def has_paragraphs(self) -> bool:
        """Whether the whole text is known, and not snippets alone."""
        return self.pages[0].gold.snippets is None

    @property
    def has_facts(self) -> bool:
        """Whether titles, authors and dates are known."""
        return any(page.gold.facts for page in self.pages)

    @property
    def is_english(self) -> bool:
        """Whether the whole text is known and each page is English."""
        return self.has_paragraphs and all(page.lang == "en" for page in self.pages)

    def bare(self) -> Suite:
        """The suite without its markup, which is large."""
        return replace(self, pages=tuple(replace(page, html="") for page in self.pages))


def read_corpus(folder: Path) -> Iterator[Suite]:
    """The suites of a corpus by name, each read when its turn comes.

    Raises:
        FileNotFoundError: the folder holds no suite.
        KeyError: a page or its gold lacks what it must have.
    """
    found = sorted(path.parent for path in folder.glob("*/gold.jsonl.gz") if (path.parent / "pages.jsonl.gz").exists())
    if not found:
        raise FileNotFoundError(f"{folder} holds no SUITE/pages.jsonl.gz with a SUITE/gold.jsonl.gz")
    for path in found:
        html = {record["id"]: record for record in _records(path / "pages.jsonl.gz")}
        yield Suite(path.name, tuple(_page(html[gold["id"]], gold) for gold in _records(path / "gold.jsonl.gz")))


def _records(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _page(page: dict[str, Any], gold: dict[str, Any]) -> Page:
    snippets = (tuple(gold["with"]), tuple(gold["without"])) if "with" in gold else None
    facts = {name: gold.get(name) for name in ("title", "authors", "published")} if "title" in gold else None
    paragraphs = () if snippets else tuple(gold["paragraphs"])
    right = Gold(gold.get("lang"), paragraphs, tuple(gold.get("optional") or ()), snippets, facts)
    return Page(page["id"], page.get("url"), page.get("lang"), page["html"], right)
