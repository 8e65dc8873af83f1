"""What a page says of itself: every source, every field, which source wins, and that nothing it may say ends a run."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.extract.dates import iso_date
from cleaner.extract.facts import Facts, facts_of
from cleaner.extract.tree import parse
from cleaner.metadata import with_page

URL = "https://www.harbour-times.example/coast/wall"
TEXT = (
    "<p>The council voted on Monday to rebuild the old harbour wall, which storms had cracked along its whole length, "
    "and which nobody had mended since the day that the last of the boats left the bay for the winter.</p>"
)


def ld(*objects: Any) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(o)}</script>' for o in objects)


def meta(**contents: str) -> str:
    return "".join(f'<meta property="{name.replace("__", ":")}" content="{c}">' for name, c in contents.items())


def facts(head: str = "", body: str = "", html: str = "", url: str | None = URL) -> Facts:
    return facts_of(parse(f"<!DOCTYPE html><html {html}><head>{head}</head><body>{body}</body></html>"), url)


def article(**fields: Any) -> dict[str, Any]:
    return {"@type": "NewsArticle", "headline": "The wall", **fields}


def test_what_the_page_says_of_itself() -> None:
    head = """<title>The wall - Harbour Times</title>
    <meta property="og:site_name" content="Harbour Times"><meta property="og:title" content="The wall - Harbour Times">
    <meta property="article:section" content="Coast"><meta name="keywords" content="wall, harbour">
    <link rel="canonical" href="/wall"><meta property="og:image" content="/wall.jpg">
    <script type="application/ld+json">{"@graph": [{"@type": ["NewsArticle"], "headline": "The wall",
      "author": [{"@type": "Person", "name": "Jane Doe and John Roe"}], "datePublished": "2024-05-14 6:05+0200",
      "dateModified": "2024-05-14T08:00:00Z", "isAccessibleForFree": "False", "inLanguage": "en_GB",}]}</script>"""
    found = facts(head, url="https://www.example.com/a")
    assert found.values == {
        "title": "The wall", "authors": ["Jane Doe", "John Roe"], "published": "2024-05-14T06:05:00+02:00",
        "modified": "2024-05-14T08:00:00Z", "language": "en-GB", "site_name": "Harbour Times", "section": "Coast",
        "tags": ["wall", "harbour"], "url": "https://www.example.com/wall", "image": "https://www.example.com/wall.jpg",
        "images": [{"url": "https://www.example.com/wall.jpg"}], "paywalled": True,
    }  # fmt: skip
    assert found.origins["published"] == "json-ld datePublished"
    assert found.origins.keys() == found.values.keys()


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-05-14", "2024-05-14"),
        ("2024-5-4T6:05Z", "2024-05-04T06:05:00Z"),
        ("2024-05-14T06:05:01.123+0200", "2024-05-14T06:05:01+02:00"),
        ("2024-05-14 06:05:00 UTC", "2024-05-14T06:05:00Z"),
        ("2024-05-14T06:05:00+02:00[Europe/Berlin]", "2024-05-14T06:05:00+02:00"),
        ("2024-05-14 6:05 PM", "2024-05-14T18:05:00"),
        ("2024-05-14 12:05 AM", "2024-05-14T00:05:00"),
        ("2024/05/14", "2024-05-14"),
        ("20240514", "2024-05-14"),
        ("20240514T060500Z", "2024-05-14T06:05:00Z"),
        ("14.05.2024", "2024-05-14"),
        ("Di., 14.05.2024 - 14:45", "2024-05-14T14:45:00"),
        ("Tue, 14 May 2024 06:05:00 +0200", "2024-05-14T06:05:00+02:00"),
        ("Tue, 14 May 2024 06:05:00 GMT", "2024-05-14T06:05:00Z"),
        ("Tue May 14 2024 06:05:00 GMT+0200 (Central European Summer Time)", "2024-05-14T06:05:00+02:00"),
        ("Tue May 14 06:05:00 2024", "2024-05-14T06:05:00"),
        ("14 May 2024", "2024-05-14"),
        ("May 14, 2024 13:42", "2024-05-14T13:42:00"),
        ("1715666700", "2024-05-14T06:05:00Z"),
        (1715666700, "2024-05-14T06:05:00Z"),
        ("1715666700000", "2024-05-14T06:05:00Z"),
        ("2024051406", None),
        ("05/06/2024", None),
        ("14 Mai 2024 oder später", None),
        ("2024-13-01", None),
        ("2024-02-30", None),
        ("0001-01-01T00:00:00Z", None),
        ("1970-01-01T00:00:00Z", None),
        ("২০২৪-০৫-১৪T০৬:০৫:০০+০৬:০০", "2024-05-14T06:05:00+06:00"),
        ("2024-05-145", None),
        (True, None),
        (1.5, None),
        (None, None),
    ],
)
def test_dates(text: Any, date: str | None) -> None:
    assert iso_date(text) == date


@given(st.one_of(st.text(max_size=60), st.text(alphabet="0123456789-:TZ+./ May", max_size=30), st.datetimes().map(str)))
def test_a_date_stays_what_it_became(text: str) -> None:
    date = iso_date(text)
    assert date is None or iso_date(date) == date


TITLES = {
    "og:title where nothing speaks against it": (meta(og__title="The wall") + ld(article(headline="Wall")), "", "The wall"),
    "a site's name at the end": (meta(og__site_name="The Times", og__title="The wall | The Times"), "", "The wall"),
    "a host at the end": (meta(og__title="The wall - harbour-times.example"), "", "The wall"),
    "a word of the site and more at the end": (meta(og__title="The wall | Harbour-Times News"), "", "The wall"),
    "no site at the end": (meta(og__title="The wall - the longest in the land"), "", "The wall - the longest in the land"),
    "a section that the h1 has not": (meta(og__title="The old wall – Latest"), "<h1>The old wall</h1>", "The old wall"),
    "og:title repeats the browser's": (
        "<title>Wall harbour storm 2024</title>" + meta(og__title="Wall harbour storm 2024") + ld(article()),
        "<h1>The wall</h1>",
        "The wall",
    ),
    "two against one where no h1 helps": (
        "<title>The wall</title>" + meta(og__title="You will not believe this wall") + ld(article()),
        "<h1>Coast</h1>",
        "The wall",
    ),
    "a kicker before a bar": (meta(og__title="Coast | The wall") + "<title>The wall</title>", "", "The wall"),
    "no og:title, but an h1": ("<title>Coast news</title>" + ld(article()), "<h1>The <i>w</i>all</h1>", "The wall"),
    "the browser's title alone": ("<title>The wall</title>", "", "The wall"),
}  # fmt: skip


@pytest.mark.parametrize("name", TITLES)
def test_titles(name: str) -> None:
    head, body, title = TITLES[name]
    assert facts(head, body).values["title"] == title


AUTHORS = {
    "text": ("Jane Doe", ["Jane Doe"]),
    "objects": ([{"name": "Jane Doe"}, {"name": ["John Roe", "Ann Poe"]}], ["Jane Doe", "John Roe", "Ann Poe"]),
    "by": ("By Jane Doe and John Roe", ["Jane Doe", "John Roe"]),
    "analysis by": ("Analysis by Jane Doe", ["Jane Doe"]),
    "von, und": ("Von Jörg Maier und Anna Öttl", ["Jörg Maier", "Anna Öttl"]),
    "degrees": ("Jane Doe, MS, RDN", ["Jane Doe"]),
    "agency": ("Jane Doe, AFP", ["Jane Doe", "AFP"]),
    "by with a colon": ("BY: Jane Doe", ["Jane Doe"]),
    "initials": ("Jane Doe (jd)", ["Jane Doe"]),
    "once": (["Jane Doe", "JANE DOE"], ["Jane Doe"]),
    "own desk beside a person": ("Jane Doe, Harbour Times Sport", ["Jane Doe"]),
    "address of a person": (["https://x.example/jane", "jane@harbour.example"], None),
    "nobody": ("admin", None),
    "company": ("Harbour Press Ltd.", None),
    "site, if nobody else": ({"@type": "Organization", "name": "Harbour Times"}, ["Harbour Times"]),
    "odd": ([None, 3, [], {"name": {"a": 1}}, True], None),
}


@pytest.mark.parametrize("name", AUTHORS)
def test_authors(name: str) -> None:
    author, names = AUTHORS[name]
    assert facts(meta(og__site_name="Harbour Times") + ld(article(author=author))).values.get("authors") == names


def test_a_site_under_a_persons_name() -> None:
    assert facts(meta(author="Jane Doe"), url="https://www.jane-doe.example/a").values["authors"] == ["Jane Doe"]
    assert "authors" not in facts(meta(author="jane-doe.example"), url="https://www.jane-doe.example/a").values


def test_a_day_is_completed_by_a_time_of_the_same_day() -> None:
    head = ld(article(datePublished="2024-05-14", dateModified="2024-05-15"))
    head += meta(article__published_time="2024-05-14T06:05Z", article__modified_time="2024-05-16T06:05Z")
    found = facts(head)
    assert found.values["published"] == "2024-05-14T06:05:00Z"
    assert found.origins["published"] == "meta article:published_time"
    assert found.values["modified"] == "2024-05-15"


BYLINES = {
    "class": (
        '<div class="c-byline">By <span>Jane Doe</span> and <span>John Roe</span></div>',
        ["Jane Doe", "John Roe"],
    ),
    "below a standfirst": (f'{TEXT}<span class="authorName">Jane van den Berg</span>', ["Jane van den Berg"]),
    "itemprop": ('<span itemprop="author">Jane Doe</span>', ["Jane Doe"]),
    "rel": ('<a rel="author nofollow" href="/jane">Jane Doe</a>', ["Jane Doe"]),
    "no name": ('<div class="byline">Follow us</div>', None),
    "a teaser's": (f'{TEXT}{TEXT}<div class="author">Jane Doe</div>', None),
    "a comment's": ('<div class="comment-author">Jane Doe</div>', None),
    "no person": ('<div class="author">Redaktion</div>', None),
}


@pytest.mark.parametrize("name", BYLINES)
def test_a_byline_counts_where_nothing_else_names_a_person(name: str) -> None:
    markup, names = BYLINES[name]
    head = "<title>The wall</title>" + ld(article())
    assert facts(head, f"<h1>The wall</h1>{markup}{TEXT}").values.get("authors") == names
    stated = facts(head + meta(author="Ann Poe"), f"<h1>The wall</h1>{markup}{TEXT}")
    assert stated.values["authors"] == ["Ann Poe"]


MICRODATA = """<article itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">The wall</h1>
  <span itemprop="author" itemscope itemtype="https://schema.org/Person"><a itemprop="name url" href="/j">Jane Doe</a></span>
  <time itemprop="datePublished" datetime="2024-05-14T06:05+02:00">today</time>
  <meta itemprop="dateModified" content="2024-05-15"><span itemprop="articleSection">Coast</span>
  <figure itemprop="image" itemscope itemtype="https://schema.org/ImageObject"><img itemprop="contentUrl" src="/a.jpg">
  <figcaption itemprop="caption">The wall in May</figcaption></figure><div itemprop="articleBody">{}</div>
  <div itemprop="comment" itemscope itemtype="https://schema.org/Comment"><i itemprop="author">A Troll</i></div></article>"""


def test_microdata() -> None:
    found = facts("<title>The wall</title>", MICRODATA.format(TEXT)).values
    assert found == {
        "title": "The wall", "authors": ["Jane Doe"], "published": "2024-05-14T06:05:00+02:00", "modified": "2024-05-15",
        "section": "Coast", "image": "https://www.harbour-times.example/a.jpg",
        "images": [{"url": "https://www.harbour-times.example/a.jpg", "caption": "The wall in May"}],
    }  # fmt: skip


def test_microdata_of_teasers_is_not_the_pages() -> None:
    teaser = '<div itemscope itemtype="http://schema.org/Article"><b itemprop="headline">{}</b><i itemprop="keywords">sea</i></div>'
    teasers = "".join(teaser.format(f"Harbour {n}") for n in range(3))
    assert "tags" not in facts("<title>The wall</title>", teasers).values
    assert facts("<title>The wall</title>", teasers + teaser.format("The wall")).values["tags"] == ["sea"]


def test_json_ld_refers_to_other_objects() -> None:
    graph = {
        "@graph": [
            article(author={"@id": "#jane"}, image={"@id": "#pic"}, publisher={"@id": "#pub"}),
            {"@type": "Person", "@id": "#jane", "name": "Jane Doe"},
            {"@type": "ImageObject", "@id": "#pic", "contentUrl": "/a.jpg?w=1&amp;h=2", "creditText": "(Ann Poe)"},
            {"@type": "Organization", "@id": "#pub", "name": "Harbour Times"},
        ]
    }
    found = facts(ld(graph)).values
    assert (found["authors"], found["site_name"]) == (["Jane Doe"], "Harbour Times")
    assert found["images"] == [{"url": "https://www.harbour-times.example/a.jpg?w=1&h=2", "credit": "Ann Poe"}]


def test_two_descriptions_of_one_article_complete_each_other() -> None:
    live = {"@type": "LiveBlogPosting", "headline": "The wall", "articleSection": "Coast"}
    other = {"@type": "NewsArticle", "headline": "A lighthouse", "keywords": "lamp"}
    found = facts(ld(live, other, article(author="Jane Doe", datePublished="2024-05-14"))).values
    assert (found["section"], found["live_blog"], found.get("tags")) == ("Coast", True, None)


FLAGS = {
    "free": ({"isAccessibleForFree": True}, "", {}),
    "closed": ({"isAccessibleForFree": "http://schema.org/False"}, "", {"paywalled"}),
    "a part closed": ({"hasPart": [{"isAccessibleForFree": "false", "cssSelector": ".x"}]}, "", {"paywalled"}),
    "a part closed, the article free": (
        {"isAccessibleForFree": True, "hasPart": {"isAccessibleForFree": False}},
        "",
        {},
    ),
    "locked": ({}, meta(article__content_tier="locked"), {"paywalled"}),
    "open": ({}, meta(article__content_tier="free"), {}),
    "live": ({"@type": "LiveBlogPosting"}, "", {"live_blog"}),
    "live by its start": ({"coverageStartTime": "2024-05-14"}, "", {"live_blog"}),
    "sponsored": ({"@type": ["NewsArticle", "AdvertiserContentArticle"]}, "", {"sponsored"}),
    "sponsored meta": ({}, meta(sponsored="true"), {"sponsored"}),
    "not sponsored": ({}, meta(sponsored="false"), {}),
    "translated by a program": (
        {"translator": {"@type": "SoftwareApplication", "name": "X"}},
        "",
        {"machine_translated"},
    ),
    "translated by a person": ({"translator": {"@type": "Person", "name": "Jane Doe"}}, "", {}),
    "other languages": ({}, '<link rel="alternate" hreflang="fr" href="/fr">', {}),
    "odd": ({"isAccessibleForFree": [{}], "hasPart": "x", "translator": 3, "@type": ["NewsArticle", 4]}, "", {}),
}
ALL_FLAGS = {"paywalled", "live_blog", "sponsored", "machine_translated"}


@pytest.mark.parametrize("name", FLAGS)
def test_flags(name: str) -> None:
    fields, head, flags = FLAGS[name]
    found = facts(head + ld(article(**fields))).values
    assert {flag for flag in ALL_FLAGS if flag in found} == set(flags)
    assert all(found[flag] is True for flag in flags)


def test_a_translation_names_its_original() -> None:
    fields = {"translator": "DeepL", "translationOfWork": {"@type": "NewsArticle", "url": "/de/mauer"}}
    found = facts(ld(article(**fields))).values
    assert found["translation"] == {"original_url": "https://www.harbour-times.example/de/mauer"}


def test_a_time_element_counts_below_the_headline_and_outside_of_links() -> None:
    teaser = '<a href="/x">A lighthouse <time datetime="2001-01-01">then</time></a>'
    body = f'<time datetime="2002-02-02"></time><h1>The wall</h1>{teaser}<time datetime="2024-05-14T06:05Z">now</time>'
    assert facts("", body).values["published"] == "2024-05-14T06:05:00Z"
    assert facts(meta(article__published_time="2024-05-13"), body).values["published"] == "2024-05-13"
    assert facts("", body + '<time pubdate datetime="2024-05-15"></time>').values["published"] == "2024-05-15"
    assert "published" not in facts("", f"<h1>The wall</h1>{teaser}<p>14 May 2024</p>").values
    link = '<a href="/wall"><time datetime="2024-05-16">16 May</time></a>'
    assert facts("", f"<h1>The wall</h1>{link}").values["published"] == "2024-05-16"
    two = link.replace("<a", "<a rel=bookmark").replace("</a>", '<time datetime="2024-05-17">17 May</time></a>')
    assert facts("", f"<article><h1>The wall</h1><footer>{two}</footer></article>").values["published"] == "2024-05-16"
    assert "published" not in facts("", f"<h1>The wall</h1><footer>{two}</footer>").values


def test_a_canonical_link_to_the_front_page_is_a_mistake() -> None:
    head = '<link rel="canonical" href="https://www.harbour-times.example/">' + meta(og__url=URL + "?a")
    assert facts(head).values["url"] == URL + "?a"
    assert facts('<link rel="canonical" href="javascript:void(0)">').values.get("url") is None


def test_the_sizes_of_a_picture_are_one() -> None:
    images = [f"https://img.example/wall-{size}.jpg?v=2" for size in ("1200x675", "800x800")]
    head = ld(
        article(image=[*images, {"url": "/b.jpg", "caption": "The bay"}, {"url": "/c.jpg", "caption": "The bay"}])
    )
    found = facts(head + meta(og__image="https://img.example/wall-400x400.jpg")).values
    assert [image["url"].rpartition("/")[2] for image in found["images"]] == ["wall-1200x675.jpg?v=2", "b.jpg"]


def test_pictures_of_the_page_and_of_rules_are_joined() -> None:
    saved = {
        "images": [{"caption": "The wall in May", "credit": "Ann Poe", "agency": "AFP"}, {"caption": "The bay"}],
        "authors": ["Jane Doe"],
        "translation": {"notice": "Translated by a program."},
        "affiliate": True,
    }
    page = {
        "images": [
            {"url": "https://x.example/a.jpg"},
            {"url": "https://x.example/b.jpg", "caption": "The wall in May"},
        ],
        "authors": ["HARBOUR Times"],
        "site_name": "Harbour Times",
        "translation": {"original_url": "https://x.example/de"},
    }
    joined = with_page(saved, page)
    assert joined["images"] == [
        {"url": "https://x.example/a.jpg"},
        {"url": "https://x.example/b.jpg", "caption": "The wall in May", "credit": "Ann Poe", "agency": "AFP"},
        {"caption": "The bay"},
    ]
    assert (joined["authors"], joined["affiliate"]) == (["Jane Doe"], True)
    assert joined["translation"] == {"notice": "Translated by a program.", "original_url": "https://x.example/de"}
    assert with_page(saved, {**page, "authors": ["Ann Poe"]})["authors"] == ["Ann Poe"]
    assert with_page({}, {}) == {}


def test_captions_that_rules_take_meet_the_pages_pictures() -> None:
    caption = "The wall in May, before the storm that broke it."
    figure = f"<figure><img src=a.jpg><figcaption>{caption} Photo: Ann Poe / AFP</figcaption></figure>"
    head = "<title>The wall</title>" + ld(article(image={"url": "https://x.example/a.jpg", "caption": caption}))
    html = (
        f"<html lang=en><head>{head}</head><body><article><h1>The wall</h1>{figure}{TEXT * 4}</article></body></html>"
    )
    (image,) = Cleaner().clean_html(html).metadata["images"]
    assert image["url"] == "https://x.example/a.jpg"
    assert image["caption"].startswith(caption)


def test_the_body_keeps_its_lines() -> None:
    assert facts(ld(article(articleBody="One.\n\nTwo &amp; three.<br>"))).body == "One.\n\nTwo & three. "
    assert facts(ld(article(articleBody=["One."]))).body is None


KEYS = (
    "@type", "@id", "@graph", "@value", "headline", "name", "author", "creator", "datePublished", "dateModified", "image",
    "url", "caption", "creditText", "articleBody", "articleSection", "keywords", "publisher", "isAccessibleForFree",
    "hasPart", "mainEntity", "mainEntityOfPage", "inLanguage", "translator", "translationOfWork", "description",
    "coverageStartTime", "item", "itemListElement",
)  # fmt: skip
WORDS = (
    "NewsArticle",
    "LiveBlogPosting",
    "WebSite",
    "#a",
    "http://[",
    "https://a.example/b.jpg",
    "2024-05-14",
    "<b>x</b>",
    "&amp;",
    "",
)
TEXTS = st.one_of(st.sampled_from(WORDS), st.text(max_size=20))
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
        st.dictionaries(st.sampled_from(KEYS), inner, max_size=6).map(lambda d: {**d, "@type": "NewsArticle"}),
    ),
    max_leaves=25,
)
METAS = st.sampled_from(
    ("og:title", "author", "date", "og:image", "og:url", "article:tag", "og:locale", "article:content_tier", "itemprop")
)


@given(
    JSON, st.dictionaries(METAS, TEXTS, max_size=4), st.dictionaries(st.sampled_from(KEYS), TEXTS, max_size=4), TEXTS
)
def test_nothing_a_page_says_ends_a_run(data: Any, metas: dict[str, str], props: dict[str, str], url: str) -> None:
    script = json.dumps(data).replace("<", "\\u003c")
    head = f'<script type="application/ld+json">{script}</script>'
    head += "".join(f'<meta name="{name}" content="{escape(text)}">' for name, text in metas.items())
    inner = "".join(f'<b itemprop="{name} {name}" itemscope content="{escape(t)}">x</b>' for name, t in props.items())
    body = f'<div itemscope itemtype="x/Article">{inner}</div><h1>{escape(url)}</h1>'
    found = facts(head, body, url=url or None)
    assert orjson.loads(orjson.dumps(found.values)) == found.values
    assert found.values.keys() == found.origins.keys()
    assert all(found.values.values())


ODD = {
    "broken": "{" * 50,
    "deep": "[" * 100_000 + "]" * 100_000,
    "deep objects": '{"@graph":' * 900 + "1" + "}" * 900,
    "twice the same key": '{"@type":"NewsArticle","headline":3,"headline":"The wall","author":null,"author":[[["x"]]]}',
    "many": json.dumps([{"@type": "NewsArticle", "headline": "The wall", "author": ["A B"] * 20}] * 10_000),
    "many authors": json.dumps(article(author=[{"name": f"Jane Doe {n}"} for n in range(10_000)])),
    "line breaks in strings": '{"@type":"NewsArticle","headline":"The\nwall",}',
    "in a comment": '<!-- {"@type":"NewsArticle","headline":"The wall"} -->',
    "lone surrogate": '{"@type":"NewsArticle","headline":"The \\ud800 wall"}',
    "a circle": '{"@type":"NewsArticle","headline":"The wall","@id":"#a","author":{"@id":"#a"},"image":{"@id":"#a"}}',
}


@pytest.mark.parametrize("name", ODD)
def test_odd_json_ld(name: str) -> None:
    found = facts(f'<title>The wall</title><script type="application/ld+json">{ODD[name]}</script>')
    assert found.values["title"] == "The wall"
    orjson.dumps(found.values)


def test_odd_microdata_ends_soon() -> None:
    box = '<div itemscope itemtype="http://schema.org/Article" itemprop="author">'
    assert facts("<title>The wall</title>", box * 200 + "x" + "</div>" * 200).values["title"] == "The wall"
    props = '<p itemprop="author">Jane Doe</p>' * 20_000
    assert facts("<title>The wall</title>", f"{box}{props}</div>").values["authors"] == ["Jane Doe"]
