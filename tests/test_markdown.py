"""Markdown output: the kinds of lines as their markup, and text that stays text."""

from __future__ import annotations

import pytest
from hypothesis import given

from cleaner import Cleaner, Context, RuleSet
from cleaner.write.markdown import to_markdown
from tests.strategies import pages
from tests.test_html import PARAGRAPHS, TEXT, page

NONE = Cleaner(RuleSet.from_text("format: 1\npack: none\nlang: any\nrules: []\n"))
BLOCKS = {
    "heading": ("<h3>The cost</h3>", "### The cost"),
    "list": ("<ul><li>One</li><li>Two</li></ul>", "- One\n- Two"),
    "numbers": ("<ol><li>One</li><li>Two</li></ol>", "1. One\n2. Two"),
    "nested": ("<ul><li>One<ul><li>Two</li></ul></li></ul>", "- One\n   - Two"),
    "quote": ("<blockquote><p>It stood.</p><p>It fell.</p></blockquote>", "> It stood.\n>\n> It fell."),
    "table": (
        "<table><tr><th>Town</th><th>a | b</th></tr><tr><td>Northport</td></tr></table>",
        "| Town | a \\| b |\n|---|---|\n| Northport |  |",
    ),
    "signs": (
        "<p># Not a *heading* with [a link](b), `code`, snake_case and &lt;b&gt;.</p>",
        r"\# Not a \*heading\* with \[a link\](b), \`code\`, snake\_case and \<b>.",
    ),
    "hyphen": ("<p>The 67-year-old said + 3 = 4 > 2.</p>", "The 67-year-old said + 3 = 4 > 2."),
    "year": ("<p>1815. That was the year of the storm.</p>", r"1815\. That was the year of the storm."),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_blocks(name: str) -> None:
    html, wanted = BLOCKS[name]
    cleaned = NONE.clean_html(page(f"<body><h1>The wall</h1>{PARAGRAPHS}{html}<p>The end of it.</p></body>"))
    assert to_markdown(cleaned) == "\n\n".join(["# The wall", *TEXT, wanted, "The end of it."]) + "\n"


def test_text_is_parted_by_its_lines() -> None:
    text = "The wall\n\nThe council voted on Monday to rebuild the old harbour wall, which storms had cracked.\n- One\n- Two\n> It stood.\n"
    cleaned = NONE.clean(text, Context(lang="en"))
    assert to_markdown(cleaned) == (
        "# The wall\n\nThe council voted on Monday to rebuild the old harbour wall, which storms had cracked.\n\n"
        "- One\n- Two\n\n> It stood.\n"
    )


def test_a_glued_page_is_one_paragraph() -> None:
    text = " ".join(TEXT * 4)
    assert to_markdown(NONE.clean(text, Context(lang="en"))) == text + "\n"


@given(pages())
def test_no_word_is_lost(text: str) -> None:
    cleaned = NONE.clean(text, Context(lang="fr"))
    letters = [c for c in cleaned.text if c.isalpha()]
    assert [c for c in to_markdown(cleaned) if c.isalpha()] == letters
