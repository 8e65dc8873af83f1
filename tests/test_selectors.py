"""Rules that select elements of a page: `css` and `xpath` with `drop`, `keep`, `take` and `mark`."""

from __future__ import annotations

from typing import Any

import pytest

from cleaner import Cleaned, Cleaner, Context, RecordError, RuleSet, restore
from tests.test_html import PARAGRAPHS, TEXT, page

URL = "https://www.harbour.example/wall"
RULE = """format: 1
pack: sites.harbour
lang: any
site: [harbour.example]
rules:
  - id: one
    why: For a test.
    {matcher}: |
      {selector}
    do: {do}
    {more}
    examples: {{hit: ['x'], miss: ['y']}}
"""


def clean(body: str, selector: str, do: str = "drop", more: str = "role: ad", url: str | None = URL) -> Cleaned:
    matcher = "xpath" if selector.startswith("/") else "css"
    rules = RuleSet.from_text(RULE.format(matcher=matcher, selector=selector, do=do, more=more))
    return Cleaner(rules).clean_html(page(body), Context(url=url, lang="en"))


def article(inner: str) -> str:
    return f"<body><article><h1>The wall</h1>{PARAGRAPHS}{inner}</article></body>"


def test_an_element_goes_with_all_that_it_holds() -> None:
    cleaned = clean(
        article("<div class=ad><p>Buy a boat</p><ul><li>Now</li></ul></div><p>The end of it.</p>"), "div.ad"
    )
    assert cleaned.text.split("\n") == [*TEXT, "The end of it."]
    assert [(r.rule, r.text.strip()) for r in cleaned.removals] == [
        ("sites.harbour/one", "Buy a boat"),
        ("sites.harbour/one", "- Now"),
    ]


@pytest.mark.parametrize(
    ("inner", "left"),
    [
        (
            "<p>He <b>said</b> <span class=ad> (read it in our app) </span> that it stood.</p>",
            "He said  that it stood.",
        ),
        ("<p><span class=ad>Advert.</span> It stood.</p>", " It stood."),
        ("<p>It stood.<span class=ad>Advert</span></p>", "It stood."),
        ("<ul><li>It stood <i class=ad>Advert</i></li></ul>", "- It stood "),
        ("<p>It <span class=ad>was <em class=ad>not</em> </span>stood.</p>", "It  stood."),
        ("<p>&nbsp;&nbsp;It stood. <span class=ad>Advert</span>&nbsp;</p>", "It stood. "),
    ],
)
def test_a_part_of_a_line_goes_alone(inner: str, left: str) -> None:
    cleaned = clean(article(inner), ".ad")
    assert cleaned.text.split("\n")[-1] == left
    assert "".join(r.text for r in cleaned.removals)
    assert restore(cleaned).startswith(TEXT[0])


def test_other_rules_of_the_line_do_not_move_it() -> None:
    rules = RULE.format(matcher="css", selector=".ad", do="drop", more="role: ad")
    other = RULE.replace("one", "two").format(matcher="span", selector="(HARB)", do="strip", more="role: ticker")
    body = article("<p>Quaicorp (HARB) of the bay <span class=ad>Advert</span> rose.</p>")
    both = rules + other.partition("rules:\n")[2]
    cleaned = Cleaner(RuleSet.from_text(both)).clean_html(page(body), Context(url=URL, lang="en"))
    assert cleaned.text.split("\n")[-1] == "Quaicorp  of the bay  rose."


def test_nothing_happens_on_other_sites() -> None:
    body = article("<div class=ad><p>Buy a boat</p></div>")
    assert "Buy a boat" in clean(body, "div.ad", url="https://other.example/a").text
    assert "Buy a boat" in clean(body, "div.ad", url=None).text
    assert "Buy a boat" not in clean(body, "div.ad", url="https://harbour.example").text


def test_keep_protects_from_other_rules() -> None:
    body = article('<p><a href="/b">Ten harbours that the sea has taken back</a></p>')
    library = RuleSet.load()
    text = RULE.format(matcher="css", selector="article > p", do="keep", more="")
    keeping = RuleSet.from_text(text, default=True)
    assert "Ten harbours" not in Cleaner(library).clean_html(page(body), Context(url=URL)).text
    assert "Ten harbours" in Cleaner(keeping).clean_html(page(body), Context(url=URL)).text


def test_take_chooses_the_article() -> None:
    body = f'<body><h1>The wall</h1><p class="intro">Storms broke it.</p><div id="b"><p>Work begins in May.</p></div>{PARAGRAPHS}</body>'
    cleaned = clean(body, "//p[@class='intro'] | //div[@id='b']", "take", "")
    assert cleaned.text == "Storms broke it.\nWork begins in May."
    assert cleaned.metadata["cleaning"]["extracted_by"] == "sites.harbour/one"


def test_take_that_finds_nothing_says_so_and_leaves_the_choice_to_us() -> None:
    cleaned = clean(article(""), "div.gone", "take", "")
    assert cleaned.text.split("\n") == TEXT
    about = cleaned.metadata["cleaning"]
    assert about["extracted_by"] == "own"
    assert about["flags"] == ["the article was not where sites.harbour/one would take it"]


@pytest.mark.parametrize(
    ("selector", "save", "wanted"),
    [
        ("span.pen", "{authors: '{line}'}", {"authors": ["Jane Doe", "John Roe"]}),
        ("//time/@datetime", "{published: '{match}'}", {"published": "2024-05-14T06:05:00Z"}),
        ("//meta[@name='tier']/@content", "{paywalled: true}", {"paywalled": True}),
        ("a.tag", "{tags: '{line}'}", {"tags": ["Coast", "Storms"]}),
        ("//h9", "{title: '{line}'}", {"title": "The wall"}),
    ],
)
def test_mark_tells_what_the_page_says(selector: str, save: str, wanted: dict[str, Any]) -> None:
    head = "<meta name=tier content=metered><span class=pen>By Jane Doe and John Roe</span><time datetime='2024-05-14 06:05Z'>May</time>"
    tags = "<a class=tag href=/c>Coast</a> <a class=tag href=/s>Storms</a>"
    metadata = clean(article(head + tags), selector, "mark", f"save: {save}").metadata
    assert metadata.items() >= wanted.items()


def test_a_selector_that_cannot_be_computed_is_a_clear_error() -> None:
    with pytest.raises(RecordError, match=r"sites\.harbour/one"):
        clean(article(""), "//p[unknown-function(.)]")


def test_rules_of_other_sites_are_not_tried() -> None:
    rules = "".join(
        RULE.format(matcher="css", selector=f".c{n}", do="drop", more="role: ad")
        .partition("rules:\n")[2]
        .replace("id: one", f"id: r{n}")
        for n in range(50)
    )
    text = RULE.partition("rules:\n")[0].replace("harbour.example", "elsewhere.example") + "rules:\n" + rules
    cleaned = Cleaner(RuleSet.from_text(text)).clean_html(page(article("<p class=c7>It stood.</p>")), Context(url=URL))
    assert cleaned.text.endswith("It stood.")
