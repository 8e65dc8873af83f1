"""HTML mode: which box is the article, and what rules see of a line's place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cleaner import Cleaned, Cleaner, Context, restore
from cleaner.extract.html import extract_html
from cleaner.extract.tree import parse, walk
from tests.conftest import ROOT

TEXT = [
    "The council voted on Monday to rebuild the old harbour wall, which storms had cracked along its whole length, and which nobody had mended.",
    "Work will begin in May and last six months, the engineer in charge of the site told reporters on Tuesday, and the street will be shut.",
    "The mayor asked everyone to stay away from the wall until then, and said that the money had been found in the budget of last year.",
    "The first wall was built by monks, who paid for it with the fish that the boats behind it brought home every night of the winter.",
]
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in TEXT)
TEASERS = "".join(f'<li><a href="/{n}">Ten harbours that the sea has taken back, part {n}</a></li>' for n in range(9))
COMMENT = "<p>What a waste of money, and the quarry will be a noise for all of us who live above the bay until the winter comes again.</p>"
LAYOUTS = {
    "plain": f"<body><h1>The wall</h1>{PARAGRAPHS}</body>",
    "article": f"<body><nav><ul>{TEASERS}</ul></nav><article><h1>The wall</h1>{PARAGRAPHS}</article><footer>All rights</footer></body>",
    "table": f"<body><table><tr><td><ul>{TEASERS}</ul></td><td><h1>The wall</h1>{PARAGRAPHS}</td></tr></table></body>",
    "form": f"<body><form><div><h1>The wall</h1></div><div>{PARAGRAPHS}</div></form></body>",
    "divs": f"<body><div><h1>The wall</h1></div><div><ul>{TEASERS}</ul></div>"
    + "".join(f"<div><div>{text}</div></div>" for text in TEXT) + "</body>",
    "breaks": f"<body><h1>The wall</h1><div>{'<br><br>'.join(TEXT)}</div></body>",
    "lying class": f'<body class="no-sidebar"><div class="content hidden md:block related"><h1>The wall</h1>{PARAGRAPHS}</div></body>',
    "headline in h2": f"<body><h1>The Harbour Times</h1><div><h2>The wall</h2>{PARAGRAPHS}</div></body>",
    "comments longer": f'<body><h1>The wall</h1><div class="body">{PARAGRAPHS}</div><div id="comments">{COMMENT * 3}</div></body>',
    "custom elements": f"<body><news-article><news-title><h1>The wall</h1></news-title>{PARAGRAPHS}</news-article></body>",
    "accelerated": f'<body><amp-sidebar><ul>{TEASERS}</ul></amp-sidebar><header><h1>The wall</h1></header><amp-img src=a.jpg></amp-img>'
    f'<div class="amp-wp-article-content">{PARAGRAPHS}</div><amp-ad></amp-ad></body>',
    "spans and breaks": "<body><h1>The wall</h1><div>" + "".join(f"<span>{text}</span><br>" for text in TEXT) + "</div></body>",
    "rows of a table": "<body><h1>The wall</h1><table>" + "".join(f"<tr><td>{text}</td></tr>" for text in TEXT) + "</table></body>",
    "definitions": "<body><h1>The wall</h1><dl>" + "".join(f"<dd>{text}</dd>" for text in TEXT) + "</dl></body>",
    "preformatted": "<body><h1>The wall</h1><pre>" + "\n\n".join(text.replace(", ", ",\n") for text in TEXT) + "</pre></body>",
    "noscript": f'<body><h1>The wall</h1><div id="app"></div><noscript>{PARAGRAPHS}</noscript></body>',
    "hidden until scripts run": f'<body><h1>The wall</h1><div style="display:none">{PARAGRAPHS}</div><script>show()</script></body>',
    "box called aside": f'<body><aside class="aside"><h1>The wall</h1>{PARAGRAPHS}</aside></body>',
    "box called sidebar": f'<body><h1>The wall</h1><div class="sidebar">{PARAGRAPHS}</div><ul>{TEASERS}</ul></body>',
    "headline below": f"<body><div>{PARAGRAPHS}</div><h1>The wall</h1></body>",
    "paragraphs behind a paywall": f"<body><h1>The wall</h1><div>{PARAGRAPHS}</div></body>".replace("<p>", '<p class="paywall">'),
    "an article a paragraph": "<body><h1>The wall</h1>"
    + "".join(f"<section><article><p>{text}</p></article></section>" for text in TEXT) + "</body>",
    "own elements all through": "<body><x-title><h1>The wall</h1></x-title><x-body>"
    + "".join(f"<x-p>{text}</x-p>" for text in TEXT) + "</x-body></body>",
    "no body": f"<h1>The wall</h1>{PARAGRAPHS}",
    "drop cap": f'<body><h1>The wall</h1><p><span class="dropcap">T</span>{TEXT[0][1:]}</p>{PARAGRAPHS.partition("</p>")[2]}</body>',
    "dialog": f"<body><h1>The wall</h1><dialog open>{PARAGRAPHS}</dialog></body>",
    "unclosed": "<body><h1>The wall</h1>" + "".join(f"<p>{text}" for text in TEXT),
}  # fmt: skip


def page(body: str, head: str = "<title>The wall</title>") -> str:
    return f"<!DOCTYPE html><html lang=en><head>{head}</head>{body}</html>"


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Cleaner()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_article_is_found_in_any_layout(layout: str, cleaner: Cleaner) -> None:
    cleaned = cleaner.clean_html(page(LAYOUTS[layout]))
    assert cleaned.text.split("\n") == TEXT
    assert cleaned.metadata["title"] == "The wall"


def test_items_questions_and_entries_stay(cleaner: Cleaner) -> None:
    items = "".join(f"<li>{text}</li>" for text in TEXT)
    asked = "".join(f"<p><b>Who pays for it, part {n}?</b></p><p>{text}</p>" for n, text in enumerate(TEXT))
    entries = "".join(f"<article><h2>Part {n} of the works</h2><p>{text}</p></article>" for n, text in enumerate(TEXT))
    assert cleaner.clean_html(page(f"<body><h1>The wall</h1><ul>{items}</ul></body>")).text == "\n".join(
        f"- {t}" for t in TEXT
    )
    interview = cleaner.clean_html(page(f"<body><h1>The wall</h1>{asked}</body>")).text.split("\n")
    assert interview == [line for n, text in enumerate(TEXT) for line in (f"Who pays for it, part {n}?", text)]
    live = cleaner.clean_html(page(f"<body><h1>The wall</h1><main>{entries}</main></body>")).text.split("\n")
    assert live == [line for n, text in enumerate(TEXT) for line in (f"Part {n} of the works", text)]


def test_of_two_articles_the_first_is_whole(cleaner: Cleaner) -> None:
    second = f"<article><h2>Another harbour</h2>{COMMENT}</article>"
    cleaned = cleaner.clean_html(page(f"<body><h1>The wall</h1><article>{PARAGRAPHS}</article>{second}</body>"))
    assert cleaned.text.split("\n")[:4] == TEXT


def test_rules_see_where_a_line_stood() -> None:
    body = (
        f'<body><main><h1>The wall</h1><div class="c-relatedPosts"><p>Ten harbours</p></div>{PARAGRAPHS}'
        '<p><a href="/b">The lighthouse keeper</a></p><figure><img src="a.jpg"><figcaption>The wall in May</figcaption></figure></main></body>'
    )
    extract = extract_html(page(body), Context())
    lines = extract.text.split("\n")
    places = dict(zip(lines, (place for _, place in extract.context.places), strict=True))
    assert " c related posts " in places["Ten harbours"].names
    assert places["The lighthouse keeper"].link_share == 1
    assert "figcaption" in places["The wall in May"].tags
    assert [start for start, _ in extract.context.places] == [extract.text.index(line) for line in lines]


def test_every_removal_names_its_rule_and_restores(cleaner: Cleaner) -> None:
    body = f'<body><h1>The wall</h1><div class="newsletter-signup"><p>The Harbour Lights, every Friday</p></div>{PARAGRAPHS}</body>'
    cleaned: Cleaned = cleaner.clean_html(page(body))
    assert [r.rule for r in cleaned.removals] == ["any.html/promo"]
    assert "The Harbour Lights, every Friday" in restore(cleaned)


def test_trafilatura_is_not_loaded_where_the_choice_is_sure(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page(LAYOUTS["article"]), encoding="utf-8")
    code = "import sys; from cleaner import clean_html; clean_html(open(sys.argv[1]).read()); assert 'trafilatura' not in sys.modules"
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "page.html")], check=True, cwd=ROOT)


def test_a_teaser_between_headline_and_text_is_the_standfirst(cleaner: Cleaner) -> None:
    lead = "Ten years after the storm the harbour gets its wall back, and the street behind it a summer without cars."
    body = f'<h1>The wall</h1><div class="teaser-text"><p>{lead}</p></div><div class="article-body">{PARAGRAPHS}</div>'
    assert cleaner.clean_html(page(f"<body>{body}</body>")).text.split("\n") == [lead, *TEXT]


def test_a_box_inside_a_heading_is_the_heading() -> None:
    walked = walk(parse("<body><h1><div>The wall</div></h1><p>It was cracked.</p></body>"))
    assert [(line.tag, line.text) for line in walked.lines] == [("h1", "The wall"), ("p", "It was cracked.")]


@pytest.mark.parametrize(
    ("markup", "names"),
    [
        ('<h2 id="ad-hoc-teams">Ad hoc teams</h2>', ()),
        ('<h2 id="sharing">Sharing</h2>', ()),
        ('<h2 id="toc-3">The monks</h2>', ()),
        ('<h2 id="comments">3 answers</h2>', (" comments ",)),
        ('<div id="ad6ed79d88fd4c8e">The monks</div>', ()),
        ('<div id="top-ad-2">The monks</div>', (" top ad 2 ",)),
    ],
)
def test_anchors_and_hashes_are_no_names(markup: str, names: tuple[str, ...]) -> None:
    assert walk(parse(f"<body>{markup}</body>")).boxes[-1].names == names


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("sr-only", False), ("visually-hidden", False), ("u-visuallyhidden", False), ("sr-only focus:not-sr-only", False),
        ("not-sr-only", True), ("sr-only md:not-sr-only", True), ("sr", True),
    ],
)  # fmt: skip
def test_words_for_screen_readers_are_no_text(names: str, said: bool) -> None:
    [line] = walk(
        parse(f'<body><p>The <a href="/w">wall<span class="{names}"> (new window)</span></a> fell.</p></body>')
    ).lines
    assert line.text == ("The wall (new window) fell." if said else "The wall fell.")


def test_a_name_on_nearly_all_of_the_text_says_nothing(cleaner: Cleaner) -> None:
    marked = PARAGRAPHS.replace("<p>", '<p class="paywall">')
    box = '<div class="login-box"><p>Friends of the harbour sign in here</p></div>'
    cleaned = cleaner.clean_html(page(f"<body><h1>The wall</h1>{marked}{box}</body>"))
    assert cleaned.text.splitlines() == TEXT
    assert "paywalled" not in cleaned.metadata


def test_articles_within_the_article_are_others(cleaner: Cleaner) -> None:
    other = "<article><h3>Ten harbours</h3><p>The sea has taken them back, one after the other, and nobody has counted them.</p></article>"
    body = f"<main><h1>The wall</h1><article>{PARAGRAPHS}</article>{other * 2}</main>"
    assert cleaner.clean_html(page(f"<body>{body}</body>")).text.split("\n") == TEXT
    entries = "".join(f"<article><p>{text}</p></article>" for text in TEXT)
    assert cleaner.clean_html(page(f"<body><main><h1>The wall</h1>{entries}</main></body>")).text.split("\n") == TEXT


def test_an_article_element_below_the_headline_is_the_article_however_short(cleaner: Cleaner) -> None:
    longer = "".join(f"<div><p>{COMMENT[3:-4]} {n}.</p></div>" for n in range(6))
    body = f"<div><h1>The wall</h1><article>{PARAGRAPHS}</article><section>{longer}</section></div>"
    assert cleaner.clean_html(page(f"<body>{body}</body>")).text.startswith("\n".join(TEXT))


def test_json_ld_has_the_word_where_the_page_shows_little_of_the_text() -> None:
    body = "\\n".join(TEXT * 3)
    data = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{body}"}}</script>'
    shown = f"<body><h1>The wall</h1>{PARAGRAPHS}</body>"
    assert extract_html(page(shown, data), Context()).text == "\n".join(TEXT * 3)
    assert extract_html(page(shown.replace(PARAGRAPHS, PARAGRAPHS * 2), data), Context()).text == "\n".join(TEXT * 2)
