"""Golden articles: what a careful editor would want of pages as scrapers leave them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from cleaner import Cleaner, Context, restore
from tests.conftest import FIXTURES
from tests.test_rules import LANGUAGES

ARTICLES = sorted(FIXTURES.glob("golden/*/"))


def about(folder: Path) -> dict[str, Any]:
    facts: dict[str, Any] = yaml.safe_load((folder / "about.yaml").read_text(encoding="utf-8"))
    return facts


def read(folder: Path, name: str) -> str:
    return (folder / name).read_bytes().decode("utf-8")


def body(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("folder", [a for a in ARTICLES if "headline" in about(a)], ids=lambda p: p.name)
def test_entries_agree(folder: Path, cleaner: Cleaner) -> None:
    """Where the record has a title, and where the article came as a page, the text is the same without the headline."""
    facts = about(folder)
    headline, *wanted = body(read(folder, "expected.txt"))
    assert headline == facts["headline"]
    record = {"text": read(folder, "input.txt"), "language": facts["lang"], "title": headline, "url": facts.get("url")}
    assert body(cleaner.clean_record(record)["text"]) == wanted
    if (folder / "page.html").exists():
        page = cleaner.clean_html(read(folder, "page.html"), Context(url=facts.get("url"), lang=facts["lang"]))
        assert body(page.text) == wanted


def test_every_language_has_a_page() -> None:
    assert {about(folder)["lang"].partition("-")[0] for folder in ARTICLES} >= set(LANGUAGES)


def test_there_are_enough() -> None:
    assert len(ARTICLES) >= 16
    untouched = [a for a in ARTICLES if read(a, "input.txt") == read(a, "expected.txt")]
    assert len(untouched) >= 3


@pytest.mark.parametrize("folder", ARTICLES, ids=lambda p: p.name)
@pytest.mark.parametrize("known", [True, False], ids=["language known", "unknown"])
def test_article(folder: Path, known: bool, cleaner: Cleaner) -> None:
    facts = about(folder)
    text = read(folder, "input.txt")
    context = Context(
        url=facts.get("url") or None, lang=facts["lang"] if known else None, title=facts.get("title") or None
    )
    cleaned = cleaner.clean(text, context)
    assert cleaned.text == read(folder, "expected.txt")
    assert restore(cleaned) == text
    for name, wanted in (facts.get("metadata") or {}).items():
        value: Any = cleaned.metadata
        for part in name.split("."):
            value = (value if part in value else value["cleaning"])[part]
        assert value == wanted, name
    if cleaned.text == text:
        assert cleaned.text is text


@pytest.mark.parametrize("folder", ARTICLES, ids=lambda p: p.name)
def test_record(folder: Path, cleaner: Cleaner) -> None:
    facts = about(folder)
    record = {
        "text": read(folder, "input.txt"),
        "language": facts["lang"],
        "title": facts.get("title"),
        "url": facts.get("url"),
        "n": 7,
    }
    out = cleaner.clean_record(record)
    assert out["text"] == read(folder, "expected.txt")
    assert restore(out) == record["text"]
    assert {k: out[k] for k in record if k != "text"} == {k: v for k, v in record.items() if k != "text"}
    again = cleaner.clean_record(out)
    assert again == out
