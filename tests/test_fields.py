"""Records as the usual tools write them: text, address, language and title are found, everything else is left alone."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any

import orjson
import pytest

from cleaner import Cleaner, Context, Fields, RuleSet, restore
from cleaner.fields import language_tag, read_record
from cleaner.values import Record
from tests.command import ARTICLE, CLEAN, RULES
from tests.conftest import FIXTURES

URL = "https://news.example.com/2026/11/port.html"
TITLE = "Le conseil vote le budget du port"


@pytest.fixture(scope="module")
def own() -> Cleaner:
    return Cleaner(RuleSet.from_text(RULES))


def read(record: Mapping[str, Any], text_field: str | None = None) -> Record:
    return read_record(record, Fields(text_field))


# The field table: producer, record as it writes it, (text field, url, lang, title, id)

PRODUCERS: dict[str, tuple[dict[str, Any], tuple[str, str | None, str | None, str | None, str | None]]] = {
    "datatrove": (
        {"text": ARTICLE, "id": "abc/1", "media": [], "metadata": {"url": URL, "date": "2026-11-01", "language": "fr", "language_score": 0.98}},
        ("text", URL, "fr", None, "abc/1"),
    ),
    "Dolma": (
        {"id": "d-1", "text": ARTICLE, "source": "common-crawl", "created": "2026-11-01", "added": "2026-11-02", "version": "v0",
         "metadata": {"url": URL, "length": 3}, "attributes": {"x__y__z": [[0, 3, 0.5]]}},
        ("text", URL, None, None, "d-1"),
    ),
    "FineWeb": (
        {"text": ARTICLE, "id": "<urn:uuid:1>", "dump": "CC-MAIN-2026-40", "url": URL, "date": "2026-11-01T00:00:00Z", "file_path": "s3://x/y.gz",
         "language": "fr", "language_score": 0.97, "language_script": "Latn", "token_count": 90},
        ("text", URL, "fr", None, "<urn:uuid:1>"),
    ),
    "trafilatura, command line": (
        {"title": TITLE, "author": "A. Martin", "hostname": "example.com", "date": "2026-11-01", "fingerprint": "00ff", "id": None,
         "license": None, "comments": "", "raw_text": ARTICLE, "text": ARTICLE, "language": "fr", "image": None, "pagetype": "article",
         "filedate": "2026-11-03", "source": URL, "source-hostname": "Example", "excerpt": "Un résumé.", "categories": "", "tags": "port"},
        ("text", URL, "fr", TITLE, None),
    ),
    "trafilatura, Python": (
        {"title": TITLE, "url": URL, "raw_text": ARTICLE, "language": None, "date": None},
        ("raw_text", URL, None, TITLE, None),
    ),
    "news-please": (
        {"authors": ["A. Martin"], "date_download": "2026-11-02 08:00:00", "date_modify": "None", "date_publish": "None", "description": "x",
         "filename": "https%3A%2F%2Fnews.example.com%2Fport.json", "image_url": None, "language": "fr", "localpath": None, "maintext": ARTICLE,
         "source_domain": "news.example.com", "title": TITLE, "title_page": None, "title_rss": "None", "url": URL},
        ("maintext", URL, "fr", TITLE, "https%3A%2F%2Fnews.example.com%2Fport.json"),
    ),
    "fundus": (
        {"title": TITLE, "plaintext": ARTICLE, "authors": ["A. Martin"], "publishing_date": "2026-11-01 06:00:00+01:00", "topics": ["port"],
         "lang": "fr", "images": [], "html": {"requested_url": URL, "responded_url": URL, "content": "<html>", "crawl_date": "2026-11-02"}},
        ("plaintext", URL, "fr", TITLE, None),
    ),
    "newspaper4k": (
        {"url": URL, "read_more_link": "", "language": "", "title": TITLE, "top_image": "", "images": [], "keywords": [], "authors": [],
         "text": ARTICLE, "publish_date": "2026-11-01 00:00:00", "meta_lang": "fr", "summary": ""},
        ("text", URL, "fr", TITLE, None),
    ),
    "cc_news": (
        {"title": TITLE, "text": ARTICLE, "domain": "news.example.com", "date": "2026-11-01", "description": "x", "url": URL, "image_url": None},
        ("text", URL, None, TITLE, None),
    ),
    "OSCAR": (
        {"content": ARTICLE, "warc_headers": {"warc-record-id": "<urn:uuid:2>", "warc-target-uri": URL, "content-type": "text/plain"},
         "metadata": {"identification": {"label": "fr", "prob": 0.9}, "annotation": None, "sentence_identifications": []}},
        ("content", URL, "fr", None, None),
    ),
    "HPLT": (
        {"f": "./path", "u": URL, "ts": "2026-11-01T00:00:00Z", "id": "h-1", "lang": ["fra_Latn", "eng_Latn"], "prob": [0.9, 0.1], "text": ARTICLE},
        ("text", URL, "fr", None, "h-1"),
    ),
    "C4": ({"text": ARTICLE, "timestamp": "2026-11-01T00:00:00Z", "url": URL}, ("text", URL, None, None, None)),
    "WET": (
        {"WARC-Type": "conversion", "WARC-Record-ID": "<urn:uuid:3>", "WARC-Target-URI": URL, "WARC-Date": "2026-11-01", "content": ARTICLE},
        ("content", URL, None, None, "<urn:uuid:3>"),
    ),
    "schema.org": (
        {"@context": "https://schema.org", "@type": "NewsArticle", "identifier": "n-1", "headline": TITLE, "articleBody": ARTICLE, "url": URL,
         "datePublished": "2026-11-01", "inLanguage": "fr-FR", "author": [{"@type": "Person", "name": "A. Martin"}],
         "publisher": {"@type": "Organization", "name": "Example"}, "isAccessibleForFree": False},
        ("articleBody", URL, "fr-FR", TITLE, "n-1"),
    ),
    "schema.org by its @id": (
        {"@id": URL, "@type": "NewsArticle", "headline": TITLE, "articleBody": ARTICLE},
        ("articleBody", URL, None, TITLE, URL),
    ),
    "clean-news": ({"id": "a", "text": ARTICLE, "metadata": {"title": TITLE}}, ("text", None, None, TITLE, "a")),
}  # fmt: skip


@pytest.mark.parametrize("name", PRODUCERS)
def test_the_fields_of_each_producer_are_found(name: str) -> None:
    record, (text_field, url, lang, title, ident) = PRODUCERS[name]
    found = read(record)
    assert (found.text_field, found.text) == (text_field, ARTICLE)
    assert found.context.url == url
    assert found.context.lang == lang
    assert found.context.title == title
    if ident is not None:
        assert found.id == ident
    assert found.fields is record
    assert found.context.meta is record
    assert found.flags == ()


@pytest.mark.parametrize("name", PRODUCERS)
def test_a_record_goes_out_as_it_came_in_but_for_its_text(name: str, own: Cleaner) -> None:
    record, (text_field, *_, ident) = PRODUCERS[name]
    before = copy.deepcopy(record)
    out = own.clean_record(record)
    assert record == before
    assert out[text_field] == CLEAN
    assert {k: v for k, v in out.items() if k not in (text_field, "metadata", "id")} == {
        k: v for k, v in record.items() if k not in (text_field, "metadata", "id")
    }
    for key, value in (record.get("metadata") or {}).items():
        assert out["metadata"][key] == value
    assert out["metadata"]["cleaning"]["counts"]["ad"] == 1
    added = [k for k in out if k not in record]
    assert set(added) <= {"id", "metadata"}
    assert ("id" in added) == (ident is None and "id" not in record)
    kept = [k for k in out if k in record and not (k == "id" and record["id"] is None)]
    assert kept == [k for k in record if not (k == "id" and record["id"] is None)]
    assert restore(out) == ARTICLE


def test_the_text_of_fundus_from_its_body(own: Cleaner) -> None:
    """Without `plaintext` the summary and the sections are the text; it is written to `plaintext`, the body stays."""
    body = {
        "summary": ["Le budget est voté."],
        "sections": [
            {"headline": [], "paragraphs": ["Le conseil a voté.", "Publicité"]},
            {"headline": ["Et après ?"], "paragraphs": ["Les travaux commencent."]},
        ],
    }
    record = {"title": TITLE, "body": body, "lang": "fr"}
    assert read(record).text == (
        "Le budget est voté.\n\nLe conseil a voté.\n\nPublicité\n\nEt après ?\n\nLes travaux commencent."
    )
    out = own.clean_record(record)
    assert out["body"] == body
    assert out["plaintext"] == "Le budget est voté.\n\nLe conseil a voté.\n\nEt après ?\n\nLes travaux commencent."


@pytest.mark.parametrize("field", ["html", "raw_html"])
def test_a_page_in_a_record_gains_a_text_and_stays(field: str, own: Cleaner) -> None:
    paragraphs = "".join(f"<p>{line}</p>" for line in ARTICLE.splitlines() if line)
    page = f"<html><body><article>{paragraphs}</article></body></html>"
    found = read({"url": URL, field: page})
    assert (found.text, found.html, found.text_field) == (None, page, "text")
    out = own.clean_record({"url": URL, field: page, "n": 1})
    assert out[field] == page
    assert "Publicité" not in out["text"].split("\n")
    assert "onze heures de débat" in out["text"]
    assert out["n"] == 1


def test_a_text_comes_before_a_page() -> None:
    assert read({"html": "<p>x</p>", "text": "y"}).text == "y"


@pytest.mark.parametrize("value", [None, "None", 7, ["a"], {"a": "b"}, True])
def test_what_is_no_text_is_passed_over(value: Any) -> None:
    """news-please writes null for an article that it could not read; then another field, or none, has the text."""
    assert read({"text": value, "maintext": ARTICLE}).text_field == "maintext"
    found = read({"maintext": value, "title": TITLE})
    assert found.text is None
    assert len(found.flags) == 1
    assert found.flags[0].startswith("no text")


def test_a_record_without_a_text_passes_through(own: Cleaner) -> None:
    record = {"maintext": None, "title": TITLE, "x": 1, "metadata": {"y": 2}}
    out = own.clean_record(record)
    assert {k: v for k, v in out.items() if k not in ("id", "metadata")} == {"maintext": None, "title": TITLE, "x": 1}
    assert out["metadata"]["y"] == 2
    assert out["metadata"]["cleaning"]["flags"] == ["no text: field `maintext` is null"]


@pytest.mark.parametrize("text", ["", " ", "\n", "none", "null"])
def test_a_short_text_is_a_text(text: str) -> None:
    assert read({"text": text, "content": ARTICLE}).text == text


# What the caller names wins


def test_a_named_text_field_wins(own: Cleaner) -> None:
    record = {"text": "x", "page": {"story": ARTICLE, "n": 1}, "a.b": ARTICLE}
    for name in ("page.story", "a.b"):
        found = read(record, name)
        assert (found.text, found.text_field) == (ARTICLE, name)
    out = own.clean_record(record, Fields("page.story"))
    assert (out["text"], out["page"], out["a.b"]) == ("x", {"story": CLEAN, "n": 1}, ARTICLE)
    out = own.clean_record(record, Fields("a.b"))
    assert (out["text"], out["page"], out["a.b"]) == ("x", {"story": ARTICLE, "n": 1}, CLEAN)
    assert restore(out) == ARTICLE


def test_a_named_text_field_that_is_missing_is_told() -> None:
    found = read({"text": ARTICLE}, "story")
    assert found.text is None
    assert found.flags == ("no text: no field `story`",)


def test_known_facts_win() -> None:
    known = Fields(None, Context(url="https://example.org/b", lang="de", title="Anders"))
    context = read_record({"text": "x", "url": URL, "language": "fr", "title": TITLE}, known).context
    assert (context.url, context.lang, context.title) == ("https://example.org/b", "de", "Anders")


# Addresses and languages


@pytest.mark.parametrize(
    ("record", "url"),
    [
        ({"source": "common-crawl"}, None), ({"source": URL}, URL), ({"url": "", "link": URL}, URL), ({"url": None, "source": URL}, URL),
        ({"url": "news.example.com/a"}, None), ({"url": f" {URL} "}, URL), ({"url": 7}, None), ({"warc_headers": {"WARC-Target-URI": URL}}, URL),
        ({"metadata": None}, None), ({"metadata": "x"}, None), ({"url": {"a": URL}}, None), ({"metadata.url": URL}, URL),
    ],
    ids=str,
)  # fmt: skip
def test_addresses(record: dict[str, Any], url: str | None) -> None:
    assert read({"text": "x", **record}).context.url == url


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("fr", "fr"), ("FR", "fr"), ("fr-CA", "fr-CA"), ("fr_ca", "fr-CA"), ("fr_FR.UTF-8", "fr-FR"), ("fra", "fr"), ("fra_Latn", "fr"),
        ("French", "fr"), ("__label__fr", "fr"), ("zh-Hant-TW", "zh-Hant-TW"), ("zho_Hans", "zh-Hans"), ("es-419", "es-419"), ("nb", "nb"),
        ("und", None), ("", None), (None, None), ("None", None), ("unknown", None), ("x-klingon", None), ("fr, en", None),
    ],
)  # fmt: skip
def test_languages(written: str | None, tag: str | None) -> None:
    assert language_tag(written) == tag


@pytest.mark.parametrize(
    "record",
    [
        {"language": "French"}, {"lang": "fra_Latn"}, {"metadata": {"language": "fr"}}, {"metadata": {"lang": "fr"}}, {"meta_lang": "fr"},
        {"inLanguage": "fr"}, {"language": None, "meta_lang": "fr"}, {"language": "None", "lang": "fr"}, {"lang": ["fr"]},
        {"language": "und", "lang": "fr"},
    ],
    ids=str,
)  # fmt: skip
def test_the_language_of_a_record(record: dict[str, Any]) -> None:
    assert read({"text": "x", **record}).context.lang == "fr"


# Ids


def test_a_missing_id_becomes_a_stable_hash(own: Cleaner) -> None:
    first = own.clean_record({"url": URL, "text": ARTICLE})
    assert next(iter(first)) == "id"
    assert first["id"] == own.clean_record({"text": ARTICLE, "url": URL, "n": 2})["id"]
    assert len(first["id"]) == 16
    assert int(first["id"], 16) >= 0
    others = [
        {"text": ARTICLE},
        {"url": URL, "text": ARTICLE + "."},
        {"url": URL + "?", "text": ARTICLE},
        {"text": ""},
        {"url": URL},
    ]
    assert len({first["id"], *(own.clean_record(r)["id"] for r in others)}) == 6


def test_the_hash_is_of_what_came_in_and_always_the_same() -> None:
    """A value that other versions and machines must give too."""
    assert read({"url": "https://example.com/a", "text": "Un texte."}).id == "003d0f9c25b16bf8"


@pytest.mark.parametrize("empty", [None, "", "  ", "None"])
def test_an_empty_id_is_a_missing_one(empty: str | None, own: Cleaner) -> None:
    out = own.clean_record({"n": 1, "id": empty, "text": ARTICLE})
    assert out["id"] == read({"text": ARTICLE}).id


@pytest.mark.parametrize("ident", ["a", 7, 0, "0"])
def test_an_id_stays_what_it_is(ident: str | int, own: Cleaner) -> None:
    out = own.clean_record({"n": 1, "id": ident, "text": ARTICLE})
    assert out["id"] == ident
    assert type(out["id"]) is type(ident)
    assert list(out) == ["n", "id", "text", "metadata"]


@pytest.mark.parametrize("name", ["identifier", "WARC-Record-ID", "filename", "@id"])
def test_an_id_by_another_name_needs_no_second(name: str, own: Cleaner) -> None:
    assert list(own.clean_record({name: "a", "text": ARTICLE})) == [name, "text", "metadata"]


# Metadata


@pytest.mark.parametrize("metadata", ["a string", 7, ["a"], True, 0, "", [], False])
def test_metadata_that_is_no_object_stays_and_ours_has_another_name(metadata: Any, own: Cleaner) -> None:
    record = {"id": "a", "text": ARTICLE, "metadata": metadata, "n": 1}
    out = own.clean_record(record)
    assert list(out) == ["id", "text", "metadata", "n", "cleaning_metadata"]
    assert out["metadata"] == metadata and type(out["metadata"]) is type(metadata)
    assert out["cleaning_metadata"]["affiliate"] is True
    assert out["cleaning_metadata"]["cleaning"]["counts"]["ad"] == 1
    assert restore(out) == ARTICLE
    assert own.clean_record(out) == out


def test_metadata_that_is_null_becomes_ours(own: Cleaner) -> None:
    out = own.clean_record({"id": "a", "text": ARTICLE, "metadata": None})
    assert list(out) == ["id", "text", "metadata"]
    assert out["metadata"]["tickers"] == ["QAIC"]


def test_incoming_metadata_wins_and_keeps_its_order(own: Cleaner) -> None:
    metadata = {"z": 1, "affiliate": False, "a": {"b": [None]}, "tickers": ["OWN"]}
    out = own.clean_record({"id": "a", "text": ARTICLE, "metadata": metadata})["metadata"]
    assert list(out) == ["z", "affiliate", "a", "tickers", "cleaning"]
    assert {k: v for k, v in out.items() if k != "cleaning"} == metadata


@pytest.mark.parametrize("empty", [None, "", "None", [], {}])
def test_an_empty_value_that_came_in_is_filled(empty: Any, own: Cleaner) -> None:
    out = own.clean_record({"id": "a", "text": ARTICLE, "metadata": {"tickers": empty}})
    assert out["metadata"]["tickers"] == ["QAIC"]


SAVES = """
format: 1
pack: saves
lang: fr
rules:
  - id: date
    why: Line of the date.
    role: date
    line: |
      Publié le {d:date}
    do: drop
    save: {published: '{d}'}
    examples:
      hit: |
        Publié le 03/05/2026
      miss: |
        Publié le soir
  - id: author
    why: Line of the author.
    role: byline
    line: |
      Par {photographer}
    do: drop
    save: {authors: '{photographer}'}
    examples:
      hit: |
        Par Anne Martin
      miss: |
        Par hasard
"""
SAVED = "Par Anne Martin\n\nPublié le 03/05/2026\n\nUn texte."


@pytest.mark.parametrize(
    ("fields", "left"),
    [
        ({}, {"authors", "published"}), ({"date": "2026-05-03"}, {"authors"}), ({"datePublished": "2026-05-03"}, {"authors"}),
        ({"publish_date": "2026-05-03", "author": "A. M."}, set()), ({"authors": ["A. M."], "publishing_date": "x"}, set()),
        ({"date": None, "authors": []}, {"authors", "published"}), ({"date_publish": "None"}, {"authors", "published"}),
    ],
    ids=lambda v: " ".join(sorted(v)) if isinstance(v, set) else str(v),
)  # fmt: skip
def test_what_the_record_says_itself_is_not_said_again(fields: dict[str, Any], left: set[str]) -> None:
    """`'None'` written as a string, as news-please does, says nothing."""
    out = Cleaner(RuleSet.from_text(SAVES)).clean_record({"id": "a", "text": SAVED, **fields})
    assert out["text"] == "Un texte."
    assert out["metadata"].keys() - {"cleaning"} == left


# Everything else


def test_unknown_fields_pass_through_untouched_and_in_order(own: Cleaner) -> None:
    odd = {
        "z": None,
        "": 1,
        "text ": "x",
        "a.b": {"c": [1, [2.5, {}]]},
        "é": "\ud800",
        "n": 10**30,
        "nan": float("inf"),
        "list": [],
        "Text": "y",
    }
    record = {**dict(list(odd.items())[:4]), "id": "a", "text": ARTICLE, **dict(list(odd.items())[4:])}
    out = own.clean_record(record)
    assert list(out) == [*record, "metadata"]
    assert {k: out[k] for k in odd} == odd
    for key, value in odd.items():
        assert out[key] is value


def test_cleaning_a_clean_record_changes_nothing(own: Cleaner) -> None:
    for record, _ in PRODUCERS.values():
        out = own.clean_record(record)
        assert json.dumps(own.clean_record(out)) == json.dumps(out)


def test_a_second_cleaning_keeps_the_first(own: Cleaner) -> None:
    """With other rules: the chain leads back to the text that came in first."""
    other = Cleaner(RuleSet.from_text(SAVES))
    text = f"{SAVED}\n\nPublicité"
    once = own.clean_record({"id": "a", "text": text})
    twice = other.clean_record(once)
    assert twice["text"] == "Un texte.\n\n"
    assert twice["metadata"]["cleaning"]["counts"] == {"byline": 1, "date": 1}
    assert twice["metadata"]["cleaning"]["previous"]["counts"] == {"ad": 1}
    assert restore(twice) == text


WILD = [orjson.loads(line) for line in (FIXTURES / "records" / "wild.jsonl").read_bytes().splitlines()]


@pytest.mark.parametrize("record", WILD, ids=lambda r: next(iter(r)) + "-" + str(len(r)))
def test_records_of_many_producers(record: dict[str, Any], cleaner: Cleaner) -> None:
    """Each loses its junk where it has a text, keeps all else, and comes back whole."""
    found = read_record(record, Fields())
    out = cleaner.clean_record(record)
    changed = {found.text_field, "metadata", *(["id"] if record.get("id") is None else [])}
    assert {k: out[k] for k in record.keys() - changed} == {k: record[k] for k in record.keys() - changed}
    assert found.id
    if found.text is None:
        assert out["metadata"]["cleaning"]["flags"]
        return
    assert found.context.url
    assert found.context.url.startswith("https://")
    assert out["metadata"]["cleaning"]["counts"]
    assert restore(out) == found.text
