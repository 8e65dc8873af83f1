"""HTML mode: which box is the article, what rules see of a line's place, and hostile pages."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner import Cleaned, Cleaner, Context, restore
from cleaner.errors import RecordError
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


HOSTILE = {
    "nested": page("<body><h1>The wall</h1>" + "<div>" * 50_000 + PARAGRAPHS + "</div>" * 50_000 + "</body>"),
    "attributes": page(
        f"<body><h1>The wall</h1><div {' '.join(f'a{n}=1' for n in range(20_000))}>{PARAGRAPHS}</div></body>"
    ),
    "colspan": page(
        f'<body><h1>The wall</h1><table><tr><td colspan="9007199254740992">{PARAGRAPHS}</td></tr></table></body>'
    ),
    "long attribute": page(f'<body><h1>The wall</h1><div class="{"x " * 500_000}">{PARAGRAPHS}</div></body>'),
    "NUL": page(f"<body>\x00<h1>The wall</h1>{PARAGRAPHS}</body>"),
    "XHTML": '<?xml version="1.0" encoding="iso-8859-1"?>' + page(f"<body><h1>The wall</h1>{PARAGRAPHS}</body>"),
    "wrong charset inside": page(f'<meta charset="latin-1"><body><h1>The wall</h1>{PARAGRAPHS}</body>'),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_are_answered(name: str, cleaner: Cleaner) -> None:
    """The article, or a clear error; never a hang (the suite has a time limit)."""
    try:
        assert TEXT[0] in cleaner.clean_html(HOSTILE[name]).text
    except RecordError as error:
        assert name == "nested"
        assert "no article" in str(error) or "parsed" in str(error)


@pytest.mark.parametrize(
    "body", ["", "<body></body>", "<frameset><frame src=a></frameset>", "<body><script>x()</script></body>"]
)
def test_a_page_without_text_is_an_error(body: str, cleaner: Cleaner) -> None:
    with pytest.raises(RecordError):
        cleaner.clean_html(page(body))


def test_umlauts_stay() -> None:
    extract = extract_html(
        page(f"<meta charset=latin-1><body><h1>Größe</h1>{PARAGRAPHS}<p>schön „größer“ €</p></body>"), Context()
    )
    assert "schön „größer“ €" in extract.text


def test_the_order_of_pages_changes_nothing(cleaner: Cleaner) -> None:
    pages = [page(body) for body in LAYOUTS.values()]
    first = [cleaner.clean_html(html).text for html in pages]
    order = list(range(len(pages))) * 3
    random.Random(7).shuffle(order)
    assert all(cleaner.clean_html(pages[i]).text == first[i] for i in order)


def test_lines_are_read_without_recursion() -> None:
    walked = walk(parse(page(f"<body>{'<div>' * 5000}{PARAGRAPHS}</body>")))
    assert [line.text for line in walked.lines][-4:] == TEXT or not walked.lines


def test_trafilatura_is_not_loaded_where_the_choice_is_sure(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page(LAYOUTS["article"]), encoding="utf-8")
    code = "import sys; from cleaner import clean_html; clean_html(open(sys.argv[1]).read()); assert 'trafilatura' not in sys.modules"
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "page.html")], check=True, cwd=ROOT)
